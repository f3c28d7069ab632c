"""Everything that the real bot asks of Discord in a whole closing session, held against Discord's
own description of its API.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.wire.entities import PRIVATE_THREAD, Channel, Member
from tests.wire.interactions import Interaction
from tests.wire.openapi import RequestChecker
from tests.wire.real_bot import SAVED, RealSummit, asked, form, real_summit
from tests.wire.rest import Request
from tests.wire.server import WireDiscord

# The kinds of requests that the session must have held, or the check proves too little.
EXPECTED = {
    ("PUT", "applications/commands"),
    ("POST", "guilds/roles"),
    ("POST", "guilds/channels"),
    ("PUT", "guilds/members/roles"),
    ("POST", "channels/messages"),
    ("PATCH", "channels/messages"),
    ("DELETE", "channels/messages"),
    ("PUT", "channels/messages/pins"),
    ("POST", "channels/threads"),
    ("PUT", "channels/thread-members"),
    ("POST", "users/@me/channels"),
    ("POST", "interactions/callback"),
}


@pytest.fixture
async def summit(wire: WireDiscord, tmp_path: Path) -> AsyncIterator[RealSummit]:
    async with real_summit(wire, tmp_path) as summit:
        yield summit


def kind_of(request: Request) -> tuple[str, str]:
    """A request's method and path without its ids and tokens."""
    parts = request.path.strip("/").split("/")
    if parts[0] == "interactions":
        return request.method, "interactions/callback"
    if parts[0] == "webhooks":
        return request.method, "webhooks"
    return request.method, "/".join(p for p in parts if not p.isdecimal())


async def pressed(summit: RealSummit, who: Member, on: Interaction, label: str) -> Interaction:
    """Press the button of an answer whose custom_id begins like this; answered."""
    await on.final()
    route = next(i for i in on.message.custom_ids if i.startswith(label))
    press = await summit.wire.press(who, route, message=on.message)
    await press.final()
    return press


async def pledging(summit: RealSummit, ann: Member, ben: Member) -> None:
    """Ann and Ben join and pledge in every way there is."""
    wire = summit.wire
    await summit.join(ann)
    values = {"name": "Ben", "kind": ["business"], "organisation": "Ben’s Bikes"}
    opened = await wire.slash(ben, "join")
    await (await wire.fill(opened, {**values, "publish_name": "yes"})).final()
    first = await summit.pledge(ann, "We will open the school gate café for every parent")
    detail = await pressed(summit, ann, first, "pledge.detail:")
    more = {"who_benefits": "Parents", "due": "01/02/2090", "backup_contact": "Ann’s office"}
    await (await wire.fill(detail, more)).final()
    edit = await pressed(summit, ann, first, "pledge.edit:")
    await (await wire.fill(edit, {"action": "We will open the school gate café twice"})).final()
    refused = await wire.slash(ann, "pledge make")
    said = await wire.fill(refused, form("          x", theme=["healthcare"]))
    assert "Not saved yet" in (await said.final()).content
    again = await pressed(summit, ann, said, "form.again:")
    await (await wire.fill(again, {"action": "Words that are long enough for a pledge"})).final()
    opened = await wire.press(ben, "pledge.new")
    ours = form("We mend bicycles for nothing on Fridays 🚲", organisation="Ben’s Bikes")
    theirs = await wire.fill(opened, {**ours, "from": "organisation"})
    assert SAVED in (await theirs.final()).content
    doubtful = await summit.pledge(ben, "Buy @everyone a drink at https://discord.gg/abc")
    question = await pressed(summit, ben, doubtful, "pledge.withdraw:")
    await pressed(summit, ben, question, "pledge.open:")
    for who in (ann, ben):
        mine = await wire.slash(who, "pledge mine")
        await mine.final()
        pledge_id = summit.rows("SELECT id FROM pledge WHERE maker_id = ?", who.user.id)[0][0]
        menu = await wire.press(who, "pledge.open", message=mine.message, values=[str(pledge_id)])
        await menu.final()


async def hidden(summit: RealSummit, organiser: Member, asked_why: Interaction) -> Interaction:
    """The organiser gives the reason that the form asks for."""
    sent = await summit.wire.fill(asked_why, {"reason": "Please say what you will do yourself."})
    assert "is hidden" in (await sent.final()).content
    return sent


async def reviewing(summit: RealSummit, organiser: Member) -> None:
    """The organiser goes through the queue, shows most, and hides one of each maker."""
    turn = await summit.wire.slash(organiser, "review")
    await turn.final()
    while turn.message.custom_ids:
        if "@" in turn.message.content or "long enough" in turn.message.content:
            why = await pressed(summit, organiser, turn, "review.hide:")
            turn = await hidden(summit, organiser, why)
        else:
            turn = await pressed(summit, organiser, turn, "review.show:")
    assert "No pledge waits to be looked at" in turn.message.content


async def test_a_whole_session_keeps_to_discords_description(
    summit: RealSummit, openapi_or_skip: RequestChecker
) -> None:
    summit.moderation = "before"
    wire, owner = summit.wire, summit.guild.owner
    ann, ben, cy = (summit.guild.member(name) for name in ("Ann", "Ben", "Cy"))
    ben.user.dms_closed = True  # so that what he is told comes in a private thread
    async with summit.running():
        await summit.set_up()
        await pledging(summit, ann, ben)
        await reviewing(summit, owner)
        # The makers of what was hidden are told: one directly, one in a thread.
        notices = "SELECT state FROM notice ORDER BY state"
        await wire.until(lambda: summit.rows(notices) == [("dm",), ("thread",)], 20, "the notices")
        [thread] = [c for c in summit.guild.channels.values() if c.data["type"] == PRIVATE_THREAD]
        assert ben.user.id in thread.thread_members
        direct = wire.world.dm(ann.user)
        [told] = direct.messages.values()
        edit = await wire.press(ann.user, told.custom_ids[0], message=told, channel=direct)
        assert (await edit.final()).data["title"].startswith("Edit P-")
        # The wall: support that a newcomer gives by way of joining, and taking it back.
        wall = summit.channel("pledge-wall")
        await wire.until(lambda: supported(wall), 20, "the wall")
        route = supported(wall)[0]
        joining = await wire.press(cy, route)
        join = await pressed(summit, cy, joining, "join:")
        values = {"name": "Cy", "kind": ["other"], "publish_name": "no"}
        thanks = await wire.fill(join, values)
        await thanks.final()
        await pressed(summit, cy, thanks, "wall.back:")
        await (await wire.slash(cy, "pledge wall")).final()
        shown = await wire.slash(cy, "pledge show", {"reference": "P-0001"})
        await shown.final()
        for profile in ("internal", "public"):
            export = await wire.slash(owner, "export record", {"profile": profile})
            answer = await export.final(timeout=30)
            assert {u.filename.rsplit(".", 1)[1] for u in answer.uploads} == {"xlsx", "zip"}
        # What the organiser hides goes from the wall: an edit, and at last a deletion.
        for (number,) in summit.rows("SELECT id FROM pledge WHERE moderation = 'shown'"):
            await hidden(summit, owner, await wire.press(owner, f"review.hide:{number}"))
        await wire.until(lambda: not supported(wall), 30, "the empty wall")
        await summit.set_up()  # a second time: it draws everything again and makes nothing twice
    missing = EXPECTED - {kind_of(request) for request in wire.requests}
    assert not missing
    assert any(request.multipart and request.uploads for request in wire.requests)
    assert len(asked(wire, "POST", "/roles")) == 3
    problems = openapi_or_skip.problems(wire.requests)
    assert problems == []


def supported(wall: Channel) -> list[str]:
    """The support buttons that stand on the wall."""
    found = [i for m in wall.messages.values() for i in m.custom_ids]
    return [i for i in found if i.startswith("wall.too:")]
