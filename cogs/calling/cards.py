"""How a call for help reads: to the caller, to organisers, to who leads the room. Pure."""

from __future__ import annotations

from collections.abc import Sequence

import discord

from bot.inert import fitting, inert, one_line, quote
from bot.ui import Press, Reply
from cogs import buttons
from cogs.programme.cards import clock
from domain.calls import HelpCall, State
from domain.sessions import Session
from domain.summits import Summit

# How many calls the list names, in rows of five buttons.
MOST_LISTED = 10

Letter = tuple[str, str, Sequence[tuple[str, str]]]


def _route(call: HelpCall, what: str) -> str:
    """What works in a direct message too, so it carries the server."""
    return f"callhelp.{what}:{call.guild_id}:{call.id}"


def _where(call: HelpCall, session: Session | None) -> str:
    if session is None:
        return ""
    room = f"<#{session.text_channel}>" if session.text_channel else inert(session.title)
    return f" in {room}, small group {call.group}" if call.group else f" in {room}"


def _who(user_id: int | None) -> str:
    """Somebody; who was erased since has no name."""
    return f"<@{user_id}>" if user_id else "Somebody"


def _words(call: HelpCall) -> list[str]:
    return [quote(words) for words in call.words] or ["They did not say what is wrong."]


def _state(call: HelpCall) -> str:
    """Who comes, or how it ended, for who is to help."""
    match call.state:
        case State.OPEN:
            return "**Nobody has taken it yet.**"
        case State.TAKEN:
            since = f", {clock(call.taken_at, 'R')}" if call.taken_at else ""
            return f"{_who(call.taken_by)} has taken it{since}."
        case State.DONE:
            return f"Done. {_who(call.done_by)} has ended it."
        case State.WITHDRAWN:
            return "Ended: the caller needs no help any more."
        case State.LAPSED:
            return "Closed: nobody ended it for twelve hours."


# ---------------------------------------------------------------------- for organisers


def post(call: HelpCall, session: Session | None, role: int) -> Reply:
    """What stands in the organisers' channel."""
    lines = [
        f"**Call for help {call.id}** <@&{role}>",
        f"<@{call.caller_id}> called {clock(call.called_at, 'R')}{_where(call, session)}.",
        *_words(call),
        _state(call),
    ]
    return Reply(fitting("\n".join(lines)), _help_buttons(call))


def _help_buttons(call: HelpCall) -> tuple[tuple[Press, ...], ...]:
    done = Press("Done", _route(call, "done"))
    if call.state is State.OPEN:
        return ((Press("I take it", _route(call, "take"), "success"), done),)
    return ((done,),) if call.state is State.TAKEN else ()


def again(call: HelpCall, role: int, link: str) -> Reply:
    """Raised again: nobody has come for two minutes."""
    text = (
        f"**Call for help {call.id} has waited for two minutes.** <@&{role}>\n"
        f"Nobody has taken it yet. {link}"
    )
    return Reply(text.rstrip(), _help_buttons(call))


def seen(call: HelpCall, session: Session | None, *, helper: int) -> Reply:
    """A call as somebody sees it who may take it."""
    head = f"**Call for help {call.id}**"
    called = f"<@{call.caller_id}> called {clock(call.called_at, 'R')}{_where(call, session)}."
    rows = _help_buttons(call)
    if call.state is State.TAKEN and call.taken_by == helper:
        rows = ((*rows[0], Press("I cannot come", _route(call, "back"))),)
    return Reply(fitting("\n".join([head, called, *_words(call), _state(call)])), rows)


def after(call: HelpCall, session: Session | None, *, helper: int, said: str) -> Reply:
    """The answer to who did something about a call."""
    reply = seen(call, session, helper=helper)
    return Reply(fitting(f"**{said}**\n{reply.text}"), reply.rows)


def waiting(calls: Sequence[HelpCall], sessions: Sequence[Session]) -> Reply:
    """The calls that are not at an end."""
    again = Press("Look again", "callhelp.list")
    if not calls:
        return Reply("**Nobody waits for help.**", ((again,),))
    titles = {one.slug: one for one in sessions}
    listed = calls[:MOST_LISTED]
    lines = [f"**{count(len(calls))}**"]
    for call in listed:
        session = titles.get(call.session or "")
        lines.append(
            f"{call.id}. <@{call.caller_id}>{_where(call, session)}, {clock(call.called_at, 'R')}:"
            f" {inert(one_line(' '.join(call.words), 60)) or 'no words'}. {_state(call)}"
        )
    if len(calls) > MOST_LISTED:
        lines.append("There are more. These are the oldest.")
    presses = [Press(f"See call {call.id}", _route(call, "see"), "primary") for call in listed]
    rows = [tuple(presses[n : n + 5]) for n in range(0, len(presses), 5)]
    return Reply(fitting("\n".join(lines)), (*rows, (again,)))


def count(number: int) -> str:
    return "1 call for help waits." if number == 1 else f"{number:,} calls for help wait."


def to_group(call: HelpCall, people: Sequence[discord.Object]) -> Reply:
    """What stands in a small group's thread that calls its facilitators."""
    named = " ".join(f"<@{person.id}>" for person in people)
    return Reply(f"{named} group {call.group} calls for you.", _help_buttons(call))


# ---------------------------------------------------------------------- for the caller


def called(call: HelpCall, session: Session | None, *, new: bool) -> Reply:
    """The answer to who called."""
    if new:
        head = "**Your call for help is sent.** The organisers see it now."
        if session is not None:
            head = (
                "**Your call for help is sent.** The organisers and whoever leads"
                f" {inert(session.title)} see it now."
            )
        if call.told_at is None:
            head = "**Your call for help is sent.** Your facilitator sees it now."
        head += " You are told who comes."
    else:
        head = "**You have called already, and this was added to your call.**"
    return Reply(fitting("\n".join([head, *map(quote, call.words), _for_caller(call)])), _own(call))


def mine(call: HelpCall) -> Reply:
    """How somebody's own call stands."""
    lines = ["**Your call for help**", *map(quote, call.words), _for_caller(call)]
    return Reply(fitting("\n".join(lines)), _own(call))


def _for_caller(call: HelpCall) -> str:
    match call.state:
        case State.OPEN:
            return "Nobody has taken it yet. After two minutes without anybody it is raised again."
        case State.TAKEN:
            return f"{_who(call.taken_by)} comes to help you."
        case State.DONE:
            return "It is marked as done. If you still need help, call again."
        case State.WITHDRAWN:
            return "You took it back. If you need help, call again."
        case State.LAPSED:
            return "It is closed. If you still need help, call again."


def _own(call: HelpCall) -> tuple[tuple[Press, ...], ...]:
    if not call.waits:
        return ((buttons.CALL_FOR_HELP,),)
    return (
        (
            Press("Who comes?", _route(call, "mine"), "primary"),
            Press("Say more…", buttons.CALL_FOR_HELP.route),
            Press("I do not need help any more", _route(call, "withdraw")),
        ),
    )


# ---------------------------------------------------------------------- letters


def to_lead(call: HelpCall, summit: Summit, session: Session | None) -> Letter:
    """To who leads the room. No words of the caller: those stay where they can be erased."""
    title = inert(session.title) if session is not None else "your room"
    text = (
        f"**Somebody in {title} calls for help** at {inert(summit.plan.summit.name)}."
        " Press “See the call” to read it, and to say that you come."
    )
    return "a call for help", text, (("See the call", _route(call, "see")),)


def to_caller(call: HelpCall, summit: Summit) -> Letter:
    """To the caller, when something happened to their call."""
    name = inert(summit.plan.summit.name)
    match call.state:
        case State.TAKEN:
            text = f"**{_who(call.taken_by)} comes to help you** at {name}."
        case State.OPEN:
            text = (
                f"The person who was coming to help you at {name} cannot come after all."
                " **The organisers are asked again.**"
            )
        case _:
            text = (
                f"**Your call for help at {name} is marked as done.** If you still need help, press"
                " “Call for help” in the server again."
            )
    pressed = (("I do not need help any more", _route(call, "withdraw")),) if call.waits else ()
    return "your call for help", text, pressed
