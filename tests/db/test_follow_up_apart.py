"""Following up two summits in one file: neither reads or changes the other's."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from db import check_ins, follow_up, follow_up_status, offers, owners, stories, supporters, tasks
from db.introductions import Note
from db.store import Store
from domain.care import Kind, Subject
from domain.plan import Plan
from domain.pledges import Support
from domain.reports import Answer, Said
from domain.rules import RuleBroken
from domain.stories import Consent
from tests.db.followed import (
    ask,
    given_note,
    helper_note,
    offer_note,
    on,
    plan,
    say,
    tap,
    undo,
)
from tests.db.given import (
    GUILD,
    MAYA,
    ORGANISER,
    OTHER_GUILD,
    SAM,
    join,
    look,
    make,
    set_up,
    whole_file,
)
from tests.db.test_guilds_apart import verbs

NOW = on("2021-12-13T12:00")
LATER = on("2021-12-15T12:00")
SUBJECT = Subject(Kind.PLEDGE, 1001)

Verb = Callable[[Store, int], Awaitable[Any]]


def _note(*_: object) -> Note:
    return Note("", "")


@pytest.fixture
async def two(summit: Store, plan: Plan) -> Store:
    """The first server is full of everything; in the second Maya and Sam have joined."""
    await set_up(summit, plan, OTHER_GUILD)
    for user_id, name in ((MAYA, "Maya"), (SAM, "Sam")):
        await join(summit, user_id, name, OTHER_GUILD)
    await make(summit)
    await make(summit, 1002)
    await _fill(summit)
    return summit


async def _fill(store: Store) -> None:
    await plan(store)
    await supporters.add(
        store, guild_id=GUILD, pledge_id=1001, user_id=SAM, support=Support.HELP, now=NOW
    )
    await ask(store, NOW)
    await tap(store, Answer.STUCK, NOW)
    await tap(store, Answer.DONE, NOW, report_id=7002, pledge_id=1002)
    await offers.ask(store, guild_id=GUILD, most=5, tell=offer_note, now=LATER)
    await owners.give(
        store, guild_id=GUILD, subject=SUBJECT, by=ORGANISER, user_id=SAM, name="",
        tell=given_note, now=NOW,
    )  # fmt: skip
    await owners.note(
        store, note_id=1, guild_id=GUILD, subject=SUBJECT, user_id=SAM, organiser=False,
        words="Hm", now=NOW,
    )  # fmt: skip
    await stories.decide(
        store, guild_id=GUILD, pledge_id=1002, user_id=MAYA, consent=Consent.NAMED, now=NOW
    )
    await stories.post(store, guild_id=GUILD, pledge_id=1002, user_id=ORGANISER, channel_id=5)


WRITES: dict[str, Verb] = {
    "follow_up.tap": lambda s, g: tap(s, Answer.DONE, NOW, guild_id=g),
    "tap again": lambda s, g: tap(s, Answer.DONE, NOW, guild_id=g, report_id=7999),
    "follow_up.say": lambda s, g: say(s, Said(Answer.DONE), NOW, guild_id=g),
    "follow_up.take_back": lambda s, g: undo(s, NOW, guild_id=g),
    "tasks.take": lambda s, g: tasks.take(s, guild_id=g, task_id=1, user_id=ORGANISER),
    "tasks.give_back": lambda s, g: tasks.give_back(s, guild_id=g, task_id=1),
    "tasks.finish": lambda s, g: tasks.finish(
        s, guild_id=g, task_id=1, user_id=ORGANISER, said="", tell=_note, now=NOW
    ),
    "owners.give": lambda s, g: owners.give(
        s, guild_id=g, subject=SUBJECT, by=ORGANISER, user_id=MAYA, name="", tell=given_note,
        now=NOW,
    ),
    "owners.plan_step": lambda s, g: owners.plan_step(
        s, guild_id=g, subject=SUBJECT, user_id=SAM, organiser=True, step="x", on=None, now=NOW
    ),
    "owners.note": lambda s, g: owners.note(
        s, note_id=2, guild_id=g, subject=SUBJECT, user_id=SAM, organiser=True, words="x", now=NOW
    ),
    "offers.agree": lambda s, g: offers.agree(
        s, guild_id=g, offer_id=1, user_id=MAYA, tell=helper_note, now=LATER
    ),
    "offers.decline": lambda s, g: offers.decline(
        s, guild_id=g, offer_id=1, user_id=MAYA, now=LATER
    ),
    "stories.decide": lambda s, g: stories.decide(
        s, guild_id=g, pledge_id=1002, user_id=MAYA, consent=Consent.NO, now=NOW
    ),
    "stories.post": lambda s, g: stories.post(
        s, guild_id=g, pledge_id=1002, user_id=ORGANISER, channel_id=5
    ),
    "stories.unpost": lambda s, g: stories.unpost(s, guild_id=g, pledge_id=1002),
    "offers.get": lambda s, g: offers.get(s, guild_id=g, offer_id=1, user_id=MAYA),
}  # fmt: skip

# What a loop or a list does with a server that has nothing: nothing.
QUIET: dict[str, tuple[Verb, object]] = {
    "check_ins.ask": (lambda s, g: ask(s, on("2022-02-01T12:00"), guild_id=g), 0),
    "check_ins.waiting": (lambda s, g: check_ins.waiting(s, guild_id=g, now=LATER), False),
    "offers.ask": (lambda s, g: offers.ask(s, guild_id=g, most=5, tell=offer_note, now=LATER), 0),
    "owners.remind": (
        lambda s, g: owners.remind(
            s, guild_id=g, today=date(2030, 1, 1), most=5, tell=_note, now=NOW
        ),
        0,
    ),
    "owners.release": (lambda s, g: owners.release(s, guild_id=g, subject=SUBJECT), False),
    "stories.begin": (lambda s, g: stories.begin(s, guild_id=g, pledge_id=1002, now=NOW), None),
    "stories.down": (lambda s, g: stories.down(s, guild_id=g, pledge_id=1002), None),
    "stories.tell_supporters": (
        lambda s, g: stories.tell_supporters(s, guild_id=g, most=5, tell=_note, now=NOW),
        0,
    ),
    "stories.get": (lambda s, g: stories.get(s, guild_id=g, pledge_id=1002), None),
    "stories.up": (lambda s, g: stories.up(s, guild_id=g), []),
    "stories.agreed": (lambda s, g: stories.agreed(s, guild_id=g), []),
    "tasks.get": (lambda s, g: tasks.get(s, guild_id=g, task_id=1), None),
    "tasks.open_ones": (lambda s, g: tasks.open_ones(s, guild_id=g), []),
    "tasks.of_pledge": (lambda s, g: tasks.of_pledge(s, guild_id=g, pledge_id=1001), None),
    "tasks.count_open": (lambda s, g: tasks.count_open(s, guild_id=g), 0),
    "owners.get": (lambda s, g: owners.get(s, guild_id=g, subject=SUBJECT), None),
    "owners.notes": (lambda s, g: owners.notes(s, guild_id=g, subject=SUBJECT), []),
    "owners.of_person": (lambda s, g: owners.of_person(s, guild_id=g, user_id=SAM), []),
    "owners.outputs": (lambda s, g: owners.outputs(s, guild_id=g), []),
    "follow_up_status.tallies": (lambda s, g: follow_up_status.tallies(s, guild_id=g, now=NOW), []),
    "follow_up_status.past_due": (
        lambda s, g: follow_up_status.past_due(s, guild_id=g, today=date(2030, 1, 1)),
        {},
    ),
    "follow_up_status.listed": (
        lambda s, g: follow_up_status.listed(
            s, guild_id=g, by="all", value="", after=(0, 0), most=9, now=NOW
        ),
        [],
    ),
    "follow_up_status.of_pledge": (
        lambda s, g: follow_up_status.of_pledge(s, guild_id=g, pledge_id=1001),
        follow_up_status.Standing((), None, None),
    ),
    "follow_up_status.report": (
        lambda s, g: follow_up_status.report(s, guild_id=g, report_id=7001),
        None,
    ),
    "follow_up_status.unanswered": (
        lambda s, g: follow_up_status.unanswered(s, guild_id=g, user_id=MAYA),
        [],
    ),
    "follow_up_status.not_reached": (lambda s, g: follow_up_status.not_reached(s, guild_id=g), []),
}


@pytest.mark.parametrize("name", WRITES)
async def test_another_server_s_ids_open_nothing(two: Store, path: Path, name: str) -> None:
    before = whole_file(path)
    with pytest.raises(RuleBroken):
        await WRITES[name](two, OTHER_GUILD)
    assert whole_file(path) == before


@pytest.mark.parametrize("name", QUIET)
async def test_another_server_has_nothing_of_it(two: Store, path: Path, name: str) -> None:
    before = whole_file(path)
    verb, nothing = QUIET[name]
    assert await verb(two, OTHER_GUILD) == nothing
    assert whole_file(path) == before


async def test_planning_one_server_plans_nothing_of_the_other(two: Store) -> None:
    assert await plan(two, guild_id=OTHER_GUILD) == 0
    await make(two, 2001, SAM, guild_id=OTHER_GUILD)
    assert await plan(two, guild_id=OTHER_GUILD) == 1


async def test_a_card_in_a_server_that_has_no_such_story_is_taken_back(
    two: Store, path: Path
) -> None:
    before = look(path, "SELECT * FROM story")
    await stories.posted(
        two, guild_id=OTHER_GUILD, pledge_id=1002, channel_id=5, message_id=6, drawn="", now=NOW
    )
    assert look(path, "SELECT * FROM story") == before


def test_every_verb_is_tried_here() -> None:
    modules = (check_ins, follow_up, follow_up_status, offers, owners, stories, tasks)
    there = {verb for module in modules for verb in verbs(module)}
    tried = {*WRITES, *QUIET, "check_ins.plan", "stories.posted"} - {"tap again"}
    assert there == tried
