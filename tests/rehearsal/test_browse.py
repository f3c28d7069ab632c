"""The rehearsal by hand without a browser: who is let in, the clock, the places, the crowd."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.cli.plan import load
from domain.plan import starts_at
from domain.rehearsals import jumps
from rehearsal.arriving import joining_fields
from rehearsal.browse import cast, start
from rehearsal.browse.hall import Hall, Refused
from rehearsal.browse.places import MESSAGES, places_of
from rehearsal.browse.server import KEY, Server
from rehearsal.browse.shown import FIRST, state
from rehearsal.browse.window import controls
from tests.bot.people import EXAMPLE, run

PLAN = load(EXAMPLE)
ROOMS = [f"#{one.channel_name}" for one in PLAN.sessions if one.kind != "break"]


@pytest.fixture
async def hall(tmp_path: Path) -> AsyncIterator[Hall]:
    """A server that is set up, an hour and a quarter before the first session."""
    pytest.importorskip("PIL", reason="the extra “rehearse-browser” is not installed")
    there: asyncio.Future[Hall] = asyncio.get_running_loop().create_future()
    done = asyncio.Event()

    async def hold() -> None:  # one task opens and closes the world, as SimCord's clock wants it
        async with start.opened(PLAN, EXAMPLE, tmp_path, attendees=8, seed=3, speed=1) as hall:
            there.set_result(hall)
            await done.wait()

    holding = asyncio.create_task(hold())
    await asyncio.wait({holding, there}, return_when=asyncio.FIRST_COMPLETED)
    if holding.done():
        await holding
    yield there.result()
    done.set()
    await holding


@pytest.fixture
async def server(hall: Hall) -> AsyncIterator[Server]:
    server = Server(hall, 0)
    await server.start()
    yield server
    await server.close()


async def _crowd_is_done(hall: Hall) -> None:
    while hall.crowd.busy:
        await asyncio.sleep(0.01)


def _names(hall: Hall, key: str) -> list[str]:
    return [one.name for one in places_of(hall.world, hall.cast[key].member)]


# ---------------------------------------------------------------------- people and places


async def test_there_is_somebody_of_each_kind_and_a_facilitator_of_each_workshop(
    hall: Hall,
) -> None:
    assert [(one.key, one.name, one.what) for one in hall.cast.values()] == [
        ("newcomer", "Nadia Rahman", "New here"),
        ("resident", "Rob Whitaker", "Resident"),
        ("business", "Bea Lowe", "Business: Lowe & Daughters Bakery"),
        ("community_group", "Grace Obi", "Community group: Brinnington Growers"),
        ("facilitator-early-years-and-education", "Gwen", "Facilitator: Early Years and Education"),
        ("facilitator-communities-and-place", "Hassan", "Facilitator: Communities and Place"),
        ("facilitator-healthcare", "Ines", "Facilitator: Healthcare"),
        ("facilitator-employment-and-income", "Jakub", "Facilitator: Employment and Income"),
        ("organiser", "Olga", "Organiser"),
    ]


async def test_everybody_is_offered_what_discord_lets_them_see(hall: Hall) -> None:
    messages = f"Messages from {hall.world.env.bot.user}"
    assert _names(hall, "newcomer") == ["#welcome", "#lobby", messages]
    assert _names(hall, "resident") == ["#welcome", "#pledge-wall", *ROOMS, "#lobby", messages]
    assert "#organisers" in _names(hall, "organiser")


async def test_a_channel_that_somebody_may_not_see_is_not_opened(hall: Hall) -> None:
    with pytest.raises(Refused, match=r"^Nadia Rahman cannot see that channel\.$"):
        await hall.look("newcomer", hall.world.organisers.id)
    with pytest.raises(Refused, match=r"^There is nobody of that name here\.$"):
        await hall.look("nobody", None)
    assert state(hall)["place"] == {"id": str(hall.world.welcome.id), "name": "#welcome"}


async def test_to_be_somebody_else_keeps_the_channel_where_they_may_see_it(hall: Hall) -> None:
    await hall.look("resident", hall.world.wall.id)
    await hall.look("business", None)
    assert state(hall)["place"]["name"] == "#pledge-wall"
    await hall.look("newcomer", None)
    assert state(hall)["place"]["name"] == "#welcome"


async def test_who_is_new_is_told_where_to_start_until_they_have_joined(hall: Hall) -> None:
    assert state(hall)["hint"] == FIRST
    await hall.look("resident", None)
    assert state(hall)["hint"] == ""
    newcomer = hall.cast["newcomer"].member
    form = await newcomer.click(hall.world.panel(hall.world.welcome), custom_id="join")
    await newcomer.submit_modal(form, joining_fields(cast.NEWCOMER))
    await hall.look("newcomer", None)
    assert state(hall)["hint"] == ""


async def test_each_has_messages_of_their_own(hall: Hall) -> None:
    boxes: set[str] = set()
    for key in ("resident", "business"):
        await hall.look(key, hall.cast[key].member.user.dm_channel.id)
        boxes.add(state(hall)["place"]["id"])
    assert len(boxes) == 2
    await hall.look("resident", None)
    assert hall.window.place is not None
    assert hall.window.place.group == MESSAGES


async def test_what_is_new_is_counted_until_it_is_seen(hall: Hall) -> None:
    lobby, rob = hall.world.lobby, hall.cast["resident"].member

    def new() -> int:
        return next(p["new"] for p in state(hall)["places"] if p["name"] == "#lobby")

    assert new() == 0
    await rob.send(lobby, "Good morning")
    assert new() == 1
    await hall.look("newcomer", lobby.id)
    await hall.look("newcomer", hall.world.welcome.id)
    assert new() == 0


async def test_who_has_no_place_is_kept_out_of_the_voice_room_and_told(hall: Hall) -> None:
    workshop = next(one for one in PLAN.sessions if one.kind == "workshop")
    assert hall.voice_here() is None
    await hall.look("resident", hall.world.room(workshop).id)
    assert hall.voice_here() is False
    with pytest.raises(Refused, match=r"^Discord does not let Rob Whitaker in there now\.$"):
        await hall.change_voice()
    await hall.look("facilitator-early-years-and-education", hall.world.room(workshop).id)
    for there in (True, False):
        await hall.change_voice()
        assert hall.voice_here() is there


# ---------------------------------------------------------------------- time


def test_the_clock_can_go_to_each_session_the_pledging_and_the_first_follow_up() -> None:
    assert [(one.label, f"{one.at:%d %H:%M}", one.before) for one in jumps(PLAN)] == [
        ("A Fair and Inclusive Stockport", "10 09:50", True),
        ("Early Years and Education and Communities and Place", "10 11:05", True),
        ("Healthcare and Employment and Income", "10 12:50", True),
        ("Fair and Inclusive framework and pledges for action", "10 14:05", True),
        ("The pledging begins", "10 14:15", False),
        ("The first follow-up", "13 10:00", False),
    ]


async def test_hours_are_skipped_and_the_bot_does_what_is_due_on_the_way(hall: Hall) -> None:
    keynote = PLAN.sessions[0]
    await hall.jump("before-early-years-and-education")
    assert hall.world.now() == starts_at(PLAN, PLAN.sessions[2]) - timedelta(minutes=10)
    assert hall.world.env.now() == hall.world.now()  # the dates of messages too
    asked = [one.content for one in hall.world.room(keynote).history()]
    assert any("How was" in one or "how was" in one for one in asked)
    with pytest.raises(Refused, match=r"^That moment has passed\. Time goes forward only\.$"):
        await hall.jump("before-a-fair-and-inclusive-stockport")
    assert hall.world.env.errors == []


async def test_time_goes_by_faster_where_that_is_asked(hall: Hall) -> None:
    before = hall.world.now()
    hall.go_at(60)
    living = asyncio.create_task(hall.live())
    await asyncio.sleep(2.5)
    await hall.stop()
    await living
    assert timedelta(seconds=55) < hall.world.now() - before < timedelta(minutes=6)
    with pytest.raises(Refused):
        hall.go_at(7)


# ---------------------------------------------------------------------- the crowd and the end


async def test_a_crowd_joins_chooses_and_pledges_one_act_at_a_time(hall: Hall) -> None:
    assert hall.crowd.begin("pledge") == "First let people join."
    assert hall.crowd.begin("join") == ""
    assert hall.crowd.begin("join") == "The crowd is busy. Wait until it is done."
    await _crowd_is_done(hall)
    assert hall.crowd.said == "8 people have joined."
    assert hall.crowd.begin("join") == "Everybody of the crowd has joined."
    for act, said in (("choose", "16 choices made."), ("pledge", "50 pledges made.")):
        assert hall.crowd.begin(act) == ""
        await _crowd_is_done(hall)
        assert hall.crowd.said == said
    rows = await hall.world.store.read("SELECT count(*) AS number FROM pledge")
    assert rows[0]["number"] == 50
    assert hall.world.env.errors == []


async def test_somebody_acts_while_the_crowd_does(hall: Hall) -> None:
    hall.crowd.begin("join")
    await hall.look("resident", hall.world.wall.id)
    assert hall.crowd.busy
    await hall.crowd.stop()
    assert 0 < hall.crowd.count < 8


async def test_the_end_exports_everything_once_marked_as_a_rehearsal(hall: Hall) -> None:
    await asyncio.gather(hall.end(), hall.end())
    names = sorted(one.name.split("-")[2] for one in hall.exported)
    assert names == ["internal", "public"]
    for folder in hall.exported:
        assert json.loads((folder / "manifest.json").read_text("utf-8"))["rehearsal"] is True


# ---------------------------------------------------------------------- who is let in


async def _ask(server: Server, path: str, **more: Any) -> tuple[int, str]:
    async with (
        aiohttp.ClientSession() as client,
        client.request(
            more.pop("method", "GET"), f"http://127.0.0.1:{server.port}{path}", **more
        ) as got,
    ):
        return got.status, await got.text()


async def test_only_who_has_the_address_may_act(server: Server) -> None:
    key = {KEY: server.url.partition("#")[2]}
    assert (await _ask(server, "/rehearsal/state"))[0] == 401
    assert (await _ask(server, "/rehearsal/state", headers={KEY: "x"}))[0] == 401
    assert (await _ask(server, "/rehearsal/end", method="POST", json={}))[0] == 401
    status, text = await _ask(server, "/rehearsal/state", headers=key)
    assert status == 200
    assert json.loads(text)["me"]["name"] == "Nadia Rahman"


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "rehearsal.example"},
        {"Origin": "http://rehearsal.example"},
        {"Origin": "null"},
    ],
)
async def test_other_pages_are_kept_out(server: Server, headers: dict[str, str]) -> None:
    key = {KEY: server.url.partition("#")[2]}
    for path in ("/", "/channel", "/app.js", "/rehearsal/state"):
        assert (await _ask(server, path, headers=headers | key))[0] == 403


async def test_the_channel_needs_its_own_key_too(server: Server, hall: Hall) -> None:
    assert (await _ask(server, "/api/state"))[0] == 401
    status, _ = await _ask(server, "/api/pages", method="POST", json={})
    assert status == 401
    address = hall.window.address
    assert address is not None
    headers = {"X-Simcord-Capability": address[1]}
    assert (await _ask(server, "/api/pages", method="POST", json={}, headers=headers))[0] == 200


async def test_what_cannot_be_read_is_refused(server: Server) -> None:
    key = {KEY: server.url.partition("#")[2]}
    for body in ("", "[]", "{}", '{"person": "newcomer", "place": "x"}'):
        status, _ = await _ask(
            server, "/rehearsal/look", method="POST", data=body.encode(), headers=key
        )
        assert status == 400, body


def test_without_its_extra_it_says_how_to_install_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(start, "NEEDED", ("there_is_no_such_thing",))
    with pytest.raises(start.Failure) as error:
        start.browse(plan_file=None, attendees=8, seed=1, out=tmp_path / "x", port=0, speed=1)
    assert str(error.value) == start.NOT_INSTALLED
    assert not (tmp_path / "x").exists()


def test_a_speed_is_for_rehearsals_by_hand(tmp_path: Path) -> None:
    ran = run("rehearse", "--speed", "60", cwd=tmp_path)
    assert (ran.code, ran.words) == (1, "--port and --speed go with --browse.")


# ---------------------------------------------------------------------- presses


async def _press_on_an_old_drawing(server: Server, hall: Hall, *, changed: bool) -> dict[str, Any]:
    """Somebody presses “Help”; in the same moment the channel is drawn again."""
    address = hall.window.address
    assert address is not None
    headers = {"X-Simcord-Capability": address[1]}
    _, text = await _ask(server, "/api/pages", method="POST", json={}, headers=headers)
    drawn = json.loads(text)
    headers["X-Simcord-Context"] = drawn["context"]["id"]
    panel = hall.world.panel(hall.world.welcome)
    stored = hall.world.env.backend.messages[hall.world.welcome.id][panel.id]
    paths = {custom_id: path for path, custom_id in controls(stored.components).items()}
    await hall.cast["resident"].member.send(hall.world.welcome, "Good morning")
    if changed:
        as_text = json.dumps(stored.components).replace('"custom_id": "help"', '"custom_id": "me"')
        stored.components = json.loads(as_text)
    await hall.window.refresh()
    press = {
        "protocol_version": 3,
        "sequence": 1,
        "request_id": "one",
        "generation": drawn["context"]["generation"],
        "bot_generation": drawn["botGeneration"],
        "published_revision": drawn["publishedRevision"],
        "kind": "click",
        "target_id": str(panel.id),
        "control_key": f"message:{panel.id}:component:{paths['help']}",
    }
    _, text = await _ask(server, "/api/action", method="POST", json=press, headers=headers)
    return json.loads(text)


async def test_a_press_counts_though_the_channel_is_drawn_again_in_that_moment(
    server: Server, hall: Hall
) -> None:
    answer = await _press_on_an_old_drawing(server, hall, changed=False)
    assert (answer["rejected"], answer["settlement"]) == (False, "settled")


async def test_a_press_on_buttons_that_changed_in_that_moment_does_nothing(
    server: Server, hall: Hall
) -> None:
    answer = await _press_on_an_old_drawing(server, hall, changed=True)
    assert (answer["rejected"], answer["diagnostics"][0]["code"]) == (True, "stale-revision")
