"""The commands for what stands behind the control panel’s buttons “More…” and “Clock…”."""

from __future__ import annotations

from typing import Literal

import discord
from discord import app_commands

from bot import subcommands
from bot.answers import Answer
from bot.client import SummitBot
from cogs.here import room_run_by


async def _go(interaction: discord.Interaction[SummitBot], route: str) -> None:
    """Do what the button of the room that somebody types in does; ``{}`` is the room."""
    answer, bot = Answer.of(interaction), interaction.client
    session = await room_run_by(answer, bot.store)
    await bot.routes.go(answer, route.format(session.slug))


@app_commands.command(name="keep", description="Keep the room open that is about to close")
async def keep(interaction: discord.Interaction[SummitBot]) -> None:
    await _go(interaction, "room.keep:{}")


@app_commands.command(name="chat", description="Close the chat of the room you are in, or open it")
@app_commands.describe(state="Whether people may write")
async def chat(
    interaction: discord.Interaction[SummitBot], state: Literal["open", "closed"]
) -> None:
    await _go(interaction, f"room.text:{{}}:{state}")


@app_commands.command(name="slow", description="Slow the chat of the room you are in")
async def slow(interaction: discord.Interaction[SummitBot]) -> None:
    await _go(interaction, "room.slow:{}")


@app_commands.command(name="clocks", description="Move or stop the clocks of the room you are in")
async def clocks(interaction: discord.Interaction[SummitBot]) -> None:
    await _go(interaction, "room.clocks:{}")


@app_commands.command(name="summary", description="Look through the room’s summary and confirm it")
async def summary(interaction: discord.Interaction[SummitBot]) -> None:
    await _go(interaction, "record.review:{}")


@app_commands.command(name="leave", description="Say that you lead the room you are in no longer")
async def leave(interaction: discord.Interaction[SummitBot]) -> None:
    await _go(interaction, "room.unlead:{}")


COMMANDS: tuple[subcommands.Sub, ...] = (keep, chat, slow, clocks, summary, leave)
