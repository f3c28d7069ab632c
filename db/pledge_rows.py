"""How a pledge is loaded, written, logged and counted inside a verb's transaction."""

from __future__ import annotations

import sqlite3
from datetime import datetime

from db.rows import PLEDGE, stamp, to_pledge
from db.store import Transaction
from domain.attendees import Kind
from domain.pledge_forms import Wording
from domain.pledges import Delivery, Event, Moderation, Pledge
from domain.rules import RuleBroken


def tell_maker(tx: Transaction, before: Pledge, after: Pledge, now: datetime) -> None:
    """Being hidden is told; what was to be told is overtaken once the pledge is hidden no more."""
    hidden = after.moderation is Moderation.HIDDEN and after.delivery is not Delivery.WITHDRAWN
    if not hidden:
        tx.execute(
            "UPDATE notice SET state = 'overtaken' WHERE pledge_id = ? AND state = 'waiting'",
            (after.id,),
        )
    elif before.moderation is not Moderation.HIDDEN:
        tx.execute(
            """INSERT INTO notice (guild_id, user_id, pledge_id, event, reason, created_at)
            VALUES (?, ?, ?, 'hidden', ?, ?)""",
            (after.guild_id, after.maker_id, after.id, after.hidden_reason, stamp(now)),
        )


def find(tx: Transaction, guild_id: int, pledge_id: int) -> Pledge | None:
    row = tx.execute(f"{PLEDGE} WHERE p.id = ? AND p.guild_id = ?", (pledge_id, guild_id))
    found = row.fetchone()
    return to_pledge(found) if found else None


def load(tx: Transaction, *, guild_id: int, pledge_id: int) -> Pledge:
    """A pledge inside another verb's transaction. Raises RuleBroken ``pledge.unknown``."""
    pledge = find(tx, guild_id, pledge_id)
    if pledge is None:
        raise RuleBroken("pledge.unknown")
    return pledge


def save(tx: Transaction, pledge: Pledge) -> None:
    tx.execute(
        """UPDATE pledge SET theme = ?, action = ?, as_organisation = ?, organisation = ?,
               first_step = ?, who_benefits = ?, measure = ?, due = ?, help_needed = ?,
               backup_contact = ?, moderation = ?, hidden_reason = ?, checked = ?, delivery = ?,
               version = ?, edited_at = ?
        WHERE id = ?""",
        (
            pledge.theme,
            pledge.action,
            int(pledge.as_organisation),
            pledge.organisation,
            pledge.first_step,
            pledge.who_benefits,
            pledge.measure,
            pledge.due.isoformat() if pledge.due else None,
            pledge.help_needed,
            pledge.backup_contact,
            pledge.moderation.value,
            pledge.hidden_reason,
            int(pledge.checked),
            pledge.delivery.value,
            pledge.version,
            stamp(pledge.edited_at) if pledge.edited_at else None,
            pledge.id,
        ),
    )


def count(
    tx: Transaction, guild_id: int, moderation: Moderation, theme: str, kind: str, n: int
) -> None:
    tx.execute(
        """INSERT INTO pledge_count (guild_id, moderation, theme, kind, n) VALUES (?, ?, ?, ?, ?)
        ON CONFLICT (guild_id, moderation, theme, kind) DO UPDATE SET n = n + excluded.n""",
        (guild_id, moderation.value, theme, kind, n),
    )


def recount(tx: Transaction, before: Pledge, after: Pledge) -> None:
    for pledge, n in ((before, -1), (after, 1)):
        if pledge.delivery is not Delivery.WITHDRAWN:
            count(tx, pledge.guild_id, pledge.moderation, pledge.theme, pledge.kind.value, n)


def log(
    tx: Transaction,
    pledge: Pledge,
    event: Event,
    *,
    actor: str,
    actor_id: int,
    now: datetime,
    action: str = "",
    note: str = "",
) -> None:
    """One more line of the append-only log. ``action`` and ``note``: what is new with it."""
    tx.execute(
        """INSERT INTO pledge_log (guild_id, pledge_id, number, at, event, actor_id, actor,
                                   version, action, note)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        (
            pledge.guild_id,
            pledge.id,
            pledge.number,
            stamp(now),
            event.value,
            actor_id,
            actor,
            pledge.version,
            action,
            note,
        ),
    )


# What stands in the log's note besides the action itself. The contact stays out of it: it may be
# changed or taken back without a trace.
_NOTED = ("theme", "organisation", "first_step", "who_benefits", "measure", "due", "help_needed")


def noted(after: Pledge, before: Pledge | None = None) -> str:
    """What else is new in a pledge, one ``field: value`` a line; an emptied field has no value."""
    lines: list[str] = []
    for name in _NOTED:
        value = getattr(after, name) or ""
        if value != ((getattr(before, name) or "") if before else ""):
            lines.append(f"{name}: {value}")
    return "\n".join(lines)


def new_pledge(
    pledge_id: int,
    guild_id: int,
    number: int,
    user_id: int,
    maker: sqlite3.Row,
    wording: Wording,
    moderation: Moderation,
    now: datetime,
) -> Pledge:
    """The record of the row just written, without reading it back (this is the hot path)."""
    return Pledge(
        id=pledge_id,
        guild_id=guild_id,
        number=number,
        maker_id=user_id,
        maker_name=maker["name"],
        publish_name=bool(maker["publish_name"]),
        kind=Kind(maker["kind"]),
        theme=wording.theme,
        action=wording.action,
        as_organisation=wording.as_organisation,
        organisation=wording.organisation,
        first_step=wording.first_step,
        who_benefits="",
        measure="",
        due=None,
        help_needed="",
        backup_contact="",
        moderation=moderation,
        hidden_reason="",
        checked=False,
        delivery=Delivery.PLANNED,
        version=1,
        too_count=0,
        help_count=0,
        made_at=now.replace(microsecond=0),
        edited_at=None,
        wall_id=None,
    )
