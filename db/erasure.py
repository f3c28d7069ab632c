"""Erasing everything about one person: what goes, what is made nameless, what stays as a number.

Which that is, table by table, stands in db/erasure_tables.py.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime

from db import choices, erasure_marks, leading, offers, pledge_rows, room_locks
from db.erasure_steps import What, put, want_clean_file
from db.erasure_tables import PLEDGES, TABLES, Table
from db.introduction_reads import letters_about
from db.moderation_rows import letters_about as letters_about_reports
from db.posted import mark_wall_of_maker
from db.question_reads import letters_about as letters_about_questions
from db.store import Store, Transaction
from domain.choices import Tell
from domain.my_data import Erased
from domain.pledges import Moderation


async def erase(store: Store, *, guild_id: int, user_id: int, now: datetime, tell: Tell) -> Erased:
    """Erase everything about one person in one guild, in one transaction.

    ``tell`` words the letters to those who move up in workshops. What is left to do in Discord and
    with the file waits in ``erasure_step``. Raises NotSaved.
    """

    def work(tx: Transaction) -> Erased:
        told = erase_in(tx, guild_id=guild_id, user_id=user_id, now=now, tell=tell)
        if told.anything:
            erasure_marks.put(tx, guild_id=guild_id, user_id=user_id, now=now)
        return told

    told = await store.write(work)
    if told.anything:
        await erasure_marks.try_to_list(store)
    return told


def erase_in(tx: Transaction, *, guild_id: int, user_id: int, now: datetime, tell: Tell) -> Erased:
    """The same inside a transaction, without noting it for a later restore."""
    who = {"guild": guild_id, "me": user_id}
    before = tx.total_changes
    counts = _count(tx, who)
    steps = _keep_steps(tx, who)
    tx.execute("INSERT INTO erasing (guild_id, user_id) VALUES (:guild, :me)", who)
    room_locks.keep(tx, guild_id=guild_id, user_id=user_id)
    choices.leave_all(tx, guild_id=guild_id, user_id=user_id, now=now, tell=tell)
    _leave_counts(tx, who)
    mark_wall_of_maker(tx, guild_id=guild_id, user_id=user_id)
    _move_bounds(tx, who)
    for name, table in TABLES.items():
        _take(tx, name, table, who)
    tx.execute("DELETE FROM erasing WHERE guild_id = :guild AND user_id = :me", who)
    if anything := tx.total_changes - before > 2:  # more than the mark set and taken away
        want_clean_file(tx, guild_id=guild_id)
    return Erased(anything=anything, counts=counts, in_discord=steps)


# How a message of the bot to somebody is taken back; what is not here is in a thread of their own.
_HOW: dict[str, What] = {"dm": "message", "rename": "rename"}


def _count(tx: Transaction, who: Mapping[str, int]) -> dict[str, int]:
    """Keep what stays as numbers, and tell how many of each."""
    totals: dict[str, int] = {}
    for table in TABLES.values():
        for what, sql in table.counted.items():
            for theme, kind, n in tx.execute(sql, who).fetchall():
                totals[what] = totals.get(what, 0) + n
                tx.execute(
                    """INSERT INTO erased (guild_id, what, theme, kind, n) VALUES (?, ?, ?, ?, ?)
                    ON CONFLICT DO UPDATE SET n = n + excluded.n""",
                    (who["guild"], what, theme, kind, n),
                )
    return totals


def _keep_steps(tx: Transaction, who: Mapping[str, int]) -> int:
    """What is to be done in Discord: the role, the bot's messages to the person, the wall."""
    guild_id, user_id = who["guild"], who["me"]
    steps = 0
    joined = tx.execute(
        "SELECT 1 FROM attendee WHERE guild_id = :guild AND user_id = :me", who
    ).fetchone()
    if joined is not None:
        put(tx, guild_id=guild_id, what="role", user_id=user_id)
    about = letters_about(tx, guild_id=guild_id, user_id=user_id)
    about += letters_about_questions(tx, guild_id=guild_id, user_id=user_id)
    about += letters_about_reports(tx, guild_id=guild_id, user_id=user_id)
    about += leading.letters_about(tx, guild_id=guild_id, user_id=user_id)
    about += offers.letters_about(tx, guild_id=guild_id, user_id=user_id)
    about = sorted(set(about))
    for row in tx.execute(
        f"""SELECT state, channel_id, message_id FROM letter
        WHERE guild_id = :guild AND user_id = :me AND channel_id IS NOT NULL
        UNION ALL SELECT state, channel_id, message_id FROM letter
        WHERE guild_id = :guild AND channel_id IS NOT NULL
          AND id IN (SELECT value FROM json_each(:about))
        UNION ALL SELECT state, channel_id, message_id FROM notice
        WHERE guild_id = :guild AND (user_id = :me OR pledge_id IN {PLEDGES})
          AND channel_id IS NOT NULL
        UNION ALL SELECT 'rename', thread_id, NULL FROM introduction
        WHERE guild_id = :guild AND (low_id = :me OR high_id = :me) AND thread_id IS NOT NULL
        UNION ALL SELECT 'dm', thread_id, message_id FROM introduction
        WHERE guild_id = :guild AND (low_id = :me OR high_id = :me)
          AND thread_id IS NOT NULL AND message_id IS NOT NULL
        UNION ALL SELECT 'dm', post_channel_id, post_id FROM hand
        WHERE guild_id = :guild AND user_id = :me AND post_id IS NOT NULL
        UNION ALL SELECT 'dm', channel_id, message_id FROM story
        WHERE guild_id = :guild AND pledge_id IN {PLEDGES} AND message_id IS NOT NULL""",
        {**who, "about": json.dumps(about)},
    ).fetchall():
        # A thread of one's own goes as a whole; one that is shared, or a direct message, does not.
        put(
            tx,
            guild_id=guild_id,
            what=_HOW.get(row["state"], "thread"),
            channel_id=row["channel_id"],
            message_id=row["message_id"],
        )
        steps += 1
    for letter_id in about:  # others were told of this person in it, or were to be
        tx.execute("DELETE FROM letter WHERE id = ?", (letter_id,))
    tx.execute(
        """INSERT INTO erasure_step (guild_id, what, channel_id, pledge_id, posted_id)
        SELECT p.guild_id, 'search', m.channel_id, p.id, m.id
        FROM pledge AS p JOIN posted_message AS m ON m.id = p.wall_id
        WHERE p.guild_id = :guild AND p.maker_id = :me AND m.state = 'sending'""",
        who,
    )
    return steps


def _leave_counts(tx: Transaction, who: Mapping[str, int]) -> None:
    """The counts of pledges are those of pledges that are there."""
    for row in tx.execute(
        """SELECT moderation, theme, kind, count(*) AS n FROM pledge
        WHERE guild_id = :guild AND maker_id = :me AND delivery <> 'withdrawn' GROUP BY 1, 2, 3""",
        who,
    ).fetchall():
        pledge_rows.count(
            tx, who["guild"], Moderation(row["moderation"]), row["theme"], row["kind"], -row["n"]
        )


def _move_bounds(tx: Transaction, who: Mapping[str, int]) -> None:
    """A reminder's bound that is this person's id becomes the next smaller one of an attendee.

    Between the two there is nobody else, so it means the same people.
    """
    for column in ("after_user", "up_to_user"):
        tx.execute(
            f"""UPDATE reminder SET {column} =
                (SELECT ifnull(max(user_id), 0) FROM attendee
                 WHERE guild_id = :guild AND user_id < :me)
            WHERE guild_id = :guild AND {column} = :me""",
            who,
        )


def _take(tx: Transaction, name: str, table: Table, who: Mapping[str, int]) -> None:
    """Delete one table's rows of the person, and empty the id in those that stay."""
    if table.gone:
        tx.execute(f"DELETE FROM {name} WHERE guild_id = :guild AND ({table.gone})", who)
    for column, value in table.nameless.items():
        tx.execute(
            f"""UPDATE {name} SET {column} = {"NULL" if value is None else value}
            WHERE guild_id = :guild AND {column} = :me""",
            who,
        )


async def counts(store: Store, *, guild_id: int) -> dict[tuple[str, str, str], int]:
    """What erased people left, as numbers by what it was, theme and kind."""
    rows = await store.read(
        "SELECT what, theme, kind, n FROM erased WHERE guild_id = ? ORDER BY what, theme, kind",
        guild_id,
    )
    return {(row["what"], row["theme"], row["kind"]): row["n"] for row in rows}
