"""A folder of one's own, without any setting of this computer's."""

from __future__ import annotations

import logging
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import logs


@pytest.fixture(autouse=True)
def folder(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty folder that everybody may enter, and that the program runs in."""
    for name in os.environ:
        if name.upper().startswith("SUMMIT_"):
            monkeypatch.delenv(name)
    # pytest's own temporary folders may be entered by one user only.
    path = Path(tempfile.mkdtemp(prefix="summit-test-"))
    path.chmod(0o755)
    monkeypatch.chdir(path)
    yield path
    for left in path.rglob("*"):
        if left.is_dir():
            left.chmod(0o755)
    shutil.rmtree(path)


@pytest.fixture(autouse=True)
def quiet_again() -> Iterator[None]:
    """Levels of loggers are the whole process's: put back what a test, or the program, set."""
    names = [None, *logs.TELL_TALES, *(f"{name}.child" for name in logs.TELL_TALES)]
    before = {name: logging.getLogger(name).level for name in names}
    yield
    for name, level in before.items():
        logging.getLogger(name).setLevel(level)
