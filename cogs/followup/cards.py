"""What makers read of their own pledges' progress. Pure: records in, text and buttons out."""

from __future__ import annotations

from collections.abc import Sequence

from bot.inert import fitting, inert, one_line, quote
from bot.ui import Menu, Option, Press, Reply
from cogs.followup import letters, views
from cogs.programme.cards import clock
from db.follow_up_status import Standing
from db.offers import Offer
from domain.care import OfferState
from domain.pledges import Delivery, Pledge
from domain.reports import DELIVERY_TITLES, TITLES, Answer, Report

_SAID = {
    Answer.ON_TRACK: "**Thank you. {reference} is on track.**",
    Answer.DONE: "**Well done! {reference} is done.** We will not ask about it again.",
    Answer.PARTLY: "**Thank you. {reference} is partly done.**",
    Answer.STUCK: (
        "**Thank you for saying so. {reference} is stuck.** The organisers see it and look for"
        " help. Press “Add words or a link” to say what would help."
    ),
    Answer.NOT_POSSIBLE: (
        "**Thank you for being open: {reference} is not going to happen.** We will not ask about"
        " it again. Your pledge and its history stay."
    ),
    Answer.SUPERSEDED: (
        "**Thank you. {reference} is replaced by something else.** We will not ask about it again."
    ),
}
SLIP = "Wrong button? Take it back, or answer again."
MAY_TELL = (
    "**May we tell others of it?** As a story on the pledge wall, on a website or in social media."
    " You can take it back at any time, and the story on the wall is taken down."
)


def progress_lines(pledge: Pledge, standing: Standing) -> list[str]:
    """How a pledge goes, as its maker and organisers read it: state, last word, evidence."""
    lines = [f"Progress: {DELIVERY_TITLES[pledge.delivery]}."]
    last = standing.last
    if last is not None:
        lines.append(f"Last word: “{TITLES[last.said.answer]}”, {clock(last.at, 'D')}.")
        lines += said_lines(last)
    return lines


def said_lines(report: Report) -> list[str]:
    """What was said besides the answer. A link is shown as an address, and nothing else."""
    lines = [quote(report.said.words)] if report.said.words else []
    if report.said.link:
        lines.append(f"> {inert(report.said.link)}")
    if report.said.help:
        lines.append(f"Help needed: {inert(one_line(report.said.help, 200))}")
    return lines


def story_buttons(pledge: Pledge) -> tuple[Press, ...]:
    where = f"story.say:{pledge.guild_id}:{pledge.id}"
    return (
        Press("Yes, with my name", f"{where}:named", "success"),
        Press("Yes, without my name", f"{where}:unnamed", "success"),
        Press("No", f"{where}:no"),
    )


def kept(
    pledge: Pledge, report: Report, *, new: bool, others: int = 0, ask_story: bool = False
) -> Reply:
    """After an answer: what is kept, how to correct it, and what else there is to say."""
    said = _SAID[report.said.answer].format(reference=pledge.reference)
    head = said if new else f"That was saved before. {said}"
    lines = [head, *said_lines(report), SLIP]
    row = views.after_tap(pledge, report)
    if others:
        row += (views.next_button(pledge.guild_id, others),)
    rows: list[tuple[Press | Menu, ...]] = [row]
    if ask_story and pledge.delivery is Delivery.FULFILLED:
        lines.append(MAY_TELL)
        rows.append(story_buttons(pledge))
    return Reply(fitting("\n".join(lines)), tuple(rows))


def taken_back(pledge: Pledge) -> Reply:
    text = (
        f"**Taken back.** {pledge.reference} is {DELIVERY_TITLES[pledge.delivery]}, as before."
        " You can answer again."
    )
    return Reply(text, (views.taps(pledge),))


def how(pledge: Pledge, standing: Standing) -> Reply:
    """The question, at any time: what is kept, and the answers."""
    lines = [f"**How is {pledge.reference} going?**", quote(pledge.action)]
    lines += progress_lines(pledge, standing)
    rows: list[tuple[Press | Menu, ...]] = [views.taps(pledge)]
    last = standing.last
    if last is not None:
        rows.append(views.after_tap(pledge, last))
    if pledge.delivery is Delivery.FULFILLED:
        rows.append((Press("May it be told?", f"story.ask:{pledge.guild_id}:{pledge.id}"),))
    return Reply(fitting("\n".join(lines)), tuple(rows))


def nothing_open() -> Reply:
    return Reply("**That is all. Thank you.** You have answered about all of your pledges.")


def choose(pledges: Sequence[Pledge]) -> Reply:
    """Which of one's pledges is meant."""
    options = tuple(
        Option(f"{one.guild_id}:{one.id}", one.reference, one_line(one.action, 100))
        for one in pledges[:25]
    )
    return Reply("Which pledge?", ((Menu("progress.pick", "Choose a pledge", options),),))


# ---------------------------------------------------------------------- offers


def offer(one: Offer, pledge: Pledge) -> Reply:
    """One offer of help, for the maker of the pledge."""
    text = (
        f"**{inert(one.helper)} offers to help with {pledge.reference}.**\n"
        f"> {inert(one_line(pledge.action, 200))}"
    )
    if one.state is OfferState.YES:
        return agreed(one, pledge)
    return Reply(fitting(text), (letters.offer_buttons(one),))


def agreed(one: Offer, pledge: Pledge) -> Reply:
    text = (
        f"**You both said yes.** A private thread for you and {inert(one.helper)} opens in the"
        f" server, about {pledge.reference}. They are told too."
    )
    press = Press("Find our thread", f"connect.thread:{one.guild_id}:{one.introduction_id}")
    return Reply(text, ((press,),))


def declined(one: Offer) -> Reply:
    text = f"**Not now.** {inert(one.helper)} is not told. You can change your mind at any time."
    return Reply(text, (letters.offer_buttons(one)[:1],))
