"""The programme in the store: kept at set-up, what changed since one looked, and its events."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from db import sessions, summits
from db.opening import connect_reader
from db.store import Store
from domain.plan import Plan
from domain.sessions import Change, Rooms
from tests.db.given import GUILD, MAYA, NOW, OTHER_GUILD, PLACES, SAM, look

FIRST = "a-fair-and-inclusive-stockport"
LAST = "pledges-for-action"


def changed(plan: Plan, slug: str, **new: object) -> Plan:
    """The plan with one session changed."""
    data = plan.model_dump(mode="json")
    for one in data["sessions"]:
        if one["slug"] == slug:
            one.update(new)
    return Plan.model_validate(data)


def without(plan: Plan, slug: str) -> Plan:
    data = plan.model_dump(mode="json")
    data["sessions"] = [one for one in data["sessions"] if one["slug"] != slug]
    return Plan.model_validate(data)


async def set_up_again(store: Store, plan: Plan, guild_id: int = GUILD) -> None:
    await summits.set_up(store, guild_id=guild_id, plan=plan, places=PLACES, now=NOW)


async def news(store: Store, user_id: int = MAYA) -> list[tuple[str, Change, str, str]]:
    found = await sessions.look(store, guild_id=GUILD, user_id=user_id)
    return [(one.slug, one.what, one.was, one.is_now) for one in found]


async def test_the_programme_is_kept_in_the_plan_s_order_with_its_rooms(
    store: Store, plan: Plan
) -> None:
    await summits.set_up(
        store,
        guild_id=GUILD,
        plan=plan,
        places=PLACES,
        rooms={FIRST: Rooms(text=71, voice=72)},
        now=NOW,
    )
    kept = await sessions.every(store, guild_id=GUILD)
    assert [one.slug for one in kept] == [one.slug for one in plan.sessions]
    first = kept[0]
    assert first.starts_at == datetime(2021, 12, 10, 10, tzinfo=UTC)
    assert (first.text_channel, first.voice_channel, first.event_id) == (71, 72, None)
    assert await sessions.get(store, guild_id=GUILD, slug=FIRST) == first
    assert await sessions.get(store, guild_id=GUILD, slug="none") is None
    assert await store.write(lambda tx: sessions.find(tx, guild_id=GUILD, slug=FIRST)) == first
    assert await store.write(lambda tx: sessions.find(tx, guild_id=GUILD, slug="none")) is None


async def test_the_first_look_tells_nothing_and_each_change_is_told_once_to_each(
    summit: Store, plan: Plan
) -> None:
    assert await news(summit) == []
    await set_up_again(summit, changed(plan, LAST, title="Our promises"))
    told = (
        LAST,
        Change.RENAMED,
        "Fair and Inclusive framework and pledges for action",
        "Our promises",
    )
    assert await news(summit, SAM) == [], "Sam looks for the first time"
    assert await news(summit) == [told]
    assert await news(summit) == []


async def test_a_second_setup_with_the_same_plan_changes_nothing(
    summit: Store, plan: Plan, path: Path
) -> None:
    await set_up_again(summit, plan)
    assert look(path, "SELECT * FROM programme_change") == []


async def test_a_session_that_left_the_plan_is_cancelled_and_comes_back(
    summit: Store, plan: Plan
) -> None:
    await news(summit)
    await set_up_again(summit, without(plan, LAST))
    kept = await sessions.get(summit, guild_id=GUILD, slug=LAST)
    assert kept is not None
    assert kept.cancelled
    await set_up_again(summit, without(plan, LAST))
    await set_up_again(summit, plan)
    assert [what for _, what, _, _ in await news(summit)] == [Change.CANCELLED, Change.RESTORED]


async def test_a_session_that_is_new_is_told_as_new(summit: Store, plan: Plan) -> None:
    await set_up_again(summit, without(plan, LAST), OTHER_GUILD)
    await sessions.look(summit, guild_id=OTHER_GUILD, user_id=MAYA)
    await set_up_again(summit, plan, OTHER_GUILD)
    (one,) = await sessions.look(summit, guild_id=OTHER_GUILD, user_id=MAYA)
    assert (one.slug, one.what) == (LAST, Change.ADDED)
    assert one.at == NOW
    assert await news(summit) == [], "nothing changed in the other server"


async def test_an_event_is_kept_with_what_was_told_and_survives_a_setup(
    summit: Store, plan: Plan
) -> None:
    await sessions.keep_event(summit, guild_id=GUILD, slug=LAST, event_id=900, told="sign")
    await set_up_again(summit, changed(plan, LAST, title="Our promises"))
    kept = {one.slug: (one.event_id, told) for one, told in await _events(summit)}
    assert kept[LAST] == (900, "sign")
    assert {value for slug, value in kept.items() if slug != LAST} == {(None, None)}
    await sessions.keep_event(summit, guild_id=GUILD, slug=LAST, event_id=None)
    kept = {one.slug: (one.event_id, told) for one, told in await _events(summit)}
    assert kept[LAST] == (None, None)


async def test_events_come_by_their_start(store: Store, plan: Plan) -> None:
    data = plan.model_dump(mode="json")
    data["sessions"].reverse()
    await set_up_again(store, Plan.model_validate(data))
    found = [one for one, _ in await _events(store)]
    assert [one.starts_at for one in found] == sorted(one.starts_at for one in found)
    assert found[0].slug == FIRST


async def _events(store: Store) -> list[tuple[sessions.Session, str | None]]:
    return await sessions.events(store, guild_id=GUILD)


async def test_another_process_reads_the_same_of_what_was_changed_by_hand(
    summit: Store, path: Path
) -> None:
    with closing(connect_reader(path)) as reader:
        found = sessions.by_hand_in_file(reader, GUILD)
    assert found == await sessions.by_hand(summit, guild_id=GUILD) != []
