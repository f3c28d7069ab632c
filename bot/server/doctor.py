"""What is wrong with a server, the application or the clock, each with the way to mend it."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

import aiohttp
from discord.http import HTTPClient, Route

from bot.findings import Finding
from bot.server.engine import Known, compared
from bot.server.looking import look
from bot.wording import refusal
from domain.plan import Plan
from domain.rules import RuleBroken
from domain.server import There, Verb
from domain.server.notes import notes

# Reminders and follow-ups go by this computer's clock; people forgive so much.
CLOCK_MAY_BE_OFF = timedelta(seconds=30)


async def application(http: HTTPClient) -> AsyncGenerator[Finding]:
    """How the application is set in Discord's developer portal. Raises discord.HTTPException."""
    about = await http.application_info()
    yield Finding("Token", f"Discord knows it: {about['name']}")
    if about.get("bot_require_code_grant"):
        yield Finding(
            "Application",
            "“Requires OAuth2 Code Grant” is on, so the invitation does not work",
            "Switch it off in the developer portal (your application, Bot).",
        )
    if about.get("bot_public"):
        yield Finding("Application", "anybody who has the link can invite the bot (Public Bot)")
    yield Finding("Intents", "none that Discord has to grant (privileged) is needed")


async def clock(now: datetime) -> Finding:
    """This computer's clock beside Discord's."""
    async with aiohttp.ClientSession() as session, session.get(f"{Route.BASE}/gateway") as answer:
        said = answer.headers.get("Date", "")
    try:
        off = abs(now - parsedate_to_datetime(said))
    except ValueError:
        return Finding("Clock", "Discord did not say the time, so it was not compared")
    if off > CLOCK_MAY_BE_OFF:
        return Finding(
            "Clock",
            f"this computer’s clock is {int(off.total_seconds())} seconds away from Discord’s",
            "Switch on the setting that keeps the time by the network (NTP).",
        )
    return Finding("Clock", "right to the half minute")


async def server(
    http: HTTPClient,
    known: Known | None,
    *,
    guild_id: int,
    bot_id: int,
    plan: Plan | None,
    name: str,
) -> AsyncGenerator[Finding]:
    """One server: permissions, order of roles, channels, and whether it follows the plan.

    Raises discord.HTTPException.
    """
    what = f"Server {name}"
    automod = plan is not None and plan.automod.wanted
    there = await look(http, guild_id, bot_id, automod=automod)
    yield _permissions(what, there)
    if known is None or plan is None:
        return
    if known.plan is None:
        yield Finding(what, "not set up yet", "Type /summit setup in the server.")
        return
    try:
        seen = compared(there, known, plan)
    except RuleBroken as error:
        if error.code != "setup.lacks":
            yield Finding(what, refusal(error), "Mend that, then type /summit setup.")
        return
    to_do = len(seen.changes.of(Verb.MAKE, Verb.CHANGE)) + len(seen.programme)
    if to_do:
        yield Finding(
            what,
            f"{to_do} thing{'s are' if to_do > 1 else ' is'} not as the plan says",
            "Look with: summit setup --dry-run. Then type /summit setup in the server.",
        )
    else:
        yield Finding(what, "as the plan says")
    by_hand = seen.changes.of(Verb.PUT_BACK)
    if by_hand:
        changed = ", ".join(step.thing.state.name for step in by_hand)
        yield Finding(what, f"changed by hand, and left so: {changed}")
    for note in notes(plan, seen.changes, there):
        says, _, mend = _named(note, there).partition(". ")
        yield Finding(what, says.rstrip("."), mend or "Change it in the server’s settings.")


def _permissions(what: str, there: There) -> Finding:
    if there.is_admin:
        return Finding(
            what,
            "the bot is an administrator, which it never needs",
            "Take Administrator from its role, and give it what summit invite lists.",
        )
    if there.lacking:
        return Finding(
            what,
            f"the bot lacks: {', '.join(there.lacking)}",
            "Give it that in Server settings, Roles; or invite it again with: summit invite",
        )
    return Finding(what, "the bot has every permission that it needs")


def _named(note: str, there: There) -> str:
    """Mentions as names: a terminal does not show them."""
    for channel in there.channels:
        note = note.replace(f"<#{channel.id}>", f"#{channel.name}")
    return note
