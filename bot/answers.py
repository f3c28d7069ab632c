"""One answer to one interaction: in time, private, and never twice.

Discord wants a first answer within 3 seconds. Deferring every time would double the requests (and
halve what one process can serve), so an answer is deferred only when it is slow: after
``LATE_SECONDS`` a "thinking" answer is sent and the real one follows it.
"""

from __future__ import annotations

import asyncio
import logging
from datetime import datetime
from typing import TYPE_CHECKING, Any

import discord

from bot.ui import Form, Reply
from domain.rules import RuleBroken
from domain.summits import Summit

if TYPE_CHECKING:
    from bot.client import SummitBot

log = logging.getLogger(__name__)

# Half of Discord's 3 seconds: the other half is for the way there and a busy event loop.
LATE_SECONDS = 1.5

ALREADY_ANSWERED = 40060
UNKNOWN_INTERACTION = 10062


class Answer:
    """The answer to one interaction. ``of`` gives the one that belongs to it."""

    def __init__(self, interaction: discord.Interaction[SummitBot]) -> None:
        self.interaction = interaction
        self.bot = interaction.client
        # What to give back if it can't be saved, and what is safe already; for the error door.
        self.typed: str = ""
        self.saved: str = ""
        # The server that a button in a direct message is about, once a cog has found it out.
        self.home: int | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._deferring: asyncio.Task[None] | None = None

    @classmethod
    def of(cls, interaction: discord.Interaction[Any]) -> Answer:
        known = interaction.extras.get("answer")
        if known is None:
            known = interaction.extras["answer"] = cls(interaction)
        return known

    # ------------------------------------------------------------ who and where

    @property
    def user_id(self) -> int:
        return self.interaction.user.id

    @property
    def now(self) -> datetime:
        return self.bot.now()

    @property
    def guild_id(self) -> int:
        """The server's id. Raises RuleBroken ``access.server`` in a direct message without one."""
        guild_id = self.interaction.guild_id or self.home
        if guild_id is None:
            raise RuleBroken("access.server")
        return guild_id

    @property
    def summit(self) -> Summit:
        """This server's summit. Raises RuleBroken ``summit.none``."""
        return self.bot.summit(self.guild_id)

    # ------------------------------------------------------------ answering

    def start_clock(self) -> None:
        """Defer by itself if nothing was answered soon. Not for what opens a form."""
        loop = asyncio.get_running_loop()
        self._timer = loop.call_later(LATE_SECONDS, self._defer_soon)

    def _defer_soon(self) -> None:
        self._timer = None
        if not self.interaction.response.is_done():
            self._deferring = asyncio.get_running_loop().create_task(self._defer())

    async def _defer(self) -> None:
        try:
            await self.interaction.response.defer(ephemeral=True, thinking=True)
        except discord.HTTPException as error:
            log.info("deferral of %s not taken: %s", self.interaction.id, error)

    async def _stop_clock(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._deferring is not None:
            await self._deferring

    async def send(self, reply: Reply | str, *, files: list[discord.File] | None = None) -> None:
        """Answer privately: first answer, or what follows a deferral or an earlier answer."""
        if isinstance(reply, str):
            reply = Reply(reply)
        await self._stop_clock()
        options: dict[str, Any] = {"ephemeral": True}
        view = reply.view()
        if view is not None:
            options["view"] = view
        if files:
            options["files"] = files
        if self.interaction.response.is_done():
            await self.interaction.followup.send(reply.text, **options)
        else:
            await self.interaction.response.send_message(reply.text, **options)

    async def replace(self, reply: Reply) -> None:
        """Put the answer in the place of the private message whose button was pressed."""
        await self._stop_clock()
        message = self.interaction.message
        if (
            self.interaction.response.is_done()
            or message is None
            or not message.flags.ephemeral
            or self.interaction.type is not discord.InteractionType.component
        ):
            await self.send(reply)
            return
        await self.interaction.response.edit_message(content=reply.text, view=reply.view())

    async def ask(self, form: Form) -> None:
        """Open a form. It has to be the first answer."""
        await self._stop_clock()
        await self.interaction.response.send_modal(form.modal())

    async def close(self) -> None:
        """Nothing more comes: stop the clock."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
