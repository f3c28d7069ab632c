"""What a room is about at one moment, and which session somebody means who names none."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.rooms import SOON, Moment, in_room, moment_of, session_in, session_meant
from domain.sessions import Session

NINE = datetime(2026, 3, 20, 9, 0, tzinfo=UTC)
HALL, ATTIC, ELSEWHERE, VOICE = 1, 2, 3, 4


def at(minutes: float) -> datetime:
    return NINE + timedelta(minutes=minutes)


def session(slug: str, start: int, end: int, room: int | None = HALL, **other: object) -> Session:
    """A session from and to so many minutes after nine."""
    values: dict[str, object] = {
        "kind": "workshop",
        "voice_channel": None,
        "cancelled": False,
    }
    return Session(
        guild_id=7,
        slug=slug,
        position=0,
        title=slug.capitalize(),
        starts_at=at(start),
        ends_at=at(end),
        slot=None,
        capacity=None,
        walk_in=True,
        recorded=True,
        text_channel=room,
        event_id=None,
        **(values | other),  # pyright: ignore[reportArgumentType]
    )


# In the hall at nine and at eleven; in the attic at nine.
FIRST, SECOND = session("first", 0, 60), session("second", 120, 180)
ABOVE = session("above", 0, 60, ATTIC)
BREAK = session("break", 60, 120, None, kind="break")
DAY = [FIRST, ABOVE, BREAK, SECOND]


def slug(found: Session | None) -> str | None:
    return found.slug if found else None


# ---------------------------------------------------------------------- where a session is


@pytest.mark.parametrize(
    ("minute", "moment"),
    [(-1, "before"), (0, "on"), (59, "on"), (60, "over"), (6000, "over")],
)
def test_a_session_is_on_from_its_start_up_to_its_end(minute: int, moment: str) -> None:
    assert moment_of(FIRST, at(minute)) == moment


@pytest.mark.parametrize("minute", [-1, 0, 60])
def test_a_cancelled_session_is_cancelled_at_every_moment(minute: int) -> None:
    assert moment_of(session("off", 0, 60, cancelled=True), at(minute)) is Moment.CANCELLED


# ---------------------------------------------------------------------- what a room is about


@pytest.mark.parametrize(
    ("minute", "about"),
    [
        (-5000, "first"),
        (-1, "first"),
        (0, "first"),
        (59, "first"),
        (60, "first"),  # just over
        (104, "first"),
        (105, "second"),  # a quarter of an hour before it
        (120, "second"),
        (180, "second"),
        (9000, "second"),
    ],
)
def test_a_room_goes_through_its_day(minute: int, about: str) -> None:
    assert slug(session_in(DAY, HALL, at(minute))) == about


def test_sessions_back_to_back_leave_no_gap() -> None:
    day = [session("one", 0, 60), session("two", 60, 120)]
    assert [slug(session_in(day, HALL, at(minute))) for minute in (44, 46, 59, 60)] == [
        "one",
        "one",
        "one",
        "two",
    ]


def test_a_room_without_a_session_is_about_none() -> None:
    assert session_in(DAY, ELSEWHERE, at(0)) is None
    assert session_in([], HALL, at(0)) is None


def test_a_voice_room_is_about_its_session_too() -> None:
    with_voice = session("talk", 0, 60, HALL, voice_channel=VOICE)
    assert in_room([with_voice, ABOVE], VOICE) == [with_voice]
    assert session_in([with_voice, ABOVE], VOICE, at(0)) == with_voice


def test_a_cancelled_session_gives_way_to_any_other_of_its_room() -> None:
    off = session("off", 0, 60, cancelled=True)
    assert session_in([off, SECOND], HALL, at(0)) == SECOND
    assert session_in([off], HALL, at(0)) == off


ROOMS = st.sampled_from((HALL, ATTIC))
SESSIONS = st.lists(
    st.builds(
        lambda start, length, room, cancelled: (start, length, room, cancelled),
        st.integers(0, 600),
        st.integers(1, 120),
        ROOMS,
        st.booleans(),
    ),
    max_size=8,
).map(
    lambda parts: [
        session(f"s{n}", start, start + length, room, cancelled=cancelled)
        for n, (start, length, room, cancelled) in enumerate(parts)
    ]
)


@given(day=SESSIONS, room=ROOMS, minute=st.integers(-60, 800))
def test_a_room_is_about_what_is_on_in_it_and_never_about_another_room(
    day: list[Session], room: int, minute: int
) -> None:
    now = at(minute)
    found = session_in(day, room, now)
    there = [one for one in day if one.text_channel == room]
    assert (found is None) == (not there)
    if found is None:
        return
    assert found in there
    on = [one for one in there if one.is_on(now)]
    if on:
        assert found in on
    if any(not one.cancelled for one in there):
        assert not found.cancelled
    soon = [one for one in there if not one.cancelled and now < one.starts_at <= now + SOON]
    if soon and not on:
        assert found.starts_at == min(one.starts_at for one in soon)


# ---------------------------------------------------------------------- what somebody means


def test_in_a_room_its_own_session_is_meant_whatever_somebody_chose() -> None:
    assert slug(session_meant(DAY, HALL, ["above"], at(30))) == "first"
    assert slug(session_meant(DAY, HALL, [], at(-30))) == "first"


@pytest.mark.parametrize("room", [ELSEWHERE, None])
def test_elsewhere_the_workshop_that_somebody_chose_is_meant(room: int | None) -> None:
    assert slug(session_meant(DAY, room, ["above"], at(30))) == "above"
    assert slug(session_meant(DAY, room, ["second", "above"], at(30))) == "above"


def test_of_two_that_are_on_none_is_guessed() -> None:
    assert session_meant(DAY, ELSEWHERE, [], at(30)) is None
    assert session_meant(DAY, ELSEWHERE, ["second"], at(30)) is None


def test_the_only_one_that_is_on_is_meant() -> None:
    assert slug(session_meant(DAY, None, [], at(130))) == "second"


@pytest.mark.parametrize("minute", [-1, 90, 200])
def test_where_nothing_is_on_nothing_is_meant(minute: int) -> None:
    assert session_meant(DAY, None, ["first"], at(minute)) is None


def test_what_was_cancelled_is_not_meant_elsewhere() -> None:
    off = session("above", 0, 60, ATTIC, cancelled=True)
    assert slug(session_meant([FIRST, off], None, ["above"], at(30))) == "first"
