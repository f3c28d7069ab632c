"""The forms by which a message is kept, and the buttons for whoever wrote it."""

from __future__ import annotations

from collections.abc import Mapping

from bot.inert import one_line
from bot.ui import ChoiceField, Form, Option, Press, TextField
from cogs.notes.views import MOST_OPTIONS, OPTION_LENGTH, kind_field
from domain.outputs import NOTE_LENGTH, Output
from domain.quotes import Says
from domain.summits import Summit

NO_THEME = "-"
# Discord's longest message, for those who pay for it; also its longest text field.
LONGEST = 4000

# A route has no spaces.
_SAYS = {Says.NAME: "name", Says.NO_NAME: "noname", Says.NOT: "not"}
SAID = {text: says for says, text in _SAYS.items()}


def keep_form(route: str, summit: Summit, fields: Mapping[str, str]) -> Form:
    """A message of the room, filled in. Its words can be shortened, because a note is short."""
    return Form(
        route=route,
        title="Keep as an output",
        fields=(
            _words(fields.get("note", ""), required=True),
            kind_field(fields.get("kind", "")),
            _theme(summit, fields.get("theme", "")),
        ),
    )


def link_form(route: str, summit: Summit, fields: Mapping[str, str]) -> Form:
    """The same by the link to a message, which Discord does not let the bot read."""
    return Form(
        route=route,
        title="Keep a message",
        fields=(
            TextField(
                "link",
                "Link to the message",
                "In the message’s menu: “Copy message link”",
                value=fields.get("link", "")[:200],
                most=200,
            ),
            _words(fields.get("note", ""), required=False),
            kind_field(fields.get("kind", "")),
            _theme(summit, fields.get("theme", "")),
        ),
    )


def _words(value: str, *, required: bool) -> TextField:
    least, most = NOTE_LENGTH
    says = f"From {least} to {most} characters. Whoever wrote it is asked about it"
    if len(value) > most:
        says = f"It has {len(value):,} characters. Shorten it to {most}, in its writer’s words"
    elif not required:
        says = f"Paste them: Discord does not show them to the bot. {least} to {most} characters"
    return TextField(
        "note",
        "The words",
        says,
        value=value[:LONGEST],
        required=required,
        most=LONGEST if len(value) > most else max(most, len(value)),
        long=True,
    )


def _theme(summit: Summit, chosen: str) -> ChoiceField:
    known = summit.plan.pledges.themes[: MOST_OPTIONS - 1]
    chosen = chosen if chosen in {theme.slug for theme in known} else NO_THEME
    return ChoiceField(
        "theme",
        "What is it about?",
        (
            Option(NO_THEME, "No theme", default=chosen == NO_THEME),
            *(
                Option(
                    theme.slug, one_line(theme.title, OPTION_LENGTH), default=chosen == theme.slug
                )
                for theme in known
            ),
        ),
    )


def new_button(slug: str) -> Press:
    return Press("Keep a message…", f"quote.new:{slug}")


def consent(output: Output) -> tuple[tuple[str, str], ...]:
    """Label and route of each answer. The server stands in the route: they are for letters too."""
    here = f"quote.say:{output.guild_id}:{output.number}"
    return (
        ("Show my name", f"{here}:{_SAYS[Says.NAME]}"),
        ("Keep it without my name", f"{here}:{_SAYS[Says.NO_NAME]}"),
        ("Do not keep it", f"{here}:{_SAYS[Says.NOT]}"),
    )


def consent_buttons(output: Output) -> tuple[Press, ...]:
    show, hide, gone = consent(output)
    return Press(*show), Press(*hide), Press(*gone, "danger")
