"""Moderation of two summits in one file: neither reads or changes the other's.

Maya, Sam and Ola are in both servers, and Ola leads the same room in both.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from db import (
    export_query,
    facilitation,
    moderation,
    moderation_appeals,
    moderation_reads,
    moderation_reports,
)
from db.errors import StoreError
from db.export_moderation import MODERATION_LOG
from db.moderation_reports import Sight
from db.opening import connect_reader
from db.store import Store
from domain.moderation import Act, Kind, Person, Report, Trouble
from domain.plan import Plan
from domain.rules import RuleBroken
from tests.db.given import GUILD, MAYA, NOW, OLA, ORGANISER, OTHER_GUILD, SAM, at, join, set_up
from tests.db.test_guilds_apart import of_first, verbs
from tests.db.test_moderation import FAY, FOOD, WHY, moved, put_away, tell, to_leads, to_reporter

OLU = Person(ORGANISER, organiser=True)
Ask = Callable[[Store, int], Awaitable[object]]
# One of each stage: asked, done, appealed, failed, taken back, hidden and given back.
ASKED, OUT, APPEALED, FAILED, ENDING, SHOWN, PLAIN = 1, 2, 3, 4, 5, 6, 7


def wanted(guild_id: int, act_id: int, kind: Kind, target_id: int = MAYA) -> Act:
    until = at(600) if kind is Kind.TIME_OUT else None
    message_id = 70 + act_id if kind is Kind.HIDE else None
    return Act(act_id, guild_id, FOOD, kind, target_id, OLA, 70, NOW, message_id, until)


async def _ask(s: Store, g: int, act_id: int, kind: Kind, target_id: int = MAYA) -> object:
    return await moderation.ask(
        s,
        wanted=wanted(g, act_id, kind, target_id),
        actor=FAY,
        target=Person(target_id),
        reason=WHY,
        message="Nasty words" if kind is Kind.HIDE else "",
        tell=tell,
        now=NOW,
    )


async def _settle(s: Store, g: int, act_id: int, trouble: Trouble = Trouble.NONE) -> object:
    return await moderation.settle(
        s, guild_id=g, act_id=act_id, trouble=trouble, tell=tell, moved=moved, now=NOW
    )


async def _appeal(s: Store, g: int, act_id: int, user_id: int = MAYA) -> object:
    return await moderation_appeals.appeal(
        s, guild_id=g, act_id=act_id, user_id=user_id, text="No", now=NOW
    )


async def _decide(s: Store, g: int, act_id: int) -> object:
    return await moderation_appeals.decide(
        s, guild_id=g, act_id=act_id, actor=OLU, take_back=True, tell=tell, now=NOW
    )


async def _take_back(s: Store, g: int, act_id: int) -> object:
    return await moderation.take_back(s, guild_id=g, act_id=act_id, actor=FAY, now=NOW)


async def _shut(s: Store, g: int, channels: tuple[int, ...]) -> object:
    return await moderation.shut(s, guild_id=g, act_id=OUT, channels=channels)


async def _deal(s: Store, g: int) -> object:
    return await moderation_reports.deal_with(
        s, guild_id=g, report_id=500, actor=FAY, tell=to_reporter, now=NOW
    )


@pytest.fixture
async def two(summit: Store, plan: Plan) -> Store:
    """The first server is full of everything; the second has people and nothing else."""
    await set_up(summit, plan, OTHER_GUILD)
    for user_id, name in ((MAYA, "Maya"), (SAM, "Sam"), (OLA, "Ola")):
        await join(summit, user_id, name, OTHER_GUILD)
    for guild_id in (GUILD, OTHER_GUILD):
        await facilitation.lead(summit, guild_id=guild_id, slug=FOOD, user_id=OLA, now=NOW)
    await summit.write(
        lambda tx: tx.execute(
            "UPDATE session SET text_channel_id = 70 WHERE guild_id = ? AND slug = ?",
            (GUILD, FOOD),
        )
    )
    kinds = {
        ASKED: (Kind.TIME_OUT, SAM),
        OUT: (Kind.REMOVE, MAYA),
        APPEALED: (Kind.WARN, MAYA),
        FAILED: (Kind.HIDE, SAM),
        ENDING: (Kind.TIME_OUT, MAYA),
        SHOWN: (Kind.HIDE, MAYA),
        PLAIN: (Kind.WARN, SAM),
    }
    for act_id, (kind, target_id) in kinds.items():
        await _ask(summit, GUILD, act_id, kind, target_id)
        if act_id != ASKED:
            await _settle(
                summit, GUILD, act_id, Trouble.MESSAGES if act_id == FAILED else Trouble.NONE
            )
    await _shut(summit, GUILD, (70,))
    await _appeal(summit, GUILD, APPEALED)
    await _take_back(summit, GUILD, ENDING)
    await _appeal(summit, GUILD, SHOWN)
    await _decide(summit, GUILD, SHOWN)
    await moderation_reports.report(
        summit,
        wanted=Report(500, GUILD, FOOD, SAM, MAYA, 70, 71, NOW),
        text="She was rude.",
        message="Nasty words",
        moderator=False,
        tell=to_leads,
        now=NOW,
    )
    sight = Sight(800, GUILD, OLA, MAYA, False, 70, 79, "Nasty words")
    await moderation_reports.see(summit, sight=sight, now=NOW)
    await summit.write(_a_group)
    return summit


def _a_group(tx: Any) -> None:
    """Maya is in a group of a round that runs."""
    tx.execute(
        """INSERT INTO breakout_round (id, guild_id, slug, number, how, minutes, brief, stage,
            made_at) VALUES (1, ?, ?, 1, 'random', 5, '', 'running', '2021')""",
        (GUILD, FOOD),
    )
    tx.execute(
        """INSERT INTO breakout_group (round_id, number, guild_id, thread_id, thread_state,
            voice_id, voice_state) VALUES (1, 1, ?, 81, 'made', 82, 'made')""",
        (GUILD,),
    )
    tx.execute(
        "INSERT INTO breakout_member (round_id, user_id, guild_id, number) VALUES (1, ?, ?, 1)",
        (MAYA, GUILD),
    )


READS: dict[str, Ask] = {
    "moderation_reads.act": lambda s, g: moderation_reads.act(s, guild_id=g, act_id=OUT),
    "moderation_reads.reported": lambda s, g: moderation_reads.reported(
        s, guild_id=g, report_id=500
    ),
    "moderation_reads.of_person": lambda s, g: moderation_reads.of_person(
        s, guild_id=g, user_id=MAYA, slug=""
    ),
    "moderation_reads.removed": lambda s, g: moderation_reads.removed(s, guild_id=g, slug=FOOD),
    "moderation_reads.leads": lambda s, g: moderation_reads.leads(
        s, guild_id=g, channel_id=70, user_id=OLA
    ),
    "moderation_reads.group_room": lambda s, g: moderation_reads.group_room(
        s, guild_id=g, channel_id=82
    ),
    "moderation_reads.waiting": lambda s, g: moderation_reads.waiting(s, guild_id=g, now=at(600)),
    "moderation_reads.removals": lambda s, g: moderation_reads.removals(s, guild_id=g),
    "moderation_reads.channels_to_shut": lambda s, g: moderation_reads.channels_to_shut(
        s, guild_id=g, slug=FOOD
    ),
    "moderation_reads.threads": lambda s, g: moderation_reads.threads(
        s, guild_id=g, slug=FOOD, user_id=MAYA
    ),
    "moderation_reads.shut_channels": lambda s, g: moderation_reads.shut_channels(
        s, guild_id=g, act_id=OUT
    ),
    "moderation_reads.still_shut": lambda s, g: moderation_reads.still_shut(
        s, guild_id=g, channel_id=70, user_id=MAYA, but=ASKED
    ),
    "moderation_reads.posts": lambda s, g: moderation_reads.posts(s, guild_id=g),
}

# What names a row of the first: the other server is refused, and nothing changes anywhere.
REFUSED: dict[str, Ask] = {
    "moderation.settle": lambda s, g: _settle(s, g, ASKED),
    "moderation.tried": lambda s, g: moderation.tried(s, guild_id=g, act_id=ASKED, now=NOW),
    "moderation.ask_again": lambda s, g: moderation.ask_again(
        s, guild_id=g, act_id=FAILED, actor=FAY, target=Person(SAM), now=NOW
    ),
    "moderation.take_back": lambda s, g: _take_back(s, g, OUT),
    "moderation.undone": lambda s, g: moderation.undone(
        s, guild_id=g, act_id=ENDING, trouble=Trouble.NONE, tell=tell, moved=moved, now=NOW
    ),
    "moderation.shut": lambda s, g: _shut(s, g, (71,)),
    "moderation_appeals.appeal": lambda s, g: _appeal(s, g, PLAIN, SAM),
    "moderation_appeals.decide": lambda s, g: _decide(s, g, APPEALED),
    "moderation_appeals.show_again": lambda s, g: moderation_appeals.show_again(
        s, guild_id=g, act_id=SHOWN, user_id=MAYA, now=NOW
    ),
    "moderation_reports.deal_with": _deal,
}

# What names nothing, or something that is not there: it changes nothing of the other server.
QUIET: dict[str, Ask] = {
    "moderation.opened": lambda s, g: moderation.opened(s, guild_id=g, act_id=OUT, channel_id=70),
    "moderation_reports.tidy": lambda s, g: moderation_reports.tidy(
        s, guild_id=g, now=at(2 * 3600)
    ),
    "moderation_reports.stands": lambda s, g: moderation_reports.stands(
        s, guild_id=g, post_id=1, channel_id=6, message_id=9, seen=1
    ),
    "moderation_reports.settled": lambda s, g: moderation_reports.settled(s, guild_id=g, post_id=1),
}

# Tried in tests of their own below.
APART = {"moderation.end_archived", "moderation_reads.may", "moderation_reports.sight"}


@pytest.mark.parametrize("name", READS)
async def test_one_server_reads_nothing_of_the_other(two: Store, name: str) -> None:
    assert await READS[name](two, GUILD), "there was to be something to find"
    assert not await READS[name](two, OTHER_GUILD)


@pytest.mark.parametrize("name", REFUSED)
async def test_the_other_servers_ids_open_nothing(two: Store, path: Path, name: str) -> None:
    before = of_first(path)
    with pytest.raises(RuleBroken) as refused:
        await REFUSED[name](two, OTHER_GUILD)
    assert refused.value.code == "moderation.unknown"
    assert of_first(path) == before
    await REFUSED[name](two, GUILD)
    assert of_first(path) != before


@pytest.mark.parametrize("name", QUIET)
async def test_what_one_server_does_leaves_the_other_as_it_was(
    two: Store, path: Path, name: str
) -> None:
    before = of_first(path)
    await QUIET[name](two, OTHER_GUILD)
    assert of_first(path) == before
    await QUIET[name](two, GUILD)
    assert of_first(path) != before


async def test_a_message_seen_in_one_server_is_not_seen_in_the_other(two: Store) -> None:
    own = {"sight_id": 800, "user_id": OLA}
    assert await moderation_reports.sight(two, guild_id=GUILD, **own)
    with pytest.raises(RuleBroken, match=r"moderation\.sight"):
        await moderation_reports.sight(two, guild_id=OTHER_GUILD, **own)


async def test_who_leads_a_room_in_one_server_leads_none_by_that_in_another(two: Store) -> None:
    who = {"slug": FOOD, "user_id": SAM, "organiser": False}
    await facilitation.lead(two, guild_id=GUILD, slug=FOOD, user_id=SAM, now=NOW)
    await moderation_reads.may(two, guild_id=GUILD, **who)
    with pytest.raises(RuleBroken, match=r"room\.not_yours"):
        await moderation_reads.may(two, guild_id=OTHER_GUILD, **who)


async def test_an_act_under_an_id_of_the_first_server_is_refused(two: Store, path: Path) -> None:
    """Discord gives every interaction an id of its own; a clash is no way in."""
    before = of_first(path)
    with pytest.raises((StoreError, Exception), match="UNIQUE"):
        await _ask(two, OTHER_GUILD, ASKED, Kind.WARN)
    assert of_first(path) == before


async def test_a_past_summit_of_one_server_ends_nothing_in_the_other(two: Store) -> None:
    await two.write(put_away)
    assert await moderation.end_archived(two, guild_id=OTHER_GUILD, now=NOW) == 0
    assert await moderation.end_archived(two, guild_id=GUILD, now=NOW) == 1


async def test_the_log_is_of_one_server(two: Store, path: Path) -> None:
    with closing(connect_reader(path)) as reader:
        assert export_query.count(reader, MODERATION_LOG, guild_id=GUILD, public=False) > 10
        other = export_query.count(reader, MODERATION_LOG, guild_id=OTHER_GUILD, public=False)
        assert other == 0


def test_every_verb_that_is_asked_for_a_server_is_tried_here() -> None:
    modules = (moderation, moderation_appeals, moderation_reads, moderation_reports)
    known = set().union(*(verbs(one) for one in modules))
    assert known == READS.keys() | REFUSED.keys() | QUIET.keys() | APART
