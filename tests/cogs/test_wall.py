"""The pledge wall: shown pledges, at a pace, with the ways to stand by them."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.world import World, routes_of, texts_of

WORDS = "I will cook for my neighbours once a week"


def requests_on_the_wall(world: World) -> int:
    path = f"/channels/{world.wall.id}/messages"
    return sum(
        request.method in {"POST", "PATCH", "DELETE"} and request.path.startswith(path)
        for request in world.env.http_requests
    )


async def test_with_moderation_before_nothing_shows_until_an_organiser_says_so(
    world: World,
) -> None:
    amina = await world.join()
    await world.pledge(amina)
    await world.wait(30)
    assert WORDS not in world.read_by(world.manager)
    assert "**0 pledges**" in world.summary_text()

    seen = await world.decide("Show on the wall")
    assert "P-0001 is on the wall" in seen.text
    await world.wait(10)

    assert f"**P-0001** · Amina Khan · Food for all\n> {WORDS}" in world.wall_text()
    assert "**1 pledge**" in world.summary_text()


async def test_with_moderation_after_a_pledge_shows_at_once(open_world: World) -> None:
    amina = await open_world.join()
    await open_world.pledge(amina)
    await open_world.wait(5)
    assert f"> {WORDS}" in open_world.wall_text()


async def test_each_pledge_on_the_wall_has_its_two_buttons(open_world: World) -> None:
    amina = await open_world.join()
    for number in range(4):
        await open_world.pledge(amina, f"I will do good thing number {number}")
    await open_world.wait(20)
    pressed = [route for post in open_world.wall_posts() for route in routes_of(post)]
    ids = [row[0] for row in open_world.rows("SELECT id FROM pledge ORDER BY number")]
    assert pressed == [
        f"wall.{support}:{pledge_id}" for pledge_id in ids for support in ("too", "help")
    ]


async def test_several_pledges_go_into_one_message_when_many_wait(open_world: World) -> None:
    amina = await open_world.join()
    for number in range(1, 21):
        await open_world.pledge(amina, f"I will do good thing number {number}")
    await open_world.wait(30)
    posts = open_world.wall_posts()
    assert len(posts) <= 6
    text = open_world.wall_text()
    assert [text.count(f"**P-{n:04d}**") for n in range(1, 21)] == [1] * 20
    assert text.index("P-0001") < text.index("P-0011") < text.index("P-0020")


async def test_the_wall_keeps_to_five_messages_in_five_seconds(open_world: World) -> None:
    amina, ben = await open_world.join(name="Amina"), await open_world.join(name="Ben")
    for number in range(30):
        await open_world.pledge(amina, f"I will do good thing number {number} " + "x" * 500)
    for (pledge_id,) in open_world.rows("SELECT id FROM pledge LIMIT 10"):
        await open_world.forge(ben, f"wall.too:{pledge_id}")
    counts: list[int] = []
    for _ in range(40):
        counts.append(requests_on_the_wall(open_world))
        await open_world.wait(1)
    in_five = [later - earlier for earlier, later in zip(counts, counts[5:], strict=False)]
    assert max(in_five) <= 5
    assert max(in_five) >= 3, "the wall should use the pace that it may"
    assert open_world.one("SELECT count(*) FROM pledge WHERE wall_id IS NULL") == 0


async def test_the_summary_counts_right_and_changes_at_most_every_few_seconds(
    open_world: World,
) -> None:
    amina = await open_world.join(kind="resident")
    bea = await open_world.join(name="Bea", kind="business", organisation="Bea’s Bakery")
    summary = open_world.wall.pinned_messages()[0]
    path = f"/channels/{open_world.wall.id}/messages/{summary.id}"

    def edits() -> int:
        return sum(
            request.method == "PATCH" and request.path == path
            for request in open_world.env.http_requests
        )

    await open_world.wait(10)
    before = edits()
    for number in range(20):
        await open_world.pledge(
            (amina, bea)[number % 2],
            f"I will do good thing number {number}",
            theme="food" if number < 15 else "health",
        )
        await open_world.wait(1)
    assert edits() - before <= 20 / 4
    await open_world.wait(30)

    assert open_world.summary_text().split("\n")[1:] == [
        "## Pledge wall",
        "**20 pledges**",
        "Food for all: 15",
        "Health and care: 5",
        "By maker: resident 10 · business 10",
    ]
    still = edits()
    await open_world.wait(30)
    assert edits() == still, "nothing changed, so nothing is drawn again"


async def test_the_summary_follows_hidden_and_withdrawn_pledges(open_world: World) -> None:
    amina = await open_world.join()
    receipt = await open_world.pledge(amina)
    await open_world.pledge(amina, "I will walk to work on Fridays")
    await open_world.pledge(amina, "I will plant one tree each month")
    await open_world.wait(10)
    assert "**3 pledges**" in open_world.summary_text()
    question = await open_world.press(amina, receipt, "Withdraw")
    await open_world.press(amina, question, "Yes, withdraw it")
    await open_world.hide()
    await open_world.wait(10)
    assert "**1 pledge**" in open_world.summary_text()


# ------------------------------------------------------------------ standing by a pledge


async def test_standing_by_a_pledge_is_counted_once_and_shown(open_world: World) -> None:
    amina, ben = await open_world.join(name="Amina"), await open_world.join(name="Ben")
    cleo = await open_world.join(name="Cleo")
    await open_world.shown(amina)
    (post,) = open_world.wall_posts()

    seen = await open_world.press(ben, post, "I’ll do this too")
    assert "Thank you. You said that you will do P-0001 too." in seen.text
    again = await open_world.press(ben, post, "I’ll do this too")
    assert "That was counted before." in again.text
    await open_world.press(cleo, post, "I’ll do this too")
    await open_world.press(ben, post, "I can help")
    await open_world.wait(10)

    assert "2 people will do this too · 1 can help" in open_world.wall_text()
    assert "Ben" not in open_world.read_by(amina), "supporters are not named"
    assert open_world.rows("SELECT too_count, help_count FROM pledge") == [(2, 1)]
    assert set(open_world.rows("SELECT user_id, support FROM supporter")) == {
        (ben.id, "too"),
        (ben.id, "help"),
        (cleo.id, "too"),
    }


async def test_support_can_be_taken_back_once(open_world: World) -> None:
    amina, ben = await open_world.join(name="Amina"), await open_world.join(name="Ben")
    await open_world.shown(amina)
    seen = await open_world.press(ben, open_world.wall_posts()[0], "I can help")
    later = await open_world.press(ben, open_world.wall_posts()[0], "I can help")

    back = await open_world.press(ben, seen, "Take it back")
    assert "Taken back. You no longer stand by P-0001." in back.text
    twice = await open_world.press(ben, later, "Take it back")
    assert "nothing was changed" in twice.text
    await open_world.wait(10)

    assert "can help" not in open_world.wall_text()
    assert open_world.rows("SELECT help_count FROM pledge") == [(0,)]
    assert open_world.rows("SELECT event FROM pledge_log ORDER BY id") == [
        ("made",),
        ("supported",),
        ("support_taken_back",),
    ]


async def test_nobody_stands_by_their_own_pledge(open_world: World) -> None:
    amina = await open_world.join()
    await open_world.shown(amina)
    seen = await open_world.press(amina, open_world.wall_posts()[0], "I’ll do this too")
    assert seen.text == "P-0001 is your own pledge, so you already stand by it."
    assert open_world.rows("SELECT * FROM supporter") == []


async def test_who_has_not_joined_joins_first_and_is_then_counted(open_world: World) -> None:
    amina = await open_world.join()
    await open_world.shown(amina)
    newcomer = open_world.person("Nia", roles=("Attendee",))
    seen = await open_world.press(newcomer, open_world.wall_posts()[0], "I can help")
    assert "One more step: join the summit." in seen.text
    assert open_world.rows("SELECT * FROM supporter") == []

    form = await open_world.press(newcomer, seen, "Join the summit")
    seen = await open_world.send(newcomer, form, kind="resident")

    assert "You said that you can help with P-0001." in seen.text
    assert open_world.rows("SELECT user_id, support FROM supporter") == [(newcomer.id, "help")]


@pytest.mark.parametrize("then", ["support-too", "support-help-", "support", "draft-", "x-1"])
async def test_a_joining_form_with_a_wrong_errand_joins_all_the_same(
    world: World, then: str
) -> None:
    amina = world.person("Amina")
    seen = await world.forge(
        amina, f"join:{then}", fields={"name": "Amina", "kind": "resident", "publish_name": "no"}
    )
    assert "You have joined" in seen.text
    assert world.one("SELECT count(*) FROM attendee") == 1


async def test_a_pledge_that_is_not_on_the_wall_cannot_be_stood_by(world: World) -> None:
    amina, ben = await world.join(name="Amina"), await world.join(name="Ben")
    await world.pledge(amina)
    seen = await world.forge(ben, f"wall.too:{world.pledge_id()}")
    assert seen.text == "P-0001 is not on the wall at the moment."
    assert world.rows("SELECT * FROM supporter") == []


# ------------------------------------------------------------------ changes on the wall


async def test_words_that_others_stand_by_are_locked_and_an_edit_shows(
    open_world: World,
) -> None:
    amina, ben = await open_world.join(name="Amina"), await open_world.join(name="Ben")
    await open_world.shown(amina)
    await open_world.press(ben, open_world.wall_posts()[0], "I’ll do this too")
    mine = await open_world.type(amina, "pledge show", reference="P-0001")
    seen = await open_world.send(
        amina, await open_world.press(amina, mine, "Edit"), action="I will cook once a month"
    )
    assert "the wall says “edited” and keeps the earlier words" in seen.text
    await open_world.wait(10)

    assert "**P-0001** · Amina · Food for all · edited" in open_world.wall_text()
    assert "I will cook once a month" in open_world.wall_text()
    other = await open_world.type(ben, "pledge show", reference="P-0001")
    assert f"Before (version 1):\n> {WORDS}" in other.text
    assert open_world.rows("SELECT version, action FROM pledge_version") == [(1, WORDS)]
    assert open_world.one("SELECT version FROM pledge") == 2
    assert ben.user.dm_channel.history() == [], "supporters are told by the wall"


async def test_before_anybody_stands_by_it_an_edit_is_no_new_version(open_world: World) -> None:
    amina = await open_world.join()
    await open_world.shown(amina)
    mine = await open_world.type(amina, "pledge show", reference="P-0001")
    await open_world.send(
        amina, await open_world.press(amina, mine, "Edit"), action="I will cook once a month"
    )
    await open_world.wait(10)
    assert "I will cook once a month" in open_world.wall_text()
    assert "edited" not in open_world.wall_text()
    assert WORDS not in open_world.read_by(amina)


async def test_an_edit_in_a_summit_that_checks_first_leaves_the_wall_until_looked_at(
    world: World,
) -> None:
    amina = await world.join()
    await world.shown(amina)
    mine = await world.type(amina, "pledge show", reference="P-0001")
    seen = await world.send(
        amina, await world.press(amina, mine, "Edit"), action="Buy cheap watches from me now"
    )
    assert "An organiser looks at it before it is on the wall again." in seen.text
    await world.wait(10)
    assert "P-0001" not in world.read_by(amina)
    await world.decide()
    await world.wait(10)
    assert "Buy cheap watches from me now" in world.wall_text()


async def test_a_hidden_pledge_is_gone_from_everything_public(open_world: World) -> None:
    amina, ben = await open_world.join(name="Amina"), await open_world.join(name="Ben")
    await open_world.shown(amina, "I will say something unkind about Bob")
    await open_world.shown(amina, "I will walk to work on Fridays")
    assert "unkind" in open_world.read_by(ben)

    await open_world.hide()
    await open_world.wait(10)

    for reader in (ben, open_world.manager, open_world.person()):
        assert "unkind" not in open_world.read_by(reader)
    assert "I will walk to work on Fridays" in open_world.wall_text()
    assert "unkind" not in (await open_world.type(ben, "pledge wall")).text


async def test_hidden_words_are_gone_even_when_they_shared_a_message(open_world: World) -> None:
    amina = await open_world.join()
    await open_world.pledge(amina, "I will say something unkind about Bob")
    await open_world.pledge(amina, "I will walk to work on Fridays")
    await open_world.wait(10)
    (post,) = open_world.wall_posts()
    await open_world.hide()
    await open_world.wait(10)
    (after,) = open_world.wall_posts()
    assert after.id == post.id
    assert "unkind" not in open_world.wall_text()
    assert "Fridays" in open_world.wall_text()


async def test_a_hidden_pledge_that_is_shown_again_is_back(open_world: World) -> None:
    amina = await open_world.join()
    await open_world.shown(amina)
    await open_world.hide()
    await open_world.wait(10)
    assert WORDS not in open_world.wall_text()

    card = await open_world.type(open_world.manager, "pledge show", reference="P-0001")
    await open_world.press(open_world.manager, card, "Show on the wall")
    await open_world.wait(10)

    assert open_world.wall_text().count(WORDS) == 1


async def test_a_pledge_that_was_looked_at_can_still_be_hidden(open_world: World) -> None:
    amina = await open_world.join()
    await open_world.shown(amina)
    await open_world.decide("Leave it on the wall")
    card = await open_world.type(open_world.manager, "pledge show", reference="P-0001")
    form = await open_world.press(open_world.manager, card, "Hide…")
    await open_world.send(open_world.manager, form, reason="Somebody complained about it.")
    await open_world.wait(10)
    assert WORDS not in open_world.read_by(open_world.manager)


async def test_a_withdrawn_pledge_leaves_its_number_and_no_words(open_world: World) -> None:
    amina, ben = await open_world.join(name="Amina"), await open_world.join(name="Ben")
    await open_world.shown(amina)
    mine = await open_world.type(amina, "pledge show", reference="P-0001")
    question = await open_world.press(amina, mine, "Withdraw")
    await open_world.press(amina, question, "Yes, withdraw it")
    await open_world.wait(10)
    assert WORDS not in open_world.read_by(ben)
    assert "**P-0001** · withdrawn by its maker" in open_world.wall_text()
    assert [route for post in open_world.wall_posts() for route in routes_of(post)] == []


async def test_a_message_deleted_by_hand_is_posted_again_with_the_next_change(
    open_world: World,
) -> None:
    amina, ben = await open_world.join(name="Amina"), await open_world.join(name="Ben")
    await open_world.shown(amina)
    (post,) = open_world.wall_posts()
    open_world.env.backend.delete_message(open_world.wall.id, post.id)

    seen = await open_world.type(ben, "pledge show", reference="P-0001")
    await open_world.press(ben, seen, "I can help")
    await open_world.wait(15)

    assert open_world.wall_text().count(WORDS) == 1
    assert "1 can help" in open_world.wall_text()


async def test_messages_deleted_by_hand_are_posted_again_by_setup(open_world: World) -> None:
    amina = await open_world.join()
    await open_world.shown(amina)
    open_world.env.backend.delete_message(open_world.wall.id, open_world.wall_posts()[0].id)
    await open_world.set_up()
    await open_world.wait(15)
    assert open_world.wall_text().count(WORDS) == 1


async def test_a_wall_channel_deleted_by_hand_stops_nothing_and_setup_brings_it_back(
    open_world: World,
) -> None:
    amina = await open_world.join()
    await open_world.shown(amina, "I made this pledge before")
    open_world.env.backend.delete_channel(open_world.wall.id)

    receipt = await open_world.pledge(amina, "I made this pledge meanwhile")
    assert "P-0002" in receipt.text
    await open_world.wait(10)
    assert any("run /summit setup" in line for line in open_world.log.lines)
    lines = len(open_world.log.lines)
    await open_world.wait(60)
    assert len(open_world.log.lines) - lines <= 6, "it must not fill the log"

    seen = await open_world.set_up()
    assert "Made: #pledge-wall." in seen.text
    await open_world.pledge(amina, "I made this pledge after")
    await open_world.wait(60)

    text = open_world.wall_text()
    assert [
        text.count(f"I made this pledge {when}") for when in ("before", "meanwhile", "after")
    ] == [
        1,
        1,
        1,
    ]
    assert "**3 pledges**" in open_world.summary_text()


async def test_a_new_plan_with_another_name_renames_the_wall_and_its_pledges_stay(
    open_world: World,
) -> None:
    amina = await open_world.join()
    await open_world.shown(amina)
    old = open_world.wall
    text = open_world.plan_file.read_text(encoding="utf-8")
    open_world.plan_file.write_text(
        text.replace('"pledge-wall"', '"our-pledges"'), encoding="utf-8"
    )
    await open_world.set_up()
    await open_world.wait(60)
    new = open_world.guild.channels["our-pledges"]
    assert new.id == old.id
    assert "pledge-wall" not in [one.name for one in open_world.bot.get_all_channels()]
    read = "\n".join(text for message in new.history() for text in texts_of(message))
    assert read.count(WORDS) == 1


async def test_discords_trouble_with_the_wall_passes_and_nothing_is_lost(
    open_world: World,
) -> None:
    open_world.env.inject_error(
        "POST", f"/channels/{open_world.wall.id}/messages", status=503, times=2
    )
    amina = await open_world.join()
    await open_world.pledge(amina)
    await open_world.wait(120)
    assert open_world.wall_text().count(WORDS) == 1
    assert Counter(open_world.rows("SELECT state FROM posted_message"))[("sending",)] == 0


async def test_a_panel_deleted_by_hand_comes_back_with_the_next_count(open_world: World) -> None:
    for channel in (open_world.wall, open_world.organisers):
        open_world.env.backend.delete_message(channel.id, channel.pinned_messages()[0].id)
    await open_world.pledge(await open_world.join())
    await open_world.wait(20)
    for channel in (open_world.wall, open_world.organisers):
        assert len(channel.pinned_messages()) == 1
