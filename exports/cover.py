"""The first two sheets of a workbook: what is in it, and the summit in figures with its charts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from exports.columns import Profile, Table

FOR = {
    Profile.INTERNAL: (
        "For organisers only: it holds names, contacts and what is hidden."
        " Keep it where only organisers can read it."
    ),
    Profile.PUBLIC: (
        "For everybody: only pledges on the wall, and only names whose owners agreed."
        " Read it before you publish it: people may have named somebody in their own words."
    ),
}


@dataclass(frozen=True, slots=True)
class About:
    """What an export says of itself. ``made_at`` is aware; ``date`` is the summit's."""

    summit: str
    organiser: str
    date: str
    made_at: datetime
    rehearsal: bool

    @property
    def title(self) -> str:
        return f"{self.summit}: the record" if self.summit else "The record of a summit"


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of the summary: a small table, and the chart of its numbers.

    The first cell of a row is text, the others are numbers. ``chart``: ``bar``, ``stacked``, or
    empty where there is none.
    """

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str | int, ...], ...]
    chart: str = "bar"


def plain_string(text: str) -> str:
    """``text`` so that XlsxWriter takes it for text: what looks like its own markup, it copies."""
    return f"{text} " if text.startswith("<r>") and text.endswith("</r>") else text


def for_printing(sheet: Any, *, pages: int = 1, across: bool = True) -> None:
    """A4, so many pages wide and as long as it takes; the sheet's name and the page below."""
    sheet.set_paper(9)
    if across:
        sheet.set_landscape()
    sheet.fit_to_pages(pages, 0)
    sheet.set_footer("&L&A&R&P / &N")


def write_readme(
    book: Any, about: About, tables: Sequence[tuple[Table, int]], profile: Profile
) -> None:
    """The first sheet: what this is, who may have it, and what each sheet and column says."""
    sheet = book.add_worksheet("README")
    large, bold = book.add_format({"bold": True, "font_size": 16}), book.add_format({"bold": True})
    plain = book.add_format({"num_format": "@"})
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, 26)
    sheet.set_column(2, 2, 80)
    sheet.hide_gridlines(2)
    for_printing(sheet, across=False)
    sheet.write_string(0, 0, plain_string(about.title), large)
    lines = [
        *(["This is a rehearsal: the people in it do not exist."] if about.rehearsal else []),
        FOR[profile],
        f"Made on {about.made_at.astimezone(UTC):%d %B %Y at %H:%M} UTC"
        + (f" for {about.organiser}" if about.organiser else "")
        + (f"; the summit’s day: {about.date}." if about.date else "."),
        "Times are in UTC, which is the time in Britain in winter. Dates are the summit’s own.",
        "Each sheet is one table: press the arrows in its first row to sort and filter.",
        "Nothing that you change here reaches the summit: this is a copy.",
    ]
    for at, line in enumerate(lines, 2):
        sheet.write_string(at, 0, plain_string(line), plain)
    row = len(lines) + 3
    for table, rows in tables:
        sheet.write_string(row, 0, table.title, bold)
        sheet.write_string(row, 1, "1 row" if rows == 1 else f"{rows:,} rows", plain)
        sheet.write_string(row, 2, table.says, plain)
        for column in table.columns_of(profile):
            row += 1
            sheet.write_string(row, 1, column.name, plain)
            words = f" One of: {', '.join(column.words)}." if column.words else ""
            sheet.write_string(row, 2, column.says + words, plain)
        row += 2


def write_summary(book: Any, blocks: Sequence[Block]) -> None:
    """The second sheet: each block as a small table, with its chart beside it."""
    sheet = book.add_worksheet("Summary")
    bold = book.add_format({"bold": True, "font_size": 13})
    head = book.add_format({"bold": True, "bottom": 1, "num_format": "@"})
    text, number = book.add_format({"num_format": "@"}), book.add_format({"num_format": "#,##0"})
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 8, 14)
    sheet.hide_gridlines(2)
    for_printing(sheet)
    row = 0
    for block in blocks:
        sheet.write_string(row, 0, block.title, bold)
        for at, name in enumerate(block.heads):
            sheet.write_string(row + 1, at, name, head)
        for down, cells in enumerate(block.rows, row + 2):
            for at, cell in enumerate(cells):
                if isinstance(cell, str):
                    sheet.write_string(down, at, plain_string(cell), text)
                else:
                    sheet.write_number(down, at, cell, number)
        height = len(block.rows) + 4
        if block.chart and block.rows:
            told = {"description": f"{block.title}: the figures stand in the table beside it."}
            sheet.insert_chart(row, 10, _chart(book, block, row + 1), told)
            height = max(height, 18)
        row += height


def _chart(book: Any, block: Block, head: int) -> Any:
    kind = {"type": "bar", "subtype": "stacked"} if block.chart == "stacked" else {"type": "bar"}
    chart = book.add_chart(kind)
    first, last = head + 1, head + len(block.rows)
    for at in range(1, len(block.heads)):
        chart.add_series(
            {
                "name": ["Summary", head, at],
                "categories": ["Summary", first, 0, last, 0],
                "values": ["Summary", first, at, last, at],
            }
        )
    chart.set_title({"name": block.title, "name_font": {"size": 12}})
    chart.set_y_axis({"reverse": True})
    if len(block.heads) == 2:
        chart.set_legend({"none": True})
    else:
        chart.set_legend({"position": "bottom"})
    chart.set_size({"width": 620, "height": 330})
    return chart
