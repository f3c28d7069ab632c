"""Two servers, one bot and one file: nothing crosses over."""

from __future__ import annotations

import csv
import io
import zipfile

import pytest

from tests.world import World

WORDS = "I will cook for my neighbours once a week"
UNKNOWN = "There is no such pledge here. It may be from another server."


@pytest.fixture
async def other(open_world: World) -> World:
    """A second server, set up by somebody else."""
    there = open_world.beside("Othertown")
    await there.set_up()
    return there


async def test_each_server_has_its_own_people_numbers_and_wall(
    open_world: World, other: World
) -> None:
    here, there = await open_world.join(name="Amina"), await other.join(name="Bo")
    await open_world.shown(here, "I will cook in Anytown")
    await other.shown(there, "I will cook in Othertown")
    assert open_world.rows("SELECT guild_id, number FROM pledge ORDER BY id") == [
        (open_world.guild.id, 1),
        (other.guild.id, 1),
    ]
    assert "in Anytown" in open_world.wall_text()
    assert "Othertown" not in open_world.read_by(open_world.manager)
    assert "in Othertown" in other.wall_text()
    assert "Anytown" not in other.wall_text()
    assert "**1 pledge**" in other.summary_text()


async def test_one_person_in_both_servers_is_two_attendees(open_world: World, other: World) -> None:
    here = await open_world.join(name="Amina Khan", publish_name="yes")
    await open_world.shown(here)
    there = other.guild.add_member(here.user)
    assert (await other.type(there, "pledge make")).form["title"] == "Join the summit"
    await other.join(there, name="Somebody", publish_name="no")
    await open_world.wait(10)
    assert "Amina Khan" in open_world.wall_text(), "consent there changes nothing here"
    mine = await other.type(there, "pledge mine")
    assert "You have not made a pledge yet." in mine.text


async def test_a_pledge_of_another_server_is_unknown_to_its_own_maker_here(
    open_world: World, other: World
) -> None:
    here = await open_world.join(name="Amina")
    await open_world.shown(here)
    pledge_id = open_world.pledge_id()
    there = await other.join(other.guild.add_member(here.user), name="Amina")
    stranger = await other.join(name="Bo")
    routes = ["wall.too", "wall.help", "pledge.edit", "pledge.detail", "pledge.open"]
    routes += ["pledge.withdraw", "pledge.withdraw.yes"]
    for member in (there, stranger):
        forged = [f"{route}:{pledge_id}" for route in routes]
        for route, seen in (await other.forge_all(member, forged)).items():
            assert seen.text == UNKNOWN, route
            assert seen.result.modal is None
    assert open_world.rows("SELECT too_count, help_count, delivery FROM pledge") == [
        (0, 0, "planned")
    ]


async def test_an_organiser_has_no_say_in_another_server(open_world: World, other: World) -> None:
    here = await open_world.join(name="Amina")
    await open_world.shown(here)
    pledge_id = open_world.pledge_id()
    seen = await other.forge(other.manager, f"review.show:{pledge_id}:1-0")
    assert seen.text == UNKNOWN
    assert (await other.forge(other.manager, f"review.hide:{pledge_id}")).text == UNKNOWN
    seen = await other.forge(
        other.manager, f"review.hide:{pledge_id}", fields={"reason": "Because I say so."}
    )
    assert seen.text.startswith(UNKNOWN)
    assert WORDS not in (await other.type(other.manager, "review")).text
    visitor = open_world.guild.add_member(other.manager.user)
    seen = await open_world.forge(visitor, "review.next")
    assert seen.text.startswith("Only organisers can do this.")


async def test_suggestions_and_show_stay_in_the_server(open_world: World, other: World) -> None:
    here = await open_world.join(name="Amina")
    await open_world.shown(here)
    assert await other.manager.autocomplete(other.general, "pledge show", "reference", "") == []
    seen = await other.type(other.manager, "pledge show", reference="P-0001")
    assert seen.text == UNKNOWN


async def test_an_export_holds_its_own_server_only(open_world: World, other: World) -> None:
    here, there = await open_world.join(name="Amina"), await other.join(name="Bo")
    await open_world.pledge(here, "I will cook in Anytown")
    await other.pledge(there, "I will cook in Othertown")
    seen = await other.type(other.manager, "export record")
    assert len(seen.newest.attachments) == 2
    for attachment in seen.newest.attachments:
        content = other.env.backend.cdn.get(attachment.url)
        assert content is not None
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            held = {name.split("/")[-1]: archive.read(name) for name in archive.namelist()}
        assert [name for name, data in held.items() if b"cook in Anytown" in data] == []
        assert [name for name, data in held.items() if b"cook in Othertown" in data]
        if "pledges.csv" in held:
            rows = list(csv.DictReader(io.StringIO(held["pledges.csv"].decode(), newline="")))
            assert [row["action"] for row in rows] == ["I will cook in Othertown"]


async def test_a_draft_opens_only_where_it_was_typed(open_world: World, other: World) -> None:
    here = await open_world.join(name="Amina")
    refused = await open_world.pledge(here, "x" + " " * 15)
    there = other.guild.add_member(here.user)
    seen = await other.forge(there, refused.buttons["Open the form again"])
    assert seen.result.modal is None
    assert "older message" in seen.text


async def test_trouble_with_one_wall_does_not_stop_the_other(
    open_world: World, other: World
) -> None:
    here, there = await open_world.join(name="Amina"), await other.join(name="Bo")
    open_world.env.backend.delete_channel(open_world.wall.id)
    await open_world.pledge(here, "I will cook in Anytown")
    await other.pledge(there, "I will cook in Othertown")
    await other.wait(10)
    assert "in Othertown" in other.wall_text()
