"""A real browser for tests of pages: Chromium as the system has it, driven by Playwright."""

from __future__ import annotations

import os
import shutil
from importlib.util import find_spec
from pathlib import Path

import pytest

VARIABLE = "SUMMIT_TEST_CHROMIUM"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MODULES = ("playwright", "axe_playwright_python")


def chromium_or_skip(*, ci: bool, path: str | None = None) -> Path:
    """Where Chromium is. Without it or its driver the test skips, or in CI fails."""
    missing = [name for name in MODULES if find_spec(name) is None]
    if missing:
        _without(f"{' and '.join(missing)} are not there: install the extra “browser”", ci=ci)
    found = os.environ.get(VARIABLE) or next(filter(None, map(shutil.which, NAMES)), None)
    if path is not None:
        found = path
    if found is None or not Path(found).is_file():
        _without(f"Chromium is not there; install it, or set {VARIABLE} to its path", ci=ci)
    assert found is not None
    return Path(found)


def _without(reason: str, *, ci: bool) -> None:
    if ci:
        pytest.fail(reason)
    pytest.skip(reason)


def in_ci() -> bool:
    return os.environ.get("CI", "").lower() in {"1", "true", "yes"}
