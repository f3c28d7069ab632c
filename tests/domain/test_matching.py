"""Suggestions: at most three, never the same pair twice, and nobody is left out silently."""

from __future__ import annotations

import time
from collections.abc import Mapping
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.attendees import Kind
from domain.connections import Card
from domain.matching import MOST, MOST_TIMES, Suggestion, match, match_one, pair_of, why, words

WORDS = ("van", "kitchen", "mentoring", "tutoring", "garden", "printing")
THEMES = ("food", "health", "work")


def card(
    user_id: int,
    *,
    offers: str = "",
    needs: str = "",
    themes: tuple[str, ...] = (),
    organisation: str = "",
) -> Card:
    return Card(
        id=1000 + user_id,
        guild_id=1,
        user_id=user_id,
        name=f"Person {user_id}",
        kind=Kind.RESIDENT,
        organisation=organisation,
        offers=offers,
        needs=needs,
        themes=themes,
    )


@st.composite
def crowds(draw: st.DrawFn) -> tuple[list[Card], set[tuple[int, int]]]:
    """Some people, and pairs that are known."""
    some = st.lists(st.sampled_from(WORDS), max_size=2).map(" ".join)
    themes = st.lists(st.sampled_from(THEMES), max_size=2, unique=True).map(tuple)
    people = [
        card(
            user_id,
            offers=draw(some),
            needs=draw(some),
            themes=draw(themes),
            organisation=draw(st.sampled_from(("", "Council"))),
        )
        for user_id in range(1, draw(st.integers(0, 14)) + 1)
    ]
    ids = [one.user_id for one in people]
    pairs = [(one, other) for one in ids for other in ids if one < other]
    known = set(draw(st.lists(st.sampled_from(pairs), max_size=8))) if pairs else set()
    return people, known


def partners(found: Mapping[int, tuple[Suggestion, ...]]) -> dict[int, list[int]]:
    return {user_id: [one.user_id for one in there] for user_id, there in found.items()}


@given(crowds(), st.integers())
def test_a_round_is_fair(crowd: tuple[list[Card], set[tuple[int, int]]], seed: int) -> None:
    people, known = crowd
    found = partners(match(people, known=known, seed=seed))
    assert found.keys() == {one.user_id for one in people}
    for user_id, there in found.items():
        assert len(there) == len(set(there)) <= MOST
        assert user_id not in there
        for other in there:
            assert user_id in found[other]
            assert pair_of(user_id, other) not in known


@given(crowds(), st.integers())
def test_nobody_goes_without_while_somebody_who_fits_has_room(
    crowd: tuple[list[Card], set[tuple[int, int]]], seed: int
) -> None:
    people, known = crowd
    found = partners(match(people, known=known, seed=seed))
    by_id = {one.user_id: one for one in people}
    for user_id, there in found.items():
        if there:
            continue
        for other in by_id:
            if other == user_id or pair_of(user_id, other) in known:
                continue
            if why(by_id[user_id], by_id[other]).score == 0:
                continue
            # Who fits is full, and each of their partners has nobody else.
            assert len(found[other]) == MOST
            assert all(found[partner] == [other] for partner in found[other])


@given(crowds(), st.integers(), st.randoms(use_true_random=False))
def test_the_order_of_people_makes_no_difference(
    crowd: tuple[list[Card], set[tuple[int, int]]], seed: int, random: Random
) -> None:
    people, known = crowd
    mixed = list(people)
    random.shuffle(mixed)
    assert match(mixed, known=known, seed=seed) == match(people, known=known, seed=seed)


@given(crowds(), st.integers())
def test_one_person_gets_at_most_three_and_the_best_first(
    crowd: tuple[list[Card], set[tuple[int, int]]], seed: int
) -> None:
    people, known = crowd
    for me in people:
        found = match_one(me, people, known=known, times={}, seed=seed)
        scores = [one.score for one in found]
        assert len(found) <= MOST
        assert scores == sorted(scores, reverse=True)
        assert 0 not in scores
        chosen = {one.user_id for one in found}
        assert len(chosen) == len(found)
        assert me.user_id not in chosen
        fitting = {
            other.user_id: why(me, other).score
            for other in people
            if other is not me and pair_of(me.user_id, other.user_id) not in known
        }
        rest = [score for user_id, score in fitting.items() if user_id not in chosen]
        if len(found) < MOST:
            assert not any(rest)
        else:
            assert max(rest, default=0) <= min(scores)


def test_whom_everybody_wants_is_sent_to_three_only() -> None:
    star = card(1, offers="van")
    others = [card(n, needs="van") for n in range(2, 302)]
    found = partners(match([star, *others], known=set(), seed=1))
    assert len(found[1]) == MOST
    assert sum(bool(there) for there in found.values()) == 1 + MOST


def test_on_demand_too_nobody_is_sent_to_everybody() -> None:
    me = card(1, needs="van")
    others = [card(2, offers="van"), card(3, offers="van")]
    assert [
        one.user_id for one in match_one(me, others, known=(), times={2: MOST_TIMES}, seed=1)
    ] == [3]
    assert match_one(me, others, known=(), times={}, seed=1, most=0) == ()


def test_of_two_as_good_the_one_with_fewer_comes_first() -> None:
    me = card(1, needs="van")
    others = [card(n, offers="van") for n in (2, 3)]
    for busy, free in ((2, 3), (3, 2)):
        found = match_one(me, others, known=(), times={busy: 1}, seed=1, most=1)
        assert [one.user_id for one in found] == [free]


def test_somebody_alone_gives_way_to_nobody() -> None:
    # 1 could meet 2 only, who has others to choose from: they still get each other.
    people = [card(1, needs="van"), card(2, offers="van kitchen"), card(9, offers="printing")]
    people += [card(n, needs="kitchen", offers="garden", themes=("food",)) for n in range(3, 9)]
    found = partners(match(people, known=set(), seed=3))
    assert found[1] == [2]
    assert found[9] == []


def test_somebody_with_two_gives_one_up_for_somebody_with_nobody() -> None:
    # Three who offer what three friends each need, and what 99 needs too, who has no friends.
    people = [card(99, needs="van kitchen garden")]
    wanted = ("van", "kitchen", "garden")
    for number, word, theme in zip((10, 20, 30), wanted, THEMES, strict=True):
        people.append(card(number, offers=word))
        people += [card(number + n, needs=word, themes=(theme,)) for n in (1, 2, 3)]
    for seed in range(60):
        assert partners(match(people, known=set(), seed=seed))[99], seed


def test_colleagues_come_last() -> None:
    me = card(1, needs="van kitchen", themes=("food",), organisation="Council")
    colleague = card(2, offers="van kitchen", themes=("food",), organisation="COUNCIL")
    stranger = card(3, themes=("food",))
    found = match_one(me, [colleague, stranger], known=(), times={}, seed=1)
    assert [(one.user_id, one.score) for one in found] == [(3, 2), (2, 1)]


def test_the_reason_is_what_both_wrote() -> None:
    mine = card(
        1, needs="Somebody with a VAN", offers="Help with tutoring", themes=("food", "work")
    )
    other = card(2, offers="Two vans, and a kitchen", needs="tutoring", themes=("work", "food"))
    assert why(mine, other) == Suggestion(2, 12, ("food", "work"), ("vans",), ("tutoring",))
    assert why(other, mine) == Suggestion(1, 12, ("work", "food"), ("tutoring",), ("vans",))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("We need help with the vans", {"van"}),
        ("送餐服务", {"送餐", "餐服", "服务"}),
        ("مدد گاڑی", {"مدد", "گاڑی"}),
        ("żywność", {"żywność"}),
        ("", set()),
        ("🙂 !", set()),
    ],
)
def test_words_are_found_in_any_script(text: str, found: set[str]) -> None:
    assert words(text).keys() == found


def test_three_hundred_people_are_matched_well_within_a_second() -> None:
    random = Random(1)
    vocabulary = [f"word{n}" for n in range(400)]
    people = [
        card(
            n,
            offers=" ".join(random.choices(vocabulary, k=30)),
            needs=" ".join(random.choices(vocabulary, k=30)),
            themes=tuple(random.sample(THEMES, 2)),
            organisation=f"Organisation {n % 40}",
        )
        for n in range(300)
    ]
    began = time.process_time()
    found = match(people, known=set(), seed=1)
    assert time.process_time() - began < 1
    assert {len(there) for there in found.values()} == {MOST}
