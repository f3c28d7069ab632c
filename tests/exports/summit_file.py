"""A real database with exactly the rows that a test asks for, past every rule of the bot.

The rules refuse controls and the like long before an export sees them; an export must not rely on
that, so these rows may hold anything that SQLite takes.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from db.opening import connect_writer

GUILD = 921432107654321098
OTHER_GUILD = 921432107654321099
AT = "2021-12-10T14:03:22Z"

THEMES = {"food": "Food and warm homes", "work": "Work, pay and skills"}


class SummitFile:
    """One guild's rows; ids count up from numbers that are easy to find in a file's bytes."""

    def __init__(self, connection: sqlite3.Connection, guild: int) -> None:
        self.connection = connection
        self.guild = guild
        self._made = 0
        themes = [{"slug": slug, "title": title} for slug, title in THEMES.items()]
        plan = {"summit": {"name": f"Summit {guild}"}, "pledges": {"themes": themes}}
        self.insert(
            "summit",
            guild_id=guild,
            plan=json.dumps(plan),
            attendee_role_id=1,
            facilitator_role_id=2,
            organiser_role_id=3,
            welcome_channel_id=4,
            wall_channel_id=5,
            organisers_channel_id=6,
            set_up_at=AT,
            updated_at=AT,
        )

    def insert(self, table: str, **values: object) -> None:
        names = ", ".join(values)
        marks = ", ".join("?" * len(values))
        self.connection.execute(
            f"INSERT INTO {table} ({names}) VALUES ({marks})", tuple(values.values())
        )

    def attendee(self, user_id: int, **values: object) -> int:
        row: dict[str, object] = {
            "name": "Amina Yusuf",
            "kind": "resident",
            "organisation": "",
            "publish_name": 1,
            "access_needs": "",
            "joined_at": AT,
            "updated_at": AT,
        }
        self.insert("attendee", guild_id=self.guild, user_id=user_id, **(row | values))
        return user_id

    def pledge(self, maker_id: int, **values: object) -> int:
        """A pledge with its "made" line in the log; returns its number."""
        self._made += 1
        number = self._made
        row: dict[str, object] = {
            "kind": "resident",
            "theme": "food",
            "action": "I will cook a shared meal every month.",
            "as_organisation": 0,
            "organisation": "",
            "first_step": "Ask the hall by Friday",
            "moderation": "shown",
            "made_at": AT,
        } | values
        self.insert(
            "pledge",
            id=self.pledge_id(number),
            guild_id=self.guild,
            number=number,
            maker_id=maker_id,
            **row,
        )
        self.log(number, maker_id, action=row["action"])
        return number

    def pledge_id(self, number: int) -> int:
        return self.guild * 4 + number

    def log(self, number: int, actor_id: int, **values: object) -> None:
        row: dict[str, object] = {"at": AT, "event": "made", "actor": "maker", "version": 1}
        self.insert(
            "pledge_log",
            guild_id=self.guild,
            pledge_id=self.pledge_id(number),
            number=number,
            actor_id=actor_id,
            **(row | values),
        )


@contextmanager
def summit_file(path: Path, guild: int = GUILD) -> Iterator[SummitFile]:
    """The file, open for writing; closed (and so written back) at the end."""
    connection = connect_writer(path)
    try:
        yield SummitFile(connection, guild)
    finally:
        connection.close()
