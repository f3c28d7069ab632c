"""Questions: who may do what in which state, and the order in which they are read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import questions as rules
from domain.questions import MOST_PINNED, TOP, Question, State, View, arranged
from domain.rules import RuleBroken
from domain.sessions import Session

NOW = datetime(2021, 12, 10, 9, 30, tzinfo=UTC)
REASON = "Please leave out the name"
ANSWER = "Yes, from April on."


def session(kind: str = "keynote", *, slug: str = "one", starts: int = -10, ends: int = 10):
    return Session(
        guild_id=1,
        slug=slug,
        position=0,
        title="Health for all",
        kind=kind,
        starts_at=NOW + timedelta(minutes=starts),
        ends_at=NOW + timedelta(minutes=ends),
        slot=None,
        capacity=None,
        walk_in=True,
        recorded=True,
        text_channel=None,
        voice_channel=None,
        event_id=None,
        cancelled=False,
    )


def question(number: int = 1, state: State = State.SHOWN, **other: object) -> Question:
    made = Question(
        id=1000 + number,
        guild_id=1,
        number=number,
        session="one",
        asker_id=11,
        asker_name="",
        named=False,
        words="Will there be more buses?",
        state=state,
        pinned=False,
        votes=0,
        hidden_reason="",
        answer="",
        owner_id=None,
        asked_at=NOW,
    )
    return replace(made, **other)  # type: ignore[arg-type]


# ---------------------------------------------------------------------- asking


@pytest.mark.parametrize("length", [10, 500])
def test_the_shortest_and_the_longest_question_are_taken(length: int) -> None:
    assert rules.check_words("?" * (length - 1) + "a") == "?" * (length - 1) + "a"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a" * 9, "text.too_short"),
        ("a" + " " * 20, "text.too_short"),
        ("a" * 501, "text.too_long"),
        ("Will the bus \u202e come soon?", "text.reordering"),
        ("Will the bus \x07 come soon?", "text.control"),
        ("?" * 20, "text.empty"),
    ],
)
def test_what_is_no_question_is_refused(text: str, code: str) -> None:
    with pytest.raises(RuleBroken) as told:
        rules.check_words(text)
    assert told.value.code == code
    assert told.value.facts["field"] == "question"


@pytest.mark.parametrize(
    "text", ["هل ستكون هناك حافلات؟", "会有更多的公交车服务吗，谢谢", "Bus 🚌🚌🚌 please?"]
)
def test_every_script_is_taken(text: str) -> None:
    assert rules.check_words(text) == text


@pytest.mark.parametrize("kind", ["keynote", "workshop"])
def test_a_session_takes_questions_from_before_its_start_to_its_end(kind: str) -> None:
    one = session(kind)
    rules.may_ask(one, one.starts_at - timedelta(days=3))
    rules.may_ask(one, one.ends_at - timedelta(seconds=1))
    with pytest.raises(RuleBroken, match=r"question\.closed"):
        rules.may_ask(one, one.ends_at)
    assert rules.takes_questions(one, NOW)
    assert not rules.takes_questions(one, one.ends_at)


@pytest.mark.parametrize(
    ("one", "code"),
    [
        (None, "question.session"),
        (session("break"), "question.session"),
        (session("pledging"), "question.session"),
        (replace(session(), cancelled=True), "question.cancelled"),
    ],
)
def test_what_takes_no_questions_says_why(one: Session | None, code: str) -> None:
    with pytest.raises(RuleBroken) as told:
        rules.may_ask(one, NOW)
    assert told.value.code == code
    assert one is None or not rules.takes_questions(one, NOW)


# ---------------------------------------------------------------------- voting


def test_votes_are_for_what_is_shown_while_its_session_lasts() -> None:
    rules.may_vote(question(), session(), NOW)
    with pytest.raises(RuleBroken, match=r"question\.closed"):
        rules.may_vote(question(), session(ends=0), NOW)
    with pytest.raises(RuleBroken, match=r"question\.cancelled"):
        rules.may_vote(question(), replace(session(), cancelled=True), NOW)


@pytest.mark.parametrize("state", [State.WAITING, State.HIDDEN])
def test_what_nobody_sees_is_unknown_to_who_votes(state: State) -> None:
    with pytest.raises(RuleBroken) as told:
        rules.may_vote(question(state=state), session(), NOW)
    assert (told.value.code, told.value.facts) == ("question.unknown", {})


@pytest.mark.parametrize("state", [State.LIVE, State.WRITTEN])
def test_what_is_answered_takes_no_votes(state: State) -> None:
    with pytest.raises(RuleBroken, match=r"question\.dealt_with"):
        rules.may_vote(question(state=state), session(), NOW)


# ---------------------------------------------------------------------- moderating

ACTS = {
    "show": lambda one: rules.show(one, seen=one.state),
    "hide": lambda one: rules.hide(one, reason=REASON),
    "pin": lambda one: rules.pin(one, pinned_there=0),
    "live": rules.asked_live,
    "answer": lambda one: rules.answer(one, text=ANSWER),
    "take": lambda one: rules.take(one, user_id=91, owner_seen=None),
}
# What each state allows; everything else is refused.
ALLOWED = {
    State.WAITING: {"show": State.SHOWN, "hide": State.HIDDEN},
    State.SHOWN: {
        "hide": State.HIDDEN,
        "pin": State.SHOWN,
        "live": State.LIVE,
        "answer": State.WRITTEN,
        "take": State.SHOWN,
    },
    State.HIDDEN: {"show": State.SHOWN},
    State.LIVE: {
        "hide": State.HIDDEN,
        "pin": State.LIVE,
        "answer": State.WRITTEN,
        "take": State.LIVE,
    },
    State.WRITTEN: {"hide": State.HIDDEN, "pin": State.WRITTEN, "take": State.WRITTEN},
}


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("state", State)
def test_each_state_allows_what_it_should_and_no_more(state: State, act: str) -> None:
    before = question(state=state)
    if act in ALLOWED[state]:
        assert ACTS[act](before).state is ALLOWED[state][act]
        return
    with pytest.raises(RuleBroken) as told:
        ACTS[act](before)
    assert told.value.code in {"question.done", "question.not_shown"}
    assert told.value.facts == {"reference": "Q-1", "state": state.value}


def test_what_another_hid_meanwhile_is_not_shown_unknowingly() -> None:
    with pytest.raises(RuleBroken, match=r"question\.done"):
        rules.show(question(state=State.HIDDEN), seen=State.WAITING)


def test_hiding_keeps_the_reason_and_takes_the_pin() -> None:
    after = rules.hide(question(pinned=True), reason=f"  {REASON} ")
    assert (after.hidden_reason, after.pinned) == (REASON, False)
    with pytest.raises(RuleBroken, match=r"text\.too_short"):
        rules.hide(question(), reason="no")


def test_showing_again_forgets_the_reason_and_keeps_the_answer() -> None:
    hidden = rules.hide(rules.answer(question(), text=ANSWER), reason=REASON)
    after = rules.show(hidden, seen=State.HIDDEN)
    assert (after.state, after.answer, after.hidden_reason) == (State.WRITTEN, ANSWER, "")


def test_no_more_are_pinned_than_leave_room_for_new_ones() -> None:
    assert rules.pin(question(), pinned_there=MOST_PINNED - 1).pinned
    with pytest.raises(RuleBroken, match=r"question\.pins"):
        rules.pin(question(), pinned_there=MOST_PINNED)
    assert not rules.unpin(question(pinned=True)).pinned


@pytest.mark.parametrize(("length", "taken"), [(9, False), (10, True), (1000, True), (1001, False)])
def test_an_answer_has_from_10_to_1000_characters(length: int, taken: bool) -> None:
    if taken:
        assert rules.answer(question(), text="a" * length).answer == "a" * length
        return
    with pytest.raises(RuleBroken, match=r"text\.too_"):
        rules.answer(question(), text="a" * length)


def test_nobody_takes_a_question_over_unknowingly() -> None:
    taken = rules.take(question(), user_id=91, owner_seen=None)
    assert taken.owner_id == 91
    assert rules.take(taken, user_id=91, owner_seen=None) == taken
    with pytest.raises(RuleBroken, match=r"question\.owned"):
        rules.take(taken, user_id=92, owner_seen=None)
    assert rules.take(taken, user_id=92, owner_seen=91).owner_id == 92


def test_left_over_is_what_nobody_asked_of_a_session_that_is_past() -> None:
    past = session(ends=0)
    assert rules.left_over(question(), past, NOW)
    assert rules.left_over(question(), replace(session(), cancelled=True), NOW)
    assert not rules.left_over(question(), session(), NOW)
    for state in set(State) - {State.SHOWN}:
        assert not rules.left_over(question(state=state), past, NOW)


# ---------------------------------------------------------------------- order


def test_pinned_come_first_then_top_and_new_in_turn_then_the_rest() -> None:
    votes = {1: 5, 2: 0, 3: 9, 4: 1, 5: 9, 6: 0, 7: 0, 8: 2, 9: 0, 10: 3}
    there = [question(n, votes=v, pinned=n == 2) for n, v in votes.items()]
    # Top: 3, 5, 1. Newest of the others: 10, 9, 8. The rest by votes: 4, then 6 before 7.
    assert [one.number for one in arranged(there, View.MIXED)] == [2, 3, 10, 5, 9, 1, 8, 4, 6, 7]
    assert [one.number for one in arranged(there, View.NEWEST)] == list(range(10, 0, -1))


@given(st.lists(st.tuples(st.integers(0, 9), st.booleans()), max_size=40))
def test_every_question_is_listed_once_and_the_newest_is_never_far(
    given_: list[tuple[int, bool]],
) -> None:
    pins = 0
    there: list[Question] = []
    for number, (votes, pinned) in enumerate(given_, 1):
        pinned = pinned and pins < MOST_PINNED
        pins += pinned
        there.append(question(number, votes=votes, pinned=pinned))
    for view in View:
        listed = arranged(there, view)
        assert sorted(one.number for one in listed) == [one.number for one in there]
        first = listed[: MOST_PINNED + 2 * TOP]
        assert not there or there[-1] in first


def test_a_reference_is_short() -> None:
    assert question(12).reference == "Q-12"


# ---------------------------------------------------------------------- handing over


def refusal(act: Callable[[], object]) -> str:
    with pytest.raises(RuleBroken) as told:
        act()
    return told.value.code


def test_an_owner_hands_over_and_an_organiser_for_them() -> None:
    mine = question(owner_id=91)
    assert rules.hand_over(mine, user_id=91, to=92, organiser=False).owner_id == 92
    assert rules.hand_over(mine, user_id=99, to=92, organiser=True).owner_id == 92


@pytest.mark.parametrize(
    ("change", "user_id", "to", "code"),
    [
        ({"owner_id": None}, 91, 92, "question.not_taken"),
        ({"owner_id": 93}, 91, 92, "question.not_taken"),
        ({"owner_id": 91}, 91, 91, "question.same_owner"),
        ({"owner_id": 91, "state": State.LIVE}, 91, 92, "question.done"),
        ({"owner_id": 91, "state": State.HIDDEN}, 91, 92, "question.not_shown"),
    ],
)
def test_otherwise_nothing_is_handed_over(
    change: dict[str, object], user_id: int, to: int, code: str
) -> None:
    one = question(**change)  # type: ignore[arg-type]
    assert refusal(lambda: rules.hand_over(one, user_id=user_id, to=to, organiser=False)) == code


def test_nobody_owned_is_handed_over_even_by_an_organiser() -> None:
    def act() -> object:
        return rules.hand_over(question(), user_id=99, to=92, organiser=True)

    assert refusal(act) == "question.not_taken"


def test_it_is_given_back_by_its_owner_once_and_until_it_is_dealt_with() -> None:
    back = rules.decline(question(owner_id=92), user_id=92)
    assert back.owner_id is None
    assert refusal(lambda: rules.decline(back, user_id=92)) == "question.given_back"
    done = question(owner_id=92, state=State.WRITTEN)
    assert refusal(lambda: rules.decline(done, user_id=92)) == "question.done"
