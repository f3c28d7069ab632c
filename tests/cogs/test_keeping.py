"""How long personal data is kept: shown to organisers, announced in time, put off, ended."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from simcord.actors import MemberActor

from db import keeping_posts
from tests.cogs.test_exporting import given
from tests.cogs.test_mydata import rows_about
from tests.exports.test_report import text_of
from tests.world import Seen, World, plan_text

WORDS = "I will cook for my neighbours once a week"


def write_plan(world: World, keeping: str) -> None:
    text = plan_text(moderation="after").replace(
        "[pledges]\n", '[pledges]\nfollow_up = ["3 days"]\n', 1
    )
    world.plan_file.write_text(f"{text}\n[keeping]\n{keeping}\n", encoding="utf-8")


async def go_to(world: World, *moment: int) -> None:
    """The bot is off until then, starts, and its loops turn."""
    seconds = (datetime(*moment, tzinfo=UTC) - world.env.now()).total_seconds()  # type: ignore[arg-type]
    assert seconds >= 0
    world.env.backend.advance_clock(seconds)
    await world.restart()
    await world.wait(3)


def told(world: World) -> list[str]:
    """What the organisers' channel was told of keeping, by its first line."""
    return [
        message.content.splitlines()[0].removeprefix("## ")
        for message in world.organisers.history()
        if message.content.startswith(("## Personal data", "## In a week", "## Backups"))
    ]


@pytest.fixture
async def until(bare_world: World) -> World:
    """A summit on 20 March 2026 whose personal data is kept for six months."""
    write_plan(bare_world, "personal_data_months = 6")
    await bare_world.set_up()
    return bare_world


async def announced(world: World) -> Seen:
    """The month's notice stands; the manager looks at it."""
    await go_to(world, 2026, 8, 21)
    return await world.type(world.manager, "keeping")


# ------------------------------------------------------------------ who may


async def test_organisers_alone_see_and_decide(until: World) -> None:
    seen = await announced(until)
    routes = [*seen.buttons.values(), "keeping", "keeping.more:2026-09-20:1"]
    facilitator = until.person(roles=("Facilitator",))
    attendee, stranger = await until.join(), until.person()
    for member in (facilitator, attendee, stranger):
        for route in routes:
            refused = await until.forge(member, route)
            assert "organiser" in refused.text.lower(), (route, refused.text)
    assert until.one("SELECT ends_on || confirmed FROM retention") == "2026-09-200"
    organiser = await until.organiser()
    assert "until the end of 20 September 2026" in (await until.forge(organiser, "keeping")).text


@pytest.mark.parametrize(
    "forged",
    [
        "keeping.more:2026-09-20:12",
        "keeping.more:2026-09-20:x",
        "keeping.more:x:1",
        "keeping.right:",
        "keeping.right:2026-13-20",
        "keeping.longer:٢٠٢٦-٠٩-٢٠",
        "keeping.more:2026-09-20:1:1",
    ],
)
async def test_a_forged_button_changes_nothing(until: World, forged: str) -> None:
    await announced(until)
    refused = await until.forge(until.manager, forged)
    assert refused.private
    assert until.one("SELECT ends_on || confirmed FROM retention") == "2026-09-200"


# ------------------------------------------------------------------ shown


async def test_the_command_and_the_panel_show_the_same(until: World) -> None:
    await until.join()
    typed = await until.type(until.manager, "keeping")
    pressed = await until.press(
        until.manager, until.organisers.pinned_messages()[0], "How long data is kept"
    )
    assert typed.text == pressed.text
    assert "Anytown Summit knows 1 person." in typed.text
    assert "**It is kept until the end of 20 September 2026** (Europe/London)." in typed.text
    assert "You are told a month before and a week before." in typed.text


async def test_without_a_time_in_the_plan_it_says_so_and_nothing_ever_goes(world: World) -> None:
    await world.join()
    seen = await world.type(world.manager, "keeping")
    assert "Your plan does not say how long" in seen.text
    assert seen.buttons == {}
    await go_to(world, 2056, 1, 1)
    assert told(world) == []
    assert world.one("SELECT count(*) FROM attendee") == 1
    refused = await world.forge(world.manager, "keeping.more:2026-09-20:1")
    assert "does not say how long" in refused.text


# ------------------------------------------------------------------ announced, once


async def test_organisers_are_told_a_month_and_a_week_before_and_each_once(until: World) -> None:
    await until.join()
    await go_to(until, 2026, 8, 20, 22, 50)
    assert told(until) == []
    await go_to(until, 2026, 8, 20, 23, 1)  # midnight in London, in summer
    assert told(until) == ["Personal data will be erased"]
    await until.wait(300)
    await until.restart()
    await until.wait(100)
    assert told(until) == ["Personal data will be erased"]
    await go_to(until, 2026, 9, 13, 23, 1)
    assert told(until) == ["Personal data will be erased", "In a week"]
    text = until.organisers.history()[-1].content
    assert "what it knows of 1 person until the end of **20 September 2026**" in text
    assert "Export for organisers" in text
    assert len(text) <= 2000


async def test_a_crash_between_sending_and_settling_tells_nothing_twice(until: World) -> None:
    await announced(until)
    (post,) = until.rows("SELECT id FROM keeping_post")
    await until.store.write(lambda tx: tx.execute("UPDATE keeping_post SET state = 'sending'"))
    await until.restart()
    await until.wait(70)
    assert told(until) == ["Personal data will be erased"]
    assert until.rows("SELECT id, state FROM keeping_post") == [(*post, "posted")]


async def test_a_channel_that_is_gone_does_not_stop_it(until: World) -> None:
    await until.join()
    await until.env.bot.http.delete_channel(until.organisers.id)
    await announced(until)
    assert until.one("SELECT state FROM keeping_post") == "failed"
    assert "were not told" in "\n".join(until.log.lines)


# ------------------------------------------------------------------ decided


async def test_putting_it_off_is_kept_with_who_did_and_an_old_button_is_no_second_time(
    until: World,
) -> None:
    await announced(until)
    message = until.organisers.history()[-1]
    asked = await until.press(until.manager, message, "Keep it longer…")
    assert list(asked.buttons) == ["1 month longer", "3 months longer", "6 months longer"]
    done = await until.press(until.manager, asked, "3 months longer")
    assert "until the end of 20 December 2026" in done.text
    again = await until.forge(until.manager, "keeping.more:2026-09-20:3")
    assert "The day has changed since" in again.text
    old = await until.press(until.manager, message, "The day is right")
    assert "The day has changed since" in old.text
    assert until.rows("SELECT event, actor_id, ends_on FROM retention_log") == [
        ("told", None, "2026-09-20"),
        ("kept longer", until.manager.id, "2026-12-20"),
    ]
    await go_to(until, 2026, 9, 21)
    assert until.one("SELECT count(*) FROM retention WHERE begun_at IS NOT NULL") == 0
    await go_to(until, 2026, 11, 21)
    assert told(until) == ["Personal data will be erased"] * 2


async def test_two_organisers_at_once_put_it_off_once(until: World) -> None:
    await announced(until)
    both = await until.forge_all(
        until.manager, ["keeping.more:2026-09-20:1", "keeping.more:2026-09-20:6"]
    )
    assert sorted("has changed since" in seen.text for seen in both.values()) == [False, True]
    assert until.one("SELECT count(*) FROM retention_log WHERE event = 'kept longer'") == 1


async def test_confirming_is_noted_once(until: World) -> None:
    await announced(until)
    message = until.organisers.history()[-1]
    for _ in range(2):
        seen = await until.press(until.manager, message, "The day is right")
        assert "erased after 20 September 2026" in seen.text
    assert until.one("SELECT count(*) FROM retention_log WHERE event = 'confirmed'") == 1
    seen = await until.type(until.manager, "keeping")
    assert "Organisers have confirmed this day." in seen.text


# ------------------------------------------------------------------ ended


async def people_of(world: World) -> list[MemberActor]:
    amina, ben = await world.join(name="Amina Khan"), await world.join(name="Ben")
    await world.pledge(amina, WORDS)
    await world.pledge(ben, "I will walk to work")
    await world.wait(20)
    return [amina, ben]


async def test_at_midnight_everybody_is_erased_and_numbers_stay(until: World) -> None:
    people = await people_of(until)
    assert WORDS in until.wall_text()
    await announced(until)
    await go_to(until, 2026, 9, 13, 23, 1)
    await go_to(until, 2026, 9, 20, 22, 50)
    assert until.one("SELECT count(*) FROM attendee") == 2
    await go_to(until, 2026, 9, 20, 23, 1)
    await until.wait(120)
    for table in ("attendee", "pledge", "pledge_log", "letter"):
        assert until.one(f"SELECT count(*) FROM {table}") == 0, table
    assert [rows_about(until, one) for one in (*people, until.manager)] == [[], [], []]
    assert until.rows(
        "SELECT what, theme, kind, n FROM erased WHERE what LIKE 'pledge%' ORDER BY 1, 3"
    ) == [("pledge", "food", "resident", 2), ("pledge delivery", "food", "planned", 2)]
    assert until.wall_text() == ""
    assert all(until.roles_of(one) == set() for one in people)
    assert told(until)[-1] == "Personal data was erased"
    assert "knew of 2 people" in until.organisers.history()[-1].content
    await until.restart()
    await until.wait(100)
    assert told(until).count("Personal data was erased") == 1
    assert until.rows("SELECT event FROM retention_log") == [
        ("told",),
        ("told again",),
        ("begun",),
        ("done",),
    ]
    # The summit goes on: somebody new can join.
    await until.join(name="Carol")
    await until.wait(100)
    assert until.one("SELECT count(*) FROM attendee") == 1
    assert "Who joins from now on" in (await until.type(until.manager, "keeping")).text


async def report(world: World, profile: str) -> str:
    (content,) = given(
        world, await world.type(world.manager, "export report", profile=profile)
    ).values()
    return text_of(content)


async def test_the_report_afterwards_has_the_numbers_and_says_what_was_deleted(
    until: World,
) -> None:
    _, ben = await people_of(until)
    await until.pledge(ben, "I will say something unkind")
    hidden = "UPDATE pledge SET moderation = 'hidden' WHERE number = 3"
    fulfilled = "UPDATE pledge SET delivery = 'fulfilled' WHERE number = 2"
    for sql in (hidden, fulfilled):
        await until.store.write(lambda tx, sql=sql: tx.execute(sql))
    before = await report(until, "public")
    row = " 1 0 0 1 0 0 2 "
    stood = before.index("Pledges by theme, and how far they are")
    assert row in before[stood:]
    assert "deleted" not in before
    assert WORDS in before
    await announced(until)
    await go_to(until, 2026, 9, 13, 23, 1)
    await go_to(until, 2026, 9, 20, 23, 1)
    await until.wait(120)
    for profile in ("public", "internal"):
        after = await report(until, profile)
        assert "Names and texts were deleted on 21 September 2026. Numbers" in after
        stood = after.index("how far they were when their words were deleted")
        assert row in after[stood:]
        assert "Pledges 2" in after
        assert "Notes kept in sessions Not kept" in after
        assert WORDS not in after
        assert "There are no pledges that everybody may read." not in after
    assert "Resident 2" in after


async def test_a_bot_that_was_off_for_a_year_tells_first_and_waits_a_week(until: World) -> None:
    await people_of(until)
    await go_to(until, 2027, 6, 1)
    assert told(until) == ["Personal data will be erased"]
    assert "so it is erased a week from now" in until.organisers.history()[-1].content
    await go_to(until, 2027, 6, 7, 23, 0)
    assert until.one("SELECT count(*) FROM attendee") == 2
    await go_to(until, 2027, 6, 8, 1, 0)
    assert until.one("SELECT count(*) FROM attendee") == 0


async def test_a_restart_in_the_middle_goes_on_where_it_was(until: World) -> None:
    await people_of(until)
    await announced(until)
    begun = "UPDATE retention SET begun_at = '2026-09-20T23:00:00Z'"
    await until.store.write(lambda tx: tx.execute(begun))
    await until.restart()
    await until.wait(70)
    assert until.one("SELECT count(*) FROM attendee") == 0
    assert until.one("SELECT done_at IS NOT NULL FROM retention") == 1


async def test_the_other_server_of_the_same_bot_keeps_its_own(until: World) -> None:
    await people_of(until)
    other = until.beside("Elsewhere")
    write_plan(other, "personal_data_months = 36")
    await other.set_up()
    await other.join(name="Dora")
    await announced(until)
    await go_to(until, 2026, 9, 14)
    await go_to(until, 2026, 9, 22)
    assert until.rows("SELECT guild_id FROM attendee") == [(other.guild.id,)]
    assert told(other) == []


async def test_another_day_in_the_plan_counts_after_set_up(until: World) -> None:
    await people_of(until)
    await announced(until)
    write_plan(until, "personal_data_until = 2030-01-01")
    await until.set_up()
    await go_to(until, 2026, 10, 1)
    assert until.one("SELECT count(*) FROM attendee") == 2
    assert "until the end of 1 January 2030" in (await until.type(until.manager, "keeping")).text


# ------------------------------------------------------------------ backups


async def test_trouble_with_backups_is_told_once_and_its_end_once(world: World) -> None:
    for failing in (True, True, False, False):
        await keeping_posts.tell_of_backups(world.store, failing=failing, now=world.env.now())
        await world.wait(60)
    assert told(world) == ["Backups do not work", "Backups work again"]
    assert str(Path("/")) + "tmp" not in world.organisers.history()[-1].content
