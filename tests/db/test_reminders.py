"""Posts of reminders in the file: begun once, sent again while it is time, then forgotten."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime, time, timedelta
from pathlib import Path

import pytest

from db import attendees, choices, moves, reminders, sessions, summits
from db.store import Store
from domain.choices import News, Note
from domain.moves import Moved
from domain.plan import Plan
from domain.reminders import MOST_MENTIONED, State
from domain.rules import RuleBroken
from domain.sessions import Session
from tests.db.given import GUILD, MAYA, NOW, OLA, OTHER_GUILD, PLACES, ROB, SAM, at, join, look

KEYNOTE, WORKSHOP = "a-fair-and-inclusive-stockport", "healthcare"
TEN, ONE = NOW - timedelta(minutes=10), NOW - timedelta(minutes=1)


@pytest.fixture
async def soon(summit: Store) -> Store:
    """The keynote and a workshop start at ``NOW``, each in a room of its own."""
    for slug, room in ((KEYNOTE, 70), (WORKSHOP, 71)):
        await starts(summit, slug, NOW, room)
    return summit


async def starts(
    store: Store, slug: str, when: datetime, room: int | None = 70, guild_id: int = GUILD
) -> None:
    session = await sessions.get(store, guild_id=guild_id, slug=slug)
    assert session is not None
    changed = replace(session, starts_at=when, ends_at=when + timedelta(hours=1), text_channel=room)
    await store.write(lambda tx: sessions.save(tx, changed))


def note(news: News, session: Session, has_place: bool) -> Note:
    return Note(session.title, news.value)


async def choose(store: Store, user_id: int, now: datetime = TEN) -> None:
    await choices.choose(store, guild_id=GUILD, user_id=user_id, slug=WORKSHOP, now=now, tell=note)


async def again(store: Store, post_id: int, now: datetime = TEN) -> reminders.Due | None:
    """Send a post once more, as it stands in the file."""
    posts = await reminders.posts(store, guild_id=GUILD, now=NOW)
    (post,) = [one for one in posts if one.id == post_id]
    return await reminders.again(store, guild_id=GUILD, post=post, now=now)


async def begin(store: Store, slug: str, now: datetime = TEN) -> reminders.Due | None:
    return await reminders.begin(store, guild_id=GUILD, slug=slug, now=now)


async def begun(store: Store, slug: str, now: datetime = TEN) -> reminders.Due:
    due = await begin(store, slug, now)
    assert due is not None
    return due


async def is_posted(store: Store, due: reminders.Due, message_id: int = 900) -> None:
    await reminders.settled(store, guild_id=GUILD, post_id=due.post.id, message_id=message_id)


async def state(store: Store, post_id: int) -> State | None:
    posts = await reminders.posts(store, guild_id=GUILD, now=NOW)
    return next((one.state for one in posts if one.id == post_id), None)


# ---------------------------------------------------------------- whom


async def test_of_a_talk_everybody_is_told_who_joined_and_wants_it(soon: Store) -> None:
    await reminders.turn_off(soon, guild_id=GUILD, user_id=SAM, now=NOW)
    assert (await begun(soon, KEYNOTE)).user_ids == (MAYA, OLA)
    await reminders.turn_on(soon, guild_id=GUILD, user_id=SAM)
    assert (await begun(soon, KEYNOTE, ONE)).user_ids == (MAYA, SAM, OLA)


async def test_of_a_workshop_only_those_with_a_place(soon: Store) -> None:
    for user_id in (MAYA, SAM, OLA):
        await choose(soon, user_id)
    await soon.write(
        lambda tx: tx.execute("UPDATE choice SET state = 'waiting' WHERE user_id = ?", (OLA,))
    )
    await reminders.turn_off(soon, guild_id=GUILD, user_id=SAM, now=NOW)
    assert (await begun(soon, WORKSHOP)).user_ids == (MAYA,)


async def test_who_is_known_to_have_left_is_not_mentioned(soon: Store) -> None:
    for user_id in (MAYA, SAM):
        await choose(soon, user_id)
    gone = choices.Access(GUILD, SAM, 71, give=True)
    await choices.access_done(soon, gone, failed=True)
    assert (await begun(soon, WORKSHOP)).user_ids == (MAYA,)


async def test_a_room_that_nobody_chose_gets_its_post_all_the_same(soon: Store) -> None:
    assert (await begun(soon, WORKSHOP)).user_ids == ()
    assert await begin(soon, WORKSHOP) is None


async def test_saying_no_twice_and_yes_twice_changes_nothing_more(soon: Store) -> None:
    for _ in range(2):
        await reminders.turn_off(soon, guild_id=GUILD, user_id=SAM, now=NOW)
        assert await reminders.are_off(soon, guild_id=GUILD, user_id=SAM)
    for _ in range(2):
        await reminders.turn_on(soon, guild_id=GUILD, user_id=SAM)
        assert not await reminders.are_off(soon, guild_id=GUILD, user_id=SAM)


async def test_who_has_not_joined_has_nothing_to_turn_off(soon: Store, path: Path) -> None:
    with pytest.raises(RuleBroken, match=r"join\.first"):
        await reminders.turn_off(soon, guild_id=GUILD, user_id=ROB, now=NOW)
    with pytest.raises(RuleBroken, match=r"join\.first"):
        await reminders.turn_on(soon, guild_id=GUILD, user_id=ROB)
    assert look(path, "SELECT * FROM reminder_off") == []


async def test_an_erased_person_leaves_no_row(soon: Store, path: Path) -> None:
    await reminders.turn_off(soon, guild_id=GUILD, user_id=SAM, now=NOW)
    await soon.write(
        lambda tx: tx.execute(
            "DELETE FROM attendee WHERE guild_id = ? AND user_id = ?", (GUILD, SAM)
        )
    )
    assert look(path, "SELECT * FROM reminder_off") == []


# ---------------------------------------------------------------- once


async def test_of_two_that_begin_at_the_same_moment_one_does(soon: Store, path: Path) -> None:
    both = await asyncio.gather(*(begin(soon, KEYNOTE) for _ in range(5)))
    assert [due is not None for due in both].count(True) == 1
    assert look(path, "SELECT lead, part, state FROM reminder") == [(10, 1, "sending")]


async def test_it_is_not_begun_too_early_too_late_or_for_what_is_cancelled(soon: Store) -> None:
    for seconds in (-601, -300, -61, 0):
        assert await begin(soon, KEYNOTE, at(seconds)) is None
    assert await begin(soon, "no-such-session") is None
    await soon.write(lambda tx: tx.execute("UPDATE session SET cancelled = 1"))
    assert await begin(soon, KEYNOTE) is None


async def test_a_moved_session_is_announced_again_and_moved_back_it_is_not(soon: Store) -> None:
    await is_posted(soon, await begun(soon, KEYNOTE))
    await starts(soon, KEYNOTE, at(60))
    await is_posted(soon, await begun(soon, KEYNOTE, TEN + timedelta(minutes=1)))
    await starts(soon, KEYNOTE, NOW)
    assert await begin(soon, KEYNOTE, TEN + timedelta(minutes=2)) is None


async def test_many_are_mentioned_once_each_in_parts(soon: Store, path: Path) -> None:
    for user_id in range(1000, 1200):
        await join(soon, user_id)
    first = await begun(soon, KEYNOTE)
    assert await begin(soon, KEYNOTE) is None, "the first is on its way still"
    found = [first]
    for _ in range(9):
        await is_posted(soon, found[-1])
        due = await begin(soon, KEYNOTE)
        if due is None:
            break
        found.append(due)
    assert [len(due.user_ids) for due in found] == [MOST_MENTIONED] * 4 + [3]
    everybody = [user_id for due in found for user_id in due.user_ids]
    assert everybody == [MAYA, SAM, OLA, *range(1000, 1200)]
    assert look(path, "SELECT part, more FROM reminder ORDER BY id") == [
        *((part, 1) for part in range(1, 5)),
        (5, 0),
    ]


async def test_where_all_who_were_left_say_no_nothing_more_is_sent(soon: Store) -> None:
    for user_id in range(1000, 1048):
        await join(soon, user_id)
    first = await begun(soon, KEYNOTE)
    assert first.post.more
    await is_posted(soon, first)
    await reminders.turn_off(soon, guild_id=GUILD, user_id=1047, now=NOW)
    assert await begin(soon, KEYNOTE) is None
    assert await begin(soon, KEYNOTE) is None


# ---------------------------------------------------------------- again


async def test_a_part_that_is_sent_again_has_its_own_people_who_want_it_now(soon: Store) -> None:
    for user_id in range(1000, 1080):
        await join(soon, user_id)
    first = await begun(soon, KEYNOTE)
    await reminders.refused(soon, guild_id=GUILD, post_id=first.post.id)
    await reminders.turn_off(soon, guild_id=GUILD, user_id=SAM, now=NOW)
    due = await again(soon, first.post.id, TEN)
    assert due is not None
    assert due.user_ids == tuple(one for one in first.user_ids if one != SAM)
    assert due.post.state is State.SENDING
    await is_posted(soon, due)
    second = await begun(soon, KEYNOTE)
    assert second.user_ids == tuple(range(first.user_ids[-1] + 1, 1080))


async def test_it_is_sent_again_in_the_room_that_was_made_anew(soon: Store) -> None:
    first = await begun(soon, KEYNOTE)
    await reminders.refused(soon, guild_id=GUILD, post_id=first.post.id)
    await starts(soon, KEYNOTE, NOW, room=99)
    due = await again(soon, first.post.id, TEN)
    assert due is not None
    assert due.post.channel_id == 99


@pytest.mark.parametrize("why", ["late", "moved", "cancelled"])
async def test_what_is_too_late_or_not_true_any_more_is_dropped(soon: Store, why: str) -> None:
    first = await begun(soon, KEYNOTE)
    now = TEN + timedelta(minutes=5) if why == "late" else TEN
    if why == "moved":
        await starts(soon, KEYNOTE, at(60))
    if why == "cancelled":
        await soon.write(lambda tx: tx.execute("UPDATE session SET cancelled = 1"))
    due = await again(soon, first.post.id, now)
    assert due is None
    assert await state(soon, first.post.id) is State.DROPPED
    assert await again(soon, first.post.id, TEN) is None


async def test_of_two_that_send_it_again_one_does(soon: Store) -> None:
    first = await begun(soon, KEYNOTE)
    later = TEN + timedelta(seconds=20)
    both = await asyncio.gather(
        *(reminders.again(soon, guild_id=GUILD, post=first.post, now=later) for _ in range(3))
    )
    assert [due is not None for due in both].count(True) == 1


async def test_what_is_posted_is_not_sent_again(soon: Store) -> None:
    first = await begun(soon, KEYNOTE)
    await is_posted(soon, first)
    assert await again(soon, first.post.id, TEN) is None
    await reminders.refused(soon, guild_id=GUILD, post_id=first.post.id)
    assert await state(soon, first.post.id) is State.POSTED


async def test_when_it_is_taken_down_nobody_s_number_stays_and_no_part_follows(
    soon: Store, path: Path
) -> None:
    for user_id in range(1000, 1100):
        await join(soon, user_id)
    first = await begun(soon, KEYNOTE)
    await is_posted(soon, first)
    await reminders.removed(soon, guild_id=GUILD, post_id=first.post.id)
    assert look(path, "SELECT after_user, up_to_user, more FROM reminder") == [(0, None, 0)]
    assert await begin(soon, KEYNOTE) is None


async def test_old_posts_are_read_no_more_unless_something_is_left_to_do(soon: Store) -> None:
    done, left = await begun(soon, KEYNOTE), await begun(soon, WORKSHOP)
    await reminders.dropped(soon, guild_id=GUILD, post_id=done.post.id)
    later = NOW + timedelta(days=30)
    posts = await reminders.posts(soon, guild_id=GUILD, now=later)
    assert [one.id for one in posts] == [left.post.id]
    assert len(await reminders.posts(soon, guild_id=GUILD, now=NOW)) == 2


# ---------------------------------------------------------------- moves


def moved_plan(plan: Plan, **hours: time) -> Plan:
    """The plan with the workshop at another time."""
    changed = [
        one.model_copy(update=hours) if one.slug == WORKSHOP else one for one in plan.sessions
    ]
    return plan.model_copy(update={"sessions": tuple(changed)})


def told(news: Moved, has_place: bool) -> Note:
    return Note(news.session.slug, f"{news.was:%H:%M} {news.session.starts_at:%H:%M} {has_place}")


async def tell(store: Store, now: datetime) -> int:
    return await moves.tell_of_moves(store, guild_id=GUILD, now=now, tell=told)


async def test_who_chose_what_moved_gets_one_letter_and_nobody_else(
    summit: Store, plan: Plan, path: Path
) -> None:
    early = NOW - timedelta(days=7)
    await choose(summit, MAYA, early)
    await choose(summit, SAM, early)
    await summit.write(
        lambda tx: tx.execute("UPDATE choice SET state = 'waiting' WHERE user_id = ?", (SAM,))
    )
    before = await sessions.get(summit, guild_id=GUILD, slug=WORKSHOP)
    assert before is not None
    when = before.starts_at + timedelta(minutes=5)  # the summit is in winter: UTC is its time
    another = moved_plan(plan, starts=when.time())
    change_at = NOW - timedelta(days=1)
    await summits.set_up(summit, guild_id=GUILD, plan=another, places=PLACES, now=change_at)
    await choose(summit, OLA, change_at + timedelta(seconds=5))  # knows the new time
    assert await tell(summit, change_at + timedelta(seconds=59)) == 0
    both = await asyncio.gather(
        *(tell(summit, change_at + timedelta(seconds=60)) for _ in range(3))
    )
    assert sorted(both) == [0, 0, 2]
    assert await tell(summit, change_at + timedelta(hours=1)) == 0
    times = f"{before.starts_at:%H:%M} {when:%H:%M}"
    assert look(path, "SELECT user_id, subject, text FROM letter ORDER BY id") == [
        (MAYA, WORKSHOP, f"{times} True"),
        (SAM, WORKSHOP, f"{times} False"),
    ]


async def test_a_cancelled_workshop_is_told_of_elsewhere(
    summit: Store, plan: Plan, path: Path
) -> None:
    await choose(summit, MAYA, NOW - timedelta(days=7))
    without = plan.model_copy(
        update={"sessions": tuple(one for one in plan.sessions if one.slug != WORKSHOP)}
    )
    change_at = NOW - timedelta(days=1)
    await summits.set_up(summit, guild_id=GUILD, plan=without, places=PLACES, now=change_at)
    assert await tell(summit, change_at + timedelta(minutes=2)) == 0
    assert look(path, "SELECT count(*) FROM letter") == [(0,)]
    assert look(path, "SELECT DISTINCT told FROM programme_change") == [(1,)]


async def test_another_server_s_people_are_not_told(summit: Store, plan: Plan, path: Path) -> None:
    await summits.set_up(summit, guild_id=OTHER_GUILD, plan=plan, places=PLACES, now=NOW)
    assert await attendees.count(summit, guild_id=OTHER_GUILD) == 0
    await choose(summit, MAYA, NOW - timedelta(days=7))
    when = NOW - timedelta(days=1)
    another = moved_plan(plan, ends=time(23))
    await summits.set_up(summit, guild_id=OTHER_GUILD, plan=another, places=PLACES, now=when)
    for guild_id in (GUILD, OTHER_GUILD):
        assert (
            await moves.tell_of_moves(
                summit, guild_id=guild_id, now=when + timedelta(hours=1), tell=told
            )
            == 0
        )
    assert look(path, "SELECT count(*) FROM letter") == [(0,)]
