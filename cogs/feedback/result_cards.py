"""How feedback reads to organisers. Pure: records in, text and buttons out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.inert import fitting, inert, one_line, quote
from bot.ui import Menu, Option, Press, Reply
from domain.feedback import FEWEST, RATINGS, Remark, Result, label
from domain.sessions import Session

# Sessions and sentences on one page. A sentence of 500 characters may need twice that to be inert.
SESSIONS_A_PAGE = 12
A_PAGE = 5
# How many characters of a message the sentences of one page share.
ROOM = 1400

BACK = Press("All sessions", "results")
QUESTIONS = {"useful": "What was most useful?", "change": "What should we change?"}


def people(count: int) -> str:
    return "1 person" if count == 1 else f"{count:,} people"


def short(result: Result) -> str:
    """A result on one line."""
    if not result.count:
        return "no rating yet"
    ratings = "1 rating" if result.count == 1 else f"{result.count:,} ratings"
    if result.average is None:
        return f"{ratings}, shown from {FEWEST} on"
    return f"{ratings}, {result.average:.1f} of 5 on average"


def overview(
    over: Sequence[Session], results: Mapping[str, Result], day: Result, *, page: int
) -> Reply:
    """Every session that is over, and the day."""
    here = over[page * SESSIONS_A_PAGE : (page + 1) * SESSIONS_A_PAGE]
    lines = ["**What people said**", f"The day: {short(day)}"]
    if not over:
        lines.append("No session is over yet.")
    lines += [
        f"- **{inert(one_line(one.title, 60))}**: {short(results.get(one.slug, Result()))}"
        for one in here
    ]
    lines.append(_hidden())
    rows: list[tuple[Press | Menu, ...]] = []
    if here:
        options = tuple(Option(one.slug, one_line(one.title, 100)) for one in here)
        rows.append((Menu("results.open", "Read what was said of a session", options),))
    ways = [Press("The day", "results.day", "primary")]
    if len(over) > (page + 1) * SESSIONS_A_PAGE:
        ways.append(Press("More", f"results:{page + 1}"))
    elif page:
        ways.append(Press("Back to the start", "results:0"))
    rows.append(tuple(ways))
    return Reply(fitting("\n".join(lines)), tuple(rows))


def of_session(session: Session, result: Result, remarks: Sequence[Remark], *, page: int) -> Reply:
    """One session: how many gave what, and a page of sentences."""
    lines = [f"**{inert(session.title)}**: {short(result)}", *spread(result)]
    lines += _sentences(remarks, page, "sentence")
    ways = (*_pages(f"results.open:{session.slug}", remarks, page), BACK)
    return Reply(fitting("\n".join(lines)), (ways,))


def of_day(result: Result, remarks: Sequence[Remark], question: str, *, page: int) -> Reply:
    """The day: how many gave what, and a page of answers to one question."""
    lines = [f"**The day**: {short(result)}", *spread(result), f"**{QUESTIONS[question]}**"]
    lines += _sentences(remarks, page, "answer")
    other = "change" if question == "useful" else "useful"
    ways = (
        *_pages(f"results.day:{question}", remarks, page),
        Press(QUESTIONS[other], f"results.day:{other}:0"),
        BACK,
    )
    return Reply(fitting("\n".join(lines)), (ways,))


def spread(result: Result) -> list[str]:
    """How many gave what, in words, the best first; nothing where there are too few."""
    if not result.enough:
        return [_hidden()] if result.count else []
    return [f"{label(rating)}: {people(result.given[rating - 1])}" for rating in reversed(RATINGS)]


def _hidden() -> str:
    return (
        f"Numbers, and sentences without a name, are shown once {FEWEST} people have rated, in an"
        " order that says nothing about who wrote them or when."
    )


def _sentences(remarks: Sequence[Remark], page: int, what: str) -> list[str]:
    here = remarks[page * A_PAGE : (page + 1) * A_PAGE]
    if not here:
        return [f"There is no {what} to read." if not remarks else "There are no more."]
    many = f"1 {what}" if len(remarks) == 1 else f"{len(remarks):,} {what}s"
    first = page * A_PAGE + 1
    lines = [f"{many}, from number {first}:"]
    room = ROOM // len(here) - 60
    for remark in here:
        lines.append(quote(one_line(remark.words, room)))
        lines.append(f"{inert(one_line(remark.name, 50))}" if remark.name else "Without a name")
    return lines


def _pages(route: str, remarks: Sequence[Remark], page: int) -> tuple[Press, ...]:
    ways: list[Press] = []
    if page:
        ways.append(Press("Earlier", f"{route}:{page - 1}"))
    if len(remarks) > (page + 1) * A_PAGE:
        ways.append(Press("More", f"{route}:{page + 1}"))
    return tuple(ways)
