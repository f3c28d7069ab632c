"""The workbook: one XLSX file with every table of an export.

XlsxWriter makes a small workbook in which each table has one empty row: all formats, tables, lists
and charts are its own. Then the rows go straight into the file, where XlsxWriter would keep them in
memory or on the disk: it refuses native tables in its mode of constant memory.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any, BinaryIO

import xlsxwriter

from exports.columns import Column, Holds, Profile, Table
from exports.cover import About, Block, for_printing, write_readme, write_summary
from exports.sheets import MOST_ROWS, letters, rows_maker

_EPOCH = (1980, 1, 1, 0, 0, 0)  # the same workbook twice is the same file
# Beyond so many cells, a sheet's XML may pass what a ZIP entry holds without its long form.
_LONG = 10_000_000
_LIST_MOST = 255
# Characters that are still read well side by side on a page.
_PAGE_WIDTH = 220
_LEVEL = 4  # a third faster than zlib's own choice, and hardly larger

_WIDTHS = {
    Holds.TEXT: 28,
    Holds.WORD: 16,
    Holds.ID: 21,
    Holds.NUMBER: 10,
    Holds.YES_NO: 10,
    Holds.DATE: 12,
    Holds.TIME: 20,
}
_FORMATS: Mapping[Holds, dict[str, Any]] = {
    Holds.TEXT: {"num_format": "@", "valign": "top", "text_wrap": True},
    Holds.WORD: {"num_format": "@", "valign": "top"},
    Holds.ID: {"num_format": "@", "valign": "top"},
    Holds.NUMBER: {"num_format": "0", "valign": "top"},
    Holds.YES_NO: {"num_format": "@", "valign": "top"},
    Holds.DATE: {"num_format": "yyyy-mm-dd", "valign": "top"},
    Holds.TIME: {"num_format": "yyyy-mm-dd hh:mm:ss", "valign": "top"},
}


@dataclass(frozen=True, slots=True)
class _Sheet:
    """One worksheet of a table: its parts in the file, and how many rows it takes."""

    part: str
    table_part: str
    rows: int


class Workbook:
    """A workbook that is being written: each table's rows once, in the order of the tables."""

    def __init__(
        self,
        file: BinaryIO,
        tables: Sequence[tuple[Table, int]],
        profile: Profile,
        about: About,
        blocks: Sequence[Block],
        most_rows: int,
    ) -> None:
        self._sheets, skeleton = _skeleton(tables, profile, about, blocks, most_rows)
        self._skeleton = zipfile.ZipFile(io.BytesIO(skeleton))
        self._columns = {table.stem: table.columns_of(profile) for table, _ in tables}
        self._file = zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL)
        self._open: IO[bytes] | None = None
        kept = {part for sheets in self._sheets.values() for part in _parts(sheets)}
        for name in self._skeleton.namelist():
            if name not in kept:
                self._put(name, self._skeleton.read(name))

    @contextmanager
    def rows(self, table: Table) -> Iterator[_Rows]:
        """Where the table's rows go. Raises RuntimeError where there are not as many as said."""
        rows = _Rows(self, self._sheets[table.stem], self._columns[table.stem])
        yield rows
        rows.end()

    def close(self) -> None:
        self._file.close()

    def abandon(self) -> None:
        """Let go of a file that cannot be finished, for example because the disk is full."""
        for one in (self._open, self._file):
            if one is not None:
                with suppress(OSError, ValueError):
                    one.close()

    def _begin(self, name: str, *, long: bool) -> IO[bytes]:
        self._open = self._file.open(_entry(name), "w", force_zip64=long)
        return self._open

    def _put(self, name: str, data: bytes) -> None:
        with self._file.open(_entry(name), "w") as into:
            into.write(data)


class _Rows:
    """One table on its way into its worksheets."""

    def __init__(self, book: Workbook, sheets: Sequence[_Sheet], columns: Sequence[Column]) -> None:
        self._book = book
        self._left = list(sheets)
        self._columns = columns
        self._into: IO[bytes] | None = None
        self._begin()

    def write(self, rows: Sequence[tuple[Any, ...]]) -> None:
        while rows:
            if self._at == self._sheet.rows:
                if not self._left:
                    raise RuntimeError(f"more rows than were counted for {self._sheet.part}")
                self._finish()
                self._begin()
            some = rows[: self._sheet.rows - self._at]
            assert self._into is not None
            self._into.write(self._make(some, self._at + 2))
            self._at += len(some)
            rows = rows[len(some) :]

    def end(self) -> None:
        if self._left or self._at != self._sheet.rows:
            raise RuntimeError(f"fewer rows than were counted for {self._sheet.part}")
        self._finish()

    def _begin(self) -> None:
        self._sheet = self._left.pop(0)
        self._at = 0
        last = f"{letters(len(self._columns) - 1)}{max(self._sheet.rows, 1) + 1}"
        old = f"A1:{letters(len(self._columns) - 1)}2"
        xml = self._book._skeleton.read(self._sheet.part).decode()
        begin, empty, self._after = _around_last_row(xml)
        styles = re.findall(r'<c r="[A-Z]+2" s="([0-9]+)"/>', empty)
        self._make = rows_maker(self._columns, styles)
        table = self._book._skeleton.read(self._sheet.table_part).decode()
        self._book._put(self._sheet.table_part, table.replace(f'"{old}"', f'"A1:{last}"').encode())
        long = self._sheet.rows * len(self._columns) > _LONG
        self._into = self._book._begin(self._sheet.part, long=long)
        self._into.write(begin.replace(f'"{old}"', f'"A1:{last}"', 1).encode())
        if not self._sheet.rows:  # a table needs a row; Excel itself leaves an empty one
            self._into.write(empty.encode())

    def _finish(self) -> None:
        assert self._into is not None
        self._into.write(self._after.encode())
        self._into.close()
        self._into = None


@contextmanager
def workbook(
    path: Path,
    tables: Sequence[tuple[Table, int]],
    profile: Profile,
    about: About,
    blocks: Sequence[Block],
    *,
    most_rows: int = MOST_ROWS,
) -> Iterator[Workbook]:
    """A new workbook at ``path`` for these tables with so many rows each. Raises OSError.

    ``most_rows`` is how many rows a worksheet takes, with its header; a table with more goes on in
    another worksheet. What is written is in the file at the end, and not yet safe on the disk.
    """
    with path.open("xb") as file:
        book = Workbook(file, tables, profile, about, blocks, most_rows)
        try:
            yield book
            book.close()
        except BaseException:
            book.abandon()
            raise


def _around_last_row(xml: str) -> tuple[str, str, str]:
    """A worksheet's XML before its second row, that row, and what comes after."""
    begin, found, rest = xml.partition('<row r="2"')
    row, ended, after = rest.partition("</row>")
    if not (found and ended):
        raise RuntimeError("the worksheet has no second row")
    return begin, f"{found}{row}{ended}", after


def _parts(sheets: Sequence[_Sheet]) -> Iterator[str]:
    for sheet in sheets:
        yield from (sheet.part, sheet.table_part)


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _EPOCH)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry._compresslevel = _LEVEL  # type: ignore[attr-defined]
    return entry


# ---------------------------------------------------------------------- the workbook without rows


def _skeleton(
    tables: Sequence[tuple[Table, int]],
    profile: Profile,
    about: About,
    blocks: Sequence[Block],
    most_rows: int,
) -> tuple[dict[str, list[_Sheet]], bytes]:
    held = io.BytesIO()
    book = xlsxwriter.Workbook(
        held,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    book.set_properties({"title": about.title, "author": "", "created": _naive(about.made_at)})
    write_readme(book, about, [(table, rows) for table, rows in tables], profile)
    write_summary(book, blocks)
    formats = {holds: book.add_format(how) for holds, how in _FORMATS.items()}
    head = book.add_format({"num_format": "@", "valign": "top", "bold": True, "bottom": 1})
    sheets: dict[str, list[_Sheet]] = {}
    number = 2
    for table, rows in tables:
        sheets[table.stem] = []
        for at, some in enumerate(_split(rows, most_rows - 1), 1):
            number += 1
            name = table.title if at == 1 else f"{table.title} {at}"
            _add_sheet(book, name, table.columns_of(profile), some, formats, head)
            sheets[table.stem].append(
                _Sheet(f"xl/worksheets/sheet{number}.xml", f"xl/tables/table{number - 2}.xml", some)
            )
    book.close()
    return sheets, held.getvalue()


def _split(rows: int, most: int) -> list[int]:
    """So many rows as the worksheets take them."""
    full, rest = divmod(rows, most)
    return [most] * full + ([rest] if rest or not full else [])


def _naive(moment: datetime) -> datetime:
    return moment.replace(tzinfo=None)


def _add_sheet(
    book: xlsxwriter.Workbook,
    name: str,
    columns: Sequence[Column],
    rows: int,
    formats: Mapping[Holds, Any],
    head: Any,
) -> None:
    sheet = book.add_worksheet(name)
    sheet.freeze_panes(1, 1)
    sheet.repeat_rows(0)
    sheet.repeat_columns("A:A")
    # The name, and the arrow beside it, have room.
    widths = [max(_WIDTHS[column.holds], len(column.name) + 3) for column in columns]
    for_printing(sheet, pages=max(1, round(sum(widths) / _PAGE_WIDTH)))
    last, width = max(rows, 1), len(columns) - 1
    sheet.add_table(
        0,
        0,
        1,
        width,
        {
            "name": re.sub(r"\W", "_", name),
            "style": "Table Style Light 9",
            "columns": [{"header": column.name, "header_format": head} for column in columns],
        },
    )
    for at, column in enumerate(columns):
        sheet.set_column(at, at, widths[at], formats[column.holds])
        sheet.write_blank(1, at, None, formats[column.holds])
        words = ("yes", "no") if column.holds is Holds.YES_NO else column.words
        if words and len(",".join(words)) <= _LIST_MOST:
            sheet.data_validation(
                1, at, last, at, {"validate": "list", "source": list(words), "ignore_blank": True}
            )
    # Excel would mark each id as a number that was typed as a text.
    sheet.ignore_errors({"number_stored_as_text": f"A2:{letters(width)}{last + 1}"})
