"""The real bot over the wire: `summit run` in a process of its own, and people who use it.

Run as a module it points discord.py at the wire named by WIRE_API and WIRE_GATEWAY and then is
`summit run`, with its settings from the environment as always.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sqlite3
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from db import attendees, summits
from db.store import Store
from domain.attendees import Details, Kind
from domain.plan import Plan, parse_plan
from domain.summits import Places
from tests.wire.entities import Channel, Member
from tests.wire.forms import Radio
from tests.wire.interactions import Interaction
from tests.wire.openapi import checker_or_skip, openapi_path
from tests.wire.pointing import environment, point_at
from tests.wire.processes import ROOT
from tests.wire.rest import Request
from tests.wire.server import WireDiscord
from tests.wire.world import Guild

EXAMPLE = ROOT / "examples" / "stockport-2021.toml"
SAVED = "Your pledge is saved"
REST_VARIABLE = "WIRE_WALL_REST"
EVENTS_VARIABLE = "WIRE_EVENTS_TURN"

# Joining, filled in: what the real form asks, for a person of no particular kind.
JOINING = {
    "kind": ["resident"],
    "organisation": "",
    "publish_name": "yes",
    "access_needs": "",
}


def plan_text(moderation: str) -> str:
    """The example plan, with pledges looked at ``before`` or ``after`` they are shown."""
    text = EXAMPLE.read_text(encoding="utf-8")
    changed = text.replace('moderation = "before"', f'moderation = "{moderation}"')
    assert f'\nmoderation = "{moderation}"\n' in changed
    return changed


def form(action: str, *, known: bool = True, **other: Any) -> dict[str, Any]:
    """A filled-in pledge form; not ``known`` is for one that the wire never showed anybody."""
    return {
        "theme": ["healthcare"],
        "action": action,
        "from": "me" if known else Radio("me"),
        "organisation": "",
        "first_step": "Ask the library for a room",
        **other,
    }


@dataclass(slots=True)
class RealSummit:
    """A summit of the real bot in one server of the wire, with the files that it keeps."""

    wire: WireDiscord
    guild: Guild
    folder: Path
    moderation: str = "after"

    @property
    def database(self) -> Path:
        return self.folder / "summit.sqlite3"

    @property
    def log_file(self) -> Path:
        return self.folder / "summit.log"

    @property
    def output(self) -> Path:
        """What the processes wrote on standard output and standard error."""
        return self.folder / "output.txt"

    @property
    def plan_file(self) -> Path:
        """The plan, written when first asked for."""
        path = self.folder / "plan.toml"
        if not path.exists():
            path.write_text(plan_text(self.moderation), encoding="utf-8")
        return path

    def settings(self) -> dict[str, str]:
        """The environment in which `summit run` finds all its settings."""
        return {
            **environment(self.wire.base_url, self.wire.gateway_url),
            "SUMMIT_TOKEN": self.wire.token,
            "SUMMIT_DATABASE": str(self.database),
            "SUMMIT_PLAN": str(self.plan_file),
            "SUMMIT_LOG_FILE": str(self.log_file),
            "SUMMIT_LOG_LEVEL": "INFO",
            "SUMMIT_OUTPUT": str(self.folder),
            "SUMMIT_BACKUPS": str(self.folder / "backups"),
        }

    async def start(self, *arguments: str, **settings: str) -> Process:
        """`summit run` in a process of its own, just begun; whoever starts it sees to its end."""
        with self.output.open("ab") as output:
            return await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "tests.wire.real_bot",
                *arguments,
                env={**self.settings(), **settings},
                cwd=ROOT,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=output,
                stderr=output,
            )

    async def command(self, *arguments: str, **settings: str) -> tuple[int, str]:
        """Another `summit` command, run to its end: its exit code and all that it said."""
        child = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "tests.wire.real_bot",
            *arguments,
            env={**self.settings(), **settings},
            cwd=ROOT,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        said, _ = await asyncio.wait_for(child.communicate(), 60)
        assert child.returncode is not None
        return child.returncode, said.decode()

    @asynccontextmanager
    async def running(self, *arguments: str, **settings: str) -> AsyncIterator[Process]:
        """The same, logged in; killed at the end if it still runs."""
        before = self.wire.gateway.identifies
        child = await self.start(*arguments, **settings)
        try:
            await self.wire.until(
                lambda: self.wire.gateway.identifies > before or child.returncode is not None,
                timeout=30,
                what="the real bot's login",
            )
            assert child.returncode is None, self.output.read_text(encoding="utf-8")
            yield child
        finally:
            if child.returncode is None:
                child.kill()
            await child.wait()

    # What people do ----------------------------------------------------------------------

    async def set_up(self) -> Interaction:
        """The server's owner sets the summit up."""
        asked = await self.wire.slash(self.guild.owner, "summit setup")
        shown = await asked.final(timeout=20)
        if "nothing is changed yet" not in shown.content:
            return asked
        assert shown.message is not None
        (go,) = (one for one in shown.message.custom_ids if one.startswith("setup.go:"))
        agreed = await self.wire.press(self.guild.owner, go, message=shown.message)
        assert "is set up in this server" in (await agreed.final(timeout=20)).content
        return agreed

    async def join(self, who: Member) -> Interaction:
        """Somebody joins by command and form."""
        opened = await self.wire.slash(who, "join")
        sent = await self.wire.fill(opened, {"name": who.user.name, **JOINING})
        assert "You have joined" in (await sent.final()).content
        return sent

    async def pledge(self, who: Member, action: str) -> Interaction:
        """Somebody makes a pledge by command and form; the sent form."""
        opened = await self.wire.slash(who, "pledge make")
        return await self.wire.fill(opened, form(action))

    async def send(self, who: Member, action: str, route: str = "") -> Interaction:
        """A form that was opened earlier, in another process perhaps, is sent now.

        ``route`` is the form's custom_id, to send the same form again.
        """
        route = route or f"pledge.new:{self.wire.world.ids.next()}"
        return await self.wire.submit(who, route, form(action, known=False))

    def channel(self, name: str) -> Channel:
        """A channel of the server by its name."""
        return next(c for c in self.guild.channels.values() if c.data["name"] == name)

    # What is kept ------------------------------------------------------------------------

    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """Rows of the database as it stands in the file, beside a running bot or without one."""
        uri = f"{self.database.as_uri()}?mode=ro"
        with closing(sqlite3.connect(uri, uri=True, timeout=10)) as reader:
            return reader.execute(sql, values).fetchall()

    def actions(self) -> list[str]:
        """The words of every pledge, in the order of their numbers."""
        return [row[0] for row in self.rows("SELECT action FROM pledge ORDER BY number")]

    async def furnish(self, people: Iterable[Member]) -> None:
        """What set-up and joining leave behind, straight into the store: for crashes and load."""
        await furnish(self.database, self.guild, people, plan_text(self.moderation))


async def furnish(database: Path, guild: Guild, people: Iterable[Member], plan: str) -> Plan:
    """Set a summit up in the wire's server and let these people join, without the bot."""
    moment = datetime.now(UTC)
    roles = [guild.role(name).id for name in ("Attendee", "Facilitator", "Organiser")]
    channels = [guild.text_channel(n).id for n in ("welcome", "pledge-wall", "organisers")]
    parsed = parse_plan(plan)
    async with Store.open(database) as store:
        places = Places(*roles, *channels)
        await summits.set_up(store, guild_id=guild.id, plan=parsed, places=places, now=moment)

        async def join(who: Member) -> None:
            details = Details(who.user.name, Kind.RESIDENT, "", True, "")
            number = who.user.id
            await attendees.join(
                store, guild_id=guild.id, user_id=number, details=details, now=moment
            )
            await attendees.role_given(store, guild_id=guild.id, user_id=number)

        await asyncio.gather(*(join(who) for who in people))
    return parsed


class Flight:
    """So many pledges always in flight, each with words of its own: who is answered sends another.

    (A burst alone would be answered in one go, before anybody could break in.)
    """

    def __init__(self, summit: RealSummit, people: list[Member], words: str) -> None:
        self.summit = summit
        self.people = people
        self.words = words
        self.sent: dict[str, Interaction] = {}
        self.answered = 0
        self._flying = False
        self._tasks: set[asyncio.Task[None]] = set()
        self._marks: list[tuple[int, Callable[[], object]]] = []

    async def rise(self, count: int) -> None:
        """Send the first forms; from now on there are always so many in flight."""
        self._flying = True
        for _ in range(count):
            await self._send()

    def land(self) -> int:
        """Nobody sends any more; how many have no answer at this moment."""
        self._flying = False
        return len(self.sent) - self.answered

    def at(self, answered: int, act: Callable[[], object]) -> None:
        """Act at the very moment when so many answers have come."""
        self._marks.append((answered, act))
        self._pass_marks()

    async def _send(self) -> None:
        number = len(self.sent)
        action = f"{self.words}, number {number}"
        who = self.people[number % len(self.people)]
        sent = self.sent[action] = await self.summit.send(who, action)
        sent.final_future.add_done_callback(self._next)

    def _next(self, _: object) -> None:
        self.answered += 1
        self._pass_marks()
        if self._flying:
            task = asyncio.create_task(self._send())
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    def _pass_marks(self) -> None:
        for mark in [mark for mark in self._marks if mark[0] <= self.answered]:
            self._marks.remove(mark)
            mark[1]()

    @property
    def told_saved(self) -> set[str]:
        """The words of those pledges that Discord has told their makers are saved."""
        return {
            words
            for words, interaction in self.sent.items()
            if any(SAVED in answer.content for answer in interaction.answers)
        }


@asynccontextmanager
async def real_summit(
    wire: WireDiscord, folder: Path, moderation: str = "after"
) -> AsyncIterator[RealSummit]:
    """A summit to be; afterwards everything that the bot asked of Discord is checked.

    Where Discord's description is not there, that check is left to test_bot_requests.py, which
    then skips and says so.
    """
    yield RealSummit(wire, wire.world.guild("Stockport"), folder, moderation)
    wire.check()
    if openapi_path().is_file():
        checker = checker_or_skip(openapi_path(), ci=False)
        assert checker.problems(wire.requests) == []


def asked(wire: WireDiscord, method: str, part: str) -> list[Request]:
    """The recorded requests of one kind: ``part`` stands somewhere in the path."""
    return [r for r in wire.requests if r.method == method and part in r.path]


def answers_to(wire: WireDiscord, interaction: Interaction) -> list[Request]:
    """Every request with which the bot answered, or tried to answer, one interaction."""
    return [r for r in wire.requests if f"/{interaction.token}" in r.path]


async def ended(child: Process, number: int = signal.SIGTERM, within: float = 15.0) -> int:
    """Ask a process to end; its exit code. Fails when it does not end by itself."""
    child.send_signal(number)
    async with asyncio.timeout(within):
        return await child.wait()


def _main() -> None:
    import cogs.programme.events
    import cogs.wall.keeper
    from bot.cli import main
    from bot.client import SummitBot

    async def at_once(self: SummitBot, shard_id: int | None, *, initial: bool = False) -> None:
        """discord.py waits five seconds before each IDENTIFY but the first; a test need not."""

    point_at()
    SummitBot.before_identify_hook = at_once
    # After a failure the wall rests for half a minute; so that a test need not.
    cogs.wall.keeper.REST_TURNS = int(os.environ.get(REST_VARIABLE, cogs.wall.keeper.REST_TURNS))
    # Events take a turn in five seconds, and after a failure they rest for two minutes.
    turn = os.environ.get(EVENTS_VARIABLE, cogs.programme.events.TURN_SECONDS)
    cogs.programme.events.TURN_SECONDS = float(turn)
    main(sys.argv[1:] or ["run"])


if __name__ == "__main__":
    _main()
