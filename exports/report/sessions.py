"""Each session in the report: its summary, what its groups reported back, notes and questions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from domain.feedback import Result
from domain.outputs import Kind, Output, by_kind
from domain.questions import Question, State
from domain.records import Record
from domain.summit_report import MOST_NOTES, MOST_QUESTIONS, Material
from exports.report.figures import kinds_there, local, many, shown_heads

KINDS = {
    Kind.IDEA: "Ideas",
    Kind.BARRIER: "Barriers",
    Kind.INSIGHT: "Insights",
    Kind.ACTION: "Actions",
}
_ONE = {Kind.IDEA: "Idea", Kind.BARRIER: "Barrier", Kind.INSIGHT: "Insight", Kind.ACTION: "Action"}
_ASKED = {
    State.SHOWN: "Not answered yet",
    State.LIVE: "Asked live",
    State.WRITTEN: "Answered in writing",
}
MORE = "The first {listed:,} of {all:,} are listed here. The files of the whole record have more."


@dataclass(frozen=True, slots=True)
class Note:
    """``about``: its kind or theme, and what came of it."""

    reference: str
    words: str
    about: str


@dataclass(frozen=True, slots=True)
class Notes:
    title: str
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    reference: str
    words: str
    state: str
    answer: str


@dataclass(frozen=True, slots=True)
class Session:
    anchor: str
    title: str
    facts: tuple[tuple[str, str], ...]
    summary: str
    reports: tuple[Notes, ...]
    notes: tuple[Notes, ...]
    more_notes: str
    questions: tuple[Asked, ...]
    more_questions: str
    remarks: tuple[str, ...]


def sessions(material: Material, *, public: bool) -> list[Session]:
    """Every session in its order. Notes stand without their authors, in both forms."""
    titles = dict(material.themes)
    return [
        _session(number, record, material, titles, public=public)
        for number, record in enumerate(material.records, 1)
    ]


def _session(
    number: int, record: Record, material: Material, titles: dict[str, str], *, public: bool
) -> Session:
    reported = {one.id for report in record.shown_reports for one in report.outputs}
    rest = [one for one in record.shown if one.id not in reported]
    listed = by_kind(rest)[:MOST_NOTES]
    asked = sorted(record.public_questions, key=lambda one: (-one.votes, one.number))
    remarks = material.inside.remarks if material.inside else {}
    return Session(
        anchor=f"session-{number}",
        title=record.session.title,
        facts=tuple(_facts(record, material, public=public)),
        summary=record.summary.words if record.summary else "",
        reports=tuple(
            Notes(
                report.title,
                tuple(_note(one, titles, public=public, kind=True) for one in report.outputs),
            )
            for report in record.shown_reports
        ),
        notes=tuple(_grouped(listed, titles, public=public)),
        more_notes=MORE.format(listed=len(listed), all=len(rest))
        if len(listed) < len(rest)
        else "",
        questions=tuple(_asked(one) for one in asked[:MOST_QUESTIONS]),
        more_questions=MORE.format(listed=MOST_QUESTIONS, all=len(asked))
        if len(asked) > MOST_QUESTIONS
        else "",
        remarks=remarks.get(record.session.slug, ()),
    )


def _facts(record: Record, material: Material, *, public: bool) -> Iterable[tuple[str, str]]:
    session = record.session
    yield "When", _span(session.starts_at, session.ends_at, material.about.time_zone)
    if speakers := material.speakers.get(session.slug):
        yield "Speakers" if len(speakers) > 1 else "Speaker", "\n".join(speakers)
    if session.cancelled:
        yield "Cancelled", "This session was cancelled."
        return
    yield "People", shown_heads(record.heads, public=public)
    there = kinds_there(record.attendance.by_kind, record.heads, public=public)
    if there:
        yield "Here as", there
    if record.rounds:
        rounds = ", ".join(many(n, "group") for n in record.rounds)
        yield "Small groups", f"{many(len(record.rounds), 'round')}: {rounds}"
    if record.hands_raised:
        yield "Hands", f"{record.hands_raised:,} raised, {record.hands_called:,} called on"
    if feedback := _feedback(record.feedback, public=public):
        yield "Feedback", feedback


def _span(starts_at: datetime, ends_at: datetime, zone: str) -> str:
    """``10 December 2021, 10:00 to 10:45 GMT``; whole where it is not one day in one time."""
    there = ZoneInfo(zone)
    first, last = starts_at.astimezone(there), ends_at.astimezone(there)
    if first.date() == last.date() and first.tzname() == last.tzname():
        return f"{first.day} {first:%B %Y}, {first:%H:%M} to {last:%H:%M %Z}"
    return f"{local(starts_at, zone)} to {local(ends_at, zone)}"


def _feedback(result: Result, *, public: bool) -> str:
    if (average := result.average) is not None:
        return f"{average:.1f} of 5, from {many(result.count, 'person', 'people')}"
    if result.count and not public:
        return f"{result.count:,} so far, too few to tell the average"
    return ""


def _grouped(outputs: list[Output], titles: dict[str, str], *, public: bool) -> Iterable[Notes]:
    for kind, title in KINDS.items():
        notes = tuple(
            _note(one, titles, public=public, kind=False) for one in outputs if one.kind is kind
        )
        if notes:
            yield Notes(title, notes)


def _note(output: Output, titles: dict[str, str], *, public: bool, kind: bool) -> Note:
    """Who would take on an action may be a person’s name: for organisers alone."""
    said = [
        _ONE[output.kind] if kind else "",
        titles.get(output.theme, ""),
        many(output.pledges, "pledge") + " came from it" if output.pledges else "",
        f"Who would take it on: {output.owner}" if output.owner and not public else "",
    ]
    return Note(output.reference, output.words, " · ".join(filter(None, said)))


def _asked(question: Question) -> Asked:
    votes = f" · {many(question.votes, 'vote')}" if question.votes else ""
    state = _ASKED.get(question.state, question.state.value)
    return Asked(question.reference, question.words, f"{state}{votes}", question.answer)
