"""Pledges in the report: how far they are, who made them, and the first of each theme."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from domain.attendance import FEWEST, kind_title
from domain.attendees import Kind
from domain.follow_up import Freshness
from domain.pledges import Delivery, Pledge
from domain.stories import Story
from domain.summit_report import Material
from exports.report.charts import Row, chart
from exports.report.figures import Cells, Figure, Table, day, many

DELIVERIES: Mapping[Delivery, str] = {
    Delivery.FULFILLED: "Fulfilled",
    Delivery.PARTLY_FULFILLED: "Partly fulfilled",
    Delivery.IN_PROGRESS: "In progress",
    Delivery.PLANNED: "Planned",
    Delivery.SUPERSEDED: "Replaced by something else",
    Delivery.NOT_POSSIBLE: "Not possible",
}
"""What everybody may read of delivery, in the order of charts and tables."""

FRESH: Mapping[Freshness, str] = {
    Freshness.CURRENT: "Not waiting for a word from the maker",
    Freshness.DUE: "Asked in the last two weeks, no answer yet",
    Freshness.OVERDUE: "Told us something before, but not when last asked",
    Freshness.NO_REPLY: "No reply at all",
}


@dataclass(frozen=True, slots=True)
class Promise:
    """One pledge. ``story``: what its maker says of it, and agreed to be told."""

    reference: str
    action: str
    byline: str
    delivery: str
    details: tuple[tuple[str, str], ...]
    story: str = ""
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Theme:
    anchor: str
    title: str
    says: str
    more: str
    pledges: tuple[Promise, ...]


def _sum(material: Material, **wanted: object) -> int:
    return sum(
        one.n
        for one in material.tallies
        if all(getattr(one, name) == value for name, value in wanted.items())
    )


def _in_words(counts: Iterable[tuple[str, int]]) -> str:
    return ", ".join(f"{n:,} {name[:1].lower()}{name[1:]}" for name, n in counts if n)


def progress(material: Material) -> Figure | None:
    """How far pledges are, by theme."""
    return _by_theme(
        material.themes,
        lambda theme, delivery: _sum(material, theme=theme, delivery=delivery),
        "progress",
        "How far pledges are, by theme",
        "Pledges by theme, and how far they are",
    )


def ended(material: Material) -> Figure | None:
    """How far those pledges were whose words were deleted, by theme."""
    if (left := material.left) is None:
        return None
    return _by_theme(
        [one for one in material.themes if any(left.n(one[0], to) for to in DELIVERIES)],
        left.n,
        "ended",
        "How far pledges were, by theme",
        "Pledges by theme, and how far they were when their words were deleted",
    )


def _by_theme(
    themes: Sequence[tuple[str, str]],
    number: Callable[[str, Delivery], int],
    slug: str,
    title: str,
    caption: str,
) -> Figure | None:
    rows: list[Row] = []
    cells: list[Cells] = []
    for theme, name in themes:
        counts = [(one, number(theme, one)) for one in DELIVERIES]
        whole = sum(n for _, n in counts)
        words = _in_words((DELIVERIES[one], n) for one, n in counts) or "no pledges"
        if whole:
            rows.append(Row(name, f"{whole:,}: {words}", tuple((k.value, n) for k, n in counts)))
        cells.append((name, *(f"{n:,}" for _, n in counts), f"{whole:,}"))
    if not rows:
        return None
    totals = [sum(number(theme, one) for theme, _ in themes) for one in DELIVERIES]
    if len(cells) > 1:
        cells.append(("All themes", *(f"{n:,}" for n in totals), f"{sum(totals):,}"))
    looks = [(one.value, name) for one, name in DELIVERIES.items()]
    return Figure(
        chart(slug, title, rows, looks),
        Table(
            caption,
            ("Theme", *DELIVERIES.values(), "All"),
            tuple(cells),
        ),
    )


def makers(material: Material) -> Figure | None:
    """Who made pledges, by kind: the same words that stand under each pledge."""
    counts = [(kind_title(kind), _sum(material, kind=kind)) for kind in Kind]
    rows = [(title, n) for title, n in counts if n]
    if not rows:
        return None
    return Figure(
        chart(
            "makers",
            "Pledges by who made them",
            [Row(title, f"{n:,}", (("plain", n),)) for title, n in rows],
        ),
        Table(
            "Pledges by who made them",
            ("Made by", "Pledges"),
            tuple((title, f"{n:,}") for title, n in rows),
        ),
    )


def replies(material: Material) -> Table | None:
    """How old the last word on pledges is: silence is told, and never counted as done.

    For all pledges together, and not of so few that it would tell whose.
    """
    counts = [(name, _sum(material, freshness=one)) for one, name in FRESH.items()]
    if sum(n for _, n in counts) < FEWEST:
        return None
    return Table(
        "What we last heard about pledges",
        ("Last word", "Pledges"),
        tuple((name, f"{n:,}") for name, n in counts),
    )


def themes(material: Material) -> list[Theme]:
    """Each theme with the first of its pledges."""
    found: list[Theme] = []
    for number, (slug, title) in enumerate(material.themes, 1):
        whole = _sum(material, theme=slug)
        if not whole:
            continue
        listed = material.pledges.get(slug, ())
        counts = [
            (name, _sum(material, theme=slug, delivery=one)) for one, name in DELIVERIES.items()
        ]
        more = (
            f"The first {len(listed):,} of {whole:,} are listed here. The files of the whole record"
            " have them all."
        )
        found.append(
            Theme(
                anchor=f"theme-{number}",
                title=title,
                says=f"{many(whole, 'pledge')}: {_in_words(counts)}.",
                more=more if len(listed) < whole else "",
                pledges=tuple(_promise(one, material.stories.get(one.id)) for one in listed),
            )
        )
    return found


def _promise(pledge: Pledge, story: Story | None) -> Promise:
    details = [
        ("First step", pledge.first_step),
        ("Who benefits", pledge.who_benefits),
        ("How we will know", pledge.measure),
        ("To be done by", day(pledge.due) if pledge.due else ""),
        ("Help needed", pledge.help_needed),
        ("Support", _support(pledge)),
    ]
    return Promise(
        reference=pledge.reference,
        action=pledge.action,
        byline=_byline(pledge, story),
        delivery=DELIVERIES.get(pledge.delivery, pledge.delivery.value),
        details=tuple((name, words) for name, words in details if words),
        story=story.words if story else "",
        evidence=story.link if story else "",
    )


def _byline(pledge: Pledge, story: Story | None) -> str:
    """A story that is told without a name stands without one, also where the pledge has one."""
    if story is None or not (story.words or story.link):
        return pledge.byline
    return story.byline if pledge.publish_name else pledge.byline


def _support(pledge: Pledge) -> str:
    said = [
        f"{pledge.too_count:,} said “I’ll do this too”" if pledge.too_count else "",
        f"{pledge.help_count:,} said “I can help”" if pledge.help_count else "",
    ]
    return ", ".join(filter(None, said))
