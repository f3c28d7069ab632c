"""The books of questions: words, votes, what became of them, and no name that was not to be."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator

from bot.inert import inert
from domain.questions import Question
from rehearsal.books.line import Kept, Line, difference
from rehearsal.ledger import Asked, Ledger

# What somebody is written in a thread who asked without their name.
NEWS = "There is something new about a question of yours"


def check(ledger: Ledger, kept: Kept) -> Iterator[Line]:
    """Everything that can be checked about questions, one line each."""
    there = {question.reference: question for question in kept.questions}
    if not there and not ledger.questions:
        return
    yield Line(
        "Every question that people were told is saved is kept, and no other",
        difference(ledger.questions, there),
    )
    both = [(told, there[ref]) for ref, told in ledger.questions.items() if ref in there]
    yield Line(
        "Its words, its session and its asker are those that were told",
        tuple(_words(both, kept)),
    )
    yield Line(
        "It stands as the facilitator was told, with every vote that was counted",
        tuple(_states(both)),
    )
    yield Line("Who asked is told once that it was hidden or answered", tuple(_letters(ledger)))
    yield Line(
        "Who asked without a name is named nowhere that others look",
        tuple(_names(ledger, both)),
    )


def _words(both: list[tuple[Asked, Question]], kept: Kept) -> Iterator[str]:
    for told, there in both:
        asker = kept.names[there.asker_id]
        wanted = (unicodedata.normalize("NFC", told.words), told.session, told.asker.name)
        if (there.words, there.session, asker) != wanted:
            yield f"{told.reference}: {there.words!r} of {asker}, told {told.words!r}"


def _states(both: list[tuple[Asked, Question]]) -> Iterator[str]:
    for told, there in both:
        text = there.hidden_reason if told.state == "hidden" else there.answer
        found = (there.state.value, there.pinned, there.votes, text)
        wanted = (told.state, told.pinned, len(told.voters), told.answer)
        if found != wanted:
            yield f"{told.reference}: {found}, told {wanted}"


def _letters(ledger: Ledger) -> Iterator[str]:
    """Each reads about their question; who gave no name reads in a thread only that there is news.

    A thread can be read by others too: so no question's number and no word of it stands in one.
    """
    done = [one for one in ledger.questions.values() if one.answer]
    news = Counter(letter.to for letter in ledger.letters if NEWS in letter.text)
    wanted: Counter[str] = Counter()
    for one in done:
        about = [
            letter
            for letter in ledger.letters
            if letter.to == one.asker.name and f"our question {one.reference} at " in letter.text
        ]
        if one.named or about:
            if len(about) != 1:
                yield f"{one.asker.name} has {len(about)} letters about {one.reference}"
        else:
            wanted[one.asker.name] += 1
        if not one.named and any(letter.by_thread for letter in about):
            yield f"{one.asker.name} is told of {one.reference} where others can read it"
    for name in news.keys() | wanted.keys():
        if news[name] != wanted[name]:
            yield f"{name} has {news[name]} letters about questions without a name"


def _names(ledger: Ledger, both: list[tuple[Asked, Question]]) -> Iterator[str]:
    for told, there in both:
        if told.named:
            continue
        if there.asker_name:
            yield f"{told.reference} is kept with {there.asker_name}"
        for line in ledger.question_lines:
            name = told.asker.name
            if line.startswith(f"**{told.reference}** ") and (name in line or inert(name) in line):
                yield f"{told.reference} is shown with {name}"
