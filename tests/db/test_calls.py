"""Calls for help in a real file: kept, joined up, posted, and never twice."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from db import call_reads, calls, facilitation, said
from db.calls import Told
from db.store import Store
from domain.calls import HelpCall, State
from domain.rules import RuleBroken
from tests.db.given import GUILD, MAYA, NOW, OLA, ORGANISER, ROB, SAM, look

FOOD = "communities-and-place"
MINUTE = timedelta(minutes=1)


def tell(call: HelpCall) -> Told:
    return "help", f"{call.state} {call.id}", (("See", f"see:{call.id}"),)


async def call(store: Store, press_id: int = 1, user_id: int = MAYA, **other: Any) -> HelpCall:
    values: dict[str, Any] = {"session": None, "words": "Help", "now": NOW} | other
    found, _ = await calls.call(
        store, press_id=press_id, guild_id=GUILD, user_id=user_id, tell_leads=tell, **values
    )
    return found


async def take(store: Store, user_id: int = ORGANISER, **other: Any) -> HelpCall:
    values: dict[str, Any] = {"organiser": True, "call_id": 1, "now": NOW + MINUTE} | other
    return await calls.handle(
        store, step="take", guild_id=GUILD, user_id=user_id, tell=tell, **values
    )


async def test_a_call_is_kept_with_what_is_to_be_posted_of_it(summit: Store, path: Path) -> None:
    kept = await call(summit, words="  Help,   please ")
    assert kept == HelpCall(
        1, GUILD, MAYA, None, None, State.OPEN, NOW, told_at=NOW, words=("Help, please",)
    )
    assert await call_reads.get(summit, guild_id=GUILD, call_id=1) == kept
    (post,) = await said.to_do(summit, guild_id=GUILD)
    assert (post.what, post.about, post.state) == ("call", "1", "waiting")
    assert look(path, "SELECT * FROM letter") == []


async def test_the_same_press_again_is_the_same_call_and_another_adds(summit: Store) -> None:
    first = await call(summit)
    assert await call(summit) == first
    more = await call(summit, 2, words="More", session=FOOD)
    assert (more.id, more.words, more.session) == (1, ("Help", "More"), FOOD)
    assert await call(summit, 3, words="") == more


async def test_somebody_elses_form_is_not_taken(summit: Store) -> None:
    kept = await call(summit)
    with pytest.raises(RuleBroken, match=r"form\.old"):
        await call(summit, user_id=SAM)
    assert await call_reads.get(summit, guild_id=GUILD, call_id=1) == kept


async def test_somebody_who_has_not_joined_may_call_too(summit: Store) -> None:
    assert (await call(summit, user_id=ROB)).caller_id == ROB


async def test_a_room_that_is_not_there_is_no_room(summit: Store) -> None:
    assert (await call(summit, session="nowhere")).session is None


async def test_who_leads_the_room_is_written_to_but_for_the_caller(
    summit: Store, path: Path
) -> None:
    for lead in (SAM, MAYA):
        await facilitation.lead(summit, guild_id=GUILD, slug=FOOD, user_id=lead, now=NOW)
    await call(summit, session=FOOD)
    assert look(path, "SELECT user_id, text FROM letter") == [(SAM, "open 1")]


async def test_a_groups_call_is_not_before_the_organisers_until_nobody_came(
    summit: Store,
) -> None:
    await facilitation.lead(summit, guild_id=GUILD, slug=FOOD, user_id=SAM, now=NOW)
    await call(summit, session=FOOD, group=2, leads_first=True, words="")
    assert await said.to_do(summit, guild_id=GUILD) == []
    assert await calls.by_itself(summit, guild_id=GUILD, now=NOW + MINUTE) == 0
    assert await calls.by_itself(summit, guild_id=GUILD, now=NOW + 2 * MINUTE) == 1
    assert [one.what for one in await said.to_do(summit, guild_id=GUILD)] == ["call"]
    assert await calls.by_itself(summit, guild_id=GUILD, now=NOW + 4 * MINUTE) == 1
    assert await calls.by_itself(summit, guild_id=GUILD, now=NOW + 60 * MINUTE) == 0
    found = [one.what for one in await said.to_do(summit, guild_id=GUILD)]
    assert found == ["call", "call again"]


async def test_who_waits_for_the_facilitator_and_calls_again_comes_to_the_organisers(
    summit: Store,
) -> None:
    await call(summit, session=FOOD, group=2, leads_first=True)
    again = await call(summit, 2, now=NOW + MINUTE)
    assert (again.group, again.told_at) == (2, NOW + MINUTE)


async def test_the_caller_is_told_who_comes_and_only_once(summit: Store, path: Path) -> None:
    await call(summit)
    taken = await take(summit)
    assert await take(summit, now=NOW + 5 * MINUTE) == taken
    assert look(path, "SELECT user_id, text FROM letter") == [(MAYA, "taken 1")]
    assert look(path, "SELECT dirty FROM said") == [(1,)]
    with pytest.raises(RuleBroken, match=r"call\.taken"):
        await take(summit, SAM)


async def test_only_organisers_and_who_leads_the_room_may_take_it(summit: Store) -> None:
    await facilitation.lead(summit, guild_id=GUILD, slug=FOOD, user_id=SAM, now=NOW)
    await call(summit, session=FOOD)
    with pytest.raises(RuleBroken, match=r"call\.not_for_you"):
        await take(summit, OLA, organiser=False)
    assert (await take(summit, SAM, organiser=False)).taken_by == SAM
    for user_id, organiser, may in ((SAM, False, True), (OLA, False, False), (OLA, True, True)):
        found = await call_reads.waiting(
            summit, guild_id=GUILD, user_id=user_id, organiser=organiser, most=5
        )
        assert [one.id for one in found] == [1] * may
        assert may == await call_reads.may_handle(
            summit, guild_id=GUILD, call_id=1, user_id=user_id, organiser=organiser
        )


async def test_given_back_and_ended_the_caller_is_told(summit: Store, path: Path) -> None:
    await call(summit)
    await take(summit)
    who: dict[str, Any] = {"guild_id": GUILD, "call_id": 1, "user_id": ORGANISER, "tell": tell}
    await calls.handle(summit, step="give back", organiser=True, now=NOW + MINUTE, **who)
    await calls.handle(summit, step="finish", organiser=True, now=NOW + MINUTE, **who)
    await calls.handle(summit, step="finish", organiser=True, now=NOW + MINUTE, **who)
    assert [text for (text,) in look(path, "SELECT text FROM letter ORDER BY id")] == [
        "taken 1",
        "open 1",
        "done 1",
    ]


async def test_the_post_of_a_call_that_is_erased_is_marked_to_go(summit: Store, path: Path) -> None:
    await call(summit)
    (post,) = await said.to_do(summit, guild_id=GUILD)
    await said.begin(summit, guild_id=GUILD, said_id=post.id, channel_id=6)
    await said.settled(summit, guild_id=GUILD, said_id=post.id, message_id=60, told="x")
    assert await said.to_do(summit, guild_id=GUILD) == []
    await summit.write(lambda tx: tx.execute("DELETE FROM help_call_words"))
    await summit.write(lambda tx: tx.execute("DELETE FROM help_call"))
    assert [one.id for one in await said.to_do(summit, guild_id=GUILD)] == [post.id]
    await said.gone(summit, guild_id=GUILD, said_id=post.id)
    assert await said.to_do(summit, guild_id=GUILD) == []


async def test_what_nobody_ended_lapses_and_makes_room_for_a_new_one(summit: Store) -> None:
    await call(summit)
    late = NOW + timedelta(hours=12)
    assert await calls.by_itself(summit, guild_id=GUILD, now=late) == 1
    new = await call(summit, 2, now=late)
    assert (new.id, new.words) == (2, ("Help",))
