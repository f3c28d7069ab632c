"""A room's record: what may be confirmed when, and what is read of it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.facilitation import Door, Room
from domain.records import (
    MOST_ORGANISATIONS,
    ORGANISATIONS_LENGTH,
    Record,
    as_lines,
    check_heads,
    check_organisations,
    check_words,
    may_confirm,
    wants_summary,
)
from domain.rules import RuleBroken
from tests.domain.test_attendance import NOON, at, session

ROOM = Room(1, "food", Door.OPEN, opened_at=NOON)
QUIET = Room(1, "food", Door.QUIET)


def code(call: object, *arguments: object, **named: object) -> str:
    with pytest.raises(RuleBroken) as told:
        call(*arguments, **named)  # type: ignore[operator]
    return told.value.code


@pytest.mark.parametrize("text", ["", "-1", "many", "1.5", "12 people", "1000000", "10000", "٣"])
def test_what_is_no_number_of_people_is_refused(text: str) -> None:
    assert code(check_heads, text) == "summary.heads"


def test_a_number_of_people_may_be_written_with_a_comma_and_spaces() -> None:
    assert [check_heads(text) for text in ("0", " 42 ", "1,200")] == [0, 42, 1200]


def test_organisations_stand_one_a_line_each_once() -> None:
    text = "Zebra Ltd\r\n\n  Age   UK \nمسجد النور\nage uk"
    assert check_organisations(text) == ("Age UK", "Zebra Ltd", "مسجد النور")
    assert check_organisations("") == ()
    many = "\n".join(f"Group {n}" for n in range(MOST_ORGANISATIONS + 1))
    assert code(check_organisations, many) == "summary.organisations"
    assert code(check_organisations, "x" * 101) == "text.too_long"
    assert code(check_words, "x" * 601) == "text.too_long"


def test_the_form_gets_whole_lines() -> None:
    names = [f"{n:03} {'x' * 90}" for n in range(60)]
    text = as_lines(names)
    assert len(text) <= ORGANISATIONS_LENGTH
    lines = text.split("\n")
    assert lines == names[: len(lines)]
    assert len(lines) > 40


def test_a_summary_is_confirmed_once_the_session_has_begun() -> None:
    early = at(-5)
    assert may_confirm(session(), QUIET, kept=0, version_seen=0, now=NOON) == 1
    assert may_confirm(session(), ROOM, kept=1, version_seen=1, now=early) == 2
    assert code(may_confirm, session(), QUIET, kept=0, version_seen=0, now=early) == "summary.early"
    off = session(cancelled=True)
    assert code(may_confirm, off, ROOM, kept=0, version_seen=0, now=NOON) == "summary.cancelled"


def test_who_did_not_see_the_newest_summary_is_told() -> None:
    assert code(may_confirm, session(), ROOM, kept=2, version_seen=1, now=NOON) == "summary.changed"


@pytest.mark.parametrize(
    ("minute", "door", "wanted"),
    [
        (-5, Door.CLOSED, False),
        (10, Door.OPEN, False),
        (10, Door.CLOSING, True),
        (10, Door.CLOSED, True),
        (61, Door.OPEN, True),
        (61, Door.QUIET, True),
    ],
)
def test_a_summary_is_due_when_the_session_is_over_or_its_room_closes(
    minute: float, door: Door, wanted: bool
) -> None:
    assert wants_summary(session(), door, at(minute)) is wanted
    assert not wants_summary(session(cancelled=True), door, at(minute))
    assert not wants_summary(session(kind="break"), door, at(minute) + timedelta(days=1))


def test_an_empty_record_has_nobody_and_no_summary() -> None:
    record = Record(session=session(), room=QUIET)
    assert (record.version, record.heads, record.organisations) == (0, 0, ())
    assert (record.kinds, record.themes, record.open_questions) == ({}, {}, [])
