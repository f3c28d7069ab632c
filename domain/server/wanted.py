"""What a plan asks of a server: the things, in the order in which they are made."""

from __future__ import annotations

from collections.abc import Iterator

from domain.plan import Plan, Session
from domain.plan.limits import CHANNELS_AT_MOST, NAME_OF_CATEGORY_AT_MOST, VOICES_CATEGORY_ENDS
from domain.rehearsals.marks import marked
from domain.server.things import Grants, Kind, State, Thing

# Discord limits a voice room to so many people.
VOICE_LIMIT_AT_MOST = 99

ROLES = ("attendee", "facilitator", "organiser")
LEADERS = ("facilitator", "organiser")
# Of a rehearsal alone.
TEAM, BEHIND = "role:team", "rehearsal"

_BOT = {
    "view_channel": True,
    "send_messages": True,
    "read_message_history": True,
    "pin_messages": True,
}
_READS = {"view_channel": True, "send_messages": False, "send_messages_in_threads": True}
_WRITES = {"view_channel": True, "send_messages": True}
_OUT = {"view_channel": False, "send_messages": False}
# The bot can give away only what it may do itself: bot/permissions.py asks for all of these.
_LEADS_VOICE = {"view_channel": True, "connect": True, "mute_members": True, "move_members": True}
# What the rooms' doors change during the day (cogs/control).
_DOOR_OF_TEXT = {"attendee": frozenset({"send_messages"})}
_DOOR_OF_VOICE = {"attendee": frozenset({"connect"})}


def wanted(plan: Plan, *, has_stages: bool, rehearsal: bool = False) -> list[Thing]:
    """Everything of a plan. Without ``has_stages`` (Community), stages become voice rooms.

    A ``rehearsal`` has a room of its own, for whoever rehearses, and a role that opens it.
    """
    names = plan.roles
    things = [
        Thing("role:attendee", Kind.ROLE, State(names.attendee)),
        Thing("role:facilitator", Kind.ROLE, State(names.facilitator)),
        Thing("role:organiser", Kind.ROLE, State(names.organiser)),
        Thing("category", Kind.CATEGORY, State(plan.channels.category)),
    ]
    out = {"everyone": _OUT, "bot": _BOT}
    # Who is stuck asks in the welcome channel, so everybody may write; the panel is pinned.
    everybody = {"everyone": _WRITES, "bot": _BOT}
    readers = out | dict.fromkeys(ROLES, _READS)
    things += [
        _text("welcome", plan.channels.welcome, everybody),
        _text("wall", plan.channels.pledge_wall, readers),
        _text("organisers", plan.channels.organisers, out | {"organiser": _WRITES}),
    ]
    rooms = [one for one in plan.sessions if one.kind != "break"]
    home = _home_of_voices(plan, rooms, others=4 if rehearsal else 3)
    if home != "category":
        name = plan.channels.category[:NAME_OF_CATEGORY_AT_MOST] + VOICES_CATEGORY_ENDS
        things.append(Thing(home, Kind.CATEGORY, State(name)))
    for session in rooms:
        things += _rooms(session, home, has_stages=has_stages)
    if rehearsal:
        things += _behind_the_scenes(out)
    return [*things, *_automod(plan, rehearsal=rehearsal)]


def _behind_the_scenes(out: dict[str, dict[str, bool]]) -> Iterator[Thing]:
    """Where the rehearsal's own panel stands, for whoever may turn its clock."""
    yield Thing(TEAM, Kind.ROLE, State(marked("team")))
    grants = out | {"team": _WRITES, "organiser": _WRITES}
    yield _text(BEHIND, "rehearsal-control", grants)


def _automod(plan: Plan, *, rehearsal: bool) -> Iterator[Thing]:
    """Discord's own moderator, where the plan has something for it to do."""
    name = marked if rehearsal else str
    rules = plan.automod
    if rules.blocked_words:
        state = State(name("Summit: blocked words"), words=rules.blocked_words)
        yield Thing("automod:words", Kind.WORDS, state)
    if rules.mentions_at_most:
        state = State(name("Summit: too many mentions"), mentions_at_most=rules.mentions_at_most)
        yield Thing("automod:mentions", Kind.MENTIONS, state)


def people_at_most(session: Session) -> int:
    """How many people Discord lets into a session's voice room; 0 for as many as come.

    A workshop into which nobody may walk lets in by name instead. Who may move members enters a
    full room too: those who lead, and the bot moves people back into it.
    """
    if session.kind != "workshop" or not session.walk_in:
        return 0
    capacity = session.capacity or 0
    return capacity if capacity <= VOICE_LIMIT_AT_MOST else 0


def by_name(session: Session) -> bool:
    """Whether only people with a place come into its rooms: cogs/workshops lets them in."""
    return session.kind == "workshop" and not session.walk_in


def _text(key: str, name: str, grants: Grants) -> Thing:
    return Thing(key, Kind.TEXT, State(name, "category", grants=grants))


def _home_of_voices(plan: Plan, rooms: list[Session], *, others: int) -> str:
    """The summit's category; one of their own where all channels do not fit into it."""
    count = others + len(rooms) + sum(one.listens != "none" for one in rooms)
    return "category" if count <= CHANNELS_AT_MOST else "category:live"


def _rooms(session: Session, home: str, *, has_stages: bool) -> Iterator[Thing]:
    closed = by_name(session)
    grants: dict[str, dict[str, bool]] = {"everyone": _OUT | {"send_polls": False}, "bot": _BOT}
    if not closed:
        grants["attendee"] = _WRITES
    grants |= dict.fromkeys(LEADERS, _WRITES | {"send_polls": True})
    yield Thing(
        f"text:{session.slug}",
        Kind.TEXT,
        State(session.channel_name, "category", grants=grants),
        _DOOR_OF_TEXT,
    )
    if session.listens == "none":
        return
    stage = session.listens == "stage" and has_stages
    yield Thing(
        f"voice:{session.slug}",
        Kind.STAGE if stage else Kind.VOICE,
        State(
            session.voice_name,
            home,
            0 if stage else people_at_most(session),
            _voice_grants(stage=stage, closed=closed),
        ),
        _DOOR_OF_VOICE,
    )


def _voice_grants(*, stage: bool, closed: bool) -> Grants:
    """As in the text room. Who may manage, mute and move leads a stage: Discord's own rule."""
    attends = {"view_channel": True, "connect": True}
    leads = dict(_LEADS_VOICE)
    bot = dict(_LEADS_VOICE)
    if stage:
        leads["manage_channels"] = bot["manage_channels"] = True
    else:
        leads["speak"] = attends["speak"] = True
    grants: dict[str, dict[str, bool]] = {
        "everyone": {"view_channel": False, "connect": False},
        "bot": bot,
    }
    if not closed:
        grants["attendee"] = attends
    return grants | dict.fromkeys(LEADERS, leads)
