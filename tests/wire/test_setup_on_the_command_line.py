"""``summit setup`` against a server: the same engine as /summit setup, and the bot goes on."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.wire.real_bot import RealSummit, real_summit
from tests.wire.server import WireDiscord

# Of the shape that Discord's tokens have: the application's id comes first.
TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.abcdef.ghijkl"


@pytest.fixture
async def wire() -> AsyncIterator[WireDiscord]:
    async with WireDiscord(token=TOKEN) as server:
        yield server
        server.check()


@pytest.fixture
async def summit(wire: WireDiscord, tmp_path: Path) -> AsyncIterator[RealSummit]:
    async with real_summit(wire, tmp_path) as summit:
        yield summit


def names(summit: RealSummit) -> set[str]:
    return {channel.data["name"] for channel in summit.guild.channels.values()}


async def test_a_dry_run_shows_everything_and_changes_nothing(summit: RealSummit) -> None:
    before = names(summit)
    code, said = await summit.command("setup", "--dry-run")
    assert code == 0, said
    assert "  make     role Attendee\n" in said
    assert "  make     #welcome\n" in said
    assert said.endswith("Nothing was changed.\n")
    assert names(summit) == before
    assert not summit.database.exists()


async def test_what_the_command_line_made_the_bot_goes_on_with(summit: RealSummit) -> None:
    code, said = await summit.command("setup", "--yes")
    assert code == 0, said
    assert "is set up. Give yourself the role Organiser" in said
    assert {"welcome", "pledge-wall", "organisers"} <= names(summit)
    async with summit.running():
        welcome = summit.channel("welcome")
        await summit.wire.until(lambda: bool(welcome.pins), what="the welcome panel")
        beside, told = await summit.command("setup", "--dry-run")
        assert (beside, "  no changes\n" in told) == (0, True), told
        locked, refused = await summit.command("setup", "--yes")
        assert locked == 1
        assert "type /summit setup in the server" in refused
        asked = await summit.set_up()
        assert "Nothing had to be made" in (await asked.final()).content


async def test_without_a_yes_nothing_is_done(summit: RealSummit) -> None:
    before = names(summit)
    code, said = await summit.command("setup")  # nobody is there to answer
    assert code != 0
    assert "Traceback" not in said
    assert names(summit) == before


async def test_a_server_that_is_not_named_or_not_there_is_asked_for(
    summit: RealSummit, wire: WireDiscord
) -> None:
    wire.world.guild("Other")
    code, said = await summit.command("setup", "--dry-run")
    assert code == 1
    assert "is in several servers. Choose one:" in said
    assert f"  --guild {summit.guild.id}  (" in said
    code, said = await summit.command("setup", "--dry-run", "--guild", "12345")
    assert code == 1
    assert "is not in the server 12345" in said


async def test_a_refused_token_is_one_plain_sentence(summit: RealSummit) -> None:
    code, said = await summit.command("setup", "--dry-run", SUMMIT_TOKEN="MTIz.abc.def")
    assert code == 1
    assert said == (
        "Discord does not accept the token. Copy it again from the developer portal"
        " into SUMMIT_TOKEN.\n"
    )


# ------------------------------------------------------------------ the doctor


async def test_the_check_tells_of_the_server_what_to_mend(summit: RealSummit) -> None:
    code, said = await summit.command("check")
    assert code == 1
    server = f"Server {summit.guild.name}"
    assert f"ok     {server}: the bot has every permission that it needs\n" in said
    assert f"WRONG  {server}: not set up yet\n       What to do: Type /summit setup" in said
    assert "ok     Clock: " in said
    assert "Discord knows it" in said
    assert "Traceback" not in said


async def test_after_the_set_up_the_check_follows_the_server(summit: RealSummit) -> None:
    await summit.command("setup", "--yes")
    server = f"Server {summit.guild.name}"
    code, said = await summit.command("check")
    assert f"ok     {server}: as the plan says\n" in said
    # On this server, new roles stand above the bot's own.
    assert "What to do: Move the bot’s role up in Server settings, Roles." in said
    gone = summit.channel("pledges-for-action")
    del summit.guild.channels[gone.id]
    code, said = await summit.command("check")
    assert code == 1
    assert f"WRONG  {server}: 1 thing is not as the plan says\n" in said


async def test_a_permission_taken_away_is_named(summit: RealSummit) -> None:
    own = next(role for role in summit.guild.roles.values() if role.data["name"] == "bot")
    own.data["permissions"] = str(int(own.data["permissions"]) & ~(1 << 4))
    code, said = await summit.command("check")
    assert code == 1
    assert "the bot lacks: manage channels\n" in said


async def test_without_asking_discord_it_looks_at_this_computer_alone(summit: RealSummit) -> None:
    asked = len(summit.wire.requests)
    _, said = await summit.command("check", "--offline")
    assert "Server" not in said
    assert len(summit.wire.requests) == asked
