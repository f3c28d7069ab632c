"""“Keep as an output”: by a message's menu or its link; whoever wrote it is asked."""

from __future__ import annotations

from typing import Any

import discord
import pytest
from simcord.actors import MemberActor

from cogs.quotes.cog import MENU
from tests.cogs.test_breakouts import begun, crowd, day
from tests.cogs.test_control import control, fay
from tests.cogs.test_report_outs import of_group
from tests.world import Seen, World, routes_of

__all__ = ["day"]

WORDS = "The bus stops running at *six*"


async def wrote(world: World, member: MemberActor, words: str = WORDS) -> discord.Message:
    await world.wait(10)
    return await member.send(world.guild.channels["food"], words)


async def menu(world: World, member: MemberActor, message: Any, room: str = "food") -> Seen:
    channel = world.guild.channels[room]
    return world.seen(await member.context_menu(channel, MENU, message))


async def keep(world: World, member: MemberActor, message: Any, **fields: str) -> Seen:
    form = await menu(world, member, message)
    return await world.send(member, form, **({"kind": "barrier"} | fields))


def link(world: World, message: discord.Message) -> str:
    return f"https://discord.com/channels/{world.guild.id}/{message.channel.id}/{message.id}"


async def letter(world: World, member: MemberActor) -> discord.Message:
    await world.wait(10)
    found = [one for one in member.user.dm_channel.history() if "quote.say" in str(routes_of(one))]
    return found[0]


async def test_a_message_is_kept_and_its_author_gives_their_name(day: World) -> None:
    amina, facilitator = await day.join(), await fay(day)
    message = await wrote(day, amina)
    form = await menu(day, facilitator, message)
    assert form.fields == {"note": WORDS, "kind": "idea", "theme": "-"}
    seen = await day.send(facilitator, form, kind="barrier", theme="food")
    assert "**The message is kept as N-1, without a name.**" in seen.text
    assert "> The bus stops running at \\*six\\*" in seen.text
    assert day.rows("SELECT author_id, named, kind, theme, words FROM output") == [
        (amina.id, 0, "barrier", "food", WORDS)
    ]
    asked = await letter(day, amina)
    assert link(day, message) in asked.content
    assert "bus" not in asked.content
    seen = await day.press(amina.user, asked, "Show my name")
    assert "N-1 stands with your name:** Amina Khan." in seen.text
    notes = await day.type(facilitator, "notes", day.guild.channels["food"])
    assert "Amina Khan" in notes.text
    await day.restart()
    seen = await day.press(amina.user, asked, "Keep it without my name")
    assert "N-1 stays without your name." in seen.text
    assert day.one("SELECT named FROM output") == 0


async def test_what_its_author_does_not_want_is_erased_and_not_kept_again(day: World) -> None:
    amina, facilitator = await day.join(), await fay(day)
    message = await wrote(day, amina)
    await keep(day, facilitator, message)
    seen = await day.press(amina.user, await letter(day, amina), "Do not keep it")
    assert "**N-1 is erased.**" in seen.text
    assert day.one("SELECT count(*) FROM output") == 0
    seen = await menu(day, facilitator, message)
    assert "does not want it kept" in seen.text


async def test_where_direct_messages_are_closed_a_private_thread_asks(day: World) -> None:
    amina, facilitator = await day.join(), await fay(day)
    message = await wrote(day, amina)
    day.env.inject_error("POST", "/users/@me/channels", status=403, code=50007, times=None)
    await keep(day, facilitator, message)
    await day.wait(10)
    assert day.one("SELECT state FROM letter WHERE buttons LIKE '%quote.say%'") == "thread"


async def test_the_same_message_twice_says_that_it_is_kept(day: World) -> None:
    amina, facilitator = await day.join(), await fay(day)
    message = await wrote(day, amina)
    other = await menu(day, facilitator, message)
    await keep(day, facilitator, message)
    await day.deliver_again()
    seen = await menu(day, facilitator, message)
    assert "This message is kept already, as N-1, so nothing was added." in seen.text
    seen = await day.send(facilitator, other)
    assert "kept already, as N-1" in seen.text
    assert day.one("SELECT count(*) FROM output") == 1


async def test_a_long_message_is_shortened_and_not_cut(day: World) -> None:
    amina, facilitator = await day.join(), await fay(day)
    long = "The bus " * 99 + "The bus"
    form = await menu(day, facilitator, await wrote(day, amina, long))
    assert form.fields["note"] == long
    seen = await day.send(facilitator, form)
    assert "The note is too long: it can have 500 characters at most." in seen.text
    form = await day.press(facilitator, seen, "Open the form again")
    assert form.fields["note"] == long
    seen = await day.send(facilitator, form, note="The bus, again and again")
    assert "The message is kept as N-1" in seen.text


async def test_a_picture_and_the_bot_s_own_words_are_not_kept(day: World) -> None:
    amina, facilitator = await day.join(), await fay(day)
    await day.wait(10)
    picture = await amina.send(
        day.guild.channels["food"], "", attachments=[("bus.png", b"not a real picture")]
    )
    seen = await menu(day, facilitator, picture)
    assert "That message has no words, only a picture or a file" in seen.text
    seen = await menu(day, facilitator, control(day))
    assert "Only what people wrote themselves can be kept." in seen.text


async def test_a_facilitator_s_own_message_asks_at_once(day: World) -> None:
    facilitator = await fay(day)
    await day.join(facilitator, name="Fay")
    seen = await keep(day, facilitator, await wrote(day, facilitator))
    assert "You wrote it yourself" in seen.text
    seen = await day.press(facilitator, seen, "Show my name")
    assert "stands with your name:** Fay." in seen.text
    assert day.one("SELECT count(*) FROM letter WHERE buttons LIKE '%quote%'") == 0


async def test_an_author_who_has_not_joined_stays_nameless(day: World) -> None:
    sid, facilitator = day.person("Sid", roles=("Attendee",)), await fay(day)
    await keep(day, facilitator, await wrote(day, sid))
    asked = await letter(day, sid)
    seen = await day.press(sid.user, asked, "Show my name")
    assert "A name can stand there only of people who have joined." in seen.text
    await day.join(sid, name="Sid")
    seen = await day.press(sid.user, asked, "Show my name")
    assert "stands with your name:** Sid." in seen.text


async def test_what_a_group_wrote_in_its_thread_can_be_kept(day: World) -> None:
    people, facilitator = await crowd(day, 4, voice=False), await fay(day)
    await begun(day, facilitator, by="count", number="2", minutes="12")
    (thread,) = [
        one for one in day.guild.channels["food"].threads if "group 1 " in (one.name or "")
    ]
    writer = of_group(day, people, 1)[0]
    message = await writer.send(thread, WORDS)
    form = await day.type(facilitator, "keep", day.guild.channels["food"], link=link(day, message))
    seen = await day.send(facilitator, form, note=WORDS)
    assert "The message is kept as N-1" in seen.text
    assert day.one("SELECT session FROM output") == "food"
    assert day.one("SELECT author_id FROM output") == writer.id


async def test_by_its_link_with_its_words_pasted(day: World) -> None:
    amina, facilitator = await day.join(), await fay(day)
    message = await wrote(day, amina)
    words = await day.press(facilitator, control(day), "Notes and questions…")
    form = await day.press(facilitator, words, "Keep a message…")
    seen = await day.send(facilitator, form, link="https://example.org", note=WORDS)
    assert "That is not a link to a message in this server." in seen.text
    form = await day.press(facilitator, seen, "Open the form again")
    assert form.fields["note"] == WORDS
    seen = await day.send(facilitator, form, link=link(day, message))
    assert "The message is kept as N-1, without a name." in seen.text
    assert (await letter(day, amina)).content.startswith("**Something you wrote at")


async def test_a_link_that_leads_nowhere_or_elsewhere(day: World) -> None:
    amina, facilitator = await day.join(), await fay(day)
    message = await wrote(day, amina)
    elsewhere = await amina.send(day.general, WORDS)
    base = f"https://discord.com/channels/{day.guild.id}"
    for wanted, says in (
        (f"{base}/{message.channel.id}/1456000000000000000", "not there any more"),
        (f"{base}/999/{message.id}", "not there any more"),
        (link(day, elsewhere), "not in a room of the programme"),
    ):
        form = await day.type(facilitator, "keep", day.general, link=wanted)
        seen = await day.send(facilitator, form, note=WORDS)
        assert says in seen.text, wanted
    assert day.one("SELECT count(*) FROM output") == 0


async def test_a_message_that_its_author_deleted_meanwhile_is_not_kept(day: World) -> None:
    amina, facilitator = await day.join(), await fay(day)
    message = await wrote(day, amina)
    form = await menu(day, facilitator, message)
    await amina.delete(message)
    seen = await day.send(facilitator, form)
    assert "That message is not there any more, so it was not kept." in seen.text


@pytest.mark.parametrize("who", ["attendee", "other facilitator", "organiser"])
async def test_who_may_keep(day: World, who: str) -> None:
    amina = await day.join()
    await fay(day)
    message = await wrote(day, amina)
    if who == "attendee":
        member, says = await day.join(name="Ann"), "Only facilitators"
    elif who == "other facilitator":
        member, says = day.person("Rob", roles=("Facilitator",)), "This is not your room."
    else:
        seen = await keep(day, await day.organiser(), message)
        assert "The message is kept as N-1" in seen.text
        return
    assert says in (await menu(day, member, message)).text
    fields = {"note": WORDS, "kind": "idea", "theme": "-", "link": link(day, message)}
    forged = f"quote.save:77:{message.channel.id}:{message.id}"
    assert says in (await day.forge(member, forged, fields=fields)).text
    assert says in (await day.forge(member, "quote.link:78", fields=fields)).text
    assert day.one("SELECT count(*) FROM output") == 0


async def test_nobody_answers_for_somebody_else(day: World) -> None:
    amina, facilitator = await day.join(), await fay(day)
    await keep(day, facilitator, await wrote(day, amina))
    ann = await day.join(name="Ann")
    for says in ("name", "noname", "not"):
        seen = await day.forge(ann, f"quote.say:{day.guild.id}:1:{says}")
        assert "somebody else wrote, so you cannot decide" in seen.text
    assert "no longer works" in (await day.forge(amina, f"quote.say:{day.guild.id}:1:x")).text
    assert "cannot decide" in (await day.forge(amina, "quote.say:5:1:name")).text
    assert day.rows("SELECT named FROM output") == [(0,)]
