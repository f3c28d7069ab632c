"""What is looked at: one channel as one person sees it, drawn by SimCord's Preview."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from typing import Any

import simcord
from simcord.preview import Preview

from rehearsal import drawing
from rehearsal.browse.cast import Role
from rehearsal.browse.places import MESSAGES, Place
from rehearsal.world import World

log = logging.getLogger(__name__)

LOCALE = "en-GB"
# What changes nothing that can be seen in a channel.
UNSEEN = frozenset({"INTERACTION_CREATE", "TYPING_START", "VOICE_STATE_UPDATE", "PRESENCE_UPDATE"})


class Window:
    """SimCord has one Preview at a time, of one channel: to look elsewhere is to open another."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._preview: Preview | None = None
        self._changed = False
        # The buttons and menus of each message, as drawn last and the time before.
        self._drawn: dict[int, dict[str, str]] = {}
        self._before: dict[int, dict[str, str]] = {}
        self.role: Role | None = None
        self.place: Place | None = None
        # Counts up with every look elsewhere, so that the page knows when to load it again.
        self.number = 0
        world.env.backend.subscribers.append(self._notice)
        drawing.as_discord_does()

    def _notice(self, event: str, payload: Mapping[str, Any]) -> None:
        if event in UNSEEN or self.place is None:
            return
        where = payload.get("channel_id")
        self._changed |= where is None or int(where) == self.place.id

    @property
    def address(self) -> tuple[str, str] | None:
        """Where the Preview listens, and its capability; None while nothing is looked at."""
        if self._preview is None or self._preview._closed:
            return None
        base, _, capability = self._preview.url.partition("/#")
        return base, capability

    async def look(self, role: Role, place: Place) -> None:
        """As this person, into this channel. Raises simcord.SetupError where they may not."""
        await self.close()
        self.role, self.place = role, place
        self.number += 1
        viewer = role.member.user if place.group == MESSAGES else role.member
        preview = self._world.env.preview(
            place.handle,
            viewers=[viewer],
            layout="channel",
            display="responsive",
            locale=LOCALE,
            timezone=self._world.plan.summit.time_zone,
        )
        await preview.__aenter__()
        self._preview = preview
        self._draw()
        self._draw()

    async def refresh(self) -> None:
        """Draw again what has changed since the last time."""
        if self._preview is None or not self._changed or self.address is None:
            return
        self._changed = False
        try:
            await self._preview.refresh()
            self._draw()
        except simcord.SetupError as error:
            log.warning("the channel could not be drawn again: %s", error)

    def _draw(self) -> None:
        assert self.place is not None
        messages = self._world.env.backend.messages.get(self.place.id, {}).values()
        self._before = self._drawn
        self._drawn = {one.id: controls(one.components) for one in messages}

    def is_as_before(self, message_id: int) -> bool:
        """Whether a press on this message still means what it did before it was drawn again."""
        return self._before.get(message_id) == self._drawn.get(message_id)

    async def close(self) -> None:
        if self._preview is not None:
            await self._preview.close()
            self._preview = None


def controls(components: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """The buttons and menus of a message: custom_id by where they stand in it."""
    found: dict[str, str] = {}

    def walk(part: Mapping[str, Any], path: str) -> None:
        if "custom_id" in part:
            found[str(part.get("id") or path)] = part["custom_id"]
        for number, inner in enumerate(part.get("components") or ()):
            walk(inner, f"{path}.components.{number}")
        if part.get("accessory"):
            walk(part["accessory"], f"{path}.accessory")

    for number, part in enumerate(components):
        walk(part, str(number))
    return found
