"""What the rehearsal plays: the cast and the pledges of ``examples/``."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import count, cycle
from pathlib import Path
from random import Random
from typing import Any

from domain.attendees import Kind

_HERE = Path(__file__).resolve().parent


def examples() -> Path:
    """The folder of examples: inside an installed package, or beside it in a checkout."""
    inside = _HERE / "examples"
    return inside if inside.is_dir() else _HERE.parent / "examples"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the cast."""

    name: str
    kind: Kind
    organisation: str = ""
    publish_name: bool = True
    access_needs: str = ""


@dataclass(frozen=True, slots=True)
class Promise:
    """A pledge that somebody of this kind makes."""

    kind: Kind
    theme: str
    action: str
    as_organisation: bool = False
    first_step: str = ""
    who_benefits: str = ""
    measure: str = ""
    due: date | None = None
    help_needed: str = ""
    language: str = "en"

    @property
    def has_detail(self) -> bool:
        return bool(self.who_benefits or self.measure or self.due or self.help_needed)


@dataclass(frozen=True, slots=True)
class Material:
    """Everything that is played, read once."""

    people: tuple[Person, ...]
    promises: tuple[Promise, ...]
    to_hide: tuple[tuple[Promise, str], ...]
    sharper: dict[str, str]

    def cast(self, n: int, dice: Random) -> list[Person]:
        """``n`` people of all kinds; where there are more than the file has, "(2)" and so on."""
        people = list(self.people)
        taken: list[Person] = []
        for round_ in count(1):
            dice.shuffle(people)
            for person in people:
                if len(taken) == n:
                    break
                taken.append(
                    person
                    if round_ == 1
                    else Person(
                        f"{person.name} ({round_})",
                        person.kind,
                        person.organisation,
                        person.publish_name,
                        person.access_needs,
                    )
                )
            if len(taken) == n:
                break
        return taken

    def promises_of(self, kind: Kind, dice: Random) -> Iterator[Promise]:
        """What people of a kind promise, in a shuffled order, for ever."""
        mine = [promise for promise in self.promises if promise.kind is kind]
        dice.shuffle(mine)
        return cycle(mine)


def read_material() -> Material:
    """The files of ``examples/``. Raises OSError, KeyError or ValueError where they are broken."""
    folder = examples()
    pledges = tomllib.loads((folder / "pledges.toml").read_text(encoding="utf-8"))
    people = tomllib.loads((folder / "people.toml").read_text(encoding="utf-8"))
    return Material(
        people=tuple(
            Person(
                entry["name"],
                Kind(entry["kind"]),
                entry.get("organisation", ""),
                entry["publish_name"],
                entry.get("access_needs", ""),
            )
            for entry in people["person"]
        ),
        promises=tuple(_promise(entry) for entry in pledges["pledge"]),
        to_hide=tuple((_promise(entry), entry["reason"]) for entry in people["hide"]),
        sharper={entry["before"]: entry["after"] for entry in people["edit"]},
    )


def _promise(entry: dict[str, Any]) -> Promise:
    return Promise(
        kind=Kind(entry["kind"]),
        theme=entry["theme"],
        action=entry["action"],
        as_organisation=entry.get("as_organisation", False),
        first_step=entry.get("first_step", ""),
        who_benefits=entry.get("who_benefits", ""),
        measure=entry.get("measure", ""),
        due=entry.get("due"),
        help_needed=entry.get("help_needed", ""),
        language=entry.get("language", "en"),
    )
