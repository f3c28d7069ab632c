"""Attendees, summits, drafts, notices, and small facts."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from db import attendees, drafts, kept, notices, pledges, summits
from db.drafts import Draft
from db.notices import Notice
from db.rows import stamp, unstamp
from db.store import Store
from domain.attendees import Attendee, Kind
from domain.plan import Plan
from tests.db.given import (
    GUILD,
    MAYA,
    NOW,
    OTHER_GUILD,
    PLACES,
    ROB,
    SAM,
    at,
    details,
    join,
    look,
    make,
    set_up,
)

# ------------------------------------------------------------------------ attendees


async def test_somebody_who_joins_is_kept_as_they_said(summit: Store) -> None:
    said = details(
        "Zoë 🌻",
        kind=Kind.COMMUNITY_GROUP,
        organisation="Neighbours",
        publish_name=False,
        access_needs="Captions, please",
    )
    joined = await attendees.join(summit, guild_id=GUILD, user_id=ROB, details=said, now=NOW)
    wanted = Attendee(
        GUILD, ROB, "Zoë 🌻", Kind.COMMUNITY_GROUP, "Neighbours", False, "Captions, please", NOW
    )
    assert joined == (wanted, True)
    assert await attendees.get(summit, guild_id=GUILD, user_id=ROB) == wanted


async def test_joining_again_changes_the_details_and_not_the_day(summit: Store) -> None:
    again, new = await attendees.join(
        summit,
        guild_id=GUILD,
        user_id=MAYA,
        details=details("Maya B", kind=Kind.BUSINESS, organisation="Bakery"),
        now=at(3600),
    )
    assert not new
    assert (again.name, again.kind, again.organisation) == ("Maya B", Kind.BUSINESS, "Bakery")
    assert again.joined_at == NOW
    assert await attendees.get(summit, guild_id=GUILD, user_id=MAYA) == again


async def test_who_has_not_joined_is_nobody(summit: Store) -> None:
    assert await attendees.get(summit, guild_id=GUILD, user_id=ROB) is None


async def test_who_waits_for_the_role_is_found_after_half_a_minute_until_it_is_given(
    summit: Store,
) -> None:
    async def waiting(seconds: float, most: int = 10) -> list[int]:
        return await attendees.without_role(summit, guild_id=GUILD, now=at(seconds), most=most)

    assert await waiting(29) == []
    assert sorted(await waiting(31)) == sorted([MAYA, SAM, 13])
    assert len(await waiting(31, most=2)) == 2
    await attendees.role_given(summit, guild_id=GUILD, user_id=MAYA)
    assert sorted(await waiting(31)) == [SAM, 13]
    await attendees.join(summit, guild_id=GUILD, user_id=SAM, details=details("Sam"), now=at(60))
    assert await waiting(61) == [13]  # Sam has just pressed: that command gives the role itself
    assert await waiting(91) == [13, SAM]


# -------------------------------------------------------------------------- summits


async def test_a_summit_comes_back_whole(store: Store, plan: Plan) -> None:
    made, _ = await summits.set_up(store, guild_id=GUILD, plan=plan, places=PLACES, now=NOW)
    assert await summits.every(store) == [made]
    assert made.plan == plan


async def test_setting_up_again_replaces_plan_and_places_and_loses_nobody(
    summit: Store, plan: Plan
) -> None:
    await make(summit)
    places = replace(PLACES, wall_channel=55)
    later = plan.model_copy(
        update={"pledges": plan.pledges.model_copy(update={"moderation": "after"})}
    )
    again, _ = await summits.set_up(summit, guild_id=GUILD, plan=later, places=places, now=at(9))
    assert await summits.every(summit) == [again]
    assert (again.check_first, again.places.wall_channel) == (False, 55)
    assert await attendees.get(summit, guild_id=GUILD, user_id=MAYA) is not None
    assert (await make(summit, 1002)).number == 2


async def test_a_file_holds_several_servers(summit: Store, plan: Plan) -> None:
    await set_up(summit, plan, OTHER_GUILD)
    assert [found.guild_id for found in await summits.every(summit)] == [GUILD, OTHER_GUILD]


# --------------------------------------------------------------------------- drafts


async def keep(
    store: Store, fields: Mapping[str, str], user_id: int = MAYA, guild_id: int = GUILD
) -> None:
    await drafts.keep(
        store,
        draft_id=500,
        guild_id=guild_id,
        user_id=user_id,
        form="pledge.new:500",
        fields=fields,
        now=NOW,
    )


async def read(store: Store, user_id: int = MAYA, guild_id: int | None = GUILD) -> Draft | None:
    return await drafts.get(store, draft_id=500, guild_id=guild_id, user_id=user_id)


TYPED = {
    "action": "  as I typed it\r\n\u202ewith every fault 👨‍👩‍👧 \ud83d \x00",
    "theme": "",
}


async def test_what_somebody_typed_comes_back_to_the_letter(summit: Store) -> None:
    await keep(summit, TYPED)
    assert await read(summit) == Draft(500, GUILD, "pledge.new:500", TYPED)


async def test_who_has_not_joined_loses_no_word_either(summit: Store) -> None:
    await keep(summit, TYPED, ROB)
    assert await read(summit, ROB) == Draft(500, GUILD, "pledge.new:500", TYPED)


async def test_the_same_form_again_replaces_what_was_kept(summit: Store) -> None:
    await keep(summit, {"action": "first", "organisation": "gone"})
    await keep(summit, {"action": "second"})
    assert await read(summit) == Draft(500, GUILD, "pledge.new:500", {"action": "second"})


async def test_nobody_reads_or_replaces_anothers_words(summit: Store) -> None:
    await keep(summit, {"action": "mine"})
    await keep(summit, {"action": "overwritten"}, SAM)
    await keep(summit, {"action": "overwritten"}, MAYA, OTHER_GUILD)
    assert await read(summit, SAM) is None
    assert await read(summit, MAYA, OTHER_GUILD) is None
    assert await read(summit) == Draft(500, GUILD, "pledge.new:500", {"action": "mine"})


async def test_in_a_direct_message_people_find_their_own_words_and_nobody_elses(
    summit: Store,
) -> None:
    await keep(summit, {"action": "mine"})
    assert await read(summit, MAYA, None) == Draft(500, GUILD, "pledge.new:500", {"action": "mine"})
    assert await read(summit, SAM, None) is None


# -------------------------------------------------------------------------- notices


async def hidden(store: Store, pledge_id: int) -> None:
    await make(store, pledge_id)
    await pledges.hide(
        store,
        guild_id=GUILD,
        pledge_id=pledge_id,
        user_id=91,
        reason=f"The reason for {pledge_id}",
        now=NOW,
    )


async def test_notices_wait_oldest_first_and_those_that_were_tried_come_last(
    summit: Store,
) -> None:
    for pledge_id in (1001, 1002, 1003):
        await hidden(summit, pledge_id)
    first, second, third = await notices.waiting(summit)
    assert first == Notice(first.id, GUILD, MAYA, 1001, "hidden", "The reason for 1001", 0)
    await notices.tried(summit, notice_id=first.id)
    assert await notices.waiting(summit) == [second, third, replace(first, tries=1)]
    assert await notices.waiting(summit, most=1) == [second]


@pytest.mark.parametrize(
    ("outcome", "not_reached"), [("dm", []), ("thread", []), ("not_reached", [1])]
)
async def test_a_notice_that_ended_waits_no_more_and_who_was_not_reached_is_counted(
    summit: Store, outcome: notices.Outcome, not_reached: list[int]
) -> None:
    await hidden(summit, 1001)
    (notice,) = await notices.waiting(summit)
    await notices.sent(summit, notice_id=notice.id, outcome=outcome)
    assert await notices.waiting(summit) == []
    assert await notices.not_reached(summit, guild_id=GUILD) == not_reached


async def test_a_notice_ends_once(summit: Store) -> None:
    await hidden(summit, 1001)
    (notice,) = await notices.waiting(summit)
    await notices.sent(summit, notice_id=notice.id, outcome="dm")
    await notices.sent(summit, notice_id=notice.id, outcome="not_reached")
    assert await notices.not_reached(summit, guild_id=GUILD) == []


# ----------------------------------------------------------------------- small facts


async def test_a_small_fact_outlives_a_restart(path: Path) -> None:
    async with Store.open(path) as store:
        assert await kept.get(store, "commands") is None
        await kept.put(store, "commands", "one")
        await kept.put(store, "commands", "two")
        await kept.put(store, "other", "three")
    async with Store.open(path) as store:
        assert await kept.get(store, "commands") == "two"
    assert look(path, "SELECT count(*) FROM kept") == [(2,)]


def test_times_are_kept_in_utc_and_come_back() -> None:
    summer = datetime(2021, 7, 1, 13, 30, 5, 999_999, tzinfo=timezone(timedelta(hours=1)))
    assert stamp(summer) == "2021-07-01T12:30:05Z"
    assert unstamp(stamp(summer)) == summer.replace(microsecond=0)
    with pytest.raises(ValueError, match="zone"):
        stamp(datetime(2021, 7, 1))  # noqa: DTZ001


@pytest.mark.parametrize("name", ["kind", "name"])
async def test_the_file_itself_refuses_a_person_of_no_known_kind(summit: Store, name: str) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        await summit.write(lambda tx: tx.execute(f"UPDATE attendee SET {name} = NULL"))
    with pytest.raises(sqlite3.IntegrityError):
        await summit.write(lambda tx: tx.execute("UPDATE attendee SET kind = 'nobody'"))


async def test_joining_where_there_is_no_summit_keeps_nothing(summit: Store, path: Path) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        await join(summit, MAYA, guild_id=OTHER_GUILD)
    assert look(path, "SELECT count(*) FROM attendee WHERE guild_id = ?", OTHER_GUILD) == [(0,)]
