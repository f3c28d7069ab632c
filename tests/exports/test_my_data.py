"""One person's data as files: JSON for programs, and a page that needs nothing but a browser."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from domain.my_data import MyData, Part
from exports.my_data import as_html, as_json

AT = datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
# Control characters never reach the store (domain/text.py); a page reads a line break as one.
WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1)


def data(*parts: Part) -> MyData:
    return MyData(921, 812, AT, parts)


class Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.said.append(data)


def read(page: bytes) -> Reader:
    reader = Reader()
    reader.feed(page.decode())
    reader.close()
    return reader


def test_json_says_what_each_part_is_for_and_keeps_ids_as_text() -> None:
    told = json.loads(as_json(data(Part("votes", ({"question": "Q-1", "n": 3},))), summit="Sum"))
    assert told == {
        "summit": "Sum",
        "server": "921",
        "discord_account": "812",
        "read_at": "2026-03-29T01:30:00Z",
        "kept": [
            {
                "part": "votes",
                "title": "Votes for questions",
                "kept_for": "so that each person has one vote",
                "seen_by": "only you",
                "entries": [{"question": "Q-1", "n": 3}],
            }
        ],
    }


@given(WORDS)
def test_json_gives_every_word_back(words: str) -> None:
    told = json.loads(as_json(data(Part("drafts", ({"words": words},))), summit=words))
    assert told["kept"][0]["entries"] == [{"words": words}]
    assert told["summit"] == words


@given(WORDS)
def test_the_page_shows_every_word_and_runs_none(words: str) -> None:
    plain = read(as_html(data(Part("drafts", ({"words": "x"},))), summit="S"))
    page = read(as_html(data(Part("drafts", ({"words": words},))), summit="S"))
    assert page.tags == plain.tags
    assert words in page.said


def test_the_page_leaves_out_what_is_empty_and_says_when_nothing_is_kept() -> None:
    said = read(
        as_html(data(Part("votes", ({"question": "Q-1", "note": "", "x": None},))), summit="S")
    )
    assert "question" in said.said
    assert not {"note", "x"} & set(said.said)
    assert "Nothing is kept about you." in read(as_html(data(), summit="S")).said
    assert "29 March 2026 at 01:30" in "".join(read(as_html(data(), summit="S")).said)
