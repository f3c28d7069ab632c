"""What people are told when something is refused or goes wrong."""

from __future__ import annotations

import string
from datetime import date

from bot.sentences import SENTENCES
from db.errors import NotSaved
from domain.rules import RuleBroken

NOT_SAVED = {
    "busy": "The summit’s database is busy.",
    "full": "The computer that runs the bot has no disk space left.",
    "broken": "The summit’s database has a fault.",
    "closed": "The bot is being restarted.",
}


def refusal(error: RuleBroken) -> str:
    """The sentence for a rule that said no."""
    facts = {name: _told(value) for name, value in error.facts.items()}
    return SENTENCES[error.code].format(**facts)


def not_saved(error: NotSaved, reference: str) -> str:
    """What somebody is told whose words did not reach the file."""
    return (
        f"**This was not saved.** {NOT_SAVED[error.reason]} Try again in a minute."
        f" If it happens again, tell an organiser and give this reference: {reference}."
    )


def not_read(reference: str, saved: str) -> str:
    """What somebody is told who asked for something that could not be looked up."""
    what = f"{saved} is saved." if saved else "Nothing was changed."
    return (
        f"Something went wrong on our side: this could not be looked up. {what}"
        " Try again in a minute. If it happens again, tell an organiser and give this"
        f" reference: {reference}."
    )


def unexpected(reference: str, saved: str) -> str:
    """What somebody is told when something broke that nobody thought of."""
    what = f"{saved} is saved." if saved else "This was not saved."
    return (
        f"Something went wrong on our side. **{what}** Try again in a minute."
        f" If it happens again, tell an organiser and give this reference: {reference}."
    )


def gaps(sentence: str) -> set[str]:
    """The names of the facts that a sentence needs."""
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def day(value: date) -> str:
    """A date as people in Britain read it: ``30 June 2022``."""
    return f"{value.day} {value:%B %Y}"


def _told(value: object) -> object:
    return day(value) if isinstance(value, date) else value
