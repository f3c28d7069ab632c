"""docs/facilitators.md says what the bot says, and its half-page stays half a page."""

from __future__ import annotations

import re

import pytest

from cogs.helping.told import FACILITATORS
from tests.cogs.test_attendees_page import FACILITATORS as TEXT
from tests.cogs.test_attendees_page import LEAST_ALT, labels
from tests.cogs.test_control_panel import all_labels

PICTURES = re.findall(r"!\[(.*?)\]\((.+?)\)", TEXT)
WORDS = re.sub(r"!\[.*?\]\(.*?\)", "", TEXT)
EVENING, DAY = WORDS.split("## On the day")
BUTTONS = sorted(set(re.findall(r"\*\*“(.+?)”\*\*", TEXT)))
MOST_EVENING, MOST_DAY = 500, 350


def test_every_button_of_the_control_panel_is_told_of() -> None:
    assert {"I lead this room", "Small groups…", "Stop leading", "Slow mode…"} <= all_labels()
    assert all_labels() - set(BUTTONS) == set()


@pytest.mark.parametrize("button", BUTTONS)
def test_every_button_is_called_what_the_bot_calls_it(button: str) -> None:
    assert button in labels() | all_labels()


def test_every_command_of_facilitators_is_named_and_every_one_is_there() -> None:
    there = {f"/{line.command}" for part in FACILITATORS for line in part.lines}
    named = set(re.findall(r"`(/[a-z ]+)`", TEXT))
    assert named == there | {"/hand queue", "/help"}


@pytest.mark.parametrize(("words", "path"), PICTURES)
def test_every_picture_is_told_in_words(words: str, path: str) -> None:
    assert len(words) >= LEAST_ALT, path
    assert words.endswith("."), path


def test_the_page_is_short_and_the_part_for_the_day_is_half_of_it() -> None:
    assert len(EVENING.split()) <= MOST_EVENING
    assert len(DAY.split()) <= MOST_DAY


def test_no_picture_is_shown_twice() -> None:
    paths = [path for _, path in PICTURES]
    assert len(paths) == len(set(paths)) == 12
