"""Checks the books: what people were told is exactly what the files and the database hold."""

from __future__ import annotations

from collections.abc import Iterator

from db.opening import verdict
from domain.rules import RuleBroken
from rehearsal.books import (
    asking,
    choosing,
    evening,
    following,
    guarding,
    pledging,
    reminding,
    rooms,
    running,
    working,
)
from rehearsal.books.gathering import gather
from rehearsal.books.line import Handed, Kept, Line, letters_twice
from rehearsal.ledger import Ledger
from rehearsal.world import World

__all__ = ["Handed", "Kept", "Line", "check", "gather"]


def check(
    world: World,
    ledger: Ledger,
    kept: Kept,
    internal: Handed,
    public: Handed,
    logged: list[str],
) -> Iterator[Line]:
    """Everything that can be checked, one line each. ``logged``: the errors in the bot's log."""
    yield Line(
        "Everybody who was told they have joined has joined",
        tuple(
            []
            if kept.joined == len(ledger.joined)
            else [f"{kept.joined} in the file, {len(ledger.joined)} told"]
        ),
    )
    yield from choosing.check(world.plan, ledger, kept)
    yield from reminding.check(world.plan, ledger, kept, world.mentioning)
    yield from asking.check(ledger, kept)
    yield from working.check(ledger, kept)
    yield from rooms.check(ledger, kept)
    yield from guarding.check(ledger, kept, internal)
    yield from pledging.check(world, ledger, internal, public)
    yield from evening.check(ledger, kept)
    yield from running.check(ledger, kept)
    yield from following.check(world, ledger, internal)
    yield from following.report(ledger)
    yield Line(
        "Nobody was written the same thing twice",
        tuple(
            letters_twice(
                (letter.to, letter.text)
                for letter in ledger.letters
                # These have no number of what they are about in them; they are counted there.
                if not any(words in letter.text for words in (asking.NEWS, *running.LETTERS))
            )
        ),
    )
    yield Line(
        "Nothing that one person was told contradicts what another was told",
        tuple(ledger.surprises),
    )
    yield Line("The bot met no error that it did not expect", tuple(_errors(world)) + tuple(logged))
    state = verdict(world.store.path)
    yield Line("The database passes its own check", () if state == "ok" else (state,))


def _errors(world: World) -> Iterator[str]:
    """What the bot raised, but for rules that said no: those are answers."""
    for error in world.env.errors:
        cause = error.__cause__ or error
        if not isinstance(cause, RuleBroken):
            yield f"{type(error).__name__}: {error}"
