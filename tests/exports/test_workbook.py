"""The workbook, read back with openpyxl: whole, real tables, real dates, and inert."""

from __future__ import annotations

import zipfile
from datetime import UTC, date, datetime
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.utils.datetime import from_excel

from exports.columns import Column, Holds, Profile, Table
from exports.cover import About, Block
from exports.sheets import CUT, MOST_ROWS, escaped, fitting, letters, serial
from exports.workbook import workbook
from tests.exports.reading import everything_in, rows_of, unmarked

NOW = datetime(2021, 12, 10, 15, 0, 0, tzinfo=UTC)
ABOUT = About("A summit", "Anytown Council", "2021-12-10", NOW, rehearsal=False)
COLUMNS = (
    Column("reference", Holds.WORD, "Which.", True),
    Column("words", Holds.TEXT, "What.", True),
    Column("user_id", Holds.ID, "Whose.", True),
    Column("number", Holds.NUMBER, "How many.", True),
    Column("agreed", Holds.YES_NO, "Whether.", True),
    Column("due", Holds.DATE, "By when.", True),
    Column("made_at", Holds.TIME, "When.", True),
    Column("state", Holds.WORD, "Where it stands.", True, ("shown", "hidden")),
)
TABLE = Table("pledge-things", "Things.", COLUMNS)
WHEN = ("2022-06-30", "2021-12-10T14:03:22Z")
ROW = ("P-0001", "Words", "921432107654321098", 3, "yes", *WHEN, "shown")

# What begins like a formula or a link, what XML cannot hold, and what looks like XlsxWriter's own.
HOSTILE = [
    '=HYPERLINK("http://example.org?"&A1,"Click")',
    "{=1+1}",
    "http://example.org/",
    "internal:Sheet2!A1",
    "+44 161 496 0000",
    "-1",
    "@SUM(A1)",
    "<r><t>bold</t></r>",
    "<r></r>",
    "</t></is></c></row>",
    "&amp; &#x41; <![CDATA[x]]>",
    "_x000D_ and _x0041_",
    "a\r\nb\rc\nd\te",
    "\x00\x01\x08\x0b\x0c\x1f",
    "\ufffe\uffff",
    "'=1",
    " leading and trailing ",
    "👩‍👩‍👧‍👦 🏴󠁧󠁢󠁥󠁮󠁧󠁿",
    "\u202eevil\u202c \u200f\u2066",
    "a\u2028b\u2029c\u0085d",
    "12",
    "1e5",
    "TRUE",
    "#N/A",
    "2021-12-10",
]


def write(path: Path, rows: list[tuple], *, size: int = 3, most_rows: int = MOST_ROWS) -> Path:
    counted = [(TABLE, len(rows))]
    with (
        workbook(path, counted, Profile.INTERNAL, ABOUT, [], most_rows=most_rows) as book,
        book.rows(TABLE) as into,
    ):
        for at in range(0, len(rows), size):
            into.write(rows[at : at + size])
    return path


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "book.xlsx"


words = st.lists(
    st.one_of(
        st.sampled_from([*HOSTILE, '"', ",", ";", "=", "<", ">", "&", "]]>", "_x", "_"]),
        st.text(st.characters(exclude_categories=["Cs"]), max_size=5),
    ),
    max_size=5,
).map("".join)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(texts=st.lists(words, min_size=1, max_size=12))
def test_every_text_comes_back_whole_and_none_is_a_formula_or_a_link(tmp_path_factory, texts):
    path = tmp_path_factory.mktemp("book") / "book.xlsx"
    write(path, [(text, text, "7", 1, "no", None, None, text) for text in texts])
    book = openpyxl.load_workbook(path)
    cells = list(book["Pledge things"].iter_rows(min_row=2))
    assert [unmarked(row[1].value) or "" for row in cells] == texts
    for row in cells:
        for at in (0, 1, 7):
            assert row[at].data_type in ("s", "n")
            assert row[at].data_type == "s" or row[at].value is None
            assert row[at].hyperlink is None
            assert row[at].number_format == "@" or row[at].value is None
    parts = zipfile.ZipFile(path)
    for name in parts.namelist():
        xml = parts.read(name)
        for bad in (b"<f>", b"<hyperlink", b'TargetMode="External"', b"ddeLink", b"externalLink"):
            assert bad not in xml, name


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_hostile_texts_come_back_from_a_summit_name_and_from_the_summary_too(path, text):
    about = About(text, text, "2021-12-10", NOW, rehearsal=False)
    block = Block("Pledges", ("Theme", "Planned"), ((text, 3),), "bar")
    with (
        workbook(path, [(TABLE, 0)], Profile.PUBLIC, about, [block]) as book,
        book.rows(TABLE),
    ):
        pass
    held = openpyxl.load_workbook(path)
    # XlsxWriter would copy what looks like its own markup: such a text has a space at its end.
    # (And openpyxl takes the marks of a text that looks marked off by itself.)
    found = held["Summary"]["A3"].value
    assert text.rstrip(" ") in (found.rstrip(" "), str(unmarked(found)).rstrip(" "))
    assert held["Summary"]["A3"].data_type == "s"
    assert held["Summary"]["A3"].hyperlink is None
    assert held["README"]["A1"].data_type == "s"
    assert b"<f>" not in zipfile.ZipFile(path).read("xl/worksheets/sheet2.xml")


def test_dates_numbers_and_ids_are_what_they_are(path):
    write(path, [ROW, ("P-0002", "", "", None, "no", None, None, "hidden")])
    assert rows_of(path, "Pledge things") == [
        {
            "reference": "P-0001",
            "words": "Words",
            "user_id": "921432107654321098",
            "number": 3,
            "agreed": "yes",
            "due": datetime(2022, 6, 30),  # noqa: DTZ001
            "made_at": datetime(2021, 12, 10, 14, 3, 22),  # noqa: DTZ001
            "state": "shown",
        },
        dict.fromkeys(column.name for column in COLUMNS)
        | {"reference": "P-0002", "agreed": "no", "state": "hidden"},
    ]
    sheet = openpyxl.load_workbook(path)["Pledge things"]
    assert sheet["G2"].number_format == "yyyy-mm-dd hh:mm:ss"
    assert sheet["F2"].number_format == "yyyy-mm-dd"


@given(st.datetimes(datetime(1900, 3, 1), datetime(9999, 12, 31, 23, 59, 59)))  # noqa: DTZ001
def test_every_second_since_1900_is_the_number_that_excel_shows_as_it(moment):
    moment = moment.replace(microsecond=0)
    value = float(serial(f"{moment:%Y-%m-%dT%H:%M:%SZ}".rjust(20, "0")))
    assert from_excel(value) == moment
    day = serial(f"{moment:%Y-%m-%d}".rjust(10, "0"))
    assert int(day) == (moment.date() - date(1899, 12, 30)).days


@pytest.mark.parametrize("text", ["", "1899-12-31", "soon", "2021-13-01", "2021-12-10T25:00:00Z"])
def test_what_is_no_date_for_excel_stays_a_text(path, text):
    assert serial(text) == ""
    write(path, [(*ROW[:5], text, text, "shown")])
    (row,) = rows_of(path, "Pledge things")
    assert (row["due"] or "", row["made_at"] or "") == (text, text)


def test_each_sheet_is_one_table_with_filters_a_frozen_header_and_lists(path):
    write(path, [ROW] * 7)
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["README", "Summary", "Pledge things"]
    sheet = book["Pledge things"]
    (table,) = sheet.tables.values()
    assert (table.displayName, table.ref, table.autoFilter.ref) == (
        "Pledge_things",
        "A1:H8",
        "A1:H8",
    )
    assert [column.name for column in table.tableColumns] == [column.name for column in COLUMNS]
    assert [cell.value for cell in sheet[1]] == [column.name for column in COLUMNS]
    assert sheet.freeze_panes == "B2"
    assert sheet.dimensions == "A1:H8"
    lists = {str(one.sqref): one.formula1 for one in sheet.data_validations.dataValidation}
    assert lists == {"E2:E8": '"yes,no"', "H2:H8": '"shown,hidden"'}


def test_a_row_is_as_high_as_its_words_and_no_higher_than_a_row_can_be(path):
    rows = [(ROW[0], words, *ROW[2:]) for words in ("Short", "x" * 60, "a\nb\nc", "x" * 9_000)]
    write(path, rows)
    heights = openpyxl.load_workbook(path)["Pledge things"].row_dimensions
    assert [heights[at].height for at in range(2, 6)] == [None, 45, 45, 405]


def test_each_sheet_prints_on_pages_that_name_its_columns(path):
    write(path, [ROW])
    book = openpyxl.load_workbook(path)
    for sheet in book:
        fitted = sheet.sheet_properties.pageSetUpPr
        assert fitted is not None, sheet.title
        assert fitted.fitToPage, sheet.title
        # One page wide is what is meant where nothing is said.
        assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (None, 0), sheet.title
    sheet = book["Pledge things"]
    assert (sheet.print_title_rows, sheet.print_title_cols) == ("$1:$1", "$A:$A")
    assert sheet["A1"].font.bold
    assert sheet.column_dimensions["A"].width > len("reference")


def test_a_table_without_rows_has_an_empty_one(path):
    write(path, [])
    sheet = openpyxl.load_workbook(path)["Pledge things"]
    assert next(iter(sheet.tables.values())).ref == "A1:H2"
    assert rows_of(path, "Pledge things") == [dict.fromkeys(column.name for column in COLUMNS)]


@pytest.mark.parametrize("rows", [0, 1, 4, 5, 8, 9, 13])
def test_more_rows_than_a_sheet_takes_go_on_in_another(path, rows):
    some = [(f"P-{at:04d}", *ROW[1:]) for at in range(1, rows + 1)]
    write(path, some, most_rows=5)
    book = openpyxl.load_workbook(path)
    sheets = book.sheetnames[2:]
    assert sheets == [
        "Pledge things" if at == 1 else f"Pledge things {at}"
        for at in range(1, max(1, -(-rows // 4)) + 1)
    ]
    found = [row["reference"] for name in sheets for row in rows_of(path, name)]
    assert [one for one in found if one] == [row[0] for row in some]
    tables = [table for name in sheets for table in book[name].tables.values()]
    assert [table.displayName for table in tables] == [name.replace(" ", "_") for name in sheets]
    for name, table in zip(sheets, tables, strict=True):
        assert table.ref == f"A1:H{max(2, book[name].max_row)}"
        assert book[name].max_row <= 5


def test_a_sheet_takes_as_many_rows_as_excel_has():
    assert MOST_ROWS == 2**20


@pytest.mark.parametrize("said", [1, 3])
def test_rows_that_were_not_counted_are_no_workbook(path, said):
    with (
        pytest.raises(RuntimeError, match="rows than were counted"),
        workbook(path, [(TABLE, said)], Profile.INTERNAL, ABOUT, []) as book,
        book.rows(TABLE) as into,
    ):
        into.write([ROW, ROW])


def test_the_same_record_is_the_same_workbook(tmp_path):
    one, two = (write(tmp_path / f"{n}.xlsx", [ROW] * 9) for n in (1, 2))
    assert one.read_bytes() == two.read_bytes()


def test_the_readme_says_whose_it_is_and_describes_every_column(path):
    about = About("A summit", "Anytown Council", "2021-12-10", NOW, rehearsal=True)
    with (
        workbook(path, [(TABLE, 1234)], Profile.INTERNAL, about, []) as book,
        book.rows(TABLE) as into,
    ):
        into.write([ROW] * 1234)
    said = [
        " | ".join(str(cell) for cell in row if cell is not None)
        for row in openpyxl.load_workbook(path)["README"].iter_rows(values_only=True)
    ]
    assert "A summit: the record" in said
    assert "This is a rehearsal: the people in it do not exist." in said
    assert any(line.startswith("For organisers only") for line in said)
    assert "Pledge things | 1,234 rows | Things." in said
    assert "state | Where it stands. One of: shown, hidden." in said
    for column in COLUMNS:
        assert any(line.startswith(f"{column.name} | {column.says}") for line in said)


def test_the_summary_has_native_charts_with_their_tables_beside_them(path):
    stacked = "stacked"
    blocks = [
        Block("In figures", ("What", "Number"), (("Pledges", 5),), ""),
        Block("By theme", ("Theme", "Planned", "Done"), (("Food", 2, 1), ("Work", 1, 1)), stacked),
        Block("By kind", ("Made by", "Number"), (("Residents", 5),)),
    ]
    with (
        workbook(path, [(TABLE, 0)], Profile.PUBLIC, ABOUT, blocks) as book,
        book.rows(TABLE),
    ):
        pass
    sheet = openpyxl.load_workbook(path)["Summary"]
    rows = [row[:3] for row in sheet.iter_rows(values_only=True)]
    for block in blocks:
        at = rows.index((block.title, None, None))
        assert rows[at + 1] == (*block.heads, *[None] * (3 - len(block.heads)))
        for number, row in enumerate(block.rows, at + 2):
            assert rows[number] == (*row, *[None] * (3 - len(row)))
    charts = everything_in(path)
    drawn = [text for name, text in charts.items() if "/charts/chart" in name]
    assert len(drawn) == 2
    assert '<c:grouping val="stacked"/>' in drawn[0]
    assert "By theme" in drawn[0]
    assert "<c:v>Food</c:v>" in drawn[0]
    described = "".join(text for name, text in charts.items() if "/drawings/drawing" in name)
    assert 'descr="By theme: the figures stand in the table beside it."' in described


# Small things ---------------------------------------------------------------------------------


def test_columns_are_named_as_in_a_spreadsheet():
    assert [letters(at) for at in (0, 25, 26, 27, 701, 702, 16383)] == [
        *("A", "Z", "AA", "AB", "ZZ", "AAA", "XFD")
    ]


def test_a_text_that_no_cell_takes_is_cut_and_says_so():
    assert fitting("x" * 32_767) == "x" * 32_767
    for long in ("x" * 40_000, "👩" * 20_000, "x" + "👩" * 20_000):
        cut = fitting(long)
        assert len(cut.encode("utf-16-le")) <= 2 * 32_767
        assert cut.endswith(CUT)
        assert long.startswith(cut.removesuffix(CUT))


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_what_is_escaped_can_be_read_back(text):
    xml = f"<t xml:space='preserve'>{escaped(text)}</t>"
    element = ElementTree.fromstring(xml)
    assert unmarked(element.text or "") == text
