"""The forms of feedback, and its buttons. What stands for good carries the edition."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.inert import one_line
from bot.ui import ChoiceField, Form, Menu, Option, Press, TextField
from domain.feedback import RATINGS, SENTENCE_LENGTH, DayRating, Rating, label
from domain.sessions import Session

# Discord's limits: the options of a menu, the text of an option.
MOST_OPTIONS = 25
OPTION_LENGTH = 100

# Discord gives each line of a form 100 characters.
KEPT = "We keep who wrote it, so that you can change or erase it"


def number_buttons(edition: str, slug: str) -> tuple[Press, ...]:
    """One press says how a session was."""
    return tuple(
        Press(label(rating), f"feedback.rate:{edition}:{slug}:{rating}") for rating in RATINGS
    )


def day_button(edition: str, *, again: bool = False) -> Press:
    text = "Change what you said of the day" if again else "Say how the day was"
    return Press(text, f"feedback.day:{edition}", "primary")


def own_buttons(edition: str, rating: Rating) -> tuple[Press, ...]:
    """What somebody can do with their own rating."""
    words = "Change your sentence" if rating.words else "Add a sentence"
    of = f"{edition}:{rating.session}"
    return (
        Press(words, f"feedback.words:{of}", "primary"),
        Press("Change it", f"feedback.show:{of}"),
        Press("Take it back", f"feedback.back:{of}"),
    )


def own_day_buttons(edition: str) -> tuple[Press, ...]:
    return (
        Press("Change it", f"feedback.day:{edition}"),
        Press("Take it back", f"feedback.unday:{edition}"),
    )


def session_menu(
    sessions: Sequence[Session], mine: Mapping[str, Rating], slug: str, edition: str
) -> Menu:
    """A menu of the sessions that can be rated, with what somebody gave them."""
    return Menu(
        f"feedback.show:{edition}",
        "Choose a session",
        tuple(
            Option(
                one.slug,
                one_line(one.title, OPTION_LENGTH),
                f"You gave {label(mine[one.slug].rating)}" if one.slug in mine else "Not rated yet",
                default=one.slug == slug,
            )
            for one in sessions[:MOST_OPTIONS]
        ),
    )


# ---------------------------------------------------------------------- forms


def words_form(edition: str, slug: str, fields: Mapping[str, str]) -> Form:
    """One more sentence about a session."""
    return Form(
        route=f"feedback.words:{edition}:{slug}",
        title="Add a sentence",
        fields=(
            _text("words", "What would you like to say?", fields),
            _name(fields.get("named") == "yes"),
        ),
    )


def day_form(edition: str, fields: Mapping[str, str]) -> Form:
    """Three questions about the day."""
    return Form(
        route=f"feedback.day:{edition}",
        title="How was the day?",
        fields=(
            ChoiceField(
                "rating",
                "How was the day as a whole?",
                tuple(
                    Option(str(rating), label(rating), default=fields.get("rating") == str(rating))
                    for rating in RATINGS
                ),
                radio=True,
            ),
            _text("useful", "What was most useful?", fields),
            _text("change", "What should we change?", fields),
            _name(fields.get("named") == "yes"),
        ),
    )


def day_fields(kept: DayRating) -> dict[str, str]:
    """What is kept of the day, as its form is filled in."""
    return {
        "rating": str(kept.rating),
        "useful": kept.useful,
        "change": kept.change,
        "named": "yes" if kept.named else "no",
    }


def word_fields(kept: Rating) -> dict[str, str]:
    return {"words": kept.words, "named": "yes" if kept.named else "no"}


def _text(name: str, question: str, fields: Mapping[str, str]) -> TextField:
    _, most = SENTENCE_LENGTH
    return TextField(
        name,
        question,
        f"You can leave it empty. {most} characters at most, in any language",
        value=fields.get(name, ""),
        required=False,
        most=most,
        long=True,
    )


def _name(named: bool) -> ChoiceField:
    return ChoiceField(
        "named",
        "Show my name to the organisers?",
        (
            Option("no", "No, without my name", "Organisers see your words only", not named),
            Option("yes", "Show my name", "Organisers see it with your words", named),
        ),
        KEPT,
        radio=True,
    )
