"""Handing the report to organisers."""

from __future__ import annotations

import re

from tests.cogs.test_exporting import filled, given, limit_files
from tests.world import World

REPORT = "export report"


async def test_an_organiser_gets_the_public_report_privately(world: World) -> None:
    await filled(world)
    seen = await world.type(world.manager, REPORT)
    assert seen.text.startswith("**The report for the public.**")
    assert "about 2 pledges" in seen.text
    ((name, content),) = given(world, seen).items()
    assert re.fullmatch(rf"summit-report-{world.guild.id}-public-\d{{8}}T\d{{6}}Z\.html", name)
    page = content.decode()
    for there in ("I will cook for my neighbours", "I will walk to work — 每天", "Ben"):
        assert there in page, there
    for absent in ("Amina", "unkind", "still be waiting", "Large print"):
        assert absent not in page, absent


async def test_the_panel_has_a_button_and_its_answer_leads_to_the_other_report(
    world: World,
) -> None:
    await filled(world)
    seen = await world.press(world.manager, world.organisers.pinned_messages()[0], "Summit report")
    assert seen.text.startswith("**The report for the public.**")
    seen = await world.press(world.manager, seen.messages[0], "Report for organisers")
    assert seen.text.startswith("**The report for organisers.**")
    ((name, content),) = given(world, seen).items()
    assert "-internal-" in name
    page = content.decode()
    assert "Pledges that are hidden" in page
    assert "unkind" not in page


async def test_an_organiser_can_type_which_report(world: World) -> None:
    seen = await world.type(world.manager, REPORT, profile="internal")
    assert seen.text.startswith("**The report for organisers.**")
    assert "about 0 pledges" in seen.text


async def test_others_are_refused_and_get_no_report(world: World) -> None:
    await filled(world)
    attendee = await world.join(name="Mallory")
    command = world.env.backend.find_command("export", world.guild.id)
    assert command is not None
    for member in (attendee, world.person(roles=("Facilitator",)), world.person()):
        world.guild.set_command_permissions(int(command["id"]), {member: True})
        for seen in (
            await world.type(member, REPORT),
            await world.forge(member, "export.report:internal"),
            await world.forge(member, "export.report:public"),
        ):
            assert seen.text.startswith("Only organisers can do this.")
            assert given(world, seen) == {}


async def test_a_forged_report_is_answered_kindly(world: World) -> None:
    forged = [f"export.report{one}" for one in ("", ":secret", ":../../etc", ":public:more")]
    for seen in (await world.forge_all(world.manager, forged)).values():
        assert given(world, seen) == {}


async def test_a_report_that_discord_does_not_take_names_the_command(world: World) -> None:
    limit_files(world, 500)
    seen = await world.type(world.manager, REPORT)
    assert f"summit report --guild {world.guild.id}" in seen.text
    assert given(world, seen) == {}
