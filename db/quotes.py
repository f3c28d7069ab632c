"""Messages that facilitators keep as outputs, and what those who wrote them say to that."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

from db import attendees, letters, outputs
from db.facilitation import require_own
from db.output_reads import OUTPUT, to_output
from db.rows import stamp
from db.store import Store, Transaction
from domain import outputs as notes
from domain import quotes as rules
from domain.outputs import Event, Output
from domain.quotes import Says
from domain.rules import RuleBroken

# Subject, text and buttons of the letter in which somebody is asked.
Ask = Callable[[Output], tuple[str, str, tuple[tuple[str, str], ...]]]


@dataclass(frozen=True, slots=True)
class Message:
    """Which message it is, and who wrote it. Ids are snowflakes."""

    id: int
    channel_id: int
    author_id: int


async def kept_as(store: Store, *, guild_id: int, message_id: int) -> Output | None:
    """What a message is kept as, or None. Raises RuleBroken ``quote.refused``."""
    row = await store.read_one(
        "SELECT output_id FROM quote WHERE guild_id = ? AND message_id = ?", guild_id, message_id
    )
    if row is None:
        return None
    if row["output_id"] is None:
        raise RuleBroken("quote.refused")
    found = await store.read_one(OUTPUT + "WHERE o.id = ?", row["output_id"])
    return to_output(found) if found else None


async def keep(
    store: Store,
    *,
    form_id: int,
    guild_id: int,
    slug: str,
    user_id: int,
    organiser: bool,
    message: Message,
    kind: str,
    theme: str,
    words: str,
    themes: Collection[str],
    ask: Ask,
    now: datetime,
) -> tuple[Output, bool]:
    """Keep a message of one's own room, without its author's name. Returns it, and whether new.

    Whoever wrote it is asked by letter, unless they keep it themselves. Raises RuleBroken
    ``quote.*``, ``room.*``, ``note.*``, ``text.*``, and NotSaved.
    """

    def work(tx: Transaction) -> tuple[Output, bool]:
        kept = require_own(tx, guild_id=guild_id, slug=slug, user_id=user_id, organiser=organiser)
        there = tx.execute(
            "SELECT * FROM quote WHERE guild_id = ? AND message_id = ?", (guild_id, message.id)
        ).fetchone()
        if there is not None and there["output_id"] is None:
            raise RuleBroken("quote.refused")
        if there is not None:
            found = tx.execute(OUTPUT + "WHERE o.id = ?", (there["output_id"],)).fetchone()
            if there["output_id"] != form_id:
                raise RuleBroken("quote.kept", reference=to_output(found).reference)
            return to_output(found), False  # the same form, delivered again
        if tx.execute("SELECT 1 FROM output WHERE id = ?", (form_id,)).fetchone():
            raise RuleBroken("note.foreign")
        rules.check_session(kept.session)
        what = notes.check_kind(kind)
        if theme and theme not in themes:
            raise RuleBroken("note.theme")
        number = outputs.add(
            tx,
            output_id=form_id,
            guild_id=guild_id,
            session=slug,
            author_id=message.author_id,
            named=False,
            kind=what,
            words=notes.check_words(words),
            theme=theme,
            now=now,
        )
        tx.execute(
            """INSERT INTO quote (message_id, guild_id, channel_id, output_id, author_id, keeper_id,
                                  kept_at) VALUES (?, ?, ?, ?, ?, ?, ?)""",
            (
                message.id,
                guild_id,
                message.channel_id,
                form_id,
                message.author_id,
                user_id,
                stamp(now),
            ),
        )
        output = outputs.find(tx, guild_id=guild_id, number=number)
        if message.author_id != user_id:
            subject, text, buttons = ask(output)
            letters.put(
                tx,
                guild_id=guild_id,
                user_id=message.author_id,
                subject=subject,
                text=text,
                buttons=buttons,
                now=now,
            )
        return output, True

    return await store.write(work)


async def answer(
    store: Store, *, guild_id: int, number: int, user_id: int, says: Says, now: datetime
) -> Output:
    """What whoever wrote a message says to its being kept; they may change their mind.

    Returns the note, or what is gone. Raises RuleBroken ``quote.not_yours``, ``note.unknown``,
    ``join.first``.
    """

    def work(tx: Transaction) -> Output:
        before = outputs.find(tx, guild_id=guild_id, number=number)
        row = tx.execute(
            "SELECT author_id FROM quote WHERE guild_id = ? AND output_id = ?",
            (guild_id, before.id),
        ).fetchone()
        if row is None or row["author_id"] != user_id:
            raise RuleBroken("quote.not_yours")
        if says is Says.NAME:
            attendees.require_joined(tx, guild_id=guild_id, user_id=user_id)
        tx.execute("UPDATE quote SET said = ? WHERE output_id = ?", (says.value, before.id))
        if says is Says.NOT:
            outputs.take_away(tx, before)
            return before
        named = says is Says.NAME
        if named != before.named:
            tx.execute("UPDATE output SET named = ? WHERE id = ?", (int(named), before.id))
            tx.execute(
                "INSERT INTO output_log (guild_id, output_id, at, event) VALUES (?, ?, ?, ?)",
                (guild_id, before.id, stamp(now), Event.EDITED.value),
            )
        return outputs.find(tx, guild_id=guild_id, number=number)

    return await store.write(work)
