"""How recordings read, in answers and letters. Pure: records in, text and buttons out."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from bot.inert import fitting, inert, one_line, quote
from bot.ui import Menu, Press, Reply
from cogs.recordings import views
from db.sessions import is_archived
from domain.recordings import Answer, Recording, Requests
from domain.sessions import Session

A_PAGE = 12

SEEN = "Organisers see how many people asked, not who."


def people(count: int) -> str:
    return "1 person" if count == 1 else f"{count:,} people"


def told(answer: Recording) -> str:
    """What organisers said: the link as a plain address, or why there is none."""
    if answer.answer is Answer.OUT:
        note = f"\n{quote(answer.note)}" if answer.note else ""
        return f"The recording: {inert(answer.link)}{note}"
    return f"There will be no recording. The reason:\n{quote(answer.reason)}"


def choose(
    sessions: Sequence[Session],
    answers: Mapping[str, Recording],
    asked: Collection[str],
    here: Session | None,
) -> Reply:
    """The sessions of which there can be a recording; ``here`` is the one of this room."""
    lines = ["**Recordings**"]
    rows: list[tuple[Press | Menu, ...]] = []
    if here is not None:
        lines.append(f"This room: **{inert(here.title)}**")
        answer = answers.get(here.slug)
        if answer is not None:
            lines.append(told(answer))
        elif here.cancelled:
            lines.append("This session was cancelled, so there is no recording.")
        elif not here.recorded:
            lines.append("This session is not recorded, so you cannot ask for a recording.")
        elif here.slug in asked:
            lines.append("You have asked for the recording. We write to you when it is out.")
            rows.append((views.back_button(here),))
        else:
            rows.append((views.ask_button(here),))
    others = [one for one in sessions if here is None or one.slug != here.slug]
    if others:
        other = "another session" if here is not None else "a session"
        lines.append(f"To ask for the recording of {other}, choose it below. {SEEN}")
        rows.append((views.session_menu(others, answers, asked),))
    return Reply(fitting("\n".join(lines)), tuple(rows))


def asked(session: Session, answer: Recording | None, *, new: bool) -> Reply:
    """After asking: the answer at once where there is one."""
    title = inert(session.title)
    if answer is not None:
        return Reply(fitting(f"**{title}**\n{told(answer)}"), ((views.OTHERS,),))
    head = (
        f"**You have asked for the recording of “{title}”.**"
        if new
        else f"**You have asked for the recording of “{title}” already.** Nothing was changed."
    )
    text = f"{head}\nWe write to you when it is out, or why there is none. {SEEN}"
    return Reply(text, ((views.back_button(session), views.OTHERS),))


def taken_back(session: Session, *, there: bool) -> Reply:
    title = inert(session.title)
    head = (
        f"**You no longer ask for the recording of “{title}”.**"
        if there
        else f"You had not asked for the recording of “{title}”."
    )
    can = session.recorded and not session.cancelled and not is_archived(session.slug)
    again = (views.ask_button(session),) if can else ()
    return Reply(head, ((*again, views.OTHERS),))


# ---------------------------------------------------------------------- organisers


def queue(
    sessions: Sequence[Session],
    answers: Mapping[str, Recording],
    requests: Mapping[str, Requests],
    *,
    page: int,
) -> Reply:
    """How many asked for what, those who wait first."""
    if not sessions:
        return Reply("**No session is recorded.**")
    here = sessions[page * A_PAGE : (page + 1) * A_PAGE]
    lines = ["**Recordings**"]
    if not here:
        lines.append("There are no more.")
    lines += [
        f"- **{inert(one_line(one.title, 60))}**:"
        f" {_asked(requests.get(one.slug, Requests()))} · {_state(one, answers.get(one.slug))}"
        for one in here
    ]
    rows: list[tuple[Press | Menu, ...]] = [(views.queue_menu(here),)] if here else []
    if len(sessions) > (page + 1) * A_PAGE:
        rows.append((Press("More", f"recordings:{page + 1}"),))
    elif page:
        rows.append((Press("Back to the start", "recordings:0"),))
    return Reply(fitting("\n".join(lines)), tuple(rows))


def _asked(requests: Requests) -> str:
    if not requests.asked:
        return "nobody asked"
    waiting = f", {requests.waiting:,} without an answer" if requests.waiting else ""
    return f"{people(requests.asked)} asked{waiting}"


def _state(session: Session, answer: Recording | None) -> str:
    if answer is not None:
        return "out" if answer.answer is Answer.OUT else "there will be none"
    if session.cancelled:
        return "cancelled"
    return "no link yet" if session.recorded else "not recorded"


def one(session: Session, answer: Recording | None, requests: Requests, said: str = "") -> Reply:
    """One session of the queue, and what can be said of its recording."""
    lines = [said] if said else []
    lines.append(f"**{inert(session.title)}**: {_asked(requests)}")
    if answer is not None:
        lines.append(told(answer))
    elif session.cancelled:
        lines.append("This session was cancelled.")
    elif not session.recorded:
        lines.append("This session is marked as not recorded, so nobody can ask for it.")
    if answer is None and requests.waiting:
        lines.append("Whatever you say, those who asked get it as a private message.")
    return Reply(fitting("\n".join(lines)), (views.answer_buttons(session, answer),))


def answered(people_told: int) -> str:
    """After an organiser's answer."""
    if not people_told:
        return "**Saved.** Nobody had to be told. Whoever asks from now on gets it at once."
    are = "is" if people_told == 1 else "are"
    return (
        f"**Saved. {people(people_told)} {are} being told.**"
        " Whoever asks from now on gets it at once."
    )


# ---------------------------------------------------------------------- letters


def letter(answer: Recording, session: Session, changed: bool) -> tuple[str, str]:
    """Subject and text for somebody who asked. ``changed``: they were told something else."""
    title = inert(session.title)
    if answer.answer is Answer.OUT:
        head = (
            f"There is news about the recording of **{title}**: it is here now."
            if changed
            else f"You asked for the recording of **{title}**. It is out."
        )
    else:
        head = (
            f"There is news about the recording of **{title}**: we had to take it back. We are"
            " sorry."
            if changed
            else f"You asked for the recording of **{title}**. We are sorry."
        )
    return f"recording of {one_line(session.title, 60)}", fitting(f"{head}\n{told(answer)}")
