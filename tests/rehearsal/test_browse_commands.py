"""Commands typed in the page of ``summit rehearse --browse``, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.rehearsal.hand import Hand, Served, accessible

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PLEDGE = "We will open our kitchen to a breakfast club."


@pytest.fixture
def hand(browser: Browser, served: Served) -> Iterator[Hand]:
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    hand = Hand(page, served.folder)
    page.goto(served.url)
    page.locator("#me").get_by_text("(").wait_for()
    hand.settle()
    yield hand
    assert hand.errors == []
    page.close()


def test_a_command_is_found_by_its_first_letters_and_answers(hand: Hand) -> None:
    hand.be("Rob Whitaker")
    hand.go("#lobby")
    hand.write("/prog")
    hand.channel.locator(".command-entry").get_by_text("/programme", exact=True).wait_for()
    accessible(hand.page, "the list of commands")
    hand.command("programme")
    hand.reads("Programme: Stockport Inequalities Summit")
    hand.reads("Only you can see this")


def test_a_command_opens_its_form_and_what_is_sent_is_kept(hand: Hand) -> None:
    hand.be("Bea Lowe")
    hand.go("#lobby")
    hand.command("ask")
    hand.form.get_by_text("Your question").wait_for()
    accessible(hand.page, "a form")
    hand.choose("A Fair and Inclusive Stockport")
    hand.form.get_by_role("textbox").first.fill("Who may use the kitchens of schools?")
    hand.send()
    hand.reads("Q-")


def test_an_option_is_filled_from_what_the_bot_suggests(hand: Hand) -> None:
    hand.be("Grace Obi")
    hand.go("#lobby")
    hand.command("pledge make")
    hand.choose("Employment and Income")
    hand.form.get_by_role("textbox").first.fill(PLEDGE)
    hand.form.get_by_role("radio").first.check(force=True)
    hand.send()
    hand.reads("Your pledge is saved.")
    hand.command("pledge show", reference="P-0001")
    hand.channel.get_by_text(PLEDGE).nth(1).wait_for()


def test_who_may_not_use_a_command_is_not_offered_it_or_is_told_so(hand: Hand) -> None:
    hand.be("Rob Whitaker")
    hand.go("#lobby")
    hand.write("/re")
    offered = hand.channel.locator(".command-entry-title strong")
    offered.get_by_text("/reminders", exact=True).wait_for()
    assert "/review" not in offered.all_inner_texts()
    hand.command("groups make")
    hand.reads("Only facilitators and organisers can do this.")
