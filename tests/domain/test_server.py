"""The steps between a plan and a server."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.plan import Plan, parse_plan
from domain.plan_changes import plan_changes
from domain.rules import RuleBroken
from domain.server import Channel, Kind, Made, Role, State, There, Thing, Verb, changes, wanted
from domain.server.notes import check_possible, notes
from domain.server.steps import grants_after, left_over
from tests.world import plan_text

GUILD, BOT = 1, 2
EMPTY = There(GUILD, BOT, True, (), (Role(GUILD, "@everyone"),), ())


def plan_with(text: str = "") -> Plan:
    return parse_plan(plan_text() + text)


FOOD = """
[[sessions]]
slug = "food"
title = "Food"
kind = "workshop"
starts = "10:00"
ends = "11:00"
"""


def as_made(things: list[Thing]) -> tuple[There, dict[str, Made]]:
    """A server in which everything was just made."""
    ids = {thing.key: number for number, thing in enumerate(things, 100)}
    targets = {key.removeprefix("role:"): at for key, at in ids.items()} | {
        "everyone": GUILD,
        "bot": BOT,
    }
    roles = [Role(GUILD, "@everyone")]
    channels: list[Channel] = []
    for thing in things:
        at, state = ids[thing.key], thing.state
        if thing.kind is Kind.ROLE:
            roles.append(Role(at, state.name))
            continue
        grants = {str(targets[who]): may for who, may in state.grants.items()}
        parent = ids.get(state.home or "")
        channels.append(Channel(at, thing.kind, state.name, parent, state.people_at_most, grants))
    there = replace(EMPTY, roles=tuple(roles), channels=tuple(channels))
    return there, {thing.key: Made(ids[thing.key], thing.state) for thing in things}


def verbs(things: list[Thing], there: There, made: dict[str, Made]) -> dict[str, Verb]:
    steps = changes(things, there, made).steps
    return {step.thing.key: step.verb for step in steps if step.verb is not Verb.LEAVE}


def with_channel(there: There, key_id: int, **changed: object) -> There:
    channels = tuple(
        replace(one, **changed) if one.id == key_id else one  # pyright: ignore[reportArgumentType]
        for one in there.channels
    )
    return replace(there, channels=channels)


def test_in_an_empty_server_everything_is_made_in_order() -> None:
    things = wanted(plan_with(FOOD), has_stages=True)
    steps = changes(things, EMPTY, {}).steps
    assert {step.verb for step in steps} == {Verb.MAKE}
    keys = [step.thing.key for step in steps]
    assert keys[:4] == ["role:attendee", "role:facilitator", "role:organiser", "category"]
    assert {"text:food", "voice:food"} <= set(keys)
    for thing in things:
        assert thing.state.home is None or keys.index(thing.state.home) < keys.index(thing.key)


def test_a_second_time_nothing_is_to_do() -> None:
    things = wanted(plan_with(FOOD), has_stages=True)
    assert verbs(things, *as_made(things)) == {}


def test_what_people_made_is_used_and_left() -> None:
    things = wanted(plan_with(FOOD), has_stages=True)
    there, made = as_made(things)
    steps = changes(things, there, {}).steps
    assert {step.verb for step in steps} == {Verb.LEAVE}
    assert all(step.by_hand for step in steps)
    assert {step.thing.key: step.id for step in steps} == {k: one.id for k, one in made.items()}


def test_what_was_deleted_by_hand_is_made_again() -> None:
    things = wanted(plan_with(FOOD), has_stages=True)
    there, made = as_made(things)
    gone = made["text:food"].id
    there = replace(there, channels=tuple(one for one in there.channels if one.id != gone))
    assert verbs(things, there, made) == {"text:food": Verb.MAKE}


def test_rooms_follow_the_plan_where_nobody_touched_them() -> None:
    there, made = as_made(wanted(plan_with(FOOD), has_stages=True))
    closed = wanted(plan_with(FOOD + "walk_in = false\n"), has_stages=True)
    assert verbs(closed, there, made) == {"text:food": Verb.CHANGE, "voice:food": Verb.CHANGE}
    fewer = wanted(plan_with(FOOD + "capacity = 20\n"), has_stages=True)
    (step,) = changes(fewer, there, made).of(Verb.CHANGE)
    assert step.differs == ("it lets in any number of people",)
    named = wanted(plan_with(FOOD + 'channel = "good-food"\n'), has_stages=True)
    (text, voice) = changes(named, there, made).of(Verb.CHANGE)
    assert (text.differs, voice.differs) == (
        ("it is called food",),
        ("it is called food live",),
    )


def test_what_people_changed_is_asked_about() -> None:
    things = wanted(plan_with(FOOD), has_stages=True)
    there, made = as_made(things)
    renamed = with_channel(there, made["text:food"].id, name="grub")
    (step,) = changes(things, renamed, made).of(Verb.PUT_BACK)
    assert step.differs == ("it is called grub",)
    attendee = str(made["role:attendee"].id)
    channel = there.channel(made["text:food"].id)
    assert channel is not None
    hidden = with_channel(
        there, channel.id, grants={**channel.grants, attendee: {"view_channel": False}}
    )
    (step,) = changes(things, hidden, made).of(Verb.PUT_BACK)
    assert step.differs == ("view channel is denied for attendees",)


def test_a_change_by_hand_that_is_what_the_plan_says_is_no_change() -> None:
    there, made = as_made(wanted(plan_with(FOOD), has_stages=True))
    by_hand = with_channel(there, made["text:food"].id, name="good-food")
    named = wanted(plan_with(FOOD + 'channel = "good-food"\n'), has_stages=True)
    assert verbs(named, by_hand, made) == {"voice:food": Verb.CHANGE}


def test_the_doors_and_what_the_plan_never_named_are_not_looked_at() -> None:
    things = wanted(plan_with(FOOD), has_stages=True)
    there, made = as_made(things)
    channel = there.channel(made["text:food"].id)
    assert channel is not None
    attendee = str(made["role:attendee"].id)
    grants = {
        **channel.grants,
        attendee: {"view_channel": True, "send_messages": False, "attach_files": False},
        "77": {"view_channel": True},  # somebody let in by name
    }
    assert verbs(things, with_channel(there, channel.id, grants=grants), made) == {}


def test_a_change_keeps_the_door_and_what_people_added() -> None:
    before = {thing.key: thing for thing in wanted(plan_with(FOOD), has_stages=True)}["text:food"]
    closed = wanted(plan_with(FOOD + "walk_in = false\n"), has_stages=True)
    after = {thing.key: thing for thing in closed}["text:food"]
    now = {"attendee": {"view_channel": True, "send_messages": False, "attach_files": False}}
    grants = grants_after(after, before.state, now)
    assert grants["attendee"] == {"send_messages": False, "attach_files": False}
    assert grants["organiser"] == after.state.grants["organiser"]


def test_rooms_of_sessions_that_left_the_plan_are_kept_and_named() -> None:
    there, made = as_made(wanted(plan_with(FOOD), has_stages=True))
    things = wanted(plan_with(), has_stages=True)
    assert verbs(things, there, made) == {}
    over = left_over(things, there, made)
    assert {key for key, _ in over} == {"text:food", "voice:food"}


def test_one_channel_is_not_two_things() -> None:
    """A new session may be called like the room of another that the bot made."""
    there, made = as_made(wanted(plan_with(FOOD), has_stages=True))
    other = FOOD.replace('"food"', '"eating"') + 'channel = "food"\n'
    assert verbs(wanted(plan_with(other), has_stages=True), there, made) == {
        "text:eating": Verb.MAKE,
        "voice:eating": Verb.MAKE,
    }


def test_a_state_comes_back_from_the_store_whole() -> None:
    for thing in wanted(plan_with(FOOD), has_stages=True):
        assert State.unpacked(thing.state.packed()) == thing.state


@pytest.mark.parametrize(
    ("there", "code"),
    [
        (replace(EMPTY, lacking=("manage roles",)), "setup.lacks"),
        (replace(EMPTY, other_kinds=495), "setup.channels"),
        (replace(EMPTY, roles=tuple(Role(n, f"r{n}") for n in range(1, 249))), "setup.roles"),
        (
            replace(
                EMPTY,
                channels=(
                    Channel(5, Kind.CATEGORY, "Summit"),
                    *(Channel(n, Kind.TEXT, f"c{n}", parent=5) for n in range(10, 57)),
                ),
            ),
            "setup.category",
        ),
        (replace(EMPTY, channels=(Channel(5, Kind.TEXT, "welcome"),)), "setup.channel"),
    ],
)
def test_what_could_not_be_finished_is_not_begun(there: There, code: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        check_possible(changes(wanted(plan_with(FOOD), has_stages=True), there, {}), there)
    assert refused.value.code == code


def test_notes_are_silent_where_all_is_as_made() -> None:
    plan = plan_with(FOOD)
    things = wanted(plan, has_stages=True)
    there, made = as_made(things)
    assert notes(plan, changes(things, there, made), there) == []


def test_permissions_follow_discords_own_order() -> None:
    channel = Channel(
        9,
        Kind.TEXT,
        "x",
        grants={
            str(GUILD): {"view_channel": False, "send_messages": True},
            "50": {"view_channel": True, "connect": False},
            "51": {"connect": True},
            str(BOT): {"send_messages": False},
        },
    )
    there = replace(
        EMPTY,
        bot_roles=frozenset({50, 51}),
        bot_may=frozenset({"view_channel", "connect"}),
        channels=(channel,),
    )
    assert there.bot_may_in(channel) == {"view_channel", "connect"}
    admin = replace(there, is_admin=True)
    assert admin.bot_may_in(channel) == there.bot_may


def test_a_changed_programme_is_told_in_sentences() -> None:
    before = plan_with(FOOD)
    after = plan_with(
        FOOD.replace("10:00", "10:15").replace('"Food"', '"Good food"') + "capacity = 20\n"
    )
    assert plan_changes(before, after) == [
        "“Good food” moves from 10:00–11:00 to 10:15–11:00.",
        "“Food” is called “Good food”.",
        "“Good food” has 20 places instead of unlimited.",
    ]
    assert plan_changes(after, plan_with()) == [
        "“Good food” is cancelled, because the plan has it no more."
    ]
    assert plan_changes(plan_with(), before) == ["New: “Food”, 10:00–11:00."]
    assert plan_changes(before, before) == plan_changes(None, before) == []
    words = before.model_copy(update={"roles": before.roles.model_copy(update={"attendee": "X"})})
    assert plan_changes(before, words) == ["Other words or settings of the plan change."]
