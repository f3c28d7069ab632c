"""Handing the record to organisers."""

from __future__ import annotations

import csv
import io
import json
import zipfile

import pytest

from exports.columns import Profile
from tests.exports.reading import files_of
from tests.world import Seen, World

RECORD = "export record"
INTERNAL, PUBLIC = (files_of(profile) for profile in (Profile.INTERNAL, Profile.PUBLIC))


def given(world: World, seen: Seen) -> dict[str, bytes]:
    """Name and content of every file that came with an answer."""
    found: dict[str, bytes] = {}
    for message in seen.messages:
        for attachment in message.attachments:
            content = world.env.backend.cdn.get(attachment.url)
            assert content is not None
            found[attachment.filename] = content
    return found


def unpacked(world: World, seen: Seen) -> dict[str, bytes]:
    """Name and content of every file in the ZIP that came with an answer."""
    (archive,) = [data for name, data in given(world, seen).items() if name.endswith(".zip")]
    with zipfile.ZipFile(io.BytesIO(archive)) as held:
        return {entry.split("/")[-1]: held.read(entry) for entry in held.namelist()}


def table(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8"), newline="")))


async def filled(world: World) -> None:
    """One pledge on the wall without consent, one with, one hidden, one waiting."""
    amina = await world.join(name="Amina Khan", publish_name="no", access_needs="Large print")
    ben = await world.join(name="Ben", publish_name="yes")
    await world.pledge(amina, "I will cook for my neighbours")
    await world.decide()
    await world.pledge(ben, "I will walk to work — 每天")
    await world.decide()
    await world.pledge(ben, "I will say something unkind")
    await world.hide()
    await world.pledge(ben, "I will still be waiting")


async def test_an_organiser_gets_every_file_privately(world: World) -> None:
    await filled(world)
    seen = await world.type(world.manager, "export record")
    files = unpacked(world, seen)
    assert set(files) == INTERNAL
    assert "For organisers only." in seen.text
    assert "pledges 4" in seen.text
    # The workbook comes by itself too, to be opened at once.
    assert given(world, seen)["record-internal.xlsx"] == files["record-internal.xlsx"]
    assert len(given(world, seen)) == 2
    rows = table(files["pledges.csv"])
    assert [(row["reference"], row["moderation"], row["action"]) for row in rows] == [
        ("P-0001", "shown", "I will cook for my neighbours"),
        ("P-0002", "shown", "I will walk to work — 每天"),
        ("P-0003", "hidden", "I will say something unkind"),
        ("P-0004", "waiting", "I will still be waiting"),
    ]
    assert rows[0]["maker_name"] == "Amina Khan"
    assert [json.loads(line)["reference"] for line in files["pledges.jsonl"].splitlines()] == [
        "P-0001",
        "P-0002",
        "P-0003",
        "P-0004",
    ]
    assert files["pledges-excel.csv"].startswith(b"\xef\xbb\xbf")
    assert not files["pledges.csv"].startswith(b"\xef\xbb\xbf")
    assert len(table(files["pledge-log.csv"])) == world.one("SELECT count(*) FROM pledge_log")


async def test_the_public_files_hold_shown_pledges_and_consented_names_only(
    world: World,
) -> None:
    await filled(world)
    seen = await world.type(world.manager, "export record", profile="public")
    files = unpacked(world, seen)
    assert set(files) == PUBLIC
    assert "record-public.xlsx" in given(world, seen)
    rows = table(files["pledges.csv"])
    assert [(row["reference"], row["made_by"]) for row in rows] == [
        ("P-0001", "A resident"),
        ("P-0002", "Ben"),
    ]
    for name, content in files.items():
        for secret in ("Amina", "unkind", "still be waiting", "Large print", "phone number"):
            assert secret.encode() not in content, f"{secret} in {name}"


@pytest.mark.parametrize(
    ("label", "says", "names"),
    [
        ("Export for organisers", "For organisers only.", INTERNAL),
        ("Export for the public", "For the public", PUBLIC),
    ],
)
async def test_the_panel_has_a_button_for_each(
    world: World, label: str, says: str, names: set[str]
) -> None:
    await filled(world)
    seen = await world.press(world.manager, world.organisers.pinned_messages()[0], label)
    assert says in seen.text
    assert set(unpacked(world, seen)) == names


async def test_the_buttons_of_a_panel_from_before_go_on_working(world: World) -> None:
    await filled(world)
    seen = await world.forge(world.manager, "export.pledges:public")
    assert set(unpacked(world, seen)) == PUBLIC


async def test_an_empty_summit_exports_files_with_headings(world: World) -> None:
    seen = await world.type(world.manager, "export record")
    assert table(unpacked(world, seen)["pledges.csv"]) == []
    assert "Every other table is empty." in seen.text
    assert "pledges" not in seen.text.split("Rows: ")[1]


async def test_others_are_refused_and_get_no_file(world: World) -> None:
    await filled(world)
    attendee = await world.join(name="Mallory")
    command = world.env.backend.find_command("export", world.guild.id)
    assert command is not None
    for member in (attendee, world.person(roles=("Facilitator",)), world.person()):
        assert "export record" not in member.available_commands(world.general)
        world.guild.set_command_permissions(int(command["id"]), {member: True})
        for seen in (
            await world.type(member, "export record"),
            await world.forge(member, "export.record:internal"),
            await world.forge(member, "export.record:public"),
            await world.forge(member, "export.pledges:internal"),
        ):
            assert seen.text.startswith("Only organisers can do this.")
            assert given(world, seen) == {}


async def test_a_forged_profile_is_answered_kindly(world: World) -> None:
    forged = [f"export.record{one}" for one in ("", ":secret", ":../../etc", ":internal:more")]
    for seen in (await world.forge_all(world.manager, forged)).values():
        assert "This button or form is from an older message" in seen.text


def limit_files(world: World, most: int) -> None:
    """The server takes files up to so many bytes, as Discord says with each interaction."""

    def lower(event: str, payload: object) -> None:
        if event == "INTERACTION_CREATE":
            assert isinstance(payload, dict)
            payload["attachment_size_limit"] = most

    world.env.backend.subscribers.insert(0, lower)


async def test_where_both_are_too_large_the_zip_comes_alone(world: World) -> None:
    await filled(world)
    sizes = [len(data) for data in given(world, await world.type(world.manager, RECORD)).values()]
    limit_files(world, sum(sizes) - 1000)
    seen = await world.type(world.manager, RECORD)
    ((name, content),) = given(world, seen).items()
    assert name.endswith(".zip")
    assert len(content) <= sum(sizes) - 1000
    assert "Open the ZIP first." in seen.text
    files = unpacked(world, seen)
    assert set(files) == INTERNAL
    assert len(table(files["pledges.csv"])) == 4


async def test_what_is_larger_still_names_the_command_line(world: World) -> None:
    await filled(world)
    limit_files(world, 500)
    seen = await world.type(world.manager, "export record")
    assert f"summit export --guild {world.guild.id}" in seen.text
    assert given(world, seen) == {}


async def test_nothing_is_left_on_the_disk_afterwards(world: World) -> None:
    await filled(world)
    before = {path.name for path in world.path.parent.iterdir()}
    await world.type(world.manager, "export record")
    assert {path.name for path in world.path.parent.iterdir()} == before
