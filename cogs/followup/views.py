"""The buttons, menus and forms of following up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.inert import one_line
from bot.ui import ChoiceField, Form, Menu, Option, PeopleMenu, Press, TextField
from db.follow_up_status import ORDER
from domain.attendees import KIND_TITLES, Kind
from domain.care import NAME_LENGTH, NOTE_LENGTH, SAID_LENGTH, STEP_LENGTH, Owner, Subject, Task
from domain.pledges import Delivery, Pledge
from domain.reports import (
    DELIVERY_TITLES,
    HELP_LENGTH,
    LINK_LENGTH,
    TITLES,
    WORDS_LENGTH,
    Answer,
    Report,
)
from domain.summits import Summit

STATUS = Press("Follow up", "followup", "primary")
MOST_OPTIONS = 25


def taps(pledge: Pledge, *, named: bool = False) -> tuple[Press, ...]:
    """One row of answers for one pledge; ``named`` where there are others beside it."""
    where = f"{pledge.guild_id}:{pledge.id}"
    row = (
        Press("On track", f"progress.tap:{where}:{Answer.ON_TRACK.value}", "primary"),
        Press("Done", f"progress.tap:{where}:{Answer.DONE.value}", "success"),
        Press("Stuck", f"progress.tap:{where}:{Answer.STUCK.value}", "primary"),
        Press("Not going to happen", f"progress.tap:{where}:{Answer.NOT_POSSIBLE.value}"),
        Press("Say more", f"progress.form:{where}"),
    )
    if not named:
        return row
    return tuple(replace(one, label=f"{pledge.reference}: {one.label.lower()}") for one in row)


def after_tap(pledge: Pledge, report: Report) -> tuple[Press, ...]:
    where = f"{pledge.guild_id}:{pledge.id}:{report.id}"
    return (
        Press("Add words or a link", f"progress.form:{where}", "primary"),
        Press("Take it back", f"progress.undo:{where}"),
    )


def next_button(guild_id: int, n: int) -> Press:
    return Press(f"Answer about the other {n}" if n > 1 else "Next", f"progress.next:{guild_id}")


def say_form(pledge: Pledge, report_id: int, known: Report | None) -> Form:
    """The form that says more than a tap."""
    said = known.said if known else None
    chosen = said.answer if said else None
    return Form(
        route=f"progress.say:{report_id}:{pledge.guild_id}:{pledge.id}",
        title=f"How does {pledge.reference} go?",
        fields=(
            ChoiceField(
                "answer",
                "How is it going?",
                tuple(Option(one.value, TITLES[one], default=one is chosen) for one in Answer),
                radio=True,
            ),
            TextField(
                "words",
                "In a sentence or two (optional)",
                "Organisers read it. Others only if you agree",
                value=said.words if said else "",
                required=False,
                most=WORDS_LENGTH,
                long=True,
            ),
            TextField(
                "link",
                "A link that shows it (optional)",
                "It begins with https:// or http://",
                value=said.link if said else "",
                required=False,
                most=LINK_LENGTH,
            ),
            TextField(
                "help",
                "Do you need help? With what? (optional)",
                "The organisers see to it",
                value=said.help if said else "",
                required=False,
                most=HELP_LENGTH,
                long=True,
            ),
        ),
    )


# ---------------------------------------------------------------------- for organisers


def axis_menu() -> Menu:
    """By freshness, delivery or kind of maker."""
    options = [Option("all-", "All pledges")]
    options += [Option(f"fresh-{rank}", f"Replies: {one.value}") for rank, one in enumerate(ORDER)]
    options += [Option(f"delivery-{one.value}", f"Delivery: {DELIVERY_TITLES[one]}")
                for one in Delivery]  # fmt: skip
    options += [Option(f"kind-{one.value}", f"From: {KIND_TITLES[one].lower()}") for one in Kind]
    return Menu("followup.by", "See pledges by how they stand", tuple(options))


def theme_menu(summit: Summit, themes: Sequence[str]) -> Menu:
    """By theme; themes that left the plan too, as far as there is room."""
    return Menu(
        "followup.theme",
        "See pledges by theme",
        tuple(
            Option(f"theme-{slug}", one_line(summit.theme_title(slug), 100))
            for slug in themes[:MOST_OPTIONS]
        ),
    )


def where(guild_id: int, subject: Subject) -> str:
    return f"{guild_id}:{subject.kind.value}:{subject.id}"


def open_button(guild_id: int, subject: Subject, label: str = "Open") -> Press:
    return Press(label, f"care.open:{where(guild_id, subject)}", "primary")


def care_rows(
    guild_id: int, subject: Subject, owner: Owner | None, *, organiser: bool
) -> tuple[tuple[Press | Menu, ...], ...]:
    """What organisers can do about who looks after something; owners have the second half."""
    at = where(guild_id, subject)
    own = (
        Press("Next step…", f"care.step:{at}", "primary"),
        Press("Add a note…", f"care.note:{at}"),
    )
    if not organiser:
        return (own,)
    give = [
        Press("I look after it", f"care.me:{at}"),
        Press("A partner elsewhere…", f"care.partner:{at}"),
    ]
    if owner is not None:
        give.append(Press("Nobody", f"care.nobody:{at}"))
    return ((PeopleMenu(f"care.give:{at}", "Who looks after it?"),), tuple(give), own)


def partner_form(guild_id: int, subject: Subject, fields: Mapping[str, str]) -> Form:
    return Form(
        route=f"care.partner:{where(guild_id, subject)}",
        title="A partner elsewhere",
        fields=(
            TextField(
                "name",
                "Name of the person or organisation",
                "You are reminded of the next step instead of them",
                value=fields.get("name", ""),
                least=1,
                most=NAME_LENGTH,
            ),
        ),
    )


def step_form(guild_id: int, subject: Subject, fields: Mapping[str, str]) -> Form:
    return Form(
        route=f"care.step:{where(guild_id, subject)}",
        title="Next step",
        fields=(
            TextField(
                "step",
                "What is next?",
                "Leave it empty if nothing is",
                value=fields.get("step", ""),
                required=False,
                most=STEP_LENGTH,
                long=True,
            ),
            TextField(
                "day",
                "On which day? (optional)",
                "Such as 30/06/2027. You are reminded then",
                value=fields.get("day", ""),
                required=False,
                most=20,
            ),
        ),
    )


def note_form(form_id: int, guild_id: int, subject: Subject, fields: Mapping[str, str]) -> Form:
    return Form(
        route=f"care.note:{form_id}:{where(guild_id, subject)}",
        title="Add a note",
        fields=(
            TextField(
                "words",
                "Note",
                "Only organisers and whoever looks after it read this",
                value=fields.get("words", ""),
                least=1,
                most=NOTE_LENGTH,
                long=True,
            ),
        ),
    )


def task_buttons(task: Task, user_id: int) -> tuple[Press, ...]:
    if task.taken_by is None:
        first = Press("I see to it", f"task.take:{task.id}", "primary")
    elif task.taken_by == user_id:
        first = Press("Give it back", f"task.give:{task.id}")
    else:
        first = Press("Let somebody else", f"task.give:{task.id}")
    return (first, Press("It is done…", f"task.done:{task.id}", "success"))


def task_form(task_id: int, fields: Mapping[str, str]) -> Form:
    return Form(
        route=f"task.done:{task_id}",
        title="It is done",
        fields=(
            TextField(
                "said",
                "What was done? (optional)",
                "The pledge’s maker reads this",
                value=fields.get("said", ""),
                required=False,
                most=SAID_LENGTH,
                long=True,
            ),
        ),
    )
