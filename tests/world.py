"""A small world for the tests: the real bot and a real SQLite file on a simulated Discord.

The verbs do what people do: they type commands, press buttons and send forms. What they return is
what people see. Rows are read from the file by a connection of its own.
"""

from __future__ import annotations

import asyncio
import logging
import re
import sqlite3
import unicodedata
from collections.abc import AsyncGenerator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import discord
import simcord
from simcord import interactions
from simcord.actors import MemberActor
from simcord.builders import ChannelHandle, GuildHandle, UserHandle
from simcord.results import InteractionResult

from bot.client import SummitBot
from db import facilitation
from db.errors import StoreError
from db.store import Store
from domain.rules import RuleBroken
from rehearsal.simulation import Simulation
from tests.fresh import lay

BUTTON, MENU, TEXT, LABEL, TEXT_DISPLAY = 2, 3, 4, 18, 10
# In real time, how long the bot may take until it is done with something. A busy machine with slow
# fsyncs needs more than the simulation's own 5 seconds; who is quicker waits no longer for it.
SETTLE_SECONDS = 30.0

PLAN = """
[summit]
name = "Anytown Summit"
organiser = "Anytown Council"
date = 2026-03-20
time_zone = "Europe/London"
welcome = "Welcome to the summit."
privacy_notice = "We keep what you write here."

[pledges]
moderation = "{moderation}"
{themes}

[channels]
pledge_wall = "{wall}"

[[sessions]]
slug = "closing"
title = "Closing session"
kind = "pledging"
starts = "14:00"
ends = "15:00"
"""

THEMES = {"food": "Food for all", "health": "Health and care"}

REFERENCE = re.compile(r"E-[2-9A-Z]{5}\b")


def plan_text(
    *,
    moderation: str = "before",
    themes: Mapping[str, str] = THEMES,
    wall: str = "pledge-wall",
) -> str:
    """A plan file's text, as small as one may be."""
    items = "\n".join(
        f'[[pledges.themes]]\nslug = "{slug}"\ntitle = "{title}"' for slug, title in themes.items()
    )
    return PLAN.format(moderation=moderation, themes=items, wall=wall)


class Log(logging.Handler):
    """Keeps what the program logs, and which of it a test has taken note of."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.lines: list[str] = []
        self.troubles: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        line = f"{record.levelname} {record.name} {record.getMessage()}"
        self.lines.append(line)
        if record.levelno >= logging.ERROR or REFERENCE.search(line):
            cause = record.exc_info[1] if record.exc_info else None
            self.troubles.append(f"{line} ({cause!r})" if cause else line)


@dataclass(frozen=True, slots=True)
class Seen:
    """What one person sees after one thing they did."""

    result: InteractionResult
    messages: tuple[Any, ...]
    """The answer's messages in order, as they stand now."""

    @property
    def text(self) -> str:
        return "\n".join(message.content for message in self.messages)

    @property
    def private(self) -> bool:
        return bool(self.messages) and all(message.ephemeral for message in self.messages)

    @property
    def buttons(self) -> dict[str, str]:
        """Label and custom_id of every button of the newest message that has some."""
        for message in reversed(self.messages):
            found = {
                part["label"]: part["custom_id"]
                for part in parts_of(message.components)
                if part["type"] == BUTTON
            }
            if found:
                return found
        return {}

    @property
    def newest(self) -> Any:
        return self.messages[-1]

    @property
    def form(self) -> dict[str, Any]:
        """The form that opened, by field: its title under ``title``, else each field's parts."""
        modal = self.result.modal
        assert modal is not None, f"no form opened; the answer was: {self.text}"
        return modal

    @property
    def fields(self) -> dict[str, str]:
        """What each field of the form that opened is filled in with."""
        filled: dict[str, str] = {}
        for part in parts_of(self.form["components"]):
            if "options" in part:
                chosen = [option["value"] for option in part["options"] if option.get("default")]
                filled[part["custom_id"]] = ",".join(chosen)
            elif "custom_id" in part:
                filled[part["custom_id"]] = part.get("value") or ""
        return filled


def parts_of(components: Any) -> Iterator[dict[str, Any]]:
    """Every component in a tree, outermost first."""
    for part in components:
        yield part
        yield from parts_of(part.get("components") or ())
        if inner := part.get("component"):
            yield from parts_of([inner])


def texts_of(message: Any) -> list[str]:
    """Everything that can be read in a message, plain or laid out."""
    components = message.components
    if components and not isinstance(components[0], dict):
        components = [component.to_dict() for component in components]
    return [message.content or ""] + [
        part["content"] for part in parts_of(components) if part["type"] == TEXT_DISPLAY
    ]


def routes_of(message: Any) -> list[str]:
    """The custom_id of everything that can be pressed on a message."""
    tree = [component.to_dict() for component in message.components]
    return [part["custom_id"] for part in parts_of(tree) if "custom_id" in part]


def composed(text: str) -> bytes:
    """``text`` as the file has to hold it."""
    return unicodedata.normalize("NFC", text).encode()


@dataclass(slots=True)
class World:
    """One server, its summit, and who is there."""

    env: simcord.Env
    store: Store
    path: Path
    plan_file: Path
    log: Log
    guild: GuildHandle
    general: ChannelHandle
    manager: MemberActor
    delivered: list[dict[str, Any]] = field(default_factory=list)
    _people: int = 0
    _errors: int = 0

    @classmethod
    @asynccontextmanager
    async def opened(cls, folder: Path, **plan: Any) -> AsyncGenerator[World]:
        """A world that is not set up yet; what nobody expected to go wrong fails at its end."""
        plan_file = folder / "plan.toml"
        plan_file.write_text(plan_text(**plan), encoding="utf-8")
        path = folder / "summit.sqlite3"
        log = Log()
        root = logging.getLogger()
        level = root.level
        root.addHandler(log)
        root.setLevel(logging.INFO)
        try:
            lay(path)
            async with Store.open(path) as store:
                # The bot's clock is the world's: snowflakes and rows agree about the time.
                env = Simulation(
                    SummitBot(store, plan_file=plan_file, now=lambda: env.now()),
                    patience=SETTLE_SECONDS,
                )
                await env.start()
                world = cls._filled(env, store, path, plan_file, log)
                try:
                    yield world
                finally:
                    await env.shutdown()
        finally:
            root.removeHandler(log)
            root.setLevel(level)
        unforeseen = [error for error in env.errors[world._errors :] if not _foreseen(error)]
        assert not log.troubles, "\n".join(["Nobody expected this in the log:", *log.troubles])
        assert not unforeseen, unforeseen

    def beside(self, name: str) -> World:
        """Another server of the same bot and file, not set up yet."""
        return self._filled(self.env, self.store, self.path, self.plan_file, self.log, name)

    @classmethod
    def _filled(
        cls,
        env: simcord.Env,
        store: Store,
        path: Path,
        plan_file: Path,
        log: Log,
        name: str = "Anytown",
    ) -> World:
        guild = env.create_guild(name)
        general = guild.create_text_channel("general")
        role = guild.create_role("Manager", permissions=discord.Permissions(manage_guild=True))
        manager = guild.add_member(env.create_user("olga", global_name="Olga"), roles=[role])
        world = cls(env, store, path, plan_file, log, guild, general, manager)
        env.backend.subscribers.append(world._keep)
        return world

    def _keep(self, event: str, payload: Any) -> None:
        if event == "INTERACTION_CREATE":
            self.delivered.append(payload)

    # ------------------------------------------------------------------ the bot

    @property
    def bot(self) -> SummitBot:
        assert isinstance(self.env.bot, SummitBot)
        return self.env.bot

    async def restart(self) -> None:
        """The bot ends and starts anew on the same file."""
        bot = SummitBot(self.store, plan_file=self.plan_file, now=self.env.now)
        await self.env.restart_bot(bot)

    async def wait(self, seconds: float) -> None:
        """Time passes; loops turn."""
        for _ in range(int(seconds // 10)):
            await self.env.advance_time(10)
        await self.env.advance_time(seconds % 10)

    async def skip(self, seconds: float) -> None:
        """So much time went by in which the bot had no turn, as while a machine sleeps."""
        self.env.backend.advance_clock(seconds)
        await self.wait(30)

    def meanwhile(self, seconds: float) -> None:
        """While the next thing is under way, so much time passes for the bot.

        The simulation moves its clock only between things. What is slow takes a moment of real
        time here, within which the bot's own clock is put forward.
        """
        asyncio.get_running_loop().call_later(0.15, self.env.backend.advance_clock, seconds)

    def expect_trouble(self) -> list[str]:
        """What went wrong so far, which from here on is no surprise any more."""
        told = list(self.log.troubles)
        self.log.troubles.clear()
        self._errors = len(self.env.errors)
        return told

    # ------------------------------------------------------------------ places and people

    @property
    def welcome(self) -> ChannelHandle:
        return self.guild.channels["welcome"]

    @property
    def wall(self) -> ChannelHandle:
        return self.guild.channels["pledge-wall"]

    @property
    def organisers(self) -> ChannelHandle:
        return self.guild.channels["organisers"]

    @property
    def panel(self) -> discord.Message:
        """The pinned message in the welcome channel."""
        (message,) = self.welcome.pinned_messages()
        return message

    def person(self, name: str = "", *, roles: tuple[str, ...] = ()) -> MemberActor:
        """Somebody new in the server."""
        self._people += 1
        name = name or f"person{self._people}"
        user = self.env.create_user(name.lower(), global_name=name)
        return self.guild.add_member(user, roles=[self.guild.roles[role] for role in roles])

    def roles_of(self, member: MemberActor) -> set[str]:
        there = self.env.backend.guilds[member.guild.id]
        return {there.roles[role].name for role in there.members[member.id].role_ids}

    def wall_posts(self) -> list[discord.Message]:
        """The wall's messages with pledges, oldest first."""
        return [
            message
            for message in self.wall.history()
            if not message.pinned and message.type is discord.MessageType.default
        ]

    def wall_text(self) -> str:
        return "\n".join(text for post in self.wall_posts() for text in texts_of(post))

    def summary_text(self) -> str:
        (message,) = self.wall.pinned_messages()
        return "\n".join(texts_of(message))

    def panel_text(self) -> str:
        (message,) = self.organisers.pinned_messages()
        return "\n".join(texts_of(message))

    def read_by(self, reader: MemberActor) -> str:
        """Everything that stands in the server's channels and that this member can read now."""
        found: list[str] = []
        for channel in self.guild.channels.values():
            for place in (channel, *channel.threads):
                try:
                    history = place.history(viewer=reader)
                except simcord.SetupError:
                    continue
                found += [
                    text
                    for message in history
                    if not message.flags.ephemeral
                    for text in texts_of(message)
                ]
        return "\n".join(found)

    # ------------------------------------------------------------------ rows

    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """Rows of the file, by a connection that can only read."""
        with closing(sqlite3.connect(f"file:{self.path}?mode=ro", uri=True)) as reader:
            return reader.execute(sql, values).fetchall()

    def one(self, sql: str, *values: object) -> Any:
        """The one value that a query gives."""
        ((value,),) = self.rows(sql, *values)
        return value

    def pledge_id(self, number: int = 1) -> int:
        return self.one(
            "SELECT id FROM pledge WHERE number = ? AND guild_id = ?", number, self.guild.id
        )

    # ------------------------------------------------------------------ doing things

    async def type(
        self,
        member: MemberActor,
        command: str,
        channel: ChannelHandle | None = None,
        **options: Any,
    ) -> Seen:
        """Type a slash command."""
        return self.seen(await member.slash(channel or self.general, command, **options))

    async def press(self, member: MemberActor | UserHandle, on: Any, label: str) -> Seen:
        """Press the button with this label, on a message or on the newest of an answer."""
        if isinstance(on, Seen):
            on = next(message for message in reversed(on.messages) if message.components)
        return self.seen(await member.click(on, label=label))

    async def choose(self, member: MemberActor, on: Seen, value: str) -> Seen:
        """Choose from the one menu of an answer."""
        return self.seen(await member.select(on.newest, [value]))

    async def send(self, member: MemberActor | UserHandle, form: Seen, **fields: str) -> Seen:
        """Send a form that opened, with what it is filled in with unless told otherwise."""
        values: dict[str, Any] = form.fields | fields
        for part in parts_of(form.form["components"]):
            if part["type"] == MENU:
                value = values[part["custom_id"]]
                many = part.get("max_values", 1) > 1
                values[part["custom_id"]] = value.split(",") if many and value else [value][many:]
        return self.seen(await member.submit_modal(form.result, values))

    async def forge(
        self,
        member: MemberActor,
        custom_id: str,
        *,
        fields: Mapping[str, str] | None = None,
        values: tuple[str, ...] = (),
    ) -> Seen:
        """Send a button, menu or form that the bot never gave this person."""
        result = self._forged(member, custom_id, fields, values)
        await self.env.settle()
        return self.seen(result)

    async def forge_all(
        self,
        member: MemberActor,
        custom_ids: Sequence[str],
        *,
        fields: Mapping[str, str] | None = None,
    ) -> dict[str, Seen]:
        """Many of them, fifty at the same moment."""
        seen: dict[str, Seen] = {}
        for start in range(0, len(custom_ids), 50):
            results = {
                one: self._forged(member, one, fields, ()) for one in custom_ids[start : start + 50]
            }
            await self.env.settle(timeout=20)
            seen |= {one: self.seen(result) for one, result in results.items()}
        return seen

    def _forged(
        self,
        member: MemberActor,
        custom_id: str,
        fields: Mapping[str, str] | None,
        values: tuple[str, ...],
    ) -> InteractionResult:
        data: dict[str, Any] = {"custom_id": custom_id}
        if fields is None:
            data |= {"component_type": MENU if values else BUTTON}
            if values:
                data["values"] = list(values)
        else:
            data["components"] = [
                {"type": LABEL, "component": {"type": TEXT, "custom_id": name, "value": value}}
                for name, value in fields.items()
            ]
        record, payload = interactions.base_payload(
            self.env.backend,
            type=3 if fields is None else 5,
            channel_id=self.general.id,
            guild_id=member.guild.id,
            user_id=member.id,
            data=data,
        )
        self.env.backend.emit("INTERACTION_CREATE", payload)
        return InteractionResult(self.env, record)

    async def deliver_again(self) -> None:
        """Discord delivers the newest interaction once more."""
        self.env.backend.emit("INTERACTION_CREATE", self.delivered[-1])
        await self.env.settle()

    def seen(self, result: InteractionResult) -> Seen:
        messages = [result.response, *result.followups]
        seen = Seen(result, tuple(message for message in messages if message is not None))
        # Whatever the bot answers is for the one who asked, and for nobody else.
        assert not seen.messages or seen.private, seen.text
        return seen

    # ------------------------------------------------------------------ whole stories

    async def set_up(self) -> Seen:
        """The manager sets the server up, and says yes to what it would change."""
        seen = await self.type(self.manager, "summit setup")
        if "nothing is changed yet" in seen.text:
            seen = await self.press(self.manager, seen, "Set it up")
        return seen

    async def join(
        self,
        member: MemberActor | None = None,
        *,
        name: str = "Amina Khan",
        kind: str = "resident",
        organisation: str = "",
        publish_name: Literal["yes", "no"] = "yes",
        access_needs: str = "",
    ) -> MemberActor:
        """Somebody joins with the button on the panel."""
        member = member or self.person(name.split()[0])
        form = await self.press(member, self.panel, "Join the summit")
        seen = await self.send(
            member,
            form,
            name=name,
            kind=kind,
            organisation=organisation,
            publish_name=publish_name,
            access_needs=access_needs,
        )
        assert self.rows("SELECT 1 FROM attendee WHERE user_id = ?", member.id), seen.text
        return member

    async def pledge(
        self,
        member: MemberActor,
        action: str = "I will cook for my neighbours once a week",
        **fields: str,
    ) -> Seen:
        """Somebody who has joined makes a pledge with the command; the answer is the receipt."""
        form = await self.type(member, "pledge make")
        return await self.send(member, form, **({"theme": "food", "action": action} | fields))

    async def organiser(self, name: str = "Olu") -> MemberActor:
        """Somebody else who was given the organiser role."""
        return self.person(name, roles=("Organiser",))

    async def lead(self, member: MemberActor, *slugs: str) -> None:
        """These rooms are this facilitator's own; without slugs, every room there is."""
        rooms = slugs or [
            slug
            for (slug,) in self.rows(
                "SELECT slug FROM session WHERE guild_id = ? AND kind <> 'break' AND archived = 0",
                self.guild.id,
            )
        ]
        for slug in rooms:
            await facilitation.lead(
                self.store,
                guild_id=self.guild.id,
                slug=slug,
                user_id=member.id,
                now=self.env.now(),
            )

    async def decide(self, label: str = "Show on the wall") -> Seen:
        """The manager, who is an organiser, decides about the oldest waiting pledge."""
        card = await self.press(
            self.manager, self.organisers.pinned_messages()[0], "Look at pledges"
        )
        return await self.press(self.manager, card, label)

    async def hide(self, reason: str = "Please leave out the phone number.") -> Seen:
        """The manager hides the oldest pledge that nobody has looked at."""
        return await self.send(self.manager, await self.decide("Hide…"), reason=reason)

    async def shown(self, member: MemberActor, action: str = "", **fields: str) -> int:
        """A pledge that is made, let through where that is needed, and on the wall; its id."""
        receipt = await self.pledge(member, **({"action": action} if action else {}), **fields)
        number = self.one("SELECT max(number) FROM pledge WHERE guild_id = ?", self.guild.id)
        assert f"P-{number:04d}" in receipt.text
        if not self.rows("SELECT 1 FROM pledge WHERE number = ? AND moderation = 'shown'", number):
            await self.decide()
        await self.wait(10)
        return self.pledge_id(number)


def _foreseen(error: BaseException) -> bool:
    """Whether an error is a rule or the store saying no, which people are told in a sentence."""
    return isinstance(getattr(error, "original", error), RuleBroken | StoreError)
