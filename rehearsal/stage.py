"""What every act works with: the world, the cast, the dice, and the ledger."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from simcord import MemberActor

from domain.attendees import Kind
from rehearsal.ledger import Ledger
from rehearsal.material import Material, Promise
from rehearsal.narrator import Narrator
from rehearsal.world import World


class Stage:
    """One rehearsal. The same dice play the same day."""

    def __init__(
        self, world: World, material: Material, narrator: Narrator, dice: Random, attendees: int
    ) -> None:
        self.world = world
        self.material = material
        self.tell = narrator
        self.dice = dice
        self.ledger = Ledger()
        self.cast = material.cast(attendees, dice)
        self.members: dict[str, MemberActor] = {}
        self.boss: MemberActor = world.person("Olga, organiser", manager=True)
        self.promises: dict[Kind, Iterator[Promise]] = {
            kind: material.promises_of(kind, dice) for kind in Kind
        }

    def say(self, text: str, *, always: bool = False) -> None:
        """One thing that happened, for whoever watches."""
        self.tell.say(self.world.now(), self.world.named(text), always=always)
