"""Who is removed from a room: their place goes to others, and what they have when let back in."""

from __future__ import annotations

import pytest
from simcord.actors import MemberActor

from tests.cogs.test_control import control, fay
from tests.cogs.test_hands import it_is_on
from tests.cogs.test_moderation import REASON, give, letters_to, sees
from tests.cogs.test_programme import FOOD, HEALTH, TALK, plan_is
from tests.world import Seen, World


@pytest.fixture
async def full(bare_world: World) -> World:
    """A workshop about food with one place, which is on."""
    await plan_is(bare_world, TALK, FOOD | {"capacity": 1, "walk_in": False}, HEALTH)
    await bare_world.wait(30)
    await it_is_on(bare_world, "food")
    await bare_world.wait(20)
    return bare_world


async def choosing(day: World, name: str, workshop: str = "Food") -> MemberActor:
    member = await day.join(name=name)
    await chosen(day, member, workshop)
    await day.wait(20)
    return member


async def chosen(day: World, member: MemberActor, workshop: str = "Food") -> Seen:
    board = await day.type(member, "workshops")
    label = next(one for one in board.buttons if one.endswith(f" {workshop}"))
    return await day.press(member, board, label)


async def remove(day: World, who: MemberActor, whom: MemberActor) -> Seen:
    return await day.forge(who, f"mod.remove:{whom.id}:food", fields=REASON)


async def let_back(day: World, who: MemberActor) -> Seen:
    board = await day.press(who, control(day), "Moderate…")
    return await day.press(who, board, "Let back in: number 1")


def choices(day: World) -> list[tuple[int, str]]:
    return day.rows("SELECT user_id, state FROM choice WHERE slug = 'food' ORDER BY id")


async def test_the_place_of_who_is_removed_goes_to_who_waits_and_they_are_told(
    full: World,
) -> None:
    amina, ben = await choosing(full, "Amina"), await choosing(full, "Ben")
    assert choices(full) == [(amina.id, "place"), (ben.id, "waiting")]
    assert sees(full, amina)
    seen = await remove(full, await fay(full), amina)
    assert seen.text.startswith(
        f"**<@{amina.id}> is removed from “Food”.** Their place goes to whoever waits for one."
    )
    assert choices(full) == [(ben.id, "place")]
    await full.wait(30)
    assert letters_to(full, ben)[-1].content.startswith(
        "Good news: you now have a place in **Food**."
    )
    assert "Your place in it goes to whoever waits for one." in letters_to(full, amina)[-1].content
    assert sees(full, ben)
    assert not sees(full, amina)


async def test_who_is_removed_cannot_choose_the_workshop_again(full: World) -> None:
    amina = await choosing(full, "Amina")
    await remove(full, await fay(full), amina)
    seen = await chosen(full, amina)
    assert seen.text.startswith("A moderator removed you from this room, so you cannot choose")
    assert choices(full) == []
    await full.wait(30)
    assert not sees(full, amina)


async def test_who_is_let_back_in_has_their_place_again_where_it_is_free(full: World) -> None:
    amina, facilitator = await choosing(full, "Amina"), await fay(full)
    await remove(full, facilitator, amina)
    await full.wait(20)
    seen = await let_back(full, facilitator)
    assert seen.text == (
        f"**<@{amina.id}> can come back to “Food”.** They have a place in “Food” again."
        " They are told so."
    )
    assert choices(full) == [(amina.id, "place")]
    await full.wait(30)
    assert sees(full, amina)
    assert letters_to(full, amina)[-1].content == (
        "**You can come back to “Food”.** You have a place in “Food” again. From Anytown Summit."
    )


async def test_who_is_let_back_in_waits_where_the_workshop_is_full_again(full: World) -> None:
    amina, ben = await choosing(full, "Amina"), await choosing(full, "Ben")
    facilitator = await fay(full)
    await remove(full, facilitator, amina)
    await full.wait(20)
    seen = await let_back(full, facilitator)
    assert seen.text == (
        f"**<@{amina.id}> can come back to “Food”.** “Food” is full: they are number 1 on its"
        " waiting list. They are told so."
    )
    assert choices(full) == [(ben.id, "place"), (amina.id, "waiting")]
    await full.wait(30)
    assert "“Food” is full: you are number 1 on its waiting list." in (
        letters_to(full, amina)[-1].content
    )
    assert not sees(full, amina)


async def test_who_has_chosen_another_workshop_meanwhile_keeps_that_one(full: World) -> None:
    amina, facilitator = await choosing(full, "Amina"), await fay(full)
    await it_is_on(full, "health")
    await remove(full, facilitator, amina)
    await chosen(full, amina, "Health")
    seen = await let_back(full, facilitator)
    assert "They have no place in “Food” now." in seen.text
    assert full.rows("SELECT user_id, slug, state FROM choice") == [(amina.id, "health", "place")]


async def test_an_appeal_that_is_right_gives_the_place_back_and_says_so(full: World) -> None:
    amina, facilitator = await choosing(full, "Amina"), await fay(full)
    await remove(full, facilitator, amina)
    await full.wait(20)
    act = full.one("SELECT id FROM moderation_act")
    await full.forge(amina, f"mod.appeal:{full.guild.id}:{act}", fields={"appeal": "Not me."})
    await full.forge(full.manager, f"mod.decide:{act}:back")
    await full.wait(30)
    assert choices(full) == [(amina.id, "place")]
    assert "You have a place in “Food” again." in letters_to(full, amina)[-1].content


async def test_a_removal_that_failed_takes_no_place(full: World) -> None:
    amina, facilitator = await choosing(full, "Amina"), await fay(full)
    give(full, manage_roles=False)
    assert "Not done." in (await remove(full, facilitator, amina)).text
    assert choices(full) == [(amina.id, "place")]


async def test_the_hand_of_who_is_removed_goes_down_and_stays_down(full: World) -> None:
    amina, facilitator = await choosing(full, "Amina"), await fay(full)
    await full.type(amina, "hand up", full.guild.channels["food"])
    await remove(full, facilitator, amina)
    assert full.rows("SELECT state FROM hand") == [("lowered",)]


# ---------------------------------------------------------------------- erased since


async def removed_and_erased(full: World, facilitator: MemberActor) -> MemberActor:
    """Somebody who was removed, erased their data, and joined again."""
    amina = await choosing(full, "Amina")
    await remove(full, facilitator, amina)
    await full.wait(20)
    await full.forge(amina, "mydata.yes")
    await full.wait(60)
    await full.join(amina, name="Somebody")
    await full.wait(20)
    return amina


async def test_erasing_and_joining_again_is_no_way_back_into_the_room(full: World) -> None:
    amina = await removed_and_erased(full, await fay(full))
    seen = await chosen(full, amina)
    assert seen.text.startswith("A moderator removed you from this room")
    await full.bot.http.delete_channel_permissions(full.guild.channels["food"].id, amina.id)
    await full.wait(20)
    assert locked(full, amina)
    assert set(full.rows("SELECT user_id, slug, lift FROM room_lock")) == {(amina.id, "food", 0)}
    await full.restart()
    await full.wait(20)
    assert locked(full, amina)


def locked(day: World, member: MemberActor) -> bool:
    channel = day.env.backend.channels[day.guild.channels["food"].id]
    return any(one.target_id == member.id for one in channel.overwrites)


async def test_who_erased_their_data_can_be_let_back_in(full: World) -> None:
    facilitator = await fay(full)
    amina = await removed_and_erased(full, facilitator)
    card = await full.forge(facilitator, f"mod.person:{amina.id}:food")
    assert "Removed from the room, and has erased their data since" in card.text
    seen = await full.press(facilitator, card, "Let back in")
    assert f"**<@{amina.id}> can come back to “Food” within a minute.**" in seen.text
    await full.wait(20)
    assert not locked(full, amina)
    assert full.rows("SELECT * FROM room_lock") == []
    await chosen(full, amina)
    await full.wait(20)
    assert sees(full, amina)
    again = await full.forge(facilitator, f"mod.unlock:{amina.id}:food")
    assert "This has ended already" in again.text


async def test_only_who_leads_the_room_lifts_the_lock(full: World) -> None:
    amina = await removed_and_erased(full, await fay(full))
    rob = full.person("Rob", roles=("Facilitator",))
    assert "This is not your room" in (await full.forge(rob, f"mod.unlock:{amina.id}:food")).text
    assert "Only facilitators" in (await full.forge(amina, f"mod.unlock:{amina.id}:food")).text
    assert locked(full, amina)


async def test_when_the_room_is_over_the_lock_is_lifted_and_nothing_is_kept(full: World) -> None:
    amina = await removed_and_erased(full, await fay(full))
    assert locked(full, amina)
    await full.skip(3600)
    assert not locked(full, amina)
    assert full.rows("SELECT * FROM room_lock") == []
    assert full.rows("SELECT 1 FROM moderation_act WHERE target_id = ?", amina.id) == []
