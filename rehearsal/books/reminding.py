"""The books of reminders: everybody whom one concerns, once each."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from bot.inert import inert, one_line
from domain.plan import Plan
from rehearsal.books.line import Kept, Line
from rehearsal.ledger import Ledger

_STARTS = re.compile(r"^\*\*(.+?)\*\* starts <t:")
_NAMED = re.compile(r"<@(\d+)>")


def check(
    plan: Plan, ledger: Ledger, kept: Kept, said: Sequence[tuple[int, str]]
) -> Iterator[Line]:
    """``said``: what the bot wrote in public and mentioned somebody in."""
    if not ledger.to_remind:
        return
    yield Line(
        "Each reminder named everybody whom it concerned once, and nobody else",
        tuple(_wrong(plan, ledger, kept.names, [text for _, text in said])),
    )


def _wrong(plan: Plan, ledger: Ledger, names: Mapping[int, str], said: list[str]) -> Iterator[str]:
    """Both reminders of a session count together: who was there for both is named twice."""
    for session in plan.sessions:
        wanted: Counter[str] = Counter()
        for (slug, _), people in ledger.to_remind.items():
            if slug == session.slug:
                wanted.update(people)
        title = inert(one_line(session.title, 60))
        named: Counter[str] = Counter()
        for text in said:
            found = _STARTS.match(text)
            if found is not None and found[1] == title:
                named.update(names.get(int(one), one) for one in _NAMED.findall(text))
        for name in wanted.keys() | named.keys():
            if wanted[name] != named[name]:
                yield f"{session.slug}: {name} named {named[name]} times, not {wanted[name]}"
