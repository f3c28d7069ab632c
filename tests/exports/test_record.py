"""The whole record: every table of a summit, in the files for organisers and for the public."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.export_files import ExportResult, export_summit, zip_export
from exports.columns import Profile
from tests.exports.planted import AMINA, BEN, MODERATOR, Planted
from tests.exports.reading import everything_in, files_of, read_csv, read_json, rows_of
from tests.exports.summit_file import AT, GUILD, OTHER_GUILD, SummitFile, summit_file
from tests.exports.whole_file import fill

NOW = datetime(2021, 12, 10, 15, 0, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[Planted, dict[Profile, ExportResult]]:
    folder = tmp_path_factory.mktemp("whole")
    with summit_file(folder / "summit.sqlite3") as file:
        planted = fill(file)
    return planted, {
        profile: export_summit(folder / "summit.sqlite3", GUILD, profile, folder / "out", NOW)
        for profile in Profile
    }


@pytest.fixture
def internal(whole) -> Path:
    return whole[1][Profile.INTERNAL].folder


@pytest.fixture
def public(whole) -> Path:
    return whole[1][Profile.PUBLIC].folder


def said_by(result: ExportResult) -> dict[str, str]:
    found = everything_in(zip_export(result))
    for path in result.paths:
        found |= everything_in(path)
    return found


def test_no_private_marker_is_in_any_file_of_the_public_export(whole):
    planted, results = whole
    assert {path.name for path in results[Profile.PUBLIC].folder.iterdir()} == files_of(
        Profile.PUBLIC
    )
    for name, said in said_by(results[Profile.PUBLIC]).items():
        for marker in (*planted.internal, *planted.nowhere, "SECRET", "UNSAID"):
            assert marker not in said, (name, marker)


def test_every_public_marker_is_in_the_public_tables_and_in_the_workbook(whole):
    planted, results = whole
    said = said_by(results[Profile.PUBLIC])
    workbook = "\n".join(text for name, text in said.items() if name.startswith("record-public"))
    tables = "\n".join(text for name, text in said.items() if name.endswith(".csv"))
    of_the_summit = {"OPEN-summit name"}
    assert [m for m in planted.public if m not in tables] == sorted(of_the_summit)
    assert [m for m in planted.public if m not in workbook] == []


def test_organisers_have_every_marker_but_what_nobody_was_told_they_see(whole):
    planted, results = whole
    said = said_by(results[Profile.INTERNAL])
    for form in (".csv", ".jsonl"):
        held = "\n".join(text for name, text in said.items() if name.endswith(form))
        missing = [m for m in planted.internal if m not in held]
        assert missing == [], form
    workbook = "\n".join(text for name, text in said.items() if name.startswith("record-internal"))
    assert [m for m in (*planted.internal, *planted.public) if m not in workbook] == []
    for name, text in said.items():
        assert "UNSAID" not in text, name


def test_questions_and_notes_without_a_name_say_no_name_to_organisers_either(internal):
    questions = read_csv(internal / "questions.csv")
    assert [(q["reference"], q["asker_id"], q["asker_name"]) for q in questions] == [
        ("Q-1", str(AMINA), "Amina Yusuf"),
        ("Q-2", "", ""),
        ("Q-3", str(BEN), "SECRET-name-Ben"),
        ("Q-4", "", ""),
    ]
    assert (questions[0]["owner_id"], questions[0]["owner_name"]) == (
        str(MODERATOR),
        "SECRET-name-Mo",
    )
    notes = read_json(internal / "outputs.jsonl")
    assert [(n["reference"], n["author_id"], n["merged_into"], n["pledges"]) for n in notes] == [
        ("N-1", str(AMINA), "", "P-0001"),
        ("N-2", "", "N-1", ""),
        ("N-3", str(BEN), "", ""),
    ]
    assert notes[0]["theme_title"] == "OPEN-theme title"


def test_feedback_is_counts_and_says_no_more_than_organisers_may_see(internal):
    assert read_json(internal / "feedback.jsonl") == [
        {
            "about": "session",
            "session": session,
            "session_title": title,
            "summit_date": "2021-12-10",
            "ratings": ratings,
            "poor": given[0],
            "not_so_good": given[1],
            "all_right": given[2],
            "good": given[3],
            "very_good": given[4],
        }
        | more
        for session, title, ratings, given, more in (
            ("shop", "OPEN-workshop", 1, [None] * 5, {}),
            ("talk", "OPEN-talk", 3, [0, 0, 1, 1, 1], {}),
            ("", "", 1, [None] * 5, {"about": "day"}),
        )
    ]
    remarks = [(r["about"], r["remark"], r["name"]) for r in read_csv(internal / "remarks.csv")]
    assert remarks == [
        ("useful", "SECRET-useful", "Amina Yusuf"),
        ("session", "SECRET-remark 0", "Amina Yusuf"),
        ("session", "SECRET-remark 1", ""),
        ("session", "SECRET-remark 2", ""),
        ("change", "SECRET-change", "Amina Yusuf"),
    ]


def test_of_recordings_and_connections_there_are_counts(internal, public):
    (recording,) = read_json(internal / "recordings.jsonl")
    assert (recording["session"], recording["asked"], recording["waiting"]) == ("talk", 1, 0)
    counts = [("taking_part", 2), ("introduced", 1), ("suggestion_rounds", 1), ("suggested", 1)]
    for folder in (internal, public):
        rows = read_json(folder / "connections.jsonl")
        assert [(row["what"], row["count"]) for row in rows] == counts


def test_the_programme_names_its_days_and_its_speakers(internal, public):
    rows = read_json(internal / "programme.jsonl")
    assert [(r["session"], r["summit_date"], r["past"], r["cancelled"]) for r in rows] == [
        ("talk", "2021-12-10", False, False),
        ("shop", "2021-12-10", False, True),
        ("talk@2020-12-11", "2020-12-11", True, False),
    ]
    assert rows[0]["speakers"] == "OPEN-speaker, Professor\nAnother speaker"
    assert rows[0]["times_are_illustrative"] is True
    assert [(r["capacity"], r["places"], r["waiting"]) for r in rows] == [
        (None, 0, 0),
        (12, 1, 1),
        (None, 0, 0),
    ]
    assert [r["title"] for r in read_json(public / "programme.jsonl")] == [r["title"] for r in rows]


def test_supporters_choices_and_logs_say_who(internal):
    (supporter,) = read_csv(internal / "supporters.csv")
    assert supporter == {
        "reference": "P-0001",
        "support": "help",
        "supporter_id": str(BEN),
        "supporter_name": "SECRET-name-Ben",
        "kind": "resident",
        "organisation": "",
        "publish_name": "no",
        "at": AT,
    }
    assert [(c["user_id"], c["state"]) for c in read_csv(internal / "choices.csv")] == [
        (str(AMINA), "place"),
        (str(BEN), "waiting"),
    ]
    for name, column in (
        ("question-log", "moderator_id"),
        ("output-log", "moderator_id"),
        ("room-log", "actor_id"),
    ):
        assert [r[column] for r in read_csv(internal / f"{name}.csv")] == [str(MODERATOR)], name


def test_attendance_is_minutes_by_person_and_session(internal):
    rows = read_json(internal / "attendance.jsonl")
    told = [(r["session"], r["user_id"], r["name"], r["left_at"], r["minutes"]) for r in rows]
    assert told == [
        ("talk", str(AMINA), "Amina Yusuf", "2021-12-10T10:40:00Z", 30),
        # Whoever is still there was there until the room was last looked into.
        ("talk", "", "", "2021-12-10T10:25:30Z", 20),
    ]
    (summary,) = read_json(internal / "room-summaries.jsonl")
    assert summary["organisations"] == ("SECRET-organisation there 1\nSECRET-organisation there 2")


def test_what_changed_says_who_did_it_to_organisers_alone(internal, public):
    rows = read_csv(internal / "programme-changes.csv")
    told = ("session", "change", "was", "is_now", "by_hand", "minutes", "actor_id", "actor_name")
    moved = ("2021-12-10T10:00:00Z", "2021-12-10T10:10:00Z")
    assert [tuple(row[name] for name in told) for row in rows] == [
        ("shop", "cancelled", "", "", "", "", "", ""),
        ("talk", "moved", *moved, "shift", "10", str(MODERATOR), "SECRET-name-Mo"),
        ("talk", "room", "941432107654321001", "941432107654321002", "swap", "", "", ""),
    ]
    rows = read_csv(public / "programme-changes.csv")
    assert [tuple(row[name] for name in told[:4]) for row in rows] == [
        ("shop", "cancelled", "", ""),
        ("talk", "moved", *moved),
        ("talk", "room", "", ""),
    ]


def test_announcements_are_public_where_everybody_could_read_them(internal, public):
    rows = read_json(internal / "announcements.jsonl")
    assert [(r["audience"], r["about"], r["author_id"]) for r in rows] == [
        ("everybody", "", str(MODERATOR)),
        ("everybody", "", str(MODERATOR)),
        ("room", "talk", str(MODERATOR)),
    ]
    assert read_json(public / "announcements.jsonl") == [
        {"sent_at": AT, "words": "OPEN-announcement"}
    ]


def test_following_up_shows_silence_as_silence(internal):
    rows = read_json(internal / "follow-up.jsonl")
    assert [
        (r["reference"], r["freshness"], r["last_answer"], r["reports"], r["open_task"])
        for r in rows
    ] == [
        # The later "done" was taken back.
        ("P-0001", "current", "stuck", 1, True),
        ("P-0002", "no reply", "", 0, False),
    ]
    assert (rows[0]["story_consent"], rows[0]["offers"], rows[0]["stuck"]) == ("unnamed", 1, True)
    assert rows[0]["summit_date"] == "2021-12-10"
    owners = read_json(internal / "owners.jsonl")
    assert [(o["about"], o["reference"], o["owner_id"], o["owner_name"]) for o in owners] == [
        ("pledge", "P-0001", str(BEN), "SECRET-name-Ben"),
        ("output", "N-1", "", "SECRET-partner"),
    ]
    notes = read_json(internal / "owner-notes.jsonl")
    assert [(n["reference"], n["author_name"]) for n in notes] == [
        ("P-0001", "SECRET-name-Mo"),
        ("N-1", "SECRET-name-Mo"),
    ]
    assert [(c["state"], c["answered"]) for c in read_json(internal / "check-ins.jsonl")] == [
        ("asked", True),
        ("passed", False),
    ]
    (task,), (offer,) = (read_json(internal / f"{name}.jsonl") for name in ("tasks", "offers"))
    assert (task["taken_by_id"], task["done_by_id"], task["done_at"]) == (str(MODERATOR), "", None)
    assert (offer["helper_id"], offer["state"]) == (str(BEN), "asked")


def test_the_moderation_log_says_what_was_reported_and_not_who_reported(internal):
    rows = read_csv(internal / "moderation-log.csv")
    assert [(r["event"], r["actor_id"], r["person_id"], r["reason"]) for r in rows] == [
        ("reported", "", str(BEN), "SECRET-moderation report"),
        ("report: dealt with", str(MODERATOR), str(BEN), "SECRET-moderation report"),
    ]


@pytest.mark.parametrize("profile", Profile)
def test_nothing_of_another_server_is_in_any_file(tmp_path, profile):
    database = tmp_path / "summit.sqlite3"
    with summit_file(database) as file:
        file.attendee(7)
        theirs = fill(SummitFile(file.connection, OTHER_GUILD))
    result = export_summit(database, GUILD, profile, tmp_path / "out", NOW)
    counts = {file.name: file.rows for file in result.files}
    assert {name for name, rows in counts.items() if rows and name.endswith(".csv")} == {
        "connections.csv",
        "connections-excel.csv",
    }
    for name, said in said_by(result).items():
        for marker in (*theirs.internal, *theirs.public, *theirs.nowhere):
            assert marker not in said, (name, marker)


@pytest.mark.parametrize("profile", Profile)
def test_the_workbook_holds_the_rows_of_the_files(whole, profile):
    result = whole[1][profile]
    book = result.folder / f"record-{profile.value}.xlsx"
    checked = 0
    for path in sorted(result.folder.glob("*.jsonl")):
        title = path.stem.replace("-", " ").capitalize()
        expected = read_json(path)
        found = rows_of(book, title)
        if not expected:
            expected = [dict.fromkeys(found[0])]
        assert [_as_kept(row) for row in found] == [_as_kept(row) for row in expected], title
        checked += len(expected)
    assert checked > 20 if profile is Profile.INTERNAL else checked > 10


def _as_kept(row: Mapping[str, object]) -> dict[str, object]:
    """A row with its times, its empty cells, and yes and no written in one way."""

    def one(value: object) -> object:
        if isinstance(value, datetime):
            text = f"{value:%Y-%m-%dT%H:%M:%SZ}"
            return text.removesuffix("T00:00:00Z")
        if isinstance(value, bool):
            return "yes" if value else "no"
        return value or (0 if value == 0 else "")

    return {name: one(value) for name, value in row.items()}
