"""Choosing workshops as people do it: places, waiting, letters, rooms, and forged buttons."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import discord
import pytest
from simcord.actors import MemberActor
from simcord.backend.models import Overwrite
from simcord.enums import OverwriteType

from bot.inert import inert
from bot.ui import Press, Reply
from cogs.workshops import cards
from db.choices import Chosen
from domain.choices import Choice, News, Slot, Taken
from domain.sessions import Session
from tests.world import Seen, World, parts_of, plan_text

HOME = "workshops"
TITLES = {"food": "Food for all", "health": "Health and care"}


def workshop(
    slug: str,
    title: str = "",
    *,
    slot: str = "morning",
    hours: tuple[str, str] = ("10:00", "11:00"),
    **keys: str,
) -> str:
    """One workshop of a plan file. ``keys`` are written as they are."""
    lines = [
        "[[sessions]]",
        f'slug = "{slug}"',
        f'title = "{title or TITLES.get(slug, slug.capitalize())}"',
        'kind = "workshop"',
        f'starts = "{hours[0]}"',
        f'ends = "{hours[1]}"',
    ]
    if slot:
        lines.append(f'slot = "{slot}"')
    return "\n".join([*lines, *(f"{name} = {value}" for name, value in keys.items())])


KEYNOTE = """[[sessions]]
slug = "opening"
title = "Opening"
kind = "keynote"
starts = "09:00"
ends = "09:30"
"""


async def plan(world: World, *workshops: str, date: str = "2026-03-20") -> Seen:
    """Set the server up with these workshops."""
    text = plan_text().replace("2026-03-20", date)
    world.plan_file.write_text("\n\n".join([text, KEYNOTE, *workshops]), encoding="utf-8")
    seen = await world.set_up()
    assert "is set up in this server" in seen.text, seen.text
    return seen


@pytest.fixture
async def day(bare_world: World) -> World:
    """Food has one place, Health has no limit; both are in the morning. Work is at noon."""
    await plan(
        bare_world,
        workshop("food", capacity="1"),
        workshop("health"),
        workshop("work", slot="", hours=("12:00", "13:00"), capacity="20"),
    )
    return bare_world


def choices(world: World) -> list[tuple[int, str, str]]:
    return world.rows(
        "SELECT user_id, slug, state FROM choice WHERE guild_id = ? ORDER BY id", world.guild.id
    )


def letters(member: MemberActor) -> list[Any]:
    return list(member.user.dm_channel.history())


def labels(seen: Seen) -> list[str]:
    return [part["label"] for part in parts_of(seen.newest.components) if part.get("type") == 2]


async def choose(world: World, member: MemberActor, label: str) -> Seen:
    return await world.press(member, await world.type(member, HOME), label)


def sees(world: World, member: MemberActor, channel: str) -> bool:
    """Whether somebody can see a channel. When they may write in it, the room's door says."""
    permissions = discord.Permissions(
        world.env.backend.compute_permissions(
            world.guild.id, member.id, world.guild.channels[channel].id
        )
    )
    return permissions.view_channel


# ---------------------------------------------------------------- choosing


async def test_the_answer_shows_each_slot_with_times_rooms_and_places(day: World) -> None:
    amina = await day.join()
    seen = await day.type(amina, HOME)
    food, work = (day.guild.channels[name].id for name in ("food", "work"))
    # 20 March 2026, 10:00, 11:00, 12:00 and 13:00 in London, where it is winter time still.
    assert "<t:1774000800:f> to <t:1774004400:t>: choose one\n" in seen.text
    assert "<t:1774008000:f> to <t:1774011600:t>\n" in seen.text
    assert f"- **Food for all** · <#{food}> · 1 of 1 place left" in seen.text
    assert "no limit of places" in seen.text
    assert f"<#{work}> · 20 of 20 places left" in seen.text
    assert "You can also walk in while there is room in its voice room." in seen.text
    assert labels(seen) == ["Choose Food for all", "Choose Health and care", "Choose Work"]


async def test_a_channel_deleted_by_hand_is_named_and_not_linked(day: World) -> None:
    amina = await day.join()
    food = day.guild.channels["food"].id
    day.env.backend.delete_channel(food)
    await day.wait(1)
    seen = await day.type(amina, HOME)
    assert f"<#{food}>" not in seen.text
    assert "- **Food for all** · #food · 1 of 1 place left" in seen.text


async def test_without_a_voice_room_nobody_is_told_to_walk_into_one(bare_world: World) -> None:
    await plan(bare_world, workshop("food", capacity="1", voice='"none"'), workshop("health"))
    seen = await bare_world.type(await bare_world.join(), HOME)
    assert seen.text.split("\n")[-1] == "You can also read along in its room."


async def test_choose_change_and_leave_in_one_message(day: World) -> None:
    amina = await day.join()
    seen = await day.type(amina, HOME)
    seen = await day.press(amina, seen, "Choose Food for all")
    assert seen.text.startswith("**You have a place in Food for all.**")
    assert "**Food for all** – **your choice**" in seen.text
    assert labels(seen) == ["Leave Food for all", "Change to Health and care", "Choose Work"]
    assert len(seen.messages) == 1, "the message was replaced"
    seen = await day.press(amina, seen, "Change to Health and care")
    assert "You have left Food for all." in seen.text
    assert choices(day) == [(amina.id, "health", "place")]
    seen = await day.press(amina, seen, "Leave Health and care")
    assert seen.text.startswith("**You have left Health and care.**")
    assert choices(day) == []


async def test_one_choice_in_each_slot(day: World) -> None:
    amina = await day.join()
    await choose(day, amina, "Choose Food for all")
    await choose(day, amina, "Choose Work")
    assert choices(day) == [(amina.id, "food", "place"), (amina.id, "work", "place")]


async def test_a_second_press_on_an_old_message_changes_nothing(day: World) -> None:
    amina = await day.join()
    first = await choose(day, amina, "Choose Food for all")
    route = f"workshop.choose:{day.guild.id}:food"
    again = await day.forge(amina, route)
    assert again.text.startswith("You have a place in Food for all already.")
    left = await day.press(amina, first, "Leave Food for all")
    assert "**You have left" in left.text
    again = await day.forge(amina, f"workshop.leave:{day.guild.id}:food")
    assert again.text.startswith("You had not chosen Food for all")


async def test_the_answer_after_joining_leads_here(day: World) -> None:
    amina = day.person("Amina")
    form = await day.press(amina, day.panel, "Join the summit")
    seen = await day.send(amina, form, kind="resident")
    assert "Next: choose your workshops" in seen.text
    assert labels(seen)[:2] == ["Choose workshops", "Programme"]
    seen = await day.press(amina, seen, "Choose workshops")
    assert labels(seen)[0] == "Choose Food for all"


@pytest.mark.parametrize("roles", [(), ("Attendee",), ("Facilitator",)])
async def test_who_has_not_joined_is_taken_through_it_and_comes_back(
    day: World, roles: tuple[str, ...]
) -> None:
    amina = day.person("Amina", roles=roles)
    seen = await day.type(amina, HOME)
    assert "One more step: join the summit." in seen.text
    form = await day.press(amina, seen, "Join the summit")
    seen = await day.send(amina, form, kind="resident")
    assert labels(seen)[0] == "Choose Food for all"
    await day.press(amina, seen, "Choose Food for all")
    assert choices(day) == [(amina.id, "food", "place")]


async def test_a_press_before_joining_is_counted_after_it(day: World) -> None:
    amina = day.person("Amina")
    seen = await day.forge(amina, f"workshop.choose:{day.guild.id}:food")
    form = await day.press(amina, seen, "Join the summit")
    seen = await day.send(amina, form, kind="resident")
    assert seen.text.startswith("**You have a place in Food for all.**")
    assert choices(day) == [(amina.id, "food", "place")]


async def test_a_summit_without_workshops_says_so(bare_world: World) -> None:
    await plan(bare_world)
    amina = await bare_world.join()
    seen = await bare_world.type(amina, HOME)
    assert seen.text == "There is no workshop to choose at the moment."


# ---------------------------------------------------------------- full


async def test_two_at_the_same_moment_get_one_place_and_one_number(day: World) -> None:
    people = [await day.join(name=name) for name in ("Amina", "Ben")]
    route = f"workshop.choose:{day.guild.id}:food"
    results = [day._forged(member, route, None, ()) for member in people]
    await day.env.settle()
    seen = [day.seen(result) for result in results]
    assert sorted(state for _, _, state in choices(day)) == ["place", "waiting"]
    told = "\n".join(one.text for one in seen)
    assert told.count("**You have a place in Food for all.**") == 1
    assert told.count("You are number 1 on the waiting list.") == 1


async def test_a_place_is_not_lost_for_a_number_without_a_question(day: World) -> None:
    amina, ben = await day.join(name="Amina"), await day.join(name="Ben")
    await choose(day, ben, "Choose Health and care")
    open_page = await day.type(ben, HOME)
    await choose(day, amina, "Choose Food for all")
    seen = await day.press(ben, open_page, "Change to Food for all")
    assert seen.text.startswith("**Food for all is full.** You keep your place in Health and care")
    assert (ben.id, "health", "place") in choices(day)
    kept = await day.press(ben, seen, "Keep Health and care")
    assert "**Health and care** – **your choice**" in kept.text
    seen = await choose(day, ben, "Wait for Food for all")
    seen = await day.press(ben, seen, "Wait for Food for all")
    assert "You are number 1 on the waiting list." in seen.text
    assert "You have left Health and care." in seen.text
    assert "you are number 1 on the waiting list" in (await day.type(ben, HOME)).text


async def test_leaving_moves_the_next_up_and_one_letter_tells_them(day: World) -> None:
    amina, ben = await day.join(name="Amina"), await day.join(name="Ben")
    seen = await choose(day, amina, "Choose Food for all")
    await choose(day, ben, "Wait for Food for all")
    await day.press(amina, seen, "Leave Food for all")
    assert choices(day) == [(ben.id, "food", "place")]
    await day.restart()
    await day.wait(30)
    await day.restart()
    await day.wait(30)
    (letter,) = letters(ben)
    assert letter.content.startswith("Good news: you now have a place in **Food for all**.")
    assert letters(amina) == []
    seen = await day.press(ben.user, letter, "Show my workshops")
    assert "**Food for all** – **your choice**" in seen.text
    await day.press(ben.user, letter, "Leave this workshop")
    assert choices(day) == []


async def test_a_bigger_room_lets_people_move_up(day: World) -> None:
    amina, ben = await day.join(name="Amina"), await day.join(name="Ben")
    await choose(day, amina, "Choose Food for all")
    await choose(day, ben, "Wait for Food for all")
    await plan(day, workshop("food", capacity="2"), workshop("health"))
    await day.wait(20)
    assert choices(day) == [(amina.id, "food", "place"), (ben.id, "food", "place")]
    assert len(letters(ben)) == 1


# ---------------------------------------------------------------- changed plans


async def test_a_workshop_that_was_cancelled_while_the_answer_was_open(day: World) -> None:
    amina, ben = await day.join(name="Amina"), await day.join(name="Ben")
    await choose(day, amina, "Choose Food for all")
    page = await day.type(ben, HOME)
    await plan(day, workshop("health"))
    seen = await day.press(ben, page, "Wait for Food for all")
    assert seen.text.startswith("“Food for all” was cancelled, so nothing was changed.")
    assert choices(day) == [(amina.id, "food", "place")]
    await day.wait(20)
    (letter,) = letters(amina)
    assert "was cancelled. We are sorry." in letter.content
    assert letters(ben) == []
    seen = await day.press(amina.user, letter, "Choose another workshop")
    assert "Food for all" not in seen.text
    seen = await day.press(amina.user, seen, "Change to Health and care")
    assert choices(day) == [(amina.id, "health", "place")]
    await day.wait(20)
    assert len(letters(amina)) == 1


async def test_a_press_on_last_years_message_says_that_it_is_over(day: World) -> None:
    amina = await day.join()
    page = await day.type(amina, HOME)
    await plan(day, workshop("food"), workshop("health"), date="2025-03-20")
    seen = await day.press(amina, page, "Choose Food for all")
    assert seen.text == "“Food for all” is over, so nothing was changed."
    assert choices(day) == []
    assert "There is no workshop" in (await day.type(amina, HOME)).text


async def test_who_comes_late_may_choose_until_the_end(bare_world: World) -> None:
    await plan(bare_world, workshop("food"), date="2026-01-01")
    amina = await bare_world.join()
    start = bare_world.env.now().replace(hour=10, minute=59, second=0)
    bare_world.env.backend.advance_clock((start - bare_world.env.now()).total_seconds())
    page = await choose(bare_world, amina, "Choose Food for all")
    assert choices(bare_world) == [(amina.id, "food", "place")]
    bare_world.env.backend.advance_clock(60)
    seen = await bare_world.press(amina, page, "Leave Food for all")
    assert seen.text == "“Food for all” is over, so nothing was changed."
    assert choices(bare_world) == [(amina.id, "food", "place")]


# ---------------------------------------------------------------- forged


@pytest.mark.parametrize(
    ("rest", "told"),
    [
        ("{guild}:no-such", "There is no such workshop here any more."),
        ("{guild}:opening", "“Opening” is for everybody"),
        ("{guild}:closing", "“Closing session” is for everybody"),
        ("1:food", "There is no such workshop here any more."),
        ("x:food", "This button or form is from an older message"),
        ("food", "This button or form is from an older message"),
        ("{guild}:food:more", "This button or form is from an older message"),
    ],
)
async def test_forged_buttons_choose_nothing(day: World, rest: str, told: str) -> None:
    amina, stranger = await day.join(), day.person()
    for member in (amina, stranger):
        for route in ("workshop.choose", "workshop.wait"):
            seen = await day.forge(member, f"{route}:{rest.format(guild=day.guild.id)}")
            if member is stranger and "is for everybody" in told:
                assert "One more step" in seen.text
            else:
                assert seen.text.startswith(told), route
    assert choices(day) == []


async def test_a_slug_that_is_made_up_reaches_no_joining_form(day: World) -> None:
    seen = await day.forge(day.person(), f"workshop.choose:{day.guild.id}:{'x' * 60}")
    assert seen.text.startswith("There is no such workshop here any more.")


async def test_two_servers_have_choices_of_their_own(day: World) -> None:
    other = day.beside("Othertown")
    day.plan_file.write_text(
        "\n\n".join([plan_text(), KEYNOTE, workshop("food", capacity="1"), workshop("only-there")]),
        encoding="utf-8",
    )
    await other.set_up()
    amina, bo = await day.join(name="Amina"), await other.join(name="Bo")
    await choose(day, amina, "Choose Food for all")
    await choose(other, bo, "Choose Food for all")
    assert choices(day) == [(amina.id, "food", "place")]
    assert choices(other) == [(bo.id, "food", "place")]
    unknown = "There is no such workshop here any more."
    for route in ("choose", "wait", "leave"):
        for rest in (f"{day.guild.id}:food", f"{other.guild.id}:health"):
            seen = await other.forge(bo, f"workshop.{route}:{rest}")
            assert seen.text.startswith(unknown), (route, rest)
    seen = await other.forge(bo, f"{HOME}:{day.guild.id}")
    assert seen.text.startswith(unknown)
    assert len(choices(day) + choices(other)) == 2


# ---------------------------------------------------------------- long and many


@pytest.mark.parametrize(
    "title", ["الغذاء للجميع", "人人有食物", "کھانا سب کے لیے", "Zdrowie i życie", "Food 🍎 *now*"]
)
async def test_titles_in_any_script_are_shown_and_chosen(bare_world: World, title: str) -> None:
    await plan(bare_world, workshop("food", title), workshop("health"))
    amina = await bare_world.join()
    seen = await choose(bare_world, amina, f"Choose {title}")
    assert seen.text.startswith(f"**You have a place in {inert(title)}.**")


def many(count: int, slot: str = "morning", hour: int = 10, title: str = "") -> Sequence[str]:
    return [
        workshop(
            f"{slot}-{n}",
            title or f"Workshop {slot} {n}",
            slot=slot,
            hours=(f"{hour:02d}:00", f"{hour:02d}:30"),
            capacity="20",
            **({"channel": f'"{slot}-{n}"'} if title else {}),
        )
        for n in range(count)
    ]


async def test_more_than_four_workshops_are_in_a_menu(bare_world: World) -> None:
    await plan(bare_world, *many(25, title="*" * 100))
    amina = await bare_world.join()
    seen = await bare_world.type(amina, HOME)
    assert "There are 25 workshops. Open the menu to see them." in seen.text
    assert len(seen.text) <= 2000
    seen = await bare_world.choose(amina, seen, "morning-24")
    assert choices(bare_world) == [(amina.id, "morning-24", "place")]
    assert len(seen.text) <= 2000
    (leave,) = seen.buttons
    seen = await bare_world.press(amina, seen, leave)
    assert choices(bare_world) == []


async def test_many_slots_are_pages_that_are_turned_and_stay(bare_world: World) -> None:
    slots = [many(4 if hour % 2 else 6, f"s{hour}", hour) for hour in range(2, 9)]
    await plan(bare_world, *(one for slot in slots for one in slot))
    amina = await bare_world.join()
    seen = await bare_world.type(amina, HOME)
    assert "Page 1 of " in seen.text
    assert "Earlier" not in labels(seen)
    shown: list[str] = []
    while True:
        assert len(seen.newest.components) <= 5
        assert len(seen.text) <= 2000
        shown += [str(hour) for hour in range(2, 9) if f"Workshop s{hour} 0**" in seen.text]
        if "Later" not in labels(seen):
            break
        seen = await bare_world.press(amina, seen, "Later")
    assert shown == ["2", "3", "4", "5", "6", "7", "8"]
    page = next(line for line in seen.text.splitlines() if "Page" in line).split("Page ")[1]
    seen = await bare_world.forge(amina, f"workshop.choose:{bare_world.guild.id}:s8-0")
    assert f"Page {page}" in seen.text, "choosing stays on the page"
    assert "Earlier" in labels(seen)


# ---------------------------------------------------------------- rooms


@pytest.fixture
async def closed(bare_world: World) -> World:
    """Nobody may walk in to Food, which has one place."""
    await plan(bare_world, workshop("food", capacity="1", walk_in="false"), workshop("health"))
    return bare_world


async def test_a_room_without_walking_in_opens_with_a_place_and_closes_with_it(
    closed: World,
) -> None:
    amina, ben = await closed.join(name="Amina"), await closed.join(name="Ben")
    host = closed.person("Fay", roles=("Facilitator",))
    assert not sees(closed, amina, "food")
    assert sees(closed, amina, "health")
    assert sees(closed, host, "food")
    assert "only with a place" in (await closed.type(amina, HOME)).text
    seen = await choose(closed, amina, "Choose Food for all")
    assert "Its room opens to you in a moment." in seen.text
    await choose(closed, ben, "Wait for Food for all")
    await closed.wait(10)
    assert sees(closed, amina, "food")
    assert not sees(closed, ben, "food")
    assert f"<#{closed.guild.channels['food'].id}>" in (await closed.type(amina, HOME)).text
    await closed.press(amina, seen, "Leave Food for all")
    await closed.wait(10)
    assert not sees(closed, amina, "food")
    assert sees(closed, ben, "food")


@pytest.mark.parametrize(("status", "code"), [(403, 50013), (400, 30060)])
@pytest.mark.parametrize("restart", [True, False])
async def test_a_room_that_discord_refused_opens_later(
    closed: World, restart: bool, status: int, code: int
) -> None:
    amina = await closed.join(name="Amina")
    room = closed.guild.channels["food"].id
    path = f"/channels/{room}/permissions/{amina.id}"
    closed.env.inject_error("PUT", path, status=status, code=code, times=None)
    await choose(closed, amina, "Choose Food for all")
    await closed.wait(10)
    assert not sees(closed, amina, "food")
    assert any(f"room {room} is not opened" in line for line in closed.log.lines)
    warned = sum("is not opened" in line for line in closed.log.lines)
    await closed.wait(20)
    assert sum("is not opened" in line for line in closed.log.lines) == warned, "it rests"
    closed.env.backend.faults.clear()
    if restart:
        await closed.restart()
    await closed.wait(10 if restart else 60)
    assert sees(closed, amina, "food")


async def test_a_room_deleted_by_hand_holds_nobody_else_up(bare_world: World) -> None:
    await plan(
        bare_world,
        workshop("food", walk_in="false"),
        workshop("work", slot="", hours=("12:00", "13:00"), walk_in="false"),
    )
    amina = await bare_world.join(name="Amina")
    bare_world.env.backend.delete_channel(bare_world.guild.channels["food"].id)
    await choose(bare_world, amina, "Choose Food for all")
    await choose(bare_world, amina, "Choose Work")
    await bare_world.wait(10)
    assert sees(bare_world, amina, "work")
    assert any("run /summit setup" in line for line in bare_world.log.lines)
    await bare_world.set_up()
    await bare_world.wait(10)
    assert sees(bare_world, amina, "food")


async def test_who_left_the_server_is_asked_about_once(closed: World) -> None:
    amina = await closed.join(name="Amina")
    room = closed.guild.channels["food"].id
    closed.env.inject_error(
        "PUT", f"/channels/{room}/permissions/{amina.id}", status=404, code=10007, times=1
    )
    seen = await choose(closed, amina, "Choose Food for all")
    await closed.wait(90)
    assert closed.one("SELECT state FROM room_access WHERE channel_id = ?", room) == "failed"
    assert not sees(closed, amina, "food")
    seen = await closed.press(amina, seen, "Leave Food for all")
    await closed.press(amina, seen, "Choose Food for all")
    await closed.wait(10)
    assert sees(closed, amina, "food")


async def test_rooms_that_the_bot_made_follow_a_changed_plan(day: World) -> None:
    amina = await day.join()
    assert sees(day, amina, "food")
    seen = await plan(day, workshop("food", walk_in="false"), workshop("health"))
    assert "Changed: #food, food live." in seen.text
    assert not sees(day, amina, "food")
    assert not sees(day, amina, "food live")
    await plan(day, workshop("food"), workshop("health"))
    assert sees(day, amina, "food")
    assert sees(day, amina, "food live")


async def test_rooms_made_by_hand_that_do_not_follow_the_plan_are_pointed_out(
    bare_world: World,
) -> None:
    text = bare_world.guild.create_text_channel("food")
    voice = bare_world.guild.create_voice_channel("food live")
    seen = await plan(bare_world, workshop("food", walk_in="false"), workshop("health"))
    assert f"Attendees can see <#{text.id}> without a place" in seen.text
    assert f"Attendees can enter <#{voice.id}> without a place" in seen.text
    everyone = bare_world.guild.default_role
    out = Overwrite(
        everyone.id, OverwriteType.ROLE, deny=discord.Permissions(view_channel=True).value
    )
    bare_world.env.backend.set_overwrite(text.id, out)
    seen = await plan(bare_world, workshop("food"), workshop("health"))
    assert f"Attendees cannot see <#{text.id}>, but the plan says walk_in = true." in seen.text


# ---------------------------------------------------------------- what Discord takes


START = datetime(2026, 3, 20, 10, 0, tzinfo=UTC)


def parallel(count: int, slot: int, title: str) -> Slot:
    """Workshops with the longest of everything but perhaps their titles, in one slot."""
    return Slot(
        f"{slot:040d}",
        tuple(
            Session(
                guild_id=2**63 - 1,
                slug=f"{slot:02d}{n:038d}",
                position=n,
                title=title,
                kind="workshop",
                starts_at=START,
                ends_at=START + timedelta(hours=1),
                slot=f"{slot:040d}",
                capacity=10_000,
                walk_in=n % 2 == 0,
                recorded=True,
                text_channel=2**63 - 1,
                voice_channel=None,
                event_id=None,
                cancelled=False,
            )
            for n in range(count)
        ),
    )


@pytest.mark.parametrize("counts", [(1,) * 30, (4,) * 12, (5,) * 5, (25,) * 4, (2, 25, 4, 1, 9)])
@pytest.mark.parametrize("waiting", [None, 9_999])
@pytest.mark.parametrize("title", ["*" * 100, "食"])
def test_every_page_is_one_that_discord_takes(
    counts: tuple[int, ...], waiting: int | None, title: str
) -> None:
    slots = [parallel(count, n, title) for n, count in enumerate(counts)]
    chosen = {slot.key: Choice(1, 2, slot.workshops[-1].slug, waiting, START) for slot in slots}
    taken = {
        one.slug: Taken(9_000 if waiting is None else 10_000, 9_999)
        for slot in slots
        for one in slot.workshops
    }
    session = slots[0].workshops[0]
    done = Chosen(session, Choice(1, 2, session.slug, waiting, START), session, new=True)
    for mine in ({}, chosen):
        board = cards.Board(2**63 - 1, slots, mine, taken, lambda _: "#" + inert("_" * 30))
        for slot in slots:
            for said in ("", cards.chosen(done), cards.left(session, there=True)):
                reply = cards.board(board, slot.key, said)
                check(reply)
                pressed = [part.route for row in reply.rows for part in row]
                assert any(
                    slot.key in route or slot.workshops[0].slug in route for route in pressed
                )
    check(cards.full(session, session))
    for news in News:
        note = cards.note(news, session, True)
        assert len(note.text) <= 2000
        check(Reply(note.text, (tuple(Press(*button) for button in note.buttons),)))


def check(reply: Reply) -> None:
    assert len(reply.text) <= 2000
    assert len(reply.rows) <= 5
    routes = [part.route for row in reply.rows for part in row]
    assert len(routes) == len(set(routes)), "Discord refuses two with the same custom_id"
    for row in reply.rows:
        assert 1 <= len(row) <= 5
        for part in row:
            assert 1 <= len(part.route) <= 100
            if isinstance(part, Press):
                assert 1 <= len(part.label) <= 80
            else:
                assert len(row) == 1
                assert 1 <= len(part.options) <= 25
                assert all(len(option.label) <= 100 for option in part.options)
                assert all(len(option.description) <= 100 for option in part.options)
