"""What people report, what stands of it in the organisers' channel, and messages as seen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from db import letters
from db.attendees import require_joined
from db.moderation_act import Letter, require_room
from db.moderation_rows import log, room_title, to_report, want_post, words_of
from db.rows import stamp
from db.store import Store, Transaction
from domain import moderation as rules
from domain.moderation import Person, Report
from domain.rules import RuleBroken


@dataclass(frozen=True, slots=True)
class Sight:
    """A message as it was when somebody opened a form about it."""

    id: int
    guild_id: int
    seen_by: int
    author_id: int
    is_bot: bool
    channel_id: int
    message_id: int
    words: str


@dataclass(frozen=True, slots=True)
class Reported:
    """A report with its words, and its room's title and facilitators."""

    report: Report
    room: str = ""
    words: str = ""
    message: str = ""
    leads: tuple[int, ...] = ()


Tell = Callable[[Reported], Sequence[Letter]]


# ---------------------------------------------------------------------- messages as seen


async def see(store: Store, *, sight: Sight, now: datetime) -> None:
    """Keep a message's text for the form that opens now; old ones go. The same one stays."""

    def work(tx: Transaction) -> None:
        tx.execute(
            "DELETE FROM moderation_sight WHERE guild_id = ? AND seen_at < ?",
            (sight.guild_id, stamp(now - rules.SIGHT)),
        )
        tx.execute(
            """INSERT INTO moderation_sight VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT DO NOTHING""",
            (
                sight.id,
                sight.guild_id,
                sight.seen_by,
                sight.author_id,
                int(sight.is_bot),
                sight.channel_id,
                sight.message_id,
                sight.words,
                stamp(now),
            ),
        )

    await store.write(work)


async def sight(store: Store, *, guild_id: int, sight_id: int, user_id: int) -> Sight:
    """What somebody saw themselves. Raises RuleBroken ``moderation.sight``."""
    row = await store.read_one(
        "SELECT * FROM moderation_sight WHERE guild_id = ? AND id = ? AND seen_by = ?",
        guild_id,
        sight_id,
        user_id,
    )
    if row is None:
        raise RuleBroken("moderation.sight")
    return Sight(
        row["id"],
        row["guild_id"],
        row["seen_by"],
        row["author_id"],
        bool(row["is_bot"]),
        row["channel_id"],
        row["message_id"],
        row["words"],
    )


async def tidy(store: Store, *, guild_id: int, now: datetime) -> None:
    """Messages that nobody hid or reported are forgotten after :data:`rules.SIGHT`."""
    row = await store.read_one(
        "SELECT 1 FROM moderation_sight WHERE guild_id = ? AND seen_at < ? LIMIT 1",
        guild_id,
        stamp(now - rules.SIGHT),
    )
    if row is not None:
        await store.write(
            lambda tx: tx.execute(
                "DELETE FROM moderation_sight WHERE guild_id = ? AND seen_at < ?",
                (guild_id, stamp(now - rules.SIGHT)),
            )
        )


# ---------------------------------------------------------------------- reports


async def report(
    store: Store,
    *,
    wanted: Report,
    text: str,
    message: str,
    moderator: bool,
    tell: Tell,
    now: datetime,
) -> tuple[Report, bool]:
    """Keep what somebody reports, for the room's facilitators and the organisers.

    Returns it, and whether this is new. Raises RuleBroken ``join.first``, ``moderation.self``,
    ``moderation.many``, ``text.*``.
    """

    def work(tx: Transaction) -> tuple[Report, bool]:
        guild_id, who = wanted.guild_id, wanted.reporter_id
        if not moderator:
            require_joined(tx, guild_id=guild_id, user_id=who)
        if wanted.target_id == who:
            raise RuleBroken("moderation.self")
        words = rules.report_words(text)
        there = tx.execute(
            """SELECT * FROM moderation_report WHERE guild_id = ?1 AND reporter_id = ?2
                AND (id = ?3 OR (state = 'open' AND message_id = ?4))""",
            (guild_id, who, wanted.id, wanted.message_id),
        ).fetchone()
        if there is not None:
            return to_report(there), False
        waiting = tx.execute(
            "SELECT count(*) FROM moderation_report"
            " WHERE guild_id = ? AND reporter_id = ? AND state = 'open'",
            (guild_id, who),
        ).fetchone()[0]
        if waiting >= rules.MOST_OPEN:
            raise RuleBroken("moderation.many", most=rules.MOST_OPEN)
        tx.execute(
            """INSERT INTO moderation_report (id, guild_id, slug, reporter_id, target_id,
                channel_id, message_id, reported_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)""",
            (
                wanted.id,
                guild_id,
                wanted.slug or None,
                who,
                wanted.target_id,
                wanted.channel_id,
                wanted.message_id,
                stamp(now),
            ),
        )
        _keep(tx, wanted, "report", wanted.target_id, who, words)
        if message:
            _keep(tx, wanted, "message", wanted.target_id, wanted.target_id, message)
        want_post(tx, guild_id, "report", wanted.id)
        # The log is read by all organisers: who reported stands in the report alone.
        _note(tx, wanted, "reported", 0, now)
        _tell(tx, load(tx, guild_id=guild_id, report_id=wanted.id), tell, now)
        return wanted, True

    return await store.write(work)


async def deal_with(
    store: Store, *, guild_id: int, report_id: int, actor: Person, tell: Tell, now: datetime
) -> tuple[Reported, bool]:
    """Somebody says that a report is dealt with; whoever reported is told so.

    Returns it, and whether this is new. Raises RuleBroken ``moderation.*``, ``room.*``.
    """

    def work(tx: Transaction) -> tuple[Reported, bool]:
        found = load(tx, guild_id=guild_id, report_id=report_id)
        require_room(
            tx,
            guild_id=guild_id,
            slug=found.report.slug,
            user_id=actor.user_id,
            organiser=actor.organiser,
        )
        if found.report.target_id == actor.user_id:
            raise RuleBroken("moderation.self")
        if found.report.dealt:
            return found, False
        tx.execute(
            "UPDATE moderation_report SET state = 'dealt with', dealt_by = ? WHERE id = ?",
            (actor.user_id, report_id),
        )
        want_post(tx, guild_id, "report", report_id)
        _note(tx, found.report, "report: dealt with", actor.user_id, now)
        after = load(tx, guild_id=guild_id, report_id=report_id)
        _tell(tx, after, tell, now)
        return after, True

    return await store.write(work)


def load(tx: Transaction, *, guild_id: int, report_id: int) -> Reported:
    """A report inside a transaction. Raises RuleBroken ``moderation.unknown``."""
    row = tx.execute(
        "SELECT * FROM moderation_report WHERE guild_id = ? AND id = ?", (guild_id, report_id)
    ).fetchone()
    if row is None:
        raise RuleBroken("moderation.unknown")
    report = to_report(row)
    words = words_of(tx, report_id=report_id)
    leads = tx.execute(
        "SELECT user_id FROM room_facilitator WHERE guild_id = ? AND slug = ? ORDER BY since",
        (guild_id, report.slug),
    )
    return Reported(
        report,
        room_title(tx, guild_id, report.slug),
        words.get("report", ""),
        words.get("message", ""),
        tuple(lead["user_id"] for lead in leads),
    )


def _keep(
    tx: Transaction, report: Report, what: str, about_id: int, said_by: int, words: str
) -> None:
    tx.execute(
        """INSERT INTO moderation_words (guild_id, report_id, what, about_id, said_by, words)
        VALUES (?, ?, ?, ?, ?, ?)""",
        (report.guild_id, report.id, what, about_id, said_by, words),
    )


def _note(tx: Transaction, report: Report, event: str, actor_id: int, now: datetime) -> None:
    log(
        tx,
        guild_id=report.guild_id,
        event=event,
        actor_id=actor_id,
        target_id=report.target_id,
        slug=report.slug,
        channel_id=report.channel_id,
        act_id=None,
        report_id=report.id,
        detail="",
        now=now,
    )


def _tell(tx: Transaction, reported: Reported, tell: Tell, now: datetime) -> None:
    for letter in tell(reported):
        if letter.user_id:
            letters.put(
                tx,
                guild_id=reported.report.guild_id,
                user_id=letter.user_id,
                subject=letter.subject,
                text=letter.text,
                buttons=letter.buttons,
                now=now,
            )


# ---------------------------------------------------------------------- what stands


async def stands(
    store: Store, *, guild_id: int, post_id: int, channel_id: int, message_id: int, seen: int
) -> None:
    """A post stands as it was after the change ``seen``."""

    def work(tx: Transaction) -> None:
        tx.execute(
            """UPDATE moderation_post
            SET channel_id = ?, message_id = ?, drawn = ?, state = 'posted'
            WHERE guild_id = ? AND id = ?""",
            (channel_id, message_id, seen, guild_id, post_id),
        )

    await store.write(work)


async def settled(store: Store, *, guild_id: int, post_id: int) -> None:
    """Nothing more is to be shown there: it was deleted by hand."""
    await store.write(
        lambda tx: tx.execute(
            "UPDATE moderation_post SET state = 'settled' WHERE guild_id = ? AND id = ?",
            (guild_id, post_id),
        )
    )
