"""How long people were there, when it counts, and what everybody may be told of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.attendance import (
    FEWEST,
    OTHERS,
    OTHERS_BY_TEXT,
    UNKNOWN,
    Attendance,
    Person,
    Span,
    counts,
    each_once,
    merged,
    minutes,
    public_heads,
    public_kinds,
)
from domain.attendees import Kind
from domain.facilitation import Door
from domain.sessions import Session

NOON = datetime(2026, 3, 20, 12, tzinfo=UTC)


def at(minute: float) -> datetime:
    return NOON + timedelta(minutes=minute)


LATER = at(60)


def span(first: float, last: float) -> Span:
    return Span(at(first), at(last))


def session(starts: datetime = NOON, ends: datetime = LATER, **other: object) -> Session:
    values: dict[str, object] = {
        "guild_id": 1,
        "slug": "food",
        "position": 0,
        "title": "Food",
        "kind": "workshop",
        "starts_at": starts,
        "ends_at": ends,
        "slot": None,
        "capacity": None,
        "walk_in": True,
        "recorded": False,
        "text_channel": 7,
        "voice_channel": 8,
        "event_id": None,
        "cancelled": False,
    }
    return Session(**(values | other))  # type: ignore[arg-type]


SPANS = st.lists(
    st.tuples(st.integers(0, 10_000), st.integers(0, 10_000)).map(
        lambda pair: Span(NOON + timedelta(seconds=min(pair)), NOON + timedelta(seconds=max(pair)))
    ),
    max_size=12,
)


# ------------------------------------------------------------------ how long


@given(SPANS)
def test_nobody_was_there_longer_than_from_first_to_last(spans: list[Span]) -> None:
    if not spans:
        assert minutes(spans) == 0
        return
    wall = max(one.left for one in spans) - min(one.joined for one in spans)
    assert timedelta(minutes=minutes(spans)) <= wall
    longest = max(one.left - one.joined for one in spans)
    assert minutes(spans) >= longest // timedelta(minutes=1)


@given(SPANS)
def test_merged_spans_are_in_order_and_apart_and_hold_the_same_time(spans: list[Span]) -> None:
    found = merged(spans)
    for before, after in pairwise(found):
        assert before.left < after.joined
    for second in range(0, 10_000, 97):
        moment = NOON + timedelta(seconds=second)
        inside = any(one.joined <= moment < one.left for one in spans)
        assert inside == any(one.joined <= moment < one.left for one in found)
    assert merged(found) == found


def test_who_comes_back_has_the_sum_of_both_and_overlaps_count_once() -> None:
    assert minutes([span(0, 10), span(30, 45)]) == 25
    assert minutes([span(0, 10), span(5, 15)]) == 15
    assert minutes([span(0, 0.9)]) == 0


def test_an_hour_through_the_change_of_the_clocks_is_an_hour() -> None:
    """29 March 2026, 01:00 UTC: clocks in Britain go from 01:00 to 02:00."""
    first = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)
    assert minutes([Span(first, first + timedelta(hours=1))]) == 60


# ------------------------------------------------------------------ when it counts


@pytest.mark.parametrize(
    ("minute", "door", "wanted"),
    [
        (0, Door.OPEN, True),
        (0, Door.CLOSING, True),
        (0, Door.QUIET, False),
        (30, Door.CLOSED, False),
        (-15, Door.OPEN, True),
        (-16, Door.OPEN, False),
        (89, Door.OPEN, True),
        (90, Door.OPEN, False),
    ],
)
def test_being_there_counts_while_the_room_is_open_around_its_session(
    minute: float, door: Door, wanted: bool
) -> None:
    assert counts(session(), door, at(minute)) is wanted


def test_a_session_over_midnight_counts_on_both_days() -> None:
    late = session(at(11.5 * 60), at(12.5 * 60))
    assert counts(late, Door.OPEN, at(11.9 * 60))
    assert counts(late, Door.OPEN, at(12.1 * 60))


def test_breaks_and_cancelled_sessions_do_not_count() -> None:
    assert not counts(session(kind="break"), Door.OPEN, NOON)
    assert not counts(session(cancelled=True), Door.OPEN, NOON)


# ------------------------------------------------------------------ in public

KINDS = st.dictionaries(st.sampled_from([*Kind, None]), st.integers(1, 12), max_size=len(Kind) + 1)


@given(KINDS)
def test_no_kind_of_so_few_is_told_apart_nor_can_be_worked_out(
    by_kind: dict[Kind | None, int],
) -> None:
    found = public_kinds(by_kind)
    assert all(n >= FEWEST for _, n in found)
    total = sum(by_kind.values())
    # Either all of them add up, or nothing is told of any kind.
    assert sum(n for _, n in found) in {total, 0}
    assert (sum(n for _, n in found) == 0) == (total < FEWEST)


def test_few_of_one_kind_take_the_next_smallest_with_them() -> None:
    assert public_kinds({Kind.RESIDENT: 10, Kind.BUSINESS: 4, Kind.PUBLIC_BODY: 1}) == [
        ("Resident", 10),
        (OTHERS, 5),
    ]
    assert public_kinds({Kind.RESIDENT: 10, Kind.BUSINESS: 2, Kind.PUBLIC_BODY: 1}) == [
        ("Resident", 10),
        (OTHERS, 3),
    ]
    assert public_kinds({Kind.RESIDENT: 3, None: 3}) == [("Resident", 3), (UNKNOWN, 3)]
    assert public_kinds({Kind.RESIDENT: 2}) == []


def test_few_people_are_not_counted_in_public() -> None:
    assert [public_heads(n) for n in (0, 1, 2, 3, 1200)] == [
        "Nobody",
        "Fewer than 3",
        "Fewer than 3",
        "3",
        "1,200",
    ]


def test_attendance_adds_up() -> None:
    there = Attendance(
        voice=(
            Person(1, "Amina", Kind.RESIDENT, "Bo’s Buses", (span(0, 9),)),
            Person(spans=(span(0, 9),)),
        ),
        text={Kind.BUSINESS: 3, Kind.RESIDENT: 4},
        erased={Kind.RESIDENT: 2},
    )
    assert (there.in_voice, there.by_text, there.heads) == (4, 7, 11)
    assert there.by_kind == {Kind.RESIDENT: 7, Kind.BUSINESS: 3, None: 1}
    assert there.kinds == [("Resident", 7), ("Business", 3), (UNKNOWN, 1)]
    assert there.organisations == ["Bo’s Buses"]


def test_few_of_a_kind_who_took_part_by_text_are_told_apart_to_nobody() -> None:
    voice = tuple(Person(n, f"P{n}", Kind.RESIDENT, "", (span(0, 9),)) for n in range(4))
    few = Attendance(voice=voice, text={Kind.PUBLIC_BODY: 1})
    assert (few.heads, few.by_kind) == (5, {Kind.RESIDENT: 4})
    assert few.kinds == [("Resident", 4), (OTHERS_BY_TEXT, 1)]
    # That one is left over is no resident, where the residents by text are all told.
    one_more = Attendance(voice=voice, text={Kind.RESIDENT: 3, Kind.PUBLIC_BODY: 1})
    assert one_more.kinds == [("Resident", 4), (OTHERS_BY_TEXT, 4)]


@given(KINDS, st.dictionaries(st.sampled_from(Kind), st.integers(1, 12)))
def test_what_organisers_read_less_the_people_they_know_tells_of_nobody_by_text(
    known: dict[Kind | None, int], text: dict[Kind, int]
) -> None:
    voice = tuple(
        Person(None, "", kind, "", (span(0, 9),)) for kind, n in known.items() for _ in range(n)
    )
    there = Attendance(voice=voice, text=text)
    left = {kind: n - known.get(kind, 0) for kind, n in there.by_kind.items()}
    told = {kind: n for kind, n in left.items() if n}
    assert all(n >= FEWEST and n == text[kind] for kind, n in told.items() if kind is not None)
    rest = there.by_text - sum(told.values())
    assert rest == 0 or rest >= FEWEST or not told
    assert sum(n for _, n in there.kinds) == there.heads


def test_an_organisation_stands_once_however_it_is_written() -> None:
    assert each_once(["Zebra Ltd", "", "ÇA VA", "ça va", "中文学校", "zebra ltd"]) == [
        "Zebra Ltd",
        "ÇA VA",
        "中文学校",
    ]
