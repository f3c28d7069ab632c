"""The plan as it is rehearsed: where a plan limits no workshop, some get fewer places than wishes.

Without that there would be no waiting list to watch. And personal data is kept for longer than the
year that is played: until a month after it, where the plan says nothing or less. The plan itself is
left as it is; the one that is played lies beside the database.
"""

from __future__ import annotations

import tomllib

from domain.plan import Plan, PlanInvalid, parse_plan
from domain.plan.follow_up import add_months
from domain.retention import last_day

# Of so many people one gets a place in a workshop that many want.
SHARE = 3
LEAST = 2
# So many months after the summit its personal data ends.
MONTHS = 13


def as_played(text: str, plan: Plan, people: int) -> tuple[str, Plan]:
    """The plan's text with places for the first workshop of each choice, where there are none."""
    limited: set[str] = set()
    choices: dict[str, list[str]] = {}
    for session in plan.sessions:
        if session.kind == "workshop" and session.slot:
            choices.setdefault(session.slot, []).append(session.slug)
            if session.capacity is not None:
                limited.add(session.slot)
    firsts = {slugs[0] for slot, slugs in choices.items() if len(slugs) > 1 and slot not in limited}
    changed = _with_capacity(text, firsts, max(LEAST, people // SHARE))
    ends = last_day(plan)
    if ends is None or ends < add_months(plan.summit.date, MONTHS):
        changed = _kept_for_longer(changed)
    try:
        return changed, parse_plan(changed)
    except PlanInvalid:
        return text, plan  # written in a way that we do not understand: played as it is


def _kept_for_longer(text: str) -> str:
    """Another [keeping], instead of the plan's own if it has one."""
    kept = [block for block in _blocks(text) if not block[:1] or block[0].strip() != "[keeping]"]
    lines = [line for block in kept for line in block]
    return "\n".join(
        [*lines, "", "[keeping]", f"personal_data_months = {MONTHS}  # for the rehearsal", ""]
    )


def _blocks(text: str) -> list[list[str]]:
    """The lines of each table: they go from its heading to the next one."""
    blocks: list[list[str]] = [[]]
    for line in text.splitlines():
        if line.startswith("["):
            blocks.append([])
        blocks[-1].append(line)
    return blocks


def _with_capacity(text: str, slugs: set[str], places: int) -> str:
    """Each session's own lines go from its heading to the next one, which opens another table."""
    blocks = _blocks(text)
    for block in blocks:
        if block and block[0].startswith("[[sessions]]"):
            try:
                (session,) = tomllib.loads("\n".join(block))["sessions"]
            except tomllib.TOMLDecodeError:
                continue
            if session.get("slug") in slugs:
                block.insert(1, f"capacity = {places}  # for the rehearsal")
    return "\n".join(line for block in blocks for line in block) + "\n"
