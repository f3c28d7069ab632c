"""Splitting a workshop into small groups: how many, who goes where, and who comes late.

Nobody is left without a group, groups differ by one person at most, and nobody sits alone unless
only one person is there. Chance comes in as ``dice``, so that a preview is what is done.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations
from random import Random

from domain.attendees import Kind
from domain.rules import RuleBroken

# Discord takes 50 channels in a category; a workshop of a hundred people needs no more groups.
MOST_GROUPS = 25
# Looking for people who have not met: after this many rounds of swaps it is good enough.
_ROUNDS = 8

Group = tuple[int, ...]
"""The people of one group, as snowflakes."""


class How(StrEnum):
    """How people are put together. The values are kept."""

    BALANCED = "balanced"
    RANDOM = "random"
    AGAIN = "again"
    NEW_PEOPLE = "new people"


@dataclass(frozen=True, slots=True)
class Present:
    """Somebody to be put into a group."""

    user_id: int
    kind: Kind


def count_for(people: int, *, groups: int | None = None, size: int | None = None) -> int:
    """How many groups ``people`` make: ``groups`` of them, or groups of about ``size``.

    Fewer than asked for where somebody would sit alone. Raises RuleBroken ``breakout.nobody``,
    ``breakout.count``.
    """
    if people < 1:
        raise RuleBroken("breakout.nobody")
    if groups is not None:
        wanted = groups
    elif size is not None and size >= 2:
        wanted = -(-people // size)
    else:
        wanted = 0
    if not 1 <= wanted <= MOST_GROUPS:
        raise RuleBroken("breakout.count", most=MOST_GROUPS)
    return max(1, min(wanted, people // 2))


def split(
    people: Sequence[Present],
    count: int,
    how: How,
    *,
    before: Sequence[Sequence[Group]] = (),
    dice: Random,
) -> list[Group]:
    """Everybody in exactly one of ``count`` groups. ``before``: the rounds so far, oldest first.

    :attr:`How.AGAIN` keeps the groups of the last round, however many there were, and puts who is
    new into the smallest. Raises RuleBroken ``breakout.no_round`` where there was none.
    """
    if how is How.AGAIN:
        if not before:
            raise RuleBroken("breakout.no_round")
        return _again(people, before[-1])
    if how is How.RANDOM:
        shuffled = [one.user_id for one in people]
        dice.shuffle(shuffled)
        return [tuple(shuffled[number::count]) for number in range(count)]
    groups = _balanced(people, count, dice)
    if how is How.NEW_PEOPLE:
        return _mixed(groups, met(before), {one.user_id: one.kind for one in people})
    return groups


def met(rounds: Iterable[Sequence[Group]]) -> Counter[frozenset[int]]:
    """How often each two people have been in a group together."""
    return Counter(
        frozenset(pair) for groups in rounds for group in groups for pair in combinations(group, 2)
    )


def repeats(groups: Iterable[Group], known: Counter[frozenset[int]]) -> int:
    """How many pairs of these groups have met before."""
    return sum(frozenset(pair) in known for group in groups for pair in combinations(group, 2))


def place_late(late: Present, groups: Sequence[Sequence[Present]]) -> int:
    """The number of the group that somebody joins who comes late: the smallest.

    Of several, the one with fewest of their kind. Raises RuleBroken ``breakout.no_round``.
    """
    if not groups:
        raise RuleBroken("breakout.no_round")

    def weight(number: int) -> tuple[int, int, int]:
        group = groups[number]
        return len(group), sum(one.kind is late.kind for one in group), number

    return min(range(len(groups)), key=weight)


def _balanced(people: Sequence[Present], count: int, dice: Random) -> list[Group]:
    """Dealt out like cards, kind by kind: each kind is spread as evenly as it can be."""
    kinds = Counter(one.kind for one in people)
    ordered: list[int] = []
    for kind, _ in sorted(kinds.items(), key=lambda item: (-item[1], item[0].value)):
        same = [one.user_id for one in people if one.kind is kind]
        dice.shuffle(same)
        ordered += same
    return [tuple(ordered[number::count]) for number in range(count)]


def _again(people: Sequence[Present], last: Sequence[Group]) -> list[Group]:
    here = {one.user_id: one for one in people}
    groups = [[here[user_id] for user_id in group if user_id in here] for group in last]
    groups = [group for group in groups if group]
    known = {one.user_id for group in groups for one in group}
    for one in people:
        if one.user_id not in known:
            if not groups:
                groups.append([])
            groups[place_late(one, groups)].append(one)
    return [tuple(one.user_id for one in group) for group in groups]


def _mixed(
    groups: list[Group], known: Counter[frozenset[int]], kinds: dict[int, Kind]
) -> list[Group]:
    """Swap people of the same kind between groups, then of any, while fewer pairs repeat."""
    table = [list(group) for group in groups]
    for same_kind in (True, False):
        for _ in range(_ROUNDS):
            if not _swap_once_each(table, known, kinds if same_kind else None):
                break
    return [tuple(group) for group in table]


def _swap_once_each(
    table: list[list[int]], known: Counter[frozenset[int]], kinds: dict[int, Kind] | None
) -> bool:
    """One look at every two people in different groups; whether anything got better."""
    better = False
    for one, other in combinations(range(len(table)), 2):
        for mine in range(len(table[one])):
            for theirs in range(len(table[other])):
                a, b = table[one][mine], table[other][theirs]
                if kinds is not None and kinds[a] is not kinds[b]:
                    continue
                now = _knows(a, table[one], known) + _knows(b, table[other], known)
                if not now:
                    continue
                then = _knows(b, table[one], known, but=a) + _knows(a, table[other], known, but=b)
                if then < now:
                    table[one][mine], table[other][theirs] = b, a
                    better = True
    return better


def _knows(user_id: int, group: Sequence[int], known: Counter[frozenset[int]], but: int = 0) -> int:
    """How often somebody has met the others of a group."""
    return sum(known[frozenset((user_id, other))] for other in group if other not in (user_id, but))
