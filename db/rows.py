"""How records stand in rows: times as UTC texts, dates as ISO texts, and pledges joined up."""

from __future__ import annotations

import sqlite3
from datetime import UTC, date, datetime

from domain.attendees import Attendee, Kind
from domain.pledges import Delivery, Moderation, Pledge


def stamp(moment: datetime) -> str:
    """An aware time as it is kept: ``2021-12-10T14:03:22Z``. Raises ValueError on a naive one."""
    if moment.tzinfo is None:
        raise ValueError("a time without a zone can't be kept")
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def unstamp(text: str) -> datetime:
    """The aware UTC time that :func:`stamp` kept."""
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)


# A pledge with its maker as they are today. Named columns, so that a migration can add others.
PLEDGE = """
SELECT p.id, p.guild_id, p.number, p.maker_id, a.name AS maker_name, a.publish_name, p.kind,
       p.theme, p.action, p.as_organisation, p.organisation, p.first_step, p.who_benefits,
       p.measure, p.due, p.help_needed, p.backup_contact, p.moderation, p.hidden_reason, p.checked,
       p.delivery, p.version, p.too_count, p.help_count, p.made_at, p.edited_at, p.wall_id
FROM pledge AS p JOIN attendee AS a ON a.guild_id = p.guild_id AND a.user_id = p.maker_id
"""


def to_pledge(row: sqlite3.Row) -> Pledge:
    """The record of a :data:`PLEDGE` row."""
    return Pledge(
        id=row["id"],
        guild_id=row["guild_id"],
        number=row["number"],
        maker_id=row["maker_id"],
        maker_name=row["maker_name"],
        publish_name=bool(row["publish_name"]),
        kind=Kind(row["kind"]),
        theme=row["theme"],
        action=row["action"],
        as_organisation=bool(row["as_organisation"]),
        organisation=row["organisation"],
        first_step=row["first_step"],
        who_benefits=row["who_benefits"],
        measure=row["measure"],
        due=date.fromisoformat(row["due"]) if row["due"] else None,
        help_needed=row["help_needed"],
        backup_contact=row["backup_contact"],
        moderation=Moderation(row["moderation"]),
        hidden_reason=row["hidden_reason"],
        checked=bool(row["checked"]),
        delivery=Delivery(row["delivery"]),
        version=row["version"],
        too_count=row["too_count"],
        help_count=row["help_count"],
        made_at=unstamp(row["made_at"]),
        edited_at=unstamp(row["edited_at"]) if row["edited_at"] else None,
        wall_id=row["wall_id"],
    )


def to_attendee(row: sqlite3.Row) -> Attendee:
    return Attendee(
        guild_id=row["guild_id"],
        user_id=row["user_id"],
        name=row["name"],
        kind=Kind(row["kind"]),
        organisation=row["organisation"],
        publish_name=bool(row["publish_name"]),
        access_needs=row["access_needs"],
        joined_at=unstamp(row["joined_at"]),
    )
