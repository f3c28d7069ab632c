"""What is said about hands. Pure: records in, text and buttons out."""

from __future__ import annotations

from collections.abc import Sequence

from bot.inert import fitting, inert, one_line
from bot.ui import Reply
from cogs.hands import views
from cogs.programme.cards import clock
from domain.hands import Hand, ordinal, place_of
from domain.sessions import Session

# How many of the queue, and of those who were called on, are named.
MOST_NAMED = 25
MOST_CALLED = 3


def title(session: Session) -> str:
    return inert(one_line(session.title, 100))


def hands_up(count: int) -> str:
    return "1 hand is up" if count == 1 else f"{count:,} hands are up"


def your_place(session: Session, waiting: Sequence[Hand], user_id: int, *, new: bool) -> Reply:
    """The answer to who raised a hand: their place, or that they were called meanwhile."""
    place = place_of(waiting, user_id)
    if place is None:
        return not_up(session)
    head = "**Your hand is up.**" if new else "**Your hand is up already, and keeps its place.**"
    return _place(session, head, place)


def place_now(
    session: Session, waiting: Sequence[Hand], called: Sequence[Hand], user_id: int
) -> Reply:
    """Where somebody is in the queue now."""
    place = place_of(waiting, user_id)
    if place is not None:
        return _place(session, "**Your hand is up.**", place)
    mine = next((one for one in called if one.user_id == user_id), None)
    return not_up(session, mine)


def _place(session: Session, head: str, place: int) -> Reply:
    turn = " You are next." if place == 1 else ""
    return Reply(
        f"{head} You are {ordinal(place)} in the queue for {title(session)}.{turn}"
        "\nWhen it is your turn, you are named in the room.",
        ((views.place_button(session.slug), views.lower_button(session.slug)),),
    )


def not_up(session: Session, called: Hand | None = None) -> Reply:
    lines = [f"**Your hand is not up** in {title(session)}."]
    if called is not None and called.done_at is not None:
        lines.append(f"You were called on at {clock(called.done_at)}.")
    return Reply(" ".join(lines), ((views.raise_button(session.slug),),))


def lowered(session: Session, *, there: bool) -> Reply:
    head = "**Your hand is down.**" if there else "**Your hand was not up**, so nothing changed."
    return Reply(
        f"{head} Raise it again at any time; then you are at the end of the queue for"
        f" {title(session)}.",
        ((views.raise_button(session.slug),),),
    )


def which(sessions: Sequence[Session], route: str) -> Reply:
    return Reply("**Which session do you mean?**", views.which(sessions, route))


def for_everybody(
    session: Session, waiting: Sequence[Hand], called: Sequence[Hand], user_id: int
) -> Reply:
    """How many hands are up, and one's own place. Who it is, is for those who lead."""
    mine = place_now(session, waiting, called, user_id)
    count = hands_up(len(waiting)) if waiting else "No hand is up"
    return Reply(f"{count} in {title(session)}.\n{mine.text}", mine.rows)


# ---------------------------------------------------------------------- who leads the session


def queue(
    session: Session, waiting: Sequence[Hand], called: Sequence[Hand], *, said: str = ""
) -> Reply:
    """The hands in their order, for those who lead. ``said`` tells what was just done."""
    lines = [said] if said else []
    count = hands_up(len(waiting)) if waiting else "No hand is up"
    lines.append(f"**{count}** in {title(session)}.")
    for number, hand in enumerate(waiting[:MOST_NAMED], 1):
        lines.append(f"{number}. <@{hand.user_id}>, since {clock(hand.raised_at)}")
    if len(waiting) > MOST_NAMED:
        lines.append(f"And {len(waiting) - MOST_NAMED:,} more.")
    told = [
        f"<@{hand.user_id}> at {clock(hand.done_at)}"
        for hand in called[:MOST_CALLED]
        if hand.done_at
    ]
    if told:
        lines.append(f"Called on last: {', '.join(told)}.")
    return Reply(fitting("\n".join(lines)), views.queue_buttons(waiting, session.slug))


def ask_to_clear(session: Session, count: int, up_to: int) -> Reply:
    return Reply(
        f"**{hands_up(count)}** in {title(session)}. Lower {'it' if count == 1 else 'them all'}?"
        " People can raise their hands again.",
        views.clear_buttons(session.slug, up_to),
    )


def cleared(count: int) -> str:
    return "**1 hand was lowered.**" if count == 1 else f"**{count:,} hands were lowered.**"


def turn(hand: Hand, session: Session) -> str:
    """What the room reads. The one message about hands that is public."""
    where = (
        f"Please speak in <#{session.voice_channel}>, or write here."
        " If it is a stage, press “Request to Speak” there first."
        if session.voice_channel is not None
        else "Please go ahead."
    )
    return f"<@{hand.user_id}>, **it is your turn.** {where}"


def called_on(hand: Hand, *, told: bool) -> str:
    if told:
        return f"**You called on <@{hand.user_id}>.** The room can read it."
    return (
        f"**You called on <@{hand.user_id}>, but the bot could not write it in the room.**"
        " Please say it yourself."
    )
