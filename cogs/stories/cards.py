"""How a success story reads: on the wall, to copy, to its maker, to supporters. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from bot.inert import fitting, inert, one_line, quote
from bot.ui import Menu, Option, Press, Reply
from cogs.followup.cards import MAY_TELL, story_buttons
from db.introductions import Note
from db.stories import Kept
from domain.pledges import Pledge
from domain.stories import Consent, Story
from domain.summits import Summit

A_PAGE = 10
_SAYS = {
    Consent.NAMED: "You said yes, with your name.",
    Consent.UNNAMED: "You said yes, without your name.",
    Consent.NO: "You said no.",
}
STORIES = Press("All stories", "story.list")


def head(reference: str) -> str:
    """How the card on the wall begins, by which it is found after a crash."""
    return f"**A pledge kept: {reference}**"


def card(story: Story, summit: Summit) -> str:
    """The story as it stands in a channel."""
    pledge = story.pledge
    lines = [
        head(pledge.reference),
        f"{inert(story.byline)} · {inert(summit.theme_title(pledge.theme))}",
        quote(pledge.action),
    ]
    if story.words:
        lines += ["What came of it:", quote(story.words)]
    if story.link:
        lines.append(f"See: {inert(story.link)}")
    if n := pledge.too_count + pledge.help_count:
        lines.append("1 person stands by it." if n == 1 else f"{n} people stand by it.")
    return fitting("\n".join(lines))


def digest(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=9).hexdigest()


def to_copy(story: Story, summit: Summit) -> str:
    """The story for a website or social media, as plain text in a block that can be copied."""
    pledge = story.pledge
    said = [f"{story.byline} pledged at {summit.plan.summit.name}: “{pledge.action}”"]
    if story.words:
        said.append(f"Now it is done: “{story.words}”")
    else:
        said.append("Now it is done.")
    if story.link:
        said.append(story.link)
    # Nothing in it may end the block.
    text = "\n\n".join(said).replace("```", "ʼʼʼ").replace("`", "ʼ")
    if len(text) > 1500:
        text = text[:1499] + "…"
    return f"For a website or social media, to copy:\n```text\n{text}\n```"


# ---------------------------------------------------------------------- the maker


def question(kept: Kept, summit: Summit) -> Reply:
    """May it be told? With what was said before, and how it would read."""
    story = kept.story
    lines = [MAY_TELL]
    if said := _SAYS.get(story.consent):
        lines.append(said)
    lines += ["Without your name, it would read:", card(_as(story, Consent.UNNAMED), summit)]
    return Reply(fitting("\n".join(lines)), (story_buttons(story.pledge),))


def _as(story: Story, consent: Consent) -> Story:
    return Story(story.pledge, consent, story.words, story.link, story.name_off)


def decided(pledge: Pledge, consent: Consent) -> Reply:
    says = {
        Consent.NAMED: "**Thank you. It may be told with your name.**",
        Consent.UNNAMED: "**Thank you. It may be told, without your name.**",
        Consent.NO: "**It is not told.** If it stood on the wall, it is taken down in a moment.",
    }
    rest = "" if consent is Consent.NO else " The organisers may post it. You can take it back."
    others = tuple(one for one in story_buttons(pledge) if not one.route.endswith(consent.value))
    return Reply(f"{says[consent]}{rest}", (others,))


# ---------------------------------------------------------------------- organisers


def preview(kept: Kept, summit: Summit, said: str = "") -> Reply:
    """How it would stand there, the text to copy, and the button that posts it."""
    story = kept.story
    lines = [f"**{said}**"] if said else []
    if kept.state == "none":
        lines.append("**Preview.** Nobody sees this yet.")
        press = Press("Post it on the wall", f"story.post:{story.pledge.id}", "success")
    else:
        lines.append("**It is on the wall**, or will be in a moment.")
        press = Press("Take it down", f"story.unpost:{story.pledge.id}", "danger")
    lines.append(card(story, summit))
    text = Press("Text to copy", f"story.copy:{story.pledge.id}", "primary")
    return Reply(fitting("\n".join(lines)), ((press, text, STORIES),))


def copy(story: Story, summit: Summit) -> Reply:
    return Reply(
        to_copy(story, summit),
        ((Press("Back", f"story.open:{story.pledge.id}"), STORIES),),
    )


def listing(found: Sequence[Kept]) -> Reply:
    """Stories that may be told; one more than a page means that there are more."""
    status = Press("Follow up", "followup", "primary")
    if not found:
        text = "**No story may be told yet.** Makers are asked when they say that a pledge is done."
        return Reply(text, ((status,),))
    page = found[:A_PAGE]
    lines = ["**Stories that may be told**"]
    for kept in page:
        pledge = kept.story.pledge
        where = "on the wall" if kept.state != "none" else "not posted"
        lines.append(
            f"**{pledge.reference}** · {inert(one_line(kept.story.byline, 40))} · {where}\n"
            f"> {inert(one_line(pledge.action, 80))}"
        )
    options = tuple(
        Option(str(one.story.pledge.id), one.story.pledge.reference,
               one_line(one.story.pledge.action, 100))
        for one in page
    )  # fmt: skip
    below = [status]
    if len(found) > A_PAGE:
        number = page[-1].story.pledge.number
        below.append(Press("More", f"story.list:{number}", "primary"))
    menu = Menu("story.open", "Open a story", options)
    return Reply(fitting("\n".join(lines)), ((menu,), tuple(below)))


# ---------------------------------------------------------------------- supporters


def letter(story: Story, summit: Summit) -> Note:
    """To somebody who stands by the pledge, once."""
    pledge = story.pledge
    lines = [
        f"**A pledge that you stand by is kept: {pledge.reference}** of"
        f" {inert(summit.plan.summit.name)}.",
        f"{inert(story.byline)}:",
        quote(one_line(pledge.action, 300)),
    ]
    if story.words:
        lines += ["What came of it:", quote(one_line(story.words, 300))]
    lines.append("Thank you for standing by it.")
    press = ("Read the story", f"story.read:{pledge.guild_id}:{pledge.id}")
    return Note(f"pledge {pledge.reference} is kept", fitting("\n".join(lines)), (press,))
