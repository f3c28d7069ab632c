"""The folder of an export: made aside, and given its name only when it is whole."""

from __future__ import annotations

import os
import shutil
from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from exports.columns import Profile


def folder_name(guild_id: int, profile: Profile, now: datetime) -> str:
    """``summit-<guild>-<profile>-<UTC time>``; nothing in it comes from what people typed."""
    return f"summit-{guild_id}-{profile.value}-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def aside_in(out: Path, token: str) -> Path:
    """Where an export is written until it is whole; ``token`` tells two at a time apart."""
    return out / f".export-{token}.part"


@contextmanager
def unfinished(out: Path, token: str) -> Generator[Path]:
    """An empty folder in ``out`` that only its owner can read; gone at the end unless finished.

    ``out`` is made where it is missing. Raises OSError.
    """
    out.mkdir(parents=True, exist_ok=True)
    aside = aside_in(out, token)
    aside.mkdir(mode=0o700)
    try:
        yield aside
    finally:
        remove(aside)


def finish(aside: Path, name: str) -> Path:
    """Give a whole export its name, or the name with ``-2`` and so on where it is taken.

    What is in the folder must be on the disk already; the name is when this returns.
    """
    _sync_folder(aside)
    number = 1
    target = aside.with_name(name)
    while not _renamed(aside, target):
        number += 1
        target = aside.with_name(f"{name}-{number}")
    _sync_folder(target.parent)
    return target


def _renamed(aside: Path, target: Path) -> bool:
    """False where the name is taken."""
    if target.exists():
        return False
    try:
        aside.rename(target)
    except OSError:
        if target.exists():  # somebody was faster
            return False
        raise
    return True


def remove(aside: Path) -> None:
    """Take away what is left of an export that did not become whole."""
    shutil.rmtree(aside, ignore_errors=True)


def _sync_folder(folder: Path) -> None:
    if os.name != "posix":  # elsewhere a folder can't be opened
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
