"""``summit rehearse --browse`` in a real browser: three people’s way from joining to exports."""

from __future__ import annotations

import json
import signal
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.rehearsal.hand import PREVIEW, Hand, Served, accessible, serve

if TYPE_CHECKING:
    from playwright.sync_api import Browser

QUESTION = "Who decides where free school meals go?"
PLEDGE = "We will offer two paid work placements each year to young people from our area."
REASON = "Please let others finish."


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

    # The organiser lets it through.
    hand.be("Olga")
    hand.go("#organisers")
    hand.press("Look at pledges")
    hand.reads(PLEDGE)
    hand.press("Show on the wall")

    # She warns a resident, who reads why.
    hand.go("#early-years-and-education")
    hand.command("moderate person", person="Rob Whitaker")
    hand.press("Warn…")
    hand.form.get_by_role("textbox").first.fill(REASON)
    hand.send()
    hand.reads("is warned.")
    hand.picture("warned")
    hand.be("Rob")
    hand.go("Messages from Summit")
    hand.reads(REASON)

    # The pledge stands on the wall, for the newcomer too.
    hand.be("Nadia")
    hand.go("#pledge-wall")
    hand.reads(PLEDGE)
    hand.picture("wall")
    accessible(hand.page, "the wall")

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
