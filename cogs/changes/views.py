"""The buttons, menus and forms with which organisers change the programme."""

from __future__ import annotations

from collections.abc import Sequence

from bot.inert import one_line
from bot.ui import Form, Menu, Option, Press, TextField
from cogs import buttons
from domain.sessions import Session
from domain.shifting import MOST_MINUTES, REASON_LENGTH, How, Shift

# Discord's limits: options of a menu, and the text of one.
A_PAGE, OPTION = 25, 100
QUICK = (5, 10, 15)
BACK = Press("Back to all sessions", "change")

Rows = tuple[tuple[Press | Menu, ...], ...]


def minutes(number: int) -> str:
    """``5 minutes later``, ``1 minute earlier``"""
    by = abs(number)
    return f"{by} minute{'' if by == 1 else 's'} {'later' if number > 0 else 'earlier'}"


def _shift(wanted: Shift) -> str:
    return f"{wanted.slug}:{wanted.minutes}:{wanted.how.value}"


def quick(slug: str, *, head: str = "") -> tuple[Press, ...]:
    """The usual delays; each shows first what it would do."""
    first, *others = (Shift(slug, number) for number in QUICK)
    return (
        Press(f"{head}{minutes(first.minutes)}", f"change.shift:{_shift(first)}", "primary"),
        *(Press(minutes(one.minutes), f"change.shift:{_shift(one)}", "primary") for one in others),
        Press("Another time…", f"change.other:{slug}"),
    )


def day_rows(programme: Sequence[Session], page: int, about: Sequence[str]) -> Rows:
    """The sessions that can be changed, a page of them, and everything from now on."""
    last = max(0, (len(programme) - 1) // A_PAGE)
    page = min(page, last)
    part = slice(page * A_PAGE, (page + 1) * A_PAGE)
    rows: list[tuple[Press | Menu, ...]] = []
    if programme:
        rows.append((_menu("change.see", programme[part], about[part]),))
    turn = _turn("change", page, last)
    rows += [turn] if turn else []
    if programme:
        rows.append(quick("", head="From now on: "))
    rows.append((buttons.ANNOUNCE, buttons.PROGRAMME))
    return tuple(rows)


def session_rows(session: Session, sign: str, *, may_swap: bool) -> Rows:
    """What can be done with one session."""
    if session.cancelled:
        yes = Press("It takes place after all", f"change.restore:{session.slug}:{sign}", "success")
        return ((yes,), (BACK,))
    below = [Press("Cancel it…", f"change.cancel:{session.slug}", "danger")]
    if may_swap:
        below.append(Press("Swap rooms…", f"change.swap:{session.slug}"))
    return (quick(session.slug), (*below, BACK))


def preview_rows(wanted: Shift, sign: str, count: int, *, breaks: bool) -> Rows:
    """The button that does it, and the other ways to do it."""
    what = "this session" if count == 1 else f"these {count} sessions"
    go = Press(f"Move {what}", f"change.go:{_shift(wanted)}:{sign}", "success")
    ways: list[Press] = []
    for how, label in (
        (How.ONE, "Only this session"),
        (How.ALL, "This and all after it" if wanted.slug else "Leave breaks as long as they are"),
        (How.BREAKS, "Take it out of the breaks"),
    ):
        possible = {How.ONE: bool(wanted.slug), How.ALL: True, How.BREAKS: breaks}[how]
        if how is not wanted.how and possible:
            other = Shift(wanted.slug, wanted.minutes, how)
            ways.append(Press(label, f"change.shift:{_shift(other)}"))
    back = BACK if not wanted.slug else Press("Back", f"change.see:{wanted.slug}")
    return tuple(row for row in ((go,), tuple(ways), (back,)) if row)


def swap_rows(slug: str, others: Sequence[Session], page: int, about: Sequence[str]) -> Rows:
    """With which session to swap rooms."""
    last = max(0, (len(others) - 1) // A_PAGE)
    page = min(page, last)
    part = slice(page * A_PAGE, (page + 1) * A_PAGE)
    rows: list[tuple[Press | Menu, ...]] = []
    if others:
        rows.append((_menu(f"change.swap.see:{slug}", others[part], about[part]),))
    turn = _turn(f"change.swap:{slug}", page, last)
    rows += [turn] if turn else []
    rows.append((Press("Back", f"change.see:{slug}"),))
    return tuple(rows)


def swap_preview_rows(one: Session, other: Session, sign: str) -> Rows:
    """Their numbers in the programme stand for them: two names are too long for one button."""
    go = Press(
        "Swap the rooms", f"change.swapped:{one.position}:{other.position}:{sign}", "success"
    )
    return ((go, Press("Back", f"change.see:{one.slug}")),)


def _menu(route: str, sessions: Sequence[Session], about: Sequence[str]) -> Menu:
    options = tuple(
        Option(one.slug, one_line(one.title, OPTION), line[:OPTION])
        for one, line in zip(sessions, about, strict=True)
    )
    return Menu(route, "Choose a session", options)


def _turn(route: str, page: int, last: int) -> tuple[Press, ...]:
    turn: list[Press] = []
    if page > 0:
        turn.append(Press("Earlier sessions", f"{route}:{page - 1}"))
    if page < last:
        turn.append(Press("Later sessions", f"{route}:{page + 1}"))
    return tuple(turn)


def minutes_form(slug: str) -> Form:
    return Form(
        route=f"change.minutes:{slug}",
        title="Move sessions",
        fields=(
            TextField(
                "minutes",
                "How many minutes later?",
                f"Up to {MOST_MINUTES}. Write -10 for 10 minutes earlier. You see first what moves",
                placeholder="20",
                most=10,
            ),
        ),
    )


def cancel_form(session: Session, nonce: int) -> Form:
    least, most = REASON_LENGTH
    return Form(
        route=f"change.cancelled:{nonce}:{session.slug}",
        title=one_line(f"Cancel: {session.title}", 45),
        fields=(
            TextField(
                "reason",
                "Why? Everybody can read this",
                "It is cancelled when you send this. Who chose it is told at once",
                least=least,
                most=most,
                long=True,
            ),
        ),
    )
