"""What is wrong with a plan, said so that an organiser can mend it."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from pydantic_core import PydanticCustomError

from domain.plan.tables import as_items, as_table

WRONG_VALUE = "plan_problem"
"""The pydantic error type of a value that our own checks refuse."""

_QUOTE_AT_MOST = 60


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend: where it is, what is wrong, and what to write instead.

    Lists are counted from 1, so ``sessions[3]`` is the third ``[[sessions]]`` block of the file.
    """

    place: str
    says: str
    mend: str

    def __str__(self) -> str:
        return f"{self.place}: {self.says} {self.mend}"


class PlanInvalid(ValueError):
    """A plan cannot be used. ``problems`` holds everything that was found, never nothing."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        if not self.problems:
            raise ValueError("A plan without problems is not invalid.")
        super().__init__(self.problems)

    def __str__(self) -> str:
        count = len(self.problems)
        head = "The plan has 1 problem." if count == 1 else f"The plan has {count} problems."
        return "\n".join([head, *(f"- {problem}" for problem in self.problems)])


def refuse(says: str, mend: str) -> PydanticCustomError:
    """The error that a field's check raises; ``explain`` turns it into a `Problem`."""
    return PydanticCustomError(WRONG_VALUE, "{says} {mend}", {"says": says, "mend": mend})


def quoted(value: object) -> str:
    """Show something from the file in a message: short, on one line, with nothing invisible."""
    text = str(value).lower() if isinstance(value, bool) else str(value)
    text = unicodedata.normalize("NFC", text[: 10 * _QUOTE_AT_MOST])
    if len(text) > _QUOTE_AT_MOST:
        text = text[: _QUOTE_AT_MOST - 1] + "…"
    return (
        '"'
        + "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text)
        + '"'
    )


def listed(values: Iterable[object]) -> str:
    """Name several things from the file: ``"a", "b" and "c"``."""
    names = [quoted(value) for value in values]
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def place_of(location: Iterable[str | int], values: object = None) -> str:
    """Write a place in the file for people.

    ``location`` is pydantic's (lists counted from 0); ``values`` is what the file holds, from
    which a list's item gets the name that an organiser knows it by.
    """
    place = ""
    after_item = False
    for step in location:
        if isinstance(step, int):
            items = as_items(values)
            values = items[step] if step < len(items) else None
            name = _name_of(as_table(values))
            place += f"[{step + 1}]" + (f" {quoted(name)}" if name else "")
        else:
            values = as_table(values).get(step)
            joint = "" if not place else ", " if after_item else "."
            place += joint + (step if re.fullmatch(r"[\w-]{1,60}", step) else quoted(step))
        after_item = isinstance(step, int)
    return place or "the plan"


def _name_of(item: dict[str, object]) -> str:
    for key in ("slug", "title", "name"):
        name = item.get(key)
        if isinstance(name, str) and name.strip():
            return name.strip()
    return ""
