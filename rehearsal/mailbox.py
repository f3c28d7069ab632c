"""What reaches people outside of an answer: direct messages, and private threads in the server."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import discord
from simcord.results import to_discord_message

from rehearsal.ledger import Letter
from rehearsal.stage import Stage


@dataclass(frozen=True, slots=True)
class Arrived:
    """A letter, and the message to press its buttons on."""

    letter: Letter
    message: discord.Message


def collect(stage: Stage) -> list[Arrived]:
    """Everything that people were written since they last looked, written down in the ledger."""
    names = {member.id: name for name, member in stage.members.items()}
    found: list[Arrived] = []
    backend = stage.world.env.backend
    arrived = [
        (message, by_thread, readers)
        for channel_id, by_thread, readers in _boxes(stage)
        for message in backend.messages.get(channel_id, {}).values()
        if message.id not in stage.read and message.author_id == backend.bot_user.id
    ]
    for message, by_thread, readers in sorted(arrived, key=lambda one: one[0].id):
        stage.read.add(message.id)
        for reader in readers:
            if reader in names:
                letter = Letter(names[reader], message.content, by_thread=by_thread)
                stage.ledger.letters.append(letter)
                found.append(Arrived(letter, to_discord_message(stage.world.env, message)))
    return found


def _boxes(stage: Stage) -> Iterator[tuple[int, bool, tuple[int, ...]]]:
    """Channels in which only one person reads: which, whether it is a thread, and who."""
    backend = stage.world.env.backend
    for user_id, channel_id in backend.dm_channels.items():
        yield channel_id, False, (user_id,)
    bot = backend.bot_user.id
    for thread in stage.world.welcome.threads:
        there = backend.channels[thread.id].thread_members
        yield thread.id, True, tuple(user_id for user_id in there if user_id != bot)
