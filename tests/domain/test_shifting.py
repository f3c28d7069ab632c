"""Changing the programme by hand: what moves, what is refused, and what a set-up leaves alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.rules import RuleBroken
from domain.sessions import Rooms, Session
from domain.shifting import (
    ByHand,
    How,
    Move,
    RoomKind,
    Shift,
    cancelled,
    kept_by_hand,
    overlap,
    restored,
    rooms_after,
    shifted,
    sign_of_moves,
    swapped,
)
from tests.domain.test_sessions import HOUR, TEN, session

MINUTE = timedelta(minutes=1)
TALK = session("talk", 0)
FOOD = session("food", 1, kind="workshop", slot="one", text_channel=1, voice_channel=11)
HEALTH = session("health", 1, kind="workshop", slot="one", text_channel=2, voice_channel=12)
LUNCH = session("lunch", 2, kind="break")
CLOSING = session("closing", 3, kind="pledging", text_channel=3)
DAY = (TALK, FOOD, HEALTH, LUNCH, CLOSING)
BEFORE = TEN - HOUR
IN_TALK = TEN + 30 * MINUTE


def times(moves: list[Move]) -> dict[str, tuple[float, float]]:
    """Start and end of each that moves, in minutes after ten."""
    return {
        one.after.slug: ((one.after.starts_at - TEN) / MINUTE, (one.after.ends_at - TEN) / MINUTE)
        for one in moves
    }


def test_a_session_moves_with_all_that_comes_after_it() -> None:
    assert times(shifted(DAY, Shift("food", 10), BEFORE)) == {
        "food": (70, 130),
        "health": (70, 130),
        "lunch": (130, 190),
        "closing": (190, 250),
    }


def test_from_now_on_what_has_begun_ends_later_and_the_rest_moves() -> None:
    assert times(shifted(DAY, Shift("", 10), IN_TALK)) == {
        "talk": (0, 70),
        "food": (70, 130),
        "health": (70, 130),
        "lunch": (130, 190),
        "closing": (190, 250),
    }


def test_what_is_over_stays() -> None:
    moves = shifted(DAY, Shift("", 10), TEN + HOUR)
    assert "talk" not in times(moves)
    assert times(moves)["food"] == (60, 130)
    with pytest.raises(RuleBroken, match=r"change\.over"):
        shifted(DAY, Shift("talk", 10), TEN + HOUR)


def test_the_next_break_makes_up_for_it_and_keeps_five_minutes() -> None:
    assert times(shifted(DAY, Shift("food", 20, How.BREAKS), BEFORE)) == {
        "food": (80, 140),
        "health": (80, 140),
        "lunch": (140, 180),
    }
    assert times(shifted(DAY, Shift("", 60, How.BREAKS), IN_TALK)) == {
        "talk": (0, 120),
        "food": (120, 180),
        "health": (120, 180),
        "lunch": (180, 185),
        "closing": (185, 245),
    }


def test_one_alone_moves_where_nothing_else_is() -> None:
    assert times(shifted(DAY, Shift("closing", 15, How.ONE), BEFORE)) == {"closing": (195, 255)}
    with pytest.raises(RuleBroken, match=r"change\.clash") as refused:
        shifted(DAY, Shift("lunch", 15, How.ONE), BEFORE)
    assert refused.value.facts == {"title": "Lunch", "other": "Closing"}


def test_a_parallel_workshop_may_leave_the_others_times_but_not_run_into_the_break() -> None:
    roomy = (TALK, FOOD, HEALTH, CLOSING)
    assert times(shifted(roomy, Shift("food", 15, How.ONE), BEFORE)) == {"food": (75, 135)}
    with pytest.raises(RuleBroken, match=r"change\.clash"):
        shifted(DAY, Shift("food", 15, How.ONE), BEFORE)


@pytest.mark.parametrize(
    ("wanted", "now", "code"),
    [
        (Shift("", 0), BEFORE, "change.minutes"),
        (Shift("", 241), BEFORE, "change.minutes"),
        (Shift("none", 5), BEFORE, "change.unknown"),
        (Shift("", 5), TEN + 9 * HOUR, "change.nothing"),
        (Shift("talk", -60), BEFORE, "change.too_early"),
        (Shift("talk", -30, How.ONE), IN_TALK, "change.ends_early"),
        (Shift("food", -10), BEFORE, "change.clash"),
    ],
)
def test_what_cannot_be_is_refused(wanted: Shift, now: datetime, code: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        shifted(DAY, wanted, now)
    assert refused.value.code == code


def test_what_has_begun_moves_at_its_end_alone() -> None:
    (move,) = shifted((TALK,), Shift("talk", -10, How.ONE), IN_TALK)
    assert move.only_its_end
    assert times([move]) == {"talk": (0, 50)}


def test_what_is_cancelled_comes_along_and_clashes_with_nothing() -> None:
    off = replace(FOOD, cancelled=True)
    moves = shifted((TALK, off, HEALTH), Shift("", 10), BEFORE)
    assert times(moves)["food"] == times(moves)["health"] == (70, 130)
    with pytest.raises(RuleBroken, match=r"change\.is_cancelled"):
        shifted((TALK, off), Shift("food", 10), BEFORE)


def test_midnight_is_where_the_summit_is_and_an_hour_stays_an_hour_when_clocks_change() -> None:
    # The clocks go back at 01:00 UTC on 25 October 2026, forward on 29 March.
    for day, month in ((25, 10), (29, 3)):
        start = datetime(2026, month, day, 0, 30, tzinfo=UTC)
        late = replace(TALK, starts_at=start, ends_at=start + HOUR)
        (move,) = shifted((late,), Shift("talk", 60), start - HOUR)
        assert move.after.starts_at - move.before.starts_at == HOUR
        assert move.after.ends_at - move.after.starts_at == HOUR
        assert not move.passes_midnight("Europe/London")
    evening = datetime(2026, 6, 1, 21, 30, tzinfo=UTC)
    late = replace(TALK, starts_at=evening, ends_at=evening + HOUR)
    (move,) = shifted((late,), Shift("talk", 60), evening - HOUR)
    assert move.passes_midnight("Europe/London")
    assert not move.passes_midnight("America/New_York")


@given(
    minutes=st.integers(-240, 240).filter(bool),
    how=st.sampled_from(How),
    slug=st.sampled_from(["", *(one.slug for one in DAY)]),
    now=st.integers(-120, 300),
)
def test_whatever_moves_nothing_overlaps_or_starts_in_the_past(
    minutes: int, how: How, slug: str, now: int
) -> None:
    moment = TEN + now * MINUTE
    try:
        moves = shifted(DAY, Shift(slug, minutes, how), moment)
    except RuleBroken:
        return
    after = {one.slug: one for one in DAY} | {move.after.slug: move.after for move in moves}
    for move in moves:
        assert not move.before.is_over(moment)
        assert move.only_its_end or move.after.starts_at > moment
        assert move.after.ends_at > max(moment, move.after.starts_at)
        length = move.after.ends_at - move.after.starts_at
        if not move.only_its_end and move.before.kind != "break":
            assert length == move.before.ends_at - move.before.starts_at
    every = list(after.values())
    for one in every:
        for other in every:
            if one.slug < other.slug and not (one.slot and one.slot == other.slot):
                assert not overlap(one, other)


def test_the_sign_tells_every_shift_and_every_version_apart() -> None:
    one, two = Shift("food", 10), Shift("food", 15)
    signs = {
        sign_of_moves(version, wanted, shifted(DAY, wanted, BEFORE))
        for version in (1, 2)
        for wanted in (one, two, replace(one, how=How.BREAKS))
    }
    assert len(signs) == 6


# ---------------------------------------------------------------------- cancelling


def test_cancelling_says_why_and_taking_it_back_forgets_it() -> None:
    off = cancelled(FOOD, "  The speaker\nis ill ", BEFORE)
    assert off == replace(FOOD, cancelled=True, reason="The speaker is ill")
    assert restored(DAY, off, by_hand=True, now=BEFORE) == FOOD


@pytest.mark.parametrize(
    ("there", "reason", "now", "code"),
    [
        (None, "Why not", BEFORE, "change.unknown"),
        (replace(FOOD, cancelled=True), "Why not", BEFORE, "change.is_cancelled"),
        (FOOD, "Why not", TEN + 2 * HOUR, "change.over"),
        (FOOD, "", BEFORE, "text.empty"),
        (FOOD, "x" * 201, BEFORE, "text.too_long"),
    ],
)
def test_what_cannot_be_cancelled(
    there: Session | None, reason: str, now: datetime, code: str
) -> None:
    with pytest.raises(RuleBroken) as refused:
        cancelled(there, reason, now)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("there", "by_hand", "now", "code"),
    [
        (None, True, BEFORE, "change.unknown"),
        (CLOSING, True, BEFORE, "change.not_cancelled"),
        (replace(CLOSING, cancelled=True), True, TEN + 9 * HOUR, "change.over"),
        (replace(CLOSING, cancelled=True), False, BEFORE, "change.by_plan"),
        (replace(TALK, slug="new", cancelled=True), True, BEFORE, "change.clash"),
    ],
)
def test_what_cannot_take_place_after_all(
    there: Session | None, by_hand: bool, now: datetime, code: str
) -> None:
    with pytest.raises(RuleBroken) as refused:
        restored(DAY, there, by_hand=by_hand, now=now)
    assert refused.value.code == code


# ---------------------------------------------------------------------- rooms

VOICE = RoomKind("voice", by_name=False, people_at_most=0)
STAGE = replace(VOICE, listens="stage")
KINDS = {"food": VOICE, "health": VOICE, "closing": STAGE}
NONE = frozenset[str]()


def test_two_sessions_take_each_others_rooms() -> None:
    one, other = swapped(FOOD, HEALTH, KINDS, NONE, BEFORE)
    assert (one.slug, one.text_channel, one.voice_channel) == ("food", 2, 12)
    assert (other.slug, other.text_channel, other.voice_channel) == ("health", 1, 11)


@pytest.mark.parametrize(
    ("one", "other", "in_use", "now", "code"),
    [
        (FOOD, None, NONE, BEFORE, "change.unknown"),
        (FOOD, FOOD, NONE, BEFORE, "change.same"),
        (FOOD, LUNCH, NONE, BEFORE, "change.no_room"),
        (FOOD, CLOSING, NONE, BEFORE, "change.rooms_differ"),
        (FOOD, HEALTH, NONE, TEN + HOUR, "change.begun"),
        (FOOD, HEALTH, frozenset({"health"}), BEFORE, "change.room_open"),
        (FOOD, replace(HEALTH, cancelled=True), NONE, BEFORE, "change.is_cancelled"),
    ],
)
def test_rooms_that_are_not_swapped(
    one: Session | None, other: Session | None, in_use: frozenset[str], now: datetime, code: str
) -> None:
    with pytest.raises(RuleBroken) as refused:
        swapped(one, other, KINDS, in_use, now)
    assert refused.value.code == code


# ---------------------------------------------------------------------- beside the plan


def hand(**other: Any) -> ByHand:
    later = replace(FOOD, starts_at=FOOD.starts_at + HOUR, ends_at=FOOD.ends_at + HOUR)
    return ByHand(later, **other)


def test_a_plan_that_says_nothing_new_leaves_the_move_and_one_that_does_replaces_it() -> None:
    moved = hand(planned=(FOOD.starts_at, FOOD.ends_at))
    assert kept_by_hand(moved.session, FOOD, moved) == moved.session
    assert moved.minutes == 60
    newer = replace(FOOD, ends_at=FOOD.ends_at + MINUTE)
    assert kept_by_hand(moved.session, newer, moved) == newer
    assert kept_by_hand(moved.session, FOOD, hand()) == FOOD
    renamed = replace(FOOD, title="Bread")
    assert kept_by_hand(moved.session, renamed, moved) == replace(moved.session, title="Bread")


def test_what_was_cancelled_by_hand_stays_so_with_its_reason() -> None:
    off = replace(FOOD, cancelled=True, reason="Ill")
    assert kept_by_hand(off, FOOD, ByHand(off, cancelled=True)) == off
    assert kept_by_hand(off, FOOD, ByHand(off)) == FOOD


def test_swapped_rooms_stay_swapped_until_one_of_the_sessions_is_gone() -> None:
    rooms = {"food": Rooms(1, 11), "health": Rooms(2, 12), "closing": Rooms(3)}
    hands = {
        "food": ByHand(FOOD, rooms_of="health"),
        "health": ByHand(HEALTH, rooms_of="food"),
        "closing": ByHand(CLOSING),
    }
    after = rooms_after(rooms, hands, ["food", "health", "closing"])
    assert after == {"food": Rooms(2, 12), "health": Rooms(1, 11), "closing": Rooms(3)}
    assert rooms_after(rooms, hands, ["food", "closing"]) == rooms
