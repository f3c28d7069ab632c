"""A room's record as files: nothing in what everybody reads leads to somebody who did not agree."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from domain.attendance import Attendance, Person
from domain.attendees import Kind
from domain.facilitation import Door, Room
from domain.feedback import Result
from domain.outputs import Kind as Noted
from domain.outputs import Output
from domain.outputs import State as Seen
from domain.questions import Question, State
from domain.records import Leader, Record, Report, Summary
from exports.excel import _LIKE_A_FORMULA  # pyright: ignore[reportPrivateUsage]
from exports.room_attendance import COLUMNS, attendance_csv
from exports.room_record import POLLS, Setting, file_name, page
from tests.domain.test_attendance import NOON, session, span

DOC = (Path(__file__).parents[2] / "docs" / "exports.md").read_text(encoding="utf-8")
SETTING = Setting("Anytown Summit", "Europe/London", {"food": "Food for all"}, NOON)
WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=40)


def person(number: int, name: str, kind: Kind | None = Kind.RESIDENT, **other: object) -> Person:
    values = {"organisation": "", "spans": (span(0, 30),)} | other
    return Person(number, name, kind, **values)  # type: ignore[arg-type]


def output(number: int, words: str, author: int, name: str, **other: object) -> Output:
    values: dict[str, object] = {
        "id": number,
        "guild_id": 1,
        "number": number,
        "session": "food",
        "author_id": author,
        "author_name": name,
        "named": bool(name),
        "kind": Noted.IDEA,
        "words": words,
        "theme": "food",
        "state": Seen.SHOWN,
        "hidden_reason": "",
        "version": 1,
        "merged_into": None,
        "pledges": 0,
        "noted_at": NOON,
    }
    return Output(**(values | other))  # type: ignore[arg-type]


def question(number: int, words: str, name: str, state: State, answer: str = "") -> Question:
    return Question(
        *(number, 1, number, "food", 2, name, bool(name), words, state, False, 3, "", answer),
        *(None, NOON),
    )


FULL = Record(
    session=session(),
    room=Room(1, "food", Door.CLOSED, opened_at=NOON),
    closed_at=NOON + timedelta(hours=1),
    leaders=(Leader(81, "Fay", True), Leader(82, "Secret Fred", False), Leader(83)),
    attendance=Attendance(
        voice=(
            *(person(number, f"Secret {number}") for number in range(1, 5)),
            person(5, "=Secret()", Kind.BUSINESS, organisation="+Secret Buses"),
            Person(spans=(span(5, 10),)),
            Person(spans=(span(5, 6),)),
        ),
        text={Kind.PUBLIC_BODY: 1, Kind.BUSINESS: 4},
        erased={Kind.RESIDENT: 1},
    ),
    outputs=(
        output(1, "A walking bus", 1, "Agreed", author_id=1),
        output(2, "A bench", 2, "Secret Two"),
        output(3, "Secret hidden words", 3, "", state=Seen.HIDDEN),
        output(4, "Told by the group", 3, "", kind=Noted.BARRIER),
    ),
    reports=(Report(1, 2, (output(4, "Told by the group", 3, "", kind=Noted.BARRIER),)),),
    hands_raised=5,
    hands_called=3,
    questions=(
        question(1, "When?", "Secret Two", State.SHOWN),
        question(2, "Why?", "", State.WRITTEN, "Because."),
        question(3, "Secret waiting", "", State.WAITING),
    ),
    feedback=Result((0, 0, 1, 2, 1)),
    rounds=(4,),
    summary=Summary(
        *(1, 1, "food", 2, 8, ("Secret Buses",), "We spoke of <b>buses</b>.", 81, NOON)
    ),
    publishable=frozenset({1}),
)


class Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)

    def handle_data(self, data: str) -> None:
        self.said.append(data)


def read(record: Record, *, public: bool, setting: Setting = SETTING) -> str:
    reader = Reader()
    reader.feed(page(record, setting, public=public).decode())
    reader.close()
    assert not reader.tags & {"script", "img", "link", "b", "a", "iframe"}
    return "\n".join(reader.said)


def test_what_everybody_reads_has_no_secret() -> None:
    text = read(FULL, public=True)
    assert "Secret" not in text
    for wanted in (
        "A walking bus",
        "Agreed",
        "A bench",
        "We spoke of <b>buses</b>.",
        "Because.",
        "Fay, 2 facilitators not named here",
        "5 raised, 3 called on",
        "4.0 of 5, from 4 people",
        "Told by the group",
        "Round 1, group 2",
        POLLS,
    ):
        assert wanted in text, wanted
    assert re.search(r"Resident\n5\n", text)
    assert "Business" not in text
    assert "Kinds with few people, together\n3" in re.sub(r"\n+", "\n", text)
    assert text.count("Told by the group") == 1


def test_organisers_read_all_of_it() -> None:
    text = read(FULL, public=False)
    for wanted in (
        "Secret 1",
        "=Secret()",
        "Secret hidden words",
        "Secret Buses",
        "Secret waiting",
        "Secret Fred",
        "Had not joined the summit",
    ):
        assert wanted in text, wanted


def test_who_took_part_by_text_is_a_number_to_organisers_too() -> None:
    text = re.sub(r"\n+", "\n", read(FULL, public=False))
    assert "Counted in voice\n8\nCounted by text alone\n5\n" in text
    kinds = text.split("Here as\nPeople\n", 1)[1].split("Those who led", 1)[0].split("\n")
    assert kinds[:-1] == [
        *("Resident", "5", "Business", "1", "Had not joined the summit", "2"),
        *("By text, of kinds with few people", "5"),
    ]


def test_empty_parts_are_left_out() -> None:
    empty = Record(session=session(), room=Room(1, "food", Door.QUIET))
    text = read(empty, public=True)
    for absent in ("Notes", "Questions", "Summary", "Feedback", "Hands", "Small groups", "Led by"):
        assert absent not in text, absent
    assert "Nobody" in text


def test_few_people_are_not_told_of_in_public() -> None:
    few = replace(
        FULL, summary=None, attendance=Attendance(voice=(person(1, "Secret", Kind.BUSINESS),))
    )
    text = read(few, public=True)
    assert "Fewer than 3" in text
    assert "Business" not in text


def test_times_name_their_zone_on_both_sides_of_the_october_hour() -> None:
    first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    text = read(replace(FULL, session=session(first, first + timedelta(hours=1))), public=True)
    assert "25 October 2026, 01:30 BST to 25 October 2026, 01:30 GMT" in text


def test_attendance_is_a_row_for_each_person_and_runs_nothing() -> None:
    held = attendance_csv(FULL.attendance)
    assert held.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(held.decode("utf-8-sig"))))
    assert list(rows[0]) == list(COLUMNS)
    assert [(row["how"], row["people"], row["kind"]) for row in rows[7:]] == [
        ("erased", "1", "resident"),
        ("text", "5", ""),
    ]
    assert [row["how"] for row in rows[:7]] == ["voice"] * 7
    assert rows[0] == {
        "how": "voice",
        "people": "1",
        "name": "Secret 1",
        "user_id": "'1",
        "kind": "resident",
        "organisation": "",
        "joined_at": "2026-03-20T12:00:00Z",
        "left_at": "2026-03-20T12:30:00Z",
        "minutes": "30",
    }
    assert (rows[4]["name"], rows[4]["organisation"]) == ("'=Secret()", "'+Secret Buses")
    assert (rows[5]["name"], rows[5]["user_id"], rows[5]["minutes"]) == ("", "", "5")


@given(WORDS, WORDS)
def test_no_words_of_anybody_become_markup_or_a_formula(name: str, words: str) -> None:
    record = replace(
        FULL,
        attendance=Attendance(voice=(person(1, name, organisation=words),)),
        outputs=(output(1, words, 1, name),),
        reports=(),
    )
    assert words in read(record, public=True)
    for row in csv.reader(
        io.StringIO(attendance_csv(record.attendance).decode("utf-8-sig"), newline="")
    ):
        assert not any(_LIKE_A_FORMULA.match(cell) for cell in row)


def test_a_file_s_name_says_which_room_and_whom_it_is_for() -> None:
    past = replace(FULL, session=session(slug="food@2026-03-20"))
    assert file_name(past, "public", "html") == "room-food-2026-03-20-public.html"


def test_the_columns_are_described_and_no_other() -> None:
    part = DOC.split("\n## A room’s record\n", 1)[1].split("\n## ", 1)[0]
    assert re.findall(r"^\| `([a-z_]+)` \|", part, re.MULTILINE) == list(COLUMNS)
