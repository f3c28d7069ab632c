"""Success stories: what makers agree to, the card that stands in a channel, who heard of it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from db import pledge_rows
from db.check_ins import put
from db.follow_up_rows import refresh
from db.introductions import Note
from db.notices import Where, take_back
from db.rows import PLEDGE, stamp, to_pledge, unstamp
from db.store import Store, Transaction
from domain import stories as rules
from domain.pledges import Event, Pledge
from domain.stories import Consent, Story


@dataclass(frozen=True, slots=True)
class Kept:
    """A story and where its card stands. ``state``: none, wanted, sending or posted."""

    story: Story
    state: str
    channel_id: int | None
    message_id: int | None
    begun_at: datetime | None
    drawn: str


_STORY = (
    PLEDGE.replace(
        "SELECT p.id",
        """SELECT s.consent, s.consent_at, s.state AS card_state, s.channel_id, s.message_id,
       s.begun_at, s.drawn, a.updated_at AS details_at, r.words AS said, r.link, p.id""",
    )
    + """LEFT JOIN story AS s ON s.pledge_id = p.id
LEFT JOIN report AS r ON r.number = (SELECT max(number) FROM report AS l
    WHERE l.pledge_id = p.id AND l.taken_back = 0 AND l.answer = 'done')
"""
)


def _to_kept(row: sqlite3.Row) -> Kept:
    pledge = to_pledge(row)
    name_off = row["consent_at"] is not None and rules.name_is_off(
        publish_name=pledge.publish_name,
        details_at=unstamp(row["details_at"]),
        consent_at=unstamp(row["consent_at"]),
    )
    story = Story(
        pledge=pledge,
        consent=Consent(row["consent"] or ""),
        words=row["said"] or "",
        link=row["link"] or "",
        name_off=name_off,
    )
    return Kept(
        story=story,
        state=row["card_state"] or "none",
        channel_id=row["channel_id"],
        message_id=row["message_id"],
        begun_at=unstamp(row["begun_at"]) if row["begun_at"] else None,
        drawn=row["drawn"] or "",
    )


# ---------------------------------------------------------------------- what the maker says


async def decide(
    store: Store, *, guild_id: int, pledge_id: int, user_id: int, consent: Consent, now: datetime
) -> tuple[Pledge, bool]:
    """Whether the story may be told, and with which name. Returns the pledge, and if that is new.

    A no takes the card down, by the loop. Raises RuleBroken ``pledge.*``, ``story.not_done``.
    """

    def work(tx: Transaction) -> tuple[Pledge, bool]:
        pledge = pledge_rows.load(tx, guild_id=guild_id, pledge_id=pledge_id)
        rules.may_decide(pledge, consent, user_id=user_id)
        changed = tx.execute(
            """INSERT INTO story (pledge_id, guild_id, consent, consent_at, asked)
            VALUES (?, ?, ?, ?, 1)
            ON CONFLICT DO UPDATE SET consent = excluded.consent, consent_at = excluded.consent_at,
                asked = 1
            WHERE consent <> excluded.consent""",
            (pledge_id, guild_id, consent.value, stamp(now)),
        ).rowcount
        if changed:
            event = Event.STORY_REFUSED if consent is Consent.NO else Event.STORY_AGREED
            pledge_rows.log(
                tx,
                pledge,
                event,
                actor="maker",
                actor_id=user_id,
                now=now,
                note=f"consent: {consent.value}",
            )
            refresh(tx, pledge, now)
        return pledge, bool(changed)

    return await store.write(work)


# ---------------------------------------------------------------------- what organisers do


async def post(
    store: Store, *, guild_id: int, pledge_id: int, user_id: int, channel_id: int
) -> bool:
    """An organiser wants the card in a channel. Returns whether it was not wanted before.

    Raises RuleBroken ``pledge.unknown``, ``story.none``.
    """

    def work(tx: Transaction) -> bool:
        kept = _find(tx, guild_id, pledge_id)
        rules.require_tellable(kept.story.pledge, kept.story.consent)
        return bool(
            tx.execute(
                """UPDATE story SET state = 'wanted', wanted_by = ?, channel_id = ?, drawn = ''
                WHERE pledge_id = ? AND state = 'none'""",
                (user_id, channel_id, pledge_id),
            ).rowcount
        )

    return await store.write(work)


async def unpost(store: Store, *, guild_id: int, pledge_id: int) -> bool:
    """An organiser wants the card away: the loop takes it down. Returns whether it was up."""

    def work(tx: Transaction) -> bool:
        _find(tx, guild_id, pledge_id)
        return bool(
            tx.execute(
                "UPDATE story SET wanted_by = NULL WHERE pledge_id = ? AND state <> 'none'",
                (pledge_id,),
            ).rowcount
        )

    return await store.write(work)


def _find(tx: Transaction, guild_id: int, pledge_id: int) -> Kept:
    pledge_rows.load(tx, guild_id=guild_id, pledge_id=pledge_id)
    return _to_kept(tx.execute(f"{_STORY} WHERE p.id = ?", (pledge_id,)).fetchone())


# ---------------------------------------------------------------------- what the loop does


async def begin(store: Store, *, guild_id: int, pledge_id: int, now: datetime) -> None:
    """Discord is about to be asked for the card."""

    def work(tx: Transaction) -> None:
        tx.execute(
            """UPDATE story SET state = 'sending', begun_at = ?
            WHERE pledge_id = ? AND guild_id = ? AND state = 'wanted'""",
            (stamp(now), pledge_id, guild_id),
        )

    await store.write(work)


async def posted(
    store: Store,
    *,
    guild_id: int,
    pledge_id: int,
    channel_id: int,
    message_id: int,
    drawn: str,
    now: datetime,
) -> None:
    """The card stands, with this in it. Where its maker was erased meanwhile, it goes again."""

    def work(tx: Transaction) -> None:
        there = tx.execute(
            """UPDATE story SET state = 'posted', message_id = ?, drawn = ?,
                posted_at = ifnull(posted_at, ?)
            WHERE pledge_id = ? AND guild_id = ? AND state IN ('sending', 'posted')""",
            (message_id, drawn, stamp(now), pledge_id, guild_id),
        ).rowcount
        if not there:
            take_back(tx, Where(guild_id, channel_id, message_id, thread=False))

    await store.write(work)


async def down(store: Store, *, guild_id: int, pledge_id: int) -> None:
    """The card is no more."""

    def work(tx: Transaction) -> None:
        tx.execute(
            """UPDATE story SET state = 'none', message_id = NULL, channel_id = NULL, drawn = '',
                begun_at = NULL
            WHERE pledge_id = ? AND guild_id = ?""",
            (pledge_id, guild_id),
        )

    await store.write(work)


async def tell_supporters(
    store: Store, *, guild_id: int, most: int, tell: Callable[[Story], Note], now: datetime
) -> int:
    """Write to at most ``most`` of those who stand by a story that is up; each once."""
    untold = """SELECT DISTINCT b.pledge_id, b.user_id FROM story AS s
        JOIN supporter AS b ON b.pledge_id = s.pledge_id
        WHERE s.guild_id = ? AND s.state = 'posted' AND s.wanted_by IS NOT NULL
          AND NOT EXISTS (SELECT 1 FROM story_told AS t
                          WHERE t.pledge_id = b.pledge_id AND t.user_id = b.user_id)
        ORDER BY s.posted_at, b.pledge_id, b.user_id LIMIT ?"""
    if not await store.read(untold, guild_id, 1):
        return 0

    def work(tx: Transaction) -> int:
        written = 0
        for row in tx.execute(untold, (guild_id, most)).fetchall():
            story = _find(tx, guild_id, row["pledge_id"]).story
            if not rules.may_tell(story.pledge, story.consent):
                continue
            tx.execute(
                "INSERT INTO story_told VALUES (?, ?, ?, ?)",
                (row["pledge_id"], row["user_id"], guild_id, stamp(now)),
            )
            put(tx, guild_id=guild_id, user_id=row["user_id"], note=tell(story), now=now)
            written += 1
        return written

    return await store.write(work)


# ---------------------------------------------------------------------- reading


async def get(store: Store, *, guild_id: int, pledge_id: int) -> Kept | None:
    """A pledge's story, told or not; None where there is no such pledge here."""
    row = await store.read_one(f"{_STORY} WHERE p.id = ? AND p.guild_id = ?", pledge_id, guild_id)
    return _to_kept(row) if row else None


async def up(store: Store, *, guild_id: int) -> list[tuple[Kept, bool]]:
    """Every story whose card stands or is to, and whether an organiser still wants it there."""
    rows = await store.read(
        _STORY.replace("SELECT s.consent,", "SELECT s.wanted_by IS NOT NULL AS wanted, s.consent,")
        + "WHERE s.guild_id = ? AND s.state <> 'none' ORDER BY s.pledge_id",
        guild_id,
    )
    return [(_to_kept(row), bool(row["wanted"])) for row in rows]


async def agreed(store: Store, *, guild_id: int, after: int = 0, most: int = 10) -> list[Kept]:
    """Stories that may be told, by the pledge's number above ``after``."""
    rows = await store.read(
        _STORY
        + """WHERE p.guild_id = ? AND p.number > ? AND s.consent IN ('named', 'unnamed')
              AND p.delivery = 'fulfilled' AND p.moderation = 'shown'
        ORDER BY p.number LIMIT ?""",
        guild_id,
        after,
        most,
    )
    return [_to_kept(row) for row in rows]
