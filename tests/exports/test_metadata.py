"""What is said about the files: CSV on the Web, the manifest, and the calendar."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar

from bot.export_files import ExportResult, export_summit, zip_export
from exports.catalogue import SCHEMA_VERSION, TABLES
from exports.columns import Profile, tables_of
from tests.exports.reading import read_csv
from tests.exports.summit_file import GUILD, summit_file
from tests.exports.whole_file import fill

NOW = datetime(2021, 12, 10, 15, 0, 0, tzinfo=UTC)


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "summit.sqlite3"
    with summit_file(path) as file:
        fill(file)
    return path


@pytest.fixture(params=Profile)
def result(request: pytest.FixtureRequest, database: Path, tmp_path: Path) -> ExportResult:
    return export_summit(database, GUILD, request.param, tmp_path / "out", NOW)


def test_the_manifest_lists_every_other_file_as_it_is(result):
    manifest = json.loads((result.folder / "manifest.json").read_bytes())
    files = manifest.pop("files")
    assert manifest == {
        "format": "summit-export",
        "schema_version": SCHEMA_VERSION,
        "profile": "internal" if "-internal-" in result.folder.name else "public",
        "rehearsal": False,
        "summit": "OPEN-summit name",
        "organiser": "Anytown Council",
        "summit_date": "2021-12-10",
        "made_at": "2021-12-10T15:00:00Z",
    }
    others = {path.name for path in result.folder.iterdir()} - {"manifest.json"}
    assert [file["name"] for file in files] == [file.name for file in result.files[:-1]]
    assert {file["name"] for file in files} == others
    for file in files:
        data = (result.folder / file["name"]).read_bytes()
        assert file["bytes"] == len(data)
        assert file["sha256"] == hashlib.sha256(data).hexdigest()
        if file["name"].endswith(".csv"):
            assert file["rows"] == len(read_csv(result.folder / file["name"]))
    assert result.files[-1].name == "manifest.json"
    last = (result.folder / "manifest.json").read_bytes()
    assert result.files[-1].sha256 == hashlib.sha256(last).hexdigest()


def test_the_manifest_says_that_a_rehearsal_is_one(database, tmp_path):
    with closing(sqlite3.connect(database)) as there:
        there.execute("INSERT INTO kept VALUES ('rehearsal', 'yes')")
        there.commit()
    result = export_summit(database, GUILD, Profile.PUBLIC, tmp_path / "out", NOW)
    assert json.loads((result.folder / "manifest.json").read_bytes())["rehearsal"] is True


def test_an_export_of_the_same_moment_is_the_same_to_the_byte(database, tmp_path):
    one, two = (
        export_summit(database, GUILD, Profile.INTERNAL, tmp_path / name, NOW) for name in "ab"
    )
    assert one.files == two.files
    assert zip_export(one).read_bytes() == zip_export(two).read_bytes()


# CSV on the Web -------------------------------------------------------------------------------

READERS = {
    "string": lambda text, _: isinstance(text, str),
    "integer": lambda text, _: bool(re.fullmatch(r"-?\d+", text)),
    "boolean": lambda text, how: text in how.split("|"),
    "date": lambda text, _: bool(datetime.strptime(text, "%Y-%m-%d")),  # noqa: DTZ007
    "dateTime": lambda text, _: bool(datetime.strptime(text, "%Y-%m-%dT%H:%M:%S%z")),
}


def test_the_metadata_describes_every_csv_file_and_every_cell_is_of_its_type(result):
    told = json.loads((result.folder / "csv-metadata.json").read_bytes())
    assert told["@context"] == ["http://www.w3.org/ns/csvw", {"@language": "en"}]
    profile = Profile.INTERNAL if "-internal-" in result.folder.name else Profile.PUBLIC
    tables = tables_of(TABLES, profile)
    assert [table["url"] for table in told["tables"]] == [f"{one.stem}.csv" for one in tables]
    cells = 0
    for table in told["tables"]:
        data = (result.folder / table["url"]).read_bytes().decode()
        header, *rows = csv.reader(io.StringIO(data, newline=""))
        columns = table["tableSchema"]["columns"]
        assert [column["name"] for column in columns] == header
        assert all(column["titles"] == column["name"] for column in columns)
        assert all(column["dc:description"].endswith(".") for column in columns)
        for row in rows:
            for column, text in zip(columns, row, strict=True):
                datatype = column["datatype"]
                if isinstance(datatype, str):
                    datatype = {"base": datatype, "format": ""}
                if text == "":  # in CSV on the Web, an empty cell is no value
                    continue
                cells += 1
                where = (table["url"], column["name"], text)
                assert READERS[datatype["base"]](text, datatype["format"]), where
                if datatype["base"] == "string" and datatype["format"]:
                    assert re.fullmatch(datatype["format"], text), where
    assert cells > 80


# The calendar ---------------------------------------------------------------------------------


def events(folder: Path) -> list[dict[str, Any]]:
    calendar = Calendar.from_ical((folder / "programme.ics").read_bytes())
    assert str(calendar["version"]) == "2.0"
    assert str(calendar["x-wr-calname"]) == "OPEN-summit name"
    return [dict(event.items()) for event in calendar.walk("VEVENT")]


def test_the_calendar_has_this_summits_sessions_at_their_instants(result):
    talk, shop = events(result.folder)
    assert [str(one["SUMMARY"]) for one in (talk, shop)] == ["OPEN-talk", "OPEN-workshop"]
    assert talk["DTSTART"].dt == datetime(2021, 12, 10, 10, tzinfo=UTC)
    assert talk["DTEND"].dt == datetime(2021, 12, 10, 10, 45, tzinfo=UTC)
    assert talk["DTSTAMP"].dt == NOW
    assert str(talk["DESCRIPTION"]) == "OPEN-brief"
    assert [str(one["STATUS"]) for one in (talk, shop)] == ["CONFIRMED", "CANCELLED"]
    assert [int(one["SEQUENCE"]) for one in (talk, shop)] == [2, 1]
    data = (result.folder / "programme.ics").read_bytes()
    assert b"DTSTART:20211210T100000Z\r\n" in data
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    assert str(GUILD).encode() not in data


def test_a_session_keeps_its_uid_when_it_moves_and_no_two_have_the_same(database, tmp_path):
    before = export_summit(database, GUILD, Profile.INTERNAL, tmp_path / "out", NOW)
    with closing(sqlite3.connect(database)) as there:
        there.execute("UPDATE session SET starts_at = '2021-12-10T09:00:00Z', title = 'Moved'")
        there.commit()
    after = export_summit(database, GUILD, Profile.PUBLIC, tmp_path / "out", NOW)
    uids = [[str(one["UID"]) for one in events(r.folder)] for r in (before, after)]
    assert uids[0] == uids[1]
    assert len(set(uids[0])) == 2
