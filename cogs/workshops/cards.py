"""What somebody sees who chooses workshops, and what they are told while they are away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.inert import inert, one_line
from bot.ui import Menu, Option, Press, Reply
from cogs import buttons
from cogs.programme.cards import Room
from db.choices import Chosen
from domain.choices import Choice, News, Note, Slot, Taken, places_left
from domain.editions import mark
from domain.sessions import Session

# Discord shows five buttons in a row and five rows; the fifth is for turning the page.
MOST_BUTTONS = 4
MOST_ROWS = 4
# What a page may have of a message's 2,000 characters; the rest is for what was just done.
MOST_TEXT = 1300
MOST_LIST = 1000
SHORT_TITLE = 50

_NONE = Taken()


@dataclass(frozen=True, slots=True)
class Board:
    """What there is to choose for one person. ``chosen`` is by slot, ``taken`` by workshop."""

    guild_id: int
    slots: Sequence[Slot]
    chosen: Mapping[str, Choice]
    taken: Mapping[str, Taken]
    room: Room

    def choice(self, session: Session) -> Choice | None:
        """The person's choice of this very workshop."""
        return next((one for one in self.chosen.values() if one.slug == session.slug), None)

    def full(self, session: Session) -> bool:
        return places_left(session, self.taken.get(session.slug, _NONE).places) == 0


# ---------------------------------------------------------------- pages


def board(board: Board, slot: str = "", said: str = "") -> Reply:
    """The page with this slot, or the first; ``said`` is what was just done."""
    if not board.slots:
        return Reply(
            "\n".join(filter(None, [said, "There is no workshop to choose at the moment."]))
        )
    pages = _pages(board)
    number = next((n for n, page in enumerate(pages) if any(one.key == slot for one in page)), 0)
    head = "**Choose your workshops.** You can change your choice until a workshop ends."
    if len(pages) > 1:
        head += f" Page {number + 1} of {len(pages)}."
    lines = [said] if said else [head]
    if said and len(pages) > 1:
        lines.append(f"Page {number + 1} of {len(pages)}.")
    rows: list[tuple[Press | Menu, ...]] = []
    for one in pages[number]:
        lines.append(_section(board, one))
        rows += _rows(board, one)
    turns: list[Press] = []
    if number > 0:
        turns.append(Press("Earlier", _open(board.guild_id, pages[number - 1][0].key)))
    if number < len(pages) - 1:
        turns.append(Press("Later", _open(board.guild_id, pages[number + 1][0].key)))
    if turns:
        rows.append(tuple(turns))
    return Reply("\n".join(lines), tuple(rows))


def _pages(board: Board) -> list[list[Slot]]:
    """The slots, as many on a page as fit, however many of their buttons are shown."""
    pages: list[list[Slot]] = []
    rows = text = 0
    for slot in board.slots:
        needs = 2 if _has_menu(slot) else 1
        length = MOST_LIST if _has_menu(slot) else len(_section(board, slot)) + 100
        if not pages or rows + needs > MOST_ROWS or text + length > MOST_TEXT:
            pages.append([])
            rows = text = 0
        pages[-1].append(slot)
        rows += needs
        text += length
    return pages


def _has_menu(slot: Slot) -> bool:
    return len(slot.workshops) > MOST_BUTTONS


def _section(board: Board, slot: Slot) -> str:
    """One slot: when it is, what there is, and what the person has chosen."""
    many = len(slot.workshops) > 1
    lines = [
        f"### {_when(slot.starts_at, slot.ends_at)}" + (": choose one" if many else ""),
    ]
    listed = [_line(board, session, 100) for session in slot.workshops]
    if sum(map(len, listed)) > MOST_LIST:
        listed = [_line(board, session, SHORT_TITLE) for session in slot.workshops]
    if sum(map(len, listed)) > MOST_LIST:  # more than fit have a menu
        listed = [
            f"There are {len(slot.workshops)} workshops. Open the menu to see them.",
            *(
                _line(board, session, SHORT_TITLE)
                for session in slot.workshops
                if board.choice(session)
            ),
        ]
    lines += listed
    limited = [one for one in slot.workshops if one.walk_in and one.capacity]
    if any(one.voice_channel is not None for one in limited):
        lines.append("You can also walk in while there is room in its voice room.")
    elif limited:
        lines.append("You can also read along in its room.")
    return "\n".join(lines)


def _line(board: Board, session: Session, most: int) -> str:
    """One workshop, with as much of its title."""
    choice = board.choice(session)
    title = inert(one_line(session.title, most))
    parts = [f"- **{title}**"]
    if choice is not None:
        parts[0] += " – **your choice**" if choice.has_place else ""
        if choice.waiting is not None:
            parts[0] += f" – **you are number {choice.waiting} on the waiting list**"
    if session.text_channel is not None and (
        session.walk_in or (choice is not None and choice.has_place)
    ):
        parts.append(board.room(session))
    parts.append(_room(session, board.taken.get(session.slug, _NONE)))
    if not session.walk_in:
        parts.append("only with a place")
    return " · ".join(parts)


def _room(session: Session, taken: Taken) -> str:
    """How many places are left, in words."""
    left = places_left(session, taken.places)
    if left is None:
        return "no limit of places"
    if left == 0:
        waiting = f", {taken.waiting:,} waiting" if taken.waiting else ""
        return f"full{waiting}"
    return f"{left:,} of {session.capacity:,} {'place' if session.capacity == 1 else 'places'} left"


def _rows(board: Board, slot: Slot) -> list[tuple[Press | Menu, ...]]:
    if not _has_menu(slot):
        return [tuple(_press(board, slot, session) for session in slot.workshops)]
    menu = Menu(
        f"workshop.pick:{board.guild_id}:{slot.key}:{mark(slot.workshops[0])}",
        "Choose a workshop",
        tuple(
            Option(
                session.slug,
                one_line(session.title, 100),
                _room(session, board.taken.get(session.slug, _NONE)),
                default=board.choice(session) is not None,
            )
            for session in slot.workshops[:25]
        ),
    )
    rows: list[tuple[Press | Menu, ...]] = [(menu,)]
    rows += [
        (_press(board, slot, session),)
        for session in slot.workshops
        if board.choice(session) is not None
    ][:1]
    return rows


def _press(board: Board, slot: Slot, session: Session) -> Press:
    """The one thing to do about a workshop: leave it, choose it, change to it, or wait for it."""
    title = one_line(session.title, 60)
    if board.choice(session) is not None:
        return Press(f"Leave {title}", f"workshop.leave:{_meant(session)}")
    if board.full(session):
        label = f"Wait for {title}"
    elif slot.key in board.chosen:
        label = f"Change to {title}"
    else:
        label = f"Choose {title}"
    return Press(label, f"workshop.choose:{_meant(session)}", "primary")


def _meant(session: Session) -> str:
    """The workshop that a button is about, and of which year."""
    return f"{session.guild_id}:{session.slug}:{mark(session)}"


def _when(starts_at: datetime, ends_at: datetime) -> str:
    return f"<t:{int(starts_at.timestamp())}:f> to <t:{int(ends_at.timestamp())}:t>"


def _open(guild_id: int, slot: str) -> str:
    return f"{buttons.WORKSHOPS.route}:{guild_id}:{slot}"


# ---------------------------------------------------------------- what was just done


def chosen(done: Chosen) -> str:
    """After choosing. A second press changes nothing and says so."""
    title = inert(done.session.title)
    waiting = done.choice.waiting
    if not done.new:
        if waiting is None:
            return f"You have a place in {title} already. Nothing was changed."
        return f"You are on the waiting list for {title} already, number {waiting}."
    lines: list[str] = []
    if waiting is None:
        lines.append(f"**You have a place in {title}.**")
        if not done.session.walk_in:
            lines.append("Its room opens to you in a moment.")
    else:
        lines.append(
            f"**{title} is full. You are number {waiting} on the waiting list.**"
            " When a place is free, you move up by yourself and we write to you."
        )
    if done.left is not None:
        lines.append(f"You have left {inert(done.left.title)}.")
    return " ".join(lines)


def left(session: Session, *, there: bool) -> str:
    title = inert(session.title)
    if not there:
        return f"You had not chosen {title}, so nothing was changed."
    return f"**You have left {title}.** You can choose again at any time."


def full(wanted: Session, kept: Session) -> Reply:
    """Nobody gives up a place for a waiting number without being asked."""
    guild_id = wanted.guild_id
    return Reply(
        f"**{inert(wanted.title)} is full.** You keep your place in {inert(kept.title)} for now."
        f" You can go on the waiting list, but then you lose your place in {inert(kept.title)}.",
        (
            (
                Press(
                    f"Wait for {one_line(wanted.title, 60)}",
                    f"workshop.wait:{_meant(wanted)}",
                    "danger",
                ),
                Press(f"Keep {one_line(kept.title, 60)}", f"{buttons.WORKSHOPS.route}:{guild_id}"),
            ),
        ),
    )


# ---------------------------------------------------------------- letters


def note(news: News, session: Session, has_place: bool) -> Note:
    """What people are told of a workshop that they chose."""
    title = inert(session.title)
    when = _when(session.starts_at, session.ends_at)
    room = f" in <#{session.text_channel}>" if session.text_channel is not None else ""
    show = ("Show my workshops", _open(session.guild_id, ""))
    why = f"\nThe reason: {inert(session.reason)}\n" if session.reason else " "
    match news:
        case News.MOVED_UP:
            text = (
                f"Good news: you now have a place in **{title}**.\nIt is {when}{room}."
                " If you cannot come, leave it, so that somebody else can."
            )
            pressed = (
                show,
                ("Leave this workshop", f"workshop.leave:{_meant(session)}"),
            )
        case News.CANCELLED:
            text = (
                f"**{title}**, {when}, was cancelled. We are sorry.{why}"
                "You can choose another workshop."
            )
            pressed = (("Choose another workshop", _open(session.guild_id, "")),)
        case News.RESTORED:
            kept = "You have kept your place." if has_place else "You are on the waiting list."
            text = f"**{title}** takes place after all: {when}{room}. {kept}"
            pressed = (show,)
    return Note(one_line(session.title, 60), text, pressed)
