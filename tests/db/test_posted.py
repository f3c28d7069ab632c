"""What stands in Discord: begun before it is sent, settled after, out of date, gone."""

from __future__ import annotations

from pathlib import Path

from db import pledges, posted, supporters
from db.posted import Posted, Purpose
from db.store import Store
from domain.pledges import Support
from tests.db.given import GUILD, MAYA, NOW, ORGANISER, SAM, at, join, look, make, words


async def intend(store: Store, *pledge_ids: int, purpose: Purpose = "wall") -> Posted:
    post = await begin(store, *pledge_ids, purpose=purpose)
    assert post is not None
    return post


async def begin(store: Store, *pledge_ids: int, purpose: Purpose = "wall") -> Posted | None:
    return await posted.intend(
        store, guild_id=GUILD, channel_id=5, purpose=purpose, pledge_ids=pledge_ids, now=NOW
    )


async def stands(store: Store, *pledge_ids: int) -> Posted:
    """A message of the wall that Discord has."""
    post = await intend(store, *pledge_ids)
    await posted.settled(store, posted_id=post.id, message_id=700 + post.id)
    return post


async def to_do(store: Store) -> list[int]:
    return [post.id for post in await posted.to_do(store, guild_id=GUILD)]


async def waiting(store: Store, most: int = 10) -> list[int]:
    found = await posted.waiting_for_wall(store, guild_id=GUILD, most=most)
    return [pledge.id for pledge in found]


async def on(store: Store, post: Posted) -> list[int]:
    return [pledge.id for pledge in await posted.pledges_on(store, posted_id=post.id)]


async def test_shown_pledges_wait_for_the_wall_oldest_first(summit: Store) -> None:
    for pledge_id in (1003, 1001, 1002):
        await make(summit, pledge_id)
    await make(summit, 1000, check_first=True)
    assert await waiting(summit) == [1001, 1002, 1003]
    assert await waiting(summit, most=2) == [1001, 1002]


async def test_a_message_is_kept_before_it_is_sent_and_its_pledges_wait_no_more(
    summit: Store, path: Path
) -> None:
    for pledge_id in (1001, 1002, 1003):
        await make(summit, pledge_id)
    post = await intend(summit, 1001, 1002)
    assert (post.sending, post.message_id, post.created_at) == (True, None, NOW)
    assert look(path, "SELECT state FROM posted_message") == [("sending",)]
    assert await waiting(summit) == [1003]
    assert await on(summit, post) == [1001, 1002]
    assert await posted.to_do(summit, guild_id=GUILD) == [post]  # a crash here is found again


async def test_what_discord_has_is_done(summit: Store) -> None:
    await make(summit)
    post = await stands(summit, 1001)
    assert await to_do(summit) == []
    await posted.mark_again(summit, posted_id=post.id)
    (again,) = await posted.to_do(summit, guild_id=GUILD)
    assert (again.id, again.sending, again.message_id) == (post.id, False, 700 + post.id)


async def test_no_pledge_stands_in_two_messages(summit: Store) -> None:
    await make(summit, 1001)
    await make(summit, 1002)
    first = await intend(summit, 1001)
    second = await intend(summit, 1001, 1002)
    assert (await on(summit, first), await on(summit, second)) == ([1001], [1002])


async def test_every_change_that_people_could_see_makes_its_message_out_of_date(
    summit: Store,
) -> None:
    await make(summit)
    post = await stands(summit, 1001)
    who = {"guild_id": GUILD, "pledge_id": 1001}

    async def edit() -> None:
        await pledges.edit(
            summit, **who, user_id=MAYA, wording=words("New words"), check_first=False, now=at(1)
        )

    async def stand_by() -> None:
        await supporters.add(summit, **who, user_id=SAM, support=Support.TOO, now=at(2))

    async def let_go() -> None:
        await supporters.take_back(summit, **who, user_id=SAM, support=Support.TOO, now=at(3))

    async def change_name() -> None:
        await join(summit, MAYA, "Maya B", publish_name=False)

    async def hide() -> None:
        await pledges.hide(summit, **who, user_id=ORGANISER, reason="Please no names", now=at(4))

    for change in (edit, stand_by, let_go, change_name, hide):
        await posted.begin_refresh(summit, posted_id=post.id)
        assert await to_do(summit) == []
        await change()
        assert await to_do(summit) == [post.id], change.__name__


async def test_a_change_while_the_message_is_being_drawn_marks_it_again(summit: Store) -> None:
    await make(summit)
    post = await stands(summit, 1001)
    await posted.mark_again(summit, posted_id=post.id)
    await posted.begin_refresh(summit, posted_id=post.id)
    await supporters.add(
        summit, guild_id=GUILD, pledge_id=1001, user_id=SAM, support=Support.TOO, now=NOW
    )
    assert await to_do(summit) == [post.id]


async def test_a_change_between_sending_and_settling_is_not_lost(summit: Store) -> None:
    await make(summit)
    post = await intend(summit, 1001)
    await supporters.add(
        summit, guild_id=GUILD, pledge_id=1001, user_id=SAM, support=Support.TOO, now=NOW
    )
    await posted.settled(summit, posted_id=post.id, message_id=70)
    assert await to_do(summit) == [post.id]


async def test_other_peoples_messages_are_left_alone(summit: Store) -> None:
    await make(summit, 1001)
    await make(summit, 1002, SAM)
    hers, his = await stands(summit, 1001), await stands(summit, 1002)
    await join(summit, MAYA, "Maya B")
    assert await to_do(summit) == [hers.id]
    assert his.id not in await to_do(summit)


async def test_when_a_message_is_gone_only_what_is_still_shown_waits_again(
    summit: Store, path: Path
) -> None:
    for pledge_id in (1001, 1002, 1003):
        await make(summit, pledge_id)
    post = await stands(summit, 1001, 1002, 1003)
    other = await intend(summit)
    await pledges.hide(
        summit, guild_id=GUILD, pledge_id=1002, user_id=91, reason="Please no names", now=NOW
    )
    await pledges.withdraw(summit, guild_id=GUILD, pledge_id=1003, user_id=MAYA, now=NOW)
    await posted.gone(summit, posted_id=post.id)
    assert await waiting(summit) == [1001]
    assert await to_do(summit) == [other.id]
    assert look(path, "SELECT count(*) FROM pledge WHERE wall_id IS NOT NULL") == [(0,)]


async def test_a_pledge_that_is_shown_again_keeps_its_place(summit: Store) -> None:
    made = await make(summit)
    post = await stands(summit, 1001)
    hidden = await pledges.hide(
        summit, guild_id=GUILD, pledge_id=1001, user_id=91, reason="Please no names", now=NOW
    )
    await pledges.show(
        summit,
        guild_id=GUILD,
        pledge_id=made.id,
        user_id=91,
        version_seen=pledges.seen_version(hidden),
        now=NOW,
    )
    assert await waiting(summit) == []
    assert await on(summit, post) == [1001]


async def test_each_panel_stands_once(summit: Store) -> None:
    for purpose in ("welcome_panel", "organiser_panel", "wall_summary"):
        await intend(summit, purpose=purpose)
        assert await begin(summit, purpose=purpose) is None
    await intend(summit)
    panels = await posted.panels(summit, guild_id=GUILD)
    assert {post.purpose for post in panels} == {
        "welcome_panel",
        "organiser_panel",
        "wall_summary",
    }


async def test_a_panel_that_is_gone_can_be_put_up_again(summit: Store) -> None:
    post = await intend(summit, purpose="welcome_panel")
    await posted.gone(summit, posted_id=post.id)
    assert await posted.panels(summit, guild_id=GUILD) == []
    again = await intend(summit, purpose="welcome_panel")
    assert await posted.panels(summit, guild_id=GUILD) == [again]


async def test_a_new_plan_draws_everything_again(summit: Store) -> None:
    await make(summit)
    wall = await stands(summit, 1001)
    panel = await intend(summit, purpose="welcome_panel")
    await posted.settled(summit, posted_id=panel.id, message_id=1)
    await posted.mark_panels(summit, guild_id=GUILD)
    assert await to_do(summit) == [wall.id, panel.id]
