"""How questions read. Pure: records in, text and buttons out. No name but the one that is shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.again import lead_button
from bot.inert import fitting, inert, one_line, quote
from bot.ui import Menu, Press, Reply
from cogs import buttons
from cogs.questions import views
from db.sessions import is_archived
from domain.questions import Question, State, View
from domain.sessions import Session

# Pinned ones, three with the most votes and the three newest: all on the first page.
A_PAGE = 8
# How many characters of a message the questions of one page share.
ROOM = 1500

NO_NAME = "Without a name"

_MINE = {
    State.WAITING: "waiting: a facilitator looks at it before others see it",
    State.SHOWN: "shown",
    State.HIDDEN: "not shown",
    State.LIVE: "asked live",
    State.WRITTEN: "answered in writing",
}


# Where it was put away at this very moment, its title is not at hand.
A_SESSION = "a session"


def _to(session: str) -> str:
    return f"For: {inert(session or A_SESSION)}"


def votes(question: Question) -> str:
    return "1 vote" if question.votes == 1 else f"{question.votes:,} votes"


def headline(question: Question, *, yours: bool = False) -> str:
    """Reference, votes, marks and who, on one line."""
    said = [f"**{question.reference}**", votes(question)]
    if question.pinned:
        said.append("pinned")
    if question.state in (State.LIVE, State.WRITTEN):
        said.append(question.state.value)
    said.append(inert(question.asker_name) if question.named else NO_NAME)
    if yours:
        said.append("yours")
    return " · ".join(said)


def entry(question: Question, *, room: int, yours: bool) -> str:
    """A question in a list, its words cut to about ``room`` characters with its answer."""
    if question.answer:
        room //= 2
    lines = [
        headline(question, yours=yours),
        f"> {inert(one_line(question.words, room))}",
    ]
    if question.answer:
        lines.append(f"Answer: {inert(one_line(question.answer, room))}")
    return "\n".join(lines)


def asked(question: Question, session: str, *, new: bool) -> Reply:
    """What an asker gets at once. ``session`` is its title."""
    if not new:
        head = f"**This form was saved before as {question.reference}**, so nothing was added."
    else:
        head = (
            f"**Your question is saved as {question.reference}.**"
            " A facilitator looks at it before others see it."
        )
    name = (
        f"It stands with your name: {inert(question.asker_name)}."
        if question.named
        else "It stands without your name. We keep that it is yours, so that you can"
        " be told the answer and can erase it."
    )
    text = f"{head}\n{quote(question.words)}\n{_to(session)}\n{name}"
    return Reply(fitting(text), ((buttons.QUESTIONS, views.MINE),))


def listing(
    arranged: Sequence[Question],
    session: Session,
    sessions: Sequence[Session],
    *,
    view: View,
    page: int,
    user_id: int,
    own_waiting: Sequence[Question],
    open_now: bool,
    to_check: int | None,
) -> Reply:
    """The questions of a session, a page at a time.

    ``to_check``: how many wait to be looked at, for moderators; None for everybody else.
    """
    here = arranged[page * A_PAGE : (page + 1) * A_PAGE]
    order = "the newest first" if view is View.NEWEST else "most votes and newest in turn"
    lines = [f"**Questions for {inert(one_line(session.title, 100))}** · {order}"]
    if session.cancelled:
        lines.append("This session was cancelled, so questions are closed.")
    elif not open_now:
        lines.append("This session is over, so questions and votes are closed.")
    if to_check:
        waiting = "1 question waits" if to_check == 1 else f"{to_check} questions wait"
        lines.append(f"{waiting} to be looked at: press “Moderate”.")
    if not here:
        lines.append("No question is shown yet." if not arranged else "There are no more.")
    own = own_waiting if page == 0 else ()
    room = ROOM // max(1, len(here) + len(own)) - 60
    lines += [entry(one, room=room, yours=one.asker_id == user_id) for one in here]
    lines += [
        f"**{one.reference}** · yours · waiting\n> {inert(one_line(one.words, room))}"
        for one in own
    ]
    rows: list[tuple[Press | Menu, ...]] = []
    if len(sessions) > 1:
        rows.append((views.session_menu(sessions, session.slug),))
    if open_now:
        rows += views.vote_rows(here)
    if here:
        rows.append((views.question_menu(here),))
    rows.append(
        _ways(
            session,
            view,
            page,
            more=len(arranged) > (page + 1) * A_PAGE,
            moderator=to_check is not None,
        )
    )
    return Reply(fitting("\n".join(lines)), tuple(rows))


def _ways(
    session: Session, view: View, page: int, *, more: bool, moderator: bool
) -> tuple[Press, ...]:
    other = View.MIXED if view is View.NEWEST else View.NEWEST
    label = "Newest" if other is View.NEWEST else "Most votes"
    ways = [Press(label, f"questions:{session.slug}:{other.value}")]
    if more:
        ways.append(Press("More", f"questions:{session.slug}:{view.value}:{page + 1}"))
    elif page:
        ways.append(Press("Back to the start", f"questions:{session.slug}:{view.value}:0"))
    ways += [buttons.ASK, views.MINE]
    if moderator:
        ways.append(views.QUEUE)
    return tuple(ways)


def one(
    question: Question,
    session: str,
    *,
    user_id: int,
    moderator: bool,
    organiser: bool = False,
    said: str = "",
) -> Reply:
    """A question in full, as this person may see it."""
    lines = [said] if said else []
    yours = question.asker_id == user_id
    lines += [headline(question, yours=yours), quote(question.words), _to(session)]
    if question.answer and (question.public or moderator or yours):
        lines.append(f"Answer:\n{quote(question.answer)}")
    if not question.public:
        lines.append(f"State: {question.state.value}.")
    if question.hidden_reason:
        lines.append(f"The reason: {inert(question.hidden_reason)}")
    rows: list[tuple[Press | Menu, ...]] = []
    if question.state is State.SHOWN and not is_archived(question.session):
        rows.append((views.vote_button(question),))
    if moderator:
        if question.owner_id and question.state is State.SHOWN:
            lines.append(owner(question))
        rows += views.moderator_buttons(question, user_id, organiser=organiser)
    return Reply(fitting("\n".join(lines)), tuple(rows))


def owner(question: Question) -> str:
    return f"Owner: <@{question.owner_id}>" if question.owner_id else "No owner yet"


def mine(questions: Sequence[Question], titles: Mapping[str, str], *, more: bool) -> Reply:
    """Somebody's own questions, newest first, with what became of them."""
    if not questions:
        return Reply("You have not asked a question yet.", ((buttons.ASK,),))
    lines = ["**Your questions**"]
    room = ROOM // len(questions) - 60
    for question in questions:
        cut = room // 2 if question.answer or question.hidden_reason else room
        lines.append(
            f"**{question.reference}** · {_MINE[question.state]}"
            f" · {inert(one_line(titles.get(question.session) or A_SESSION, 50))}"
            f"\n> {inert(one_line(question.words, cut))}"
        )
        if question.state is State.HIDDEN:
            lines.append(f"The reason: {inert(one_line(question.hidden_reason, cut))}")
        elif question.answer:
            lines.append(f"Answer: {inert(one_line(question.answer, cut))}")
    below: tuple[Press, ...] = (buttons.ASK, buttons.QUESTIONS)
    if more:
        below += (Press("Show older ones", f"ask.mine:{questions[-1].number}"),)
    return Reply(fitting("\n".join(lines)), ((views.question_menu(questions),), below))


def voted(question: Question, *, new: bool) -> Reply:
    """After a press on “Upvote”; the second one offers to undo the first."""
    head = (
        f"**Your vote for {question.reference} is counted.**"
        if new
        else f"**You have voted for {question.reference} already.**"
    )
    return Reply(f"{head} It has {votes(question)}.", ((views.take_back_button(question),),))


def taken_back(question: Question, *, there: bool) -> Reply:
    head = (
        f"**Your vote for {question.reference} is taken back.**"
        if there
        else f"You had no vote for {question.reference}."
    )
    return Reply(f"{head} It has {votes(question)}.", ((views.vote_button(question),),))


# ---------------------------------------------------------------------- moderators


def to_decide(question: Question, session: str, *, left: int, said: str = "") -> Reply:
    """One question that waits; ``said`` tells of the one before."""
    waiting = "1 question waits" if left == 1 else f"{left} questions wait"
    lines = [said] if said else []
    lines += [
        f"{waiting} to be looked at.",
        headline(question),
        quote(question.words),
        _to(session),
    ]
    return Reply(fitting("\n".join(lines)), views.queue_buttons(question))


def whom(question: Question) -> Reply:
    """Whom a question is to be handed to."""
    text = (
        f"**Hand over {question.reference}.** Choose a facilitator or an organiser. They get a"
        f" message with the question, and can give it back.\n{quote(question.words)}"
    )
    return Reply(fitting(text), ((views.colleagues(question),),))


def given_back(question: Question) -> Reply:
    return Reply(
        f"**You gave {question.reference} back.** Nobody owns it now, and whoever handed it to you"
        " is told."
    )


def nothing_left(*, left: int, said: str = "", elsewhere: Sequence[Session] = ()) -> Reply:
    """``elsewhere``: sessions with questions that wait, which this person does not lead."""
    head = f"{said}\n" if said else ""
    if elsewhere and not left:
        here = elsewhere[: views.MOST_ROWS - 1]
        titles = "\n".join(f"- {inert(one_line(one.title, 100))}" for one in here)
        leads = tuple(
            lead_button(one.slug, one_line(f"I lead {one.title}", views.BUTTON_LENGTH))
            for one in here
        )
        return Reply(
            fitting(
                f"{head}**No question waits in the rooms that you lead.** Some wait for who leads"
                f" these:\n{titles}"
            ),
            (*((one,) for one in leads), (buttons.QUESTIONS, views.LEFT)),
        )
    if left:
        waits = "1 question still waits" if left == 1 else f"{left} questions still wait"
        again = Press("Start again from the oldest", "ask.queue")
        return Reply(f"{head}That was the last one. {waits} for later.", ((again, views.LEFT),))
    return Reply(
        f"{head}**No question waits to be looked at.**", ((buttons.QUESTIONS, views.LEFT),)
    )


def left_over(questions: Sequence[Question], titles: Mapping[str, str], page: int) -> Reply:
    """What was neither asked nor answered in sessions that are past, with the owners."""
    here = questions[page * A_PAGE : (page + 1) * A_PAGE]
    if not here:
        return Reply(
            "**No question is left over.** After a session, those that were neither asked live nor"
            " answered in writing stand here.",
            ((views.QUEUE,),),
        )
    room = ROOM // len(here) - 120
    lines = [f"**{len(questions)} left over** from sessions that are past"]
    lines += [
        f"{headline(one)} · {owner(one)} · {inert(one_line(titles[one.session], 50))}"
        f"\n> {inert(one_line(one.words, room))}"
        for one in here
    ]
    below = [views.QUEUE]
    if len(questions) > (page + 1) * A_PAGE:
        below.append(Press("More", f"ask.left:{page + 1}"))
    return Reply(fitting("\n".join(lines)), ((views.question_menu(here),), tuple(below)))
