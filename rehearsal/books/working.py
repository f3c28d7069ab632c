"""The books of the workshop rooms: hands and notes."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from domain.outputs import Output
from rehearsal.books.line import Kept, Line, difference
from rehearsal.ledger import Ledger, Noted


def check(ledger: Ledger, kept: Kept) -> Iterator[Line]:
    """Everything that can be checked about hands and notes, one line each."""
    if ledger.raised:
        yield Line(
            "Those who were called on are those whom the room was told, in that order",
            tuple(
                f"{slug}: {kept.called.get(slug)}, told {ledger.called.get(slug)}"
                for slug in kept.called.keys() | ledger.called.keys()
                if kept.called.get(slug, []) != ledger.called.get(slug, [])
            ),
        )
    there = {note.reference: note for note in kept.notes}
    if not there and not ledger.notes:
        return
    yield Line(
        "Every note that people were told is saved is kept, and no other",
        difference(ledger.notes, there),
    )
    both = [(told, there[ref]) for ref, told in ledger.notes.items() if ref in there]
    yield Line(
        "Its words, its kind, its session and its author are those that were told",
        tuple(_words(ledger, both, kept)),
    )
    yield Line(
        "Who noted something without a name is not named with it",
        tuple(
            f"{told.reference} is kept with {there.author_name}"
            for told, there in both
            if not told.named and there.author_name
        ),
    )


def _words(ledger: Ledger, both: list[tuple[Noted, Output]], kept: Kept) -> Iterator[str]:
    standing = {one.reference for one in ledger.pledges.values() if not one.withdrawn}
    for told, there in both:
        author = kept.names[there.author_id]
        found = (there.words, there.kind.value, there.session, author, there.pledges)
        words = unicodedata.normalize("NFC", told.words)
        wanted = (words, told.kind, told.session, told.author.name, int(told.pledge in standing))
        if found != wanted:
            yield f"{told.reference}: {found}, told {wanted}"
