"""Pledges in the file: never lost, never twice, changed only as the rules let them."""

from __future__ import annotations

import asyncio
import sqlite3
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from db import drafts, pledge_reads, pledges, supporters
from db.pledges import seen_version
from db.store import Store
from domain.attendees import Kind
from domain.pledges import Delivery, Moderation, Pledge, Support
from domain.rules import RuleBroken
from tests.db.given import (
    GUILD,
    MAYA,
    NOW,
    ORGANISER,
    ROB,
    SAM,
    SECOND_ORGANISER,
    at,
    join,
    look,
    make,
    more,
    words,
)

REASON = "Please leave out the telephone number."


async def edit(
    store: Store, action: str, *, user_id: int = MAYA, check_first: bool = False, seconds: float = 9
) -> Pledge:
    return await pledges.edit(
        store,
        guild_id=GUILD,
        pledge_id=1001,
        user_id=user_id,
        wording=words(action),
        check_first=check_first,
        now=at(seconds),
    )


async def withdraw(store: Store, *, user_id: int = MAYA) -> Pledge:
    return await pledges.withdraw(
        store, guild_id=GUILD, pledge_id=1001, user_id=user_id, now=at(99)
    )


async def show(store: Store, seen: Pledge, *, by: int = ORGANISER) -> Pledge:
    return await pledges.show(
        store,
        guild_id=GUILD,
        pledge_id=seen.id,
        user_id=by,
        version_seen=seen_version(seen),
        now=at(50),
    )


async def hide(store: Store, *, by: int = ORGANISER, reason: str = REASON) -> Pledge:
    return await pledges.hide(
        store, guild_id=GUILD, pledge_id=1001, user_id=by, reason=reason, now=at(60)
    )


async def detail(store: Store, *, check_first: bool = False, **other: object) -> Pledge:
    return await pledges.add_detail(
        store,
        guild_id=GUILD,
        pledge_id=1001,
        user_id=MAYA,
        detail=more(**other),
        check_first=check_first,
        now=at(20),
    )


async def support(store: Store, user_id: int = SAM) -> None:
    await supporters.add(
        store, guild_id=GUILD, pledge_id=1001, user_id=user_id, support=Support.TOO, now=at(5)
    )


async def now_of(store: Store, pledge_id: int = 1001) -> Pledge:
    pledge = await pledge_reads.by_id(store, guild_id=GUILD, pledge_id=pledge_id)
    assert pledge is not None
    return pledge


async def refusal(doing: object) -> RuleBroken:
    with pytest.raises(RuleBroken) as told:
        await doing  # type: ignore[misc]
    return told.value


# ------------------------------------------------------------------------- making


async def test_a_pledge_comes_back_as_it_was_written_down(summit: Store) -> None:
    written = words(
        "Réparer des vélos 🚲 with anyone who asks",
        as_organisation=True,
        organisation="Bikes & Co",
        first_step="Put up a poster",
    )
    made = await make(summit, wording=written, now=NOW.replace(microsecond=123_456))
    assert made == await now_of(summit)
    assert made.reference == "P-0001"
    assert made.made_at == NOW
    assert (made.action, made.organisation, made.first_step, made.as_organisation) == (
        written.action,
        "Bikes & Co",
        "Put up a poster",
        True,
    )
    assert (made.maker_name, made.publish_name, made.kind) == ("Maya", True, Kind.RESIDENT)
    assert (made.delivery, made.version, made.checked) == (Delivery.PLANNED, 1, False)


@pytest.mark.parametrize(
    ("check_first", "moderation"), [(True, Moderation.WAITING), (False, Moderation.SHOWN)]
)
async def test_the_plan_says_whether_a_new_pledge_is_shown_or_waits(
    summit: Store, check_first: bool, moderation: Moderation
) -> None:
    made = await make(summit, check_first=check_first)
    assert made.moderation is moderation
    assert made == await now_of(summit)


async def test_the_same_form_sent_again_makes_no_second_pledge(summit: Store, path: Path) -> None:
    first = await make(summit)
    again, new = await pledges.make(
        summit,
        pledge_id=1001,
        guild_id=GUILD,
        user_id=MAYA,
        wording=words("Something else altogether"),
        check_first=True,
        now=at(60),
    )
    assert (again, new) == (first, False)
    assert look(path, "SELECT count(*) FROM pledge") == [(1,)]
    assert look(path, "SELECT count(*) FROM pledge_log") == [(1,)]
    assert look(path, "SELECT sum(n) FROM pledge_count") == [(1,)]


async def test_a_form_sent_many_times_at_once_makes_one_pledge(summit: Store, path: Path) -> None:
    made = await asyncio.gather(
        *(
            pledges.make(
                summit,
                pledge_id=1001,
                guild_id=GUILD,
                user_id=MAYA,
                wording=words(),
                check_first=False,
                now=NOW,
            )
            for _ in range(20)
        )
    )
    assert [new for _, new in made].count(True) == 1
    assert {pledge.reference for pledge, _ in made} == {"P-0001"}
    assert look(path, "SELECT count(*) FROM pledge") == [(1,)]


async def test_somebody_elses_form_is_refused_and_shows_nothing_of_theirs(
    summit: Store, path: Path
) -> None:
    await make(summit)
    told = await refusal(make(summit, user_id=SAM))
    assert told.code == "form.foreign"
    assert told.facts == {}
    assert look(path, "SELECT maker_id FROM pledge") == [(MAYA,)]


async def test_who_has_not_joined_is_sent_to_join_first(summit: Store, path: Path) -> None:
    assert (await refusal(make(summit, user_id=ROB))).code == "join.first"
    assert look(path, "SELECT count(*) FROM pledge") == [(0,)]
    await join(summit, ROB, "Rob")
    assert (await make(summit, user_id=ROB)).number == 1


async def test_numbers_have_no_gaps_after_repeats_and_refusals(summit: Store) -> None:
    await make(summit, 1001)
    await make(summit, 1001)
    await refusal(make(summit, 1001, SAM))
    await refusal(make(summit, 1002, ROB))
    assert (await make(summit, 1003, SAM)).number == 2


async def test_hundreds_at_once_get_each_number_once(summit: Store, path: Path) -> None:
    people = [5000 + n for n in range(50)]
    await asyncio.gather(*(join(summit, user_id, f"Person {user_id}") for user_id in people))
    made = await asyncio.gather(
        *(make(summit, 20_000 + n, people[n % 50]) for n in range(300)),
        *(make(summit, 20_000 + n, people[n % 50]) for n in range(0, 300, 3)),  # pressed twice
        *(make(summit, 30_000 + n, ROB) for n in range(20)),  # not joined
        return_exceptions=True,
    )
    numbers = {p.id: p.number for p in made if isinstance(p, Pledge)}
    assert sorted(numbers.values()) == list(range(1, 301))
    assert look(path, "SELECT id, number FROM pledge ORDER BY number") == sorted(
        numbers.items(), key=lambda item: item[1]
    )
    assert [type(p) for p in made].count(RuleBroken) == 20


async def test_making_the_pledge_removes_what_was_kept_of_its_form(
    summit: Store, path: Path
) -> None:
    await keep_draft(summit, 1001, MAYA)
    await keep_draft(summit, 1002, MAYA)
    await make(summit, 1001)
    assert look(path, "SELECT id FROM draft") == [(1002,)]


async def test_nobody_can_remove_what_was_kept_of_anothers_form(summit: Store) -> None:
    await keep_draft(summit, 1001, MAYA)
    await make(summit, 1001, SAM)  # a form's id is a claim
    kept = await drafts.get(summit, draft_id=1001, guild_id=GUILD, user_id=MAYA)
    assert kept is not None
    assert kept.fields == {"action": "my words"}


async def keep_draft(store: Store, draft_id: int, user_id: int) -> None:
    await drafts.keep(
        store,
        draft_id=draft_id,
        guild_id=GUILD,
        user_id=user_id,
        form=f"pledge.new:{draft_id}",
        fields={"action": "my words"},
        now=NOW,
    )


async def test_a_pledge_keeps_what_its_maker_was_and_follows_their_name_and_consent(
    summit: Store,
) -> None:
    await make(summit)
    await join(summit, MAYA, "Maya B", kind=Kind.BUSINESS, publish_name=False)
    pledge = await now_of(summit)
    assert (pledge.kind, pledge.maker_name, pledge.byline) == (
        Kind.RESIDENT,
        "Maya B",
        "A resident",
    )


# ------------------------------------------------------------------------ editing


async def test_before_anybody_stands_by_it_new_words_replace_the_old(
    summit: Store, path: Path
) -> None:
    await make(summit)
    after = await edit(summit, "Cook two suppers every week")
    assert after == await now_of(summit)
    assert (after.action, after.version) == ("Cook two suppers every week", 1)
    assert after.edited_at == at(9)
    assert await pledge_reads.earlier_words(summit, pledge_id=1001) == []


async def test_after_somebody_stands_by_it_each_change_is_a_version_and_earlier_words_are_kept(
    summit: Store,
) -> None:
    await make(summit, wording=words("The first words of it"))
    await support(summit)
    await edit(summit, "The second words of it")
    after = await edit(summit, "The third words of it", seconds=10)
    assert after.version == 3
    earlier = await pledge_reads.earlier_words(summit, pledge_id=1001)
    assert [(words.version, words.action) for words in earlier] == [
        (1, "The first words of it"),
        (2, "The second words of it"),
    ]


async def test_theme_and_first_step_belong_to_the_words_that_are_kept(
    summit: Store, path: Path
) -> None:
    await make(summit, wording=words(first_step="Buy a pan"))
    await support(summit)
    await pledges.edit(
        summit,
        guild_id=GUILD,
        pledge_id=1001,
        user_id=MAYA,
        wording=words(theme="communities-and-place", first_step="Borrow a pan"),
        check_first=False,
        now=at(9),
    )
    assert look(path, "SELECT version, theme, first_step, until FROM pledge_version") == [
        (1, "healthcare", "Buy a pan", "2021-12-10T14:00:09Z")
    ]
    assert look(path, "SELECT theme, n FROM pledge_count WHERE n <> 0") == [
        ("communities-and-place", 1)
    ]


@pytest.mark.parametrize(
    ("hidden_before", "check_first", "moderation"),
    [
        (False, False, Moderation.SHOWN),
        (False, True, Moderation.WAITING),
        (True, False, Moderation.WAITING),
        (True, True, Moderation.WAITING),
    ],
)
async def test_new_words_are_looked_at_again_where_they_have_to_be(
    summit: Store, hidden_before: bool, check_first: bool, moderation: Moderation
) -> None:
    made = await make(summit)
    await (hide(summit) if hidden_before else show(summit, made))
    after = await edit(summit, "Cook two suppers every week", check_first=check_first)
    assert (after.moderation, after.checked, after.hidden_reason) == (moderation, False, "")
    assert await pledge_reads.next_to_check(summit, guild_id=GUILD) == after


async def test_detail_is_added_without_a_new_version(summit: Store) -> None:
    await make(summit)
    await support(summit)
    told = {
        "who_benefits": "Neighbours",
        "measure": "Plates",
        "due": date(2022, 6, 30),
        "help_needed": "A pan",
        "backup_contact": "Jo, 0161 000 000",
    }
    after = await detail(summit, **told)
    assert after == await now_of(summit)
    assert {name: getattr(after, name) for name in told} == told
    assert after.version == 1


async def test_public_detail_waits_for_a_look_and_private_detail_does_not(summit: Store) -> None:
    await show(summit, await make(summit, check_first=True))
    assert (await detail(summit, check_first=True, backup_contact="Jo")).public
    after = await detail(summit, check_first=True, backup_contact="Jo", measure="Plates")
    assert (after.moderation, after.checked) == (Moderation.WAITING, False)


async def test_sending_the_same_words_again_changes_nothing(summit: Store, path: Path) -> None:
    await make(summit)
    assert (await refusal(edit(summit, words().action))).code == "pledge.unchanged"
    assert (await refusal(detail(summit))).code == "pledge.unchanged"
    assert look(path, "SELECT event FROM pledge_log") == [("made",)]


@pytest.mark.parametrize("user_id", [SAM, ROB, ORGANISER])
async def test_only_its_maker_changes_a_pledge(summit: Store, user_id: int) -> None:
    made = await make(summit)
    for doing in (
        edit(summit, "Cook nothing at all", user_id=user_id),
        withdraw(summit, user_id=user_id),
        pledges.add_detail(
            summit,
            guild_id=GUILD,
            pledge_id=1001,
            user_id=user_id,
            detail=more(measure="Mine"),
            check_first=False,
            now=NOW,
        ),
    ):
        assert (await refusal(doing)).code == "pledge.not_yours"
    assert await now_of(summit) == made


async def test_withdrawing_is_for_good_and_keeps_the_number(summit: Store) -> None:
    made = await make(summit)
    await support(summit)
    after = await withdraw(summit)
    assert after == await now_of(summit)
    assert (after.delivery, after.public, after.number) == (Delivery.WITHDRAWN, False, 1)
    for doing in (edit(summit, "Cook two suppers a week"), withdraw(summit), detail(summit)):
        assert (await refusal(doing)).code == "pledge.withdrawn"
    for doing in (show(summit, made), hide(summit)):
        assert (await refusal(doing)).code == "review.withdrawn"
    assert await pledge_reads.counts(summit, guild_id=GUILD) == []
    assert await pledge_reads.next_to_check(summit, guild_id=GUILD) is None
    assert (await make(summit, 1002)).number == 2


async def test_a_pledge_that_is_not_there_is_unknown(summit: Store) -> None:
    made = await make(summit, 2002)
    for doing in (
        edit(summit, "Cook two suppers a week"),
        withdraw(summit),
        detail(summit, measure="Plates"),
        hide(summit),
        show(summit, replace(made, id=1001)),
    ):
        assert (await refusal(doing)).code == "pledge.unknown"


# ------------------------------------------------------------------------ reviewing


async def test_of_two_organisers_who_show_the_second_is_told(summit: Store) -> None:
    waiting = await make(summit, check_first=True)
    shown = await show(summit, waiting)
    assert (shown.moderation, shown.checked) == (Moderation.SHOWN, True)
    for seen in (waiting, shown):
        told = await refusal(show(summit, seen, by=SECOND_ORGANISER))
        assert (told.code, told.facts) == (
            "review.done",
            {"reference": "P-0001", "state": "shown"},
        )


async def test_of_two_organisers_who_hide_the_second_is_told(summit: Store) -> None:
    await make(summit, check_first=True)
    await hide(summit)
    told = await refusal(hide(summit, by=SECOND_ORGANISER, reason="Quite another reason"))
    assert (told.code, told.facts["state"]) == ("review.done", "hidden")
    assert (await now_of(summit)).hidden_reason == REASON


@pytest.mark.parametrize("check_first", [True, False])
async def test_what_one_organiser_hid_is_not_shown_by_anothers_old_button(
    summit: Store, check_first: bool
) -> None:
    """Both were reading it; nobody has changed a word of it since."""
    seen = await make(summit, check_first=check_first)
    await hide(summit)
    told = await refusal(show(summit, seen, by=SECOND_ORGANISER))
    assert (told.code, told.facts["state"]) == ("review.done", "hidden")
    assert (await now_of(summit)).moderation is Moderation.HIDDEN


async def test_an_organiser_who_sees_it_hidden_can_show_it_after_all(summit: Store) -> None:
    await make(summit)
    after = await show(summit, await hide(summit))
    assert (after.moderation, after.hidden_reason) == (Moderation.SHOWN, "")


async def test_a_shown_pledge_can_be_hidden_by_another_organiser(summit: Store) -> None:
    await show(summit, await make(summit, check_first=True))
    after = await hide(summit, by=SECOND_ORGANISER)
    assert (after.moderation, after.hidden_reason) == (Moderation.HIDDEN, REASON)
    assert after == await now_of(summit)


async def test_words_that_changed_while_an_organiser_read_are_not_let_through(
    summit: Store,
) -> None:
    seen = await make(summit, check_first=True)
    await edit(summit, "Something nobody has read", check_first=True)
    assert (await refusal(show(summit, seen))).code == "review.changed"
    assert (await now_of(summit)).moderation is Moderation.WAITING
    assert (await show(summit, await now_of(summit))).public


async def test_two_changes_in_one_second_are_still_two(summit: Store) -> None:
    await make(summit, check_first=True)
    seen = await edit(summit, "The words that were read", check_first=True, seconds=9.1)
    await edit(summit, "Something nobody has read", check_first=True, seconds=9.8)
    assert (await refusal(show(summit, seen))).code == "review.changed"


async def test_detail_that_changed_while_an_organiser_read_is_not_let_through(
    summit: Store,
) -> None:
    seen = await make(summit, check_first=True)
    await detail(summit, check_first=True, help_needed="Nobody has read this")
    assert (await refusal(show(summit, seen))).code == "review.changed"


async def test_a_supporter_who_comes_while_an_organiser_reads_is_no_change_of_words(
    summit: Store,
) -> None:
    seen = await make(summit)
    await support(summit)
    assert (await show(summit, seen)).checked


async def test_what_was_read_fits_into_a_button(summit: Store) -> None:
    long = words("x" * 600, organisation="o" * 100, first_step="s" * 200)
    made = await make(summit, (1 << 63) - 1, wording=long)
    assert len(seen_version(made)) <= 40
    assert ":" not in seen_version(made)


@pytest.mark.parametrize("reason", ["", "   ", "too short", "x" * 301])
async def test_hiding_needs_a_reason_that_its_maker_can_use(summit: Store, reason: str) -> None:
    await make(summit)
    assert (await refusal(hide(summit, reason=reason))).code.startswith("text.")
    assert (await now_of(summit)).public


# ------------------------------------------------------------------------ telling


async def notices_of(path: Path) -> list[tuple[str, str]]:
    return look(path, "SELECT state, reason FROM notice WHERE user_id = ? ORDER BY id", MAYA)


async def test_the_maker_of_a_hidden_pledge_is_to_be_told_why(summit: Store, path: Path) -> None:
    await make(summit)
    assert await notices_of(path) == []
    await hide(summit)
    assert await notices_of(path) == [("waiting", REASON)]


async def test_a_change_that_sends_it_back_overtakes_the_notice(summit: Store, path: Path) -> None:
    await make(summit)
    await hide(summit)
    await edit(summit, "Cook two suppers every week")
    assert await notices_of(path) == [("overtaken", REASON)]
    await hide(summit, reason="It still has the number.")
    assert await notices_of(path) == [
        ("overtaken", REASON),
        ("waiting", "It still has the number."),
    ]


async def test_showing_or_withdrawing_overtakes_the_notice(summit: Store, path: Path) -> None:
    await make(summit)
    await show(summit, await hide(summit))
    assert await notices_of(path) == [("overtaken", REASON)]
    await hide(summit)
    await withdraw(summit)
    assert await notices_of(path) == [("overtaken", REASON)] * 2


async def test_a_private_change_to_a_hidden_pledge_does_not_swallow_the_notice(
    summit: Store, path: Path
) -> None:
    """It stays hidden, so its maker still has to be told why."""
    await make(summit)
    await hide(summit)
    assert (await detail(summit, backup_contact="Jo")).moderation is Moderation.HIDDEN
    assert await notices_of(path) == [("waiting", REASON)]


# ---------------------------------------------------------------------------- log


async def test_every_change_has_its_row_with_its_words(summit: Store, path: Path) -> None:
    made = await make(summit, check_first=True, wording=words("The first words of it"))
    await edit(summit, "The second words of it", check_first=True)
    await detail(summit, check_first=True, measure="Plates")
    shown = await show(summit, await now_of(summit))
    await support(summit)
    await edit(summit, "The third words of it")
    await show(summit, await now_of(summit))
    await hide(summit)
    await refusal(show(summit, shown))
    await supporters.take_back(
        summit, guild_id=GUILD, pledge_id=1001, user_id=SAM, support=Support.TOO, now=at(70)
    )
    await withdraw(summit)
    rows = look(
        path,
        "SELECT event, actor, actor_id, version, action, note FROM pledge_log"
        " WHERE pledge_id = ? AND number = 1 AND guild_id = ? ORDER BY id",
        made.id,
        GUILD,
    )
    assert rows == [
        ("made", "maker", MAYA, 1, "The first words of it", "theme: healthcare"),
        ("edited", "maker", MAYA, 1, "The second words of it", ""),
        ("detailed", "maker", MAYA, 1, "", "measure: Plates"),
        ("shown", "organiser", ORGANISER, 1, "", ""),
        ("supported", "supporter", SAM, 1, "", "too"),
        ("edited", "maker", MAYA, 2, "The third words of it", ""),
        ("checked", "organiser", ORGANISER, 2, "", ""),
        ("hidden", "organiser", ORGANISER, 2, "", REASON),
        ("support_taken_back", "supporter", SAM, 2, "", "too"),
        ("withdrawn", "maker", MAYA, 2, "", ""),
    ]
    assert look(path, "SELECT min(at), max(at) FROM pledge_log") == [
        ("2021-12-10T14:00:00Z", "2021-12-10T14:01:39Z")
    ]


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE pledge_log SET action = 'rewritten'",
        "DELETE FROM pledge_log",
        "DELETE FROM pledge_log WHERE id = 1",
        "REPLACE INTO pledge_log SELECT * FROM pledge_log",
    ],
)
async def test_the_log_can_be_neither_changed_nor_shortened(
    summit: Store, path: Path, sql: str
) -> None:
    await make(summit)
    before = look(path, "SELECT * FROM pledge_log")
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        await summit.write(lambda tx: tx.execute(sql))
    assert look(path, "SELECT * FROM pledge_log") == before
