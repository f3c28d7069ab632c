"""Erasing a person: nothing of them stays in the file, and nothing of anybody else goes."""

from __future__ import annotations

import asyncio
import random
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from db import choices, erasure, erasure_steps, letters, notices, pledge_reads
from db.choices import Access
from db.erasure_tables import TABLES
from db.errors import NotSaved
from db.notices import Where
from db.store import Store
from domain.choices import News, Note
from domain.my_data import Erased
from domain.plan import Plan
from domain.sessions import Session
from tests.db.full import HER, WORDS, WORKSHOP, cells, fill, tables, traces
from tests.db.given import GUILD, MAYA, OTHER_GUILD, SAM, at, join, look, make, set_up, whole_file

MORNING = at(-5 * 3600)


def tell(news: News, session: Session, has_place: bool) -> Note:
    return Note(session.title, news.value)


async def erase(store: Store, user_id: int = HER, guild_id: int = GUILD) -> Erased:
    return await erasure.erase(store, guild_id=guild_id, user_id=user_id, now=MORNING, tell=tell)


async def finish(store: Store, guild_id: int = GUILD) -> None:
    """Do in the file what the loops do once Discord has done its part."""
    for access in await choices.access_to_do(store, guild_id=guild_id, most=99):
        await choices.access_done(store, access)
    while steps := await erasure_steps.waiting(store, guild_id=guild_id, most=99):
        for step in steps:
            await erasure_steps.done(store, step)
    while (upto := await erasure_steps.file_to_clean(store)) is not None:
        await erasure_steps.file_cleaned(store, upto=upto)


@pytest.fixture
async def full(summit: Store) -> Store:
    await fill(summit)
    return summit


# ------------------------------------------------------------------ nothing is forgotten


async def test_every_column_of_every_table_has_a_decision(store: Store, path: Path) -> None:
    known = tables(path)
    for table in sorted(known.keys() | TABLES.keys()):
        assert table in TABLES, (
            f"db/erasure_tables.py does not say what an erasure does with {table}"
        )
        assert table in known, f"db/erasure_tables.py tells of a table that is not there: {table}"
        said = TABLES[table]
        told = [*said.people, *said.words, *said.rest]
        assert sorted(told) == sorted(known[table]), (
            f"db/erasure_tables.py has to say of each column of {table} whether it holds a"
            " person's id (people), their words (words), or neither (rest)"
        )
        assert set(said.nameless) <= set(said.people), table
        assert not said.words or said.gone or said.stays, f"{table}: say why its words may stay"
        assert not said.people or said.gone or said.nameless or said.later, table


def test_columns_that_are_called_like_a_person_s_id_are_declared_as_one() -> None:
    for table, said in TABLES.items():
        for column in (*said.words, *said.rest):
            assert not column.endswith(("user_id", "_by")), (table, column)


async def test_the_file_of_the_tests_has_something_of_hers_everywhere(
    full: Store, path: Path
) -> None:
    held = cells(path)
    own = {"erasing", "erasure_step", "room_lock"}  # filled by the erasure itself
    for table, said in TABLES.items():
        for column in said.people:
            assert table in own or HER in held.get((table, column), []), (
                f"nothing of hers in {table}.{column}: add a row to tests/db/full.py"
            )
        for column in said.words if said.gone else ():
            assert any(WORDS in str(value) for value in held[table, column]), (
                f"no words of hers in {table}.{column}: add a row to tests/db/full.py"
            )


# ------------------------------------------------------------------ what goes


async def test_nothing_of_an_erased_person_stays_in_any_cell(full: Store, path: Path) -> None:
    await erase(full)
    await finish(full)
    for place, values in cells(path).items():
        for value in values:
            assert value != HER, place
            assert WORDS not in str(value), place
            assert str(HER) not in str(value), place
    assert look(path, "PRAGMA foreign_key_check") == []


async def test_nothing_of_an_erased_person_stays_on_the_disk(full: Store, path: Path) -> None:
    assert {"words", "id"} <= {trace.split(" in ")[0] for trace in traces(path)}
    await erase(full)
    await finish(full)
    assert await full.forget()
    assert traces(path) == []


async def test_rows_that_were_moved_leave_no_copies_behind(full: Store, path: Path) -> None:
    """Between many others' drafts, some of which grow: so SQLite moves rows from page to page."""
    chance = random.Random(3)

    def scatter(tx: Any) -> None:
        for _ in range(3000):
            user = chance.choice([HER, MAYA, SAM])
            word = f"{WORDS} " if user == HER else "others "
            tx.execute(
                "INSERT OR IGNORE INTO draft VALUES (?, ?, ?, 'ask.new', json_array(?), '2021')",
                (chance.randrange(1 << 40), GUILD, user, word * chance.randrange(1, 60)),
            )

    for _ in range(3):
        await full.write(scatter)
    await erase(full)
    await finish(full)
    assert await full.forget()
    assert traces(path) == []
    assert look(path, "SELECT count(*) > 3000 FROM draft") == [(1,)]


async def test_an_open_reader_puts_the_cleaning_off_and_it_works_afterwards(
    full: Store, path: Path
) -> None:
    await erase(full)
    await finish(full)
    reader = sqlite3.connect(path)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM attendee").fetchall()
    assert not await full.forget()
    assert traces(path) != []
    reader.close()
    assert await full.forget()
    assert traces(path) == []


async def test_others_keep_everything(full: Store, path: Path) -> None:
    await erase(full)
    assert look(path, "SELECT number, maker_id, action FROM pledge") == [(2, SAM, "Lend a van")]
    assert look(path, "SELECT number, asker_id, words, answer, owner_id FROM question") == [
        (2, SAM, "More buses?", "Yes, from May.", None)
    ]
    assert look(path, "SELECT number, author_id, words FROM output") == [(2, SAM, "A walking bus")]
    assert look(path, "SELECT note, organiser_id FROM recording") == [("Late", 0)]
    assert look(path, "SELECT fields FROM draft") == [('{"action":"Sam’s own"}',)]
    assert look(
        path, "SELECT event, actor_id, actor, action, note FROM pledge_log ORDER BY id"
    ) == [
        ("made", SAM, "maker", "Lend a van", ""),
        ("supported", 0, "supporter", "", "help"),
    ]
    assert look(path, "SELECT event, moderator_id, to_id FROM question_log") == [
        ("handed over", SAM, 0),
        ("shown", 0, None),
    ]
    assert look(path, "SELECT event, moderator_id FROM output_log") == [("hidden", 0)]


async def test_who_waits_for_the_place_moves_up_and_is_told(full: Store, path: Path) -> None:
    await erase(full)
    assert look(path, "SELECT user_id, slug, state FROM choice") == [(SAM, WORKSHOP, "place")]
    assert look(path, "SELECT user_id, text FROM letter") == [(SAM, News.MOVED_UP.value)]


async def test_a_reminder_s_bounds_still_mean_the_same_people(full: Store, path: Path) -> None:
    await erase(full)
    below = look(path, "SELECT max(user_id) FROM attendee WHERE user_id < ?", HER)[0][0]
    assert look(path, "SELECT after_user, up_to_user FROM reminder ORDER BY part") == [
        (0, below),
        (below, None),
    ]


async def test_the_other_server_keeps_what_is_its_own(full: Store, path: Path, plan: Plan) -> None:
    await set_up(full, plan, OTHER_GUILD)
    await join(full, HER, "Elsewhere", OTHER_GUILD)
    await make(full, 7777, HER, guild_id=OTHER_GUILD)
    before = cells(path, OTHER_GUILD)
    there = {place: values for place, values in before.items() if place[0] != "kept"}
    await erase(full)
    await finish(full)
    after = cells(path, OTHER_GUILD)
    assert {place: values for place, values in after.items() if place[0] != "kept"} == there


async def test_what_facilitators_typed_about_her_notes_goes_and_nothing_else(
    full: Store, path: Path
) -> None:
    gone = ("note.correct:1:1", "note.correct:1:22", "note.hide:1", "note.merge:1")
    stay = ("note.correct:2:1", "note.correct:11:1", "note.hide:2", "note.hide:11", "note.merge:2")
    forms = (*gone, *stay)

    def keep(tx: Any) -> None:
        for number, form in enumerate(forms, 900):
            for guild_id, at_ in ((GUILD, 0), (OTHER_GUILD, 100)):
                tx.execute(
                    "INSERT INTO draft VALUES (?, ?, ?, ?, json_object('note', 'x'), '2021')",
                    (number + at_, guild_id, SAM, form),
                )

    await full.write(keep)
    await erase(full)
    sql = "SELECT form FROM draft WHERE id >= 900 AND guild_id = ? ORDER BY id"
    assert [form for (form,) in look(path, sql, GUILD)] == list(stay)
    assert [form for (form,) in look(path, sql, OTHER_GUILD)] == list(forms)


# ------------------------------------------------------------------ what stays


async def test_counts_stay_and_lead_to_nobody(full: Store, path: Path) -> None:
    told = await erase(full)
    assert await erasure.counts(full, guild_id=GUILD) == {
        ("attendee", "", "resident"): 1,
        ("call for help", "healthcare", "taken"): 1,
        ("feedback", WORKSHOP, "4"): 1,
        ("feedback on the day", "", "5"): 1,
        ("hand", WORKSHOP, "done"): 1,
        ("note", WORKSHOP, "idea"): 1,
        ("pledge", "healthcare", "resident"): 1,
        ("question", "a-fair-and-inclusive-stockport", ""): 1,
        ("recording asked for", WORKSHOP, ""): 1,
        ("session you took part in", "a-fair-and-inclusive-stockport", ""): 1,
        ("support", "healthcare", "help"): 1,
        ("vote", "a-fair-and-inclusive-stockport", ""): 1,
    }
    assert told.anything
    assert told.counts["pledge"] == 1
    assert await erasure.counts(full, guild_id=OTHER_GUILD) == {}
    # A number that others see next to somebody else's words does not go down.
    assert look(path, "SELECT too_count, help_count FROM pledge") == [(1, 1)]
    assert look(path, "SELECT votes FROM question") == [(1,)]


async def test_the_counts_of_pledges_are_those_that_are_there(full: Store) -> None:
    await erase(full)
    counts = await pledge_reads.counts(full, guild_id=GUILD)
    assert [(one.theme, one.kind, one.n) for one in counts] == [("healthcare", "business", 1)]


async def test_numbers_of_erased_pledges_are_not_given_again(full: Store) -> None:
    await erase(full)
    assert (await make(full, 7001, MAYA)).number == 3


async def test_erasing_again_or_somebody_unknown_changes_nothing(full: Store, path: Path) -> None:
    await erase(full)
    await finish(full)
    before = whole_file(path)
    assert await erase(full) == Erased(anything=False, counts={}, in_discord=0)
    assert await erase(full, 999) == Erased(anything=False, counts={}, in_discord=0)
    assert whole_file(path) == before


async def test_who_only_left_a_draft_is_erased_too(summit: Store, path: Path) -> None:
    await summit.write(
        lambda tx: tx.execute(
            "INSERT INTO draft VALUES (1, ?, ?, 'ask.new', '{}', '2021')", (GUILD, HER)
        )
    )
    assert (await erase(summit)).anything
    assert look(path, "SELECT * FROM draft") == []
    assert look(path, "SELECT what FROM erasure_step") == [("file",)]


async def test_the_log_stays_append_only_for_everything_else(full: Store) -> None:
    for sql in (
        "UPDATE pledge_log SET actor_id = 0",
        "UPDATE pledge_log SET note = ''",
        "DELETE FROM pledge_log",
        "INSERT OR REPLACE INTO pledge_log SELECT * FROM pledge_log",
    ):
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            await full.write(lambda tx, sql=sql: tx.execute(sql))

    def while_erasing(sql: str) -> Any:
        def work(tx: Any) -> None:
            tx.execute("INSERT INTO erasing VALUES (?, ?)", (GUILD, HER))
            tx.execute(sql)

        return work

    for sql in (
        "UPDATE pledge_log SET note = '' WHERE pledge_id = 5001 AND event = 'made'",
        "UPDATE pledge_log SET actor_id = 0, note = '' WHERE event = 'supported'",
        f"UPDATE pledge_log SET actor_id = 0 WHERE actor_id = {SAM}",
        "DELETE FROM pledge_log WHERE pledge_id = 5002",
    ):
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            await full.write(while_erasing(sql))


# ------------------------------------------------------------------ what is left to do


async def test_what_is_to_be_done_in_discord_is_kept_until_it_is_done(full: Store) -> None:
    told = await erase(full)
    steps = await erasure_steps.waiting(full, guild_id=GUILD, most=9)
    assert [(step.what, step.user_id, step.channel_id, step.message_id) for step in steps] == [
        ("role", HER, 0, None),
        ("message", 0, 705, 706),
        ("message", 0, 707, 708),
        ("thread", 0, 701, 702),
        ("rename", 0, 703, None),
        ("message", 0, 703, 704),
        ("message", 0, 720, 721),
    ]
    assert told.in_discord == 6
    assert await erasure_steps.waiting(full, guild_id=OTHER_GUILD) == []
    rooms = await choices.access_to_do(full, guild_id=GUILD, most=9)
    assert Access(GUILD, HER, 70, give=False) in rooms
    await erasure_steps.tried(full, steps[0])
    (first, *_) = await erasure_steps.waiting(full, guild_id=GUILD)
    assert first == steps[1]


async def test_the_role_of_who_joined_again_is_given_again(full: Store, path: Path) -> None:
    await erase(full)
    await join(full, HER, "Back again")
    (role, *_) = await erasure_steps.waiting(full, guild_id=GUILD)
    assert (role.what, role.overtaken) == ("role", True)
    await full.write(lambda tx: tx.execute("UPDATE attendee SET role_given = 1"))
    await erasure_steps.done(full, role)
    assert look(path, "SELECT role_given FROM attendee WHERE user_id = ?", HER) == [(0,)]


async def test_a_letter_that_is_sent_while_its_reader_is_erased_is_taken_back(
    full: Store, path: Path
) -> None:
    (letter,) = await letters.waiting(full)
    await erase(full)
    await finish(full)
    await letters.sent(
        full, letter_id=letter.id, outcome="dm", where=Where(GUILD, 801, 802, thread=False)
    )
    await notices.sent(
        full, notice_id=99, outcome="thread", where=Where(GUILD, 803, 804, thread=True)
    )
    steps = await erasure_steps.waiting(full, guild_id=GUILD)
    assert [(step.what, step.channel_id, step.message_id) for step in steps] == [
        ("message", 801, 802),
        ("thread", 803, 804),
    ]


async def test_a_sent_letter_s_words_are_kept_no_longer(full: Store, path: Path) -> None:
    (letter,) = await letters.waiting(full)
    await letters.sent(
        full, letter_id=letter.id, outcome="dm", where=Where(GUILD, 801, 802, thread=False)
    )
    assert look(
        path,
        "SELECT state, text, buttons, channel_id, message_id FROM letter WHERE id = ?",
        letter.id,
    ) == [("dm", "", f'[["{WORDS} fields","help"]]', 801, 802)]


async def test_a_wall_s_message_that_a_crash_left_is_searched_for_once_the_wall_gave_up(
    full: Store,
) -> None:
    await full.write(
        lambda tx: tx.execute(
            """INSERT INTO posted_message (id, guild_id, channel_id, purpose, state, created_at)
            VALUES (55, ?, 5, 'wall', 'sending', '2021-12-10T14:00:00Z')""",
            (GUILD,),
        )
    )
    await full.write(lambda tx: tx.execute("UPDATE pledge SET wall_id = 55 WHERE id = 5001"))
    await erase(full)
    assert "search" not in {
        step.what for step in await erasure_steps.waiting(full, guild_id=GUILD, most=9)
    }
    await full.write(lambda tx: tx.execute("DELETE FROM posted_message WHERE id = 55"))
    (search,) = [
        step
        for step in await erasure_steps.waiting(full, guild_id=GUILD, most=9)
        if step.what == "search"
    ]
    assert (search.channel_id, search.pledge_id) == (5, 5001)


async def test_a_message_of_the_wall_is_known_in_its_own_server_only(full: Store) -> None:
    await full.write(
        lambda tx: tx.execute(
            """INSERT INTO posted_message (guild_id, channel_id, message_id, purpose, state,
                created_at) VALUES (?, 5, 66, 'wall', 'posted', '2021-12-10T14:00:00Z')""",
            (GUILD,),
        )
    )
    assert await erasure_steps.wall_message(full, guild_id=GUILD, message_id=66)
    assert not await erasure_steps.wall_message(full, guild_id=OTHER_GUILD, message_id=66)
    assert not await erasure_steps.wall_message(full, guild_id=GUILD, message_id=67)


async def test_writes_go_on_while_the_file_is_written_anew(full: Store, path: Path) -> None:
    cleaning = asyncio.ensure_future(full.forget())
    await asyncio.gather(*(make(full, 9000 + n, MAYA) for n in range(20)))
    assert await cleaning
    assert look(path, "SELECT count(*) FROM pledge WHERE maker_id = ?", MAYA) == [(20,)]


async def test_a_closed_store_writes_nothing_anew(path: Path) -> None:
    async with Store.open(path) as store:
        pass
    with pytest.raises(NotSaved):
        await store.forget()
