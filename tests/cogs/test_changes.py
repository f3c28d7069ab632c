"""Running late, cancelling and swapping rooms, as organisers, attendees and strangers meet it."""

from __future__ import annotations

import pytest
from simcord.actors import MemberActor

from tests.cogs.test_moves import choose
from tests.cogs.test_programme import (
    CLOSING,
    DAY,
    FOOD,
    HEALTH,
    TALK,
    at,
    day_plan,
    events,
    line_of,
    plan_is,
)
from tests.cogs.test_workshops import letters
from tests.world import Seen, World, texts_of

ONLY = "Only organisers can do this."
CHANGE = "Change the programme…"


@pytest.fixture
async def day(bare_world: World) -> World:
    await plan_is(bare_world, *DAY)
    return bare_world


async def menu(world: World, who: MemberActor | None = None) -> Seen:
    (panel,) = world.organisers.pinned_messages()
    return await world.press(who or world.manager, panel, CHANGE)


async def session(world: World, slug: str, who: MemberActor | None = None) -> Seen:
    who = who or world.manager
    return await world.choose(who, await menu(world, who), slug)


def starts(world: World) -> dict[str, str]:
    return dict(world.rows("SELECT slug, substr(starts_at, 12, 5) FROM session"))


async def test_an_organiser_sees_what_moves_and_then_moves_it_once(day: World) -> None:
    amina = await day.join(name="Amina")
    await choose(day, amina, "Choose Food")
    seen = await session(day, "food")
    seen = await day.press(day.manager, seen, "10 minutes later")
    assert seen.private
    assert seen.text.split("\n") == [
        "**10 minutes later, with all that comes after it. Nothing is changed yet.**",
        f"- **Food**: <t:{at(11, 10)}:t> to <t:{at(12, 10)}:t>"
        f" instead of <t:{at(11)}:t> to <t:{at(12)}:t>",
        f"- **Health**: <t:{at(11, 10)}:t> to <t:{at(12, 10)}:t>"
        f" instead of <t:{at(11)}:t> to <t:{at(12)}:t>",
        f"- **Lunch**: <t:{at(12, 10)}:t> to <t:{at(13, 10)}:t>"
        f" instead of <t:{at(12)}:t> to <t:{at(13)}:t>",
        f"- **Closing session**: <t:{at(14, 10)}:t> to <t:{at(15, 10)}:t>"
        f" instead of <t:{at(14)}:t> to <t:{at(15)}:t>",
        "Nothing clashes. Who chose one of these workshops is told, once.",
    ]
    assert starts(day)["food"] == "11:00"
    route = seen.buttons["Move these 4 sessions"]
    seen = await day.press(day.manager, seen, "Move these 4 sessions")
    assert "Done: 4 sessions are moved, 10 minutes later." in seen.text
    await day.deliver_again()
    seen = await day.forge(day.manager, route)
    assert "This was done before, once." in seen.text
    assert starts(day)["food"] == "11:10"
    await day.restart()
    await day.wait(90)
    (letter,) = letters(amina)
    assert f"It was to start <t:{at(11)}:f>. Now it is <t:{at(11, 10)}:f>" in letter.content
    assert events(day)["Food"].scheduled_start_time.startswith("2026-01-01T11:10")


async def test_two_shifts_within_a_minute_make_one_letter(day: World) -> None:
    amina = await day.join(name="Amina")
    await choose(day, amina, "Choose Food")
    for _ in range(2):
        seen = await day.press(day.manager, await session(day, "food"), "5 minutes later")
        await day.press(day.manager, seen, "Move these 4 sessions")
    await day.wait(90)
    (letter,) = letters(amina)
    assert f"Now it is <t:{at(11, 10)}:f>" in letter.content


async def test_the_breaks_make_up_for_it_by_one_more_press(day: World) -> None:
    seen = await day.press(day.manager, await session(day, "food"), "15 minutes later")
    seen = await day.press(day.manager, seen, "Take it out of the breaks")
    assert "15 minutes shorter" in seen.text
    await day.press(day.manager, seen, "Move these 3 sessions")
    assert starts(day) == {
        "talk": "10:00",
        "food": "11:15",
        "health": "11:15",
        "lunch": "12:15",
        "closing": "14:00",
    }


async def test_another_time_is_typed_and_a_wrong_one_is_kept(day: World) -> None:
    form = await day.press(day.manager, await menu(day), "Another time…")
    seen = await day.send(day.manager, form, minutes="soon")
    assert "Write the minutes as a whole number" in seen.text
    form = await day.press(day.manager, seen, "Open the form again")
    assert form.fields["minutes"] == "soon"
    seen = await day.send(day.manager, form, minutes="-30")
    assert "30 minutes earlier, from now on" in seen.text
    await day.press(day.manager, seen, "Move these 5 sessions")
    assert starts(day)["talk"] == "09:30"


async def test_two_organisers_at_once_do_not_add_up(day: World) -> None:
    olu = await day.organiser()
    mine = await day.press(day.manager, await session(day, "closing"), "10 minutes later")
    hers = await day.press(olu, await session(day, "closing", olu), "15 minutes later")
    await day.press(olu, hers, "Move this session")
    seen = await day.press(day.manager, mine, "Move this session")
    assert "The programme changed since you looked, so nothing was done." in seen.text
    assert starts(day)["closing"] == "14:15"
    await day.press(day.manager, seen, "Move this session")
    assert starts(day)["closing"] == "14:25"


async def test_a_clash_is_refused_with_what_to_do(day: World) -> None:
    seen = await day.type(
        day.manager, "change shift", minutes=10, session="food", reach="Only this session"
    )
    assert seen.text == (
        "“Food” would be at the same time as “Lunch”. Move all that comes after it too, or choose"
        " fewer minutes, or cancel one of the two. Nothing was changed."
    )


async def test_past_midnight_is_said(bare_world: World) -> None:
    await plan_is(bare_world, CLOSING | {"starts": "22:00", "ends": "23:30"})
    seen = await bare_world.type(bare_world.manager, "change shift", minutes=60)
    assert "**This passes midnight in UTC:** Closing session." in seen.text


async def test_setting_up_again_keeps_what_was_moved_and_says_so(day: World) -> None:
    seen = await day.type(day.manager, "change shift", minutes=10, session="closing")
    await day.press(day.manager, seen, "Move this session")
    seen = await day.type(day.manager, "summit setup")
    kept = "Changed by organisers while the summit runs, and kept: “Closing session” was moved by"
    assert f"{kept} hand by 10 minutes, to 14:10–15:10." in seen.text
    assert starts(day)["closing"] == "14:10"
    day.plan_file.write_text(
        day_plan(TALK, FOOD, HEALTH, CLOSING | {"starts": "14:30", "ends": "15:30"}),
        encoding="utf-8",
    )
    seen = await day.type(day.manager, "summit setup")
    assert "The plan’s new time replaces that." in seen.text
    await day.press(day.manager, seen, "Set it up")
    assert starts(day)["closing"] == "14:30"


# ------------------------------------------------------------------ cancelled, and not


async def test_cancelling_tells_why_and_taking_it_back_tells_too(day: World) -> None:
    amina = await day.join(name="Amina")
    await choose(day, amina, "Choose Food")
    form = await day.press(day.manager, await session(day, "food"), "Cancel it…")
    seen = await day.send(day.manager, form, reason="The *speaker* is ill")
    assert "Food is cancelled." in seen.text
    await day.deliver_again()
    await day.restart()
    await day.wait(60)
    (letter,) = letters(amina)
    assert "was cancelled. We are sorry.\nThe reason: The \\*speaker\\* is ill" in letter.content
    seen = await day.type(amina, "programme")
    assert line_of(seen, "Food").endswith("**Cancelled**: The \\*speaker\\* is ill")
    (panel,) = [
        one
        for one in day.guild.channels["food"].pinned_messages()
        if "This session is cancelled." in "\n".join(texts_of(one))
    ]
    assert "The \\*speaker\\* is ill" in "\n".join(texts_of(panel))
    assert "Food" not in events(day)
    seen = await day.type(day.manager, "change restore", session="food")
    await day.press(day.manager, seen, "It takes place after all")
    await day.wait(60)
    told = [one.content for one in letters(amina)]
    assert len(told) == 2
    assert sum("takes place after all" in one for one in told) == 1


async def test_a_session_cancelled_meanwhile_is_not_cancelled_twice(day: World) -> None:
    olu = await day.organiser()
    form = await day.type(day.manager, "change cancel", session="food")
    other = await day.press(olu, await session(day, "food", olu), "Cancel it…")
    await day.send(olu, other, reason="No room")
    seen = await day.send(day.manager, form, reason="No speaker")
    assert "“Food” is cancelled." in seen.text
    assert day.one("SELECT cancel_reason FROM session WHERE slug = 'food'") == "No room"


# ------------------------------------------------------------------ rooms


async def test_swapped_rooms_lead_to_the_other_and_tell_people_once(day: World) -> None:
    amina = await day.join(name="Amina")
    await choose(day, amina, "Choose Food")
    food, health = (day.guild.channels[name].id for name in ("food", "health"))
    seen = await day.press(day.manager, await session(day, "food"), "Swap rooms…")
    seen = await day.choose(day.manager, seen, "health")
    assert f"- **Food** would be in <#{health}>" in seen.text
    seen = await day.press(day.manager, seen, "Swap the rooms")
    assert "The rooms are swapped" in seen.text
    await day.wait(90)
    (letter,) = letters(amina)
    assert "**Food** has another room now" in letter.content
    assert f"<#{health}>" in letter.content
    panels = "\n".join(
        text for one in day.guild.channels["health"].pinned_messages() for text in texts_of(one)
    )
    assert "Food" in panels
    await plan_is(day, *DAY)
    rooms = dict(day.rows("SELECT slug, text_channel_id FROM session"))
    assert (rooms["food"], rooms["health"]) == (health, food)


async def test_who_has_a_place_is_let_into_the_other_room(bare_world: World) -> None:
    both = [one | {"walk_in": False} for one in (FOOD, HEALTH)]
    await plan_is(bare_world, *both)
    amina = await bare_world.join(name="Amina")
    await choose(bare_world, amina, "Choose Food")
    await bare_world.wait(30)
    seen = await bare_world.type(bare_world.manager, "change swap", session="food", other="health")
    await bare_world.press(bare_world.manager, seen, "Swap the rooms")
    await bare_world.wait(30)
    ids = {name: bare_world.guild.channels[name].id for name in ("food", "health")}
    let_in = {row[0] for row in bare_world.rows("SELECT channel_id FROM room_access")}
    assert ids["health"] in let_in
    assert ids["food"] not in let_in


async def test_a_stage_and_a_voice_room_are_not_swapped(day: World) -> None:
    seen = await day.type(day.manager, "change swap", session="food", other="closing")
    assert "are not of the same kind" in seen.text


# ------------------------------------------------------------------ who may


@pytest.mark.parametrize("who", ["attendee", "facilitator", "stranger"])
async def test_only_organisers_change_anything(day: World, who: str) -> None:
    member = day.person(roles=("Facilitator",) if who == "facilitator" else ())
    if who == "attendee":
        await day.join(member)
    before = day.rows("SELECT * FROM session")
    preview = await day.type(day.manager, "change shift", minutes=10)
    go = next(route for route in preview.buttons.values() if route.startswith("change.go"))
    for route in (
        *("change", "change.see:food", "change.shift:food:10:all", go, "change.other:food"),
        *("change.cancel:food", "change.restore:food:x", "change.swap:food"),
        *("change.swap.see:food:health", "change.swapped:1:2:x"),
    ):
        seen = await day.forge(member, route)
        assert ONLY in seen.text, route
        assert seen.private
    for route, fields in (
        ("change.minutes:food", {"minutes": "10"}),
        ("change.cancelled:1:food", {"reason": "Because"}),
    ):
        seen = await day.forge(member, route, fields=fields)
        assert ONLY in seen.text, route
    assert day.rows("SELECT * FROM session") == before


async def test_who_lost_the_role_meanwhile_moves_nothing(day: World) -> None:
    olu = await day.organiser()
    seen = await day.press(olu, await session(day, "closing", olu), "10 minutes later")
    there = day.env.backend.guilds[day.guild.id]
    there.members[olu.id].role_ids.clear()
    seen = await day.forge(olu, seen.buttons["Move this session"])
    assert ONLY in seen.text
    assert starts(day)["closing"] == "14:00"


@pytest.mark.parametrize(
    "route",
    [
        *("change.go:food:10:all", "change.go:food:x:all:y", "change.shift:food:10:twice"),
        *("change.swapped:x:1:y", "change.swapped:98:99:y", "change:x", "change.see:none"),
    ],
)
async def test_forged_buttons_change_nothing(day: World, route: str) -> None:
    await day.type(day.manager, "change shift", minutes=10)
    before = day.rows("SELECT * FROM session")
    seen = await day.forge(day.manager, route)
    assert seen.text
    assert seen.private
    assert day.rows("SELECT * FROM session") == before


async def test_each_server_changes_its_own_programme(day: World) -> None:
    other = day.beside("Elsewhere")
    await plan_is(other, *DAY)
    seen = await day.type(day.manager, "change shift", minutes=10)
    await day.press(day.manager, seen, "Move these 5 sessions")
    rows = day.rows("SELECT guild_id, substr(starts_at, 12, 5) FROM session WHERE slug = 'talk'")
    assert dict(rows) == {day.guild.id: "10:10", other.guild.id: "10:00"}


async def test_a_long_programme_has_pages_and_fits(bare_world: World) -> None:
    many = [
        {
            "slug": f"talk-{number:02}-{'x' * 30}",
            "title": f"{number} *{'_' * 90}*",
            "kind": "break",
            "starts": f"{8 + number // 4:02}:{number % 4 * 15:02}",
            "ends": f"{8 + number // 4:02}:{number % 4 * 15 + 14:02}",
        }
        for number in range(40)
    ]
    await plan_is(bare_world, *many, CLOSING | {"starts": "19:00", "ends": "20:00"})
    seen = await menu(bare_world)
    seen = await bare_world.press(bare_world.manager, seen, "Later sessions")
    assert seen.private
    seen = await bare_world.type(bare_world.manager, "change shift", minutes=10)
    assert len(seen.text) <= 2000
    assert "more" in seen.text
