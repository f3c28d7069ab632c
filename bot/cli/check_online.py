"""The part of ``summit check`` that asks Discord."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from bot.cli import plan
from bot.cli.discord_rest import Session, logged_in
from bot.cli.failing import Failure
from bot.findings import Finding
from bot.server import doctor
from bot.server.engine import Known
from bot.settings import Settings
from db.errors import CannotOpen
from db.opening import sqlite_error
from domain.plan import Plan

Tell = Callable[[Finding], bool]
"""Says a finding; whether it is wrong."""


def online(settings: Settings, tell: Tell) -> int:
    """What only Discord knows; how much of it is wrong."""
    try:
        loaded = plan.load(settings.plan) if settings.plan is not None else None
    except Failure:
        loaded = None  # told of already
    assert settings.token is not None
    token = settings.token.get_secret_value()
    try:
        return asyncio.run(_ask(settings.database, token, loaded, tell))
    except Failure as error:
        return int(tell(Finding("Discord", str(error), "Mend that, then check again.")))


async def _ask(database: Path, token: str, loaded: Plan | None, tell: Tell) -> int:
    wrong = 0
    async with logged_in(token) as session:
        wrong += sum([tell(one) async for one in doctor.application(session.http)])
        wrong += tell(await doctor.clock(datetime.now(UTC)))
        if not session.guilds:
            wrong += tell(
                Finding(
                    "Servers",
                    f"{session.name} is in no server yet",
                    "Invite it with the link from: summit invite",
                )
            )
        for guild_id, name in session.guilds.items():
            wrong += await _one_server(session, database, loaded, guild_id, name, tell)
    return wrong


async def _one_server(
    session: Session, database: Path, loaded: Plan | None, guild_id: int, name: str, tell: Tell
) -> int:
    known = _known(database, guild_id)
    found = doctor.server(
        session.http,
        known,
        guild_id=guild_id,
        bot_id=session.bot_id,
        plan=loaded or (known.plan if known else None),
        name=name,
    )
    return sum([tell(one) async for one in found])


def _known(database: Path, guild_id: int) -> Known | None:
    """What the file knows of a server; None where it cannot be read, which is told already."""
    try:
        return Known.in_file(database, guild_id)
    except (CannotOpen, sqlite_error):
        return None
