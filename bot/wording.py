"""The sentences in which the bot says no. One owner of each: rules know codes, people read these.

A sentence says what happened and what to do next, in plain British English.
"""

from __future__ import annotations

import string
from datetime import date

from db.errors import NotSaved
from domain.rules import RuleBroken

SENTENCES: dict[str, str] = {
    # What was typed
    "text.empty": "The {field} is empty. Write something in it and send the form again.",
    "text.too_short": (
        "The {field} is too short: it has {length} characters and needs at least {least}."
        " Add a little more and send it again."
    ),
    "text.too_long": (
        "The {field} is too long: it can have {most} characters at most."
        " Make it shorter and send it again."
    ),
    "text.control": (
        "The {field} has a character in it that cannot be seen or printed."
        " Type that part again rather than pasting it."
    ),
    "text.reordering": (
        "The {field} has a hidden character in it that changes the order in which text is read."
        " Type that part again rather than pasting it."
    ),
    "text.marks": (
        "The {field} has letters with more than {most} marks on top of each other,"
        " which covers other people’s text. Write it without them."
    ),
    # Joining
    "summit.none": (
        "There is no summit set up in this server yet."
        " Somebody who may manage the server can start one with /summit setup."
    ),
    "join.first": "You have not joined the summit yet. Press “Join the summit” first.",
    "join.kind": "Choose what you are here as, and send the form again.",
    # Pledging
    "pledge.theme": (
        "That theme is no longer part of this summit. Open the form again and choose another."
    ),
    "pledge.organisation_missing": (
        "You said the pledge is from your organisation. Write the organisation’s name,"
        " or choose “Me”."
    ),
    "pledge.reference": (
        "“{text}” is not a pledge’s number. It looks like P-0012:"
        " choose one from the list as you type."
    ),
    "pledge.unknown": "There is no such pledge here. It may be from another server.",
    "pledge.not_yours": "{reference} is somebody else’s pledge, so you cannot change it.",
    "pledge.withdrawn": (
        "{reference} was withdrawn, so it cannot be changed any more. You can make a new pledge."
    ),
    "pledge.unchanged": "Nothing was different, so {reference} stays as it was.",
    "pledge.due": (
        "“{text}” is not a date. Write the day, the month and the year, such as 30/06/2027."
    ),
    "pledge.due_past": "{due} is in the past. Choose a date from today on.",
    "form.foreign": (
        "This form is not yours, or it was used before. Open a new one with “Make a pledge”."
    ),
    "form.old": (
        "This button or form is from an older message and no longer works."
        " Use the buttons on the welcome message, or type / to see the commands."
    ),
    # Standing by a pledge
    "support.not_shown": "{reference} is not on the wall at the moment.",
    "support.own": "{reference} is your own pledge, so you already stand by it.",
    # Choosing workshops
    "choice.unknown": (
        "There is no such workshop here any more. Type /workshops to see what there is."
    ),
    "choice.not_workshop": (
        "“{title}” is for everybody, so you do not need to choose it."
        " Type /workshops to see the workshops."
    ),
    "choice.cancelled": (
        "“{title}” was cancelled, so nothing was changed. Type /workshops to choose another."
    ),
    "choice.over": "“{title}” is over, so nothing was changed.",
    "choice.full": "“{title}” is full, so you have kept your place in “{kept}”.",
    # Questions
    "question.none_open": "No session takes questions at the moment. See the times in /programme.",
    "question.session": (
        "That session takes no questions. Open the form again and choose another."
    ),
    "question.cancelled": "“{title}” was cancelled, so it takes no questions any more.",
    "question.closed": "“{title}” is over, so its questions and votes are closed.",
    "question.foreign": (
        "This form is not yours, or it was used before. Open a new one with “Ask a question”."
    ),
    "question.unknown": "There is no such question here. It may be from another server.",
    "question.dealt_with": "{reference} was {state} already, so its votes are closed.",
    "question.not_shown": "{reference} is {state}, so this cannot be done with it.",
    "question.done": "Somebody has dealt with {reference} already: it is {state} now.",
    "question.owned": (
        "Somebody else has taken {reference} meanwhile. Open it again to see who it is."
    ),
    "question.pins": (
        "{most} questions of this session are pinned already. Unpin one of them first."
    ),
    "access.facilitator": (
        "Only facilitators and organisers can do this."
        " If you are one, ask an organiser for the role."
    ),
    # Organisers
    "access.organiser": "Only organisers can do this. If you are one, ask for the organiser role.",
    "access.manager": "Only somebody who may manage this server can do this.",
    "access.server": "This works in the summit’s server, not in direct messages.",
    "review.done": "Somebody has dealt with {reference} already: it is {state} now.",
    "review.withdrawn": "{reference} was withdrawn by its maker, so there is nothing to decide.",
    "review.changed": (
        "{reference} was changed by its maker while you were reading."
        " Look at the new words before you decide."
    ),
    "setup.plan": (
        "The plan file cannot be used, so nothing was changed in the server. {problems}"
    ),
    "setup.no_plan": (
        "No plan file is set. Whoever runs the bot has to set SUMMIT_PLAN and start it again."
    ),
    "setup.busy": "Somebody is setting this server up at the moment. Wait until they are done.",
    "setup.lacks": (
        "The bot lacks a permission here: {permissions}. Give it to the bot’s role"
        " (Server settings, Roles), then run /summit setup again. What was made so far is kept."
    ),
    "setup.channel": (
        "The bot may not do this in {channel}: {permissions}. Allow it in the channel’s settings"
        " (Permissions), then run /summit setup again. What was made so far is kept."
    ),
    "export.failed": "The export did not work: {says} Nothing was changed.",
    "export.too_large": (
        "The files are larger than Discord takes here, even compressed."
        " Whoever runs the bot can make them with: summit export --guild {guild_id}"
    ),
}

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
