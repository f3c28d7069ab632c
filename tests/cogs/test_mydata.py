"""What is kept about me: seeing it, taking it along, erasing it, and coming back."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest
from simcord.actors import MemberActor

from bot.ui import Reply
from cogs.mydata import cards
from db import hand_calls
from domain.my_data import PARTS, MyData, Part
from tests.cogs.test_cards import SUMMIT
from tests.cogs.test_hands import it_is_on
from tests.cogs.test_programme import TALK, plan_is
from tests.db.full import traces
from tests.world import Seen, World

WORDS = "I will cook for my neighbours once a week"


class Reader(HTMLParser):
    """What a page says and what it would load."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.tags: set[str] = set()
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data: str) -> None:
        self.said.append(data)


async def files(world: World, member: MemberActor) -> dict[str, bytes]:
    seen = await world.press(member, await world.type(member, "mydata"), "Get a file")
    assert seen.private
    found = seen.newest.attachments
    return {one.filename: await one.read() for one in found}


async def erase(world: World, member: MemberActor) -> Seen:
    shown = await world.press(member, world.panel, "My data")
    asked = await world.press(member, shown, "Erase my data")
    return await world.press(member, asked, "Yes, erase everything about me")


def rows_about(world: World, member: MemberActor) -> list[str]:
    """Tables with a value that is this person's id."""
    found: list[str] = []
    for (table,) in world.rows(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    ):
        if any(member.id in row for row in world.rows(f"SELECT * FROM {table}")):
            found.append(table)
    return found


# ------------------------------------------------------------------ seeing


async def test_the_command_and_the_button_show_the_same_privately(world: World) -> None:
    amina = await world.join(name="Amina Khan")
    await world.pledge(amina)
    typed = await world.type(amina, "mydata")
    pressed = await world.press(amina, world.panel, "My data")
    assert typed.private
    assert pressed.private
    assert typed.text == pressed.text
    assert "This is what Anytown Summit keeps about you" in typed.text
    assert "**Your details**" in typed.text
    assert "**Pledges you made**: to show them and to follow up on them." in typed.text
    assert "Discord itself keeps what you typed" in typed.text
    assert "cannot be called back" in typed.text
    assert list(typed.buttons) == ["Get a file", "Change my details", "Erase my data"]


async def test_of_somebody_who_never_joined_nothing_is_kept(world: World) -> None:
    seen = await world.type(world.person(), "mydata")
    assert "keeps nothing about you" in seen.text
    assert list(seen.buttons) == ["Join the summit"]
    forged = await world.forge(world.person(), "mydata.yes")
    assert "there was nothing to erase" in forged.text
    assert "keeps nothing about you" in (await world.forge(world.person(), "mydata.erase")).text


async def test_who_only_typed_a_draft_sees_it_and_can_erase_it(world: World) -> None:
    amina = world.person("Amina")
    fields = {"theme": "food", "action": WORDS, "from": "me", "organisation": "", "first_step": ""}
    kept = await world.forge(amina, "pledge.new:12345", fields=fields)
    assert "One more step" in kept.text
    seen = await world.type(amina, "mydata")
    assert "Words that could not be sent yet" in seen.text
    assert list(seen.buttons) == ["Get a file", "Erase my data"]
    await erase(world, amina)
    assert rows_about(world, amina) == []


async def test_the_details_are_corrected_from_here(world: World) -> None:
    amina = await world.join(name="Amina Khan")
    form = await world.press(amina, await world.type(amina, "mydata"), "Change my details")
    assert form.fields["name"] == "Amina Khan"
    await world.send(amina, form, name="Amina K")
    assert world.rows("SELECT name FROM attendee") == [("Amina K",)]


async def test_raising_a_hand_is_not_an_act_and_calling_on_one_is(bare_world: World) -> None:
    await plan_is(bare_world, TALK)
    await it_is_on(bare_world, "talk")
    await bare_world.wait(20)
    amina, fay = await bare_world.join(), bare_world.person("Fay", roles=("Facilitator",))
    room = bare_world.guild.channels["talk"]
    for command in ("hand up", "hand down", "hand up"):
        await bare_world.type(amina, command, room)
    act = "What you did as a facilitator or organiser"
    (hand_id,) = bare_world.rows("SELECT id FROM hand WHERE state = 'up'")[0]
    await hand_calls.call(
        bare_world.store,
        guild_id=bare_world.guild.id,
        session="talk",
        hand_id=hand_id,
        user_id=fay.id,
        organiser=True,
        now=bare_world.env.now(),
    )
    hers, his = [await bare_world.type(one, "mydata") for one in (amina, fay)]
    assert "**Raised hands** (2)" in hers.text
    assert act not in hers.text
    assert act in his.text
    decided = "What you decided or answered as a facilitator"
    assert decided not in (await bare_world.press(amina, hers, "Erase my data")).text
    assert decided in (await bare_world.press(fay, his, "Erase my data")).text


@pytest.mark.parametrize(
    ("part", "seen_by"),
    [
        ("recordings", "you; organisers see how many people asked, not who"),
        (
            "notes",
            "everybody who has joined, and your name only if you gave it; the words may be"
            " published",
        ),
        ("connections", "everybody who meets people"),
        ("introductions", "what you write when you ask: the person you ask"),
        ("hands", "facilitators and organisers; you are named in the room when you are called"),
        (
            "messages",
            "you; where your direct messages are closed, a private thread that people who manage"
            " the server can open",
        ),
    ],
)
def test_the_overview_says_who_sees_a_part(part: str, seen_by: str) -> None:
    data = MyData(1, 2, datetime(2026, 1, 1, tzinfo=UTC), (Part(part, ({"a": 1},)),))
    assert f"Seen by: {seen_by}." in cards.overview(data, SUMMIT).text


def test_the_longest_overview_fits_into_one_message() -> None:
    parts = tuple(Part(name, ({"a": 1},) * 1000) for name in PARTS)
    data = MyData(1, 2, datetime(2026, 1, 1, tzinfo=UTC), parts)
    reply = cards.overview(data, SUMMIT)
    assert isinstance(reply, Reply)
    assert len(reply.text) <= 2000
    assert "and more, which stands in your file" in reply.text
    assert len(cards.sure(data, SUMMIT).text) <= 2000


# ------------------------------------------------------------------ files


async def test_the_files_hold_every_word_and_load_nothing(world: World) -> None:
    amina = await world.join(name="Zoë <b>Khan</b> & “خان”", access_needs="Captions 🌻")
    await world.pledge(amina, WORDS)
    held = await files(world, amina)
    assert set(held) == {"my-data.html", "my-data.json"}

    told = json.loads(held["my-data.json"])
    assert told["summit"] == "Anytown Summit"
    assert told["discord_account"] == str(amina.id)
    by_part = {part["part"]: part["entries"] for part in told["kept"]}
    assert by_part["details"][0]["name"] == "Zoë <b>Khan</b> & “خان”"
    assert by_part["details"][0]["access needs"] == "Captions 🌻"
    assert [one["action"] for one in by_part["pledges"]] == [WORDS]

    reader = Reader()
    reader.feed(held["my-data.html"].decode())
    said = "".join(reader.said)
    for words in ("Zoë <b>Khan</b> & “خان”", "Captions 🌻", WORDS, "Pledges you made"):
        assert words in said
    assert reader.tags.isdisjoint({"script", "img", "link", "b", "iframe", "a"})
    assert reader.attributes.isdisjoint({"src", "href", "onload", "style"})


async def test_the_files_say_nothing_about_others(open_world: World) -> None:
    amina, ben = await open_world.join(name="Amina Khan"), await open_world.join(name="Ben Okri")
    await open_world.shown(amina)
    await open_world.forge(ben, f"wall.too:{open_world.pledge_id()}")
    for held in (await files(open_world, amina)).values():
        assert str(ben.id) not in held.decode()
        assert "Okri" not in held.decode()
    assert "P-0001" in (await files(open_world, ben))["my-data.json"].decode()
    assert WORDS not in (await files(open_world, ben))["my-data.json"].decode()


# ------------------------------------------------------------------ erasing


async def test_erasing_asks_first_and_says_what_goes_and_what_stays(world: World) -> None:
    amina = await world.join()
    await world.pledge(amina)
    asked = await world.press(amina, await world.type(amina, "mydata"), "Erase my data")
    assert asked.private
    for words in ("What goes, for good", "only numbers without your name", "cannot be undone"):
        assert words in asked.text
    assert list(asked.buttons) == [
        "Yes, erase everything about me",
        "Get a file",
        "No, keep it",
    ]
    assert "Your details" in (await world.press(amina, asked, "No, keep it")).text
    assert world.rows("SELECT user_id FROM attendee") == [(amina.id,)]


async def test_an_erased_person_is_gone_from_the_wall_the_file_and_the_role(
    open_world: World,
) -> None:
    amina = await open_world.join(name="Heliotrope Khan")
    ben = await open_world.join(name="Ben")
    await open_world.shown(amina, "Heliotrope for everybody")
    await open_world.shown(ben, "I will mend bicycles")
    await open_world.forge(amina, f"wall.too:{open_world.pledge_id(2)}")
    assert "Heliotrope" in open_world.wall_text()
    assert traces(open_world.path)

    told = await erase(open_world, amina)
    assert "Everything about you is erased" in told.text
    assert "there stay: 1 pledge and 1 time you stood by a pledge." in told.text
    await open_world.wait(60)

    assert "Heliotrope" not in open_world.read_by(open_world.manager)
    assert "I will mend bicycles" in open_world.wall_text()
    assert "Attendee" not in open_world.roles_of(amina)
    assert "Attendee" in open_world.roles_of(ben)
    assert rows_about(open_world, amina) == []
    assert open_world.rows("SELECT * FROM erasure_step") == []
    assert traces(open_world.path) == []
    for table in ("draft", "pledge", "pledge_log"):
        assert "Heliotrope" not in str(open_world.rows(f"SELECT * FROM {table}"))
    # Others stand where they stood, and so does the number beside Ben's pledge.
    assert open_world.rows("SELECT number, too_count FROM pledge") == [(2, 1)]


async def test_a_second_press_finds_nothing_and_joining_again_is_somebody_new(
    world: World,
) -> None:
    amina = await world.join(name="Amina Khan")
    await world.pledge(amina)
    await erase(world, amina)
    assert "nothing to erase" in (await world.forge(amina, "mydata.yes")).text
    await world.wait(60)
    await world.join(amina, name="Somebody New")
    assert "Attendee" in world.roles_of(amina)
    assert WORDS not in (await world.type(amina, "pledge mine")).text
    receipt = await world.pledge(amina, "I will plant a tree in every street")
    assert "P-0002" in receipt.text


async def test_who_joins_again_at_once_keeps_the_role(world: World) -> None:
    amina = await world.join()
    await erase(world, amina)
    await world.join(amina, name="Amina again")
    await world.wait(120)
    assert "Attendee" in world.roles_of(amina)
    assert world.rows("SELECT * FROM erasure_step") == []


async def test_the_bot_s_letters_to_an_erased_person_are_deleted(world: World) -> None:
    amina = await world.join()
    await world.pledge(amina, WORDS)
    await world.hide()
    await world.wait(10)
    assert WORDS in "".join(one.content for one in amina.user.dm_channel.history())
    await erase(world, amina)
    await world.wait(60)
    assert list(amina.user.dm_channel.history()) == []


async def test_a_private_thread_for_an_erased_person_is_deleted(world: World) -> None:
    amina = await world.join()
    world.env.inject_error(
        "POST",
        f"/channels/{amina.user.dm_channel.id}/messages",
        status=403,
        code=50007,
        message="Cannot send messages to this user",
        times=None,
    )
    await world.pledge(amina, WORDS)
    await world.hide()
    await world.wait(10)
    assert len(world.welcome.threads) == 1
    await erase(world, amina)
    await world.wait(60)
    assert list(world.welcome.threads) == []


async def test_a_thread_with_somebody_else_loses_the_name_and_the_bot_s_message_only(
    world: World,
) -> None:
    amina, ben = await world.join(name="Heliotrope Khan"), await world.join(name="Ben")
    data = await world.bot.http.start_thread_without_message(
        world.welcome.id,
        name="#1 Heliotrope Khan and Ben",
        auto_archive_duration=10080,
        type=12,
        invitable=False,
    )
    thread_id = int(data["id"])
    thread = world.bot.get_partial_messageable(thread_id, guild_id=world.guild.id)
    first = await thread.send("Heliotrope Khan, meet Ben")
    second = await thread.send("Something that stays")
    low, high = sorted((amina.id, ben.id))
    await world.store.write(
        lambda tx: tx.execute(
            """INSERT INTO introduction (guild_id, low_id, high_id, low_says, high_says, thread,
                thread_id, message_id, changed_at)
            VALUES (?, ?, ?, 'yes', 'yes', 'made', ?, ?, '2026')""",
            (world.guild.id, low, high, thread_id, first.id),
        )
    )
    await erase(world, amina)
    await world.wait(60)
    (left,) = world.welcome.threads
    assert left.name == "Introduction"
    assert [one.id for one in left.history() if one.content] == [second.id]
    assert world.rows("SELECT * FROM introduction") == []
    assert world.rows("SELECT * FROM erasure_step") == []


async def test_what_discord_refuses_is_done_after_an_outage_and_a_restart(world: World) -> None:
    amina = await world.join()
    world.env.inject_error(
        "DELETE", "/guilds/*/members/*/roles/*", status=403, code=50013, times=None
    )
    await erase(world, amina)
    await world.wait(20)
    assert "Attendee" in world.roles_of(amina)
    assert rows_about(world, amina) == ["erasure_step"]
    await world.restart()
    await world.wait(20)
    world.env.backend.faults.clear()
    await world.wait(180)
    assert "Attendee" not in world.roles_of(amina)
    assert rows_about(world, amina) == []
    assert traces(world.path) == []


async def test_a_message_of_the_wall_that_a_crash_left_is_found_and_deleted(
    open_world: World,
) -> None:
    amina = await open_world.join(name="Heliotrope Khan")
    await open_world.shown(amina)
    await open_world.store.write(
        lambda tx: tx.execute(
            "UPDATE posted_message SET state = 'sending', message_id = NULL WHERE purpose = 'wall'"
        )
    )
    await erase(open_world, amina)
    await open_world.wait(60)
    assert open_world.wall_posts() == []
    assert open_world.rows("SELECT * FROM erasure_step") == []


async def test_in_another_server_everything_stays(open_world: World) -> None:
    other = open_world.beside("Othertown")
    await other.set_up()
    amina = await open_world.join(name="Amina Khan")
    there = other.guild.add_member(amina.user)
    await other.join(there, name="Amina Elsewhere")
    await other.pledge(there, "I will read to children")
    held = await files(other, there)
    assert b"Amina Khan" not in held["my-data.json"]
    await erase(open_world, amina)
    await open_world.wait(60)
    assert open_world.rows("SELECT name FROM attendee") == [("Amina Elsewhere",)]
    assert "Attendee" in other.roles_of(there)
    assert "I will read to children" in (await other.type(there, "pledge mine")).text


async def test_copies_beside_the_file_are_told_of_in_the_log(world: World) -> None:
    amina = await world.join()
    world.path.with_name(world.path.name + ".before-0013").write_bytes(b"old")
    await erase(world, amina)
    await world.wait(60)
    assert any(
        "copies of the database may still hold what was erased: summit.sqlite3.before-0013" in line
        for line in world.log.lines
    )


# ------------------------------------------------------------------ leaving and coming back


@pytest.mark.parametrize("does", ["join", "help", "mydata", "press"])
async def test_who_left_and_came_back_has_the_role_again_after_doing_anything(
    world: World, does: str
) -> None:
    amina = await world.join(name="Amina Khan")
    await world.pledge(amina)
    await world.wait(60)
    world.env.backend.guilds[world.guild.id].members[amina.id].role_ids.clear()
    if does == "press":
        await world.press(amina, world.panel, "Programme")
    else:
        await world.type(amina, does)
    assert "Attendee" in world.roles_of(amina)
    seen = await world.type(amina, "pledge mine")
    assert WORDS in seen.text


async def test_a_lost_role_that_cannot_be_given_now_is_given_later(world: World) -> None:
    amina = await world.join()
    await world.wait(60)
    world.env.backend.guilds[world.guild.id].members[amina.id].role_ids.clear()
    world.env.inject_error("PUT", "/guilds/*/members/*/roles/*", status=403, code=50013, times=None)
    await world.type(amina, "help")
    assert world.one("SELECT role_given FROM attendee") == 0
    world.expect_trouble()
    world.env.backend.faults.clear()
    await world.wait(60)
    assert "Attendee" in world.roles_of(amina)


async def test_somebody_who_never_joined_is_given_no_role(world: World) -> None:
    ben = world.person("Ben")
    await world.type(ben, "help")
    await world.type(ben, "mydata")
    assert "Attendee" not in world.roles_of(ben)


def test_every_part_says_what_it_is_for_in_plain_words() -> None:
    for name, about in PARTS.items():
        assert about.title[0].isupper(), name
        for text in (about.title, about.purpose, about.seen_by):
            assert not re.search(r"\b(database|null|row|snowflake|id)\b", text), (name, text)
