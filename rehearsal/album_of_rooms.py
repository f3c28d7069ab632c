"""What docs/facilitators.md shows: one workshop, as whoever leads it sees it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from simcord import Env, InteractionResult, MemberActor

from domain.plan import Plan, Session, starts_at
from rehearsal.album import BEFORE, of_kind, world_at
from rehearsal.camera import Photographer, Sight
from rehearsal.world import World, answer_of, buttons

PICTURES = (
    "control-before",
    "control-open",
    "hands",
    "groups",
    "control-groups",
    "report",
    "report-form",
    "moderate",
    "warn-form",
    "closing",
    "summary",
    "record",
)
FACILITATOR = "Fay Ahmed"
PEOPLE = {
    "Amina Khan": "business",
    "Bo Li": "resident",
    "Carys Evans": "community_group",
    "Dev Patel": "resident",
    "Ewa Nowak": "public_body",
    "Faisal Ali": "resident",
    "Grace Obi": "community_group",
    "Harry Webb": "business",
}
HANDS = ("Dev Patel", "Grace Obi", "Bo Li")
BRIEF = "What helps already, and what would make it reach more people?"
# So long before its time is up, a group is asked for its report. See domain/report_outs.py.
GROUP_MINUTES, UNTIL_ASKED = 11, 75
REPORT = {
    "heard": "Breakfast clubs work.\nFew parents know of them.\nNobody does Fridays.",
    "barrier": "Schools have no room after 4 o’clock.",
    "action": "Ask the three nearest schools for one room.",
    "owner": "Stockport Council",
    "named": "no",
}
ORGANISATIONS = "Khan’s Bakery\nStockport Council"


@dataclass(slots=True)
class Room:
    """A workshop's room, whoever leads it, those in it, and whoever takes the pictures."""

    world: World
    photographer: Photographer
    session: Session
    olga: MemberActor
    fay: MemberActor
    people: dict[str, MemberActor] = field(default_factory=dict[str, MemberActor])

    async def show(self, name: str, sight: Sight) -> None:
        where = self.world.room(self.session)
        await self.photographer.take(name, self.fay, where, sight, self.world.now())

    async def panel(self, name: str) -> None:
        """A picture of the control panel, once it has been drawn anew."""
        await self.world.pass_time(10)
        await self.show(name, self.world.control(self.session))

    async def press(self, label: str) -> InteractionResult:
        """A button of the control panel."""
        return await self.fay.click(self.world.control(self.session), label=label)

    async def then(self, shown: InteractionResult, label: str) -> InteractionResult:
        """A button of an answer."""
        return await self.fay.click(answer_of(shown), label=label)


async def fill(plan: Plan, plan_file: Path, photographer_of: Callable[[Env], Photographer]) -> None:
    """Every picture, from before the workshop to its record."""
    session = of_kind(plan, "workshop")
    begins = starts_at(plan, session) - timedelta(minutes=5)
    with TemporaryDirectory() as folder:
        async with world_at(begins - BEFORE, plan, plan_file, Path(folder) / "it.sqlite3") as world:
            olga = world.person("Olga", manager=True)
            shown = answer_of(await olga.slash(world.lobby, "summit setup"))
            answer_of(await olga.click(shown, label="Set it up"))
            fay = world.person(FACILITATOR, facilitator=True)
            room = Room(world, photographer_of(world.env), session, olga, fay)
            await _prepare(room)
            await _open(room)
            await _listen(room)
            await _split(room)
            await _guard(room)
            await _close(room)


async def _prepare(room: Room) -> None:
    """People join, choose the workshop and come into its voice room."""
    world = room.world
    for name, kind in PEOPLE.items():
        member = room.people[name] = world.person(name)
        form = await member.click(world.panel(world.welcome), custom_id="join")
        fields = {"name": name, "kind": [kind], "publish_name": "yes"}
        await member.submit_modal(form, fields | {"organisation": "", "access_needs": ""})
        board = answer_of(await member.click(world.panel(world.welcome), custom_id="workshops"))
        await member.click(board, label=f"Choose {room.session.title}")
    await world.in_voice([*room.people.values(), room.fay], world.voice(room.session))


async def _open(room: Room) -> None:
    await room.panel("control-before")
    await room.press("I lead this room")
    await room.press("Open the room")
    await room.world.until(starts_at(room.world.plan, room.session) + timedelta(minutes=1))
    await room.panel("control-open")


async def _listen(room: Room) -> None:
    """Hands go up, and the first is called on."""
    for name in HANDS:
        panel = room.world.panel(room.world.room(room.session))
        await room.people[name].click(panel, custom_id="hand.up")
        await room.world.pass_time(15)
    await room.show("hands", answer_of(await room.press("Call on the next hand")))


async def _split(room: Room) -> None:
    """Small groups, and what a group is asked in its thread."""
    form = await room.press("Small groups…")
    fields = {"how": ["balanced"], "by": "count", "number": "2", "brief": BRIEF}
    preview = await room.fay.submit_modal(form, fields | {"minutes": str(GROUP_MINUTES)})
    await room.show("groups", answer_of(preview))
    await room.then(preview, "Begin")
    await room.world.pass_time(20)
    await room.panel("control-groups")
    await room.world.pass_time(UNTIL_ASKED)
    thread = next(
        one for one in room.world.room(room.session).threads if " · group 1 " in (one.name or "")
    )
    asked = next(one for one in thread.history() if "Report back" in buttons(one))
    # Somebody of the group looks here: the thread is theirs.
    inside = room.world.env.backend.channels[thread.id].thread_members
    member = next(one for one in room.people.values() if one.id in inside)
    take, now = room.photographer.take, room.world.now
    await take("report", member, thread, asked, now())
    form = await member.click(asked, label="Report back")
    await take("report-form", member, thread, form, now())
    await member.submit_modal(form, REPORT)
    await room.press("Call everybody back")
    await room.world.pass_time(90)


async def _guard(room: Room) -> None:
    """Somebody is warned."""
    board = answer_of(await room.press("Moderate…"))
    card = await room.fay.select(board, [room.people["Harry Webb"]])
    await room.show("moderate", answer_of(card))
    form = await room.then(card, "Warn…")
    await room.show("warn-form", form)


async def _close(room: Room) -> None:
    """The room closes, its summary is confirmed, and the record is read."""
    closing = await room.press("Close the room")
    await room.show("closing", answer_of(closing))
    review = await room.then(closing, "Review the summary")
    await room.show("summary", answer_of(review))
    form = await room.then(review, "Correct and confirm…")
    fields = {"heads": str(len(PEOPLE)), "organisations": ORGANISATIONS, "words": ""}
    await room.fay.submit_modal(form, fields)
    await room.world.pass_time(10)
    where = room.world.organisers
    posted = next(one for one in where.history() if "Room record" in buttons(one))
    await room.photographer.take("record", room.olga, where, posted, room.world.now())
