"""What organisers do in the year after: publish recordings, tell of pledges that were kept."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterable
from typing import TYPE_CHECKING

from simcord import ResponseMessage

from rehearsal import menus
from rehearsal.mailbox import Arrived
from rehearsal.stage import Stage
from rehearsal.world import answer_of, buttons

if TYPE_CHECKING:
    from rehearsal.following import Turn

LINK = "https://example.org/recordings/"
STORIES = (("named", "Yes, with my name"), ("unnamed", "Yes, without my name"))
# How long a story may take to stand on the wall, or to go.
POSTING = 12
_KEPT = re.compile(r"A pledge that you stand by is kept: (P-\d+)\*\*")

Say = Callable[..., Awaitable[ResponseMessage | None]]


async def board(stage: Stage) -> ResponseMessage:
    """Everything at a glance."""
    return answer_of(await stage.boss.slash(stage.world.organisers, "followup status"))


async def publish_recordings(stage: Stage) -> None:
    """Those that were asked for and have no answer yet."""
    ledger, place, boss = stage.ledger, stage.world.organisers, stage.boss
    for slug in sorted(ledger.recordings.keys() - ledger.recordings_answered.keys()):
        queue = answer_of(await boss.slash(place, "recordings"))
        card = answer_of(await menus.choose(boss, queue, slug, "recordings.open"))
        form = await boss.click(card, label="Publish a link…")
        fields = {"link": f"{LINK}{slug}", "note": ""}
        told = answer_of(await boss.submit_modal(form, fields)).content
        if told.startswith("**Saved."):
            ledger.recordings_answered[slug] = fields["link"]
            stage.say(f"A recording is published: {told.split('**')[1]}", always=True)


async def done(stage: Stage, turn: Turn, say: Say) -> None:
    """Two say that they kept their pledge; one may be told with their name, one without."""
    ways = iter(STORIES)
    way = next(ways, None)
    pledges = stage.ledger.pledges
    for reference in sorted(turn.asked, key=lambda ref: -pledges[ref].too - pledges[ref].help):
        if way is None:
            return
        maker = pledges[reference].maker
        if way[0] == "named" and not maker.publish_name:
            continue
        one = turn.asked[reference]
        card = await say(stage, turn, reference, "done")
        if card is None or way[1] not in buttons(card):
            continue
        member = stage.members[one.letter.to]
        clicker = member if one.letter.by_thread else member.user
        told = answer_of(await clicker.click(card, label=way[1])).content
        if "It may be told" in told:
            stage.ledger.later_year.stories[reference] = way[0]
            stage.say(f"{one.letter.to} has kept {reference}. {way[1]}.", always=True)
            way = next(ways, None)
        del turn.asked[reference]


async def post(stage: Stage) -> None:
    """The organiser posts every story that may be told."""
    for reference in stage.ledger.later_year.stories:
        card = await _story(stage, reference)
        if card is None or "Post it on the wall" not in buttons(card):
            stage.ledger.surprises.append(f"the story of {reference} cannot be posted")
            continue
        told = answer_of(await stage.boss.click(card, label="Post it on the wall")).content
        if told.startswith("**Saved."):
            stage.ledger.later_year.posted.append(reference)
            stage.say(f"The story of {reference} is posted.", always=True)
    await stage.world.pass_time(POSTING)


async def _story(stage: Stage, reference: str) -> ResponseMessage | None:
    """One story as the organiser sees it."""
    listing = answer_of(await stage.boss.click(await board(stage), label="Stories"))
    async for page in menus.pages(stage.boss, listing):
        if chosen := menus.options(page, "story.open").get(reference):
            return answer_of(await stage.boss.select(page, [chosen], custom_id="story.open"))
    return None


def supporters(stage: Stage, arrived: Iterable[Arrived]) -> None:
    """Who stands by a pledge that was kept reads of it."""
    told = stage.ledger.later_year.supporters_told
    for one in arrived:
        if found := _KEPT.search(one.letter.text):
            told.setdefault(found[1], []).append(one.letter.to)
    many = sum(map(len, told.values()))
    stage.say(f"{many} who stand by these pledges are told.", always=True)


async def take_back(stage: Stage) -> None:
    """The last who agreed says no after all: the story is taken down."""
    stories = stage.ledger.later_year.stories
    if not stories:
        return
    reference = list(stories)[-1]
    name = stage.ledger.pledges[reference].maker.name
    member, place = stage.members[name], stage.world.welcome
    card = answer_of(await member.slash(place, "pledge progress", reference=reference))
    card = answer_of(await member.click(card, label="May it be told?"))
    told = answer_of(await member.click(card, label="No")).content
    if told.startswith("**It is not told.**"):
        stories[reference] = "no"
        stage.say(f"{name} does not want {reference} to be told any more.", always=True)
    await stage.world.pass_time(POSTING)
