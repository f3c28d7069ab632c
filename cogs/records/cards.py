"""How a room's record and its summary read. Pure: records in, text and buttons out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.inert import fitting, inert, one_line, quote
from bot.ui import Menu, Option, Press, Reply
from cogs.programme.cards import clock as shown_time
from cogs.records import views
from db.sessions import is_archived
from domain.attendance import public_kinds
from domain.records import Record, Summary, counted
from domain.sessions import Session

A_PAGE = 15
# Characters that the organisations, and how many open questions, a message has room for.
ORGANISATIONS_ROOM = 500
OPEN_QUESTIONS = 3

Titles = Mapping[str, str]
"""The themes' titles by their slugs."""


def people(count: int) -> str:
    return "1 person" if count == 1 else f"{count:,} people"


def lines(record: Record, titles: Titles, *, organiser: bool) -> list[str]:
    """What a room leaves behind, a line for each part that is not empty."""
    found = [_people(record)]
    there = record.attendance
    kinds = there.kinds if organiser else public_kinds(there.by_kind)
    if kinds:
        found.append("By kind: " + ", ".join(f"{title} {n:,}" for title, n in kinds) + ".")
    if record.organisations:
        found.append(_organisations(record.organisations))
    if record.kinds:
        found.append(f"Notes: {counted(record.kinds)}.")
    if record.themes:
        themes = ", ".join(
            f"{inert(titles.get(slug, slug))} {n}" for slug, n in list(record.themes.items())[:5]
        )
        found.append(f"Themes: {themes}.")
    if reports := record.shown_reports:
        many = "1 group has" if len(reports) == 1 else f"{len(reports)} groups have"
        found.append(f"{many} reported back.")
    if record.hands_raised:
        found.append(f"Hands: {record.hands_raised:,} raised, {record.hands_called:,} called on.")
    if asked := record.open_questions:
        found.append(f"Open questions: {len(asked):,}")
        found += [quote(one_line(one.words, 120)) for one in asked[:OPEN_QUESTIONS]]
    if (average := record.feedback.average) is not None:
        found.append(f"Feedback: {average:.1f} of 5, from {people(record.feedback.count)}.")
    return found


def _people(record: Record) -> str:
    there = record.attendance
    how = f"{there.in_voice:,} in voice, {there.by_text:,} by text alone"
    if record.summary is not None:
        return f"People: **{record.heads:,}** as confirmed (the bot counted {how})."
    return f"People: **{record.heads:,}** counted ({how})."


def _organisations(names: Sequence[str]) -> str:
    said = ""
    for number, name in enumerate(names):
        more = f"{', ' if said else ''}{inert(name)}"
        if len(said) + len(more) > ORGANISATIONS_ROOM:
            said += f" and {len(names) - number:,} more"
            break
        said += more
    return f"Organisations ({len(names):,}): {said}."


# ---------------------------------------------------------------------- answers


def review(record: Record, titles: Titles, edition: str, *, organiser: bool) -> Reply:
    """The summary, filled in, to be confirmed as it is or corrected."""
    title = inert(record.session.title)
    head = f"**Summary of {title}.** It is filled in already: look through it, and confirm."
    if record.summary is not None:
        head = f"**Summary of {title}.** {_confirmed(record.summary)}"
    words = [quote(record.summary.words)] if record.summary and record.summary.words else []
    text = "\n".join([head, *words, *lines(record, titles, organiser=organiser)])
    return Reply(fitting(text), (views.confirm_buttons(record, edition),))


def _confirmed(summary: Summary) -> str:
    who = f" by <@{summary.confirmed_by}>" if summary.confirmed_by else ""
    again = f", version {summary.version}" if summary.version > 1 else ""
    return f"It was confirmed{who} {shown_time(summary.at, 'R')}{again}."


def confirmed(session: Session, summary: Summary, *, new: bool) -> Reply:
    """After confirming."""
    title = inert(session.title)
    head = (
        f"**The summary of {title} is confirmed**: {people(summary.heads)}."
        if new
        else f"**The summary of {title} was confirmed already**: {people(summary.heads)}."
    )
    slug = session.slug
    return Reply(
        f"{head} Organisers get it in their channel. You can change it at any time.",
        ((views.record_button(slug), views.review_button(slug, again=True)),),
    )


def shown(record: Record, titles: Titles, *, organiser: bool) -> Reply:
    """The record; its files come with it."""
    session = record.session
    head = [f"## Record of {inert(session.title)}", _times(record)]
    if record.leaders:
        head.append("Led by " + ", ".join(f"<@{one.user_id}>" for one in record.leaders) + ".")
    if record.summary is not None:
        head.append(_confirmed(record.summary))
        if record.summary.words:
            head.append(quote(record.summary.words))
    else:
        head.append("No summary is confirmed yet.")
    files = (
        "The files: the whole record and the attendance for organisers, and a form of the record"
        " for everybody."
        if organiser
        else "The file is the form of the record that everybody may read."
    )
    text = "\n".join([*head, *lines(record, titles, organiser=organiser), f"-# {files}"])
    if is_archived(session.slug) or session.cancelled:
        return Reply(fitting(text))
    again = record.summary is not None
    return Reply(fitting(text), ((views.review_button(session.slug, again=again),),))


def _times(record: Record) -> str:
    session = record.session
    planned = f"{shown_time(session.starts_at, 'f')} to {shown_time(session.ends_at)}"
    if session.cancelled:
        return f"{planned}. It was cancelled."
    turned = []
    if record.room.opened_at is not None:
        turned.append(f"opened {shown_time(record.room.opened_at)}")
    if record.closed_at is not None:
        turned.append(f"closed {shown_time(record.closed_at)}")
    return f"{planned}; the room {', '.join(turned)}." if turned else f"{planned}."


# ---------------------------------------------------------------------- organisers


def posted(record: Record, summary: Summary, titles: Titles, edition: str) -> Reply:
    """What organisers read in their channel once a summary is confirmed."""
    title = inert(record.session.title)
    again = " again" if summary.version > 1 else ""
    who = f" by <@{summary.confirmed_by}>" if summary.confirmed_by else ""
    head = f"**{title}: the summary is confirmed{again}**{who}."
    words = [quote(summary.words)] if summary.words else []
    text = "\n".join([head, *words, *lines(record, titles, organiser=True)])
    return Reply(fitting(text), ((views.record_button(record.session.slug, edition),),))


def overview(
    programme: Sequence[Session],
    states: Mapping[str, str],
    *,
    lacking: int,
    page: int,
) -> Reply:
    """Every room and whether its summary is confirmed; those that lack one are counted first."""
    if not programme:
        return Reply("**There is no room yet.**")
    here = programme[page * A_PAGE : (page + 1) * A_PAGE]
    head = {0: "No room lacks its summary.", 1: "**1 room lacks its summary.**"}.get(
        lacking, f"**{lacking:,} rooms lack their summary.**"
    )
    found = ["## Room records", head]
    found += [f"- **{inert(one_line(one.title, 60))}**: {states[one.slug]}" for one in here]
    rows: list[tuple[Press | Menu, ...]] = []
    if here:
        options = tuple(Option(one.slug, one_line(one.title, 100)) for one in here)
        rows.append((Menu("record.show", "Read a room’s record", options),))
    else:
        found.append("There are no more.")
    if len(programme) > (page + 1) * A_PAGE:
        rows.append((Press("More", f"record.list:{page + 1}"),))
    elif page:
        rows.append((Press("Back to the start", "record.list:0"),))
    return Reply(fitting("\n".join(found)), tuple(rows))


def state(session: Session, *, confirmed: bool, due: bool) -> str:
    """One room's line in the list."""
    if confirmed:
        return "confirmed"
    if session.cancelled:
        return "cancelled"
    return "**no summary yet**" if due else "not over yet"
