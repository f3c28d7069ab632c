"""When a reminder is due, when it is too late, and what is done first."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.plan import parse_plan
from domain.reminders import (
    GRACE,
    Do,
    Post,
    State,
    Step,
    is_due,
    is_stale,
    lead_due,
    next_part,
    next_step,
)
from domain.sessions import Rooms, Session, planned

START = datetime(2026, 3, 20, 10, 0, tzinfo=UTC)
FOOD = Session(
    guild_id=1,
    slug="food",
    position=0,
    title="Food for all",
    kind="workshop",
    starts_at=START,
    ends_at=START + timedelta(hours=1),
    slot=None,
    capacity=None,
    walk_in=True,
    recorded=True,
    text_channel=70,
    voice_channel=None,
    event_id=None,
    cancelled=False,
)
WORK = replace(FOOD, slug="work", position=1, text_channel=71)
TEN = START - timedelta(minutes=10)
ONE = START - timedelta(minutes=1)


def post(session: Session = FOOD, **other: object) -> Post:
    """The first and only message of the ten-minute reminder, posted when that was due."""
    kept = Post(
        id=1,
        guild_id=1,
        slug=session.slug,
        starts_at=session.starts_at,
        lead=10,
        part=1,
        more=False,
        channel_id=session.text_channel or 0,
        message_id=900,
        state=State.POSTED,
        begun_at=TEN,
    )
    return replace(kept, **other)  # type: ignore[arg-type]


# ---------------------------------------------------------------- due


@pytest.mark.parametrize(
    ("seconds_before", "lead"),
    [
        (601, None),
        (600, 10),
        (301, 10),
        (300, None),  # too late for ten minutes: it is dropped
        (61, None),
        (60, 1),
        (1, 1),
        (0, None),  # it has begun
        (-1, None),
    ],
)
def test_each_reminder_has_its_time_and_is_dropped_after_it(
    seconds_before: int, lead: int | None
) -> None:
    assert lead_due(FOOD, START - timedelta(seconds=seconds_before)) == lead


@pytest.mark.parametrize("other", [{"kind": "break"}, {"cancelled": True}, {"text_channel": None}])
def test_breaks_cancelled_sessions_and_those_without_a_room_have_none(
    other: dict[str, object],
) -> None:
    assert lead_due(replace(FOOD, **other), TEN) is None  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", ["keynote", "workshop", "pledging"])
def test_every_other_kind_has_them(kind: str) -> None:
    assert lead_due(replace(FOOD, kind=kind), TEN) == 10


@given(st.integers(-100_000, 100_000))
def test_a_reminder_is_never_due_after_the_start_nor_long_before(seconds: int) -> None:
    now = START + timedelta(seconds=seconds)
    lead = lead_due(FOOD, now)
    if lead is not None:
        assert timedelta(0) < START - now <= timedelta(minutes=lead)


CROSSING = """
[summit]
name = "Anytown Summit"
organiser = "Anytown Council"
date = {date}
time_zone = "Europe/London"
welcome = "Welcome."
privacy_notice = "We keep what you write here."
[[pledges.themes]]
slug = "food"
title = "Food"
[[sessions]]
slug = "closing"
title = "Closing"
kind = "pledging"
starts = "{starts}"
ends = "{ends}"
{more}
"""


@pytest.mark.parametrize(
    ("date", "starts", "ends", "instant"),
    [
        # The clocks go forward at 01:00 UTC: 02:05 in London is five minutes after that.
        ("2026-03-29", "02:05", "03:00", datetime(2026, 3, 29, 1, 5, tzinfo=UTC)),
        # They go back at 01:00 UTC: 01:30 comes twice, and the first is meant.
        ("2026-10-25", "01:30", "03:00", datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        ("2026-10-25", "02:05", "03:00", datetime(2026, 10, 25, 2, 5, tzinfo=UTC)),
        ("2026-07-01", "00:05", "01:00", datetime(2026, 6, 30, 23, 5, tzinfo=UTC)),
        ("2026-01-01", "00:05", "01:00", datetime(2026, 1, 1, 0, 5, tzinfo=UTC)),
    ],
)
def test_each_is_due_for_its_own_minutes_on_days_when_clocks_change_and_over_midnight(
    date: str, starts: str, ends: str, instant: datetime
) -> None:
    plan = parse_plan(CROSSING.format(date=date, starts=starts, ends=ends, more=""))
    session = planned(plan, plan.sessions[0], 0, 1, Rooms(text=70))
    assert session.starts_at == instant
    seconds = range(-2 * 3600, 3600)
    due = [lead_due(session, instant + timedelta(seconds=one)) for one in seconds]
    assert [one for one in seconds if due[one + 2 * 3600] == 10] == list(range(-600, -300))
    assert [one for one in seconds if due[one + 2 * 3600] == 1] == list(range(-60, 0))


# ---------------------------------------------------------------- what comes next


def test_a_reminder_is_begun_once_for_each_start_and_time() -> None:
    assert next_step([FOOD], [], TEN) == Step(Do.BEGIN, "food")
    assert next_step([FOOD], [post()], TEN) is None
    assert next_part(FOOD, [post()], ONE) == 1
    moved = replace(FOOD, starts_at=START + timedelta(minutes=30))
    assert next_part(moved, [post()], TEN + timedelta(minutes=30)) == 1
    assert next_part(FOOD, [post(state=State.DROPPED)], TEN) is None
    assert next_part(FOOD, [post(state=State.REMOVED)], TEN) is None


@pytest.mark.parametrize(
    ("state", "part"),
    [(State.POSTED, 2), (State.DROPPED, 2), (State.SENDING, None), (State.WAITING, None)],
)
def test_a_second_part_comes_after_the_first_is_through(state: State, part: int | None) -> None:
    assert next_part(FOOD, [post(more=True, state=state)], TEN) == part


def test_every_room_gets_its_first_message_before_any_its_second() -> None:
    step = next_step([FOOD, WORK], [post(more=True)], TEN)
    assert step == Step(Do.BEGIN, "work")
    both = [post(more=True), post(WORK, id=2)]
    assert next_step([FOOD, WORK], both, TEN) == Step(Do.BEGIN, "food")


def test_what_may_have_arrived_is_looked_for_after_a_moment() -> None:
    sending = post(state=State.SENDING, message_id=None)
    assert next_step([FOOD], [sending], TEN + GRACE - timedelta(seconds=1)) is None
    assert next_step([FOOD], [sending], TEN + GRACE) == Step(Do.LOOK, "food", sending)
    # However late it is, and whatever became of the session: it may stand there.
    late = START + timedelta(days=2)
    assert next_step([], [sending], late) == Step(Do.LOOK, "food", sending)


def test_what_was_refused_is_tried_again_in_time_and_dropped_after_it() -> None:
    waiting = post(state=State.WAITING, message_id=None)
    again = TEN + timedelta(minutes=4)
    assert next_step([FOOD], [waiting], again) == Step(Do.AGAIN, "food", waiting)
    too_late = TEN + timedelta(minutes=5)
    assert next_step([FOOD], [waiting], too_late) == Step(Do.DROP, "food", waiting)
    for changed in (replace(FOOD, cancelled=True), replace(FOOD, starts_at=START + GRACE)):
        assert next_step([changed], [waiting], again) == Step(Do.DROP, "food", waiting)
        assert not is_due(waiting, changed, again)


def test_a_room_that_rests_holds_no_other_room_up() -> None:
    waiting = post(state=State.WAITING)
    assert next_step([FOOD, WORK], [waiting], TEN, resting={70}) == Step(Do.BEGIN, "work")
    assert next_step([FOOD], [post(state=State.SENDING)], TEN + GRACE, resting={70}) is None
    assert next_step([FOOD], [], TEN, resting={70}) is None
    assert next_step([FOOD], [post()], START, resting={70}) is None


def test_the_first_reminder_goes_when_the_second_is_out_and_the_second_soon_after_the_start() -> (
    None
):
    first = post()
    second = post(id=2, lead=1)
    assert not is_stale(first, FOOD, ONE - timedelta(seconds=1))
    assert next_step([FOOD], [first], ONE) == Step(Do.BEGIN, "food")
    assert next_step([FOOD], [first, second], ONE) == Step(Do.REMOVE, "food", first)
    assert next_step([FOOD], [second], START + timedelta(minutes=4)) is None
    end = START + timedelta(minutes=5)
    assert next_step([FOOD], [second], end) == Step(Do.REMOVE, "food", second)


def test_a_message_that_is_no_longer_true_goes_at_once() -> None:
    there = post()
    for changed in (
        [replace(FOOD, cancelled=True)],
        [replace(FOOD, starts_at=START + timedelta(hours=1))],
        [],
    ):
        assert next_step(changed, [there], TEN + GRACE) == Step(Do.REMOVE, "food", there)


@given(st.lists(st.integers(0, 1200), min_size=1, max_size=60, unique=True))
def test_whenever_it_is_looked_each_reminder_is_begun_at_most_once(seconds: list[int]) -> None:
    """Also where the clock jumps back and forth."""
    posts: list[Post] = []
    for second in seconds:
        now = START - timedelta(seconds=1200) + timedelta(seconds=second)
        step = next_step([FOOD], posts, now)
        if step is not None and step.do is Do.BEGIN:
            lead = lead_due(FOOD, now)
            assert lead is not None
            posts.append(post(id=len(posts) + 1, lead=lead, begun_at=now))
    assert len({one.lead for one in posts}) == len(posts) <= 2
