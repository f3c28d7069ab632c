"""Acts, reports and appeals in the file: what is kept, what cannot be changed, what waits."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from db import (
    erasure,
    export_query,
    facilitation,
    moderation,
    moderation_appeals,
    moderation_reads,
    moderation_reports,
)
from db.errors import StoreError
from db.export_moderation import MODERATION_LOG as THE_LOG
from db.moderation_act import Letter, Told
from db.moderation_reports import Reported, Sight
from db.opening import connect_reader
from db.store import Store
from domain.choices import News, Note
from domain.moderation import MOST_OPEN, Act, Appeal, Kind, Person, Report, State, Trouble, Undo
from domain.rules import RuleBroken
from domain.sessions import Session
from exports.moderation import MODERATION_LOG
from tests.db.given import GUILD, MAYA, NOW, OLA, ORGANISER, ROB, SAM, at, look

FOOD, HEALTH = "communities-and-place", "healthcare"
FAY = Person(OLA, facilitator=True)
OLU = Person(ORGANISER, organiser=True)
WHY = "Please be kind."


def moved(news: News, session: Session, has_place: bool) -> Note:
    return Note(session.title, news.value)


def tell(told: Told) -> Letter | None:
    return Letter(told.act.target_id, "moderation", f"{told.act.state}: {told.reason}")


def wanted(act_id: int = 1, kind: Kind = Kind.WARN, **other: Any) -> Act:
    until = at(600) if kind is Kind.TIME_OUT else None
    return replace(Act(act_id, GUILD, FOOD, kind, MAYA, FAY.user_id, 70, NOW, until=until), **other)


async def ask(
    store: Store,
    act: Act | None = None,
    actor: Person = FAY,
    target: Person | None = None,
    reason: str = WHY,
    message: str = "",
) -> tuple[Act, bool]:
    act = act or wanted()
    return await moderation.ask(
        store,
        wanted=act,
        actor=actor,
        target=target or Person(act.target_id),
        reason=reason,
        message=message,
        tell=tell,
        now=act.asked_at,
    )


async def settle(store: Store, act_id: int = 1, trouble: Trouble = Trouble.NONE) -> Act:
    return await moderation.settle(
        store, guild_id=GUILD, act_id=act_id, trouble=trouble, tell=tell, moved=moved, now=at(1)
    )


def events(path: Path) -> list[tuple[str, int, str]]:
    return look(path, "SELECT event, actor_id, detail FROM moderation_log ORDER BY id")  # type: ignore[return-value]


@pytest.fixture
async def day(summit: Store) -> Store:
    """Ola leads the workshop about communities."""
    await facilitation.lead(summit, guild_id=GUILD, slug=FOOD, user_id=OLA, now=NOW)
    return summit


# ------------------------------------------------------------------ acts


async def test_a_warning_is_done_with_its_letter_in_one_step(day: Store, path: Path) -> None:
    act, new = await ask(day)
    assert (act.state, new) == (State.DONE, True)
    assert events(path) == [("warn: asked", OLA, ""), ("warn: done", 0, "")]
    assert look(path, "SELECT user_id, text FROM letter") == [(MAYA, f"done: {WHY}")]


async def test_an_act_is_done_only_when_discord_did_it(day: Store, path: Path) -> None:
    act, _ = await ask(day, wanted(kind=Kind.TIME_OUT))
    assert act.state is State.ASKED
    assert look(path, "SELECT * FROM letter") == []
    done, repeat = await settle(day), await settle(day, trouble=Trouble.LEFT)
    assert (done.state, repeat) == (State.DONE, done)
    assert events(path) == [("time out: asked", OLA, "10 minutes"), ("time out: done", 0, "")]
    assert len(look(path, "SELECT * FROM letter")) == 1


async def test_what_was_not_done_is_logged_so_and_can_be_tried_again(
    day: Store, path: Path
) -> None:
    await ask(day, wanted(kind=Kind.TIME_OUT))
    failed = await settle(day, trouble=Trouble.TIME_OUTS)
    assert (failed.state, failed.trouble) == (State.FAILED, Trouble.TIME_OUTS)
    again = await moderation.ask_again(
        day, guild_id=GUILD, act_id=1, actor=FAY, target=Person(MAYA), now=at(100)
    )
    assert (again.state, again.until) == (State.ASKED, at(700))
    found = await moderation_reads.act(day, guild_id=GUILD, act_id=1)
    assert found == Told(again, found.room if found else "", WHY)
    assert [event for event, _, _ in events(path)] == [
        "time out: asked",
        "time out: not done",
        "time out: asked",
    ]


async def test_two_who_ask_at_the_same_moment_get_one_act(day: Store, path: Path) -> None:
    await facilitation.lead(day, guild_id=GUILD, slug=FOOD, user_id=ROB, now=NOW)
    rob = Person(ROB, facilitator=True)
    wants = ((Kind.WARN, None), (Kind.HIDE, 71), (Kind.REMOVE, None))
    for number, (kind, message_id) in enumerate(wants, start=10):
        first = wanted(number, kind, message_id=message_id)
        second = replace(first, id=first.id + 100, actor_id=ROB)
        one, other = await asyncio.gather(ask(day, first), ask(day, second, rob))
        assert [one[1], other[1]] == [True, False], kind
        assert one[0] == other[0]
    assert look(path, "SELECT count(*) FROM moderation_act") == [(3,)]


@pytest.mark.parametrize(
    ("act", "actor", "code"),
    [
        (wanted(slug=HEALTH), FAY, "room.not_yours"),
        (wanted(slug=""), FAY, "moderation.room"),
        (wanted(slug="nowhere"), OLU, "room.unknown"),
        (wanted(slug="nowhere@2020-01-01"), OLU, "room.unknown"),
        (wanted(kind=Kind.REMOVE, slug=""), OLU, "moderation.where"),
        (wanted(target_id=OLA), FAY, "moderation.self"),
    ],
)
async def test_what_may_not_be_leaves_nothing(
    day: Store, path: Path, act: Act, actor: Person, code: str
) -> None:
    with pytest.raises(RuleBroken) as refused:
        await ask(day, act, actor)
    assert refused.value.code == code
    assert events(path) == []
    assert look(path, "SELECT * FROM moderation_words") == []


async def test_who_leads_another_session_of_the_same_room_lets_people_back_in(
    day: Store,
) -> None:
    await day.write(lambda tx: tx.execute("UPDATE session SET text_channel_id = 70"))
    await facilitation.lead(day, guild_id=GUILD, slug=HEALTH, user_id=ROB, now=NOW)
    await ask(day, wanted(kind=Kind.REMOVE))
    await settle(day)
    assert [one.id for one in await moderation_reads.removed(day, guild_id=GUILD, slug=HEALTH)]
    rob = Person(ROB, facilitator=True)
    act = await moderation.take_back(day, guild_id=GUILD, act_id=1, actor=rob, now=NOW)
    assert act.undo is Undo.ASKED


async def test_what_was_cut_off_waits_for_the_keeper_after_a_while(day: Store) -> None:
    await ask(day, wanted(kind=Kind.TIME_OUT))
    assert await moderation_reads.waiting(day, guild_id=GUILD, now=at(19)) == []
    (act,) = await moderation_reads.waiting(day, guild_id=GUILD, now=at(20))
    tried = await moderation.tried(day, guild_id=GUILD, act_id=act.id, now=at(20))
    assert tried.tries == 1
    assert await moderation_reads.waiting(day, guild_id=GUILD, now=at(39)) == []


async def test_a_removal_of_a_past_summit_is_ended_once(day: Store, path: Path) -> None:
    await ask(day, wanted(kind=Kind.REMOVE))
    await settle(day)
    assert await moderation.end_archived(day, guild_id=GUILD, now=NOW) == 0
    await day.write(put_away)
    assert await moderation.end_archived(day, guild_id=GUILD, now=NOW) == 1
    assert await moderation.end_archived(day, guild_id=GUILD, now=NOW) == 0
    assert events(path)[-1] == ("remove: taking back", 0, "the summit is over")


def put_away(tx: sqlite3.Connection) -> None:
    """As db/editions.py does it when the next summit is set up."""
    tx.execute("PRAGMA defer_foreign_keys = ON")
    for table in ("session", "room_facilitator", "room_log", "breakout_round", "moderation_act"):
        tx.execute(f"UPDATE {table} SET slug = slug || '@2021-12-10' WHERE slug = ?", (FOOD,))
    tx.execute("UPDATE moderation_report SET slug = slug || '@2021-12-10' WHERE slug = ?", (FOOD,))


# ------------------------------------------------------------------ the log


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM moderation_log",
        "UPDATE moderation_log SET event = 'nothing'",
        "UPDATE moderation_log SET actor_id = 0",
        "DELETE FROM moderation_words",
        "UPDATE moderation_words SET words = 'Something kinder'",
    ],
)
async def test_nobody_changes_the_log(day: Store, sql: str) -> None:
    await ask(day)
    with pytest.raises((sqlite3.IntegrityError, StoreError)) as refused:
        await day.write(lambda tx: tx.execute(sql))
    assert "append-only" in str(refused.value)


async def test_an_erasure_takes_name_and_words_and_leaves_the_acts(day: Store, path: Path) -> None:
    await ask(day, wanted(kind=Kind.HIDE, message_id=71), message="Nasty words")
    await settle(day)
    await _erase(day, MAYA)
    assert look(path, "SELECT target_id, actor_id FROM moderation_act") == [(0, OLA)]
    assert look(path, "SELECT * FROM moderation_words") == []
    assert look(path, "SELECT event, target_id FROM moderation_log ORDER BY id") == [
        ("hide: asked", 0),
        ("hide: done", 0),
    ]
    await ask(day, wanted(2, target_id=SAM))
    await _erase(day, OLA)
    assert look(path, "SELECT target_id, actor_id FROM moderation_act ORDER BY id") == [
        (0, 0),
        (SAM, 0),
    ]
    assert look(path, "SELECT about_id, said_by, words FROM moderation_words") == [(SAM, 0, WHY)]


async def _erase(store: Store, user_id: int) -> None:
    await erasure.erase(store, guild_id=GUILD, user_id=user_id, now=NOW, tell=moved)


async def test_the_log_is_read_with_words_names_and_slow_mode(day: Store, path: Path) -> None:
    await ask(day, wanted(kind=Kind.HIDE, message_id=71), message="Nasty words")
    await settle(day)
    await facilitation.change(
        day,
        guild_id=GUILD,
        slug=FOOD,
        user_id=OLA,
        organiser=False,
        event="slow mode",
        work=lambda kept: replace(kept.room, slow_seconds=5),
        now=at(60),
    )
    with closing(connect_reader(path)) as reader:
        log = export_query.rows(reader, THE_LOG, guild_id=GUILD, public=False, now=at(60))
        (rows,) = log.batches
        assert export_query.count(reader, THE_LOG, guild_id=GUILD, public=False) == len(rows) == 3
    named = [dict(zip(log.names, row, strict=True)) for row in rows]
    assert [row["event"] for row in named] == ["hide: asked", "hide: done", "room: slow mode"]
    assert (named[0]["actor_name"], named[0]["person_name"]) == ("Ola", "Maya")
    assert (named[0]["reason"], named[0]["message"]) == (WHY, "Nasty words")
    assert tuple(one.name for one in MODERATION_LOG.columns) == log.names
    assert not any(column.public for column in MODERATION_LOG.columns)


# ------------------------------------------------------------------ reports and appeals


def to_leads(found: Reported) -> Sequence[Letter]:
    return [Letter(lead, "report", found.words) for lead in found.leads]


def to_reporter(found: Reported) -> Sequence[Letter]:
    return [Letter(found.report.reporter_id, "report", "Dealt with")]


async def report(
    store: Store, report_id: int = 500, reporter_id: int = SAM, **other: Any
) -> tuple[Report, bool]:
    made = Report(report_id, GUILD, FOOD, reporter_id, MAYA, 70, None, NOW)
    return await moderation_reports.report(
        store,
        wanted=replace(made, **other),
        text="She was rude to my son.",
        message="Nasty words",
        moderator=False,
        tell=to_leads,
        now=NOW,
    )


async def test_a_report_is_kept_once_with_a_letter_and_a_post(day: Store, path: Path) -> None:
    first, again = await report(day, message_id=71), await report(day, 501, message_id=71)
    assert (first[1], again[1], again[0].id) == (True, False, 500)
    assert look(path, "SELECT user_id FROM letter") == [(OLA,)]
    (post,) = await moderation_reads.posts(day, guild_id=GUILD)
    assert (post.what, post.of_id, post.message_id) == ("report", 500, None)
    assert str(SAM) not in str(look(path, "SELECT actor_id, target_id FROM moderation_log"))


async def test_who_has_not_joined_reports_nothing_and_nobody_reports_too_much(day: Store) -> None:
    with pytest.raises(RuleBroken, match=r"join\.first"):
        await report(day, reporter_id=ROB)
    for number in range(MOST_OPEN):
        await report(day, 600 + number)
    with pytest.raises(RuleBroken, match=r"moderation\.many"):
        await report(day, 700)


async def test_a_report_is_dealt_with_once_and_the_reporter_told_once(
    day: Store, path: Path
) -> None:
    await report(day)
    for new in (True, False):
        _, was_new = await moderation_reports.deal_with(
            day, guild_id=GUILD, report_id=500, actor=FAY, tell=to_reporter, now=NOW
        )
        assert was_new is new
    assert look(path, "SELECT count(*) FROM letter WHERE user_id = ?", SAM) == [(1,)]


async def test_a_change_while_a_post_is_drawn_is_drawn_too(day: Store) -> None:
    await report(day)
    (post,) = await moderation_reads.posts(day, guild_id=GUILD)
    await moderation_reports.deal_with(
        day, guild_id=GUILD, report_id=500, actor=OLU, tell=to_reporter, now=NOW
    )
    stands = {"guild_id": GUILD, "post_id": post.id, "channel_id": 6, "message_id": 99}
    await moderation_reports.stands(day, **stands, seen=post.changes)
    (again,) = await moderation_reads.posts(day, guild_id=GUILD)
    assert again.message_id == 99
    await moderation_reports.stands(day, **stands, seen=again.changes)
    assert await moderation_reads.posts(day, guild_id=GUILD) == []


async def test_a_message_as_seen_is_forgotten_after_an_hour(day: Store, path: Path) -> None:
    sight = Sight(800, GUILD, OLA, MAYA, False, 70, 71, "Nasty words")
    await moderation_reports.see(day, sight=sight, now=NOW)
    own = {"guild_id": GUILD, "sight_id": 800}
    assert await moderation_reports.sight(day, **own, user_id=OLA) == sight
    with pytest.raises(RuleBroken, match=r"moderation\.sight"):
        await moderation_reports.sight(day, **own, user_id=SAM)
    await moderation_reports.tidy(day, guild_id=GUILD, now=NOW + timedelta(hours=1))
    assert len(look(path, "SELECT * FROM moderation_sight")) == 1
    await moderation_reports.tidy(day, guild_id=GUILD, now=NOW + timedelta(hours=1, seconds=1))
    assert look(path, "SELECT * FROM moderation_sight") == []


async def test_an_appeal_is_kept_posted_and_decided_once(day: Store, path: Path) -> None:
    await ask(day, wanted(kind=Kind.REMOVE))
    await settle(day)
    own = {"guild_id": GUILD, "act_id": 1, "now": NOW}
    told = await moderation_appeals.appeal(day, **own, user_id=MAYA, text="I did not.")
    assert (told.act.appeal, told.appeal) == (Appeal.OPEN, "I did not.")
    with pytest.raises(RuleBroken, match=r"moderation\.appealed"):
        await moderation_appeals.appeal(day, **own, user_id=MAYA, text="")
    with pytest.raises(RuleBroken, match=r"access\.organiser"):
        await moderation_appeals.decide(day, **own, actor=FAY, take_back=True, tell=tell)
    told = await moderation_appeals.decide(day, **own, actor=OLU, take_back=True, tell=tell)
    assert told.act.undo is Undo.ASKED
    undone = await moderation.undone(
        day, guild_id=GUILD, act_id=1, trouble=Trouble.NONE, tell=tell, moved=moved, now=NOW
    )
    assert undone.undo is Undo.DONE
    # The letter about the removal, and the one about the decision; no third.
    assert look(path, "SELECT count(*) FROM letter WHERE user_id = ?", MAYA) == [(2,)]
    assert [event for event, _, _ in events(path)] == [
        "remove: asked",
        "remove: done",
        "remove: appealed",
        "remove: appeal: taken back",
        "remove: taken back",
    ]
