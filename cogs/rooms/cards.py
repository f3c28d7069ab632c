"""What a room's panel says, and its buttons. Pure: records in, text and buttons out."""

from __future__ import annotations

from bot.inert import fitting, inert
from bot.ui import Press
from cogs import buttons
from cogs.programme.cards import clock
from domain.questions import TAKES_QUESTIONS
from domain.rooms import Moment
from domain.sessions import Session
from domain.summits import Summit

NOT_RECORDED = "**This session is not recorded.**"


def panel_text(session: Session, moment: Moment, summit: Summit) -> str:
    """What the room is about at this moment."""
    lines = [f"## {inert(session.title)}", _when(session, moment)]
    if moment in (Moment.BEFORE, Moment.ON):
        lines.append("This session is recorded." if session.recorded else NOT_RECORDED)
        plan = summit.plan.session(session.slug)
        if session.voice_channel is not None:
            lines.append(f"To listen and speak, press <#{session.voice_channel}>.")
        if plan is not None and plan.brief:
            lines.append(inert(plan.brief.strip()))
        if plan is not None and plan.questions:
            lines += ["**What we will talk about**", *(f"- {inert(one)}" for one in plan.questions)]
    return fitting("\n".join(lines))


def _when(session: Session, moment: Moment) -> str:
    match moment:
        case Moment.BEFORE:
            start = session.starts_at
            return f"Starts {clock(start, 'R')}: {clock(start, 'f')} to {clock(session.ends_at)}."
        case Moment.ON:
            return f"**On now**, until {clock(session.ends_at)} ({clock(session.ends_at, 'R')})."
        case Moment.OVER:
            return "**This session is over.** Thank you for being here."
        case Moment.CANCELLED:
            return "**This session is cancelled.** See what else is on in the programme."


def panel_buttons(session: Session, moment: Moment) -> tuple[tuple[Press, ...], ...]:
    """What people can do in this room at this moment, at most five buttons in a row."""
    rows: list[tuple[Press, ...]] = []
    if moment in (Moment.BEFORE, Moment.ON):
        if session.kind == "pledging":
            rows.append((buttons.MAKE, buttons.WALL))
        if session.kind in TAKES_QUESTIONS:
            rows.append((buttons.ASK, buttons.QUESTIONS))
    elif moment is Moment.OVER and session.kind in TAKES_QUESTIONS:
        rows.append((buttons.QUESTIONS,))
    rows.append((buttons.PROGRAMME, buttons.HELP))
    return tuple(rows)
