"""A room's record as a page to read, for organisers or for everybody.

What everybody may read holds no name without consent, and of no kind of people so few that one
would know who they were. Organisers read who was in voice; of who took part by text, how many.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from domain.attendance import FEWEST, kind_title, public_heads, public_kinds
from domain.outputs import Output
from domain.questions import Question
from domain.questions import State as Asked
from domain.records import Record, Report, counted
from exports.html_page import bullets, document, pairs, section, table, text

POLLS = (
    "Polls that people made with Discord’s own poll function are not in this record: the bot does"
    " not read what is written in the room."
)
_STYLE = """
body { max-width: 52rem }
table { border-collapse: collapse; width: 100% }
th, td { text-align: left; vertical-align: top; padding: .3rem .8rem .3rem 0;
  border-bottom: 1px solid #b1b4b6; overflow-wrap: anywhere }
dd { margin: 0 0 .5rem }
li { white-space: pre-wrap; overflow-wrap: anywhere }
""".strip()


@dataclass(frozen=True, slots=True)
class Setting:
    """What a record is read with: the summit's name and time zone, its themes, and when."""

    summit: str
    time_zone: str
    themes: Mapping[str, str]
    read_at: datetime


def file_name(record: Record, what: str, end: str) -> str:
    """``room-food-public.html``; a slug has no characters that a file cannot have."""
    return f"room-{record.session.slug.replace('@', '-')}-{what}.{end}"


# ---------------------------------------------------------------------- the page


def page(record: Record, setting: Setting, *, public: bool) -> bytes:
    """The record to read in any browser. Empty parts are left out."""
    title = record.session.title
    who = (
        "This form may be published. Read it before you do: people may have named themselves or"
        " others in their own words."
        if public
        else "For organisers. It names people: keep it as you keep other personal data."
    )
    parts = "\n".join(part for part in _parts(record, setting, public=public) if part)
    when = _moment(setting.read_at, setting)
    body = f"""<p>{text(setting.summit)}. {text(who)}</p>
{parts}
<p>As it was on {text(when)}. {text(POLLS)}</p>"""
    return document(title, _STYLE, body)


def _parts(record: Record, setting: Setting, *, public: bool) -> Iterable[str]:
    yield _about(record, setting, public=public)
    if record.summary is not None and record.summary.words:
        yield section("Summary", f'<p dir="auto">{text(record.summary.words)}</p>')
    yield _people(record, setting, public=public)
    if not public and record.organisations:
        yield section("Organisations", bullets(record.organisations))
    reports = record.shown_reports if public else record.reports
    if reports:
        yield section("What the groups reported back", "\n".join(map(_report, reports)))
    reported = {one.id for report in reports for one in report.outputs}
    outputs = record.shown if public else record.outputs
    rest = [one for one in outputs if one.id not in reported]
    yield _outputs(rest, record, setting, public=public)
    yield _questions(record, public=public)
    if not public and record.attendance.voice:
        yield _who(record, setting)


def _about(record: Record, setting: Setting, *, public: bool) -> str:
    session = record.session
    rows = [
        (
            "Planned",
            f"{_moment(session.starts_at, setting)} to {_moment(session.ends_at, setting)}",
        )
    ]
    if session.cancelled:
        rows.append(("Cancelled", "This session was cancelled."))
    if record.room.opened_at is not None:
        rows.append(("Room opened", _moment(record.room.opened_at, setting)))
    if record.closed_at is not None:
        rows.append(("Room closed", _moment(record.closed_at, setting)))
    if record.leaders:
        rows.append(("Led by", _leaders(record, public=public)))
    if record.rounds:
        groups = [f"{n} group{'s' if n != 1 else ''}" for n in record.rounds]
        rows.append(("Small groups", f"{len(groups)} round(s): {', '.join(groups)}"))
    if record.hands_raised:
        rows.append(("Hands", f"{record.hands_raised} raised, {record.hands_called} called on"))
    if (average := record.feedback.average) is not None:
        rows.append(("Feedback", f"{average:.1f} of 5, from {record.feedback.count} people"))
    elif record.feedback.count and not public:
        rows.append(("Feedback", f"{record.feedback.count} so far, too few to tell the average"))
    if (summary := record.summary) is not None:
        when = _moment(summary.at, setting)
        rows.append(("Summary confirmed", f"{when}, version {summary.version}"))
    elif not public:
        rows.append(("Summary confirmed", "Not yet"))
    return section("The session", pairs(rows))


def _leaders(record: Record, *, public: bool) -> str:
    named = [one.name for one in record.leaders if one.name and (one.publish_name or not public)]
    others = len(record.leaders) - len(named)
    more = [f"{others} facilitator{'s' if others != 1 else ''} not named here"] if others else []
    return ", ".join([*named, *more])


def _people(record: Record, setting: Setting, *, public: bool) -> str:
    there = record.attendance
    kinds: Sequence[tuple[str, int]]
    if public:
        rows = [("People", public_heads(record.heads))]
        kinds = public_kinds(there.by_kind)
        note = (
            f"Kinds with fewer than {FEWEST} people are not told apart. Those who led the session"
            " are not counted."
        )
    else:
        rows = [
            ("People", f"{record.heads:,}"),
            ("Counted in voice", f"{there.in_voice:,}"),
            ("Counted by text alone", f"{there.by_text:,}"),
        ]
        kinds = there.kinds
        note = (
            "Those who led the session are not counted. Kinds are as counted by the bot. Who took"
            " part by text alone is counted and not named: people may ask and vote without their"
            " name."
        )
    body = pairs(rows)
    if kinds and not (public and record.heads < FEWEST):
        body += table(("Here as", "People"), [(title, f"{n:,}") for title, n in kinds])
    return section("Who took part", f"{body}<p>{text(note)}</p>")


def _report(report: Report) -> str:
    said = pairs((one.kind.value.capitalize(), one.words) for one in report.outputs)
    return f"<h3>{text(report.title)}</h3>\n{said}"


def _outputs(outputs: Sequence[Output], record: Record, setting: Setting, *, public: bool) -> str:
    if not outputs:
        return ""
    rows = [
        (
            one.reference,
            one.kind.value,
            one.words,
            setting.themes.get(one.theme, one.theme),
            _named(one.author_name, one.author_id, record, public=public),
            *(() if public else (_state(one),)),
        )
        for one in outputs
    ]
    head = ("Note", "Kind", "Words", "Theme", "By", *(() if public else ("State",)))
    many = counted(record.kinds)
    said = f"<p>{text(many)}</p>" if many else ""
    return section("Notes", said + table(head, rows))


def _state(output: Output) -> str:
    if output.merged_into is not None:
        return f"part of N-{output.merged_into}"
    return output.state.value


def _questions(record: Record, *, public: bool) -> str:
    asked = record.public_questions if public else list(record.questions)
    if not asked:
        return ""
    rows = [
        (
            one.reference,
            one.words,
            _asked(one),
            f"{one.votes}",
            one.answer,
            _named(one.asker_name, one.asker_id, record, public=public),
        )
        for one in asked
    ]
    return section(
        "Questions", table(("Question", "Words", "State", "Votes", "Answer", "By"), rows)
    )


def _asked(question: Question) -> str:
    return "open" if question.state is Asked.SHOWN else question.state.value


def _named(name: str, user_id: int, record: Record, *, public: bool) -> str:
    """Who kept a note or asked, where they gave their name; in public only with their consent."""
    return name if not public or user_id in record.publishable else ""


def _who(record: Record, setting: Setting) -> str:
    rows = [
        (
            one.name or "Not known",
            kind_title(one.kind),
            one.organisation,
            _moment(one.first, setting),
            _moment(one.last, setting),
            f"{one.minutes}",
        )
        for one in record.attendance.voice
    ]
    head = ("Name", "Here as", "Organisation", "First came", "Last left", "Minutes")
    return section("In the voice room", table(head, rows))


def _moment(moment: datetime, setting: Setting) -> str:
    """In the summit's own time, with its name: the same hour comes twice in an October night."""
    local = moment.astimezone(ZoneInfo(setting.time_zone))
    return f"{local.day} {local:%B %Y}, {local:%H:%M %Z}"
