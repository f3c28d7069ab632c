"""The control panel's layout: the few buttons of the moment, the rest one press further."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import product

import pytest

from bot.ui import Press, Reply
from cogs.control import panel
from db.clocks import Running
from db.facilitation import Kept
from domain.breakouts import How
from domain.clocks import started
from domain.facilitation import Door, Room
from domain.rounds import Round, Stage
from domain.sessions import Session
from tests.domain.test_facilitation import SESSION, START
from tests.world import World

KINDS = ("keynote", "workshop", "pledging", "break")
CLOCK = Running(4, 1, SESSION.slug, started("Small groups", 10, START))
GROUPS = Round(
    3, 1, SESSION.slug, 1, How.BALANCED, 15, "", Stage.RUNNING, ((1, 2), (3, 4)), CLOCK.clock
)


@dataclass(frozen=True, slots=True)
class State:
    """Everything that the panel depends on."""

    kind: str
    door: Door
    led: bool
    clocks: int
    stage: Stage | None
    lacks: bool

    @property
    def kept(self) -> Kept:
        session: Session = replace(SESSION, kind=self.kind)
        room = Room(1, session.slug, self.door, closes_at=START + timedelta(minutes=1))
        return Kept(room, session, (5,) if self.led else ())

    @property
    def rows(self) -> panel.Rows:
        groups = replace(GROUPS, stage=self.stage) if self.stage else None
        return panel.rows(self.kept, [CLOCK] * self.clocks, groups, lacks_summary=self.lacks)

    @property
    def labels(self) -> list[str]:
        return [press.label for _, row in self.rows for press in row]


def every_state() -> Iterator[State]:
    stages = (None, Stage.RUNNING, Stage.GRACE)
    for kind, door, led, clocks, lacks in product(
        KINDS, Door, (True, False), (0, 1, 4), (True, False)
    ):
        for stage in stages if kind == "workshop" else (None,):
            yield State(kind, door, led, clocks, stage, lacks)


def behind(state: State) -> Sequence[Reply]:
    """What the buttons that end in "…" and belong to the panel itself lead to."""
    kept = state.kept
    return (
        panel.more(kept, kept.facilitators[0] if kept.facilitators else 7, organiser=True),
        panel.words(kept),
        panel.all_clocks(kept, [CLOCK] * state.clocks),
    )


def pressable(reply: Reply) -> list[str]:
    return [one.label for row in reply.rows for one in row if isinstance(one, Press)]


def all_labels() -> set[str]:
    """Every button that a facilitator finds on the panel or one press behind it."""
    closed = replace(next(every_state()).kept.room, door=Door.OPEN, text_closed=True)
    found = {one.label for one in panel.chat_buttons(Kept(closed, SESSION, ()))}
    for state in every_state():
        found |= set(state.labels)
        for reply in behind(state):
            found |= set(pressable(reply))
    return {label for label in found if not label[0].isdigit() or label[1] != ":"}


def test_discord_takes_every_panel() -> None:
    for state in every_state():
        rows = state.rows
        assert 2 <= len(rows) <= 3, state
        assert all(1 <= len(row) <= 5 for _, row in rows), state
        routes = [press.route for _, row in rows for press in row]
        assert len(routes) == len(set(routes)), state
        assert len(set(state.labels)) == len(state.labels), state


def test_discord_takes_what_stands_behind_it() -> None:
    for state in every_state():
        for reply in behind(state):
            assert len(reply.text) <= 2000
            assert len(reply.rows) <= 5
            assert all(1 <= len(row) <= 5 for row in reply.rows), state


def test_a_panel_is_never_crowded() -> None:
    assert max(len(state.labels) for state in every_state()) <= 14
    calm = State("workshop", Door.OPEN, led=True, clocks=0, stage=None, lacks=False)
    assert calm.rows == (
        (
            "The room",
            (
                Press("Close the room", "room.close:healthcare", "danger"),
                Press("I lead this room", "room.lead:healthcare"),
                Press("More…", "room.more:healthcare"),
            ),
        ),
        (
            "Small groups and time",
            (
                Press("Small groups…", "breakout.new:healthcare", "primary"),
                Press("Reports…", "report.list:healthcare"),
                Press("Start a clock…", "room.clock:healthcare"),
            ),
        ),
        (
            "People, and what they say",
            (
                Press("Call on the next hand", "hand.call:healthcare", "primary"),
                Press("Hands…", "hand.queue:healthcare"),
                Press("Notes and questions…", "room.words:healthcare"),
                Press("Moderate…", "mod.pick"),
            ),
        ),
    )


def test_the_panel_can_always_be_known_and_always_leads_on() -> None:
    for state in every_state():
        routes = {press.route for _, row in state.rows for press in row}
        assert {"room.lead:healthcare", "room.more:healthcare", "mod.pick"} <= routes, state


@pytest.mark.parametrize(
    ("door", "first"),
    [
        (Door.QUIET, "Open the room"),
        (Door.OPEN, "Close the room"),
        (Door.CLOSING, "Keep it open"),
        (Door.CLOSED, "Open it again"),
    ],
)
def test_the_door_comes_first_once_somebody_leads(door: Door, first: str) -> None:
    state = State("workshop", door, led=True, clocks=0, stage=None, lacks=False)
    assert state.labels[0] == first
    nobody = replace(state, led=False)
    assert nobody.labels[:2] == ["I lead this room", first]


@pytest.mark.parametrize("door", Door)
def test_hands_are_called_on_only_while_the_room_is_in_use(door: Door) -> None:
    state = State("keynote", door, led=True, clocks=0, stage=None, lacks=False)
    there = door in (Door.OPEN, Door.CLOSING)
    assert ("Call on the next hand" in state.labels) is there


def test_of_several_clocks_each_has_its_own_buttons() -> None:
    other = replace(CLOCK, id=9, clock=started("Reporting", 20, START))
    kept = State("workshop", Door.OPEN, led=True, clocks=2, stage=None, lacks=False).kept
    reply = panel.all_clocks(kept, [CLOCK, other])
    names = ("5 minutes more", "5 minutes less", "Stop the clock")
    assert pressable(reply) == [
        *(f"1: {name}" for name in names),
        *(f"2: {name}" for name in names),
        "Start another clock…",
    ]
    assert reply.text.split("\n")[1].startswith("2: Reporting: ends")
    assert reply.rows[1][2] == Press("2: Stop the clock", "room.clock.stop:9")
    assert panel.all_clocks(kept, []).text == "**No clock runs.**"


@pytest.mark.parametrize("route", ["room.more", "room.words", "room.clocks"])
async def test_only_facilitators_look_behind_its_buttons(world: World, route: str) -> None:
    amina = await world.join()
    seen = await world.forge(amina, f"{route}:closing")
    assert seen.text.startswith("Only facilitators")
    assert seen.buttons == {}
    seen = await world.forge(world.person(roles=("Facilitator",)), f"{route}:closing")
    assert seen.private
    assert seen.buttons
    seen = await world.forge(world.person(roles=("Facilitator",)), f"{route}:nowhere")
    assert seen.buttons == {}
