"""Ways to tamper with workshops and questions."""

from __future__ import annotations

import dataclasses
from typing import Any

from rehearsal.ledger import Asked
from tests.rehearsal.case import Case, Turn

PLACES = "Everybody has the place in a workshop that they were told, and nobody else has one"
TOO_MANY = "No workshop has more people than places, and nobody is in two at once"
ORDER = "Those who wait stand in the order in which they were told so"
MARKS = "The programme marks as somebody’s what they have chosen"
QUESTIONS = "Every question that people were told is saved is kept, and no other"
ASKED = "Its words, its session and its asker are those that were told"
STAND = "It stands as the facilitator was told, with every vote that was counted"
ANSWERED = "Who asked is told once that it was hidden or answered"
NO_NAME = "Who asked without a name is named nowhere that others look"


# Workshops ------------------------------------------------------------------------------------


def busy(case: Case) -> str:
    """The slug of a workshop with a waiting list."""
    return next(slug for slug, names in case.ledger.waiting.items() if names)


def told_of_a_place_that_is_not_kept(case: Case) -> None:
    case.kept.choices[busy(case)] = [
        one for one in case.kept.choices[busy(case)] if one.waiting is not None
    ]


def a_place_that_nobody_was_told_of(case: Case) -> None:
    case.ledger.places[busy(case)].pop()


def one_place_too_many(case: Case) -> None:
    slug = busy(case)
    there = case.kept.choices[slug]
    case.kept.choices[slug] = [dataclasses.replace(one, waiting=None) for one in there]
    case.ledger.places[slug] += case.ledger.waiting[slug]
    case.ledger.waiting[slug] = []


def in_two_workshops_at_once(case: Case) -> None:
    slug = busy(case)
    other = next(
        one.slug
        for one in case.world.plan.sessions
        if one.slug != slug and one.slot == case.world.plan.session(slug).slot  # pyright: ignore
    )
    one = next(one for one in case.kept.choices[slug] if one.has_place)
    case.kept.choices[other].append(dataclasses.replace(one, slug=other))


def somebody_overtakes_the_waiting(case: Case) -> None:
    slug = busy(case)
    first = next(one for one in case.kept.choices[slug] if one.waiting == 1)
    case.kept.choices[slug].remove(first)
    case.kept.choices[slug].append(dataclasses.replace(first, waiting=100))
    case.ledger.waiting[slug].append("Nobody")


def the_programme_marks_another_one(case: Case) -> None:
    next(iter(case.ledger.marked.values())).add("Something else")


# Questions ------------------------------------------------------------------------------------


def asked(case: Case, **state: object) -> Asked:
    """A question that is told to stand like this."""
    return next(
        one
        for one in case.ledger.questions.values()
        if all(getattr(one, name) == value for name, value in state.items())
    )


def keep_question(case: Case, reference: str, **other: Any) -> None:
    case.kept.questions = [
        dataclasses.replace(one, **other) if one.reference == reference else one
        for one in case.kept.questions
    ]


def forget_a_question(case: Case) -> None:
    case.kept.questions.pop()


def invent_a_question(case: Case) -> None:
    case.ledger.questions["Q-99"] = dataclasses.replace(asked(case), reference="Q-99")


def other_question_kept(case: Case) -> None:
    keep_question(case, "Q-1", words="Something else altogether?")


def question_of_somebody_else(case: Case) -> None:
    other = next(i for i, name in case.kept.names.items() if name != asked(case).asker.name)
    keep_question(case, asked(case).reference, asker_id=other)


def one_vote_is_lost(case: Case) -> None:
    voted = next(one for one in case.ledger.questions.values() if one.voters)
    keep_question(case, voted.reference, votes=len(voted.voters) - 1)


def a_pin_is_lost(case: Case) -> None:
    keep_question(case, asked(case, pinned=True).reference, pinned=False)


def another_reason_kept(case: Case) -> None:
    keep_question(case, asked(case, state="hidden").reference, hidden_reason="Because.")


def nobody_told_of_the_answer(case: Case) -> None:
    name = asked(case, state="hidden").asker.name
    case.ledger.letters = [one for one in case.ledger.letters if one.to != name]


def told_twice_of_the_answer(case: Case) -> None:
    name = asked(case, state="hidden").asker.name
    case.ledger.letters += [one for one in case.ledger.letters if one.to == name]


def a_name_is_kept_with_an_anonymous_question(case: Case) -> None:
    one = asked(case, named=False)
    keep_question(case, one.reference, asker_name=one.asker.name)


def a_name_is_shown_with_an_anonymous_question(case: Case) -> None:
    one = asked(case, named=False)
    case.ledger.question_lines.add(f"**{one.reference}** · 0 votes · {one.asker.name}")


CASES: list[tuple[Turn, set[str]]] = [
    (told_of_a_place_that_is_not_kept, {PLACES}),
    (a_place_that_nobody_was_told_of, {PLACES}),
    (one_place_too_many, {TOO_MANY}),
    (in_two_workshops_at_once, {TOO_MANY, PLACES}),
    (somebody_overtakes_the_waiting, {ORDER}),
    (the_programme_marks_another_one, {MARKS}),
    (forget_a_question, {QUESTIONS}),
    (invent_a_question, {QUESTIONS}),
    (other_question_kept, {ASKED}),
    (question_of_somebody_else, {ASKED}),
    (one_vote_is_lost, {STAND}),
    (a_pin_is_lost, {STAND}),
    (another_reason_kept, {STAND}),
    (nobody_told_of_the_answer, {ANSWERED}),
    (told_twice_of_the_answer, {ANSWERED}),
    (a_name_is_kept_with_an_anonymous_question, {NO_NAME}),
    (a_name_is_shown_with_an_anonymous_question, {NO_NAME}),
]
