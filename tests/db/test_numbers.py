"""How many there ever were, with those who were erased since."""

from __future__ import annotations

from cogs.workshops.cards import note
from db import erasure, numbers
from db.store import Store
from domain.plan import Plan
from tests.db.given import GUILD, MAYA, OTHER_GUILD, SAM, at, join, make, set_up, words


async def test_an_erasure_changes_no_number(store: Store, plan: Plan) -> None:
    await set_up(store, plan)
    assert await numbers.ever(store, guild_id=GUILD) == {}
    await join(store, MAYA)
    await join(store, SAM, "Sam")
    await make(store, 1)
    await make(store, 2, user_id=SAM)
    before = await numbers.ever(store, guild_id=GUILD)
    theme = words().theme
    assert before == {"people": 2, f"pledges about {theme}": 2}
    await erasure.erase(store, guild_id=GUILD, user_id=MAYA, now=at(99), tell=note)
    assert await numbers.ever(store, guild_id=GUILD) == before


async def test_another_servers_numbers_are_not_counted(store: Store, plan: Plan) -> None:
    await set_up(store, plan)
    await set_up(store, plan, OTHER_GUILD)
    await join(store, MAYA)
    assert await numbers.ever(store, guild_id=OTHER_GUILD) == {}
