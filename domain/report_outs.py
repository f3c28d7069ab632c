"""What a small group reports back: what it heard, one barrier, one action and who would own it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.outputs import NOTE_LENGTH, Kind, closes_at
from domain.rules import RuleBroken
from domain.sessions import Session
from domain.text import clean

# Three are asked for; who has more to say is not stopped at once.
HEARD_MOST = 6
LEAST, MOST = 1, NOTE_LENGTH[1]
OWNER_LENGTH = 100
TAKEN_OUT = "The group took this out of its report."

# How people begin the lines of a list: "- ", "* ", "• ", "1. ", "2) ".
_BULLET = re.compile(r"\s*(?:[-*•–]|[0-9]{1,2}[.)])\s+")


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that a group said. ``owner`` goes with an action."""

    kind: Kind
    words: str
    owner: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """A report as its form has it; what a group leaves out is empty."""

    heard: tuple[str, ...] = ()
    barrier: str = ""
    action: str = ""
    owner: str = ""

    def parts(self) -> tuple[Part, ...]:
        """What is kept, in the order in which it is read out."""
        found = [Part(Kind.INSIGHT, words) for words in self.heard]
        if self.barrier:
            found.append(Part(Kind.BARRIER, self.barrier))
        if self.action:
            found.append(Part(Kind.ACTION, self.action, self.owner))
        return tuple(found)


def check(fields: Mapping[str, str]) -> Report:
    """A form as it was typed. Raises RuleBroken ``report.*``, ``text.*``."""
    lines = [_BULLET.sub("", line, count=1) for line in fields.get("heard", "").splitlines()]
    heard = [_words(line, "line of what you heard") for line in lines]
    report = Report(
        heard=tuple(dict.fromkeys(line for line in heard if line)),
        barrier=_words(fields.get("barrier", ""), "barrier"),
        action=_words(fields.get("action", ""), "action"),
        owner=clean(fields.get("owner", ""), field="owner", most=OWNER_LENGTH, lines=False),
    )
    if len(report.heard) > HEARD_MOST:
        raise RuleBroken("report.too_many", most=HEARD_MOST)
    if report.owner and not report.action:
        raise RuleBroken("report.owner")
    if not report.parts():
        raise RuleBroken("report.empty")
    return report


def _words(text: str, field: str) -> str:
    """One part's words, or nothing. Raises RuleBroken ``text.*``."""
    if not clean(text, field=field, most=1 << 20):
        return ""
    return clean(text, field=field, least=LEAST, most=MOST)


def one_line(part: Part) -> Part:
    """As it stands in the form: each thing that was heard has one line there."""
    return Part(part.kind, " ".join(part.words.split())) if part.kind is Kind.INSIGHT else part


def of_parts(parts: Sequence[Part]) -> Report:
    """The report that these parts make, so that it can be corrected."""
    heard = tuple(one_line(one).words for one in parts if one.kind is Kind.INSIGHT)
    barrier = next((one.words for one in parts if one.kind is Kind.BARRIER), "")
    action = next((one for one in parts if one.kind is Kind.ACTION), None)
    return Report(heard, barrier, action.words if action else "", action.owner if action else "")


def fields_of(report: Report) -> dict[str, str]:
    """A form's fields as this report would fill them."""
    return {
        "heard": "\n".join(report.heard),
        "barrier": report.barrier,
        "action": report.action,
        "owner": report.owner,
    }


def together(theirs: Mapping[str, str], mine: Mapping[str, str]) -> dict[str, str]:
    """Two reports of one group in one form, so that neither's words are lost."""
    found: dict[str, str] = {}
    for name, between in (("heard", "\n"), ("barrier", "\n"), ("action", "\n"), ("owner", ", ")):
        first, second = theirs.get(name, "").strip(), mine.get(name, "").strip()
        if name == "heard":
            lines = [*first.splitlines(), *second.splitlines()]
            found[name] = "\n".join(dict.fromkeys(line for line in lines if line.strip()))
        else:
            found[name] = between.join(dict.fromkeys(one for one in (first, second) if one))
    return found


def match(before: Sequence[Part], after: Sequence[Part]) -> list[tuple[int | None, int | None]]:
    """Which part became which: places before and after; None where it is new or gone.

    What stayed word for word is itself, wherever it stands now; the others of a kind are paired in
    their order.
    """
    pairs: list[tuple[int | None, int | None]] = []
    left = list(range(len(before)))
    new: list[int] = []
    for place, part in enumerate(after):
        wanted = (part.kind, part.words)
        same = next((one for one in left if (before[one].kind, before[one].words) == wanted), None)
        if same is None:
            new.append(place)
        else:
            left.remove(same)
            pairs.append((same, place))
    for place in new:
        other = next((one for one in left if before[one].kind is after[place].kind), None)
        if other is not None:
            left.remove(other)
        pairs.append((other, place))
    return pairs + [(one, None) for one in left]


def check_version(number: int, version: int, seen: int) -> None:
    """Raises RuleBroken ``report.changed`` where somebody else has reported meanwhile."""
    if version != seen:
        raise RuleBroken("report.changed", number=number)


def may_report(session: Session, now: datetime, time_zone: str) -> None:
    """A group's words are taken until its session's notes close, also after the groups are over.

    Raises RuleBroken ``report.closed``.
    """
    if now >= closes_at(session, time_zone):
        raise RuleBroken("report.closed", title=session.title)
