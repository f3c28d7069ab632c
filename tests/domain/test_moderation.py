"""Who may act on whom, how long, and what becomes of an act."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import moderation as rules
from domain.moderation import LONG, SHORT, Act, Appeal, Kind, Person, State, Trouble, Undo
from domain.rules import RuleBroken

NOW = datetime(2026, 3, 20, 14, 0, tzinfo=UTC)
FAY = Person(1, facilitator=True)
OLU = Person(2, organiser=True)
AMINA = Person(3)


def act(kind: Kind = Kind.TIME_OUT, **other: object) -> Act:
    until = NOW + timedelta(minutes=10) if kind is Kind.TIME_OUT else None
    made = Act(9, 5, "food", kind, AMINA.user_id, FAY.user_id, 7, NOW, until=until)
    return replace(made, **other)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("actor", "target", "code"),
    [
        (FAY, FAY, "moderation.self"),
        (FAY, Person(4, bot=True), "moderation.bot"),
        (FAY, OLU, "moderation.organiser"),
        (OLU, Person(5, organiser=True, facilitator=True), "moderation.organiser"),
        (FAY, Person(6, facilitator=True), "moderation.facilitator"),
        (FAY, Person(7, here=False), "moderation.left"),
    ],
)
def test_nobody_acts_on_these(actor: Person, target: Person, code: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        rules.check_target(actor, target, Kind.WARN)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("actor", "target", "kind"),
    [
        (FAY, AMINA, Kind.REMOVE),
        (OLU, Person(6, facilitator=True), Kind.TIME_OUT),
        (FAY, Person(7, here=False), Kind.HIDE),
    ],
)
def test_these_are_acted_on(actor: Person, target: Person, kind: Kind) -> None:
    rules.check_target(actor, target, kind)


@given(st.integers(-10, 50_000), st.booleans())
def test_a_time_out_has_one_of_the_lengths_that_are_offered(minutes: int, organiser: bool) -> None:
    if minutes in SHORT or (organiser and minutes in LONG):
        end = rules.end_of(minutes, NOW, organiser=organiser)
        assert end - NOW == timedelta(minutes=minutes)
        assert end - NOW <= timedelta(days=28), "Discord takes no more"
        return
    with pytest.raises(RuleBroken) as refused:
        rules.end_of(minutes, NOW, organiser=organiser)
    wanted = "moderation.long" if minutes in LONG else "moderation.minutes"
    assert refused.value.code == wanted


def test_a_time_out_across_the_change_of_clocks_lasts_its_minutes() -> None:
    night = datetime(2026, 3, 29, 0, 55, tzinfo=UTC)
    assert rules.end_of(60, night, organiser=False) == datetime(2026, 3, 29, 1, 55, tzinfo=UTC)


def test_what_is_settled_stays_so() -> None:
    done = rules.settled(act(), Trouble.NONE)
    assert done.state is State.DONE
    assert rules.settled(done, Trouble.LEFT) == done
    failed = rules.settled(act(), Trouble.ORDER)
    assert (failed.state, failed.trouble) == (State.FAILED, Trouble.ORDER)


def test_trying_again_gives_the_whole_time() -> None:
    failed = rules.settled(act(), Trouble.TIME_OUTS)
    later = NOW + timedelta(hours=3)
    tried = rules.again(failed, later)
    assert (tried.state, tried.trouble) == (State.ASKED, Trouble.NONE)
    assert tried.until == later + timedelta(minutes=10)
    with pytest.raises(RuleBroken, match="not_failed"):
        rules.again(tried, later)


def test_two_at_once_are_one_and_later_ones_are_new() -> None:
    one = act(Kind.WARN)
    other = replace(one, id=10, actor_id=8, asked_at=NOW + timedelta(seconds=29))
    assert rules.is_the_same(one, other)
    assert not rules.is_the_same(one, replace(other, asked_at=NOW + timedelta(seconds=30)))
    assert not rules.is_the_same(replace(one, state=State.FAILED), other)
    assert not rules.is_the_same(one, replace(other, kind=Kind.REMOVE))
    removed = act(Kind.REMOVE, state=State.DONE)
    much_later = replace(removed, id=11, asked_at=NOW + timedelta(days=1))
    assert rules.is_the_same(removed, much_later)
    assert not rules.is_the_same(removed, replace(much_later, slug="health"))
    assert not rules.is_the_same(replace(removed, undo=Undo.DONE), much_later)


def test_a_message_is_hidden_once() -> None:
    one = act(Kind.HIDE, message_id=71, state=State.DONE)
    assert rules.is_the_same(one, replace(one, id=10, asked_at=NOW + timedelta(days=1)))
    assert not rules.is_the_same(one, replace(one, id=10, message_id=72))


def test_an_appeal_is_made_once_by_the_person_it_is_about() -> None:
    done = act(state=State.DONE)
    opened = rules.appealed(done, AMINA.user_id)
    assert opened.appeal is Appeal.OPEN
    for one, who, code in (
        (done, 99, "moderation.not_about_you"),
        (act(), AMINA.user_id, "moderation.not_about_you"),
        (opened, AMINA.user_id, "moderation.appealed"),
        (replace(done, undo=Undo.DONE), AMINA.user_id, "moderation.taken_back"),
    ):
        with pytest.raises(RuleBroken) as refused:
            rules.appealed(one, who)
        assert refused.value.code == code


@pytest.mark.parametrize(
    ("kind", "undo"),
    [
        (Kind.TIME_OUT, Undo.ASKED),
        (Kind.REMOVE, Undo.ASKED),
        (Kind.WARN, Undo.NO),
        (Kind.HIDE, Undo.NO),
    ],
)
def test_taking_back_undoes_what_can_be_undone(kind: Kind, undo: Undo) -> None:
    opened = act(kind, state=State.DONE, appeal=Appeal.OPEN)
    after = rules.decided(opened, take_back=True)
    assert (after.appeal, after.undo) == (Appeal.TAKEN_BACK, undo)
    assert rules.decided(opened, take_back=False) == replace(opened, appeal=Appeal.UPHELD)
    with pytest.raises(RuleBroken, match=r"moderation\.decided"):
        rules.decided(after, take_back=False)
    with pytest.raises(RuleBroken, match="no_appeal"):
        rules.decided(act(kind, state=State.DONE), take_back=True)


def test_only_what_still_holds_is_ended() -> None:
    done = act(state=State.DONE)
    assert rules.taken_back(done, NOW).undo is Undo.ASKED
    for one, now in (
        (done, NOW + timedelta(minutes=10)),
        (act(), NOW),
        (act(Kind.WARN, state=State.DONE), NOW),
        (replace(done, undo=Undo.DONE), NOW),
    ):
        with pytest.raises(RuleBroken, match="not_running"):
            rules.taken_back(one, now)
    failed = replace(done, undo=Undo.FAILED)
    assert rules.taken_back(failed, NOW).undo is Undo.ASKED


def test_a_hidden_message_is_shown_again_only_by_its_author_and_once() -> None:
    right = act(Kind.HIDE, state=State.DONE, appeal=Appeal.TAKEN_BACK)
    shown = rules.shown_again(right, AMINA.user_id)
    assert shown.undo is Undo.ASKED
    for one, who, code in (
        (right, FAY.user_id, "moderation.not_about_you"),
        (replace(right, appeal=Appeal.UPHELD), AMINA.user_id, "moderation.not_about_you"),
        (shown, AMINA.user_id, "moderation.shown"),
    ):
        with pytest.raises(RuleBroken) as refused:
            rules.shown_again(one, who)
        assert refused.value.code == code


@pytest.mark.parametrize(
    ("check", "text", "code"),
    [
        (rules.reason, "", "text.empty"),
        (rules.reason, "x" * 301, "text.too_long"),
        (rules.report_words, "Hm", "text.too_short"),
        (rules.appeal_words, "x" * 501, "text.too_long"),
    ],
)
def test_words_have_their_lengths(check: object, text: str, code: str) -> None:
    assert callable(check)
    with pytest.raises(RuleBroken) as refused:
        check(text)
    assert refused.value.code == code


@pytest.mark.parametrize(
    "text", ["رجاءً كن لطيفًا", "براہ کرم نرمی سے بات کریں", "请保持友善", "Be kind 🙂"]
)
def test_every_script_is_taken(text: str) -> None:
    assert rules.reason(text) == text
    assert rules.appeal_words("") == ""
