"""How reminders read, and the letter about a workshop that moved. Pure: records in, text out."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from bot.inert import inert, one_line
from bot.ui import Press, Reply
from cogs import buttons
from cogs.programme.cards import Room, clock, to_listen
from domain.choices import Note
from domain.editions import mark
from domain.moves import Moved
from domain.reminders import Post
from domain.sessions import Session
from domain.summits import Summit

NOT_RECORDED = "**This session is not recorded.**"

OFF = Press("Don’t remind me", "reminders.off")
ON = Press("Remind me again", "reminders.on", "primary")


# ---------------------------------------------------------------------- the public post


def off_button(post: Post) -> Press:
    """The button below one post. It names the post, so that it can be found again."""
    return Press(OFF.label, f"{OFF.route}:{post.id}")


def reminder(session: Session, summit: Summit, post: Post, user_ids: Sequence[int]) -> Reply:
    """What stands in the session's room before it starts, for those who are mentioned."""
    zone = summit.plan.summit.time_zone
    start = session.starts_at
    local = f"{start.astimezone(ZoneInfo(zone)):%H:%M}"
    lines = [
        f"**{inert(one_line(session.title, 60))}** starts {clock(start, 'R')}, at {clock(start)}"
        f" ({local} in {zone})."
    ]
    plan = summit.plan.session(session.slug)
    if listen := to_listen(session, plan):
        lines.append(listen)
    if plan is not None and plan.link:
        lines.append(f"To take part, open <{plan.link}>.")
    if not session.recorded:
        lines.append(NOT_RECORDED)
    if user_ids:
        lines.append(" ".join(f"<@{user_id}>" for user_id in user_ids))
    return Reply("\n".join(lines), ((off_button(post),),))


# ---------------------------------------------------------------------- who wants them


def settings(*, off: bool) -> Reply:
    """Whether somebody is reminded, and the button to change it."""
    if off:
        return Reply(
            "**Reminders are off.** We do not mention you before sessions."
            " If a workshop that you chose is moved or cancelled, we still write to you.",
            ((ON, buttons.PROGRAMME),),
        )
    return Reply(
        "**Reminders are on.** We mention you in a session’s channel ten minutes and one minute"
        " before it starts: for each talk, for the pledges, and for the workshops in which you"
        " have a place. Who can read that channel sees it until shortly after the start.",
        ((OFF, buttons.PROGRAMME),),
    )


def turned_off() -> Reply:
    return Reply(
        "**You get no more reminders.** We do not mention you before sessions any more."
        " If a workshop that you chose is moved or cancelled, we still write to you.",
        ((ON, buttons.PROGRAMME),),
    )


def turned_on() -> Reply:
    return Reply(
        "**You get reminders again**, ten minutes and one minute before a session.",
        ((OFF, buttons.PROGRAMME),),
    )


def not_joined() -> Reply:
    """Who has not joined needs no button to be left alone."""
    return Reply(
        "You have not joined the summit, so we do not remind you of anything."
        " You do not need to do anything.",
        ((buttons.JOIN, buttons.PROGRAMME),),
    )


# ---------------------------------------------------------------------- letters


def moved_note(news: Moved, has_place: bool, room_of: Room) -> Note:
    """What people are told whose workshop has another time now."""
    session = news.session
    title = inert(session.title)
    room = f" in {room_of(session)}" if session.text_channel is not None else ""
    start, end = clock(session.starts_at, "f"), clock(session.ends_at)
    if news.was == session.starts_at and news.to_room:
        head = f"**{title}** has another room now: it is {start} to {end}{room}."
    elif news.was == session.starts_at:
        head = f"**{title}** has another end now: it is {start} to {end}{room}."
    else:
        head = (
            f"**{title}** has moved. It was to start {clock(news.was, 'f')}."
            f" Now it is {start} to {end}{room}{', which is another room' * news.to_room}."
        )
    kept = "You have kept your place." if has_place else "You are still on the waiting list."
    return Note(
        one_line(session.title, 60),
        f"{head}\n{kept} If you cannot come then, leave it, so that somebody else can.",
        (
            ("Show my workshops", f"{buttons.WORKSHOPS.route}:{session.guild_id}:"),
            (
                "Leave this workshop",
                f"workshop.leave:{session.guild_id}:{session.slug}:{mark(session)}",
            ),
        ),
    )
