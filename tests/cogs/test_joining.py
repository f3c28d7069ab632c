"""Joining the summit, and changing what was said."""

from __future__ import annotations

import pytest

from tests.world import World


async def test_joining_with_the_button_is_one_form_and_says_what_comes_next(world: World) -> None:
    amina = world.person("Amina")
    form = await world.press(amina, world.panel, "Join the summit")
    assert set(form.fields) == {"name", "kind", "organisation", "publish_name", "access_needs"}
    assert form.fields["name"] == "Amina"
    assert form.fields["publish_name"] == "no"

    seen = await world.send(
        amina, form, name="Amina Khan", kind="resident", access_needs="Captions, please"
    )

    assert "You have joined Anytown Summit" in seen.text
    assert "make a pledge" in seen.text
    assert f"<#{world.wall.id}>" in seen.text
    assert seen.buttons == {
        "Programme": "programme",
        "Make a pledge": "pledge.new",
        "Change my details": "join",
    }
    assert world.rows(
        "SELECT user_id, name, kind, organisation, publish_name, access_needs FROM attendee"
    ) == [(amina.id, "Amina Khan", "resident", "", 0, "Captions, please")]


async def test_joining_with_the_command_opens_the_same_form(world: World) -> None:
    amina = world.person("Amina")
    form = await world.type(amina, "join")
    await world.send(amina, form, kind="resident")
    assert world.rows("SELECT name FROM attendee") == [("Amina",)]


async def test_joining_gives_the_attendee_role(world: World) -> None:
    amina = world.person("Amina")
    assert "Attendee" not in world.roles_of(amina)
    await world.join(amina)
    assert "Attendee" in world.roles_of(amina)
    assert world.one("SELECT role_given FROM attendee") == 1


@pytest.mark.parametrize(
    ("kind", "unnamed"),
    [
        ("resident", "A resident"),
        ("business", "A business"),
        ("community_group", "A community group"),
        ("public_body", "A public body"),
        ("other", "An attendee"),
    ],
)
async def test_without_consent_the_wall_says_only_what_somebody_is_here_as(
    open_world: World, kind: str, unnamed: str
) -> None:
    member = await open_world.join(
        name="Robin Hood", kind=kind, organisation="Sherwood Ltd", publish_name="no"
    )
    await open_world.shown(member, **{"from": "organisation"})
    assert f"**P-0001** · {unnamed} · Food for all" in open_world.wall_text()
    assert "Robin" not in open_world.wall_text()
    assert "Sherwood" not in open_world.wall_text()


async def test_with_consent_the_wall_names_the_person_or_the_organisation(
    open_world: World,
) -> None:
    robin = await open_world.join(
        name="Robin Hood", kind="business", organisation="Sherwood Ltd", publish_name="yes"
    )
    await open_world.shown(robin, "I will give food to the poor", **{"from": "me"})
    await open_world.shown(robin, "We will lend our kitchen", **{"from": "organisation"})
    assert "**P-0001** · Robin Hood · Food for all" in open_world.wall_text()
    assert "**P-0002** · Sherwood Ltd · Food for all" in open_world.wall_text()


async def test_joining_again_shows_the_details_filled_in_and_changes_them(world: World) -> None:
    amina = await world.join(
        name="Amina Khan",
        kind="community_group",
        organisation="Food Friends",
        publish_name="yes",
        access_needs="A quiet room",
    )

    form = await world.type(amina, "join")
    assert form.form["title"] == "Your details"
    assert form.fields == {
        "name": "Amina Khan",
        "kind": "community_group",
        "organisation": "Food Friends",
        "publish_name": "yes",
        "access_needs": "A quiet room",
    }
    seen = await world.send(amina, form, name="Amina K", organisation="")

    assert "Your details are saved" in seen.text
    assert "You have joined" not in seen.text
    assert world.rows("SELECT name, organisation, access_needs FROM attendee") == [
        ("Amina K", "", "A quiet room")
    ]


async def test_taking_consent_back_takes_the_name_off_the_wall(open_world: World) -> None:
    amina = await open_world.join(name="Amina Khan", publish_name="yes")
    await open_world.shown(amina)
    assert "Amina Khan" in open_world.wall_text()

    form = await open_world.press(amina, open_world.panel, "Join the summit")
    seen = await open_world.send(amina, form, publish_name="no")
    assert "only as “A resident”" in seen.text
    await open_world.wait(5)

    assert "Amina" not in open_world.read_by(amina)
    assert "**P-0001** · A resident · Food for all" in open_world.wall_text()


async def test_a_role_that_cannot_be_given_is_given_once_the_bot_may(world: World) -> None:
    world.env.inject_error("PUT", "/guilds/*/members/*/roles/*", status=403, code=50013, times=None)
    amina = await world.join()
    assert "Attendee" not in world.roles_of(amina)
    assert world.one("SELECT role_given FROM attendee") == 0
    assert "attendee role" in "".join(world.expect_trouble())
    await world.wait(60)
    assert "Attendee" not in world.roles_of(amina)
    world.expect_trouble()

    world.env.backend.faults.clear()
    await world.wait(25)

    assert "Attendee" in world.roles_of(amina)
    assert world.one("SELECT role_given FROM attendee") == 1


async def test_who_lost_the_role_gets_it_back_by_joining_again(world: World) -> None:
    amina = await world.join()
    world.env.backend.guilds[world.guild.id].members[amina.id].role_ids.clear()
    await world.send(amina, await world.type(amina, "join"))
    assert "Attendee" in world.roles_of(amina)


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("Amina\u202enahK", "changes the order in which text is read"),
        ("Amina\u0007", "cannot be seen or printed"),
        ("A" + "\u0301" * 12, "marks on top of each other"),
        ("   ", "The name is empty"),
        ("\u200b\u200b", "The name is empty"),
    ],
)
async def test_a_name_that_cannot_be_taken_is_refused_with_the_words_back(
    world: World, name: str, says: str
) -> None:
    amina = world.person("Amina")
    form = await world.type(amina, "join")
    seen = await world.send(
        amina, form, name=name, kind="resident", access_needs="I need large print"
    )
    assert says in seen.text
    assert "I need large print" in seen.text
    # What was chosen from a list is no text of theirs to copy.
    assert "resident" not in seen.text
    assert world.rows("SELECT * FROM attendee") == []
    assert "Attendee" not in world.roles_of(amina)


async def test_access_needs_and_names_without_consent_reach_no_channel(open_world: World) -> None:
    amina = await open_world.join(
        name="Amina Khan", publish_name="no", access_needs="I need large print"
    )
    await open_world.shown(amina)
    everything = open_world.read_by(open_world.manager)
    assert "P-0001" in everything
    assert "large print" not in everything
    assert "Amina" not in everything


async def test_a_name_full_of_marks_and_mentions_is_shown_as_it_was_written(
    open_world: World,
) -> None:
    amina = await open_world.join(name="**@everyone** [x](http://e.x)")
    await open_world.shown(amina)
    assert r"\*\*@" + "\u200b" + r"everyone\*\* \[x\](http://e.x)" in open_world.wall_text()
    assert "@everyone" not in open_world.wall_text()


async def test_somebody_of_any_role_can_join(world: World) -> None:
    seen = await world.join(world.manager, name="Olga")
    assert {"Organiser", "Attendee", "Manager"} <= world.roles_of(seen)


async def test_with_the_attendee_role_made_anew_everybody_gets_it_again(world: World) -> None:
    amina = await world.join()
    world.env.backend.delete_role(world.guild.id, world.one("SELECT attendee_role_id FROM summit"))
    ben = await world.join(name="Ben")
    world.expect_trouble()
    assert world.one("SELECT role_given FROM attendee WHERE name = 'Ben'") == 0

    await world.set_up()
    await world.wait(60)

    assert "Attendee" in world.roles_of(amina) & world.roles_of(ben)
