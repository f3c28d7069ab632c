"""Meeting others: cards, and what two people say to being introduced. No is never told."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from domain.attendees import KIND_TITLES, ORGANISATION_LENGTH, Kind
from domain.rules import RuleBroken
from domain.text import clean

OFFERS_LENGTH = 300
NEEDS_LENGTH = 300
WHY_LENGTH = 200
SEARCH_LENGTH = 50

# How many requests without a yes somebody can have at a time.
MOST_OPEN = 10


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the form asks, checked."""

    organisation: str
    offers: str
    needs: str
    themes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """What somebody shows to those who want to meet others too. ``name`` is that of joining."""

    id: int
    guild_id: int
    user_id: int
    name: str
    kind: Kind
    organisation: str
    offers: str
    needs: str
    themes: tuple[str, ...]


class Say(StrEnum):
    """What somebody says to meeting somebody. The values are kept."""

    NOTHING = ""
    YES = "yes"
    NO = "no"


class Thread(StrEnum):
    """Where the private thread of two people stands. The values are kept.

    ``GONE``: one of them has left the server, so there is nobody to talk to.
    """

    NONE = "none"
    WANTED = "wanted"
    MADE = "made"
    GONE = "gone"


class Standing(StrEnum):
    """How two people stand, as one of them may know it."""

    INTRODUCED = "introduced"
    FOR_YOU = "waiting for your answer"
    ASKED = "no answer yet"
    SUGGESTED = "suggested to you"
    DECLINED = "you said no"
    NOTHING = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two people as one of them is concerned. ``shown``: the other was suggested to this one.

    ``told`` and ``they_know``: who of them has had a letter that the other asks.
    """

    id: int
    guild_id: int
    user_id: int
    other_id: int
    mine: Say = Say.NOTHING
    theirs: Say = Say.NOTHING
    my_why: str = ""
    their_why: str = ""
    told: bool = False
    they_know: bool = False
    shown: bool = False
    shown_to_them: bool = False
    thread: Thread = Thread.NONE
    thread_id: int | None = None

    @property
    def introduced(self) -> bool:
        return self.mine is Say.YES and self.theirs is Say.YES

    @property
    def standing(self) -> Standing:
        """Of a no that the other said, nothing is to be seen."""
        if self.introduced:
            return Standing.INTRODUCED
        if self.mine is Say.YES:
            return Standing.ASKED
        if self.mine is Say.NO:
            return Standing.DECLINED
        if self.theirs is Say.YES:
            return Standing.FOR_YOU
        return Standing.SUGGESTED if self.shown else Standing.NOTHING


# ---------------------------------------------------------------------- cards


def check_card(
    *, organisation: str, offers: str, needs: str, themes: Iterable[str], known: Collection[str]
) -> Wanted:
    """The form's words as they are kept. ``known`` are the plan's themes.

    Raises RuleBroken ``text.*``, ``connect.empty`` or ``connect.theme``.
    """
    wanted = Wanted(
        organisation=clean(
            organisation, field="organisation", most=ORGANISATION_LENGTH, lines=False
        ),
        offers=clean(offers, field="text about what you offer", most=OFFERS_LENGTH),
        needs=clean(needs, field="text about what you need", most=NEEDS_LENGTH),
        themes=tuple(dict.fromkeys(themes)),
    )
    if not wanted.offers and not wanted.needs:
        raise RuleBroken("connect.empty")
    if not set(wanted.themes) <= set(known):
        raise RuleBroken("connect.theme")
    return wanted


def check_why(text: str) -> str:
    """The line of a request as it is kept. Raises RuleBroken ``text.*``."""
    return clean(text, field="line", most=WHY_LENGTH, lines=False)


def fold(text: str) -> str:
    """``text`` as it is compared: case and ways of writing the same letter make no difference."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


def search_words(text: str) -> tuple[str, ...]:
    """What is looked for; a colon would part a custom_id."""
    return tuple(fold(text.replace(":", " "))[:SEARCH_LENGTH].split())


def found_by(card: Card, words: Iterable[str], theme_titles: Iterable[str]) -> bool:
    """Whether each of the words stands somewhere in what the card shows."""
    shown = (card.name, card.organisation, KIND_TITLES[card.kind], card.offers, card.needs)
    text = fold("\n".join([*shown, *theme_titles]))
    return all(word in text for word in words)


# ---------------------------------------------------------------------- two people


def ask(pair: Pair, *, why: str, open_requests: int) -> Pair:
    """Ask for an introduction, or meet the other's request. Asking again changes nothing.

    ``open_requests``: how many of the asker's have no yes. Raises RuleBroken ``connect.*``.
    """
    if pair.introduced:
        raise RuleBroken("connect.introduced")
    if pair.mine is Say.YES:
        return pair
    if pair.theirs is not Say.YES and open_requests >= MOST_OPEN:
        raise RuleBroken("connect.most", most=MOST_OPEN)
    return _settled(replace(pair, mine=Say.YES, my_why=why))


def agree(pair: Pair) -> Pair:
    """Yes to somebody who asked. Raises RuleBroken ``connect.not_open``."""
    if pair.introduced:
        return pair
    if pair.theirs is not Say.YES:
        raise RuleBroken("connect.not_open")
    return _settled(replace(pair, mine=Say.YES))


def decline(pair: Pair) -> Pair:
    """No, which the other is never told. Raises RuleBroken ``connect.introduced``."""
    if pair.introduced:
        raise RuleBroken("connect.introduced")
    return replace(pair, mine=Say.NO, my_why="")


def take_back(pair: Pair) -> Pair:
    """Take a request back. Raises RuleBroken ``connect.introduced``."""
    if pair.introduced:
        raise RuleBroken("connect.introduced")
    if pair.mine is not Say.YES:
        return pair
    return replace(pair, mine=Say.NOTHING, my_why="")


def _settled(pair: Pair) -> Pair:
    return replace(pair, thread=Thread.WANTED) if pair.introduced else pair
