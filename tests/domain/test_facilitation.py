"""A room's doors: who may turn them, when they turn by themselves, and when nothing happens."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from domain.facilitation import (
    WARNING,
    Door,
    Room,
    by_itself,
    close_room,
    keep_open,
    may_count,
    open_room,
    require_own,
    slowed,
    with_text,
)
from domain.rules import RuleBroken
from domain.sessions import Session

START = datetime(2026, 3, 20, 11, 15, tzinfo=UTC)
SESSION = Session(
    guild_id=1,
    slug="healthcare",
    position=0,
    title="Healthcare",
    kind="workshop",
    starts_at=START,
    ends_at=START + timedelta(hours=1),
    slot=None,
    capacity=None,
    walk_in=True,
    recorded=True,
    text_channel=7,
    voice_channel=None,
    event_id=None,
    cancelled=False,
)
QUIET = Room(1, "healthcare", Door.QUIET)
EARLY = START - timedelta(minutes=20)


def code(act: object) -> str:
    with pytest.raises(RuleBroken) as told:
        act()  # type: ignore[operator]
    return told.value.code


def test_a_room_is_quiet_until_it_is_opened_and_keeps_when_that_was() -> None:
    assert not QUIET.people_may_write
    opened = open_room(QUIET, SESSION, EARLY)
    assert opened.people_may_write
    assert opened.opened_at == EARLY
    assert open_room(opened, SESSION, START) == opened


def test_closing_warns_first_and_locks_after_a_minute() -> None:
    closing = close_room(open_room(QUIET, SESSION, START), START)
    assert closing.people_may_write
    assert closing.closes_at == START + WARNING
    assert by_itself(closing, SESSION, START + WARNING - timedelta(seconds=1)) == closing
    closed = by_itself(closing, SESSION, START + WARNING)
    assert closed.door is Door.CLOSED
    assert not closed.people_may_write


def test_pressing_close_twice_does_not_start_the_minute_again() -> None:
    closing = close_room(open_room(QUIET, SESSION, START), START)
    assert close_room(closing, START + timedelta(seconds=30)) == closing


def test_the_warning_can_be_taken_back_and_a_closed_room_opened_again() -> None:
    opened = open_room(QUIET, SESSION, START)
    assert keep_open(close_room(opened, START)) == opened
    closed = replace(opened, door=Door.CLOSED)
    assert open_room(closed, SESSION, START) == opened


def test_a_room_opens_by_itself_at_the_start_and_not_before() -> None:
    assert by_itself(QUIET, SESSION, START - timedelta(seconds=1)) == QUIET
    assert by_itself(QUIET, SESSION, START).door is Door.OPEN


def test_a_room_that_was_closed_early_stays_closed() -> None:
    closed = Room(1, "healthcare", Door.CLOSED)
    assert by_itself(closed, SESSION, START) == closed


def test_the_room_of_a_cancelled_session_is_not_opened() -> None:
    cancelled = replace(SESSION, cancelled=True)
    assert code(lambda: open_room(QUIET, cancelled, START)) == "room.cancelled"
    opened = open_room(QUIET, SESSION, EARLY)
    assert by_itself(opened, cancelled, EARLY).door is Door.QUIET


def test_a_session_cancelled_in_the_closing_minute_leaves_no_timer() -> None:
    gone = replace(SESSION, cancelled=True)
    closing = close_room(open_room(QUIET, SESSION, START), START)
    quiet = by_itself(closing, gone, START)
    assert (quiet.door, quiet.closes_at) == (Door.QUIET, None)
    again = by_itself(quiet, SESSION, START + WARNING)
    assert by_itself(again, SESSION, START + 2 * WARNING).door is Door.OPEN
    closed = replace(closing, door=Door.CLOSED, closes_at=None)
    assert by_itself(closed, gone, START) == closed


def test_a_clock_may_run_before_a_room_opens_and_not_after_it_closed() -> None:
    may_count(QUIET, SESSION)
    closed = replace(QUIET, door=Door.CLOSED)
    assert code(lambda: may_count(closed, SESSION)) == "room.not_open"
    assert code(lambda: may_count(QUIET, replace(SESSION, cancelled=True))) == "room.cancelled"


def test_the_written_part_can_be_closed_alone_while_the_room_is_open() -> None:
    opened = open_room(QUIET, SESSION, START)
    assert not with_text(opened, closed=True).people_may_write
    assert with_text(with_text(opened, closed=True), closed=False) == opened
    assert code(lambda: with_text(QUIET, closed=True)) == "room.not_open"


def test_slow_mode_takes_the_steps_there_are() -> None:
    assert slowed(QUIET, 30).slow_seconds == 30
    assert code(lambda: slowed(QUIET, 7)) == "room.slow"


def test_what_is_not_open_cannot_be_closed_nor_kept_open() -> None:
    assert code(lambda: close_room(QUIET, START)) == "room.not_open"
    assert code(lambda: keep_open(QUIET)) == "room.not_closing"


def test_facilitators_act_in_their_own_rooms_and_organisers_in_all() -> None:
    require_own({5, 6}, 6, organiser=False)
    require_own((), 9, organiser=True)
    assert code(lambda: require_own({5, 6}, 9, organiser=False)) == "room.not_yours"
