"""Hands: when they can be raised, the queue, and what becomes of each."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import hands as rules
from domain.hands import Hand, Stage, State, Turn
from domain.rules import RuleBroken
from tests.domain.test_rooms import at, session

TALK = session("talk", 0, 60, kind="keynote")


def hand(place: int = 1, user_id: int = 11, state: State = State.UP, minute: int = 5) -> Hand:
    return Hand(place, 7, "talk", user_id, state, place, at(minute), None, None)


@pytest.mark.parametrize("kind", ["keynote", "workshop", "pledging"])
def test_hands_can_be_raised_while_a_session_is_on(kind: str) -> None:
    one = replace(TALK, kind=kind)
    assert rules.may_raise(one, at(0)) == one
    assert rules.open_to_hands([one], at(59)) == [one]


@pytest.mark.parametrize(
    ("change", "minute", "code"),
    [
        ({}, -1, "hand.early"),
        ({}, 60, "hand.over"),
        ({"cancelled": True}, 5, "hand.cancelled"),
        ({"kind": "break"}, 5, "hand.session"),
    ],
)
def test_otherwise_they_cannot(change: dict[str, object], minute: int, code: str) -> None:
    one = replace(TALK, **change)  # pyright: ignore[reportArgumentType]
    with pytest.raises(RuleBroken) as told:
        rules.may_raise(one, at(minute))
    assert told.value.code == code
    assert not rules.takes_hands(one, at(minute))
    assert rules.open_to_hands([one], at(minute)) == []


def test_a_session_that_is_not_there_takes_none() -> None:
    with pytest.raises(RuleBroken, match=r"hand\.session"):
        rules.may_raise(None, at(5))


@pytest.mark.parametrize(
    ("kind", "walk_in", "places", "is_open"),
    [
        ("workshop", True, [], True),
        ("workshop", False, ["talk"], True),
        ("workshop", False, ["other"], False),
        ("keynote", False, [], True),
    ],
)
def test_a_closed_workshop_needs_a_place(
    kind: str, walk_in: bool, places: list[str], is_open: bool
) -> None:
    one = replace(TALK, kind=kind, walk_in=walk_in)
    assert rules.is_open_to(one, places) is is_open
    if is_open:
        rules.require_place(one, places)
        return
    with pytest.raises(RuleBroken) as told:
        rules.require_place(one, places)
    assert (told.value.code, told.value.facts) == ("hand.no_place", {"title": one.title})


@pytest.mark.parametrize(
    ("raised", "now", "counts"), [(5, 10, True), (0, 59, True), (-9, 10, False), (5, 60, False)]
)
def test_a_hand_counts_in_the_session_that_is_on_alone(raised: int, now: int, counts: bool) -> None:
    assert rules.counts(hand(minute=raised), TALK, at(now)) is counts
    assert not rules.counts(hand(minute=raised, state=State.CALLED), TALK, at(now))


@given(st.permutations(range(1, 8)), st.sets(st.integers(1, 7)))
def test_the_queue_is_in_the_order_of_places_without_gaps(order: list[int], down: set[int]) -> None:
    every = [
        hand(place, 100 + place, State.LOWERED if place in down else State.UP) for place in order
    ]
    waiting = rules.queue(every)
    assert [one.place for one in waiting] == sorted(set(order) - down)
    places = [rules.place_of(waiting, 100 + place) for place in sorted(order)]
    assert [place for place in places if place] == list(range(1, len(waiting) + 1))
    assert all((rules.place_of(waiting, 100 + place) is None) == (place in down) for place in order)


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (1, "1st"),
        (2, "2nd"),
        (3, "3rd"),
        (4, "4th"),
        (11, "11th"),
        (12, "12th"),
        (13, "13th"),
        (21, "21st"),
        (22, "22nd"),
        (103, "103rd"),
        (111, "111th"),
    ],
)
def test_places_are_said_as_people_say_them(number: int, said: str) -> None:
    assert rules.ordinal(number) == said


def test_a_hand_is_called_once_and_who_called_is_kept() -> None:
    called = rules.call(hand(), user_id=91, now=at(6))
    assert (called.state, called.called_by, called.done_at) == (State.CALLED, 91, at(6))
    with pytest.raises(RuleBroken) as told:
        rules.call(called, user_id=92, now=at(7))
    assert (told.value.code, told.value.facts) == ("hand.called", {"user_id": 11, "by": 91})


@pytest.mark.parametrize("state", [State.LOWERED, State.CLEARED, State.ENDED])
def test_a_hand_that_is_down_is_neither_called_nor_skipped(state: State) -> None:
    with pytest.raises(RuleBroken, match=r"hand\.gone"):
        rules.call(hand(state=state), user_id=91, now=at(6))
    with pytest.raises(RuleBroken, match=r"hand\.gone"):
        rules.skip(hand(state=state), place_seen=1, end=5)


def test_skipping_goes_to_the_end_once() -> None:
    skipped = rules.skip(hand(), place_seen=1, end=5)
    assert skipped == replace(hand(), place=5)
    with pytest.raises(RuleBroken, match=r"hand\.moved"):
        rules.skip(skipped, place_seen=1, end=6)


def test_lowering_ends_it() -> None:
    assert rules.lower(hand(), at(9)) == replace(hand(), state=State.LOWERED, done_at=at(9))


# ---------------------------------------------------------------------- turns and the stage


@pytest.mark.parametrize(
    ("stage", "after"),
    [
        (Stage.NONE, Stage.NONE),
        (Stage.INVITE, Stage.NONE),
        (Stage.UP, Stage.DOWN),
        (Stage.DOWN, Stage.DOWN),
    ],
)
def test_a_turn_that_is_over_brings_back_whom_the_bot_let_speak(stage: Stage, after: Stage) -> None:
    called = rules.call(hand(), user_id=91, now=at(6))
    assert (called.turn, called.stage) == (Turn.ON, Stage.INVITE)
    done = rules.finish(replace(called, stage=stage))
    assert (done.state, done.turn, done.stage) == (State.CALLED, Turn.OVER, after)
    assert rules.finish(done) == done


@pytest.mark.parametrize("state", [State.UP, State.LOWERED, State.CLEARED, State.ENDED])
def test_who_was_not_called_on_has_no_turn_to_end(state: State) -> None:
    with pytest.raises(RuleBroken, match=r"hand\.unknown"):
        rules.finish(hand(state=state))


def test_two_who_lead_do_not_call_on_two_within_a_moment() -> None:
    called = rules.call(hand(), user_id=91, now=at(6))
    assert rules.called_just_now(called, 92, at(6))
    assert not rules.called_just_now(called, 91, at(6))
    assert not rules.called_just_now(called, 92, at(6) + rules.A_MOMENT)


requests = st.tuples(
    st.integers(1, 1 << 62),
    st.sampled_from(["talk", "food"]),
    st.integers(1, 1 << 62),
    st.integers(0, 10_000),
)


@given(requests)
def test_the_same_request_is_always_the_same_hand(one: tuple[int, str, int, int]) -> None:
    guild_id, slug, user_id, minute = one
    made = rules.request_id(guild_id, slug, user_id, at(minute))
    assert made == rules.request_id(guild_id, slug, user_id, at(minute))
    assert 0 < made < 1 << 63
    assert made != rules.request_id(guild_id, slug, user_id, at(minute + 1))
    assert made >> 22 == int(at(minute).timestamp() * 1000) - 1_420_070_400_000
