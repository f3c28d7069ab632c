"""How suggestions read, to those they concern and, in counts, to organisers. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from bot.inert import fitting, inert, one_line
from bot.ui import Menu, Press, Reply
from cogs.connect import views
from cogs.connect.cards import ROOM, short
from db.suggestions import Round
from domain.connections import Card, Pair
from domain.matching import MOST, Suggestion
from domain.summits import Summit


def reason(found: Suggestion, summit: Summit) -> str:
    """Why somebody is suggested, in a sentence."""
    said: list[str] = []
    if found.themes:
        titles = " and ".join(inert(summit.theme_title(slug)) for slug in found.themes[:2])
        said.append(f"You both chose {titles}.")
    if found.they_offer:
        said.append(f"They offer what you need: {_words(found.they_offer)}.")
    if found.you_offer:
        said.append(f"You offer what they need: {_words(found.you_offer)}.")
    return " ".join(said)


def _words(words: Sequence[str]) -> str:
    return ", ".join(f"“{inert(one_line(word, 30))}”" for word in words)


NOBODY = (
    "**There is nobody new to suggest to you at the moment.** You are not left out: each person is"
    " suggested once, and nobody else fits what you wrote yet. Browse people yourself, add a theme"
    " or more words to your card, or look again later."
)


def suggested(
    people: Sequence[tuple[Pair, Card, Suggestion]], summit: Summit, *, full_up: bool
) -> Reply:
    """At most three people, with why. ``full_up``: they are those of before."""
    if not people:
        return Reply(NOBODY, ((views.BROWSE, views.CHANGE),))
    head = "**People you might like to meet**"
    if full_up:
        head += f"\nAnswer these {MOST} first: ask, or press “Not for me”. Then we suggest others."
    room = ROOM // len(people) - 250
    lines = [head]
    lines += [f"{short(card, room)}\n{reason(found, summit)}" for _, card, found in people]
    rows: list[tuple[Press | Menu, ...]] = [
        (views.meet_button(card), views.not_for_me(pair, card)) for pair, card, _ in people
    ]
    rows.append((views.MINE, views.BROWSE))
    return Reply(fitting("\n".join(lines)), tuple(rows))


def preview(*, people: int, without: int, pairs: int, rounds: int, introductions: int) -> Reply:
    """What a round would do. Organisers see counts only."""
    takes = "1 person takes" if people == 1 else f"{people:,} people take"
    lines = [
        f"**{takes} part in meeting people.** Introductions made so far: {introductions:,}."
        f" Rounds so far: {rounds}.",
    ]
    if people < 2:
        lines.append("Suggestions can be sent when at least two take part.")
        return Reply("\n".join(lines))
    lines.append(
        f"A round now would suggest {_introductions(pairs)}: at most {MOST} to each person, and"
        " nobody to the same person twice. Everybody who takes part gets one letter."
        f" For {without:,} of them there is nobody new: they are told so, and what they can do."
    )
    return Reply("\n".join(lines), ((views.round_button(rounds),),))


def _introductions(number: int) -> str:
    return "1 introduction" if number == 1 else f"{number:,} introductions"


def round_done(done: Round) -> Reply:
    return Reply(
        f"**The letters are on their way**: {done.people:,} in all, with"
        f" {_introductions(done.pairs)} suggested. In {done.without:,} of them there is nobody new."
        " Letters go out a few at a time."
    )
