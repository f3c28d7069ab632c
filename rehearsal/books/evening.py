"""The books of feedback, recordings and introductions, and of who had themselves erased."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator

from rehearsal.books.line import Kept, Line
from rehearsal.ledger import Ledger


def check(ledger: Ledger, kept: Kept) -> Iterator[Line]:
    """Everything that can be checked about these, one line each."""
    if ledger.ratings or kept.ratings:
        yield Line(
            "All feedback that people were told is kept is there as they gave it, and no other",
            tuple(_feedback(ledger, kept)),
        )
        yield Line(
            "Organisers see no name with feedback but where its author shows it",
            tuple(_named(ledger, kept)),
        )
    if ledger.recordings or kept.recordings:
        yield Line(
            "Everybody who was told that they have asked for a recording has, and nobody else",
            tuple(_asked(ledger, kept)),
        )
        yield Line(
            "Each of them is told once of a link, or why there is none, and nobody else",
            tuple(_told(ledger)),
        )
    if ledger.cards or kept.cards:
        yield Line(
            "Those who take part in meeting people have the card that they filled in",
            tuple(
                f"{name}: {kept.cards.get(name)}, told {ledger.cards.get(name)}"
                for name in kept.cards.keys() | ledger.cards.keys()
                if kept.cards.get(name) != ledger.cards.get(name)
            ),
        )
        yield Line(
            "Those who both said yes have a private thread, they two alone, and nobody else has",
            tuple(sorted(f"{' and '.join(pair)}" for pair in set(kept.threads) ^ ledger.introduced))
            + tuple(_twice(kept)),
        )
        yield Line(
            "A no is told to nobody: whoever asked still waits",
            tuple(
                f"{asker} sees “{kept.standing.get((asker, other))}” with {other}"
                for asker, other in ledger.said_no
                if kept.standing.get((asker, other)) != "asked"
            ),
        )
    if ledger.erased:
        yield Line(
            "Of who had themselves erased nothing is left: in the database’s files, in the exports,"
            " or in what the bot wrote",
            tuple(kept.remains),
        )


def _feedback(ledger: Ledger, kept: Kept) -> Iterator[str]:
    for key in sorted(ledger.ratings.keys() | kept.ratings.keys()):
        told, there = ledger.ratings.get(key), kept.ratings.get(key)
        wanted = (
            (told.stars, unicodedata.normalize("NFC", told.words), told.change, told.named)
            if told
            else None
        )
        if there != wanted:
            yield f"{key[0]} on {key[1] or 'the day'}: {there}, told {wanted}"


def _named(ledger: Ledger, kept: Kept) -> Iterator[str]:
    """The names that stand with remarks are those of people who show them, for that session."""
    for session, name in kept.remark_names:
        rated = ledger.ratings.get((name, session))
        if rated is None or not rated.named:
            yield f"{session or 'the day'}: {name} is named"


def _asked(ledger: Ledger, kept: Kept) -> Iterator[str]:
    for slug in kept.recordings.keys() | ledger.recordings.keys():
        there, told = set(kept.recordings.get(slug, ())), set(ledger.recordings.get(slug, ()))
        yield from (f"{slug}: {name}" for name in sorted(there ^ told))


def _told(ledger: Ledger) -> Iterator[str]:
    for slug, said in ledger.recordings_answered.items():
        letters = Counter(
            letter.to
            for letter in ledger.letters
            if letter.text.startswith("You asked for the recording") and said in letter.text
        )
        wanted = Counter(ledger.recordings[slug])
        for name in letters.keys() | wanted.keys():
            if letters[name] != wanted[name]:
                yield f"{slug}: {name} has {letters[name]} letters, not {wanted[name]}"


def _twice(kept: Kept) -> Iterator[str]:
    for pair in set(kept.threads):
        if kept.threads.count(pair) > 1:
            yield f"{' and '.join(pair)} have {kept.threads.count(pair)} threads"
