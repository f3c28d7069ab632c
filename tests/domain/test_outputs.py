"""Notes: when they are taken, who may change them, and in which order they are read."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import outputs as rules
from domain.outputs import NOTE_LENGTH, Kind, Output, State, by_kind, closes_at, nearest
from domain.pledge_forms import ACTION_LENGTH
from domain.rules import RuleBroken
from domain.sessions import Session

NOW = datetime(2021, 12, 10, 9, 30, tzinfo=UTC)
LONDON = "Europe/London"
REASON = "Please leave out the name"
WORDS = "A bus that runs in the evening"
OTHER = "A bus that runs at night"


def session(kind: str = "workshop", *, slug: str = "one", starts: int = -10, ends: int = 10):
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


def output(number: int = 1, **other: object) -> Output:
    made = Output(
        id=1000 + number,
        guild_id=1,
        number=number,
        session="one",
        author_id=11,
        author_name="",
        named=False,
        kind=Kind.IDEA,
        words=WORDS,
        theme="",
        state=State.SHOWN,
        hidden_reason="",
        version=1,
        merged_into=None,
        pledges=0,
        noted_at=NOW,
    )
    return replace(made, **other)  # type: ignore[arg-type]


def edited(before: Output, **other: object) -> Output:
    values: dict[str, object] = {
        "user_id": 11,
        "kind": "idea",
        "words": OTHER,
        "named": False,
        "version_seen": 1,
    }
    return rules.edit(before, **(values | other))  # type: ignore[arg-type]


# ---------------------------------------------------------------------- when


@pytest.mark.parametrize("kind", ["keynote", "workshop", "pledging"])
@pytest.mark.parametrize(("starts", "ends"), [(600, 700), (-10, 10), (-20, -10), (-20, 0)])
def test_notes_are_taken_before_during_and_after_a_session(
    kind: str, starts: int, ends: int
) -> None:
    one = session(kind, starts=starts, ends=ends)
    assert rules.takes_notes(one, NOW, LONDON)
    assert rules.may_note(one, NOW, LONDON) is one


@pytest.mark.parametrize("kind", ["break", "social"])
def test_other_sessions_take_none(kind: str) -> None:
    assert not rules.takes_notes(session(kind), NOW, LONDON)
    for none in (session(kind), None):
        with pytest.raises(RuleBroken) as told:
            rules.may_note(none, NOW, LONDON)
        assert (told.value.code, told.value.facts) == ("note.session", {})


def test_a_cancelled_session_takes_none() -> None:
    cancelled = replace(session(), cancelled=True)
    assert not rules.takes_notes(cancelled, NOW, LONDON)
    with pytest.raises(RuleBroken, match=r"note\.cancelled"):
        rules.may_note(cancelled, NOW, LONDON)


def _ending(local: str) -> Session:
    ends = datetime.fromisoformat(local).replace(tzinfo=ZoneInfo(LONDON)).astimezone(UTC)
    return replace(session(), starts_at=ends - timedelta(hours=1), ends_at=ends)


@pytest.mark.parametrize(
    ("ends", "closes"),
    [
        ("2021-12-10 15:30", "2021-12-11 00:00"),
        # Summer: the day ends at midnight there, an hour earlier than in Greenwich.
        ("2026-06-10 15:30", "2026-06-10 23:00"),
        # The days on which the clocks change.
        ("2026-03-29 00:30", "2026-03-29 23:00"),
        ("2026-03-28 18:00", "2026-03-29 00:00"),
        ("2026-10-25 15:00", "2026-10-26 00:00"),
        ("2026-10-24 18:00", "2026-10-24 23:00"),
        # Close to midnight: three hours all the same.
        ("2021-12-10 23:59", "2021-12-11 02:59"),
        ("2021-12-10 00:00", "2021-12-11 00:00"),
    ],
)
def test_notes_close_at_the_end_of_the_day_where_the_summit_is(ends: str, closes: str) -> None:
    one, close = _ending(ends), datetime.fromisoformat(closes).replace(tzinfo=UTC)
    assert closes_at(one, LONDON) == close
    just = timedelta(seconds=1)
    assert rules.takes_notes(one, close - just, LONDON)
    assert not rules.takes_notes(one, close, LONDON)
    with pytest.raises(RuleBroken) as told:
        rules.may_note(one, close, LONDON)
    assert (told.value.code, told.value.facts) == ("note.closed", {"title": one.title})


@given(
    minutes=st.integers(0, 10 * 365 * 24 * 60),
    zone=st.sampled_from([LONDON, "Asia/Karachi", "Pacific/Apia", "America/New_York"]),
)
def test_nobody_has_less_than_three_hours_nor_more_than_a_day(minutes: int, zone: str) -> None:
    ends = NOW + timedelta(minutes=minutes)
    one = replace(session(), starts_at=ends, ends_at=ends)
    assert timedelta(hours=3) <= closes_at(one, zone) - ends <= timedelta(hours=25)


def test_what_is_near_comes_first_and_what_is_meant_before_it() -> None:
    day = [
        session(slug="past", starts=-60, ends=-30),
        session(slug="soon", starts=20, ends=40),
        session(slug="on", starts=-10, ends=10),
        session(slug="far", starts=600, ends=700),
    ]
    assert [one.slug for one in nearest(day, NOW)] == ["on", "soon", "past", "far"]
    assert [one.slug for one in nearest(day, NOW, "far")] == ["far", "on", "soon", "past"]


# ---------------------------------------------------------------------- what is typed


@pytest.mark.parametrize("length", NOTE_LENGTH)
def test_the_shortest_and_the_longest_note_are_taken(length: int) -> None:
    assert rules.check_words("ا" * length) == "ا" * length


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("a" * 9, "text.too_short"),
        ("a" * 501, "text.too_long"),
        ("   \n", "text.empty"),
        ("A bus \u202e please", "text.reordering"),
    ],
)
def test_other_words_are_refused(words: str, code: str) -> None:
    with pytest.raises(RuleBroken) as told:
        rules.check_words(words)
    assert told.value.code == code


def test_a_kind_is_one_of_four() -> None:
    assert [rules.check_kind(one) for one in ("idea", "barrier", "insight", "action")] == list(Kind)
    for other in ("", "IDEA", "question"):
        with pytest.raises(RuleBroken, match=r"note\.kind"):
            rules.check_kind(other)


def test_every_note_fits_a_pledge() -> None:
    assert ACTION_LENGTH[0] <= NOTE_LENGTH[0] < NOTE_LENGTH[1] <= ACTION_LENGTH[1]


# ---------------------------------------------------------------------- the author


def test_the_author_changes_words_kind_and_name() -> None:
    after = edited(output(), kind="barrier", named=True)
    assert after == output(kind=Kind.BARRIER, words=OTHER, named=True, version=2)
    assert edited(output(), words=WORDS, named=True) == output(named=True, version=2)


def test_a_hidden_note_stays_hidden_when_its_author_changes_it() -> None:
    hidden = output(state=State.HIDDEN, hidden_reason=REASON)
    assert edited(hidden) == replace(hidden, words=OTHER, version=2)


@pytest.mark.parametrize(
    ("before", "other", "code"),
    [
        (output(), {"user_id": 12}, "note.not_yours"),
        (output(state=State.HIDDEN), {"user_id": 12}, "note.unknown"),
        (output(merged_into=1002), {}, "note.merged"),
        (output(version=2), {}, "note.changed"),
        (output(), {"words": WORDS}, "note.unchanged"),
        (output(version=2), {"words": f" {WORDS}\n"}, "note.unchanged"),
        (output(), {"kind": "poem"}, "note.kind"),
        (output(), {"words": "short"}, "text.too_short"),
    ],
)
def test_what_the_author_may_not_do(before: Output, other: dict[str, object], code: str) -> None:
    with pytest.raises(RuleBroken) as told:
        edited(before, **other)
    assert told.value.code == code


# ---------------------------------------------------------------------- moderating


def test_a_correction_changes_the_words_and_never_the_name() -> None:
    before = output(named=True, author_name="Maya")
    after = rules.correct(before, kind="action", words=OTHER, version_seen=1)
    assert after == replace(before, kind=Kind.ACTION, words=OTHER, version=2)
    with pytest.raises(RuleBroken, match=r"note\.changed"):
        rules.correct(after, kind="action", words="Other words again", version_seen=1)
    with pytest.raises(RuleBroken, match=r"note\.merged"):
        rules.correct(output(merged_into=9), kind="idea", words=OTHER, version_seen=1)


def test_hiding_has_a_reason_and_is_undone() -> None:
    hidden = rules.hide(output(), reason=f" {REASON} ")
    assert hidden == output(state=State.HIDDEN, hidden_reason=REASON)
    assert rules.show(hidden) == output()
    for again in (lambda: rules.hide(hidden, reason=REASON), lambda: rules.show(output())):
        with pytest.raises(RuleBroken, match=r"note\.done"):
            again()
    with pytest.raises(RuleBroken, match=r"text\.too_short"):
        rules.hide(output(), reason="no")


def test_a_tag_is_a_theme_of_the_plan_or_none() -> None:
    tagged = rules.tag(output(), theme="food", themes={"food"})
    assert tagged == output(theme="food")
    assert rules.tag(tagged, theme="", themes={"food"}) == output()
    with pytest.raises(RuleBroken, match=r"note\.theme"):
        rules.tag(output(), theme="gone", themes={"food"})


@pytest.mark.parametrize(
    ("user_id", "moderator", "shown", "hidden"),
    [(11, False, True, True), (12, False, True, False), (12, True, True, True)],
)
def test_who_sees_what(user_id: int, moderator: bool, shown: bool, hidden: bool) -> None:
    assert output().seen_by(user_id, moderator=moderator) is shown
    away = output(state=State.HIDDEN)
    assert away.seen_by(user_id, moderator=moderator) is hidden


def test_a_note_becomes_part_of_another_and_stands_for_itself_again() -> None:
    merged = rules.merge(output(1), into=output(2))
    assert merged == output(1, merged_into=2)
    assert rules.part(merged) == output(1)
    with pytest.raises(RuleBroken, match=r"note\.unchanged"):
        rules.part(output(1))


@pytest.mark.parametrize(
    ("into", "code"),
    [
        (None, "note.merge_unknown"),
        (output(2, session="two"), "note.merge_unknown"),
        (output(1), "note.merge_self"),
        (output(2, merged_into=3), "note.merged"),
    ],
)
def test_what_a_note_cannot_become_part_of(into: Output | None, code: str) -> None:
    with pytest.raises(RuleBroken) as told:
        rules.merge(output(1), into=into)
    assert told.value.code == code
    with pytest.raises(RuleBroken, match=r"note\.merged"):
        rules.merge(output(1, merged_into=3), into=output(2))


@pytest.mark.parametrize("text", ["N-12", "n-12", " 12 ", "N 12", "n12"])
def test_a_reference_is_read_as_people_type_it(text: str) -> None:
    assert rules.parse_reference(text) == 12


@pytest.mark.parametrize("text", ["", "N-", "Q-12", "P-0012", "N-1234567890", "N-１２", "12 13"])
def test_what_is_no_reference_is_refused(text: str) -> None:
    with pytest.raises(RuleBroken, match=r"note\.reference"):
        rules.parse_reference(text)


# ---------------------------------------------------------------------- reading and pledging


@given(st.lists(st.sampled_from(list(Kind)), max_size=30))
def test_notes_are_read_one_kind_after_the_other(kinds: list[Kind]) -> None:
    made = [output(number, kind=kind) for number, kind in enumerate(kinds)]
    read = by_kind(reversed(made))
    assert sorted(one.number for one in read) == list(range(len(kinds)))
    assert [one.kind for one in read] == [kind for kind in Kind for one in kinds if one is kind]
    for kind in Kind:
        numbers = [one.number for one in read if one.kind is kind]
        assert numbers == sorted(numbers)


@pytest.mark.parametrize(
    ("tag", "planned", "theme"),
    [
        ("food", "health", "food"),
        ("", "health", "health"),
        ("gone", "health", "health"),
        ("", None, ""),
        ("gone", "gone", ""),
    ],
)
def test_the_theme_of_a_pledge_is_the_notes_or_the_sessions(
    tag: str, planned: str | None, theme: str
) -> None:
    assert rules.pledge_theme(output(theme=tag), planned, {"food", "health"}) == theme
