"""Reading what moderators did: what waits, and what still holds. The log: db/export_moderation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from db.moderation_act import Told, require_room
from db.moderation_reports import Reported
from db.moderation_rows import act_columns, to_act, to_report
from db.removals import PLACES, places
from db.rows import stamp
from db.store import Store
from domain.moderation import Act

# Whoever asked is doing it; after this long, the keeper does.
ALONE = timedelta(seconds=20)


@dataclass(frozen=True, slots=True)
class Post:
    """One message for the organisers' channel, and what it is about."""

    id: int
    guild_id: int
    what: Literal["report", "appeal"]
    of_id: int
    channel_id: int | None
    message_id: int | None
    changes: int


# ---------------------------------------------------------------------- one


async def act(store: Store, *, guild_id: int, act_id: int) -> Told | None:
    """An act with its words and its room's title."""
    row = await store.read_one(
        f"""SELECT {act_columns}, ifnull((SELECT title FROM session AS s
                WHERE s.guild_id = a.guild_id AND s.slug = a.slug), '') AS room
        FROM moderation_act AS a WHERE guild_id = ? AND id = ?""",
        guild_id,
        act_id,
    )
    if row is None:
        return None
    said = await store.read("SELECT what, words FROM moderation_words WHERE act_id = ?", act_id)
    words = {one["what"]: one["words"] for one in said}
    return Told(
        to_act(row),
        row["room"],
        words.get("reason", ""),
        words.get("message", ""),
        words.get("appeal", ""),
        places(await store.read(PLACES, act_id)),
    )


async def reported(store: Store, *, guild_id: int, report_id: int) -> Reported | None:
    """A report with its words."""
    row = await store.read_one(
        """SELECT r.*, ifnull((SELECT title FROM session AS s
                WHERE s.guild_id = r.guild_id AND s.slug = r.slug), '') AS room
        FROM moderation_report AS r WHERE guild_id = ? AND id = ?""",
        guild_id,
        report_id,
    )
    if row is None:
        return None
    said = await store.read(
        "SELECT what, words FROM moderation_words WHERE report_id = ?", report_id
    )
    words = {one["what"]: one["words"] for one in said}
    leads = await store.read(
        "SELECT user_id FROM room_facilitator WHERE guild_id = ? AND slug = ? ORDER BY since",
        guild_id,
        row["slug"],
    )
    return Reported(
        to_report(row),
        row["room"],
        words.get("report", ""),
        words.get("message", ""),
        tuple(one["user_id"] for one in leads),
    )


async def of_person(store: Store, *, guild_id: int, user_id: int, slug: str) -> list[Act]:
    """What was done to somebody in this room, newest first; with no ``slug``, anywhere."""
    rows = await store.read(
        f"""SELECT {act_columns} FROM moderation_act
        WHERE guild_id = ?1 AND target_id = ?2 AND (?3 = '' OR slug = ?3)
        ORDER BY id DESC LIMIT 50""",
        guild_id,
        user_id,
        slug,
    )
    return [to_act(row) for row in rows]


async def removed(store: Store, *, guild_id: int, slug: str) -> list[Act]:
    """Who is kept out of the room of this session, whichever session they were removed from."""
    rows = await store.read(
        f"""SELECT {act_columns} FROM moderation_act AS a
        WHERE guild_id = ?1 AND kind = 'remove' AND state = 'done' AND undo IN ('', 'failed')
          AND target_id <> 0 AND slug IN
            (SELECT s.slug FROM session AS s JOIN session AS here
             ON here.guild_id = s.guild_id AND here.text_channel_id = s.text_channel_id
             WHERE here.guild_id = ?1 AND here.slug = ?2)
        ORDER BY id DESC LIMIT 25""",
        guild_id,
        slug,
    )
    return [to_act(row) for row in rows]


async def leads(store: Store, *, guild_id: int, channel_id: int, user_id: int) -> list[str]:
    """The sessions in this channel that somebody leads."""
    rows = await store.read(
        """SELECT s.slug FROM session AS s JOIN room_facilitator AS f
            ON f.guild_id = s.guild_id AND f.slug = s.slug
        WHERE s.guild_id = ?1 AND s.archived = 0 AND f.user_id = ?3
          AND ?2 IN (s.text_channel_id, s.voice_channel_id) ORDER BY s.position""",
        guild_id,
        channel_id,
        user_id,
    )
    return [row["slug"] for row in rows]


async def may(store: Store, *, guild_id: int, slug: str, user_id: int, organiser: bool) -> None:
    """Whether somebody moderates in this room, asked before they type. Raises ``room.*``."""
    await store.write(
        lambda tx: require_room(
            tx, guild_id=guild_id, slug=slug, user_id=user_id, organiser=organiser
        )
    )


async def group_room(store: Store, *, guild_id: int, channel_id: int) -> str | None:
    """The session whose small groups have this voice room."""
    row = await store.read_one(
        """SELECT r.slug FROM breakout_group AS g JOIN breakout_round AS r ON r.id = g.round_id
        WHERE g.guild_id = ? AND g.voice_id = ? AND instr(r.slug, '@') = 0""",
        guild_id,
        channel_id,
    )
    return row["slug"] if row else None


# ---------------------------------------------------------------------- what waits


async def waiting(store: Store, *, guild_id: int, now: datetime, most: int = 5) -> list[Act]:
    """Acts that were asked for and are not settled, and whose asker had time to do it."""
    rows = await store.read(
        f"""SELECT {act_columns} FROM moderation_act
        WHERE guild_id = ? AND (state = 'asked' OR undo = 'asked') AND tried_at <= ?
        ORDER BY tries, id LIMIT ?""",
        guild_id,
        stamp(now - ALONE),
        most,
    )
    return [to_act(row) for row in rows]


async def removals(store: Store, *, guild_id: int) -> list[Act]:
    """Everybody who is kept out of a room now."""
    rows = await store.read(
        f"""SELECT {act_columns} FROM moderation_act
        WHERE guild_id = ? AND kind = 'remove' AND state = 'done' AND undo = ''
          AND target_id <> 0 ORDER BY id""",
        guild_id,
    )
    return [to_act(row) for row in rows]


async def channels_to_shut(store: Store, *, guild_id: int, slug: str) -> list[int]:
    """The channels of a room: its own, its voice, and the voice rooms of its small groups."""
    rows = await store.read(
        """SELECT text_channel_id AS id FROM session
        WHERE guild_id = ?1 AND slug = ?2 AND archived = 0 AND text_channel_id IS NOT NULL
        UNION SELECT voice_channel_id FROM session
        WHERE guild_id = ?1 AND slug = ?2 AND archived = 0 AND voice_channel_id IS NOT NULL
        UNION SELECT g.voice_id FROM breakout_group AS g
        JOIN breakout_round AS r ON r.id = g.round_id
        WHERE g.guild_id = ?1 AND r.slug = ?2 AND g.voice_state = 'made'
          AND g.voice_id IS NOT NULL""",
        guild_id,
        slug,
    )
    return [row["id"] for row in rows]


async def threads(store: Store, *, guild_id: int, slug: str, user_id: int) -> list[int]:
    """The threads of the small groups that somebody is in."""
    rows = await store.read(
        """SELECT g.thread_id FROM breakout_group AS g
        JOIN breakout_round AS r ON r.id = g.round_id
        JOIN breakout_member AS m ON m.round_id = g.round_id AND m.number = g.number
        WHERE g.guild_id = ?1 AND r.slug = ?2 AND m.user_id = ?3
          AND g.thread_state = 'made' AND g.thread_id IS NOT NULL""",
        guild_id,
        slug,
        user_id,
    )
    return [row["thread_id"] for row in rows]


async def shut_channels(store: Store, *, guild_id: int, act_id: int) -> dict[int, bool]:
    """The channels that were shut to somebody; whether they are open to them by name again."""
    rows = await store.read(
        """SELECT x.channel_id, EXISTS (SELECT 1 FROM room_access AS r
                WHERE r.guild_id = x.guild_id AND r.channel_id = x.channel_id
                  AND r.user_id = a.target_id AND r.state = 'given') AS given
        FROM moderation_shut AS x JOIN moderation_act AS a ON a.id = x.act_id
        WHERE x.guild_id = ? AND x.act_id = ? ORDER BY x.channel_id""",
        guild_id,
        act_id,
    )
    return {row["channel_id"]: bool(row["given"]) for row in rows}


async def still_shut(
    store: Store, *, guild_id: int, channel_id: int, user_id: int, but: int
) -> bool:
    """Whether another removal than ``but`` keeps somebody out of this channel."""
    row = await store.read_one(
        """SELECT 1 FROM moderation_shut AS x JOIN moderation_act AS a ON a.id = x.act_id
        WHERE x.guild_id = ? AND x.channel_id = ? AND a.target_id = ? AND a.id <> ?
          AND a.state = 'done' AND a.undo = ''""",
        guild_id,
        channel_id,
        user_id,
        but,
    )
    return row is not None


async def posts(store: Store, *, guild_id: int, most: int = 3) -> list[Post]:
    """What is to be sent to the organisers' channel, or drawn again there."""
    rows = await store.read(
        """SELECT * FROM moderation_post
        WHERE guild_id = ? AND drawn < changes AND state <> 'settled' ORDER BY id LIMIT ?""",
        guild_id,
        most,
    )
    return [
        Post(
            row["id"],
            row["guild_id"],
            row["what"],
            row["of_id"],
            row["channel_id"],
            row["message_id"],
            row["changes"],
        )
        for row in rows
    ]
