"""What is said about hands. Pure: records in, text and buttons out."""

from __future__ import annotations

from collections.abc import Sequence

from bot.inert import fitting, inert, one_line
from bot.ui import Reply
from cogs.hands import views
from cogs.hands.stage import Speaking
from cogs.programme.cards import clock
from domain.hands import Hand, Turn, ordinal, place_of
from domain.sessions import Session

# How many of the queue, and of those who were called on, are named.
MOST_NAMED = 25
MOST_CALLED = 3

LACKS = (
    "**The bot may not let people speak on <#{room}>.** The queue works all the same: let people"
    " speak in Discord itself, or ask an organiser to give the bot “Mute Members” there."
)


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
    session: Session,
    waiting: Sequence[Hand],
    called: Sequence[Hand],
    *,
    said: str = "",
    others: Sequence[int] = (),
    lacks: bool = False,
) -> Reply:
    """The hands in their order, for those who lead. ``said`` tells what was just done.

    ``others`` ask to speak on the stage and cannot be in the queue; ``lacks``: the bot may not let
    people speak there.
    """
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
    if others:
        names = ", ".join(f"<@{user_id}>" for user_id in others[:MOST_CALLED])
        more = f" and {len(others) - MOST_CALLED:,} more" if len(others) > MOST_CALLED else ""
        lines.append(
            f"Not in the queue: {names}{more}. They ask to speak on the stage, and have not joined"
            " the summit or have no place here. You can let them speak in Discord itself."
        )
    if lacks:
        lines.append(LACKS.format(room=session.voice_channel))
    speaking = next((hand for hand in called if hand.turn is Turn.ON), None)
    return Reply(fitting("\n".join(lines)), views.queue_buttons(waiting, session.slug, speaking))


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
        " If it is a stage, you are invited to speak there."
        if session.voice_channel is not None
        else "Please go ahead."
    )
    return f"<@{hand.user_id}>, **it is your turn.** {where}"


def called_on(hand: Hand, session: Session, *, told: bool, speaking: Speaking) -> str:
    if told:
        head = f"**You called on <@{hand.user_id}>.** The room can read it."
    else:
        head = (
            f"**You called on <@{hand.user_id}>, but the bot could not write it in the room.**"
            " Please say it yourself."
        )
    match speaking:
        case Speaking.INVITED:
            return f"{head} They are invited to speak on the stage."
        case Speaking.REFUSED:
            return (
                f"{head} **The bot could not let them speak on <#{session.voice_channel}>.**"
                " Please do it there."
            )
        case Speaking.LEFT:
            return f"{head} **They have left the server since.** Call on the next."
        case Speaking.AWAY:
            return (
                f"{head} They are not on <#{session.voice_channel}> at the moment. When they come,"
                " they are invited to speak."
            )
        case Speaking.SPEAKS | Speaking.NO_STAGE:
            return head


def called_just_now(hand: Hand) -> str:
    return (
        f"**<@{hand.called_by}> has just called on <@{hand.user_id}>**, so nobody else was called."
    )


def have_left(people: Sequence[int]) -> str:
    """Who was to be called on and is not in the server any more."""
    names = ", ".join(f"<@{user_id}>" for user_id in people)
    if len(people) == 1:
        return f"**{names} has left the server**, so their hand is down."
    return f"**{names} have left the server**, so their hands are down."


def finished(hand: Hand) -> str:
    return f"**The turn of <@{hand.user_id}> is over.**"
