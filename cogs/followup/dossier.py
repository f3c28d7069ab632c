"""One pledge, one note or one task, as whoever follows it up reads it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.inert import fitting, inert, one_line, quote
from bot.ui import Press, Reply
from bot.wording import day
from cogs.followup import views
from cogs.followup.cards import said_lines
from cogs.programme.cards import clock
from db.follow_up_status import Standing
from db.owners import Cared, CareNote
from domain.care import Kind, Owner, Subject, Task
from domain.follow_up import Freshness
from domain.pledges import Delivery, Pledge
from domain.reports import DELIVERY_TITLES, TITLES
from domain.summits import Summit


def who(user_id: int | None, name: str) -> str:
    return f"<@{user_id}>" if user_id else inert(name)


def need(task: Task) -> str:
    return "is stuck" if task.kind == "stuck" else "needs help"


def owner_lines(owner: Owner | None) -> list[str]:
    if owner is None:
        return ["Nobody looks after it yet."]
    lines = [f"Looked after by {who(owner.user_id, owner.name)}."]
    if owner.next_step:
        on = f" by {day(owner.next_on)}" if owner.next_on else ""
        lines.append(f"Next{on}: {inert(one_line(owner.next_step, 300))}")
    return lines


def note_lines(notes: Sequence[CareNote]) -> list[str]:
    return [
        f"Note by {f'<@{one.author_id}>' if one.author_id else 'somebody who left'},"
        f" {clock(one.at, 'd')}: {inert(one_line(one.words, 200))}"
        for one in notes
    ]


def standing_lines(pledge: Pledge, standing: Standing, now: datetime) -> list[str]:
    """Both axes and the last word, for organisers and owners."""
    fresh = standing.freshness(pledge.delivery, now)
    lines = [f"Delivery: {DELIVERY_TITLES[pledge.delivery]}. Replies: {fresh.value}."]
    last = standing.last
    if last is not None:
        lines.append(f"“{TITLES[last.said.answer]}”, {clock(last.at, 'D')}")
        lines += said_lines(last)
    if standing.waiting_since and fresh is not Freshness.CURRENT:
        lines.append(f"Asked {clock(standing.waiting_since, 'D')}, no answer since.")
    if standing.due_at:
        lines.append(f"Asked next: {clock(standing.due_at, 'D')}.")
    return lines


def pledge_card(
    pledge: Pledge,
    summit: Summit,
    standing: Standing,
    cared: Cared,
    notes: Sequence[CareNote],
    task: Task | None,
    *,
    organiser: bool,
    now: datetime,
    said: str = "",
) -> Reply:
    """One pledge as whoever follows it up sees it."""
    lines = [f"**{said}**"] if said else []
    lines += [
        f"**{pledge.reference}** · {inert(pledge.byline)}"
        f" · {inert(summit.theme_title(pledge.theme))}",
        quote(one_line(pledge.action, 400)),
        *standing_lines(pledge, standing, now),
        *owner_lines(cared.owner),
        *note_lines(notes[:3]),
    ]
    extra: list[Press] = []
    if organiser and task is not None:
        lines.append("A task is open for it.")
        extra.append(Press("Open the task", f"task.open:{task.id}", "primary"))
    if organiser and pledge.delivery is Delivery.FULFILLED:
        extra.append(Press("Its story", f"story.open:{pledge.id}"))
    if organiser:
        extra.append(views.STATUS)
    subject = Subject(Kind.PLEDGE, pledge.id)
    rows = views.care_rows(pledge.guild_id, subject, cared.owner, organiser=organiser)
    return Reply(fitting("\n".join(lines)), (*rows, tuple(extra)) if extra else rows)


def output_card(
    cared: Cared, notes: Sequence[CareNote], summit: Summit, *, organiser: bool, said: str = ""
) -> Reply:
    """One of a workshop's notes as whoever follows it up sees it."""
    lines = [f"**{said}**"] if said else []
    lines += [
        f"**{cared.about.reference}**, a note from a workshop",
        quote(one_line(cared.about.words, 500)),
        *owner_lines(cared.owner),
        *note_lines(notes),
    ]
    rows = views.care_rows(summit.guild_id, cared.about.subject, cared.owner, organiser=organiser)
    return Reply(fitting("\n".join(lines)), rows)


def task_card(task: Task, pledge: Pledge, user_id: int, said: str = "") -> Reply:
    lines = [f"**{said}**"] if said else []
    by = f"<@{task.taken_by}> sees to it." if task.taken_by else "Nobody sees to it yet."
    lines += [
        f"**{pledge.reference} {need(task)}**, since {clock(task.opened_at, 'D')}. {by}",
        *([quote(task.words)] if task.words else []),
        f"The pledge, by {inert(pledge.byline)}:",
        quote(one_line(pledge.action, 500)),
    ]
    subject = Subject(Kind.PLEDGE, pledge.id)
    below = (
        views.open_button(pledge.guild_id, subject, f"Open {pledge.reference}"),
        Press("All tasks", "followup.tasks"),
    )
    return Reply(fitting("\n".join(lines)), (views.task_buttons(task, user_id), below))


def task_done(pledge_reference: str) -> Reply:
    return Reply(
        f"**Done.** The maker of {pledge_reference} is told, and is asked how it goes now.",
        ((Press("All tasks", "followup.tasks"), views.STATUS),),
    )
