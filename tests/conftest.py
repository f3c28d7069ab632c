"""Options that some of the tests take."""

from __future__ import annotations

import os

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """``pytest tests/wire --crashes 200`` kills the bot that many times."""
    parser.addoption(
        "--crashes",
        type=int,
        default=20,
        help="how often the crash test kills the bot with pledges in flight (default: 20)",
    )


def pytest_xdist_auto_num_workers() -> int:
    """What ``-n auto`` means here: a worker for each core, also where two share one.

    Some tests start bots and browsers beside them. With more workers, those did not answer in time.
    """
    return os.cpu_count() or 1


def pytest_configure(config: pytest.Config) -> None:
    """Workers take files in the order of the next function, and not by how many tests they have."""
    if hasattr(config.option, "loadscopereorder"):  # pytest-xdist is there
        config.option.loadscopereorder = False


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What plays whole days or starts processes comes first: at the end all would wait for it."""
    items.sort(key=lambda item: item.path.parent.name not in ("rehearsal", "wire"))
