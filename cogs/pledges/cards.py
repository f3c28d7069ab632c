"""How a pledge reads. Pure: a record in, text and buttons out."""

from __future__ import annotations

from collections.abc import Sequence

from bot.inert import fitting, inert, one_line, quote
from bot.ui import Menu, Press, Reply
from bot.wording import day
from cogs import buttons
from cogs.pledges import views
from db.pledge_reads import Count, EarlierWords
from domain.attendees import KIND_TITLES, Kind
from domain.pledges import Delivery, Moderation, Pledge
from domain.summits import Summit

_STATES = {
    Moderation.WAITING: "Waiting for an organiser to look at it",
    Moderation.SHOWN: "On the pledge wall",
    Moderation.HIDDEN: "Not shown",
}


# What everybody reads of how a pledge goes. What did not work out, its maker told the organisers.
_PROGRESS = {
    Delivery.IN_PROGRESS: "Progress: under way",
    Delivery.PARTLY_FULFILLED: "Progress: partly done",
    Delivery.FULFILLED: "Progress: done",
}


def supporters(pledge: Pledge) -> str:
    """How many stand by it, in words; empty for nobody."""
    said: list[str] = []
    if pledge.too_count:
        people = "1 person" if pledge.too_count == 1 else f"{pledge.too_count} people"
        said.append(f"{people} will do this too")
    if pledge.help_count:
        said.append(f"{pledge.help_count} can help")
    return " · ".join(said)


def headline(pledge: Pledge, summit: Summit) -> str:
    """Reference, who and theme, on one line."""
    edited = " · edited" if pledge.version > 1 else ""
    return (
        f"**{pledge.reference}** · {inert(pledge.byline)}"
        f" · {inert(summit.theme_title(pledge.theme))}{edited}"
    )


def public_lines(pledge: Pledge, summit: Summit) -> str:
    """What everybody may read of a pledge."""
    lines = [headline(pledge, summit), quote(pledge.action)]
    if pledge.first_step:
        lines.append(f"First step: {inert(pledge.first_step)}")
    if pledge.who_benefits:
        lines.append(f"Who benefits: {inert(pledge.who_benefits)}")
    if pledge.measure:
        lines.append(f"Done when: {inert(pledge.measure)}")
    if pledge.due:
        lines.append(f"By: {day(pledge.due)}")
    if pledge.help_needed:
        lines.append(f"Help needed: {inert(pledge.help_needed)}")
    if said := _PROGRESS.get(pledge.delivery):
        lines.append(said)
    if stand_by := supporters(pledge):
        lines.append(stand_by)
    return "\n".join(lines)


def receipt(pledge: Pledge, summit: Summit, *, new: bool) -> Reply:
    """What a maker gets at once: the reference, where it stands now, and what they can do."""
    if not new:
        head = (
            f"**This form was saved before as {pledge.reference}**, so nothing was added."
            " To change the words, press “Edit”."
        )
    elif pledge.moderation is Moderation.WAITING:
        head = (
            f"**Your pledge is saved. Its reference is {pledge.reference}.**"
            " An organiser looks at it before it goes on the wall."
        )
    else:
        head = (
            f"**Your pledge is saved. Its reference is {pledge.reference}.**"
            f" It will be on <#{summit.places.wall_channel}> in a moment."
        )
    shown_as = f"Shown as: {inert(pledge.byline)} · {inert(summit.theme_title(pledge.theme))}"
    return Reply(fitting(f"{head}\n{quote(pledge.action)}\n{shown_as}"), views.own_buttons(pledge))


def changed(pledge: Pledge, summit: Summit, said: str) -> Reply:
    """After an edit or added detail."""
    lines = [f"**{said}**"]
    if pledge.moderation is Moderation.WAITING:
        lines.append("An organiser looks at it before it is on the wall again.")
    if pledge.version > 1:
        lines.append(
            "Others stand by this pledge, so the wall says “edited” and keeps the earlier words."
        )
    lines.append(public_lines(pledge, summit))
    return Reply(fitting("\n".join(lines)), views.own_buttons(pledge))


def own(
    pledge: Pledge,
    summit: Summit,
    earlier: Sequence[EarlierWords] = (),
    progress: Sequence[str] = (),
) -> Reply:
    """A pledge as its maker sees it; ``progress`` is what they said of it."""
    lines = [public_lines(pledge, summit)]
    if pledge.backup_contact:
        lines.append(f"Backup contact (never published): {inert(pledge.backup_contact)}")
    lines += _history(earlier)
    if pledge.delivery is Delivery.WITHDRAWN:
        lines.append("You withdrew this pledge.")
    else:
        lines.append(f"State: {_STATES[pledge.moderation]}.")
        if pledge.moderation is Moderation.HIDDEN:
            lines.append(f"The organisers’ reason: {inert(pledge.hidden_reason)}")
            lines.append("Press “Edit” to change it and send it again.")
        lines += progress
    tell = () if pledge.delivery is Delivery.WITHDRAWN else ((views.tell_button(pledge),),)
    return Reply(fitting("\n".join(lines)), (*views.own_buttons(pledge), *tell))


def other(pledge: Pledge, summit: Summit, earlier: Sequence[EarlierWords] = ()) -> Reply:
    """A pledge as anybody else sees it."""
    text = "\n".join([public_lines(pledge, summit), *_history(earlier)])
    return Reply(fitting(text), (views.support_buttons(pledge),))


def for_organiser(
    pledge: Pledge,
    summit: Summit,
    earlier: Sequence[EarlierWords] = (),
    progress: Sequence[str] = (),
) -> Reply:
    """A pledge as organisers see it, whatever its state; ``progress`` is how it goes."""
    lines = [public_lines(pledge, summit), *_history(earlier)]
    if pledge.delivery is Delivery.WITHDRAWN:
        lines.append("Withdrawn by its maker.")
    else:
        lines.append(f"State: {_STATES[pledge.moderation]}.")
    if pledge.hidden_reason:
        lines.append(f"Reason: {inert(pledge.hidden_reason)}")
    if pledge.backup_contact:
        lines.append(f"Backup contact: {inert(pledge.backup_contact)}")
    lines += progress
    return Reply(fitting("\n".join(lines)))


def _history(earlier: Sequence[EarlierWords]) -> list[str]:
    return [f"Before (version {words.version}):\n{quote(words.action)}" for words in earlier]


def mine(pledges: list[Pledge], *, more: bool) -> Reply:
    """Somebody's own pledges, newest first, with a menu to open one."""
    if not pledges:
        return Reply("You have not made a pledge yet.", ((buttons.MAKE,),))
    lines = ["**Your pledges**"]
    for pledge in pledges:
        state = "Withdrawn" if pledge.delivery is Delivery.WITHDRAWN else _STATES[pledge.moderation]
        lines.append(f"**{pledge.reference}** · {state}\n> {inert(one_line(pledge.action, 90))}")
    below: tuple[Press, ...] = (buttons.MAKE,)
    if more:
        below += (Press("Show older ones", f"pledge.mine:{pledges[-1].number}"),)
    rows: tuple[tuple[Press | Menu, ...], ...] = ((views.pledge_menu(pledges),), below)
    return Reply(fitting("\n".join(lines)), rows)


def withdraw_question(pledge: Pledge) -> Reply:
    """Withdrawing is asked about once, because it can't be undone."""
    stand_by = supporters(pledge)
    text = (
        f"**Withdraw {pledge.reference}?** It comes off the wall and cannot be put back."
        + (f" ({stand_by}.)" if stand_by else "")
        + f"\n{quote(pledge.action)}"
    )
    return Reply(
        fitting(text),
        (
            (
                Press("Yes, withdraw it", f"pledge.withdraw.yes:{pledge.id}", "danger"),
                Press("Keep it", f"pledge.open:{pledge.id}"),
            ),
        ),
    )


def withdrawn(pledge: Pledge) -> Reply:
    return Reply(
        f"**{pledge.reference} is withdrawn.** It comes off the wall in a moment."
        " You can make a new pledge at any time.",
        views.own_buttons(pledge),
    )


def wall(newest: list[Pledge], counts: list[Count], summit: Summit) -> Reply:
    """/pledge wall: where it is, how much stands there, and the newest few."""
    total = sum(count.n for count in counts if count.moderation is Moderation.SHOWN)
    lines = [
        f"**The pledge wall is <#{summit.places.wall_channel}>.** {pledges_in_words(total)} so far."
    ]
    for pledge in newest:
        lines.append(f"{headline(pledge, summit)}\n> {inert(one_line(pledge.action, 150))}")
    return Reply(fitting("\n".join(lines)), ((buttons.MAKE, buttons.MINE),))


def pledges_in_words(n: int) -> str:
    return "1 pledge" if n == 1 else f"{n:,} pledges"


def totals(counts: list[Count], summit: Summit) -> str:
    """Shown pledges by theme and by kind of maker, as text."""
    shown = [count for count in counts if count.moderation is Moderation.SHOWN]
    lines = [f"**{pledges_in_words(sum(count.n for count in shown))}**"]
    for theme in dict.fromkeys([*summit.plan.theme_titles, *(count.theme for count in shown)]):
        n = sum(count.n for count in shown if count.theme == theme)
        lines.append(f"{inert(summit.theme_title(theme))}: {n:,}")
    kinds = [
        f"{KIND_TITLES[kind].lower()} {n:,}"
        for kind in Kind
        if (n := sum(count.n for count in shown if count.kind == kind.value))
    ]
    if kinds:
        lines.append("By maker: " + " · ".join(kinds))
    return "\n".join(lines)
