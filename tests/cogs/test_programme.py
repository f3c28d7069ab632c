"""The programme: what people read of it, and the server's events that follow it."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import discord
import pytest

from cogs.programme import cards
from db.errors import NotSaved
from domain.plan import parse_plan
from domain.sessions import Rooms, planned
from domain.summits import Summit
from tests.db.given import PLACES
from tests.world import Seen, World, plan_text

EXAMPLE = Path(__file__).parents[2] / "examples" / "stockport-2021.toml"

# By its name: a bot that is closed takes its extensions out, and the next one has modules anew.
KEEPER = "cogs.programme.events"

TALK = {
    "slug": "talk",
    "title": "A fair town",
    "kind": "keynote",
    "starts": "10:00",
    "ends": "11:00",
}
LUNCH = {"slug": "lunch", "title": "Lunch", "kind": "break", "starts": "12:00", "ends": "13:00"}
CLOSING = {
    "slug": "closing",
    "title": "Closing session",
    "kind": "pledging",
    "starts": "14:00",
    "ends": "15:00",
}


def workshop(slug: str, **other: Any) -> dict[str, Any]:
    base = {"slug": slug, "title": slug.capitalize(), "kind": "workshop", "slot": "one"}
    return base | {"starts": "11:00", "ends": "12:00"} | other


FOOD, HEALTH = workshop("food"), workshop("health")
DAY = (TALK, FOOD, HEALTH, LUNCH, CLOSING)


def day_plan(*sessions: dict[str, Any], date: str = "2026-01-01", zone: str = "UTC") -> str:
    """A plan with these sessions. The simulation's clock begins at 2026-01-01 00:00 UTC."""
    head = plan_text().partition("[[sessions]]")[0]
    head = head.replace("2026-03-20", date).replace("Europe/London", zone)
    parts: list[str] = []
    for one in sessions:
        lines = ["[[sessions]]"]
        for key, value in one.items():
            if key == "speakers":
                lines += [
                    line
                    for speaker in value
                    for line in (
                        "[[sessions.speakers]]",
                        *(_line(*pair) for pair in speaker.items()),
                    )
                ]
            else:
                lines.append(_line(key, value))
        parts.append("\n".join(lines))
    return head + "\n".join(parts)


def _line(key: str, value: object) -> str:
    return f"{key} = {str(value).lower() if isinstance(value, bool | int) else repr(value)}"


async def plan_is(world: World, *sessions: dict[str, Any], **about: str) -> None:
    """The plan file says this from now on, and a manager sets the server up with it."""
    world.plan_file.write_text(day_plan(*sessions, **about), encoding="utf-8")
    seen = await world.set_up()
    assert "is set up in this server" in seen.text


def at(hour: int, minute: int = 0, day: int = 1, month: int = 1) -> int:
    """A moment of 2026 in UTC, as Discord's time marks count it."""
    return int(datetime(2026, month, day, hour, minute, tzinfo=UTC).timestamp())


def its_clock(world: World, hour: int, minute: int = 0) -> None:
    """It is this time of the day now."""
    world.env.backend.advance_clock(at(hour, minute) - world.env.now().timestamp())


def events(world: World) -> dict[str, Any]:
    """The server's events that are not cancelled, by name."""
    there = world.env.backend.guilds[world.guild.id].scheduled_events.values()
    return {event.name: event for event in there if event.status != 4}


def event_requests(world: World) -> int:
    return sum("scheduled-events" in request.path for request in world.env.http_requests)


def line_of(seen: Seen, title: str) -> str:
    (line,) = [line for line in seen.text.split("\n") if f"**{title}**" in line]
    return line


# ------------------------------------------------------------------ reading it


@pytest.mark.parametrize("way", ["command", "button"])
async def test_anybody_reads_the_whole_day_in_its_order(bare_world: World, way: str) -> None:
    await plan_is(bare_world, CLOSING, *DAY[:-1])  # the file need not be in the day's order
    stranger = bare_world.person()
    if way == "command":
        seen = await bare_world.type(stranger, "programme")
    else:
        seen = await bare_world.press(stranger, bare_world.panel, "Programme")

    assert seen.private
    assert seen.text.split("\n") == [
        "## Programme: Anytown Summit",
        "Thursday 1 January 2026. You see each time in your own time zone; the summit’s is UTC.",
        f"**Next:** A fair town, at <t:{at(10)}:t> (<t:{at(10)}:R>)",
        "**The day**",
        f"<t:{at(10)}:t> to <t:{at(11)}:t> · **A fair town** · Talk · #talk",
        f"<t:{at(11)}:t> to <t:{at(12)}:t> · Workshops at the same time: choose one",
        "- **Food** · #food",
        "- **Health** · #health",
        f"<t:{at(12)}:t> to <t:{at(13)}:t> · **Lunch**",
        f"<t:{at(14)}:t> to <t:{at(15)}:t> · **Closing session** · Pledges · #closing",
    ]


async def test_who_joined_gets_the_rooms_as_links(bare_world: World) -> None:
    await plan_is(bare_world, *DAY)
    amina = await bare_world.join()
    room = bare_world.guild.channels["closing"]
    seen = await bare_world.type(amina, "programme")
    assert line_of(seen, "Closing session").endswith(f"· <#{room.id}>")
    assert bare_world.guild.channels["talk"].id != room.id


async def test_a_room_that_was_deleted_by_hand_keeps_the_name_of_the_plan(
    bare_world: World,
) -> None:
    await plan_is(bare_world, *DAY)
    amina = await bare_world.join()
    bare_world.env.backend.delete_channel(bare_world.guild.channels["closing"].id)
    await bare_world.env.settle()
    seen = await bare_world.type(amina, "programme")
    assert line_of(seen, "Closing session").endswith("· Pledges · #closing")
    assert "<#" in line_of(seen, "A fair town")


async def test_a_room_that_got_another_name_is_told_by_that_name(bare_world: World) -> None:
    await plan_is(bare_world, *DAY)
    bare_world.env.backend.edit_channel(
        bare_world.guild.channels["closing"].id, {"name": "big-hall"}
    )
    await bare_world.env.settle()
    seen = await bare_world.type(bare_world.person(), "programme")
    assert line_of(seen, "Closing session").endswith("· #big-hall")


@pytest.mark.parametrize(
    ("hour", "now", "following"),
    [
        (9, None, "A fair town"),
        (10, "A fair town", "Food or Health"),
        (11, "Food or Health", "Lunch"),
        (13, None, "Closing session"),
        (14, "Closing session", None),
    ],
)
async def test_now_and_next_follow_the_clock(
    bare_world: World, hour: int, now: str | None, following: str | None
) -> None:
    await plan_is(bare_world, *DAY)
    its_clock(bare_world, hour, 30 if hour < 14 else 0)
    seen = await bare_world.type(bare_world.person(), "programme")
    until = {10: 11, 11: 12, 14: 15}
    said = [line for line in seen.text.split("\n") if line.startswith(("**Now", "**Next"))]
    expected = [f"**Now:** {now}, until <t:{at(until[hour])}:t>"] if now else []
    assert said[: len(expected)] == expected
    assert [line.split(", at ")[0] for line in said[len(expected) :]] == (
        [f"**Next:** {following}"] if following else []
    )


async def test_after_the_last_session_the_summit_is_over(bare_world: World) -> None:
    await plan_is(bare_world, *DAY)
    its_clock(bare_world, 15)
    seen = await bare_world.type(bare_world.person(), "programme")
    assert "The summit is over." in seen.text
    assert "**Now" not in seen.text


async def test_what_is_not_recorded_and_what_is_an_example_is_said(bare_world: World) -> None:
    await plan_is(
        bare_world, TALK | {"recorded": False}, CLOSING | {"times_are_illustrative": True}
    )
    seen = await bare_world.type(bare_world.person(), "programme")
    assert line_of(seen, "A fair town").endswith("· Not recorded")
    assert "Not recorded" not in line_of(seen, "Closing session")
    assert "The times are examples and not final." in seen.text


async def test_a_workshop_is_marked_for_who_has_a_place_in_it(bare_world: World) -> None:
    day = [one | {"capacity": 1} if one["slug"] == "health" else one for one in DAY]
    await plan_is(bare_world, *day)
    amina, ben = await bare_world.join(), await bare_world.join(name="Ben")
    seen = await bare_world.type(amina, "workshops")
    await bare_world.press(amina, seen, "Choose Health")
    seen = await bare_world.type(ben, "workshops")
    await bare_world.press(ben, seen, "Wait for Health")

    seen = await bare_world.type(amina, "programme")
    assert "**Your choice**" in line_of(seen, "Health")
    assert seen.text.count("Your choice") == 1
    seen = await bare_world.type(ben, "programme")
    assert "Your choice" not in seen.text
    assert "**You are on the waiting list**" in line_of(seen, "Health")
    assert seen.text.count("waiting list") == 1


async def test_titles_are_shown_letter_for_letter(bare_world: World) -> None:
    await plan_is(bare_world, TALK | {"title": "*Free* <food> افتتاح"})
    seen = await bare_world.type(bare_world.person(), "programme")
    assert "\\*Free\\* \\<food> افتتاح" in seen.text


async def test_speakers_have_a_line_each(bare_world: World) -> None:
    speakers = [
        {"name": "Ada Okafor", "role": "Director", "about": "Wrote “Fair towns”."},
        {"name": "Bo Li"},
    ]
    await plan_is(bare_world, TALK | {"speakers": speakers}, CLOSING)
    ben = bare_world.person()
    seen = await bare_world.press(ben, await bare_world.type(ben, "programme"), "Speakers")
    assert seen.text.split("\n") == [
        "## Speakers",
        f"**A fair town**, <t:{at(10)}:t>",
        "- Ada Okafor, Director. Wrote “Fair towns”.",
        "- Bo Li",
    ]


async def test_without_speakers_there_is_no_button_for_them(bare_world: World) -> None:
    await plan_is(bare_world, *DAY)
    seen = await bare_world.type(bare_world.person(), "programme")
    assert list(seen.buttons) == ["Choose workshops", "Help"]
    assert (
        "No speakers are named"
        in (await bare_world.forge(bare_world.person(), "programme.speakers")).text
    )


@pytest.mark.parametrize(
    "claim", ["programme:from:x", "programme:to:-1", "programme:by:1", "programme:from:1:2"]
)
async def test_a_page_that_no_button_means_is_refused(world: World, claim: str) -> None:
    seen = await world.forge(world.person(), claim)
    assert seen.text.startswith("This button or form is from an older message")


@pytest.mark.parametrize("claim", ["programme:from:999", "programme:to:999", "programme:to:0"])
async def test_a_page_of_a_longer_programme_shows_what_there_is(world: World, claim: str) -> None:
    assert "**Closing session**" in (await world.forge(world.person(), claim)).text


async def test_before_setup_there_is_no_programme(bare_world: World) -> None:
    for command in ("programme", "help"):
        seen = await bare_world.type(bare_world.person(), command)
        assert seen.text.startswith("There is no summit set up in this server yet.")


# ------------------------------------------------------------------ the clock


async def test_a_session_over_midnight_is_on_on_both_sides_of_it(bare_world: World) -> None:
    late = CLOSING | {"starts": "23:30", "ends": "00:30", "ends_next_day": True}
    await plan_is(bare_world, late)
    for moment in (at(23, 45), at(0, 15, day=2)):
        bare_world.env.backend.advance_clock(moment - bare_world.env.now().timestamp())
        seen = await bare_world.type(bare_world.person(), "programme")
        assert f"**Now:** Closing session, until <t:{at(0, 30, day=2)}:t>" in seen.text
    bare_world.env.backend.advance_clock(900)
    assert "over" in (await bare_world.type(bare_world.person(), "programme")).text


@pytest.mark.parametrize(
    ("date", "starts", "instant"),
    [
        pytest.param("2026-03-29", "00:30", at(0, 30, 29, 3), id="before the clocks go forward"),
        pytest.param("2026-03-29", "02:30", at(1, 30, 29, 3), id="after they went forward"),
        pytest.param("2026-10-25", "00:30", at(23, 30, 24, 10), id="before the clocks go back"),
        pytest.param("2026-10-25", "01:30", at(0, 30, 25, 10), id="an hour that comes twice"),
        pytest.param("2026-10-25", "10:00", at(10, 0, 25, 10), id="after they went back"),
    ],
)
async def test_times_are_right_on_the_days_on_which_the_clocks_change(
    bare_world: World, date: str, starts: str, instant: int
) -> None:
    await plan_is(
        bare_world,
        CLOSING | {"starts": starts, "ends": "12:00"},
        date=date,
        zone="Europe/London",
    )
    seen = await bare_world.type(bare_world.person(), "programme")
    assert line_of(seen, "Closing session").startswith(f"<t:{instant}:t> to ")
    assert "the summit’s is Europe/London." in seen.text
    await bare_world.wait(10)
    event = events(bare_world)["Closing session"]
    assert datetime.fromisoformat(event.scheduled_start_time).timestamp() == instant


# ------------------------------------------------------------------ what changed


async def test_what_the_organiser_moved_is_told_once_with_both_times(bare_world: World) -> None:
    await plan_is(bare_world, *DAY)
    amina, ben = await bare_world.join(), await bare_world.join(name="Ben")
    assert "What changed" not in (await bare_world.type(amina, "programme")).text
    await plan_is(bare_world, *DAY[:-1], CLOSING | {"starts": "15:00", "ends": "16:00"})

    seen = await bare_world.press(amina, bare_world.panel, "Programme")
    assert (
        "**What changed since you looked**\n"
        f"- Closing session has moved: it starts at <t:{at(15)}:t>, not at <t:{at(14)}:t>.\n"
        "**Next:**"
    ) in seen.text
    assert "What changed" not in (await bare_world.type(amina, "programme")).text
    # Who looks for the first time sees the day as it is.
    assert "What changed" not in (await bare_world.type(ben, "programme")).text


async def test_moved_to_another_day_the_date_is_told(bare_world: World) -> None:
    await plan_is(bare_world, CLOSING)
    amina = bare_world.person()
    await bare_world.type(amina, "programme")
    await plan_is(bare_world, CLOSING, date="2026-01-02")
    seen = await bare_world.type(amina, "programme")
    assert f"starts at <t:{at(14, day=2)}:f>, not at <t:{at(14)}:f>." in seen.text


@pytest.mark.parametrize(
    ("later", "told"),
    [
        (
            [(TALK, CLOSING | {"title": "Our promises"})],
            ["- Closing session is now called Our promises."],
        ),
        (
            [(TALK, CLOSING | {"ends": "15:30"})],
            [f"- Closing session now ends at <t:{at(15, 30)}:t>."],
        ),
        ([(TALK,)], ["- Closing session is cancelled."]),
        ([(TALK,), (TALK, CLOSING)], []),
        ([(TALK, CLOSING, LUNCH)], [f"- Lunch is new, at <t:{at(12)}:t>."]),
        ([(TALK, CLOSING, LUNCH), (TALK, CLOSING)], []),
        ([(TALK, CLOSING | {"starts": "13:00"}), (TALK, CLOSING)], []),
        (
            [
                (TALK, CLOSING | {"starts": "13:00"}),
                (TALK, CLOSING | {"starts": "13:30"}),
            ],
            [
                "- Closing session has moved: it starts at"
                f" <t:{at(13, 30)}:t>, not at <t:{at(14)}:t>."
            ],
        ),
    ],
    ids=["renamed", "longer", "cancelled", "back", "new", "new and gone", "to and fro", "twice"],
)
async def test_changes_are_told_as_what_they_come_to(
    bare_world: World, later: list[tuple[dict[str, Any], ...]], told: list[str]
) -> None:
    await plan_is(bare_world, TALK, CLOSING)
    amina = bare_world.person()
    await bare_world.type(amina, "programme")
    for sessions in later:
        await plan_is(bare_world, *sessions)
    seen = await bare_world.type(amina, "programme")
    assert [line for line in seen.text.split("\n") if line.startswith("- ")] == told
    assert ("What changed" in seen.text) == bool(told)


async def test_a_cancelled_session_says_so_and_one_that_is_back_too(bare_world: World) -> None:
    await plan_is(bare_world, TALK, CLOSING)
    amina = bare_world.person()
    await plan_is(bare_world, TALK)
    seen = await bare_world.type(amina, "programme")
    assert line_of(seen, "Closing session").endswith("· **Cancelled**")
    await plan_is(bare_world, TALK, CLOSING)
    seen = await bare_world.type(amina, "programme")
    assert f"was cancelled and takes place after all, at <t:{at(14)}:t>." in seen.text
    assert "**Cancelled**" not in seen.text


async def test_the_programme_is_shown_where_nothing_can_be_written(
    bare_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await plan_is(bare_world, *DAY)

    async def full(*_: object, **__: object) -> None:
        raise NotSaved("full")

    monkeypatch.setattr(bare_world.store, "write", full)
    seen = await bare_world.type(bare_world.person(), "programme")
    assert "**Closing session**" in seen.text
    assert any("told another time" in line for line in bare_world.log.lines)


async def test_two_servers_have_their_own_programmes_and_changes(bare_world: World) -> None:
    await plan_is(bare_world, *DAY)
    other = bare_world.beside("Othertown")
    await plan_is(other, TALK)
    here = bare_world.person()
    there = other.guild.add_member(here.user)
    await bare_world.type(here, "programme")
    await other.type(there, "programme")
    await plan_is(bare_world, *DAY[:-1])
    seen = await other.type(there, "programme")
    assert "Closing session" not in seen.text
    assert "What changed" not in seen.text
    assert "Closing session is cancelled" in (await bare_world.type(here, "programme")).text
    await bare_world.wait(40)
    assert set(events(other)) == {"A fair town"}
    assert set(events(bare_world)) == {"A fair town", "Food", "Health"}


# ------------------------------------------------------------------ worst cases


def longest(count: int, speakers: int = 0) -> tuple[dict[str, Any], ...]:
    """As many and as long as a plan takes: ``count`` sessions, every fifth moment with four."""
    found: list[dict[str, Any]] = []
    for number in range(count):
        minute = number * 5
        title = f"S{number:03d}" + "*_" * 48
        found.append(
            {
                "slug": f"s{number:03d}" + "x" * 36,
                "title": title,
                "kind": "break" if number >= 40 else "keynote",
                "starts": f"{minute // 60:02d}:{minute % 60:02d}",
                "ends": f"{(minute + 5) // 60:02d}:{(minute + 5) % 60:02d}",
            }
        )
        if number < 40:
            found[-1] |= {"channel": f"c{number:03d}-" + "_" * 94 + "x", "recorded": False}
        if number < 40 and speakers:
            found[-1]["speakers"] = [
                {"name": "n*" * 50, "role": "r*" * 50, "about": "a*" * 250}
            ] * speakers
    return tuple(found)


async def read_all(world: World, reader: Any, seen: Seen) -> list[str]:
    """Every page from this one on."""
    pages = [seen.text]
    while "Later" in seen.buttons:
        seen = await world.press(reader, seen, "Later")
        pages.append(seen.newest.content)
        assert len(pages) < 200
    return pages


async def test_the_longest_programme_goes_over_pages_and_back_and_misses_nothing(
    bare_world: World,
) -> None:
    await plan_is(bare_world, *longest(200))
    bare_world.env.backend.advance_clock(60)
    reader = bare_world.person()
    await bare_world.type(reader, "programme")
    changed = [one | {"title": "N" + one["title"][1:]} for one in longest(30)]
    await plan_is(bare_world, *changed, *longest(200)[30:])
    first = await bare_world.type(reader, "programme")
    assert "more: the whole day below is up to date." in first.text
    pages = await read_all(bare_world, reader, first)
    assert all(len(page) <= 2000 for page in pages)
    found = [n for page in pages for n in re.findall(r"\*\*[SN](\d\d\d)", page)]
    assert found == [f"{n:03d}" for n in range(200)]
    assert all(page.count("the summit’s is") == 1 for page in pages)
    assert all(page.endswith(("· Not recorded", "**")) for page in pages), "whole lines"


async def test_earlier_leads_back_over_the_same_entries(bare_world: World) -> None:
    await plan_is(bare_world, *longest(60))
    reader = bare_world.person()
    seen = await bare_world.type(reader, "programme")
    await read_all(bare_world, reader, seen)
    seen = await bare_world.forge(reader, "programme:to:60")
    back = [seen.text]
    while "Earlier" in seen.buttons:
        seen = await bare_world.press(reader, seen, "Earlier")
        back.append(seen.newest.content)
        assert len(back) < 100
    assert all(len(page) <= 2000 for page in back)
    assert "**The day**" in back[-1]
    found = [n for page in reversed(back) for n in re.findall(r"\*\*S(\d\d\d)", page)]
    assert found == [f"{n:03d}" for n in range(60)], "each once"


async def test_the_longest_lines_about_speakers_fit(bare_world: World) -> None:
    await plan_is(bare_world, *longest(6, speakers=2))
    reader = bare_world.person()
    seen = await bare_world.type(reader, "programme")
    pages = await read_all(bare_world, reader, await bare_world.press(reader, seen, "Speakers"))
    assert all(len(page) <= 2000 for page in pages)
    assert sum(page.count("- n\\*n") for page in pages) == 12
    await bare_world.wait(60)
    for event in events(bare_world).values():
        assert len(event.name) <= 100
        assert len(event.description) <= 1000
        if event.entity_metadata is not None:
            assert len(event.entity_metadata["location"]) <= 100
    assert len(events(bare_world)) == 5  # the first one has begun


def test_the_example_reads_on_one_page() -> None:
    plan = parse_plan(EXAMPLE.read_text(encoding="utf-8"))
    day = [planned(plan, one, n, 1, Rooms(text=10**18 + n)) for n, one in enumerate(plan.sessions)]
    reply = cards.programme(
        day,
        Summit(1, plan, PLACES),
        now=datetime(2021, 12, 10, 11, 30, tzinfo=UTC),
        room=lambda session: f"<#{session.text_channel}>",
    )
    assert len(reply.text) < 1700
    labels = [press.label for row in reply.rows for press in row]  # type: ignore[union-attr]
    assert labels == ["Speakers", "Choose workshops", "Help"]


# ------------------------------------------------------------------ the server's events


async def test_each_session_but_breaks_becomes_an_event(bare_world: World) -> None:
    talk = TALK | {
        "brief": "How a town gets fairer.",
        "recorded": False,
        "speakers": [{"name": "Ada Okafor", "role": "Director"}],
    }
    await plan_is(bare_world, talk, *DAY[1:])
    await bare_world.wait(40)
    assert set(events(bare_world)) == {"A fair town", "Food", "Health", "Closing session"}
    event = events(bare_world)["A fair town"]
    assert event.entity_type == discord.EntityType.voice.value
    assert event.channel_id == bare_world.guild.channels["talk live"].id
    assert event.entity_metadata is None
    assert datetime.fromisoformat(event.scheduled_start_time).timestamp() == at(10)
    assert datetime.fromisoformat(event.scheduled_end_time).timestamp() == at(11)
    assert event.description == (
        "This session is not recorded.\n\nHow a town gets fairer.\n\nSpeakers: Ada Okafor, Director"
    )
    assert all(one.description for one in events(bare_world).values()), "Discord wants one"
    kept = dict(bare_world.rows("SELECT title, event_id FROM session"))
    assert kept == {"Lunch": None} | {name: one.id for name, one in events(bare_world).items()}


async def test_the_loop_asks_for_one_thing_in_five_seconds_and_then_rests(
    bare_world: World,
) -> None:
    await plan_is(bare_world, *DAY)
    counts: list[int] = []
    for _ in range(30):
        counts.append(event_requests(bare_world))
        await bare_world.wait(1)
    in_five = [later - earlier for earlier, later in zip(counts, counts[5:], strict=False)]
    assert max(in_five) == 1
    done = event_requests(bare_world)
    assert done == 4
    await bare_world.wait(120)
    assert event_requests(bare_world) == done, "nothing changed, so nothing is asked"


async def test_a_restart_doubles_no_event(bare_world: World) -> None:
    await plan_is(bare_world, *DAY)
    await bare_world.wait(12)
    await bare_world.restart()
    await bare_world.wait(40)
    there = bare_world.env.backend.guilds[bare_world.guild.id].scheduled_events
    assert len(there) == 4


async def test_an_event_whose_creation_was_cut_off_is_found_and_not_doubled(
    bare_world: World,
) -> None:
    await plan_is(bare_world, CLOSING)
    await bare_world.wait(10)
    (event,) = events(bare_world).values()
    # The bot died after Discord had made the event and before it was kept.
    await bare_world.store.write(
        lambda tx: tx.execute("UPDATE session SET event_id = NULL, event_told = '?' || event_told")
    )
    await bare_world.restart()
    await bare_world.wait(30)
    assert set(bare_world.env.backend.guilds[bare_world.guild.id].scheduled_events) == {event.id}
    assert bare_world.one("SELECT event_id FROM session") == event.id


async def test_a_creation_that_never_arrived_is_made_after_looking(bare_world: World) -> None:
    await plan_is(bare_world, CLOSING)
    await bare_world.store.write(lambda tx: tx.execute("UPDATE session SET event_told = '?0000'"))
    await bare_world.wait(20)
    assert list(events(bare_world)) == ["Closing session"]


async def test_a_moved_and_a_renamed_session_change_their_event(bare_world: World) -> None:
    await plan_is(bare_world, *DAY)
    await bare_world.wait(40)
    before = events(bare_world)["Closing session"].id
    await plan_is(
        bare_world,
        *DAY[:-1],
        CLOSING | {"title": "Our promises", "starts": "15:00", "ends": "16:00"},
    )
    await bare_world.wait(10)
    event = events(bare_world)["Our promises"]
    assert event.id == before
    assert datetime.fromisoformat(event.scheduled_start_time).timestamp() == at(15)
    assert "Closing session" not in events(bare_world)


async def test_a_cancelled_session_cancels_its_event_and_a_restored_one_gets_a_new_one(
    bare_world: World,
) -> None:
    await plan_is(bare_world, TALK, CLOSING)
    await bare_world.wait(20)
    before = events(bare_world)["Closing session"].id
    await plan_is(bare_world, TALK)
    await bare_world.wait(10)
    assert list(events(bare_world)) == ["A fair town"]
    there = bare_world.env.backend.guilds[bare_world.guild.id].scheduled_events
    assert there[before].status == discord.EventStatus.canceled.value
    await plan_is(bare_world, TALK, CLOSING)
    await bare_world.wait(10)
    assert events(bare_world)["Closing session"].id != before


async def test_an_event_deleted_by_hand_comes_back(
    bare_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(f"{KEEPER}.CHECK_TURNS", 6)
    await plan_is(bare_world, CLOSING)
    await bare_world.wait(10)
    first = events(bare_world)["Closing session"].id
    bare_world.env.backend.delete_scheduled_event(bare_world.guild.id, first)
    await bare_world.wait(10)
    assert events(bare_world) == {}, "it is looked for every so often only"
    await bare_world.wait(30)
    assert events(bare_world)["Closing session"].id != first


async def test_an_event_that_is_gone_when_it_is_to_be_changed_is_made_again(
    bare_world: World,
) -> None:
    await plan_is(bare_world, CLOSING)
    await bare_world.wait(10)
    first = events(bare_world)["Closing session"].id
    bare_world.env.backend.delete_scheduled_event(bare_world.guild.id, first)
    await plan_is(bare_world, CLOSING | {"title": "Our promises"})
    await bare_world.wait(20)
    assert list(events(bare_world)) == ["Our promises"]
    # A session that was cancelled with its event gone needs nothing more.
    bare_world.env.backend.delete_scheduled_event(
        bare_world.guild.id, events(bare_world)["Our promises"].id
    )
    await plan_is(bare_world, TALK)
    await bare_world.wait(20)
    assert list(events(bare_world)) == ["A fair town"]
    assert bare_world.one("SELECT event_id FROM session WHERE slug = 'closing'") is None


async def test_a_session_that_has_begun_gets_no_event_and_keeps_the_one_it_has(
    bare_world: World,
) -> None:
    begun = TALK | {"starts": "00:00", "ends": "00:10"}
    soon = CLOSING | {"starts": "00:01", "ends": "00:10", "voice": "none"}
    await plan_is(bare_world, begun | {"ends": "00:01"}, soon)
    await bare_world.wait(20)
    assert list(events(bare_world)) == ["Closing session"]
    done = event_requests(bare_world)
    await bare_world.wait(60)
    await plan_is(bare_world, begun | {"ends": "00:01"}, soon | {"title": "Our promises"})
    await bare_world.wait(20)
    assert event_requests(bare_world) == done
    assert bare_world.one("SELECT count(event_id) FROM session") == 1


async def test_without_the_permission_the_loop_rests_and_says_what_to_do(
    bare_world: World,
) -> None:
    await plan_is(bare_world, CLOSING)
    bare_world.env.inject_error(
        "POST",
        "/guilds/*/scheduled-events",
        status=403,
        code=50013,
        message="Missing Permissions",
        times=2,  # in the voice room, and without it
    )
    await bare_world.wait(60)
    said = [line for line in bare_world.log.lines if "events of guild" in line]
    assert len(said) == 1
    assert "Create Events and Manage Events" in said[0]
    assert events(bare_world) == {}
    await bare_world.wait(90)
    assert list(events(bare_world)) == ["Closing session"]


@pytest.mark.parametrize("by", ["count", "discord"])
async def test_a_server_full_of_events_is_told_of_once(
    bare_world: World, monkeypatch: pytest.MonkeyPatch, by: str
) -> None:
    monkeypatch.setattr(f"{KEEPER}.CHECK_TURNS", 3)
    await plan_is(bare_world, TALK, CLOSING)
    if by == "discord":
        bare_world.env.inject_error(
            "POST", "/guilds/*/scheduled-events", status=400, code=30038, times=2
        )
    else:
        monkeypatch.setattr(f"{KEEPER}.MOST_EVENTS", 1)
    await bare_world.wait(15)
    assert list(events(bare_world)) == (["A fair town"] if by == "count" else [])
    # When there is room again, what is left follows.
    monkeypatch.setattr(f"{KEEPER}.MOST_EVENTS", 100)
    await bare_world.wait(60)
    assert set(events(bare_world)) == {"A fair town", "Closing session"}
    said = [line for line in bare_world.log.lines if "events that Discord allows" in line]
    assert len(said) == 1


async def test_an_edit_that_discord_refuses_holds_up_nothing(bare_world: World) -> None:
    await plan_is(bare_world, TALK, CLOSING)
    await bare_world.wait(20)
    bare_world.env.inject_error(
        "PATCH", "/guilds/*/scheduled-events/*", status=400, code=50035, message="Invalid", times=2
    )
    await plan_is(bare_world, TALK | {"title": "Fairer"}, CLOSING | {"title": "Our promises"})
    await bare_world.wait(30)
    assert set(events(bare_world)) == {"A fair town", "Our promises"}
    assert sum("stays as it was" in line for line in bare_world.log.lines) == 1


async def test_a_server_down_for_a_while_is_tried_again(bare_world: World) -> None:
    await plan_is(bare_world, CLOSING)
    bare_world.env.inject_error("POST", "/guilds/*/scheduled-events", status=503, times=1)
    await bare_world.wait(10)
    # It may have arrived all the same: that is written down, so that it is looked for first.
    assert bare_world.one("SELECT event_told FROM session").startswith("?")
    await bare_world.wait(150)
    assert list(events(bare_world)) == ["Closing session"]


async def test_a_summit_of_the_past_has_no_events(bare_world: World) -> None:
    bare_world.plan_file.write_text(EXAMPLE.read_text(encoding="utf-8"), encoding="utf-8")
    await bare_world.set_up()
    await bare_world.wait(30)
    assert event_requests(bare_world) == 0
