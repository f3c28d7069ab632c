"""What docs/attendees.md shows: one newcomer's day, picture by picture."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import discord
from simcord import ChannelHandle, Env, InteractionResult, MemberActor

from bot.client import SummitBot
from db.store import Store
from domain.plan import Plan, Session, ends_at, starts_at
from rehearsal.camera import Photographer, Sight
from rehearsal.clock import DayClock
from rehearsal.simulation import Simulation
from rehearsal.world import World, answer_of, buttons

BOT = "Summit"
NAME = "Amina Khan"
ORGANISATION = "Khan’s Bakery"
PLEDGE = "We will offer two paid work placements each year to young people from our area."
FIRST_STEP = "Write to two schools by the end of January"
PICTURES = (
    "welcome",
    "join-form",
    "joined",
    "programme",
    "workshops",
    "question-form",
    "room",
    "pledge-form",
    "pledge",
    "feedback",
    "my-data",
)
SCENES = ("keynote", "workshop", "pledging")
# Each scene begins this long before its pictures, with a server that is set up anew: Discord's own
# clock cannot skip hours, and messages carry its time.
BEFORE = timedelta(minutes=2)

Visit = Callable[["Scene"], Coroutine[None, None, None]]


@dataclass(slots=True)
class Scene:
    """A newcomer at one moment of the day, and whoever takes the pictures."""

    world: World
    photographer: Photographer
    session: Session
    where: ChannelHandle
    amina: MemberActor

    @property
    def panel(self) -> discord.Message:
        return self.world.panel(self.where)

    def enter(self) -> None:
        """Into the session's room."""
        self.where = self.world.room(self.session)

    async def until(self, moment: datetime) -> None:
        await self.world.pass_time((moment - self.world.now()).total_seconds())

    async def show(self, name: str, sight: Sight) -> None:
        await self.photographer.take(name, self.amina, self.where, sight, self.world.now())

    async def tell(self, name: str, result: InteractionResult) -> None:
        """A picture of the answer."""
        await self.show(name, answer_of(result))

    async def join(self, form: InteractionResult) -> InteractionResult:
        fields = {
            "name": NAME,
            "kind": ["business"],
            "organisation": ORGANISATION,
            "publish_name": "yes",
            "access_needs": "",
        }
        return await self.amina.submit_modal(form, fields)


async def fill(plan: Plan, plan_file: Path, photographer_of: Callable[[Env], Photographer]) -> None:
    """Every picture, in the order of the day."""
    keynote, workshop, pledging = (of_kind(plan, kind) for kind in SCENES)
    opens = starts_at(plan, keynote)
    scenes: tuple[tuple[datetime, Session, Visit], ...] = (
        (opens - timedelta(minutes=45), keynote, _arrive),
        (opens + timedelta(minutes=20), keynote, _ask),
        (starts_at(plan, workshop) + timedelta(minutes=10), workshop, _work),
        (ends_at(plan, pledging) - timedelta(minutes=1), pledging, _pledge_and_look_back),
    )
    for moment, session, visit in scenes:
        with TemporaryDirectory() as folder:
            database = Path(folder) / "summit.sqlite3"
            async with world_at(moment - BEFORE, plan, plan_file, database) as world:
                olga = world.person("Olga", manager=True)
                shown = answer_of(await olga.slash(world.lobby, "summit setup"))
                answer_of(await olga.click(shown, label="Set it up"))
                scene = Scene(
                    world, photographer_of(world.env), session, world.welcome, world.person(NAME)
                )
                await scene.until(moment)
                await visit(scene)


def of_kind(plan: Plan, kind: str) -> Session:
    return next(one for one in plan.sessions if one.kind == kind)


@asynccontextmanager
async def world_at(
    begins: datetime, plan: Plan, plan_file: Path, database: Path
) -> AsyncGenerator[World]:
    """The simulated Discord at this moment, by its own clock too."""
    clock = DayClock(begins)
    async with Store.open(database) as store:
        bot = SummitBot(store, plan_file=plan_file, now=clock)
        env = Simulation(bot)
        env.backend.edit_bot_profile(BOT)
        env.backend.advance_clock((begins - env.now()).total_seconds())
        await env.start()
        try:
            with env.time_context():
                yield World(env, store, plan, plan_file, clock)
            if env.errors:
                raise BaseExceptionGroup("the bot met errors", env.errors)
        finally:
            await env.shutdown()


# ---------------------------------------------------------------------- the day


async def _arrive(scene: Scene) -> None:
    """The welcome channel: join, read the programme, see the workshops."""
    await scene.show("welcome", scene.panel)
    form = await scene.amina.click(scene.panel, custom_id="join")
    await scene.show("join-form", form)
    await scene.tell("joined", await scene.join(form))
    await scene.tell("programme", await scene.amina.click(scene.panel, custom_id="programme"))
    await scene.tell("workshops", await scene.amina.click(scene.panel, custom_id="workshops"))


async def _ask(scene: Scene) -> None:
    """In the room of a talk."""
    await scene.join(await scene.amina.click(scene.panel, custom_id="join"))
    scene.enter()
    form = await scene.amina.click(scene.panel, custom_id="ask.new")
    await scene.show("question-form", form)


async def _work(scene: Scene) -> None:
    """In the room of a workshop that was chosen."""
    await scene.join(await scene.amina.click(scene.panel, custom_id="join"))
    board = answer_of(await scene.amina.click(scene.panel, custom_id="workshops"))
    await scene.amina.click(board, label=f"Choose {scene.session.title}")
    scene.enter()
    await scene.show("room", scene.panel)


async def _pledge_and_look_back(scene: Scene) -> None:
    """The last minute of the pledging session, and what comes after it."""
    await scene.join(await scene.amina.click(scene.panel, custom_id="join"))
    scene.enter()
    form = await scene.amina.click(scene.panel, custom_id="pledge.new")
    await scene.show("pledge-form", form)
    fields = {
        "theme": [scene.world.plan.pledges.themes[-1].slug],
        "action": PLEDGE,
        "from": "organisation",
        "organisation": ORGANISATION,
        "first_step": FIRST_STEP,
    }
    await scene.tell("pledge", await scene.amina.submit_modal(form, fields))
    await scene.until(ends_at(scene.world.plan, scene.session) + timedelta(minutes=1))
    numbers = {
        way: message for message in scene.where.history() for way in buttons(message).values()
    }
    best = next(way for way in numbers if way.startswith("feedback.rate:") and way.endswith(":5"))
    await scene.show("feedback", numbers[best])
    await scene.amina.click(numbers[best], custom_id=best)
    scene.where = scene.world.welcome
    await scene.tell("my-data", await scene.amina.click(scene.panel, custom_id="mydata"))
