"""Recordings in a real file: asked for once, answered to all who asked, and never over another."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from db import letters, recordings, sessions
from db.store import Store
from domain.recordings import Answer, Recording, Requests
from domain.rules import RuleBroken
from domain.sessions import Session
from tests.db.given import GUILD, MAYA, NOW, OLA, ORGANISER, ROB, SAM, join, look

TALK = "a-fair-and-inclusive-stockport"
LINK = "https://media.example.org/talk"
OTHER_LINK = "https://media.example.org/talk-2"
REASON = "The sound was not kept."


def tell(answer: Recording, session: Session, changed: bool) -> tuple[str, str]:
    return session.slug, f"{answer.answer} {answer.link}{answer.reason} {changed}"


async def ask(
    store: Store, user_id: int = MAYA, session: str = TALK
) -> tuple[Session, Recording | None, bool]:
    return await recordings.ask(store, guild_id=GUILD, user_id=user_id, session=session, now=NOW)


def said(session: str, version: int) -> dict[str, Any]:
    return {
        "guild_id": GUILD,
        "organiser_id": ORGANISER,
        "session": session,
        "version_seen": version,
        "tell": tell,
        "now": NOW,
    }


async def publish(
    store: Store, version: int = 0, link: str = LINK, *, again: bool = False, session: str = TALK
) -> tuple[Recording, int]:
    _, answer, told = await recordings.publish(
        store, link=link, note="", tell_again=again, **said(session, version)
    )
    return answer, told


async def say_none(
    store: Store, version: int = 0, reason: str = REASON, session: str = TALK
) -> tuple[Recording, int]:
    _, answer, told = await recordings.say_none(store, reason=reason, **said(session, version))
    return answer, told


async def sent(store: Store) -> list[tuple[int, str]]:
    return [(one.user_id, one.text) for one in await letters.waiting(store, most=999)]


async def change(store: Store, **values: Any) -> None:
    kept = await sessions.get(store, guild_id=GUILD, slug=TALK)
    assert kept is not None
    await store.write(lambda tx: sessions.save(tx, replace(kept, **values)))


async def test_asking_counts_once_and_can_be_taken_back(summit: Store, path: Path) -> None:
    asked = await asyncio.gather(*(ask(summit) for _ in range(5)))
    assert sorted(new for _, _, new in asked) == [False] * 4 + [True]
    await ask(summit, SAM)
    assert await recordings.requests(summit, guild_id=GUILD) == {TALK: Requests(2, 2)}
    assert await recordings.waiting(summit, guild_id=GUILD) == 2
    assert await recordings.of_person(summit, guild_id=GUILD, user_id=MAYA) == {TALK}
    for there in (True, False):
        _, was = await recordings.take_back(summit, guild_id=GUILD, user_id=MAYA, session=TALK)
        assert was is there
    assert look(path, "SELECT user_id FROM recording_request") == [(SAM,)]


@pytest.mark.parametrize(
    ("values", "session", "code"),
    [
        ({"recorded": False}, TALK, "recording.not_recorded"),
        ({"cancelled": True}, TALK, "recording.cancelled"),
        ({}, "morning-break", "recording.unknown"),
        ({}, "no-such", "recording.unknown"),
    ],
)
async def test_what_has_no_recording_is_neither_asked_for_nor_published(
    summit: Store, values: dict[str, Any], session: str, code: str
) -> None:
    await change(summit, **values)
    with pytest.raises(RuleBroken) as told:
        await ask(summit, session=session)
    assert told.value.code == code
    with pytest.raises(RuleBroken) as told:
        await publish(summit, session=session)
    assert told.value.code == code
    assert await recordings.requests(summit, guild_id=GUILD) == {}


async def test_only_who_joined_asks(summit: Store) -> None:
    with pytest.raises(RuleBroken, match=r"join\.first"):
        await ask(summit, ROB)


async def test_everybody_who_asked_is_told_and_who_asks_later_gets_it_at_once(
    summit: Store,
) -> None:
    await ask(summit)
    await ask(summit, SAM)
    answer, told = await publish(summit)
    assert (answer, told) == (Recording(TALK, Answer.OUT, 1, link=LINK), 2)
    assert await sent(summit) == [(MAYA, f"out {LINK} False"), (SAM, f"out {LINK} False")]
    assert await recordings.waiting(summit, guild_id=GUILD) == 0
    _, found, new = await ask(summit, OLA)
    assert (found, new) == (answer, True)
    assert len(await sent(summit)) == 2
    assert await recordings.requests(summit, guild_id=GUILD) == {TALK: Requests(3, 0)}
    assert await recordings.answers(summit, guild_id=GUILD) == {TALK: answer}


async def test_three_hundred_are_told_in_one_go(summit: Store) -> None:
    for number in range(300):
        await join(summit, 1000 + number, "Somebody")
        await ask(summit, 1000 + number)
    _, told = await publish(summit)
    assert told == 300
    assert sorted(user_id for user_id, _ in await sent(summit)) == list(range(1000, 1300))


async def test_a_changed_link_is_told_again_only_if_the_organiser_says_so(
    summit: Store,
) -> None:
    await ask(summit)
    await publish(summit)
    assert (await publish(summit, 1, OTHER_LINK))[1] == 0
    assert (await publish(summit, 2, LINK, again=True))[1] == 1
    assert [text for _, text in await sent(summit)] == [f"out {LINK} False", f"out {LINK} True"]


async def test_none_instead_of_a_link_and_back_is_told_to_everybody(summit: Store) -> None:
    await ask(summit)
    assert (await say_none(summit))[1] == 1
    assert (await say_none(summit, 1, "Another reason."))[1] == 0
    assert (await publish(summit, 2))[1] == 1
    assert (await say_none(summit, 3))[1] == 1
    assert [text for _, text in await sent(summit)] == [
        f"none {REASON} False",
        f"out {LINK} True",
        f"none {REASON} True",
    ]


async def test_of_two_organisers_at_once_the_second_is_told(summit: Store) -> None:
    await ask(summit)
    results = await asyncio.gather(
        publish(summit), publish(summit, link=OTHER_LINK), return_exceptions=True
    )
    refused = [one for one in results if isinstance(one, RuleBroken)]
    assert [one.code for one in refused] == ["recording.changed"]
    assert len(await sent(summit)) == 1


async def test_the_same_form_delivered_twice_tells_nobody_twice(summit: Store) -> None:
    await ask(summit)
    (first, told), (second, again) = await asyncio.gather(publish(summit), publish(summit))
    assert (first, told, again) == (second, 1, 0)
    assert len(await sent(summit)) == 1


async def test_people_who_asked_before_it_was_cancelled_can_still_be_told_why(
    summit: Store,
) -> None:
    await ask(summit)
    await change(summit, cancelled=True, recorded=False)
    assert (await say_none(summit))[1] == 1
    # From now on, who asks hears the same.
    _, found, _ = await ask(summit, SAM)
    assert found is not None
    assert found.reason == REASON


@pytest.mark.parametrize("link", ["http://example.org", "https://a b.example"])
async def test_a_bad_link_changes_nothing(summit: Store, path: Path, link: str) -> None:
    await ask(summit)
    with pytest.raises(RuleBroken, match=r"recording\.link"):
        await publish(summit, link=link)
    assert look(path, "SELECT * FROM recording") == []
    assert await sent(summit) == []


async def test_a_person_who_is_erased_takes_their_request_along(summit: Store, path: Path) -> None:
    await ask(summit)
    await summit.write(lambda tx: tx.execute("DELETE FROM attendee WHERE user_id = ?", (MAYA,)))
    assert look(path, "SELECT * FROM recording_request") == []
    assert (await publish(summit))[1] == 0
