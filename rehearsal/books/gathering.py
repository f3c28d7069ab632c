"""Reads from the database what the books hold against what people were told."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from db import (
    attendees,
    choices,
    connections,
    feedback_reads,
    hands,
    introduction_reads,
    output_reads,
    question_reads,
    recordings,
    sessions,
)
from domain.connections import Standing
from rehearsal.books.line import Kept
from rehearsal.world import World, texts_of

MOST = 100_000
_EPHEMERAL = 64
_INTRODUCTION = re.compile(r"^Introduction \d+: ")


async def gather(
    world: World, names: Mapping[int, str], erased: Mapping[int, list[str]], folder: Path
) -> Kept:
    """Everything about everybody who was in the server."""
    store, guild_id = world.store, world.guild.id
    kept = Kept(names, joined=await attendees.count(store, guild_id=guild_id))
    for session in await sessions.every(store, guild_id=guild_id):
        slug = session.slug
        kept.choices[slug] = await choices.members(store, guild_id=guild_id, slug=slug)
        called = await hands.called(store, guild_id=guild_id, session=session, most=MOST)
        if called:
            kept.called[slug] = [names[one.user_id] for one in reversed(called)]
        remarks = await feedback_reads.remarks(store, guild_id=guild_id, session=slug)
        kept.remark_names += [(slug, one.name) for one in remarks if one.name]
    edition = f"{world.plan.summit.date:%Y%m%d}"
    for part in await feedback_reads.day_remarks(store, guild_id=guild_id, edition=edition):
        kept.remark_names += [("", one.name) for one in part if one.name]
    for user_id, name in names.items():
        await _one_person(world, kept, user_id, name, edition)
    kept.threads = list(_threads(world, names, erased))
    for user_id, words in erased.items():
        kept.remains += remains(user_id, words, _files(folder), _written(world))
    return kept


async def _one_person(world: World, kept: Kept, user_id: int, name: str, edition: str) -> None:
    store, guild_id = world.store, world.guild.id
    kept.questions += await question_reads.of_asker(
        store, guild_id=guild_id, user_id=user_id, most=MOST
    )
    kept.notes += await output_reads.of_author(store, guild_id=guild_id, user_id=user_id, most=MOST)
    rated = await feedback_reads.of_person(store, guild_id=guild_id, user_id=user_id)
    for slug, one in rated.items():
        kept.ratings[name, slug] = (one.rating, one.words, "", one.named)
    day = await feedback_reads.day_of_person(
        store, guild_id=guild_id, user_id=user_id, edition=edition
    )
    if day is not None:
        kept.ratings[name, ""] = (day.rating, day.useful, day.change, day.named)
    for slug in await recordings.of_person(store, guild_id=guild_id, user_id=user_id):
        kept.recordings.setdefault(slug, []).append(name)
    card = await connections.card_of(store, guild_id=guild_id, user_id=user_id)
    if card is not None:
        kept.cards[name] = (card.offers, card.needs)
    for known in await introduction_reads.of_person(store, guild_id=guild_id, user_id=user_id):
        other = kept.names.get(known.pair.other_id, known.name)
        waits = known.pair.standing is Standing.ASKED
        kept.standing[name, other] = "asked" if waits else known.pair.standing.value


def _threads(
    world: World, names: Mapping[int, str], erased: Iterable[int]
) -> Iterator[tuple[str, ...]]:
    """Who is in each thread that introduces two people, but for who had themselves erased."""
    backend, gone = world.env.backend, set(erased)
    for channel in list(backend.channels.values()):
        if channel.is_thread and _INTRODUCTION.match(channel.name or ""):
            people = set(channel.thread_members) - {backend.bot_user.id}
            if not people & gone:
                yield tuple(sorted(names[one] for one in people))


# ---------------------------------------------------------------------- what is left of somebody


def remains(
    user_id: int, words: list[str], files: Mapping[str, bytes], written: Mapping[str, str]
) -> list[str]:
    """Where something of an erased person is left: their words, or their number in the database."""
    found: list[str] = []
    number = user_id.to_bytes(8, "big")
    for name, data in files.items():
        if name.startswith("summit.sqlite3") and number in data:
            found.append(f"{name} holds their account’s number")
        for said in words:
            if unicodedata.normalize("NFC", said).encode() in data:
                found.append(f"{name} holds “{said[:60]}”")
    for place, text in written.items():
        found += [f"{place} shows “{said[:60]}”" for said in words if said in text]
    return found


def _files(folder: Path) -> dict[str, bytes]:
    """Everything that the rehearsal wrote, but for the plan, which nobody of the cast is in."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "plan.toml"
    }


def _written(world: World) -> dict[str, str]:
    """Every message of the bot that stands, but for answers, which Discord keeps for nobody."""
    backend = world.env.backend
    return {
        f"message {message.id}": "\n".join(texts_of(message.content, message.components))
        for messages in backend.messages.values()
        for message in messages.values()
        # "Somebody opened a thread" is Discord's own, and says what the thread was called then; the
        # real one writes that of public threads alone.
        if message.author_id == backend.bot_user.id
        and message.type == 0
        and not message.flags & _EPHEMERAL
    }
