"""Questions that are handed to a colleague: who may, who is told, and giving them back."""

from __future__ import annotations

from typing import Any

import pytest
from simcord.actors import MemberActor

from tests.cogs.test_questions import WORDS, facilitator, opened, session, shown, told
from tests.world import Seen, World


@pytest.fixture
async def on(world: World) -> World:
    """A keynote is on, with one question that is shown."""
    await session(world)
    await shown(world, await world.join())
    return world


def owner(world: World) -> Any:
    return world.one("SELECT owner_id FROM question")


async def given(world: World, who: MemberActor, to: MemberActor) -> Seen:
    """Hand over the question that was opened, by the buttons on it."""
    card = await opened(world, who)
    asked = await world.press(who, card, "Hand over…")
    return world.seen(await who.select(asked.newest, [to]))


async def taken(world: World) -> tuple[MemberActor, MemberActor]:
    """Fay, who leads and took the question, and Gus, who leads nothing."""
    fay = await facilitator(world)
    gus = world.person("Gus", roles=("Facilitator",))
    await world.press(fay, await opened(world, fay), "I’ll take this one")
    return fay, gus


async def test_the_colleague_gets_the_question_and_a_letter_and_may_answer(on: World) -> None:
    fay, gus = await taken(on)
    seen = await given(on, fay, gus)
    assert "**Q-1 is handed over, and your colleague is told.**" in seen.text
    assert f"Owner: <@{gus.id}>" in seen.text
    await on.wait(10)
    (letter,) = told(gus)
    assert "has handed you question Q-1" in letter
    assert WORDS in letter
    form = await on.press(gus, await opened(on, gus), "Answer in writing")
    assert "is answered" in (await on.send(gus, form, answer="Yes, from April on.")).text


async def test_giving_it_back_leaves_it_to_nobody_and_the_giver_is_told(on: World) -> None:
    fay, gus = await taken(on)
    await given(on, fay, gus)
    await on.wait(10)
    letter = gus.user.dm_channel.history()[-1]
    result = await gus.user.click(letter, label="Give it back")
    assert "**You gave Q-1 back.**" in result.response.content
    assert owner(on) is None
    await on.wait(10)
    assert "came back" in told(fay)[-1]
    again = await gus.user.click(letter, label="Give it back")
    assert "Q-1 is not yours any more" in again.response.content
    assert on.rows("SELECT event FROM question_log ORDER BY id") == [
        ("shown",),
        ("taken",),
        ("handed over",),
        ("declined",),
    ]


@pytest.mark.parametrize("role", ["", "Attendee"])
async def test_only_a_colleague_can_be_chosen(on: World, role: str) -> None:
    fay, _ = await taken(on)
    ben = on.person("Ben", roles=(role,) if role else ())
    seen = await given(on, fay, ben)
    assert seen.text.startswith("You can hand a question to facilitators and organisers")
    assert owner(on) == fay.id
    forged = await on.forge(fay, "ask.given:1", values=(str(ben.id),))
    assert forged.text.startswith("You can hand a question to facilitators and organisers")


async def test_what_is_not_ones_own_is_not_handed_over(on: World) -> None:
    fay, gus = await taken(on)
    assert "Hand over…" not in (await opened(on, gus)).buttons
    asked = await on.forge(gus, "ask.give:1")
    seen = on.seen(await gus.select(asked.newest, [gus]))
    assert seen.text.startswith("You can hand over what you have taken.")
    assert owner(on) == fay.id
    await given(on, on.manager, gus)  # an organiser hands over anybody's
    assert owner(on) == gus.id


async def test_attendees_hand_over_and_give_back_nothing(on: World) -> None:
    fay, _ = await taken(on)
    ben = await on.join(name="Ben")
    for route in ("ask.give:1", f"ask.given:1:{ben.id}"):
        assert "Only facilitators" in (await on.forge(ben, route)).text
    seen = await on.forge(ben, f"ask.decline:{on.guild.id}:1")
    assert "Q-1 is not yours any more" in seen.text
    assert owner(on) == fay.id


async def test_a_letter_of_one_server_gives_nothing_back_in_another(on: World) -> None:
    fay, _ = await taken(on)
    other = on.beside("Othertown")
    await other.set_up()
    gus = other.person("Gus", roles=("Facilitator",))
    for guild in (on.guild.id, other.guild.id):
        seen = await other.forge(gus, f"ask.decline:{guild}:1")
        assert "There is no such question here." in seen.text
    assert owner(on) == fay.id


async def test_who_is_erased_takes_their_words_out_of_the_colleagues_letter(on: World) -> None:
    fay, gus = await taken(on)
    ben = await on.join(name="Ben")
    await shown(on, ben, "What becomes of the library?")
    await on.press(fay, await opened(on, fay, 2), "I’ll take this one")
    asked = await on.press(fay, await opened(on, fay, 2), "Hand over…")
    on.seen(await fay.select(asked.newest, [gus]))
    await on.wait(10)
    assert "What becomes of the library?" in told(gus)[-1]
    seen = await on.press(ben, await on.type(ben, "mydata"), "Erase my data")
    await on.press(ben, seen, "Yes, erase everything about me")
    await on.wait(60)
    assert told(gus) == []


async def test_who_is_erased_takes_their_words_out_of_what_came_back_too(on: World) -> None:
    fay, gus = await taken(on)
    ben = await on.join(name="Ben")
    await shown(on, ben, "What becomes of the library?")
    await on.press(fay, await opened(on, fay, 2), "I’ll take this one")
    asked = await on.press(fay, await opened(on, fay, 2), "Hand over…")
    on.seen(await fay.select(asked.newest, [gus]))
    await on.wait(10)
    await gus.user.click(gus.user.dm_channel.history()[-1], label="Give it back")
    await on.wait(10)
    assert "What becomes of the library?" in told(fay)[-1]
    seen = await on.press(ben, await on.type(ben, "mydata"), "Erase my data")
    await on.press(ben, seen, "Yes, erase everything about me")
    await on.wait(60)
    assert told(fay) == []
