"""Recordings: asked for in a room or from a list, answered by organisers, told to all who asked."""

from __future__ import annotations

from typing import Any

import pytest

from cogs.recordings import cards
from domain.recordings import Answer, Recording, Requests
from tests.cogs.test_feedback import jump
from tests.cogs.test_programme import CLOSING, FOOD, HEALTH, LUNCH, TALK, plan_is
from tests.cogs.test_questions import told
from tests.domain.test_questions import session
from tests.world import Seen, World, parts_of

LINK = "https://media.example.org/talk_1"
REASON = "The sound was not kept."
ONLY = "Only organisers can do this."
TITLE = "A fair town"

pytestmark = pytest.mark.usefixtures("without_control")


@pytest.fixture
async def day(bare_world: World) -> World:
    secret = HEALTH | {"recorded": False}
    await plan_is(bare_world, TALK, FOOD, secret, LUNCH, CLOSING)
    await jump(bare_world, 10, 30)
    await bare_world.wait(30)
    return bare_world


def options(seen: Seen) -> dict[str, str]:
    return {
        option["value"]: option["description"]
        for part in parts_of(seen.newest.components)
        for option in part.get("options", ())
    }


def requests(world: World) -> list[tuple[Any, ...]]:
    return world.rows("SELECT session, user_id, told FROM recording_request ORDER BY user_id")


async def ask(world: World, member: Any, slug: str = "talk") -> Seen:
    return await world.choose(member, await world.type(member, "recording"), slug)


async def card(world: World, slug: str = "talk") -> Seen:
    return await world.choose(world.manager, await world.type(world.manager, "recordings"), slug)


async def publish(world: World, label: str = "Publish a link…", **fields: str) -> Seen:
    form = await world.press(world.manager, await card(world), label)
    return await world.send(world.manager, form, **fields)


# ------------------------------------------------------------------ asking


@pytest.mark.parametrize("way", ["command", "button"])
async def test_asking_from_the_list_is_kept_at_once(day: World, way: str) -> None:
    amina = await day.join()
    if way == "command":
        seen = await day.type(amina, "recording")
    else:
        seen = await day.press(amina, day.panel, "Ask for a recording")
    assert options(seen) == {
        "talk": "Not asked for yet",
        "food": "Not asked for yet",
        "health": "This session is not recorded",
        "closing": "Not asked for yet",
    }
    seen = await day.choose(amina, seen, "talk")
    assert seen.text == (
        f"**You have asked for the recording of “{TITLE}”.**\n"
        "We write to you when it is out, or why there is none."
        " Organisers see how many people asked, not who."
    )
    assert requests(day) == [("talk", amina.id, 0)]
    await day.deliver_again()
    assert "already.** Nothing was changed." in (await ask(day, amina)).text
    assert requests(day) == [("talk", amina.id, 0)]
    assert options(await day.type(amina, "recording"))["talk"] == "You have asked for it"


async def test_a_room_offers_its_own_session(day: World) -> None:
    amina = await day.join()
    (panel,) = day.guild.channels["talk"].pinned_messages()
    seen = await day.press(amina, panel, "Ask for a recording")
    assert f"This room: **{TITLE}**" in seen.text
    assert "talk" not in options(seen)
    seen = await day.press(amina, seen, "Ask for this recording")
    assert requests(day) == [("talk", amina.id, 0)]
    seen = await day.press(amina, seen, "Take it back")
    assert "**You no longer ask for the recording" in seen.text
    assert requests(day) == []
    await day.deliver_again()
    seen = await day.press(amina, seen, "Ask for this recording")
    assert requests(day) == [("talk", amina.id, 0)]


async def test_what_is_not_recorded_says_so(day: World) -> None:
    amina = await day.join()
    seen = await ask(day, amina, "health")
    assert "“Health” is not recorded, so there is no recording to ask for." in seen.text
    assert requests(day) == []
    (panel,) = day.guild.channels["health"].pinned_messages()
    labels = [
        part["label"]
        for part in parts_of([row.to_dict() for row in panel.components])
        if part["type"] == 2
    ]
    assert "Ask for a recording" not in labels


@pytest.mark.parametrize("slug", ["lunch", "no-such", "talk@2025-01-01"])
async def test_a_forged_session_is_refused(day: World, slug: str) -> None:
    amina = await day.join()
    for route in ("ask", "back"):
        seen = await day.forge(amina, f"recording.{route}:{slug}")
        assert "There is no such session here." in seen.text
    assert requests(day) == []


async def test_who_has_not_joined_joins_and_is_back_where_they_were(day: World) -> None:
    nia = day.person("Nia")
    form = await day.press(nia, await day.type(nia, "recording"), "Join the summit")
    seen = await day.send(nia, form, kind="resident")
    await day.choose(nia, seen, "food")
    assert requests(day) == [("food", nia.id, 0)]
    ola = day.person("Ola")
    form = await day.press(ola, await day.forge(ola, "recording.ask:food"), "Join the summit")
    await day.send(ola, form, kind="resident")
    assert {row[1] for row in requests(day)} == {nia.id, ola.id}


# ------------------------------------------------------------------ answering


async def test_a_link_reaches_everybody_who_asked_and_who_asks_later(day: World) -> None:
    amina, ben = await day.join(name="Amina"), await day.join(name="Ben")
    await ask(day, amina)
    seen = await publish(day, link=LINK, note="Captions *follow*.")
    assert "**Saved. 1 person is being told.**" in seen.text
    await day.wait(10)
    assert told(amina) == [
        f"You asked for the recording of **{TITLE}**. It is out.\n"
        f"The recording: {LINK}\n> Captions \\*follow\\*."
    ]
    seen = await ask(day, ben)
    assert seen.text == f"**{TITLE}**\nThe recording: {LINK}\n> Captions \\*follow\\*."
    assert told(ben) == []
    assert options(await day.type(ben, "recording"))["talk"] == "The recording is out"


async def test_a_link_is_changed_quietly_or_with_a_letter(day: World) -> None:
    amina = await day.join()
    await ask(day, amina)
    await publish(day, link=LINK)
    form = await day.press(day.manager, await card(day), "Change the link…")
    assert form.fields == {"link": LINK, "note": "", "again": "no"}
    seen = await day.send(day.manager, form, link=f"{LINK}b")
    assert "**Saved.** Nobody had to be told." in seen.text
    await publish(day, "Change the link…", link=f"{LINK}c", again="yes")
    await day.wait(10)
    assert told(amina)[1:] == [
        f"There is news about the recording of **{TITLE}**: it is here now.\nThe recording: {LINK}c"
    ]


async def test_that_there_is_none_is_told_with_the_reason(day: World) -> None:
    amina = await day.join()
    await ask(day, amina)
    form = await day.press(day.manager, await card(day), "There will be none…")
    await day.send(day.manager, form, reason=REASON)
    await day.wait(10)
    assert told(amina) == [
        f"You asked for the recording of **{TITLE}**. We are sorry.\n"
        f"There will be no recording. The reason:\n> {REASON}"
    ]
    assert "Change the reason…" in (await card(day)).buttons


@pytest.mark.parametrize("link", ["http://example.org/a", "https://a b.example/", "example.org/ab"])
async def test_a_bad_link_is_given_back_and_nobody_is_told(day: World, link: str) -> None:
    amina = await day.join()
    await ask(day, amina)
    refused = await publish(day, link=link, note="Captions follow")
    assert "**Not saved yet.** That is not a link that can be published." in refused.text
    form = await day.press(day.manager, refused, "Open the form again")
    assert form.fields == {"link": link, "note": "Captions follow"}
    await day.send(day.manager, form, link=LINK)
    assert requests(day) == [("talk", amina.id, 1)]


async def test_of_two_organisers_the_second_looks_first(day: World) -> None:
    await ask(day, await day.join())
    olu = await day.organiser()
    mine = await day.press(day.manager, await card(day), "Publish a link…")
    (panel,) = day.organisers.pinned_messages()
    theirs = await day.choose(olu, await day.press(olu, panel, "Recordings"), "talk")
    form = await day.press(olu, theirs, "There will be none…")
    await day.send(olu, form, reason=REASON)
    refused = await day.send(day.manager, mine, link=LINK)
    assert "**Not saved yet.** Somebody else has answered this in the meantime." in refused.text
    assert day.rows("SELECT answer FROM recording") == [("none",)]
    form = await day.press(day.manager, refused, "Open the form again")
    await day.send(day.manager, form)
    assert day.rows("SELECT answer, link, version FROM recording") == [("out", LINK, 2)]


async def test_a_session_cancelled_while_the_form_was_open_gets_no_link(day: World) -> None:
    amina = await day.join()
    await ask(day, amina)
    form = await day.press(day.manager, await card(day), "Publish a link…")
    await plan_is(day, FOOD, HEALTH, LUNCH, CLOSING)
    seen = await day.send(day.manager, form, link=LINK)
    assert f"“{TITLE}” was cancelled, so there is no recording of it." in seen.text
    # Who asked can still be told why.
    form = await day.press(day.manager, await card(day), "There will be none…")
    await day.send(day.manager, form, reason=REASON)
    await day.wait(10)
    assert len(told(amina)) == 1


@pytest.mark.parametrize("roles", [(), ("Attendee",), ("Facilitator",)])
async def test_only_organisers_answer(day: World, roles: tuple[str, ...]) -> None:
    await ask(day, await day.join())
    other = day.person("Eve", roles=roles)
    for route in (
        "recordings",
        "recordings:0",
        "recordings.publish:talk:0",
        "recordings.none:talk:0",
    ):
        assert ONLY in (await day.forge(other, route)).text, route
    assert ONLY in (await day.forge(other, "recordings.open", values=("talk",))).text
    fields = {"link": LINK, "note": "", "reason": REASON}
    for route in ("recordings.publish:talk:0", "recordings.none:talk:0"):
        assert ONLY in (await day.forge(other, route, fields=fields)).text
    assert day.rows("SELECT * FROM recording") == []


async def test_the_queue_and_the_panel_say_how_many_wait(day: World) -> None:
    await ask(day, await day.join(name="Amina"))
    await ask(day, await day.join(name="Ben"), "food")
    await ask(day, await day.join(name="Cy"), "food")
    await day.wait(10)
    assert "## For organisers\n3 requests for a recording wait." in day.panel_text()
    (panel,) = day.organisers.pinned_messages()
    seen = await day.press(day.manager, panel, "Recordings")
    assert seen.text == (
        "**Recordings**\n"
        "- **Food**: 2 people asked, 2 without an answer · no link yet\n"
        f"- **{TITLE}**: 1 person asked, 1 without an answer · no link yet\n"
        "- **Closing session**: nobody asked · no link yet"
    )
    await publish(day, link=LINK)
    await day.wait(10)
    assert "2 requests for a recording wait." in day.panel_text()


async def test_the_panel_says_how_many_questions_wait(day: World) -> None:
    amina = await day.join()
    form = await day.type(amina, "ask")
    await day.send(amina, form, question="Will there be more buses?", session="talk")
    await day.wait(10)
    text = day.panel_text()
    assert "1 question waits to be looked at." in text
    assert "recording wait" not in text
    (panel,) = day.organisers.pinned_messages()
    assert "1 question waits" in (await day.press(day.manager, panel, "Look at questions")).text


# ------------------------------------------------------------------ limits


def test_everything_fits_in_a_message_and_its_rows() -> None:
    many = [session(slug=f"session-{n}" + "x" * 25) for n in range(200)]
    note, link = "*_" * 150, "https://example.org/" + "_" * 280
    out = Recording(many[0].slug, Answer.OUT, 999, link=link, note=note)
    none = Recording(many[1].slug, Answer.NONE, 999, reason=note)
    answers = {one.session: one for one in (out, none)}
    asked = dict.fromkeys((one.slug for one in many), Requests(99_999, 99_999))
    for reply in (
        cards.choose(many, answers, set(asked), many[0]),
        cards.choose(many, answers, set(asked), many[1]),
        cards.asked(many[0], out, new=True),
        cards.queue(many, answers, asked, page=2),
        cards.one(many[0], out, Requests(3, 3), cards.answered(99_999)),
        cards.one(many[1], none, Requests(3, 3)),
    ):
        assert len(reply.text) <= 2000
        assert "(shortened here" not in reply.text
        for row in reply.rows:
            assert len(row) <= 5
            for part in row:
                component = part.component()
                assert len(component["custom_id"]) <= 100
                assert 1 <= len(component.get("options", "x")) <= 25
    for answer in (out, none):
        subject, text = cards.letter(answer, many[0], True)
        assert len(subject) <= 80
        assert len(text) <= 2000
    assert link in cards.letter(out, many[0], False)[1]
