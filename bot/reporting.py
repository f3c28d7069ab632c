"""The report of a summit, put together: from the database to one page.

Blocks for as long as the page takes, well under a second: the bot calls it in a thread. It only
reads, so it works beside a running bot.
"""

from __future__ import annotations

import os
import secrets
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from bot.export_files import ExportFailed, trouble_with
from db.errors import CannotOpen, NotRead
from db.exports import one_moment
from db.opening import connect_reader
from db.report_reads import material
from exports.columns import Profile
from exports.report.figures import pledges
from exports.report.page import file_name, page


@dataclass(frozen=True, slots=True)
class Report:
    """A whole page, and the name of its file."""

    name: str
    content: bytes
    pledges: int


def make_report(
    database: Path, guild_id: int, profile: Profile, now: datetime, day: date | None = None
) -> Report:
    """The page as the database is at this moment. Raises ExportFailed.

    ``day``: of the summit that was on that day; without it, of the one that is set up.
    """
    try:
        with closing(connect_reader(database)) as reader, one_moment(reader):
            found = material(
                reader, guild_id=guild_id, public=profile is Profile.PUBLIC, now=now, day=day
            )
    except CannotOpen as error:
        raise ExportFailed(str(error)) from error
    except NotRead as error:
        raise ExportFailed(
            f"The database {database} could not be read: {error}. Nothing was written."
        ) from error
    if found is None:
        which = f"There was no summit on {day}" if day else "There is no summit"
        raise ExportFailed(f"{which} for the server {guild_id} in the database {database}.")
    return Report(file_name(found, guild_id, profile), page(found, profile), pledges(found))


def write_report(report: Report, out: Path) -> Path:
    """The page as a file in ``out``, whole or not at all; only its owner can read it.

    A name that is taken gets ``-2`` and so on. Raises ExportFailed.
    """
    target = out / report.name
    aside = out / f".{report.name}-{secrets.token_hex(4)}.part"
    try:
        out.mkdir(parents=True, exist_ok=True)
        handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(report.content)
            file.flush()
            os.fsync(file.fileno())
        number = 1
        while target.exists():
            number += 1
            target = out / report.name.replace(".html", f"-{number}.html")
        aside.rename(target)
    except OSError as error:
        raise ExportFailed(trouble_with(out, error)) from error
    finally:
        with suppress(OSError):
            aside.unlink(missing_ok=True)
    return target
