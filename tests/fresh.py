"""A new summit file, brought to the newest version once for all the tests of a process.

Bringing each test's file there by itself would be half of what a test of a capability takes. What
the steps do is what ``tests/db/test_migrations.py`` is about.
"""

from __future__ import annotations

import functools
from pathlib import Path
from tempfile import TemporaryDirectory

from db.opening import connect_writer


@functools.cache
def _newest() -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "summit.sqlite3"
        connect_writer(path).close()
        return path.read_bytes()


def lay(path: Path) -> None:
    """Put an empty summit file of the newest version there, where there is none."""
    if not path.exists():
        path.write_bytes(_newest())
