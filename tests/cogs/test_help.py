"""Help: by role, by what is on now, on one page, with commands that can be pressed."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from cogs.helping import cards
from domain.plan import parse_plan
from domain.sessions import Phase, Rooms, planned
from domain.summits import Summit
from tests.cogs.test_programme import (
    CLOSING,
    DAY,
    HEALTH,
    TALK,
    at,
    day_plan,
    its_clock,
    longest,
    plan_is,
)
from tests.db.given import PLACES
from tests.world import Seen, World

PRESSED = re.compile(r"</([a-z ]+):(\d+)>")


def offered(seen: Seen) -> list[str]:
    """The commands that can be pressed, in their order."""
    return [name for name, _ in PRESSED.findall(seen.text)]


@pytest.mark.parametrize("way", ["command", "button"])
async def test_a_newcomer_is_told_to_join_and_how(world: World, way: str) -> None:
    stranger = world.person()
    if way == "command":
        seen = await world.type(stranger, "help")
    else:
        seen = await world.press(stranger, world.panel, "Help")
    assert seen.private
    assert "**You have not joined yet.** Press “Join the summit” below" in seen.text
    assert offered(seen) == ["join", "programme"]
    form = await world.press(stranger, seen, "Join the summit")
    assert form.form["title"] == "Join the summit"


async def test_who_has_the_role_by_hand_but_never_joined_is_helped(world: World) -> None:
    seen = await world.type(world.person(roles=("Attendee",)), "help")
    assert "Somebody gave you the attendee role, but you have not joined" in seen.text
    assert "Press “Join the summit” below" in seen.text
    assert "Join the summit" in seen.buttons


async def test_who_joined_is_not_told_to_join(world: World) -> None:
    seen = await world.type(await world.join(), "help")
    assert "Press “Join" not in seen.text
    assert "Join the summit" not in seen.buttons
    assert {"programme", "pledge make", "pledge mine", "pledge wall", "join"} <= set(offered(seen))
    assert not {"review", "summit setup"} & set(offered(seen))


async def test_an_organiser_and_a_facilitator_get_their_own_part(world: World) -> None:
    organiser = await world.type(await world.join(world.manager, name="Olga"), "help")
    assert "**As an organiser:**" in organiser.text
    assert {"review", "summit setup", "export pledges"} <= set(offered(organiser))
    # Without having joined, an organiser still gets the organisers' part.
    other = await world.type(await world.organiser(), "help")
    assert "**You have not joined yet.**" in other.text
    assert "review" in offered(other)
    panel = world.guild.channels["organisers"].id
    assert f"**As an organiser:** (or the buttons in <#{panel}>)\n" in organiser.text


async def test_a_mention_carries_the_command_s_own_number(world: World) -> None:
    seen = await world.type(await world.join(), "help")
    known = {command.name: command.id for command in await world.bot.tree.fetch_commands()}
    found = PRESSED.findall(seen.text)
    assert found
    for name, number in found:
        assert int(number) == known[name.split(" ")[0]]


async def test_the_numbers_are_asked_for_once(world: World) -> None:
    def asked() -> int:
        return sum(
            request.method == "GET" and request.path.endswith("/commands")
            for request in world.env.http_requests
        )

    amina = await world.join()
    before = asked()
    for _ in range(3):
        await world.type(amina, "help")
    assert asked() == before + 1
    await world.restart()  # the sync is skipped, as the commands are the same
    assert PRESSED.search((await world.type(amina, "help")).text)


async def test_where_discord_does_not_tell_the_numbers_commands_are_named_plainly(
    world: World,
) -> None:
    amina = await world.join()
    world.env.inject_error("GET", "/applications/*/commands", status=403)
    seen = await world.type(amina, "help")
    assert not PRESSED.search(seen.text)
    assert "- /pledge make: " in seen.text
    world.env.backend.advance_clock(301)
    assert PRESSED.search((await world.type(amina, "help")).text)


@pytest.mark.parametrize(
    ("hour", "minute", "said", "first"),
    [
        (9, 0, "The summit has not begun. Next: **A fair town**", "programme"),
        (10, 30, "There is a talk now. **A fair town**", None),
        (11, 30, "Workshops are on now. **Health**", None),
        (12, 30, "There is no session at this moment. **Lunch**", "programme"),
        (13, 30, "There is no session at this moment. Next: **Closing session**", "programme"),
        (14, 30, "It is time for pledges. **Closing session**", "pledge make"),
        (15, 0, "The sessions are over.", "feedback"),
    ],
)
async def test_help_says_what_suits_the_moment(
    bare_world: World, hour: int, minute: int, said: str, first: str | None
) -> None:
    await plan_is(bare_world, TALK, HEALTH, *DAY[3:])
    amina = await bare_world.join()
    its_clock(bare_world, hour, minute)
    seen = await bare_world.type(amina, "help")
    assert seen.text.split("\n")[1].startswith(said)
    if first:
        assert offered(seen)[0] == first
    assert len(offered(seen)) == len(set(offered(seen))), "each command is told of once"


async def test_a_summit_that_is_cancelled_says_so(bare_world: World) -> None:
    await plan_is(bare_world, CLOSING)
    amina = await bare_world.join()
    await bare_world.store.write(lambda tx: tx.execute("UPDATE session SET cancelled = 1"))
    seen = await bare_world.type(amina, "help")
    assert "Every session is cancelled." in seen.text
    assert not {"ask", "workshops"} & set(offered(seen))


async def test_after_the_day_nothing_is_offered_that_is_over(bare_world: World) -> None:
    await plan_is(bare_world, TALK, HEALTH, *DAY[3:])
    amina = await bare_world.join()
    its_clock(bare_world, 9)
    assert {"ask", "workshops"} <= set(offered(await bare_world.type(amina, "help")))
    its_clock(bare_world, 15)
    after = set(offered(await bare_world.type(amina, "help")))
    assert not {"ask", "workshops"} & after
    assert {"pledge make", "mydata", "join"} <= after


async def test_each_server_gets_its_own_help(bare_world: World) -> None:
    await plan_is(bare_world, TALK)
    other = bare_world.beside("Othertown")
    other.plan_file.write_text(day_plan(CLOSING).replace("Anytown", "Othertown"), encoding="utf-8")
    await other.set_up()
    amina = await bare_world.join()
    there = await other.type(other.guild.add_member(amina.user), "help")
    assert "## Help: Othertown Summit" in there.text
    assert "**You have not joined yet.**" in there.text
    assert "Closing session" in there.text
    assert f"<#{other.welcome.id}>" in there.text
    assert "## Help: Anytown Summit" in (await bare_world.type(amina, "help")).text


async def test_the_longest_help_is_one_page(bare_world: World) -> None:
    name, contact = "*_" * 50, "c_" * 100
    text = day_plan(*longest(3)).replace('name = "Anytown Summit"', f'name = "{name}"')
    text = text.replace("date = ", f'contact = "{contact}"\ndate = ', 1)
    bare_world.plan_file.write_text(text, encoding="utf-8")
    await bare_world.set_up()
    await bare_world.join(bare_world.manager, name="Olga")
    role = bare_world.guild.roles["Facilitator"]
    bare_world.env.backend.add_member_role(bare_world.guild.id, bare_world.manager.id, role.id)
    for minute in (1, 7, 20):
        its_clock(bare_world, 0, minute)
        seen = await bare_world.type(bare_world.manager, "help")
        assert len(seen.text) < 2000, "cut off"
        assert seen.text.endswith("c\\_")
        assert "As an organiser:" in seen.text


def test_with_every_command_there_is_help_is_still_one_page() -> None:
    plan = parse_plan(day_plan(*DAY).replace("date = ", f'contact = "{"c_" * 100}"\ndate = ', 1))
    day = [planned(plan, one, n, 1, Rooms()) for n, one in enumerate(plan.sessions)]
    for hour in (9, 10, 11, 12, 14, 15):
        reply = cards.page(
            Summit(1, plan, PLACES),
            day,
            cards.Who(joined=True, facilitator=True, organiser=True),
            now=datetime(2026, 1, 1, hour, tzinfo=UTC),
            mention=lambda name: f"</{name}:{'1234567890' * 5}>",
        )
        assert len(reply.text) <= 2000
        assert reply.text.endswith("c\\_")
        for command in ("programme", "review", "summit setup"):
            assert f"</{command}:" in reply.text


@pytest.mark.parametrize("hour", [9, 10, 11, 12, 14])
def test_where_the_page_is_full_what_matters_most_stays(hour: int) -> None:
    plan = parse_plan(day_plan(*DAY).replace("date = ", f'contact = "{"c_" * 100}"\ndate = ', 1))
    day = [planned(plan, one, n, 1, Rooms()) for n, one in enumerate(plan.sessions)]
    reply = cards.page(
        Summit(1, plan, PLACES),
        day,
        cards.Who(joined=True, facilitator=True, organiser=True),
        now=datetime(2026, 1, 1, hour, tzinfo=UTC),
        mention=lambda name: f"</{name}:{2**63 - 1}>",
    )
    assert "</reminders:" not in reply.text, "it is full"
    for command in ("programme", "join", "mydata"):
        assert f"</{command}:" in reply.text


def test_every_phase_has_its_words() -> None:
    assert set(cards.AT) == set(Phase)


def test_the_day_of_the_tests_is_the_simulation_s() -> None:
    assert at(0) == 1767225600
