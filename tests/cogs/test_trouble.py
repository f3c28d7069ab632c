"""When something is wrong: what people are told, what they get back, what the log says."""

from __future__ import annotations

import asyncio
import re
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

import db.store
from tests.world import REFERENCE, Seen, World

WORDS = "I will cook for my neighbours once a week"


@contextmanager
def held(world: World, seconds: float | None = None) -> Iterator[None]:
    """Another program holds the file, for so long or until the block ends."""
    holder = sqlite3.connect(world.path, isolation_level=None, check_same_thread=False)
    holder.execute("BEGIN IMMEDIATE")
    timer = None
    if seconds is not None:
        timer = threading.Timer(seconds, holder.execute, ("ROLLBACK",))
        timer.start()
    try:
        yield
    finally:
        if timer is not None:
            timer.join()
        holder.close()


def reference_in(seen: Seen) -> str:
    match = REFERENCE.search(seen.text)
    assert match is not None, seen.text
    return match[0]


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A store that gives up soon on a file that another program holds."""
    monkeypatch.setattr(db.store, "BUSY_SECONDS", 0.2)


@pytest.mark.usefixtures("impatient")
async def test_a_pledge_that_cannot_be_saved_is_told_with_the_words_to_copy(
    world: World,
) -> None:
    amina = await world.join()
    form = await world.type(amina, "pledge make")
    with held(world):
        seen = await world.send(
            amina, form, theme="food", action=f"{WORDS}\nand *more*", first_step="Ask on Monday"
        )
    assert seen.text.startswith("**This was not saved.** The summit’s database is busy.")
    assert f"```\n{WORDS}\nand *more*\nAsk on Monday\n```" in seen.text
    assert reference_in(seen) in "\n".join(world.expect_trouble())
    assert world.rows("SELECT * FROM pledge") == []

    # The same form can be sent again: Discord keeps it open, or the words are pasted into a new.
    again = await world.forge(
        amina, form.form["custom_id"], fields={"theme": "food", "action": WORDS, "from": "me"}
    )
    assert "Its reference is P-0001" in again.text


@pytest.mark.usefixtures("impatient")
async def test_everything_else_that_cannot_be_saved_is_told_too(open_world: World) -> None:
    amina, ben = await open_world.join(name="Amina"), await open_world.join(name="Ben")
    receipt = await open_world.pledge(amina)
    await open_world.wait(5)
    edit = await open_world.press(amina, receipt, "Edit")
    detail = await open_world.press(amina, receipt, "Add detail")
    question = await open_world.press(amina, receipt, "Withdraw")
    joining = await open_world.type(ben, "join")
    card = await open_world.type(open_world.manager, "review")
    hide = await open_world.press(open_world.manager, card, "Hide…")
    rows = open_world.rows("SELECT * FROM pledge"), open_world.rows("SELECT * FROM attendee")
    with held(open_world):
        answers = {
            "I will not be lost": await open_world.send(amina, edit, action="I will not be lost"),
            "Forty meals": await open_world.send(amina, detail, measure="Forty meals"),
            "Benjamin": await open_world.send(ben, joining, name="Benjamin"),
            "A kind reason": await open_world.send(
                open_world.manager, hide, reason="A kind reason"
            ),
            "": await open_world.press(amina, question, "Yes, withdraw it"),
            "\n": await open_world.press(ben, open_world.wall_posts()[0], "I can help"),
            " ": await open_world.press(open_world.manager, card, "Leave it on the wall"),
        }
    troubles = "\n".join(open_world.expect_trouble())
    for words, seen in answers.items():
        assert seen.text.startswith("**This was not saved.**"), words
        assert words.strip() in seen.text
        assert reference_in(seen) in troubles
    assert rows == (
        open_world.rows("SELECT * FROM pledge"),
        open_world.rows("SELECT * FROM attendee"),
    )


@pytest.mark.usefixtures("impatient")
async def test_words_that_would_close_the_box_around_them_stay_in_it(world: World) -> None:
    amina = await world.join()
    form = await world.type(amina, "pledge make")
    with held(world):
        seen = await world.send(amina, form, theme="food", action="```\n@everyone come here\n```")
    assert seen.text.count("```") == 2
    assert seen.text.rstrip().endswith("```")
    world.expect_trouble()


async def test_a_full_disk_is_named_and_what_was_told_as_saved_is_there(world: World) -> None:
    amina = await world.join()
    await world.store.write(
        lambda tx: tx.execute(
            f"PRAGMA max_page_count = {tx.execute('PRAGMA page_count').fetchone()[0]}"
        )
    )
    told = 0
    seen = await world.pledge(amina)
    while "Your pledge is saved" in seen.text:
        told += 1
        assert told < 200, "the disk never got full"
        seen = await world.pledge(amina, f"I will do good thing {told} " + "again and " * 50)
    assert "The computer that runs the bot has no disk space left." in seen.text
    assert f"I will do good thing {told} " in seen.text
    assert reference_in(seen) in "\n".join(world.expect_trouble())
    assert world.one("SELECT count(*) FROM pledge") == told


async def test_a_slow_store_is_answered_in_time_and_then_with_the_receipt(world: World) -> None:
    amina = await world.join()
    form = await world.type(amina, "pledge make")
    before = len(world.env.http_requests)
    world.meanwhile(2.0)
    with held(world, 0.5):
        seen = await world.send(amina, form, theme="food", action=WORDS)
    answers = [
        request.json
        for request in world.env.http_requests[before:]
        if request.path.endswith("/callback")
    ]
    # A private "thinking" answer first, before Discord's three seconds are over.
    assert [(body["type"], body["data"]["flags"]) for body in answers if body] == [(5, 64)]
    assert "Its reference is P-0001" in seen.text
    assert world.one("SELECT count(*) FROM pledge") == 1


async def keep_readers_busy(world: World) -> asyncio.Future[int]:
    """All of the store's readers have a long question for a moment, while time passes for the bot.

    What comes out is how many requests the bot had sent to Discord by the end of that.
    """
    long = """WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 500000000)
              SELECT count(*) FROM n"""
    busy = [asyncio.ensure_future(world.store.read(long)) for _ in range(2)]
    loop = asyncio.get_running_loop()
    over: asyncio.Future[int] = loop.create_future()

    def end() -> None:
        assert not any(task.done() for task in busy), "they have to be busy still"
        for task in busy:
            task.cancel()
        over.set_result(len(world.env.http_requests))

    await asyncio.sleep(0.05)
    world.meanwhile(2.9)  # Discord waits for three seconds
    loop.call_later(0.6, end)
    return over


async def test_suggestions_from_a_slow_store_are_an_empty_list_in_time(world: World) -> None:
    amina = await world.join()
    await world.pledge(amina)
    assert len(await amina.autocomplete(world.general, "pledge show", "reference", "")) == 1
    before = len(world.env.http_requests)
    over = await keep_readers_busy(world)
    found = await amina.autocomplete(world.general, "pledge show", "reference", "")
    assert found == []
    in_time = world.env.http_requests[before : await over]
    assert any(request.path.endswith("/callback") for request in in_time)
    assert len(await amina.autocomplete(world.general, "pledge show", "reference", "")) == 1


@pytest.mark.parametrize("command", ["pledge make", "join"])
async def test_a_form_opens_in_time_though_the_store_is_slow(world: World, command: str) -> None:
    amina = await world.join()
    before = len(world.env.http_requests)
    over = await keep_readers_busy(world)
    form = await world.type(amina, command)
    in_time = world.env.http_requests[before : await over]
    assert any(request.path.endswith("/callback") for request in in_time)
    if command == "pledge make":
        seen = await world.send(amina, form, theme="food", action=WORDS)
        assert "Its reference is P-0001" in seen.text


async def broken(world: World) -> None:
    """A table that every pledge is read with is gone."""
    await world.store.write(lambda tx: tx.execute("ALTER TABLE pledge RENAME TO elsewhere"))


async def test_suggestions_from_a_broken_store_are_an_empty_list(world: World) -> None:
    amina = await world.join()
    await broken(world)
    assert await amina.autocomplete(world.general, "pledge show", "reference", "1") == []
    world.expect_trouble()


async def test_what_cannot_be_read_is_told_with_a_reference_and_no_traceback(
    world: World,
) -> None:
    amina = await world.join()
    await broken(world)
    seen = await world.type(amina, "pledge mine")
    assert reference_in(seen) in "\n".join(world.expect_trouble())
    for word in ("Traceback", "sqlite", "SELECT", "NotRead", "no such table"):
        assert word not in seen.text
    # Nothing was to be saved, so nobody should worry that it was not.
    assert "not saved" not in seen.text


async def test_what_nobody_thought_of_is_told_with_a_reference_that_stands_in_the_log(
    world: World,
) -> None:
    amina = await world.join()
    await world.pledge(amina)
    await world.store.write(lambda tx: tx.execute("UPDATE pledge SET due = 'a day in May'"))
    seen = await world.type(amina, "pledge show", reference="P-0001")
    assert seen.text.startswith("Something went wrong on our side.")
    (trouble,) = [line for line in world.expect_trouble() if reference_in(seen) in line]
    assert "ValueError" in trouble
    assert str(amina.id) in trouble
    for word in ("Traceback", "ValueError", "May", ".py"):
        assert word not in seen.text


async def test_a_loop_that_fails_goes_on_afterwards(open_world: World) -> None:
    amina = await open_world.join()
    await open_world.pledge(amina)
    await broken(open_world)
    await open_world.wait(10)
    open_world.expect_trouble()
    await open_world.store.write(lambda tx: tx.execute("ALTER TABLE elsewhere RENAME TO pledge"))
    await open_world.wait(60)
    assert WORDS in open_world.wall_text()
    open_world.expect_trouble()


async def test_an_old_or_unknown_button_or_form_is_answered_kindly(world: World) -> None:
    amina = await world.join()
    strange = ["gone", "gone:1:2", "", ":", "pledge", "PLEDGE.NEW", "join.", "💥", "x" * 100]
    pressed = await world.forge_all(amina, strange)
    sent = await world.forge_all(amina, strange, fields={"action": "My words are here"})
    for seen in (*pressed.values(), *sent.values()):
        assert seen.text.startswith("This button or form is from an older message")


async def test_the_words_of_an_old_form_come_back_to_be_copied(world: World) -> None:
    amina = await world.join()
    seen = await world.forge(amina, "pledge.of.last.year", fields={"action": "My words are here"})
    assert "My words are here" in seen.text


ARGUMENTS = ["", ":1", ":abc", ":1:1", ":1:too", ":1:2:3:4", ":" + "9" * 30, "::"]


async def test_every_button_and_form_answers_whatever_it_carries(world: World) -> None:
    amina = await world.join()
    buttons, forms = world.bot.routes.names
    assert len(buttons) >= 15
    assert len(forms) >= 4
    for member in (amina, world.manager):
        for names, fields in ((buttons, None), (forms, {"x": "y"})):
            forged = [name + arguments for name in sorted(names) for arguments in ARGUMENTS]
            for custom_id, seen in (await world.forge_all(member, forged, fields=fields)).items():
                assert seen.result.modal or seen.text, custom_id
                assert not REFERENCE.search(seen.text), f"{custom_id}: {seen.text}"


async def test_a_menu_without_a_choice_and_with_too_many_answers(world: World) -> None:
    amina = await world.join()
    await world.pledge(amina)
    pledge_id = str(world.pledge_id())
    assert "older message" in (await world.forge(amina, "pledge.open", values=("x",))).text
    seen = await world.forge(amina, "pledge.open", values=(pledge_id, pledge_id))
    assert seen.text
    assert not REFERENCE.search(seen.text)


async def test_an_answer_that_discord_does_not_take_is_only_logged(world: World) -> None:
    amina = await world.join()
    form = await world.type(amina, "pledge make")
    world.env.inject_error(
        "POST", "/interactions/*/callback", status=404, code=10062, message="Unknown interaction"
    )
    await world.send(amina, form, theme="food", action=WORDS)
    # Saved all the same; sending the form again finds it.
    assert world.one("SELECT count(*) FROM pledge") == 1
    world.expect_trouble()


def test_a_reference_can_be_read_out() -> None:
    from bot.errors import new_reference

    for _ in range(200):
        assert re.fullmatch(r"E-[2-9A-HJKMNP-Z]{5}", new_reference())
