"""Splitting into groups: everybody in one, evenly, mixed, and with new people where asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.attendees import Kind
from domain.breakouts import (
    MOST_GROUPS,
    Group,
    How,
    Present,
    count_for,
    met,
    place_late,
    repeats,
    split,
)
from domain.rules import RuleBroken


def people_of(*kinds: Kind) -> list[Present]:
    return [Present(100 + number, kind) for number, kind in enumerate(kinds)]


crowds = st.lists(st.sampled_from(Kind), min_size=1, max_size=110).map(
    lambda kinds: people_of(*kinds)
)
ways = st.sampled_from([How.BALANCED, How.RANDOM, How.NEW_PEOPLE])


def everybody(groups: Sequence[Group]) -> list[int]:
    return sorted(user_id for group in groups for user_id in group)


@given(crowds, st.integers(1, MOST_GROUPS), ways, st.integers())
def test_everybody_is_in_exactly_one_group_and_groups_are_even(
    people: list[Present], wanted: int, how: How, seed: int
) -> None:
    count = count_for(len(people), groups=wanted)
    before = [split(people, count, How.RANDOM, dice=Random(seed + 1))]
    groups = split(people, count, how, before=before, dice=Random(seed))
    assert everybody(groups) == sorted(one.user_id for one in people)
    assert len(groups) == count
    sizes = [len(group) for group in groups]
    assert max(sizes) - min(sizes) <= 1
    assert min(sizes) >= min(2, len(people))


@given(crowds, st.integers(1, MOST_GROUPS), st.integers())
def test_balanced_groups_have_each_kind_as_evenly_as_can_be(
    people: list[Present], wanted: int, seed: int
) -> None:
    kinds = {one.user_id: one.kind for one in people}
    count = count_for(len(people), groups=wanted)
    groups = split(people, count, How.BALANCED, dice=Random(seed))
    for kind in Kind:
        share = [sum(kinds[user_id] is kind for user_id in group) for group in groups]
        assert max(share) - min(share) <= 1


@given(crowds, st.integers(1, MOST_GROUPS), ways, st.integers())
def test_the_same_dice_give_the_same_groups(
    people: list[Present], wanted: int, how: How, seed: int
) -> None:
    count = count_for(len(people), groups=wanted)
    assert split(people, count, how, dice=Random(seed)) == split(
        people, count, how, dice=Random(seed)
    )


def test_another_throw_of_the_dice_gives_other_groups() -> None:
    people = people_of(*[Kind.RESIDENT] * 40)
    for how in (How.BALANCED, How.RANDOM):
        assert split(people, 5, how, dice=Random(1)) != split(people, 5, how, dice=Random(2))


@pytest.mark.parametrize(
    ("people", "size", "count"),
    [(12, 4, 3), (13, 4, 4), (10, 4, 3), (5, 4, 2), (3, 2, 1), (2, 2, 1), (1, 5, 1), (100, 5, 20)],
)
def test_groups_of_a_size_are_counted_so_that_nobody_is_alone(
    people: int, size: int, count: int
) -> None:
    assert count_for(people, size=size) == count


@pytest.mark.parametrize(
    ("people", "asked", "code"),
    [
        (0, {"groups": 3}, "breakout.nobody"),
        (10, {"groups": 0}, "breakout.count"),
        (10, {"groups": MOST_GROUPS + 1}, "breakout.count"),
        (10, {"size": 1}, "breakout.count"),
        (100, {"size": 2}, "breakout.count"),
        (10, {}, "breakout.count"),
    ],
)
def test_what_makes_no_groups_is_refused(people: int, asked: dict[str, int], code: str) -> None:
    with pytest.raises(RuleBroken) as told:
        count_for(people, **asked)
    assert told.value.code == code


def test_more_groups_than_pairs_become_fewer() -> None:
    assert count_for(7, groups=6) == 3


def test_the_last_groups_again_keep_who_is_still_here_and_take_who_is_new() -> None:
    people = people_of(*[Kind.RESIDENT] * 6)
    last = [(100, 101, 999), (102, 103), (998,)]
    assert split(people, 1, How.AGAIN, before=[last], dice=Random(0)) == [
        (100, 101, 104),
        (102, 103, 105),
    ]


def test_again_with_nobody_of_the_last_round_is_one_group() -> None:
    people = people_of(Kind.RESIDENT, Kind.BUSINESS)
    assert split(people, 3, How.AGAIN, before=[[(1, 2)]], dice=Random(0)) == [(100, 101)]


def test_again_needs_a_round_before() -> None:
    with pytest.raises(RuleBroken) as told:
        split(people_of(Kind.OTHER), 1, How.AGAIN, dice=Random(0))
    assert told.value.code == "breakout.no_round"


def test_sixteen_people_meet_all_new_people_in_a_second_round_of_four_by_four() -> None:
    people = people_of(*[Kind.RESIDENT] * 16)
    first = split(people, 4, How.RANDOM, dice=Random(5))
    second = split(people, 4, How.NEW_PEOPLE, before=[first], dice=Random(6))
    assert repeats(second, met([first])) == 0


@given(crowds, st.integers(1, 12), st.integers())
def test_new_people_never_repeat_more_than_a_balanced_deal_would(
    people: list[Present], wanted: int, seed: int
) -> None:
    count = count_for(len(people), groups=wanted)
    rounds = [split(people, count, How.RANDOM, dice=Random(seed))]
    known = met(rounds)
    dealt = split(people, count, How.BALANCED, dice=Random(seed + 1))
    mixed = split(people, count, How.NEW_PEOPLE, before=rounds, dice=Random(seed + 1))
    assert repeats(mixed, known) <= repeats(dealt, known)


def test_who_met_is_counted_over_the_rounds() -> None:
    assert met([[(1, 2), (3,)], [(2, 1, 3)]]) == Counter(
        {frozenset({1, 2}): 2, frozenset({1, 3}): 1, frozenset({2, 3}): 1}
    )


def test_who_comes_late_goes_to_the_smallest_group_and_there_to_fewest_of_their_kind() -> None:
    resident, business = Present(1, Kind.RESIDENT), Present(2, Kind.BUSINESS)
    late = Present(9, Kind.RESIDENT)
    assert place_late(late, [[resident, business], [resident], [business]]) == 2
    assert place_late(late, [[resident], [resident]]) == 0
    with pytest.raises(RuleBroken) as told:
        place_late(late, [])
    assert told.value.code == "breakout.no_round"
