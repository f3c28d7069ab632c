"""What organisers read of the feedback: averages and words, no names; and nobody else."""

from __future__ import annotations

import pytest
from simcord.actors import MemberActor

from cogs.feedback import cards, result_cards
from db import attendees, feedback
from domain.feedback import DayRating, Rating, Remark, Result
from tests.cogs.test_feedback import EDITION, jump
from tests.cogs.test_programme import DAY, plan_is
from tests.db.given import details
from tests.domain.test_questions import session
from tests.world import World

ONLY = "Only organisers can do this."


@pytest.fixture
async def evening(bare_world: World) -> World:
    await plan_is(bare_world, *DAY)
    await jump(bare_world, 15)
    await bare_world.wait(20)
    return bare_world


async def said(world: World, number: int, rating: int, words: str = "", *, named: bool) -> None:
    """Somebody who joined says how the talk was, without playing it all."""
    guild_id, now, user_id = world.guild.id, world.env.now(), 10**17 + number
    await attendees.join(
        world.store,
        guild_id=guild_id,
        user_id=user_id,
        details=details(f"Person {number}"),
        now=now,
    )
    await attendees.role_given(world.store, guild_id=guild_id, user_id=user_id)
    await feedback.rate(
        world.store, guild_id=guild_id, user_id=user_id, session="talk", rating=rating, now=now
    )
    await feedback.say(
        world.store,
        guild_id=guild_id,
        user_id=user_id,
        session="talk",
        words=words,
        named=named,
        now=now,
    )
    await feedback.rate_day(
        world.store,
        guild_id=guild_id,
        user_id=user_id,
        edition=EDITION,
        rating=rating,
        useful=words,
        change="",
        named=named,
        now=now,
    )


async def panel_press(world: World, label: str, member: MemberActor | None = None):
    (panel,) = world.organisers.pinned_messages()
    return await world.press(member or world.manager, panel, label)


@pytest.mark.parametrize("way", ["command", "button"])
async def test_organisers_see_counts_averages_and_sentences(evening: World, way: str) -> None:
    await said(evening, 1, 5, "Very *clear*", named=False)
    await said(evening, 2, 4, "Too long", named=True)
    await said(evening, 3, 4, named=False)
    if way == "command":
        seen = await evening.type(evening.manager, "results")
    else:
        seen = await panel_press(evening, "Feedback")
    assert "The day: 3 ratings, 4.3 of 5 on average" in seen.text
    assert "- **A fair town**: 3 ratings, 4.3 of 5 on average" in seen.text
    assert "- **Food**: no rating yet" in seen.text
    one = await evening.choose(evening.manager, seen, "talk")
    assert one.text.startswith(
        "**A fair town**: 3 ratings, 4.3 of 5 on average\n"
        "5 Very good: 1 person\n4 Good: 2 people\n3 All right: 0 people\n"
        "2 Not so good: 0 people\n1 Poor: 0 people\n2 sentences, from number 1:\n"
    )
    assert "> Very \\*clear\\*\nWithout a name" in one.text
    assert "> Too long\nPerson 2" in one.text
    assert "Person 1" not in one.text
    back = await evening.press(evening.manager, one, "All sessions")
    day = await evening.press(evening.manager, back, "The day")
    assert "**What was most useful?**\n2 answers, from number 1:" in day.text
    other = await evening.press(evening.manager, day, "What should we change?")
    assert "There is no answer to read." in other.text


async def test_of_fewer_than_three_only_the_number_is_shown(evening: World) -> None:
    await said(evening, 1, 1, "Secret words", named=False)
    await said(evening, 2, 2, "Open words", named=True)
    seen = await evening.type(evening.manager, "results")
    assert "- **A fair town**: 2 ratings, shown from 3 on" in seen.text
    one = await evening.choose(evening.manager, seen, "talk")
    assert "Secret words" not in one.text
    assert "1 Poor" not in one.text
    assert "> Open words\nPerson 2" in one.text
    day = await evening.forge(evening.manager, "results.day")
    assert day.text.startswith("**The day**: 2 ratings, shown from 3 on")
    assert "Secret words" not in day.text


async def test_sentences_come_a_page_at_a_time(evening: World) -> None:
    for number in range(7):
        await said(evening, number, 3, f"Sentence {number}", named=False)
    seen = await evening.forge(evening.manager, "results.open", values=("talk",))
    first = seen.text
    more = await evening.press(evening.manager, seen, "More")
    assert "7 sentences, from number 6:" in more.text
    assert (first.count("> Sentence"), more.text.count("> Sentence")) == (5, 2)
    assert not set(first.split("\n> ")[1:]) & set(more.text.split("\n> ")[1:])
    again = await evening.press(evening.manager, more, "Earlier")
    assert again.text == first


@pytest.mark.parametrize("roles", [(), ("Attendee",), ("Facilitator",)])
async def test_nobody_else_reads_the_results(evening: World, roles: tuple[str, ...]) -> None:
    await said(evening, 1, 1, "Secret words", named=True)
    other = evening.person("Eve", roles=roles)
    for route in (
        "results",
        "results:0",
        "results.open:talk:0",
        "results.day",
        "results.day:useful:0",
    ):
        assert ONLY in (await evening.forge(other, route)).text, route
    assert ONLY in (await evening.forge(other, "results.open", values=("talk",))).text
    # Nor does anything stand in a channel that they read.
    assert "Secret words" not in evening.read_by(other)


@pytest.mark.parametrize("route", ["results.open:no-such:0", "results.day:other:0", "results:x"])
async def test_a_forged_button_of_an_organiser_is_refused(evening: World, route: str) -> None:
    seen = await evening.forge(evening.manager, route)
    assert "There is no such session here." in seen.text or "older message" in seen.text


# ------------------------------------------------------------------ limits


MARKS = "*_" * 250


def test_everything_fits_in_a_message_and_its_rows() -> None:
    many = [session(slug=f"session-{n}" + "x" * 25) for n in range(200)]
    results = {one.slug: Result((9999, 9999, 9999, 9999, 9999)) for one in many}
    remarks = [Remark(MARKS, "N*" * 30) for _ in range(12)]
    own = Rating(many[0].slug, 5, MARKS, True)
    replies = [
        result_cards.overview(many, results, Result((9, 9, 9, 9, 9)), page=1),
        result_cards.of_session(many[0], Result((9, 9, 9, 9, 9)), remarks, page=1),
        result_cards.of_day(Result((9, 9, 9, 9, 9)), remarks, "useful", page=1),
        cards.choose(many, {many[0].slug: own}, many[0], EDITION, day=True, day_mine=None),
        cards.rated(many[0], own, None, EDITION),
        cards.said(many[0], own, EDITION),
        cards.day_said(DayRating(5, MARKS, MARKS, True), new=True, edition=EDITION),
    ]
    for reply in replies:
        assert len(reply.text) <= 2000
        assert len(reply.rows) <= 5
        routes: list[str] = []
        for row in reply.rows:
            assert len(row) <= 5
            for part in row:
                component = part.component()
                routes.append(component["custom_id"])
                assert len(component.get("label", "")) <= 80
                assert len(component.get("options", ())) <= 25
        assert len(routes) == len(set(routes))
        assert max(map(len, routes)) <= 100
