"""What people were told was done, written down as they were told it.

The books at the end hold this against the files. Nothing here looks into the store.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from rehearsal.material import Person

SAVED = re.compile(r"Your pledge is saved\. Its reference is (P-\d{4,})\.")
BEFORE = re.compile(r"This form was saved before as (P-\d{4,})")


@dataclass(slots=True)
class Told:
    """One pledge, as its maker was told it stands."""

    reference: str
    maker: Person
    theme: str
    action: str
    as_organisation: bool
    detailed: bool = False
    shown: bool = False
    hidden: bool = False
    withdrawn: bool = False
    edited: bool = False
    too: int = 0
    help: int = 0


@dataclass(slots=True)
class Ledger:
    """Everything that people were told was saved."""

    joined: dict[str, Person] = field(default_factory=dict)
    pledges: dict[str, Told] = field(default_factory=dict)
    repeats: int = 0
    refused: int = 0
    hidden_words: set[str] = field(default_factory=set)
    reached_by_dm: int = 0
    reached_in_thread: int = 0

    @property
    def supporters(self) -> int:
        return sum(told.too + told.help for told in self.pledges.values())
