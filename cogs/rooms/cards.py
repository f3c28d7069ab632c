"""What a room's panel says, and its buttons. Pure: records in, text and buttons out."""

from __future__ import annotations

from collections.abc import Sequence

from bot.inert import inert
from bot.ui import Press
from cogs import buttons
from cogs.programme.cards import clock, to_listen
from domain.hands import TAKES_HANDS
from domain.outputs import TAKES_NOTES
from domain.questions import TAKES_QUESTIONS
from domain.rooms import Moment
from domain.sessions import Session
from domain.summits import Summit

NOT_RECORDED = "**This session is not recorded.**"
# Discord takes 4,000 characters of text in a message that is laid out; the buttons count too.
MOST_TEXT = 3500


def panel_text(session: Session, moment: Moment, summit: Summit) -> str:
    """What the room is about at this moment."""
    lines = [f"## {inert(session.title)}", _when(session, moment)]
    if moment in (Moment.BEFORE, Moment.ON):
        lines.append("This session is recorded." if session.recorded else NOT_RECORDED)
        plan = summit.plan.session(session.slug)
        if listen := to_listen(session, plan):
            lines.append(listen)
        if plan is not None and plan.link:
            lines.append(f"To take part, open <{plan.link}>.")
        if plan is not None and plan.brief:
            lines.append(inert(plan.brief.strip()))
        if plan is not None and plan.questions:
            lines += _questions(plan.questions, MOST_TEXT - len("\n".join(lines)))
    return "\n".join(lines)


def _questions(questions: Sequence[str], space: int) -> list[str]:
    """What is to be talked about, as many of them as fit, the rest counted."""
    lines = ["**What we will talk about**"]
    space -= 50 + len(lines[0])  # for the count
    for number, question in enumerate(questions):
        line = f"- {inert(question)}"
        space -= len(line) + 1
        if space < 0:
            left = len(questions) - number
            lines.append(f"- and {left} more {'question' if left == 1 else 'questions'}")
            break
        lines.append(line)
    return lines


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
            why = f" {inert(session.reason)}\n" if session.reason else " "
            return f"**This session is cancelled.**{why}See what else is on in the programme."


def panel_buttons(
    session: Session, moment: Moment, *, late: bool = False, groups: bool = False
) -> tuple[tuple[Press, ...], ...]:
    """What people can do in this room at this moment, at most five buttons in a row.

    ``late``: whether the session, which is over, still takes notes. ``groups``: whether people are
    in small groups at the moment.
    """
    rows: list[tuple[Press, ...]] = []
    if groups:
        rows.append((Press("Go to my group", f"breakout.join:{session.slug}", "success"),))
    if moment in (Moment.BEFORE, Moment.ON):
        if session.kind == "pledging":
            rows.append((buttons.MAKE, buttons.WALL))
        if session.kind in TAKES_QUESTIONS:
            rows.append((buttons.ASK, buttons.QUESTIONS))
        if session.kind in TAKES_NOTES:
            rows.append((buttons.NOTE, buttons.NOTES))
        if moment is Moment.ON and session.kind in TAKES_HANDS:
            rows.append((buttons.HAND_UP, buttons.HAND_DOWN, buttons.HANDS))
    elif moment is Moment.OVER:
        if session.kind in TAKES_QUESTIONS:
            rows.append((buttons.QUESTIONS,))
        if session.kind in TAKES_NOTES:
            rows.append((buttons.NOTE, buttons.NOTES) if late else (buttons.NOTES,))
    recording = (buttons.RECORDING,) if session.recorded else ()
    if moment is Moment.OVER:
        rows.append((buttons.FEEDBACK, *recording))
    asked_here = recording if moment in (Moment.BEFORE, Moment.ON) else ()
    helps = (buttons.CALL_FOR_HELP, buttons.HELP)
    last = (buttons.PROGRAMME, buttons.REMINDERS, buttons.REPORT, *helps)
    if asked_here and rows:  # a row takes five
        rows[-1] = (*rows[-1], *asked_here)
    elif asked_here:
        rows.append(asked_here)
    rows.append(last)
    return tuple(rows)
