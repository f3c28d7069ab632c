"""The server's events over the wire: made, moved, cancelled, and never twice."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.wire.entities import STAGE, VOICE, Json
from tests.wire.openapi import RequestChecker
from tests.wire.real_bot import EVENTS_VARIABLE, RealSummit, asked, plan_text, real_summit
from tests.wire.server import WireDiscord

QUICK = {EVENTS_VARIABLE: "0.2"}
TALK, CARE, WORK = (
    "A Fair and Inclusive Stockport",
    "Healthcare",
    "Employment and Income",
)
LINK = "https://example.org/meeting?id=7"
STAGE_EVENT, VOICE_EVENT, EXTERNAL = 1, 2, 3
CANCELLED = 4


@pytest.fixture
async def summit(wire: WireDiscord, tmp_path: Path) -> AsyncIterator[RealSummit]:
    async with real_summit(wire, tmp_path) as summit:
        summit.guild.features.append("COMMUNITY")
        write(summit, plan())
        yield summit


def plan() -> str:
    """The example in a year to come, with one session at another place."""
    text = plan_text("after").replace("2021-12-10 ", "2090-12-10 ").replace("2022-01", "2091-01")
    slug = 'slug = "employment-and-income"\ntitle = "Employment and Income"\nkind'
    assert text.count(slug) == 1
    return text.replace(slug, slug.replace("kind", f'link = "{LINK}"\nkind'))


def write(summit: RealSummit, text: str) -> None:
    (summit.folder / "plan.toml").write_text(text, encoding="utf-8")


def standing(summit: RealSummit) -> dict[str, Json]:
    """The events by name that are not cancelled; each name once."""
    events = [e for e in summit.guild.events.values() if e["status"] != CANCELLED]
    names = [event["name"] for event in events]
    assert len(set(names)) == len(names), names
    return {event["name"]: event for event in events}


async def test_events_follow_the_plan_in_their_right_rooms(
    summit: RealSummit, openapi_or_skip: RequestChecker
) -> None:
    wire = summit.wire
    async with summit.running(**QUICK):
        await summit.set_up()
        kept = "SELECT count(event_id) FROM session"
        await wire.until(lambda: summit.rows(kept) == [(6,)], 20, "six events")
        stage, voice = (
            summit.channel(f"{name} live")
            for name in ("a-fair-and-inclusive-stockport", "healthcare")
        )
        assert (stage.data["type"], voice.data["type"]) == (STAGE, VOICE)
        events = standing(summit)
        assert [
            (events[n]["entity_type"], events[n]["channel_id"]) for n in (TALK, CARE, WORK)
        ] == [
            (STAGE_EVENT, str(stage.id)),
            (VOICE_EVENT, str(voice.id)),
            (EXTERNAL, None),
        ]
        assert events[WORK]["entity_metadata"] == {"location": LINK}
        # The talk moves and goes to a place outside, one workshop is cancelled, one comes inside.
        text = plan().replace('starts = "10:00"', 'starts = "09:30"', 1)
        text = text.replace('kind = "keynote"', f'kind = "keynote"\nlink = "{LINK}"', 1)
        text = text.replace(f'link = "{LINK}"\nkind = "workshop"', 'kind = "workshop"', 1)
        before, _, rest = text.partition('[[sessions]]\nslug = "healthcare"')
        write(summit, before + "[[sessions]]" + rest.partition("[[sessions]]")[2])
        await summit.set_up()
        await wire.until(lambda: CARE not in standing(summit), 20, "the cancelled event")
        await wire.until(
            lambda: standing(summit)[WORK]["entity_type"] == VOICE_EVENT, 20, "the event inside"
        )
        talk = standing(summit)[TALK]
        assert (talk["id"], talk["entity_type"]) == (events[TALK]["id"], EXTERNAL)
        assert talk["scheduled_start_time"].startswith("2090-12-10T09:30")
        assert len(asked(wire, "POST", "/scheduled-events")) == 6
    assert openapi_or_skip.problems(wire.requests) == []


@pytest.mark.parametrize("status", [500, 503])
async def test_an_event_that_arrived_in_spite_of_an_error_is_not_doubled(
    summit: RealSummit, status: int
) -> None:
    """discord.py sends again after a 500 by itself; a 503 comes to the bot."""
    wire = summit.wire
    fault = wire.fail("POST", "/guilds/*/scheduled-events", status, after_effect=True)
    async with summit.running(**QUICK):
        await summit.set_up()
        await wire.until(lambda: fault.hits == 1, 20, "the fault")
        kept = "SELECT count(event_id) FROM session"
        await wire.until(lambda: summit.rows(kept) == [(6,)], 40, "six events")
        await wire.until(lambda: len(summit.guild.events) == 6, 20, "each of them once")
        assert len(standing(summit)) == 6
        assert len(asked(wire, "POST", "/scheduled-events")) == (7 if status == 500 else 6)
