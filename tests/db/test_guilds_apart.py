"""Two summits in one file: nothing that one server asks reads or changes anything of the other's.

Maya, Sam and Ola are in both servers, so that their own ids open no door either. Everything that
is tried here is asked in the name of the other server with ids of the first.
"""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import ModuleType

import pytest

from db import (
    attendees,
    choices,
    drafts,
    erasure,
    erasure_steps,
    hand_calls,
    hands,
    made,
    moves,
    my_data,
    notices,
    output_moderation,
    output_reads,
    outputs,
    pledge_reads,
    pledges,
    posted,
    question_moderation,
    question_reads,
    questions,
    reminders,
    sessions,
    summits,
    supporters,
)
from db.pledges import seen_version
from db.question_moderation import Letter
from db.rows import stamp
from db.store import Store
from domain.choices import News, Note
from domain.moves import Moved
from domain.outputs import Output
from domain.plan import Plan
from domain.pledges import Pledge, Support
from domain.questions import Question
from domain.rules import RuleBroken
from domain.server import Made, State
from domain.sessions import Session
from tests.db.given import (
    GUILD,
    MAYA,
    NOW,
    OLA,
    ORGANISER,
    OTHER_GUILD,
    PLACES,
    ROB,
    SAM,
    at,
    details,
    join,
    look,
    make,
    more,
    set_up,
    whole_file,
    words,
)

KEYNOTE = "a-fair-and-inclusive-stockport"
HERS, WAITING, HIDDEN, DRAFT = 1001, 1002, 1003, 500
POST = 1
# A workshop that Maya chose, and the morning in which it can be chosen still.
HER_WORKSHOP, MORNING = "healthcare", at(-5 * 3600)
REASON = "Please leave out the name"
SEEN = {"version_seen": 1}
# What a module's refusals are called, where it is not after pledges.
UNKNOWN = {
    "hand_calls": "hand",
    "questions": "question",
    "question_moderation": "question",
    "outputs": "note",
    "output_moderation": "note",
}
LEADS = {"user_id": ORGANISER, "organiser": True, "now": NOW}


@pytest.fixture
async def two(summit: Store, plan: Plan) -> Store:
    """The first server is full of everything; the second has people and nothing else."""
    await set_up(summit, plan, OTHER_GUILD)
    for user_id, name in ((MAYA, "Maya"), (SAM, "Sam"), (OLA, "Ola")):
        await join(summit, user_id, name, OTHER_GUILD)
        await attendees.role_given(summit, guild_id=OTHER_GUILD, user_id=user_id)
    await join(summit, ROB, "Rob")  # in the first server alone
    await make(summit, HERS)
    await make(summit, WAITING, check_first=True)
    await make(summit, HIDDEN)
    await pledges.hide(
        summit, guild_id=GUILD, pledge_id=HIDDEN, user_id=ORGANISER, reason=REASON, now=NOW
    )
    (notice,) = await notices.waiting(summit)
    await notices.sent(summit, notice_id=notice.id, outcome="not_reached")
    await supporters.add(
        summit, guild_id=GUILD, pledge_id=HERS, user_id=SAM, support=Support.TOO, now=NOW
    )
    for purpose in ("welcome_panel", "organiser_panel", "wall_summary"):
        await posted.intend(summit, guild_id=GUILD, channel_id=4, purpose=purpose, now=NOW)
    await drafts.keep(
        summit,
        draft_id=DRAFT,
        guild_id=GUILD,
        user_id=MAYA,
        form="pledge.new:500",
        fields={"action": "hers"},
        now=NOW,
    )
    await _questions(summit)
    await _outputs(summit)
    await _choices(summit)
    await _reminders(summit)
    await _raise(summit, GUILD, MAYA, 9001)
    await _raise(summit, GUILD, SAM, 9002)
    await _call(summit, GUILD, SAM, 9002)
    return summit


async def _raise(store: Store, guild_id: int, user_id: int, hand_id: int) -> object:
    return await hands.raise_hand(
        store, hand_id=hand_id, guild_id=guild_id, user_id=user_id, session=KEYNOTE, now=NOW
    )


async def _call(store: Store, guild_id: int, user_id: int, hand_id: int) -> object:
    return await hand_calls.call(
        store, guild_id=guild_id, session=KEYNOTE, hand_id=hand_id, **LEADS
    )


async def _keynote(store: Store, guild_id: int) -> Session:
    found = await sessions.get(store, guild_id=guild_id, slug=KEYNOTE)
    assert found is not None
    return found


async def _hands_up(store: Store, guild_id: int) -> object:
    session = await _keynote(store, GUILD)
    return await hands.of_session(store, guild_id=guild_id, session=session, now=NOW)


async def _hands_called(store: Store, guild_id: int) -> object:
    session = await _keynote(store, GUILD)
    return await hands.called(store, guild_id=guild_id, session=session, most=9)


async def _reminders(store: Store) -> None:
    """Sam wants none; one is on its way; and what Maya chose has moved."""
    await reminders.turn_off(store, guild_id=GUILD, user_id=SAM, now=NOW)
    await store.write(
        lambda tx: tx.execute("UPDATE session SET text_channel_id = 70 WHERE slug = ?", (KEYNOTE,))
    )
    due = await reminders.begin(store, guild_id=GUILD, slug=KEYNOTE, now=at(-1200))
    assert due is not None
    assert due.post.id == POST
    await store.write(
        lambda tx: tx.execute(
            "INSERT INTO programme_change (guild_id, slug, at, what, was, is_now)"
            " VALUES (?, ?, ?, 'moved', ?, ?)",
            (GUILD, HER_WORKSHOP, stamp(MORNING), MORNING.isoformat(), at(0).isoformat()),
        )
    )


async def _again(store: Store, guild_id: int) -> object:
    (post,) = await reminders.posts(store, guild_id=GUILD, now=NOW)
    return await reminders.again(store, guild_id=guild_id, post=post, now=at(-1190))


def _moved(news: Moved, has_place: bool) -> Note:
    return Note(news.session.title, f"{news.was} {has_place}")


async def _choices(store: Store) -> None:
    """Maya has a place and a room, Ola waits for a place that is free."""
    await _choose(store, GUILD, MAYA)
    await _choose(store, GUILD, OLA)
    await store.write(
        lambda tx: tx.execute("UPDATE choice SET state = 'waiting' WHERE user_id = ?", (OLA,))
    )
    await choices.access_done(store, choices.Access(GUILD, MAYA, 70, give=True))


def _note(news: News, session: Session, has_place: bool) -> Note:
    return Note(session.title, news.value)


async def _choose(store: Store, guild_id: int, user_id: int) -> choices.Chosen:
    return await choices.choose(
        store, guild_id=guild_id, user_id=user_id, slug=HER_WORKSHOP, now=MORNING, tell=_note
    )


async def _questions(store: Store) -> None:
    """One that is shown and has a vote, one that waits, one that is pinned."""
    for guild_id in (GUILD, OTHER_GUILD):
        keynote = await sessions.get(store, guild_id=guild_id, slug=KEYNOTE)
        assert keynote is not None
        on = replace(keynote, starts_at=at(-600), ends_at=at(600))
        await store.write(lambda tx, on=on: sessions.save(tx, on))
    for number in (1, 2, 3):
        await _ask(store, GUILD, 7000 + number)
    for number in (1, 3):
        await _moderated(question_moderation.show, number, seen="waiting")(store, GUILD)
    await _moderated(question_moderation.pin, 3)(store, GUILD)
    await _moderated(question_moderation.take, 3, owner_seen=None)(store, GUILD)
    await questions.vote(store, guild_id=GUILD, number=1, user_id=SAM, now=NOW)


async def _outputs(store: Store) -> None:
    """One that is shown and was corrected, one that is hidden, one that is part of the first."""
    for number in (1, 2, 3):
        await _noted(store, GUILD, 8000 + number)
    correct = _on_note(
        output_moderation.correct, 1, kind="idea", words="More buses", **SEEN, tell=_told
    )
    await correct(store, GUILD)
    await _on_note(output_moderation.hide, 2, reason=REASON, tell=_told)(store, GUILD)
    await _on_note(output_moderation.merge, 3, into=1)(store, GUILD)


async def _noted(store: Store, guild_id: int, output_id: int) -> Output:
    output, _ = await outputs.note(
        store,
        output_id=output_id,
        guild_id=guild_id,
        user_id=MAYA,
        session=KEYNOTE,
        kind="idea",
        words="There should be more buses",
        named=False,
        time_zone="Europe/London",
        now=NOW,
    )
    return output


def _on_note(verb: Callable[..., Awaitable[Output]], number: int, **other: object) -> Ask:
    """A moderator's verb as it is asked in the name of a server."""

    def asked(store: Store, guild_id: int) -> Awaitable[Output]:
        return verb(store, guild_id=guild_id, number=number, **(LEADS | other))

    return asked


def _told(output: Output) -> tuple[str, str]:
    return output.reference, output.words


async def _ask(store: Store, guild_id: int, question_id: int) -> Question:
    question, _ = await questions.ask(
        store,
        question_id=question_id,
        guild_id=guild_id,
        user_id=MAYA,
        session=KEYNOTE,
        words="Will there be more buses?",
        named=False,
        now=NOW,
    )
    return question


def _moderated(verb: Callable[..., Awaitable[Question]], number: int, **other: object) -> Ask:
    """A moderator's verb as it is asked in the name of a server."""

    def asked(store: Store, guild_id: int) -> Awaitable[Question]:
        return verb(store, guild_id=guild_id, number=number, **(LEADS | other))

    return asked


def _letter(question: Question) -> Letter:
    return Letter(question.reference, question.words)


Ask = Callable[[Store, int], Awaitable[object]]

READS: dict[str, Ask] = {
    "attendees.get": lambda s, g: attendees.get(s, guild_id=g, user_id=ROB),
    "attendees.without_role": lambda s, g: attendees.without_role(s, guild_id=g, now=at(99)),
    "pledge_reads.by_id": lambda s, g: pledge_reads.by_id(s, guild_id=g, pledge_id=HERS),
    "pledge_reads.by_number": lambda s, g: pledge_reads.by_number(s, guild_id=g, number=1),
    "pledge_reads.of_maker": lambda s, g: pledge_reads.of_maker(s, guild_id=g, user_id=MAYA),
    "pledge_reads.search": lambda s, g: pledge_reads.search(
        s, guild_id=g, user_id=MAYA, organiser=True, text=""
    ),
    "pledge_reads.newest_shown": lambda s, g: pledge_reads.newest_shown(s, guild_id=g, most=9),
    "pledge_reads.next_to_check": lambda s, g: pledge_reads.next_to_check(s, guild_id=g),
    "pledge_reads.to_check": lambda s, g: pledge_reads.to_check(s, guild_id=g),
    "pledge_reads.counts": lambda s, g: pledge_reads.counts(s, guild_id=g),
    "posted.panels": lambda s, g: posted.panels(s, guild_id=g),
    "posted.to_do": lambda s, g: posted.to_do(s, guild_id=g),
    "posted.waiting_for_wall": lambda s, g: posted.waiting_for_wall(s, guild_id=g, most=9),
    "notices.not_reached": lambda s, g: notices.not_reached(s, guild_id=g),
    "question_reads.get": lambda s, g: question_reads.get(s, guild_id=g, number=1),
    "question_reads.waiting_elsewhere": lambda s, g: question_reads.waiting_elsewhere(
        s, guild_id=g, user_id=ROB
    ),
    "question_reads.of_session": lambda s, g: question_reads.of_session(
        s, guild_id=g, session=KEYNOTE
    ),
    "question_reads.of_asker": lambda s, g: question_reads.of_asker(
        s, guild_id=g, user_id=MAYA, most=9
    ),
    "question_reads.next_waiting": lambda s, g: question_reads.next_waiting(s, guild_id=g),
    "question_reads.waiting": lambda s, g: question_reads.waiting(s, guild_id=g),
    "question_reads.unanswered": lambda s, g: question_reads.unanswered(s, guild_id=g),
    "output_reads.get": lambda s, g: output_reads.get(s, guild_id=g, number=1),
    "output_reads.of_session": lambda s, g: output_reads.of_session(s, guild_id=g, session=KEYNOTE),
    "output_reads.of_author": lambda s, g: output_reads.of_author(
        s, guild_id=g, user_id=MAYA, most=9
    ),
    "output_reads.parts": lambda s, g: output_reads.parts(s, guild_id=g, number=1),
    "output_reads.history": lambda s, g: output_reads.history(s, guild_id=g, number=1),
    "output_reads.everything": lambda s, g: output_reads.everything(s, guild_id=g, session=KEYNOTE),
    "hands.of_session": _hands_up,
    "hands.called": _hands_called,
    "reminders.are_off": lambda s, g: reminders.are_off(s, guild_id=g, user_id=SAM),
    "reminders.posts": lambda s, g: reminders.posts(s, guild_id=g, now=NOW),
    "choices.chosen_by": lambda s, g: choices.chosen_by(s, guild_id=g, user_id=MAYA),
    "choices.taken": lambda s, g: choices.taken(s, guild_id=g),
    "choices.members": lambda s, g: choices.members(s, guild_id=g, slug=HER_WORKSHOP),
    "choices.access_to_do": lambda s, g: choices.access_to_do(s, guild_id=g),
    "drafts.was_sent": lambda s, g: drafts.was_sent(s, draft_id=HERS, guild_id=g, user_id=MAYA),
    "drafts.get": lambda s, g: drafts.get(s, draft_id=DRAFT, guild_id=g, user_id=MAYA),
}


async def _show(store: Store, guild_id: int) -> Pledge:
    seen = await pledge_reads.by_id(store, guild_id=GUILD, pledge_id=WAITING)
    assert seen is not None
    return await pledges.show(
        store,
        guild_id=guild_id,
        pledge_id=WAITING,
        user_id=ORGANISER,
        version_seen=seen_version(seen),
        now=NOW,
    )


# Each would work in the first server, as the test below shows.
REFUSED: dict[str, Ask] = {
    "pledges.edit": lambda s, g: pledges.edit(
        s,
        guild_id=g,
        pledge_id=HERS,
        user_id=MAYA,
        wording=words("Words from elsewhere"),
        check_first=False,
        now=NOW,
    ),
    "pledges.add_detail": lambda s, g: pledges.add_detail(
        s,
        guild_id=g,
        pledge_id=HERS,
        user_id=MAYA,
        detail=more(measure="Elsewhere"),
        check_first=False,
        now=NOW,
    ),
    "pledges.withdraw": lambda s, g: pledges.withdraw(
        s, guild_id=g, pledge_id=HERS, user_id=MAYA, now=NOW
    ),
    "pledges.show": _show,
    "pledges.hide": lambda s, g: pledges.hide(
        s, guild_id=g, pledge_id=HERS, user_id=ORGANISER, reason=REASON, now=NOW
    ),
    "supporters.add": lambda s, g: supporters.add(
        s, guild_id=g, pledge_id=HERS, user_id=OLA, support=Support.TOO, now=NOW
    ),
    "supporters.take_back": lambda s, g: supporters.take_back(
        s, guild_id=g, pledge_id=HERS, user_id=SAM, support=Support.TOO, now=NOW
    ),
    "question_moderation.show": _moderated(question_moderation.show, 2, seen="waiting"),
    "question_moderation.hide": _moderated(
        question_moderation.hide, 1, reason=REASON, tell=_letter
    ),
    "question_moderation.pin": _moderated(question_moderation.pin, 1),
    "question_moderation.unpin": _moderated(question_moderation.unpin, 3),
    "question_moderation.asked_live": _moderated(question_moderation.asked_live, 1),
    "question_moderation.answer": _moderated(
        question_moderation.answer, 1, text="Yes, there will be.", tell=_letter
    ),
    "question_moderation.take": _moderated(question_moderation.take, 1, owner_seen=None),
    "question_moderation.hand_over": _moderated(
        question_moderation.hand_over, 3, to=77, tell=_letter
    ),
    "question_moderation.decline": lambda s, g: question_moderation.decline(
        s, guild_id=g, number=3, user_id=ORGANISER, tell=_letter, now=NOW
    ),
    "questions.vote": lambda s, g: questions.vote(s, guild_id=g, number=1, user_id=OLA, now=NOW),
    "outputs.edit": lambda s, g: outputs.edit(
        s,
        guild_id=g,
        number=1,
        user_id=MAYA,
        kind="barrier",
        words="Words from elsewhere",
        named=True,
        version_seen=2,
        now=NOW,
    ),
    "hand_calls.call": lambda s, g: _call(s, g, MAYA, 9001),
    "hand_calls.finish": lambda s, g: hand_calls.finish(
        s, guild_id=g, session=KEYNOTE, hand_id=9002, **LEADS
    ),
    "hand_calls.skip": lambda s, g: hand_calls.skip(
        s, guild_id=g, session=KEYNOTE, hand_id=9001, place_seen=1, **LEADS
    ),
    "outputs.remove": lambda s, g: outputs.remove(s, guild_id=g, number=1, user_id=MAYA),
    "output_moderation.correct": _on_note(
        output_moderation.correct, 1, kind="idea", words="Other buses", version_seen=2, tell=_told
    ),
    "output_moderation.hide": _on_note(output_moderation.hide, 1, reason=REASON, tell=_told),
    "output_moderation.show": _on_note(output_moderation.show, 2, tell=_told),
    "output_moderation.merge": _on_note(output_moderation.merge, 1, into=2),
    "output_moderation.part": _on_note(output_moderation.part, 3),
    "output_moderation.tag": _on_note(output_moderation.tag, 1, theme="food", themes={"food"}),
    "questions.take_back_vote": lambda s, g: questions.take_back_vote(
        s, guild_id=g, number=1, user_id=SAM, now=NOW
    ),
}

# These may change something of the server that asks, and nothing of the other's.
OWN_ONLY: dict[str, Ask] = {
    "attendees.join": lambda s, g: attendees.join(
        s, guild_id=g, user_id=MAYA, details=details("Another name"), now=at(5)
    ),
    "erasure.erase": lambda s, g: erasure.erase(
        s, guild_id=g, user_id=MAYA, now=MORNING, tell=_note
    ),
    "attendees.role_given": lambda s, g: attendees.role_given(s, guild_id=g, user_id=SAM),
    "posted.mark_panels": lambda s, g: posted.mark_panels(s, guild_id=g),
    "sessions.look": lambda s, g: sessions.look(s, guild_id=g, user_id=MAYA),
    "sessions.keep_event": lambda s, g: sessions.keep_event(
        s, guild_id=g, slug=KEYNOTE, event_id=900, told="sign"
    ),
    "posted.intend": lambda s, g: posted.intend(
        s, guild_id=g, channel_id=5, purpose="wall", pledge_ids=(HERS,), now=NOW
    ),
    "drafts.keep": lambda s, g: drafts.keep(
        s,
        draft_id=DRAFT,
        guild_id=g,
        user_id=MAYA,
        form="pledge.new:500",
        fields={"action": "elsewhere"},
        now=NOW,
    ),
    "drafts.follow": lambda s, g: drafts.follow(
        s, draft_id=DRAFT, guild_id=g, user_id=MAYA, form="pledge.new:500:2"
    ),
    "drafts.forget": lambda s, g: drafts.forget(s, guild_id=g, user_id=MAYA, form="pledge.new:500"),
    "hands.raise_hand": lambda s, g: _raise(s, g, OLA, 9003 if g == GUILD else 9004),
    "hands.lower_hand": lambda s, g: hands.lower_hand(
        s, guild_id=g, user_id=MAYA, session=KEYNOTE, now=NOW
    ),
    "hand_calls.clear": lambda s, g: hand_calls.clear(
        s, guild_id=g, session=KEYNOTE, up_to=99, **LEADS
    ),
    "hands.end": lambda s, g: hands.end(s, guild_id=g, now=at(9999)),
    "outputs.note": lambda s, g: _noted(s, g, 8004 if g == GUILD else 8005),
    "questions.ask": lambda s, g: _ask(s, g, 7004 if g == GUILD else 7005),
    "reminders.turn_off": lambda s, g: reminders.turn_off(s, guild_id=g, user_id=OLA, now=NOW),
    "reminders.turn_on": lambda s, g: reminders.turn_on(s, guild_id=g, user_id=SAM),
    "reminders.begin": lambda s, g: reminders.begin(s, guild_id=g, slug=KEYNOTE, now=at(-660)),
    "reminders.again": _again,
    "reminders.settled": lambda s, g: reminders.settled(s, guild_id=g, post_id=POST, message_id=9),
    "reminders.refused": lambda s, g: reminders.refused(s, guild_id=g, post_id=POST),
    "reminders.dropped": lambda s, g: reminders.dropped(s, guild_id=g, post_id=POST),
    "reminders.removed": lambda s, g: reminders.removed(s, guild_id=g, post_id=POST),
    "moves.tell_of_moves": lambda s, g: moves.tell_of_moves(
        s, guild_id=g, now=MORNING + timedelta(minutes=2), tell=_moved
    ),
    "choices.choose": lambda s, g: _choose(s, g, SAM),
    "choices.leave": lambda s, g: choices.leave(
        s, guild_id=g, user_id=MAYA, slug=HER_WORKSHOP, now=MORNING, tell=_note
    ),
    "choices.fill_up": lambda s, g: choices.fill_up(s, guild_id=g, now=MORNING, tell=_note),
    "pledges.make": lambda s, g: make(s, 4004 if g == GUILD else 4005, guild_id=g),
}
# Tried in tests of their own below.
BY_HAND = {
    # In tests/db/test_erasure.py and tests/db/test_my_data.py.
    "attendees.role_lost",
    "erasure.counts",
    "erasure_steps.waiting",
    "erasure_steps.wall_message",
    "my_data.read",
    "summits.set_up",
    # Below, with what set-ups made.
    "summits.plan_of",
    "attendees.count",
    "attendees.kinds",
    # Both servers have the same plan: each finds its own.
    "sessions.every",
    "sessions.by_hand",
    "sessions.get",
    "sessions.every_with_archived",
    "sessions.get_with_archived",
    "sessions.events",
}


def of_first(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every row of the first server, by table."""
    tables = look(
        path,
        "SELECT t.name FROM pragma_table_list AS t JOIN pragma_table_info(t.name) AS c"
        " WHERE t.schema = 'main' AND c.name = 'guild_id'",
    )
    assert len(tables) >= 8
    return {
        name: look(path, f"SELECT * FROM {name} WHERE guild_id = ?", GUILD) for (name,) in tables
    }


@pytest.mark.parametrize("name", READS)
async def test_one_server_reads_nothing_of_the_other(two: Store, name: str) -> None:
    assert await READS[name](two, GUILD), "there was to be something to find"
    assert not await READS[name](two, OTHER_GUILD)


@pytest.mark.parametrize("name", REFUSED)
async def test_one_server_cannot_change_a_pledge_of_the_other(
    two: Store, path: Path, name: str
) -> None:
    before = whole_file(path)
    with pytest.raises(RuleBroken) as told:
        await REFUSED[name](two, OTHER_GUILD)
    assert told.value.code == f"{UNKNOWN.get(name.split('.')[0], 'pledge')}.unknown"
    assert told.value.facts == {}
    assert whole_file(path) == before
    await REFUSED[name](two, GUILD)
    assert whole_file(path) != before


@pytest.mark.parametrize("name", OWN_ONLY)
async def test_what_one_server_does_for_itself_leaves_the_other_as_it_was(
    two: Store, path: Path, name: str
) -> None:
    before = of_first(path)
    await OWN_ONLY[name](two, OTHER_GUILD)
    assert of_first(path) == before
    await OWN_ONLY[name](two, GUILD)
    assert of_first(path) != before


async def test_each_server_reads_its_own_programme(two: Store) -> None:
    await sessions.keep_event(two, guild_id=GUILD, slug=KEYNOTE, event_id=900, told="sign")
    for guild_id, event in ((GUILD, 900), (OTHER_GUILD, None)):
        kept = await sessions.every(two, guild_id=guild_id)
        assert {one.guild_id for one in kept} == {guild_id}
        keynote = await sessions.get(two, guild_id=guild_id, slug=KEYNOTE)
        assert keynote is not None
        assert (keynote.guild_id, keynote.event_id) == (guild_id, event)
        signs = [told for _, told in await sessions.events(two, guild_id=guild_id) if told]
        assert signs == (["sign"] if event else [])
    for none in (await sessions.every(two, guild_id=77), await sessions.events(two, guild_id=77)):
        assert none == []
    assert await sessions.get(two, guild_id=77, slug=KEYNOTE) is None
    assert await sessions.get_with_archived(two, guild_id=77, slug=KEYNOTE) is None
    assert await sessions.every_with_archived(two, guild_id=77) == []
    for guild_id in (GUILD, OTHER_GUILD):
        both = await sessions.every_with_archived(two, guild_id=guild_id)
        assert {one.guild_id for one in both} == {guild_id}
        keynote = await sessions.get_with_archived(two, guild_id=guild_id, slug=KEYNOTE)
        assert keynote in both


async def test_setting_one_server_up_again_leaves_the_other_as_it_was(
    two: Store, path: Path, plan: Plan
) -> None:
    before = of_first(path)
    await summits.set_up(two, guild_id=OTHER_GUILD, plan=plan, places=PLACES, now=at(5))
    assert of_first(path) == before


async def test_each_server_counts_its_own_people(two: Store) -> None:
    assert ROB not in await attendees.kinds(two, guild_id=OTHER_GUILD)
    assert await attendees.count(two, guild_id=GUILD) == 4
    assert await attendees.count(two, guild_id=OTHER_GUILD) == 3
    assert await attendees.count(two, guild_id=77) == 0


async def test_a_form_of_one_server_is_not_taken_in_the_other(two: Store, path: Path) -> None:
    before = whole_file(path)
    with pytest.raises(RuleBroken, match=r"form\.foreign"):
        await make(two, HERS, guild_id=OTHER_GUILD)
    assert whole_file(path) == before


async def test_making_a_pledge_removes_no_words_kept_in_the_other_server(two: Store) -> None:
    await make(two, DRAFT, guild_id=OTHER_GUILD)
    assert await drafts.get(two, draft_id=DRAFT, guild_id=GUILD, user_id=MAYA) is not None


async def test_who_joined_one_server_has_not_joined_the_other(two: Store) -> None:
    await make(two, 4001, guild_id=OTHER_GUILD)
    with pytest.raises(RuleBroken, match=r"join\.first"):
        await make(two, 4002, ROB, guild_id=OTHER_GUILD)
    with pytest.raises(RuleBroken, match=r"join\.first"):
        await supporters.add(
            two, guild_id=OTHER_GUILD, pledge_id=4001, user_id=ROB, support=Support.TOO, now=NOW
        )


async def test_each_server_counts_its_own_pledges_from_one(two: Store) -> None:
    elsewhere = [await make(two, 4001 + n, guild_id=OTHER_GUILD) for n in range(3)]
    here = await make(two, 4010)
    assert [pledge.number for pledge in elsewhere] == [1, 2, 3]
    assert here.number == 4
    found = await pledge_reads.by_number(two, guild_id=OTHER_GUILD, number=1)
    assert found == elsewhere[0]


async def test_a_name_and_consent_count_in_their_own_server_only(two: Store) -> None:
    elsewhere = await make(two, 4001, guild_id=OTHER_GUILD)
    await join(two, MAYA, "Maya elsewhere", OTHER_GUILD, publish_name=False)
    here = await pledge_reads.by_id(two, guild_id=GUILD, pledge_id=HERS)
    there = await pledge_reads.by_id(two, guild_id=OTHER_GUILD, pledge_id=elsewhere.id)
    assert here is not None
    assert there is not None
    assert (here.byline, there.byline) == ("Maya", "A resident")


async def test_what_set_ups_made_and_the_plan_are_each_servers_own(two: Store) -> None:
    state = State("welcome")
    await made.put(two, guild_id=GUILD, key="welcome", made=Made(77, state))
    assert await made.every(two, guild_id=GUILD) == {"welcome": Made(77, state)}
    assert await made.every(two, guild_id=OTHER_GUILD) == {}
    await made.put(two, guild_id=OTHER_GUILD, key="welcome", made=Made(78, state))
    assert (await made.every(two, guild_id=GUILD))["welcome"].id == 77
    mine = await summits.plan_of(two, guild_id=GUILD)
    assert mine is not None
    other = mine.model_copy(update={"roles": mine.roles.model_copy(update={"attendee": "Guest"})})
    now = at(6)
    await summits.set_up(two, guild_id=OTHER_GUILD, plan=other, places=PLACES, now=now)
    assert await summits.plan_of(two, guild_id=GUILD) == mine
    assert await summits.plan_of(two, guild_id=OTHER_GUILD) == other
    assert await summits.plan_of(two, guild_id=12345) is None


def verbs(module: ModuleType) -> set[str]:
    """The module's own verbs that are asked in the name of a server."""
    return {
        f"{module.__name__.removeprefix('db.')}.{name}"
        for name, verb in inspect.getmembers(module, inspect.iscoroutinefunction)
        if verb.__module__ == module.__name__
        and not name.startswith("_")
        and "guild_id" in inspect.signature(verb).parameters
    }


def test_every_verb_that_is_asked_for_a_server_is_tried_here() -> None:
    modules = (
        choices,
        erasure,
        erasure_steps,
        moves,
        my_data,
        reminders,
        output_moderation,
        output_reads,
        outputs,
        question_moderation,
        question_reads,
        questions,
        sessions,
        attendees,
        drafts,
        hand_calls,
        hands,
        notices,
        pledge_reads,
        pledges,
        posted,
        summits,
        supporters,
    )
    known = set().union(*(verbs(module) for module in modules))
    assert known == READS.keys() | REFUSED.keys() | OWN_ONLY.keys() | BY_HAND
