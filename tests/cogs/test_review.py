"""The organisers' queue: show, hide with a reason, later."""

from __future__ import annotations

import pytest
from simcord.actors import MemberActor

from tests.world import Seen, World

WORDS = "I will cook for my neighbours once a week"
ONLY = "Only organisers can do this. If you are one, ask for the organiser role."


async def queue(world: World, organiser: MemberActor | None = None) -> Seen:
    """The queue, opened with the button on the organisers' panel."""
    return await world.press(
        organiser or world.manager, world.organisers.pinned_messages()[0], "Look at pledges"
    )


async def test_the_queue_shows_the_oldest_pledge_and_how_many_wait(world: World) -> None:
    amina = await world.join()
    await world.pledge(amina, WORDS, first_step="Ask on Monday")
    await world.pledge(amina, "I will walk to work on Fridays")
    seen = await queue(world)
    assert "2 pledges wait to be looked at." in seen.text
    assert "**P-0001** · Amina Khan · Food for all" in seen.text
    assert f"> {WORDS}" in seen.text
    assert "Ask on Monday" in seen.text
    assert list(seen.buttons) == ["Show on the wall", "Hide…", "Later"]
    assert (await world.type(world.manager, "review")).text == seen.text


async def test_an_empty_queue_says_so(world: World) -> None:
    assert (await queue(world)).text == "**No pledge waits to be looked at.**"


async def test_showing_goes_on_to_the_next_in_the_same_message(world: World) -> None:
    amina = await world.join()
    await world.pledge(amina, WORDS)
    await world.pledge(amina, "I will walk to work on Fridays")
    seen = await world.press(world.manager, await queue(world), "Show on the wall")
    assert "**P-0001 is on the wall**" in seen.text
    assert "1 pledge waits to be looked at." in seen.text
    assert "> I will walk to work on Fridays" in seen.text
    seen = await world.press(world.manager, seen, "Show on the wall")
    assert "No pledge waits to be looked at." in seen.text
    assert world.rows("SELECT moderation, checked FROM pledge") == [("shown", 1)] * 2
    assert (
        world.rows("SELECT event, actor, actor_id FROM pledge_log WHERE event = 'shown'")
        == [("shown", "organiser", world.manager.id)] * 2
    )


async def test_later_leaves_a_pledge_waiting_and_goes_on(world: World) -> None:
    amina = await world.join()
    await world.pledge(amina, WORDS)
    await world.pledge(amina, "I will walk to work on Fridays")
    seen = await world.press(world.manager, await queue(world), "Later")
    assert "Fridays" in seen.text
    seen = await world.press(world.manager, seen, "Later")
    assert "That was the last one. 2 pledges still wait for later." in seen.text
    seen = await world.press(world.manager, seen, "Start again from the oldest")
    assert WORDS in seen.text
    assert world.rows("SELECT moderation FROM pledge") == [("waiting",)] * 2


async def test_hiding_asks_for_a_reason_and_keeps_it(world: World) -> None:
    amina = await world.join()
    await world.pledge(amina, WORDS)
    form = await world.press(world.manager, await queue(world), "Hide…")
    assert form.form["title"] == "Hide P-0001"
    seen = await world.send(world.manager, form, reason="Please leave out the address.")
    assert "**P-0001 is hidden.**" in seen.text
    assert "“Please leave out the address.”" in seen.text
    assert world.rows("SELECT moderation, hidden_reason FROM pledge") == [
        ("hidden", "Please leave out the address.")
    ]
    assert world.rows("SELECT event, actor_id, note FROM pledge_log ORDER BY id")[1] == (
        "hidden",
        world.manager.id,
        "Please leave out the address.",
    )


async def test_a_reason_that_says_nothing_is_refused_and_given_back(world: World) -> None:
    amina = await world.join()
    await world.pledge(amina)
    form = await world.press(world.manager, await queue(world), "Hide…")
    seen = await world.send(world.manager, form, reason="no" + " " * 10)
    assert "The reason is too short" in seen.text
    assert "```\nno" in seen.text
    assert world.one("SELECT moderation FROM pledge") == "waiting"


async def test_where_pledges_show_at_once_they_are_looked_at_afterwards(
    open_world: World,
) -> None:
    amina = await open_world.join()
    await open_world.pledge(amina)
    seen = await queue(open_world)
    assert list(seen.buttons) == ["Leave it on the wall", "Hide…", "Later"]
    await open_world.press(open_world.manager, seen, "Leave it on the wall")
    assert open_world.rows("SELECT moderation, checked FROM pledge") == [("shown", 1)]
    assert open_world.rows("SELECT event FROM pledge_log ORDER BY id") == [("made",), ("checked",)]


# ------------------------------------------------------------------ who may


@pytest.mark.parametrize("who", ["stranger", "attendee", "facilitator"])
async def test_only_organisers_reach_any_part_of_the_queue(world: World, who: str) -> None:
    amina = await world.join()
    await world.pledge(amina)
    member = world.person("Mallory", roles=("Facilitator",) if who == "facilitator" else ())
    if who == "attendee":
        await world.join(member, name="Mallory")
    command = world.env.backend.find_command("review", world.guild.id)
    assert command is not None
    assert "review" not in member.available_commands(world.general)
    world.guild.set_command_permissions(int(command["id"]), {member: True})
    pledge_id = world.pledge_id()

    for seen in (
        await world.type(member, "review"),
        await world.forge(member, "review.next"),
        await world.forge(member, f"review.next:{pledge_id}"),
        await world.forge(member, f"review.show:{pledge_id}:1-0"),
        await world.forge(member, f"review.hide:{pledge_id}"),
        await world.forge(
            member, f"review.hide:{pledge_id}", fields={"reason": "Because I say so."}
        ),
    ):
        assert seen.text.startswith(ONLY)
        assert WORDS not in seen.text
        assert seen.result.modal is None
    assert world.rows("SELECT moderation, checked FROM pledge") == [("waiting", 0)]


async def test_an_organiser_who_lost_the_role_is_refused_on_an_open_card(world: World) -> None:
    amina = await world.join()
    await world.pledge(amina)
    olu = await world.organiser()
    card = await queue(world, olu)
    world.env.backend.guilds[world.guild.id].members[olu.id].role_ids.clear()
    seen = await world.forge(olu, card.buttons["Show on the wall"])
    assert seen.text == ONLY
    assert world.one("SELECT moderation FROM pledge") == "waiting"


async def test_a_role_of_the_same_name_in_the_server_is_no_organiser_role(world: World) -> None:
    amina = await world.join()
    await world.pledge(amina)
    twin = world.guild.create_role("Organiser ")
    member = world.guild.add_member(world.env.create_user("mallory"), roles=[twin])
    assert (await world.forge(member, "review.next")).text == ONLY


# ------------------------------------------------------------------ two at once


async def test_two_organisers_who_decide_the_same_are_told(world: World) -> None:
    amina = await world.join()
    await world.pledge(amina)
    olu = await world.organiser()
    first, second = await queue(world), await queue(world, olu)
    await world.press(world.manager, first, "Show on the wall")
    seen = await world.press(olu, second, "Show on the wall")
    assert "Somebody has dealt with P-0001 already: it is shown now." in seen.text
    assert world.one("SELECT count(*) FROM pledge_log WHERE event = 'shown'") == 1


async def test_what_one_organiser_hid_another_does_not_show_unknowingly(world: World) -> None:
    amina = await world.join()
    await world.pledge(amina)
    olu = await world.organiser()
    stale = await queue(world, olu)
    await world.hide("Please leave out the phone number.")

    seen = await world.press(olu, stale, "Show on the wall")

    assert world.one("SELECT moderation FROM pledge") == "hidden"
    assert "Somebody has dealt with P-0001 already: it is hidden now." in seen.text


async def test_two_organisers_who_hide_at_once_tell_the_maker_once(world: World) -> None:
    amina = await world.join()
    await world.pledge(amina)
    olu = await world.organiser()
    first = await world.press(world.manager, await queue(world), "Hide…")
    second = await world.press(olu, await queue(world, olu), "Hide…")
    await world.send(world.manager, first, reason="Please leave out the address.")
    seen = await world.send(olu, second, reason="This names a child at school.")
    assert "Somebody has dealt with P-0001 already: it is hidden now." in seen.text
    assert "This names a child at school." in seen.text, "the words are given back"
    await world.wait(10)
    assert world.one("SELECT count(*) FROM notice") == 1
    assert world.one("SELECT hidden_reason FROM pledge") == "Please leave out the address."


async def test_words_that_changed_while_an_organiser_read_are_not_let_through(
    world: World,
) -> None:
    amina = await world.join()
    receipt = await world.pledge(amina)
    card = await queue(world)
    await world.send(
        amina, await world.press(amina, receipt, "Edit"), action="Buy cheap watches from me now"
    )

    seen = await world.press(world.manager, card, "Show on the wall")

    assert "P-0001 was changed while you were reading." in seen.text
    assert "> Buy cheap watches from me now" in seen.text
    assert world.one("SELECT moderation FROM pledge") == "waiting"
    await world.press(world.manager, seen, "Show on the wall")
    assert world.one("SELECT moderation FROM pledge") == "shown"


@pytest.mark.parametrize("label", ["Show on the wall", "Hide…"])
async def test_a_pledge_withdrawn_while_an_organiser_read_needs_no_decision(
    world: World, label: str
) -> None:
    amina = await world.join()
    receipt = await world.pledge(amina)
    card = await queue(world)
    question = await world.press(amina, receipt, "Withdraw")
    await world.press(amina, question, "Yes, withdraw it")
    seen = await world.press(world.manager, card, label)
    if seen.result.modal is not None:
        seen = await world.send(world.manager, seen, reason="Please leave out the address.")
    assert "P-0001 was withdrawn by its maker, so there is nothing to decide." in seen.text
    assert "No pledge waits" in (await queue(world)).text


async def test_the_panel_says_how_many_wait(world: World) -> None:
    amina = await world.join()
    assert "## For organisers\nNothing waits for you now." in world.panel_text()
    await world.pledge(amina)
    await world.wait(10)
    assert "1 pledge waits to be looked at." in world.panel_text()
    await world.pledge(amina, "I will walk to work on Fridays")
    await world.wait(10)
    assert "2 pledges wait to be looked at." in world.panel_text()
    assert WORDS not in world.panel_text()


async def test_an_organiser_with_a_wrong_id_is_answered_kindly(world: World) -> None:
    wrong = ["999", "-1", "abc", "1" * 30, ""]
    forged = [f"review.show:{one}:1-0" for one in wrong] + [f"review.hide:{one}" for one in wrong]
    for seen in (await world.forge_all(world.manager, forged)).values():
        assert "E-" not in seen.text
        assert "There is no such pledge here." in seen.text or "older message" in seen.text
