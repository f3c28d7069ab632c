"""How feedback reads to who gives it. Pure: records in, text and buttons out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.inert import fitting, inert, one_line, quote
from bot.ui import Menu, Press, Reply
from cogs import buttons
from cogs.feedback import views
from domain.feedback import FEWEST, DayRating, Rating, label
from domain.sessions import Session
from domain.summits import Summit

KEPT = "We keep that it is yours, so that it counts once and you can change or erase it."
UNSEEN = (
    "Organisers do not see who said what, unless you show your name. They see how many people gave"
    f" each number once there are {FEWEST} or more."
)


def ask(session: Session, edition: str) -> Reply:
    """What stands in a room when its session is over."""
    return Reply(
        f"**How was “{inert(session.title)}”?** Press a number. It counts at once, and you can"
        f" change it. Only you see the answer. {UNSEEN}",
        (views.number_buttons(edition, session.slug),),
    )


def ask_about_day(summit: Summit) -> Reply:
    """What stands in the welcome channel when the day is over."""
    return Reply(
        f"**Thank you for being at {inert(summit.plan.summit.name)}. How was the day?**"
        " There are three questions, and you can leave two of them empty. Only you see the answer."
        " Organisers see your words without your name, unless you show it.",
        ((views.day_button(summit.edition), buttons.FEEDBACK),),
    )


def choose(
    sessions: Sequence[Session],
    mine: Mapping[str, Rating],
    session: Session | None,
    edition: str,
    *,
    day: bool,
    day_mine: DayRating | None,
) -> Reply:
    """What can be rated; with ``session`` chosen, its five buttons.

    ``day``: whether the day can be, too; ``day_mine``: what somebody said of it.
    """
    rows: list[tuple[Press | Menu, ...]] = []
    lines = ["**Your feedback**"]
    if session is None:
        lines.append("Choose a session that is over.")
    elif (kept := mine.get(session.slug)) is not None:
        lines.append(
            f"You gave “{label(kept.rating)}” to **{inert(session.title)}**."
            " To change it, press another number."
        )
        if kept.words:
            lines.append(f"Your sentence:\n{quote(kept.words)}")
    else:
        lines.append(f"How was **{inert(session.title)}**? Press a number.")
    if session is not None:
        rows.append(views.number_buttons(edition, session.slug))
        if session.slug in mine:
            words, _, back = views.own_buttons(edition, mine[session.slug])
            rows.append((words, back))
    if sessions and (session is None or len(sessions) > 1):
        slug = session.slug if session else ""
        rows.append((views.session_menu(sessions, mine, slug, edition),))
    if day:
        rows.append((views.day_button(edition, again=day_mine is not None),))
    lines.append(UNSEEN)
    return Reply(fitting("\n".join(lines)), tuple(rows))


def rated(session: Session, now: Rating, before: Rating | None, edition: str) -> Reply:
    """After a press on a number."""
    title, given = inert(session.title), label(now.rating)
    if before is None:
        head = f"**Thank you. “{given}” is kept for “{title}”.**"
    elif before.rating == now.rating:
        head = f"**You gave “{given}” to “{title}” already.** Nothing was changed."
    else:
        head = (
            f"**Changed: you now give “{given}” to “{title}”.** Before, it was"
            f" “{label(before.rating)}”."
        )
    return _own(head, now, edition)


def said(session: Session, now: Rating, edition: str) -> Reply:
    """After the sentence was sent."""
    title = inert(session.title)
    if now.words:
        head = f"**Your sentence about “{title}” is kept.**"
    else:
        head = f"**Your rating of “{title}” has no sentence.**"
    return _own(head, now, edition)


def _own(head: str, rating: Rating, edition: str) -> Reply:
    lines = [head]
    if rating.words:
        lines.append(quote(rating.words))
    lines += [_name(rating.named), KEPT]
    rows = (views.own_buttons(edition, rating), (buttons.FEEDBACK,))
    return Reply(fitting("\n".join(lines)), rows)


def _name(named: bool) -> str:
    if named:
        return "Organisers see your words with your name, but not which number you gave."
    return "Organisers do not see your name."


def taken_back(session: Session, *, there: bool, edition: str) -> Reply:
    title = inert(session.title)
    head = (
        f"**Your feedback on “{title}” is taken back** and erased."
        if there
        else f"You had given no feedback on “{title}”."
    )
    rows = (views.number_buttons(edition, session.slug), (buttons.FEEDBACK,))
    return Reply(head, rows)


def day_said(kept: DayRating, *, new: bool, edition: str) -> Reply:
    """After the form about the day was sent."""
    head = (
        f"**Thank you. You gave the day “{label(kept.rating)}”.**"
        if new
        else f"**Your answers are changed. You give the day “{label(kept.rating)}”.**"
    )
    lines = [head]
    if kept.useful:
        lines.append(f"Most useful:\n{quote(one_line(kept.useful, 500))}")
    if kept.change:
        lines.append(f"To change:\n{quote(one_line(kept.change, 500))}")
    lines += [_name(kept.named), KEPT]
    rows = (views.own_day_buttons(edition), (buttons.FEEDBACK,))
    return Reply(fitting("\n".join(lines)), rows)


def day_taken_back(*, there: bool, edition: str) -> Reply:
    head = (
        "**Your feedback on the day is taken back** and erased."
        if there
        else "You had given no feedback on the day."
    )
    return Reply(head, ((views.day_button(edition), buttons.FEEDBACK),))
