"""``summit rehearse``: builds the world, plays the script, exports, and checks the books."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import AsyncGenerator, Iterable
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.markup import escape

from bot import logs
from bot.cli.failing import Failure, why
from bot.cli.plan import load
from bot.client import SummitBot
from bot.errors import new_reference
from bot.export_files import ExportFailed
from bot.exporting import export_in_child
from bot.reporting import make_report, write_report
from db import kept
from db.errors import CannotOpen
from db.exports import REHEARSAL
from db.store import Store
from domain.attendees import KIND_TITLES, Kind
from domain.plan import Plan
from domain.rehearsals import eve_of
from exports.columns import Profile
from exports.metadata import MANIFEST_NAME
from rehearsal import books, ending, following, script
from rehearsal.books import ending as end_books
from rehearsal.books.line import unpacked
from rehearsal.clock import DayClock, SimulatedClock
from rehearsal.ledger import Ledger
from rehearsal.material import Person, examples, read_material
from rehearsal.narrator import Narrator
from rehearsal.places import as_played
from rehearsal.simulation import Simulation
from rehearsal.stage import Stage
from rehearsal.talk import read_talk
from rehearsal.world import World, answer_of

log = logging.getLogger(__name__)

LOG = "rehearsal.log"
# How wide lines and tables are where there is no terminal.
PLAIN_WIDTH = 110


class Errors(logging.Handler):
    """Keeps what the bot logs as an error: its own door catches those before anybody else."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{record.name}: {record.getMessage()}")


def rehearse(
    *, plan_file: Path | None, attendees: int, seed: int, out: Path | None, year: bool = True
) -> int:
    """Play the day, and the year after it unless ``year`` is False; returns the exit code.

    Raises Failure with a plain sentence.
    """
    plan_file = plan_file or examples() / "stockport-2021.toml"
    plan = load(plan_file)
    text, plan = as_played(plan_file.read_text(encoding="utf-8"), plan, attendees)
    folder = out or Path(f"rehearsal-{datetime.now().astimezone():%Y%m%d-%H%M%S}")
    try:
        folder.mkdir(parents=True)
        plan_file = folder / "plan.toml"
        plan_file.write_text(text, encoding="utf-8")
        handlers = logs.start(level="INFO", file=folder / LOG, to_screen=False)
    except FileExistsError as error:
        raise Failure(f"{folder} is there already. Choose another folder with --out.") from error
    except OSError as error:
        raise Failure(f"The folder {folder} cannot be made: {why(error)}.") from error
    errors = Errors()
    logging.getLogger().addHandler(errors)
    console = Console()
    if not console.is_terminal:
        console = Console(width=PLAIN_WIDTH)
    try:
        with TemporaryDirectory(prefix="summit-rehearsal-") as aside:
            playing = _play(
                console, plan, plan_file, attendees, seed, folder, errors, Path(aside), year=year
            )
            return asyncio.run(playing)
    except (CannotOpen, ExportFailed) as error:
        raise Failure(str(error)) from error
    except Failure:
        raise
    except Exception as error:
        raise unexpected(error, folder) from error
    finally:
        logs.stop([*handlers, errors])


def unexpected(error: Exception, folder: Path) -> Failure:
    """What nobody foresaw, in the rehearsal's own log while that is open, and a sentence of it."""
    reference = new_reference()
    log.error("%s unexpected", reference, exc_info=error)
    return Failure(
        f"Something went wrong that this program did not expect ({type(error).__name__})."
        f" The details are in the log ({folder / LOG}) under the reference {reference}."
    )


@asynccontextmanager
async def _world(plan: Plan, plan_file: Path, database: Path) -> AsyncGenerator[World]:
    """The simulated Discord with the real bot in it and a real SQLite file under it."""
    clock = DayClock(eve_of(plan))
    async with Store.open(database) as store:
        bot = SummitBot(store, plan_file=plan_file, now=clock)
        env = Simulation(bot, check_errors=False)
        setattr(env.backend, "clock", SimulatedClock(clock()))  # noqa: B010
        await env.start()
        try:
            with env.time_context():
                yield World(env, store, plan, plan_file, clock, stages=True)
        finally:
            await env.shutdown()


async def _play(
    console: Console,
    plan: Plan,
    plan_file: Path,
    people: int,
    seed: int,
    folder: Path,
    errors: Errors,
    aside: Path,
    *,
    year: bool,
) -> int:
    began = time.monotonic()
    narrator = Narrator(console, plan.summit.time_zone)
    database = folder / "summit.sqlite3"
    console.print(
        f"[bold]{escape(plan.summit.name)}[/bold]: a rehearsal of the whole day"
        f"{' and the year after it' if year else ''} with {people} people. Everything is written"
        f" to {escape(str(folder))}.",
        highlight=False,
    )
    async with _world(plan, plan_file, database) as world:
        await kept.put(world.store, REHEARSAL, "yes")
        dice = Random(seed)  # noqa: S311
        stage = Stage(world, read_material(), read_talk(), narrator, dice, people)
        stage.aside = aside
        await script.play(stage)
        if year:
            await following.play(stage)
        narrator.act("The organiser exports")
        internal = await _export(world, stage, folder, Profile.INTERNAL)
        public = await _export(world, stage, folder, Profile.PUBLIC)
        await _report(world, stage, folder)
        names = {member.id: name for name, member in stage.members.items()}
        told = stage.ledger
        there = await books.gather(world, names, told.erased, folder, told.rooms.quotes)
        lines = list(books.check(world, told, there, internal, public, errors.lines))
        if year:
            await ending.end(stage, errors.lines)
            lines += end_books.check(told, told.later_end)
    narrator.end()
    _table(narrator, plan, stage.ledger, [internal, public], database)
    narrator.act("The books")
    wrong = _tell_books(console, lines)
    seconds = time.monotonic() - began
    console.print(
        f"\nDone in {seconds:.0f} seconds. Look into [bold]{escape(str(folder))}[/bold]: the"
        " database, the log and the exports are real files.",
        highlight=False,
    )
    return 1 if wrong else 0


async def _export(world: World, stage: Stage, folder: Path, profile: Profile) -> books.Handed:
    """Both ways, of the same moment: by /export in Discord, and as summit export does it."""
    result = await stage.boss.slash(world.organisers, "export record", profile=profile.value)
    answer = answer_of(result)
    given = {file.filename: await world.read(file) for file in answer.attachments}
    in_discord = unpacked(given)
    stage.say(
        f"/export record ({profile.value}): {' and '.join(given)} with {len(in_discord)} files,"
        " privately.",
        always=True,
    )
    made_at = datetime.fromisoformat(json.loads(in_discord[MANIFEST_NAME])["made_at"])
    export = await export_in_child(
        world.store.path, world.guild.id, profile, folder / "exports", made_at
    )
    return books.Handed(in_discord, export)


async def _report(world: World, stage: Stage, folder: Path) -> None:
    """The report for the public and the one for organisers, as summit report makes them."""
    for profile in (Profile.INTERNAL, Profile.PUBLIC):
        made = await asyncio.to_thread(
            make_report, world.store.path, world.guild.id, profile, world.now()
        )
        written = await asyncio.to_thread(write_report, made, folder / "reports")
        stage.ledger.later_end.report = made.content.decode()
        stage.say(f"The report ({profile.value}): {written.name}.", always=True)


def _table(
    narrator: Narrator, plan: Plan, ledger: Ledger, handed: list[books.Handed], database: Path
) -> None:
    kinds = list(Kind)
    standing = [told for told in ledger.pledges.values() if not told.withdrawn]
    rows: list[tuple[str, ...]] = [
        (
            "People",
            *(str(_count(ledger.joined.values(), kind)) for kind in kinds),
            str(len(ledger.joined)),
        ),
    ]
    for theme in plan.pledges.themes:
        about = [told for told in standing if told.theme == theme.slug]
        makers = [told.maker for told in about]
        rows.append((theme.title, *(str(_count(makers, kind)) for kind in kinds), str(len(about))))
    narrator.table(
        "People who joined, and pledges by theme",
        rows,
        ("", *(KIND_TITLES[kind] for kind in kinds), "Sum"),
    )
    told = ledger.pledges.values()
    numbers = [
        ("Pledges made", len(told)),
        ("Withdrawn", sum(one.withdrawn for one in told)),
        ("Hidden at the end", sum(one.hidden for one in told)),
        ("Changed after they were made", sum(one.edited for one in told)),
        ("Standing by a pledge", ledger.supporters),
        ("Places in workshops", sum(map(len, ledger.places.values()))),
        ("Waiting for a workshop at the end", sum(map(len, ledger.waiting.values()))),
        ("Moved up from a waiting list", ledger.moved_up),
        ("Questions asked", len(ledger.questions)),
        ("Votes for questions", sum(len(one.voters) for one in ledger.questions.values())),
        ("Hands raised", ledger.raised),
        ("Notes kept", len(ledger.notes)),
        ("Small groups", len(ledger.rooms.groups)),
        ("Reports of small groups", sum(map(bool, ledger.rooms.reports.values()))),
        ("Messages that were kept", len(ledger.rooms.quotes)),
        ("Acts of moderation", len(ledger.rooms.acts)),
        ("Summaries confirmed", len(ledger.rooms.summaries)),
        ("Sessions and days rated", len(ledger.ratings)),
        ("Recordings asked for", sum(map(len, ledger.recordings.values()))),
        ("People introduced to each other", len(ledger.introduced)),
        ("People who had themselves erased", len(ledger.erased)),
        ("Messages and private threads", len(ledger.letters)),
        ("Repeats that changed nothing", ledger.repeats),
        ("Told why they were hidden: by message", ledger.reached_by_dm),
        ("Told why they were hidden: in a private thread", ledger.reached_in_thread),
    ]
    narrator.table("What happened", [(name, f"{n:,}") for name, n in numbers], ("", "Number"))
    files = [(str(database.name), "", f"{database.stat().st_size:,}")]
    for one in handed:
        files.append((f"exports/{one.export.folder.name}/", "", ""))
        files += [
            (f"  {file.name}", "" if file.rows is None else f"{file.rows:,}", f"{file.size:,}")
            for file in one.export.files
        ]
    narrator.table("Files", files, ("", "Rows", "Bytes"))


def _count(people: Iterable[Person], kind: Kind) -> int:
    return sum(person.kind is kind for person in people)


def _tell_books(console: Console, lines: list[books.Line]) -> int:
    """Print each line of the books; returns how many do not agree."""
    for line in lines:
        mark = "WRONG " if line.wrong else "ok    "
        console.print(f"  {mark} {line.what}", highlight=False, markup=False)
        for detail in line.wrong[:5]:
            console.print(f"          {detail}", highlight=False, markup=False)
    wrong = sum(bool(line.wrong) for line in lines)
    said = {0: "The books agree.", 1: "1 line of the books does not agree."}
    console.print(f"  {said.get(wrong, f'{wrong} lines of the books do not agree.')}")
    return wrong
