"""What the report says, from what is known: words and numbers, ready to be set on the page.

Only here is decided what everybody may read: no number of people so small that it tells who.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from domain.attendance import FEWEST, kind_title, public_heads, public_kinds
from domain.attendees import Kind
from domain.feedback import RATINGS, Result
from domain.pledges import Delivery
from domain.summit_report import Material
from exports.report.charts import Chart, Row, chart

Cells = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """``wide``: it may need to be scrolled on a narrow screen. The first cell names its row."""

    caption: str
    head: Cells
    rows: tuple[Cells, ...]
    numbers: bool = True

    @property
    def wide(self) -> bool:
        return len(self.head) > 3


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart with its numbers in a table."""

    chart: Chart | None
    table: Table


def local(moment: datetime, zone: str) -> str:
    """In the summit's own time, with its name."""
    there = moment.astimezone(ZoneInfo(zone))
    return f"{day(there.date())}, {there:%H:%M %Z}"


def day(when: date) -> str:
    return f"{when.day} {when:%B %Y}"


def many(n: int, one: str, more: str = "") -> str:
    """``1 pledge``, ``2,000 pledges``."""
    return f"{n:,} {one if n == 1 else more or one + 's'}"


# ---------------------------------------------------------------------- the day


def headline(material: Material, *, public: bool) -> Table:
    """The summit in a few numbers."""
    sessions = [one for one in material.records if not one.session.cancelled]
    notes = sum(len(one.shown) for one in sessions)
    questions = [one for record in material.records for one in record.public_questions]
    answered = sum(bool(one.answer) or one.state.value == "asked live" for one in questions)
    rows = [
        ("Sessions held", f"{len(sessions):,}"),
        ("Notes kept in sessions", _still(notes, material)),
        ("Questions that everybody could see", _still(len(questions), material)),
        ("Of them, asked live or answered in writing", _still(answered, material)),
        ("Pledges", f"{pledges(material):,}"),
        ("“I’ll do this too”", _still(material.too, material)),
        ("“I can help”", _still(material.help, material)),
    ]
    if material.people:
        rows.insert(
            0, ("People who joined", shown_heads(sum(material.people.values()), public=public))
        )
    if material.introduced:
        rows.append(("Pairs of people introduced", shown_heads(material.introduced, public=public)))
    if (average := _average(material.day)) is not None:
        rows.append(("What people thought of the day", average))
    return Table("The summit in figures", ("What", "Number"), tuple(rows))


def pledges(material: Material) -> int:
    """How many everybody may read, and how many they could until the words were deleted."""
    of_all = sum(one.n for one in material.tallies)
    if material.left is None:
        return of_all
    return of_all + sum(
        n for (_, one), n in material.left.pledges.items() if one is not Delivery.WITHDRAWN
    )


def _still(n: int, material: Material) -> str:
    """Where data was deleted, 0 would say that there was nothing."""
    return "Not kept" if n == 0 and material.left is not None else f"{n:,}"


def deleted(material: Material) -> list[str]:
    """What is said of the end of the time for personal data, in sentences."""
    if (left := material.left) is None:
        return []
    if not left.done:
        return [
            f"Names and texts are being deleted since {day(left.on)}. Numbers without names stay."
            " Make this report again when it is done."
        ]
    said = [f"Names and texts were deleted on {day(left.on)}. Numbers without names stay."]
    if left.of_all_summits:
        said.append(
            "The numbers of pledges that were deleted are kept for all summits of this server"
            " together."
        )
    return said


def shown_heads(n: int, *, public: bool) -> str:
    return public_heads(n) if public else f"{n:,}"


def _average(result: Result) -> str | None:
    if (average := result.average) is None:
        return None
    return f"{average:.1f} of {max(RATINGS)} (from {many(result.count, 'person', 'people')})"


def people(material: Material, *, public: bool) -> Figure | None:
    """Who joined, by kind; in public only as far as that does not tell who."""
    if public:
        kinds: dict[Kind | None, int] = {**material.people}
        rows = public_kinds(kinds)
    else:
        rows = [(kind_title(kind), n) for kind, n in material.people.items()]
    if not rows:
        return None
    return Figure(
        chart(
            "people",
            "Who joined the summit",
            [Row(title, f"{n:,}", (("plain", n),)) for title, n in rows],
        ),
        Table(
            "People who joined, by what they were here as",
            ("Here as", "People"),
            tuple((title, f"{n:,}") for title, n in rows),
        ),
    )


def attendance(material: Material, *, public: bool) -> Table | None:
    """How many took part in each session, and what they left behind."""
    rows = [
        (
            record.session.title,
            "Cancelled" if record.session.cancelled else shown_heads(record.heads, public=public),
            _still(len(record.shown), material),
            _still(len(record.public_questions), material),
            _average(record.feedback) or ("Too few ratings" if record.feedback.count else "None"),
        )
        for record in material.records
    ]
    if not rows:
        return None
    head = ("Session", "People", "Notes", "Questions", "Feedback")
    return Table("Each session in figures", head, tuple(rows))


# ---------------------------------------------------------------------- for organisers


def inside(material: Material) -> Table | None:
    """What organisers look at first."""
    there = material.inside
    if there is None:
        return None
    rows = (
        ("Pledges that wait to be looked at", there.moderation.get("waiting", 0)),
        ("Pledges that are hidden", there.moderation.get("hidden", 0)),
        ("Pledges that were withdrawn", there.moderation.get("withdrawn", 0)),
        ("Pledges whose last question reached nobody", there.not_reached),
        ("Private messages of any kind that reached nobody", there.letters_lost),
        ("Pledges that are stuck", there.stuck_in_all),
        ("Tasks that are open", there.tasks),
    )
    return Table(
        "What is not in the public report",
        ("What", "Number"),
        tuple((name, f"{n:,}") for name, n in rows),
    )


def stuck(material: Material) -> Table | None:
    there = material.inside
    if there is None or not there.stuck:
        return None
    return Table(
        "Stuck pledges, and who looks after them",
        ("Pledge", "What", "Owner", "Next step", "By"),
        tuple(
            (
                one.reference,
                one.action,
                one.owner or "Nobody yet",
                one.next_step or "None yet",
                day(one.next_on) if one.next_on else "No date",
            )
            for one in there.stuck
        ),
        numbers=False,
    )


def kinds_there(by_kind: Mapping[Kind | None, int], heads: int, *, public: bool) -> str:
    """Who took part in one session, in words; nothing where that would tell who."""
    if public:
        rows = public_kinds(by_kind) if heads >= FEWEST else []
    else:
        rows = [(kind_title(kind), n) for kind, n in by_kind.items()]
    return _tallied(Counter(dict(rows)))


def _tallied(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name}: {n:,}" for name, n in counts.items())
