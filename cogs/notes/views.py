"""The forms of notes, and the buttons and menus under them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.inert import one_line
from bot.ui import ChoiceField, Form, Menu, Option, Press, TextField
from domain.outputs import NOTE_LENGTH, REASON_LENGTH, Kind, Output
from domain.sessions import Session
from domain.summits import Summit

# Discord's limits: the options of a menu, and the text of one.
MOST_OPTIONS = 25
OPTION_LENGTH = 100

MINE = Press("My notes", "note.mine")

KIND_TITLES = {
    Kind.IDEA: "Idea",
    Kind.BARRIER: "Barrier",
    Kind.INSIGHT: "Insight",
    Kind.ACTION: "Action",
}
_MEANS = {
    Kind.IDEA: "Something to try",
    Kind.BARRIER: "Something that stands in the way",
    Kind.INSIGHT: "Something that we learned",
    Kind.ACTION: "Something that somebody should do next",
}

# What is said about readers and names, in the form itself. Discord gives each line 100 characters.
READ_BY = "Everybody who joined can read it; it may be published"
KEPT = "We keep who wrote it, so that you can change it and erase it"
NO_NAME = "The room, the facilitators and every export see no name"


# ---------------------------------------------------------------------- forms


def note_form(
    sessions: Sequence[Session], route: str, fields: Mapping[str, str], chosen: str
) -> Form:
    """The form of a new note. ``chosen``: the slug of the session that is preselected."""
    return Form(
        route=route,
        title="Note an idea",
        fields=(
            kind_field(fields.get("kind", "")),
            _words_field("Your note", fields.get("note", "")),
            _named_field(named=fields.get("named") == "yes"),
            ChoiceField(
                "session",
                "For which session?",
                session_options(sessions, chosen),
                placeholder="Choose a session",
            ),
        ),
    )


def edit_form(output: Output, fields: Mapping[str, str]) -> Form:
    """The author's own note, to be changed. The route says which words they saw."""
    return Form(
        route=f"note.edit:{output.number}:{output.version}",
        title=f"Change {output.reference}",
        fields=(
            kind_field(fields.get("kind", "")),
            _words_field("Your note", fields.get("note", "")),
            _named_field(named=fields.get("named") == "yes"),
        ),
    )


def correct_form(output: Output, fields: Mapping[str, str]) -> Form:
    """Somebody else's note, to be corrected by a moderator."""
    return Form(
        route=f"note.correct:{output.number}:{output.version}",
        title=f"Correct {output.reference}",
        fields=(
            kind_field(fields.get("kind", "")),
            _words_field(
                "The note", fields.get("note", ""), "Its author is told. The earlier words are kept"
            ),
        ),
    )


def hide_form(output: Output, fields: Mapping[str, str]) -> Form:
    least, most = REASON_LENGTH
    return Form(
        route=f"note.hide:{output.number}",
        title=f"Hide {output.reference}",
        fields=(
            TextField(
                "reason",
                "Why? Whoever wrote it reads this",
                "Be kind, and say what they could change",
                value=fields.get("reason", ""),
                least=least,
                most=most,
                long=True,
            ),
        ),
    )


def merge_form(output: Output, fields: Mapping[str, str]) -> Form:
    return Form(
        route=f"note.merge:{output.number}",
        title=f"Merge {output.reference}",
        fields=(
            TextField(
                "into",
                "Into which note? Write its number",
                "Such as N-12. It has to be of the same session",
                value=fields.get("into", ""),
                most=20,
            ),
        ),
    )


def fields_of(output: Output) -> dict[str, str]:
    """A form's fields as this note would fill them."""
    return {
        "kind": output.kind.value,
        "note": output.words,
        "named": "yes" if output.named else "no",
    }


def kind_field(chosen: str) -> ChoiceField:
    known = {kind.value for kind in Kind}
    chosen = chosen if chosen in known else Kind.IDEA.value
    return ChoiceField(
        "kind",
        "What is it?",
        tuple(
            Option(kind.value, title, _MEANS[kind], default=kind.value == chosen)
            for kind, title in KIND_TITLES.items()
        ),
        radio=True,
    )


def _words_field(label: str, value: str, says: str = "") -> TextField:
    least, most = NOTE_LENGTH
    return TextField(
        "note",
        label,
        says or f"{READ_BY}. From {least} to {most} characters, in any language",
        value=value,
        least=least,
        most=most,
        long=True,
    )


def _named_field(*, named: bool) -> ChoiceField:
    return ChoiceField(
        "named",
        "Show my name?",
        (
            Option("yes", "Yes, show my name with the note", default=named),
            Option("no", "No, keep it without my name", NO_NAME, default=not named),
        ),
        description=KEPT,
        radio=True,
    )


def session_options(sessions: Sequence[Session], chosen: str) -> tuple[Option, ...]:
    return tuple(
        Option(one.slug, one_line(one.title, OPTION_LENGTH), default=one.slug == chosen)
        for one in sessions[:MOST_OPTIONS]
    )


# ---------------------------------------------------------------------- buttons and menus


def new_button(slug: str) -> Press:
    """A new note for this session."""
    return Press("Note an idea", f"note.new:{slug}", "primary")


def notes_button(slug: str) -> Press:
    return Press("See the notes", f"notes:{slug}")


def pledge_button(output: Output) -> Press:
    return Press("Make this a pledge", f"note.pledge:{output.number}", "success")


def session_menu(sessions: Sequence[Session], slug: str) -> Menu:
    """A menu of the sessions whose notes can be read."""
    return Menu("notes", "Choose a session", session_options(sessions, slug))


def note_menu(outputs: Sequence[Output]) -> Menu:
    """A menu to open one note."""
    return Menu(
        "note.open",
        "Open one, for example to make it a pledge",
        tuple(
            Option(
                str(one.number),
                f"{one.reference} · {KIND_TITLES[one.kind]}",
                one_line(one.words, OPTION_LENGTH),
            )
            for one in outputs[:MOST_OPTIONS]
        ),
    )


def theme_menu(output: Output, summit: Summit) -> Menu:
    """A menu of the plan's themes, for a moderator."""
    return Menu(
        f"note.tag:{output.number}",
        "Tag it with a theme",
        tuple(
            Option(theme.slug, one_line(theme.title, OPTION_LENGTH), default=slug == output.theme)
            for theme in summit.plan.pledges.themes[:MOST_OPTIONS]
            if (slug := theme.slug)
        ),
    )


def note_rows(
    output: Output, summit: Summit, *, yours: bool, moderator: bool
) -> tuple[tuple[Press | Menu, ...], ...]:
    """What this person can do with one note; at most five buttons in a row."""
    rows: list[tuple[Press | Menu, ...]] = []
    number = output.number
    if output.public:
        rows.append((pledge_button(output),))
    if yours:
        change = Press("Change…", f"note.edit:{number}")
        remove = Press("Take it back…", f"note.remove:{number}", "danger")
        # What is part of another note by now can still be erased.
        rows.append((change, remove) if output.merged_into is None else (remove,))
    if moderator:
        row: list[Press | Menu] = []
        if not yours and output.merged_into is None:
            row.append(Press("Correct…", f"note.correct:{number}"))
        if output.public:
            row.append(Press("Hide…", f"note.hide:{number}", "danger"))
        else:
            row.append(Press("Show again", f"note.show:{number}", "success"))
        if output.merged_into is None:
            row.append(Press("Merge…", f"note.merge:{number}"))
        else:
            row.append(Press("Take it out again", f"note.part:{number}"))
        if output.theme:
            row.append(Press("Remove the theme", f"note.untag:{number}"))
        rows += [tuple(row), (theme_menu(output, summit),)]
    rows.append((notes_button(output.session), MINE))
    return tuple(rows)
