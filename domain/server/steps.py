"""The difference between what a plan wants and what a server has.

What the bot made and nobody touched follows the plan. What people changed by hand is changed back
only when somebody says so. What the bot did not make is used as it is. Nothing is ever deleted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from domain.server.things import Channel, Grants, Kind, Made, Role, Rule, State, There, Thing

_CHANNELS = frozenset({Kind.TEXT, Kind.VOICE, Kind.STAGE})
# A voice room stands in for a stage where the server has none, and the other way round by hand.
_HEARD = frozenset({Kind.VOICE, Kind.STAGE})


class Verb(StrEnum):
    """What is to be done with a thing."""

    MAKE = "make"
    CHANGE = "change"
    PUT_BACK = "put back"
    """The same as change, but people changed it by hand: only if somebody says so."""
    LEAVE = "leave"


@dataclass(frozen=True, slots=True)
class Step:
    """One thing: what it should be, which one of the server it is, and what differs, in words."""

    verb: Verb
    thing: Thing
    id: int | None = None
    differs: tuple[str, ...] = ()
    by_hand: bool = False
    """Not made by the bot: it stood there under this name."""


@dataclass(frozen=True, slots=True)
class Changes:
    """All steps, in the order in which they are taken."""

    steps: tuple[Step, ...]

    def of(self, *verbs: Verb) -> list[Step]:
        return [step for step in self.steps if step.verb in verbs]

    @property
    def ids(self) -> dict[str, int]:
        """Which one each thing is, of those that are there."""
        return {step.thing.key: step.id for step in self.steps if step.id is not None}


def changes(wanted: Sequence[Thing], there: There, made: Mapping[str, Made]) -> Changes:
    """What a set-up would do. ``made`` is what earlier ones made, by key."""
    ids = {thing.key: found for thing in wanted if (found := _find(thing, there, made))}
    targets = _targets(ids, there)
    steps: list[Step] = []
    for thing in wanted:
        found = ids.get(thing.key)
        if found is None:
            steps.append(Step(Verb.MAKE, thing))
            continue
        own = made.get(thing.key)
        if own is None or own.id != found:
            steps.append(Step(Verb.LEAVE, thing, found, by_hand=True))
            continue
        now = _state(found, thing, there, targets, ids)
        steps.append(_compared(thing, found, now, own.state))
    return Changes(tuple(steps))


def left_over(
    wanted: Sequence[Thing], there: There, made: Mapping[str, Made]
) -> list[tuple[str, int]]:
    """Channels that earlier set-ups made and the plan does not name any more: key and id."""
    keys = {thing.key for thing in wanted}
    standing = {channel.id for channel in there.channels}
    return [(key, one.id) for key, one in made.items() if key not in keys and one.id in standing]


def _find(thing: Thing, there: There, made: Mapping[str, Made]) -> int | None:
    own = made.get(thing.key)
    others = {one.id for key, one in made.items() if key != thing.key}
    if thing.kind is Kind.ROLE:
        roles = [role for role in there.roles if role.id != there.everyone]
        return _one_of(roles, thing, own, others)
    if thing.kind in (Kind.WORDS, Kind.MENTIONS):
        rules = [rule for rule in there.rules if rule.kind is thing.kind]
        if thing.kind is Kind.MENTIONS and rules:
            return rules[0].id  # a server has one at most, whatever it is called
        return _one_of(rules, thing, own, others)
    kinds = _HEARD if thing.kind in _HEARD else {thing.kind}
    return _one_of([one for one in there.channels if one.kind in kinds], thing, own, others)


def _one_of(
    candidates: Sequence[Role | Channel | Rule], thing: Thing, own: Made | None, others: set[int]
) -> int | None:
    if own is not None and any(one.id == own.id for one in candidates):
        return own.id
    named = [one for one in candidates if one.name == thing.state.name and one.id not in others]
    return named[0].id if named else None


def _targets(ids: Mapping[str, int], there: There) -> dict[str, int]:
    """Who the permissions are for, as the server knows them."""
    roles = {key.removeprefix("role:"): at for key, at in ids.items() if key.startswith("role:")}
    return roles | {"everyone": there.everyone, "bot": there.bot_id}


def _state(
    at: int, thing: Thing, there: There, targets: Mapping[str, int], ids: Mapping[str, int]
) -> State:
    """How a thing of the server is, in the plan's words."""
    if thing.kind is Kind.ROLE:
        return State(next(role.name for role in there.roles if role.id == at))
    if thing.kind in (Kind.WORDS, Kind.MENTIONS):
        rule = next(one for one in there.rules if one.id == at)
        return State(rule.name, words=rule.words, mentions_at_most=rule.mentions_at_most)
    channel = next(one for one in there.channels if one.id == at)
    homes = {id_: key for key, id_ in ids.items() if key.startswith("category")}
    grants = {
        who: channel.grants[str(target)]
        for who, target in targets.items()
        if str(target) in channel.grants
    }
    home = homes.get(channel.parent or 0)
    return State(channel.name, home, channel.people_at_most, grants)


def _compared(thing: Thing, found: int, now: State, left: State) -> Step:
    """Change what the plan changed; ask where the server is not as the bot left it."""
    plan_changed: list[str] = []
    by_hand: list[str] = []
    for words, is_now, was_left, is_wanted in _sides(thing, now, left):
        if is_now == is_wanted:
            continue
        (plan_changed if is_now == was_left else by_hand).append(words)
    if by_hand:
        return Step(Verb.PUT_BACK, thing, found, tuple(plan_changed + by_hand))
    if plan_changed:
        return Step(Verb.CHANGE, thing, found, tuple(plan_changed))
    return Step(Verb.LEAVE, thing, found)


def _sides(thing: Thing, now: State, left: State) -> Iterator[tuple[str, object, object, object]]:
    """Each side of a thing: what it is called, how it is, how the bot left it, how it should be."""
    want = thing.state
    yield f"it is called {now.name}", now.name, left.name, want.name
    if thing.kind in _CHANNELS:
        yield "it stands in another category", now.home, left.home, want.home
    if thing.kind is Kind.VOICE:
        words = f"it lets in {now.people_at_most or 'any number of'} people"
        yield words, now.people_at_most, left.people_at_most, want.people_at_most
    if thing.kind is Kind.WORDS:
        yield "it stops other words", now.words, left.words, want.words
    if thing.kind is Kind.MENTIONS:
        words = f"it allows {now.mentions_at_most} mentions"
        yield words, now.mentions_at_most, left.mentions_at_most, want.mentions_at_most
    for who in sorted(set(want.grants) | set(left.grants)):
        cared = set(want.grants.get(who, {})) | set(left.grants.get(who, {}))
        for may in sorted(cared - thing.moving.get(who, frozenset())):
            is_now, was, should = (side.grants.get(who, {}).get(may) for side in (now, left, want))
            yield grant_words(who, may, is_now), is_now, was, should


def grant_words(who: str, may: str, allowed: bool | None) -> str:
    """``attendee: view channel is denied``"""
    says = {True: "is allowed", False: "is denied", None: "is not set"}[allowed]
    name = "@everyone" if who == "everyone" else "the bot" if who == "bot" else f"{who}s"
    return f"{may.replace('_', ' ')} {says} for {name}"


def grants_after(thing: Thing, left: State, now: Grants) -> Grants:
    """The permissions that a change sets.

    What the plan wants, but of what moves, and of what a set-up never cared for, how it is now.
    """
    after: dict[str, dict[str, bool]] = {}
    for who in set(thing.state.grants) | set(left.grants):
        want = thing.state.grants.get(who, {})
        cared = set(want) | set(left.grants.get(who, {}))
        cared -= thing.moving.get(who, frozenset())
        kept = {may: ok for may, ok in now.get(who, {}).items() if may not in cared}
        after[who] = kept | {may: ok for may, ok in want.items() if may in cared}
    return after
