"""Rehearsing on a real server: the marks, the clock, the cast, the crowd, and no traces."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import discord
import pytest
from simcord.actors import MemberActor

from bot.client import SummitBot
from bot.rehearsing import Rehearsal
from cogs.rehearsing import cards, typed
from db import rehearsals
from db.exports import REHEARSAL
from domain.rehearsals import is_invented
from domain.rules import RuleBroken
from tests.world import Seen, World, texts_of

EVE = datetime(2026, 3, 19, 18, 0, tzinfo=UTC)
ROLES = {"Rehearsal: Attendee", "Rehearsal: Facilitator", "Rehearsal: Organiser"}
TEAM = "Rehearsal: team"
CHANNELS = {
    *("rehearsal-welcome", "rehearsal-pledge-wall", "rehearsal-organisers"),
    *("rehearsal-control", "rehearsal-closing", "rehearsal-food", "rehearsal-health"),
    *("rehearsal-closing live", "rehearsal-food live", "rehearsal-health live"),
}
CATEGORY = "Rehearsal: Summit"
WORKSHOPS = """
[[sessions]]
slug = "food"
title = "Food for all"
kind = "workshop"
starts = "11:00"
ends = "12:00"
slot = "one"
capacity = 20

[[sessions]]
slug = "health"
title = "Health and care"
kind = "workshop"
starts = "11:00"
ends = "12:00"
slot = "one"
capacity = 20
walk_in = false
"""


class Stage:
    """A rehearsal in a server of the simulated Discord, whose clock is the real one here."""

    def __init__(self, world: World) -> None:
        self.world = world

    async def start(self, speed: int = 1, real_servers: tuple[int, ...] = ()) -> None:
        """``summit run --rehearsal``, for the first time or once more."""
        world = self.world
        rehearsal = await Rehearsal.opened(
            world.store, start=EVE, speed=speed, real=world.env.now, real_servers=real_servers
        )
        bot = SummitBot(world.store, plan_file=world.plan_file, rehearsal=rehearsal)
        await world.env.restart_bot(bot)
        await world.env.settle()

    @property
    def rehearsal(self) -> Rehearsal:
        assert self.world.bot.rehearsal is not None
        return self.world.bot.rehearsal

    @property
    def now(self) -> datetime:
        return self.rehearsal.now()

    def channel(self, name: str) -> Any:
        return self.world.guild.channels[name]

    @property
    def panel(self) -> discord.Message:
        """The rehearsal's own panel, the only message in its room."""
        (message,) = self.channel("rehearsal-control").history()
        return message

    async def set_up(self) -> Seen:
        seen = await self.world.set_up()
        await self.world.wait(20)
        return seen

    async def press(self, who: MemberActor, label: str) -> Seen:
        return await self.world.press(who, self.panel, label)

    async def be(self, who: MemberActor, key: str) -> Seen:
        return await self.world.choose(who, await self.world.type(who, "rehearsal be"), key)

    def roles(self, who: MemberActor) -> set[str]:
        return {one for one in self.world.roles_of(who) if one.startswith("Rehearsal")}

    def names(self) -> set[str]:
        """What is in the server."""
        there = self.world.env.backend.guilds[self.world.guild.id]
        roles = {role.name for role in there.roles.values()}
        channels = {
            str(one.name)
            for one in self.world.env.backend.channels.values()
            if one.guild_id == self.world.guild.id and one.type not in (11, 12)
        }
        return roles | channels

    def events(self) -> dict[str, Any]:
        found = self.world.env.backend.guilds[self.world.guild.id].scheduled_events
        return {one.name: one for one in found.values()}


@pytest.fixture
async def bare(tmp_path: Path) -> AsyncGenerator[Stage]:
    """A rehearsal that has begun; nothing is set up yet."""
    async with World.opened(tmp_path) as world:
        text = world.plan_file.read_text(encoding="utf-8") + WORKSHOPS
        world.plan_file.write_text(text, encoding="utf-8")
        stage = Stage(world)
        await stage.start()
        yield stage


@pytest.fixture
async def stage(bare: Stage) -> Stage:
    await bare.set_up()
    return bare


# ---------------------------------------------------------------------- marks


async def test_everything_that_set_up_makes_is_called_a_rehearsal(bare: Stage) -> None:
    before = bare.names()
    seen = await bare.set_up()
    assert "Rehearsal: Anytown Summit is set up in this server" in seen.text
    assert bare.names() - before == ROLES | {TEAM, CATEGORY} | CHANNELS
    (welcome,) = bare.channel("rehearsal-welcome").pinned_messages()
    assert "This is a rehearsal. Nothing here is real" in "\n".join(texts_of(welcome))


async def test_a_channel_of_the_servers_own_is_not_used(bare: Stage) -> None:
    own = bare.world.guild.create_text_channel("welcome")
    await bare.set_up()
    assert own.history() == []


async def test_the_database_is_marked_so_that_exports_are_too(stage: Stage) -> None:
    assert stage.world.one("SELECT value FROM kept WHERE key = ?", REHEARSAL) == "yes"


async def test_events_are_marked_and_start_at_their_real_time(stage: Stage) -> None:
    await stage.world.wait(60)
    events = stage.events()
    assert set(events) == {
        "Rehearsal: Closing session",
        "Rehearsal: Food for all",
        "Rehearsal: Health and care",
    }
    starts = datetime.fromisoformat(str(events["Rehearsal: Food for all"].scheduled_start_time))
    real = stage.rehearsal.at_discord(EVE + timedelta(hours=17))
    assert timedelta(0) <= starts - real < timedelta(minutes=1)


async def test_an_event_that_the_clock_was_put_past_is_taken_down(stage: Stage) -> None:
    await stage.world.wait(60)
    await stage.rehearsal.put_forward(EVE + timedelta(hours=23))
    await stage.world.wait(60)
    assert stage.events() == {}


async def test_a_letter_says_that_it_is_of_a_rehearsal(stage: Stage) -> None:
    world = stage.world
    person = world.person("Amina")
    await stage.be(world.manager, "resident")
    await world.store.write(
        lambda tx: tx.execute(
            """INSERT INTO letter (guild_id, user_id, subject, text, buttons, thread_text,
                                   created_at)
            VALUES (?, ?, 'a test', 'You have a place.', '[]', '', '2026-03-19T18:00:00Z')""",
            (world.guild.id, person.id),
        )
    )
    await world.wait(10)
    (letter,) = person.user.dm_channel.history()
    assert letter.content == "-# This is a rehearsal. Nothing in it is real.\nYou have a place."


# ---------------------------------------------------------------------- who may


@pytest.mark.parametrize(
    "route",
    [
        *("rehearsal.show", "rehearsal.speed:60", "rehearsal.jump", "rehearsal.be"),
        *("rehearsal.is:organiser", "rehearsal.crowd:join", "rehearsal.remove"),
        "rehearsal.remove.yes",
    ],
)
async def test_who_does_not_rehearse_may_do_none_of_it(stage: Stage, route: str) -> None:
    world = stage.world
    before = stage.names()
    for role in ("Rehearsal: Attendee", "Rehearsal: Facilitator", None):
        stranger = world.person(roles=(role,) if role else ())
        seen = await world.forge(stranger, route)
        assert seen.text.startswith("Only whoever rehearses can do this")
    assert (stage.names(), stage.rehearsal.clock.speed) == (before, 1)
    assert world.rows("SELECT * FROM attendee") == []


async def test_an_organiser_and_the_team_may(stage: Stage) -> None:
    for role in ("Rehearsal: Organiser", TEAM):
        member = stage.world.person(roles=(role,))
        seen = await stage.press(member, "60 times as fast")
        assert "Time goes by 60 times as fast." in seen.text
        await stage.rehearsal.go_at(1)
        await stage.world.wait(20)


async def test_a_bot_that_does_not_rehearse_offers_nothing_of_it(tmp_path: Path) -> None:
    async with World.opened(tmp_path) as world:
        await world.set_up()
        assert "rehearsal" not in {one.name for one in world.bot.tree.get_commands()}
        seen = await world.forge(world.manager, "rehearsal.remove.yes")
        assert "of an older version" in seen.text or "old" in seen.text
        assert "organisers" in world.guild.channels


# ---------------------------------------------------------------------- the clock


async def test_the_panel_says_what_time_it_is_in_the_summit(stage: Stage) -> None:
    text = "\n".join(texts_of(stage.panel))
    assert "In the summit it is Thursday 19 March 2026, 18:00" in text
    assert "Time goes by as in real life." in text


async def test_time_goes_by_at_the_speed_that_is_pressed(stage: Stage) -> None:
    await stage.press(stage.world.manager, "60 times as fast")
    before = stage.now
    await stage.world.wait(60)
    assert stage.now - before == timedelta(hours=1)
    await stage.press(stage.world.manager, "Stop the clock")
    before = stage.now
    await stage.world.wait(60)
    assert stage.now == before


async def test_a_jump_goes_to_ten_minutes_before_a_session(stage: Stage) -> None:
    seen = await stage.press(stage.world.manager, "Jump to…")
    seen = await stage.world.choose(stage.world.manager, seen, "before-food")
    assert "In the summit it is Friday 20 March 2026, 10:50" in seen.text
    await stage.world.wait(20)
    assert "20 March 2026, 10:50" in "\n".join(texts_of(stage.panel))
    # And the bot does what is due then: the reminder that ten minutes are left.
    assert any("Food for all" in one.content for one in stage.channel("rehearsal-food").history())


async def test_a_moment_that_has_passed_is_refused(stage: Stage) -> None:
    await stage.rehearsal.put_forward(EVE + timedelta(hours=20))
    seen = await stage.world.forge(stage.world.manager, "rehearsal.to", values=("before-food",))
    assert seen.text == "That moment has passed. Time goes forward only."


async def test_a_restart_goes_on_where_it_was_and_never_earlier(stage: Stage) -> None:
    await stage.press(stage.world.manager, "60 times as fast")
    await stage.world.wait(30)
    before = stage.now
    await stage.start()  # as after a crash: nobody said that it stops
    assert timedelta(0) <= stage.now - before <= timedelta(minutes=16)
    assert stage.rehearsal.clock.speed == 60
    await stage.rehearsal.hold()
    held = stage.now
    await stage.start()
    assert timedelta(0) <= stage.now - held < timedelta(minutes=2)
    (_panel,) = stage.channel("rehearsal-control").history()  # not twice


async def test_while_the_bot_is_off_the_summits_time_stands_still(stage: Stage) -> None:
    await stage.rehearsal.hold()
    held = stage.now
    stage.world.env.backend.advance_clock(8 * 3600)
    await stage.start()
    assert stage.now - held < timedelta(minutes=1)


async def test_what_may_have_been_sent_is_looked_for_by_discords_own_time(stage: Stage) -> None:
    """A post whose answer got lost is found again, although the summit's time is another one."""
    world = stage.world
    await stage.rehearsal.put_forward(EVE + timedelta(hours=16, minutes=50))
    await world.wait(20)
    count = len(stage.channel("rehearsal-food").history())
    assert count
    await world.store.write(
        lambda tx: tx.execute("UPDATE reminder SET state = 'sending', message_id = NULL")
    )
    await world.wait(20)
    assert len(stage.channel("rehearsal-food").history()) == count
    assert world.rows("SELECT 1 FROM reminder WHERE state = 'sending'") == []


async def test_a_time_out_ends_at_discord_when_it_ends_in_the_summit(stage: Stage) -> None:
    world = stage.world
    amina = world.person("Amina", roles=("Rehearsal: Attendee",))
    await stage.be(world.manager, "organiser")
    await stage.press(world.manager, "60 times as fast")
    fields = {"minutes": "60", "reason": "Please stop."}
    seen = await world.forge(world.manager, f"mod.timeout:{amina.id}:-", fields=fields)
    assert "is timed out until" in seen.text
    until = world.env.backend.guilds[world.guild.id].members[amina.id].timed_out_until
    left = datetime.fromisoformat(str(until)) - world.env.now()
    assert timedelta(seconds=50) < left <= timedelta(seconds=60)


async def test_a_message_is_of_the_session_that_was_on_when_it_was_written(stage: Stage) -> None:
    """Two sessions share a room. Whoever leads the first may not keep what the second wrote."""
    world, room = stage.world, stage.channel("rehearsal-food")
    await world.store.write(
        lambda tx: tx.execute(
            "UPDATE session SET text_channel_id = ? WHERE slug = 'closing'", (room.id,)
        )
    )
    await stage.be(world.manager, "facilitator-food")
    for hours, theirs in ((17.1, True), (20.1, False)):
        await stage.rehearsal.put_forward(EVE + timedelta(hours=hours))
        message = await world.manager.send(room, "A shelf of spare food in every school.")
        seen = world.seen(await world.manager.context_menu(room, "Keep as an output", message))
        assert (seen.result.modal is not None) is theirs, seen.text


# ---------------------------------------------------------------------- the cast


async def test_somebody_is_a_business_and_then_an_organiser_again(stage: Stage) -> None:
    world, member = stage.world, stage.world.person("Wes", roles=("Rehearsal: Organiser",))
    seen = await stage.be(member, "business")
    assert "You are: Business" in seen.text
    assert stage.roles(member) == {TEAM, "Rehearsal: Attendee"}
    assert world.rows("SELECT kind, organisation FROM attendee WHERE user_id = ?", member.id) == [
        ("business", "Lowe & Daughters Bakery (invented)")
    ]
    refused = await world.forge(member, "review.next")
    assert "Only organisers can do this" in refused.text
    await world.press(member, seen, "Be an organiser again")
    assert stage.roles(member) == {TEAM, "Rehearsal: Attendee", "Rehearsal: Organiser"}


async def test_a_facilitator_leads_that_workshop_and_no_other(stage: Stage) -> None:
    world, member = stage.world, stage.world.person(roles=(TEAM,))
    for slug in ("food", "health"):
        await stage.be(member, f"facilitator-{slug}")
        assert stage.roles(member) == {TEAM, "Rehearsal: Facilitator"}
        assert world.rows("SELECT slug FROM room_facilitator WHERE user_id = ?", member.id) == [
            (slug,)
        ]
    await stage.be(member, "organiser")
    assert world.rows("SELECT slug FROM room_facilitator WHERE user_id = ?", member.id) == []


async def test_a_newcomer_has_not_joined_and_can_join(stage: Stage) -> None:
    world, member = stage.world, stage.world.person("Nadia", roles=(TEAM,))
    await stage.be(member, "resident")
    await world.wait(30)
    await stage.be(member, "newcomer")
    await world.wait(60)
    assert stage.roles(member) == {TEAM}
    assert world.rows("SELECT 1 FROM attendee WHERE user_id = ?", member.id) == []
    (welcome,) = stage.channel("rehearsal-welcome").pinned_messages()
    form = await world.press(member, welcome, "Join the summit")
    assert form.fields["name"] == "Nadia"


async def test_nobody_who_is_not_of_the_day_can_be_chosen(stage: Stage) -> None:
    seen = await stage.world.forge(stage.world.manager, "rehearsal.is:mayor")
    assert seen.text.startswith("There is nobody of that name in this summit.")


async def test_a_bot_that_may_not_give_roles_says_so_and_changes_nothing(stage: Stage) -> None:
    world, member = stage.world, stage.world.person(roles=(TEAM,))
    path = f"/guilds/{world.guild.id}/members/{member.id}/roles/*"
    world.env.inject_error("PUT", path, status=403, code=50013)
    seen = await stage.be(member, "business")
    assert seen.text.startswith("The bot may not give or take roles here")
    assert stage.roles(member) == {TEAM}
    assert world.rows("SELECT 1 FROM attendee WHERE user_id = ?", member.id) == []


# ---------------------------------------------------------------------- the crowd


async def test_a_crowd_joins_chooses_and_pledges_and_discord_is_told_of_nobody(
    stage: Stage,
) -> None:
    world, boss = stage.world, stage.world.manager
    members = set(world.env.backend.guilds[world.guild.id].members)
    assert "First let people join." in (await stage.press(boss, "50 pledges")).text
    assert "300 invented people have joined" in (await stage.press(boss, "300 people join")).text
    chosen = await stage.press(boss, "Everyone chooses workshops")
    assert "300 choices of workshops are made" in chosen.text
    assert "50 pledges are made" in (await stage.press(boss, "50 pledges")).text
    await world.wait(120)
    people = world.rows("SELECT user_id, name, role_given FROM attendee")
    assert len(people) == 300
    assert all(is_invented(one) and given for one, _, given in people)
    assert all(name.startswith("Invented person ") for _, name, _ in people)
    assert world.one("SELECT count(*) FROM pledge WHERE action LIKE 'Invented pledge %'") == 50
    assert world.one("SELECT count(*) FROM choice WHERE state = 'place'") == 40
    assert world.rows("SELECT 1 FROM room_access WHERE state = 'failed'") == []
    # Nobody of them is anywhere in Discord: no member, no message, no permission of their own.
    assert set(world.env.backend.guilds[world.guild.id].members) == members
    assert not any(is_invented(one) for one in world.env.backend.users)
    for name in CHANNELS:
        about = world.env.backend.channels[stage.channel(name).id]
        assert not any(is_invented(one.target_id) for one in about.overwrites)
    assert "300 invented people have joined." in "\n".join(texts_of(stage.panel))


async def test_a_crowd_that_has_joined_joins_no_second_time(stage: Stage) -> None:
    for _ in range(2):
        seen = await stage.press(stage.world.manager, "300 people join")
        assert "300 invented people have joined" in seen.text
    assert stage.world.one("SELECT count(*) FROM attendee") == 300


async def test_a_press_that_arrives_twice_makes_its_pledges_once(stage: Stage) -> None:
    await stage.press(stage.world.manager, "300 people join")
    await stage.press(stage.world.manager, "50 pledges")
    await stage.world.deliver_again()
    stage.world.expect_trouble()
    assert stage.world.one("SELECT count(*) FROM pledge") == 50


async def test_reminders_and_follow_ups_name_and_reach_nobody_invented(stage: Stage) -> None:
    world = stage.world
    await stage.press(world.manager, "300 people join")
    await stage.press(world.manager, "Everyone chooses workshops")
    await stage.press(world.manager, "50 pledges")
    await stage.rehearsal.put_forward(EVE + timedelta(hours=16, minutes=50))
    await world.wait(30)
    said = [one.content for one in stage.channel("rehearsal-food").history()]
    assert said
    assert not any("<@" in one for one in said)
    await stage.rehearsal.put_forward(EVE + timedelta(days=4, hours=17))
    await world.wait(120)
    assert world.one("SELECT count(*) FROM letter WHERE state = 'dm'") > 0
    assert not any(is_invented(one) for one in world.env.backend.users)


# ---------------------------------------------------------------------- no traces


async def remove(stage: Stage) -> Seen:
    world = stage.world
    seen = await world.type(world.manager, "rehearsal remove")
    assert "Nothing is removed yet." in seen.text
    return await world.press(world.manager, seen, "Yes, remove all traces")


async def test_no_trace_is_left_and_what_was_there_before_stays(bare: Stage) -> None:
    world = bare.world
    world.guild.create_text_channel("ours")
    before = bare.names()
    await bare.set_up()
    await world.wait(60)
    assert bare.events()
    assert [one["name"] for one in world.env.backend.commands[world.guild.id].values()] == [
        "rehearsal"
    ]
    seen = await remove(bare)
    assert "The traces are removed" in seen.text
    assert bare.names() == before
    assert bare.events() == {}
    assert world.rows("SELECT * FROM made") == []
    assert not world.env.backend.commands.get(world.guild.id)
    assert await rehearsals.is_over(world.store)
    # Nothing comes back by itself, nor with a restart.
    await world.wait(60)
    await bare.start()
    await world.wait(60)
    assert bare.names() == before


async def test_it_asks_before_it_removes_anything(stage: Stage) -> None:
    before = stage.names()
    await stage.press(stage.world.manager, "Remove all traces…")
    assert stage.names() == before


async def test_a_channel_that_somebody_else_made_keeps_its_category(stage: Stage) -> None:
    world = stage.world
    category = stage.channel(CATEGORY)
    own = world.guild.create_text_channel("tea-room")
    world.env.backend.channels[own.id].parent_id = category.id
    seen = await remove(stage)
    assert "The traces are removed" in seen.text
    assert f"This stays: “{CATEGORY}”" in seen.text
    assert "“tea-room”" in seen.text
    assert {CATEGORY, "tea-room"} <= stage.names()
    assert not (ROLES | CHANNELS) & stage.names()
    assert world.env.backend.channels[own.id].parent_id == category.id


async def test_what_is_refused_is_told_and_goes_when_it_may(stage: Stage) -> None:
    world = stage.world
    there = world.env.backend.guilds[world.guild.id]
    me = there.members[world.bot.user.id] if world.bot.user else None
    assert me is not None
    bots = next(one for one in there.roles.values() if one.id in me.role_ids)
    had = bots.permissions
    bots.permissions = discord.Permissions(
        int(had) & ~discord.Permissions(manage_roles=True, administrator=True).value
    ).value
    seen = await remove(stage)
    assert "things are removed, and 3 are not" in seen.text
    assert "the role “Rehearsal: Attendee”: the bot may not." in seen.text
    assert {TEAM, "rehearsal-control"} | ROLES <= stage.names()
    assert not (CHANNELS - {"rehearsal-control"}) & stage.names()
    bots.permissions = had
    seen = await stage.press(world.manager, "Remove all traces…")
    seen = await world.press(world.manager, seen, "Yes, remove all traces")
    assert not (ROLES | CHANNELS | {TEAM}) & stage.names()


async def test_a_removal_that_was_stopped_goes_on_after_a_restart(stage: Stage) -> None:
    world = stage.world
    await rehearsals.begin_removal(world.store, guild_id=world.guild.id)
    gone = stage.channel("rehearsal-closing")
    await world.env.bot.http.delete_channel(gone.id)
    await stage.start()
    await world.wait(10)
    assert not (ROLES | CHANNELS | {TEAM, CATEGORY}) & stage.names()


async def test_letters_that_wait_are_not_sent_once_it_is_removed(stage: Stage) -> None:
    world = stage.world
    person = world.person()
    await world.store.write(
        lambda tx: tx.execute(
            """INSERT INTO letter (guild_id, user_id, subject, text, buttons, thread_text,
                                   created_at)
            VALUES (?, ?, 'a test', 'You have a place.', '[]', '', '2026-03-19T18:00:00Z')""",
            (world.guild.id, person.id),
        )
    )
    await remove(stage)
    await world.wait(20)
    assert person.user.dm_channel.history() == []


async def test_another_server_of_the_same_bot_is_untouched(stage: Stage) -> None:
    other = Stage(stage.world.beside("Othertown"))
    await other.set_up()
    before = other.names()
    await remove(stage)
    await stage.world.wait(30)
    assert other.names() == before
    assert before >= ROLES
    seen = await other.press(other.world.manager, "Stop the clock")
    assert "The clock stands still." in seen.text


async def test_after_it_is_removed_the_server_is_not_set_up_again_in_the_same_file(
    stage: Stage,
) -> None:
    await remove(stage)
    seen = await stage.world.type(stage.world.manager, "summit setup")
    assert seen.text.startswith("The rehearsal in this server is over")


# ---------------------------------------------------------------------- never a real summit


async def test_a_file_with_a_real_summit_is_not_rehearsed_in(tmp_path: Path) -> None:
    async with World.opened(tmp_path) as world:
        await world.set_up()
        with pytest.raises(RuleBroken) as refused:
            await Rehearsal.opened(world.store, start=EVE, speed=1)
        assert refused.value.code == "rehearsal.real"
        with pytest.raises(RuleBroken) as refused:
            await rehearsals.begin_removal(world.store, guild_id=world.guild.id)
        assert refused.value.code == "rehearsal.not_one"
        assert world.rows("SELECT 1 FROM kept WHERE key = ?", REHEARSAL) == []


async def test_a_server_with_a_real_summit_is_not_set_up(bare: Stage) -> None:
    world = bare.world
    await bare.start(real_servers=(world.guild.id,))
    before = bare.names()
    seen = await world.type(world.manager, "summit setup")
    assert seen.text.startswith("Your real summit is set up in this server")
    assert bare.names() == before


# ---------------------------------------------------------------------- cards


def test_every_command_has_its_button_on_the_panel() -> None:
    pressed = {press.route.split(":")[0] for row in cards.rows(1) for press in row}
    assert pressed == {
        *("rehearsal.speed", "rehearsal.jump", "rehearsal.be", "rehearsal.crowd"),
        "rehearsal.remove",
    }


def test_the_page_names_every_button_and_every_command() -> None:
    page = (Path(__file__).parents[2] / "docs" / "rehearsing.md").read_text(encoding="utf-8")
    for row in cards.rows(1):
        assert all(press.label in page for press in row)
    assert cards.BACK.label in page
    commands = [command.name for command in typed.group().commands]
    assert len(commands) == 6
    assert all(f"`/rehearsal {name}`" in page for name in commands)


def test_the_speed_at_which_it_goes_cannot_be_pressed() -> None:
    assert [press.label for press in cards.rows(10)[0] if press.disabled] == ["10 times as fast"]
