"""What people are told of moderation outside of an answer. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bot.inert import fitting, inert, one_line, quote
from cogs.programme.cards import clock
from db.moderation_act import Letter, Told
from db.moderation_reports import Reported
from domain.moderation import Act, Appeal, Kind, State, Trouble, Undo
from domain.summits import Summit

SUBJECT = "moderation"

TROUBLES = {
    Trouble.MESSAGES: (
        "The bot may not delete messages there. Give its role “Manage messages” in Server"
        " settings, Roles, or in that channel’s own permissions."
    ),
    Trouble.TIME_OUTS: (
        "The bot may not time people out. Give its role “Time out members” in Server settings,"
        " Roles."
    ),
    Trouble.ROLES: (
        "The bot may not close the room to one person. Give its role “Manage roles” in Server"
        " settings, Roles, and “Manage permissions” in that room’s channels."
    ),
    Trouble.MOVES: (
        "The bot may not move people out of voice. Give its role “Move members” in Server"
        " settings, Roles."
    ),
    Trouble.ORDER: (
        "The person has a role as high as the bot’s. In Server settings, Roles, drag the bot’s role"
        " above theirs."
    ),
    Trouble.OWNER: "Discord lets nobody act on who owns or administers the server.",
    Trouble.LEFT: "The person has left the server.",
    Trouble.ERASED: "The person has erased their data.",
    Trouble.ROOM: "The room’s channel is gone. An organiser can make it again: /summit setup.",
    Trouble.LATE: "The bot was away until the time was over.",
    Trouble.REFUSED: "Discord refused it and did not say why.",
    Trouble.OUTAGE: "Discord was out of order for too long.",
}


def where(room: str) -> str:
    return f"“{inert(one_line(room, 100))}”" if room else "this server"


def place(told: Told, who: str = "You") -> str:
    """What somebody who is let back in has of their workshops now: begins with a space, or empty.

    ``who``: “You” or “They”.
    """
    parts: list[str] = []
    for one in told.places:
        title = where(one.title)
        if one.has:
            parts.append(f" {who} have a place in {title} again.")
        elif one.waiting is not None:
            parts.append(
                f" {title} is full: {who.lower()} are number {one.waiting} on its waiting list."
            )
        else:
            parts.append(f" {who} have no place in {title} now.")
    return "".join(parts)


def of_act(summit: Summit) -> Callable[[Told], Letter | None]:
    """To the person, once it is done or taken back. What failed is told in the answer."""

    def tell(told: Told) -> Letter | None:
        if told.act.state is not State.DONE:
            return None
        if told.act.undo is not Undo.NO:
            return _undone(summit, told)
        return _done(summit, told)

    return tell


def of_act_later(summit: Summit) -> Callable[[Told], Letter | None]:
    """As :func:`of_act`; and to who asked, where it could not be done after all."""
    first = of_act(summit)

    def tell(told: Told) -> Letter | None:
        if told.act.state is State.FAILED:
            text = f"**{_wanted(told)} was not done.** {TROUBLES[told.act.trouble]}"
            return Letter(told.act.actor_id, SUBJECT, text)
        if told.act.undo is Undo.FAILED:
            text = f"**{_wanted(told)} was not taken back.** {TROUBLES[told.act.trouble]}"
            return Letter(told.act.actor_id, SUBJECT, text)
        return first(told)

    return tell


def _wanted(told: Told) -> str:
    """Whom it was about is not said: this stays in direct messages, also after an erasure."""
    return f"What you asked for in {where(told.room)}, {clock(told.act.asked_at, 't')},"


def what_happened(told: Told) -> str:
    """An act as its person reads it."""
    until = told.act.until
    match told.act.kind:
        case Kind.HIDE:
            return f"**A message of yours in {where(told.room)} was taken down.**"
        case Kind.WARN:
            return f"**You have been warned in {where(told.room)}.**"
        case Kind.TIME_OUT:
            end = f"until {clock(until, 'f')}" if until else "for a while"
            return f"**You are timed out {end}.** You can read, and cannot write or speak."
        case Kind.REMOVE:
            return (
                f"**You were removed from {where(told.room)}.** You cannot see it until"
                " somebody who runs it lets you back in."
                + (" Your place in it goes to whoever waits for one." if told.places else "")
            )


def _done(summit: Summit, told: Told) -> Letter:
    lines = [
        what_happened(told),
        f"Why:\n{quote(told.reason)}",
        "If you think that this was wrong, press “Appeal”. The organisers look at it, and you hear"
        f" what they decide. From {inert(summit.plan.summit.name)}.",
    ]
    if told.message:
        lines.append(f"Your message was:\n{quote(told.message)}")
    appeal = ("Appeal", f"mod.appeal:{told.act.guild_id}:{told.act.id}")
    return Letter(told.act.target_id, SUBJECT, fitting("\n".join(lines)), (appeal,))


def _undone(summit: Summit, told: Told) -> Letter | None:
    if told.act.undo is not Undo.DONE:
        return None
    name = inert(summit.plan.summit.name)
    match told.act.kind:
        case Kind.TIME_OUT:
            text = f"**Your time-out is over.** You can write again in {name}."
        case Kind.REMOVE:
            text = f"**You can come back to {where(told.room)}.**{place(told)} From {name}."
        case Kind.HIDE | Kind.WARN:
            return None
    return Letter(told.act.target_id, SUBJECT, text)


def decided(summit: Summit) -> Callable[[Told], Letter | None]:
    """To who appealed."""

    def tell(told: Told) -> Letter | None:
        name = inert(summit.plan.summit.name)
        target = told.act.target_id
        if told.act.appeal is Appeal.UPHELD:
            text = (
                "**Your appeal was looked at, and what was done stays.** It was about:"
                f" {_about(told)}. The reason was:\n{quote(told.reason)}\nFrom {name}."
            )
            return Letter(target, SUBJECT, text)
        buttons: tuple[tuple[str, str], ...] = ()
        match told.act.kind:
            case Kind.HIDE:
                after = (
                    "Discord cannot put your message back. Press “Show my message again”, and the"
                    " bot posts your words with your name."
                )
                buttons = (
                    ("Show my message again", f"mod.show:{told.act.guild_id}:{told.act.id}"),
                )
            case Kind.WARN:
                after = "The warning no longer counts."
            case Kind.TIME_OUT:
                after = "You can write again within a minute."
            case Kind.REMOVE:
                after = "You can come back within a minute."
        text = f"**Your appeal was right: it is taken back.** {after} We are sorry. From {name}."
        return Letter(target, SUBJECT, text, buttons)

    return tell


def _about(told: Told) -> str:
    match told.act.kind:
        case Kind.HIDE:
            return f"your message in {where(told.room)}"
        case Kind.WARN:
            return f"the warning in {where(told.room)}"
        case Kind.TIME_OUT:
            return "your time-out"
        case Kind.REMOVE:
            return f"being removed from {where(told.room)}"


# ---------------------------------------------------------------------- reports


def about(reported: Reported) -> list[str]:
    """A report as who deals with it reads it. Who reported is not in it."""
    report = reported.report
    whom = f"<@{report.target_id}>" if report.target_id else "nobody by name"
    lines = [
        f"**Somebody reported a problem in {where(reported.room)}.** It is about {whom}.",
        quote(reported.words) if reported.words else "Their words are erased.",
    ]
    if report.message_id is not None:
        place = f"{report.guild_id}/{report.channel_id}/{report.message_id}"
        lines.append(f"The message: <https://discord.com/channels/{place}>")
    else:
        lines.append(f"Where: <#{report.channel_id}>")
    if reported.message:
        lines.append(f"It said:\n{quote(one_line(reported.message, 600))}")
    return lines


def to_leads(summit: Summit) -> Callable[[Reported], Sequence[Letter]]:
    """To everybody who leads the room, but not to whom it is about nor to who reported."""

    def tell(reported: Reported) -> Sequence[Letter]:
        report = reported.report
        text = "\n".join(
            (
                *about(reported),
                "Whoever reported it is not named to anybody. The organisers see this too.",
            )
        )
        done = ("It is dealt with", f"mod.dealt:{report.guild_id}:{report.id}")
        return [
            Letter(lead, "a report", fitting(text), (done,))
            for lead in reported.leads
            if lead not in (report.target_id, report.reporter_id)
        ]

    return tell


def to_reporter(summit: Summit) -> Callable[[Reported], Sequence[Letter]]:
    def tell(reported: Reported) -> Sequence[Letter]:
        text = (
            f"**What you reported in {where(reported.room)} was dealt with.** Thank you for telling"
            f" us. Nobody was told that it was you. From {inert(summit.plan.summit.name)}."
        )
        return [Letter(reported.report.reporter_id, "your report", text)]

    return tell


def is_over(act: Act) -> bool:
    """Whether an appeal was decided."""
    return act.appeal in (Appeal.UPHELD, Appeal.TAKEN_BACK)
