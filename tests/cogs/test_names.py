"""Names that have to be unique, sentences that have to exist, and twins that have to be there."""

from __future__ import annotations

import ast
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from discord import app_commands

from bot import routes, wording
from bot.client import EXTENSIONS
from bot.routes import Routes
from db import sessions
from tests.world import World, routes_of

HOUSE = Path(__file__).resolve().parents[2]
PACKAGES = ("bot", "cogs", "db", "domain", "exports")

# What does on a panel what the command does; or why a panel needs none.
TWINS = {
    "join": {"join"},
    "programme": {"programme"},
    "workshops": {"workshops"},
    "help": {"help"},
    "pledge make": {"pledge.new"},
    "pledge mine": {"pledge.mine"},
    "pledge wall": {"pledge.wall"},
    "review": {"review.next"},
    "export record": {"export.record"},
    "export report": {"export.report"},
    # Pledges stand on the wall to be read; one's own open from "My pledges".
    "pledge show": {"pledge.mine"},
    "pledge progress": {"pledge.mine"},
    "followup status": {"followup"},
    "followup tasks": {"followup.tasks"},
    "followup mine": {"followup.mine"},
    "ask": {"ask.new"},
    "questions": {"questions"},
    "note": {"note.new"},
    "notes": {"notes"},
    "reminders": {"reminders"},
    "feedback": {"feedback"},
    "results": {"results"},
    "recording": {"recording"},
    "recordings": {"recordings"},
    "connect": {"connect"},
    "mydata": {"mydata"},
    "keeping": {"keeping"},
    "introductions": {"connect.round"},
    "report": {"mod.report"},
    "moderate person": {"mod.pick"},
    "moderate log": {"mod.log"},
    "hand up": {"hand.up"},
    "hand down": {"hand.down"},
    "hand queue": {"hand.queue"},
    "room lead": {"room.lead"},
    # The panel of a room that is not open has it.
    "room open": set[str](),
    "room close": {"room.close"},
    "room clock": {"room.clock"},
    "room record": {"record.show"},
    # While the room closes, in place of “Close the room”.
    "room keep": set[str](),
    # One press behind the panel: “More…”, “Clock…”, “Reports…”; and while groups run.
    "room chat": set[str](),
    "room slow": set[str](),
    "room clocks": set[str](),
    "room summary": set[str](),
    "room leave": set[str](),
    "groups message": set[str](),
    "groups remind": set[str](),
    # The panels of workshops have it.
    "groups make": set[str](),
    # They are on the room's control panel while groups are under way.
    "groups more": set[str](),
    "groups back": set[str](),
    # In each group’s thread.
    "groups report": set[str](),
    "groups reports": set[str](),
    # Also in the menu of each message: “Keep as an output”.
    "keep": {"quote.new"},
    "callforhelp": {"callhelp"},
    "summit open": {"day.open"},
    "summit close": {"day.close"},
    "summit status": {"day.status"},
    "change shift": {"change"},
    "change cancel": {"change"},
    "change restore": {"change"},
    "change swap": {"change"},
    "announce": {"announce"},
    "pledging start": {"moment"},
    "pledging pace": {"moment"},
    "pledging stop": {"moment"},
    # Panels exist only after it.
    "summit setup": {"setup.look"},
}


def leaves(world: World) -> list[app_commands.Command[Any, ..., Any]]:
    return [
        command
        for command in world.bot.tree.walk_commands()
        if isinstance(command, app_commands.Command)
    ]


def sources() -> list[tuple[Path, ast.Module]]:
    return [
        (path, ast.parse(path.read_text(encoding="utf-8")))
        for package in PACKAGES
        for path in sorted((HOUSE / package).rglob("*.py"))
    ]


def refusals() -> list[tuple[str, set[str], str]]:
    """Code, facts and place of every RuleBroken that is raised anywhere in the house."""
    found: list[tuple[str, set[str], str]] = []
    for path, tree in sources():
        for node in ast.walk(tree):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
                continue
            if node.func.id != "RuleBroken":
                continue
            where = f"{path.relative_to(HOUSE)}:{node.lineno}"
            code = node.args[0]
            assert isinstance(code, ast.Constant), f"{where}: the code has to be written out"
            assert isinstance(code.value, str), where
            facts = {keyword.arg for keyword in node.keywords}
            assert None not in facts, f"{where}: the facts have to be written out"
            found.append((code.value, {fact for fact in facts if fact}, where))
    return found


def test_the_scan_finds_what_is_raised() -> None:
    codes = {code for code, _, _ in refusals()}
    assert {"text.control", "pledge.not_yours", "access.organiser", "join.first"} <= codes
    assert len(codes) > 20


def test_every_refusal_has_a_sentence_and_the_facts_for_it() -> None:
    for code, facts, where in refusals():
        assert code in wording.SENTENCES, f"{where}: no sentence for {code}"
        missing = wording.gaps(wording.SENTENCES[code]) - facts
        assert not missing, f"{where}: {code} needs {missing}"


def test_every_sentence_is_used() -> None:
    raised = {code for code, _, _ in refusals()}
    looked_up = {
        node.slice.value
        for _, tree in sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.Subscript)
        and isinstance(node.value, ast.Attribute)
        and node.value.attr == "SENTENCES"
        and isinstance(node.slice, ast.Constant)
    }
    assert set(wording.SENTENCES) - raised - looked_up == set()


@pytest.mark.parametrize("sentence", wording.SENTENCES.values())
def test_a_sentence_ends_and_is_free_of_jargon(sentence: str) -> None:
    assert sentence.rstrip()[-1] in ".}", sentence
    for word in ("error", "invalid", "null", "exception", "database", "interaction", "modal"):
        assert word not in sentence.lower(), (word, sentence)


def test_a_route_is_taken_once() -> None:
    table = Routes()

    async def handler() -> None: ...

    table.press("one", handler)
    table.form("one", handler)
    with pytest.raises(ValueError, match="is taken"):
        table.press("one", handler)
    with pytest.raises(ValueError, match="is taken"):
        table.form("one", handler)
    with pytest.raises(ValueError, match="not a name"):
        table.press("one:two", handler)


@pytest.mark.parametrize("text", ["", "-1", "1.5", " 1", "１", "9" * 20, str(2**63), "x"])
def test_what_is_no_snowflake_is_refused(text: str) -> None:
    with pytest.raises(routes.RuleBroken, match=r"form\.old"):
        routes.whole_number(text)


def test_every_capability_is_loaded() -> None:
    packages = {
        f"cogs.{path.name}" for path in (HOUSE / "cogs").iterdir() if (path / "cog.py").is_file()
    }
    assert packages == set(EXTENSIONS)


async def test_every_command_has_its_twin_on_a_panel(world: World) -> None:
    (closing,) = await sessions.every(world.store, guild_id=world.guild.id)
    now = world.env.now()
    on = replace(closing, starts_at=now, ends_at=now + timedelta(hours=1))
    await world.store.write(lambda tx: sessions.save(tx, on))
    await world.wait(20)  # until the rooms have their panels
    on_panels = {
        custom_id.split(":")[0]
        for channel in world.guild.channels.values()
        for message in channel.pinned_messages()
        for custom_id in routes_of(message)
    }
    # What stands behind a button that ends in "…" is on the panel too, one press further.
    for further in ("room.more:closing", "room.words:closing"):
        assert further.split(":")[0] in on_panels
        seen = await world.forge(world.manager, further)
        on_panels |= {custom_id.split(":")[0] for custom_id in seen.buttons.values()}
    commands = {command.qualified_name for command in leaves(world)}
    assert commands == set(TWINS), "a new command needs a twin, or a reason for none"
    for command, twins in TWINS.items():
        assert twins <= on_panels, command


async def test_every_button_that_is_posted_leads_somewhere(world: World) -> None:
    buttons, _ = world.bot.routes.names
    for channel in (world.welcome, world.wall, world.organisers):
        for message in channel.pinned_messages():
            for custom_id in routes_of(message):
                assert custom_id.split(":")[0] in buttons


async def test_commands_say_what_they_do_in_words_that_discord_takes(world: World) -> None:
    names = [command.qualified_name for command in leaves(world)]
    assert len(names) == len(set(names))
    for command in leaves(world):
        assert 1 <= len(command.description) <= 100
        for parameter in command.parameters:
            assert parameter.description not in {"", "…"}, command.qualified_name


async def test_commands_of_organisers_are_not_offered_to_attendees(world: World) -> None:
    amina = await world.join()
    assert set(amina.available_commands(world.general)) == {
        "join",
        "ask",
        "questions",
        "note",
        "notes",
        "reminders",
        "feedback",
        "report",
        "moderate person",
        "moderate log",
        "recording",
        "connect",
        "mydata",
        "programme",
        "workshops",
        "help",
        "callforhelp",
        "hand up",
        "hand down",
        "hand queue",
        "room lead",
        "room open",
        "room close",
        "room clock",
        "room record",
        "room keep",
        "room chat",
        "room slow",
        "room clocks",
        "room summary",
        "room leave",
        "groups message",
        "groups remind",
        "groups make",
        "groups more",
        "groups back",
        "groups report",
        "groups reports",
        "keep",
        "pledge make",
        "pledge mine",
        "pledge show",
        "pledge progress",
        "pledge wall",
    }
    assert set(world.manager.available_commands(world.general)) == set(TWINS)


async def test_nothing_can_be_typed_in_a_direct_message(world: World) -> None:
    assert world.person().user.available_commands() == ()
