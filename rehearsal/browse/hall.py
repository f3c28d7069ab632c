"""A rehearsal by hand: who is looked through, what time it is, and how it ends.

What the page shows of it is in ``shown.py``.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable
from pathlib import Path
from typing import Any

from simcord.backend.errors import BackendError

from bot.exporting import export_in_child
from db import sessions
from domain.rehearsals import SPEEDS, jumps, stops
from domain.sessions import Session
from exports.columns import Profile
from rehearsal.browse import clock as moving
from rehearsal.browse.cast import Role
from rehearsal.browse.crowd import Crowd
from rehearsal.browse.places import MESSAGES, Place, may_read, newest, places_of
from rehearsal.browse.window import Window
from rehearsal.stage import Stage

log = logging.getLogger(__name__)

# How often, in seconds, time goes on; and the most that goes on at once, where this computer was
# busy or asleep.
STEP, MOST = 1.0, 5.0
WENT_WRONG = "Something in the simulation went wrong. The log in the folder says what."


class Refused(Exception):
    """What was asked for cannot be done. Its text is a plain sentence."""


class Hall:
    """Everything that the page shows and does. Whoever acts in the world holds ``turn``."""

    def __init__(
        self, stage: Stage, cast: list[Role], clock: moving.MovableClock, folder: Path, speed: int
    ) -> None:
        self.stage = stage
        self.world = stage.world
        self.cast = {one.key: one for one in cast}
        self.turn = asyncio.Lock()
        self.window = Window(self.world)
        self.crowd = Crowd(stage, self.turn)
        self.speed = speed
        self.jumps = {one.key: one for one in jumps(self.world.plan)}
        self.ended = asyncio.Event()
        self.exported: list[Path] = []
        self.problem = ""
        self.doing = ""
        self.folder = folder
        self._clock = clock
        self._ending: asyncio.Task[None] | None = None
        self._stopped = False
        self.day: list[Session] = []
        # Until which message everybody of the cast has read each channel.
        self.seen: dict[tuple[str, int], int] = {
            (one.key, place.id): newest(self.world, place.id)
            for one in cast
            for place in places_of(self.world, one.member)
        }

    # ------------------------------------------------------------ looking

    async def look(self, person: str, place: int | None) -> None:
        """Be this person, in this channel; without one, where they are or the welcome channel.

        Raises Refused.
        """
        role = self.cast.get(person)
        if role is None:
            raise Refused("There is nobody of that name here.")
        async with self.turn:
            await self._look(role, place)

    async def _look(self, role: Role, place_id: int | None) -> None:
        places = {one.id: one for one in places_of(self.world, role.member)}
        wanted = place_id
        if wanted is None and self.window.place is not None:
            wanted = self.window.place.id
            if self.window.place.group == MESSAGES:
                wanted = role.member.user.dm_channel.id
        if place_id is not None and place_id not in places:
            raise Refused(f"{role.name} cannot see that channel.")
        place = places.get(wanted or 0) or places.get(self.world.welcome.id)
        place = place or next(iter(places.values()), None)
        if place is None:
            raise Refused(f"{role.name} is no longer in the server.")
        await self.window.look(role, place)
        self.seen[role.key, place.id] = newest(self.world, place.id)

    # ------------------------------------------------------------ time

    async def live(self) -> None:
        """Time goes on until the end."""
        last = time.monotonic()
        while not self._stopped:
            await asyncio.sleep(STEP)
            async with self.turn:
                now = time.monotonic()
                passed, last = min(now - last, MOST), now
                if self._ending or self._stopped:
                    continue
                if self.speed:
                    await self._safely(moving.go_on(self.world, self._clock, passed * self.speed))
                await self._safely(self._settle_down())

    async def _settle_down(self) -> None:
        """What is looked at is drawn again; who may no longer see it is shown where they may."""
        role, place = self.window.role, self.window.place
        if role is None or place is None:
            return
        if not may_read(self.world, role.member, place.id):
            await self._look(role, None)
        await self.window.refresh()
        self.seen[role.key, place.id] = newest(self.world, place.id)
        self.day = await sessions.every(self.world.store, guild_id=self.world.guild.id)

    async def _safely(self, work: Awaitable[None]) -> None:
        try:
            await work
        except Refused as error:
            self.problem = str(error)
        except Exception:
            log.exception("the rehearsal goes on after this")
            self.problem = WENT_WRONG

    async def jump(self, key: str) -> None:
        """Put the clock forward. Raises Refused."""
        jump = self.jumps.get(key)
        if jump is None:
            raise Refused("There is no such moment.")
        if jump.at <= self.world.now():
            raise Refused("That moment has passed. Time goes forward only.")
        if self.doing:
            raise Refused("The clock is being put forward. Wait a moment.")
        self.doing = "Putting the clock forward…"
        try:
            for stop in stops(self.world.plan, self.world.now(), jump.at):
                async with self.turn:
                    if self._ending or self._stopped:
                        break
                    await moving.put_forward(self.world, self._clock, stop)
                    await self._settle_down()
        finally:
            self.doing = ""

    def go_at(self, speed: int) -> None:
        """Raises Refused."""
        if speed not in (*SPEEDS, self.speed):
            raise Refused("There is no such speed.")
        self.speed = speed

    # ------------------------------------------------------------ voice

    def voice_here(self) -> bool | None:
        """Whether the person is in the voice room of this channel; None where there is none."""
        role, place = self.window.role, self.window.place
        room = self._voice_of(place)
        if role is None or room is None or not may_read(self.world, role.member, room.id):
            return None
        return self.world.heard_in(role.member) == room.id

    def _voice_of(self, place: Place | None) -> Any:
        for session in self.world.plan.sessions:
            if place is not None and place.name == f"#{session.channel_name}":
                return self.world.voice(session)
        return None

    async def change_voice(self) -> None:
        """In where they are out, out where they are in. Raises Refused."""
        there, role = self.voice_here(), self.window.role
        if there is None or role is None:
            raise Refused("There is no voice room here.")
        async with self.turn:
            if there:
                await self.world.in_voice([role.member], None)
            else:
                try:
                    await role.member.join_voice(self._voice_of(self.window.place))
                except BackendError:
                    raise Refused(f"Discord does not let {role.name} in there now.") from None
            await self._settle_down()

    # ------------------------------------------------------------ the end

    async def end(self) -> None:
        """Export what was done, as any summit is; whoever asks later waits for the same.

        Raises ExportFailed; the rehearsal then goes on.
        """
        if self._ending is None:
            self._ending = asyncio.create_task(self._end(), name="end")
        await asyncio.shield(self._ending)

    async def _end(self) -> None:
        self.doing = "Exporting what was done…"
        try:
            await self.crowd.stop()
            async with self.turn:
                exported = [
                    await export_in_child(
                        self.world.store.path,
                        self.world.guild.id,
                        profile,
                        self.folder / "exports",
                        self.world.now(),
                    )
                    for profile in (Profile.INTERNAL, Profile.PUBLIC)
                ]
            self.exported = [one.folder for one in exported]
            self.ended.set()
        except BaseException:
            self._ending = None
            raise
        finally:
            self.doing = ""

    async def stop(self) -> None:
        """Nothing goes on by itself any more. Whoever is in the middle of a step finishes it."""
        self._stopped = True
        await self.crowd.stop()
