"""The moderation log as files for organisers. Never for the public."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from exports.columns import Column, Holds, Profile, Table
from exports.tables import ExportedFile, write_table

MODERATION_LOG = Table(
    "moderation-log",
    "What facilitators and organisers did to keep the summit safe, and what was reported.",
    (
        Column("entry", Holds.WORD, "Puts entries of the same second in order.", False),
        Column("at", Holds.TIME, "When it happened.", False),
        Column("event", Holds.WORD, "What happened.", False),
        Column("room", Holds.TEXT, "The session in whose room it was; empty outside rooms.", False),
        Column("channel_id", Holds.ID, "The Discord channel where it was.", False),
        Column("actor_id", Holds.ID, "Who did it; empty for the bot, or who reported.", False),
        Column("actor_name", Holds.TEXT, "That person's name, if they joined.", False),
        Column("person_id", Holds.ID, "To whom it was done; empty once they erased it.", False),
        Column("person_name", Holds.TEXT, "That person's name, if they joined.", False),
        Column("reason", Holds.TEXT, "Why, in the words of who did or said it.", False),
        Column("message", Holds.TEXT, "The message that was hidden or reported.", False),
        Column("detail", Holds.TEXT, "How long, or why it could not be done.", False),
        Column("act", Holds.ID, "The same for all entries of one act.", False),
        Column("report", Holds.ID, "The same for all entries of one report.", False),
    ),
)


def write_log(folder: Path, batches: Iterable[list[tuple[Any, ...]]]) -> list[ExportedFile]:
    """Write the log's files into ``folder``. Raises OSError."""
    return write_table(folder, MODERATION_LOG, Profile.INTERNAL, batches)
