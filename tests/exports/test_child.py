"""The export as a process of its own."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

import bot.exporting
from bot.export_files import ExportFailed, export_summit
from bot.exporting import export_in_child
from exports.columns import Profile
from tests.exports.summit_file import GUILD, OTHER_GUILD, summit_file

NOW = datetime(2021, 12, 10, 15, 0, 0, tzinfo=UTC)
ROOT = Path(bot.exporting.__file__).parents[1]


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "summit.sqlite3"


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "exports"


def fill(database: Path, pledges: int) -> None:
    with summit_file(database) as file:
        maker = file.attendee(7)
        file.connection.execute("BEGIN")
        for at in range(pledges):
            file.pledge(maker, action=f"{at}: " + "a shared meal, every month " * 8)
        file.connection.execute("COMMIT")


async def until(condition, seconds: float = 20) -> None:
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.005)


async def test_the_child_makes_the_same_files(database, out, monkeypatch, tmp_path):
    fill(database, 300)
    told: list[tuple[int, int]] = []
    monkeypatch.chdir(tmp_path)  # a caller may stand anywhere, and give paths from there
    result = await export_in_child(
        Path(database.name),
        GUILD,
        Profile.INTERNAL,
        Path(out.name),
        NOW,
        lambda done, total: told.append((done, total)),
    )
    here = export_summit(database, GUILD, Profile.INTERNAL, out, NOW)

    assert result.folder == out / f"summit-{GUILD}-internal-20211210T150000Z"
    assert result.files == here.files
    assert [p.read_bytes() for p in result.paths] == [p.read_bytes() for p in here.paths]
    assert result.made_at == here.made_at == NOW
    # The table of connections has four counts even where nothing happened.
    assert told[0] == (0, 604)
    assert told[-1] == (604, 604)


async def test_without_a_workbook_all_other_files_are_the_same(database, out):
    fill(database, 30)
    whole = await export_in_child(database, GUILD, Profile.PUBLIC, out, NOW)
    fewer = await export_in_child(database, GUILD, Profile.PUBLIC, out, NOW, workbook=False)
    gone = {file.name for file in whole.files} - {file.name for file in fewer.files}
    assert gone == {"record-public.xlsx"}
    same = {file for file in whole.files if file.name not in {*gone, "manifest.json"}}
    assert same <= set(fewer.files)


async def test_two_at_once_do_not_meet(database, out):
    fill(database, 500)
    one, two = await asyncio.gather(
        *(export_in_child(database, GUILD, Profile.INTERNAL, out, NOW) for _ in range(2))
    )
    assert {one.folder.name, two.folder.name} == {
        f"summit-{GUILD}-internal-20211210T150000Z",
        f"summit-{GUILD}-internal-20211210T150000Z-2",
    }
    assert one.files == two.files
    assert [p.read_bytes() for p in one.paths] == [p.read_bytes() for p in two.paths]
    assert sorted(out.iterdir()) == sorted([one.folder, two.folder])


async def test_what_went_wrong_comes_back_as_the_childs_sentence(database, out):
    fill(database, 1)
    with pytest.raises(ExportFailed) as refusal:
        await export_in_child(database, OTHER_GUILD, Profile.PUBLIC, out, NOW)
    assert str(refusal.value) == (
        f"There is no summit for the server {OTHER_GUILD} in the database {database}."
    )


async def test_cancelling_ends_the_child_and_leaves_nothing(database, out):
    fill(database, 20_000)
    told: list[int] = []
    task = asyncio.create_task(
        export_in_child(
            database, GUILD, Profile.INTERNAL, out, NOW, lambda done, total: told.append(done)
        )
    )
    await until(lambda: told and told[-1] > 0)
    parts = list(out.iterdir())
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    assert [part.suffix for part in parts] == [".part"]
    assert list(out.iterdir()) == []
    await asyncio.sleep(0.2)  # a child that still ran would make its folder again, or finish it
    assert list(out.iterdir()) == []


async def test_a_child_that_is_killed_is_said_plainly_and_leaves_nothing(
    database, out, monkeypatch, caplog
):
    fill(database, 20_000)
    started: list[int] = []
    start = bot.exporting._start

    async def started_child(*arguments: str) -> asyncio.subprocess.Process:
        process = await start(*arguments)
        started.append(process.pid)
        return process

    def kill(done: int, total: int) -> None:
        if done:
            os.kill(started[0], signal.SIGKILL)

    monkeypatch.setattr(bot.exporting, "_start", started_child)
    with pytest.raises(ExportFailed) as refusal:
        await export_in_child(database, GUILD, Profile.INTERNAL, out, NOW, kill)
    assert str(refusal.value) == "The export stopped before it was done. Nothing was exported."
    assert list(out.iterdir()) == []
    assert f"ended with {-signal.SIGKILL}" in caplog.text


async def test_a_python_that_is_not_there_is_said_plainly(database, out, monkeypatch):
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with pytest.raises(ExportFailed, match=r"^The export could not be started: No such file"):
        await export_in_child(database, GUILD, Profile.PUBLIC, out, NOW)


def child(database: Path, out: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [
            sys.executable,
            "-m",
            "bot.export_child",
            f"--database={database}",
            f"--guild={GUILD}",
            "--profile=internal",
            f"--out={out}",
            f"--now={NOW.isoformat()}",
            "--token=0123456789abcdef",
        ],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


@pytest.mark.parametrize("ending", ["sigterm", "sigint", "nobody listens"])
def test_a_child_that_is_told_to_stop_clears_up_without_a_traceback(database, out, ending):
    fill(database, 20_000)
    process = child(database, out)
    assert process.stdout is not None
    assert process.stderr is not None
    while b'"done": 0' not in process.stdout.readline():
        pass
    process.stdout.readline()
    assert [part.name for part in out.iterdir()] == [".export-0123456789abcdef.part"]
    if ending == "nobody listens":
        process.stdout.close()
    else:
        process.send_signal(signal.SIGTERM if ending == "sigterm" else signal.SIGINT)
        process.stdout.read()
        process.stdout.close()
    complaints = process.stderr.read()
    process.stderr.close()

    expected = {"sigterm": 143, "sigint": 130, "nobody listens": 1}
    assert process.wait(timeout=20) == expected[ending]
    assert complaints == b""
    assert list(out.iterdir()) == []


def test_the_child_is_lean_and_starts_fast():
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", "import sys, bot.export_child; print(*sys.modules)"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    )
    took = time.perf_counter() - began
    assert not {"discord", "pydantic", "aiosqlite", "typer"} & set(done.stdout.split())
    assert took < 2  # 0.1 s on an idle machine


def test_the_token_of_the_bot_is_not_handed_on(monkeypatch, tmp_path):
    """What the child is given is read from the child itself."""
    monkeypatch.setenv("SUMMIT_TOKEN", "not-for-children")
    show = tmp_path / "python"
    show.write_text("#!/bin/sh\nenv >&2\n")
    show.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(show))

    async def told() -> bytes:
        process = await bot.exporting._start()
        _, environment = await process.communicate()
        return environment

    environment = asyncio.run(told())
    assert b"PATH=" in environment
    assert b"SUMMIT" not in environment
    assert b"not-for-children" not in environment
