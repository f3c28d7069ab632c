"""The simulated Discord: a server, people in it, and what each of them sees."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import discord
from simcord import (
    ChannelHandle,
    Env,
    GuildHandle,
    InteractionResult,
    MemberActor,
    ResponseMessage,
    interactions,
)

from bot.client import SummitBot
from db.store import Store
from domain.plan import Plan, Session
from domain.plan.limits import VOICE_NAME_ENDS
from rehearsal.clock import DayClock

_CHANNEL = re.compile(r"<#(\d+)>")
# What is pinned beside a panel: the one that facilitators have, the dashboard, and the counter.
_BESIDE = ("room.lead:", "day.look", "## Pledges so far")

# After hours that are skipped, how many seconds the bot's loops have to catch up.
CATCH_UP = 12.0

_BUTTON_PRESSED, _BUTTON = 3, 2

# What Discord lets everybody do in a new server.
EVERYBODY = discord.Permissions(
    view_channel=True,
    send_messages=True,
    read_message_history=True,
    use_application_commands=True,
)


class World:
    """One server with the bot in it. Acts are in script.py; this is what they act with."""

    def __init__(
        self,
        env: Env,
        store: Store,
        plan: Plan,
        plan_file: Path,
        clock: DayClock,
        *,
        stages: bool = False,
    ) -> None:
        """``stages``: the server has Community enabled, so that keynotes get a stage."""
        self.env = env
        self.store = store
        self.plan = plan
        self.plan_file = plan_file
        self.now = clock
        clock.follow(env)
        self._stages = stages
        self._enable_community(env.bot)
        self._deliveries: list[dict[str, Any]] = []
        # What the bot wrote for everybody and mentioned somebody in: where, and the words. Some of
        # it is taken down again, so it is kept as it goes by.
        self.mentioning: list[tuple[int, str]] = []
        env.backend.subscribers.append(self._overhear)
        self.guild: GuildHandle = env.create_guild(plan.summit.name[:100])
        self.lobby: ChannelHandle = self.guild.create_text_channel("lobby")

    def new_bot(self) -> SummitBot:
        """The real bot, as a process that starts anew would make it."""
        bot = SummitBot(self.store, plan_file=self.plan_file, now=self.now)
        self._enable_community(bot)
        return bot

    def _enable_community(self, bot: discord.Client) -> None:
        """SimCord knows no features of servers, so its answer is given this one."""
        asked = bot.http.get_guild

        async def with_community(*arguments: Any, **more: Any) -> Any:
            return dict(await asked(*arguments, **more)) | {"features": ["COMMUNITY"]}

        if self._stages:
            bot.http.get_guild = with_community

    async def restart(self) -> None:
        """The bot's process ends and a new one starts; Discord and the database stay."""
        await self.env.restart_bot(self.new_bot())

    # ------------------------------------------------------------ people

    def person(self, name: str, *, manager: bool = False, facilitator: bool = False) -> MemberActor:
        """Somebody new in the server."""
        user = self.env.create_user(_user_name(name, self.env), global_name=name[:32])
        roles = [self._manager_role()] if manager else []
        if facilitator:
            roles.append(self.guild.roles[self.plan.roles.facilitator])
        return self.guild.add_member(user, roles=roles)

    def _manager_role(self) -> Any:
        known = self.guild.roles.get("Server manager")
        return known or self.guild.create_role(
            "Server manager",
            permissions=discord.Permissions(
                EVERYBODY.value | discord.Permissions(manage_guild=True).value
            ),
        )

    def let_everybody_see(self, *commands: str) -> None:
        """Somebody loosens Discord's own command settings, as server managers can.

        The bot must refuse all the same.
        """
        for name in commands:
            command = self.env.backend.find_command(name, self.guild.id, type=1)
            if command is None:
                raise LookupError(f"no command {name}")
            self.guild.set_command_permissions(int(command["id"]), {self.guild.default_role: True})

    # ------------------------------------------------------------ places

    @property
    def welcome(self) -> ChannelHandle:
        return self.guild.channels[self.plan.channels.welcome]

    @property
    def wall(self) -> ChannelHandle:
        return self.guild.channels[self.plan.channels.pledge_wall]

    @property
    def organisers(self) -> ChannelHandle:
        return self.guild.channels[self.plan.channels.organisers]

    def room(self, session: Session) -> ChannelHandle:
        """The text channel of a session."""
        return self.guild.channels[session.channel_name]

    def voice(self, session: Session) -> ChannelHandle | None:
        """The voice room or the stage of a session, where it has one."""
        return self.guild.channels.get(f"{session.channel_name}{VOICE_NAME_ENDS}")

    def panel(self, channel: ChannelHandle) -> discord.Message:
        """The pinned message of a channel that everybody there uses."""
        pinned = channel.pinned_messages()
        # A room has a second one, from which facilitators run it.
        return next(
            one for one in reversed(pinned) if not any(mark in _tree(one) for mark in _BESIDE)
        )

    def control(self, session: Session) -> discord.Message:
        """The pinned message from which a session's room is run."""
        pinned = self.room(session).pinned_messages()
        wanted = f"room.lead:{session.slug}"
        return next(one for one in reversed(pinned) if wanted in _tree(one))

    def named(self, text: str) -> str:
        """``text`` with channels by their names, as Discord shows them."""
        names = {str(channel.id): name for name, channel in self.guild.channels.items()}
        return _CHANNEL.sub(lambda found: f"#{names.get(found[1], found[1])}", text)

    # ------------------------------------------------------------ voice

    async def in_voice(
        self, people: Iterable[MemberActor], channel: ChannelHandle | None, **state: Any
    ) -> None:
        """People come into a voice room in the same moment; without one, they leave."""
        for member in people:
            self.env.backend.set_voice_state(
                self.guild.id, member.id, channel.id if channel else None, **state
            )
        await self.env.settle()

    def heard_in(self, member: MemberActor) -> int | None:
        """The voice room that somebody is in."""
        state = self.guild.voice_states().get(member.id)
        return state.channel_id if state else None

    # ------------------------------------------------------------ the wire

    def _overhear(self, event: str, payload: Any) -> None:
        if event == "INTERACTION_CREATE":
            self._deliveries.append(payload)
            del self._deliveries[:-1]
        elif event == "MESSAGE_CREATE" and "<@" in payload["content"] and payload.get("guild_id"):
            self.mentioning.append((int(payload["channel_id"]), payload["content"]))

    async def deliver_again(self) -> None:
        """Discord delivers the last interaction once more, as it does after a resume."""
        self.env.backend.emit("INTERACTION_CREATE", self._deliveries[-1])
        await self.env.settle()

    async def pass_time(self, seconds: float) -> None:
        await self.env.advance_time(seconds)

    async def until(self, moment: datetime) -> None:
        """Go on to this moment, where it is still to come; quiet hours are skipped."""
        left = (moment - self.now()).total_seconds()
        if left > CATCH_UP:
            self.now.skip(timedelta(seconds=left - CATCH_UP))
        if left > 0:
            await self.pass_time(min(left, CATCH_UP))

    async def press_together(
        self, people: Sequence[MemberActor], custom_id: str
    ) -> list[InteractionResult]:
        """Several people press the same button in the same moment."""
        results: list[InteractionResult] = []
        for member in people:
            record, payload = interactions.base_payload(
                self.env.backend,
                type=_BUTTON_PRESSED,
                channel_id=self.welcome.id,
                guild_id=member.guild.id,
                user_id=member.id,
                data={"custom_id": custom_id, "component_type": _BUTTON},
            )
            self.env.backend.emit("INTERACTION_CREATE", payload)
            results.append(InteractionResult(self.env, record))
        await self.env.settle()
        return results

    async def read(self, attachment: discord.Attachment) -> bytes:
        """A file that the bot attached to an answer."""
        data = self.env.backend.cdn.get(attachment.url)
        if data is None:
            raise LookupError(f"the simulated Discord has no file {attachment.filename}")
        return data


def answer_of(result: InteractionResult) -> ResponseMessage:
    """The last thing that somebody was told in answer. Raises LookupError for silence."""
    told = result.followups or ([result.response] if result.response else [])
    if not told or told[-1] is None:
        raise LookupError(f"no answer: {result!r}")
    return told[-1]


def buttons(message: ResponseMessage | discord.Message) -> dict[str, str]:
    """The buttons of a message: custom_id by label."""
    found: dict[str, str] = {}

    def walk(parts: Any) -> None:
        for part in parts:
            if isinstance(part, dict):
                if part.get("type") == 2 and part.get("custom_id"):
                    found[part["label"]] = part["custom_id"]
                walk(part.get("components") or ())

    if isinstance(message, discord.Message):
        walk([component.to_dict() for component in message.components])
    else:
        walk(message.components)
    return found


def texts_of(content: str, components: Any) -> Iterator[str]:
    """Everything that can be read in a message, plain or laid out."""
    yield content or ""
    for part in components:
        if part.get("type") == 10:
            yield part["content"]
        yield from texts_of("", part.get("components") or ())


def wall_pledges(message: discord.Message) -> list[tuple[int, str]]:
    """The pledges that a message of the wall carries: id and reference."""
    found: list[tuple[int, str]] = []
    for container in message.components:
        raw: Any = container.to_dict()
        parts = raw.get("components") or ()
        text = next((part["content"] for part in parts if part.get("type") == 10), "")
        for part in parts:
            for button in part.get("components") or ():
                name, _, number = str(button.get("custom_id", "")).partition(":")
                if name == "wall.too":
                    found.append((int(number), text[2:].split("**")[0]))
    return found


def fields_of(modal: dict[str, Any] | None) -> Iterator[dict[str, Any]]:
    """The fields of a form."""
    for label in (modal or {}).get("components", ()):
        yield label["component"]


def _user_name(name: str, env: Env) -> str:
    """A Discord user name, which has small Latin letters and digits only."""
    letters = "".join(c for c in name.lower() if c.isascii() and c.isalnum())[:20]
    return f"{letters or 'guest'}{len(env.backend.users)}"


def _tree(message: discord.Message) -> str:
    """A message's components as text, to look for a route in."""
    return str([component.to_dict() for component in message.components])
