"""What docs/organisers.md shows: a summit as its organisers see it, to the follow-up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import discord
from simcord import ChannelHandle, Env, InteractionResult, MemberActor, ResponseMessage

from domain.plan import Plan, starts_at
from rehearsal.album import of_kind, world_at
from rehearsal.camera import Photographer, Sight
from rehearsal.world import World, answer_of, buttons

ORGANISER = "Olga Marsh"
PICTURES = (
    "setup-preview",
    "organisers-panel",
    "dashboard",
    "review",
    "check-in",
    "follow-up",
    "tasks",
    "export",
)
# Who pledges: as what, for which organisation, and the words.
PLEDGES = (
    ("Amina Khan", "business", "Khan’s Bakery", "Two paid work placements each year."),
    ("Bo Li", "resident", "", "I will cook a meal for my neighbours on the first Friday."),
    ("Carys Evans", "community_group", "Adswood Pantry", "Open our pantry on Saturdays too."),
    ("Dev Patel", "resident", "", "I will teach twelve people to use their first smartphone."),
)
# How those who answer say it goes, some days later.
ANSWERS = {"Amina Khan": "On track", "Bo Li": "Done", "Carys Evans": "Stuck"}
HELP = "We need two people with a van."
ASKED_AFTER = timedelta(days=5)
JUST_BEFORE = timedelta(seconds=40)
# So much time passes at once; the bot has to be done with it within some seconds of real time.
STEP = 10.0


@dataclass(slots=True)
class Desk:
    """An organiser, the people of the summit, and whoever takes the pictures."""

    world: World
    photographer: Photographer
    olga: MemberActor
    people: dict[str, MemberActor] = field(default_factory=dict[str, MemberActor])

    @property
    def panel(self) -> discord.Message:
        """The organisers' panel, and not the dashboard below it."""
        pinned = self.world.organisers.pinned_messages()
        return next(one for one in pinned if "review.next" in buttons(one).values())

    async def press(self, label: str) -> ResponseMessage:
        """A button of the organisers' panel."""
        return answer_of(await self.olga.click(self.panel, label=label))

    async def show(self, name: str, sight: Sight, where: ChannelHandle | None = None) -> None:
        place = where or self.world.organisers
        await self.photographer.take(name, self.olga, place, sight, self.world.now())

    def letter(self, name: str) -> discord.Message:
        """The newest letter to somebody."""
        return self.people[name].user.dm_channel.history()[-1]


async def fill(plan: Plan, plan_file: Path, photographer_of: Callable[[Env], Photographer]) -> None:
    """Every picture, from the first command to the question how it goes."""
    opens = starts_at(plan, of_kind(plan, "keynote"))
    with TemporaryDirectory() as folder:
        async with world_at(
            opens - JUST_BEFORE, plan, plan_file, Path(folder) / "it.sqlite3"
        ) as world:
            olga = world.person(ORGANISER, manager=True)
            desk = Desk(world, photographer_of(world.env), olga)
            await _set_up(desk)
            await _run(desk, opens + JUST_BEFORE)
            await _follow_up(desk)
            await _keep(desk)


async def _set_up(desk: Desk) -> None:
    world = desk.world
    shown = answer_of(await desk.olga.slash(world.lobby, "summit setup"))
    await desk.show("setup-preview", shown, world.lobby)
    answer_of(await desk.olga.click(shown, label="Set it up"))


async def _run(desk: Desk, until: datetime) -> None:
    """The summit is opened, people join and pledge, and the pledges are looked at."""
    world = desk.world
    asked = await desk.press("Open the summit…")
    answer_of(await desk.olga.click(asked, label="Open it now"))
    for name, kind, organisation, words in PLEDGES:
        member = desk.people[name] = world.person(name)
        await _join(desk, member, name, kind, organisation)
        await _pledge(desk, member, organisation, words)
    await _wait(desk, (until - world.now()).total_seconds())
    await desk.show("organisers-panel", desk.panel)
    await desk.show("dashboard", await desk.press("How is it going?"))
    card = await desk.press("Look at pledges")
    await desk.show("review", card)
    for _ in PLEDGES:
        card = answer_of(await desk.olga.click(card, label="Show on the wall"))


async def _wait(desk: Desk, seconds: float) -> None:
    while seconds > 0:
        await desk.world.pass_time(min(seconds, STEP))
        seconds -= STEP


async def _join(desk: Desk, member: MemberActor, name: str, kind: str, organisation: str) -> None:
    form = await member.click(desk.world.panel(desk.world.welcome), custom_id="join")
    fields = {"name": name, "kind": [kind], "organisation": organisation}
    await member.submit_modal(form, fields | {"publish_name": "yes", "access_needs": ""})


async def _pledge(desk: Desk, member: MemberActor, organisation: str, words: str) -> None:
    form = await member.click(desk.world.panel(desk.world.welcome), custom_id="pledge.new")
    fields = {
        "theme": [desk.world.plan.pledges.themes[-1].slug],
        "action": words,
        "from": "organisation" if organisation else "me",
        "organisation": organisation,
        "first_step": "",
    }
    answer_of(await member.submit_modal(form, fields))


async def _follow_up(desk: Desk) -> None:
    """Some days later the first question has gone out; most answer, one does not."""
    world = desk.world
    world.env.backend.advance_clock(ASKED_AFTER.total_seconds())
    await _wait(desk, 60)
    amina = desk.people["Amina Khan"].user
    await desk.photographer.take(
        "check-in", amina, amina.dm_channel, desk.letter("Amina Khan"), world.now()
    )
    for name, said in ANSWERS.items():
        user = desk.people[name].user
        answer = await user.click(desk.letter(name), label=said)
        if said == "Stuck":
            await _say_what_helps(desk, name, answer)
    await desk.show("follow-up", await desk.press("Follow up"))
    tasks = await desk.press("Tasks")
    await desk.show("tasks", tasks)


async def _say_what_helps(desk: Desk, name: str, answer: InteractionResult) -> None:
    user = desk.people[name].user
    form = await user.click(answer_of(answer), label="Add words or a link")
    fields = {"answer": "stuck", "words": "", "link": "", "help": HELP}
    answer_of(await user.submit_modal(form, fields))


async def _keep(desk: Desk) -> None:
    await desk.show("export", await desk.press("Export for organisers"))
