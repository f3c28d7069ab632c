"""The real bot on the wire: it logs in, syncs once, answers, resumes, and tells no secrets."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

import bot.client
from bot.client import SummitBot
from db.store import Store
from tests.wire.bare_bot import running
from tests.wire.entities import Member
from tests.wire.interactions import MODAL, REPLY, Interaction
from tests.wire.real_bot import SAVED, RealSummit, asked, ended, form, real_summit
from tests.wire.server import WireDiscord

ACTION = "We will run a community fridge at the library every Saturday."


@pytest.fixture
async def summit(wire: WireDiscord, tmp_path: Path) -> AsyncIterator[RealSummit]:
    async with real_summit(wire, tmp_path) as summit:
        yield summit


@pytest.fixture
def ann(summit: RealSummit) -> Member:
    return summit.guild.member("Ann")


def is_new_pledge(interaction: Interaction) -> bool:
    """Whether the person was told, privately and first, that the pledge is saved."""
    [answer] = interaction.answers
    return answer.type == REPLY and answer.ephemeral and SAVED in answer.content


async def test_a_summit_from_its_set_up_to_a_pledge(summit: RealSummit, ann: Member) -> None:
    wire = summit.wire
    async with summit.running():
        await summit.set_up()
        welcome = summit.channel("welcome")
        [panel] = [welcome.messages[number] for number in welcome.pins]
        assert {"join", "pledge.new"} <= set(panel.custom_ids)
        # By command, then by the panel's button.
        joined = await summit.join(ann)
        assert joined.answers[0].ephemeral
        attendee = summit.rows("SELECT attendee_role_id FROM summit")[0][0]
        await wire.until(lambda: attendee in ann.roles, what="the attendee role")
        opened = await wire.press(ann, "pledge.new", message=panel)
        assert (await opened.first_answer()).type == MODAL
        sent = await wire.fill(opened, form(ACTION))
        receipt = await sent.final()
        assert is_new_pledge(sent)
        assert "P-0001" in receipt.content
        # The receipt's buttons work: each is a press on the message that just came.
        edit = await wire.press(ann, f"pledge.edit:{opened.id}", message=sent.message)
        changed = await wire.fill(edit, {"action": f"{ACTION} And on Sundays."})
        assert "is changed and saved" in (await changed.final()).content
        shown = await wire.autocomplete(ann, "pledge show", "reference", "fridge")
        choices = (await shown.final()).data["choices"]
        assert [choice["value"] for choice in choices] == ["P-0001"]
        card = await wire.slash(ann, "pledge show", {"reference": "P-0001"})
        assert "And on Sundays" in (await card.final()).content
    assert summit.actions() == [f"{ACTION} And on Sundays."]


async def test_somebody_who_has_not_joined_loses_no_word(summit: RealSummit, ann: Member) -> None:
    async with summit.running():
        await summit.set_up()
        sent = await summit.send(ann, ACTION)
        answer = await sent.final()
        assert "One more step" in answer.content
        [route] = sent.message.custom_ids
        join = await summit.wire.press(ann, route, message=sent.message)
        values = {"name": "Ann", "kind": ["resident"], "publish_name": "no"}
        joined = await summit.wire.fill(join, values)
        assert SAVED in (await joined.final()).content
    assert summit.actions() == [ACTION]


# Commands ------------------------------------------------------------------------------------


def syncs(wire: WireDiscord) -> int:
    return len(asked(wire, "PUT", "/commands"))


async def test_commands_are_synced_once_for_all_starts(summit: RealSummit) -> None:
    for _ in range(3):
        async with summit.running():
            assert syncs(summit.wire) == 1


async def test_a_changed_command_set_is_synced_again(
    wire: WireDiscord, summit: RealSummit, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def start() -> None:
        async with (
            Store.open(summit.database) as store,
            running(lambda: SummitBot(store), wire.token),
        ):
            pass

    await start()
    await start()
    assert syncs(wire) == 1
    assert "export" in {command["name"] for command in wire.world.commands[None]}
    fewer = tuple(name for name in bot.client.EXTENSIONS if name != "cogs.exporting")
    monkeypatch.setattr(bot.client, "EXTENSIONS", fewer)
    await start()
    assert syncs(wire) == 2
    assert "export" not in {command["name"] for command in wire.world.commands[None]}
    await start()
    assert syncs(wire) == 2


async def test_a_failed_sync_is_tried_at_the_next_start(summit: RealSummit) -> None:
    """Commands that Discord did not take are not held for known."""
    wire = summit.wire
    wire.fail("PUT", "/applications/*/commands", 400, code=50035, message="Invalid Form Body")
    with pytest.raises(AssertionError):
        async with summit.running():
            pass
    async with summit.running():
        assert [r.status for r in asked(wire, "PUT", "/commands")] == [400, 200]


# The gateway ---------------------------------------------------------------------------------


@pytest.mark.parametrize("abort", [False, True], ids=["closed", "cut"])
async def test_what_people_send_in_a_gap_is_saved_after_the_resume(
    summit: RealSummit, ann: Member, abort: bool
) -> None:
    wire = summit.wire
    await summit.furnish([ann])
    async with summit.running():
        await (await summit.send(ann, "Before the gap we pledge this")).final()
        await wire.drop(hold=True, abort=abort)
        missed = [await summit.send(ann, f"In the gap, pledge {n}") for n in range(8)]
        assert not any(i.acknowledged for i in missed)
        wire.release()
        for interaction in missed:
            await interaction.final(timeout=10)
            assert is_new_pledge(interaction)
        assert (wire.gateway.identifies, wire.gateway.resumes) == (1, 1)
    assert summit.actions() == [
        "Before the gap we pledge this",
        *(f"In the gap, pledge {n}" for n in range(8)),
    ]


async def test_a_replay_makes_no_second_pledge_and_no_error(
    summit: RealSummit, ann: Member
) -> None:
    """The resume gives the bot again what it had answered already."""
    wire = summit.wire
    await summit.furnish([ann])
    async with summit.running():
        sent = [await summit.send(ann, f"Replayed later, pledge {n}") for n in range(3)]
        for interaction in sent:
            await interaction.final()
        await wire.drop(rewind=3)
        await wire.wait_resume(1)
        await wire.until(lambda: all(i.refused for i in sent), what="the answers to the replay")
        # Discord took one answer each; the repeat was refused as repeats are, and that was all.
        assert all(is_new_pledge(i) for i in sent)
        assert [[a.code for a in i.refused] for i in sent] == [[40060]] * 3
        last = await summit.send(ann, "After the replay we pledge this")
        await last.final()
    assert len(summit.actions()) == 4
    assert summit.rows("SELECT count(*) FROM pledge_log") == [(4,)]
    assert summit.rows("SELECT pledges_made FROM summit") == [(4,)]


async def test_two_deliveries_at_once_make_one_pledge(summit: RealSummit, ann: Member) -> None:
    await summit.furnish([ann])
    async with summit.running():
        sent = [await summit.send(ann, f"Delivered twice at once, {n}") for n in range(20)]
        for interaction in sent:
            summit.wire.redeliver(interaction)
        for interaction in sent:
            await interaction.final()
        await summit.wire.until(lambda: all(i.refused for i in sent), what="the second answers")
        # Which of the two deliveries was first makes no difference to what the person reads.
        assert all(len(i.answers) == 1 for i in sent)
    assert sorted(summit.actions()) == sorted(f"Delivered twice at once, {n}" for n in range(20))
    assert "ERROR" not in summit.log_file.read_text(encoding="utf-8")


async def test_pressing_send_twice_makes_one_pledge(summit: RealSummit, ann: Member) -> None:
    """Two interactions from one form: the second person's press is told of the first pledge."""
    await summit.furnish([ann])
    async with summit.running():
        route = f"pledge.new:{summit.wire.world.ids.next()}"
        values = form(ACTION, known=False)
        first = await summit.wire.submit(ann, route, values)
        second = await summit.wire.submit(ann, route, values)
        said = [(await first.final()).content, (await second.final()).content]
        assert SAVED in said[0]
        assert "saved before as P-0001" in said[1]
    assert summit.actions() == [ACTION]


# Secrets -------------------------------------------------------------------------------------


async def test_the_log_holds_no_token_and_nobodys_words(summit: RealSummit, ann: Member) -> None:
    """Not even at DEBUG, and not when things go wrong."""
    wire = summit.wire
    secret = "Zanzibar marmalade quince"
    async with summit.running(SUMMIT_LOG_LEVEL="DEBUG") as child:
        await summit.set_up()
        await summit.join(ann)
        await (await summit.pledge(ann, f"{secret} one, for everybody")).final()
        await (await summit.send(ann, "short")).final()
        wire.fail("POST", "/interactions/*/*/callback", 403, code=50013, message="No")
        refused = await summit.send(ann, f"{secret} two, for everybody")
        await wire.until(lambda: any(r.status == 403 for r in wire.requests), what="the refusal")
        await wire.drop(abort=True)
        await wire.wait_resume(1)
        await (await wire.slash(ann, "pledge show", {"reference": secret})).final()
        assert refused.id
        assert await ended(child) == 0
    assert len(summit.actions()) == 2
    written = summit.log_file.read_text(encoding="utf-8") + summit.output.read_text("utf-8")
    assert "DEBUG" in written  # or it proves nothing
    assert "stopped; everything that was acknowledged" in written
    assert wire.token not in written
    for word in secret.split():
        assert word not in written


async def test_a_refused_token_is_one_plain_sentence(summit: RealSummit) -> None:
    with pytest.raises(AssertionError):
        async with summit.running(SUMMIT_TOKEN="somebody.elses.token"):
            pass
    said = summit.output.read_text(encoding="utf-8")
    assert "Discord does not accept the token" in said
    assert "Traceback" not in said
    assert "somebody.elses.token" not in said + summit.log_file.read_text(encoding="utf-8")
