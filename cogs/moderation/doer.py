"""Does in Discord what was asked for, and says what stood in the way. Each step can be repeated."""

from __future__ import annotations

import logging
from datetime import datetime

import discord

from bot.client import SummitBot
from bot.standing import UNKNOWN_CHANNEL
from cogs.moderation import cards
from cogs.moderation.people import UNKNOWN_MEMBER, UNKNOWN_USER
from db import moderation, moderation_reads
from domain.moderation import Act, Kind, Trouble

log = logging.getLogger(__name__)

UNKNOWN_MESSAGE, UNKNOWN_OVERWRITE, NOT_IN_VOICE = 10008, 10009, 40032
_GONE = frozenset({UNKNOWN_MEMBER, UNKNOWN_USER})
MEMBER = 1  # an overwrite of one person, not of a role
SHUT = discord.Permissions(view_channel=True, connect=True)
# As cogs/workshops gives it to who chose the workshop.
_SEEN = discord.Permissions(view_channel=True)
_REASON = "Moderation; see the summit’s moderation log"


class Refused(Exception):
    """Discord would not, for a reason that stays until somebody mends it."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.value)
        self.trouble = trouble


class Doer:
    """Raises discord.HTTPException where Discord is out of order; then it is tried again."""

    def __init__(self, bot: SummitBot) -> None:
        self.bot = bot

    async def do(self, act: Act) -> Trouble:
        """Do an act; what stood in the way, or nothing."""
        if act.target_id == 0:
            return Trouble.ERASED
        try:
            match act.kind:
                case Kind.HIDE:
                    await self._hide(act)
                case Kind.TIME_OUT:
                    await self._time_out(act)
                case Kind.REMOVE:
                    await self._remove(act)
                case Kind.WARN:
                    pass
        except Refused as refused:
            return refused.trouble
        return Trouble.NONE

    async def undo(self, act: Act) -> Trouble:
        """Take an act back; what stood in the way, or nothing."""
        if act.target_id == 0:
            return Trouble.ERASED
        try:
            match act.kind:
                case Kind.HIDE:
                    await self._show_again(act)
                case Kind.TIME_OUT:
                    await self._end_time_out(act)
                case Kind.REMOVE:
                    await self._let_back(act)
                case Kind.WARN:
                    pass
        except Refused as refused:
            return refused.trouble
        return Trouble.NONE

    # ------------------------------------------------------------ messages

    async def _hide(self, act: Act) -> None:
        """Delete the message. One that is gone already is hidden; its words are kept."""
        assert act.message_id is not None, "it is about a message"
        try:
            await self.bot.http.delete_message(act.channel_id, act.message_id, reason=_REASON)
        except discord.HTTPException as error:
            if error.code in (UNKNOWN_MESSAGE, UNKNOWN_CHANNEL):
                return
            raise await self._why(act, error, "manage_messages", Trouble.MESSAGES) from error

    async def _show_again(self, act: Act) -> None:
        found = await moderation_reads.act(self.bot.store, guild_id=act.guild_id, act_id=act.id)
        if found is None or not found.message:
            raise Refused(Trouble.ERASED)
        place = self.bot.get_partial_messageable(act.channel_id, guild_id=act.guild_id)
        try:
            await place.send(cards.shown_again(found), nonce=f"mod-show-{act.id}"[:25])
        except discord.NotFound as error:
            raise Refused(Trouble.ROOM) from error
        except discord.Forbidden as error:
            raise Refused(Trouble.REFUSED) from error

    # ------------------------------------------------------------ time-outs

    async def _time_out(self, act: Act) -> None:
        assert act.until is not None, "it ends"
        if act.until <= self.bot.now():
            raise Refused(Trouble.LATE)
        await self._edit(act, act.until)

    async def _end_time_out(self, act: Act) -> None:
        if act.until is None or act.until <= self.bot.now():
            return
        others = await moderation_reads.of_person(
            self.bot.store, guild_id=act.guild_id, user_id=act.target_id, slug=""
        )
        ends = [
            one.until
            for one in others
            if one.id != act.id
            and one.kind is Kind.TIME_OUT
            and one.until is not None
            and one.runs(self.bot.now())
        ]
        await self._edit(act, max(ends, default=None))

    async def _edit(self, act: Act, until: datetime | None) -> None:
        ends = self.bot.at_discord(until).isoformat() if until else None
        try:
            await self.bot.http.edit_member(
                act.guild_id, act.target_id, reason=_REASON, communication_disabled_until=ends
            )
        except discord.HTTPException as error:
            raise await self._why(act, error, "moderate_members", Trouble.TIME_OUTS) from error

    # ------------------------------------------------------------ rooms

    async def _remove(self, act: Act) -> None:
        store, guild_id = self.bot.store, act.guild_id
        channels = await moderation_reads.channels_to_shut(store, guild_id=guild_id, slug=act.slug)
        if not channels:
            raise Refused(Trouble.ROOM)
        await moderation.shut(store, guild_id=guild_id, act_id=act.id, channels=channels)
        try:
            done = [await self.shut(act, channel) for channel in channels]
            if not any(done):
                raise Refused(Trouble.ROOM)
            for thread in await moderation_reads.threads(
                store, guild_id=guild_id, slug=act.slug, user_id=act.target_id
            ):
                await self._out_of_thread(act, thread)
            await self._out_of_voice(act, channels)
        except Refused:
            # All of it or nothing: nobody is half removed.
            await self._reopen(act, again=False)
            raise

    async def shut(self, act: Act, channel_id: int) -> bool:
        """Close one channel to the person; whether it is there."""
        try:
            await self.bot.http.edit_channel_permissions(
                channel_id, act.target_id, "0", str(SHUT.value), MEMBER, reason=_REASON
            )
        except discord.HTTPException as error:
            if error.code == UNKNOWN_CHANNEL:
                await moderation.opened(
                    self.bot.store, guild_id=act.guild_id, act_id=act.id, channel_id=channel_id
                )
                return False
            raise await self._why(act, error, "manage_roles", Trouble.ROLES, channel_id) from error
        return True

    async def _out_of_thread(self, act: Act, thread_id: int) -> None:
        try:
            await self.bot.http.remove_user_from_thread(thread_id, act.target_id)
        except discord.HTTPException as error:
            if error.status >= 500 or error.status == 429:
                raise
            # The room above it is closed to them, and with it its threads.
            log.info("%d stays in thread %d: %s", act.target_id, thread_id, error)

    async def _out_of_voice(self, act: Act, channels: list[int]) -> None:
        guild = self.bot.get_guild(act.guild_id)
        for room in (*guild.voice_channels, *guild.stage_channels) if guild else ():
            if room.id not in channels or act.target_id not in room.voice_states:
                continue
            try:
                await self.bot.http.edit_member(
                    act.guild_id, act.target_id, reason=_REASON, channel_id=None
                )
            except discord.HTTPException as error:
                if error.code == NOT_IN_VOICE:
                    return
                raise await self._why(act, error, "move_members", Trouble.MOVES) from error

    async def _let_back(self, act: Act) -> None:
        await self._reopen(act, again=True)
        for thread in await moderation_reads.threads(
            self.bot.store, guild_id=act.guild_id, slug=act.slug, user_id=act.target_id
        ):
            try:
                await self.bot.http.add_user_to_thread(thread, act.target_id)
            except discord.HTTPException as error:
                if error.status >= 500 or error.status == 429:
                    raise
                log.info("%d is not back in thread %d: %s", act.target_id, thread, error)

    async def _reopen(self, act: Act, *, again: bool) -> None:
        """Open what was shut. ``again``: what is refused stays to do; else it is let go."""
        shut = await moderation_reads.shut_channels(
            self.bot.store, guild_id=act.guild_id, act_id=act.id
        )
        for channel_id, given in shut.items():
            other = await moderation_reads.still_shut(
                self.bot.store,
                guild_id=act.guild_id,
                channel_id=channel_id,
                user_id=act.target_id,
                but=act.id,
            )
            if not other:
                await self._open(act, channel_id, given=given, again=again)
            await moderation.opened(
                self.bot.store, guild_id=act.guild_id, act_id=act.id, channel_id=channel_id
            )

    async def _open(self, act: Act, channel_id: int, *, given: bool, again: bool) -> None:
        try:
            if given:
                await self.bot.http.edit_channel_permissions(
                    channel_id, act.target_id, str(_SEEN.value), "0", MEMBER, reason=_REASON
                )
            else:
                await self.bot.http.delete_channel_permissions(
                    channel_id, act.target_id, reason=_REASON
                )
        except discord.HTTPException as error:
            if error.code in (UNKNOWN_CHANNEL, UNKNOWN_OVERWRITE, *_GONE):
                return
            trouble = await self._why(act, error, "manage_roles", Trouble.ROLES, channel_id)
            if again:
                raise trouble from error
            log.info("channel %d stays as it was: %s", channel_id, error)

    # ------------------------------------------------------------ why not

    async def _why(
        self,
        act: Act,
        error: discord.HTTPException,
        permission: str,
        lacking: Trouble,
        channel_id: int | None = None,
    ) -> Exception:
        """What an error means: an outage as it is, or :class:`Refused`."""
        if error.status >= 500 or error.status == 429:
            return error
        if error.code in _GONE:
            return Refused(Trouble.LEFT)
        log.warning("act %d of guild %d: %s", act.id, act.guild_id, error)
        guild = self.bot.get_guild(act.guild_id)
        if guild is None:
            return Refused(Trouble.REFUSED)
        may = guild.me.guild_permissions
        place = guild.get_channel_or_thread(channel_id or act.channel_id)
        if permission in ("manage_messages", "manage_roles") and place is not None:
            may = place.permissions_for(guild.me)
        if not getattr(may, permission):
            return Refused(lacking)
        if permission in ("moderate_members", "move_members"):
            return Refused(await self._order(guild, act.target_id))
        return Refused(Trouble.REFUSED)

    async def _order(self, guild: discord.Guild, user_id: int) -> Trouble:
        """Who stands as high as the bot, or owns or administers the server."""
        try:
            member = await guild.fetch_member(user_id)
        except discord.NotFound:
            return Trouble.LEFT
        if guild.owner_id == user_id or member.guild_permissions.administrator:
            return Trouble.OWNER
        return Trouble.ORDER if member.top_role >= guild.me.top_role else Trouble.REFUSED


def is_shut(channel: discord.abc.GuildChannel, user_id: int) -> bool:
    """Whether Discord says that this person may not see the channel."""
    return any(
        one.id == user_id and overwrite.view_channel is False
        for one, overwrite in channel.overwrites.items()
    )
