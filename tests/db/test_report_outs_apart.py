"""Reports and kept messages: older notes come through the new table, and servers stay apart."""

from __future__ import annotations

import inspect
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from db import facilitation, quotes, report_out_posts, report_outs, summits
from db.opening import migrations
from db.store import Store
from domain.plan import Plan
from domain.quotes import Says
from domain.rules import RuleBroken
from domain.sessions import Rooms
from tests.db.given import GUILD, MAYA, OTHER_GUILD, PLACES, look
from tests.db.test_breakouts import FAY, HEALTH, begin, finish, preview, room
from tests.db.test_breakouts import then as at_minute
from tests.db.test_guilds_apart import of_first, verbs
from tests.db.test_quotes import WRITER, keep, say
from tests.db.test_report_outs import member, send

__all__ = ["room"]

REAL = migrations()
AT = "2021-12-10T14:00:00Z"

Ask = Callable[[Store, int, int], Awaitable[object]]

# Each is asked with the round of the first server.
READS: dict[str, Ask] = {
    "report_outs.asking": lambda s, g, r: report_outs.asking(s, guild_id=g, now=at_minute(12)),
    "report_outs.begun": lambda s, g, r: report_outs.begun(s, guild_id=g, round_id=r),
    "report_outs.latest": lambda s, g, r: report_outs.latest(s, guild_id=g, slug=HEALTH),
    "report_outs.standing": lambda s, g, r: report_outs.standing(s, guild_id=g, round_id=r),
    "quotes.kept_as": lambda s, g, r: quotes.kept_as(s, guild_id=g, message_id=4001),
}
REFUSED: dict[str, Ask] = {
    "report_outs.get": lambda s, g, r: report_outs.get(s, guild_id=g, round_id=r, number=1),
    "report_outs.own": lambda s, g, r: report_outs.own(
        s, guild_id=g, round_id=r, user_id=FAY, organiser=True
    ),
    "report_outs.send": lambda s, g, r: send(
        s, r, FAY, guild_id=g, facilitator=True, organiser=True, form_id=5009, seen=1
    ),
    "quotes.answer": lambda s, g, r: say(s, Says.NOT, WRITER, g),
}
# Asked with a server's own ids, the same message can be kept there too.
OWN = {"report_out_posts.to_post", "quotes.keep"}


@pytest.fixture
async def two(room: Store, plan: Plan) -> tuple[Store, int]:
    """A group has reported and a message is kept in the first server; the second has a room."""
    await summits.set_up(
        room,
        guild_id=OTHER_GUILD,
        plan=plan,
        places=PLACES,
        rooms={HEALTH: Rooms(text=171, voice=172)},
        now=at_minute(-60),
    )
    await facilitation.lead(room, guild_id=OTHER_GUILD, slug=HEALTH, user_id=FAY, now=at_minute(0))
    made = await preview(room)
    await begin(room, made.id)
    await send(room, made.id, await member(room, made.id, 1))
    await keep(room)
    return room, made.id


@pytest.mark.parametrize("name", READS)
async def test_one_server_reads_nothing_of_the_other(two: tuple[Store, int], name: str) -> None:
    store, round_id = two
    assert await READS[name](store, GUILD, round_id), "there was to be something to find"
    assert not await READS[name](store, OTHER_GUILD, round_id)


@pytest.mark.parametrize("name", REFUSED)
async def test_one_server_changes_nothing_of_the_other(
    two: tuple[Store, int], path: Path, name: str
) -> None:
    store, round_id = two
    before = of_first(path)
    with pytest.raises(RuleBroken):
        await REFUSED[name](store, OTHER_GUILD, round_id)
    assert of_first(path) == before


async def test_settling_a_report_is_for_its_own_server(two: tuple[Store, int], path: Path) -> None:
    store, round_id = two
    await finish(store, round_id)
    (post,) = await report_out_posts.to_post(store, guild_id=GUILD, most=9)
    assert await report_out_posts.to_post(store, guild_id=OTHER_GUILD, most=9) == []
    before = of_first(path)
    theirs = replace(post, guild_id=OTHER_GUILD)
    await report_out_posts.settle(store, theirs, "posted", channel_id=1, message_id=2)
    await report_out_posts.redraw(store, theirs, done=False)
    assert of_first(path) == before


async def test_both_servers_keep_a_message_of_the_same_number(
    two: tuple[Store, int], path: Path
) -> None:
    store, _ = two
    before = of_first(path)
    output, new = await keep(store, form_id=7009, guild_id=OTHER_GUILD)
    assert (output.number, new) == (1, True)
    assert of_first(path) == before
    with pytest.raises(RuleBroken, match=r"note\.foreign"):
        await keep(store, form_id=7001, message=4009, guild_id=OTHER_GUILD)


def test_every_verb_is_tried_here() -> None:
    tried = {*READS, *REFUSED, *OWN}
    assert verbs(report_outs) | verbs(report_out_posts) | verbs(quotes) == tried
    assert "guild_id" not in inspect.signature(report_out_posts.settle).parameters


async def test_making_the_table_of_notes_anew_loses_none_and_nothing_that_points_at_them(
    path: Path, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Step 17, on a file of version 16 with notes in it."""
    with monkeypatch.context() as before:
        before.setattr("db.opening.migrations", lambda: REAL[:16])
        async with Store.open(path):
            pass
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute(
            "INSERT INTO summit (guild_id, plan, attendee_role_id, facilitator_role_id,"
            " organiser_role_id, welcome_channel_id, wall_channel_id, organisers_channel_id,"
            " set_up_at, updated_at, notes_made) VALUES (?, ?, 1, 2, 3, 4, 5, 6, ?, ?, 2)",
            (GUILD, plan.model_dump_json(), AT, AT),
        )
        connection.execute(
            "INSERT INTO attendee VALUES (?, ?, 'Maya', 'resident', '', 1, '', 1, ?, ?)",
            (GUILD, MAYA, AT, AT),
        )
        connection.execute(
            "INSERT INTO session (guild_id, slug, position, title, kind, starts_at, ends_at,"
            " walk_in, recorded) VALUES (?, 'health', 1, 'Health', 'workshop', ?, ?, 1, 0)",
            (GUILD, AT, AT),
        )
        for number in (1, 2):
            connection.execute(
                "INSERT INTO output (id, guild_id, number, session, author_id, named, kind, words,"
                " theme, state, hidden_reason, version, merged_into, noted_at) VALUES"
                " (?, ?, ?, 'health', ?, 1, 'idea', 'Buses', 'food', 'hidden', 'Why', 3, ?, ?)",
                (number * 10, GUILD, number, MAYA, 10 if number == 2 else None, AT),
            )
        connection.execute(
            "INSERT INTO output_log (guild_id, output_id, at, event, moderator_id, earlier_words)"
            " VALUES (?, 20, ?, 'corrected', 81, 'Busses')",
            (GUILD, AT),
        )
        connection.execute(
            "INSERT INTO pledge (id, guild_id, number, maker_id, kind, theme, action,"
            " as_organisation, organisation, first_step, moderation, made_at)"
            " VALUES (1, ?, 1, ?, 'resident', 'food', 'Cook', 0, '', '', 'shown', ?)",
            (GUILD, MAYA, AT),
        )
        connection.execute("INSERT INTO output_pledge VALUES (20, 1, ?)", (GUILD,))
        connection.commit()
    asked = (
        "SELECT id, guild_id, number, session, author_id, named, kind, words, theme, state,"
        " hidden_reason, version, merged_into, noted_at FROM output ORDER BY id",
        "SELECT id, guild_id, output_id, at, event, moderator_id, earlier_kind, earlier_words,"
        " detail FROM output_log",
        "SELECT output_id, pledge_id, guild_id FROM output_pledge",
    )
    held = [look(path, sql) for sql in asked]
    assert [len(rows) for rows in held] == [2, 1, 1]
    async with Store.open(path) as store:
        assert [look(path, sql) for sql in asked] == held
        assert look(path, "PRAGMA foreign_key_check") == []
        assert look(path, "SELECT name FROM sqlite_schema WHERE name LIKE '%before'") == []
        await store.write(lambda tx: tx.execute("DELETE FROM output WHERE id = 10"))
        assert look(path, "SELECT id, merged_into FROM output") == [(20, None)]
        await store.write(lambda tx: tx.execute("DELETE FROM output"))
        assert look(path, asked[1]) == look(path, asked[2]) == []
