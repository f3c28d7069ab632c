"""What somebody should look at, because a set-up does not change it: sentences for people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from domain.plan import Plan, Session
from domain.rules import RuleBroken
from domain.server.steps import Changes
from domain.server.things import Channel, Kind, There
from domain.server.wanted import by_name, people_at_most

CHANNELS_OF_A_SERVER = 500
ROLES_OF_A_SERVER = 250
CHANNELS_OF_A_CATEGORY = 50

_CHANNELS = frozenset({Kind.CATEGORY, Kind.TEXT, Kind.VOICE, Kind.STAGE})
_TO_WRITE = ("view_channel", "send_messages", "read_message_history", "pin_messages")
# What Discord asks of who puts an event into such a room.
_IN_VOICE = ("view_channel", "connect")
_ON_STAGE = (*_IN_VOICE, "manage_channels", "mute_members", "move_members")


def check_possible(changes: Changes, there: There) -> None:
    """Raises RuleBroken ``setup.*`` where a set-up could not be finished, before it begins."""
    if there.lacking:
        raise RuleBroken("setup.lacks", permissions=", ".join(there.lacking))
    to_make = [step.thing for step in changes.steps if step.id is None]
    roles = sum(thing.kind is Kind.ROLE for thing in to_make)
    channels = sum(thing.kind in _CHANNELS for thing in to_make)
    room = CHANNELS_OF_A_SERVER - len(there.channels) - there.other_kinds
    if channels > room:
        raise RuleBroken("setup.channels", needed=channels, most=CHANNELS_OF_A_SERVER, room=room)
    free = ROLES_OF_A_SERVER - len(there.roles)
    if roles > free:
        raise RuleBroken("setup.roles", needed=roles, most=ROLES_OF_A_SERVER, room=free)
    ids = changes.ids
    for home in ("category", "category:live"):
        coming = sum(thing.state.home == home for thing in to_make)
        inside = sum(one.parent == ids[home] for one in there.channels) if home in ids else 0
        if coming + inside > CHANNELS_OF_A_CATEGORY:
            name = next(step.thing.state.name for step in changes.steps if step.thing.key == home)
            raise RuleBroken("setup.category", name=name, most=CHANNELS_OF_A_CATEGORY)
    for key in ("welcome", "wall", "organisers"):
        channel = there.channel(ids.get(key, 0))
        if channel is None:
            continue
        may = there.bot_may_in(channel)
        missing = [name.replace("_", " ") for name in _TO_WRITE if name not in may]
        if missing:
            mention = f"<#{channel.id}>"
            raise RuleBroken("setup.channel", permissions=", ".join(missing), channel=mention)


def notes(plan: Plan, changes: Changes, there: There) -> list[str]:
    """One sentence or two for each thing that a person should look at."""
    ids = changes.ids
    found = list(_roles(plan, ids, there))
    organisers = there.channel(ids.get("organisers", 0))
    if organisers is not None and there.role_may_in(organisers, there.everyone, "view_channel"):
        found.append(
            f"Everybody can see <#{organisers.id}>. Make it private, so that only organisers"
            " read it."
        )
    attendee = ids.get("role:attendee", 0)
    for session in plan.sessions:
        text = there.channel(ids.get(f"text:{session.slug}", 0))
        if text is not None and session.kind == "workshop":
            found += _text(plan, session, text, attendee, there)
        voice = there.channel(ids.get(f"voice:{session.slug}", 0))
        if voice is not None and session.listens != "none":
            found += _voice(plan, session, voice, attendee, there)
    return found + _stages(plan, changes, there)


def _roles(plan: Plan, ids: Mapping[str, int], there: There) -> Iterator[str]:
    for key, name in (
        ("role:attendee", plan.roles.attendee),
        ("role:organiser", plan.roles.organiser),
    ):
        if any(role.id == ids.get(key) and role.above_bot for role in there.roles):
            yield (
                f"The role {name} stands above the bot’s own role, so the bot cannot give"
                " it. Move the bot’s role up in Server settings, Roles."
            )


def _text(
    plan: Plan, session: Session, room: Channel, attendee: int, there: There
) -> Iterator[str]:
    name = plan.roles.attendee
    seen = there.role_may_in(room, attendee, "view_channel")
    if seen and by_name(session):
        yield (
            f"Attendees can see <#{room.id}> without a place, but the plan says walk_in = false."
            f" Take the permission to view it from {name} in the channel’s settings."
        )
    if not seen and not by_name(session):
        yield (
            f"Attendees cannot see <#{room.id}>, but the plan says walk_in = true."
            f" Let {name} view it in the channel’s settings."
        )


def _voice(
    plan: Plan, session: Session, room: Channel, attendee: int, there: There
) -> Iterator[str]:
    mention, name = f"<#{room.id}>", plan.roles.attendee
    is_stage = room.kind is Kind.STAGE
    other_kind = session.voice is not None and (session.voice == "stage") is not is_stage
    if other_kind and (session.voice != "stage" or there.has_stages):
        yield (
            f"{mention} is a {'stage' if is_stage else 'voice room'}, but the plan says"
            f' voice = "{session.voice}". To change it, delete it and run /summit setup again.'
        )
    most = people_at_most(session)
    if most and not is_stage and room.people_at_most != most:
        yield (
            f"{mention} lets in {room.people_at_most or 'any number of'} people, but the plan"
            f" says capacity = {most}. Set the user limit in the channel’s settings."
        )
    # Who may connect changes with the room's door; who sees it does not.
    seen = there.role_may_in(room, attendee, "view_channel")
    if seen and by_name(session):
        yield (
            f"Attendees can enter {mention} without a place, but the plan says walk_in = false."
            f" Take the permissions to view it and to connect from {name} in the channel’s"
            " settings."
        )
    if not seen and not by_name(session):
        yield (
            f"Attendees cannot enter {mention}. Let {name} view it and connect in the channel’s"
            " settings."
        )
    may = there.bot_may_in(room)
    needed = _ON_STAGE if is_stage else _IN_VOICE
    if missing := [one.replace("_", " ") for one in needed if one not in may]:
        yield (
            f"The bot cannot put an event into {mention}: it lacks {', '.join(missing)}"
            " there. Until you give it that, the event names the text channel."
        )


def _stages(plan: Plan, changes: Changes, there: There) -> list[str]:
    """One line for all stages that the server cannot have."""
    if there.has_stages:
        return []
    wanted = {f"voice:{one.slug}" for one in plan.sessions if one.voice == "stage"}
    instead = [step.thing.state.name for step in changes.steps if step.thing.key in wanted]
    if not instead:
        return []
    return [
        f"The plan asks for a stage, but this server has none: {', '.join(instead)}"
        " became a voice room. For a stage, enable Community in the server’s settings, delete"
        " the voice room and run /summit setup again."
    ]
