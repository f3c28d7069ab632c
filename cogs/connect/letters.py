"""What people are told by letter, and the first message of a private thread."""

from __future__ import annotations

from collections.abc import Sequence

from bot.inert import fitting, inert, quote
from cogs.connect import cards, suggested, views
from db.introductions import Note
from db.suggestions import Suggested
from domain.connections import Card, Pair
from domain.summits import Summit


def request(asker: Card, pair: Pair, summit: Summit) -> Note:
    """Somebody asks to be introduced. ``pair`` is as the one who reads this sees it."""
    name = inert(summit.plan.summit.name)
    lines = [
        f"Somebody at {name} would like to meet you. If you say yes, a private thread opens in the"
        " server for you two. If you say no, or do not answer, they are not told.",
        cards.headline(asker),
        *cards.body(asker, summit),
    ]
    if pair.their_why:
        lines += ["Why they ask:", quote(pair.their_why)]
    presses = (views.yes_button(pair), views.no_button(pair))
    return Note(
        "an introduction",
        fitting("\n".join(lines)),
        tuple((press.label, press.route) for press in presses),
    )


def suggestions(card: Card, people: Sequence[Suggested], summit: Summit) -> Note:
    """Who might be worth meeting, or plainly that there is nobody new."""
    name = inert(summit.plan.summit.name)
    again = "In the server, type /connect"
    if not people:
        text = f"We looked for people at {name} who fit your card. {suggested.NOBODY} {again}."
        return Note("meeting people", text)
    room = cards.ROOM // len(people) - 250
    lines = [f"You want to meet people at {name}. You might like these:"]
    lines += [f"{cards.short(one, room)}\n{suggested.reason(why, summit)}" for one, why in people]
    lines.append(f"They hear from us only if you ask. {again} to see everybody or to stop.")
    presses = [views.meet_button(one) for one, _ in people]
    return Note(
        "meeting people",
        fitting("\n".join(lines)),
        tuple((press.label, press.route) for press in presses),
    )


def gone(name: str, introduction_id: int, summit: Summit) -> Note:
    """The other has left the server before the thread could be made."""
    text = (
        f"You and {inert(name)} both said yes to meeting at"
        f" {inert(summit.plan.summit.name)}. They are not in the server any more, so no thread was"
        " opened. If they come back, press the button."
    )
    again = ("Try again", f"connect.thread:{summit.guild_id}:{introduction_id}")
    return Note("an introduction", text, (again,))


def thread_name(introduction_id: int, people: Sequence[Card]) -> str:
    names = " and ".join(card.name for card in people)
    return f"Introduction {introduction_id}: {names}"[:100]


def found_by(introduction_id: int) -> str:
    """How the name of a thread begins, by which it is found after a crash."""
    return f"Introduction {introduction_id}: "


def first_message(people: Sequence[Card], summit: Summit) -> str:
    """Both are mentioned, so that both find the thread."""
    greeted = " and ".join(f"<@{card.user_id}>" for card in people)
    lines = [
        f"Hello {greeted}, you both said yes to meeting each other. Say hello, and what you would"
        " like to talk about.",
        "This thread is private: only you two and this bot are in it. Whoever manages this server’s"
        " threads can open it too.",
    ]
    for card in people:
        lines += [cards.headline(card), *cards.body(card, summit)]
    return fitting("\n".join(lines))
