"""What organisers read when they change the programme. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.inert import inert, one_line
from bot.ui import Reply
from cogs import buttons
from cogs.changes import views
from cogs.programme.cards import clock
from domain.sessions import Session, in_order
from domain.shifting import How, Move, Shift

# What a list of moves may take of a message, and a title in it.
MOST_TEXT, TITLE = 1300, 50
_FOLLOW = "The server’s events, reminders and panels follow by themselves."
_SINCE = "The programme changed since you looked, so nothing was done. This is how it is now."


def of_day(programme: Sequence[Session], zone: str, *, page: int, now: datetime) -> Reply:
    """What can be changed: what is not over."""
    left = [one for one in in_order(programme) if not one.is_over(now)]
    text = (
        "**Change the programme.** Choose a session, or move everything from now on."
        " You see what would happen before it does."
        if left
        else "Every session is over, so there is nothing to change."
    )
    return Reply(text, views.day_rows(left, page, [_about(one, zone, now) for one in left]))


def _about(session: Session, zone: str, now: datetime) -> str:
    """One line in a menu, where Discord shows no time marks: in the summit's own time."""
    start, end = (at.astimezone(ZoneInfo(zone)) for at in (session.starts_at, session.ends_at))
    state = ", cancelled" if session.cancelled else ", on now" if session.is_on(now) else ""
    return f"{start:%H:%M} to {end:%H:%M} ({zone}){state}"


def of_session(
    session: Session, sign: str, *, may_swap: bool, now: datetime, stale: bool = False
) -> Reply:
    """One session, and what can be done with it."""
    lines = [_SINCE] if stale else []
    lines.append(f"**{inert(session.title)}**, {_span(session)}.")
    if session.text_channel is not None:
        lines[-1] += f" Its room is <#{session.text_channel}>."
    if session.cancelled:
        why = f": {inert(session.reason)}" if session.reason else "."
        lines.append(f"It is cancelled{why}")
    elif session.is_on(now):
        lines.append("It has begun, so only its end can move. What comes after it moves too.")
    else:
        lines.append("Moving it moves what comes after it too. You can choose otherwise next.")
    return Reply("\n".join(lines), views.session_rows(session, sign, may_swap=may_swap))


def of_moves(
    moves: Sequence[Move],
    wanted: Shift,
    sign: str,
    zone: str,
    *,
    breaks: bool,
    stale: bool = False,
) -> Reply:
    """What a shift would do, with the button that does it."""
    told = [move for move in moves if not move.after.cancelled]
    what = _WAYS[wanted.how] if wanted.slug else _FROM_NOW[wanted.how]
    lines = [_SINCE] if stale else []
    lines.append(f"**{views.minutes(wanted.minutes).capitalize()}{what}. Nothing is changed yet.**")
    lines += _listed(told)
    if late := [move for move in told if move.passes_midnight(zone)]:
        names = ", ".join(inert(one_line(move.after.title, TITLE)) for move in late[:3])
        more = f" and {len(late) - 3} more" if len(late) > 3 else ""
        lines.append(f"**This passes midnight in {zone}:** {names}{more}.")
    lines.append("Nothing clashes. Who chose one of these workshops is told, once.")
    return Reply("\n".join(lines), views.preview_rows(wanted, sign, len(told), breaks=breaks))


_WAYS = {
    How.ONE: ", this session alone",
    How.ALL: ", with all that comes after it",
    How.BREAKS: ", and the next breaks get shorter to make up for it",
}
_FROM_NOW = _WAYS | {How.ALL: ", from now on"}


def _listed(moves: Sequence[Move]) -> list[str]:
    lines: list[str] = []
    room = MOST_TEXT
    for move in moves:
        line = f"- {_told(move)}"
        room -= len(line) + 1
        if room < 0:
            lines.append(f"- and {len(moves) - len(lines)} more")
            break
        lines.append(line)
    return lines


def _told(move: Move) -> str:
    before, after = move.before, move.after
    title = f"**{inert(one_line(after.title, TITLE))}**"
    if move.only_its_end:
        return f"{title} ends {clock(after.ends_at)} instead of {clock(before.ends_at)}"
    length = after.ends_at - after.starts_at
    shorter = before.ends_at - before.starts_at - length
    cut = f", {int(shorter.total_seconds() // 60)} minutes shorter" if shorter else ""
    return f"{title}: {_span(after)} instead of {_span(before)}{cut}"


def moved(moves: Sequence[Move], wanted: Shift, *, new: bool) -> Reply:
    rows = ((buttons.ANNOUNCE, views.BACK),)
    if not new:
        return Reply(f"**This was done before, once.** {_FOLLOW}", rows)
    count = sum(not move.after.cancelled for move in moves)
    what = "1 session is" if count == 1 else f"{count} sessions are"
    return Reply(
        f"**Done: {what} moved, {views.minutes(wanted.minutes)}.** {_FOLLOW}"
        " Who chose one of these workshops is told in about a minute.",
        rows,
    )


def cancelled(session: Session, *, new: bool) -> Reply:
    title = inert(session.title)
    text = f"**{title} is cancelled.**" if new else f"**{title} was cancelled before, once.**"
    return Reply(
        f"{text} Who chose it is told, with your reason. {_FOLLOW}",
        ((buttons.ANNOUNCE, views.BACK),),
    )


def restored(session: Session) -> Reply:
    return Reply(
        f"**{inert(session.title)} takes place after all**, {_span(session)}."
        f" Who chose it is told. {_FOLLOW}",
        ((buttons.ANNOUNCE, views.BACK),),
    )


def swap_with(
    session: Session, others: Sequence[Session], zone: str, page: int, now: datetime
) -> Reply:
    title = inert(session.title)
    text = (
        f"With which session does **{title}** swap rooms? You see first what would happen."
        if others
        else f"No other session has a room of the same kind as **{title}**, so it cannot swap."
    )
    about = [_about(one, zone, now) for one in others]
    return Reply(text, views.swap_rows(session.slug, others, page, about))


def of_swap(pair: tuple[Session, Session], sign: str, *, stale: bool = False) -> Reply:
    """``pair`` as they would be."""
    lines = [_SINCE] if stale else []
    lines.append("**Swap rooms. Nothing is changed yet.**")
    lines += [
        f"- **{inert(one_line(one.title, TITLE))}** would be in <#{one.text_channel}>"
        for one in pair
    ]
    lines.append("Who chose one of these workshops is told, once.")
    return Reply("\n".join(lines), views.swap_preview_rows(*pair, sign))


def swapped(pair: tuple[Session, Session] | None) -> Reply:
    rows = ((buttons.ANNOUNCE, views.BACK),)
    if pair is None:
        return Reply(f"**This was done before, once.** {_FOLLOW}", rows)
    where = " and ".join(f"{inert(one.title)} is in <#{one.text_channel}>" for one in pair)
    return Reply(
        f"**The rooms are swapped:** {where}. {_FOLLOW} Who has a place is let in there.",
        rows,
    )


def _span(session: Session) -> str:
    return f"{clock(session.starts_at)} to {clock(session.ends_at)}"
