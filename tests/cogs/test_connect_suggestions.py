"""Suggestions of people to meet: for one who asks, and for everybody, sent by an organiser."""

from __future__ import annotations

import pytest

from db.introduction_reads import letters_about
from tests.cogs.test_connect import asks, letters, takes_part
from tests.world import World


async def test_suggestions_say_why_and_lead_to_asking(world: World) -> None:
    amina = await takes_part(world, "Amina", offers="", needs="A van", themes="food")
    await takes_part(world, "Bea", offers="Two vans", themes="food")
    await takes_part(world, "Cem", offers="Printing")
    seen = await world.press(amina, await world.type(amina, "connect"), "Suggest people for me")
    assert "**Bea**" in seen.text
    assert "You both chose Food for all. They offer what you need: “vans”." in seen.text
    assert "Cem" not in seen.text
    form = await world.press(amina, seen, "Ask to meet Bea")
    assert "Bea is asked whether" in (await world.send(amina, form)).text
    seen = await world.press(amina, await world.type(amina, "connect"), "Suggest people for me")
    assert "There is nobody new to suggest to you" in seen.text
    assert "You are not left out" in seen.text


async def test_who_is_not_for_one_makes_room_for_others(world: World) -> None:
    amina = await takes_part(world, "Amina", offers="", needs="A van")
    for n in range(4):
        await takes_part(world, f"Van{n}", offers="A van")
    home = await world.type(amina, "connect")
    first = await world.press(amina, home, "Suggest people for me")
    (left,) = [f"Van{n}" for n in range(4) if f"Van{n}" not in first.text]
    again = await world.press(amina, await world.type(amina, "connect"), "Suggest people for me")
    assert "Answer these 3 first" in again.text
    assert left not in again.text
    label = next(label for label in again.buttons if label.startswith("Not for me: "))
    seen = await world.press(amina, again, label)
    name = label.removeprefix("Not for me: ")
    assert f"{name} is not told." in seen.text
    third = await world.press(amina, await world.type(amina, "connect"), "Suggest people for me")
    assert left in third.text
    assert name not in third.text
    assert world.rows("SELECT * FROM letter") == []


async def test_an_organiser_sends_a_round_and_sees_counts_only(world: World) -> None:
    amina = await takes_part(world, "Amina", offers="", needs="A van")
    bea = await takes_part(world, "Bea", offers="Two vans")
    cem = await takes_part(world, "Cem", offers="Printing")
    (panel,) = world.organisers.pinned_messages()
    preview = await world.press(world.manager, panel, "Suggest introductions")
    assert "3 people take part" in preview.text
    assert "would suggest 1 introduction:" in preview.text
    assert "For 1 of them there is nobody new" in preview.text
    assert not any(name in preview.text for name in ("Amina", "Bea", "Cem"))
    done = await world.press(world.manager, preview, "Send the suggestions")
    assert "3 in all, with 1 introduction suggested. In 1 of them" in done.text
    again = await world.forge(world.manager, "connect.round.send:0")
    assert "Somebody else has sent suggestions in the meantime" in again.text
    await world.wait(20)
    assert ["There is nobody new" in one.content for one in letters(cem)] == [True]
    (letter,) = letters(bea)
    assert "You offer what they need: “vans”." in letter.content
    (letter,) = letters(amina)
    form = await world.press(amina.user, letter, "Ask to meet Bea")
    assert "Bea is asked" in (await world.send(amina.user, form, why="A van!")).text


@pytest.mark.parametrize("roles", [(), ("Attendee",), ("Facilitator",)])
async def test_only_organisers_send_rounds(world: World, roles: tuple[str, ...]) -> None:
    member = await world.join(world.person("Omar", roles=roles), name="Omar")
    for route in ("connect.round", "connect.round.send:0"):
        seen = await world.forge(member, route)
        assert "Only organisers can do this." in seen.text
    assert world.rows("SELECT * FROM connect_round") == []


async def test_letters_that_show_somebody_are_known_for_erasing(world: World) -> None:
    amina = await takes_part(world, "Amina", offers="", needs="A van")
    bea = await takes_part(world, "Bea", offers="Two vans")
    cem = await takes_part(world, "Cem", offers="Printing")
    await world.forge(world.manager, "connect.round.send:0")
    await asks(world, cem, "Amina")

    async def about(user_id: int) -> list[tuple[int, bool]]:
        found = await world.store.write(
            lambda tx: letters_about(tx, guild_id=world.guild.id, user_id=user_id)
        )
        marks = ",".join("?" * len(found))
        return world.rows(
            f"SELECT user_id, text LIKE '%Amina%' OR text LIKE '%Cem%' OR text LIKE '%Bea%'"
            f" FROM letter WHERE id IN ({marks}) ORDER BY id",
            *found,
        )

    assert await about(amina.id) == [(bea.id, 1)]
    assert await about(bea.id) == [(amina.id, 1)]
    assert await about(cem.id) == [(amina.id, 1)]
    elsewhere = await world.store.write(
        lambda tx: letters_about(tx, guild_id=world.guild.id + 1, user_id=amina.id)
    )
    assert elsewhere == []
