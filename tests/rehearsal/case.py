"""What the books look at, to be tampered with."""

from __future__ import annotations

import csv
import dataclasses
import io
from collections.abc import Callable

from rehearsal import books
from rehearsal.books import Handed, Kept
from rehearsal.ledger import Ledger, Told
from rehearsal.world import World

# How many lines the books of the example have.
LINES = 60
# And so many of what is played on copies.
ENDING_LINES = 4

Row = dict[str, str]
Turn = Callable[["Case"], None]


@dataclasses.dataclass
class Case:
    """What the books look at, to be tampered with."""

    world: World
    ledger: Ledger
    kept: Kept
    internal: Handed
    public: Handed
    logged: list[str]
    said: list[tuple[int, str]]

    def wrong(self) -> list[str]:
        """The lines that do not agree."""
        self.world.mentioning[:] = self.said
        lines = list(
            books.check(self.world, self.ledger, self.kept, self.internal, self.public, self.logged)
        )
        assert len(lines) == LINES
        return [line.what for line in lines if line.wrong]

    def some(self, *, shown: bool = True) -> Told:
        return next(
            told
            for told in self.ledger.pledges.values()
            if (told.shown if shown else told.hidden) and not told.withdrawn
        )

    def change(self, handed: Handed, name: str, turn: Callable[[list[Row]], None]) -> None:
        """Other rows in a file, the same in Discord and in the export."""
        path = handed.export.folder / name
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        names = list(rows[0])
        turn(rows)
        text = io.StringIO(newline="")
        writer = csv.DictWriter(text, names)
        writer.writeheader()
        writer.writerows(rows)
        path.write_bytes(text.getvalue().encode())
        handed.in_discord[name] = path.read_bytes()


def drop_first(rows: list[Row]) -> None:
    del rows[0]


def set_first(**values: str) -> Callable[[list[Row]], None]:
    return lambda rows: rows[0].update(values)
