"""docs/organisers.md says what the bot says, and names everything that organisers have."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from bot.cli.app import app
from cogs.helping.told import EVERYTHING, ORGANISERS
from cogs.review.views import HEADS, NOTHING_WAITS, ROWS
from rehearsal.album_of_organisers import PICTURES as TAKEN
from tests.cogs.test_attendees_page import labels

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "organisers.md"
TEXT = PAGE.read_text(encoding="utf-8")
STEPS = re.split(r"^### \d+\. ", TEXT, flags=re.MULTILINE)[1:]

# How the page writes a button, and a picture with its words.
BUTTONS = sorted(set(re.findall(r"\*\*“(.+?)”\*\*", TEXT)))
PICTURES = re.findall(r"!\[(.*?)\]\((.+?)\)", TEXT)
PANEL = [press.label for row in ROWS for press in row]
COMMANDS = sorted(line.command for part in ORGANISERS for line in part.lines)
MOST_WORDS = 1800
LEAST_ALT = 60


def said() -> set[str]:
    """Every text that is written out in the bot's code: some labels depend on the moment."""
    return {
        node.value
        for path in sorted((ROOT / "cogs").rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


@pytest.fixture(scope="module")
def texts() -> set[str]:
    return labels() | said()


@pytest.mark.parametrize("button", BUTTONS)
def test_every_button_is_called_what_the_bot_calls_it(texts: set[str], button: str) -> None:
    assert button in texts


def test_what_it_says_when_nothing_waits_is_what_the_page_says() -> None:
    assert f"“{NOTHING_WAITS}”" in TEXT


@pytest.mark.parametrize("button", PANEL)
def test_every_button_of_the_panel_is_on_the_page_in_words_and_in_the_list(button: str) -> None:
    assert button in BUTTONS
    assert button in TEXT.split("## The list")[1]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_of_organisers_is_on_the_page(command: str) -> None:
    assert f"`/{command}`" in TEXT


def test_every_command_on_the_page_is_one_of_organisers() -> None:
    assert set(re.findall(r"`/([a-z ]+)`", TEXT)) == {*COMMANDS, "help"}


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.split("\n")[0])
def test_every_step_says_what_there_is_to_see(step: str) -> None:
    assert "**You should now see**" in step


def test_the_words_of_the_panels_picture_name_its_headings() -> None:
    (words,) = [words for words, path in PICTURES if path.endswith("organisers-panel.png")]
    for head in HEADS:
        assert head.lower() in words


def test_every_picture_is_there_and_every_one_that_is_taken_is_shown() -> None:
    shown = [path for _, path in PICTURES]
    assert sorted(shown) == sorted(f"pictures/{name}.png" for name in TAKEN)
    for path in shown:
        assert (PAGE.parent / path).is_file()


@pytest.mark.parametrize(("words", "path"), PICTURES)
def test_every_picture_is_told_in_words(words: str, path: str) -> None:
    assert len(words) >= LEAST_ALT, path
    assert words.endswith("."), path


@pytest.mark.parametrize("link", sorted(set(re.findall(r"\]\(([a-z]+\.md)", TEXT))))
def test_every_page_that_it_leads_to_is_there(link: str) -> None:
    assert (PAGE.parent / link).is_file()


def test_the_page_is_short() -> None:
    without_pictures = re.sub(r"!\[.*?\]\(.*?\)", "", TEXT)
    assert len(without_pictures.split()) <= MOST_WORDS


def test_the_readme_lists_every_command_that_can_be_typed() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    typed = {line.command for parts in EVERYTHING.values() for part in parts for line in part.lines}
    assert set(re.findall(r"`/([a-z ]+)`", readme)) == typed
    shell = {command.name for command in app.registered_commands}
    for group in app.registered_groups:
        assert group.typer_instance is not None
        names = {command.name for command in group.typer_instance.registered_commands}
        shell |= {f"{group.name} {name}" for name in names}
    assert {"run", "plan check"} <= shell
    listed = readme.split("## The commands")[1]
    assert set(re.findall(r"`summit ([a-z ]+)`", listed)) == shell
