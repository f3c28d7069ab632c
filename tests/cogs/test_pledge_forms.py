"""What people type: refused with their words, given back, shown inert."""

from __future__ import annotations

import pytest
from simcord.actors import MemberActor

from tests.world import Seen, World, texts_of

GOOD = "I will cook for my neighbours once a week"


async def send_raw(world: World, member: MemberActor, **fields: str) -> Seen:
    """A form whose fields hold what Discord's own form would not have let through."""
    form = await world.type(member, "pledge make")
    given = {"theme": "food", "from": "me", "organisation": "", "first_step": ""} | fields
    return await world.forge(member, form.form["custom_id"], fields=given)


@pytest.mark.parametrize(
    ("action", "says"),
    [
        ("a" + " " * 12 + "b", "The pledge is too short: it has 3 characters"),
        ("          ", "The pledge is empty"),
        ("\u200b" * 20, "The pledge is empty"),
        ("!!!!!!!!!!!!", "The pledge is empty"),
        ("I will help\u0007 everybody", "cannot be seen or printed"),
        ("I will help\u0000 everybody", "cannot be seen or printed"),
        ("I will help \u202eydobyreve", "changes the order in which text is read"),
        ("I will help \u2066everybody\u2069", "changes the order in which text is read"),
        ("I will he" + "\u0301" * 9 + "lp everybody", "more than 5 marks"),
    ],
)
async def test_words_that_cannot_be_taken_come_back_with_the_form_to_mend_them(
    world: World, action: str, says: str
) -> None:
    amina = await world.join()
    seen = await world.pledge(amina, action, first_step="Ask on Monday")
    assert seen.text.startswith("**Not saved yet.**")
    assert says in seen.text
    assert "Ask on Monday" in seen.text
    assert world.rows("SELECT * FROM pledge") == []

    form = await world.press(amina, seen, "Open the form again")
    assert form.fields["action"] == action
    assert form.fields["first_step"] == "Ask on Monday"
    assert form.fields["theme"] == "food"
    receipt = await world.send(amina, form, action=GOOD)
    assert "Its reference is P-0001" in receipt.text
    assert world.rows("SELECT action, first_step FROM pledge") == [(GOOD, "Ask on Monday")]
    assert world.rows("SELECT * FROM draft") == []


async def test_words_that_grow_too_long_are_refused_with_the_limit(world: World) -> None:
    amina = await world.join()
    # Some letters become more when they are composed: U+0958 is two code points in NFC.
    seen = await world.pledge(amina, "\u0958" * 400)
    assert "The pledge is too long: it can have 600 characters at most." in seen.text
    form = await world.press(amina, seen, "Open the form again")
    assert form.fields["action"] == "\u0958" * 400


async def test_six_hundred_characters_are_taken(world: World) -> None:
    amina = await world.join()
    seen = await world.pledge(amina, "é" * 600)
    assert "Its reference is P-0001" in seen.text
    assert world.one("SELECT length(action) FROM pledge") == 600


async def test_a_pledge_from_an_organisation_needs_its_name(world: World) -> None:
    amina = await world.join()
    seen = await world.pledge(amina, GOOD, **{"from": "organisation"})
    assert "Write the organisation’s name, or choose “Me”." in seen.text
    assert GOOD in seen.text
    form = await world.press(amina, seen, "Open the form again")
    assert form.fields["from"] == "organisation"
    receipt = await world.send(amina, form, organisation="Food Friends")
    assert "Shown as: Food Friends" in receipt.text


async def test_a_theme_that_left_the_plan_is_chosen_anew_with_the_words_kept(
    world: World,
) -> None:
    amina = await world.join()
    form = await world.type(amina, "pledge make")
    text = world.plan_file.read_text(encoding="utf-8")
    world.plan_file.write_text(text.replace('slug = "food"', 'slug = "drink"'), encoding="utf-8")
    await world.set_up()

    seen = await world.send(amina, form, theme="food", action=GOOD)
    assert "That theme is no longer part of this summit." in seen.text
    assert GOOD in seen.text
    receipt = await world.send(
        amina, await world.press(amina, seen, "Open the form again"), theme="drink"
    )
    assert "P-0001" in receipt.text


async def test_a_pledge_whose_theme_left_the_plan_is_still_shown(open_world: World) -> None:
    amina = await open_world.join()
    await open_world.shown(amina)
    text = open_world.plan_file.read_text(encoding="utf-8")
    open_world.plan_file.write_text(
        text.replace('slug = "food"', 'slug = "drink"').replace("Food for all", "Drink for all"),
        encoding="utf-8",
    )
    await open_world.set_up()
    await open_world.shown(amina, "I will open a water fountain", theme="drink")
    assert "**P-0001** · Amina Khan · Food" in open_world.wall_text()
    assert "Food: 1" in open_world.summary_text()
    assert "Drink for all: 1" in open_world.summary_text()


async def test_a_theme_that_never_was_is_refused(world: World) -> None:
    amina = await world.join()
    seen = await send_raw(world, amina, theme="'; DROP TABLE pledge; --", action=GOOD)
    assert "That theme is no longer part of this summit." in seen.text
    assert world.rows("SELECT * FROM pledge") == []


async def test_an_edit_that_cannot_be_taken_leaves_the_pledge_and_keeps_the_words(
    world: World,
) -> None:
    amina = await world.join()
    receipt = await world.pledge(amina)
    form = await world.press(amina, receipt, "Edit")
    seen = await world.send(amina, form, action="x" + " " * 20 + "y")
    assert "too short" in seen.text
    assert world.rows("SELECT action FROM pledge") == [(GOOD,)]

    form = await world.press(amina, seen, "Open the form again")
    assert form.fields["action"] == "x" + " " * 20 + "y"
    seen = await world.send(amina, form, action="I will cook twice a week")
    assert "P-0001 is changed and saved." in seen.text
    assert world.rows("SELECT action FROM pledge") == [("I will cook twice a week",)]


LIVE = {
    "mentions": "I will tell @everyone and @here and <@123456789012345678> and <@&1234567890123>",
    "channels": "I will write in <#123456789012345678> and on <t:1618953630:R>",
    "invites": "Come to discord.gg/abc or https://discord.com/invite/abc or DISCORDAPP.COM/invite",
    "masked": "Read [the council’s own page](https://evil.example) and [x](<https://e.example>)",
    "heading": "# I will shout\n## and again\n-# and whisper\n> and quote\n>>> and all",
    "lists": "- one thing I do\n* another\n1. a third\n+ a fourth",
    "marks": "**bold** __line__ ~~gone~~ ||spoiler|| `code` *slanted*",
    "fence": "```ansi\n\u0041 long block of code\n```",
    "emoji": "I will smile <:pepe:123456789012345678> <a:dance:123456789012345678> daily",
}


def is_inert(text: str) -> bool:
    """Whether nothing that Discord would make something of is left in ``text``."""
    bare = text.replace("\\\\", "")
    unescaped = [
        mark
        for mark in ("**", "__", "~~", "||", "`", "<@", "<#", "<t:", "<:", "<a:", "[", "](http")
        if any(
            bare[at : at + len(mark)] == mark and (at == 0 or bare[at - 1] != "\\")
            for at in range(len(bare))
        )
    ]
    lowered = text.lower()
    live = [
        word for word in ("@everyone", "@here", "discord.gg", "discord.com/in") if word in lowered
    ]
    started = [
        line
        for line in text.split("\n")
        if line.startswith(("# ", "## ", "-# ", ">", "- ", "* ", "+ ", "1. "))
    ]
    return not (unescaped or live or started)


def quoted(text: str) -> str:
    """What stands in quotation, without the marks of it."""
    return "\n".join(line[2:] for line in text.split("\n") if line.startswith("> "))


@pytest.mark.parametrize("kind", LIVE)
async def test_what_people_type_is_shown_letter_for_letter_and_does_nothing(
    open_world: World, kind: str
) -> None:
    amina = await open_world.join()
    receipt = await open_world.pledge(
        amina, LIVE[kind], first_step=LIVE[kind].replace("\n", " ")[:200]
    )
    await open_world.wait(10)
    (post,) = open_world.wall_posts()

    for text in (receipt.text, *texts_of(post)):
        assert not text or is_inert(quoted(text)), quoted(text)
    assert is_inert(receipt.text.split("\n", 1)[1].replace("> ", ""))
    assert open_world.one("SELECT action FROM pledge") == LIVE[kind]


async def test_nothing_that_the_bot_sends_alerts_anybody(open_world: World) -> None:
    amina, ben = await open_world.join(name="Amina"), await open_world.join(name="Ben")
    words = f"I will tell @everyone, <@{ben.id}> and <@&{open_world.guild.roles['Organiser'].id}>"
    await open_world.shown(amina, words)
    await open_world.type(amina, "pledge show", reference="P-0001")

    sent = [
        request.json
        for request in open_world.env.http_requests
        if request.method in {"POST", "PATCH"} and isinstance(request.json, dict)
    ]
    with_words = [body for body in sent if "I will tell" in str(body)]
    assert with_words
    for body in with_words:
        body = body.get("data") or body
        assert body.get("allowed_mentions") == {"parse": []}, body
    for messages in open_world.env.backend.messages.values():
        for message in messages.values():
            assert not message.ping_user_ids
            assert not message.ping_role_ids
            assert not message.mention_everyone
