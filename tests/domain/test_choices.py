"""The rules of choosing workshops."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from domain.choices import Taken, may_choose, may_leave, moves_up, places_left, slot_of, slots
from domain.rules import RuleBroken
from domain.sessions import Session

START = datetime(2026, 3, 20, 10, 0, tzinfo=UTC)
END = START + timedelta(hours=1)
ONE = Session(
    guild_id=1,
    slug="one",
    position=0,
    title="One",
    kind="workshop",
    starts_at=START,
    ends_at=END,
    slot="morning",
    capacity=3,
    walk_in=True,
    recorded=True,
    text_channel=None,
    voice_channel=None,
    event_id=None,
    cancelled=False,
)
TWO = replace(ONE, slug="two", position=1)
ALONE = replace(ONE, slug="alone", slot=None, position=2, starts_at=START - timedelta(hours=2))


def test_a_workshop_without_a_slot_is_a_slot_of_its_own() -> None:
    assert slot_of(ONE) == slot_of(TWO) == "morning"
    # A slot of a plan may be called like a workshop: it is another one.
    assert slot_of(ALONE) != slot_of(replace(ONE, slot="alone"))


def test_slots_are_in_order_and_hold_what_can_be_chosen_still() -> None:
    sessions = [
        ONE,
        TWO,
        ALONE,
        replace(ONE, slug="talk", kind="keynote", slot=None),
        replace(ONE, slug="gone", cancelled=True),
    ]
    early = START - timedelta(hours=3)
    assert [slot.workshops for slot in slots(sessions, early)] == [(ALONE,), (ONE, TWO)]
    over = replace(ALONE, ends_at=START)
    assert [slot.key for slot in slots([over, ONE], START)] == ["morning"]


@pytest.mark.parametrize("now", [START - timedelta(days=9), START, END - timedelta(seconds=1)])
def test_a_workshop_can_be_chosen_and_left_until_its_end(now: datetime) -> None:
    assert may_choose(ONE, now) is ONE
    assert may_leave(ONE, now) is ONE


@pytest.mark.parametrize(
    ("session", "now", "code"),
    [
        (None, START, "choice.unknown"),
        (replace(ONE, kind="keynote"), START, "choice.not_workshop"),
        (replace(ONE, cancelled=True), START, "choice.cancelled"),
        (ONE, END, "choice.over"),
    ],
)
def test_what_cannot_be_chosen_says_why(session: Session | None, now: datetime, code: str) -> None:
    with pytest.raises(RuleBroken) as told:
        may_choose(session, now)
    assert told.value.code == code


def test_a_cancelled_workshop_can_be_left_at_any_time_and_one_that_is_over_cannot() -> None:
    cancelled = replace(ONE, cancelled=True)
    assert may_leave(cancelled, END) is cancelled
    with pytest.raises(RuleBroken, match=r"choice\.over"):
        may_leave(ONE, END)
    with pytest.raises(RuleBroken, match=r"choice\.unknown"):
        may_leave(None, START)


@pytest.mark.parametrize(
    ("capacity", "places", "left"), [(3, 0, 3), (3, 2, 1), (3, 3, 0), (3, 5, 0), (None, 9, None)]
)
def test_places_left(capacity: int | None, places: int, left: int | None) -> None:
    assert places_left(replace(ONE, capacity=capacity), places) == left


@pytest.mark.parametrize(
    ("session", "taken", "expected"),
    [
        (ONE, Taken(3, 4), 0),
        (ONE, Taken(2, 4), 1),
        (ONE, Taken(0, 2), 2),
        (replace(ONE, capacity=None), Taken(0, 2), 2),
        (replace(ONE, cancelled=True), Taken(0, 2), 0),
        (replace(ONE, kind="keynote"), Taken(0, 2), 0),
        (replace(ONE, ends_at=START), Taken(0, 2), 0),
    ],
)
def test_as_many_move_up_as_there_is_room(session: Session, taken: Taken, expected: int) -> None:
    assert moves_up(session, taken, START) == expected
