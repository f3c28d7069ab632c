"""A restart in the middle of anything: nothing lost, nothing twice."""

from __future__ import annotations

from db.store import Transaction
from tests.world import World

WORDS = "I will cook for my neighbours once a week"


async def forget_that_it_was_sent(world: World) -> None:
    """The file as a crash leaves it between sending the wall's message and keeping its id."""

    def work(tx: Transaction) -> None:
        tx.execute(
            "UPDATE posted_message SET state = 'sending', message_id = NULL WHERE purpose = 'wall'"
        )

    await world.store.write(work)


def syncs(world: World) -> int:
    return sum(
        request.method == "PUT" and request.path.endswith("/commands")
        for request in world.env.http_requests
    )


async def test_a_form_that_was_open_is_saved_when_it_is_sent(world: World) -> None:
    amina = await world.join()
    form = await world.type(amina, "pledge make")
    await world.restart()
    seen = await world.send(amina, form, theme="food", action=WORDS)
    assert "Its reference is P-0001" in seen.text
    assert world.rows("SELECT action FROM pledge") == [(WORDS,)]


async def test_every_other_open_form_is_taken_too(world: World) -> None:
    amina, nia = await world.join(), world.person("Nia")
    receipt = await world.pledge(amina)
    joining = await world.type(nia, "join")
    edit = await world.press(amina, receipt, "Edit")
    detail = await world.press(amina, receipt, "Add detail")
    hide = await world.press(world.manager, await world.type(world.manager, "review"), "Hide…")
    await world.restart()
    assert "You have joined" in (await world.send(nia, joining, kind="other")).text
    edited = await world.send(amina, edit, action="I will cook twice a week")
    assert "is changed and saved" in edited.text
    assert "is saved" in (await world.send(amina, detail, measure="Forty meals")).text
    hidden = await world.send(world.manager, hide, reason="Please leave out the street.")
    assert "P-0001 is hidden" in hidden.text


async def test_every_button_from_before_works_after(world: World) -> None:
    amina, ben = await world.join(name="Amina"), await world.join(name="Ben")
    await world.shown(amina)
    receipt = await world.pledge(amina, "I will walk to work on Fridays")
    card = await world.type(world.manager, "review")
    refused = await world.pledge(ben, "x" + " " * 15)
    await world.restart()

    assert "Thank you" in (await world.press(ben, world.wall_posts()[0], "I can help")).text
    assert (await world.press(amina, receipt, "Edit")).fields["theme"] == "food"
    assert (
        "P-0002 is on the wall" in (await world.press(world.manager, card, "Show on the wall")).text
    )
    form = await world.press(ben, refused, "Open the form again")
    assert form.fields["action"] == "x" + " " * 15
    form = await world.press(world.person(), world.panel, "Join the summit")
    assert form.form["title"] == "Join the summit"


async def test_the_queue_for_the_wall_goes_on_and_posts_nothing_twice(open_world: World) -> None:
    amina = await open_world.join()
    for number in range(1, 31):
        await open_world.pledge(amina, f"I will do good thing number {number}. " + "x" * 500)
    for _ in range(4):
        await open_world.wait(2)
        await open_world.restart()
    await open_world.wait(60)
    text = open_world.wall_text()
    assert [text.count(f"**P-{n:04d}**") for n in range(1, 31)] == [1] * 30
    assert "**30 pledges**" in open_world.summary_text()


async def test_what_was_sent_and_not_kept_is_found_and_not_sent_again(open_world: World) -> None:
    amina = await open_world.join()
    await open_world.pledge(amina)
    await open_world.pledge(amina, "I will walk to work on Fridays")
    await open_world.wait(10)
    (post,) = open_world.wall_posts()
    await forget_that_it_was_sent(open_world)

    await open_world.restart()
    await open_world.wait(10)

    assert [message.id for message in open_world.wall_posts()] == [post.id]
    assert open_world.rows(
        "SELECT state, message_id FROM posted_message WHERE purpose = 'wall'"
    ) == [("posted", post.id)]


async def test_what_was_kept_and_never_sent_is_sent_once(open_world: World) -> None:
    amina = await open_world.join()
    await open_world.shown(amina)
    await forget_that_it_was_sent(open_world)
    open_world.env.backend.delete_message(open_world.wall.id, open_world.wall_posts()[0].id)

    await open_world.restart()
    await open_world.wait(20)

    assert open_world.wall_text().count(WORDS) == 1
    assert len(open_world.wall_posts()) == 1


async def test_words_hidden_after_a_crash_are_taken_off_the_wall(open_world: World) -> None:
    amina = await open_world.join()
    await open_world.shown(amina)
    await forget_that_it_was_sent(open_world)
    await open_world.hide("Please leave out the street.")

    await open_world.restart()
    await open_world.wait(20)

    assert WORDS not in open_world.read_by(amina)


async def test_words_withdrawn_after_a_crash_are_taken_off_the_wall(open_world: World) -> None:
    amina = await open_world.join()
    await open_world.shown(amina)
    await forget_that_it_was_sent(open_world)
    mine = await open_world.type(amina, "pledge show", reference="P-0001")
    question = await open_world.press(amina, mine, "Withdraw")
    await open_world.press(amina, question, "Yes, withdraw it")

    await open_world.restart()
    await open_world.wait(20)

    assert WORDS not in open_world.read_by(amina)
    assert open_world.wall_text().count("P-0001") == 1


async def test_a_panel_that_was_being_sent_is_not_doubled(world: World) -> None:
    await world.store.write(
        lambda tx: tx.execute("UPDATE posted_message SET state = 'sending', message_id = NULL")
    )
    await world.restart()
    await world.wait(30)
    for channel in (world.welcome, world.wall, world.organisers):
        assert len([m for m in channel.history() if m.components]) == 1
    assert world.rows("SELECT DISTINCT state FROM posted_message") == [("posted",)]


async def test_the_commands_are_sent_to_discord_once(world: World) -> None:
    assert syncs(world) == 1
    await world.restart()
    await world.restart()
    assert syncs(world) == 1
    assert "join" in world.person().available_commands(world.general)


async def test_the_summit_is_known_after_a_restart(world: World) -> None:
    await world.restart()
    amina = await world.join()
    assert "P-0001" in (await world.pledge(amina)).text
    assert "Attendee" in world.roles_of(amina)
