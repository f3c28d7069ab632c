"""Fixtures: the example plan, and a real file with a summit in which people have joined."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from db.store import Store
from domain.plan import Plan, parse_plan
from tests.db.given import MAYA, OLA, ROB, SAM, join, set_up
from tests.fresh import lay

EXAMPLE = Path(__file__).parents[2] / "examples" / "stockport-2021.toml"


@pytest.fixture(scope="session")
def plan() -> Plan:
    return parse_plan(EXAMPLE.read_text(encoding="utf-8"))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "summit.sqlite3"


@pytest.fixture
async def store(path: Path) -> AsyncIterator[Store]:
    """An open store with nothing in it."""
    lay(path)
    async with Store.open(path) as store:
        yield store


@pytest.fixture
async def summit(store: Store, plan: Plan) -> Store:
    """The store with one summit, which Maya, Sam and Ola have joined; Rob has not."""
    await set_up(store, plan)
    for user_id, name in ((MAYA, "Maya"), (SAM, "Sam"), (OLA, "Ola")):
        await join(store, user_id, name)
    assert ROB not in (MAYA, SAM, OLA)
    return store
