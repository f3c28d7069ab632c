"""Questions: asked, read, upvoted, moderated, answered; with and without a name."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from simcord.actors import MemberActor

from db import sessions
from tests.world import Seen, World, parts_of, texts_of

WORDS = "Will there be more buses in the evening?"
REASON = "Please leave out the name of the driver."
ANSWER = "Yes, from April on there will be two more."
ONLY = "Only facilitators and organisers can do this."
NAME = "Zuleikha Quartermaine"


async def session(
    world: World, slug: str = "keynote", minutes: tuple[int, int] = (-5, 60), **o: Any
):
    """A session of this server, from and to so many minutes from now."""
    (pledging,) = [
        one
        for one in await sessions.every(world.store, guild_id=world.guild.id)
        if one.slug == "closing"
    ]
    now = world.env.now()
    values: dict[str, Any] = {"kind": "keynote", "title": f"Session {slug}", "position": 5}
    made = replace(
        pledging,
        slug=slug,
        starts_at=now + timedelta(minutes=minutes[0]),
        ends_at=now + timedelta(minutes=minutes[1]),
        **(values | o),
    )
    await world.store.write(lambda tx: sessions.save(tx, made))
    return made


@pytest.fixture
async def on(world: World) -> World:
    """A summit with a keynote on."""
    await session(world)
    return world


async def ask(world: World, member: MemberActor, words: str = WORDS, **fields: str) -> Seen:
    form = await world.type(member, "ask")
    return await world.send(member, form, question=words, **fields)


async def facilitator(world: World) -> MemberActor:
    """Fay, who leads every room."""
    fay = world.person("Fay", roles=("Facilitator",))
    await world.lead(fay)
    return fay


async def shown(world: World, member: MemberActor, words: str = WORDS, **fields: str) -> Seen:
    """A question that the manager lets be seen."""
    seen = await ask(world, member, words, **fields)
    await world.press(world.manager, await queue(world), "Show")
    return seen


async def queue(world: World, member: MemberActor | None = None) -> Seen:
    member = member or world.manager
    return await world.press(member, await world.type(member, "questions"), "Moderate")


async def opened(world: World, member: MemberActor, number: int = 1) -> Seen:
    return await world.forge(member, "ask.open", values=(str(number),))


def states(world: World) -> list[str]:
    return [state for (state,) in world.rows("SELECT state FROM question ORDER BY number")]


def told(member: MemberActor) -> list[str]:
    return [
        text for message in member.user.dm_channel.history() for text in texts_of(message) if text
    ]


# ------------------------------------------------------------------ asking


async def test_the_form_says_what_a_name_means_and_what_is_kept(on: World) -> None:
    amina = await on.join()
    form = await on.type(amina, "ask")
    said = str(form.form)
    assert "The room, the facilitators and every export see no name" in said
    assert "We keep who asked" in said
    assert form.fields == {"question": "", "session": "keynote", "named": "no"}


async def test_asking_is_acknowledged_and_waits(on: World) -> None:
    amina = await on.join()
    seen = await ask(on, amina, named="yes")
    assert "**Your question is saved as Q-1.**" in seen.text
    assert f"> {WORDS}" in seen.text
    assert "It stands with your name: Amina Khan." in seen.text
    listing = await on.press(amina, seen, "See the questions")
    assert "**Q-1** · yours · waiting" in listing.text
    ben = await on.join(name="Ben")
    assert WORDS not in (await on.type(ben, "questions")).text


async def test_with_several_sessions_none_is_chosen_for_people(on: World) -> None:
    await session(on, "other", kind="workshop")
    await session(on, "gone", kind="workshop", cancelled=True)
    await session(on, "past", (-60, 0))
    await session(on, "coffee", kind="break")
    await session(on, "later", (90, 120))
    amina = await on.join()
    form = await on.type(amina, "ask")
    options = [
        option["value"]
        for part in parts_of(form.form["components"])
        if part.get("custom_id") == "session"
        for option in part["options"]
    ]
    assert options == ["keynote", "other", "later"]
    assert form.fields["session"] == ""


async def test_where_nothing_takes_questions_that_is_said(world: World) -> None:
    amina = await world.join()
    seen = await world.type(amina, "ask")
    assert "No session takes questions at the moment." in seen.text
    assert "No session takes questions" in (await world.type(amina, "questions")).text


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("x" + " " * 20, "too short"),
        ("Will the bus \u202e come soon?", "changes the order"),
        ("Will the bus \x07 come soon?", "cannot be seen or printed"),
    ],
)
async def test_what_is_refused_is_given_back_with_the_form(
    on: World, words: str, says: str
) -> None:
    amina = await on.join()
    refused = await ask(on, amina, words, named="yes")
    assert "**Not saved yet.**" in refused.text
    assert says in refused.text
    assert states(on) == []
    form = await on.press(amina, refused, "Open the form again")
    assert form.fields == {"question": words, "session": "keynote", "named": "yes"}
    seen = await on.send(amina, form, question=WORDS)
    assert "saved as Q-1" in seen.text
    assert on.one("SELECT named FROM question") == 1


@pytest.mark.parametrize(
    "words", ["a" * 10, "ö" * 500, "هل ستكون هناك حافلات؟", "会有更多的公交车服务吗？"]
)
async def test_limits_and_scripts_are_taken(on: World, words: str) -> None:
    amina = await on.join()
    assert "saved as Q-1" in (await ask(on, amina, words)).text
    assert on.one("SELECT words FROM question") == words


@pytest.mark.parametrize("words", ["a" * 9, "a" * 501])
async def test_a_forged_form_beyond_the_limits_is_refused(on: World, words: str) -> None:
    amina = await on.join()
    fields = {"question": words, "session": "keynote", "named": "no"}
    seen = await on.forge(amina, "ask.new:77", fields=fields)
    assert "**Not saved yet.**" in seen.text
    assert states(on) == []


async def test_a_form_sent_or_delivered_twice_makes_one_question(on: World) -> None:
    amina = await on.join()
    await ask(on, amina)
    await on.deliver_again()
    form_id = on.one("SELECT id FROM question")
    fields = {"question": WORDS, "session": "keynote", "named": "no"}
    seen = await on.forge(amina, f"ask.new:{form_id}", fields=fields)
    assert "saved before as Q-1" in seen.text
    assert states(on) == ["waiting"]
    mallory = await on.join(name="Mallory")
    seen = await on.forge(mallory, f"ask.new:{form_id}", fields=fields)
    assert "This form is not yours" in seen.text
    assert states(on) == ["waiting"]


async def test_who_has_not_joined_joins_first(on: World) -> None:
    nia = on.person("Nia")
    form = await on.type(nia, "ask")
    assert form.form["title"] == "Join the summit"
    seen = await on.send(nia, form, kind="resident")
    assert "You have joined Anytown Summit." in seen.text
    form = await on.press(nia, seen, "Ask a question")
    assert "saved as Q-1" in (await on.send(nia, form, question=WORDS)).text


async def test_words_typed_before_joining_are_asked_after_it(on: World) -> None:
    nia = on.person("Nia")
    fields = {"question": WORDS, "session": "keynote", "named": "yes"}
    seen = await on.forge(nia, "ask.new:77", fields=fields)
    assert "One more step: join the summit." in seen.text
    assert WORDS in seen.text
    form = await on.press(nia, seen, "Join and ask my question")
    seen = await on.send(nia, form, kind="resident")
    assert "saved as Q-1" in seen.text
    assert on.rows("SELECT id, words, named FROM question") == [(77, WORDS, 1)]
    assert on.rows("SELECT * FROM draft") == []


@pytest.mark.parametrize(
    ("change", "says"),
    [({"cancelled": True}, "was cancelled"), ({"minutes": (-60, 0)}, "is over")],
)
async def test_a_session_that_ends_while_the_form_is_open_gives_the_words_back(
    on: World, change: dict[str, Any], says: str
) -> None:
    await session(on, "later", (90, 120))
    amina = await on.join()
    form = await on.type(amina, "ask")
    await session(on, **change)
    refused = await on.send(amina, form, question=WORDS)
    assert says in refused.text
    assert WORDS in refused.text
    assert states(on) == []
    form = await on.press(amina, refused, "Open the form again")
    assert form.fields["question"] == WORDS
    assert form.fields["session"] == "", "the session that is gone is not chosen any more"
    await session(on, "later", (-1, 120))
    form = await on.press(amina, refused, "Open the form again")
    assert form.fields["session"] == "later", "the one that is on by now"
    assert "saved as Q-1" in (await on.send(amina, form)).text


async def test_a_session_moved_while_the_form_is_open_still_takes_the_question(on: World) -> None:
    amina = await on.join()
    form = await on.type(amina, "ask")
    await session(on, minutes=(90, 120))
    assert "saved as Q-1" in (await on.send(amina, form, question=WORDS)).text


async def test_words_are_given_back_when_nothing_takes_questions_any_more(on: World) -> None:
    amina = await on.join()
    form = await on.type(amina, "ask")
    await session(on, minutes=(-60, 0))
    refused = await on.send(amina, form, question=WORDS)
    seen = await on.press(amina, refused, "Open the form again")
    assert "No session takes questions" in seen.text
    assert WORDS in seen.text


async def test_a_form_open_over_a_restart_is_taken(on: World) -> None:
    amina = await on.join()
    form = await on.type(amina, "ask")
    await on.restart()
    assert "saved as Q-1" in (await on.send(amina, form, question=WORDS)).text


# ------------------------------------------------------------------ names


@pytest.mark.parametrize("named", ["no", "yes"])
async def test_without_a_name_nobody_ever_meets_the_name(on: World, named: str) -> None:
    zuleikha = await on.join(on.person("Zed"), name=NAME)
    before = len(on.log.lines)
    fay, ben = await facilitator(on), await on.join(name="Ben")
    await ask(on, zuleikha, named=named)
    cards = [await queue(on, fay)]
    cards.append(await on.press(fay, cards[-1], "Show"))
    for member in (fay, on.manager, ben):
        cards += [await on.type(member, "questions"), await opened(on, member)]
    cards.append(await on.press(fay, await opened(on, fay), "I’ll take this one"))
    cards.append(await on.press(fay, await opened(on, fay), "Asked live"))
    form = await on.press(fay, await opened(on, fay), "Answer in writing")
    cards.append(await on.send(fay, form, answer=ANSWER))
    form = await on.press(fay, await opened(on, fay), "Hide…")
    cards += [await on.send(fay, form, reason=REASON), await opened(on, on.manager)]
    assert sum(WORDS in card.text for card in cards) >= 8
    await on.wait(10)
    everything = "\n".join(
        [
            *(card.text for card in cards),
            *(str(part) for card in cards for m in card.messages for part in m.components),
            str(form.form),
            on.read_by(on.manager),
            *on.log.lines[before:],
        ]
    )
    assert (NAME in everything) is (named == "yes")
    # Nor does a number lead to them.
    assert (f"<@{zuleikha.id}>" in everything) is False
    asker = on.one("SELECT id FROM question")
    assert str(asker) not in everything


async def test_who_asked_without_a_name_is_told_in_words_in_a_direct_message(on: World) -> None:
    amina = await on.join()
    await shown(on, amina)
    await hide(on)
    await on.wait(10)
    (letter,) = told(amina)
    for words in ("Q-1", WORDS, REASON):
        assert words in letter
    seen = await on.press(amina, await on.type(amina, "questions"), "Your questions")
    assert WORDS in seen.text
    assert f"The reason: {REASON}" in seen.text


async def test_closed_direct_messages_tell_nobody_who_asked_without_a_name(on: World) -> None:
    amina = await on.join()
    await shown(on, amina)
    on.env.inject_error(
        "POST",
        f"/channels/{amina.user.dm_channel.id}/messages",
        status=403,
        code=50007,
        message="Cannot send messages to this user",
        times=None,
    )
    await hide(on)
    await on.wait(10)
    assert on.rows("SELECT state FROM letter") == [("thread",)]
    (thread,) = on.welcome.threads
    (letter,) = [text for m in thread.history() for text in texts_of(m) if text]
    assert "something new about a question of yours" in letter
    for word in ("Q-1", WORDS, REASON, "question"):
        assert word not in (thread.name or "")
    assert WORDS not in letter
    assert "Q-1" not in letter


async def test_two_hundred_sessions_fit_a_menu_the_nearest_first(on: World) -> None:
    for number in range(40):
        await session(on, f"past-{number}", (-600 - number, -500 - number))
        await session(on, f"next-{number}", (500 + number, 600 + number), kind="workshop")
    seen = await on.type(await on.join(), "questions")
    (menu,) = [part for part in parts_of(seen.newest.components) if part["type"] == 3]
    slugs = [option["value"] for option in menu["options"]]
    assert slugs == ["keynote", *(f"next-{n}" for n in range(24))]
    form = await on.type(await on.join(name="Ben"), "ask")
    assert form.fields["session"] == "keynote"


# ------------------------------------------------------------------ reading


async def test_pinned_top_and_new_ones_are_seen_at_once(on: World) -> None:
    amina, ben = await on.join(), await on.join(name="Ben")
    for number in range(1, 13):
        await shown(on, amina, f"This is question number {number}, is it not?")
    for number in (3, 5, 7):
        await on.forge(ben, f"ask.vote:{number}")
    await on.forge(amina, "ask.vote:5")
    await on.press(on.manager, await opened(on, on.manager, 2), "Pin")
    seen = await on.type(ben, "questions")
    order = [line.split("**")[1] for line in seen.text.splitlines() if line.startswith("**Q-")]
    assert order == ["Q-2", "Q-5", "Q-12", "Q-3", "Q-11", "Q-7", "Q-10", "Q-1"]
    assert "**Q-2** · 0 votes · pinned · Without a name" in seen.text
    assert "**Q-5** · 2 votes" in seen.text
    assert [label for label in seen.buttons if label.startswith("Upvote")] == [
        f"Upvote {reference}" for reference in order
    ]
    more = await on.press(ben, seen, "More")
    order = [line.split("**")[1] for line in more.text.splitlines() if line.startswith("**Q-")]
    assert order == ["Q-4", "Q-6", "Q-8", "Q-9"]
    newest = await on.press(ben, more, "Newest")
    order = [line.split("**")[1] for line in newest.text.splitlines() if line.startswith("**Q-")]
    assert order == [f"Q-{n}" for n in range(12, 4, -1)]
    assert "**Q-12**" in (await on.press(ben, newest, "Most votes")).text


async def test_a_page_of_the_longest_questions_fits_a_message(on: World) -> None:
    amina = await on.join()
    await session(on, "other", kind="workshop")
    for number in range(10):
        await shown(on, amina, f"{number} " + "_" * 480 + " why?", session="keynote")
    seen = await on.forge(on.manager, "questions:keynote")
    assert len(seen.text) <= 2000
    assert len(seen.newest.components) == 5
    assert f"0 {'_' * 10}" not in seen.text, "marks are escaped"
    for custom_id in ("questions:keynote:newest:1", "ask.mine", "ask.left", "questions:keynote:x"):
        assert len((await on.forge(amina, custom_id)).text) <= 2000


async def test_one_question_can_be_read_in_full(on: World) -> None:
    amina = await on.join()
    words = "Why " + "is that so " * 40 + "in the end?"
    await shown(on, amina, words)
    seen = await opened(on, await on.join(name="Ben"))
    assert words in seen.text
    assert "For: Session keynote" in seen.text
    assert list(seen.buttons) == ["Upvote Q-1"]


async def test_what_waits_or_is_hidden_is_read_by_its_asker_alone(on: World) -> None:
    amina, ben = await on.join(), await on.join(name="Ben")
    await ask(on, amina)
    for _ in range(2):
        assert WORDS in (await opened(on, amina)).text
        unknown = await opened(on, ben)
        assert unknown.text == (await opened(on, ben, 99)).text
        assert "There is no such question here." in unknown.text
        await hide(on)


# ------------------------------------------------------------------ votes


async def test_a_vote_counts_once_and_can_be_undone(on: World) -> None:
    amina, ben = await on.join(), await on.join(name="Ben")
    await shown(on, amina)
    seen = await on.press(ben, await on.type(ben, "questions"), "Upvote Q-1")
    assert seen.text == "**Your vote for Q-1 is counted.** It has 1 vote."
    seen = await on.press(ben, await on.type(ben, "questions"), "Upvote Q-1")
    assert seen.text == "**You have voted for Q-1 already.** It has 1 vote."
    seen = await on.press(ben, seen, "Take it back")
    assert seen.text == "**Your vote for Q-1 is taken back.** It has 0 votes."
    assert on.rows("SELECT * FROM question_vote") == []
    assert "counted" in (await on.press(ben, seen, "Upvote Q-1")).text
    assert "It has 2 votes" in (await on.forge(amina, "ask.vote:1")).text, "one’s own too"


async def test_who_has_not_joined_votes_after_joining(on: World) -> None:
    await shown(on, await on.join())
    nia = on.person("Nia")
    seen = await on.forge(nia, "ask.vote:1")
    assert "One more step: join the summit." in seen.text
    form = await on.press(nia, seen, "Join the summit")
    seen = await on.send(nia, form, kind="resident")
    assert "**Your vote for Q-1 is counted.**" in seen.text
    assert on.one("SELECT votes FROM question") == 1


async def test_what_is_not_shown_takes_no_votes(on: World) -> None:
    amina, ben = await on.join(), await on.join(name="Ben")
    await ask(on, amina)
    for _ in range(2):
        assert "There is no such question here." in (await on.forge(ben, "ask.vote:1")).text
        await hide(on)
    assert on.one("SELECT votes FROM question") == 0


async def test_votes_close_with_the_session_and_an_old_button_says_so(on: World) -> None:
    amina, ben = await on.join(), await on.join(name="Ben")
    await shown(on, amina)
    old = await on.type(ben, "questions")
    await session(on, minutes=(-60, 0))
    seen = await on.press(ben, old, "Upvote Q-1")
    assert "is over, so its questions and votes are closed." in seen.text
    assert on.one("SELECT votes FROM question") == 0
    now = await on.type(ben, "questions")
    assert "Upvote Q-1" not in now.buttons
    assert "questions and votes are closed" in now.text


# ------------------------------------------------------------------ moderating


async def hide(world: World, number: int = 1) -> Seen:
    """The manager hides a question, unless it is hidden."""
    seen = await opened(world, world.manager, number)
    if "Hide…" not in seen.buttons:
        return seen
    return await world.send(
        world.manager, await world.press(world.manager, seen, "Hide…"), reason=REASON
    )


async def test_the_queue_goes_oldest_first_with_show_hide_and_later(on: World) -> None:
    amina, fay = await on.join(), await facilitator(on)
    for number in range(1, 4):
        await ask(on, amina, f"This is question number {number}, is it not?")
    listing = await on.type(fay, "questions")
    assert "3 questions wait to be looked at: press “Moderate”." in listing.text
    assert "to be looked at" not in (await on.type(amina, "questions")).text
    seen = await queue(on, fay)
    assert "3 questions wait to be looked at." in seen.text
    assert "number 1" in seen.text
    seen = await on.press(fay, seen, "Later")
    assert "number 2" in seen.text
    seen = await on.press(fay, seen, "Show")
    assert "**Q-2 is shown.**" in seen.text
    assert "number 3" in seen.text
    seen = await on.send(fay, await on.press(fay, seen, "Hide…"), reason=REASON)
    assert "**Q-3 is hidden.**" in seen.text
    assert "That was the last one. 1 question still waits for later." in seen.text
    assert "number 1" in (await on.press(fay, seen, "Start again from the oldest")).text
    assert states(on) == ["waiting", "shown", "hidden"]
    assert on.rows("SELECT DISTINCT moderator_id FROM question_log") == [(fay.id,)]


@pytest.mark.parametrize("who", ["stranger", "attendee"])
async def test_only_moderators_reach_any_part_of_moderation(on: World, who: str) -> None:
    amina = await on.join()
    await ask(on, amina)
    await shown(on, amina, "This one is shown already, is it not?")
    member = on.person("Mallory")
    if who == "attendee":
        await on.join(member, name="Mallory")
    before = on.rows("SELECT * FROM question")
    assert "Moderate" not in (await on.type(member, "questions")).buttons
    for number in (1, 2):
        for route in (
            "ask.queue",
            f"ask.queue:{number}",
            "ask.left",
            f"ask.show:{number}:WAITING",
            f"ask.hide:{number}",
            f"ask.pin:{number}",
            f"ask.unpin:{number}",
            f"ask.live:{number}",
            f"ask.answer:{number}",
            f"ask.take:{number}:0",
        ):
            seen = await on.forge(member, route)
            assert seen.text.startswith(ONLY), route
            assert seen.result.modal is None
        for route, fields in (
            (f"ask.hide:{number}", {"reason": REASON}),
            (f"ask.answer:{number}", {"answer": ANSWER}),
        ):
            assert (await on.forge(member, route, fields=fields)).text.startswith(ONLY), route
    assert on.rows("SELECT * FROM question") == before
    assert on.rows("SELECT * FROM letter") == []


async def test_who_lost_the_role_is_refused_on_an_open_card(on: World) -> None:
    fay = await facilitator(on)
    await ask(on, await on.join())
    card = await queue(on, fay)
    on.env.backend.guilds[on.guild.id].members[fay.id].role_ids.clear()
    assert (await on.forge(fay, card.buttons["Show"])).text.startswith(ONLY)
    assert states(on) == ["waiting"]


async def test_two_moderators_do_not_undo_each_other_unknowingly(on: World) -> None:
    fay = await facilitator(on)
    await ask(on, await on.join())
    stale = await queue(on, fay)
    await hide(on)
    seen = await on.press(fay, stale, "Show")
    assert "Somebody has dealt with Q-1 already: it is hidden now." in seen.text
    assert states(on) == ["hidden"]
    assert "Q-1 is shown" in (await on.press(fay, await opened(on, fay), "Show")).text
    assert states(on) == ["shown"]


async def test_the_reason_reaches_the_asker_once(on: World) -> None:
    amina = await on.join()
    await shown(on, amina, named="yes")
    await hide(on)
    await on.deliver_again()
    await on.wait(10)
    await on.restart()
    await on.wait(20)
    (letter,) = told(amina)
    assert "Thank you for your question Q-1" in letter
    assert REASON in letter
    assert WORDS in letter


async def test_a_written_answer_stands_in_the_list_and_reaches_the_asker_once(on: World) -> None:
    amina, fay = await on.join(), await facilitator(on)
    await shown(on, amina, named="yes")
    form = await on.press(fay, await opened(on, fay), "Answer in writing")
    second = await on.press(fay, await opened(on, fay), "Answer in writing")
    seen = await on.send(fay, form, answer=ANSWER)
    assert "**Q-1 is answered, and whoever asked is told.**" in seen.text
    again = await on.send(fay, second, answer="Another answer, which came too late.")
    assert "it is answered in writing now" in again.text
    assert "Another answer, which came too late." in again.text, "the words are given back"
    await on.wait(10)
    (letter,) = told(amina)
    assert ANSWER in letter
    listing = await on.type(fay, "questions")
    assert "**Q-1** · 0 votes · answered in writing · Amina Khan" in listing.text
    assert f"Answer: {ANSWER}" in listing.text
    assert "Upvote Q-1" not in listing.buttons
    assert "was answered in writing already" in (await on.forge(amina, "ask.vote:1")).text


async def test_an_answer_too_short_is_given_back(on: World) -> None:
    await shown(on, await on.join())
    form = await on.press(on.manager, await opened(on, on.manager), "Answer in writing")
    seen = await on.send(on.manager, form, answer="Yes" + " " * 10)
    assert "The answer is too short" in seen.text
    assert states(on) == ["shown"]


async def test_what_was_asked_live_is_marked_and_can_still_be_answered(on: World) -> None:
    amina = await on.join()
    await shown(on, amina)
    seen = await on.press(on.manager, await opened(on, on.manager), "Asked live")
    assert "· asked live ·" in seen.text
    assert {"Asked live", "I’ll take this one"} & set(seen.buttons) == set()
    form = await on.press(on.manager, seen, "Answer in writing")
    await on.send(on.manager, form, answer=ANSWER)
    assert states(on) == ["answered in writing"]


async def test_pins_are_two_and_can_be_taken_away(on: World) -> None:
    amina = await on.join()
    for number in range(3):
        await shown(on, amina, f"This is question number {number}, is it not?")
    for number in (1, 2):
        await on.press(on.manager, await opened(on, on.manager, number), "Pin")
    seen = await on.press(on.manager, await opened(on, on.manager, 3), "Pin")
    assert "2 questions of this session are pinned already." in seen.text
    seen = await on.press(on.manager, await opened(on, on.manager, 1), "Unpin")
    assert "**Q-1 is no longer pinned.**" in seen.text
    assert on.rows("SELECT number FROM question WHERE pinned") == [(2,)]


async def test_what_was_left_over_has_an_owner_and_is_answered_later(on: World) -> None:
    amina, fay = await on.join(), await facilitator(on)
    await shown(on, amina)
    await shown(on, amina, "This one nobody has taken, is it not?")
    stale = await opened(on, on.manager)
    await on.press(fay, await opened(on, fay), "I’ll take this one")
    seen = await on.press(on.manager, stale, "I’ll take this one")
    assert "Somebody else has taken Q-1 in the meantime." in seen.text
    assert "No question is left over." in (await on.forge(fay, "ask.left")).text
    await session(on, minutes=(-60, 0))
    seen = await on.press(fay, await queue(on, fay), "Not asked yet")
    assert f"Without a name · Owner: <@{fay.id}> · Session keynote\n> {WORDS}" in seen.text
    assert "No owner yet" in seen.text
    card = await on.choose(fay, seen, "1")
    form = await on.press(fay, card, "Answer in writing")
    await on.send(fay, form, answer=ANSWER)
    assert WORDS not in (await on.forge(fay, "ask.left")).text
    await on.press(on.manager, await opened(on, on.manager, 2), "I’ll take this one")
    await on.press(fay, await opened(on, fay, 2), "Take it over")
    assert on.rows("SELECT owner_id FROM question") == [(fay.id,)] * 2


# ------------------------------------------------------------------ elsewhere


async def test_another_server_neither_sees_nor_moves_a_question(on: World) -> None:
    amina = await on.join()
    await shown(on, amina)
    other = on.beside("Othertown")
    await other.set_up()
    there = await other.join(other.guild.add_member(amina.user), name="Amina")
    before = on.rows("SELECT * FROM question")
    assert "No session takes questions" in (await other.type(there, "questions")).text
    unknown = "There is no such question here."
    for member, routes in (
        (there, ("ask.vote:1", "ask.unvote:1", "ask.open:1")),
        (
            other.manager,
            ("ask.show:1:SHOWN", "ask.pin:1", "ask.live:1", "ask.answer:1", "ask.hide:1"),
        ),
    ):
        for route, seen in (await other.forge_all(member, routes)).items():
            assert seen.text.startswith(unknown), route
    seen = await other.forge(there, "questions:keynote")
    assert WORDS not in seen.text
    assert "You have not asked a question yet." in (await other.forge(there, "ask.mine")).text
    visitor = on.guild.add_member(other.manager.user)
    assert (await on.forge(visitor, "ask.queue")).text.startswith(ONLY)
    assert on.rows("SELECT * FROM question") == before


@pytest.mark.parametrize(
    "route",
    ["questions:gone", "questions:keynote:upside", "ask.open:x", "ask.show:1:OLD", "ask.again:5"],
)
async def test_what_no_message_of_today_says_is_refused_kindly(on: World, route: str) -> None:
    await shown(on, await on.join())
    before = on.rows("SELECT * FROM question")
    seen = await on.forge(on.manager, route)
    assert "older message" in seen.text or "takes no questions" in seen.text
    assert on.rows("SELECT * FROM question") == before


async def test_buttons_work_after_a_restart(on: World) -> None:
    amina = await on.join()
    await ask(on, amina)
    card = await queue(on)
    listing = await on.type(amina, "questions")
    await on.restart()
    assert "Q-1 is shown" in (await on.press(on.manager, card, "Show")).text
    assert "Upvote Q-1" in (await on.press(amina, listing, "Newest")).buttons
