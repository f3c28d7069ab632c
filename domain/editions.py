"""One summit after another in the same server: when a plan means a new one."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from domain.rules import RuleBroken
from domain.sessions import Session

# A plan that moves a past summit by less corrects it; by as much or more, it is the next one.
APART = timedelta(days=28)


@dataclass(frozen=True, slots=True)
class Turn:
    """The server goes from one summit to another. ``back``: to one that was put away."""

    put_away: date
    back: bool


def turn(kept: date, wanted: date, *, over: bool, away: Collection[date]) -> Turn | None:
    """Whether a plan for ``wanted`` means another summit than the one kept; None for the same.

    A summit that has not taken place yet is moved, however far: only after it is ``over`` can a
    later date mean the next one. The date of one that was put away brings that one back.
    """
    if wanted == kept:
        return None
    if wanted in away:
        return Turn(kept, back=True)
    return Turn(kept, back=False) if over and wanted - kept >= APART else None


def mark(session: Session) -> str:
    """What a button carries that must not act on next year's session of the same name."""
    return f"{session.starts_at:%Y%m%d}"


def check_mark(session: Session | None, text: str) -> None:
    """Raises RuleBroken ``form.old`` where a button meant another year's session.

    A session that was moved by some days is the same. Without a mark, there is nothing to check.
    """
    if not text:
        return
    if not (len(text) == 8 and text.isascii() and text.isdecimal()):
        raise RuleBroken("form.old")
    try:
        meant = date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        raise RuleBroken("form.old") from None
    if session is not None and abs(session.starts_at.date() - meant) >= APART:
        raise RuleBroken("form.old")
