"""One table into its files: CSV, CSV for Excel, JSON Lines, and its sheets of the workbook, in one
pass over its rows.

Cells are touched one by one only in the columns of a batch that need it, and the Excel file is made
from the lines of the plain one where nothing in a batch differs.
"""

from __future__ import annotations

import codecs
import hashlib
import os
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from itertools import repeat
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, Protocol

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
    """A file of an export: its name, its size in bytes, its rows without the header (None where
    it has no rows), and its SHA-256 in hexadecimal digits.
    """

    name: str
    size: int
    rows: int | None
    sha256: str


class Also(Protocol):
    """What takes the rows too, while they are read."""

    def write(self, rows: Sequence[Row]) -> None: ...


class _File:
    """A new file that knows what was written to it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: BinaryIO = path.open("xb", buffering=_BUFFER)
        self._sha256 = hashlib.sha256()
        self._size = 0

    def __enter__(self) -> _File:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def write(self, data: bytes) -> None:
        self._file.write(data)
        self._sha256.update(data)
        self._size += len(data)

    def sync(self) -> None:
        self._file.flush()
        os.fsync(self._file.fileno())

    def about(self, rows: int | None) -> ExportedFile:
        return ExportedFile(self.path.name, self._size, rows, self._sha256.hexdigest())


def write_table(
    folder: Path,
    table: Table,
    profile: Profile,
    batches: Iterable[list[Row]],
    on_rows: OnRows | None = None,
    also: Also | None = None,
) -> list[ExportedFile]:
    """Write the table's files into ``folder``, each safe on the disk when this returns.

    ``batches`` give rows whose cells stand in the order of the profile's columns; ``on_rows`` is
    told after each how many rows it had; ``also`` gets them too. Raises OSError where a file can't
    be written.
    """
    columns = table.columns_of(profile)
    header = lines([(column.name,) for column in columns])
    beginnings = {
        f"{table.stem}.csv": header,
        f"{table.stem}-excel.csv": codecs.BOM_UTF8 + header,
        f"{table.stem}.jsonl": b"",
    }
    make_csv, make_json = _csv_maker(columns), _json_maker(columns)
    rows = ahead = 0
    with ExitStack() as stack:
        files = [stack.enter_context(_File(folder / name)) for name in beginnings]
        for file, beginning in zip(files, beginnings.values(), strict=True):
            file.write(beginning)
        plain, excel, json_lines = files
        for batch in batches:
            for_all, for_excel = make_csv(batch)
            plain.write(for_all)
            excel.write(for_excel)
            json_lines.write(make_json(batch))
            if also:
                also.write(batch)
            ahead += 3 * len(for_all)
            if ahead > _AHEAD:
                _sync(files)
                ahead = 0
            rows += len(batch)
            if on_rows:
                on_rows(len(batch))
        _sync(files)
        return [file.about(rows) for file in files]


def write_file(path: Path, data: bytes, rows: int | None = None) -> ExportedFile:
    """A small file, safe on the disk when this returns. Raises OSError."""
    with _File(path) as file:
        file.write(data)
        file.sync()
        return file.about(rows)


def finished(path: Path, rows: int | None) -> ExportedFile:
    """A file that something else wrote, made safe on the disk. Raises OSError."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return ExportedFile(path.name, path.stat().st_size, rows, digest)


def _sync(files: Iterable[_File]) -> None:
    for file in files:
        file.sync()


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
