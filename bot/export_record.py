"""What a whole record is: every table, the workbook, the calendar, and what is said about them.

Kept small in what it imports, as bot/export_files.py.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

import db.exports
from db import export_query, export_summary
from exports.calendar import CALENDAR_NAME, Entry, calendar
from exports.catalogue import TABLES
from exports.columns import Profile, Table, tables_of
from exports.cover import About
from exports.metadata import MANIFEST_NAME, METADATA_NAME, csv_metadata, manifest
from exports.summary import blocks
from exports.tables import Also, ExportedFile, finished, write_file, write_table
from exports.workbook import Workbook, workbook

# Told how many rows are done, and how many there are in all.
OnProgress = Callable[[int, int], None]


def workbook_name(profile: Profile) -> str:
    """The profile stands in it: this file is handed on by itself."""
    return f"record-{profile.value}.xlsx"


def write_record(
    reader: export_query.Connection,
    guild_id: int,
    profile: Profile,
    folder: Path,
    now: datetime,
    on_progress: OnProgress | None = None,
    *,
    workbook: bool = True,
) -> list[ExportedFile]:
    """Write all the files of one summit into ``folder``; the manifest is the last.

    ``reader`` stands within one moment. Raises OSError and NotRead.
    """
    public = profile is Profile.PUBLIC
    tables = tables_of(TABLES, profile)
    counts = [
        export_query.count(reader, _query(table), guild_id=guild_id, public=public)
        for table in tables
    ]
    about = _about(reader, guild_id, now)
    told = _counter(sum(counts), on_progress)
    files: list[ExportedFile] = []
    book_path = folder / workbook_name(profile)
    with ExitStack() as stack:
        book: Workbook | None = None
        if workbook:
            counted = list(zip(tables, counts, strict=True))
            book = stack.enter_context(_book(reader, guild_id, profile, book_path, about, counted))
        for table in tables:
            rows = export_query.rows(
                reader, _query(table), guild_id=guild_id, public=public, now=now
            )
            expected = tuple(column.name for column in table.columns_of(profile))
            if rows.names != expected:
                raise RuntimeError(f"{table.stem}: read {rows.names}, not {expected}")
            with _sheets(book, table) as also:
                files += write_table(folder, table, profile, rows.batches, told, also)
    if workbook:
        files.append(finished(book_path, sum(counts)))
    entries = _entries(reader, guild_id, about)
    files += [
        write_file(folder / CALENDAR_NAME, calendar(entries, about), len(entries)),
        write_file(folder / METADATA_NAME, csv_metadata(tables, profile, about)),
    ]
    files.append(write_file(folder / MANIFEST_NAME, manifest(files, profile, about)))
    return files


def _query(table: Table) -> export_query.Query:
    return db.exports.QUERIES[table.stem]


def _about(reader: export_query.Connection, guild_id: int, now: datetime) -> About:
    summit = db.exports.summit(reader, guild_id=guild_id)
    return About(summit.name, summit.organiser, summit.date, now, summit.rehearsal)


@contextmanager
def _book(
    reader: export_query.Connection,
    guild_id: int,
    profile: Profile,
    path: Path,
    about: About,
    tables: Sequence[tuple[Table, int]],
) -> Generator[Workbook]:
    figures = export_summary.figures(reader, guild_id=guild_id, public=profile is Profile.PUBLIC)
    with workbook(path, tables, profile, about, blocks(**asdict(figures))) as book:
        yield book


@contextmanager
def _sheets(book: Workbook | None, table: Table) -> Generator[Also | None]:
    if book is None:
        yield None
        return
    with book.rows(table) as rows:
        yield rows


def _entries(reader: export_query.Connection, guild_id: int, about: About) -> list[Entry]:
    return [
        Entry(guild_id=guild_id, date=about.date, **asdict(session))
        for session in export_summary.sessions(reader, guild_id=guild_id)
    ]


def _counter(total: int, on_progress: OnProgress | None) -> Callable[[int], None] | None:
    if on_progress is None:
        return None
    done = 0
    on_progress(0, total)

    def told(rows: int) -> None:
        nonlocal done
        done += rows
        on_progress(done, total)

    return told
