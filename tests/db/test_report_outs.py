"""Reports of small groups in the file: once, corrected with their history, and read out."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import pytest

from db import (
    breakouts,
    erasure,
    facilitation,
    output_moderation,
    output_reads,
    outputs,
    report_out_posts,
    report_outs,
)
from db.report_outs import Kept
from db.store import Store
from domain.outputs import Event, State
from domain.report_outs import TAKEN_OUT, Report
from tests.db.given import GUILD, OTHER_GUILD, look
from tests.db.test_breakouts import FAY, FRED, HEALTH, PEOPLE, begin, finish, preview, refused, room
from tests.db.test_breakouts import then as at_minute
from tests.db.test_erasure import tell

__all__ = ["room"]

LONDON = "Europe/London"
FIELDS = {
    "heard": "Buses stop at six\nThe rent is too high",
    "barrier": "Nobody has the money",
    "action": "Ask the bus company",
    "owner": "The transport team",
}


@pytest.fixture
async def groups(room: Store) -> tuple[Store, int]:
    """Four groups under way, and the round's id."""
    made = await preview(room)
    await begin(room, made.id)
    return room, made.id


async def member(store: Store, round_id: int, number: int, place: int = 0) -> int:
    one = await breakouts.get(store, guild_id=GUILD, round_id=round_id)
    assert one is not None
    return one.groups[number - 1][place]


async def send(
    store: Store,
    round_id: int,
    user_id: int,
    fields: Mapping[str, str] = FIELDS,
    *,
    number: int = 1,
    form_id: int = 5001,
    seen: int = 0,
    named: bool = False,
    facilitator: bool = False,
    organiser: bool = False,
    guild_id: int = GUILD,
    now: datetime | None = None,
) -> tuple[Kept, bool]:
    return await report_outs.send(
        store,
        guild_id=guild_id,
        round_id=round_id,
        number=number,
        form_id=form_id,
        user_id=user_id,
        facilitator=facilitator,
        organiser=organiser,
        fields=fields,
        named=named,
        version_seen=seen,
        time_zone=LONDON,
        now=now or at_minute(10),
    )


def words(kept: Kept) -> list[str]:
    return [one.words for one in kept.outputs]


async def test_a_report_becomes_notes_of_the_session(groups: tuple[Store, int]) -> None:
    store, round_id = groups
    kept, new = await send(store, round_id, await member(store, round_id, 1), named=True)
    assert new
    assert kept.version == 1
    found = await output_reads.of_session(store, guild_id=GUILD, session=HEALTH)
    assert [(one.number, one.kind.value, one.words, one.owner, one.group) for one in found] == [
        (1, "insight", "Buses stop at six", "", 1),
        (2, "insight", "The rent is too high", "", 1),
        (3, "barrier", "Nobody has the money", "", 1),
        (4, "action", "Ask the bus company", "The transport team", 1),
    ]
    assert {one.named for one in found} == {True}
    assert kept.report == Report(
        ("Buses stop at six", "The rent is too high"),
        "Nobody has the money",
        "Ask the bus company",
        "The transport team",
    )


async def test_the_same_form_delivered_again_adds_nothing(
    groups: tuple[Store, int], path: Path
) -> None:
    store, round_id = groups
    sender = await member(store, round_id, 1)
    both = await asyncio.gather(send(store, round_id, sender), send(store, round_id, sender))
    assert [new for _, new in both] == [True, False]
    assert both[0][0] == both[1][0]
    assert look(path, "SELECT count(*) FROM output") == [(4,)]
    colleague = await member(store, round_id, 1, 1)
    assert await refused(send(store, round_id, colleague)) == "form.foreign"


async def test_two_of_a_group_at_once_lose_nothing(groups: tuple[Store, int]) -> None:
    store, round_id = groups
    first, second = [await member(store, round_id, 1, place) for place in (0, 1)]
    await send(store, round_id, first)
    other = {"heard": "Trust"}
    assert await refused(send(store, round_id, second, other, form_id=5002)) == "report.changed"
    kept, new = await send(store, round_id, second, other, form_id=5002, seen=1)
    assert (new, kept.version, words(kept)) == (True, 2, ["Trust"])


async def test_a_second_report_corrects_the_first_with_its_history(
    groups: tuple[Store, int], path: Path
) -> None:
    store, round_id = groups
    first, second = [await member(store, round_id, 1, place) for place in (0, 1)]
    await send(store, round_id, first, named=True)
    changed = FIELDS | {"heard": "The rent is too high\nBuses stop at seven", "barrier": ""}
    kept, _ = await send(store, round_id, second, changed, form_id=5002, seen=1)
    assert [(one.number, one.words, one.author_id, one.named) for one in kept.outputs] == [
        (2, "The rent is too high", first, True),
        (1, "Buses stop at seven", second, False),
        (4, "Ask the bus company", first, True),
    ]
    assert look(path, "SELECT count(*) FROM output") == [(4,)]
    (line,) = await output_reads.history(store, guild_id=GUILD, number=1)
    assert (line.event, line.earlier_words) == (Event.REPORTED, "Buses stop at six")
    out = await output_reads.get(store, guild_id=GUILD, number=3)
    assert out is not None
    assert (out.state, out.hidden_reason, out.group) == (State.HIDDEN, TAKEN_OUT, 1)


async def test_what_became_part_of_another_note_stays_there(groups: tuple[Store, int]) -> None:
    store, round_id = groups
    sender = await member(store, round_id, 1)
    await send(store, round_id, sender)
    await output_moderation.merge(
        store, guild_id=GUILD, number=1, user_id=FAY, organiser=False, into=2, now=at_minute(11)
    )
    again = FIELDS | {"heard": "Buses stop at seven\nThe rent is too high"}
    kept, _ = await send(store, round_id, sender, again, form_id=5002, seen=1)
    assert [(one.number, one.words) for one in kept.outputs][:2] == [
        (5, "Buses stop at seven"),
        (2, "The rent is too high"),
    ]
    merged = await output_reads.get(store, guild_id=GUILD, number=1)
    assert merged is not None
    assert (merged.words, merged.merged_into) == ("Buses stop at six", 2)


async def test_who_may_report(groups: tuple[Store, int]) -> None:
    store, round_id = groups
    outsider = await member(store, round_id, 2)
    assert await refused(send(store, round_id, outsider)) == "breakout.not_in_it"
    assert await refused(send(store, round_id, 999)) == "breakout.not_in_it"
    assert await refused(send(store, round_id, FRED, facilitator=True)) == "room.not_yours"
    kept, _ = await send(store, round_id, FAY, facilitator=True, named=True)
    assert [one.named for one in kept.outputs] == [False] * 4  # Fay has not joined: no name
    kept, _ = await send(
        store,
        round_id,
        FRED,
        {"heard": "Trust"},
        number=2,
        form_id=5003,
        facilitator=True,
        organiser=True,
    )
    assert words(kept) == ["Trust"]


async def test_who_is_in_a_group_and_has_not_joined_joins_first(room: Store, path: Path) -> None:
    made = await preview(room)
    await begin(room, made.id)
    await room.write(
        lambda tx: tx.execute(
            "INSERT INTO breakout_member (round_id, user_id, guild_id, number)"
            " VALUES (?, 77, ?, 1)",
            (made.id, GUILD),
        )
    )
    assert await refused(send(room, made.id, 77)) == "join.first"
    assert look(path, "SELECT count(*) FROM group_report") == [(0,)]


async def test_a_form_that_was_open_when_the_round_ended_is_taken(
    groups: tuple[Store, int],
) -> None:
    store, round_id = groups
    await finish(store, round_id)
    sender = await member(store, round_id, 1)
    _, new = await send(store, round_id, sender, now=at_minute(60))
    assert new
    late = at_minute(60 * 24)
    assert (
        await refused(send(store, round_id, sender, form_id=5002, seen=1, now=late))
        == "report.closed"
    )


async def test_a_preview_and_a_group_that_is_not_there_take_nothing(room: Store) -> None:
    made = await preview(room)
    assert await refused(send(room, made.id, PEOPLE[0])) == "breakout.unknown"
    await begin(room, made.id)
    assert await refused(send(room, made.id, PEOPLE[0], number=9)) == "breakout.unknown"
    assert await refused(send(room, made.id, PEOPLE[0], guild_id=OTHER_GUILD)) == "breakout.unknown"


async def test_which_groups_have_reported(groups: tuple[Store, int]) -> None:
    store, round_id = groups
    await send(store, round_id, await member(store, round_id, 3), number=3)
    standing = await report_outs.standing(store, guild_id=GUILD, round_id=round_id)
    assert standing == {1: 0, 2: 0, 3: 1, 4: 0}
    assert await report_outs.standing(store, guild_id=OTHER_GUILD, round_id=round_id) == {}
    latest = await report_outs.latest(store, guild_id=GUILD, slug=HEALTH)
    assert latest is not None
    assert latest.id == round_id
    assert await report_outs.latest(store, guild_id=OTHER_GUILD, slug=HEALTH) is None
    assert await report_outs.begun(store, guild_id=OTHER_GUILD, round_id=round_id) is None


async def test_only_who_runs_the_room_sees_who_has_reported(groups: tuple[Store, int]) -> None:
    store, round_id = groups

    async def own(user_id: int, *, organiser: bool = False, guild_id: int = GUILD) -> object:
        return await report_outs.own(
            store, guild_id=guild_id, round_id=round_id, user_id=user_id, organiser=organiser
        )

    assert await own(FAY)
    assert await own(FRED, organiser=True)
    assert await refused(own(FRED)) == "room.not_yours"
    assert await refused(own(FAY, guild_id=OTHER_GUILD)) == "breakout.unknown"
    await facilitation.lead(store, guild_id=GUILD, slug=HEALTH, user_id=FRED, now=at_minute(1))
    assert await own(FRED)


async def test_reports_are_read_out_when_the_groups_are_over(groups: tuple[Store, int]) -> None:
    store, round_id = groups
    await send(store, round_id, await member(store, round_id, 2), number=2)
    assert await report_out_posts.to_post(store, guild_id=GUILD, most=9) == []
    await finish(store, round_id)
    (post,) = await report_out_posts.to_post(store, guild_id=GUILD, most=9)
    assert (post.slug, post.number, post.state) == (HEALTH, 2, "waiting")
    assert await report_out_posts.to_post(store, guild_id=OTHER_GUILD, most=9) == []
    await report_out_posts.settle(store, post, "sending")
    (post,) = await report_out_posts.to_post(store, guild_id=GUILD, most=9)
    assert post.state == "sending"
    await report_out_posts.settle(store, post, "posted", channel_id=71, message_id=4001)
    assert await report_out_posts.to_post(store, guild_id=GUILD, most=9) == []


async def test_what_stands_in_the_room_follows_every_change(groups: tuple[Store, int]) -> None:
    store, round_id = groups
    sender = await member(store, round_id, 2)
    await send(store, round_id, sender, number=2)
    await finish(store, round_id)
    (post,) = await report_out_posts.to_post(store, guild_id=GUILD, most=9)
    await report_out_posts.settle(store, post, "posted", channel_id=71, message_id=4001)

    async def drawn() -> bool:
        """Whether it had to be drawn again; it is now."""
        waiting = await report_out_posts.to_post(store, guild_id=GUILD, most=9)
        for one in waiting:
            assert one.message_id == 4001
            await report_out_posts.redraw(store, one, done=True)
        return bool(waiting)

    assert not await drawn()
    await output_moderation.hide(
        store,
        guild_id=GUILD,
        number=1,
        user_id=FAY,
        organiser=False,
        reason="Please leave out the name",
        tell=lambda output: ("", ""),
        now=at_minute(20),
    )
    assert await drawn()
    await send(store, round_id, sender, {"heard": "Trust"}, number=2, form_id=5002, seen=1)
    assert await drawn()
    await outputs.remove(store, guild_id=GUILD, number=1, user_id=sender)
    assert await drawn()


async def test_an_erasure_takes_whose_words_they_are_and_leaves_the_others(
    groups: tuple[Store, int], path: Path
) -> None:
    store, round_id = groups
    first, second = [await member(store, round_id, 1, place) for place in (0, 1)]
    await send(store, round_id, first)
    changed = FIELDS | {"heard": "Buses stop at seven\nThe rent is too high"}
    await send(store, round_id, second, changed, form_id=5002, seen=1)
    await erasure.erase(store, guild_id=GUILD, user_id=first, now=at_minute(30), tell=tell)
    kept = await report_outs.get(store, guild_id=GUILD, round_id=round_id, number=1)
    assert words(kept) == ["Buses stop at seven"]
    assert look(path, "SELECT count(*) FROM output_log WHERE earlier_words <> ''") == [(0,)]
    assert look(path, "SELECT sender_id FROM group_report_form") == [(second,)]


async def test_every_group_reports_at_once(groups: tuple[Store, int], path: Path) -> None:
    store, round_id = groups
    senders = [await member(store, round_id, number) for number in (1, 2, 3, 4)]
    await asyncio.gather(
        *(
            send(store, round_id, sender, number=number, form_id=6000 + number)
            for number, sender in enumerate(senders, start=1)
        )
    )
    assert look(path, "SELECT count(DISTINCT number), count(*) FROM output") == [(16, 16)]
    assert look(path, "SELECT max(id) < 0 FROM output") == [(1,)]
