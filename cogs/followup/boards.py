"""What organisers and owners read of following up. Pure: records in, text and buttons out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from bot.inert import fitting, inert, one_line
from bot.ui import Menu, Option, Press, Reply
from bot.wording import day
from cogs.followup import views
from cogs.followup.dossier import need, who
from cogs.programme.cards import clock
from db.follow_up_status import ORDER, Listed, NotReached, Tally
from db.owners import Cared
from domain.attendees import KIND_TITLES, Kind
from domain.care import Kind as What
from domain.care import Task
from domain.follow_up import Freshness
from domain.pledges import Delivery, Pledge
from domain.reports import DELIVERY_TITLES
from domain.summits import Summit

A_PAGE = 6
_MEANS = "“Overdue”: no answer for two weeks. “No reply”: never an answer. Neither counts as done."


def _pledges(n: int) -> str:
    return "1 pledge" if n == 1 else f"{n:,} pledges"


def _by(tallies: Iterable[Tally], part: str) -> dict[str, list[Tally]]:
    found: dict[str, list[Tally]] = {}
    for one in tallies:
        found.setdefault(str(getattr(one, part)), []).append(one)
    return found


def _sum(tallies: Iterable[Tally]) -> int:
    return sum(one.n for one in tallies)


def _fresh(tallies: Sequence[Tally]) -> str:
    """Freshness in words, overdue first; what is nobody's is left out."""
    said = [
        f"{one.value} {n:,}"
        for one in ORDER
        if (n := _sum(tally for tally in tallies if tally.freshness is one))
    ]
    return " · ".join(said)


def _delivered(tallies: Sequence[Tally]) -> str:
    said = [
        f"{DELIVERY_TITLES[one]} {n:,}"
        for one in Delivery
        if (n := _sum(tally for tally in tallies if tally.delivery is one))
    ]
    return " · ".join(said)


def status(tallies: Sequence[Tally], summit: Summit, *, tasks: int) -> Reply:
    """Everything at a glance: both axes, then by theme and kind, and the way to each list."""
    there = [one for one in tallies if one.delivery is not Delivery.WITHDRAWN]
    lines = [f"## Follow-up: {inert(summit.plan.summit.name)}", f"**{_pledges(_sum(there))}**"]
    if tallies:
        lines += [
            f"Replies: {_fresh(there) or 'none'}",
            f"Delivery: {_delivered(tallies)}",
            _MEANS,
            "**By theme**",
        ]
        themes = _by(there, "theme")
        order = dict.fromkeys([*summit.plan.theme_titles, *themes])
        lines += [
            f"{inert(one_line(summit.theme_title(slug), 60))}: {_sum(themes[slug]):,}"
            f" ({_short(themes[slug])})"
            for slug in order
            if slug in themes
        ][:12]
        kinds = _by(there, "kind")
        lines.append("**By who pledged**")
        lines += [
            f"{KIND_TITLES[kind]}: {_sum(kinds[kind.value]):,} ({_short(kinds[kind.value])})"
            for kind in Kind
            if kind.value in kinds
        ]
    lines.append(f"{'1 task is' if tasks == 1 else f'{tasks:,} tasks are'} open.")
    menus: list[tuple[Press | Menu, ...]] = []
    if tallies:
        themes_there = list(dict.fromkeys([*summit.plan.theme_titles, *_by(tallies, "theme")]))
        menus = [(views.axis_menu(),), (views.theme_menu(summit, themes_there),)]
    return Reply(fitting("\n".join(lines)), (*menus, *_navigation(summit)))


def _short(tallies: Sequence[Tally]) -> str:
    done = _sum(one for one in tallies if one.delivery is Delivery.FULFILLED)
    late = [one for one in tallies if one.freshness in (Freshness.OVERDUE, Freshness.NO_REPLY)]
    return f"done {done:,}, overdue or no reply {_sum(late):,}"


def _navigation(summit: Summit) -> tuple[tuple[Press, ...], ...]:
    return (
        (
            Press("Overdue first", "followup.list:all::0:0", "primary"),
            Press("Tasks", "followup.tasks", "primary"),
            Press("What I look after", f"followup.mine:{summit.guild_id}"),
            Press("Year by year", "followup.year"),
        ),
        (
            Press("Not reached", "followup.unreached"),
            Press("Workshop notes", "followup.outputs"),
            Press("Stories", "story.list"),
        ),
    )


def _title(by: str, value: str, summit: Summit) -> str:
    match by:
        case "fresh":
            return f"replies: {ORDER[int(value)].value}"
        case "delivery":
            return f"delivery: {DELIVERY_TITLES[Delivery(value)]}"
        case "kind":
            return f"from: {KIND_TITLES[Kind(value)].lower()}"
        case "theme":
            return f"theme: {inert(summit.theme_title(value))}"
        case _:
            return "overdue first"


def listing(
    found: Sequence[Listed], summit: Summit, *, by: str, value: str, now: datetime
) -> Reply:
    """A page of pledges; one more than a page means that there are more."""
    lines = [f"**Pledges, {_title(by, value, summit)}**"]
    page = found[:A_PAGE]
    if not page:
        return Reply(f"{lines[0]}\nNone.", ((views.STATUS,),))
    lines += [_line(one, summit) for one in page]
    below = [views.STATUS]
    if len(found) > A_PAGE:
        rank, _, number = page[-1].mark.partition("-")
        below.append(Press("More", f"followup.list:{by}:{value}:{rank}:{number}", "primary"))
    options = tuple(
        Option(
            f"{summit.guild_id}:{What.PLEDGE.value}:{one.pledge.id}",
            one.pledge.reference,
            one_line(one.pledge.action, 100),
        )
        for one in page
    )
    return Reply(
        fitting("\n".join(lines)),
        ((Menu("care.pick", "Open a pledge", options),), tuple(below)),
    )


def _line(one: Listed, summit: Summit) -> str:
    pledge = one.pledge
    said = [f"**{pledge.reference}**", one.freshness.value, DELIVERY_TITLES[pledge.delivery]]
    if one.stuck:
        said.append("stuck")
    if one.waiting_since and one.freshness is not Freshness.CURRENT:
        said.append(f"asked {clock(one.waiting_since, 'R')}")
    elif one.reported_at:
        said.append(f"told {clock(one.reported_at, 'R')}")
    if one.owner_id or one.owner:
        said.append(f"with {who(one.owner_id, one.owner)}")
    words = inert(one_line(pledge.action, 70))
    return f"{' · '.join(said)}\n> {inert(one_line(pledge.byline, 40))}: {words}"


# ---------------------------------------------------------------------- looked after


def mine(found: Sequence[Cared], summit: Summit, *, skip: int) -> Reply:
    """What one person looks after; one more than a page means that there are more."""
    if not found:
        return Reply("You do not look after anything here yet.")
    lines = ["**What you look after**", *(_cared_line(one) for one in found[:A_PAGE])]
    return _pick(lines, found, summit, more=f"followup.mine:{summit.guild_id}:{skip + A_PAGE}")


def outputs(found: Sequence[Cared], summit: Summit) -> Reply:
    """Workshops' notes and who looks after each."""
    if not found:
        return Reply("There is no note from a workshop.", ((views.STATUS,),))
    lines = ["**Notes from the workshops**", *(_cared_line(one) for one in found[:A_PAGE])]
    last = found[min(A_PAGE, len(found)) - 1].about.reference.removeprefix("N-")
    return _pick(lines, found, summit, more=f"followup.outputs:{last}")


def _cared_line(one: Cared) -> str:
    owner = one.owner
    said = [f"**{one.about.reference}**"]
    if owner is not None:
        said.append(f"with {who(owner.user_id, owner.name)}")
        if owner.next_on:
            said.append(f"next on {day(owner.next_on)}")
    words = one_line(owner.next_step if owner and owner.next_step else one.about.words, 90)
    return f"{' · '.join(said)}\n> {inert(words)}"


def _pick(lines: Sequence[str], found: Sequence[Cared], summit: Summit, *, more: str) -> Reply:
    options = tuple(
        Option(
            f"{summit.guild_id}:{one.about.subject.kind.value}:{one.about.subject.id}",
            one.about.reference,
            one_line(one.about.words, 100),
        )
        for one in found[:A_PAGE]
    )
    rows: list[tuple[Press | Menu, ...]] = [(Menu("care.pick", "Open one", options),)]
    if len(found) > A_PAGE:
        rows.append((Press("More", more, "primary"),))
    return Reply(fitting("\n".join(lines)), tuple(rows))


# ---------------------------------------------------------------------- tasks


def tasks(found: Sequence[tuple[Task, Pledge]]) -> Reply:
    if not found:
        return Reply("**No task is open.**", ((views.STATUS,),))
    lines = ["**Open tasks, the oldest first**"]
    page = found[:A_PAGE]
    for task, pledge in page:
        by = f"<@{task.taken_by}> sees to it" if task.taken_by else "nobody sees to it yet"
        words = inert(one_line(task.words or pledge.action, 90))
        opened = clock(task.opened_at, "R")
        lines.append(f"**{pledge.reference}** {need(task)} · {opened} · {by}\n> {words}")
    options = tuple(
        Option(str(task.id), pledge.reference, one_line(task.words or pledge.action, 100))
        for task, pledge in page
    )
    below = [views.STATUS]
    if len(found) > A_PAGE:
        below.append(Press("More", f"followup.tasks:{page[-1][0].id}", "primary"))
    return Reply(
        fitting("\n".join(lines)),
        ((Menu("task.open", "Open a task", options),), tuple(below)),
    )


# ---------------------------------------------------------------------- who and when


def not_reached(found: Sequence[NotReached], page: int) -> Reply:
    if not found:
        return Reply("**Everybody was reached** who was asked last.", ((views.STATUS,),))
    lines = [
        "**Not reached.** Neither by direct message nor privately in the server; most have left"
        " it. Try the backup contact, where there is one.",
        *(
            f"P-{one.number:04d} · {inert(one_line(one.maker, 60))} · asked"
            f" {clock(one.asked_at, 'D')}"
            for one in found[:page]
        ),
    ]
    below = [views.STATUS]
    if len(found) > page:
        below.append(Press("More", f"followup.unreached:{found[page - 1].number}", "primary"))
    return Reply(fitting("\n".join(lines)), (tuple(below),))


def year(
    tallies: Sequence[Tally], past_due: Mapping[str, tuple[int, int, int]], summit: Summit
) -> Reply:
    """Year by year: what was promised, and what was reported of it."""
    lines = [f"## Promised and reported: {inert(summit.plan.summit.name)}"]
    editions = _by(tallies, "edition")
    for edition in sorted(editions, reverse=True)[:6]:
        found = editions[edition]
        silent = _sum(
            one
            for one in found
            if one.freshness is Freshness.NO_REPLY and one.delivery is Delivery.PLANNED
        )
        of = day(date.fromisoformat(edition)) if edition else ""
        lines.append(f"**Summit of {of}**" if of else "**Made a moment ago**")
        lines.append(f"Promised: {_pledges(_sum(found))}")
        lines.append(f"Reported: {_delivered(found)}")
        lines.append(f"Of these, no reply at all: {silent:,}")
        if edition in past_due:
            n, done, nothing = past_due[edition]
            lines.append(
                f"To be done by today: {n:,}; done {done:,}, something else said"
                f" {n - done - nothing:,}, nothing said {nothing:,}"
            )
    if not editions:
        lines.append("There is no pledge yet.")
    return Reply(fitting("\n".join(lines)), ((views.STATUS,),))
