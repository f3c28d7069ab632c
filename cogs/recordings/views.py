"""The menus, buttons and forms of recordings."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from bot.inert import one_line
from bot.ui import ChoiceField, Form, Menu, Option, Press, TextField
from cogs import buttons
from domain.recordings import LINK_LENGTH, NOTE_LENGTH, REASON_LENGTH, Answer, Recording
from domain.sessions import Session

# Discord's limits: the options of a menu, the text of an option.
MOST_OPTIONS = 25
OPTION_LENGTH = 100

OTHERS = Press("Other recordings", buttons.RECORDING.route)
QUEUE = Press("All recordings", "recordings")


def session_menu(
    sessions: Sequence[Session], answers: Mapping[str, Recording], asked: Collection[str]
) -> Menu:
    """A menu of the sessions whose recording can be asked for; choosing one asks."""
    return Menu(
        "recording.ask",
        "Choose a session",
        tuple(
            Option(
                one.slug,
                one_line(one.title, OPTION_LENGTH),
                _state(one, answers.get(one.slug), asked=one.slug in asked),
            )
            for one in sessions[:MOST_OPTIONS]
        ),
    )


def _state(session: Session, answer: Recording | None, *, asked: bool) -> str:
    if answer is not None:
        out = answer.answer is Answer.OUT
        return "The recording is out" if out else "There will be no recording"
    if session.cancelled:
        return "Cancelled"
    if not session.recorded:
        return "This session is not recorded"
    return "You have asked for it" if asked else "Not asked for yet"


def ask_button(session: Session) -> Press:
    return Press("Ask for this recording", f"recording.ask:{session.slug}", "primary")


def back_button(session: Session) -> Press:
    return Press("Take it back", f"recording.back:{session.slug}")


# ---------------------------------------------------------------------- organisers


def queue_menu(sessions: Sequence[Session]) -> Menu:
    """A menu of the sessions on one page of the queue."""
    return Menu(
        "recordings.open",
        "Choose a session",
        tuple(Option(one.slug, one_line(one.title, OPTION_LENGTH)) for one in sessions),
    )


def answer_buttons(session: Session, answer: Recording | None) -> tuple[Press, ...]:
    """What an organiser can say of a recording. The buttons carry what they saw there."""
    of = f"{session.slug}:{answer.version if answer else 0}"
    out = answer is not None and answer.answer is Answer.OUT
    none = answer is not None and answer.answer is Answer.NONE
    pressed: list[Press] = []
    if answer is not None or (session.recorded and not session.cancelled):
        label = "Change the link…" if out else "Publish a link…"
        pressed.append(Press(label, f"recordings.publish:{of}", "success"))
    label = "Change the reason…" if none else "There will be none…"
    pressed += [Press(label, f"recordings.none:{of}"), QUEUE]
    return tuple(pressed)


def link_form(slug: str, version: int, fields: Mapping[str, str], *, out: bool) -> Form:
    """Where the recording is. ``out``: another link is known already."""
    least, most = LINK_LENGTH
    again = fields.get("again") == "yes"
    parts: tuple[TextField | ChoiceField, ...] = (
        TextField(
            "link",
            "The link",
            "It begins with https:// and is shown as it is",
            value=fields.get("link", ""),
            placeholder="https://",
            least=least,
            most=most,
        ),
        TextField(
            "note",
            "A note, if any",
            "For example “Captions follow”",
            value=fields.get("note", ""),
            required=False,
            most=NOTE_LENGTH[1],
            long=True,
        ),
    )
    if out:
        parts += (
            ChoiceField(
                "again",
                "Tell those who know the old link?",
                (
                    Option("no", "No, only put it right", "For a small slip", not again),
                    Option("yes", "Yes, write to them again", default=again),
                ),
                radio=True,
            ),
        )
    return Form(f"recordings.publish:{slug}:{version}", "Publish the recording", parts)


def none_form(slug: str, version: int, fields: Mapping[str, str]) -> Form:
    """Why there will be none."""
    least, most = REASON_LENGTH
    return Form(
        f"recordings.none:{slug}:{version}",
        "There will be no recording",
        (
            TextField(
                "reason",
                "Why? Those who asked read this",
                "Be kind, and say what they could do instead",
                value=fields.get("reason", ""),
                least=least,
                most=most,
                long=True,
            ),
        ),
    )
