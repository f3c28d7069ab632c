"""Reads from the database what the books hold against what people were told."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path

from bot.inert import inert
from db import (
    attendees,
    breakout_previews,
    choices,
    connections,
    feedback_reads,
    hands,
    introduction_reads,
    output_reads,
    question_reads,
    recordings,
    room_records,
    sessions,
)
from domain.connections import Standing
from rehearsal.books import rooms, running
from rehearsal.books.line import Kept, words_of
from rehearsal.world import World, buttons, texts_of

MOST = 100_000
_EPHEMERAL = 64
_INTRODUCTION = re.compile(r"^Introduction \d+: ")


async def gather(
    world: World,
    names: Mapping[int, str],
    erased: Mapping[int, list[str]],
    folder: Path,
    quoted: Collection[str],
) -> Kept:
    """Everything about everybody who was in the server; ``quoted``: notes that were messages."""
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
        if session.kind != "break":
            await _room(world, kept, slug)
    _said(world, kept)
    edition = f"{world.plan.summit.date:%Y%m%d}"
    for part in await feedback_reads.day_remarks(store, guild_id=guild_id, edition=edition):
        kept.remark_names += [("", one.name) for one in part if one.name]
    for user_id, name in names.items():
        await _one_person(world, kept, user_id, name, edition, quoted)
    kept.threads = list(_threads(world, names, erased))
    kept.day = await running.gather(world, names)
    for user_id, words in erased.items():
        kept.remains += remains(user_id, words, _files(folder), _written(world))
    return kept


async def _room(world: World, kept: Kept, slug: str) -> None:
    """What a session's room leaves behind."""
    store, guild_id = world.store, world.guild.id
    record = await room_records.read(store, guild_id=guild_id, slug=slug)
    kept.records[slug] = record
    kept.reports.update(rooms.reports_of(kept, record))
    if (one := record.summary) is not None:
        organisations = tuple(sorted(one.organisations))
        kept.summaries[slug] = (one.version, one.heads, organisations, one.words, one.confirmed_by)
    over = await breakout_previews.rounds_over(store, guild_id=guild_id, slug=slug)
    for number, groups in enumerate(over, start=1):
        for group, people in enumerate(groups, start=1):
            kept.rounds[slug, number, group] = {
                kept.names[one] for one in people if one in kept.names
            }


def _said(world: World, kept: Kept) -> None:
    """What stands in the rooms and in the organisers' channel, or was written to facilitators."""
    for session in world.plan.sessions:
        if session.channel_name not in world.guild.channels:
            continue
        for message in world.room(session).history():
            for route in buttons(message).values():
                if route.startswith("report.read:"):
                    key = (session.slug, int(route.rpartition(":")[2]))
                    kept.read_out.setdefault(key, []).append(message.content)
        title = f"**{inert(session.title)}: the summary is confirmed"
        kept.posts[session.slug] = sum(
            message.content.startswith(title) for message in world.organisers.history()
        )
    backend = world.env.backend
    kept.told_of_reports = [
        message.content
        for messages in backend.messages.values()
        for message in messages.values()
        if message.content.startswith("**Somebody reported a problem in ")
    ]


async def _one_person(
    world: World, kept: Kept, user_id: int, name: str, edition: str, quoted: Collection[str]
) -> None:
    store, guild_id = world.store, world.guild.id
    kept.questions += await question_reads.of_asker(
        store, guild_id=guild_id, user_id=user_id, most=MOST
    )
    for one in await output_reads.of_author(store, guild_id=guild_id, user_id=user_id, most=MOST):
        if one.reference in quoted:
            shown = one.author_name if one.named else ""
            kept.quotes[one.reference] = (one.session, one.kind.value, one.words, name, shown)
        elif not one.group:
            kept.notes.append(one)
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
        str(path.relative_to(folder)): (
            words_of(path.read_bytes()).encode() if path.suffix == ".xlsx" else path.read_bytes()
        )
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
