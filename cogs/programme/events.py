"""Keeps each session's scheduled event in Discord in step with the programme.

The queue is the store: what a session should look like, against the fingerprint of what Discord
was last told. So a restart loses nothing. Before an event is created that is written down, so that
one whose answer got lost is looked for among the server's events and not created twice.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import logging
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import discord
import orjson

from bot.client import SummitBot
from bot.turns import OUTAGES
from cogs.programme import cards
from cogs.programme.places import event_place
from db import sessions
from domain.rehearsals import marked
from domain.sessions import STARTED, EventStep, Session, event_step
from domain.summits import Summit

log = logging.getLogger(__name__)

# One request a turn for each server: a day of ten sessions stands after a minute.
TURN_SECONDS = 5.0
# How often it is checked that nobody deleted an event by hand: every ten minutes.
CHECK_TURNS = 120
# After Discord refused a server's event, how many turns it is left alone: two minutes.
REST_TURNS = 24
# discord.py sends again by itself after an error at Discord, and waits this long before it does.
LONG_SECONDS = 1.0
# Discord's own limit for events of one server that are not over.
MOST_EVENTS = 100

# Discord takes no event that has begun; in a rehearsal, time may go by fast.
SOON = timedelta(seconds=30)

UNKNOWN_EVENT = 10070
TOO_MANY_EVENTS = 30038
FINISHED_EVENT = 180000
# An event that was deleted, or that is over or cancelled for good: the session needs a new one.
LOST = frozenset({UNKNOWN_EVENT, FINISHED_EVENT})

_BEGINNING = "?"
_REASON = "In step with the summit’s programme"


@dataclass(slots=True)
class _Pace:
    """Where one server is in its round. Lost in a restart without harm."""

    turn: int = 0
    rest: int = 0
    full: bool = False
    told_full: bool = False
    # A creation took so long that discord.py may have sent it twice: look at once.
    look: bool = False
    # Stages and voice rooms in which Discord refused an event: theirs names the text channel.
    refused: set[int] = field(default_factory=set[int])


class EventKeeper:
    """One request a turn for each server: create, edit or cancel an event, or look at them all."""

    def __init__(self, bot: SummitBot) -> None:
        self.bot = bot
        self._paces: dict[int, _Pace] = {}
        bot.turns.everywhere(TURN_SECONDS, self._turn, what="events")

    async def _turn(self, summit: Summit, now: datetime) -> None:
        pace = self._paces.setdefault(summit.guild_id, _Pace())
        pace.turn += 1
        if pace.rest:
            pace.rest -= 1
            return
        try:
            await self._one_thing(summit, pace)
        except discord.Forbidden as error:
            pace.rest = REST_TURNS
            pace.refused.clear()
            log.warning(
                "events of guild %d: %s (give the bot’s role the permissions Create Events and"
                " Manage Events in Server settings, Roles)",
                summit.guild_id,
                error,
            )
        except OUTAGES as error:
            pace.rest = REST_TURNS
            log.warning("events of guild %d: %s", summit.guild_id, error)

    async def _one_thing(self, summit: Summit, pace: _Pace) -> None:
        guild = self.bot.get_guild(summit.guild_id)
        if guild is None or guild.unavailable:
            return  # its channels are not known now, and would seem to be gone
        known = await sessions.events(self.bot.store, guild_id=summit.guild_id)
        now = self.bot.now()
        if pace.look or pace.turn % CHECK_TURNS == 0:
            pace.full = pace.look = False
            pace.refused.clear()  # somebody may have mended it
            await self._look_at_all(summit, known, now)
            return
        standing = sum(one.event_id is not None and one.ends_at > now for one, _ in known)
        for session, told in known:
            wanted = self._wanted(guild, summit, session, pace.refused)
            if wanted is None:
                continue
            sign = fingerprint(wanted)
            step = event_step(
                session, told=told, wanted=sign, now=now, in_room=wanted["channel_id"] is not None
            )
            if step is EventStep.CREATE:
                if pace.full or standing >= MOST_EVENTS:
                    self._say_full(summit, pace)
                    continue
                await self._create(summit, session, told, wanted, sign, pace)
            elif step is EventStep.EDIT:
                await self._edit(summit, session, wanted, sign, pace)
            elif step is EventStep.CANCEL:
                await self._cancel(summit, session)
            elif step is EventStep.START:
                await self._start(summit, session, sign)
            elif step is EventStep.END:
                await self._end(summit, session)
            elif self._passed_by(session, now):
                await self._drop(summit, session)
            else:
                continue
            return

    def _wanted(
        self, guild: discord.Guild, summit: Summit, session: Session, refused: Collection[int]
    ) -> dict[str, Any] | None:
        """A session's event, which Discord wants in its own time.

        None where nothing can be said of that: a rehearsal's clock stands still, or runs so fast
        that the session has begun before Discord is told.
        """
        wanted = payload(guild, summit, session, refused)
        timeless = session.cancelled or session.starts_at <= self.bot.now()
        if self.bot.rehearsal is None or timeless:
            return wanted
        starts = self.bot.rehearsal.for_events(session.starts_at)
        ends = self.bot.rehearsal.for_events(session.ends_at)
        if starts is None or ends is None or starts < self.bot.real_now() + SOON:
            return None
        return in_rehearsal(wanted, starts, ends)

    def _say_full(self, summit: Summit, pace: _Pace) -> None:
        if not pace.told_full:
            pace.told_full = True
            log.warning(
                "guild %d has the %d events that Discord allows; the other sessions stand in"
                " /programme alone",
                summit.guild_id,
                MOST_EVENTS,
            )

    # ------------------------------------------------------------ one request each

    async def _create(
        self,
        summit: Summit,
        session: Session,
        told: str | None,
        wanted: dict[str, Any],
        sign: str,
        pace: _Pace,
    ) -> None:
        if told is not None and told.startswith(_BEGINNING):
            # A creation was cut off: the event may stand without our knowing its number.
            found = await self._find(summit, session, wanted)
            await self._keep(session, found, told.removeprefix(_BEGINNING) if found else None)
            return
        await self._keep(session, None, _BEGINNING + sign)
        began = asyncio.get_running_loop().time()
        try:
            event = await self.bot.http.create_guild_scheduled_event(
                summit.guild_id, reason=_REASON, **wanted
            )
        except discord.HTTPException as error:
            if error.status >= 500:
                raise  # it may have arrived: what is written down is looked for in a later turn
            if error.code == TOO_MANY_EVENTS:
                await self._keep(session, None, None)
                pace.full = True
                self._say_full(summit, pace)
                return
            await self._keep(session, None, None)
            if not _leave_room(wanted, error, pace):
                raise
            return
        await self._keep(session, int(event["id"]), sign)
        pace.look = asyncio.get_running_loop().time() - began >= LONG_SECONDS

    async def _edit(
        self, summit: Summit, session: Session, wanted: dict[str, Any], sign: str, pace: _Pace
    ) -> None:
        assert session.event_id is not None
        try:
            await self.bot.http.edit_scheduled_event(
                summit.guild_id, session.event_id, reason=_REASON, **wanted
            )
        except discord.HTTPException as error:
            if error.code in LOST:
                log.info("the event of %s is gone and is made again", session.slug)
                await self._keep(session, None, None)
                return
            if _leave_room(wanted, error, pace):
                return
            if error.status != 400:
                raise
            # It will be refused again as it is: it waits for the session's next change.
            log.warning("the event of %s stays as it was: %s", session.slug, error)
        await self._keep(session, session.event_id, sign)

    async def _cancel(self, summit: Summit, session: Session) -> None:
        assert session.event_id is not None
        try:
            await self.bot.http.edit_scheduled_event(
                summit.guild_id,
                session.event_id,
                reason=_REASON,
                status=discord.EventStatus.canceled.value,
            )
        except discord.HTTPException as error:
            if error.code not in LOST:
                raise
        await self._keep(session, None, None)

    def _passed_by(self, session: Session, now: datetime) -> bool:
        """Whether a rehearsal's clock was put past a session whose event Discord still expects."""
        over = session.event_id is not None and session.is_over(now)
        return self.bot.rehearsal is not None and over

    async def _drop(self, summit: Summit, session: Session) -> None:
        assert session.event_id is not None
        with contextlib.suppress(discord.NotFound):
            await self.bot.http.delete_scheduled_event(
                summit.guild_id, session.event_id, reason=_REASON
            )
        await self._keep(session, None, None)

    async def _start(self, summit: Summit, session: Session, sign: str) -> None:
        """Discord starts nobody's event on a stage or in a voice room. Who wants to come is told.

        It is asked once: somebody may have started or deleted it by hand.
        """
        await self._turn_to(summit, session, discord.EventStatus.active)
        await self._keep(session, session.event_id, STARTED + sign)

    async def _end(self, summit: Summit, session: Session) -> None:
        await self._turn_to(summit, session, discord.EventStatus.completed)
        await self._keep(session, None, None)

    async def _turn_to(self, summit: Summit, session: Session, status: discord.EventStatus) -> None:
        assert session.event_id is not None
        try:
            await self.bot.http.edit_scheduled_event(
                summit.guild_id, session.event_id, reason=_REASON, status=status.value
            )
        except discord.HTTPException as error:
            if error.status >= 500 or error.status == 429:
                raise
            log.info("the event of %s is not %s: %s", session.slug, status.name, error)

    async def _look_at_all(
        self, summit: Summit, known: list[tuple[Session, str | None]], now: datetime
    ) -> None:
        """Forget the events that are gone from the server: the next turns make them again.

        And take down what stands twice.
        """
        standing = await self._standing(summit)
        there = {int(event["id"]) for event in standing}
        for session, _ in known:
            if session.event_id is None or session.starts_at <= now:
                continue
            if session.event_id not in there:
                log.info("the event of %s was deleted and is made again", session.slug)
                await self._keep(session, None, None)
                continue
            guild = self.bot.get_guild(summit.guild_id)
            wanted = self._wanted(guild, summit, session, ()) if guild else None
            if wanted is None:
                continue
            for double in self._alike(wanted, standing, {one.event_id for one, _ in known}):
                log.warning("the event of %s stood twice", session.slug)
                await self.bot.http.delete_scheduled_event(summit.guild_id, double, reason=_REASON)

    def _alike(
        self, wanted: dict[str, Any], standing: list[Any], taken: set[int | None]
    ) -> list[int]:
        """The bot's own events of this name and start that belong to no session."""
        me = self.bot.user.id if self.bot.user else 0
        return [
            int(event["id"])
            for event in standing
            if int(event.get("creator_id") or 0) == me
            and int(event["id"]) not in taken
            and event["name"] == wanted["name"]
            and datetime.fromisoformat(event["scheduled_start_time"])
            == datetime.fromisoformat(wanted["scheduled_start_time"])
        ]

    async def _find(self, summit: Summit, session: Session, wanted: dict[str, Any]) -> int | None:
        """The number of an event of ours that may have been created before a crash."""
        taken = {
            one.event_id for one in await sessions.every(self.bot.store, guild_id=summit.guild_id)
        }
        return next(iter(self._alike(wanted, await self._standing(summit), taken)), None)

    async def _standing(self, summit: Summit) -> list[Any]:
        """The server's events that are not over or cancelled."""
        over = {discord.EventStatus.completed.value, discord.EventStatus.canceled.value}
        every = await self.bot.http.get_scheduled_events(summit.guild_id, with_user_count=False)
        return [event for event in every if event["status"] not in over]

    async def _keep(self, session: Session, event_id: int | None, told: str | None) -> None:
        await sessions.keep_event(
            self.bot.store,
            guild_id=session.guild_id,
            slug=session.slug,
            event_id=event_id,
            told=told,
        )


def payload(
    guild: discord.Guild | None, summit: Summit, session: Session, refused: Collection[int] = ()
) -> dict[str, Any]:
    """A session's event as Discord is to know it."""
    return {
        "name": cards.event_name(session),
        "description": cards.event_description(summit.plan.session(session.slug), session),
        "privacy_level": discord.PrivacyLevel.guild_only.value,
        "scheduled_start_time": session.starts_at.isoformat(),
        "scheduled_end_time": session.ends_at.isoformat(),
    } | event_place(guild, summit, session, refused)


def in_rehearsal(wanted: dict[str, Any], starts: datetime, ends: datetime) -> dict[str, Any]:
    """The same at these real times, under a name that nobody takes for a real event."""
    return wanted | {
        "name": marked(wanted["name"]),
        "scheduled_start_time": starts.isoformat(),
        "scheduled_end_time": max(ends, starts + timedelta(minutes=1)).isoformat(),
    }


def _leave_room(wanted: dict[str, Any], error: discord.HTTPException, pace: _Pace) -> bool:
    """Whether Discord refused an event in its stage or voice room, and the next try is without."""
    room = wanted["channel_id"]
    if room is None or error.status not in (400, 403, 404):
        return False
    log.warning("no event in the room %s: %s (it names the text channel)", room, error)
    pace.refused.add(int(room))
    return True


def fingerprint(payload: dict[str, Any]) -> str:
    """A short sign that changes with anything that Discord is told."""
    return hashlib.sha256(orjson.dumps(payload, option=orjson.OPT_SORT_KEYS)).hexdigest()[:32]
