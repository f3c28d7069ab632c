"""What the rehearsal's people say fits into the forms in which they say it."""

from __future__ import annotations

import unicodedata
from collections import Counter
from pathlib import Path

from domain.connections import NEEDS_LENGTH, OFFERS_LENGTH
from domain.feedback import RATINGS, SENTENCE_LENGTH
from domain.outputs import NOTE_LENGTH, Kind
from domain.plan import parse_plan
from domain.questions import ANSWER_LENGTH, QUESTION_LENGTH, REASON_LENGTH
from rehearsal.talk import read_talk

EXAMPLES = Path(__file__).parents[2] / "examples"
TALK = read_talk()
PLAN = parse_plan((EXAMPLES / "stockport-2021.toml").read_text(encoding="utf-8"))


def within(text: str, limits: tuple[int, int]) -> bool:
    return limits[0] <= len(text) <= limits[1]


def test_the_file_is_as_the_store_keeps_it() -> None:
    text = (EXAMPLES / "talk.toml").read_text(encoding="utf-8")
    assert unicodedata.is_normalized("NFC", text)


def test_questions_answers_and_reasons_fit() -> None:
    assert [one for one in TALK.questions if not within(one.words, QUESTION_LENGTH)] == []
    written = [one.written for one in TALK.questions if one.written]
    assert len(written) >= 3
    assert [text for text in written if not within(text, ANSWER_LENGTH)] == []
    assert len(TALK.to_hide) == 2
    for one in TALK.to_hide:
        assert within(one.words, QUESTION_LENGTH)
        assert within(one.reason, REASON_LENGTH)


def test_notes_are_of_every_kind_for_every_theme() -> None:
    counts = Counter((one.theme, one.kind) for one in TALK.remarks)
    themes = [theme.slug for theme in PLAN.pledges.themes]
    assert set(counts) == {(theme, kind.value) for theme in themes for kind in Kind}
    assert [one for one in TALK.remarks if not within(one.words, NOTE_LENGTH)] == []


def test_feedback_and_cards_fit() -> None:
    assert {one.stars for one in TALK.opinions} == set(RATINGS)
    assert [one for one in TALK.opinions if len(one.words) > SENTENCE_LENGTH[1]] == []
    for one in TALK.offers:
        assert 0 < len(one.offer) <= OFFERS_LENGTH
        assert 0 < len(one.need) <= NEEDS_LENGTH


def test_nobody_says_the_same_as_somebody_else() -> None:
    """The books find out whose words are left by looking for the words."""
    said = [one.words for one in (*TALK.questions, *TALK.to_hide, *TALK.remarks, *TALK.opinions)]
    assert [words for words, times in Counter(said).items() if times > 1] == []
