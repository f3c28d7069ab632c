"""An organiser chooses which of the server's summits a report is about."""

from __future__ import annotations

import pytest

from tests.cogs.test_exporting import given, table, unpacked
from tests.cogs.test_feedback import jump
from tests.cogs.test_programme import FOOD, TALK, day_plan, plan_is
from tests.world import Seen, World, parts_of

REPORT = "export report"
NOTE = "A shared garden"

pytestmark = pytest.mark.usefixtures("without_control")


@pytest.fixture
async def second(bare_world: World) -> World:
    """The server's second summit, of March, is set up; the first, of January, had one note."""
    world = bare_world
    await plan_is(world, TALK, FOOD)
    await jump(world, 10, 10)
    amina = await world.join(name="Amina Khan")
    form = await world.type(amina, "note", world.guild.channels["food"])
    await world.send(amina, form, note=NOTE, kind="idea", named="no", session="food")
    await jump(world, 8, day=2)
    world.plan_file.write_text(day_plan(TALK, FOOD, date="2026-03-01"), encoding="utf-8")
    await world.set_up()
    return world


def page(world: World, seen: Seen) -> str:
    ((_, content),) = given(world, seen).items()
    return content.decode()


def offered(seen: Seen) -> dict[str, str]:
    """The summits that a menu offers, by their labels."""
    return {
        option["label"]: option["value"]
        for part in parts_of(seen.newest.components)
        for option in part.get("options", ())
    }


async def test_the_answer_of_the_panels_button_leads_to_the_past_summits_report(
    second: World,
) -> None:
    world = second
    panel = world.organisers.pinned_messages()[0]
    seen = await world.press(world.manager, panel, "Summit report")
    assert "summit of 1 March 2026" in seen.text
    assert NOTE not in page(world, seen)
    assert offered(seen) == {"1 March 2026": "2026-03-01", "1 January 2026": "2026-01-01"}
    seen = await world.choose(world.manager, seen, "2026-01-01")
    assert seen.text.startswith("**The report for the public.**")
    assert "summit of 1 January 2026" in seen.text
    assert NOTE in page(world, seen)
    seen = await world.press(world.manager, seen, "Report for organisers")
    assert "summit of 1 January 2026" in seen.text
    assert NOTE in page(world, seen)
    seen = await world.choose(world.manager, seen, "2026-03-01")
    assert seen.text.startswith("**The report for organisers.**")
    assert NOTE not in page(world, seen)


async def test_the_command_takes_a_summit_from_its_list(second: World) -> None:
    world = second
    listed = await world.manager.autocomplete(world.organisers, REPORT, "summit", "")
    assert [(one["name"], one["value"]) for one in listed] == [
        ("1 March 2026", "2026-03-01"),
        ("1 January 2026", "2026-01-01"),
    ]
    found = await world.manager.autocomplete(world.organisers, REPORT, "summit", "JAN")
    assert [one["value"] for one in found] == ["2026-01-01"]
    seen = await world.type(world.manager, REPORT, summit="2026-01-01", profile="internal")
    assert NOTE in page(world, seen)


async def test_only_organisers_are_offered_the_summits_that_there_were(second: World) -> None:
    member = second.person()
    command = second.env.backend.find_command("export", second.guild.id)
    assert command is not None
    second.guild.set_command_permissions(int(command["id"]), {member: True})
    assert await member.autocomplete(second.general, REPORT, "summit", "") == []
    seen = await second.forge(member, "export.report:internal:2026-01-01")
    assert seen.text.startswith("Only organisers can do this.")
    assert given(second, seen) == {}


@pytest.mark.parametrize("wanted", ["2025-12-12", "last year", "2026-1-1"])
async def test_a_summit_that_there_was_not_is_said_and_nothing_is_made(
    second: World, wanted: str
) -> None:
    seen = await second.type(second.manager, REPORT, summit=wanted)
    assert seen.text == (
        "There was no summit on that day in this server. Nothing was made."
        " Choose one from the list, or leave it out for the present one."
    )
    assert given(second, seen) == {}


async def test_where_there_was_one_summit_none_is_to_be_chosen(world: World) -> None:
    seen = await world.type(world.manager, REPORT)
    assert list(seen.buttons) == ["Report for organisers"]
    assert offered(seen) == {}


async def test_the_record_has_every_summits_sessions_and_notes(second: World) -> None:
    """So nothing is to be chosen for it."""
    files = unpacked(second, await second.type(second.manager, "export record"))
    dates = {row["summit_date"] for row in table(files["programme.csv"])}
    assert dates == {"2026-01-01", "2026-03-01"}
    assert [row["note"] for row in table(files["outputs.csv"])] == [NOTE]
