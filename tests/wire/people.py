"""What people do: type commands, press buttons, fill in forms, and do it all again."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import orjson

from tests.wire.entities import Channel, Json, Member, User
from tests.wire.forms import Attachment, Resolved, command_data, filled
from tests.wire.gateway import Gateway
from tests.wire.interactions import (
    AUTOCOMPLETE,
    COMMAND,
    COMPONENT,
    MODAL_SUBMIT,
    Interaction,
)
from tests.wire.messages import Message, new_message
from tests.wire.payloads import find_component, interaction_payload
from tests.wire.world import World

BUTTON, STRING_SELECT = 2, 3


class People:
    """The half of `WireDiscord` that acts for people in Discord's client."""

    world: World
    gateway: Gateway
    origin: str
    # A person needs a moment to see an answer before pressing in it; discord.py needs one to
    # register a view or a modal after its callback's response.
    pause = 0.05
    attachment_size_limit = 10 * 1024 * 1024

    def __init__(self) -> None:
        self.interactions: dict[str, Interaction] = {}
        self.modals: dict[tuple[int, str], tuple[Json, float, Message | None]] = {}
        self.files: dict[str, bytes] = {}
        self.undelivered = 0

    async def slash(
        self,
        who: Member | User,
        command: str,
        options: dict[str, Any] | None = None,
        *,
        channel: Channel | None = None,
    ) -> Interaction:
        """Type a slash command, such as `pledge make`, that the bot has synced."""
        data = self._command(who, command, options or {}, None)
        return self._dispatch(COMMAND, who, data, channel, None)

    async def autocomplete(
        self,
        who: Member | User,
        command: str,
        focused: str,
        typed: str = "",
        options: dict[str, Any] | None = None,
        *,
        channel: Channel | None = None,
    ) -> Interaction:
        """Type in an option that offers suggestions; the final answer has the choices."""
        data = self._command(who, command, {**(options or {}), focused: typed}, focused)
        return self._dispatch(AUTOCOMPLETE, who, data, channel, None)

    async def menu(
        self,
        who: Member | User,
        name: str,
        target: Message | Member,
        *,
        channel: Channel | None = None,
    ) -> Interaction:
        """Choose an app command from the menu of a message or of a person."""
        kind = 3 if isinstance(target, Message) else 2
        command = self._find(who, name, kind)
        resolved = Resolved()
        if isinstance(target, Message):
            resolved.data["messages"] = {str(target.id): target.data}
            number = str(target.id)
        else:
            number = resolved.put(target)
        data: Json = {"id": command["id"], "name": name, "type": kind, "target_id": number}
        data["resolved"] = resolved.data
        if command.get("guild_id"):
            data["guild_id"] = command["guild_id"]
        return self._dispatch(COMMAND, who, data, channel, None)

    async def press(
        self,
        who: Member | User,
        custom_id: str,
        *,
        message: Message | None = None,
        values: list[Any] | None = None,
        channel: Channel | None = None,
    ) -> Interaction:
        """Press a button, or choose `values` in a select, on a message of the bot's.

        Without a message one is made up that carries the item: enough for persistent items.
        """
        if channel is None and message is not None:
            channel = self.world.channels.get(message.channel_id)
        place = channel or self._place(who)
        if message is None:
            message = self._made_up(place, custom_id, values)
        item = find_component(message.data["components"], custom_id)
        if item is None:
            raise LookupError(f"the message has no {custom_id!r}, only {message.custom_ids}")
        if item.get("disabled"):
            raise ValueError(f"{custom_id!r} is disabled")
        data: Json = {"custom_id": custom_id, "component_type": item["type"]}
        if item["type"] != BUTTON:
            resolved = Resolved()
            data["values"] = [resolved.put(v) for v in values or []]
            data["resolved"] = resolved.data
        await self._look_at(message.touched)
        return self._dispatch(COMPONENT, who, data, place, message)

    async def submit(
        self,
        who: Member | User,
        custom_id: str,
        values: dict[str, Any],
        *,
        message: Message | None = None,
        channel: Channel | None = None,
    ) -> Interaction:
        """Send a filled-in form. A modal that the bot showed this person is held to its fields.

        A form the server never showed (after a restart, or for load) is sent all the same.
        """
        modal: Json | None = None
        user = who.user if isinstance(who, Member) else who
        shown = self.modals.get((user.id, custom_id))
        if shown is not None:
            modal, at, source = shown
            message = message or source
            await self._look_at(at)
        resolved = Resolved()
        data: Json = {"custom_id": custom_id, "components": filled(modal, values, resolved)}
        if resolved.data:
            data["resolved"] = resolved.data
        return self._dispatch(MODAL_SUBMIT, who, data, channel, message)

    async def fill(self, opened: Interaction, values: dict[str, Any]) -> Interaction:
        """Fill in the modal with which the bot answers that interaction."""
        await opened.final()
        if opened.modal is None:
            raise AssertionError(f"{opened!r} was not answered with a modal")
        return await self.submit(
            opened.who, opened.modal["custom_id"], values, channel=opened.channel
        )

    def redeliver(self, interaction: Interaction) -> None:
        """Deliver the same interaction again, as Discord may after a resume."""
        interaction.deliveries += 1
        guild = interaction.guild
        sent = self.gateway.emit_raw(
            "INTERACTION_CREATE", interaction.event, guild.id if guild else None
        )
        if not sent:
            self.undelivered += 1

    def forget(self, interaction: Interaction) -> None:
        """Let a finished interaction go, so that a long load does not fill the memory."""
        self.interactions.pop(interaction.token, None)

    def attach(
        self, filename: str, data: bytes, content_type: str = "application/octet-stream"
    ) -> Attachment:
        """Upload a file as a person; use it as an option's value or in a form."""
        number = str(self.world.ids.next())
        path = f"/attachments/{number}/0/{filename}"
        self.files[path] = data
        return Attachment(
            {
                "id": number,
                "filename": filename,
                "size": len(data),
                "content_type": content_type,
                "url": self.origin + path,
                "proxy_url": self.origin + path,
                "ephemeral": True,
            }
        )

    def show_modal(self, interaction: Interaction, modal: Json) -> None:
        """Remember a modal the bot opened for this person."""
        key = (interaction.user.id, modal["custom_id"])
        self.modals[key] = (modal, time.perf_counter(), interaction.source)

    async def _look_at(self, since: float) -> None:
        left = since + self.pause - time.perf_counter()
        if left > 0:
            await asyncio.sleep(left)

    def _place(self, who: Member | User) -> Channel:
        return who.guild.first_text_channel() if isinstance(who, Member) else self.world.dm(who)

    def _find(self, who: Member | User, name: str, kind: int) -> Json:
        scopes = [who.guild.id, None] if isinstance(who, Member) else [None]
        for scope in scopes:
            for command in self.world.commands.get(scope, ()):
                if command["name"] == name and command["type"] == kind:
                    return command
        raise LookupError(f"the bot has synced no command {name!r}")

    def _command(
        self, who: Member | User, command: str, options: dict[str, Any], focused: str | None
    ) -> Json:
        path = command.split()
        found = self._find(who, path[0], 1)
        guild_id = int(found["guild_id"]) if found.get("guild_id") else None
        return command_data(found, path, options, guild_id=guild_id, focused=focused)

    def _made_up(self, channel: Channel, custom_id: str, values: list[Any] | None) -> Message:
        if values is None:
            item: Json = {"type": BUTTON, "style": 2, "label": "…", "custom_id": custom_id}
        else:
            options = [{"label": str(v), "value": str(v)} for v in values]
            item = {"type": STRING_SELECT, "custom_id": custom_id, "options": options}
        body: Json = {"content": "…", "components": [{"type": 1, "components": [item]}]}
        author = self.world.bot.to_dict()
        message = new_message(self.world.ids.next(), channel.id, author, body, [], self.origin)
        message.touched = 0.0
        channel.messages[message.id] = message
        return message

    def _dispatch(
        self,
        kind: int,
        who: Member | User,
        data: Json,
        channel: Channel | None,
        source: Message | None,
    ) -> Interaction:
        channel = channel or self._place(who)
        limit = self.attachment_size_limit
        payload = interaction_payload(self.world, kind, who, data, channel, source, limit)
        interaction = Interaction(payload, who, channel, source)
        interaction.event = orjson.dumps(payload)
        self.interactions[interaction.token] = interaction
        self.redeliver(interaction)
        return interaction
