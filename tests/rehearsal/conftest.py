"""Rehearsals that were played, each once for all the tests that look at it."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.bot.people import Ran, environment

ARGUMENTS = ("rehearse", "--attendees", "12", "--seed", "5", "--out")


def play(folder: Path, *arguments: str) -> Ran:
    """``summit rehearse`` in a process of its own, from a folder of somebody's."""
    done = subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        cwd=folder,
        env=environment(),
        capture_output=True,
        encoding="utf-8",
        stdin=subprocess.DEVNULL,
        timeout=300,
        check=False,
    )
    return Ran(done.returncode, done.stdout, done.stderr)


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder in which the rehearsals are played."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="session")
def twice(home: Path) -> tuple[Ran, Ran]:
    """The same rehearsal played twice, side by side, into the folders "one" and "two"."""
    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(lambda out: play(home, *ARGUMENTS, out), ["one", "two"])
    return first, second


@pytest.fixture(scope="session")
def ran(twice: tuple[Ran, Ran]) -> Ran:
    return twice[0]


@pytest.fixture(scope="session")
def out(home: Path, ran: Ran) -> Path:
    assert ran.code == 0, ran.err
    return home / "one"
