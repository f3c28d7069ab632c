"""Small programs of their own, for what one process can't show about itself."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]

_HEAD = """
import asyncio, os, sys
from pathlib import Path
from db.errors import CannotOpen, NotSaved
from db.store import Store

path = Path(sys.argv[1])

def keep(key, value="kept"):
    return lambda tx: tx.execute("INSERT INTO kept VALUES (?, ?)", (key, value)).rowcount
"""

# Much longer than any of them takes: only a program that hangs meets it.
SECONDS = 60


def program(body: str) -> str:
    return _HEAD + body


def run(body: str, path: Path, *, before: tuple[str, ...] = ()) -> str:
    """What the program printed. Fails where it hangs or ends with an error."""
    done = subprocess.run(
        [*before, sys.executable, "-c", program(body), str(path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def start(body: str, path: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", program(body), str(path)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stdin=subprocess.PIPE,
        text=True,
    )
