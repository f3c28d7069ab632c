"""Long work: a bar on a terminal, plain lines elsewhere."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from rich.console import Console

from bot.cli import progress as module
from bot.cli.progress import progress
from tests.bot.people import environment, run
from tests.exports.summit_file import summit_file

pty = pytest.importorskip("pty", reason="this computer has no pseudo-terminals")


def test_elsewhere_there_is_a_plain_line_now_and_then(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "EVERY_SECONDS", 0.0)
    written = io.StringIO()
    with progress("Exporting", Console(file=written, width=80)) as tell:
        tell(500, 12_000)
        tell(12_000, 12_000)
    assert written.getvalue() == "Exporting: 500 of 12,000\nExporting: 12,000 of 12,000\n"


def test_elsewhere_short_work_says_nothing() -> None:
    written = io.StringIO()
    with progress("Exporting", Console(file=written, width=80)) as tell:
        for done in range(1000):
            tell(done, 1000)
    assert written.getvalue() == ""


def test_a_failure_in_the_middle_comes_out_as_it_is() -> None:
    def work() -> None:
        with progress("Exporting", Console(file=io.StringIO())) as tell:
            tell(1, 2)
            raise LookupError("a cause")

    with pytest.raises(LookupError, match="a cause"):
        work()


def read_all(descriptor: int) -> str:
    parts: list[bytes] = []
    while True:
        try:
            part = os.read(descriptor, 65536)
        except OSError:  # Linux says so when the other end is closed
            break
        if not part:
            break
        parts.append(part)
    return b"".join(parts).decode()


def test_an_export_on_a_terminal_shows_a_bar_that_goes_when_it_is_done(folder: Path) -> None:
    with summit_file(folder / "summit.sqlite3") as summit:
        summit.connection.execute("BEGIN")
        maker = summit.attendee(7)
        for _ in range(2000):
            summit.pledge(maker)
        summit.connection.execute("COMMIT")
    reading, writing = pty.openpty()
    with os.fdopen(writing, "wb") as terminal:
        child = subprocess.Popen(
            [sys.executable, "-m", "bot", "export", "--profile", "internal"],
            cwd=folder,
            env=environment(TERM="xterm-256color", COLUMNS="100"),
            stdout=subprocess.PIPE,
            stderr=terminal,
            stdin=subprocess.DEVNULL,
            encoding="utf-8",
        )
    shown = read_all(reading)
    os.close(reading)
    out, _ = child.communicate(timeout=30)
    assert child.returncode == 0, shown
    assert "Exporting (internal)" in shown
    assert re.search(r"[\d,]+ of 4,0\d\d", shown)
    assert "\x1b[2K" in shown  # the bar is taken away again
    assert "\x1b" not in out
    assert "pledges.csv" in out


def test_an_export_into_a_file_or_a_pipe_has_no_control_characters(folder: Path) -> None:
    with summit_file(folder / "summit.sqlite3") as summit:
        summit.pledge(summit.attendee(7))
    ran = run("export", cwd=folder)
    assert ran.code == 0
    assert "\x1b" not in ran.out + ran.err
    assert ran.err == ""
