"""Cards and introductions in a real file: once, silent, and gone when somebody leaves."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest

from db import connections, introduction_reads, introduction_threads, introductions, suggestions
from db.introductions import Note
from db.store import Store
from db.suggestions import Round, Suggested
from domain.connections import MOST_OPEN, Card, Pair, Standing, Thread, Wanted
from domain.matching import match
from domain.rules import RuleBroken
from tests.db.given import GUILD, MAYA, NOW, OLA, ORGANISER, ROB, SAM, at, join, look


def wanted(offers: str = "A van", needs: str = "", *themes: str) -> Wanted:
    return Wanted(organisation="Foodbank", offers=offers, needs=needs, themes=themes)


async def take_part(store: Store, user_id: int, what: Wanted | None = None) -> Card:
    card, _ = await connections.keep_card(
        store,
        card_id=1000 + user_id,
        guild_id=GUILD,
        user_id=user_id,
        wanted=what or wanted(),
        now=NOW,
    )
    return card


@pytest.fixture
async def open_to_it(summit: Store) -> Store:
    """Maya, Sam and Ola take part; Rob has not joined."""
    for user_id in (MAYA, SAM, OLA):
        await take_part(summit, user_id)
    return summit


def tell(asker: Card, pair: Pair) -> Note:
    return Note(f"from {asker.name}", pair.their_why, (("Yes", f"yes:{pair.id}"),))


async def ask(store: Store, user_id: int, other_id: int, why: str = "Hello") -> Pair:
    pair, _ = await introductions.ask(
        store,
        guild_id=GUILD,
        user_id=user_id,
        card_id=1000 + other_id,
        why=why,
        tell=tell,
        now=NOW,
    )
    return pair


async def standing(store: Store, user_id: int, other_id: int) -> Standing | None:
    known = await introduction_reads.with_person(
        store, guild_id=GUILD, user_id=user_id, other_id=other_id
    )
    return known.pair.standing if known else None


def letters(path: Path) -> list[tuple[object, ...]]:
    return look(path, "SELECT user_id, subject, text FROM letter ORDER BY id")


# ---------------------------------------------------------------------- cards


async def test_a_card_is_kept_changed_and_keeps_its_number(summit: Store) -> None:
    card = await take_part(summit, MAYA, wanted("A van", "Cooks", "healthcare"))
    assert (card.id, card.name, card.organisation) == (1000 + MAYA, "Maya", "Foodbank")
    changed, new = await connections.keep_card(
        summit, card_id=7, guild_id=GUILD, user_id=MAYA, wanted=wanted("A kitchen"), now=at(5)
    )
    assert (changed.id, changed.offers, changed.themes, new) == (card.id, "A kitchen", (), False)
    assert await connections.card(summit, guild_id=GUILD, card_id=card.id) == changed
    assert await connections.count(summit, guild_id=GUILD) == 1


async def test_a_card_needs_joining_and_its_own_number(summit: Store) -> None:
    with pytest.raises(RuleBroken, match=r"join\.first"):
        await take_part(summit, ROB)
    await take_part(summit, MAYA)
    with pytest.raises(RuleBroken, match=r"form\.old"):
        await connections.keep_card(
            summit, card_id=1000 + MAYA, guild_id=GUILD, user_id=SAM, wanted=wanted(), now=NOW
        )


async def test_browsing_shows_others_newest_first_a_page_at_a_time(summit: Store) -> None:
    for user_id in range(100, 340):
        await join(summit, user_id, f"Person {user_id}")
        await take_part(summit, user_id, wanted("rare" if user_id in (101, 102) else "A van"))

    async def page(below: int | None, word: str = "") -> list[int]:
        found = await connections.browse(
            summit,
            guild_id=GUILD,
            user_id=339,
            below=below,
            most=3,
            fits=lambda card: word in card.offers,
        )
        return [card.user_id for card in found]

    assert await page(None) == [338, 337, 336]
    assert await page(1336) == [335, 334, 333]
    assert await page(1101) == [100]
    assert await page(None, "rare") == [102, 101]


async def test_whom_one_declined_is_not_shown_and_who_declined_one_is(open_to_it: Store) -> None:
    pair = await ask(open_to_it, MAYA, SAM)
    await introductions.decline(
        open_to_it, guild_id=GUILD, user_id=SAM, introduction_id=pair.id, now=NOW
    )

    async def sees(user_id: int) -> list[int]:
        found = await connections.browse(
            open_to_it,
            guild_id=GUILD,
            user_id=user_id,
            below=None,
            most=9,
            fits=lambda card: True,
        )
        return [card.user_id for card in found]

    assert await sees(SAM) == [OLA]
    assert await sees(MAYA) == [OLA, SAM]
    assert await sees(OLA) == [SAM, MAYA]


# ---------------------------------------------------------------------- asking


async def test_one_letter_for_one_request_however_often_it_is_made(
    open_to_it: Store, path: Path
) -> None:
    pair = await ask(open_to_it, MAYA, SAM, "We both cook")
    await ask(open_to_it, MAYA, SAM, "Again")
    await introductions.take_back(
        open_to_it, guild_id=GUILD, user_id=MAYA, introduction_id=pair.id, now=NOW
    )
    assert await standing(open_to_it, SAM, MAYA) is Standing.NOTHING
    await ask(open_to_it, MAYA, SAM, "Once more")
    assert letters(path) == [(SAM, "from Maya", "We both cook")]
    assert await standing(open_to_it, MAYA, SAM) is Standing.ASKED
    assert await standing(open_to_it, SAM, MAYA) is Standing.FOR_YOU


async def test_a_no_is_silent_and_keeps_letters_away(open_to_it: Store, path: Path) -> None:
    pair = await ask(open_to_it, MAYA, SAM)
    await introductions.decline(
        open_to_it, guild_id=GUILD, user_id=SAM, introduction_id=pair.id, now=NOW
    )
    assert await standing(open_to_it, MAYA, SAM) is Standing.ASKED
    await introductions.take_back(
        open_to_it, guild_id=GUILD, user_id=MAYA, introduction_id=pair.id, now=NOW
    )
    await ask(open_to_it, MAYA, SAM)
    assert len(letters(path)) == 1
    assert await standing(open_to_it, SAM, MAYA) is Standing.DECLINED
    assert (await ask(open_to_it, SAM, MAYA)).introduced


async def test_who_is_not_for_somebody_sends_them_no_letter(open_to_it: Store, path: Path) -> None:
    await suggestions.keep(open_to_it, guild_id=GUILD, user_id=SAM, others=[MAYA], now=NOW)
    number = look(path, "SELECT id FROM introduction")[0][0]
    await introductions.decline(
        open_to_it, guild_id=GUILD, user_id=SAM, introduction_id=number, now=NOW
    )
    assert (await ask(open_to_it, MAYA, SAM)).standing is Standing.ASKED
    assert letters(path) == []


async def test_two_who_ask_each_other_at_once_are_introduced_once(
    open_to_it: Store, path: Path
) -> None:
    await asyncio.gather(ask(open_to_it, MAYA, SAM), ask(open_to_it, SAM, MAYA))
    assert look(path, "SELECT low_says, high_says, thread FROM introduction") == [
        ("yes", "yes", "wanted")
    ]
    assert len(letters(path)) == 1
    assert len(await introduction_threads.to_make(open_to_it, guild_id=GUILD)) == 1


async def test_only_the_one_who_was_asked_can_answer(open_to_it: Store) -> None:
    pair = await ask(open_to_it, MAYA, SAM)
    for user_id, code in ((MAYA, "connect.not_open"), (OLA, "connect.unknown")):
        with pytest.raises(RuleBroken) as told:
            await introductions.agree(
                open_to_it, guild_id=GUILD, user_id=user_id, introduction_id=pair.id, now=NOW
            )
        assert told.value.code == code


@pytest.mark.parametrize(
    ("user_id", "other_id", "code"),
    [(MAYA, MAYA, "connect.self"), (MAYA, 99, "connect.unknown"), (ROB, SAM, "join.first")],
)
async def test_who_cannot_be_asked(
    open_to_it: Store, user_id: int, other_id: int, code: str
) -> None:
    with pytest.raises(RuleBroken) as told:
        await ask(open_to_it, user_id, other_id)
    assert told.value.code == code


async def test_requests_have_a_limit_that_a_no_does_not_show(open_to_it: Store) -> None:
    for n in range(1, MOST_OPEN):
        await join(open_to_it, 200 + n, f"Person {n}")
        await take_part(open_to_it, 200 + n)
        await ask(open_to_it, MAYA, 200 + n)
    pair = await ask(open_to_it, MAYA, OLA)
    with pytest.raises(RuleBroken, match=r"connect\.most"):
        await ask(open_to_it, MAYA, SAM)
    await introductions.decline(
        open_to_it, guild_id=GUILD, user_id=OLA, introduction_id=pair.id, now=NOW
    )
    with pytest.raises(RuleBroken, match=r"connect\.most"):
        await ask(open_to_it, MAYA, SAM)
    await introductions.take_back(
        open_to_it, guild_id=GUILD, user_id=MAYA, introduction_id=pair.id, now=NOW
    )
    assert (await ask(open_to_it, MAYA, SAM)).standing is Standing.ASKED


async def test_leaving_takes_card_and_requests_and_leaves_threads(
    open_to_it: Store, path: Path
) -> None:
    await ask(open_to_it, MAYA, SAM, "secret")
    await ask(open_to_it, OLA, MAYA)
    assert await connections.leave(open_to_it, guild_id=GUILD, user_id=MAYA, now=NOW)
    assert not await connections.leave(open_to_it, guild_id=GUILD, user_id=MAYA, now=NOW)
    assert look(path, "SELECT low_says || high_says || low_why || high_why FROM introduction") == [
        ("",),
        ("",),
    ]
    with pytest.raises(RuleBroken, match=r"connect\.first"):
        await ask(open_to_it, MAYA, SAM)
    with pytest.raises(RuleBroken, match=r"connect\.unknown"):
        await ask(open_to_it, OLA, MAYA)
    pair = await ask(open_to_it, SAM, OLA)
    await ask(open_to_it, OLA, SAM)
    await introduction_threads.begin(open_to_it, guild_id=GUILD, introduction_id=pair.id, now=NOW)
    await connections.leave(open_to_it, guild_id=GUILD, user_id=OLA, now=NOW)
    assert await standing(open_to_it, SAM, OLA) is Standing.INTRODUCED
    known = await introduction_reads.with_person(
        open_to_it, guild_id=GUILD, user_id=SAM, other_id=OLA
    )
    assert known is not None
    assert known.card is None


# ---------------------------------------------------------------------- threads


async def test_a_thread_is_begun_opened_made_and_made_again_once(open_to_it: Store) -> None:
    pair = await ask(open_to_it, MAYA, SAM)
    await ask(open_to_it, SAM, MAYA)
    which = {"guild_id": GUILD, "introduction_id": pair.id}
    (job,) = await introduction_threads.to_make(open_to_it, guild_id=GUILD)
    assert (job.people, job.begun, job.thread_id) == ((MAYA, SAM), False, None)
    people = await introduction_threads.begin(open_to_it, **which, now=NOW)
    assert people is not None
    assert [card.name for card in people] == ["Maya", "Sam"]
    (job,) = await introduction_threads.to_make(open_to_it, guild_id=GUILD)
    assert job.begun
    await introduction_threads.opened(open_to_it, **which, thread_id=77)
    await introduction_threads.made(open_to_it, **which, message_id=78)
    assert await introduction_threads.to_make(open_to_it, guild_id=GUILD) == []
    assert await introduction_threads.begin(open_to_it, **which, now=NOW) is None
    for thread in (Thread.WANTED, Thread.MADE):  # of two presses the second changes nothing
        again = await introduction_threads.wanted_again(
            open_to_it, **which, user_id=MAYA, lost=77, now=NOW
        )
        assert again.thread is thread
        await introduction_threads.opened(open_to_it, **which, thread_id=79)
        await introduction_threads.made(open_to_it, **which, message_id=80)
    assert await introduction_threads.to_make(open_to_it, guild_id=GUILD) == []


# ---------------------------------------------------------------------- suggestions


def tell_round(card: Card, people: Sequence[Suggested]) -> Note:
    return Note("round", ",".join(one.name for one, _ in people))


async def run(store: Store, seen: int) -> Round:
    everybody = await connections.every(store, guild_id=GUILD)
    known = await introduction_reads.pairs(store, guild_id=GUILD)
    return await suggestions.run_round(
        store,
        guild_id=GUILD,
        organiser_id=ORGANISER,
        rounds_seen=seen,
        found=match(everybody, known=known, seed=1),
        tell=tell_round,
        now=NOW,
    )


async def test_a_round_tells_everybody_and_never_the_same_pair_twice(
    summit: Store, path: Path
) -> None:
    await take_part(summit, MAYA, wanted("A van"))
    await take_part(summit, SAM, wanted("", "A van"))
    await take_part(summit, OLA, wanted("Printing"))
    assert await run(summit, 0) == Round(people=3, pairs=1, without=1)
    assert sorted(letters(path)) == [
        (MAYA, "round", "Sam"),
        (SAM, "round", "Maya"),
        (OLA, "round", ""),
    ]
    assert await run(summit, 1) == Round(people=3, pairs=0, without=3)
    with pytest.raises(RuleBroken, match=r"connect\.round_done"):
        await run(summit, 1)
    assert len(letters(path)) == 6
    assert await introduction_reads.rounds(summit, guild_id=GUILD) == 2


async def test_a_suggestion_is_kept_for_one_side_and_at_most_three_wait(
    open_to_it: Store,
) -> None:
    for n in range(4):
        await join(open_to_it, 200 + n, f"Person {n}")
        await take_part(open_to_it, 200 + n)

    async def keep(user_id: int, *others: int) -> list[int]:
        return await suggestions.keep(
            open_to_it, guild_id=GUILD, user_id=user_id, others=others, now=NOW
        )

    assert await keep(MAYA, SAM, SAM, 999, 200) == [SAM, 200]
    assert await keep(MAYA, SAM, 201, 202) == [201]
    assert await keep(MAYA, 203) == []
    assert await standing(open_to_it, MAYA, SAM) is Standing.SUGGESTED
    assert await standing(open_to_it, SAM, MAYA) is Standing.NOTHING
    assert await keep(SAM, MAYA) == [MAYA]
    shown = await introduction_reads.times_shown(open_to_it, guild_id=GUILD)
    assert shown == {SAM: 1, 200: 1, 201: 1, MAYA: 1}
