"""Notes: kept, read, changed, taken back, moderated; with and without a name; made into pledges."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from simcord.actors import MemberActor

from db import sessions
from tests.world import Seen, World, parts_of, routes_of, texts_of

WORDS = "A bus that runs in the evening"
OTHER = "A bus that runs at night"
REASON = "Please leave out the name of the driver."
ONLY = "Only facilitators and organisers can do this."
UNKNOWN = "There is no such note here."
NAME = "Zuleikha Quartermaine"

pytestmark = pytest.mark.usefixtures("without_control")


async def session(
    world: World, slug: str = "homes", minutes: tuple[int, int] = (-5, 60), **o: Any
) -> None:
    """A session of this server, from and to so many minutes from now."""
    (pledging,) = [
        one
        for one in await sessions.every(world.store, guild_id=world.guild.id)
        if one.slug == "closing"
    ]
    now = world.env.now()
    values: dict[str, Any] = {"kind": "workshop", "title": f"Session {slug}", "position": 5}
    values |= {"text_channel": None}
    made = replace(
        pledging,
        slug=slug,
        starts_at=now + timedelta(minutes=minutes[0]),
        ends_at=now + timedelta(minutes=minutes[1]),
        **(values | o),
    )
    await world.store.write(lambda tx: sessions.save(tx, made))


@pytest.fixture
async def on(world: World) -> World:
    """A summit with a workshop on."""
    await session(world)
    return world


async def note(world: World, member: MemberActor, words: str = WORDS, **fields: str) -> Seen:
    form = await world.type(member, "note")
    return await world.send(member, form, note=words, **fields)


async def facilitator(world: World) -> MemberActor:
    """Fay, who leads every room."""
    fay = world.person("Fay", roles=("Facilitator",))
    await world.lead(fay)
    return fay


async def opened(world: World, member: MemberActor, number: int = 1) -> Seen:
    return await world.forge(member, "note.open", values=(str(number),))


async def hidden(world: World, number: int = 1, reason: str = REASON) -> Seen:
    card = await opened(world, world.manager, number)
    return await world.send(
        world.manager, await world.press(world.manager, card, "Hide…"), reason=reason
    )


def kept(world: World) -> list[tuple[Any, ...]]:
    return world.rows("SELECT number, kind, words, state FROM output ORDER BY number")


def told(member: MemberActor) -> list[str]:
    history = member.user.dm_channel.history()
    return [text for message in history for text in texts_of(message) if text]


def options(seen: Any, name: str) -> list[str]:
    parts = parts_of(seen)
    return [o["value"] for p in parts if p.get("custom_id") == name for o in p["options"]]


# ------------------------------------------------------------------ keeping


async def test_the_form_says_what_a_name_means_and_what_is_kept(on: World) -> None:
    form = await on.type(await on.join(), "note")
    assert form.form["title"] == "Note an idea"
    assert "The room, the facilitators and every export see no name" in str(form.form)
    assert "We keep who wrote it" in str(form.form)
    assert (
        "Everybody who joined can read it; it may be published. From 10 to 500 characters"
        in str(form.form)
    )
    assert form.fields == {"kind": "idea", "note": "", "session": "homes", "named": "no"}
    assert options(form.form["components"], "kind") == ["idea", "barrier", "insight", "action"]


async def test_a_note_is_saved_and_read_by_everybody_who_joined(on: World) -> None:
    amina, ben = await on.join(), await on.join(name="Ben")
    seen = await note(on, amina, kind="barrier", named="yes")
    assert "**Your note is saved as N-1.**" in seen.text
    assert f"> {WORDS}\nBarrier · for: Session homes" in seen.text
    assert "It stands with your name: Amina Khan." in seen.text
    listing = await on.type(ben, "notes")
    assert "**Notes of Session homes** · 1 note" in listing.text
    assert f"**Barriers** (1)\n**N-1** · Amina Khan\n> {WORDS}" in listing.text
    own = await on.press(amina, seen, "See the notes")
    assert "**N-1** · Amina Khan · yours" in own.text


async def test_the_room_says_which_session_is_meant(on: World) -> None:
    await session(on, "health", text_channel=on.general.id)
    await session(on, "food", (200, 300), text_channel=on.wall.id)
    amina = await on.join()
    for channel, slug in ((on.general, "health"), (on.wall, "food"), (on.welcome, "")):
        form = await on.type(amina, "note", channel)
        assert form.fields["session"] == slug
    listing = await on.press(amina, await on.type(amina, "notes", on.wall), "Note an idea")
    assert listing.fields["session"] == "food"


async def test_of_many_sessions_the_nearest_can_be_chosen_and_the_meant_one_is(on: World) -> None:
    for number in range(40):
        await session(on, f"s{number}", (500 + number, 600 + number))
    await session(on, "far", (5000, 5100), text_channel=on.general.id)
    await session(on, "coffee", kind="break")
    await session(on, "gone", cancelled=True)
    amina = await on.join()
    form = await on.type(amina, "note")
    slugs = options(form.form["components"], "session")
    near = [f"s{n}" for n in range(40)]
    # The closing session of the plan lies between them, or far away.
    assert [slug for slug in slugs if slug != "closing"][:3] == ["far", "homes", near[0]]
    assert len(slugs) == 25
    assert form.fields["session"] == "far"
    listing = await on.type(amina, "notes")
    assert len(options(listing.newest.components, "notes")) == 25


@pytest.mark.parametrize(
    ("words", "says"),
    [("x" + " " * 20, "too short"), ("A bus \u202e that runs", "changes the order")],
)
async def test_what_is_refused_is_given_back_with_the_form(
    on: World, words: str, says: str
) -> None:
    amina = await on.join()
    refused = await note(on, amina, words, named="yes", kind="action")
    assert "**Not saved yet.**" in refused.text
    assert says in refused.text
    assert kept(on) == []
    form = await on.press(amina, refused, "Open the form again")
    assert form.fields == {"kind": "action", "note": words, "session": "homes", "named": "yes"}
    assert "saved as N-1" in (await on.send(amina, form, note=WORDS)).text
    assert kept(on) == [(1, "action", WORDS, "shown")]
    assert on.rows("SELECT * FROM draft") == []


@pytest.mark.parametrize("words", ["ö" * 500, "حافلة تعمل في المساء", "晚上运行的公共汽车服务 🚌"])
async def test_limits_and_scripts_are_taken(on: World, words: str) -> None:
    assert "saved as N-1" in (await note(on, await on.join(), words)).text
    assert kept(on) == [(1, "idea", words, "shown")]


async def test_a_form_sent_or_delivered_twice_makes_one_note(on: World) -> None:
    amina = await on.join()
    await note(on, amina)
    await on.deliver_again()
    form_id = on.one("SELECT id FROM output")
    fields = {"note": WORDS, "session": "homes", "named": "no", "kind": "idea"}
    seen = await on.forge(amina, f"note.new:{form_id}", fields=fields)
    assert "saved before as N-1" in seen.text
    mallory = await on.join(name="Mallory")
    seen = await on.forge(mallory, f"note.new:{form_id}", fields=fields)
    assert "This form is not yours" in seen.text
    assert len(kept(on)) == 1


async def test_who_has_not_joined_joins_first_and_loses_no_word(on: World) -> None:
    nia = on.person("Nia")
    form = await on.type(nia, "note")
    assert form.form["title"] == "Join the summit"
    fields = {"note": WORDS, "session": "homes", "named": "no", "kind": "idea"}
    seen = await on.forge(nia, "note.new:77", fields=fields)
    assert WORDS in seen.text
    form = await on.press(nia, seen, "Join and keep my note")
    assert "saved as N-1" in (await on.send(nia, form, kind="resident")).text
    assert kept(on) == [(1, "idea", WORDS, "shown")]


async def test_notes_are_read_by_those_who_joined_and_by_moderators(on: World) -> None:
    await note(on, await on.join())
    nia, fay = on.person("Nia"), await facilitator(on)
    for seen in (await on.type(nia, "notes"), await opened(on, nia)):
        assert "One more step: join the summit." in seen.text
        assert WORDS not in seen.text
    form = await on.press(nia, await on.type(nia, "notes"), "Join the summit")
    assert WORDS in (await on.send(nia, form, kind="resident")).text
    assert WORDS in (await on.type(fay, "notes")).text


async def test_a_session_cancelled_while_the_form_is_open_gives_the_words_back(on: World) -> None:
    await session(on, "later", (90, 120))
    amina = await on.join()
    form = await on.type(amina, "note")
    await session(on, cancelled=True)
    refused = await on.send(amina, form, note=WORDS)
    assert "“Session homes” was cancelled" in refused.text
    assert WORDS in refused.text
    form = await on.press(amina, refused, "Open the form again")
    assert (form.fields["note"], form.fields["session"]) == (WORDS, "")
    assert "saved as N-1" in (await on.send(amina, form, session="later")).text


async def test_a_late_thought_is_taken_until_the_end_of_the_day(on: World) -> None:
    amina = await on.join()
    await session(on, minutes=(-120, -60))
    assert "saved as N-1" in (await note(on, amina, session="homes")).text
    form = await on.type(amina, "note")
    listing = await on.type(amina, "notes")
    assert "You can add to them until" in listing.text
    assert "Note an idea" in listing.buttons
    await session(on, minutes=(-3000, -2900))
    refused = await on.send(amina, form, note=OTHER, session="homes")
    assert "The notes of “Session homes” closed at the end of its day." in refused.text
    listing = await on.forge(amina, "notes:homes")
    assert WORDS in listing.text, "they can still be read"
    assert "Note an idea" not in listing.buttons


async def test_where_nothing_takes_notes_that_is_said(on: World) -> None:
    await session(on, cancelled=True)
    await session(on, "closing", kind="break")
    amina = await on.join()
    assert "No session takes notes at the moment." in (await on.type(amina, "note")).text
    assert "That session takes no notes." in (await on.forge(amina, "notes:nowhere")).text
    await session(on, kind="break")
    assert "No session takes notes" in (await on.type(amina, "notes")).text


async def test_a_form_open_over_a_restart_is_taken(on: World) -> None:
    amina = await on.join()
    form = await on.type(amina, "note")
    await on.restart()
    assert "saved as N-1" in (await on.send(amina, form, note=WORDS)).text


async def test_the_rooms_panel_has_the_buttons_and_loses_one_after_the_day(on: World) -> None:
    await session(on, "room", (-30, 30), text_channel=on.general.id)

    async def shown() -> list[str]:
        await on.wait(40)
        (panel,) = on.general.pinned_messages()
        return [one for one in routes_of(panel) if one.startswith("note")]

    assert await shown() == ["note.new", "notes"]
    await session(on, "room", (-90, -30), text_channel=on.general.id)
    assert await shown() == ["note.new", "notes"], "until the end of the day"
    await session(on, "room", (-3000, -2900), text_channel=on.general.id)
    assert await shown() == ["notes"]
    amina = await on.join()
    form = await on.press(amina, on.general.pinned_messages()[0], "See the notes")
    assert "Notes of Session room" in form.text


# ------------------------------------------------------------------ reading


async def test_notes_are_read_by_kind_a_page_at_a_time(on: World) -> None:
    amina = await on.join()
    for number in range(1, 13):
        kind = ("action", "idea", "insight")[number % 3]
        await note(on, amina, f"This is what I noted as number {number}", kind=kind)
    first = await on.type(amina, "notes")
    top = first.text
    lines = [line for line in top.splitlines() if line.startswith("**")]
    assert lines[0] == "**Notes of Session homes** · 12 notes · page 1 of 2"
    heads = [line.split(" ·")[0] for line in lines[1:]]
    ideas = ["**N-1**", "**N-4**", "**N-7**", "**N-10**"]
    insights = ["**N-2**", "**N-5**", "**N-8**", "**N-11**"]
    assert heads == ["**Ideas** (4)", *ideas, "**Insights** (4)", *insights]
    second = await on.press(amina, first, "More")
    assert "**Actions** (4)\n**N-3**" in second.text
    assert "More" not in second.buttons
    bottom = second.text
    assert (await on.press(amina, second, "Back")).text == top
    assert (await on.forge(amina, "notes:homes:999")).text == bottom
    assert "This is what I noted as number 12" in (await opened(on, amina, 12)).text


async def test_a_page_of_the_longest_notes_fits_a_message(on: World) -> None:
    amina = await on.join(name="a" + "_" * 49)
    await session(on, "other")
    for number in range(10):
        await note(on, amina, f"{number} " + "_" * 480 + " why?", session="homes", named="yes")
    for custom_id in ("notes:homes", "notes:homes:1", "note.mine", "note.remove:1"):
        seen = await on.forge(amina, custom_id)
        assert len(seen.text) <= 2000
        assert len(seen.newest.components) <= 5
    assert len((await opened(on, on.manager)).newest.components) <= 5


@pytest.mark.parametrize("named", ["no", "yes"])
async def test_without_a_name_nobody_ever_meets_the_name(on: World, named: str) -> None:
    zuleikha = await on.join(on.person("Zed"), name=NAME)
    fay, ben = await facilitator(on), await on.join(name="Ben")
    before = len(on.log.lines)
    await note(on, zuleikha, named=named)
    cards = [await on.forge(fay, "note.tag:1", values=("food",)), await hidden(on)]
    cards.append(await on.press(fay, await opened(on, fay), "Show again"))
    form = await on.press(fay, await opened(on, fay), "Correct…")
    cards.append(await on.send(fay, form, note=OTHER))
    for member in (fay, on.manager, ben):
        cards += [await on.type(member, "notes"), await opened(on, member)]
    assert all(OTHER in card.text or WORDS in card.text for card in cards)
    await on.wait(10)
    parts = [str(part) for card in cards for m in card.messages for part in m.components]
    said = [*(card.text for card in cards), *parts, str(form.form), on.read_by(on.manager)]
    everything = "\n".join([*said, *on.log.lines[before:]])
    assert (NAME in everything) is (named == "yes")
    assert f"<@{zuleikha.id}>" not in everything


# ------------------------------------------------------------------ one's own


async def test_ones_own_note_is_changed(on: World) -> None:
    amina = await on.join()
    await note(on, amina)
    mine = await on.press(amina, await on.type(amina, "notes"), "My notes")
    assert f"**N-1** · Idea · Without a name · Session homes\n> {WORDS}" in mine.text
    form = await on.press(amina, await on.choose(amina, mine, "1"), "Change…")
    assert form.fields == {"kind": "idea", "note": WORDS, "named": "no"}
    seen = await on.send(amina, form, note=OTHER, kind="action", named="yes")
    assert "**N-1 is changed and saved.**\n**N-1** · Action · Amina Khan · yours" in seen.text
    assert kept(on) == [(1, "action", OTHER, "shown")]
    card = await opened(on, amina)
    assert f"It was: idea.\nBefore:\n> {WORDS}" in card.text
    ben = await on.join(name="Ben")
    assert WORDS not in (await opened(on, ben)).text, "what was taken back is not for others"
    assert (
        "Nothing was different"
        in (await on.send(amina, await on.press(amina, card, "Change…"))).text
    )


async def test_a_correction_while_one_writes_is_not_written_over_unseen(on: World) -> None:
    amina, fay = await on.join(), await facilitator(on)
    await note(on, amina)
    form = await on.press(amina, await opened(on, amina), "Change…")
    correction = await on.press(fay, await opened(on, fay), "Correct…")
    assert "**N-1 is corrected.**" in (await on.send(fay, correction, note=OTHER)).text
    refused = await on.send(amina, form, note="My own better words")
    assert "N-1 was changed while you were writing" in refused.text
    assert kept(on)[0][2] == OTHER
    form = await on.press(amina, refused, "Open the form again")
    assert form.fields["note"] == "My own better words"
    assert "changed and saved" in (await on.send(amina, form)).text
    assert kept(on)[0][2] == "My own better words"


async def test_taking_back_is_asked_about_and_erases(on: World) -> None:
    amina = await on.join()
    await note(on, amina)
    question = await on.press(amina, await opened(on, amina), "Take it back…")
    assert "**Take back N-1?** It is erased with its history" in question.text
    assert WORDS in (await on.press(amina, question, "Keep it")).text
    seen = await on.press(amina, question, "Yes, erase it")
    assert "**N-1 is erased.**" in seen.text
    assert kept(on) == []
    assert UNKNOWN in (await on.forge(amina, "note.remove.yes:1")).text, "a second press"
    assert "You have not noted anything yet." in (await on.forge(amina, "note.mine")).text
    assert "saved as N-2" in (await note(on, amina)).text


@pytest.mark.parametrize("custom_id", ["note.edit:1", "note.remove:1", "note.remove.yes:1"])
async def test_nobody_changes_or_erases_what_is_not_theirs(on: World, custom_id: str) -> None:
    await note(on, await on.join())
    ben, fay = await on.join(name="Ben"), await facilitator(on)
    for member in (ben, fay, on.manager):
        seen = await on.forge(member, custom_id)
        assert "N-1 is somebody else’s note" in seen.text
    fields = {"note": OTHER, "kind": "idea", "named": "no"}
    assert "somebody else’s" in (await on.forge(ben, "note.edit:1:1", fields=fields)).text
    assert kept(on) == [(1, "idea", WORDS, "shown")]
    await hidden(on)
    assert UNKNOWN in (await on.forge(ben, custom_id)).text
