"""Commands of one cog in the group of another, such as /summit open beside /summit setup."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from discord import app_commands

if TYPE_CHECKING:
    from bot.client import SummitBot

Sub = app_commands.Command[Any, ..., Any]


def add(bot: SummitBot, group: str, subcommands: Sequence[Sub]) -> None:
    """Put commands into a group that another cog brings. Raises KeyError where nobody brings it."""
    there = bot.tree.get_command(group)
    if not isinstance(there, app_commands.Group):
        raise KeyError(group)
    for command in subcommands:
        there.add_command(command)


def remove(bot: SummitBot, group: str, subcommands: Sequence[Sub]) -> None:
    """Take them out again."""
    there = bot.tree.get_command(group)
    if isinstance(there, app_commands.Group):
        for command in subcommands:
            there.remove_command(command.name)
