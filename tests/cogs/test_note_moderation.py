"""Notes as facilitators and organisers deal with them, and pledges that come from them."""

from __future__ import annotations

import pytest

from tests.cogs.test_notes import (
    NAME,
    ONLY,
    OTHER,
    REASON,
    UNKNOWN,
    WORDS,
    facilitator,
    hidden,
    kept,
    note,
    on,
    opened,
    session,
    told,
)
from tests.world import World

__all__ = ["on"]

pytestmark = pytest.mark.usefixtures("without_control")


# ------------------------------------------------------------------ moderating


async def test_a_hidden_note_is_seen_by_its_author_and_moderators_alone(on: World) -> None:
    amina, ben, fay = await on.join(), await on.join(name="Ben"), await facilitator(on)
    await note(on, amina, named="yes")
    seen = await hidden(on)
    assert "**N-1 is hidden.** Whoever wrote it is told your reason." in seen.text
    assert "There is no note yet." in (await on.type(ben, "notes")).text
    assert (await opened(on, ben)).text == (await opened(on, ben, 99)).text
    assert UNKNOWN in (await opened(on, ben)).text
    assert "**N-1** · Amina Khan · hidden" in (await on.type(fay, "notes")).text
    card = await opened(on, amina)
    assert f"It is hidden. The reason: {REASON}" in card.text
    assert "Make this a pledge" not in card.buttons
    await on.wait(10)
    (letter,) = told(amina)
    assert "Thank you for your note N-1 at Anytown Summit." in letter
    assert REASON in letter
    assert WORDS not in letter
    again = await on.press(fay, await opened(on, fay), "Show again")
    assert "**N-1 is shown again.**" in again.text
    assert WORDS in (await on.type(ben, "notes")).text
    await on.wait(10)
    assert "Others see your note N-1 at Anytown Summit again." in told(amina)[-1]


async def test_letters_to_who_wrote_without_a_name_say_no_number_and_no_reason(on: World) -> None:
    amina = await on.join(name=NAME)
    await note(on, amina)
    on.env.inject_error(
        "POST",
        f"/channels/{amina.user.dm_channel.id}/messages",
        status=403,
        code=50007,
        message="Cannot send messages to this user",
        times=None,
    )
    await hidden(on)
    await on.wait(10)
    (thread,) = on.welcome.threads
    letter = "\n".join(message.content for message in thread.history())
    assert "There is something new about a note of yours" in letter
    for word in ("N-1", WORDS, REASON, NAME):
        assert word not in letter + (thread.name or "")
    mine = await on.forge(amina, "note.mine")
    assert f"The reason: {REASON}" in mine.text


async def test_a_correction_is_told_and_keeps_the_earlier_words(on: World) -> None:
    amina, fay = await on.join(), await facilitator(on)
    await note(on, amina, named="yes")
    form = await on.press(fay, await opened(on, fay), "Correct…")
    assert form.fields == {"kind": "idea", "note": WORDS}
    seen = await on.send(fay, form, note=OTHER, kind="insight")
    assert "**N-1 is corrected.** Whoever wrote it is told." in seen.text
    assert kept(on) == [(1, "insight", OTHER, "shown")]
    rows = on.rows("SELECT event, moderator_id, earlier_kind, earlier_words FROM output_log")
    assert rows == [("corrected", fay.id, "idea", WORDS)]
    assert f"Before:\n> {WORDS}" in (await opened(on, amina)).text
    await on.wait(10)
    assert "A facilitator changed the words of your note N-1" in told(amina)[0]


async def test_a_note_is_tagged_with_a_theme_of_the_plan_and_untagged(on: World) -> None:
    fay = await facilitator(on)
    await note(on, await on.join())
    card = await opened(on, fay)
    tagged = await on.choose(fay, card, "food")
    assert "**N-1 is tagged.** Its theme is “Food for all”." in tagged.text
    assert "**N-1** · Without a name · Food for all" in (await on.type(fay, "notes")).text
    assert "no longer part" in (await on.forge(fay, "note.tag:1", values=("gone",))).text
    untagged = await on.press(fay, tagged, "Remove the theme")
    assert "Food for all" not in untagged.text
    assert on.one("SELECT theme FROM output") == ""


async def test_notes_that_say_the_same_are_merged_and_taken_apart(on: World) -> None:
    amina, ben, fay = await on.join(), await on.join(name="Ben"), await facilitator(on)
    await note(on, amina)
    await note(on, ben, OTHER, named="yes")
    form = await on.press(fay, await opened(on, fay, 2), "Merge…")
    for into, says in (("one", "“one” is not a note’s number."), ("N-9", "There is no such note")):
        refused = await on.send(fay, form, into=into)
        assert says in refused.text
        form = await on.press(fay, refused, "Open the form again")
        assert form.fields == {"into": into}
    assert "**N-2 is part of N-1 now.**" in (await on.send(fay, form, into="N-1")).text
    listing = await on.type(amina, "notes")
    assert "1 note" in listing.text
    assert OTHER not in listing.text
    assert f"With it: **N-2** · Idea · Ben\n> {OTHER}" in (await opened(on, amina)).text
    own = await opened(on, ben, 2)
    assert "It is part of N-1 now." in own.text
    assert "Change…" not in own.buttons
    assert "Take it back…" in own.buttons
    refused = await on.forge(ben, "note.edit:2:1", fields={"note": WORDS, "kind": "idea"})
    assert "N-2 is part of another note by now" in refused.text
    apart = await on.press(fay, await opened(on, fay, 2), "Take it out again")
    assert "**N-2 stands for itself again.**" in apart.text
    assert OTHER in (await on.type(amina, "notes")).text


async def test_a_reason_that_is_too_short_is_given_back(on: World) -> None:
    await note(on, await on.join())
    refused = await hidden(on, reason="rude     !")
    assert "too short" in refused.text
    form = await on.press(on.manager, refused, "Open the form again")
    assert form.fields == {"reason": "rude     !"}
    assert "is hidden" in (await on.send(on.manager, form, reason=REASON)).text


async def test_of_two_who_hide_at_once_the_second_is_told(on: World) -> None:
    fay = await facilitator(on)
    await note(on, await on.join())
    forms = [await on.press(who, await opened(on, who), "Hide…") for who in (fay, on.manager)]
    await on.send(fay, forms[0], reason=REASON)
    seen = await on.send(on.manager, forms[1], reason="Another reason than hers")
    assert "Somebody has dealt with N-1 already: it is hidden now." in seen.text
    assert on.one("SELECT hidden_reason FROM output") == REASON


@pytest.mark.parametrize(
    "custom_id", ["note.hide", "note.show", "note.correct", "note.untag", "note.merge", "note.part"]
)
async def test_attendees_moderate_nothing(on: World, custom_id: str) -> None:
    amina = await on.join()
    await note(on, amina)
    assert ONLY in (await on.forge(amina, f"{custom_id}:1")).text
    assert ONLY in (await on.forge(amina, "note.tag:1", values=("food",))).text
    for route, fields in (
        ("note.hide:1", {"reason": REASON}),
        ("note.correct:1:1", {"note": OTHER, "kind": "idea"}),
        ("note.merge:1", {"into": "N-1"}),
    ):
        assert ONLY in (await on.forge(amina, route, fields=fields)).text
    assert kept(on) == [(1, "idea", WORDS, "shown")]
    assert on.rows("SELECT * FROM output_log") == []
    mine = await opened(on, amina)
    assert set(mine.buttons) == {
        "Make this a pledge",
        "Change…",
        "Take it back…",
        "See the notes",
        "My notes",
    }


@pytest.mark.parametrize(
    "name", ["note.open", "note.hide", "note.edit", "note.pledge", "note.show"]
)
async def test_what_is_forged_leads_nowhere(on: World, name: str) -> None:
    assert UNKNOWN in (await on.forge(on.manager, f"{name}:7")).text
    for custom_id in (f"{name}:x", f"{name}:1:2:3", f"{name}:{2**70}"):
        assert "no longer works" in (await on.forge(on.manager, custom_id)).text


async def test_a_note_of_another_server_is_unknown_here(on: World) -> None:
    other = on.beside("Othertown")
    await other.set_up()
    await session(other)
    fay = other.person("Fay", roles=("Facilitator",))
    bo = await other.join(name="Bo")
    await note(on, await on.join())
    for member in (fay, bo, other.manager):
        assert UNKNOWN in (await opened(other, member)).text
        assert UNKNOWN in (await other.forge(member, "note.pledge:1")).text
        assert "There is no note yet." in (await other.forge(member, "notes:homes")).text
    assert "saved as N-1" in (await note(other, bo)).text, "each counts from one"


# ------------------------------------------------------------------ from an idea to a pledge


async def test_a_note_becomes_a_pledge_by_one_press(on: World) -> None:
    amina, ben = await on.join(), await on.join(name="Ben", organisation="Bus Friends")
    await note(on, amina, kind="action")
    await on.forge(on.manager, "note.tag:1", values=("health",))
    form = await on.press(ben, await opened(on, ben), "Make this a pledge")
    assert form.form["title"] == "Make a pledge"
    assert form.fields == {
        "theme": "health",
        "action": WORDS,
        "from": "organisation",
        "organisation": "Bus Friends",
        "first_step": "",
    }
    seen = await on.send(ben, form)
    assert "**Your pledge is saved. Its reference is P-0001.**" in seen.text
    await on.deliver_again()
    assert on.rows("SELECT maker_id, theme, action FROM pledge") == [(ben.id, "health", WORDS)]
    ids = (on.one("SELECT id FROM output"), on.pledge_id(), on.guild.id)
    assert on.rows("SELECT output_id, pledge_id, guild_id FROM output_pledge") == [ids]
    assert "1 pledge came from this." in (await opened(on, amina)).text
    assert (
        "**N-1** · Without a name · Health and care · 1 pledge"
        in (await on.type(ben, "notes")).text
    )
    question = await on.press(amina, await opened(on, amina), "Take it back…")
    assert "1 pledge came from it, and stays as it is." in question.text
    await on.press(amina, question, "Yes, erase it")
    assert on.one("SELECT action FROM pledge") == WORDS


async def test_without_a_tag_or_a_planned_theme_the_theme_is_left_to_choose(on: World) -> None:
    amina = await on.join()
    await note(on, amina, "First line of it\nand a second line")
    form = await on.press(amina, await opened(on, amina), "Make this a pledge")
    assert form.fields["theme"] == ""
    assert form.fields["action"] == "First line of it\nand a second line"


async def test_the_theme_that_the_plan_gives_a_session_is_filled_in(bare_world: World) -> None:
    plan = bare_world.plan_file.read_text(encoding="utf-8") + 'theme = "health"\n'
    bare_world.plan_file.write_text(plan, encoding="utf-8")
    await bare_world.set_up()
    amina = await bare_world.join()
    receipt = await note(bare_world, amina, session="closing")
    form = await bare_world.press(amina, receipt, "Make this a pledge")
    assert (form.fields["theme"], form.fields["action"]) == ("health", WORDS)


async def test_a_refused_pledge_from_a_note_keeps_its_words_and_its_note(on: World) -> None:
    amina = await on.join()
    await note(on, amina)
    form = await on.press(amina, await opened(on, amina), "Make this a pledge")
    refused = await on.send(amina, form, theme="food", **{"from": "organisation"})
    assert "**Not saved yet.**" in refused.text
    form = await on.press(amina, refused, "Open the form again")
    assert form.fields["action"] == WORDS
    seen = await on.send(amina, form, organisation="Bus Friends")
    assert "P-0001" in seen.text
    assert on.one("SELECT count(*) FROM output_pledge") == 1
    assert on.rows("SELECT * FROM draft") == []


async def test_a_note_hidden_while_the_pledge_is_written_loses_no_pledge(on: World) -> None:
    amina, ben = await on.join(), await on.join(name="Ben")
    await note(on, amina)
    card = await opened(on, ben)
    form = await on.press(ben, card, "Make this a pledge")
    await hidden(on)
    assert "P-0001" in (await on.send(ben, form, theme="food")).text
    assert on.rows("SELECT * FROM output_pledge") == []
    assert UNKNOWN in (await on.press(ben, card, "Make this a pledge")).text


async def test_who_has_not_joined_joins_and_goes_on_to_the_pledge(on: World) -> None:
    await note(on, await on.join())
    nia = on.person("Nia")
    form = await on.forge(nia, "note.pledge:1")
    assert form.form["title"] == "Join the summit"
    seen = await on.send(nia, form, kind="resident")
    form = await on.press(nia, seen, "Go on")
    assert form.fields["action"] == WORDS


@pytest.mark.parametrize("route", ["pledge.new:77:x", "pledge.new:77:1:2", "pledge.new"])
async def test_a_forged_form_of_a_pledge_is_refused(on: World, route: str) -> None:
    fields = {"theme": "food", "action": WORDS, "from": "me"}
    seen = await on.forge(await on.join(), route, fields=fields)
    assert "no longer works" in seen.text
    assert on.rows("SELECT * FROM pledge") == []
