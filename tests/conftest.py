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
    """What ``-n auto`` means here: three workers on two cores.

    The tests wait for the disk and for each other's turns: measured, two workers left 40 percent of
    two cores idle.
    """
    return max(1, (os.cpu_count() or 1) * 3 // 2)
