"""What groups report: how a form becomes parts, and how a correction finds the parts it means."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import report_outs as rules
from domain.outputs import Kind, closes_at
from domain.report_outs import Part, Report, check, fields_of, match, of_parts, together
from domain.rules import RuleBroken
from tests.domain.test_outputs import LONDON, NOW, session


def refused(**fields: str) -> str:
    with pytest.raises(RuleBroken) as told:
        check(fields)
    return told.value.code


def test_each_line_is_one_thing_that_was_heard_without_its_bullet() -> None:
    typed = "- Buses stop at six\n\n2. The rent is too high\n• No GP nearby\r\n3.5 per cent more"
    assert check({"heard": typed}).heard == (
        "Buses stop at six",
        "The rent is too high",
        "No GP nearby",
        "3.5 per cent more",
    )


def test_empty_parts_are_left_out_but_not_everything() -> None:
    report = check({"heard": "", "barrier": " \n ", "action": "Ask the bus company", "owner": ""})
    assert report.parts() == (Part(Kind.ACTION, "Ask the bus company"),)
    assert refused(heard=" ", barrier="", action="", owner="") == "report.empty"
    assert refused() == "report.empty"


def test_the_owner_stands_with_the_action() -> None:
    report = check({"action": "Ask the bus company", "owner": "The  transport\nteam"})
    assert report.parts() == (Part(Kind.ACTION, "Ask the bus company", "The transport team"),)
    assert refused(owner="The transport team", barrier="Money") == "report.owner"


def test_what_is_too_much_is_refused_and_not_cut() -> None:
    assert refused(heard="\n".join(f"Line {n}" for n in range(7))) == "report.too_many"
    assert len(check({"heard": "\n".join(f"Line {n}" for n in range(6))}).heard) == 6
    assert refused(barrier="x" * 501) == "text.too_long"
    assert refused(heard="x" * 501) == "text.too_long"
    assert refused(action="Go", owner="x" * 101) == "text.too_long"
    assert refused(barrier="a\u202eb") == "text.reordering"


def test_the_same_line_twice_is_one() -> None:
    assert check({"heard": "Buses\nBuses\n- Buses"}).heard == ("Buses",)


@pytest.mark.parametrize("words", ["公交车太少", "الحافلات قليلة", "بسیں کم ہیں", "🚌 too few 🚌"])
def test_every_script_is_taken(words: str) -> None:
    assert check({"heard": words, "barrier": words}).parts() == (
        Part(Kind.INSIGHT, words),
        Part(Kind.BARRIER, words),
    )


WORDS = st.text(st.sampled_from("ab c"), min_size=2, max_size=5).map(
    lambda text: f"xy{' '.join(text.split())}"
)
REPORTS = st.builds(
    Report,
    heard=st.lists(WORDS, max_size=6, unique=True).map(tuple),
    barrier=WORDS,
    action=WORDS,
    owner=WORDS,
)


@given(REPORTS)
def test_a_report_survives_its_form(report: Report) -> None:
    assert of_parts(report.parts()) == report
    assert check(fields_of(report)) == report


@given(REPORTS, REPORTS)
def test_matching_loses_and_doubles_nothing(one: Report, other: Report) -> None:
    before, after = one.parts(), other.parts()
    pairs = match(before, after)
    assert sorted(old for old, _ in pairs if old is not None) == list(range(len(before)))
    assert sorted(new for _, new in pairs if new is not None) == list(range(len(after)))
    for old, new in pairs:
        if old is not None and new is not None:
            assert before[old].kind is after[new].kind
    kept = {one.words for one in before if one.kind is Kind.INSIGHT} & set(other.heard)
    same = {
        after[new].words
        for old, new in pairs
        if old is not None and new is not None and before[old] == after[new]
    }
    assert kept <= same


@given(REPORTS, REPORTS)
def test_together_has_every_word_of_both(one: Report, other: Report) -> None:
    both = together(fields_of(one), fields_of(other))
    for report in (one, other):
        for name, text in fields_of(report).items():
            assert all(line in both[name] for line in text.splitlines())
    assert together(fields_of(one), fields_of(one)) == fields_of(one)


def test_somebody_else_s_report_meanwhile_is_told() -> None:
    rules.check_version(2, 1, 1)
    with pytest.raises(RuleBroken, match=r"report\.changed"):
        rules.check_version(2, 2, 1)


def test_reports_are_taken_after_the_groups_until_the_notes_close() -> None:
    one = session(ends=-5)
    rules.may_report(one, NOW + timedelta(hours=3), LONDON)
    with pytest.raises(RuleBroken, match=r"report\.closed"):
        rules.may_report(one, closes_at(one, LONDON), LONDON)
