"""The buttons of a room's record, and the form of its summary."""

from __future__ import annotations

from bot.ui import Form, Press, TextField
from domain.records import ORGANISATIONS_LENGTH, WORDS_LENGTH, Record, as_lines


def review_button(slug: str, *, again: bool = False) -> Press:
    """Leads to the summary that waits to be confirmed."""
    if again:
        return Press("Change the summary", f"record.review:{slug}")
    return Press("Review the summary", f"record.review:{slug}", "primary")


def record_button(slug: str, edition: str = "") -> Press:
    """Leads to the record; with ``edition``, on a message that stands for good."""
    return Press(
        "Room record", f"record.show:{slug}:{edition}" if edition else f"record.show:{slug}"
    )


def confirm_buttons(record: Record, edition: str) -> tuple[Press, ...]:
    """Confirm what is there, or say it otherwise."""
    slug = record.session.slug
    form = Press("Correct and confirm…", f"record.form:{edition}:{slug}")
    if record.summary is not None:
        return (form,)
    route = f"record.confirm:{edition}:{slug}:{record.version}:{record.heads}"
    return (Press("Confirm as it is", route, "success"), form)


def filled_in(record: Record) -> dict[str, str]:
    """What the form says before anybody types."""
    return {
        "heads": str(record.heads),
        "organisations": as_lines(record.organisations),
        "words": record.summary.words if record.summary else "",
    }


def summary_form(edition: str, slug: str, version: int, fields: dict[str, str]) -> Form:
    """How many, who from where, and a sentence or two. ``version``: the one that it follows."""
    return Form(
        route=f"record.save:{edition}:{slug}:{version}",
        title="Summary of the session",
        fields=(
            TextField(
                "heads",
                "How many people took part?",
                "Without those who led it. Filled in with what the bot counted",
                value=fields.get("heads", ""),
                most=6,
            ),
            TextField(
                "organisations",
                "Which organisations took part?",
                "One a line. For organisers only. You can leave it empty",
                value=fields.get("organisations", ""),
                required=False,
                most=ORGANISATIONS_LENGTH,
                long=True,
            ),
            TextField(
                "words",
                "The session in a sentence or two",
                "It may be published. Name nobody. You can leave it empty",
                value=fields.get("words", ""),
                required=False,
                most=WORDS_LENGTH,
                long=True,
            ),
        ),
    )
