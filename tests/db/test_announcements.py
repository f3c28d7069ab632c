"""Announcements: drafts are their author's, and what is sent is sent once and stays."""

from __future__ import annotations

import asyncio
import sqlite3

import pytest

from db import announcements, choices, said
from db.store import Store
from domain.announcements import Announcement, Audience, To
from domain.attendees import Kind
from domain.choices import News, Note
from domain.plan import Plan
from domain.rules import RuleBroken
from domain.sessions import Session
from tests.db.given import (
    GUILD,
    MAYA,
    NOW,
    ORGANISER,
    OTHER_GUILD,
    ROB,
    SAM,
    SECOND_ORGANISER,
    at,
    join,
    set_up,
)

ALL = To(Audience.EVERYBODY)


def write(one: Announcement) -> Note:
    return Note("an announcement", one.words)


def tell(news: News, session: Session, has_place: bool) -> Note:
    return Note(session.title, news.value)


async def keep(
    store: Store,
    press_id: int = 1,
    to: To = ALL,
    words: str = "Lunch is late",
    *,
    user_id: int = ORGANISER,
    guild_id: int = GUILD,
    alert: bool = False,
) -> Announcement:
    return await announcements.keep(
        store,
        press_id=press_id,
        guild_id=guild_id,
        user_id=user_id,
        to=to,
        words=words,
        alert=alert,
        now=NOW,
    )


async def send(
    store: Store,
    announcement_id: int = 1,
    version: int = 1,
    *,
    user_id: int = ORGANISER,
    guild_id: int = GUILD,
) -> tuple[Announcement, bool]:
    return await announcements.send(
        store,
        guild_id=guild_id,
        announcement_id=announcement_id,
        user_id=user_id,
        version=version,
        write=write,
        now=at(5),
    )


async def posts(store: Store) -> list[str]:
    return [one.about for one in await said.to_do(store, guild_id=GUILD)]


async def letters(store: Store) -> list[tuple[int, str]]:
    rows = await store.read("SELECT user_id, text FROM letter ORDER BY user_id")
    return [(row["user_id"], row["text"]) for row in rows]


async def test_a_draft_sends_nothing_and_presses_at_once_send_it_once(summit: Store) -> None:
    await keep(summit)
    assert await posts(summit) == []
    done = await asyncio.gather(send(summit), send(summit), send(summit))
    assert sorted(new for _, new in done) == [False, False, True]
    assert await posts(summit) == ["1"]
    assert await letters(summit) == []


async def test_a_kind_of_people_is_written_to_each_once(summit: Store) -> None:
    await join(summit, ROB, "Rob", kind=Kind.BUSINESS)
    await keep(summit, to=To(Audience.KIND, "resident"))
    one, new = await send(summit)
    assert (one.people, new) == (3, True)
    await send(summit)
    assert [user for user, _ in await letters(summit)] == [11, 12, 13]
    assert await posts(summit) == []
    await keep(summit, 2, to=To(Audience.KIND, "public_body"))
    with pytest.raises(RuleBroken, match=r"announce\.nobody"):
        await send(summit, 2)


async def test_a_room_gets_a_post_and_its_people_a_letter_only_where_chosen(
    summit: Store, plan: Plan
) -> None:
    slug = next(one.slug for one in plan.sessions if one.kind == "workshop")
    await summit.write(
        lambda tx: tx.execute(
            "UPDATE session SET text_channel_id = 70 WHERE guild_id = ? AND slug = ?",
            (GUILD, slug),
        )
    )
    for user_id in (MAYA, SAM):
        await choices.choose(
            summit, guild_id=GUILD, user_id=user_id, slug=slug, now=at(-(9**5)), tell=tell
        )
    room = To(Audience.ROOM, slug)
    assert await announcements.readers(summit, guild_id=GUILD, to=room) == 2
    await keep(summit, to=room)
    await send(summit)
    assert await posts(summit) == ["1"]
    assert await letters(summit) == []
    await keep(summit, 2, to=room, alert=True)
    await summit.write(
        lambda tx: tx.execute(
            """INSERT INTO breakout_round (id, guild_id, slug, number, how, minutes, brief, stage,
                made_at) VALUES (1, ?, ?, 1, 'random', 5, '', 'running', '2021')""",
            (GUILD, slug),
        )
    )
    await summit.write(
        lambda tx: tx.execute(
            "INSERT INTO breakout_group (round_id, number, guild_id, thread_id, thread_state)"
            " VALUES (1, 1, ?, 81, 'made'), (1, 2, ?, NULL, 'wanted')",
            (GUILD, GUILD),
        )
    )
    await send(summit, 2)
    assert await posts(summit) == ["1", "2", "2:81"]
    assert [user for user, _ in await letters(summit)] == [MAYA, SAM]


async def test_a_changed_draft_is_not_sent_by_the_older_button(summit: Store) -> None:
    await keep(summit)
    assert (await keep(summit)).version == 1, "the same form again"
    assert (await keep(summit, words="Lunch is early")).version == 2
    with pytest.raises(RuleBroken, match=r"announce\.changed"):
        await send(summit)
    one, _ = await send(summit, version=2)
    assert one.words == "Lunch is early"
    assert await keep(summit, words="Too late") == one, "what was sent stays"


async def test_a_draft_is_its_authors_and_its_servers_alone(summit: Store, plan: Plan) -> None:
    await set_up(summit, plan, OTHER_GUILD)
    await keep(summit)
    for who, where in ((SECOND_ORGANISER, GUILD), (ORGANISER, OTHER_GUILD)):
        with pytest.raises(RuleBroken, match=r"announce\.unknown"):
            await send(summit, user_id=who, guild_id=where)
        with pytest.raises(RuleBroken, match=r"announce\.unknown"):
            await keep(summit, words="Not mine", user_id=who, guild_id=where)
        assert not await announcements.drop(summit, guild_id=where, announcement_id=1, user_id=who)
    assert await announcements.get(summit, guild_id=OTHER_GUILD, announcement_id=1) is None
    to = To(Audience.KIND, "resident")
    assert await announcements.readers(summit, guild_id=OTHER_GUILD, to=to) == 0
    await send(summit)
    assert await announcements.sent_ones(summit, guild_id=OTHER_GUILD, most=5) == []
    (one,) = await announcements.sent_ones(summit, guild_id=GUILD, most=5)
    assert (one.announcement.author_id, one.waiting) == (ORGANISER, 1)
    assert not await announcements.drop(
        summit, guild_id=GUILD, announcement_id=1, user_id=ORGANISER
    )


async def test_the_log_of_what_was_sent_cannot_be_changed(summit: Store) -> None:
    await keep(summit)
    await send(summit)
    for sql in ("UPDATE announcement SET words = 'x'", "DELETE FROM announcement"):
        with pytest.raises(sqlite3.IntegrityError, match="is not"):
            await summit.write(lambda tx, sql=sql: tx.execute(sql))
