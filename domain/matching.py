"""Who might want to meet whom: what one needs and the other offers, and the themes of both.

Simple enough to be explained in a sentence to those it concerns. The same people with the same
seed give the same suggestions, whatever the order in which they come.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from domain.connections import Card, fold

# How many people are suggested to somebody at a time.
MOST = 3
# To how many others one person is suggested on demand, while these have not answered.
MOST_TIMES = 9

# More than so many shared words or themes make no better match.
_ENOUGH = 3

_COMMON = """
    a about all also am an and any are as at be been but by can could do does for from get
    give group groups has have help helping her him his how i if in into is it its just like
    looking make me more my need needs no not of offer offering on one or other our out people
    please see she so some somebody someone something such support than that the their them
    then there they thing this to too up us use very want was we what when where which who
    will with work working would you your
"""
_TOO_COMMON = frozenset(_COMMON.split())


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Somebody to meet, and why: themes of both, and words of one's need and the other's offer."""

    user_id: int
    score: int
    themes: tuple[str, ...]
    they_offer: tuple[str, ...]
    you_offer: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Person:
    card: Card
    themes: frozenset[str]
    offers: Mapping[str, str]
    needs: Mapping[str, str]
    organisation: str


def pair_of(one: int, other: int) -> tuple[int, int]:
    """Two people, whoever comes first."""
    return (one, other) if one < other else (other, one)


def match(
    cards: Iterable[Card], *, known: Collection[tuple[int, int]], seed: int, most: int = MOST
) -> dict[int, tuple[Suggestion, ...]]:
    """Suggestions for everybody at once: each person is in at most ``most`` of them.

    ``known`` are pairs, as :func:`pair_of` writes them, that are not suggested. Everybody is in the
    result, with nobody suggested to them where nobody fits. Who has few to choose from comes first,
    and nobody goes without for the sake of somebody who has two.
    """
    people = {card.user_id: _person(card) for card in cards}
    order = _shuffled(people, seed)
    ranks = {user_id: rank for rank, user_id in enumerate(order)}
    scores = _scores(order, people, frozenset(known))
    partners: dict[int, set[int]] = {user_id: set() for user_id in people}
    # Fewest to choose from first; then the best first, and of two as good the one with fewer.
    turns = sorted(order, key=lambda user_id: len(scores[user_id]))
    best = {
        user_id: sorted(scores[user_id], key=lambda one: (-scores[user_id][one], ranks[one]))
        for user_id in order
    }
    for level in range(most):
        for user_id in turns:
            if len(partners[user_id]) > level:
                continue
            free = (one for one in best[user_id] if len(partners[one]) < most)
            chosen = next((one for one in free if one not in partners[user_id]), None)
            if chosen is not None:
                _join(partners, user_id, chosen)
    # Each who finds somebody may have made room for another.
    alone = [user_id for user_id in turns if not partners[user_id]]
    while alone:
        still = [one for one in alone if not _make_room(partners, one, best[one], most)]
        if still == alone:
            break
        alone = still
    return {
        user_id: _told(people[user_id], [one for one in best[user_id] if one in there], people)
        for user_id, there in partners.items()
    }


def match_one(
    card: Card,
    others: Iterable[Card],
    *,
    known: Collection[tuple[int, int]],
    times: Mapping[int, int],
    seed: int,
    most: int = MOST,
) -> tuple[Suggestion, ...]:
    """Suggestions for one person, at most ``most``.

    ``times``: to how many each of the others is suggested already, so that not everybody is sent
    to the same few.
    """
    if most < 1:
        return ()
    me = _person(card)
    people = {
        other.user_id: _person(other)
        for other in others
        if other.user_id != card.user_id
        and pair_of(card.user_id, other.user_id) not in known
        and times.get(other.user_id, 0) < MOST_TIMES
    }
    order = _shuffled(people, seed)
    scored = [(_score(me, people[one]), one) for one in order]
    # sorted() is stable: equals stay in the order of the seed.
    best = sorted(
        (entry for entry in scored if entry[0]),
        key=lambda entry: (-entry[0], times.get(entry[1], 0)),
    )
    return _told(me, [one for _, one in best[:most]], people)


def why(card: Card, other: Card) -> Suggestion:
    """What two people have for each other, as ``card``'s owner is told it."""
    me = _person(card)
    (told,) = _told(me, (other.user_id,), {other.user_id: _person(other)})
    return told


# ---------------------------------------------------------------------- choosing


def _shuffled(people: Iterable[int], seed: int) -> list[int]:
    order = sorted(people)
    Random(seed).shuffle(order)  # noqa: S311  # fair, not secret
    return order


def _scores(
    order: Sequence[int],
    people: Mapping[int, _Person],
    known: frozenset[tuple[int, int]],
) -> dict[int, dict[int, int]]:
    scores: dict[int, dict[int, int]] = {user_id: {} for user_id in order}
    for place, one in enumerate(order):
        for other in order[place + 1 :]:
            score = _score(people[one], people[other])
            if score and pair_of(one, other) not in known:
                scores[one][other] = scores[other][one] = score
    return scores


def _join(partners: dict[int, set[int]], one: int, other: int) -> None:
    partners[one].add(other)
    partners[other].add(one)


def _make_room(partners: dict[int, set[int]], user_id: int, best: Sequence[int], most: int) -> bool:
    """Somebody has nobody: who of their best has room, or a partner that has others too?

    Returns whether there was one.
    """
    for one in best:
        if len(partners[one]) < most:
            _join(partners, user_id, one)
            return True
        spare = [other for other in partners[one] if len(partners[other]) > 1]
        if spare:
            least = max(spare, key=lambda other: (len(partners[other]), other))
            partners[one].remove(least)
            partners[least].remove(one)
            _join(partners, user_id, one)
            return True
    return False


def _score(one: _Person, other: _Person) -> int:
    """How much two people have to give each other; the same from both sides."""
    themes = min(len(one.themes & other.themes), _ENOUGH)
    gets = min(len(one.needs.keys() & other.offers.keys()), _ENOUGH)
    gives = min(len(other.needs.keys() & one.offers.keys()), _ENOUGH)
    score = 2 * themes + 3 * gets + 3 * gives + (2 if gets and gives else 0)
    if score and one.organisation and one.organisation == other.organisation:
        return 1  # colleagues come last: they can meet anyway
    return score


def _told(
    me: _Person, others: Iterable[int], people: Mapping[int, _Person]
) -> tuple[Suggestion, ...]:
    return tuple(
        Suggestion(
            user_id=one,
            score=_score(me, people[one]),
            themes=tuple(theme for theme in me.card.themes if theme in people[one].themes),
            they_offer=_shared(me.needs, people[one].offers),
            you_offer=_shared(people[one].needs, me.offers),
        )
        for one in others
    )


def _shared(needs: Mapping[str, str], offers: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(offers[stem] for stem in needs if stem in offers)[:_ENOUGH]


# ---------------------------------------------------------------------- words


def _person(card: Card) -> _Person:
    return _Person(
        card, frozenset(card.themes), words(card.offers), words(card.needs), fold(card.organisation)
    )


def words(text: str) -> dict[str, str]:
    """The words that say something, each under its plain form, in the order of the text.

    Scripts without spaces between words are taken two characters at a time.
    """
    found: dict[str, str] = {}
    for word in _split(fold(text)):
        if any(map(_unspaced, word)):
            for place in range(len(word) - 1):
                found.setdefault(word[place : place + 2], word[place : place + 2])
        elif len(word) > 2 and word not in _TOO_COMMON:
            found.setdefault(_plain(word), word)
    return found


def _split(text: str) -> Iterator[str]:
    word = ""
    for character in text:
        # Marks belong to the letter before them: without, words of many scripts would break.
        if unicodedata.category(character)[0] in "LNM":
            word += character
        else:
            if word:
                yield word
            word = ""
    if word:
        yield word


def _plain(word: str) -> str:
    """English plurals are the same word; nothing cleverer."""
    if word.isascii() and len(word) > 3 and word.endswith("s") and not word.endswith("ss"):
        return word[:-1]
    return word


def _unspaced(character: str) -> bool:
    """Whether it is of a script that is written without spaces: Chinese, Japanese, Thai and kin."""
    point = ord(character)
    return (
        0x0E00 <= point <= 0x0EFF
        or 0x1000 <= point <= 0x109F
        or 0x1780 <= point <= 0x17FF
        or 0x3040 <= point <= 0x30FF
        or 0x3400 <= point <= 0x9FFF
        or 0x20000 <= point <= 0x3FFFF
    )
