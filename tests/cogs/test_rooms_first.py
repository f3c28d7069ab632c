"""Which session is meant in a room, and that it is in every menu, of however many sessions."""

from __future__ import annotations

from typing import Any

import discord
import pytest

from tests.cogs.test_questions import WORDS, session
from tests.world import Seen, World, parts_of

MINUTES = (-10, 10)
PUBLIC = discord.ChannelType.public_thread

pytestmark = pytest.mark.usefixtures("without_control")


def slugs(shown: Seen, name: str) -> list[str]:
    """The sessions in a menu of a message, or of a form."""
    there = shown.newest.components if shown.messages else shown.form["components"]
    return [
        option["value"]
        for part in parts_of(there)
        if part.get("custom_id") == name
        for option in part["options"]
    ]


@pytest.fixture
async def on(world: World) -> World:
    """Forty talks at the same time; the last of them in the general channel."""
    await many(world, MINUTES)
    return world


async def many(world: World, minutes: tuple[int, int], **other: Any) -> None:
    for number in range(40):
        room = world.general.id if number == 39 else None
        values: dict[str, Any] = {"position": number, "text_channel": room} | other
        await session(world, f"k{number}", minutes, **values)


async def test_a_question_in_a_room_is_for_its_session(on: World) -> None:
    amina = await on.join()
    form = await on.type(amina, "ask")
    assert form.fields["session"] == "k39"
    assert slugs(form, "session") == ["k39", *(f"k{n}" for n in range(24))]
    await on.send(amina, form, question=WORDS)
    assert on.one("SELECT session FROM question") == "k39"


async def test_elsewhere_what_is_on_for_somebody_comes_first(on: World) -> None:
    ben = await on.join(name="Ben")
    assert (await on.type(ben, "ask", on.welcome)).fields["session"] == ""
    await session(on, "k30", (30, 60), kind="workshop", walk_in=True, slot=None)
    await on.forge(ben, f"workshop.choose:{on.guild.id}:k30")
    await session(on, "k30", MINUTES, kind="workshop", walk_in=True, slot=None)
    form = await on.type(ben, "ask", on.welcome)
    assert form.fields["session"] == "k30"
    assert slugs(form, "session") == ["k30", *(f"k{n}" for n in range(24))]
    assert slugs(await on.type(ben, "ask"), "session")[:3] == ["k39", "k30", "k0"]
    assert "for Session k30**" in (await on.type(ben, "questions", on.welcome)).text


async def test_a_form_that_opens_again_keeps_the_session_that_was_chosen(on: World) -> None:
    amina = await on.join()
    form = await on.type(amina, "ask")
    refused = await on.send(amina, form, question="x" + " " * 20, session="k23")
    again = await on.press(amina, refused, "Open the form again")
    assert again.fields["session"] == "k23"
    assert slugs(again, "session")[:3] == ["k39", "k23", "k0"]


async def test_the_questions_of_a_room_are_those_of_its_session(on: World) -> None:
    await session(on, "health", MINUTES, kind="workshop", text_channel=on.wall.id)
    amina = await on.join()
    assert "**Questions for Session k39**" in (await on.type(amina, "questions")).text
    assert "**Questions for Session health**" in (await on.type(amina, "questions", on.wall)).text
    other = await on.forge(amina, "questions", values=("k30",))
    assert "**Questions for Session k30**" in other.text
    assert slugs(other, "questions")[:3] == ["k39", "k30", "k0"]
    assert len(slugs(other, "questions")) == 25


async def test_a_thread_counts_as_its_room(on: World) -> None:
    amina = await on.join()
    room = on.bot.get_channel(on.general.id)
    thread = await room.create_thread(name="Group 1", type=PUBLIC)  # pyright: ignore
    await on.env.settle()
    inside = next(one for one in on.general.threads if one.id == thread.id)
    assert (await on.type(amina, "ask", inside)).fields["session"] == "k39"
    assert "for Session k39**" in (await on.type(amina, "questions", inside)).text
    assert "for Session k39**" not in (await on.type(amina, "questions", on.welcome)).text


async def test_the_notes_of_another_session_have_the_way_back_to_the_rooms(world: World) -> None:
    await many(world, MINUTES, kind="workshop")
    amina = await world.join()
    other = await world.forge(amina, "notes", values=("k30",))
    assert slugs(other, "notes")[:3] == ["k30", "k39", "k0"]
    assert len(slugs(other, "notes")) == 25


async def test_the_feedback_menu_has_the_rooms_session(world: World) -> None:
    await many(world, (-60, -10))
    amina = await world.join()
    seen = await world.type(amina, "feedback")
    assert "How was **Session k39**?" in seen.text
    (name,) = [part["custom_id"] for part in parts_of(seen.newest.components) if part["type"] == 3]
    assert slugs(seen, name)[:2] == ["k39", "k0"]
    edition = name.split(":")[-1]
    other = await world.forge(amina, f"feedback.show:{edition}", values=("k30",))
    assert slugs(other, name)[:3] == ["k39", "k30", "k0"]


async def test_the_recording_of_the_room_stands_above_the_menu(on: World) -> None:
    amina = await on.join()
    assert "This room: **Session k39**" in (await on.type(amina, "recording")).text
