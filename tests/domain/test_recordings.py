"""Recordings: which can be asked for, what a link may be, and who answered what they saw."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import recordings as rules
from domain.recordings import Answer, Recording
from domain.rules import RuleBroken
from domain.sessions import Session
from tests.domain.test_feedback import code
from tests.domain.test_questions import NOW, session

LINK = "https://media.example.org/watch?v=Ab_1&t=10#start"


def test_a_recorded_session_can_be_asked_for() -> None:
    assert rules.may_ask(session()) == session()


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (None, "recording.unknown"),
        (session("break"), "recording.unknown"),
        (replace(session(), cancelled=True), "recording.cancelled"),
        (replace(session(), recorded=False), "recording.not_recorded"),
    ],
)
def test_another_cannot(one: Session | None, expected: str) -> None:
    assert code(lambda: rules.may_ask(one)) == expected


@pytest.mark.parametrize(
    "link",
    [
        LINK,
        "https://example.org",
        "https://example.org:8443/a",
        "https://münchen.example/ö",
        "https://example.org/%F0%9F%8E%A5",
        "https://example.org/@channel",
        "https://" + "a" * 288 + ".org",
    ],
)
def test_a_plain_address_is_taken(link: str) -> None:
    assert rules.check_link(f"  {link}\n") == link


@pytest.mark.parametrize(
    "link",
    [
        "http://example.org/a",
        "ftp://example.org/a",
        "example.org/a",
        "https:///path",
        "https://localhost/a",
        "https://.example",
        "https://user@example.org/a",
        "https://user:word@example.org/a",
        "https://example.org/a b",
        "https://example.org/<@1>",
        "https://example.org/[a](b)",
        "https://example.org/`a`",
        "https://example.org\\@evil.example",
        "https://example.org:99999/a",
        "https://example.org:x/a",
        "https://example.org/\u200bx",
        "https://[::1",
        "javascript:alert(1)",
        "see https://example.org/a",
    ],
)
def test_anything_else_is_not(link: str) -> None:
    assert code(lambda: rules.check_link(link)) == "recording.link"


@pytest.mark.parametrize("link", ["", "https://a", "https://example.org/" + "a" * 300])
def test_a_link_has_a_length(link: str) -> None:
    assert code(lambda: rules.check_link(link)).startswith(("text.", "recording.link"))


@given(st.text(max_size=40))
def test_whatever_is_taken_begins_with_https_and_has_no_space(text: str) -> None:
    try:
        link = rules.check_link(f"https://{text}")
    except RuleBroken:
        return
    assert link.startswith("https://")
    assert not any(one.isspace() for one in link)
    assert "@" not in link.split("/")[2]


def answer(**other: object) -> Recording:
    made = Recording("one", Answer.OUT, 0, link=LINK)
    return replace(made, **other)  # type: ignore[arg-type]


def test_the_first_answer_and_each_other_one_count_up() -> None:
    first = rules.replaced(None, answer())
    assert first == answer(version=1)
    assert rules.replaced(first, answer(version=1, note="With captions")) == answer(
        version=2, note="With captions"
    )


def test_who_saw_another_answer_does_not_overwrite_it() -> None:
    first = answer(version=1)
    other = answer(version=0, link="https://example.org/other")
    assert code(lambda: rules.replaced(first, other)) == "recording.changed"
    assert code(lambda: rules.replaced(None, answer(version=1))) == "recording.changed"


def test_the_same_answer_again_changes_nothing() -> None:
    first = answer(version=1)
    assert rules.replaced(first, answer(version=0)) is first


def test_the_nearest_sessions_come_first() -> None:
    def one(slug: str, starts: int, ends: int) -> Session:
        return session(slug=slug, starts=starts, ends=ends)

    day = [
        one("past", -120, -90),
        one("just", -60, -5),
        one("on", -5, 30),
        one("soon", 20, 40),
        one("late", 200, 300),
        session("break", slug="tea"),
    ]
    assert [found.slug for found in rules.nearest(day, NOW)] == [
        "on",
        "just",
        "soon",
        "past",
        "late",
    ]
    later = rules.nearest(day, NOW + timedelta(days=1))
    assert [found.slug for found in later] == ["late", "soon", "on", "just", "past"]


@pytest.mark.parametrize(("text", "expected"), [("", "text.empty"), ("no", "text.too_short")])
def test_there_is_a_reason_where_there_is_no_recording(text: str, expected: str) -> None:
    assert code(lambda: rules.check_reason(text)) == expected
    assert rules.check_reason("The file is broken.") == "The file is broken."


def test_a_note_is_optional() -> None:
    assert rules.check_note("  ") == ""
