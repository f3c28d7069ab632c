"""What an export says again, because its process starts with little, is what the rules say."""

from __future__ import annotations

import pytest

from db import export_day, export_query
from domain import (
    announcements,
    feedback,
    follow_up,
    my_data,
    outputs,
    questions,
    reports,
    sessions,
)
from domain.attendees import Kind
from domain.plan import fields
from exports import catalogue_after, catalogue_day, catalogue_telling, summary
from exports.catalogue import TABLES


@pytest.mark.parametrize(
    ("said", "rule"),
    [
        (catalogue_day.QUESTION_STATES, questions.State),
        (catalogue_day.OUTPUT_KINDS, outputs.Kind),
        (catalogue_day.OUTPUT_STATES, outputs.State),
        (catalogue_after.FRESHNESS, follow_up.Freshness),
        (catalogue_after.ANSWERS, reports.Answer),
        (tuple(summary._KINDS), Kind),
        (catalogue_telling.AUDIENCES, announcements.Audience),
        (catalogue_telling.CHANGES, sessions.Change),
    ],
)
def test_the_words_of_a_column_are_those_of_the_rules(said, rule):
    assert said == tuple(word.value for word in rule)


def test_the_kinds_of_sessions_are_those_of_a_plan():
    assert set(catalogue_day.SESSION_KINDS) == set(fields.Kind.__args__)


def test_ratings_and_following_up_are_told_as_in_discord():
    assert export_day.FEWEST == feedback.FEWEST
    assert export_query.ANSWER_WITHIN == follow_up.ANSWER_WITHIN
    assert list(summary._RATINGS.values()) == [feedback.label(n) for n in feedback.RATINGS]


def test_no_table_tells_what_people_were_told_that_nobody_else_sees():
    """What only oneself sees stands in no export at all."""
    only_mine = {name for name, about in my_data.PARTS.items() if about.seen_by == "only you"}
    assert {"votes", "reminders", "programme", "drafts"} <= only_mine
    stems = {table.stem for table in TABLES}
    assert not stems & {"votes", "reminders", "drafts", "introductions", "letters", "notices"}
