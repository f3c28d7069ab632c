"""A year of following up as people meet it: letters, taps, silence, tasks, stories, offers."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import pytest
from simcord.actors import MemberActor

from tests.world import Seen, World, parts_of, routes_of, texts_of

ACTION = "I will cook for my neighbours once a week"


@pytest.fixture
async def year(tmp_path: Path) -> AsyncGenerator[World]:
    """A summit where pledges are shown at once, made on a March day at noon."""
    async with World.opened(tmp_path, moderation="after") as world:
        await world.set_up()
        await until(world, "2026-03-20T12:00")
        yield world


async def until(world: World, moment: str) -> None:
    """Time passes while the bot is away; its loops begin anew then."""
    wanted = world.env.now().fromisoformat(f"{moment}+00:00")
    gap = (wanted - world.env.now()).total_seconds()
    assert gap >= 0
    world.env.backend.advance_clock(gap)
    pace = world.bot.follow_ups_a_minute
    await world.restart()
    world.bot.follow_ups_a_minute = pace


async def a_pledge(world: World, name: str = "Amina Khan", action: str = ACTION) -> MemberActor:
    member = await world.join(name=name)
    await world.pledge(member, action)
    await world.wait(20)
    return member


def letters(member: MemberActor) -> list[Any]:
    channel = member.user.dm_channel
    return list(channel.history()) if channel else []


async def asked(world: World, member: MemberActor, moment: str = "2026-03-23T10:00") -> Any:
    """The check-in letter that somebody gets."""
    await until(world, moment)
    await world.wait(30)
    return letters(member)[-1]


def delivery(world: World, number: int = 1) -> str:
    return world.one("SELECT delivery FROM pledge WHERE number = ?", number)


async def status(world: World, member: MemberActor | None = None) -> Seen:
    return await world.type(member or world.manager, "followup status")


# ------------------------------------------------------------------ the letter and its taps


async def test_one_tap_in_a_letter_is_enough(year: World) -> None:
    amina = await a_pledge(year)
    letter = await asked(year, amina)
    assert "**How is your pledge going?** You made it at Anytown Summit on 20 March 2026." in (
        letter.content
    )
    assert f"> {ACTION}" in letter.content
    seen = await year.press(amina.user, letter, "On track")
    assert "**Thank you. P-0001 is on track.**" in seen.text
    assert delivery(year) == "in_progress"
    await year.deliver_again()
    assert year.one("SELECT count(*) FROM report") == 1
    seen = await year.press(amina.user, seen, "Take it back")
    assert "**Taken back.** P-0001 is planned, as before." in seen.text
    assert delivery(year) == "planned"


async def test_a_sentence_and_a_link_are_kept_and_shown_inert(year: World) -> None:
    amina = await a_pledge(year)
    seen = await year.press(amina.user, await asked(year, amina), "On track")
    form = await year.press(amina.user, seen, "Add words or a link")
    assert form.fields["answer"] == "on_track"
    refused = await year.send(
        amina.user, form, words="@everyone **look**", link="javascript:alert(1)"
    )
    assert "That is not a link to a page." in refused.text
    form = await year.press(amina.user, refused, "Open the form again")
    assert form.fields["words"] == "@everyone **look**"
    seen = await year.send(amina.user, form, answer="partly", link="https://a.example/x")
    assert "**Thank you. P-0001 is partly done.**" in seen.text
    assert "@everyone" not in seen.text
    assert "\\*\\*look\\*\\*" in seen.text
    assert year.rows("SELECT answer, words, link FROM report") == [
        ("partly", "@everyone **look**", "https://a.example/x")
    ]
    assert year.one("SELECT count(*) FROM draft") == 0


async def test_several_pledges_are_one_letter_with_a_row_for_each(year: World) -> None:
    amina = await a_pledge(year)
    for n in range(6):
        await year.pledge(amina, f"I will also do this other thing, number {n}")
    letter = await asked(year, amina)
    assert len(letters(amina)) == 1
    assert "**How are your 7 pledges going?**" in letter.content
    seen = await year.press(amina.user, letter, "P-0002: done")
    assert "**Well done! P-0002 is done.**" in seen.text
    seen = await year.press(amina.user, letter, "Answer about the other 3")
    assert "**How is P-0001 going?**" in seen.text
    assert delivery(year, 2) == "fulfilled"


async def test_an_old_letter_still_works_and_after_a_restart(year: World) -> None:
    amina = await a_pledge(year)
    letter = await asked(year, amina)
    await until(year, "2026-06-01T12:00")
    await year.restart()
    seen = await year.press(amina.user, letter, "Done")
    assert "**Well done! P-0001 is done.**" in seen.text


async def test_a_forged_or_foreign_answer_changes_nothing(year: World) -> None:
    await a_pledge(year)
    omar = await year.join(name="Omar")
    guild, pledge = year.guild.id, year.pledge_id()
    for route in (
        f"progress.tap:{guild}:{pledge}:done",
        f"progress.undo:{guild}:{pledge}:1",
        f"progress.open:{guild}:{pledge}",
        f"progress.form:{guild}:{pledge}",
        f"story.say:{guild}:{pledge}:named",
    ):
        seen = await year.forge(omar, route)
        assert "P-0001 is somebody else’s pledge" in seen.text, route
    for route in (
        f"progress.tap:{guild}:999:done",
        f"progress.tap:1:{pledge}:done",
        f"progress.tap:{guild}:{pledge}:withdrawn",
        f"offer.yes:{guild}:1",
        f"care.open:{guild}:pledge:{pledge}",
        f"care.open:{guild}:nothing:{pledge}",
    ):
        await year.forge(omar, route)
    assert delivery(year) == "planned"
    assert year.rows("SELECT 1 FROM report UNION SELECT 1 FROM story") == []


async def test_nobody_is_asked_at_night(year: World) -> None:
    amina = await a_pledge(year)
    await until(year, "2026-03-24T22:00")
    await year.wait(60)
    assert letters(amina) == []
    await asked(year, amina, "2026-03-25T09:00")
    assert len(letters(amina)) == 1


async def test_a_closed_letter_box_gets_a_thread_and_a_silent_year_is_shown(year: World) -> None:
    amina, bea = await a_pledge(year), await a_pledge(year, "Bea")
    # Restarting makes the simulation forget such errors, so this is the one restart before them.
    await until(year, "2026-03-23T09:59")
    year.env.inject_error(
        "POST",
        f"/channels/{bea.user.dm_channel.id}/messages",
        status=403,
        code=50007,
        message="Cannot send messages to this user",
        times=None,
    )
    await year.wait(90)
    assert len(letters(amina)) == 1
    assert [one.name for one in year.welcome.threads] == ["For you: pledge P-0002"]
    for moment in ("2026-04-17T10:00", "2026-09-21T10:00", "2027-03-22T10:00", "2028-01-10T10:00"):
        await until(year, moment)
        await year.wait(30)
    assert year.rows("SELECT state, count(*) FROM check_in GROUP BY 1") == [("asked", 8)]
    seen = await status(year)
    assert "Replies: no reply 2" in seen.text
    assert delivery(year) == "planned"


async def test_after_done_only_the_story_is_asked_about_once(year: World) -> None:
    amina = await a_pledge(year)
    await year.press(amina.user, await asked(year, amina), "Done")
    for moment in ("2026-04-17T10:00", "2026-09-21T10:00", "2027-03-22T10:00"):
        await until(year, moment)
        await year.wait(30)
    assert [one.content.split(".")[0] for one in letters(amina)][1:] == [
        "**Thank you for keeping what you pledged** at Anytown Summit"
    ]


async def test_a_restart_in_the_middle_asks_everybody_once(year: World) -> None:
    people = [await a_pledge(year, f"Person{n}") for n in range(12)]
    year.bot.follow_ups_a_minute = 4
    await until(year, "2026-03-23T10:00")
    await year.wait(10)
    first = sum(len(letters(one)) for one in people)
    assert 0 < first < 12
    await year.restart()
    await year.wait(120)
    assert [len(letters(one)) for one in people] == [1] * 12


async def test_progress_is_told_at_any_time(year: World) -> None:
    amina = await a_pledge(year)
    seen = await year.type(amina, "pledge progress")
    assert "**How is P-0001 going?**" in seen.text
    mine = await year.type(amina, "pledge mine")
    card = await year.choose(amina, mine, str(year.pledge_id()))
    seen = await year.press(amina, card, "Say how it goes")
    await year.press(amina, seen, "Not going to happen")
    assert delivery(year) == "not_possible"
    omar = await year.join(name="Omar")
    assert "You have no pledge yet." in (await year.type(omar, "pledge progress")).text
    seen = await year.type(omar, "pledge progress", reference="P-0001")
    assert "somebody else’s pledge" in seen.text


# ------------------------------------------------------------------ organisers


async def test_only_organisers_see_how_it_stands(year: World) -> None:
    amina = await a_pledge(year)
    facilitator = year.person("Femi", roles=("Facilitator",))
    stranger = year.person("Stella")
    routes = (
        "followup", "followup.list:all::0:0", "followup.year", "followup.tasks",
        "followup.outputs", "followup.unreached", "task.open:1", "task.take:1", "task.give:1",
        "task.done:1", "story.list", f"story.open:{year.pledge_id()}",
        f"story.post:{year.pledge_id()}", f"story.unpost:{year.pledge_id()}",
        f"story.copy:{year.pledge_id()}", f"care.me:{year.guild.id}:pledge:{year.pledge_id()}",
        f"care.nobody:{year.guild.id}:pledge:{year.pledge_id()}",
        f"care.partner:{year.guild.id}:pledge:{year.pledge_id()}",
    )  # fmt: skip
    for who in (amina, facilitator, stranger):
        for route in routes:
            seen = await year.forge(who, route)
            assert "organiser" in seen.text, (route, seen.text)
        assert "You do not look after anything" in (await year.forge(who, "followup.mine")).text
    assert year.rows("SELECT 1 FROM owner") == []
    assert "**1 pledge**" in (await status(year)).text


async def test_every_filter_of_the_status_leads_to_a_list(year: World) -> None:
    await a_pledge(year)
    seen = await status(year)
    menus = [part for part in parts_of(seen.newest.components) if part["type"] == 3]
    for menu in menus:
        for option in menu["options"]:
            found = await year.forge(year.manager, menu["custom_id"], values=(option["value"],))
            assert found.text.startswith("**Pledges, "), option
    assert "form" in (await year.forge(year.manager, "followup.list:fresh:9:0:0")).text.lower()
    year_view = await year.press(year.manager, seen, "Year by year")
    assert "**Summit of 20 March 2026**\nPromised: 1 pledge\nReported: planned 1" in year_view.text


async def test_stuck_becomes_a_task_that_ends_with_the_question(year: World) -> None:
    amina = await a_pledge(year)
    seen = await year.press(amina.user, await asked(year, amina), "Stuck")
    form = await year.press(amina.user, seen, "Add words or a link")
    await year.send(amina.user, form, help="A hall for twenty")
    await year.wait(10)
    assert "1 pledge is stuck or needs help." in year.panel_text()
    tasks = await year.type(year.manager, "followup tasks")
    assert "**P-0001** is stuck" in tasks.text
    task = await year.choose(year.manager, tasks, "1")
    assert "> A hall for twenty" in task.text
    task = await year.press(year.manager, task, "I see to it")
    other = await year.organiser()
    assert "sees to this already" in (await year.forge(other, "task.take:1")).text
    form = await year.press(year.manager, task, "It is done…")
    seen = await year.send(year.manager, form, said="The library has a room")
    assert "**Done.** The maker of P-0001 is told" in seen.text
    await year.wait(10)
    letter = letters(amina)[-1]
    assert "> The library has a room" in letter.content
    await year.press(amina.user, letter, "On track")
    assert "**No task is open.**" in (await year.type(year.manager, "followup tasks")).text


async def test_a_colleague_looks_after_a_pledge_and_is_reminded(year: World) -> None:
    await a_pledge(year)
    cara = year.person("Cara")
    seen = await year.type(year.manager, "pledge show", reference="P-0001")
    card = await year.press(year.manager, seen, "Follow it up")
    assert "Nobody looks after it yet." in card.text
    menu = next(part for part in parts_of(card.newest.components) if part["type"] == 5)
    seen = await year.forge(year.manager, menu["custom_id"], values=(str(cara.id),))
    assert f"Looked after by <@{cara.id}>." in seen.text
    await year.wait(10)
    (letter,) = letters(cara)
    card = await year.press(cara.user, letter, "Open P-0001")
    form = await year.press(cara.user, card, "Next step…")
    refused = await year.send(cara.user, form, step="Ring Amina", day="soon")
    assert "“soon” is not a date." in refused.text
    form = await year.press(cara.user, refused, "Open the form again")
    seen = await year.send(cara.user, form, day="25/03/2026")
    assert "Next by 25 March 2026: Ring Amina" in seen.text
    form = await year.press(cara.user, seen, "Add a note…")
    seen = await year.send(cara.user, form, words="She is away until May")
    assert "She is away until May" in seen.text
    await year.deliver_again()
    assert year.one("SELECT count(*) FROM owner_note") == 1
    mine = await year.press(cara.user, letter, "All that I look after")
    assert "**P-0001**" in mine.text
    await until(year, "2026-03-25T09:30")
    await year.wait(30)
    assert "**Today’s step for P-0001**" in letters(cara)[-1].content
    # Nobody else's buttons open it.
    omar = await year.join(name="Omar")
    for route in routes_of(letter)[:1]:
        assert "You do not look after this" in (await year.forge(omar, route)).text


# ------------------------------------------------------------------ stories


async def kept(world: World) -> tuple[MemberActor, Seen]:
    """Amina's pledge is done, and Bea stands by it; the answer that asks for the story."""
    amina = await a_pledge(world)
    bea = await world.join(name="Bea")
    await world.forge(bea, f"wall.too:{world.pledge_id()}")
    seen = await world.press(amina.user, await asked(world, amina), "Done")
    assert "**May we tell others of it?**" in seen.text
    return amina, seen


async def posted(world: World) -> None:
    found = await world.forge(world.manager, "story.list")
    card = await world.choose(world.manager, found, str(world.pledge_id()))
    assert "**Preview.** Nobody sees this yet." in card.text
    await world.press(world.manager, card, "Post it on the wall")
    await world.wait(20)


def on_the_wall(world: World) -> list[str]:
    return [
        text
        for post in world.wall_posts()
        for text in texts_of(post)
        if text.startswith("**A pledge kept")
    ]


async def test_a_story_is_told_with_consent_and_goes_with_it(year: World) -> None:
    amina, seen = await kept(year)
    assert "No story may be told yet" in (await year.forge(year.manager, "story.list")).text
    await year.press(amina.user, seen, "Yes, with my name")
    await posted(year)
    (text,) = on_the_wall(year)
    assert "Amina Khan · Food for all" in text
    told = year.rows(
        """SELECT count(*) FROM letter JOIN attendee USING (guild_id, user_id)
        WHERE name = 'Bea' AND buttons LIKE '%story.read%'"""
    )
    assert told == [(1,)]
    copy = await year.forge(year.manager, f"story.copy:{year.pledge_id()}")
    assert f"Amina Khan pledged at Anytown Summit: “{ACTION}”" in copy.text
    await year.forge(amina, f"story.say:{year.guild.id}:{year.pledge_id()}:unnamed")
    await year.wait(20)
    (text,) = on_the_wall(year)
    assert "A resident · Food for all" in text
    assert "Amina" not in text
    await year.forge(amina, f"story.say:{year.guild.id}:{year.pledge_id()}:no")
    await year.wait(20)
    assert on_the_wall(year) == []
    assert (
        "cannot be told" in (await year.forge(year.manager, f"story.post:{year.pledge_id()}")).text
    )


async def test_a_story_comes_down_where_done_was_a_slip_or_its_maker_leaves(year: World) -> None:
    amina, seen = await kept(year)
    await year.press(amina.user, seen, "Yes, without my name")
    await posted(year)
    assert len(on_the_wall(year)) == 1
    await year.forge(amina, f"progress.tap:{year.guild.id}:{year.pledge_id()}:on_track")
    await year.wait(20)
    assert on_the_wall(year) == []


async def test_an_organiser_takes_a_story_down(year: World) -> None:
    amina, seen = await kept(year)
    await year.press(amina.user, seen, "Yes, with my name")
    await posted(year)
    await year.forge(year.manager, f"story.unpost:{year.pledge_id()}")
    await year.wait(20)
    assert on_the_wall(year) == []
    await posted(year)
    assert len(on_the_wall(year)) == 1


# ------------------------------------------------------------------ offers of help


async def test_help_is_put_in_touch_when_both_say_yes(year: World) -> None:
    amina = await a_pledge(year)
    bea = await year.join(name="Bea Brown")
    seen = await year.forge(bea, f"wall.help:{year.pledge_id()}")
    assert "Its maker is told your name" in seen.text
    await year.wait(60)
    assert letters(amina) == []
    await until(year, "2026-03-20T12:30")
    await year.wait(30)
    letter = letters(amina)[-1]
    assert "**Bea Brown offers to help with your pledge P-0001**" in letter.content
    seen = await year.press(amina.user, letter, "Not now")
    assert "Bea Brown is not told." in seen.text
    assert letters(bea) == []
    seen = await year.press(amina.user, letter, "Put us in touch")
    assert "**You both said yes.**" in seen.text
    await year.wait(30)
    assert "**Amina Khan would like your help with P-0001**" in letters(bea)[-1].content
    (thread,) = [one for one in year.welcome.threads if (one.name or "").startswith("Introduction")]
    members = set(year.env.backend.get_thread(thread.id).thread_members)
    assert {amina.id, bea.id} <= members
