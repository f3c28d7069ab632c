"""What the report says of what happens next."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from zoneinfo import ZoneInfo

from domain.pledges import Delivery
from domain.summit_report import Material
from exports.report.charts import Row, chart
from exports.report.figures import Figure, Table, day, many


def next_steps(material: Material) -> list[str]:
    """What the summit's promises are followed up with, in sentences."""
    said: list[str] = []
    if when := _cadence(material.cadence):
        said.append(f"Everybody who pledged is asked how it is going: {when}.")
    if material.followed and material.next_at is not None:
        zone = ZoneInfo(material.about.time_zone)
        next_on = max(material.next_at, material.read_at).astimezone(zone).date()
        said.append(
            f"{many(material.followed, 'pledge is', 'pledges are')} still being followed up. The"
            f" next questions go out on {day(next_on)}."
        )
    elif material.tallies:
        said.append("No further questions are planned for the pledges in this report.")
    said.append(
        "A pledge is never counted as fulfilled because nobody answered: only its maker’s word"
        " counts."
    )
    wanted = sum(
        bool(one.help_needed) and one.delivery in (Delivery.PLANNED, Delivery.IN_PROGRESS)
        for listed in material.pledges.values()
        for one in listed
    )
    if wanted:
        said.append(
            f"{many(wanted, 'pledge listed here asks', 'pledges listed here ask')} for help. Look"
            " for “Help needed”."
        )
    actions = sum(one.kind.value == "action" for record in material.records for one in record.shown)
    if actions:
        said.append(
            f"The sessions proposed {many(actions, 'action')}; each stands with its session above."
        )
    return said


def _cadence(entries: Sequence[str]) -> str:
    """``3 days and 4 weeks after they pledged, and on 31 January 2022``."""
    spans = [one for one in entries if not one[:4].isdecimal()]
    dates = [f"on {_on(one)}" for one in entries if one[:4].isdecimal()]
    after = f"{_listed(spans)} after they pledged" if spans else ""
    return ", and ".join(filter(None, (after, _listed(dates))))


def _listed(parts: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(parts[:-1]), *parts[-1:])))


def _on(text: str) -> str:
    try:
        return day(date.fromisoformat(text))
    except ValueError:
        return text


def months(material: Material) -> Figure | None:
    """When what is not over yet is to be done, by month."""
    rows = [(_month(month), n) for month, n in material.months]
    if not rows:
        return None
    return Figure(
        chart(
            "months",
            "When pledges are to be done",
            [Row(name, f"{n:,}", (("plain", n),)) for name, n in rows],
        ),
        Table(
            "Pledges that are not over, by the month they are to be done",
            ("Month", "Pledges"),
            tuple((name, f"{n:,}") for name, n in rows),
        ),
    )


def _month(text: str) -> str:
    return f"{date.fromisoformat(f'{text}-01'):%B %Y}"
