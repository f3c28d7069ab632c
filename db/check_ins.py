"""Check-ins: planned from the plan's cadence, kept before they are sent, a few letters at a time.

The making of a pledge writes nothing here: a loop finds new pledges by their numbers.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from datetime import datetime

from db import letters
from db.follow_up_rows import Cadence, as_json, cadences, refresh
from db.introductions import Note
from db.pledge_rows import load
from db.rows import PLEDGE, stamp, to_pledge, unstamp
from db.store import Store, Transaction
from domain.follow_up import CLOSE, OVER, due, following, told_lately
from domain.plan import FollowUp
from domain.pledges import Moderation, Pledge

# How many pledges one transaction plans, and how many rows one looks at for those that are due.
SLICE = 200
# With so many letters under way, more would only wait behind them.
FULL_OUTBOX = 60

# What one person is asked: of their pledges that are due, and of those that are done.
Tell = Callable[[Sequence[Pledge]], Note]


async def plan(
    store: Store,
    *,
    guild_id: int,
    edition: str,
    cadence: Sequence[FollowUp],
    time_zone: str,
    now: datetime,
) -> int:
    """Plan what is new, and anew what the plan changed. Returns how many pledges that were.

    Writes nothing where everything is planned. Pledges of another year keep their own cadence.
    """
    entries = as_json(cadence)
    done = await store.read_one(
        """SELECT 1 FROM follow_up_plan AS c
        WHERE c.guild_id = ?1 AND c.edition = ?2 AND c.cadence = ?3 AND c.time_zone = ?4
          AND NOT EXISTS (SELECT 1 FROM pledge WHERE guild_id = ?1 AND number >
                (SELECT ifnull(max(number), 0) FROM follow_up WHERE guild_id = ?1))
          AND NOT EXISTS (SELECT 1 FROM follow_up
                          WHERE guild_id = ?1 AND edition = ?2 AND version <> c.version)""",
        guild_id,
        edition,
        entries,
        time_zone,
    )
    if done is not None:
        return 0

    def work(tx: Transaction) -> int:
        tx.execute(
            """INSERT INTO follow_up_plan VALUES (?, ?, ?, ?, 1)
            ON CONFLICT DO UPDATE SET cadence = excluded.cadence, time_zone = excluded.time_zone,
                version = version + 1
            WHERE cadence <> excluded.cadence OR time_zone <> excluded.time_zone""",
            (guild_id, edition, entries, time_zone),
        )
        here = cadences(tx, guild_id)[edition]
        return _plan_new(tx, guild_id, edition, here, now) + _plan_anew(
            tx, guild_id, edition, here, now
        )

    return await store.write(work)


def _plan_new(tx: Transaction, guild_id: int, edition: str, here: Cadence, now: datetime) -> int:
    rows = tx.execute(
        f"""{PLEDGE} WHERE p.guild_id = ?1 AND p.number >
            (SELECT ifnull(max(number), 0) FROM follow_up WHERE guild_id = ?1)
        ORDER BY p.number LIMIT ?2""",
        (guild_id, SLICE),
    ).fetchall()
    for pledge in map(to_pledge, rows):
        planned = here.times(pledge.made_at)
        tx.execute(
            """INSERT INTO follow_up (pledge_id, guild_id, number, edition, version, due_at)
            VALUES (?, ?, ?, ?, ?, ?)""",
            (
                pledge.id,
                guild_id,
                pledge.number,
                edition,
                here.version,
                stamp(planned[0]) if planned else None,
            ),
        )
        refresh(tx, pledge, now)
    return len(rows)


def _plan_anew(tx: Transaction, guild_id: int, edition: str, here: Cadence, now: datetime) -> int:
    """The plan asks at other times now: what was asked stays asked, the rest is to come."""
    rows = tx.execute(
        """SELECT pledge_id FROM follow_up
        WHERE guild_id = ? AND edition = ? AND version <> ? LIMIT ?""",
        (guild_id, edition, here.version, SLICE),
    ).fetchall()
    for row in rows:
        pledge = load(tx, guild_id=guild_id, pledge_id=row["pledge_id"])
        last = tx.execute(
            "SELECT max(due_at) FROM check_in WHERE pledge_id = ?", (pledge.id,)
        ).fetchone()[0]
        # Times that have gone by are not made up for: the plan did not have them then.
        after = max(now, unstamp(last)) if last else now
        next_one = following(here.times(pledge.made_at), after)
        tx.execute(
            "UPDATE follow_up SET version = ?, due_at = ? WHERE pledge_id = ?",
            (here.version, stamp(next_one) if next_one else None, pledge.id),
        )
        if pledge.delivery in OVER:
            refresh(tx, pledge, now)
    return len(rows)


async def waiting(store: Store, *, guild_id: int, now: datetime) -> bool:
    """Whether anything is due, and the outbox has room for it."""
    row = await store.read_one(
        """SELECT EXISTS (SELECT 1 FROM follow_up WHERE guild_id = ?1 AND due_at <= ?2)
            AND (SELECT count(*) FROM (SELECT 1 FROM letter WHERE state = 'waiting' LIMIT ?3)) < ?3
            AS yes""",
        guild_id,
        stamp(now),
        FULL_OUTBOX,
    )
    return bool(row and row["yes"])


async def ask(
    store: Store, *, guild_id: int, most: int, tell: Tell, thank: Tell, now: datetime
) -> int:
    """Write the letters of at most ``most`` people whose pledges are due. Returns how many.

    One person has one letter, with all of their pledges that are due or soon will be. ``thank``
    words the one to makers of fulfilled pledges who have not said whether they may be told.
    """

    def work(tx: Transaction) -> int:
        rows = tx.execute(
            """SELECT DISTINCT p.maker_id FROM (
                SELECT pledge_id, due_at FROM follow_up
                WHERE guild_id = ? AND due_at <= ? ORDER BY due_at, pledge_id LIMIT ?) AS f
            JOIN pledge AS p ON p.id = f.pledge_id""",
            (guild_id, stamp(now), SLICE),
        ).fetchall()
        kept = cadences(tx, guild_id)
        written = 0
        for row in rows:
            if written >= most:
                break
            written += _ask_one(tx, guild_id, row["maker_id"], kept, tell, thank, now)
        return written

    return await store.write(work)


def _ask_one(
    tx: Transaction,
    guild_id: int,
    maker_id: int,
    kept: dict[str, Cadence],
    tell: Tell,
    thank: Tell,
    now: datetime,
) -> bool:
    rows = tx.execute(
        """SELECT f.* FROM follow_up AS f JOIN pledge AS p ON p.id = f.pledge_id
        WHERE p.maker_id = ? AND f.guild_id = ? AND f.due_at <= ?
        ORDER BY f.due_at > ?, f.number""",
        (maker_id, guild_id, stamp(now + CLOSE), stamp(now)),
    ).fetchall()
    asked: list[tuple[Pledge, int]] = []
    done: list[Pledge] = []
    for row in rows:
        early = unstamp(row["due_at"]) > now
        if early and not asked:
            break
        pledge = load(tx, guild_id=guild_id, pledge_id=row["pledge_id"])
        check_in = _settle(tx, row, pledge, kept[row["edition"]], done, early, now)
        if check_in is not None:
            asked.append((pledge, check_in))
    for people, words in ((asked, tell), ([(one, 0) for one in done], thank)):
        if people:
            note = words([pledge for pledge, _ in people])
            letter_id = put(tx, guild_id=guild_id, user_id=maker_id, note=note, now=now)
            tx.executemany(
                "UPDATE check_in SET letter_id = ? WHERE id = ?",
                [(letter_id, check_in) for _, check_in in people],
            )
    for pledge, _ in asked:
        refresh(tx, pledge, now)
    return bool(asked or done)


def _settle(
    tx: Transaction,
    row: sqlite3.Row,
    pledge: Pledge,
    cadence: Cadence,
    done: list[Pledge],
    early: bool,
    now: datetime,
) -> int | None:
    """Move one pledge's pointer on. Returns the check-in that is to be asked, if one is."""
    if pledge.delivery in OVER:
        if early:
            return None
        if _ask_story(tx, pledge):
            done.append(pledge)
        _point(tx, pledge, None)
        return None
    found = due(cadence.times(pledge.made_at), pointer=unstamp(row["due_at"]), now=now)
    if found.ask is None:
        if not early:
            _point(tx, pledge, found.following)
        return None
    for one in found.passed:
        _keep(tx, pledge, one, "passed", None)
    told = unstamp(row["reported_at"]) if row["reported_at"] else None
    asks = not told_lately(told, now) and pledge.moderation is not Moderation.HIDDEN
    check_in = _keep(tx, pledge, found.ask, "asked" if asks else "passed", now if asks else None)
    _point(tx, pledge, found.following)
    return check_in if asks else None


def _keep(tx: Transaction, pledge: Pledge, one: datetime, state: str, at: datetime | None) -> int:
    return tx.execute(
        """INSERT INTO check_in (guild_id, pledge_id, due_at, state, asked_at)
        VALUES (?, ?, ?, ?, ?)
        ON CONFLICT DO UPDATE SET state = excluded.state, asked_at = excluded.asked_at
        RETURNING id""",
        (pledge.guild_id, pledge.id, stamp(one), state, stamp(at) if at else None),
    ).fetchone()[0]


def _point(tx: Transaction, pledge: Pledge, at: datetime | None) -> None:
    tx.execute(
        "UPDATE follow_up SET due_at = ? WHERE pledge_id = ?",
        (stamp(at) if at else None, pledge.id),
    )


def _ask_story(tx: Transaction, pledge: Pledge) -> bool:
    """Mark that the maker is asked, once, whether the story may be told; False where they were."""
    if pledge.delivery.value != "fulfilled" or pledge.moderation is not Moderation.SHOWN:
        return False
    return bool(
        tx.execute(
            """INSERT INTO story (pledge_id, guild_id, asked) VALUES (?, ?, 1)
            ON CONFLICT DO UPDATE SET asked = 1 WHERE asked = 0 AND consent = ''""",
            (pledge.id, pledge.guild_id),
        ).rowcount
    )


def put(tx: Transaction, *, guild_id: int, user_id: int, note: Note, now: datetime) -> int:
    """Put a letter into the outbox. Returns its id."""
    letters.put(
        tx,
        guild_id=guild_id,
        user_id=user_id,
        subject=note.subject,
        text=note.text,
        buttons=note.buttons,
        now=now,
    )
    return tx.execute("SELECT last_insert_rowid()").fetchone()[0]
