"""Exports, put together: rows from the database into files.

Kept small in what it imports (no discord, no pydantic): the child process that writes an export
starts with it, see bot/exporting.py.
"""

from __future__ import annotations

import errno
import secrets
import shutil
import zipfile
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import db.exports
from bot.export_record import OnProgress, write_record
from db.errors import CannotOpen, NotRead
from db.opening import connect_reader
from exports.columns import Profile
from exports.folder import finish, folder_name, unfinished
from exports.tables import ExportedFile

__all__ = ["ExportFailed", "ExportResult", "OnProgress", "export_summit", "zip_export"]


class ExportFailed(Exception):
    """An export could not be made, and nothing of it is left; the message is a plain sentence."""


@dataclass(frozen=True, slots=True)
class ExportResult:
    """A whole export: its folder, and its files with their sizes in bytes and their rows."""

    folder: Path
    files: tuple[ExportedFile, ...]
    made_at: datetime

    @property
    def paths(self) -> tuple[Path, ...]:
        return tuple(self.folder / file.name for file in self.files)

    @property
    def size(self) -> int:
        """Bytes in all the files together."""
        return sum(file.size for file in self.files)


def export_summit(
    database: Path,
    guild_id: int,
    profile: Profile,
    out: Path,
    now: datetime,
    on_progress: OnProgress | None = None,
    *,
    token: str | None = None,
    workbook: bool = True,
) -> ExportResult:
    """Write one summit's files into a new folder in ``out``, here and now.

    Works beside a running bot: it only reads, and all files show the same moment. ``now`` (aware)
    names the folder. ``workbook``: also the one for spreadsheet programs, which takes longest.
    Blocks until done; the bot uses :func:`export_in_child`. Raises ExportFailed.
    """
    try:
        with closing(connect_reader(database)) as reader, db.exports.one_moment(reader):
            if not db.exports.has_summit(reader, guild_id=guild_id):
                raise ExportFailed(
                    f"There is no summit for the server {guild_id} in the database {database}."
                )
            with unfinished(out, token or secrets.token_hex(8)) as aside:
                files = write_record(
                    reader, guild_id, profile, aside, now, on_progress, workbook=workbook
                )
                folder = finish(aside, folder_name(guild_id, profile, now))
    except CannotOpen as error:
        raise ExportFailed(str(error)) from error
    except NotRead as error:
        raise ExportFailed(
            f"The database {database} could not be read: {error}. Nothing was exported."
        ) from error
    except OSError as error:
        raise ExportFailed(trouble_with(out, error)) from error
    return ExportResult(folder, tuple(files), now)


def zip_export(result: ExportResult) -> Path:
    """The export in one compressed file beside its folder; replaces an earlier one.

    The same export makes the same file, whenever it is compressed.

    Blocks for about a second per 40 MB: call it in a thread. Raises ExportFailed.
    """
    target = result.folder.with_name(f"{result.folder.name}.zip")
    aside = target.with_name(f".{target.name}.part")
    made = result.made_at.astimezone(UTC)
    moment = (made.year, made.month, made.day, made.hour, made.minute, made.second)
    try:
        aside.touch(mode=0o600)
        with (
            aside.open("wb") as file,
            zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive,
        ):
            for path in result.paths:
                entry = zipfile.ZipInfo(f"{result.folder.name}/{path.name}", moment)
                entry.compress_type = zipfile.ZIP_DEFLATED
                entry.external_attr = 0o600 << 16
                entry.file_size = path.stat().st_size  # so that a large one is told in time
                with path.open("rb") as held, archive.open(entry, "w") as into:
                    shutil.copyfileobj(held, into, 1 << 18)
        aside.replace(target)
    except OSError as error:
        raise ExportFailed(trouble_with(target.parent, error)) from error
    finally:
        aside.unlink(missing_ok=True)
    return target


def trouble_with(folder: Path, error: OSError) -> str:
    """What an error of the file system means for whoever asked for an export."""
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return (
            f"The disk that holds {folder} is full. Nothing was exported; "
            "make some room there, or choose another folder."
        )
    if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return f"The folder {folder} can't be written. Nothing was exported; choose another folder."
    if error.errno in {errno.ENOTDIR, errno.EEXIST}:
        return f"{folder} is not a folder. Nothing was exported; choose another folder."
    return (
        f"The files could not be written to {folder}: {error.strerror or error}. "
        "Nothing was exported."
    )
