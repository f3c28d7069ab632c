"""/rehearsal: only in servers where it is rehearsed, so no other server is offered it."""

from __future__ import annotations

from typing import Literal

import discord
from discord import app_commands

from bot.answers import Answer
from bot.client import SummitBot


async def _go(interaction: discord.Interaction[SummitBot], route: str) -> None:
    """Do what the button does."""
    await interaction.client.routes.go(Answer.of(interaction), route)


def group() -> app_commands.Group:
    """The commands, each the twin of a button on the rehearsal's panel."""
    made = app_commands.Group(
        name="rehearsal", description="Rehearse: the clock, the cast, the crowd", guild_only=True
    )

    @made.command(name="clock", description="What time it is in the summit, and every button")
    async def clock(interaction: discord.Interaction[SummitBot]) -> None:
        await _go(interaction, "rehearsal.show")

    @made.command(name="speed", description="How fast time goes by; 0 stops the clock")
    @app_commands.describe(times="How many times as fast as in real life")
    async def speed(
        interaction: discord.Interaction[SummitBot], times: app_commands.Range[int, 0, 600]
    ) -> None:
        await _go(interaction, f"rehearsal.speed:{times}")

    @made.command(name="jump", description="Put the clock forward to a moment of the day")
    async def jump(interaction: discord.Interaction[SummitBot]) -> None:
        await _go(interaction, "rehearsal.jump")

    @made.command(name="be", description="Be somebody of the day, or an organiser again")
    async def be(interaction: discord.Interaction[SummitBot]) -> None:
        await _go(interaction, "rehearsal.be")

    @made.command(name="crowd", description="Let invented people join, choose or pledge")
    async def crowd(
        interaction: discord.Interaction[SummitBot], act: Literal["join", "choose", "pledge"]
    ) -> None:
        await _go(interaction, f"rehearsal.crowd:{act}")

    @made.command(name="remove", description="Remove everything that the rehearsal made here")
    async def remove(interaction: discord.Interaction[SummitBot]) -> None:
        await _go(interaction, "rehearsal.remove")

    return made
