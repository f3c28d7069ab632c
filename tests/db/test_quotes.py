"""Messages kept as outputs: once, nameless until their author agrees, gone if they do not."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from db import erasure, facilitation, output_reads, outputs, quotes
from db.quotes import Message
from db.store import Store
from domain.outputs import Output
from domain.quotes import Says
from tests.db.given import GUILD, MAYA, OTHER_GUILD, join, look
from tests.db.test_breakouts import FAY, FRED, HEALTH, PEOPLE, refused, room
from tests.db.test_breakouts import then as at_minute
from tests.db.test_erasure import tell

__all__ = ["room"]

WRITER = PEOPLE[0]
STRANGER = 555
WORDS = "The bus stops running at six"


def ask(output: Output) -> tuple[str, str, tuple[tuple[str, str], ...]]:
    return "a message of yours", "May your name stand with it?", (("Yes", f"say:{output.number}"),)


async def keep(
    store: Store,
    *,
    form_id: int = 7001,
    message: int = 4001,
    author: int = WRITER,
    user_id: int = FAY,
    organiser: bool = False,
    words: str = WORDS,
    theme: str = "",
    kind: str = "barrier",
    slug: str = HEALTH,
    guild_id: int = GUILD,
) -> tuple[Output, bool]:
    return await quotes.keep(
        store,
        form_id=form_id,
        guild_id=guild_id,
        slug=slug,
        user_id=user_id,
        organiser=organiser,
        message=Message(message, 71, author),
        kind=kind,
        theme=theme,
        words=words,
        themes=("healthcare",),
        ask=ask,
        now=at_minute(5),
    )


async def say(store: Store, says: Says, user_id: int = WRITER, guild_id: int = GUILD) -> Output:
    return await quotes.answer(
        store, guild_id=guild_id, number=1, user_id=user_id, says=says, now=at_minute(6)
    )


async def test_a_message_is_kept_without_a_name_and_its_author_is_asked(
    room: Store, path: Path
) -> None:
    output, new = await keep(room, theme="healthcare")
    assert new
    assert (output.words, output.kind.value, output.theme) == (WORDS, "barrier", "healthcare")
    assert (output.named, output.author_name, output.author_id) == (False, "", WRITER)
    assert look(path, "SELECT user_id, buttons FROM letter") == [(WRITER, '[["Yes", "say:1"]]')]


async def test_a_facilitator_s_own_message_needs_no_letter(room: Store, path: Path) -> None:
    await keep(room, author=FAY)
    assert look(path, "SELECT count(*) FROM letter") == [(0,)]


async def test_the_same_message_is_kept_once(room: Store, path: Path) -> None:
    both = await asyncio.gather(
        keep(room), keep(room), keep(room, form_id=7002), return_exceptions=True
    )
    assert [one[1] for one in both[:2] if isinstance(one, tuple)] == [True, False]
    assert "quote.kept" in str(both[2])
    assert look(path, "SELECT (SELECT count(*) FROM output), (SELECT count(*) FROM letter)") == [
        (1, 1)
    ]
    there = await quotes.kept_as(room, guild_id=GUILD, message_id=4001)
    assert there is not None
    assert there.reference == "N-1"
    assert await quotes.kept_as(room, guild_id=OTHER_GUILD, message_id=4001) is None
    assert await quotes.kept_as(room, guild_id=GUILD, message_id=4002) is None


async def test_two_facilitators_at_once_keep_it_once(room: Store, path: Path) -> None:
    await facilitation.lead(room, guild_id=GUILD, slug=HEALTH, user_id=FRED, now=at_minute(1))
    both = await asyncio.gather(
        keep(room), keep(room, form_id=7002, user_id=FRED), return_exceptions=True
    )
    assert sum(isinstance(one, tuple) for one in both) == 1
    assert look(path, "SELECT count(*) FROM output") == [(1,)]


async def test_only_who_runs_the_room_keeps_its_messages(room: Store, path: Path) -> None:
    assert await refused(keep(room, user_id=FRED)) == "room.not_yours"
    assert await refused(keep(room, guild_id=OTHER_GUILD)) == "room.unknown"
    assert look(path, "SELECT count(*) FROM quote") == [(0,)]
    assert (await keep(room, user_id=FRED, organiser=True))[1]


@pytest.mark.parametrize(
    ("other", "code"),
    [
        ({"words": "x" * 501}, "text.too_long"),
        ({"words": "Yes"}, "text.too_short"),
        ({"kind": "poem"}, "note.kind"),
        ({"theme": "unknown"}, "note.theme"),
    ],
)
async def test_what_is_no_note_is_not_kept(
    room: Store, path: Path, other: dict[str, str], code: str
) -> None:
    assert await refused(keep(room, **other)) == code  # pyright: ignore[reportArgumentType]
    assert look(path, "SELECT count(*) FROM quote") == [(0,)]
    assert look(path, "SELECT count(*) FROM letter") == [(0,)]


async def test_the_author_gives_their_name_and_takes_it_back(room: Store, path: Path) -> None:
    await keep(room)
    named = await say(room, Says.NAME)
    assert (named.named, named.author_name) == (True, f"Person {WRITER}")
    nameless = await say(room, Says.NO_NAME)
    assert (nameless.named, nameless.author_name) == (False, "")
    assert await say(room, Says.NO_NAME) == nameless
    assert look(path, "SELECT said FROM quote") == [("no name",)]
    assert len(await output_reads.history(room, guild_id=GUILD, number=1)) == 2


async def test_what_its_author_does_not_want_is_gone_and_not_kept_again(
    room: Store, path: Path
) -> None:
    await keep(room)
    assert (await say(room, Says.NOT)).words == WORDS
    assert look(path, "SELECT count(*) FROM output") == [(0,)]
    assert look(path, "SELECT output_id, said FROM quote") == [(None, "not")]
    assert await refused(keep(room, form_id=7002)) == "quote.refused"
    assert await refused(quotes.kept_as(room, guild_id=GUILD, message_id=4001)) == "quote.refused"
    assert await refused(say(room, Says.NAME)) == "note.unknown"


async def test_only_the_author_decides(room: Store) -> None:
    await keep(room)
    for user_id in (FAY, FRED, PEOPLE[1]):
        assert await refused(say(room, Says.NAME, user_id)) == "quote.not_yours"
    assert await refused(say(room, Says.NOT, WRITER, OTHER_GUILD)) == "note.unknown"


async def test_who_has_not_joined_is_asked_and_stays_nameless_until_they_join(
    room: Store, path: Path
) -> None:
    output, _ = await keep(room, author=STRANGER)
    assert (output.author_id, output.named) == (STRANGER, False)
    assert look(path, "SELECT user_id FROM letter") == [(STRANGER,)]
    assert await refused(say(room, Says.NAME, STRANGER)) == "join.first"
    assert not (await say(room, Says.NO_NAME, STRANGER)).named
    await join(room, STRANGER, "Sid")
    assert (await say(room, Says.NAME, STRANGER)).author_name == "Sid"


async def test_a_plain_note_is_nobody_s_message(room: Store) -> None:
    await join(room, MAYA)
    output, _ = await outputs.note(
        room,
        output_id=1001,
        guild_id=GUILD,
        user_id=MAYA,
        session=HEALTH,
        kind="idea",
        words=WORDS,
        named=True,
        time_zone="Europe/London",
        now=at_minute(5),
    )
    assert output.number == 1
    assert await refused(say(room, Says.NO_NAME, MAYA)) == "quote.not_yours"


async def test_an_erasure_takes_what_was_kept_and_forgets_who_kept_it(
    room: Store, path: Path
) -> None:
    await keep(room)
    await keep(room, form_id=7002, message=4002, author=PEOPLE[1])
    for user_id in (WRITER, FAY):
        await erasure.erase(room, guild_id=GUILD, user_id=user_id, now=at_minute(30), tell=tell)
    assert look(path, "SELECT message_id, author_id, keeper_id FROM quote") == [
        (4002, PEOPLE[1], 0)
    ]
    assert look(path, "SELECT author_id FROM output") == [(PEOPLE[1],)]
