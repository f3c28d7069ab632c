"""Options that some of the tests take."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """``pytest tests/wire --crashes 200`` kills the bot that many times."""
    parser.addoption(
        "--crashes",
        type=int,
        default=20,
        help="how often the crash test kills the bot with pledges in flight (default: 20)",
    )
