"""Proves the loopback Discord with a minimal bot on plain discord.py."""

from __future__ import annotations

import discord
import pytest

from tests.wire.bare_bot import BareBot, running
from tests.wire.entities import Channel, Member
from tests.wire.interactions import CHOICES, DEFER_REPLY, MODAL, REPLY
from tests.wire.server import WireDiscord
from tests.wire.world import Guild


async def test_login_shows_the_bot_its_guild(
    bare_bot: BareBot, guild: Guild, lobby: Channel
) -> None:
    assert [g.id for g in bare_bot.guilds] == [guild.id]
    assert [c.name for c in bare_bot.guilds[0].text_channels] == ["lobby"]
    assert bare_bot.guilds[0].me.guild_permissions.manage_roles
    assert not bare_bot.guilds[0].me.guild_permissions.administrator


async def test_a_wrong_token_is_refused(wire: WireDiscord, guild: Guild) -> None:
    with pytest.raises(discord.LoginFailure):
        async with running(token="somebody.else"):
            pass


async def test_synced_commands_keep_their_ids(wire: WireDiscord, bare_bot: BareBot) -> None:
    first = {c["name"]: c["id"] for c in wire.world.commands[None]}
    assert set(first) == {"pledge", "panel"}
    again = await bare_bot.tree.sync()
    assert {c.name: str(c.id) for c in again} == first


async def test_a_guild_command_says_whose_it_is(
    wire: WireDiscord, bare_bot: BareBot, guild: Guild, alice: Member
) -> None:
    bare_bot.tree.clear_commands(guild=None)

    @bare_bot.tree.command(name="local", description="Only here", guild=discord.Object(guild.id))
    async def local(interaction: discord.Interaction, who: discord.Member) -> None:
        await interaction.response.send_message(who.display_name)

    await bare_bot.tree.sync(guild=discord.Object(guild.id))
    answer = await (await wire.slash(alice, "local", {"who": alice})).final()
    assert answer.content == "Alice"


async def test_slash_command_gets_its_reply(
    wire: WireDiscord, bare_bot: BareBot, alice: Member
) -> None:
    interaction = await wire.slash(alice, "pledge make", {"text": "trees ", "times": 2})
    answer = await interaction.first_answer()
    assert (answer.type, answer.content, answer.ephemeral) == (REPLY, "saved: trees trees ", True)
    assert answer is await interaction.final()
    assert 0 < answer.seconds < 3


async def test_slash_command_is_held_to_what_was_synced(
    wire: WireDiscord, bare_bot: BareBot, alice: Member
) -> None:
    with pytest.raises(LookupError, match="no command 'vote'"):
        await wire.slash(alice, "vote")
    with pytest.raises(LookupError, match="no options"):
        await wire.slash(alice, "pledge make", {"words": "x"})
    with pytest.raises(ValueError, match="needs"):
        await wire.slash(alice, "pledge make")


async def test_autocomplete_offers_choices(
    wire: WireDiscord, bare_bot: BareBot, alice: Member
) -> None:
    answer = await (await wire.autocomplete(alice, "pledge make", "text", "tre")).final()
    assert answer.type == CHOICES
    assert answer.data["choices"] == [{"name": "tre!", "value": "tre!"}]


async def test_button_is_deferred_and_then_edited(
    wire: WireDiscord, bare_bot: BareBot, alice: Member
) -> None:
    panel = await wire.slash(alice, "panel")
    await panel.final()
    assert panel.message.custom_ids == ["panel:pledge", "panel:count"]
    pressed = await wire.press(alice, "panel:count", message=panel.message)
    first, final = await pressed.first_answer(), await pressed.final()
    assert (first.type, first.ephemeral) == (DEFER_REPLY, True)
    assert (final.kind, final.content) == ("edit", "counted")
    assert pressed.message.ephemeral
    assert pressed.message.content == "counted"


async def test_persistent_button_needs_no_message(
    wire: WireDiscord, bare_bot: BareBot, alice: Member
) -> None:
    pressed = await wire.press(alice, "panel:count")
    assert (await pressed.final()).content == "counted"


async def test_form_of_text_select_radio_and_checkbox(
    wire: WireDiscord, bare_bot: BareBot, alice: Member
) -> None:
    opened = await wire.press(alice, "panel:pledge")
    assert (await opened.first_answer()).type == MODAL
    values = {"action": "Plant trees", "theme": ["food"], "kind": "us", "public": True}
    submitted = await wire.fill(opened, values)
    # A person reads first; by then discord.py has registered the form.
    assert submitted.dispatched - opened.dispatched >= wire.pause > 0
    final = await submitted.final()
    assert final.content == "['Plant trees', 'food', 'us', True]"
    assert final.kind == "followup"
    assert submitted.message is final.message  # the waiting message was filled, not a second one
    assert final.ephemeral


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"theme": ["food"], "kind": "me"}, "action is required"),
        ({"action": "x", "theme": ["sport"], "kind": "me"}, "does not offer"),
        ({"action": "x", "theme": ["food"], "kind": "me", "colour": "red"}, "no such fields"),
    ],
)
async def test_form_that_no_client_would_send(
    wire: WireDiscord, bare_bot: BareBot, alice: Member, values: dict[str, object], words: str
) -> None:
    opened = await wire.press(alice, "panel:pledge")
    with pytest.raises(ValueError, match=words):
        await wire.fill(opened, values)
