"""Rehearsals that were played, each once for all the tests that look at it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.bot.people import Ran, environment
from tests.exports import browser as there
from tests.rehearsal.hand import PREVIEW, Served, serve

if TYPE_CHECKING:
    from playwright.sync_api import Browser

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


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if any(find_spec(name) is None for name in PREVIEW):
        pytest.skip("the extra “rehearse-browser” is not installed")
    chromium = there.chromium_or_skip(ci=there.in_ci())
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        args = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=chromium, args=args)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def served(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One that only this module’s looks at the page use; ``browser`` comes first, for its skip."""
    one = serve(tmp_path_factory.mktemp("looked") / "played", "--attendees", "8")
    yield one
    one.kill()


@pytest.fixture
def played(browser: Browser, tmp_path: Path) -> Iterator[Served]:
    """One that is played to its end."""
    one = serve(tmp_path / "played", "--attendees", "8")
    yield one
    one.kill()
