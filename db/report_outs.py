"""What small groups report back: sent, corrected, read, and read out in the workshop's room."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from db import attendees, breakouts, outputs, sessions
from db.facilitation import require_own
from db.output_reads import OUTPUT, to_output
from db.rows import stamp
from db.store import Store, Transaction
from domain import report_outs as rules
from domain.outputs import Event, Output, State
from domain.report_outs import Part, Report
from domain.rounds import Round, Stage, wants_report
from domain.rules import RuleBroken


@dataclass(frozen=True, slots=True)
class Kept:
    """One group's report: its version (0: none yet) and the notes that it is made of."""

    round: Round
    number: int
    version: int
    outputs: tuple[Output, ...]

    @property
    def report(self) -> Report:
        return rules.of_parts([Part(one.kind, one.words, one.owner) for one in self.outputs])


# ---------------------------------------------------------------------- reading

_PARTS = f"""{OUTPUT} WHERE g.guild_id = ? AND g.round_id = ? AND g.number = ?
AND g.place IS NOT NULL ORDER BY g.place"""
_VERSION = "SELECT version FROM group_report WHERE guild_id = ? AND round_id = ? AND number = ?"
_THERE = "SELECT 1 FROM breakout_group WHERE guild_id = ? AND round_id = ? AND number = ?"


async def get(store: Store, *, guild_id: int, round_id: int, number: int) -> Kept:
    """One group's report as it is now. Raises RuleBroken ``breakout.unknown``."""
    where = (guild_id, round_id, number)
    one = await breakouts.get(store, guild_id=guild_id, round_id=round_id)
    if one is None or await store.read_one(_THERE, *where) is None:
        raise RuleBroken("breakout.unknown")
    return _kept(
        one, number, await store.read_one(_VERSION, *where), await store.read(_PARTS, *where)
    )


def _load(tx: Transaction, guild_id: int, round_id: int, number: int) -> Kept:
    where = (guild_id, round_id, number)
    one = breakouts.load(tx, guild_id=guild_id, round_id=round_id)
    if tx.execute(_THERE, where).fetchone() is None:
        raise RuleBroken("breakout.unknown")
    return _kept(
        one, number, tx.execute(_VERSION, where).fetchone(), tx.execute(_PARTS, where).fetchall()
    )


def _kept(one: Round, number: int, version: sqlite3.Row | None, parts: list[sqlite3.Row]) -> Kept:
    return Kept(
        one, number, version["version"] if version else 0, tuple(to_output(row) for row in parts)
    )


async def latest(store: Store, *, guild_id: int, slug: str) -> Round | None:
    """The newest round of a room that has begun, or None."""
    row = await store.read_one(
        """SELECT id FROM breakout_round WHERE guild_id = ? AND slug = ? AND stage <> 'preview'
        ORDER BY number DESC LIMIT 1""",
        guild_id,
        slug,
    )
    return await breakouts.get(store, guild_id=guild_id, round_id=row["id"]) if row else None


async def begun(store: Store, *, guild_id: int, round_id: int) -> Round | None:
    """A round that is no preview any more, or None."""
    one = await breakouts.get(store, guild_id=guild_id, round_id=round_id)
    return one if one is not None and one.stage is not Stage.PREVIEW else None


async def standing(store: Store, *, guild_id: int, round_id: int) -> dict[int, int]:
    """How often each group of a round has reported, by its number; 0 where it has not."""
    rows = await store.read(
        """SELECT g.number, ifnull(r.version, 0) AS version FROM breakout_group AS g
        LEFT JOIN group_report AS r ON r.round_id = g.round_id AND r.number = g.number
        WHERE g.guild_id = ? AND g.round_id = ? ORDER BY g.number""",
        guild_id,
        round_id,
    )
    return {row["number"]: row["version"] for row in rows}


async def asking(store: Store, *, guild_id: int, now: datetime) -> list[Round]:
    """The rounds whose groups are to be asked for their reports by now."""
    rows = await store.read(
        """SELECT id FROM breakout_round WHERE guild_id = ? AND stage IN ('running', 'grace')
        ORDER BY id""",
        guild_id,
    )
    found = [await breakouts.get(store, guild_id=guild_id, round_id=row["id"]) for row in rows]
    return [one for one in found if one is not None and wants_report(one, now)]


async def own(
    store: Store, *, guild_id: int, round_id: int, user_id: int, organiser: bool
) -> Round:
    """A round that has begun, also one that is over, for who runs its room.

    Raises RuleBroken ``room.*``, ``breakout.*``, ``report.none``.
    """

    def work(tx: Transaction) -> Round:
        one = breakouts.load(tx, guild_id=guild_id, round_id=round_id)
        require_own(tx, guild_id=guild_id, slug=one.slug, user_id=user_id, organiser=organiser)
        if one.stage is Stage.PREVIEW:
            raise RuleBroken("report.none")
        return one

    return await store.write(work)


# ---------------------------------------------------------------------- sending


async def send(
    store: Store,
    *,
    guild_id: int,
    round_id: int,
    number: int,
    form_id: int,
    user_id: int,
    facilitator: bool,
    organiser: bool,
    fields: Mapping[str, str],
    named: bool,
    version_seen: int,
    time_zone: str,
    now: datetime,
) -> tuple[Kept, bool]:
    """Keep what a group reports, or correct it. Returns it, and whether this form is new.

    Anyone of the group may, and who runs the room. Raises RuleBroken ``report.*``, ``text.*``,
    ``breakout.*``, ``room.*``, ``join.first``, ``form.foreign``, and NotSaved.
    """

    def work(tx: Transaction) -> tuple[Kept, bool]:
        there = _load(tx, guild_id, round_id, number)
        _may(tx, there, user_id, facilitator=facilitator, organiser=organiser)
        sent = tx.execute(
            "SELECT * FROM group_report_form WHERE form_id = ?", (form_id,)
        ).fetchone()
        if sent is not None:
            if (sent["sender_id"], sent["round_id"], sent["number"]) != (user_id, round_id, number):
                raise RuleBroken("form.foreign")
            return there, False
        session = sessions.find(tx, guild_id=guild_id, slug=there.round.slug)
        if session is None:
            raise RuleBroken("breakout.unknown")
        rules.may_report(session, now, time_zone)
        report = rules.check(fields)
        rules.check_version(number, there.version, version_seen)
        tx.execute(
            """INSERT INTO group_report (round_id, number, guild_id, version) VALUES (?, ?, ?, 1)
            ON CONFLICT DO UPDATE SET version = version + 1, dirty = 1""",
            (round_id, number, guild_id),
        )
        tx.execute(
            "INSERT INTO group_report_form VALUES (?, ?, ?, ?, ?, ?, ?)",
            (form_id, guild_id, round_id, number, there.version + 1, user_id, stamp(now)),
        )
        _write(tx, there, report, user_id, named=named, now=now)
        return _load(tx, guild_id, round_id, number), True

    return await store.write(work)


def _may(tx: Transaction, there: Kept, user_id: int, *, facilitator: bool, organiser: bool) -> None:
    """Raises RuleBroken ``breakout.not_in_it``, ``room.not_yours``, ``join.first``."""
    guild_id = there.round.guild_id
    groups = there.round.groups
    if there.number <= len(groups) and user_id in groups[there.number - 1]:
        attendees.require_joined(tx, guild_id=guild_id, user_id=user_id)
    elif facilitator:
        slug = there.round.slug
        require_own(tx, guild_id=guild_id, slug=slug, user_id=user_id, organiser=organiser)
    else:
        raise RuleBroken("breakout.not_in_it")


def _write(
    tx: Transaction, there: Kept, report: Report, user_id: int, *, named: bool, now: datetime
) -> None:
    """Change, add and take out, so that the notes say what the report says.

    Whoever changes a part is its author from then on; what nobody changed stays whose it was.
    """
    wanted = report.parts()
    before = [Part(one.kind, one.words, one.owner) for one in there.outputs]
    shown = [rules.one_line(one) for one in before]
    for old, new in rules.match(shown, wanted):
        if old is None:
            assert new is not None, "a pair has a side at least"
            _add(tx, there, wanted[new], new, user_id, named=named, now=now)
            continue
        output = there.outputs[old]
        if new is None:
            _take_out(tx, there, output, now)
        elif shown[old] == wanted[new]:
            _place(tx, output.id, new)
            if output.author_id == user_id:
                tx.execute("UPDATE output SET named = ? WHERE id = ?", (int(named), output.id))
        elif output.merged_into is not None:
            # It lives on in another note: what the group says now is a note of its own.
            _place(tx, output.id, None)
            _add(tx, there, wanted[new], new, user_id, named=named, now=now)
        else:
            _place(tx, output.id, new)
            _log(tx, output, Event.REPORTED, "", now)
            tx.execute(
                """UPDATE output SET words = ?, owner = ?, author_id = ?, named = ?,
                                     version = version + 1 WHERE id = ?""",
                (wanted[new].words, wanted[new].owner, user_id, int(named), output.id),
            )


def _add(
    tx: Transaction,
    there: Kept,
    part: Part,
    place: int,
    user_id: int,
    *,
    named: bool,
    now: datetime,
) -> None:
    guild_id = there.round.guild_id
    number = outputs.add(
        tx,
        output_id=None,
        guild_id=guild_id,
        session=there.round.slug,
        author_id=user_id,
        named=named,
        kind=part.kind,
        words=part.words,
        owner=part.owner,
        now=now,
    )
    tx.execute(
        """INSERT INTO group_report_part (output_id, guild_id, round_id, number, place)
        SELECT id, guild_id, ?, ?, ? FROM output WHERE guild_id = ? AND number = ?""",
        (there.round.id, there.number, place, guild_id, number),
    )


def _take_out(tx: Transaction, there: Kept, output: Output, now: datetime) -> None:
    """What a group leaves out later is hidden, not gone: facilitators can still show it."""
    _place(tx, output.id, None)
    if output.merged_into is None and output.state is State.SHOWN:
        _log(tx, output, Event.HIDDEN, rules.TAKEN_OUT, now)
        tx.execute(
            "UPDATE output SET state = 'hidden', hidden_reason = ? WHERE id = ?",
            (rules.TAKEN_OUT, output.id),
        )


def _place(tx: Transaction, output_id: int, place: int | None) -> None:
    tx.execute("UPDATE group_report_part SET place = ? WHERE output_id = ?", (place, output_id))


def _log(tx: Transaction, before: Output, event: Event, detail: str, now: datetime) -> None:
    reworded = event is Event.REPORTED
    tx.execute(
        """INSERT INTO output_log (guild_id, output_id, at, event, earlier_words,
                                   earlier_author_id, detail) VALUES (?, ?, ?, ?, ?, ?, ?)""",
        (
            before.guild_id,
            before.id,
            stamp(now),
            event.value,
            before.words if reworded else "",
            before.author_id if reworded else None,
            detail,
        ),
    )
