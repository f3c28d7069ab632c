"""The books of workshops: who has a place, who waits, and what the programme marks."""

from __future__ import annotations

from collections.abc import Iterator

from bot.inert import inert
from domain.plan import Plan
from rehearsal.books.line import Kept, Line, difference
from rehearsal.ledger import Ledger


def check(plan: Plan, ledger: Ledger, kept: Kept) -> Iterator[Line]:
    """Everything that can be checked about workshops, one line each."""
    if not any(session.kind == "workshop" for session in plan.sessions):
        return
    yield Line(
        "Everybody has the place in a workshop that they were told, and nobody else has one",
        difference(_all(ledger.places), _all(_places(kept))),
    )
    yield Line(
        "Those who wait stand in the order in which they were told so", tuple(_order(ledger, kept))
    )
    yield Line(
        "No workshop has more people than places, and nobody is in two at once",
        tuple(_too_many(plan, kept)),
    )
    yield Line(
        "The programme marks as somebody’s what they have chosen", tuple(_marks(plan, ledger, kept))
    )


def _places(kept: Kept) -> dict[str, list[str]]:
    return {
        slug: [kept.names[one.user_id] for one in chosen if one.has_place]
        for slug, chosen in kept.choices.items()
    }


def _all(by_slug: dict[str, list[str]]) -> list[str]:
    return [f"{name} in {slug}" for slug, names in by_slug.items() for name in names]


def _order(ledger: Ledger, kept: Kept) -> Iterator[str]:
    for slug, chosen in kept.choices.items():
        waiting = sorted((one.waiting, kept.names[one.user_id]) for one in chosen if one.waiting)
        there, told = [name for _, name in waiting], ledger.waiting.get(slug, [])
        if there != told:
            yield f"{slug}: {', '.join(there)} wait; told {', '.join(told)}"


def _too_many(plan: Plan, kept: Kept) -> Iterator[str]:
    in_slot: dict[tuple[str, str], str] = {}
    for session in plan.sessions:
        names = _places(kept).get(session.slug, [])
        if session.capacity is not None and len(names) > session.capacity:
            yield f"{session.slug}: {len(names)} people, {session.capacity} places"
        for name in names:
            other = in_slot.setdefault((name, session.slot or session.slug), session.slug)
            if other != session.slug:
                yield f"{name} is in {other} and in {session.slug}"


def _marks(plan: Plan, ledger: Ledger, kept: Kept) -> Iterator[str]:
    titles = {session.slug: inert(session.title) for session in plan.sessions}
    places = _places(kept)
    for name, marked in ledger.marked.items():
        theirs = {titles[slug] for slug, names in places.items() if name in names}
        if marked != theirs:
            yield f"{name} sees {sorted(marked)}, has {sorted(theirs)}"
