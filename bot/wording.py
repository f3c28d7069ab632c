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
    # Notes
    "note.none_open": "No session takes notes at the moment. See the times in /programme.",
    "note.session": "That session takes no notes. Open the form again and choose another.",
    "note.cancelled": (
        "“{title}” was cancelled, so it takes no notes. Open the form again and choose another."
    ),
    "note.closed": (
        "The notes of “{title}” closed at the end of its day."
        " Open the form again and choose another session."
    ),
    "note.foreign": (
        "This form is not yours, or it was used before. Open a new one with “Note an idea”."
    ),
    "note.unknown": (
        "There is no such note here. It may have been taken back, or be from another server."
    ),
    "note.not_yours": "{reference} is somebody else’s note, so you cannot change it.",
    "note.unchanged": "Nothing was different, so {reference} stays as it was.",
    "note.changed": (
        "{reference} was changed while you were writing, so your words were not taken."
        " Open the form again to send them all the same, or read the note first."
    ),
    "note.merged": "{reference} is part of another note by now, so nothing was changed.",
    "note.merge_unknown": "There is no such note in this session. Write another number.",
    "note.merge_self": "{reference} cannot be merged with itself. Write another number.",
    "note.reference": "“{text}” is not a note’s number. It looks like N-12.",
    "note.done": "Somebody has dealt with {reference} already: it is {state} now.",
    "note.kind": "Choose what your note is, and send the form again.",
    "note.theme": "That theme is no longer part of this summit. Open the note again.",
    # Feedback
    "feedback.rating": "Choose a number from 1 to 5, and send it again.",
    "feedback.unknown": "There is no such session here. Type /feedback to see which there are.",
    "feedback.nothing": (
        "Nothing can be rated at the moment. You can say how a session was when it is over,"
        " and for 14 days after that."
    ),
    "feedback.cancelled": "“{title}” was cancelled, so there is nothing to rate.",
    "feedback.early": "“{title}” is not over yet. You can say how it was when it has ended.",
    "feedback.closed": (
        "“{title}” ended more than {days} days ago, so its feedback is closed."
        " What you said before is kept."
    ),
    "feedback.none": (
        "You have not rated “{title}” yet. Type /feedback, press a number,"
        " and then open the form again."
    ),
    "feedback.day_off": "Every session was cancelled, so there is no day to rate.",
    "feedback.day_early": (
        "The day is not over yet. You can say how it was after the last session."
    ),
    "feedback.day_closed": (
        "The summit was more than {days} days ago, so its feedback is closed."
        " What you said before is kept."
    ),
    # Recordings
    "recording.unknown": "There is no such session here. Type /recording to see which there are.",
    "recording.cancelled": "“{title}” was cancelled, so there is no recording of it.",
    "recording.not_recorded": (
        "“{title}” is not recorded, so there is no recording to ask for."
        " This is to let people speak freely. Its notes and questions stay in its room."
    ),
    "recording.link": (
        "That is not a link that can be published. It has to be a plain address that begins with"
        " https://, without spaces and without a name or password in it."
    ),
    "recording.changed": (
        "Somebody else has answered this meanwhile."
        " Look at it with /recordings before you send the form again."
    ),
    # Meeting people
    "connect.first": (
        "You do not take part in meeting people yet. Press “Meet people” on the welcome message,"
        " or type /connect, and make your card."
    ),
    "connect.empty": (
        "Write what you offer or what you need, so that others know why to meet you,"
        " and send the form again."
    ),
    "connect.theme": (
        "One of those themes is no longer part of this summit. Open the form again and choose"
        " your themes once more."
    ),
    "connect.unknown": (
        "That person does not take part in meeting people here any more. Type /connect to see"
        " who does."
    ),
    "connect.self": "That is your own card.",
    "connect.most": (
        "You have asked {most} people who have not answered yet, which is the most at a time."
        " Take one of your requests back first: type /connect and press “My introductions”."
    ),
    "connect.not_open": (
        "This request is not open any more, so nothing was changed. Type /connect in the server"
        " to see who takes part."
    ),
    "connect.introduced": (
        "You two are introduced already. You find your thread under “My introductions” in"
        " /connect. If you do not want it, you can leave the thread."
    ),
    "connect.round_done": (
        "Somebody else has sent suggestions meanwhile, so nothing was sent now. Press “Suggest"
        " introductions” again to see what a further round would do."
    ),
    # Hands
    "hand.none_on": (
        "No session is on at the moment, so no hand can be raised. See the times in /programme."
    ),
    "hand.session": "Hands cannot be raised there. Use the buttons in the room of a session.",
    "hand.cancelled": "“{title}” was cancelled, so hands cannot be raised in it.",
    "hand.no_place": "Only people with a place in “{title}” can raise a hand in it.",
    "hand.over": "“{title}” is over, so hands are down.",
    "hand.early": "“{title}” has not begun. You can raise your hand when it is on.",
    "hand.unknown": "There is no such hand here. Open the hands again.",
    "hand.called": "<@{by}> has called on <@{user_id}> already, so nobody else was called.",
    "hand.gone": "<@{user_id}> has no hand up any more, so nothing was changed.",
    "hand.moved": "Somebody has put <@{user_id}> last already, so nothing was changed.",
    "access.facilitator": (
        "Only facilitators and organisers can do this."
        " If you are one, ask an organiser for the role."
    ),
    # Running a room
    "room.unknown": "There is no such room here any more. Look at the programme.",
    "room.where": (
        "It is not clear which room you mean. Type this in the room’s own channel,"
        " or use its panel."
    ),
    "room.not_yours": (
        "This is not your room. If you lead it, press “I lead this room” on its panel first,"
        " or type /room lead in it."
    ),
    "room.cancelled": "“{title}” was cancelled, so its room stays quiet.",
    "room.not_open": "This room is not open, so nothing was changed.",
    "room.not_closing": "This room is not about to close, so nothing was changed.",
    "room.slow": "Slow mode has no such step. Choose one of the buttons.",
    "clock.minutes": "A clock runs for 1 to {most} minutes. Write a whole number.",
    "clock.over": "“{label}” is over. Start a new clock.",
    "clock.unknown": "This clock has ended, or somebody stopped it. Start a new one.",
    "breakout.nobody": "There is nobody to put into groups yet.",
    "breakout.count": (
        "Choose 1 to {most} groups, or groups of at least 2 people that make no more than that."
    ),
    "breakout.not_in_it": (
        "This is another group’s button. Use the one in your own group’s thread."
    ),
    "breakout.begun": "These groups have begun already. Look at the room’s panel.",
    "breakout.runs": (
        "Small groups are under way in this room. End them first, or give them more time."
    ),
    "breakout.none": "There are no small groups in this room at the moment.",
    "breakout.over": "These groups are over, so nothing was changed.",
    "breakout.unknown": "There are no such groups here any more. Make new ones.",
    "breakout.no_round": "There were no groups yet in this room. Make some first.",
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
