"""The clock of a rehearsal on a real server, its moments, its marks, its cast and its crowd."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.attendees import Kind, check_details
from domain.plan import Plan, parse_plan
from domain.rehearsals import (
    Clock,
    as_rehearsal,
    cast,
    eve_of,
    invented,
    invented_words,
    is_invented,
    jumps,
    marked,
    part_of,
)
from domain.rehearsals.clock import MOST_STRETCHES, whole_minute
from domain.rules import RuleBroken

EXAMPLE = Path(__file__).parents[2] / "examples" / "stockport-2021.toml"
PLAN = parse_plan(EXAMPLE.read_text(encoding="utf-8"))
REAL = datetime(2026, 11, 30, 10, 0, tzinfo=UTC)
EVE = datetime(2021, 12, 9, 18, 0, tzinfo=UTC)


def after(**time: float) -> datetime:
    return REAL + timedelta(**time)


def begun(speed: int = 1) -> Clock:
    return Clock.begun(real=REAL, moment=EVE, speed=speed)


# ---------------------------------------------------------------------- the clock


@pytest.mark.parametrize(("speed", "minutes"), [(0, 0), (1, 5), (10, 50), (60, 300)])
def test_the_summits_time_goes_on_at_the_speed_that_was_chosen(speed: int, minutes: int) -> None:
    assert begun(speed).at(after(minutes=5)) == EVE + timedelta(minutes=minutes)


def test_another_speed_holds_from_then_on() -> None:
    clock = begun(1).going(60, real=after(minutes=5))
    assert clock.speed == 60
    assert clock.at(after(minutes=5)) == EVE + timedelta(minutes=5)
    assert clock.at(after(minutes=6)) == EVE + timedelta(minutes=65)


def test_it_can_be_put_forward_and_goes_on_at_the_same_speed() -> None:
    clock = begun(10).put_forward(EVE + timedelta(hours=15), real=after(minutes=1))
    assert clock.at(after(minutes=1)) == EVE + timedelta(hours=15)
    assert clock.at(after(minutes=2)) == EVE + timedelta(hours=15, minutes=10)


@pytest.mark.parametrize("minutes", [-1, 0])
def test_it_is_never_put_back(minutes: int) -> None:
    with pytest.raises(RuleBroken) as refused:
        begun(1).put_forward(EVE + timedelta(minutes=5 + minutes), real=after(minutes=5))
    assert refused.value.code == "rehearsal.past"


@pytest.mark.parametrize("speed", [-1, 601])
def test_a_speed_that_no_bot_keeps_up_with_is_refused(speed: int) -> None:
    with pytest.raises(RuleBroken) as refused:
        begun(speed)
    assert (refused.value.code, refused.value.facts) == ("rehearsal.speed", {"most": 600})


def test_after_a_night_in_which_nothing_ran_it_goes_on_where_it_was() -> None:
    clock = begun(60).resumed(EVE + timedelta(hours=1), real=after(hours=12))
    assert clock.at(after(hours=12)) == EVE + timedelta(hours=1)
    assert clock.at(after(hours=12, minutes=1)) == EVE + timedelta(hours=2)
    # What was written while nothing ran is of the moment at which it stood still.
    assert clock.at(after(hours=6)) == EVE + timedelta(hours=1)


def test_it_does_not_go_back_where_less_was_kept_than_was_shown() -> None:
    clock = begun(1).put_forward(EVE + timedelta(hours=2), real=after(minutes=1))
    assert clock.resumed(EVE, real=after(minutes=2)).at(after(minutes=2)) == EVE + timedelta(
        hours=2
    )


def test_for_each_moment_of_the_summit_there_is_the_real_time_at_which_it_was() -> None:
    jump = EVE + timedelta(hours=15)
    clock = begun(1).put_forward(jump, real=after(minutes=10)).going(60, real=after(minutes=20))
    assert clock.real(EVE + timedelta(minutes=5)) == after(minutes=5)
    # What was skipped was when it was skipped.
    assert clock.real(EVE + timedelta(hours=9)) == after(minutes=10)
    assert clock.real(jump + timedelta(minutes=3)) == after(minutes=13)
    # And what is to come, at the present speed.
    assert clock.real(jump + timedelta(minutes=70)) == after(minutes=21)


def test_a_moment_of_a_clock_that_stood_still_is_the_first_one_and_none_is_to_come() -> None:
    clock = begun(1).going(0, real=after(minutes=10))
    assert clock.real(EVE + timedelta(minutes=10)) == after(minutes=10)
    assert clock.real(EVE + timedelta(minutes=11)) is None
    assert clock.going(1, real=after(hours=1)).real(EVE + timedelta(minutes=10)) == after(
        minutes=10
    )


def test_before_the_rehearsal_time_went_by_as_it_does() -> None:
    assert begun(60).at(after(minutes=-3)) == EVE - timedelta(minutes=3)
    assert begun(60).real(EVE - timedelta(minutes=3)) == REAL


def test_it_comes_back_from_the_store_as_it_was() -> None:
    clock = begun(60).going(0, real=after(seconds=7.25)).resumed(EVE, real=after(hours=1))
    assert Clock.unpacked(clock.packed()) == clock


def test_it_keeps_no_more_changes_than_are_of_use() -> None:
    clock = begun(1)
    for second in range(MOST_STRETCHES + 50):
        clock = clock.going(1, real=after(seconds=second))
    assert len(clock.stretches) == MOST_STRETCHES
    assert clock.at(after(hours=1)) == EVE + timedelta(hours=1)


@given(
    st.lists(st.tuples(st.sampled_from([0, 1, 10, 60]), st.integers(0, 7200)), max_size=8),
    st.integers(0, 50_000),
)
def test_the_real_time_of_a_moment_is_never_later_than_when_it_was_shown(
    changes: list[tuple[int, int]], seconds: int
) -> None:
    clock, real = begun(1), REAL
    for speed, gap in changes:
        real += timedelta(seconds=gap)
        clock = clock.going(speed, real=real)
    shown = clock.at(after(seconds=seconds))
    found = clock.real(shown)
    assert found is not None
    assert found <= after(seconds=seconds) + timedelta(milliseconds=1)


def test_discord_is_told_whole_minutes_never_earlier_ones() -> None:
    assert whole_minute(after(seconds=0)) == REAL
    assert whole_minute(after(seconds=0.5)) == whole_minute(after(seconds=60)) == after(minutes=1)


# ---------------------------------------------------------------------- the day


def test_it_begins_on_the_evening_before() -> None:
    assert eve_of(PLAN) == EVE


def test_every_jump_is_after_the_evening_before() -> None:
    assert all(one.at > EVE for one in jumps(PLAN))


# ---------------------------------------------------------------------- the marks


def test_whatever_a_rehearsal_makes_carries_the_word() -> None:
    plan = as_rehearsal(PLAN)
    assert plan.summit.name == f"Rehearsal: {PLAN.summit.name}"
    assert plan.summit.welcome.startswith("**This is a rehearsal. Nothing here is real:**")
    assert plan.summit.welcome.endswith(PLAN.summit.welcome)
    assert plan.roles.organiser == f"Rehearsal: {PLAN.roles.organiser}"
    assert plan.channels.category == f"Rehearsal: {PLAN.channels.category}"
    names = [plan.channels.welcome, plan.channels.pledge_wall, plan.channels.organisers]
    here = [one for one in plan.sessions if one.kind != "break"]
    rooms = [one.channel_name for one in here] + [one.voice_name for one in here]
    assert all(one.startswith("rehearsal-") for one in names + rooms)
    # The rest of the plan is the plan's.
    assert plan.pledges == PLAN.pledges
    assert [one.title for one in plan.sessions] == [one.title for one in PLAN.sessions]


def test_the_marked_plan_is_a_plan_that_can_be_kept() -> None:
    long = PLAN.summit.model_copy(update={"welcome": "w" * 1500, "name": "n" * 100})
    for plan in (PLAN, PLAN.model_copy(update={"summit": long})):
        marked_plan = as_rehearsal(plan)
        assert Plan.model_validate_json(marked_plan.model_dump_json()) == marked_plan
        assert marked_plan.summit.welcome.startswith("**This is a rehearsal.")


def test_a_long_name_is_marked_and_fits() -> None:
    assert marked("a" * 100) == "Rehearsal: " + "a" * 89
    assert marked(marked("Keynote")) == "Rehearsal: Keynote"


# ---------------------------------------------------------------------- the cast and the crowd


def test_somebody_can_be_everybody_of_the_day() -> None:
    assert [one.label for one in cast(PLAN)] == [
        "Newcomer",
        "Resident",
        "Business",
        "Community group",
        "Facilitator: Early Years and Education",
        "Facilitator: Communities and Place",
        "Facilitator: Healthcare",
        "Facilitator: Employment and Income",
        "Organiser",
    ]
    assert [one.role for one in cast(PLAN)] == [
        "newcomer",
        *["attendee"] * 3,
        *["facilitator"] * 4,
        "organiser",
    ]


def test_nobody_can_be_somebody_whom_the_plan_does_not_have() -> None:
    assert part_of(PLAN, "facilitator-healthcare") is not None
    assert part_of(PLAN, "facilitator-nothing") is None


def test_invented_people_say_so_and_are_details_that_the_form_takes() -> None:
    people = invented()
    assert len(people) == 300
    assert all(is_invented(user_id) for user_id in people)
    assert {one.kind for one in people.values()} == {
        Kind.RESIDENT,
        Kind.BUSINESS,
        Kind.COMMUNITY_GROUP,
    }
    for details in people.values():
        assert details.name.startswith("Invented person ")
        assert not details.organisation or details.organisation.startswith("Invented ")
        assert details == check_details(
            name=details.name,
            kind=details.kind.value,
            organisation=details.organisation,
            publish_name=details.publish_name,
            access_needs="",
        )
    assert invented_words(3, "Healthcare").startswith("Invented pledge 3, for Healthcare")


def test_nobody_real_is_taken_for_invented() -> None:
    discord_began = 1_420_070_400_000
    first_second = int(datetime(2015, 1, 1, 0, 0, 1, tzinfo=UTC).timestamp() * 1000)
    assert not is_invented(first_second - discord_began << 22)
    assert not is_invented(80_351_110_224_678_912)  # an account of 2015
