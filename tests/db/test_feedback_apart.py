"""Feedback and recordings of two summits in one file: neither reads or changes the other's.

Maya, Sam and Ola are in both servers, and both have the same plan, so that no id and no name of a
session opens a door by itself.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date
from pathlib import Path

import pytest

from db import feedback, feedback_reads, recordings, summits
from db.store import Store
from domain.plan import Plan
from domain.recordings import Recording
from domain.sessions import Session
from tests.db.given import (
    GUILD,
    MAYA,
    OLA,
    ORGANISER,
    OTHER_GUILD,
    PLACES,
    SAM,
    at,
    join,
    look,
    set_up,
)
from tests.db.test_guilds_apart import of_first, verbs

TALK, FOOD, HEALTH = "a-fair-and-inclusive-stockport", "communities-and-place", "healthcare"
EDITION = "20211210"
EVENING = at(6 * 3600)
LINK = "https://media.example.org/talk"

Ask = Callable[[Store, int], Awaitable[object]]


def _tell(answer: Recording, session: Session, changed: bool) -> tuple[str, str]:
    return session.slug, answer.link


async def _rate(s: Store, g: int, user_id: int = OLA, session: str = TALK) -> object:
    return await feedback.rate(
        s, guild_id=g, user_id=user_id, session=session, rating=2, now=EVENING
    )


async def _say(s: Store, g: int, user_id: int = OLA) -> object:
    await _rate(s, g, user_id)
    return await feedback.say(
        s, guild_id=g, user_id=user_id, session=TALK, words="Hers", named=True, now=EVENING
    )


async def _rate_day(s: Store, g: int, user_id: int = OLA) -> object:
    return await feedback.rate_day(
        s,
        guild_id=g,
        user_id=user_id,
        edition=EDITION,
        rating=2,
        useful="Hers",
        change="",
        named=True,
        now=EVENING,
    )


async def _ask(s: Store, g: int, user_id: int = OLA, session: str = HEALTH) -> object:
    return await recordings.ask(s, guild_id=g, user_id=user_id, session=session, now=EVENING)


async def _publish(s: Store, g: int, session: str = HEALTH) -> object:
    return await recordings.publish(
        s,
        guild_id=g,
        organiser_id=ORGANISER,
        session=session,
        link=LINK,
        note="",
        version_seen=0,
        tell_again=False,
        tell=_tell,
        now=EVENING,
    )


async def _intend(s: Store, g: int, session: str) -> feedback.Asked:
    return await feedback.intend(
        s, guild_id=g, edition=EDITION, session=session, channel_id=7, now=EVENING
    )


async def _day_count(s: Store, g: int) -> int:
    return (await feedback_reads.day_result(s, guild_id=g, edition=EDITION)).count


async def _day_words(s: Store, g: int) -> bool:
    return any(await feedback_reads.day_remarks(s, guild_id=g, edition=EDITION))


@pytest.fixture
async def two(summit: Store, plan: Plan) -> Store:
    """The first server is full of everything; the second has people and nothing else."""
    await set_up(summit, plan, OTHER_GUILD)
    for user_id, name in ((MAYA, "Maya"), (SAM, "Sam"), (OLA, "Ola")):
        await join(summit, user_id, name, OTHER_GUILD)
    for user_id in (MAYA, SAM):
        await _say(summit, GUILD, user_id)
        await _rate_day(summit, GUILD, user_id)
        await _ask(summit, GUILD, user_id)
    await _publish(summit, GUILD, TALK)
    await _intend(summit, GUILD, TALK)
    return summit


READS: dict[str, Ask] = {
    "feedback_reads.of_person": lambda s, g: feedback_reads.of_person(s, guild_id=g, user_id=MAYA),
    "feedback_reads.day_of_person": lambda s, g: feedback_reads.day_of_person(
        s, guild_id=g, user_id=MAYA, edition=EDITION
    ),
    "feedback_reads.results": lambda s, g: feedback_reads.results(s, guild_id=g),
    "feedback_reads.day_result": _day_count,
    "feedback_reads.remarks": lambda s, g: feedback_reads.remarks(s, guild_id=g, session=TALK),
    "feedback_reads.day_remarks": _day_words,
    "recordings.answers": lambda s, g: recordings.answers(s, guild_id=g),
    "recordings.of_person": lambda s, g: recordings.of_person(s, guild_id=g, user_id=MAYA),
    "recordings.requests": lambda s, g: recordings.requests(s, guild_id=g),
    "recordings.waiting": lambda s, g: recordings.waiting(s, guild_id=g),
}

# These may change something of the server that asks, and nothing of the other's.
OWN_ONLY: dict[str, Ask] = {
    "feedback.rate": _rate,
    "feedback.say": _say,
    "feedback.take_back": lambda s, g: feedback.take_back(
        s, guild_id=g, user_id=MAYA, session=TALK
    ),
    "feedback.rate_day": _rate_day,
    "feedback.take_back_day": lambda s, g: feedback.take_back_day(
        s, guild_id=g, user_id=MAYA, edition=EDITION
    ),
    "feedback.intend": lambda s, g: _intend(s, g, FOOD),
    "recordings.ask": _ask,
    "recordings.take_back": lambda s, g: recordings.take_back(
        s, guild_id=g, user_id=MAYA, session=HEALTH
    ),
    "recordings.publish": _publish,
    "recordings.say_none": lambda s, g: recordings.say_none(
        s,
        guild_id=g,
        organiser_id=ORGANISER,
        session=HEALTH,
        reason="The sound was not kept.",
        version_seen=0,
        tell=_tell,
        now=EVENING,
    ),
}


@pytest.mark.parametrize("name", READS)
async def test_one_server_reads_nothing_of_the_other(two: Store, name: str) -> None:
    assert await READS[name](two, GUILD), "there was to be something to find"
    assert not await READS[name](two, OTHER_GUILD)


@pytest.mark.parametrize("name", OWN_ONLY)
async def test_what_one_server_does_for_itself_leaves_the_other_as_it_was(
    two: Store, path: Path, name: str
) -> None:
    before = of_first(path)
    await OWN_ONLY[name](two, OTHER_GUILD)
    assert of_first(path) == before
    await OWN_ONLY[name](two, GUILD)
    assert of_first(path) != before


def test_every_verb_that_is_asked_for_a_server_is_tried_here() -> None:
    known = set().union(*(verbs(one) for one in (feedback, feedback_reads, recordings)))
    assert known == READS.keys() | OWN_ONLY.keys()


async def test_next_years_summit_begins_anew_and_this_years_is_kept(
    two: Store, path: Path, plan: Plan
) -> None:
    """A session of the same name is another one. What was said of the old one stays with it."""
    later = at(300 * 86400)
    about = plan.summit.model_copy(update={"date": date(2022, 12, 9)})
    months = plan.pledges.model_copy(update={"follow_up": ()})
    next_plan = plan.model_copy(update={"summit": about, "pledges": months})
    await summits.set_up(two, guild_id=GUILD, plan=next_plan, places=PLACES, now=later)
    for name in ("of_person", "remarks"):
        assert not await READS[f"feedback_reads.{name}"](two, GUILD)
    assert all("@" in slug for slug in await feedback_reads.results(two, guild_id=GUILD))
    # Who asked for a recording then still sees it, and still waits for an answer.
    assert all("@" in slug for slug in await recordings.answers(two, guild_id=GUILD))
    asked = await recordings.requests(two, guild_id=GUILD)
    assert {slug: one.asked for slug, one in asked.items()} == {f"{HEALTH}@2021-12-10": 2}
    assert look(path, "SELECT count(*) FROM rating") == [(2,)]
    assert look(path, "SELECT session, count(*) FROM recording_request GROUP BY 1") == [
        (f"{HEALTH}@2021-12-10", 2)
    ]
    await _ask(two, GUILD, MAYA)
    assert (await recordings.requests(two, guild_id=GUILD))[HEALTH].asked == 1
