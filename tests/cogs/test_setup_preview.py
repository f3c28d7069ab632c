"""What /summit setup shows before it does it, and what it does after a yes."""

from __future__ import annotations

import re

import discord
from simcord.backend.models import Overwrite
from simcord.enums import OverwriteType

from tests.cogs.test_programme import FOOD, HEALTH, TALK, day_plan, plan_is
from tests.world import Seen, World

NOT_YET = "nothing is changed yet"


async def look(world: World) -> Seen:
    return await world.type(world.manager, "summit setup")


async def test_nothing_is_made_before_somebody_says_yes(bare_world: World) -> None:
    before = set(bare_world.guild.channels)
    seen = await look(bare_world)
    assert f"**Anytown Summit: {NOT_YET}.**" in seen.text
    assert "- Roles: Attendee, Facilitator, Organiser" in seen.text
    assert "Then the panels, and the events in Discord’s own list, follow the plan." in seen.text
    assert set(bare_world.guild.channels) == before
    assert bare_world.one("SELECT count(*) FROM summit") == 0
    done = await bare_world.press(bare_world.manager, seen, "Set it up")
    assert "is set up in this server" in done.text
    assert "closing" in bare_world.guild.channels


async def test_a_second_look_needs_no_yes(world: World) -> None:
    seen = await look(world)
    assert "Nothing had to be made" in seen.text
    assert not seen.buttons


async def test_a_changed_programme_is_shown_first_and_then_told_of(bare_world: World) -> None:
    await plan_is(bare_world, TALK, FOOD, HEALTH)
    moved = FOOD | {"title": "Good food"}
    bare_world.plan_file.write_text(day_plan(TALK, moved, HEALTH), encoding="utf-8")
    seen = await look(bare_world)
    assert "In the programme: “Food” is called “Good food”." in seen.text
    assert bare_world.one("SELECT title FROM session WHERE slug = 'food'") == "Food"
    await bare_world.press(bare_world.manager, seen, "Set it up")
    assert bare_world.one("SELECT title FROM session WHERE slug = 'food'") == "Good food"


async def test_who_agreed_to_something_else_is_shown_how_it_is_now(bare_world: World) -> None:
    seen = await look(bare_world)
    bare_world.guild.create_text_channel("welcome")
    again = await bare_world.press(bare_world.manager, seen, "Set it up")
    assert "changed since you looked" in again.text
    assert "There already, and left as it is: #welcome." in again.text
    assert "closing" not in bare_world.guild.channels
    done = await bare_world.press(bare_world.manager, again, "Set it up")
    assert "is set up in this server" in done.text


async def test_what_people_changed_by_hand_stays_unless_they_say_otherwise(world: World) -> None:
    welcome = world.welcome
    closed = Overwrite(
        world.guild.default_role.id,
        OverwriteType.ROLE,
        allow=discord.Permissions(view_channel=True).value,
        deny=discord.Permissions(send_messages=True).value,
    )
    world.env.backend.set_overwrite(welcome.id, closed)
    seen = await look(world)
    assert NOT_YET in seen.text
    assert "#welcome (send messages is denied for @everyone)" in seen.text
    kept = await world.press(world.manager, seen, "Leave it so")
    assert "Changed by hand, and left so: #welcome." in kept.text
    assert closed in world.env.backend.channels[welcome.id].overwrites
    seen = await look(world)
    back = await world.press(world.manager, seen, "Put back what was changed by hand too")
    assert "Changed: #welcome." in back.text
    (now,) = (
        one
        for one in world.env.backend.channels[welcome.id].overwrites
        if one.target_id == world.guild.default_role.id
    )
    assert discord.Permissions(now.allow) == discord.Permissions(
        view_channel=True, send_messages=True
    )
    assert "Nothing had to be made" in (await look(world)).text


async def test_what_differs_stands_in_a_line_a_channel_at_most_three_of_each(
    world: World,
) -> None:
    for channel in (world.welcome, world.organisers):
        overwrites = world.env.backend.channels[channel.id].overwrites
        for one in list(overwrites):
            nothing = Overwrite(one.target_id, one.type, allow=0, deny=0)
            world.env.backend.set_overwrite(channel.id, nothing)
    lines = (await look(world)).text.split("\n")
    start = lines.index("Changed by hand, and left so unless you say otherwise (2):")
    first, second = lines[start + 1 : start + 3]
    assert first.startswith("- #welcome (")
    assert second.startswith("- #organisers (")
    assert first.count(" for ") == second.count(" for ") == 3
    assert re.search(r"; and \d+ more\)$", first)


async def test_a_renamed_channel_is_the_same_channel(world: World) -> None:
    closing = world.guild.channels["closing"]
    await world.bot.http.edit_channel(closing.id, name="the-end")
    seen = await look(world)
    assert "#closing (it is called the-end)" in seen.text
    await world.press(world.manager, seen, "Put back what was changed by hand too")
    assert world.guild.channels["closing"].id == closing.id


async def test_only_who_may_manage_the_server_may_agree(bare_world: World) -> None:
    seen = await look(bare_world)
    route = seen.buttons["Set it up"]
    for person in (
        bare_world.person("Amina"),
        bare_world.person("Fay", roles=()),
    ):
        refused = await bare_world.forge(person, route)
        assert refused.text == "Only somebody who may manage this server can do this."
    assert "closing" not in bare_world.guild.channels


async def test_an_old_button_shows_what_there_is_to_do_now(world: World) -> None:
    seen = await world.forge(world.manager, "setup.go:0123456789abcdef")
    assert "Nothing had to be made" in seen.text


async def test_a_missing_panel_comes_back_when_the_bot_starts(world: World) -> None:
    """A set-up on the command line leaves the panels to the bot."""
    (panel,) = world.welcome.pinned_messages()
    await world.bot.http.delete_message(world.welcome.id, panel.id)
    await world.store.write(
        lambda tx: tx.execute("DELETE FROM posted_message WHERE purpose = 'welcome_panel'")
    )
    await world.restart()
    await world.wait(20)
    assert len(world.welcome.pinned_messages()) == 1
    assert len(world.organisers.pinned_messages()) == 1


# ------------------------------------------------------------------ AutoMod


AUTOMOD = '\n[automod]\nblocked_words = ["grockle*"]\nmentions_at_most = 5\n'


def may_manage(world: World) -> None:
    """The bot may change the server's settings, as Discord asks of who makes rules."""
    role = world.env.backend.guilds[world.guild.id].roles[world.guild.roles["TestBot"].id]
    value = discord.Permissions(role.permissions)
    value.update(manage_guild=True)
    world.env.backend.edit_role(world.guild.id, role.id, {"permissions": value.value})


def rules(world: World) -> dict[str, dict[str, object]]:
    guild = world.env.backend.guilds[world.guild.id]
    return {rule.name: rule.trigger_metadata for rule in guild.auto_mod_rules.values()}


async def test_the_rules_of_the_plan_are_made_and_follow_it(bare_world: World) -> None:
    may_manage(bare_world)
    plan = bare_world.plan_file.read_text(encoding="utf-8")
    bare_world.plan_file.write_text(plan + AUTOMOD, encoding="utf-8")
    seen = await bare_world.set_up()
    assert "AutoMod rule Summit: blocked words" in seen.text
    made = rules(bare_world)
    assert made["Summit: blocked words"]["keyword_filter"] == ["grockle*"]
    assert made["Summit: too many mentions"]["mention_total_limit"] == 5
    assert "Nothing had to be made" in (await look(bare_world)).text
    other = (plan + AUTOMOD).replace("grockle*", "numpty")
    bare_world.plan_file.write_text(other, encoding="utf-8")
    seen = await bare_world.set_up()
    assert "Changed: AutoMod rule Summit: blocked words." in seen.text
    assert rules(bare_world)["Summit: blocked words"]["keyword_filter"] == ["numpty"]
    # Taken out of the plan, they are left: nothing is ever deleted.
    bare_world.plan_file.write_text(plan, encoding="utf-8")
    await bare_world.set_up()
    assert len(rules(bare_world)) == 2


async def test_a_rule_on_mentions_that_the_server_has_is_kept(bare_world: World) -> None:
    may_manage(bare_world)
    await bare_world.bot.http.create_auto_moderation_rule(
        bare_world.guild.id,
        reason=None,
        name="Ours",
        event_type=1,
        trigger_type=5,
        trigger_metadata={"mention_total_limit": 20},
        actions=[{"type": 1}],
    )
    with bare_world.plan_file.open("a", encoding="utf-8") as plan:
        plan.write(AUTOMOD)
    seen = await bare_world.set_up()
    assert "There already, and left as it was: AutoMod rule" in seen.text
    assert rules(bare_world)["Ours"] == {"mention_total_limit": 20}
    assert "Summit: too many mentions" not in rules(bare_world)


async def test_rules_need_a_permission_that_other_plans_do_not(bare_world: World) -> None:
    with bare_world.plan_file.open("a", encoding="utf-8") as plan:
        plan.write(AUTOMOD)
    role = bare_world.guild.roles["TestBot"]
    held = bare_world.env.backend.guilds[bare_world.guild.id].roles[role.id].permissions
    less = discord.Permissions(held)
    less.update(manage_guild=False, administrator=False)
    bare_world.env.backend.edit_role(bare_world.guild.id, role.id, {"permissions": less.value})
    seen = await bare_world.set_up()
    assert "The bot lacks a permission here: manage server." in seen.text
    assert rules(bare_world) == {}
