"""Meeting people in two servers of one file: nothing of one is read or changed from the other.

Maya, Sam and Ola take part in both, so that their own ids open no door either.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

import pytest

from db import connections, introduction_reads, introduction_threads, introductions, suggestions
from db.introductions import Note
from db.store import Store
from db.suggestions import Suggested
from domain.connections import Card, Pair, Wanted
from domain.matching import Suggestion
from domain.plan import Plan
from domain.rules import RuleBroken
from tests.db.given import (
    GUILD,
    MAYA,
    NOW,
    OLA,
    ORGANISER,
    OTHER_GUILD,
    SAM,
    join,
    set_up,
    whole_file,
)
from tests.db.test_guilds_apart import of_first, verbs

Ask = Callable[[Store, int], Awaitable[object]]
WANTED = Wanted(organisation="", offers="A van", needs="", themes=())
# Maya asks Sam; Sam and Ola are introduced; Maya and Ola have nothing to do with each other yet.
ASKED, MET = 1, 2


def tell(asker: Card, pair: Pair) -> Note:
    return Note(asker.name, pair.their_why)


def tell_gone(name: str, introduction_id: int) -> Note:
    return Note(name, str(introduction_id))


def tell_round(card: Card, people: Sequence[Suggested]) -> Note:
    return Note(card.name, str(len(people)))


async def ask(store: Store, guild_id: int, user_id: int, card_id: int) -> object:
    return await introductions.ask(
        store, guild_id=guild_id, user_id=user_id, card_id=card_id, why="", tell=tell, now=NOW
    )


@pytest.fixture
async def two(summit: Store, plan: Plan) -> Store:
    await set_up(summit, plan, OTHER_GUILD)
    for user_id, name in ((MAYA, "Maya"), (SAM, "Sam"), (OLA, "Ola")):
        await join(summit, user_id, name, OTHER_GUILD)
        for guild_id, card_id in ((GUILD, 100 + user_id), (OTHER_GUILD, 200 + user_id)):
            await connections.keep_card(
                summit, card_id=card_id, guild_id=guild_id, user_id=user_id, wanted=WANTED, now=NOW
            )
    await ask(summit, GUILD, MAYA, 100 + SAM)
    await ask(summit, GUILD, SAM, 100 + OLA)
    await ask(summit, GUILD, OLA, 100 + SAM)
    # Of those who have cards in the other server only, none are counted here.
    await summit.write(
        lambda tx: tx.execute("DELETE FROM connect_card WHERE guild_id = ?", (OTHER_GUILD,))
    )
    return summit


def answered(verb: Callable[..., Awaitable[Pair]], number: int, user_id: int) -> Ask:
    return lambda s, g: verb(s, guild_id=g, user_id=user_id, introduction_id=number, now=NOW)


async def run(store: Store, guild_id: int) -> object:
    found = {MAYA: (Suggestion(OLA, 1, (), (), ()),), OLA: (Suggestion(MAYA, 1, (), (), ()),)}
    return await suggestions.run_round(
        store,
        guild_id=guild_id,
        organiser_id=ORGANISER,
        rounds_seen=0,
        found=found,
        tell=tell_round,
        now=NOW,
    )


async def met_and_lost(store: Store, guild_id: int) -> object:
    await introduction_threads.opened(store, guild_id=GUILD, introduction_id=MET, thread_id=7)
    await introduction_threads.made(store, guild_id=GUILD, introduction_id=MET, message_id=8)
    return await introduction_threads.wanted_again(
        store, guild_id=guild_id, user_id=SAM, introduction_id=MET, lost=7, now=NOW
    )


READS: dict[str, Ask] = {
    "connections.card_of": lambda s, g: connections.card_of(s, guild_id=g, user_id=MAYA),
    "connections.card": lambda s, g: connections.card(s, guild_id=g, card_id=100 + MAYA),
    "connections.every": lambda s, g: connections.every(s, guild_id=g),
    "connections.count": lambda s, g: connections.count(s, guild_id=g),
    "connections.browse": lambda s, g: connections.browse(
        s, guild_id=g, user_id=MAYA, below=None, most=9, fits=lambda card: True
    ),
    "introduction_reads.get": lambda s, g: introduction_reads.get(
        s, guild_id=g, user_id=MAYA, introduction_id=ASKED
    ),
    "introduction_reads.with_person": lambda s, g: introduction_reads.with_person(
        s, guild_id=g, user_id=MAYA, other_id=SAM
    ),
    "introduction_reads.of_person": lambda s, g: introduction_reads.of_person(
        s, guild_id=g, user_id=MAYA
    ),
    "introduction_reads.pairs": lambda s, g: introduction_reads.pairs(s, guild_id=g),
    "introduction_reads.made": lambda s, g: introduction_reads.made(s, guild_id=g),
    "introduction_threads.to_make": lambda s, g: introduction_threads.to_make(s, guild_id=g),
    "introduction_threads.begin": lambda s, g: introduction_threads.begin(
        s, guild_id=g, introduction_id=MET, now=NOW
    ),
}
REFUSED: dict[str, tuple[Ask, str]] = {
    "introductions.ask": (lambda s, g: ask(s, g, MAYA, 100 + OLA), "connect.first"),
    "introductions.agree": (answered(introductions.agree, ASKED, SAM), "connect.unknown"),
    "introductions.decline": (answered(introductions.decline, ASKED, SAM), "connect.unknown"),
    "introductions.take_back": (answered(introductions.take_back, ASKED, MAYA), "connect.unknown"),
    "introduction_threads.wanted_again": (met_and_lost, "connect.unknown"),
    "suggestions.keep": (
        lambda s, g: suggestions.keep(s, guild_id=g, user_id=MAYA, others=[OLA], now=NOW),
        "connect.first",
    ),
}
OWN_ONLY: dict[str, Ask] = {
    "connections.keep_card": lambda s, g: connections.keep_card(
        s,
        card_id=900 if g == GUILD else 901,
        guild_id=g,
        user_id=MAYA,
        wanted=Wanted(organisation="", offers="Else", needs="", themes=()),
        now=NOW,
    ),
    "connections.leave": lambda s, g: connections.leave(s, guild_id=g, user_id=MAYA, now=NOW),
    "introduction_threads.opened": lambda s, g: introduction_threads.opened(
        s, guild_id=g, introduction_id=MET, thread_id=7
    ),
    "introduction_threads.made": lambda s, g: introduction_threads.made(
        s, guild_id=g, introduction_id=MET, message_id=8
    ),
    "introduction_threads.gone": lambda s, g: introduction_threads.gone(
        s, guild_id=g, introduction_id=MET, user_id=SAM, tell=tell_gone, now=NOW
    ),
    "suggestions.run_round": run,
}
# Tried in tests of their own below.
BY_HAND = {
    "introduction_reads.rounds",
    "introduction_reads.times_shown",
    "introduction_threads.lost",
}


@pytest.mark.parametrize("name", READS)
async def test_one_server_reads_nothing_of_the_other(two: Store, name: str) -> None:
    assert not await READS[name](two, OTHER_GUILD)
    assert await READS[name](two, GUILD), "there was to be something to find"


@pytest.mark.parametrize("name", REFUSED)
async def test_one_server_changes_nobody_of_the_other(two: Store, name: str) -> None:
    verb, code = REFUSED[name]
    with pytest.raises(RuleBroken) as told:
        await verb(two, OTHER_GUILD)
    assert told.value.code == code
    await verb(two, GUILD)


@pytest.mark.parametrize("name", OWN_ONLY)
async def test_what_one_server_does_leaves_the_other_as_it_was(
    two: Store, path: Path, name: str
) -> None:
    before = of_first(path)
    await OWN_ONLY[name](two, OTHER_GUILD)
    assert of_first(path) == before
    await OWN_ONLY[name](two, GUILD)
    assert of_first(path) != before


async def test_each_server_counts_its_own_rounds_and_suggestions(two: Store, path: Path) -> None:
    await run(two, GUILD)
    for guild_id, rounds, times in ((GUILD, 1, {MAYA: 1, OLA: 1}), (OTHER_GUILD, 0, {})):
        assert await introduction_reads.rounds(two, guild_id=guild_id) == rounds
        assert await introduction_reads.times_shown(two, guild_id=guild_id) == times


async def test_a_thread_is_lost_in_its_own_server_only(two: Store, path: Path) -> None:
    await introduction_threads.opened(two, guild_id=GUILD, introduction_id=MET, thread_id=7)
    before = whole_file(path)
    await introduction_threads.lost(two, guild_id=OTHER_GUILD, introduction_id=MET)
    assert whole_file(path) == before
    await introduction_threads.lost(two, guild_id=GUILD, introduction_id=MET)
    (job,) = await introduction_threads.to_make(two, guild_id=GUILD)
    assert (job.begun, job.thread_id) == (False, None)


def test_every_verb_that_is_asked_for_a_server_is_tried_here() -> None:
    modules = (
        connections,
        introduction_reads,
        introduction_threads,
        introductions,
        suggestions,
    )
    known = set().union(*(verbs(module) for module in modules))
    assert known == READS.keys() | REFUSED.keys() | OWN_ONLY.keys() | BY_HAND
