"""The books of what was played on copies: a backup brings nobody back, and the end is the end."""

from __future__ import annotations

from collections.abc import Iterator

from rehearsal.books.line import Line
from rehearsal.ending import HEADS
from rehearsal.later import Ending
from rehearsal.ledger import Ledger


def check(ledger: Ledger, ending: Ending) -> Iterator[Line]:
    """Everything that can be checked about these, one line each."""
    wanted = (len(ledger.erased), len(ledger.joined))
    yield Line(
        "A backup brings back nobody who was erased after it was made, and everybody else",
        ()
        if (ending.erased, ending.people) == wanted
        else (f"{ending.erased} erased again and {ending.people} there, not {wanted}",),
    )
    yield Line(
        "Organisers are told a month and a week before personal data ends, and when it did",
        () if ending.notices == list(HEADS) else tuple(ending.notices) or ("nothing",),
    )
    yield Line(
        "At its end nobody is left in the copy, every number is as it was, and the summit that was"
        " played is whole",
        tuple(_left(ledger, ending)),
    )
    yield Line("Until then the bot met no error that it did not expect", tuple(ending.errors))


def _left(ledger: Ledger, ending: Ending) -> Iterator[str]:
    if ending.left:
        yield f"{ending.left} people are left"
    if ending.kept != len(ledger.joined):
        yield f"{ending.kept} people are kept in the summit that was played"
    if ending.on_the_wall:
        yield f"{ending.on_the_wall} pledges stand on the wall"
    if not ending.before:
        yield "nothing was counted"
    for what in ending.before.keys() | ending.after.keys():
        if ending.before.get(what) != ending.after.get(what):
            yield f"{what}: {ending.after.get(what)}, before {ending.before.get(what)}"
