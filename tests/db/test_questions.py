"""Questions in a real file: numbers, repeats, votes, letters, and what never stands in a row."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from db import drafts, question_moderation, question_reads, questions, sessions
from db.question_moderation import Letter
from db.store import Store
from domain.questions import Question, State
from domain.rules import RuleBroken
from domain.sessions import Session
from tests.db.given import (
    GUILD,
    MAYA,
    NOW,
    OLA,
    ORGANISER,
    ROB,
    SAM,
    SECOND_ORGANISER,
    at,
    join,
    look,
)

WORDS = "Will there be more buses in the evening?"
REASON = "Please leave out the name"
ANSWER = "Yes, from April on there will be."


@pytest.fixture
async def on(summit: Store) -> Session:
    """A keynote that is on now."""
    keynote = next(
        one for one in await sessions.every(summit, guild_id=GUILD) if one.kind == "keynote"
    )
    keynote = replace(keynote, starts_at=at(-600), ends_at=at(600))
    await summit.write(lambda tx: sessions.save(tx, keynote))
    return keynote


async def ask(store: Store, keynote: Session, question_id: int = 1001, **other: Any) -> Question:
    values: dict[str, Any] = {
        "guild_id": GUILD,
        "user_id": MAYA,
        "session": keynote.slug,
        "words": WORDS,
        "named": False,
        "now": NOW,
    }
    question, _ = await questions.ask(store, question_id=question_id, **(values | other))
    return question


async def shown(store: Store, keynote: Session, question_id: int = 1001) -> Question:
    question = await ask(store, keynote, question_id)
    return await question_moderation.show(
        store,
        guild_id=GUILD,
        number=question.number,
        user_id=ORGANISER,
        organiser=True,
        seen="waiting",
        now=NOW,
    )


def tell(question: Question) -> Letter:
    return Letter(f"subject {question.reference}", f"{question.state}: {question.hidden_reason}")


def who(number: int = 1, user_id: int = ORGANISER) -> dict[str, Any]:
    """Of which question, and who does it."""
    return {"guild_id": GUILD, "number": number, "user_id": user_id, "now": NOW}


def leads(number: int = 1, user_id: int = ORGANISER) -> dict[str, Any]:
    """The same, for what organisers do."""
    return who(number, user_id) | {"organiser": True}


async def test_a_question_is_kept_and_waits(summit: Store, on: Session, path: Path) -> None:
    question = await ask(summit, on, words=f"  {WORDS}\n")
    assert (question.reference, question.words, question.state) == ("Q-1", WORDS, State.WAITING)
    assert await question_reads.get(summit, guild_id=GUILD, number=1) == question
    assert look(path, "SELECT id, asker_id, named FROM question") == [(1001, MAYA, 0)]
    assert await question_reads.of_session(summit, guild_id=GUILD, session=on.slug) == []


async def test_without_a_name_the_name_is_not_even_read(summit: Store, on: Session) -> None:
    assert (await ask(summit, on)).asker_name == ""
    assert (await ask(summit, on, 1002, named=True)).asker_name == "Maya"
    for question in await question_reads.of_asker(summit, guild_id=GUILD, user_id=MAYA, most=9):
        assert ("Maya" in repr(question)) is question.named


async def test_the_same_form_twice_makes_one_question_and_takes_one_number(
    summit: Store, on: Session
) -> None:
    first, again = await asyncio.gather(ask(summit, on), ask(summit, on))
    assert first == again
    assert (await ask(summit, on, 1002)).number == 2


async def test_a_form_delivered_again_after_the_end_still_finds_its_question(
    summit: Store, on: Session
) -> None:
    first = await ask(summit, on)
    assert await ask(summit, on, now=at(9000)) == first


async def test_somebody_elses_form_is_not_taken(summit: Store, on: Session, path: Path) -> None:
    await ask(summit, on)
    with pytest.raises(RuleBroken) as told:
        await ask(summit, on, user_id=SAM)
    assert (told.value.code, told.value.facts) == ("question.foreign", {})
    assert look(path, "SELECT count(*) FROM question") == [(1,)]


@pytest.mark.parametrize(
    ("other", "code"),
    [
        ({"user_id": ROB}, "join.first"),
        ({"words": "Why?"}, "text.too_short"),
        ({"session": "nowhere"}, "question.session"),
        ({"now": at(600)}, "question.closed"),
    ],
)
async def test_a_refused_question_leaves_nothing_not_even_a_number(
    summit: Store, on: Session, path: Path, other: dict[str, Any], code: str
) -> None:
    with pytest.raises(RuleBroken) as told:
        await ask(summit, on, **other)
    assert told.value.code == code
    assert look(path, "SELECT count(*) FROM question") == [(0,)]
    assert (await ask(summit, on, 1002)).number == 1


async def test_asking_removes_the_draft_of_the_form(summit: Store, on: Session) -> None:
    kept = {"guild_id": GUILD, "user_id": MAYA}
    for draft_id in (1001, 1002):
        await drafts.keep(summit, draft_id=draft_id, form="ask.new:1", fields={}, now=NOW, **kept)
    await ask(summit, on)
    assert await drafts.get(summit, draft_id=1001, **kept) is None
    assert await drafts.get(summit, draft_id=1002, **kept) is not None


async def test_an_erased_question_takes_its_votes_along_and_its_number_is_not_given_again(
    summit: Store, on: Session, path: Path
) -> None:
    await shown(summit, on)
    await questions.vote(summit, **who(1, SAM))
    await summit.write(lambda tx: tx.execute("DELETE FROM question"))
    assert look(path, "SELECT * FROM question_vote") == []
    assert look(path, "SELECT * FROM question_log") == []
    assert (await ask(summit, on, 1002)).number == 2


# ---------------------------------------------------------------------- votes


async def test_each_person_has_one_vote_which_they_can_take_back(
    summit: Store, on: Session, path: Path
) -> None:
    await shown(summit, on)
    voted = [await questions.vote(summit, **who(1, user)) for user in (SAM, SAM, OLA, MAYA)]
    assert [(one.votes, new) for one, new in voted] == [(1, True), (1, False), (2, True), (3, True)]
    back = [await questions.take_back_vote(summit, **who(1, SAM)) for _ in range(2)]
    assert [(one.votes, there) for one, there in back] == [(2, True), (2, False)]
    assert look(path, "SELECT user_id FROM question_vote") == [(MAYA,), (OLA,)]
    assert look(path, "SELECT votes FROM question") == [(2,)]


async def test_fifty_presses_at_once_are_one_vote(summit: Store, on: Session) -> None:
    await shown(summit, on)
    found = await asyncio.gather(*(questions.vote(summit, **who(1, SAM)) for _ in range(50)))
    assert sum(new for _, new in found) == 1
    assert {one.votes for one, _ in found} == {1}


async def test_votes_need_a_place_at_the_summit_and_an_open_question(
    summit: Store, on: Session
) -> None:
    await ask(summit, on)
    with pytest.raises(RuleBroken, match=r"question\.unknown"):
        await questions.vote(summit, **who(1, SAM))
    await question_moderation.show(summit, seen="waiting", **leads())
    with pytest.raises(RuleBroken, match=r"join\.first"):
        await questions.vote(summit, **who(1, ROB))
    late: dict[str, Any] = {**who(1, SAM), "now": at(600)}
    for verb in (questions.vote, questions.take_back_vote):
        with pytest.raises(RuleBroken, match=r"question\.closed"):
            await verb(summit, **late)


# ---------------------------------------------------------------------- moderating


async def test_hiding_puts_one_letter_and_a_second_hiding_none(
    summit: Store, on: Session, path: Path
) -> None:
    await shown(summit, on)
    await question_moderation.hide(summit, reason=REASON, tell=tell, **leads())
    with pytest.raises(RuleBroken, match=r"question\.done"):
        await question_moderation.hide(summit, reason=REASON, tell=tell, **leads())
    assert look(path, "SELECT user_id, subject, text FROM letter") == [
        (MAYA, "subject Q-1", f"hidden: {REASON}")
    ]
    assert look(path, "SELECT event, moderator_id FROM question_log ORDER BY id") == [
        ("shown", ORGANISER),
        ("hidden", ORGANISER),
    ]


async def test_of_two_answers_at_once_one_stands_and_one_letter_goes(
    summit: Store, on: Session, path: Path
) -> None:
    await shown(summit, on)
    found = await asyncio.gather(
        *(
            question_moderation.answer(summit, text=f"{ANSWER} {n}", tell=tell, **leads())
            for n in range(2)
        ),
        return_exceptions=True,
    )
    assert isinstance(found[0], Question)
    assert isinstance(found[1], RuleBroken)
    assert look(path, "SELECT answer, state FROM question") == [
        (f"{ANSWER} 0", "answered in writing")
    ]
    assert look(path, "SELECT count(*) FROM letter") == [(1,)]


async def test_a_letter_that_cannot_be_written_leaves_the_question_as_it_was(
    summit: Store, on: Session, path: Path
) -> None:
    await shown(summit, on)

    def broken(_: Question) -> Letter:
        raise KeyError("no such sentence")

    with pytest.raises(KeyError):
        await question_moderation.answer(summit, text=ANSWER, tell=broken, **leads())
    assert look(path, "SELECT answer, state FROM question") == [("", "shown")]


async def test_two_are_pinned_at_most_and_hiding_frees_a_place(summit: Store, on: Session) -> None:
    for n in range(3):
        await shown(summit, on, 1001 + n)
    for number in (1, 2, 2):
        assert (await question_moderation.pin(summit, **leads(number))).pinned
    with pytest.raises(RuleBroken, match=r"question\.pins"):
        await question_moderation.pin(summit, **leads(3))
    await question_moderation.hide(summit, reason=REASON, tell=tell, **leads(1))
    assert (await question_moderation.pin(summit, **leads(3))).pinned
    assert not (await question_moderation.unpin(summit, **leads(3))).pinned


async def test_an_owner_is_kept_and_taken_over_knowingly_only(summit: Store, on: Session) -> None:
    await shown(summit, on)
    assert (
        await question_moderation.take(summit, owner_seen=None, **leads())
    ).owner_id == ORGANISER
    with pytest.raises(RuleBroken, match=r"question\.owned"):
        await question_moderation.take(summit, owner_seen=None, **leads(1, SECOND_ORGANISER))
    after = await question_moderation.take(
        summit, owner_seen=ORGANISER, **leads(1, SECOND_ORGANISER)
    )
    assert after.owner_id == SECOND_ORGANISER


# ---------------------------------------------------------------------- reading


async def test_what_waits_comes_oldest_first(summit: Store, on: Session) -> None:
    for n in range(3):
        await ask(summit, on, 1001 + n)
    await question_moderation.show(summit, seen="waiting", **leads(1))
    assert await question_reads.waiting(summit, guild_id=GUILD) == 2
    first = await question_reads.next_waiting(summit, guild_id=GUILD)
    later = await question_reads.next_waiting(summit, guild_id=GUILD, after=2)
    assert first is not None
    assert later is not None
    assert (first.number, later.number) == (2, 3)
    assert await question_reads.next_waiting(summit, guild_id=GUILD, after=3) is None


async def test_ones_own_come_newest_first_a_page_at_a_time(summit: Store, on: Session) -> None:
    for n in range(3):
        await ask(summit, on, 1001 + n)
    await ask(summit, on, 2001, user_id=SAM)
    mine = {"guild_id": GUILD, "user_id": MAYA}
    found = await question_reads.of_asker(summit, most=2, **mine)
    assert [one.number for one in found] == [3, 2]
    found = await question_reads.of_asker(summit, most=2, below=2, **mine)
    assert [one.number for one in found] == [1]


async def test_unanswered_are_those_that_are_shown_only(summit: Store, on: Session) -> None:
    for n in range(4):
        await shown(summit, on, 1001 + n)
    await questions.vote(summit, **who(3, SAM))
    await question_moderation.asked_live(summit, **leads(1))
    await question_moderation.answer(summit, text=ANSWER, tell=tell, **leads(2))
    found = await question_reads.unanswered(summit, guild_id=GUILD)
    assert [one.number for one in found] == [3, 4]
    public = await question_reads.of_session(summit, guild_id=GUILD, session=on.slug)
    assert sorted(one.number for one in public) == [1, 2, 3, 4]


async def test_a_changed_name_is_the_name_that_is_shown(summit: Store, on: Session) -> None:
    await ask(summit, on, named=True)
    await join(summit, MAYA, "Maya Ortiz")
    found = await question_reads.get(summit, guild_id=GUILD, number=1)
    assert found is not None
    assert found.asker_name == "Maya Ortiz"
