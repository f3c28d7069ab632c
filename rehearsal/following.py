"""The year after the summit, at speed: each date on which makers are asked how it goes.

Between two dates the bot is off: its loops would play every second of the months between.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from simcord import InteractionResult, ResponseMessage

from bot.inert import one_line
from domain.follow_up import CLOSE, times
from rehearsal import mailbox, offering, organising, telling
from rehearsal.later import CheckIn
from rehearsal.mailbox import Arrived
from rehearsal.stage import Stage
from rehearsal.world import answer_of, buttons

# A year is played at a rate that no server should be asked at.
LETTERS_A_MINUTE = 600
# How often, in seconds, somebody looks whether more has arrived, and how often at most.
LOOK, MOST_LOOKS = 6, 400
LATER = timedelta(seconds=5)
OVER = frozenset({"done", "not_possible"})
LABELS = {"on_track": "On track", "done": "Done", "not_possible": "Not going to happen"}
_ABOUT = re.compile(r"^\*\*(P-\d+)\*\*$", re.MULTILINE)
_MORE = re.compile(r"^And \d+ more: (.+)$", re.MULTILINE)
_ASKS = ("**How is your pledge going?**", "**How are your ")
RECORDING = "You asked for the recording"
_REFERENCE = re.compile(r"P-\d{4,}")


@dataclass(slots=True)
class Turn:
    """One date: what is asked, and of which pledges each letter asks."""

    number: int
    check_in: CheckIn
    asked: dict[str, Arrived] = field(default_factory=dict)
    arrived: list[Arrived] = field(default_factory=list)


async def play(stage: Stage) -> None:
    """Every date of the plan's cadence, in its order."""
    plan = stage.world.plan
    zone = plan.summit.time_zone
    made = datetime.combine(plan.summit.date, time(12), ZoneInfo(zone))
    last: dict[str, datetime] = {}
    for number, moment in enumerate(times(plan.pledges.follow_up, made_at=made, zone=zone)):
        if moment <= stage.world.now():
            continue
        stage.tell.act(f"{(moment - made).days + 1} days later: how are the pledges going?")
        if number == 0:
            organising.close_messages(stage)
        elif number == 2:
            organising.close_messages(stage)
            _close_threads(stage)
        await go_to(stage, moment + LATER)
        turn = Turn(number, CheckIn(f"{moment:%d %B %Y}", _wanted(stage, last, moment)))
        stage.ledger.later_year.check_ins.append(turn.check_in)
        await read(stage, turn)
        many = len(turn.check_in.asked)
        stage.say(f"Makers are asked about {many} pledges.", always=True)
        before = {ref: len(said) for ref, said in stage.ledger.later_year.said.items()}
        await stage.go(ACTS.get(number, _some_answer)(stage, turn))
        arrived = turn.arrived if number else _everything_read(stage)
        await stage.go(offering.answer(stage, arrived))
        await read(stage, turn)
        for reference, said in stage.ledger.later_year.said.items():
            if len(said) > before.get(reference, 0):
                last[reference] = stage.world.now()
    await stage.go(_at_a_glance(stage))


def _everything_read(stage: Stage) -> list[Arrived]:
    """All that people were ever written: the first offers of help came on the day itself."""
    before = len(stage.ledger.letters)
    stage.read.clear()
    found = mailbox.collect(stage)
    del stage.ledger.letters[before:]
    return found


async def go_to(stage: Stage, moment: datetime) -> None:
    """The bot is off until then, and starts."""
    world = stage.world
    world.env.backend.advance_clock((moment - world.now()).total_seconds())
    bot = world.new_bot()
    bot.follow_ups_a_minute = LETTERS_A_MINUTE
    await world.env.restart_bot(bot)


def _close_threads(stage: Stage) -> None:
    """The next private thread is refused too: then nobody is reached."""
    stage.world.env.inject_error(
        "POST",
        f"/channels/{stage.world.welcome.id}/threads",
        status=403,
        code=50013,
        message="Missing Permissions",
    )


def _wanted(stage: Stage, last: dict[str, datetime], moment: datetime) -> set[str]:
    """The pledges that are to be asked about, by all that their makers were told."""
    said = stage.ledger.later_year.said
    return {
        reference
        for reference, pledge in stage.ledger.pledges.items()
        if not (pledge.withdrawn or pledge.hidden)
        and not (said.get(reference) and said[reference][-1] in OVER)
        and not (reference in last and moment - last[reference] < CLOSE)
    }


async def read(stage: Stage, turn: Turn) -> None:
    """Wait until nothing more arrives; what is read belongs to this date."""
    for _ in range(MOST_LOOKS):
        await stage.world.pass_time(LOOK)
        before = len(stage.ledger.letters)
        found = mailbox.collect(stage)
        del stage.ledger.letters[before:]
        for one in found:
            _note(stage, turn, one)
        if not found:
            return


def _note(stage: Stage, turn: Turn, one: Arrived) -> None:
    turn.arrived.append(one)
    if one.letter.text.startswith(RECORDING):
        stage.ledger.letters.append(one.letter)
        return
    turn.check_in.letters.append((one.letter.to, one.letter.text))
    if one.letter.text.startswith(_ASKS):
        references = _ABOUT.findall(one.letter.text)
        for more in _MORE.findall(one.letter.text):
            references += _REFERENCE.findall(more)
        turn.check_in.asked += references
        turn.asked |= dict.fromkeys(references, one)


# ---------------------------------------------------------------------- what makers do


async def press(stage: Stage, one: Arrived, label: str) -> InteractionResult:
    """Press a button of a letter, where it arrived."""
    member = stage.members[one.letter.to]
    return await (member if one.letter.by_thread else member.user).click(one.message, label=label)


async def say(stage: Stage, turn: Turn, reference: str, answer: str) -> ResponseMessage | None:
    """One tap about one pledge, in the letter that asks about it."""
    one = turn.asked[reference]
    there = buttons(one.message)
    label = LABELS[answer]
    label = label if label in there else f"{reference}: {label.lower()}"
    if label not in there:
        return None  # a letter about many names some of them only
    card = answer_of(await press(stage, one, label))
    if reference not in card.content or "saved before" in card.content:
        stage.ledger.surprises.append(f"{reference}: {one_line(card.content, 80)}")
        return None
    stage.ledger.later_year.said.setdefault(reference, []).append(answer)
    stage.say(f"{one.letter.to} about {reference}: {LABELS[answer]}.")
    return card


async def _some_answer(stage: Stage, turn: Turn, *, share: float = 0.3) -> None:
    for reference in sorted(turn.asked):
        if stage.dice.random() < share:
            await say(stage, turn, reference, "on_track")


async def _first(stage: Stage, turn: Turn) -> None:
    """Half of them press something."""
    closed = [one for one in turn.arrived if one.letter.by_thread]
    for one in closed[:1]:
        stage.say(f"{one.letter.to} has closed messages, and reads it in a private thread.",
                  always=True)  # fmt: skip
    for reference in sorted(turn.asked):
        roll = stage.dice.random()
        if roll < 0.6:
            answer = "on_track" if roll < 0.45 else "done" if roll < 0.54 else "not_possible"
            await say(stage, turn, reference, answer)


async def _second(stage: Stage, turn: Turn) -> None:
    """Somebody is stuck, and an organiser sees to it; the last recordings are published."""
    await offering.stuck(stage, turn)
    await _some_answer(stage, turn)
    await telling.publish_recordings(stage)


async def _silence(stage: Stage, turn: Turn) -> None:
    """Nobody answers; the organiser sees whom no letter has reached."""
    listing = answer_of(await stage.boss.click(await telling.board(stage), label="Not reached"))
    found = set(_REFERENCE.findall(listing.content))
    found |= {f"P-{int(n):04d}" for n in re.findall(r"^P-(\d+) · ", listing.content, re.MULTILINE)}
    turn.check_in.unreached = found & turn.check_in.wanted - set(turn.check_in.asked)
    said = ", ".join(sorted(turn.check_in.unreached)) or "nobody"
    stage.say(f"Nobody answers. Not reached: {said}.", always=True)


async def _stories(stage: Stage, turn: Turn) -> None:
    """Some have kept their pledge, and it may be told."""
    await telling.done(stage, turn, say)
    await _some_answer(stage, turn, share=0.2)
    await telling.post(stage)
    await read(stage, turn)
    telling.supporters(stage, turn.arrived)


async def _last(stage: Stage, turn: Turn) -> None:
    """The organiser compares; somebody does not want to be told of any more."""
    await _some_answer(stage, turn, share=0.2)
    await telling.take_back(stage)
    year = answer_of(await stage.boss.click(await telling.board(stage), label="Year by year"))
    for line in year.content.split("\n")[1:5]:
        stage.say(line.replace("**", ""), always=True)


async def _at_a_glance(stage: Stage) -> None:
    board = await telling.board(stage)
    for line in board.content.split("\n")[1:4]:
        stage.say(line.replace("**", ""), always=True)


Act = Callable[[Stage, Turn], Coroutine[Any, Any, None]]
ACTS: dict[int, Act] = {0: _first, 1: _second, 2: _silence, 3: _stories, 4: _last}
