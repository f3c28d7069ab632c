"""What every act works with: the world, the cast, the dice, and the ledger."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from simcord import MemberActor

from domain.attendees import Kind
from rehearsal.ledger import Ledger
from rehearsal.material import Material, Person, Promise
from rehearsal.narrator import Narrator
from rehearsal.talk import Talk
from rehearsal.world import World


class Stage:
    """One rehearsal. The same dice play the same day."""

    def __init__(
        self,
        world: World,
        material: Material,
        talk: Talk,
        narrator: Narrator,
        dice: Random,
        attendees: int,
    ) -> None:
        self.world = world
        self.material = material
        self.talk = talk
        self.tell = narrator
        self.dice = dice
        self.ledger = Ledger()
        self.cast = material.cast(attendees, dice)
        self.members: dict[str, MemberActor] = {}
        self.boss: MemberActor = world.person("Olga, organiser", manager=True)
        self.read: set[int] = set()
        self.promises: dict[Kind, Iterator[Promise]] = {
            kind: material.promises_of(kind, dice) for kind in Kind
        }
        self._facilitator: MemberActor | None = None

    @property
    def facilitator(self) -> MemberActor:
        """Somebody with the facilitator's role, which there is once the server is set up."""
        if self._facilitator is None:
            self._facilitator = self.world.person("Femi, facilitator", facilitator=True)
        return self._facilitator

    @property
    def joined(self) -> list[Person]:
        """Everybody who was told that they have joined, in the order of the cast."""
        return [person for person in self.cast if person.name in self.ledger.joined]

    def some(self, share: float, least: int = 1) -> list[Person]:
        """So many of those who joined, whoever the dice choose."""
        joined = self.joined
        count = min(len(joined), max(least, round(len(joined) * share)))
        return self.dice.sample(joined, k=count)

    def say(self, text: str, *, always: bool = False) -> None:
        """One thing that happened, for whoever watches."""
        self.tell.say(self.world.now(), self.world.named(text), always=always)
