"""One table into its files: CSV, CSV for Excel, and JSON Lines, in one pass over its rows.

Cells are touched one by one only in the columns of a batch that need it, and the Excel file is made
from the lines of the plain one where nothing in a batch differs.
"""

from __future__ import annotations

import codecs
import os
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from itertools import repeat
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import orjson

from exports.columns import Column, Holds, Profile, Table
from exports.csv_lines import Cells, cells_of, lines, quoted
from exports.excel import as_text, inert_all

Row = tuple[Any, ...]
OnRows = Callable[[int], None]

_BUFFER = 1 << 18
# How much may wait for the disk: the bot's own COMMITs wait behind it.
_AHEAD = 4 << 20


class ExportedFile(NamedTuple):
    """A file of an export: its name, its size in bytes, and its rows without the header."""

    name: str
    size: int
    rows: int


def write_table(
    folder: Path,
    table: Table,
    profile: Profile,
    batches: Iterable[list[Row]],
    on_rows: OnRows | None = None,
) -> list[ExportedFile]:
    """Write the table's files into ``folder``, each safe on the disk when this returns.

    ``batches`` give rows whose cells stand in the order of the profile's columns; ``on_rows`` is
    told after each how many rows it had. Raises OSError where a file can't be written.
    """
    columns = table.columns_of(profile)
    header = lines([(column.name,) for column in columns])
    beginnings = {
        f"{table.stem}.csv": header,
        f"{table.stem}-excel.csv": codecs.BOM_UTF8 + header,
    }
    if table.json_lines:
        beginnings[f"{table.stem}.jsonl"] = b""
    plain, excel, *json_lines = beginnings
    make_csv, make_json = _csv_maker(columns), _json_maker(columns)
    rows = ahead = 0
    with ExitStack() as stack:
        files = {
            name: stack.enter_context((folder / name).open("xb", buffering=_BUFFER))
            for name in beginnings
        }
        for name, beginning in beginnings.items():
            files[name].write(beginning)
        for batch in batches:
            for_all, for_excel = make_csv(batch)
            files[plain].write(for_all)
            files[excel].write(for_excel)
            for name in json_lines:
                files[name].write(make_json(batch))
            ahead += (2 + len(json_lines)) * len(for_all)
            if ahead > _AHEAD:
                _sync(files.values())
                ahead = 0
            rows += len(batch)
            if on_rows:
                on_rows(len(batch))
        _sync(files.values())
    return [ExportedFile(name, (folder / name).stat().st_size, rows) for name in beginnings]


def _sync(files: Iterable[BinaryIO]) -> None:
    for file in files:
        file.flush()
        os.fsync(file.fileno())


def _csv_maker(columns: Sequence[Column]) -> Callable[[list[Row]], tuple[bytes, bytes]]:
    """What makes of a batch its lines for the CSV file and for the one for Excel."""
    texts = [at for at, column in enumerate(columns) if column.holds is Holds.TEXT]
    ids = [at for at, column in enumerate(columns) if column.holds is Holds.ID]

    def make(rows: list[Row]) -> tuple[bytes, bytes]:
        cells = cells_of(rows, columns)
        ready = [quoted(column) for column in cells]
        plain = lines(ready)
        changed: dict[int, Cells] = {at: as_text(cells[at]) for at in ids}
        for at in texts:
            safe = inert_all(cells[at])
            if safe is not cells[at]:
                changed[at] = safe
        for at, safe in changed.items():
            ready[at] = quoted(safe)
        return plain, lines(ready) if changed else plain

    return make


def _json_maker(columns: Sequence[Column]) -> Callable[[list[Row]], bytes]:
    """What makes of a batch its lines of JSON."""
    names = tuple(column.name for column in columns)
    yes_no = [column.name for column in columns if column.holds is Holds.YES_NO]
    # One call for a batch is four times as fast as one for each row. Where one object ends and the
    # next begins is certain: inside a string a quote is always escaped, so these bytes can't be.
    between, apart = f'}},{{"{names[0]}":'.encode(), f'}}\n{{"{names[0]}":'.encode()

    def make(rows: list[Row]) -> bytes:
        objects = list(map(dict, map(zip, repeat(names), rows)))
        for entry in objects:
            for name in yes_no:
                entry[name] = entry[name] == "yes"
        return orjson.dumps(objects)[1:-1].replace(between, apart) + b"\n"

    return make
