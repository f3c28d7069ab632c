"""The books of what is played on copies can fail too."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from domain.attendees import Kind
from rehearsal.books import ending as books
from rehearsal.ending import HEADS
from rehearsal.later import Ending
from rehearsal.ledger import Ledger
from rehearsal.material import Person
from tests.rehearsal.case import ENDING_LINES

BACKUP = "A backup brings back nobody who was erased after it was made, and everybody else"
TOLD = "Organisers are told a month and a week before personal data ends, and when it did"
END = (
    "At its end nobody is left in the copy, every number is as it was, and the summit that was"
    " played is whole"
)
ERRORS = "Until then the bot met no error that it did not expect"


def as_it_should_be() -> tuple[Ledger, Ending]:
    ledger = Ledger(joined={name: Person(name, Kind.RESIDENT) for name in ("Ada", "Ben")})
    ledger.erased = {7: ["Cy"]}
    counted = {"people": 3, "pledges about healthcare": 2}
    return ledger, Ending(
        erased=1, people=2, notices=list(HEADS), kept=2, before=counted, after=dict(counted)
    )


def wrong(ledger: Ledger, ending: Ending) -> list[str]:
    lines = list(books.check(ledger, ending))
    assert len(lines) == ENDING_LINES
    return [line.what for line in lines if line.wrong]


def test_books_that_nobody_touched_agree() -> None:
    assert wrong(*as_it_should_be()) == []


def nobody_erased_again(ending: Ending) -> None:
    ending.erased = 0


def somebody_is_back(ending: Ending) -> None:
    ending.people = 3


def nobody_told(ending: Ending) -> None:
    ending.notices = []


def told_twice(ending: Ending) -> None:
    ending.notices.insert(0, HEADS[0])


def somebody_left(ending: Ending) -> None:
    ending.left = 1


def a_pledge_on_the_wall(ending: Ending) -> None:
    ending.on_the_wall = 1


def a_number_is_lost(ending: Ending) -> None:
    ending.after["pledges about healthcare"] = 1


def nothing_was_counted(ending: Ending) -> None:
    ending.before = ending.after = {}


def the_played_summit_is_emptied(ending: Ending) -> None:
    ending.kept = 0


def an_error(ending: Ending) -> None:
    ending.errors = ["ZeroDivisionError"]


@pytest.mark.parametrize(
    ("turn", "line"),
    [
        (nobody_erased_again, BACKUP),
        (somebody_is_back, BACKUP),
        (nobody_told, TOLD),
        (told_twice, TOLD),
        (somebody_left, END),
        (a_pledge_on_the_wall, END),
        (a_number_is_lost, END),
        (nothing_was_counted, END),
        (the_played_summit_is_emptied, END),
        (an_error, ERRORS),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_what_is_not_as_it_should_be_is_found(turn: Callable[[Ending], None], line: str) -> None:
    ledger, ending = as_it_should_be()
    turn(ending)
    assert wrong(ledger, ending) == [line]
