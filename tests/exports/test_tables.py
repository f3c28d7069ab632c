from __future__ import annotations

import csv
import hashlib
import io
from pathlib import Path

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exports.catalogue import PLEDGE_LOG, PLEDGES
from exports.columns import Column, Holds, Profile, Table
from exports.csv_lines import cells_of, lines, quoted
from exports.excel import inert
from exports.tables import write_table

COLUMNS = (
    Column("reference", Holds.WORD, "", True),
    Column("words", Holds.TEXT, "", True),
    Column("user_id", Holds.ID, "", True),
    Column("number", Holds.NUMBER, "", True),
    Column("agreed", Holds.YES_NO, "", True),
    Column("due", Holds.DATE, "", True),
    Column("more", Holds.TEXT, "", True),
)
TABLE = Table("things", "Things.", COLUMNS)

# Pieces that could be taken for the files' own marks, among anything else that UTF-8 can carry.
words = st.lists(
    st.one_of(
        st.sampled_from(
            [
                *('"', ",", "\r\n", "\n", "\r", "\x00", "=", ";", "\\", "\\u0000", "'", "\ufeff"),
                *('},{"reference":', "},{", '}\n{"reference":"P-0001"', "\u2028", "\u202e"),
                *("👩‍👩‍👧", "ﷺ"),
            ]
        ),
        st.text(st.characters(exclude_categories=["Cs"]), max_size=5),
    ),
    max_size=6,
).map("".join)
rows = st.lists(
    st.tuples(
        words,
        words,
        st.integers(0, 2**63 - 1).map(str),
        st.none() | st.integers(0, 10**6),
        st.sampled_from(["yes", "no"]),
        st.none() | st.dates().map(str),
        words,
    ),
    min_size=1,
    max_size=8,
)


def in_batches(all_rows: list, size: int = 3) -> list[list]:
    return [all_rows[at : at + size] for at in range(0, len(all_rows), size)]


def read_csv(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8"), newline=""), strict=True))


@given(rows)
def test_lines_are_byte_for_byte_those_of_the_csv_module(some):
    text = io.StringIO(newline="")
    csv.writer(text).writerows(some)
    assert lines(map(quoted, cells_of(some, COLUMNS))) == text.getvalue().encode()


@given(all_rows=rows)
def test_every_file_gives_the_words_back(tmp_path_factory, all_rows):
    folder: Path = tmp_path_factory.mktemp("export")
    files = write_table(folder, TABLE, Profile.PUBLIC, in_batches(all_rows))
    names = [column.name for column in COLUMNS]
    as_text = [["" if cell is None else str(cell) for cell in row] for row in all_rows]

    assert read_csv((folder / "things.csv").read_bytes()) == [names, *as_text]

    excel = (folder / "things-excel.csv").read_bytes()
    assert excel.startswith(b"\xef\xbb\xbf")
    expected = [[r, inert(w), f"'{i}", *rest, inert(m)] for r, w, i, *rest, m in as_text]
    assert read_csv(excel[3:]) == [names, *expected]

    raw = (folder / "things.jsonl").read_bytes()
    assert raw.endswith(b"\n")
    objects = [orjson.loads(line) for line in raw[:-1].split(b"\n")]
    expected_objects = [
        dict(zip(names, (r, w, i, n, yes == "yes", due, m), strict=True))
        for r, w, i, n, yes, due, m in all_rows
    ]
    assert objects == expected_objects

    assert files == [
        (
            name,
            (folder / name).stat().st_size,
            len(all_rows),
            hashlib.sha256((folder / name).read_bytes()).hexdigest(),
        )
        for name in ("things.csv", "things-excel.csv", "things.jsonl")
    ]


def test_nothing_to_write_makes_files_with_their_header(tmp_path):
    files = write_table(tmp_path, PLEDGE_LOG, Profile.PUBLIC, [])
    assert [(file.name, file.rows) for file in files] == [
        ("pledge-log.csv", 0),
        ("pledge-log-excel.csv", 0),
        ("pledge-log.jsonl", 0),
    ]
    assert (tmp_path / "pledge-log.jsonl").read_bytes() == b""
    assert (tmp_path / "pledge-log.csv").read_bytes() == b"reference,at,event,version\r\n"
    assert (
        tmp_path / "pledge-log-excel.csv"
    ).read_bytes() == b"\xef\xbb\xbfreference,at,event,version\r\n"


def test_a_file_that_is_there_is_not_written_over(tmp_path):
    (tmp_path / "pledges.csv").write_text("mine")
    with pytest.raises(FileExistsError):
        write_table(tmp_path, PLEDGES, Profile.PUBLIC, [])
    assert (tmp_path / "pledges.csv").read_text() == "mine"


def test_each_batch_is_told_of(tmp_path):
    told: list[int] = []
    row = ("P-0001", "w", "1", 1, "yes", None, "m")
    write_table(tmp_path, TABLE, Profile.PUBLIC, in_batches([row] * 7), told.append)
    assert told == [3, 3, 1]
