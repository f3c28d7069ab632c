"""``summit rehearse --browse`` in a real browser: three people’s way from joining to exports."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.bot.people import environment
from tests.exports import browser as there

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

PREVIEW = "markdown_it", "linkify_it", "regex", "PIL"
QUESTION = "Who decides where free school meals go?"
PLEDGE = "We will offer two paid work placements each year to young people from our area."
READY = """() => {
    const channel = document.getElementById("channel");
    const preview = channel.contentWindow.simcordPreview;
    return !channel.hidden && !channel.inert && preview?.ready && !preview.pendingAction;
}"""
LONG = 90_000


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


def test_three_people_go_through_a_summit_by_hand(browser: Browser, played: Served) -> None:
    hand = Hand(browser.new_page(viewport={"width": 1280, "height": 800}), played.folder)
    hand.page.goto(played.url)
    hand.page.locator("#me").get_by_text("Nadia Rahman").wait_for()

    # A newcomer joins, and chooses.
    hand.press("Join the summit")
    hand.choose("Resident")
    hand.tick("Yes, publish my name or organisation")
    hand.picture("form")
    hand.send()
    hand.reads("You have joined Stockport Inequalities Summit.")
    hand.press("Choose workshops")
    hand.press("Choose Early Years and Education")
    hand.reads("You have a place in Early Years and Education.")
    accessible(hand.page, "the newcomer’s page")
    hand.picture("joined")

    # A business asks during the keynote.
    hand.jump("A Fair and Inclusive Stockport")
    hand.be("Bea Lowe")
    hand.go("#a-fair-and-inclusive-stockport")
    hand.press("Ask a question")
    hand.form.get_by_role("textbox").first.fill(QUESTION)
    hand.picture("asking")
    hand.send()
    hand.reads("Q-")

    # A crowd comes, and the business pledges.
    hand.page.locator("#crowd").get_by_role("button", name="8 people join").click()
    hand.page.get_by_text("8 people have joined.").wait_for()
    hand.jump("The pledging begins")
    hand.go("#welcome")
    hand.press("Make a pledge")
    hand.choose("Employment and Income")
    hand.form.get_by_role("textbox").first.fill(PLEDGE)
    hand.form.get_by_role("radio").first.check(force=True)
    hand.send()
    hand.reads("P-0001")
    hand.picture("pledged")

    # The organiser lets it through, and it stands on the wall, for the newcomer too.
    hand.be("Olga")
    hand.go("#organisers")
    hand.press("Look at pledges")
    hand.reads(PLEDGE)
    hand.press("Show on the wall")
    hand.be("Nadia")
    hand.go("#pledge-wall")
    hand.reads(PLEDGE)
    hand.picture("wall")
    accessible(hand.page, "the wall")
    hand.go("Messages from Summit")

    # The end.
    hand.page.get_by_role("button", name="End and export…").click()
    hand.picture("really")
    hand.page.get_by_role("dialog").get_by_role("button", name="End and export").click()
    hand.page.get_by_role("heading", name="The rehearsal has ended").wait_for()
    hand.picture("ended")
    accessible(hand.page, "the end")
    base = played.url.partition("/#")[0]
    assert hand.errors == []
    assert {
        one for one in hand.asked if not one.startswith((base, "data:", f"blob:{base}"))
    } == set()
    hand.page.close()
    assert "What was done is exported:" in played.rest()
    assert played.process.returncode == 0
    for profile in ("internal", "public"):
        (folder,) = (played.folder / "exports").glob(f"summit-*-{profile}-*")
        assert json.loads((folder / "manifest.json").read_text("utf-8"))["rehearsal"] is True
        assert PLEDGE in (folder / "pledges.csv").read_text("utf-8-sig")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 900, 320])
def test_the_page_is_for_everybody(
    browser: Browser, served: Served, width: int, scheme: Any
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 700}, color_scheme=scheme)
    hand = Hand(page, served.folder)
    page.goto(served.url)
    page.locator("#time").get_by_text("2021").wait_for()
    hand.settle()
    accessible(page, "the channel")
    hand.picture(f"page-{width}-{scheme}")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    if width < 800:
        page.get_by_role("button", name="People, channels, clock").click()
        accessible(page, "people, channels, clock")
        hand.picture(f"open-{width}-{scheme}")
    else:
        names = ["Rob Whitaker", "Bea Lowe"]
        page.locator("#people button").first.focus()
        for name in names:
            page.keyboard.press("Tab")
            page.keyboard.press("Enter")
            page.locator("#me").get_by_text(name).wait_for()
            assert page.evaluate("document.activeElement.textContent").startswith(name)
    page.close()


def test_ctrl_c_ends_it_with_the_exports_and_says_where_they_are(tmp_path: Path) -> None:
    if any(find_spec(name) is None for name in PREVIEW):
        pytest.skip("the extra “rehearse-browser” is not installed")
    one = serve(tmp_path / "played", "--attendees", "8")
    try:
        one.process.send_signal(signal.SIGINT)
        said = one.rest()
    finally:
        one.kill()
    assert one.process.returncode == 0, said
    told = said.partition("What was done is exported:\n")[2].split()
    assert sorted(told) == sorted(map(str, (tmp_path / "played" / "exports").iterdir()))
    assert len(told) == 2
