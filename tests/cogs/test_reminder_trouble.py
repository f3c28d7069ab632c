"""Reminders where something goes wrong: crashes, refusals, changed plans and changed clocks."""

from __future__ import annotations

import pytest

from tests.cogs.test_programme import CLOSING, DAY, TALK, at, plan_is
from tests.cogs.test_reminders import choose, heard, jump, room, set_clock, standing, states
from tests.world import World


@pytest.fixture
async def day(bare_world: World) -> World:
    await plan_is(bare_world, *DAY)
    return bare_world


# ---------------------------------------------------------------- after a crash


async def test_what_arrived_before_a_crash_is_found_and_not_sent_again(day: World) -> None:
    await day.join()
    said = heard(day)
    await set_clock(day, 9, 50)
    await day.wait(10)
    await day.store.write(
        lambda tx: tx.execute("UPDATE reminder SET state = 'sending', message_id = NULL")
    )
    await day.restart()
    await day.wait(40)
    assert len(said) == 1
    assert day.rows("SELECT state, message_id FROM reminder") == [("posted", said[0].id)]


async def test_what_did_not_arrive_before_a_crash_is_sent_once(day: World) -> None:
    amina = await day.join()
    said = heard(day)
    await set_clock(day, 9, 50)
    await day.wait(10)
    day.env.backend.delete_message(said[0].channel_id, said[0].id)
    await day.store.write(
        lambda tx: tx.execute("UPDATE reminder SET state = 'sending', message_id = NULL")
    )
    await day.restart()
    await day.wait(60)
    assert [one.rang for one in said] == [{amina.id}] * 2
    assert states(day) == [("talk", 10, 1, "posted")]


async def test_where_nobody_can_tell_whether_it_arrived_it_is_dropped(day: World) -> None:
    await day.join()
    said = heard(day)
    await set_clock(day, 9, 50)
    await day.wait(10)
    await day.store.write(
        lambda tx: tx.execute("UPDATE reminder SET state = 'sending', message_id = NULL")
    )
    path = f"/channels/{room(day, 'talk')}/messages"
    day.env.inject_error("GET", path, status=403, code=50013, times=None)
    await day.restart()
    await day.wait(90)
    assert len(said) == 1
    assert states(day) == [("talk", 10, 1, "dropped")]
    assert any("read its history" in line for line in day.log.lines)


async def test_after_an_outage_it_is_looked_for_and_sent_in_time(day: World) -> None:
    await day.join()
    said = heard(day)
    path = f"/channels/{room(day, 'talk')}/messages"
    day.env.inject_error("POST", path, status=500, times=None)
    await set_clock(day, 9, 50)
    await day.wait(60)
    assert said == []
    assert states(day) == [("talk", 10, 1, "sending")]
    day.env.backend.faults.clear()
    await day.wait(60)
    assert len(said) == 1
    assert states(day) == [("talk", 10, 1, "posted")]


# ---------------------------------------------------------------- what Discord refuses


async def test_a_missing_permission_is_said_rests_and_is_dropped_when_late(day: World) -> None:
    amina = await day.join()
    await choose(day, amina, "Food")
    said = heard(day)
    path = f"/channels/{room(day, 'food')}/messages"
    day.env.inject_error("POST", path, status=403, code=50013, times=None)
    await set_clock(day, 10, 50)
    await day.wait(60)
    assert [one.channel_id for one in said] == [room(day, "health")], "other rooms go on"
    warned = [line for line in day.log.lines if "allow the bot to see it" in line]
    assert 1 <= len(warned) <= 4, "it rests in between"
    day.env.backend.faults.clear()
    await day.wait(40)
    assert [one.channel_id for one in said] == [room(day, "health"), room(day, "food")]
    day.env.inject_error("POST", path, status=403, code=50013, times=None)
    await set_clock(day, 10, 59)
    await day.wait(90)
    assert ("food", 1, 1, "dropped") in states(day)
    assert any("reminder of food in guild" in line for line in day.log.lines)
    assert len(said) == 3


async def test_a_channel_deleted_by_hand_is_said_and_found_again_after_setup(day: World) -> None:
    amina = await day.join()
    said = heard(day)
    day.env.backend.delete_channel(room(day, "talk"))
    await set_clock(day, 9, 50)
    await day.wait(40)
    assert said == []
    assert any("run /summit setup to make its channel again" in line for line in day.log.lines)
    await plan_is(day, *DAY)
    await day.wait(40)
    assert [(one.channel_id, one.rang) for one in said] == [(room(day, "talk"), {amina.id})]


async def test_a_broken_server_does_not_stop_the_other(day: World) -> None:
    other = day.beside("Othertown")
    await other.set_up()
    amina, bo = await day.join(name="Amina"), await other.join(name="Bo")
    said = heard(day)
    path = f"/channels/{room(day, 'talk')}/messages"
    day.env.inject_error("POST", path, status=403, code=50013, times=None)
    await set_clock(day, 9, 50)
    await day.wait(20)
    assert [(one.channel_id, one.rang) for one in said] == [(room(other, "talk"), {bo.id})]
    assert str(amina.id) not in said[0].text
    day.env.backend.faults.clear()
    await day.wait(40)
    assert [one.rang for one in said] == [{bo.id}, {amina.id}]


# ---------------------------------------------------------------- moved and cancelled


async def test_a_session_that_moved_is_announced_anew_and_the_old_post_goes(day: World) -> None:
    await day.join()
    said = heard(day)
    await set_clock(day, 9, 50)
    await day.wait(20)
    await plan_is(day, TALK | {"starts": "10:20"}, *DAY[1:])
    await day.wait(10)
    assert standing(day, "talk") == []
    await set_clock(day, 10, 10)
    await day.wait(20)
    assert [
        f"<t:{moment}:R>" in one.text
        for moment, one in zip((at(10), at(10, 20)), said, strict=True)
    ] == [True, True]


async def test_a_cancelled_session_has_none_and_what_stands_goes(day: World) -> None:
    await day.join()
    said = heard(day)
    await set_clock(day, 9, 50)
    await day.wait(20)
    await plan_is(day, *DAY[1:])
    await day.wait(10)
    assert standing(day, "talk") == []
    await set_clock(day, 9, 59)
    await day.wait(90)
    assert len(said) == 1


async def test_rooms_are_calm_again_after_the_start(day: World) -> None:
    await day.join()
    said = heard(day)
    await set_clock(day, 9, 50)
    await day.wait(20)
    await set_clock(day, 9, 59)
    await day.wait(20)
    assert [one.id for one in standing(day, "talk")] == [said[1].id]
    await set_clock(day, 10, 4)
    await day.wait(20)
    assert len(standing(day, "talk")) == 1
    await day.wait(60)
    assert standing(day, "talk") == []
    assert day.rows("SELECT DISTINCT state, after_user, up_to_user FROM reminder") == [
        ("removed", 0, None)
    ]


async def test_a_reminder_that_somebody_deleted_troubles_nobody(day: World) -> None:
    await day.join()
    said = heard(day)
    await set_clock(day, 9, 50)
    await day.wait(20)
    day.env.backend.delete_message(said[0].channel_id, said[0].id)
    await set_clock(day, 9, 59)
    await day.wait(30)
    assert [lead for _, lead, _, _ in states(day)] == [10, 1]
    assert states(day)[0] == ("talk", 10, 1, "removed")


# ---------------------------------------------------------------- the clocks


@pytest.mark.parametrize(
    ("date", "starts", "instant"),
    [
        pytest.param("2026-03-29", "02:05", at(1, 5, 29, 3), id="clocks go forward"),
        pytest.param("2026-10-25", "02:05", at(2, 5, 25, 10), id="clocks go back"),
        pytest.param("2026-07-02", "00:05", at(23, 5, 1, 7), id="over midnight"),
    ],
)
async def test_on_days_when_the_clocks_change_each_is_sent_once(
    bare_world: World, date: str, starts: str, instant: int
) -> None:
    await plan_is(
        bare_world, CLOSING | {"starts": starts, "ends": "12:00"}, date=date, zone="Europe/London"
    )
    await bare_world.join()
    said = heard(bare_world)
    for hours in (-1, 0):  # an hour too early, by a clock that was changed, nothing is due
        for minutes in (10, 1):
            assert len(said) == (0 if hours else (10, 1).index(minutes))
            await jump(bare_world, instant + hours * 3600 - minutes * 60)
            await bare_world.wait(30)
    assert len(said) == 2
    assert all(f"<t:{instant}:R>" in one.text for one in said)
    assert all(f"({starts} in Europe/London)" in one.text for one in said)
