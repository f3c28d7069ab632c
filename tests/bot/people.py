"""What somebody at a keyboard does: runs ``summit`` in a folder of theirs and reads the screen."""

from __future__ import annotations

import base64
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "examples" / "stockport-2021.toml"
SCRIPT = Path(sys.executable).with_name("summit")

APPLICATION = 1234567890123456789
_FIRST = base64.b64encode(str(APPLICATION).encode()).decode().rstrip("=")
# Of the right shape, and nobody's.
TOKEN = f"{_FIRST}.GtEsTs.not-a-real-token-but-long-enough"

NOBODY = 65534


@dataclass(frozen=True, slots=True)
class Ran:
    """How a command ended and what it wrote."""

    code: int
    out: str
    err: str

    @property
    def words(self) -> str:
        """Everything on the screen with its line breaks and frames taken out."""
        return " ".join((self.out + " " + self.err).replace("│", " ").split())


def environment(**settings: str) -> dict[str, str]:
    """A clean environment: nothing of this computer's own settings, a wide screen, no colour."""
    return {
        "PATH": os.environ.get("PATH", ""),
        "PYTHONPATH": str(ROOT),
        "COLUMNS": "120",
        "NO_COLOR": "1",
        "LANG": "C.UTF-8",
        **settings,
    }


def run(
    *arguments: str,
    cwd: Path,
    settings: Mapping[str, str] | None = None,
    program: Sequence[str] = (sys.executable, "-m", "bot"),
    timeout: float = 60,
) -> Ran:
    """``python -m bot …`` in a process of its own, in the folder ``cwd``."""
    done = subprocess.run(
        [*program, *arguments],
        cwd=cwd,
        env=environment(**(settings or {})),
        capture_output=True,
        encoding="utf-8",
        stdin=subprocess.DEVNULL,
        timeout=timeout,
        check=False,
    )
    return Ran(done.returncode, done.stdout, done.stderr)


def run_with(
    before: str,
    *arguments: str,
    cwd: Path,
    settings: Mapping[str, str] | None = None,
    timeout: float = 60,
) -> Ran:
    """The same, after some lines of Python have changed the world that the program meets."""
    code = f"{before}\nfrom bot.cli import main\nmain({list(arguments)!r})"
    program = (sys.executable, "-c", code)
    return run(cwd=cwd, settings=settings, program=program, timeout=timeout)


def is_plain(sentence: str) -> bool:
    """Whether an error is one or two sentences for a person, and not the program's own talk."""
    return (
        0 < len(sentence) < 400
        and "Traceback" not in sentence
        and "Errno" not in sentence
        and 'File "' not in sentence
        and sentence.strip().endswith(".")
    )


@contextmanager
def no_superuser(*mine: Path) -> Iterator[None]:
    """Who runs the tests as root, as in a container, is nobody in here: root may do everything.

    ``mine`` are the folders and files that belong to the one who runs the program.
    """
    if not hasattr(os, "getuid") or os.getuid() != 0:
        yield
        return
    for path in mine:
        os.chown(path, NOBODY, NOBODY)
    os.setresuid(NOBODY, NOBODY, 0)
    try:
        yield
    finally:
        os.setresuid(0, 0, 0)
