"""The programme changed by hand: kept, once, and what later set-ups make of it."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from db import sessions, shifting, summits
from db.store import Store
from domain.plan import Plan, starts_at
from domain.plan_changes import kept_by_hand, plan_changes
from domain.rules import RuleBroken
from domain.sessions import Rooms, Session
from domain.shifting import RoomKind, Shift, shifted, sign_of, sign_of_moves
from tests.db.given import GUILD, NOW, ORGANISER, OTHER_GUILD, PLACES, SECOND_ORGANISER, set_up

MORNING = NOW - timedelta(hours=12)
TEN = timedelta(minutes=10)
KEYNOTE = "a-fair-and-inclusive-stockport"


async def sign_for(store: Store, wanted: Shift, guild_id: int = GUILD) -> str:
    day = await shifting.look(store, guild_id=guild_id)
    return sign_of_moves(day.version, wanted, shifted(day.programme, wanted, MORNING))


async def shift(
    store: Store, wanted: Shift, sign: str = "", user_id: int = ORGANISER, guild_id: int = GUILD
) -> bool:
    _, new = await shifting.shift(
        store,
        guild_id=guild_id,
        user_id=user_id,
        wanted=wanted,
        sign=sign or await sign_for(store, wanted, guild_id),
        now=MORNING,
    )
    return new


async def there(store: Store, slug: str) -> Session:
    found = await sessions.get(store, guild_id=GUILD, slug=slug)
    assert found is not None
    return found


async def changes(store: Store) -> list[tuple[str, str]]:
    rows = await store.read("SELECT slug, what FROM programme_change ORDER BY id")
    return [(row["slug"], row["what"]) for row in rows]


async def test_a_shift_is_kept_told_and_logged(summit: Store, plan: Plan) -> None:
    before = await sessions.every(summit, guild_id=GUILD)
    assert await shift(summit, Shift("", 10))
    after = await sessions.every(summit, guild_id=GUILD)
    assert [one.starts_at for one in after] == [one.starts_at + TEN for one in before]
    assert await changes(summit) == [(one.slug, "moved") for one in before]
    rows = await summit.read("SELECT actor_id, what, slug, minutes FROM programme_act")
    assert [tuple(row) for row in rows] == [(ORGANISER, "shift", None, 10)]


async def test_the_same_press_again_moves_nothing_and_two_organisers_do_not_add_up(
    summit: Store,
) -> None:
    wanted = Shift("", 10)
    sign = await sign_for(summit, wanted)
    before = await there(summit, KEYNOTE)
    done = await asyncio.gather(
        shift(summit, wanted, sign), shift(summit, wanted, sign, SECOND_ORGANISER)
    )
    assert sorted(done) == [False, True]
    assert (await there(summit, KEYNOTE)).starts_at == before.starts_at + TEN
    other = Shift("", 5)
    old = await sign_for(summit, other)
    await shift(summit, wanted)
    with pytest.raises(RuleBroken, match=r"change\.stale"):
        await shift(summit, other, old)


async def test_the_unchanged_plan_does_not_undo_it_and_a_new_time_replaces_it(
    summit: Store, plan: Plan
) -> None:
    await shift(summit, Shift("", 10))
    moved = await there(summit, KEYNOTE)
    hands = await sessions.by_hand(summit, guild_id=GUILD)
    assert plan_changes(plan, plan, hands) == []
    kept = kept_by_hand(plan, plan, hands)
    assert len(kept) == len(hands)
    assert kept[0].endswith(f" was moved by hand by 10 minutes, to {_span(hands[0].session)}.")
    await set_up(summit, plan)
    assert await there(summit, KEYNOTE) == moved
    session = plan.session(KEYNOTE)
    assert session is not None
    other = session.model_copy(update={"starts": session.starts.replace(minute=1)})
    newer = plan.model_copy(
        update={"sessions": tuple(other if one.slug == KEYNOTE else one for one in plan.sessions)}
    )
    told = plan_changes(plan, newer, hands)
    assert told[-1].endswith("The plan’s new time replaces that.")
    assert len(kept_by_hand(plan, newer, hands)) == len(hands) - 1
    await set_up(summit, newer)
    assert (await there(summit, KEYNOTE)).starts_at == starts_at(newer, other)
    await set_up(summit, newer)
    assert (await there(summit, KEYNOTE)).starts_at == starts_at(newer, other)
    assert (await there(summit, plan.sessions[-1].slug)).starts_at == (
        starts_at(plan, plan.sessions[-1]) + TEN
    )


def _span(session: Session) -> str:
    return f"{session.starts_at:%H:%M}–{session.ends_at:%H:%M}"


async def test_moved_back_there_is_nothing_by_hand_any_more(summit: Store, plan: Plan) -> None:
    await shift(summit, Shift("", 10))
    await shift(summit, Shift("", -10))
    assert kept_by_hand(plan, plan, await sessions.by_hand(summit, guild_id=GUILD)) == []


async def cancel(store: Store, press_id: int = 1, slug: str = "healthcare") -> bool:
    _, new = await shifting.cancel(
        store,
        press_id=press_id,
        guild_id=GUILD,
        user_id=ORGANISER,
        slug=slug,
        reason="The speaker is ill",
        now=MORNING,
    )
    return new


async def restore(store: Store) -> bool:
    day = await shifting.look(store, guild_id=GUILD)
    _, new = await shifting.restore(
        store,
        guild_id=GUILD,
        user_id=ORGANISER,
        slug="healthcare",
        sign=sign_of(day.version, "restore", "healthcare"),
        now=MORNING,
    )
    return new


async def test_cancelled_by_hand_it_stays_so_until_it_is_taken_back(
    summit: Store, plan: Plan
) -> None:
    before = await there(summit, "healthcare")
    assert await cancel(summit)
    assert not await cancel(summit), "the same form again"
    await set_up(summit, plan)
    session = await there(summit, "healthcare")
    assert (session.cancelled, session.reason) == (True, "The speaker is ill")
    with pytest.raises(RuleBroken, match=r"change\.is_cancelled"):
        await cancel(summit, 2)
    assert await restore(summit)
    assert await there(summit, "healthcare") == before
    await set_up(summit, plan)
    assert await there(summit, "healthcare") == before
    assert await changes(summit) == [("healthcare", "cancelled"), ("healthcare", "restored")]


async def test_what_left_the_plan_comes_back_by_the_plan_alone(summit: Store, plan: Plan) -> None:
    left = tuple(one for one in plan.sessions if one.slug != "healthcare")
    await set_up(summit, plan.model_copy(update={"sessions": left}))
    with pytest.raises(RuleBroken, match=r"change\.by_plan"):
        await restore(summit)
    await set_up(summit, plan)
    assert not (await there(summit, "healthcare")).cancelled


SAME = RoomKind("voice", by_name=False, people_at_most=0)


async def with_rooms(store: Store, plan: Plan) -> dict[str, int | None]:
    rooms = {
        one.slug: Rooms(100 + number, 200 + number)
        for number, one in enumerate(plan.sessions)
        if one.kind != "break"
    }
    await summits.set_up(store, guild_id=GUILD, plan=plan, places=PLACES, rooms=rooms, now=MORNING)
    return {one.slug: one.text_channel for one in await sessions.every(store, guild_id=GUILD)}


async def swap(store: Store, slug: str, other: str) -> bool:
    day = await shifting.look(store, guild_id=GUILD)
    _, new = await shifting.swap(
        store,
        guild_id=GUILD,
        user_id=ORGANISER,
        slug=slug,
        other=other,
        kinds={one.slug: SAME for one in day.programme},
        sign=sign_of(day.version, "swap", slug, other),
        now=MORNING,
    )
    return new


async def test_swapped_rooms_survive_a_set_up_also_in_a_ring_of_three(
    summit: Store, plan: Plan
) -> None:
    own = await with_rooms(summit, plan)
    one, two, three = [one.slug for one in plan.sessions if one.kind == "workshop"][:3]
    assert await swap(summit, one, two)
    assert await swap(summit, two, three)
    after = {slug: (await there(summit, slug)).text_channel for slug in (one, two, three)}
    assert after == {one: own[two], two: own[three], three: own[one]}
    assert await with_rooms(summit, plan) == own | after
    assert [what for _, what in await changes(summit) if what == "room"] == ["room"] * 4
    assert await swap(summit, two, three)
    assert await swap(summit, one, two)
    assert await with_rooms(summit, plan) == own
    assert kept_by_hand(plan, plan, await sessions.by_hand(summit, guild_id=GUILD)) == []


async def test_an_open_room_is_not_swapped(summit: Store, plan: Plan) -> None:
    await with_rooms(summit, plan)
    one, two = [one.slug for one in plan.sessions if one.kind == "workshop"][:2]
    await summit.write(
        lambda tx: tx.execute(
            "INSERT INTO room (guild_id, slug, door) VALUES (?, ?, 'open')", (GUILD, one)
        )
    )
    with pytest.raises(RuleBroken, match=r"change\.room_open"):
        await swap(summit, one, two)


async def test_another_servers_programme_is_its_own(summit: Store, plan: Plan) -> None:
    await set_up(summit, plan, OTHER_GUILD)
    others = await sessions.every(summit, guild_id=OTHER_GUILD)
    sign = await sign_for(summit, Shift("", 10))
    await shift(summit, Shift("", 10), sign)
    await cancel(summit)
    assert await sessions.every(summit, guild_id=OTHER_GUILD) == others
    assert not await shifting.was_done(summit, guild_id=OTHER_GUILD, sign=sign)
    assert await shifting.was_done(summit, guild_id=GUILD, sign=sign)
    # What one server's press has done does not count as done in the other.
    assert await shift(summit, Shift("", 10), sign, guild_id=OTHER_GUILD)
