"""What people are told by letter. Each button names the guild and what it is about."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from bot.inert import fitting, inert, one_line, quote
from bot.ui import Press
from bot.wording import day
from cogs.followup import views
from db.introductions import Note
from db.offers import Offer
from db.owners import About
from domain.care import Kind, Owner, Subject
from domain.pledges import Pledge
from domain.reports import Answer, Said
from domain.summits import Summit

# A message has five rows of buttons: so many pledges have their answers in it.
IN_A_LETTER = 5
SHORT = 120


def _note(subject: str, lines: Sequence[str], presses: Sequence[Press] = ()) -> Note:
    buttons = tuple((press.label, press.route) for press in presses)
    return Note(subject, fitting("\n".join(lines)), buttons)


def check_in(pledges: Sequence[Pledge], summit: Summit) -> Note:
    """How is it going? One letter for all of somebody's pledges that are due."""
    name = inert(summit.plan.summit.name)
    zone = ZoneInfo(summit.plan.summit.time_zone)
    if len(pledges) == 1:
        (pledge,) = pledges
        made = day(pledge.made_at.astimezone(zone).date())
        lines = [
            f"**How is your pledge going?** You made it at {name} on {made}.",
            f"**{pledge.reference}**\n{quote(pledge.action)}",
            "One press is enough. If it changes later, press again: these buttons keep working.",
        ]
        return _note(f"pledge {pledge.reference}", lines, views.taps(pledge))
    lines = [f"**How are your {len(pledges)} pledges going?** You made them at {name}."]
    taken = list(pledges) if len(pledges) <= IN_A_LETTER else list(pledges[: IN_A_LETTER - 1])
    lines += [_short(pledge) for pledge in taken]
    presses = [press for pledge in taken for press in views.taps(pledge, named=True)]
    if rest := len(pledges) - len(taken):
        others = ", ".join(one.reference for one in pledges[len(taken) :][:20])
        lines.append(f"And {rest} more: {others}{'…' if rest > 20 else ''}")
        presses.append(views.next_button(summit.guild_id, rest))
    lines.append("One press for each is enough. If it changes later, press again.")
    return _note("your pledges", lines, presses)


def _short(pledge: Pledge) -> str:
    return f"**{pledge.reference}**\n> {inert(one_line(pledge.action, SHORT))}"


def thanks(pledges: Sequence[Pledge], summit: Summit) -> Note:
    """Who said done and not whether it may be told is asked that, once."""
    name = inert(summit.plan.summit.name)
    said = "**Thank you for keeping what you pledged**"
    lines = [f"{said} at {name}.", *(_short(pledge) for pledge in pledges[:IN_A_LETTER])]
    lines.append("May we tell others of it? You decide, and you can take it back at any time.")
    presses = [
        Press(f"{one.reference}: may it be told?", f"story.ask:{one.guild_id}:{one.id}")
        for one in pledges[:IN_A_LETTER]
    ]
    return _note("your pledge is kept", lines, presses)


def needs_somebody(pledge: Pledge, said: Said, summit: Summit) -> Note:
    """To whoever looks after a pledge whose maker is stuck or needs help."""
    what = "is stuck" if said.answer is Answer.STUCK else "needs help"
    lines = [
        f"**{pledge.reference}, which you look after, {what}.** ({inert(summit.plan.summit.name)})",
        _short(pledge),
    ]
    lines += [quote(words) for words in (said.words, said.help) if words]
    subject = Subject(Kind.PLEDGE, pledge.id)
    return _note(
        f"pledge {pledge.reference}", lines, (views.open_button(pledge.guild_id, subject),)
    )


def seen_to(pledge: Pledge, said: str, summit: Summit) -> Note:
    """To the maker: the organisers have seen to it. And how is it going now?"""
    lines = [
        f"**The organisers of {inert(summit.plan.summit.name)} have seen to what you need"
        f" for {pledge.reference}.**",
    ]
    if said:
        lines.append(quote(said))
    lines += [_short(pledge), "How is it going now?"]
    return _note(f"pledge {pledge.reference}", lines, views.taps(pledge))


def given(about: About, summit: Summit) -> Note:
    """To somebody who is to look after something."""
    lines = [
        f"**You are asked to look after {about.reference}** of"
        f" {inert(summit.plan.summit.name)}, by its organisers.",
        quote(one_line(about.words, 600)),
        "You can see how it goes, note what is next, and be reminded on the day.",
    ]
    presses = (
        views.open_button(summit.guild_id, about.subject, f"Open {about.reference}"),
        Press("All that I look after", f"followup.mine:{summit.guild_id}"),
    )
    return _note(f"{about.reference} to look after", lines, presses)


def reminder(about: About, owner: Owner, summit: Summit) -> Note:
    """The day of a next step has come."""
    who = f" (with {inert(owner.name)})" if owner.name else ""
    lines = [
        f"**Today’s step for {about.reference}**{who} of {inert(summit.plan.summit.name)}:",
        quote(owner.next_step),
        f"It is about:\n> {inert(one_line(about.words, SHORT))}",
    ]
    press = views.open_button(summit.guild_id, about.subject, f"Open {about.reference}")
    return _note(f"next step for {about.reference}", lines, (press,))


def offers(found: Sequence[tuple[Offer, Pledge]], summit: Summit) -> Note:
    """To a maker: who offers help, by name."""
    name = inert(summit.plan.summit.name)
    if len(found) == 1:
        ((offer, pledge),) = found
        lines = [
            f"**{inert(offer.helper)} offers to help with your pledge {pledge.reference}**"
            f" ({name}).",
            _short(pledge),
            _BOTH,
        ]
        presses = offer_buttons(offer)
        return _note(f"an offer of help for {pledge.reference}", lines, presses)
    lines = [f"**{len(found)} people offer to help with what you pledged** at {name}:"]
    lines += [f"{inert(offer.helper)}: with {pledge.reference}" for offer, pledge in found]
    lines.append(_BOTH)
    presses = tuple(
        Press(one_line(offer.helper, 80), f"offer.open:{offer.guild_id}:{offer.id}")
        for offer, _ in found
    )
    return _note("offers of help", lines, presses)


_BOTH = (
    "If you say yes, a private thread opens in the server for you two. If you say “Not now”, or do"
    " not answer, they are not told."
)


def offer_buttons(offer: Offer) -> tuple[Press, ...]:
    at = f"{offer.guild_id}:{offer.id}"
    return (
        Press("Put us in touch", f"offer.yes:{at}", "success"),
        Press("Not now", f"offer.no:{at}"),
    )


def accepted(offer: Offer, pledge: Pledge, summit: Summit) -> Note:
    """To the helper: yes. The thread is made by the loop that introduces people."""
    lines = [
        f"**{inert(pledge.maker_name)} would like your help with {pledge.reference}**"
        f" ({inert(summit.plan.summit.name)}).",
        _short(pledge),
        "A private thread opens in the server for you two. If it does not, press the button.",
    ]
    press = Press("Find our thread", f"connect.thread:{offer.guild_id}:{offer.introduction_id}")
    return _note(f"help for {pledge.reference}", lines, (press,))
