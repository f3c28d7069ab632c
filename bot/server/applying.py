"""Takes the steps of a set-up. Each is kept when it is done, so a set-up can stop anywhere."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import discord
from discord.http import HTTPClient

from bot.server.looking import bits_of
from db import made as kept
from db.store import Store
from domain.server import Kind, Made, Step, There, Verb
from domain.server.steps import grants_after
from domain.server.things import Channel, Grants, State
from domain.server.wanted import LEADERS

REASON = "Summit set-up"
_ROLE, _MEMBER = 0, 1  # whom an overwrite is for
_TRIGGERS = {
    Kind.WORDS: discord.AutoModRuleTriggerType.keyword.value,
    Kind.MENTIONS: discord.AutoModRuleTriggerType.mention_spam.value,
}
_BLOCK = discord.AutoModRuleActionType.block_message.value
_STOPPED = "This message was not posted. Say it in other words, or ask an organiser."
_TYPES = {
    Kind.CATEGORY: discord.ChannelType.category.value,
    Kind.TEXT: discord.ChannelType.text.value,
    Kind.VOICE: discord.ChannelType.voice.value,
    Kind.STAGE: discord.ChannelType.stage_voice.value,
}


class Applying:
    """One set-up of one server under way."""

    def __init__(
        self,
        http: HTTPClient,
        store: Store,
        there: There,
        ids: dict[str, int],
        made: dict[str, Made],
    ) -> None:
        self.ids = dict(ids)
        self._http = http
        self._store = store
        self._there = there
        self._made = made
        self._channels = {channel.id: channel for channel in there.channels}

    async def take(self, steps: Iterable[Step]) -> None:
        """Take these steps in order. Raises discord.HTTPException; what was done is kept."""
        for step in steps:
            if step.verb is Verb.MAKE:
                self.ids[step.thing.key] = await self._make(step)
            elif step.verb in (Verb.CHANGE, Verb.PUT_BACK):
                await self._change(step)
            else:
                continue
            await kept.put(
                self._store,
                guild_id=self._there.guild_id,
                key=step.thing.key,
                made=Made(self.ids[step.thing.key], step.thing.state),
            )

    async def _make(self, step: Step) -> int:
        thing, guild_id = step.thing, self._there.guild_id
        state = thing.state
        if thing.kind is Kind.ROLE:
            role = await self._http.create_role(
                guild_id, name=state.name, permissions="0", reason=REASON
            )
            return int(role["id"])
        if thing.kind in _TRIGGERS:
            rule = await self._http.create_auto_moderation_rule(
                guild_id, reason=REASON, trigger_type=_TRIGGERS[thing.kind], **self._rule(state)
            )
            return int(rule["id"])
        options: dict[str, Any] = {"name": state.name}
        if state.home is not None:
            options["parent_id"] = self.ids[state.home]
        if state.people_at_most:
            options["user_limit"] = state.people_at_most
        if state.grants:
            options["permission_overwrites"] = self._overwrites(state.grants)
        try:
            return await self._channel(thing.kind, options)
        except discord.HTTPException as error:
            if thing.kind is not Kind.STAGE or error.status != 400:
                raise
            # Community was switched off a moment ago.
            return await self._channel(Kind.VOICE, options)

    async def _channel(self, what: Kind, options: dict[str, Any]) -> int:
        kind: Any = _TYPES[what]
        guild_id = self._there.guild_id
        channel = await self._http.create_channel(guild_id, kind, reason=REASON, **options)
        return int(channel["id"])

    async def _change(self, step: Step) -> None:
        """Name, category and limit in one request; then each permission that differs."""
        assert step.id is not None
        thing, state = step.thing, step.thing.state
        if thing.kind is Kind.ROLE:
            await self._http.edit_role(
                self._there.guild_id, step.id, name=state.name, reason=REASON
            )
            return
        if thing.kind in _TRIGGERS:
            await self._http.edit_auto_moderation_rule(
                self._there.guild_id, step.id, reason=REASON, **self._rule(state)
            )
            return
        now = self._channels[step.id]
        options: dict[str, Any] = {}
        if now.name != state.name:
            options["name"] = state.name
        if state.home is not None and now.parent != self.ids[state.home]:
            options["parent_id"] = self.ids[state.home]
        if thing.kind is Kind.VOICE and now.people_at_most != state.people_at_most:
            options["user_limit"] = state.people_at_most
        if options:
            await self._http.edit_channel(step.id, reason=REASON, **options)
        await self._grant(step, now)

    def _rule(self, state: State) -> dict[str, Any]:
        """A rule that stops a message and says so to its writer; those who lead are not stopped."""
        about = (
            {"keyword_filter": list(state.words)}
            if state.words
            else {"mention_total_limit": state.mentions_at_most}
        )
        return {
            "name": state.name,
            "event_type": discord.AutoModRuleEventType.message_send.value,
            "trigger_metadata": about,
            "actions": [{"type": _BLOCK, "metadata": {"custom_message": _STOPPED}}],
            "enabled": True,
            "exempt_roles": [str(self.ids[f"role:{role}"]) for role in LEADERS],
        }

    async def _grant(self, step: Step, now: Channel) -> None:
        left = self._made[step.thing.key].state
        targets = self._targets()
        theirs = {who: now.grants.get(str(target), {}) for who, target in targets.items()}
        for who, grants in grants_after(step.thing, left, theirs).items():
            if grants == theirs[who]:
                continue
            allow, deny = bits_of(grants)
            kind: Any = _MEMBER if who == "bot" else _ROLE
            await self._http.edit_channel_permissions(
                now.id, targets[who], allow, deny, kind, reason=REASON
            )

    def _targets(self) -> dict[str, int]:
        roles = {
            key.removeprefix("role:"): at for key, at in self.ids.items() if key.startswith("role:")
        }
        return roles | {"everyone": self._there.everyone, "bot": self._there.bot_id}

    def _overwrites(self, grants: Grants) -> list[dict[str, Any]]:
        targets = self._targets()
        made: list[dict[str, Any]] = []
        for who, may in grants.items():
            allow, deny = bits_of(may)
            kind = _MEMBER if who == "bot" else _ROLE
            made.append({"id": str(targets[who]), "type": kind, "allow": allow, "deny": deny})
        return made
