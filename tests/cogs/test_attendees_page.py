"""docs/attendees.md says what the bot says, and shows what there is."""

from __future__ import annotations

import ast
import re
from dataclasses import replace
from pathlib import Path

import pytest

from cogs.joining.views import ROWS
from cogs.rooms.cards import panel_buttons
from domain.feedback import RATINGS, label
from domain.rooms import Moment
from tests.domain.test_facilitation import SESSION

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "attendees.md"
TEXT = PAGE.read_text(encoding="utf-8")
FACILITATORS = (ROOT / "docs" / "facilitators.md").read_text(encoding="utf-8")
REHEARSING = (ROOT / "docs" / "rehearsing.md").read_text(encoding="utf-8")
ORGANISERS = (ROOT / "docs" / "organisers.md").read_text(encoding="utf-8")

# How the page writes a button, and a picture with its words.
BUTTONS = sorted(set(re.findall(r"\*\*“(.+?)”\*\*", TEXT)))
PICTURES = re.findall(r"!\[(.*?)\]\((.+?)\)", TEXT)
MOST_WORDS = 900
LEAST_ALT = 60


def labels() -> set[str]:
    """Every label of a button that is written out in the bot's code."""
    found: set[str] = set()
    for path in sorted((ROOT / "cogs").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id == "Press"
                and node.args
                and isinstance(node.args[0], ast.Constant)
                and isinstance(node.args[0].value, str)
            ):
                found.add(node.args[0].value)
    return found


def test_the_scans_find_what_there_is() -> None:
    assert {"Join the summit", "Help", "Get a file"} <= labels()
    assert {"Join the summit", "My data"} <= set(BUTTONS)


@pytest.mark.parametrize("button", BUTTONS)
def test_every_button_is_called_what_the_bot_calls_it(button: str) -> None:
    assert button in labels()


def on_panels() -> set[str]:
    """Every button of the panels that everybody uses, whatever the room and the moment."""
    found = {one.label for row in ROWS for one in row}
    for kind in ("keynote", "workshop", "pledging"):
        for moment in Moment:
            for yes in (True, False):
                rows = panel_buttons(
                    replace(SESSION, kind=kind, recorded=yes), moment, late=yes, groups=yes
                )
                found |= {one.label for row in rows for one in row}
    return found


def test_every_button_that_everybody_has_is_told_of() -> None:
    assert {"Join the summit", "Raise my hand", "Go to my group"} <= on_panels()
    assert on_panels() <= set(BUTTONS)


def test_every_picture_is_there_and_every_one_is_shown_once() -> None:
    shown = [path for _, path in PICTURES]
    others = re.findall(r"\]\((pictures/.+?)\)", FACILITATORS + ORGANISERS + REHEARSING)
    there = {f"pictures/{file.name}" for file in (PAGE.parent / "pictures").iterdir()}
    assert len(shown) == len(set(shown))
    assert set(shown).isdisjoint(others)
    assert set(shown) | set(others) == there


@pytest.mark.parametrize(("words", "path"), PICTURES)
def test_every_picture_is_told_in_words(words: str, path: str) -> None:
    assert len(words) >= LEAST_ALT, path
    assert words.endswith("."), path


def test_the_buttons_in_the_words_of_pictures_are_the_bots() -> None:
    told = " ".join(words for words, _ in PICTURES)
    for button in ("Join the summit", "Choose workshops", "Add detail", "Edit", "Withdraw"):
        assert button in told
        assert button in labels()
    for button in ("Get a file", "Change my details", "Erase my data"):
        assert button in told
        assert button in labels()
    assert label(min(RATINGS)) in told
    assert label(max(RATINGS)) in told


def test_the_page_is_short_and_asks_nobody_to_type_a_command() -> None:
    without_pictures = re.sub(r"!\[.*?\]\(.*?\)", "", TEXT)
    assert len(without_pictures.split()) <= MOST_WORDS
    assert re.findall(r"(?<![\w/])/[a-z]+", without_pictures) == []
