"""What every act works with: the world, the cast, the dice, and the ledger."""

from __future__ import annotations

import logging
from collections.abc import Coroutine, Iterator
from pathlib import Path
from random import Random
from typing import Any

from simcord import MemberActor

from domain.attendees import Kind
from domain.plan import Session
from rehearsal.ledger import Ledger
from rehearsal.material import Material, Person, Promise
from rehearsal.narrator import Narrator
from rehearsal.talk import Talk
from rehearsal.world import World

log = logging.getLogger(__name__)

STAFF = ("Gwen", "Hassan", "Ines", "Jakub", "Keira", "Leo", "Mina", "Noor")


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
        # Who leads each room now, by the session's slug, and everybody who ever did, by name.
        self._leading: dict[str, MemberActor] = {}
        self.staff: dict[str, MemberActor] = {}
        # Who has not joined the summit and is there all the same.
        self.guests: list[MemberActor] = []
        # Where copies of the database are played with; without one, none is made.
        self.aside: Path | None = None

    @property
    def facilitator(self) -> MemberActor:
        """Somebody with the facilitator's role, which there is once the server is set up."""
        if self._facilitator is None:
            self._facilitator = self.world.person("Femi, facilitator", facilitator=True)
        return self._facilitator

    def leader(self, session: Session) -> MemberActor:
        """Whoever leads a session's room at this moment; each workshop has its own."""
        if session.kind != "workshop":
            return self.facilitator
        if session.slug not in self._leading:
            self._leading[session.slug] = self.colleague()
        return self._leading[session.slug]

    def handed_to(self, session: Session, member: MemberActor) -> None:
        """From now on somebody else leads this room."""
        self._leading[session.slug] = member

    def colleague(self) -> MemberActor:
        """Somebody more with the facilitator's role."""
        round_, number = divmod(len(self.staff), len(STAFF))
        name = f"{STAFF[number]}, facilitator" + (f" ({round_ + 1})" if round_ else "")
        self.staff[name] = self.world.person(name, facilitator=True)
        return self.staff[name]

    def placed(self, session: Session) -> list[Person]:
        """Those who have a place in a workshop, in the order in which they got it."""
        return [self.ledger.joined[name] for name in self.ledger.places.get(session.slug, ())]

    @property
    def joined(self) -> list[Person]:
        """Everybody who was told that they have joined, in the order of the cast."""
        return [person for person in self.cast if person.name in self.ledger.joined]

    def some(self, share: float, least: int = 1) -> list[Person]:
        """So many of those who joined, whoever the dice choose."""
        joined = self.joined
        count = min(len(joined), max(least, round(len(joined) * share)))
        return self.dice.sample(joined, k=count)

    async def go(self, act: Coroutine[Any, Any, object]) -> None:
        """Play one act. Where it breaks off, the books say so, and the day goes on."""
        try:
            await act
        except Exception as error:
            name = getattr(act, "__qualname__", "An act")
            self.ledger.surprises.append(f"{name} broke off: {type(error).__name__}: {error}")
            # No error of the bot's: those are counted by themselves.
            log.warning("%s broke off", name, exc_info=error)
            self.say(f"This broke off: {type(error).__name__}: {error}", always=True)

    def say(self, text: str, *, always: bool = False) -> None:
        """One thing that happened, for whoever watches."""
        self.tell.say(self.world.now(), self.world.named(text), always=always)
