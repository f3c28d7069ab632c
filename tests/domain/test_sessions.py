"""The programme's rules: order, what is on, what changed, and what an event needs."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from domain.sessions import (
    Change,
    EventStep,
    Phase,
    Session,
    changes,
    event_step,
    in_order,
    next_up,
    on_now,
    phase,
)

TEN = datetime(2026, 3, 20, 10, tzinfo=UTC)
HOUR = timedelta(hours=1)


def session(slug: str = "talk", start: int = 0, hours: int = 1, **other: Any) -> Session:
    """A session that starts ``start`` hours after ten."""
    values: dict[str, Any] = {
        "guild_id": 1,
        "slug": slug,
        "position": start,
        "title": slug.capitalize(),
        "kind": "keynote",
        "starts_at": TEN + start * HOUR,
        "ends_at": TEN + (start + hours) * HOUR,
        "slot": None,
        "capacity": None,
        "walk_in": True,
        "recorded": True,
        "text_channel": None,
        "voice_channel": None,
        "event_id": None,
        "cancelled": False,
    }
    return Session(**(values | other))


def slugs(sessions: list[Session]) -> list[str]:
    return [one.slug for one in sessions]


def test_a_session_is_on_from_its_start_and_no_more_at_its_end() -> None:
    one = session()
    assert [one.is_on(TEN + n * HOUR / 2) for n in (-1, 0, 1, 2)] == [False, True, True, False]
    assert [one.is_over(TEN + n * HOUR / 2) for n in (1, 2)] == [False, True]
    assert not replace(one, cancelled=True).is_on(TEN)


def test_what_is_on_and_what_is_next_leave_out_the_cancelled() -> None:
    day = [session("a"), session("b", 1, cancelled=True), session("c", 2), session("d", 2)]
    assert slugs(on_now(day, TEN)) == ["a"]
    assert slugs(next_up(day, TEN)) == ["c", "d"]
    assert next_up(day, TEN + 2 * HOUR) == []


def test_the_day_is_in_the_order_of_its_clock_with_workshops_together() -> None:
    day = [
        session("late", 3, position=0),
        session("food", 1, slot="one", position=1),
        session("other", 1, position=2),
        session("health", 1, slot="one", position=3),
        session("early", 0, position=4),
    ]
    assert slugs(in_order(day)) == ["early", "food", "health", "other", "late"]
    assert slugs(in_order(reversed(day))) == slugs(in_order(day))


@pytest.mark.parametrize(
    ("kinds", "hours", "expected"),
    [
        ("keynote break workshop pledging", -1, Phase.BEFORE),
        ("keynote break workshop pledging", 0, Phase.KEYNOTE),
        ("keynote break workshop pledging", 1, Phase.BETWEEN),
        ("keynote break workshop pledging", 2, Phase.WORKSHOP),
        ("keynote break workshop pledging", 3, Phase.PLEDGING),
        ("keynote break workshop pledging", 4, Phase.AFTER),
    ],
)
def test_the_phase_of_the_day(kinds: str, hours: int, expected: Phase) -> None:
    day = [session(f"s{n}", n, kind=kind) for n, kind in enumerate(kinds.split())]
    assert phase(day, TEN + hours * HOUR) is expected
    assert phase([replace(one, cancelled=True) for one in day], TEN + hours * HOUR) is Phase.OFF


def test_a_gap_in_the_day_is_between() -> None:
    assert phase([session("a"), session("b", 2)], TEN + HOUR) is Phase.BETWEEN


def test_each_change_is_told_with_what_was_and_is() -> None:
    one = session()
    later = replace(one, starts_at=TEN + HOUR, ends_at=TEN + 2 * HOUR, title="New", cancelled=True)
    assert changes(one, one) == []
    assert changes(one, replace(one, recorded=False, capacity=3)) == []
    assert changes(one, later) == [
        (Change.CANCELLED, "", ""),
        (Change.MOVED, "2026-03-20T10:00:00+00:00", "2026-03-20T11:00:00+00:00"),
        (Change.RENAMED, "Talk", "New"),
    ]
    assert changes(later, one)[0] == (Change.RESTORED, "", "")
    assert [what for what, _, _ in changes(one, replace(one, ends_at=TEN + 2 * HOUR))] == [
        Change.MOVED
    ]


@pytest.mark.parametrize(
    ("has", "told", "expected"),
    [
        ({}, None, EventStep.CREATE),
        ({}, "?x", EventStep.CREATE),
        ({"event_id": 5}, "x", None),
        ({"event_id": 5}, "y", EventStep.EDIT),
        ({"event_id": 5}, None, EventStep.EDIT),
        ({"event_id": 5, "cancelled": True}, "x", EventStep.CANCEL),
        ({"cancelled": True}, None, None),
        ({"kind": "break"}, None, None),
        ({"kind": "break", "event_id": 5}, "x", EventStep.CANCEL),
    ],
)
def test_what_an_event_needs(
    has: dict[str, Any], told: str | None, expected: EventStep | None
) -> None:
    one = session(**has)
    before = TEN - timedelta(seconds=1)
    assert event_step(one, told=told, wanted="x", now=before) is expected
    # What has begun at another place is Discord's.
    assert event_step(one, told=told, wanted="x", now=TEN) is None


@pytest.mark.parametrize(
    ("has", "told", "hours", "expected"),
    [
        ({"event_id": 5}, "x", 0, EventStep.START),
        ({"event_id": 5}, ">x", 0, None),
        ({}, None, 0, None),
        ({"event_id": 5, "cancelled": True}, "x", 0, None),
        ({"event_id": 5}, "x", 2, None),
        ({"event_id": 5}, ">x", 2, EventStep.END),
        ({"event_id": 5, "cancelled": True}, ">x", 0, EventStep.END),
        ({}, ">x", 2, None),
        ({"event_id": 5}, ">x", -1, EventStep.EDIT),  # it was moved after it had begun
    ],
)
def test_somebody_starts_and_ends_an_event_in_a_room(
    has: dict[str, Any], told: str | None, hours: int, expected: EventStep | None
) -> None:
    now = TEN + hours * HOUR
    assert event_step(session(**has), told=told, wanted="x", now=now, in_room=True) is expected
