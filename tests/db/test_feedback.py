"""Feedback in a real file: once a person, changeable, erasable, without a time or a name."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from db import feedback, feedback_reads, sessions
from db.store import Store
from domain.feedback import DayRating, Rating, Remark, Result
from domain.rules import RuleBroken
from domain.sessions import Session
from tests.db.given import GUILD, MAYA, NOW, OLA, ROB, SAM, at, join, look

TALK = "a-fair-and-inclusive-stockport"
EDITION = "20211210"
LATER = at(6 * 3600)  # when the example's day is over


async def talk(store: Store) -> Session:
    found = await sessions.get(store, guild_id=GUILD, slug=TALK)
    assert found is not None
    return found


async def rate(
    store: Store, user_id: int = MAYA, rating: int = 4, **other: Any
) -> tuple[Session, Rating, Rating | None]:
    values: dict[str, Any] = {"guild_id": GUILD, "session": TALK, "now": NOW}
    return await feedback.rate(store, user_id=user_id, rating=rating, **(values | other))


async def say(store: Store, user_id: int, words: str, *, named: bool = False) -> Rating:
    _, kept = await feedback.say(
        store, guild_id=GUILD, user_id=user_id, session=TALK, words=words, named=named, now=NOW
    )
    return kept


async def day(store: Store, user_id: int = MAYA, **other: Any) -> tuple[DayRating, bool]:
    values: dict[str, Any] = {
        "guild_id": GUILD,
        "edition": EDITION,
        "rating": 5,
        "useful": "",
        "change": "",
        "named": False,
        "now": LATER,
    }
    return await feedback.rate_day(store, user_id=user_id, **(values | other))


async def remarks(store: Store) -> list[Remark]:
    return await feedback_reads.remarks(store, guild_id=GUILD, session=TALK)


async def test_the_second_press_changes_the_first_and_keeps_the_sentence(
    summit: Store, path: Path
) -> None:
    found, first, before = await rate(summit)
    assert (found.slug, first, before) == (TALK, Rating(TALK, 4), None)
    await say(summit, MAYA, "Well explained")
    _, now, before = await rate(summit, rating=2)
    assert (now, before) == (
        Rating(TALK, 2, "Well explained"),
        Rating(TALK, 4, "Well explained"),
    )
    assert look(path, "SELECT count(*) FROM rating") == [(1,)]


async def test_the_same_press_delivered_many_times_is_one_rating(summit: Store, path: Path) -> None:
    await asyncio.gather(*(rate(summit) for _ in range(20)))
    assert look(path, "SELECT user_id, rating FROM rating") == [(MAYA, 4)]


async def test_three_hundred_at_once_are_all_counted(summit: Store) -> None:
    for number in range(300):
        await join(summit, 1000 + number, f"Person {number}")
    await asyncio.gather(*(rate(summit, 1000 + n, 1 + n % 5) for n in range(300)))
    (result,) = (await feedback_reads.results(summit, guild_id=GUILD)).values()
    assert result == Result((60, 60, 60, 60, 60))
    assert result.average == 3.0


@pytest.mark.parametrize("user_id", [ROB, 999])
async def test_only_who_joined_rates(summit: Store, path: Path, user_id: int) -> None:
    with pytest.raises(RuleBroken, match=r"join\.first"):
        await rate(summit, user_id)
    with pytest.raises(RuleBroken, match=r"join\.first"):
        await say(summit, user_id, "Hello")
    with pytest.raises(RuleBroken, match=r"join\.first"):
        await day(summit, user_id)
    assert look(path, "SELECT * FROM rating") == look(path, "SELECT * FROM day_rating") == []


async def test_a_session_that_moved_or_was_cancelled_meanwhile_is_not_rated(
    summit: Store,
) -> None:
    kept = await talk(summit)
    with pytest.raises(RuleBroken, match=r"feedback\.unknown"):
        await rate(summit, session="no-such")
    with pytest.raises(RuleBroken, match=r"feedback\.unknown"):
        await rate(summit, session="morning-break")
    await summit.write(lambda tx: sessions.save(tx, replace(kept, ends_at=at(60))))
    with pytest.raises(RuleBroken, match=r"feedback\.early"):
        await rate(summit)
    await summit.write(lambda tx: sessions.save(tx, replace(kept, cancelled=True)))
    with pytest.raises(RuleBroken, match=r"feedback\.cancelled"):
        await rate(summit)
    await summit.write(lambda tx: sessions.save(tx, kept))
    with pytest.raises(RuleBroken, match=r"feedback\.closed"):
        await rate(summit, now=at(15 * 86400))


async def test_a_sentence_needs_a_rating_and_can_be_taken_away(summit: Store) -> None:
    with pytest.raises(RuleBroken) as told:
        await say(summit, MAYA, "Well explained")
    assert told.value.code == "feedback.none"
    await rate(summit)
    assert await say(summit, MAYA, "  Größe 你好\n", named=True) == Rating(
        TALK, 4, "Größe 你好", True
    )
    # Without words there is nothing that a name could stand by.
    assert await say(summit, MAYA, " ", named=True) == Rating(TALK, 4)
    with pytest.raises(RuleBroken, match=r"text\.too_long"):
        await say(summit, MAYA, "x" * 501)


async def test_taking_back_erases_the_row_at_any_time(summit: Store, path: Path) -> None:
    await rate(summit)
    await say(summit, MAYA, "Well explained")
    who: dict[str, Any] = {"guild_id": GUILD, "user_id": MAYA, "session": TALK}
    _, there = await feedback.take_back(summit, **who)
    assert there
    assert look(path, "SELECT * FROM rating") == []
    _, there = await feedback.take_back(summit, **who)
    assert not there
    with pytest.raises(RuleBroken, match=r"feedback\.unknown"):
        await feedback.take_back(summit, guild_id=GUILD, user_id=MAYA, session="no-such")


async def test_fewer_than_three_ratings_show_no_sentence_without_a_name(summit: Store) -> None:
    for user_id, words, named in ((MAYA, "Hers", False), (SAM, "His", True)):
        await rate(summit, user_id)
        await say(summit, user_id, words, named=named)
    assert await remarks(summit) == [Remark("His", "Sam")]
    await rate(summit, OLA)
    found = await remarks(summit)
    assert sorted(found, key=lambda one: one.words) == [Remark("Hers"), Remark("His", "Sam")]


async def test_no_name_is_read_but_the_one_that_is_shown(summit: Store) -> None:
    for user_id in (MAYA, SAM, OLA):
        await rate(summit, user_id)
        await say(summit, user_id, f"Words of {user_id}")
    assert {one.name for one in await remarks(summit)} == {""}


async def test_the_order_of_the_sentences_is_by_chance_and_stays(summit: Store, path: Path) -> None:
    """With forty sentences, chance gives the order in which they came once in 10⁴⁷ times."""
    came = [f"Sentence {number:02}" for number in range(40)]
    for number, words in enumerate(came):
        await join(summit, 1000 + number, "Somebody")
        await rate(summit, 1000 + number)
        await say(summit, 1000 + number, words)
    found = [one.words for one in await remarks(summit)]
    assert sorted(found) == came
    assert found not in (came, came[::-1])
    assert found == [one.words for one in await remarks(summit)]
    # Nor is there a time in the row that would give it away.
    columns = {name for (name,) in look(path, "SELECT name FROM pragma_table_info('rating')")}
    assert columns == {"guild_id", "session", "user_id", "rating", "words", "named", "mixed"}


async def test_the_day_is_kept_once_and_changed(summit: Store, path: Path) -> None:
    kept, new = await day(summit, useful=" The talk ", named=True)
    assert (kept, new) == (DayRating(5, "The talk", "", True), True)
    kept, new = await day(summit, rating=3, change="More breaks")
    assert (kept, new) == (DayRating(3, "", "More breaks"), False)
    assert (
        await feedback_reads.day_of_person(summit, guild_id=GUILD, user_id=MAYA, edition=EDITION)
        == kept
    )
    assert look(path, "SELECT count(*) FROM day_rating") == [(1,)]
    who: dict[str, Any] = {"guild_id": GUILD, "user_id": MAYA, "edition": EDITION}
    assert await feedback.take_back_day(summit, **who)
    assert not await feedback.take_back_day(summit, **who)
    assert look(path, "SELECT * FROM day_rating") == []


@pytest.mark.parametrize(
    ("now", "code"), [(NOW, "feedback.day_early"), (at(20 * 86400), "feedback.day_closed")]
)
async def test_the_day_has_its_time(summit: Store, now: Any, code: str) -> None:
    with pytest.raises(RuleBroken) as told:
        await day(summit, now=now)
    assert told.value.code == code


async def test_another_years_day_is_another(summit: Store) -> None:
    await day(summit)
    asked: dict[str, Any] = {"guild_id": GUILD, "edition": "20221209"}
    assert await feedback_reads.day_result(summit, **asked) == Result()
    assert await feedback_reads.day_of_person(summit, user_id=MAYA, **asked) is None


async def test_what_one_person_wrote_twice_does_not_stand_in_the_same_place(
    summit: Store,
) -> None:
    for number in range(30):
        await join(summit, 1000 + number, "Somebody")
        await day(summit, 1000 + number, useful=f"u{number}", change=f"c{number}")
    useful, change = await feedback_reads.day_remarks(summit, guild_id=GUILD, edition=EDITION)
    by_use = [one.words[1:] for one in useful]
    by_change = [one.words[1:] for one in change]
    assert sorted(by_use) == sorted(by_change)
    assert by_change not in (by_use, by_use[::-1])


async def test_a_person_who_is_erased_takes_their_feedback_along(summit: Store, path: Path) -> None:
    await rate(summit)
    await day(summit)
    await summit.write(lambda tx: tx.execute("DELETE FROM attendee WHERE user_id = ?", (MAYA,)))
    assert look(path, "SELECT * FROM rating") == look(path, "SELECT * FROM day_rating") == []


async def test_people_are_asked_once_whoever_asks_and_whenever(summit: Store) -> None:
    async def intend(session: str = TALK) -> feedback.Asked:
        return await feedback.intend(
            summit, guild_id=GUILD, edition=EDITION, session=session, channel_id=70, now=NOW
        )

    first = await intend()
    assert (first.state, first.begun, first.channel_id) == ("sending", False, 70)
    assert await intend() == replace(first, begun=True)
    await feedback.asked(summit, asked_id=first.id, sent=True)
    assert await intend() == replace(first, begun=True, state="sent")
    other = await intend("")
    assert not other.begun
    await feedback.asked(summit, asked_id=other.id, sent=False)
    assert (await intend("")).state == "dropped"
