"""From the text of a plan file to a `Plan`."""

import re
import tomllib

from pydantic import ValidationError

from domain.plan.draft import Draft
from domain.plan.explain import explain
from domain.plan.limits import FILE_AT_MOST
from domain.plan.model import Plan
from domain.plan.problems import PlanInvalid, Problem
from domain.plan.rules import broken_rules

# A key of thousands of parts (a.a.a.a…) costs the TOML reader their square in memory. A plan needs
# two parts at most.
_ENDLESS_KEY = re.compile(
    r"""(?<![\w-])(?:(?:[A-Za-z0-9_-]+|"(?:[^"\\\n]|\\.)*"|'[^'\n]*')[ \t]*\.[ \t]*){20}"""
)


def parse_plan(text: str) -> Plan:
    """Read the TOML ``text`` of a plan file.

    Raises `PlanInvalid` with every problem that can be found; it never raises anything else.
    """
    values = _tables(text)
    try:
        return Plan.model_validate(values)
    except ValidationError as error:
        problems, rules_done = explain(error, values)
        if not rules_done:
            problems += broken_rules(Draft.of(values))
    raise PlanInvalid(problems)


def _tables(text: str) -> dict[str, object]:
    if len(text) > FILE_AT_MOST:
        raise _refused(
            "the plan",
            f"The file has {len(text):,} characters, and the limit is {FILE_AT_MOST:,}.",
            "Make the texts shorter.",
        )
    if endless := _ENDLESS_KEY.search(text):
        raise _refused(
            f"line {text.count(chr(10), 0, endless.start()) + 1}",
            "More than twenty words follow each other here with nothing but a dot between.",
            "Correct the key, or put spaces between the words of a text.",
        )
    try:
        # Some editors begin a file with a byte order mark, which TOML does not know.
        return tomllib.loads(text.removeprefix("\ufeff"))
    except tomllib.TOMLDecodeError as error:
        raise PlanInvalid([_syntax(str(error), text)]) from None
    except (ValueError, OverflowError, RecursionError):
        # A number of thousands of digits, or brackets in brackets without end.
        raise _refused(
            "the plan",
            "It holds a number or a list that is far too large to read.",
            "Compare the file with the example, and delete what does not belong.",
        ) from None


def _refused(place: str, says: str, mend: str) -> PlanInvalid:
    return PlanInvalid([Problem(place, says, mend)])


def _syntax(message: str, text: str) -> Problem:
    what, _, where = message.rpartition(" (at ")
    found = re.search(r"line (\d+)", where)
    line = int(found[1]) if found else max(1, len(text.splitlines()))
    return Problem(
        f"line {line}",
        f"The file is not valid TOML here: {what or message}.",
        "Check that text and times stand in quotes, that every quote and bracket is closed, and "
        "that no key stands twice.",
    )
