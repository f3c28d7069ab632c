"""The list of erasures: a small file beside the database, so that no backup brings anybody back.

One line an erasure: when, in which server, an id of the erasure itself, and a keyed hash of the
person (HMAC-SHA-256). The key stands in the database and in its backups only, and each line has a
salt of its own, so the list alone names nobody and does not tell whether two lines mean the same
person. Lines are only ever added. docs/privacy.md says why it is made like this.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

ENDS = ".erasures"
# As a person's id: everybody in the server, at the end of the time for which data is kept.
EVERYBODY = 0

_HEAD = (
    "# Erasures that were carried out, for “summit restore”. Nobody’s name or id stands here:"
    " see docs/privacy.md.\n"
)
_LINE = re.compile(
    r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ) (\d{1,20}) ([0-9a-f]{16}) ([0-9a-f]{64}) ([0-9a-f]{8})"
)
_KEY = re.compile(r"# key ([0-9a-f]{8})")


@dataclass(frozen=True, slots=True)
class Line:
    """One erasure. ``key`` tells with which database's key the digest was made."""

    at: str
    guild_id: int
    id: str
    digest: str
    key: str

    def __str__(self) -> str:
        return f"{self.at} {self.guild_id} {self.id} {self.digest} {self.key}"

    def means(self, secret: bytes, user_id: int) -> bool:
        made = digest(secret, guild_id=self.guild_id, user_id=user_id, erasure=self.id)
        return hmac.compare_digest(self.digest, made)


@dataclass(frozen=True, slots=True)
class Ledger:
    """What a list holds: its lines, each once, and of which databases it is."""

    lines: tuple[Line, ...]
    keys: frozenset[str]


def beside(database: Path) -> Path:
    """Where a database's list stands."""
    return database.with_name(database.name + ENDS)


def digest(secret: bytes, *, guild_id: int, user_id: int, erasure: str) -> str:
    """A person in one erasure, as the list holds them."""
    return hmac.new(secret, f"{erasure} {guild_id} {user_id}".encode(), hashlib.sha256).hexdigest()


def fingerprint(secret: bytes) -> str:
    """By which a key is known again, and which does not give it away."""
    return hashlib.sha256(b"summit erasures " + secret).hexdigest()[:8]


def read(path: Path) -> Ledger | None:
    """The list, or None where there is none. What a crash left half written is passed over.

    Raises OSError.
    """
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        return None
    found: dict[str, Line] = {}
    keys: set[str] = set()
    for row in text.splitlines():
        if match := _LINE.fullmatch(row):
            line = Line(match[1], int(match[2]), match[3], match[4], match[5])
            found.setdefault(line.id, line)
            keys.add(line.key)
        elif match := _KEY.fullmatch(row):
            keys.add(match[1])
    return Ledger(tuple(found.values()), frozenset(keys))


def add(path: Path, lines: Iterable[Line], *, key: str) -> int:
    """Add what is not there yet; it is on the disk when this returns. How many were new.

    Makes the list where there is none, also without a line: a list that is missing was lost.
    Two programs may do this at once. Raises OSError.
    """
    there = read(path)
    known = {line.id for line in there.lines} if there else set[str]()
    new = [line for line in lines if line.id not in known]
    head = "" if there else _HEAD
    if there is None or key not in there.keys:
        head += f"# key {key}\n"
    if not new and not head:
        return 0
    text = head + "".join(f"{line}\n" for line in new)
    flags = os.O_RDWR | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0)
    handle = os.open(path, flags, 0o600)
    try:
        if size := os.fstat(handle).st_size:
            os.lseek(handle, size - 1, os.SEEK_SET)
            if os.read(handle, 1) != b"\n":
                text = "\n" + text
        written = os.write(handle, text.encode())
        if written != len(text.encode()):
            raise OSError(28, "the list of erasures could not be written whole", str(path))
        os.fsync(handle)
    finally:
        os.close(handle)
    if there is None:
        sync_folder(path.parent)
    return len(new)


def sync_folder(folder: Path) -> None:
    """Have the disk keep the names in a folder, where the system knows how."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
