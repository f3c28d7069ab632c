"""Help: what suits the moment first, everything else one press further, each to whom it is for."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from discord import app_commands

from bot.ui import Press
from cogs.helping import cards, told
from cogs.helping.told import Reader
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

EVERYTHING = "Everything you can do…"
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
    assert offered(seen) == ["join", "programme", "callforhelp"]
    assert set(seen.buttons) == {"Join the summit", "Programme", "See the pledges", EVERYTHING}
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
    assert {"programme", "workshops", "pledge make", "mydata"} <= set(offered(seen))
    assert not {"review", "summit setup", "room lead"} & set(offered(seen))
    assert set(seen.buttons) == {
        "Programme",
        "Make a pledge",
        "My pledges",
        "See the pledges",
        EVERYTHING,
    }


async def test_an_organiser_and_a_facilitator_get_their_own_part(world: World) -> None:
    organiser = await world.type(await world.join(world.manager, name="Olga"), "help")
    assert "**As an organiser:**" in organiser.text
    assert {"summit status", "summit open"} <= set(offered(organiser))
    assert {"Everything for attendees…", "For facilitators…", "For organisers…"} <= set(
        organiser.buttons
    )
    # Without having joined, an organiser still gets the organisers' part.
    other = await world.type(await world.organiser(), "help")
    assert "**As an organiser:**" in other.text
    assert other.text.split("\n")[-2].startswith("**You have not joined yet.**"), "that comes last"
    facilitator = await world.type(world.person(roles=("Facilitator",)), "help")
    assert "**As a facilitator:**" in facilitator.text
    assert "room lead" in offered(facilitator)
    assert "have not joined" not in facilitator.text.split("**As a facilitator:**")[0]
    assert "For facilitators…" in facilitator.buttons
    assert "For organisers…" not in facilitator.buttons
    panel = world.guild.channels["organisers"].id
    seen = await world.press(world.manager, organiser, "For organisers…")
    assert seen.private
    assert f"The buttons in <#{panel}> do the same." in seen.text
    assert {"review", "summit setup", "export record"} <= set(offered(seen))


async def test_everything_is_one_press_further_and_leads_back(world: World) -> None:
    amina = await world.join()
    first = await world.type(amina, "help")
    seen = await world.press(amina, first, EVERYTHING)
    assert seen.private
    assert {"connect", "recording", "hand down", "report"} <= set(offered(seen))
    back = await world.press(amina, seen, "Back to help")
    assert back.text == first.text
    assert back.buttons == first.buttons


@pytest.mark.parametrize(
    ("role", "reader", "refused"),
    [
        ("", "facilitators", "Only facilitators"),
        ("", "organisers", "Only organisers"),
        ("Facilitator", "organisers", "Only organisers"),
    ],
)
async def test_a_page_that_is_not_for_them_is_refused(
    world: World, role: str, reader: str, refused: str
) -> None:
    member = world.person(roles=(role,) if role else ())
    seen = await world.forge(member, f"help.page:{reader}:0")
    assert seen.text.startswith(refused)
    assert not offered(seen)


@pytest.mark.parametrize("claim", ["help.page:others", "help.page:attendees:-1", "help.page:a:b:c"])
async def test_a_page_that_there_is_not_is_refused(world: World, claim: str) -> None:
    seen = await world.forge(await world.join(), claim)
    assert not offered(seen)
    assert "older message" in seen.text


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
    assert "- /hand down: " in (await world.press(amina, seen, EVERYTHING)).text
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
    assert "workshops" in offered(await bare_world.type(amina, "help"))
    its_clock(bare_world, 15)
    after = set(offered(await bare_world.type(amina, "help")))
    assert not {"ask", "workshops"} & after
    assert {"pledge make", "mydata", "recording"} <= after


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


# ---------------------------------------------------------------------- every command, every role

EVERYBODY = [
    cards.Who(joined=joined, facilitator=facilitator, organiser=organiser)
    for joined in (True, False)
    for facilitator in (True, False)
    for organiser in (True, False)
]
COMMAND = re.compile(r"^- </([a-z ]+):", re.MULTILINE)


def pressed(name: str) -> str:
    """As long as Discord's longest."""
    return f"</{name}:{2**63 - 1}>"


def pages(summit: Summit, reader: Reader) -> list[str]:
    """A page and what follows it, by their buttons."""
    found: list[str] = []
    route = f"help.page:{reader.value}"
    while route:
        _, _, number = route.partition(reader.value)
        reply = cards.everything(summit, reader, int(number[1:] or 0), mention=pressed)
        found.append(reply.text)
        (presses,) = reply.rows
        route = next(
            (one.route for one in presses if isinstance(one, Press) and one.label == "More…"), ""
        )
    return found


def a_summit() -> Summit:
    plan = parse_plan(day_plan(*DAY).replace("date = ", f'contact = "{"c_" * 100}"\ndate = ', 1))
    return Summit(1, plan, PLACES)


async def test_every_command_of_the_bot_is_told_of_once(world: World) -> None:
    there = [
        one.qualified_name
        for one in world.bot.tree.walk_commands()
        if not isinstance(one, app_commands.Group)
    ]
    told = [
        command
        for reader in Reader
        for text in pages(a_summit(), reader)
        for command in COMMAND.findall(text)
    ]
    assert sorted(told) == sorted(there), "a new command belongs into cogs/helping/told.py"


@pytest.mark.parametrize("hour", [9, 10, 11, 12, 14, 15])
@pytest.mark.parametrize("who", EVERYBODY, ids=str)
def test_the_first_page_is_short_and_leads_to_what_is_theirs_alone(
    who: cards.Who, hour: int
) -> None:
    summit = a_summit()
    day = [planned(summit.plan, one, n, 1, Rooms()) for n, one in enumerate(summit.plan.sessions)]
    now = datetime(2026, 1, 1, hour, tzinfo=UTC)
    reply = cards.page(summit, day, who, now=now, mention=pressed)
    assert len(reply.text) <= 2000
    assert reply.text.endswith("c\\_")
    first = COMMAND.findall(reply.text)
    assert len(first) == len(set(first)) <= 13
    assert "callforhelp" in first
    presses = [one for row in reply.rows for one in row]
    further = [Reader(one.route.split(":")[1]) for one in presses if "help.page" in one.route]
    wanted = [Reader.ATTENDEES]
    if who.facilitator or who.organiser:
        wanted.append(Reader.FACILITATORS)
    if who.organiser:
        wanted.append(Reader.ORGANISERS)
    assert further == wanted
    reached = [
        command
        for reader in further
        for text in pages(summit, reader)
        for command in COMMAND.findall(text)
    ]
    assert len(reached) == len(set(reached))
    assert set(first) <= set(reached)
    organisers = {line.command for part in told.ORGANISERS for line in part.lines}
    assert organisers.isdisjoint(reached) is not who.organiser


@pytest.mark.parametrize("reader", Reader)
def test_each_page_fits_a_message(reader: Reader) -> None:
    found = pages(a_summit(), reader)
    assert all(len(text) <= 2000 for text in found)
    assert len(found) <= 2


@pytest.mark.parametrize("count", [1, 40, 400])
def test_however_many_commands_come_each_page_fits_and_names_its_part(count: int) -> None:
    lines = tuple(told.Line(f"command n{number}", "do something " * 5) for number in range(count))
    parts = (told.Part("First", lines[:1]), told.Part("Then", lines[1:]))
    found = cards.whole(a_summit(), parts, Reader.ORGANISERS, mention=pressed)
    assert all(len(text) <= 2000 for text in found)
    commands = [one for text in found for one in re.findall(r"n(\d+):", text)]
    assert commands == [str(number) for number in range(count)]
    assert all("**Then**" in text for text in found[1:])


def test_every_phase_has_its_words_for_everybody() -> None:
    assert set(told.MOMENTS) == set(Phase)
    for reader in Reader:
        assert set(told.NOW[reader]) == set(Phase)
        for commands in told.NOW[reader].values():
            assert set(commands) <= set(told.SAID)


def test_the_day_of_the_tests_is_the_simulation_s() -> None:
    assert at(0) == 1767225600
