"""What a new plan changes in the programme of the one that is kept, in sentences."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from zoneinfo import ZoneInfo

from domain.editions import APART
from domain.plan import Plan, Session, ends_at, starts_at
from domain.shifting import ByHand


def plan_changes(kept: Plan | None, wanted: Plan, programme: Iterable[ByHand] = ()) -> list[str]:
    """One sentence for each change; none for the first plan of a server."""
    if kept is None or kept == wanted:
        return []
    if wanted.summit.date - kept.summit.date >= APART:
        return []  # next year's summit: its set-up says so, and everything in it is new
    told = [*_sessions(kept, wanted), *_replaced(wanted, programme)]
    if kept.summit.date != wanted.summit.date:
        was, now = kept.summit.date, wanted.summit.date
        told.insert(0, f"The date moves from {was.day} {was:%B %Y} to {now.day} {now:%B %Y}.")
    return told or ["Other words or settings of the plan change."]


def _sessions(kept: Plan, wanted: Plan) -> Iterator[str]:
    before = {session.slug: session for session in kept.sessions}
    after = {session.slug: session for session in wanted.sessions}
    for slug, session in after.items():
        was = before.get(slug)
        if was is None:
            yield f"New: “{session.title}”, {_times(session)}."
            continue
        if _times(was) != _times(session):
            yield f"“{session.title}” moves from {_times(was)} to {_times(session)}."
        if was.title != session.title:
            yield f"“{was.title}” is called “{session.title}”."
        if was.capacity != session.capacity:
            yield (
                f"“{session.title}” has {session.capacity or 'unlimited'} places instead of"
                f" {was.capacity or 'unlimited'}."
            )
    for slug, session in before.items():
        if slug not in after:
            yield f"“{session.title}” is cancelled, because the plan has it no more."


def kept_by_hand(kept: Plan | None, wanted: Plan, programme: Iterable[ByHand]) -> list[str]:
    """One sentence for each change that organisers made by hand and that stays."""
    if kept is None or wanted.summit.date - kept.summit.date >= APART:
        return []
    every = list(programme)
    titles = {hand.session.slug: hand.session.title for hand in every}
    told: list[str] = []
    for hand in every:
        session, title = wanted.session(hand.session.slug), hand.session.title
        if session is None:
            continue
        if hand.planned is not None and hand.planned == _instants(wanted, session):
            by, times = _minutes(hand), _now(hand, wanted)
            told.append(f"“{title}” was moved by hand by {by}, to {times}.")
        if hand.cancelled:
            told.append(f"“{title}” was cancelled by hand.")
        if hand.rooms_of is not None and wanted.session(hand.rooms_of) is not None:
            told.append(f"“{title}” has the room of “{titles.get(hand.rooms_of, hand.rooms_of)}”.")
    return told


def _replaced(wanted: Plan, programme: Iterable[ByHand]) -> Iterator[str]:
    """What was moved by hand, and of which the plan says something new."""
    for hand in programme:
        session = wanted.session(hand.session.slug)
        if hand.planned is None or session is None or hand.planned == _instants(wanted, session):
            continue
        yield (
            f"“{hand.session.title}” was moved by hand by {_minutes(hand)}, to"
            f" {_now(hand, wanted)}. The plan’s new time replaces that."
        )


def _instants(plan: Plan, session: Session) -> tuple[object, object]:
    return starts_at(plan, session), ends_at(plan, session)


def _minutes(hand: ByHand) -> str:
    by = abs(hand.minutes)
    unit = "minute" if by == 1 else "minutes"
    return f"{by} {unit}" if hand.minutes > 0 else f"{by} {unit} earlier"


def _now(hand: ByHand, plan: Plan) -> str:
    zone = ZoneInfo(plan.summit.time_zone)
    start, end = (at.astimezone(zone) for at in (hand.session.starts_at, hand.session.ends_at))
    return f"{start:%H:%M}–{end:%H:%M}"


def _times(session: Session) -> str:
    next_day = " the next day" if session.ends_next_day else ""
    return f"{session.starts:%H:%M}–{session.ends:%H:%M}{next_day}"
