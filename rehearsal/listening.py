"""People in voice rooms: they come, one leaves and comes back, and a guest is there too."""

from __future__ import annotations

from datetime import datetime, timedelta

from simcord import MemberActor

from domain.plan import Session
from rehearsal.ledger import Visit
from rehearsal.material import Person
from rehearsal.stage import Stage

# How many of ten people of a workshop come into its voice room; the others read and write alone.
IN_VOICE = 7
# How long attendance may take to see who came or went.
LOOKING = 6


async def come(stage: Stage, session: Session) -> list[Person]:
    """Most who have a place come into the voice room; returns them."""
    people = stage.placed(session)
    room = stage.world.voice(session)
    if room is None or not people:
        return []
    there = people[: max(2, len(people) * IN_VOICE // 10)]
    stage.tell.act(f"“{session.title}”: {len(there)} people come into voice")
    first, *rest = [stage.members[person.name] for person in there]
    await first.join_voice(room)  # Discord lets them in
    await stage.world.in_voice(rest, room)
    for person in there:
        _came(stage, session, person.name)
    return there


async def leave_and_come_back(stage: Stage, session: Session, person: Person) -> None:
    """Somebody loses the connection for three minutes."""
    member = stage.members[person.name]
    await stage.world.in_voice([member], None)
    _left(stage, session, person.name, stage.world.now())
    await stage.world.pass_time(LOOKING)
    stage.world.now.skip(timedelta(minutes=3))
    await stage.world.in_voice([member], stage.world.voice(session))
    _came(stage, session, person.name)
    await stage.world.pass_time(LOOKING)
    stage.say(f"{person.name} is gone for three minutes and comes back.", always=True)


def put_out(stage: Stage, session: Session, name: str) -> None:
    """Whoever is removed from a room is put out of its voice part too."""
    visits = stage.ledger.rooms.visits.get(session.slug, {}).get(name)
    if visits and visits[-1].left is None:
        visits[-1].left = stage.world.now()
        if stage.world.heard_in(stage.members[name]) is not None:
            stage.ledger.surprises.append(f"{name} is removed and still listens")


async def guest(stage: Stage, session: Session) -> None:
    """Somebody has the attendees' role from a server manager, and has not joined the summit."""
    room = stage.world.voice(session)
    if room is None:
        return
    role = stage.world.guild.roles[stage.world.plan.roles.attendee]
    user = stage.world.env.create_user(f"guest{len(stage.guests)}", global_name="A guest")
    member: MemberActor = stage.world.guild.add_member(user, roles=[role])
    stage.guests.append(member)
    await stage.world.in_voice([member], room)
    _came(stage, session, "")
    stage.say("A guest who has not joined listens too. They are a head without a name.")


async def gone(stage: Stage, together: list[Session], locked: datetime) -> None:
    """The rooms are closed: nobody is there any more."""
    members: list[MemberActor] = []
    for session in together:
        for name, visits in stage.ledger.rooms.visits.get(session.slug, {}).items():
            if visits[-1].left is None:
                visits[-1].left = locked
            if name:
                members.append(stage.members[name])
    await stage.world.in_voice([*members, *stage.guests], None)


def _came(stage: Stage, session: Session, name: str) -> None:
    there = stage.ledger.rooms.visits.setdefault(session.slug, {})
    there.setdefault(name, []).append(Visit(stage.world.now()))


def _left(stage: Stage, session: Session, name: str, at: datetime) -> None:
    stage.ledger.rooms.visits[session.slug][name][-1].left = at
