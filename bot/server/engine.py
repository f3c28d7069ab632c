"""A set-up from beginning to end: look, say what would be done, do it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from discord.http import HTTPClient

from bot.server.applying import Applying
from bot.server.looking import look
from db import made as kept
from db import sessions, summits
from db.opening import connect_reader
from db.store import Store
from domain.plan import Plan
from domain.plan_changes import kept_by_hand, plan_changes
from domain.server import Changes, Made, Step, There, Verb, changes, wanted
from domain.server.notes import check_possible, notes
from domain.server.steps import left_over
from domain.sessions import Rooms
from domain.shifting import ByHand
from domain.summits import Places


@dataclass(frozen=True, slots=True)
class Preview:
    """What a set-up would do now. Nothing has been changed."""

    plan: Plan
    there: There
    made: dict[str, Made]
    changes: Changes
    programme: tuple[str, ...]
    left_over: tuple[int, ...]
    by_hand: tuple[str, ...] = ()
    rehearsal: bool = False

    @property
    def quiet(self) -> bool:
        """Whether there is nothing to ask about: the server and the programme stay as they are."""
        to_do = self.changes.of(Verb.MAKE, Verb.CHANGE, Verb.PUT_BACK)
        return not to_do and not self.programme

    @property
    def sign(self) -> str:
        """A short sign of all that was shown: a press on an older preview is told from this one."""
        shown = [
            (step.verb.value, step.thing.key, step.id, step.differs, repr(step.thing.state))
            for step in self.changes.steps
        ]
        text = repr((shown, self.programme, self.plan.model_dump_json()))
        return hashlib.sha256(text.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Built:
    """What a set-up did, and what somebody should look at."""

    places: Places
    rooms: dict[str, Rooms]
    made: list[str] = field(default_factory=list[str])
    changed: list[str] = field(default_factory=list[str])
    found: list[str] = field(default_factory=list[str])
    by_hand: list[str] = field(default_factory=list[str])
    look_at: list[str] = field(default_factory=list[str])


@dataclass(frozen=True, slots=True)
class Known:
    """What the store knows of a server: what set-ups made there, and from which plan.

    ``programme``: each session, with what organisers changed of it by hand.
    """

    made: dict[str, Made]
    plan: Plan | None
    programme: tuple[ByHand, ...] = ()

    @classmethod
    async def of(cls, store: Store, guild_id: int) -> Self:
        """From an open store. Raises NotRead."""
        made = await kept.every(store, guild_id=guild_id)
        plan = await summits.plan_of(store, guild_id=guild_id)
        return cls(made, plan, tuple(await sessions.by_hand(store, guild_id=guild_id)))

    @classmethod
    def in_file(cls, database: Path, guild_id: int) -> Self:
        """From a file that the bot may have open. Raises CannotOpen."""
        if not database.exists():
            return cls({}, None)
        with closing(connect_reader(database)) as reader:
            made = kept.in_file(reader, guild_id)
            programme = tuple(sessions.by_hand_in_file(reader, guild_id))
            return cls(made, summits.plan_in_file(reader, guild_id), programme)


async def preview(
    http: HTTPClient,
    known: Known,
    *,
    guild_id: int,
    bot_id: int,
    plan: Plan,
    rehearsal: bool = False,
) -> Preview:
    """What a set-up would do. Raises RuleBroken ``setup.*``, discord.HTTPException."""
    there = await look(http, guild_id, bot_id, automod=plan.automod.wanted)
    return compared(there, known, plan, rehearsal=rehearsal)


def compared(there: There, known: Known, plan: Plan, *, rehearsal: bool = False) -> Preview:
    """The same for a server that was looked at. Raises RuleBroken ``setup.*``."""
    made = known.made
    things = wanted(plan, has_stages=there.has_stages, rehearsal=rehearsal)
    steps = changes(things, there, made)
    check_possible(steps, there)
    return Preview(
        plan=plan,
        there=there,
        made=made,
        changes=steps,
        programme=tuple(plan_changes(known.plan, plan, known.programme)),
        by_hand=tuple(kept_by_hand(known.plan, plan, known.programme)),
        left_over=tuple(id_ for _, id_ in left_over(things, there, made)),
        rehearsal=rehearsal,
    )


async def apply(http: HTTPClient, store: Store, seen: Preview, *, put_back: bool) -> Built:
    """Do it, with or without what people changed by hand. Raises discord.HTTPException."""
    steps = seen.changes
    applying = Applying(http, store, seen.there, steps.ids, seen.made)
    changing = (Verb.CHANGE, Verb.PUT_BACK) if put_back else (Verb.CHANGE,)
    await applying.take(step for step in steps.steps if step.verb in (Verb.MAKE, *changing))
    automod = seen.plan.automod.wanted
    after = await look(http, seen.there.guild_id, seen.there.bot_id, automod=automod)
    things = wanted(seen.plan, has_stages=after.has_stages, rehearsal=seen.rehearsal)
    made = await kept.every(store, guild_id=seen.there.guild_id)
    return Built(
        places=_places(applying.ids),
        rooms=_rooms(seen.plan, applying.ids),
        made=named(steps.of(Verb.MAKE)),
        changed=named(steps.of(*changing)),
        found=named([step for step in steps.of(Verb.LEAVE) if step.by_hand]),
        by_hand=[] if put_back else named(steps.of(Verb.PUT_BACK)),
        look_at=notes(seen.plan, changes(things, after, made), after),
    )


def named(steps: Sequence[Step]) -> list[str]:
    """What the things of some steps are called."""
    return [name_of(step) for step in steps]


def name_of(step: Step) -> str:
    """``role Attendee``, ``#welcome``, ``category Summit``, ``food live``"""
    name = step.thing.state.name
    match step.thing.kind.value:
        case "text channel":
            return f"#{name}"
        case "role" | "category" as kind:
            return f"{kind} {name}"
        case "AutoMod rule on words" | "AutoMod rule on mentions":
            return f"AutoMod rule {name}"
        case _:
            return name


def _places(ids: dict[str, int]) -> Places:
    return Places(
        attendee_role=ids["role:attendee"],
        facilitator_role=ids["role:facilitator"],
        organiser_role=ids["role:organiser"],
        welcome_channel=ids["welcome"],
        wall_channel=ids["wall"],
        organisers_channel=ids["organisers"],
    )


def _rooms(plan: Plan, ids: dict[str, int]) -> dict[str, Rooms]:
    return {
        session.slug: Rooms(
            text=ids[f"text:{session.slug}"], voice=ids.get(f"voice:{session.slug}")
        )
        for session in plan.sessions
        if session.kind != "break"
    }
