"""Next year's summit in the same server: last year's sessions are put away with what is theirs."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from db import choices, question_moderation, question_reads, questions, sessions, summits
from db.opening import verdict
from db.store import Store
from domain.choices import News, Note
from domain.editions import Turn
from domain.plan import Plan
from domain.rules import RuleBroken
from domain.sessions import Rooms, Session
from tests.db.given import (
    GUILD,
    MAYA,
    OTHER_GUILD,
    PLACES,
    SAM,
    at,
    join,
    look,
    make,
    set_up,
    whole_file,
)

HEALTH, TALK = "healthcare", "a-fair-and-inclusive-stockport"
OLD = f"{HEALTH}@2021-12-10"
DURING = at(-5 * 3600)
AFTER = datetime(2021, 12, 20, 12, tzinfo=UTC)
LAST, THIS = date(2021, 12, 10), date(2022, 12, 9)


def on(plan: Plan, day: date) -> Plan:
    data = plan.model_dump(mode="json")
    data["summit"]["date"] = day.isoformat()
    data["pledges"]["follow_up"] = ["3 days"]
    return Plan.model_validate(data)


async def bring(
    store: Store, plan: Plan, now: datetime = AFTER, guild_id: int = GUILD
) -> Turn | None:
    rooms = {HEALTH: Rooms(text=81, voice=82)}
    _, turned = await summits.set_up(
        store, guild_id=guild_id, plan=plan, places=PLACES, rooms=rooms, now=now
    )
    return turned


def tell(news: News, session: Session, has_place: bool) -> Note:
    return Note(session.title, news.value, ())


async def choose(store: Store, now: datetime = DURING, user_id: int = MAYA) -> Any:
    return await choices.choose(
        store, guild_id=GUILD, user_id=user_id, slug=HEALTH, now=now, tell=tell
    )


async def ask(store: Store, number: int, now: datetime = DURING) -> None:
    await questions.ask(
        store,
        question_id=number,
        guild_id=GUILD,
        user_id=MAYA,
        session=HEALTH,
        words="Who pays for the bus to the surgery?",
        named=True,
        now=now,
    )


async def seen(store: Store, number: int, now: datetime = DURING) -> None:
    await question_moderation.show(
        store,
        guild_id=GUILD,
        number=number,
        user_id=91,
        organiser=True,
        seen="waiting",
        now=now,
    )


@pytest.fixture
async def full(summit: Store, plan: Plan) -> Store:
    """Last year's summit with a choice, two questions and a pledge, in two servers."""
    await set_up(summit, plan, OTHER_GUILD)
    await bring(summit, plan, DURING)
    await join(summit, MAYA)
    await join(summit, SAM, "Sam")
    await choose(summit)
    await choices.access_done(summit, choices.Access(GUILD, MAYA, 81, give=True))
    await ask(summit, 501)
    await ask(summit, 502)
    await seen(summit, 1)
    await questions.vote(summit, guild_id=GUILD, number=1, user_id=SAM, now=DURING)
    await make(summit, 1001)
    await sessions.keep_event(summit, guild_id=GUILD, slug=HEALTH, event_id=900, told="sign")
    return summit


async def test_this_year_begins_with_pledges_and_what_waits_for_an_answer(
    full: Store, plan: Plan, path: Path
) -> None:
    assert await bring(full, on(plan, THIS)) == Turn(LAST, back=False)

    day = await sessions.every(full, guild_id=GUILD)
    assert [one.slug for one in day] == [one.slug for one in plan.sessions]
    assert {one.starts_at.year for one in day} == {2022}
    assert {one.event_id for one in day} == {None}
    assert len(await sessions.events(full, guild_id=GUILD)) == len(day)
    assert await choices.chosen_by(full, guild_id=GUILD, user_id=MAYA) == {}
    assert HEALTH not in await choices.taken(full, guild_id=GUILD)
    assert await question_reads.of_session(full, guild_id=GUILD, session=HEALTH) == []
    mine = await question_reads.of_asker(full, guild_id=GUILD, user_id=MAYA, most=9)
    assert [(one.number, one.session) for one in mine] == [(2, OLD), (1, OLD)]
    assert await question_reads.waiting(full, guild_id=GUILD) == 1
    assert await question_reads.next_waiting(full, guild_id=GUILD) == mine[0]
    assert await question_reads.unanswered(full, guild_id=GUILD) == [mine[1]]
    # Nobody is told of changes: to them this is the first programme.
    assert look(path, "SELECT * FROM programme_change") == []
    assert look(path, "SELECT number, delivery FROM pledge") == [(1, "planned")]
    assert (await make(full, 1002, now=AFTER)).number == 2


async def test_nothing_is_deleted_and_every_reference_holds(
    full: Store, plan: Plan, path: Path
) -> None:
    before = {row[0]: row[1] for row in counts(path)}
    await bring(full, on(plan, THIS))
    after = {row[0]: row[1] for row in counts(path)}
    assert after == before | {"session": before["session"] + len(plan.sessions)}
    old = f"{HEALTH}@{LAST}"
    assert look(path, "SELECT slug FROM choice") == [(old,)]
    assert look(path, "SELECT session FROM question") == [(old,), (old,)]
    assert look(
        path,
        "SELECT archived, text_channel_id, voice_channel_id, event_id, event_told"
        " FROM session WHERE slug = ?",
        old,
    ) == [(1, None, None, None, None)]
    assert verdict(path) == "ok"


def counts(path: Path) -> list[tuple[str, int]]:
    tables = look(path, "SELECT name FROM sqlite_schema WHERE type = 'table'")
    return [(name, look(path, f'SELECT count(*) FROM "{name}"')[0][0]) for (name,) in tables]


async def test_every_table_that_refers_to_a_session_comes_along(
    full: Store, plan: Plan, path: Path
) -> None:
    """Those of other capabilities too, and what refers to those by the session's slug."""
    await full.write(
        lambda tx: [
            tx.execute(sql)
            for sql in (
                """CREATE TABLE seat (guild_id INTEGER, slug TEXT, PRIMARY KEY (guild_id, slug),
                FOREIGN KEY (guild_id, slug) REFERENCES session (guild_id, slug)) STRICT""",
                """CREATE TABLE cushion (guild INTEGER, of_seat TEXT,
                FOREIGN KEY (guild, of_seat) REFERENCES seat (guild_id, slug)) STRICT""",
                f"INSERT INTO seat VALUES ({GUILD}, '{HEALTH}')",
                f"INSERT INTO cushion VALUES ({GUILD}, '{HEALTH}')",
            )
        ]
    )
    await bring(full, on(plan, THIS))
    assert look(path, "SELECT slug FROM seat") == [(f"{HEALTH}@{LAST}",)]
    assert look(path, "SELECT of_seat FROM cushion") == [(f"{HEALTH}@{LAST}",)]
    await bring(full, on(plan, LAST))
    assert look(path, "SELECT of_seat FROM cushion") == [(HEALTH,)]
    assert verdict(path) == "ok"


async def test_the_other_server_is_left_alone(full: Store, plan: Plan, path: Path) -> None:
    theirs = "SELECT slug, archived FROM session WHERE guild_id = ? ORDER BY slug"
    before = look(path, theirs, OTHER_GUILD)
    await bring(full, on(plan, THIS))
    assert look(path, theirs, OTHER_GUILD) == before
    assert {archived for _, archived in before} == {0}


async def test_old_votes_and_questions_are_refused_and_choices_begin_anew(
    full: Store, plan: Plan
) -> None:
    await bring(full, on(plan, THIS))
    for number, code in ((1, "form.old"), (2, "form.old")):
        with pytest.raises(RuleBroken) as error:
            await questions.vote(full, guild_id=GUILD, number=number, user_id=MAYA, now=AFTER)
        assert error.value.code == code
    with pytest.raises(RuleBroken) as error:
        await choices.choose(
            full, guild_id=GUILD, user_id=MAYA, slug=f"{HEALTH}@{LAST}", now=AFTER, tell=tell
        )
    assert error.value.code == "choice.unknown"
    assert await sessions.get(full, guild_id=GUILD, slug=f"{HEALTH}@{LAST}") is None
    assert (await choose(full, AFTER)).new
    await ask(full, 503, AFTER)
    mine = await question_reads.of_asker(full, guild_id=GUILD, user_id=MAYA, most=9)
    assert [(one.number, one.session) for one in mine] == [(3, HEALTH), (2, OLD), (1, OLD)]


async def test_sessions_that_were_put_away_are_found_by_their_day(full: Store, plan: Plan) -> None:
    before = await sessions.every(full, guild_id=GUILD)
    assert await sessions.every_with_archived(full, guild_id=GUILD) == before
    await bring(full, on(plan, THIS))
    await bring(full, on(plan, date(2023, 12, 8)), datetime(2023, 1, 9, tzinfo=UTC))
    both = await sessions.every_with_archived(full, guild_id=GUILD)
    slugs = [one.slug for one in plan.sessions]
    assert [one.slug for one in both] == [
        slug + year for year in ("", f"@{THIS}", f"@{LAST}") for slug in slugs
    ]
    old = await sessions.get_with_archived(full, guild_id=GUILD, slug=OLD)
    assert old in both
    (title,) = [one.title for one in before if one.slug == HEALTH]
    assert old is not None
    assert old.title == f"10 December 2021: {title}"
    assert [one.title for one in both[: len(slugs)]] == [one.title for one in before]


async def test_rooms_of_last_year_are_closed(full: Store, plan: Plan) -> None:
    data = on(plan, THIS).model_dump(mode="json")
    for one in data["sessions"]:
        if one["slug"] == HEALTH:
            one["walk_in"] = False
    await bring(full, Plan.model_validate(data))
    assert await choices.access_to_do(full, guild_id=GUILD, most=9) == [
        choices.Access(GUILD, MAYA, 81, give=False)
    ]
    await choices.access_done(full, choices.Access(GUILD, MAYA, 81, give=False))
    await choose(full, AFTER, SAM)
    assert await choices.access_to_do(full, guild_id=GUILD, most=9) == [
        choices.Access(GUILD, SAM, 81, give=True),
        choices.Access(GUILD, SAM, 82, give=True, voice=True),
    ]


async def test_a_summit_that_is_put_off_keeps_everything(full: Store, plan: Plan) -> None:
    assert await bring(full, on(plan, THIS), DURING) is None
    assert (await choices.chosen_by(full, guild_id=GUILD, user_id=MAYA)).keys() == {"session-3"}
    assert await question_reads.waiting(full, guild_id=GUILD) == 1


async def test_a_summit_of_which_every_session_was_cancelled_has_not_taken_place(
    full: Store, plan: Plan
) -> None:
    await full.write(lambda tx: tx.execute("UPDATE session SET cancelled = 1"))
    assert await bring(full, on(plan, THIS)) is None
    assert await question_reads.waiting(full, guild_id=GUILD) == 1


async def test_the_old_date_brings_everything_back(full: Store, plan: Plan, path: Path) -> None:
    await bring(full, on(plan, LAST))
    before = [line for line in whole_file(path) if 'INTO "summit"' not in line]
    await bring(full, on(plan, THIS))
    assert await bring(full, on(plan, LAST)) == Turn(THIS, back=True)
    now = [line for line in whole_file(path) if 'INTO "summit"' not in line]
    gone = set(before) - set(now)
    assert gone == {line for line in gone if 'INTO "session"' in line}, "but for its event"
    assert (await choices.chosen_by(full, guild_id=GUILD, user_id=MAYA)).keys() == {"session-3"}
    assert look(path, "SELECT count(*) FROM session WHERE archived = 1") == [(len(plan.sessions),)]
    # And to this year's again, any number of times.
    assert await bring(full, on(plan, THIS)) == Turn(LAST, back=True)
    assert await bring(full, on(plan, LAST)) == Turn(THIS, back=True)
    assert await bring(full, on(plan, LAST)) is None
    assert verdict(path) == "ok"


async def test_years_follow_each_other(full: Store, plan: Plan, path: Path) -> None:
    assert await bring(full, on(plan, THIS)) == Turn(LAST, back=False)
    await choose(full, AFTER)
    later = datetime(2023, 1, 9, tzinfo=UTC)
    assert await bring(full, on(plan, date(2023, 12, 8)), later) == Turn(THIS, back=False)
    assert look(path, "SELECT slug FROM choice ORDER BY id") == [
        (f"{HEALTH}@{LAST}",),
        (f"{HEALTH}@{THIS}",),
    ]
    assert verdict(path) == "ok"


async def test_a_reference_that_would_break_fails_alone(full: Store, plan: Plan) -> None:
    """References are checked late for the setting-up alone, not for who shares its commit."""
    bad = full.write(
        lambda tx: tx.execute(
            "INSERT INTO choice (guild_id, user_id, slug, state, chosen_at)"
            " VALUES (?, ?, 'none', 'place', '')",
            (GUILD, MAYA),
        )
    )
    turned = bring(full, on(plan, THIS))
    first, second = await asyncio.gather(turned, bad, return_exceptions=True)
    assert first == Turn(LAST, back=False)
    assert isinstance(second, sqlite3.IntegrityError)
    with closing(sqlite3.connect(full.path)) as file:
        assert file.execute("PRAGMA foreign_key_check").fetchall() == []
