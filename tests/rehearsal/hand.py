"""Whoever sits before the page of ``summit rehearse --browse``, and the rehearsal behind it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.bot.people import environment

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

PREVIEW = "markdown_it", "linkify_it", "regex", "PIL"
READY = """() => {
    const channel = document.getElementById("channel");
    const preview = channel.contentWindow.simcordPreview;
    return !channel.hidden && !channel.inert && preview?.ready && !preview.pendingAction;
}"""
LONG = 60_000


@dataclass(slots=True)
class Served:
    """A rehearsal that is being served in a process of its own."""

    process: subprocess.Popen[str]
    url: str
    folder: Path

    def rest(self) -> str:
        """What it writes until it has ended."""
        return self.process.communicate(timeout=60)[0]

    def kill(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.communicate()


def serve(folder: Path, *arguments: str) -> Served:
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "rehearse", "--browse", "--out", str(folder), *arguments],
        cwd=folder.parent,
        env=environment(PYTHONUNBUFFERED="1"),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        encoding="utf-8",
    )
    assert process.stdout is not None
    said = ""
    for line in process.stdout:
        said += line
        if found := re.search(r"http://\S+", line):
            return Served(process, found[0], folder)
    raise AssertionError(said)


class Hand:
    """Whoever sits before the page."""

    def __init__(self, page: Page, folder: Path) -> None:
        self.page = page
        self.folder = folder
        self.asked: list[str] = []
        self.errors: list[str] = []
        page.on("request", lambda one: self.asked.append(one.url))
        page.on("pageerror", lambda one: self.errors.append(str(one)))
        page.set_default_timeout(LONG)

    @property
    def channel(self) -> Locator:
        return self.page.frame_locator("#channel").locator("#preview-app")

    def settle(self) -> None:
        """Until the channel is drawn and takes presses."""
        self.page.wait_for_timeout(600)
        self.page.wait_for_function(READY)

    def be(self, name: str) -> None:
        self.page.locator("#people").get_by_role("button", name=name).click()
        self.page.locator("#me").get_by_text(name).wait_for()
        self.settle()

    def go(self, place: str) -> None:
        self.page.locator("#places").get_by_role("button", name=place).first.click()
        self.page.locator("#place").get_by_text(place).wait_for()
        self.settle()

    def press(self, label: str) -> None:
        self.settle()
        self.channel.get_by_role("button", name=label).last.click()
        self.settle()

    def write(self, words: str) -> Locator:
        """In the box at the bottom of the channel."""
        self.settle()
        box = self.channel.locator("textarea").last
        box.click()
        box.fill(words)
        return box

    def command(self, name: str, **options: str) -> None:
        """Type a command and choose it. Of each option, the first suggestion for what is typed."""
        self.write(f"/{name}")
        self.channel.locator(".command-entry-title strong").get_by_text(
            f"/{name}", exact=True
        ).click()
        last = self.channel.locator(".command-chip")
        for option, words in options.items():
            last = self.channel.locator(f'.command-option-input[data-option="{option}"]')
            last.click()
            last.press_sequentially(words, delay=20)
            self.channel.locator(".command-suggestion").get_by_text(words).first.click()
        self.settle()
        self.channel.get_by_role("button", name="Send").last.click()
        self.settle()

    def fill(self, label: str, words: str) -> None:
        self.form.get_by_label(label).fill(words)

    def choose(self, option: str) -> None:
        self.form.get_by_role("combobox").first.click()
        self.page.frame_locator("#channel").get_by_role("option", name=option).first.click()

    def tick(self, label: str) -> None:
        self.form.get_by_label(label).check(force=True)

    def send(self) -> None:
        self.settle()
        self.form.get_by_role("button", name="Submit").click()
        self.form.wait_for(state="detached")
        self.settle()

    @property
    def form(self) -> Locator:
        return self.channel.get_by_role("dialog")

    def reads(self, words: str) -> None:
        try:
            self.channel.get_by_text(words).last.wait_for()
        except BaseException:
            self.picture("failed")
            raise

    def jump(self, label: str) -> None:
        button = self.page.locator("#jumps").get_by_role("button", name=label)
        button.click()
        button.wait_for(state="detached")
        self.page.locator("#doing").get_by_text("Putting").wait_for(state="detached")
        self.settle()

    def picture(self, name: str) -> None:
        if folder := os.environ.get("SUMMIT_TEST_PICTURES"):
            self.page.screenshot(path=Path(folder) / f"{name}.png")


def accessible(page: Page, name: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    found: Any = Axe().run(page).response["violations"]
    told = [(one["id"], [node["html"][:120] for node in one["nodes"]]) for one in found]
    assert told == [], name
