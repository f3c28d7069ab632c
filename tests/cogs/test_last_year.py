"""Next year's summit is set up: what people asked last year still waits, and is answered."""

from __future__ import annotations

import pytest
from simcord.actors import MemberActor

from tests.cogs.test_feedback import jump
from tests.cogs.test_programme import FOOD, TALK, day_plan, plan_is
from tests.cogs.test_questions import told
from tests.cogs.test_recordings import ONLY, options
from tests.world import World

WORDS = "Will this ever be answered?"
ANSWER = "Yes, it is answered here."
LINK = "https://media.example.org/2026"
OLD = "talk@2026-01-01"
TITLE = "1 January 2026: A fair town"

pytestmark = pytest.mark.usefixtures("without_control")


@pytest.fixture
async def amina(bare_world: World) -> MemberActor:
    """She asked a question, noted something, rated, and asked for a recording: last year."""
    world = bare_world
    await plan_is(world, TALK, FOOD)
    await jump(world, 10, 10)
    amina = await world.join(name="Amina Khan")
    form = await world.type(amina, "ask")
    await world.send(amina, form, question=WORDS, session="talk", named="yes")
    await world.forge(amina, "recording.ask:talk")
    form = await world.type(amina, "note", world.guild.channels["food"])
    await world.send(amina, form, note="A shared garden", kind="idea", named="yes", session="food")
    await jump(world, 16)
    await world.forge(amina, "feedback.rate:20260101:talk:4")
    await jump(world, 8, day=2)
    world.plan_file.write_text(day_plan(TALK, FOOD, date="2026-03-01"), encoding="utf-8")
    await world.set_up()
    assert world.rows("SELECT session FROM question") == [(OLD,)]
    return amina


@pytest.mark.usefixtures("amina")
async def test_the_organisers_panel_counts_last_years(bare_world: World) -> None:
    await bare_world.restart()
    await bare_world.wait(60)
    text = bare_world.panel_text()
    assert "1 question waits" in text
    assert "1 request for a recording waits." in text


async def test_last_years_question_is_shown_left_over_and_answered(
    bare_world: World, amina: MemberActor
) -> None:
    world = bare_world
    fay = world.person("Fay", roles=("Facilitator",))
    seen = await world.forge(amina, "ask.mine")
    assert f"**Q-1** · waiting: a facilitator looks at it before others see it · {TITLE}" in (
        seen.text
    )
    assert WORDS in seen.text
    seen = await world.forge(fay, "ask.queue")
    assert f"For: {TITLE}" in seen.text
    await world.press(fay, seen, "Show")
    seen = await world.forge(fay, "ask.left")
    assert "**1 left over** from sessions that are past" in seen.text
    assert f"{TITLE}\n> {WORDS}" in seen.text
    seen = await world.choose(fay, seen, "1")
    assert "Upvote Q-1" not in seen.buttons
    form = await world.press(fay, seen, "Answer in writing")
    seen = await world.send(fay, form, answer=ANSWER)
    assert "is answered, and whoever asked is told.**" in seen.text
    await world.wait(30)
    assert [text for text in told(amina) if ANSWER in text]
    assert f"Answer: {ANSWER}" in (await world.forge(amina, "ask.mine")).text
    assert "No question is left over" in (await world.forge(fay, "ask.left")).text


async def test_votes_on_last_years_question_stay_closed(
    bare_world: World, amina: MemberActor
) -> None:
    await bare_world.forge(bare_world.manager, "ask.show:1:WAITING")
    await bare_world.forge(amina, "ask.vote:1")
    assert bare_world.rows("SELECT votes FROM question") == [(0,)]
    seen = await bare_world.forge(amina, f"questions:{OLD}")
    assert WORDS not in seen.text


@pytest.mark.parametrize("label", ["Publish a link…", "There will be none…"])
async def test_last_years_request_is_answered(
    bare_world: World, amina: MemberActor, label: str
) -> None:
    world = bare_world
    seen = await world.type(world.manager, "recordings")
    first = next(line for line in seen.text.splitlines() if line.startswith("- "))
    assert first == f"- **{TITLE}**: 1 person asked, 1 without an answer · no link yet"
    assert seen.text.count("2026") == 1, "nobody asked for the other of last year"
    seen = await world.choose(world.manager, seen, OLD)
    form = await world.press(world.manager, seen, label)
    fields = {"link": LINK, "note": ""} if "link" in label else {"reason": "The sound was lost."}
    seen = await world.send(world.manager, form, **fields)
    assert "**Saved. 1 person is being told.**" in seen.text
    await world.wait(30)
    said = LINK if "link" in label else "The sound was lost."
    (letter,) = [text for text in told(amina) if said in text]
    assert f"You asked for the recording of **{TITLE}**." in letter
    await world.restart()
    assert "for a recording" not in world.panel_text()


async def test_people_see_their_own_requests_of_last_year_and_nobody_elses(
    bare_world: World, amina: MemberActor
) -> None:
    world = bare_world
    seen = await world.type(amina, "recording")
    assert options(seen) == {
        "talk": "Not asked for yet",
        "food": "Not asked for yet",
        OLD: "You have asked for it",
    }
    seen = await world.choose(amina, seen, OLD)
    assert "already.** Nothing was changed." in seen.text
    bo = await world.join(name="Bo")
    assert set(options(await world.type(bo, "recording"))) == {"talk", "food"}
    await world.forge(bo, f"recording.ask:{OLD}")
    assert world.rows("SELECT user_id FROM recording_request") == [(amina.id,)]
    seen = await world.press(amina, seen, "Take it back")
    assert "**You no longer ask for the recording" in seen.text
    assert list(seen.buttons) == ["Other recordings"]
    assert world.rows("SELECT user_id FROM recording_request") == []


async def test_results_offer_last_years_sessions(bare_world: World, amina: MemberActor) -> None:
    world = bare_world
    seen = await world.type(world.manager, "results")
    assert f"- **{TITLE}**" in seen.text
    seen = await world.choose(world.manager, seen, OLD)
    assert f"**{TITLE}**" in seen.text
    for route in ("results", f"results.open:{OLD}"):
        assert (await world.forge(amina, route)).text.startswith(ONLY)


async def test_a_note_of_last_year_names_its_session(bare_world: World, amina: MemberActor) -> None:
    mine = await bare_world.forge(amina, "note.mine")
    assert " · 1 January 2026: food\n" in mine.text
    one = await bare_world.forge(amina, "note.open:1")
    assert "For: 1 January 2026: food" in one.text
