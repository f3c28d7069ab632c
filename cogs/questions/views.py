"""The forms of questions, and the buttons under them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.inert import one_line
from bot.ui import ChoiceField, Form, Menu, Option, PeopleMenu, Press, TextField
from domain.questions import (
    ANSWER_LENGTH,
    QUESTION_LENGTH,
    REASON_LENGTH,
    Question,
    State,
)
from domain.sessions import Session

# Discord's limits: the options of a menu, the buttons of a row, the text of an option and of a
# button, the rows of a message.
MOST_OPTIONS = 25
A_ROW = 5
OPTION_LENGTH = 100
BUTTON_LENGTH = 80
MOST_ROWS = 5

MINE = Press("Your questions", "ask.mine")
QUEUE = Press("Moderate", "ask.queue")
LEFT = Press("Not asked yet", "ask.left")

# What is said about names, in the form itself. Discord gives each line 100 characters.
KEPT = "We keep who asked, to tell you the answer and so that you can erase it"
NO_NAME = "The room, the facilitators and every export see no name"


def question_form(
    sessions: Sequence[Session], route: str, fields: Mapping[str, str], chosen: str
) -> Form:
    """The one form in which a question is asked. ``chosen``: the slug that is preselected."""
    least, most = QUESTION_LENGTH
    return Form(
        route=route,
        title="Ask a question",
        fields=(
            TextField(
                "question",
                "Your question",
                f"From {least} to {most} characters, in any language",
                value=fields.get("question", ""),
                least=least,
                most=most,
                long=True,
            ),
            ChoiceField(
                "session",
                "For which session?",
                tuple(
                    Option(one.slug, one_line(one.title, OPTION_LENGTH), default=one.slug == chosen)
                    for one in sessions[:MOST_OPTIONS]
                ),
                placeholder="Choose a session",
            ),
            ChoiceField(
                "named",
                "Show my name?",
                (
                    Option(
                        "yes",
                        "Yes, show my name with the question",
                        default=fields.get("named") == "yes",
                    ),
                    Option(
                        "no",
                        "No, ask without my name",
                        NO_NAME,
                        default=fields.get("named") != "yes",
                    ),
                ),
                description=KEPT,
                radio=True,
            ),
        ),
    )


def hide_form(question: Question) -> Form:
    least, most = REASON_LENGTH
    return Form(
        route=f"ask.hide:{question.number}",
        title=f"Hide {question.reference}",
        fields=(
            TextField(
                "reason",
                "Why? Whoever asked reads this",
                "Be kind, and say what they could change",
                least=least,
                most=most,
                long=True,
            ),
        ),
    )


def answer_form(question: Question) -> Form:
    least, most = ANSWER_LENGTH
    return Form(
        route=f"ask.answer:{question.number}",
        title=f"Answer {question.reference}",
        fields=(
            TextField(
                "answer",
                "Your answer",
                "Everybody can read it, and whoever asked is told",
                least=least,
                most=most,
                long=True,
            ),
        ),
    )


def vote_button(question: Question) -> Press:
    return Press(f"Upvote {question.reference}", f"ask.vote:{question.number}", "primary")


def take_back_button(question: Question) -> Press:
    return Press("Take it back", f"ask.unvote:{question.number}")


def vote_rows(questions: Sequence[Question]) -> tuple[tuple[Press, ...], ...]:
    """An “Upvote” for each question that takes votes, five in a row."""
    presses = [vote_button(one) for one in questions if one.state is State.SHOWN]
    return tuple(tuple(presses[start : start + A_ROW]) for start in range(0, len(presses), A_ROW))


def question_menu(questions: Sequence[Question]) -> Menu:
    """A menu to read one question in full."""
    return Menu(
        "ask.open",
        "Read one in full",
        tuple(
            Option(str(one.number), one.reference, one_line(one.words, OPTION_LENGTH))
            for one in questions[:MOST_OPTIONS]
        ),
    )


def session_menu(sessions: Sequence[Session], slug: str) -> Menu:
    """A menu of the sessions whose questions can be read."""
    return Menu(
        "questions",
        "Choose a session",
        tuple(
            Option(one.slug, one_line(one.title, OPTION_LENGTH), default=one.slug == slug)
            for one in sessions[:MOST_OPTIONS]
        ),
    )


def queue_buttons(question: Question) -> tuple[tuple[Press, ...], ...]:
    """What a moderator decides about a question that waits."""
    return (
        (
            Press("Show", f"ask.show:{question.number}:{question.state.name}", "success"),
            Press("Hide…", f"ask.hide:{question.number}", "danger"),
            Press("Later", f"ask.queue:{question.number}"),
        ),
        (LEFT,),
    )


def colleagues(question: Question) -> PeopleMenu:
    """A menu of people, of whom one gets the question."""
    return PeopleMenu(f"ask.given:{question.number}", "Choose a colleague")


def moderator_buttons(
    question: Question, user_id: int, *, organiser: bool
) -> tuple[tuple[Press, ...], ...]:
    """What a moderator can do with a question that they opened."""
    number = question.number
    hide = Press("Hide…", f"ask.hide:{number}", "danger")
    show = Press("Show", f"ask.show:{number}:{question.state.name}", "success")
    if question.state is State.WAITING:
        return ((show, hide), (QUEUE, LEFT))
    if question.state is State.HIDDEN:
        return ((show,), (QUEUE, LEFT))
    first = (
        Press("Unpin", f"ask.unpin:{number}")
        if question.pinned
        else Press("Pin", f"ask.pin:{number}")
    )
    row = [first]
    if question.state is State.SHOWN:
        row.append(Press("Asked live", f"ask.live:{number}"))
    if question.state is not State.WRITTEN:
        row.append(Press("Answer in writing", f"ask.answer:{number}"))
    row.append(hide)
    below = [QUEUE, LEFT]
    if question.state is State.SHOWN and question.owner_id != user_id:
        label = "I’ll take this one" if question.owner_id is None else "Take it over"
        below.insert(0, Press(label, f"ask.take:{number}:{question.owner_id or 0}"))
    owned = question.owner_id is not None and (organiser or question.owner_id == user_id)
    if question.state is State.SHOWN and owned:
        below.insert(0, Press("Hand over…", f"ask.give:{number}"))
    return (tuple(row), tuple(below))
