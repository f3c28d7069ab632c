"""Nothing is typed or pressed twice: forms come back with their words, presses wait for joining."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
from simcord.actors import MemberActor

from bot import again
from bot.answers import Answer
from bot.ui import Form, TextField
from db import drafts
from domain.rules import RuleBroken
from tests.world import Seen, World

OLD = "This button or form is from an older message"
JOIN_FIRST = "**One more step: join the summit.**"
WORDS = "Größe *and* more"


class Counter:
    """A small capability: its form takes words of four characters or more, of who has joined."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.saved: list[tuple[str, ...]] = []
        self.presses = 0
        again_ = world.bot.again
        again_.form("try.keep", self.save, self.reopen, final={"pledge.withdrawn"})
        again_.form(
            "try.make",
            self.save,
            self.reopen,
            makes=True,
            after_joining="they are counted",
            join_label="Join and count",
        )
        world.bot.routes.press("try.press", self.press)
        world.bot.routes.press("try.form", self.open, opens_form=True)

    async def save(self, answer: Answer, of: str, fields: dict[str, str]) -> None:
        answer.typed = fields["words"]
        if answer.typed == "gone":
            raise RuleBroken("pledge.withdrawn", reference="P-0001")
        if len(answer.typed) < 4:
            raise RuleBroken("text.empty", field="text")
        if not self.world.rows("SELECT 1 FROM attendee WHERE user_id = ?", answer.user_id):
            raise RuleBroken("join.first")
        self.saved.append((of, answer.typed))
        answer.saved = "Your text"
        if answer.typed == "late":
            raise RuleBroken("text.empty", field="text")
        await answer.send(f"Kept for {of}.")

    async def reopen(self, answer: Answer, of: str, fields: dict[str, str]) -> Form:
        return Form(
            f"try.keep:{of}", "Again", (TextField("words", "Words", value=fields["words"]),)
        )

    async def press(self, answer: Answer, of: str, more: str = "") -> None:
        if not self.world.rows("SELECT 1 FROM attendee WHERE user_id = ?", answer.user_id):
            raise RuleBroken("join.first")
        self.presses += 1
        await answer.send(f"Pressed {of}{more}.")

    async def open(self, answer: Answer, of: str) -> None:
        raise RuleBroken("join.first")


@pytest.fixture
async def world(tmp_path: Path) -> AsyncGenerator[World]:
    async with World.opened(tmp_path) as opened:
        await opened.set_up()
        yield opened


@pytest.fixture
def counter(world: World) -> Counter:
    return Counter(world)


async def send(world: World, member: MemberActor, words: str, route: str = "try.keep:7") -> Seen:
    return await world.forge(member, route, fields={"words": words})


def kept(world: World) -> list[str]:
    return [form for (form,) in world.rows("SELECT form FROM draft ORDER BY id")]


# ------------------------------------------------------------------ given back


async def test_a_refused_form_is_given_back_once_with_its_words(
    world: World, counter: Counter
) -> None:
    amina = await world.join()
    refused = await send(world, amina, "abc")
    assert refused.text == (
        "**Not saved yet.** The text is empty. Write something in it and send the form again.\n"
        "Your words are kept for you:\n> abc"
    )
    assert len(refused.messages) == 1
    assert kept(world) == ["try.keep:7"]
    form = await world.press(amina, refused, "Open the form again")
    assert form.fields == {"words": "abc"}
    assert "Kept for 7." in (await world.send(amina, form, words=WORDS)).text
    assert counter.saved == [("7", WORDS)]


async def test_people_s_words_are_shown_inert_and_opened_as_they_were(
    world: World, counter: Counter
) -> None:
    amina = await world.join()
    refused = await send(world, amina, "*x")
    assert "> \\*x" in refused.text
    form = await world.press(amina, refused, "Open the form again")
    assert form.fields == {"words": "*x"}


async def test_a_restart_between_loses_nothing(world: World, counter: Counter) -> None:
    amina = await world.join()
    refused = await send(world, amina, "abc")
    await world.restart()
    Counter(world)
    form = await world.press(amina, refused, "Open the form again")
    assert form.fields == {"words": "abc"}


async def test_what_opening_again_cannot_mend_is_not_given_back(
    world: World, counter: Counter
) -> None:
    amina = await world.join()
    refused = await send(world, amina, "gone")
    assert "P-0001 was withdrawn" in refused.text
    assert "```\ngone\n```" in refused.text  # to copy
    assert refused.buttons == {}
    assert kept(world) == []


async def test_what_was_saved_already_is_not_given_back(world: World, counter: Counter) -> None:
    amina = await world.join()
    refused = await send(world, amina, "late")
    assert counter.saved == [("7", "late")]
    assert "Not saved yet" not in refused.text
    assert kept(world) == []


async def test_a_form_that_makes_something_has_one_draft_under_its_own_id(
    world: World, counter: Counter
) -> None:
    amina = await world.join()
    await send(world, amina, "a", "try.make:500")
    await send(world, amina, "ab", "try.make:500")
    assert world.rows("SELECT id, form FROM draft") == [(500, "try.make:500")]
    draft = await drafts.get(world.store, draft_id=500, guild_id=world.guild.id, user_id=amina.id)
    assert draft is not None
    assert draft.fields == {"words": "ab"}


async def test_somebody_else_s_draft_is_neither_opened_nor_replaced(
    world: World, counter: Counter
) -> None:
    amina, mallory = await world.join(name="Amina"), await world.join(name="Mallory")
    await send(world, amina, "abc", "try.make:500")
    for route in ("form.again:500", "form.again:501", "form.again:x", "form.again"):
        seen = await world.forge(mallory, route)
        assert OLD in seen.text, route
        assert "abc" not in seen.text
    await send(world, mallory, "xyz", "try.make:500")
    assert world.rows("SELECT user_id, fields FROM draft") == [(amina.id, '{"words": "abc"}')]


async def test_a_draft_of_another_server_is_not_opened_there(
    world: World, counter: Counter
) -> None:
    amina = await world.join()
    await send(world, amina, "abc", "try.make:500")
    other = world.beside("Elsewhere")
    await other.set_up()
    there = other.guild.add_member(amina.user)
    seen = await other.forge(there, "form.again:500")
    assert OLD in seen.text


async def test_a_draft_of_a_form_that_is_no_more_is_old(world: World) -> None:
    amina = await world.join()
    await drafts.keep(
        world.store,
        draft_id=500,
        guild_id=world.guild.id,
        user_id=amina.id,
        form="gone.form:1",
        fields={"words": "abc"},
        now=world.env.now(),
    )
    assert OLD in (await world.forge(amina, "form.again:500")).text
    assert OLD in (await send(world, amina, "abc", "gone.form:1")).text


async def test_a_form_with_other_parts_than_it_takes_is_old(world: World, counter: Counter) -> None:
    amina = await world.join()
    for route in ("try.keep", "try.keep:1:2"):
        assert OLD in (await send(world, amina, WORDS, route)).text
    assert counter.saved == []
    assert kept(world) == []


# ------------------------------------------------------------------ sent in the end


async def test_what_was_kept_goes_when_the_form_is_sent(world: World, counter: Counter) -> None:
    amina, ben = await world.join(), await world.join(name="Ben")
    for member, route in ((amina, "try.keep:7"), (amina, "try.keep:8"), (ben, "try.keep:7")):
        await send(world, member, "abc", route)
    refused = await send(world, amina, "ab")
    form = await world.press(amina, refused, "Open the form again")
    assert "Kept for 7." in (await world.send(amina, form, words=WORDS)).text
    assert world.rows("SELECT user_id, form FROM draft ORDER BY id") == [
        (amina.id, "try.keep:8"),
        (ben.id, "try.keep:7"),
    ]


async def test_a_draft_goes_too_when_its_form_opened_under_a_newer_version(
    world: World, counter: Counter
) -> None:
    async def newer(answer: Answer, of: str, fields: dict[str, str]) -> Form:
        return await counter.reopen(answer, "8", fields)

    world.bot.again.form("try.version", counter.save, newer)
    amina = await world.join()
    refused = await send(world, amina, "abc", "try.version:7")
    form = await world.press(amina, refused, "Open the form again")
    assert kept(world) == ["try.keep:8"]
    await world.send(amina, form, words=WORDS)
    assert counter.saved == [("8", WORDS)]
    assert kept(world) == []


async def test_a_draft_that_cannot_be_deleted_does_not_spoil_the_answer(
    world: World, counter: Counter
) -> None:
    amina = await world.join()
    await send(world, amina, "abc")
    await world.store.write(
        lambda tx: tx.execute(
            """CREATE TRIGGER stuck BEFORE DELETE ON draft
            BEGIN INSERT INTO nowhere VALUES (1); END"""
        )
    )
    seen = await send(world, amina, WORDS)
    assert seen.text == "Kept for 7."
    assert kept(world) == ["try.keep:7"]
    world.expect_trouble()


async def test_who_sends_again_what_became_something_is_told_so(world: World) -> None:
    nia, mallory = world.person("Nia"), await world.join(name="Mallory")
    fields = {"theme": "food", "action": "I will cook for my street once a week", "from": "me"}
    fields |= {"organisation": "", "first_step": ""}
    asked = await world.forge(nia, "pledge.new:12345", fields=fields)
    await world.send(nia, await world.press(nia, asked, "Join and make my pledge"), kind="resident")
    assert kept(world) == []
    form = await world.press(nia, asked, "Join and make my pledge")
    seen = await world.send(nia, form, kind="resident")
    assert "This was sent before, and it is saved." in seen.text
    assert OLD not in seen.text
    assert "This was sent before" in (await world.forge(nia, "form.again:12345")).text
    assert OLD in (await world.forge(mallory, "form.again:12345")).text
    assert world.rows("SELECT count(*) FROM pledge") == [(1,)]


# ------------------------------------------------------------------ joining first


async def test_a_form_of_a_newcomer_is_sent_when_they_have_joined(
    world: World, counter: Counter
) -> None:
    nia = world.person("Nia")
    asked = await send(world, nia, WORDS, "try.make:500")
    assert asked.text == (
        f"{JOIN_FIRST} Your words are kept, and they are counted as soon as you have joined.\n"
        "> Größe \\*and\\* more"
    )
    assert asked.buttons == {"Join and count": "join:draft-500"}
    form = await world.press(nia, asked, "Join and count")
    seen = await world.send(nia, form, kind="resident")
    assert "Kept for 500." in seen.text
    assert counter.saved == [("500", WORDS)]


async def test_a_form_refused_after_joining_is_given_back(world: World, counter: Counter) -> None:
    nia = world.person("Nia")
    asked = await send(world, nia, WORDS, "try.make:500")
    await drafts.keep(
        world.store,
        draft_id=500,
        guild_id=world.guild.id,
        user_id=nia.id,
        form="try.make:500",
        fields={"words": "abc"},
        now=world.env.now(),
    )
    form = await world.press(nia, asked, "Join and count")
    seen = await world.send(nia, form, kind="resident")
    assert "**Not saved yet.**" in seen.text
    assert "> abc" in seen.text
    form = await world.press(nia, seen, "Open the form again")
    assert form.fields == {"words": "abc"}


async def test_a_press_of_a_newcomer_is_done_when_they_have_joined(
    world: World, counter: Counter
) -> None:
    nia = world.person("Nia")
    asked = await world.forge(nia, "try.press:one:two")
    assert asked.text == f"{JOIN_FIRST} Then this is done for you."
    assert asked.buttons == {"Join the summit": "join:go-try.press~one~two"}
    form = await world.press(nia, asked, "Join the summit")
    assert "Pressed onetwo." in (await world.send(nia, form, kind="resident")).text
    assert counter.presses == 1


async def test_a_choice_from_a_menu_is_done_too(world: World, counter: Counter) -> None:
    nia = world.person("Nia")
    asked = await world.forge(nia, "try.press:one", values=("two",))
    form = await world.press(nia, asked, "Join the summit")
    assert "Pressed onetwo." in (await world.send(nia, form, kind="resident")).text


async def test_what_opens_a_form_gets_a_button_after_joining(
    world: World, counter: Counter
) -> None:
    nia = world.person("Nia")
    form = await world.press(nia, await world.forge(nia, "try.form:one"), "Join the summit")
    seen = await world.send(nia, form, kind="resident")
    assert "You have joined Anytown Summit." in seen.text
    assert "Now press “Go on” to go on." in seen.text
    assert seen.buttons == {"Go on": "try.form:one"}


async def test_a_route_too_long_to_carry_is_left_out_and_said_so(
    world: World, counter: Counter
) -> None:
    nia = world.person("Nia")
    room = 100 - len("join:go-try.press~")
    fits, not_ = "x" * room, "x" * (room + 1)
    asked = await world.forge(nia, f"try.press:{not_}")
    assert asked.text == f"{JOIN_FIRST} Then do this again."
    assert asked.buttons == {"Join the summit": "join"}
    asked = await world.forge(nia, f"try.press:{fits}")
    assert asked.text == f"{JOIN_FIRST} Then this is done for you."
    form = await world.press(nia, asked, "Join the summit")
    assert f"Pressed {fits}." in (await world.send(nia, form, kind="resident")).text


async def test_a_command_goes_on_where_it_says_how(world: World) -> None:
    nia = world.person("Nia")
    asked = await world.type(nia, "workshops")
    assert asked.text == f"{JOIN_FIRST} Then this is done for you."
    assert asked.buttons == {"Join the summit": "join:go-workshops"}


async def test_a_command_that_does_not_say_how_is_typed_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    nia = world.person("Nia")
    command = world.bot.tree.get_command("workshops")
    assert command is not None
    monkeypatch.delitem(command.extras, "again")
    asked = await world.type(nia, "workshops")
    assert asked.text == f"{JOIN_FIRST} Then do this again."
    assert asked.buttons == {"Join the summit": "join:-"}
    form = await world.press(nia, asked, "Join the summit")
    assert "You have joined" in (await world.send(nia, form, kind="resident")).text


@pytest.mark.parametrize("wanted", ["one", "one:two", "one:two-three:4", "feedback.rate:2021:a:5"])
def test_a_route_comes_back_out_of_the_joining_form_as_it_went_in(wanted: str) -> None:
    assert again.wanted_of(f"join:{again.then(wanted)}") == wanted
    assert again.wanted_of(again.join_and(wanted).route) == wanted


def test_nothing_wanted_is_nothing_carried() -> None:
    assert again.then("") == "-"
    assert (
        again.wanted_of("join:-")
        == again.wanted_of("join")
        == again.wanted_of("join:draft-7")
        == ""
    )
