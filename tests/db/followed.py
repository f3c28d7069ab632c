"""Short ways to follow up in the tests of the store."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from db import check_ins, follow_up
from db.introductions import Note
from db.offers import Offer
from db.owners import About
from db.store import Store
from domain.plan.follow_up import read_follow_up
from domain.pledges import Pledge
from domain.reports import Answer, Report, Said
from tests.db.given import GUILD, MAYA

EDITION = "20211210"
CADENCE = ("3 days", "4 weeks", "2022-01-31", "6 months", "12 months")


def on(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


async def plan(
    store: Store,
    *entries: str,
    guild_id: int = GUILD,
    edition: str = EDITION,
    now: datetime | None = None,
) -> int:
    return await check_ins.plan(
        store,
        guild_id=guild_id,
        edition=edition,
        cadence=[read_follow_up(one) for one in entries or CADENCE],
        time_zone="Europe/London",
        now=now or on("2021-12-10T15:00"),
    )


def note(pledges: Sequence[Pledge]) -> Note:
    where = f"progress.tap:{pledges[0].guild_id}:{pledges[0].id}:done"
    return Note("ask", " ".join(one.reference for one in pledges), (("Done", where),))


def thank(pledges: Sequence[Pledge]) -> Note:
    return Note("thanks", " ".join(one.reference for one in pledges))


async def ask(store: Store, now: datetime, most: int = 10, guild_id: int = GUILD) -> int:
    return await check_ins.ask(store, guild_id=guild_id, most=most, tell=note, thank=thank, now=now)


def owner_note(pledge: Pledge, said: Said) -> Note:
    where = f"care.open:{pledge.guild_id}:pledge:{pledge.id}"
    return Note("stuck", said.words or said.help, (("Open", where),))


def given_note(about: About) -> Note:
    kind, number = about.subject.kind.value, about.subject.id
    return Note("given", about.words, (("Open", f"care.open:{GUILD}:{kind}:{number}"),))


def offer_note(found: Sequence[tuple[Offer, Pledge]]) -> Note:
    (first, _), *_ = found
    where = f"offer.yes:{first.guild_id}:{first.id}"
    return Note("offers", " ".join(one.helper for one, _ in found), (("Yes", where),))


def helper_note(one: Offer, pledge: Pledge) -> Note:
    where = f"connect.thread:{one.guild_id}:{one.introduction_id}"
    return Note("yes", pledge.maker_name, (("Thread", where),))


async def tap(
    store: Store,
    answer: Answer,
    now: datetime,
    *,
    report_id: int = 7001,
    pledge_id: int = 1001,
    user_id: int = MAYA,
    guild_id: int = GUILD,
) -> tuple[Pledge, Report, bool]:
    return await follow_up.tap(
        store,
        guild_id=guild_id,
        pledge_id=pledge_id,
        user_id=user_id,
        report_id=report_id,
        answer=answer,
        tell=owner_note,
        now=now,
    )


async def say(
    store: Store,
    said: Said,
    now: datetime,
    *,
    report_id: int = 7001,
    pledge_id: int = 1001,
    user_id: int = MAYA,
    guild_id: int = GUILD,
) -> tuple[Pledge, Report, bool]:
    return await follow_up.say(
        store,
        guild_id=guild_id,
        pledge_id=pledge_id,
        user_id=user_id,
        report_id=report_id,
        said=said,
        tell=owner_note,
        now=now,
    )


async def undo(
    store: Store, now: datetime, *, report_id: int = 7001, pledge_id: int = 1001,
    user_id: int = MAYA, guild_id: int = GUILD,
) -> Pledge:  # fmt: skip
    return await follow_up.take_back(
        store,
        guild_id=guild_id,
        pledge_id=pledge_id,
        user_id=user_id,
        report_id=report_id,
        tell=owner_note,
        now=now,
    )
