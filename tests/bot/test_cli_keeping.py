"""summit backup, restore and erase, as somebody at a keyboard meets them."""

from __future__ import annotations

import asyncio
import stat
from collections.abc import Callable, Coroutine
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from bot.cli.app import outcome
from db import ledger
from db.backup import connect_copy
from db.store import Store
from domain.plan import parse_plan
from tests.bot.people import EXAMPLE, is_plain, no_superuser, run, run_with
from tests.db import children
from tests.db.full import HER, WORDS, fill
from tests.db.given import GUILD, OTHER_GUILD, join, look, set_up


@pytest.fixture
def database(folder: Path) -> Path:
    """A closed file with a summit in which she has left something everywhere."""

    async def work(store: Store) -> None:
        await set_up(store, parse_plan(EXAMPLE.read_text(encoding="utf-8")))
        await fill(store)

    return on(folder / "summit.sqlite3", work)


def on(path: Path, work: Callable[[Store], Coroutine[Any, Any, None]]) -> Path:
    async def whole() -> None:
        async with Store.open(path) as store:
            await work(store)

    asyncio.run(whole())
    return path


def backups(folder: Path) -> list[Path]:
    return sorted((folder / "backups").glob("*.sqlite3"))


HOLDS = """
async def main():
    async with Store.open(path) as store:
        print("ready", flush=True)
        await asyncio.to_thread(sys.stdin.read)

asyncio.run(main())
"""

WRITES = """
async def main():
    async with Store.open(path) as store:
        print("ready", flush=True)
        slowest = 0.0
        n = 0
        while not path.with_name("stop").exists():
            began = asyncio.get_running_loop().time()
            await asyncio.gather(*(store.write(keep(f"row-{n}-{i}")) for i in range(50)))
            slowest = max(slowest, asyncio.get_running_loop().time() - began)
            n += 1
        print(n * 50, slowest, flush=True)

asyncio.run(main())
"""


# ------------------------------------------------------------------ backup and restore


def test_a_backup_is_made_told_and_restored(folder: Path, database: Path) -> None:
    made = run("backup", cwd=folder)
    assert made.code == 0, made.err
    (path,) = backups(folder)
    assert made.out.splitlines()[0] == f"backups/{path.name}"
    assert "people                3" in made.out
    assert "Checked." in made.out
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    back = run("restore", str(path), "--to", "other.sqlite3", cwd=folder)
    assert back.code == 0, back.err
    assert "other.sqlite3 now holds what" in back.out
    assert "3 people, 2 pledges, 1 summit." in back.out
    with closing(connect_copy(path)) as one, closing(connect_copy(folder / "other.sqlite3")) as two:
        assert sorted(one.iterdump()) == sorted(two.iterdump())


def test_a_restore_overwrites_nothing_and_says_what_to_do(folder: Path, database: Path) -> None:
    run("backup", cwd=folder)
    held = database.read_bytes()
    refused = run("restore", str(backups(folder)[0]), cwd=folder)
    assert refused.code == 1
    assert is_plain(refused.err)
    assert "summit.sqlite3 is there already" in refused.err
    assert "away, or choose another place with --to." in refused.err
    assert database.read_bytes() == held


def test_who_was_erased_since_is_erased_again_and_without_the_list_it_says_so(
    folder: Path, database: Path
) -> None:
    run("backup", cwd=folder)
    assert run("erase", "--user", str(HER), "--yes", cwd=folder).code == 0
    (path,) = backups(folder)
    back = run(
        *("restore", str(path), "--to", "new.sqlite3", "--erasures", "summit.sqlite3.erasures"),
        cwd=folder,
    )
    assert "1 person had been erased after the backup was made" in back.out
    assert look(folder / "new.sqlite3", "SELECT 1 FROM attendee WHERE user_id = ?", HER) == []
    for one in (folder / "new.sqlite3.erasures", folder / "summit.sqlite3.erasures"):
        one.unlink()
    lost = run("restore", str(path), "--to", "newer.sqlite3", cwd=folder)
    assert lost.code == 0
    assert "cannot know whether anybody was erased after the backup was made" in lost.out


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("backup", "--database", "none.sqlite3"), "There is no database at none.sqlite3."),
        (("backup", "--out", "no/such/folder"), "There is no folder no/such"),
        (("restore", "none.sqlite3", "--to", "x.sqlite3"), "There is no file none.sqlite3."),
        (("restore", "plan.toml", "--to", "x.sqlite3"), "plan.toml is not a database."),
        (("restore", "plan.toml", "--to", "no/x.sqlite3"), "There is no folder no for the"),
        (("erase", "--user", "1", "--database", "none.sqlite3"), "There is no database at none"),
        (("erase", "--user", "1", "--guild", "5"), "There is no summit of the server 5"),
        (("erase",), "Say who: give one of --user, --name and --pledge."),
        (("erase", "--user", "1", "--name", "x"), "Say who: give one of"),
        (("erase", "--user", "424242", "--yes"), "keeps nothing about 424242. Nothing was erased."),
        (("erase", "--name", "Zebedee"), "knows nobody like that. Nothing was erased."),
        (("erase", "--pledge", "P-0999"), "knows nobody like that. Nothing was erased."),
        (("erase", "--pledge", "Q-1"), "is not a pledge’s reference: it looks like P-0012."),
    ],
)
def test_what_cannot_be_done_is_said_plainly(
    folder: Path,
    database: Path,
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
    says: str,
) -> None:
    (folder / "plan.toml").write_text("[summit]\n" * 200)
    before = {one: one.read_bytes() for one in folder.rglob("*.sqlite3")}
    assert outcome(list(arguments)) == 1
    told = capsys.readouterr().err
    assert says in told
    assert is_plain(told)
    assert {one: one.read_bytes() for one in folder.rglob("*.sqlite3")} == before


def test_a_folder_that_may_not_be_written_is_told(
    folder: Path, database: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    closed = folder / "closed"
    closed.mkdir(mode=0o555)
    with no_superuser(folder, *folder.glob("summit.sqlite3*")):
        assert outcome(["backup", "--out", "closed"]) == 1
    assert "The folder closed cannot be written." in capsys.readouterr().err
    assert list(closed.iterdir()) == []


def test_beside_a_running_bot_backups_are_made_and_a_restore_is_refused(
    folder: Path, database: Path
) -> None:
    with children.start(HOLDS, database) as bot:
        assert bot.stdout is not None
        assert bot.stdin is not None
        bot.stdout.readline()
        assert run("backup", cwd=folder).code == 0
        (path,) = backups(folder)
        refused = run("restore", str(path), cwd=folder)
        assert refused.code == 1
        assert "is in use by another summit process. Stop that one first." in refused.err
        bot.stdin.close()


# ------------------------------------------------------------------ erase


def test_by_name_and_by_pledge_it_shows_who_it_could_be_and_erases_nobody(
    folder: Path, database: Path
) -> None:
    on(database, lambda store: _join(store, 77, "Heliotrope \x1b[31mSmith", "Acme"))
    for arguments in (("--name", WORDS.upper()), ("--name", "acme")):
        told = run("erase", *arguments, cwd=folder)
        assert told.code == 0, told.err
        assert "--user 77  Heliotrope �[31mSmith, Acme, joined 10 December 2021" in told.out
    told = run("erase", "--pledge", "P-0001", cwd=folder)
    assert f"--user {HER}  {WORDS}" in told.out
    assert "made P-0001" in told.out
    assert "Nothing was erased." in told.out
    assert look(database, "SELECT count(*) FROM attendee") == [(4,)]


async def _join(store: Store, user_id: int, name: str, organisation: str) -> None:
    await join(store, user_id, name, organisation=organisation)


def test_it_shows_what_there_is_and_erases_nothing_without_a_yes(
    folder: Path, database: Path
) -> None:
    told = run("erase", "--user", str(HER), cwd=folder)
    assert told.code == 1
    assert "      1  Pledges you made\n" in told.out
    assert "Nothing was erased. To erase all of it for good, run this again with --yes." in told.err
    assert look(database, "SELECT count(*) FROM attendee WHERE user_id = ?", HER) == [(1,)]


def test_without_a_bot_nothing_of_hers_is_left_in_the_file_but_what_discord_still_needs(
    folder: Path, database: Path
) -> None:
    told = run("erase", "--user", str(HER), "--yes", cwd=folder)
    assert told.code == 0, told.err
    assert "Everything about them is erased from the database." in told.out
    assert "1 pledge" in told.out
    assert "The bot is not running. Start it" in told.out
    assert WORDS.encode() not in database.read_bytes()
    assert look(database, "SELECT count(*) FROM attendee WHERE user_id = ?", HER) == [(0,)]
    again = run("erase", "--user", str(HER), "--yes", cwd=folder)
    assert again.code == 1
    assert "Nothing was erased." in again.err


def test_of_several_summits_one_is_to_be_named_and_the_other_keeps_its_own(
    folder: Path, database: Path
) -> None:
    async def another(store: Store) -> None:
        await set_up(store, parse_plan(EXAMPLE.read_text(encoding="utf-8")), OTHER_GUILD)
        await join(store, HER, "Elsewhere", OTHER_GUILD)

    on(database, another)
    told = run("erase", "--user", str(HER), "--yes", cwd=folder)
    assert told.code == 1
    assert f"--guild {OTHER_GUILD}" in told.err
    done = run("erase", "--user", str(HER), "--guild", str(GUILD), "--yes", cwd=folder)
    assert done.code == 0
    rows = look(database, "SELECT guild_id FROM attendee WHERE user_id = ?", HER)
    assert rows == [(OTHER_GUILD,)]


def test_beside_a_bot_that_writes_all_the_time_it_erases_and_nothing_is_lost(
    folder: Path, database: Path
) -> None:
    with children.start(WRITES, database) as bot:
        assert bot.stdout is not None
        bot.stdout.readline()
        told = run("erase", "--user", str(HER), "--yes", cwd=folder)
        (folder / "stop").touch()
        written, slowest = bot.stdout.readline().split()
    assert told.code == 0, told.err
    assert "The running bot now takes their pledges off the wall" in told.out
    assert look(database, "SELECT count(*) FROM kept WHERE key LIKE 'row-%'") == [(int(written),)]
    assert look(database, "SELECT count(*) FROM attendee WHERE user_id = ?", HER) == [(0,)]
    assert float(slowest) < 5
    there = ledger.read(ledger.beside(database))
    assert there is not None
    assert len(there.lines) == 1


FULL = """
import resource
resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, resource.RLIM_INFINITY))
"""


def test_with_the_disk_full_nothing_is_erased_and_it_says_so(folder: Path, database: Path) -> None:
    told = run_with(FULL, "erase", "--user", str(HER), "--yes", cwd=folder)
    assert told.code == 1
    assert is_plain(told.err), told.err
    assert look(database, "SELECT count(*) FROM attendee WHERE user_id = ?", HER) == [(1,)]
    assert run("erase", "--user", str(HER), "--yes", cwd=folder).code == 0
