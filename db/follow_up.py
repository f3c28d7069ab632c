"""What makers say of their pledges: said, changed, taken back. One transaction each."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from db import pledge_rows, tasks
from db.follow_up_rows import refresh, reports, to_report
from db.introductions import Note
from db.posted import mark_wall
from db.rows import stamp
from db.store import Store, Transaction
from domain import reports as rules
from domain.pledges import Event, Pledge
from domain.reports import Report, Said
from domain.rules import RuleBroken

# What whoever looks after a pledge is told when its maker needs somebody.
TellOwner = Callable[[Pledge, Said], Note]


async def tap(
    store: Store,
    *,
    guild_id: int,
    pledge_id: int,
    user_id: int,
    report_id: int,
    answer: rules.Answer,
    tell: TellOwner,
    now: datetime,
) -> tuple[Pledge, Report, bool]:
    """One tap. Returns the pledge, what is kept, and whether it is new.

    ``report_id`` is the press's snowflake: delivered again, it finds itself. The same answer within
    the hour is the same answer. Raises RuleBroken ``pledge.*``, ``form.foreign`` and NotSaved.
    """

    def work(tx: Transaction) -> tuple[Pledge, Report, bool]:
        pledge = _own(tx, guild_id, pledge_id, user_id)
        there = _known(tx, pledge, report_id)
        if there is not None:
            return pledge, there, False
        last = rules.newest(reports(tx, pledge.id))
        asked = tx.execute(
            "SELECT 1 FROM check_in WHERE pledge_id = ? AND state = 'asked' AND answered IS NULL",
            (pledge.id,),
        ).fetchone()
        said = Said(answer)
        if last is not None and rules.is_same(last, said, asked_since=asked is not None, now=now):
            return pledge, last, False
        report = _add(tx, pledge, report_id, said, now)
        after = _settle(tx, pledge, report, Event.REPORTED, tell, now)
        return after, report, True

    return await store.write(work)


async def say(
    store: Store,
    *,
    guild_id: int,
    pledge_id: int,
    user_id: int,
    report_id: int,
    said: Said,
    tell: TellOwner,
    now: datetime,
) -> tuple[Pledge, Report, bool]:
    """What the form says: a new report, or what was said with a tap, in more words.

    ``report_id`` is that of the tap, or the snowflake of what opened the form. Raises as `tap`.
    """

    def work(tx: Transaction) -> tuple[Pledge, Report, bool]:
        pledge = _own(tx, guild_id, pledge_id, user_id)
        tx.execute(
            "DELETE FROM draft WHERE id = ? AND guild_id = ? AND user_id = ?",
            (report_id, guild_id, user_id),
        )
        there = _known(tx, pledge, report_id)
        if there is None:
            report = _add(tx, pledge, report_id, said, now)
            return _settle(tx, pledge, report, Event.REPORTED, tell, now), report, True
        if there.said == said and not there.taken_back:
            return pledge, there, False
        tx.execute(
            """UPDATE report SET answer = ?, words = ?, link = ?, help = ?, taken_back = 0
            WHERE number = ?""",
            (said.answer.value, said.words, said.link, said.help, there.number),
        )
        report = _known(tx, pledge, report_id)
        assert report is not None
        return _settle(tx, pledge, report, Event.REPORT_CHANGED, tell, now), report, True

    return await store.write(work)


async def take_back(
    store: Store,
    *,
    guild_id: int,
    pledge_id: int,
    user_id: int,
    report_id: int,
    tell: TellOwner,
    now: datetime,
) -> Pledge:
    """A slip: as if the last thing said had not been. Twice is once.

    Raises RuleBroken ``pledge.*``, ``progress.later``, ``form.old`` and NotSaved.
    """

    def work(tx: Transaction) -> Pledge:
        pledge = _own(tx, guild_id, pledge_id, user_id)
        report = _known(tx, pledge, report_id)
        if report is None:
            raise RuleBroken("form.old")
        rules.may_take_back(report, reports(tx, pledge.id))
        if report.taken_back:
            return pledge
        tx.execute("UPDATE report SET taken_back = 1 WHERE number = ?", (report.number,))
        tx.execute("UPDATE check_in SET answered = NULL WHERE answered = ?", (report.number,))
        return _settle(tx, pledge, report, Event.REPORT_TAKEN_BACK, tell, now)

    return await store.write(work)


# ---------------------------------------------------------------------- inside a transaction


def _own(tx: Transaction, guild_id: int, pledge_id: int, user_id: int) -> Pledge:
    pledge = pledge_rows.load(tx, guild_id=guild_id, pledge_id=pledge_id)
    rules.may_report(pledge, user_id=user_id)
    return pledge


def _known(tx: Transaction, pledge: Pledge, report_id: int) -> Report | None:
    """The report with this id, which must be this pledge's. Raises RuleBroken ``form.foreign``."""
    row = tx.execute("SELECT * FROM report WHERE id = ?", (report_id,)).fetchone()
    if row is None:
        return None
    report = to_report(row)
    if (report.guild_id, report.pledge_id) != (pledge.guild_id, pledge.id):
        raise RuleBroken("form.foreign")
    return report


def _add(tx: Transaction, pledge: Pledge, report_id: int, said: Said, now: datetime) -> Report:
    row = tx.execute(
        """INSERT INTO report (id, guild_id, pledge_id, answer, words, link, help, at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING *""",
        (
            report_id,
            pledge.guild_id,
            pledge.id,
            said.answer.value,
            said.words,
            said.link,
            said.help,
            stamp(now),
        ),
    ).fetchone()
    tx.execute(
        """UPDATE check_in SET answered = ?
        WHERE pledge_id = ? AND state = 'asked' AND answered IS NULL""",
        (row["number"], pledge.id),
    )
    return to_report(row)


def _settle(
    tx: Transaction, pledge: Pledge, report: Report, event: Event, tell: TellOwner, now: datetime
) -> Pledge:
    """Let the pledge follow what its maker says: delivery, log, wall, tasks, and when to ask."""
    everything = reports(tx, pledge.id)
    after = rules.delivered(pledge, everything)
    if after != pledge:
        pledge_rows.save(tx, after)
        if after.public:
            mark_wall(tx, after)
    pledge_rows.log(
        tx,
        after,
        event,
        actor="maker",
        actor_id=pledge.maker_id,
        now=now,
        note=_noted(report.said, event),
    )
    refresh(tx, after, now)
    tasks.follow(tx, after, rules.newest(everything), tell=tell, now=now)
    return after


def _noted(said: Said, event: Event) -> str:
    """What the log keeps: the answer, and the words with it."""
    lines = [f"answer: {said.answer.value}"]
    if event is not Event.REPORT_TAKEN_BACK:
        for name in ("words", "link", "help"):
            if value := getattr(said, name):
                lines.append(f"{name}: {value}")
    return "\n".join(lines)
