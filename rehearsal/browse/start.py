"""``summit rehearse --browse``: from the plan to the address, and from Ctrl-C to the exports."""

from __future__ import annotations

import asyncio
import importlib.util
import signal
from collections.abc import AsyncGenerator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import datetime
from pathlib import Path
from random import Random

from rich.console import Console
from rich.markup import escape

from bot import logs
from bot.cli.failing import Failure, why
from bot.cli.plan import load
from bot.export_files import ExportFailed
from db import kept
from db.errors import CannotOpen
from db.exports import REHEARSAL
from domain.plan import Plan, starts_at
from rehearsal import script
from rehearsal.browse import cast
from rehearsal.browse.clock import MovableClock, put_forward
from rehearsal.browse.hall import Hall
from rehearsal.browse.server import Server
from rehearsal.material import examples, read_material
from rehearsal.narrator import Narrator
from rehearsal.places import as_played
from rehearsal.playing import LOG, _world, unexpected
from rehearsal.stage import Stage
from rehearsal.talk import read_talk

NEEDED = ("markdown_it", "linkify_it", "regex", "PIL")
NOT_INSTALLED = (
    "Rehearsing in the browser needs parts that are not installed."
    " Install them with: pip install -c constraints.txt -e '.[rehearse-browser]'"
)
BOT = "Summit"
# How long, in seconds, the page has to read where the exports are, before the server ends.
LAST_WORDS = 3.0


def browse(
    *, plan_file: Path | None, attendees: int, seed: int, out: Path | None, port: int, speed: int
) -> int:
    """Serve one rehearsal until it is ended; returns the exit code. Raises Failure."""
    if any(importlib.util.find_spec(name) is None for name in NEEDED):
        raise Failure(NOT_INSTALLED)
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
    try:
        asyncio.run(_serve(plan, plan_file, attendees, seed, folder, port, speed))
    except (CannotOpen, ExportFailed) as error:
        raise Failure(str(error)) from error
    except Failure:
        raise
    except Exception as error:
        raise unexpected(error, folder) from error
    finally:
        logs.stop(handlers)
    return 0


async def _serve(
    plan: Plan, plan_file: Path, attendees: int, seed: int, folder: Path, port: int, speed: int
) -> None:
    console = Console()
    console.print("Setting the server up…")
    async with opened(plan, plan_file, folder, attendees=attendees, seed=seed, speed=speed) as hall:
        server = Server(hall, port)
        try:
            await server.start()
        except OSError as error:
            raise Failure(
                f"Port {port} of this computer cannot be used: {why(error)}."
                " Choose another one with --port."
            ) from error
        asked = asyncio.Event()
        try:
            with _asked_to_end(asked):
                console.print(
                    "\nOpen this address in your browser:\n\n"
                    f"  [bold]{escape(server.url)}[/bold]\n\n"
                    "Whoever has it can act in the rehearsal. Nobody else on the network can reach"
                    " it.\nEnd with “End and export” on the page, or with Ctrl-C here.",
                    highlight=False,
                    soft_wrap=True,
                )
                await _until_ended(hall, asked)
        finally:
            await server.close()
    console.print("\nThe rehearsal has ended. What was done is exported:")
    for one in hall.exported:
        console.print(f"  {escape(str(one))}", highlight=False, soft_wrap=True)


@asynccontextmanager
async def opened(
    plan: Plan, plan_file: Path, folder: Path, *, attendees: int, seed: int, speed: int
) -> AsyncGenerator[Hall]:
    """A server that is set up, before its first session, looked at as the newcomer."""
    async with _world(plan, plan_file, folder / "summit.sqlite3") as world:
        await kept.put(world.store, REHEARSAL, "yes")
        quiet = Narrator(Console(quiet=True), plan.summit.time_zone)
        dice = Random(seed)  # noqa: S311
        stage = Stage(world, read_material(), read_talk(), quiet, dice, attendees)
        world.env.backend.edit_bot_profile(BOT)
        clock = MovableClock.given_to(world)
        await cast.set_up(stage)
        doors_open = starts_at(plan, min(plan.sessions, key=lambda one: one.starts)) - script.EARLY
        await put_forward(world, clock, doors_open)
        hall = Hall(stage, await cast.gather(stage), clock, folder, speed)
        try:
            await hall.look("newcomer", None)
            yield hall
        finally:
            await hall.stop()
            await hall.window.close()


async def _until_ended(hall: Hall, asked: asyncio.Event) -> None:
    living = asyncio.create_task(hall.live(), name="time")
    waits = [asyncio.create_task(one.wait()) for one in (asked, hall.ended)]
    try:
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        await hall.end()
        await asyncio.sleep(LAST_WORDS)
    finally:
        for one in waits:
            one.cancel()
        await hall.stop()
        await asyncio.wait({living})


@contextmanager
def _asked_to_end(asked: asyncio.Event) -> Iterator[None]:
    """Ctrl-C and SIGTERM end the rehearsal, with its exports."""
    loop = asyncio.get_running_loop()
    before = {
        number: signal.signal(number, lambda *_: loop.call_soon_threadsafe(asked.set))
        for number in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
