"""pydantic's errors, said as problems of the file."""

from difflib import get_close_matches

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from domain.plan.model import (
    AutoMod,
    Channels,
    Keeping,
    Plan,
    Pledges,
    Roles,
    Session,
    Speaker,
    Summit,
    Theme,
)
from domain.plan.problems import WRONG_VALUE, PlanInvalid, Problem, listed, place_of, quoted

TABLES: dict[tuple[str, ...], type[BaseModel]] = {
    (): Plan,
    ("summit",): Summit,
    ("pledges",): Pledges,
    ("pledges", "themes"): Theme,
    ("roles",): Roles,
    ("channels",): Channels,
    ("keeping",): Keeping,
    ("automod",): AutoMod,
    ("sessions",): Session,
    ("sessions", "speakers"): Speaker,
}
"""Every table of the file with its model: where a key that is not known may belong."""
_LISTS_OF_TABLES = {("pledges", "themes"), ("sessions",), ("sessions", "speakers")}

_WANTED = {
    "string_type": ("text", 'Put it in quotes, such as key = "text".'),
    "bool_type": ("true or false", "Write true or false, without quotes."),
    "int_type": ("a whole number", "Write a whole number, without quotes."),
    "tuple_type": ("a list", 'Write a list in square brackets, such as ["one", "two"].'),
}


def explain(error: ValidationError, values: object) -> tuple[list[Problem], bool]:
    """The problems in ``error`` about ``values``, the file's tables.

    The second value tells whether the rules between the parts were looked at already: pydantic
    comes to them only when every part can be read.
    """
    problems: list[Problem] = []
    rules_done = False
    # Neither the address of pydantic's pages nor the input is used, and an input may be huge.
    for detail in error.errors(include_url=False, include_input=True):
        cause = detail.get("ctx", {}).get("error")
        if isinstance(cause, PlanInvalid):
            rules_done = True
            problems.extend(cause.problems)
        else:
            problems.append(_problem(detail, values))
    return problems, rules_done


def _problem(detail: ErrorDetails, values: object) -> Problem:
    location, kind, context = detail["loc"], detail["type"], detail.get("ctx", {})
    place = place_of(location, values)
    if kind == WRONG_VALUE:
        return Problem(place, str(context["says"]), str(context["mend"]))
    if kind == "missing":
        return _missing(location, values)
    if kind == "extra_forbidden":
        return Problem(place, "This key is not known.", _hint(location))
    if kind == "literal_error":
        return Problem(
            place,
            f"{quoted(detail['input'])} is not one of the values that can stand here.",
            f"Use {str(context['expected']).replace(chr(39), chr(34))}.",
        )
    if kind in ("greater_than_equal", "less_than_equal"):
        limit = context.get("ge", context.get("le"))
        small = kind == "greater_than_equal"
        return Problem(
            place,
            f"{quoted(detail['input'])} is too {'small' if small else 'large'}.",
            f"Use {limit} or {'more' if small else 'less'}.",
        )
    if kind == "model_type":
        table = ".".join(step for step in location if isinstance(step, str))
        brackets = f"[[{table}]]" if isinstance(location[-1], int) else f"[{table}]"
        return Problem(
            place, "It must be a table of keys and values.", f"Write it below a line {brackets}."
        )
    if kind == "tuple_type" and _table(location) in _LISTS_OF_TABLES:
        table = ".".join(_table(location))
        return Problem(
            place, "It must be a list of tables.", f"Begin each one with a line [[{table}]]."
        )
    if kind in _WANTED:
        wanted, mend = _WANTED[kind]
        return Problem(place, f"It must be {wanted}, and it is {_kind_of(detail['input'])}.", mend)
    return Problem(place, "It cannot be read.", "Delete it, and type it again.")


def _missing(location: tuple[str | int, ...], values: object) -> Problem:
    key = str(location[-1])
    place = place_of(location[:-1], values) if len(location) > 1 else "the plan"
    table = _table(location)
    if table in _LISTS_OF_TABLES:
        return Problem(
            place,
            f"It has no {quoted(key)}.",
            f"Add one at least, below a line [[{'.'.join(table)}]].",
        )
    if table in TABLES:
        return Problem(
            place, f"The table {quoted(key)} is missing.", f"Add it below a line [{key}]."
        )
    return Problem(place, f"The key {quoted(key)} is missing.", f"Add a line {key} = … here.")


def _hint(location: tuple[str | int, ...]) -> str:
    key, home = str(location[-1]), _table(location[:-1])
    known = list(TABLES[home].model_fields)
    if near := get_close_matches(key[:60], known, n=1):
        return f"Did you mean {quoted(near[0])}?"
    homes = [table for table, model in TABLES.items() if table and key in model.model_fields]
    if len(homes) == 1:  # a key below the wrong heading, which is easily done in TOML
        name = ".".join(homes[0])
        brackets = f"[[{name}]]" if homes[0] in _LISTS_OF_TABLES else f"[{name}]"
        return f"It belongs below a line {brackets}."
    return f"Delete it, or use one of {listed(known)}."


def _table(location: tuple[str | int, ...]) -> tuple[str, ...]:
    return tuple(step for step in location if isinstance(step, str))


def _kind_of(value: object) -> str:
    match value:
        case bool():
            return "true or false"
        case int() | float():
            return "a number"
        case str():
            return "text"
        case list() | tuple():
            return "a list"
        case dict():
            return "a table"
        case _:
            return "a date or a time"
