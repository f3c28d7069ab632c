"""Reminders before sessions: when one is due, when it is too late, and what is to be done next."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from domain.sessions import Session

# How many people one message mentions: with the longest ids they fit beside the longest text, and a
# server's own protection against too many mentions allows up to 50.
MOST_MENTIONED = 50
# A post whose answer is missing is looked for after this long: it may be on its way still.
GRACE = timedelta(seconds=15)
# How long posts are remembered that are neither to be sent nor to be taken down.
REMEMBERED = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Window:
    """When a reminder is sent: from ``opens`` before the start until ``closes`` before it.

    Later it would be wrong, so it is dropped. ``stands`` after the start it is taken down.
    """

    opens: timedelta
    closes: timedelta
    stands: timedelta


# By the minutes that they are named after. The first stands until the second is sent.
WINDOWS = {
    10: Window(timedelta(minutes=10), timedelta(minutes=5), timedelta(minutes=-1)),
    1: Window(timedelta(minutes=1), timedelta(0), timedelta(minutes=5)),
}


class State(StrEnum):
    """Where a post is. The values are kept."""

    WAITING = "waiting"  # Discord refused it; it may be tried again
    SENDING = "sending"  # it may have arrived
    POSTED = "posted"
    DROPPED = "dropped"  # it was never seen, and will not be
    REMOVED = "removed"


OPEN = frozenset({State.WAITING, State.SENDING, State.POSTED})


@dataclass(frozen=True, slots=True)
class Post:
    """One message of a reminder. ``more``: others follow it, as it did not mention everybody."""

    id: int
    guild_id: int
    slug: str
    starts_at: datetime
    lead: int
    part: int
    more: bool
    channel_id: int
    message_id: int | None
    state: State
    begun_at: datetime


class Do(StrEnum):
    """What is done next in one server; each but ``DROP`` is one request to Discord."""

    LOOK = "look"
    DROP = "drop"
    AGAIN = "again"
    BEGIN = "begin"
    REMOVE = "remove"


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do: begin a reminder of the session ``slug``, or see to ``post``."""

    do: Do
    slug: str
    post: Post | None = None


def lead_due(session: Session, now: datetime) -> int | None:
    """Which reminder of this session can be sent at this moment, in minutes; or None."""
    if session.kind == "break" or session.cancelled or session.text_channel is None:
        return None
    left = session.starts_at - now
    for lead, window in WINDOWS.items():
        if window.closes < left <= window.opens:
            return lead
    return None


def is_due(post: Post, session: Session | None, now: datetime) -> bool:
    """Whether this post still says what is true, and in time."""
    return (
        session is not None
        and session.starts_at == post.starts_at
        and lead_due(session, now) == post.lead
    )


def next_part(session: Session, posts: Iterable[Post], now: datetime) -> int | None:
    """The number of the message to begin for this session now; None where there is none.

    A part waits for the one before it. ``posts`` may be those of other sessions too.
    """
    lead = lead_due(session, now)
    if lead is None:
        return None
    same = [
        post
        for post in posts
        if (post.slug, post.starts_at, post.lead) == (session.slug, session.starts_at, lead)
    ]
    if not same:
        return 1
    last = max(same, key=lambda post: post.part)
    if not last.more or last.state in (State.WAITING, State.SENDING):
        return None
    return last.part + 1


def is_stale(post: Post, session: Session | None, now: datetime) -> bool:
    """Whether a message is to be taken down: its time is over, or it is no longer true."""
    return (
        session is None
        or session.cancelled
        or session.starts_at != post.starts_at
        or now >= post.starts_at + WINDOWS[post.lead].stands
    )


def next_step(
    sessions: Iterable[Session],
    posts: Sequence[Post],
    now: datetime,
    resting: Collection[int] = (),
) -> Step | None:
    """What comes next in one server. ``resting`` are the channels that are left alone now.

    First what may have been sent, then what is to be sent, and last what is to be taken down. Of
    rooms with the same start, each gets its first message before any gets its second.
    """
    there = {one.slug: one for one in sessions}
    awake = [post for post in posts if post.channel_id not in resting]
    for post in awake:
        if post.state is State.SENDING and post.begun_at + GRACE <= now:
            return Step(Do.LOOK, post.slug, post)
    for post in posts:
        if post.state is State.WAITING and not is_due(post, there.get(post.slug), now):
            return Step(Do.DROP, post.slug, post)
    for post in awake:
        if post.state is State.WAITING:
            return Step(Do.AGAIN, post.slug, post)
    begun = [
        (one.starts_at, part, one.position, one.slug)
        for one in there.values()
        if one.text_channel not in resting and (part := next_part(one, posts, now)) is not None
    ]
    if begun:
        return Step(Do.BEGIN, min(begun)[3])
    for post in awake:
        if post.state is State.POSTED and is_stale(post, there.get(post.slug), now):
            return Step(Do.REMOVE, post.slug, post)
    return None
