"""The panel in each session's room, as the day goes on and as things go wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot import room_panels as keeper
from bot.ui import Reply
from cogs import buttons
from db import sessions
from tests.cogs.test_programme import CLOSING, FOOD, HEALTH, TALK, at, plan_is, workshop
from tests.world import World, parts_of, routes_of, texts_of

PRIVATE = workshop("private", recorded=False)
NOT_RECORDED = "**This session is not recorded.**"

pytestmark = pytest.mark.usefixtures("without_control")


def panels(world: World, room: str) -> list[Any]:
    """What is pinned in a session's room."""
    return world.guild.channels[room].pinned_messages()


def panel(world: World, room: str) -> str:
    (message,) = panels(world, room)
    return "\n".join(texts_of(message)).strip()


def title(world: World, room: str) -> tuple[str, str]:
    """The panel's first two lines: which session, and what about it."""
    head, what, *_ = panel(world, room).split("\n")
    return head.removeprefix("## "), what


def messages(world: World, room: str) -> int:
    """How many panels stand in a room, pinned or not."""
    return sum(
        message.flags.components_v2 and "\n".join(texts_of(message)).strip().startswith("## ")
        for message in world.guild.channels[room].history()
    )


async def pass_by(world: World, hours: float, minutes: float = 0, wait: float = 30) -> None:
    """So much time passes, all at once: every session is so much nearer. Then the loops turn."""
    for server in world.bot.summits:
        for one in await sessions.every(world.store, guild_id=server.guild_id):
            by = timedelta(hours=hours, minutes=minutes)
            moved = replace(one, starts_at=one.starts_at - by, ends_at=one.ends_at - by)
            await world.store.write(lambda tx, moved=moved: sessions.save(tx, moved))
    await world.wait(wait)


async def starts(world: World, slug: str) -> str:
    """What the panel says before a session."""
    one = await sessions.get(world.store, guild_id=world.guild.id, slug=slug)
    assert one is not None
    start, end = (int(moment.timestamp()) for moment in (one.starts_at, one.ends_at))
    return f"Starts <t:{start}:R>: <t:{start}:f> to <t:{end}:t>."


async def on_now(world: World, slug: str) -> str:
    """What the panel says during a session."""
    one = await sessions.get(world.store, guild_id=world.guild.id, slug=slug)
    assert one is not None
    end = int(one.ends_at.timestamp())
    return f"**On now**, until <t:{end}:t> (<t:{end}:R>)."


async def whole_plan(world: World, *parts: dict[str, Any], **about: str) -> None:
    await plan_is(world, *parts, **about)
    await world.wait(30)


async def in_the_food_room(world: World, hour: int) -> None:
    """Another session in that room, for an hour: no plan gives one, a later day may."""
    food = await sessions.get(world.store, guild_id=world.guild.id, slug="food")
    assert food is not None
    starts = datetime.fromtimestamp(at(hour), UTC)
    later = replace(
        food, slug="later", title="Later", starts_at=starts, ends_at=starts + timedelta(hours=1)
    )
    await world.store.write(lambda tx: sessions.save(tx, later))


@pytest.fixture
async def day(bare_world: World) -> World:
    """A talk at ten, food and health at eleven."""
    await whole_plan(bare_world, TALK, FOOD, HEALTH, CLOSING)
    return bare_world


# ------------------------------------------------------------------ standing


async def test_every_sessions_room_has_one_pinned_panel_soon_after_set_up(day: World) -> None:
    for room, name in (
        ("talk", "A fair town"),
        ("food", "Food"),
        ("health", "Health"),
        ("closing", "Closing session"),
    ):
        assert title(day, room)[0] == name
        assert messages(day, room) == 1
        assert {"programme", "help"} <= set(routes_of(panels(day, room)[0]))
    for room in ("welcome", "pledge-wall", "organisers"):
        assert "## A fair town" not in "\n".join(texts_of(panels(day, room)[0]))


async def test_a_break_has_no_room_and_no_panel(bare_world: World) -> None:
    lunch = {"slug": "lunch", "title": "Lunch", "kind": "break", "starts": "12:00", "ends": "13:00"}
    await whole_plan(bare_world, TALK, lunch)
    assert "Lunch" not in bare_world.read_by(bare_world.manager)


async def test_a_room_goes_through_its_day(day: World) -> None:
    await in_the_food_room(day, 12)
    assert title(day, "food") == ("Food", await starts(day, "food"))
    assert await starts(day, "food") == f"Starts <t:{at(11)}:R>: <t:{at(11)}:f> to <t:{at(12)}:t>."
    await pass_by(day, 11)
    assert title(day, "food") == ("Food", await on_now(day, "food"))
    await pass_by(day, 0, 46)
    assert title(day, "food")[0] == "Food", "what is on is not pushed out by what comes"
    await pass_by(day, 0, 14)
    assert title(day, "food") == ("Later", await on_now(day, "later"))
    await pass_by(day, 1)
    assert title(day, "food") == ("Later", "**This session is over.** Thank you for being here.")
    assert title(day, "health")[1].startswith("**This session is over.**")
    assert messages(day, "food") == 1, "one message, drawn again"


async def test_between_two_sessions_the_room_turns_a_quarter_of_an_hour_before(
    bare_world: World,
) -> None:
    await whole_plan(bare_world, FOOD)
    await in_the_food_room(bare_world, 14)
    await pass_by(bare_world, 13, 44, wait=10)  # of which half a minute was over already
    assert title(bare_world, "food")[0] == "Food"
    await pass_by(bare_world, 0, 1, wait=10)
    assert title(bare_world, "food")[0] == "Later"


async def test_questions_can_be_read_when_they_cannot_be_asked_any_more(day: World) -> None:
    def routes() -> set[str]:
        return set(routes_of(panels(day, "talk")[0]))

    assert {"ask.new", "questions"} <= routes()
    await pass_by(day, 10)
    assert {"ask.new", "questions"} <= routes()
    await pass_by(day, 1)
    assert "questions" in routes()
    assert "ask.new" not in routes()
    assert {"pledge.new", "pledge.wall"} <= set(routes_of(panels(day, "closing")[0]))


@pytest.mark.parametrize(("session", "said"), [(FOOD, False), (PRIVATE, True)])
async def test_a_session_that_is_not_recorded_says_so_before_and_during(
    bare_world: World, session: dict[str, Any], said: bool
) -> None:
    await whole_plan(bare_world, session)
    room = session["slug"]
    for hour in (0, 11):
        await pass_by(bare_world, hour)
        assert (NOT_RECORDED in panel(bare_world, room)) is said
        assert ("This session is recorded." in panel(bare_world, room)) is not said
    await pass_by(bare_world, 1)
    assert "recorded" not in panel(bare_world, room)


# ------------------------------------------------------------------ a plan that changes


async def test_a_renamed_and_moved_session_is_shown_as_it_is_now(day: World) -> None:
    moved = FOOD | {"title": "Food *and* drink", "starts": "11:30"}
    await whole_plan(day, TALK, moved, HEALTH | {"starts": "11:30"}, CLOSING)
    name, what = title(day, "food")
    assert name == "Food \\*and\\* drink"
    assert what == f"Starts <t:{at(11, 30)}:R>: <t:{at(11, 30)}:f> to <t:{at(12)}:t>."


async def test_a_cancelled_session_says_so_until_it_would_be_over(day: World) -> None:
    await whole_plan(day, TALK, FOOD, CLOSING)
    assert title(day, "health") == (
        "Health",
        "**This session is cancelled.** See what else is on in the programme.",
    )
    assert "ask.new" not in routes_of(panels(day, "health")[0])
    await pass_by(day, 11, 30)
    assert title(day, "health")[1].startswith("**This session is cancelled.**")
    await pass_by(day, 0, 30)
    assert panels(day, "health") == []


async def test_a_session_in_another_channel_takes_its_panel_along(day: World) -> None:
    one = await sessions.get(day.store, guild_id=day.guild.id, slug="health")
    assert one is not None
    moved = replace(one, text_channel=day.general.id)
    await day.store.write(lambda tx: sessions.save(tx, moved))
    await day.wait(30)
    assert title(day, "general")[0] == "Health"
    assert panels(day, "health") == []
    assert messages(day, "health") == 0


async def test_a_room_that_the_plan_renames_keeps_its_panel(day: World) -> None:
    (before,) = panels(day, "health")
    await whole_plan(day, TALK, FOOD, HEALTH | {"channel": "attic"}, CLOSING)
    assert "health" not in day.guild.channels
    assert title(day, "attic")[0] == "Health"
    assert [one.id for one in panels(day, "attic")] == [before.id]


async def test_next_years_plan_takes_this_years_panels_down(day: World) -> None:
    await pass_by(day, 20)
    next_year = workshop("elsewhere")
    await whole_plan(day, next_year, date="2027-01-01")
    await day.wait(30)
    assert panels(day, "food") == panels(day, "talk") == panels(day, "health") == []
    assert title(day, "elsewhere")[0] == "Elsewhere"


# ------------------------------------------------------------------ bad luck


async def test_a_restart_draws_nothing_twice(day: World) -> None:
    before = {room: panels(day, room)[0].id for room in ("talk", "food", "health", "closing")}
    await day.restart()
    await day.wait(30)
    assert {room: panels(day, room)[0].id for room in before} == before
    assert [messages(day, room) for room in before] == [1, 1, 1, 1]


async def test_a_panel_sent_before_a_crash_is_found_and_not_sent_again(day: World) -> None:
    room = day.guild.channels["talk"].id
    message = panels(day, "talk")[0].id
    await day.store.write(
        lambda tx: tx.execute(
            "UPDATE posted_message SET state = 'sending', message_id = NULL WHERE channel_id = ?",
            (room,),
        )
    )
    await day.restart()
    await day.wait(30)
    assert [one.id for one in panels(day, "talk")] == [message]
    assert messages(day, "talk") == 1
    assert day.rows("SELECT state, message_id FROM posted_message WHERE channel_id = ?", room) == [
        ("posted", message)
    ]


async def test_another_message_with_the_same_button_is_not_taken_for_the_panel(
    day: World,
) -> None:
    room = day.guild.channels["talk"]
    day.env.backend.delete_message(room.id, panels(day, "talk")[0].id)
    channel = day.bot.get_partial_messageable(room.id)
    button = Reply("", ((buttons.PROGRAMME,),)).view()
    assert button is not None
    reminder = await channel.send("In ten minutes", view=button)
    await day.store.write(
        lambda tx: tx.execute(
            "UPDATE posted_message SET state = 'sending', message_id = NULL WHERE channel_id = ?",
            (room.id,),
        )
    )
    await day.restart()
    await day.wait(30)
    assert title(day, "talk")[0] == "A fair town"
    assert panels(day, "talk")[0].id != reminder.id
    assert "In ten minutes" in day.read_by(day.manager)


async def test_a_panel_deleted_by_hand_comes_back(
    day: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeper, "CHECK_TURNS", 12)
    room = day.guild.channels["food"]
    day.env.backend.delete_message(room.id, panels(day, "food")[0].id)
    await day.wait(keeper.CHECK_TURNS * keeper.TURN_SECONDS + 20)
    assert title(day, "food")[0] == "Food"
    assert [messages(day, one) for one in ("food", "talk", "health")] == [1, 1, 1]


def requests(world: World, start: int) -> list[str]:
    """What was sent to Discord since the request number ``start`` about messages in rooms."""
    rooms = {str(world.guild.channels[room].id) for room in ("talk", "food", "health", "closing")}
    return [
        request.method
        for request in world.env.http_requests[start:]
        if "/messages" in request.path and request.path.split("/")[2] in rooms
    ]


async def test_nothing_happening_costs_one_look_at_each_panel_in_a_round(
    day: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeper, "CHECK_TURNS", 12)
    await day.wait(60)
    start = len(day.env.http_requests)
    await day.wait(240)
    assert requests(day, start) == ["PATCH"] * 4 * 4


async def test_many_rooms_turn_together_within_half_a_minute(bare_world: World) -> None:
    many = [workshop(f"w{n}") for n in range(15)]
    await plan_is(bare_world, *many)
    await bare_world.wait(60)
    await pass_by(bare_world, 11)
    for n in range(15):
        assert title(bare_world, f"w{n}")[1].startswith("**On now**")


async def test_a_channel_deleted_by_hand_stops_neither_other_rooms_nor_the_wall(
    day: World,
) -> None:
    room = day.guild.channels["food"].id
    day.env.backend.delete_channel(room)
    await pass_by(day, 11, wait=60)
    assert title(day, "health")[1].startswith("**On now**")
    told = [line for line in day.log.lines if f"room {room} of guild" in line]
    assert len(told) == 1, "it rests"
    assert "run /summit setup to make its channel again" in told[0]
    assert not [line for line in day.log.lines if "wall of guild" in line]

    await day.set_up()
    await day.wait(30)
    assert title(day, "food") == ("Food", await starts(day, "food")), "as the plan has it again"
    told = len(day.log.lines)
    await day.wait(330)
    assert not [line for line in day.log.lines[told:] if "room " in line and "guild" in line]
    gone = day.rows("SELECT * FROM posted_message WHERE channel_id = ?", room)
    assert gone == [], "nothing is left to do where there is no channel"


@pytest.mark.parametrize(("status", "code", "after"), [(403, 50013, 330), (502, 0, 40)])
async def test_a_room_that_discord_refuses_rests_and_is_tried_again(
    day: World, status: int, code: int, after: float
) -> None:
    room = day.guild.channels["food"].id
    path = f"/channels/{room}/messages/{panels(day, 'food')[0].id}"
    # discord.py itself tries five times where Discord is out of order.
    day.env.inject_error("PATCH", path, status=status, code=code, times=None)
    await pass_by(day, 11)
    assert title(day, "health")[1].startswith("**On now**")
    assert title(day, "food")[1].startswith("Starts")
    day.env.backend.faults.clear()
    await day.wait(after)
    assert title(day, "food")[1].startswith("**On now**")
    assert messages(day, "food") == 1


async def test_two_servers_have_panels_of_their_own(day: World) -> None:
    other = day.beside("Othertown")
    day.plan_file.write_text(
        day.plan_file.read_text(encoding="utf-8").replace("A fair town", "Another town"),
        encoding="utf-8",
    )
    await other.set_up()
    await day.wait(30)
    assert title(day, "talk")[0] == "A fair town"
    assert title(other, "talk")[0] == "Another town"
    assert messages(day, "talk") == messages(other, "talk") == 1
    day.env.backend.delete_channel(other.guild.channels["talk"].id)
    await pass_by(day, 10)
    assert title(day, "talk")[1].startswith("**On now**")


# ------------------------------------------------------------------ texts at their limits


LONGEST: Sequence[tuple[str, str, str]] = (
    ("a" * 100, "b" * 1000, "c" * 300),
    ("*" * 100, "*" * 1000, "_" * 300),
    ("会" * 100, "مرحبا " * 166, "🍎" * 300),
)


@pytest.mark.parametrize(("name", "brief", "question"), LONGEST, ids=["plain", "marks", "other"])
async def test_the_longest_texts_of_a_plan_fit(
    bare_world: World, name: str, brief: str, question: str
) -> None:
    questions = [f"{n:02d}{question}"[:300] for n in range(25)]
    text = "\n".join(
        [
            'slug = "long"',
            f'title = "{name}"',
            'kind = "workshop"',
            'starts = "11:00"',
            'ends = "12:00"',
            f'brief = "{brief}"',
            f"questions = {questions!r}".replace("'", '"'),
        ]
    )
    await plan_is(bare_world, CLOSING)
    plan = bare_world.plan_file.read_text(encoding="utf-8")
    bare_world.plan_file.write_text(f"{plan}\n[[sessions]]\n{text}\n", encoding="utf-8")
    await bare_world.set_up()
    await bare_world.wait(30)
    for hour in (0, 11):
        await pass_by(bare_world, hour)
        shown = panel(bare_world, "long")
        assert len(shown) <= 4000
        assert "What we will talk about" in shown
        assert "- 00" in shown
        assert shown.split("\n")[-1].endswith(" more questions")
        (message,) = panels(bare_world, "long")
        tree = [component.to_dict() for component in message.components]
        assert sum(1 for _ in parts_of(tree)) <= 40


async def test_a_brief_and_few_questions_stand_in_full(bare_world: World) -> None:
    await plan_is(bare_world, FOOD | {"brief": "Bring a spoon."})
    plan = bare_world.plan_file.read_text(encoding="utf-8")
    bare_world.plan_file.write_text(f'{plan}\nquestions = ["Who cooks?", "Who eats?"]\n')
    await bare_world.set_up()
    await bare_world.wait(30)
    food = await sessions.get(bare_world.store, guild_id=bare_world.guild.id, slug="food")
    assert food is not None
    voice = f"To listen and speak, press <#{food.voice_channel}>."
    assert panel(bare_world, "food").split("\n")[2:] == [
        "This session is recorded.",
        voice,
        "Bring a spoon.",
        "**What we will talk about**",
        "- Who cooks?",
        "- Who eats?",
    ]
