"""How notes read. Pure: records in, text and buttons out. No name but the one that is shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from bot.inert import fitting, inert, one_line, quote
from bot.ui import Menu, Press, Reply
from cogs import buttons
from cogs.notes import views
from cogs.pledges.cards import pledges_in_words
from cogs.programme.cards import clock
from domain.outputs import Entry, Event, Kind, Output, State
from domain.sessions import Session
from domain.summits import Summit

A_PAGE = 8
# How many characters of a message the notes of one page share.
ROOM = 1500
# How many earlier wordings stand on a card.
EARLIER = 3

NO_NAME = "Without a name"

PLURALS = {
    Kind.IDEA: "Ideas",
    Kind.BARRIER: "Barriers",
    Kind.INSIGHT: "Insights",
    Kind.ACTION: "Actions",
}


def headline(output: Output, summit: Summit, *, user_id: int, kind: bool = True) -> str:
    """Reference, kind, who, theme and marks, on one line."""
    said = [f"**{output.reference}**"]
    if kind:
        said.append(views.KIND_TITLES[output.kind])
    if output.group:
        said.append(f"Group {output.group}")
    said.append(inert(one_line(output.author_name, 40)) if output.named else NO_NAME)
    if output.theme:
        said.append(inert(one_line(summit.theme_title(output.theme), 40)))
    if output.pledges:
        said.append(pledges_in_words(output.pledges))
    if output.author_id == user_id:
        said.append("yours")
    if output.state is State.HIDDEN:
        said.append("hidden")
    return " · ".join(said)


def _named(output: Output, title: str) -> str:
    """The session's title; of one of a past summit, its day and its short name."""
    if title:
        return inert(title)
    name, _, day = output.session.partition("@")
    name = name.replace("-", " ")
    if not day:
        return inert(name)
    on = date.fromisoformat(day)
    return inert(f"{on.day} {on:%B %Y}: {name}")


def noted(output: Output, session: str, *, new: bool) -> Reply:
    """What an author gets at once. ``session`` is its title."""
    if not new:
        head = f"**This form was saved before as {output.reference}**, so nothing was added."
    else:
        head = (
            f"**Your note is saved as {output.reference}.**"
            " Everybody who has joined the summit can read it with the session’s notes, and its"
            " words may be published with the results."
        )
    name = (
        f"It stands with your name: {inert(output.author_name)}."
        if output.named
        else "It stands without your name. We keep that it is yours, so that you can"
        " change it and erase it."
    )
    what = views.KIND_TITLES[output.kind]
    text = f"{head}\n{quote(output.words)}\n{what} · for: {_named(output, session)}\n{name}"
    first: tuple[Press, ...] = (views.new_button(output.session),)
    if output.public:
        first += (views.pledge_button(output),)
    return Reply(fitting(text), (first, (views.notes_button(output.session), views.MINE)))


def listing(
    ordered: Sequence[Output],
    session: Session,
    sessions: Sequence[Session],
    summit: Summit,
    *,
    page: int,
    user_id: int,
    open_until: datetime | None,
) -> Reply:
    """The notes of a session, one kind after the other, a page at a time.

    ``open_until``: until when it takes notes, or None where it takes none any more.
    """
    pages = max(1, -(-len(ordered) // A_PAGE))
    page = min(page, pages - 1)
    here = ordered[page * A_PAGE : (page + 1) * A_PAGE]
    count = "1 note" if len(ordered) == 1 else f"{len(ordered):,} notes"
    head = f"**Notes of {inert(one_line(session.title, 100))}** · {count}"
    lines = [head + (f" · page {page + 1} of {pages}" if pages > 1 else "")]
    if open_until is not None:
        lines.append(f"You can add to them until {clock(open_until, 'f')}.")
    if not ordered:
        lines.append("There is no note yet.")
    room = ROOM // max(1, len(here)) - 60
    of_kind = Counter(one.kind for one in ordered)
    for place, one in enumerate(here):
        if not place or here[place - 1].kind is not one.kind:
            lines.append(f"**{PLURALS[one.kind]}** ({of_kind[one.kind]})")
        lines.append(
            f"{headline(one, summit, user_id=user_id, kind=False)}"
            f"\n> {inert(one_line(one.words, room))}"
        )
    rows: list[tuple[Press | Menu, ...]] = []
    if len(sessions) > 1:
        rows.append((views.session_menu(sessions, session.slug),))
    if here:
        rows.append((views.note_menu(here),))
    ways: list[Press] = []
    if page:
        ways.append(Press("Back", f"notes:{session.slug}:{page - 1}"))
    if page + 1 < pages:
        ways.append(Press("More", f"notes:{session.slug}:{page + 1}"))
    if open_until is not None:
        ways.append(views.new_button(session.slug))
    rows.append((*ways, views.MINE))
    return Reply(fitting("\n".join(lines)), tuple(rows))


def one(
    output: Output,
    session: str,
    summit: Summit,
    history: Sequence[Entry],
    *,
    user_id: int,
    moderator: bool,
    said: str = "",
    parts: Sequence[Output] = (),
) -> Reply:
    """A note in full, as this person may see it, with the notes that are ``parts`` of it.

    ``session`` is its session's title.
    """
    yours = output.author_id == user_id
    lines = [said] if said else []
    lines += [
        headline(output, summit, user_id=user_id),
        quote(output.words),
        f"For: {_named(output, session)}",
    ]
    if output.owner:
        lines.append(f"Who would own it: {inert(output.owner)}")
    if output.pledges:
        lines.append(f"{pledges_in_words(output.pledges)} came from this.")
    if output.merged_into is not None:
        lines.append(f"It is part of N-{output.merged_into} now.")
    for other in parts:
        head = headline(other, summit, user_id=user_id)
        lines.append(f"With it: {head}\n> {inert(one_line(other.words, 150))}")
    if output.state is State.HIDDEN:
        lines.append(f"It is hidden. The reason: {inert(output.hidden_reason)}")
        if yours:
            lines.append("Only you, the facilitators and the organisers see it.")
    if yours or moderator:
        lines += _earlier(history)
    rows = views.note_rows(output, summit, yours=yours, moderator=moderator)
    return Reply(fitting("\n".join(lines)), rows)


_CHANGED_BY = {Event.CORRECTED: "a facilitator", Event.REPORTED: "its group"}


def _earlier(history: Sequence[Entry]) -> list[str]:
    """The last wordings before this one, the newest first."""
    reworded = [entry for entry in history if entry.earlier_words or entry.earlier_kind]
    lines: list[str] = []
    for entry in reversed(reworded[-EARLIER:]):
        who = _CHANGED_BY.get(entry.event, "its author")
        before = f" It was: {entry.earlier_kind}." if entry.earlier_kind else ""
        lines.append(f"Changed by {who}, {clock(entry.at, 'f')}.{before}")
        if entry.earlier_words:
            lines.append(f"Before:\n{quote(entry.earlier_words)}")
    return lines


def mine(
    outputs: Sequence[Output], titles: Mapping[str, str], summit: Summit, *, more: bool
) -> Reply:
    """Somebody's own notes, newest first, with what became of them."""
    if not outputs:
        return Reply("You have not noted anything yet.", ((buttons.NOTE, buttons.NOTES),))
    lines = ["**Your notes**"]
    room = ROOM // len(outputs) - 60
    for output in outputs:
        cut = room // 2 if output.hidden_reason else room
        title = _named(output, one_line(titles.get(output.session, ""), 40))
        lines.append(
            f"{headline(output, summit, user_id=0)} · {title}"
            f"\n> {inert(one_line(output.words, cut))}"
        )
        if output.hidden_reason:
            lines.append(f"The reason: {inert(one_line(output.hidden_reason, cut))}")
    below: tuple[Press, ...] = (buttons.NOTE, buttons.NOTES)
    if more:
        below += (Press("Show older ones", f"note.mine:{outputs[-1].number}"),)
    return Reply(fitting("\n".join(lines)), ((views.note_menu(outputs),), below))


def remove_question(output: Output) -> Reply:
    """Taking back is asked about once, because it can't be undone."""
    kept = (
        f" {pledges_in_words(output.pledges)} came from it, and stays as it is."
        if output.pledges == 1
        else f" {pledges_in_words(output.pledges)} came from it, and stay as they are."
        if output.pledges
        else ""
    )
    text = (
        f"**Take back {output.reference}?** It is erased with its history, and cannot be put back."
        f"{kept}\n{quote(output.words)}"
    )
    return Reply(
        fitting(text),
        (
            (
                Press("Yes, erase it", f"note.remove.yes:{output.number}", "danger"),
                Press("Keep it", f"note.open:{output.number}"),
            ),
        ),
    )


def removed(output: Output) -> Reply:
    return Reply(
        f"**{output.reference} is erased.** Its number is not used again.",
        ((buttons.NOTE, views.notes_button(output.session), views.MINE),),
    )
