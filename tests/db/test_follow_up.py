"""What makers say, in the file: the log, tasks, owners, stories, offers, and how it stands."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from db import (
    attendees,
    erasure,
    follow_up_status,
    offers,
    owners,
    pledge_reads,
    pledges,
    stories,
    supporters,
    tasks,
)
from db.introductions import Note
from db.owners import About
from db.store import Store
from domain.care import Kind, Owner, Subject
from domain.choices import Note as LetterNote
from domain.follow_up import Freshness
from domain.pledges import Delivery, Support
from domain.reports import Answer, Said
from domain.rules import RuleBroken
from domain.stories import Consent, Story
from tests.db.followed import (
    ask,
    given_note,
    helper_note,
    offer_note,
    on,
    plan,
    say,
    tap,
    undo,
)
from tests.db.given import (
    GUILD,
    MAYA,
    OLA,
    ORGANISER,
    ROB,
    SAM,
    SECOND_ORGANISER,
    at,
    details,
    look,
    make,
    more,
)

FIRST = on("2021-12-13T10:00")
SOON = on("2021-12-13T11:00")


@pytest.fixture
async def asked(summit: Store) -> Store:
    """Maya's pledge, about which she was asked."""
    await make(summit)
    await plan(summit)
    await ask(summit, FIRST)
    return summit


async def delivery(store: Store, pledge_id: int = 1001) -> Delivery:
    pledge = await pledge_reads.by_id(store, guild_id=GUILD, pledge_id=pledge_id)
    assert pledge is not None
    return pledge.delivery


def log(path: Path) -> list[tuple[str, int, str]]:
    return look(
        path, "SELECT event, actor_id, note FROM pledge_log WHERE event LIKE 'report%' ORDER BY id"
    )


# ------------------------------------------------------------------ reports


async def test_a_tap_moves_the_pledge_and_is_logged(asked: Store, path: Path) -> None:
    pledge, report, new = await tap(asked, Answer.DONE, SOON)
    assert (pledge.delivery, new) == (Delivery.FULFILLED, True)
    assert pledge == await pledge_reads.by_id(asked, guild_id=GUILD, pledge_id=1001)
    assert log(path) == [("reported", MAYA, "answer: done")]
    assert look(path, "SELECT answered FROM check_in") == [(report.number,)]
    assert look(path, "SELECT waiting_since, reported_at FROM follow_up") == [
        (None, "2021-12-13T11:00:00Z")
    ]


async def test_delivered_or_pressed_again_it_is_one(asked: Store, path: Path) -> None:
    first = await tap(asked, Answer.ON_TRACK, SOON)
    assert await tap(asked, Answer.ON_TRACK, SOON) == (*first[:2], False)
    assert await tap(asked, Answer.ON_TRACK, SOON, report_id=7002) == (*first[:2], False)
    assert len(log(path)) == 1


async def test_another_answer_corrects_the_first(asked: Store, path: Path) -> None:
    await tap(asked, Answer.DONE, SOON)
    await tap(asked, Answer.ON_TRACK, SOON, report_id=7002)
    assert await delivery(asked) is Delivery.IN_PROGRESS
    assert [note for _, _, note in log(path)] == ["answer: done", "answer: on_track"]


async def test_a_slip_is_taken_back_and_the_question_waits_again(asked: Store, path: Path) -> None:
    await tap(asked, Answer.NOT_POSSIBLE, SOON)
    pledge = await undo(asked, SOON)
    assert pledge.delivery is Delivery.PLANNED
    assert await undo(asked, SOON) == pledge
    assert [event for event, _, _ in log(path)] == ["reported", "report_taken_back"]
    assert look(path, "SELECT waiting_since, due_at, reported_at FROM follow_up") == [
        ("2021-12-13T10:00:00Z", "2022-01-07T10:00:00Z", None)
    ]


async def test_only_the_newest_can_be_taken_back(asked: Store) -> None:
    await tap(asked, Answer.DONE, SOON)
    await tap(asked, Answer.ON_TRACK, SOON, report_id=7002)
    with pytest.raises(RuleBroken, match=r"progress\.later"):
        await undo(asked, SOON)
    with pytest.raises(RuleBroken, match=r"form\.old"):
        await undo(asked, SOON, report_id=9999)


async def test_the_form_adds_to_what_the_tap_said(asked: Store, path: Path) -> None:
    await tap(asked, Answer.ON_TRACK, SOON)
    said = Said(Answer.PARTLY, "Half of it", "https://a.example", "")
    pledge, _, new = await say(asked, said, SOON)
    assert (pledge.delivery, new) == (Delivery.PARTLY_FULFILLED, True)
    assert (await say(asked, said, SOON))[2] is False
    assert log(path)[1:] == [
        ("report_changed", MAYA, "answer: partly\nwords: Half of it\nlink: https://a.example")
    ]
    assert look(path, "SELECT count(*) FROM report") == [(1,)]


@pytest.mark.parametrize("user_id", [SAM, ROB, ORGANISER])
async def test_nobody_else_says_how_it_goes(asked: Store, path: Path, user_id: int) -> None:
    with pytest.raises(RuleBroken, match=r"pledge\.not_yours"):
        await tap(asked, Answer.DONE, SOON, user_id=user_id)
    with pytest.raises(RuleBroken, match=r"pledge\.not_yours"):
        await say(asked, Said(Answer.DONE), SOON, user_id=user_id)
    assert look(path, "SELECT count(*) FROM report") == [(0,)]


async def test_another_pledge_s_report_cannot_be_changed(asked: Store) -> None:
    await make(asked, 1002, SAM)
    await tap(asked, Answer.DONE, SOON)
    with pytest.raises(RuleBroken, match=r"form\.foreign"):
        await say(asked, Said(Answer.STUCK), SOON, pledge_id=1002, user_id=SAM)


async def test_what_is_said_before_the_loop_saw_the_pledge_counts(
    summit: Store, path: Path
) -> None:
    await make(summit)
    await tap(summit, Answer.DONE, at(60))
    await plan(summit)
    assert look(path, "SELECT reported_at FROM follow_up") == [("2021-12-10T14:01:00Z",)]


# ------------------------------------------------------------------ tasks


async def test_stuck_raises_one_task_which_is_dropped_where_nobody_took_it(
    asked: Store, path: Path
) -> None:
    await tap(asked, Answer.STUCK, SOON)
    await say(asked, Said(Answer.STUCK, "No hall", "", "A room"), SOON)
    assert look(path, "SELECT kind, words, state FROM task") == [("stuck", "A room", "open")]
    await tap(asked, Answer.ON_TRACK, SOON, report_id=7002)
    assert look(path, "SELECT state FROM task") == [("dropped",)]
    assert await tasks.count_open(asked, guild_id=GUILD) == 0


def _seen_to(pledge: object, said: str) -> Note:
    return Note("seen to", said)


async def test_a_task_is_taken_once_and_its_end_is_told(asked: Store, path: Path) -> None:
    await tap(asked, Answer.STUCK, SOON)
    ((task, pledge),) = await tasks.open_ones(asked, guild_id=GUILD)
    assert pledge.number == 1
    await tasks.take(asked, guild_id=GUILD, task_id=task.id, user_id=ORGANISER)
    with pytest.raises(RuleBroken, match=r"task\.taken"):
        await tasks.take(asked, guild_id=GUILD, task_id=task.id, user_id=SECOND_ORGANISER)
    # Taken ones are not dropped: whoever took it says when it is done.
    await tap(asked, Answer.ON_TRACK, SOON, report_id=7002)
    assert await tasks.count_open(asked, guild_id=GUILD) == 1

    async def finish() -> object:
        return await tasks.finish(
            asked,
            guild_id=GUILD,
            task_id=task.id,
            user_id=ORGANISER,
            said="We found a hall",
            tell=_seen_to,
            now=SOON,
        )

    await finish()
    with pytest.raises(RuleBroken, match=r"task\.done"):
        await finish()
    assert look(path, "SELECT user_id, text FROM letter WHERE subject = 'seen to'") == [
        (MAYA, "We found a hall")
    ]


async def test_help_needed_in_the_detail_raises_a_task(summit: Store, path: Path) -> None:
    await make(summit)
    await pledges.add_detail(
        summit,
        guild_id=GUILD,
        pledge_id=1001,
        user_id=MAYA,
        detail=more(help_needed="A van"),
        check_first=False,
        now=at(9),
    )
    assert look(path, "SELECT kind, words FROM task") == [("help", "A van")]


# ------------------------------------------------------------------ owners

SUBJECT = Subject(Kind.PLEDGE, 1001)


async def give(store: Store, user_id: int | None = SAM, name: str = "") -> Owner:
    return await owners.give(
        store,
        guild_id=GUILD,
        subject=SUBJECT,
        by=ORGANISER,
        user_id=user_id,
        name=name,
        tell=given_note,
        now=SOON,
    )


def _remind(about: About, owner: Owner) -> Note:
    return Note("today", owner.next_step)


async def remind(store: Store, day: date) -> int:
    return await owners.remind(store, guild_id=GUILD, today=day, most=5, tell=_remind, now=SOON)


async def step(store: Store, user_id: int, *, organiser: bool, on_day: date) -> Owner:
    return await owners.plan_step(
        store,
        guild_id=GUILD,
        subject=SUBJECT,
        user_id=user_id,
        organiser=organiser,
        step="Ring Maya",
        on=on_day,
        now=SOON,
    )


async def test_an_owner_hears_of_it_once_and_of_a_stuck_maker(asked: Store, path: Path) -> None:
    await give(asked)
    await give(asked)
    await tap(asked, Answer.STUCK, SOON)
    told = look(path, "SELECT user_id, subject FROM letter WHERE user_id <> ?", MAYA)
    assert told == [(SAM, "given"), (SAM, "stuck")]
    (cared,) = await owners.of_person(asked, guild_id=GUILD, user_id=SAM)
    assert cared.about.reference == "P-0001"
    assert await owners.of_person(asked, guild_id=GUILD, user_id=OLA) == []


async def test_a_reminder_comes_on_the_day_and_once(asked: Store, path: Path) -> None:
    await give(asked)
    day = date(2021, 12, 20)
    await step(asked, SAM, organiser=False, on_day=day)
    assert [await remind(asked, date(2021, 12, n)) for n in (19, 21, 22)] == [0, 1, 0]
    await step(asked, SAM, organiser=False, on_day=date(2021, 12, 30))
    assert await remind(asked, date(2021, 12, 30)) == 1
    assert look(path, "SELECT user_id FROM letter WHERE subject = 'today'") == [(SAM,), (SAM,)]


async def test_for_a_partner_elsewhere_the_organiser_is_reminded(asked: Store, path: Path) -> None:
    await give(asked, None, "Citizens Advice")
    await step(asked, ORGANISER, organiser=True, on_day=date(2021, 12, 20))
    assert await remind(asked, date(2021, 12, 20)) == 1
    assert look(path, "SELECT user_id FROM letter WHERE subject = 'today'") == [(ORGANISER,)]


async def test_who_does_not_look_after_it_changes_nothing(asked: Store, path: Path) -> None:
    await give(asked)
    with pytest.raises(RuleBroken, match=r"care\.unknown"):
        await step(asked, OLA, organiser=False, on_day=date(2021, 12, 20))
    with pytest.raises(RuleBroken, match=r"care\.unknown"):
        await owners.note(
            asked, note_id=1, guild_id=GUILD, subject=SUBJECT, user_id=OLA, organiser=False,
            words="Hm", now=SOON,
        )  # fmt: skip
    assert look(path, "SELECT count(*) FROM owner_note") == [(0,)]


async def test_a_note_sent_twice_is_one(asked: Store) -> None:
    for _ in range(2):
        await owners.note(
            asked, note_id=1, guild_id=GUILD, subject=SUBJECT, user_id=ORGANISER, organiser=True,
            words="Called her", now=SOON,
        )  # fmt: skip
    (found,) = await owners.notes(asked, guild_id=GUILD, subject=SUBJECT)
    assert (found.author_id, found.words) == (ORGANISER, "Called her")


# ------------------------------------------------------------------ stories


def _story(story: Story) -> Note:
    where = f"story.read:{GUILD}:{story.pledge.id}"
    return Note("kept", story.byline, (("Read", where),))


async def decide(store: Store, consent: Consent, user_id: int = MAYA) -> bool:
    _, changed = await stories.decide(
        store, guild_id=GUILD, pledge_id=1001, user_id=user_id, consent=consent, now=SOON
    )
    return changed


async def post(store: Store) -> bool:
    return await stories.post(
        store, guild_id=GUILD, pledge_id=1001, user_id=ORGANISER, channel_id=5
    )


async def stands(store: Store) -> None:
    await stories.begin(store, guild_id=GUILD, pledge_id=1001, now=SOON)
    await stories.posted(
        store, guild_id=GUILD, pledge_id=1001, channel_id=5, message_id=55, drawn="x", now=SOON
    )


async def test_a_story_needs_the_maker_s_yes(asked: Store) -> None:
    with pytest.raises(RuleBroken, match=r"story\.not_done"):
        await decide(asked, Consent.NAMED)
    await tap(asked, Answer.DONE, SOON)
    with pytest.raises(RuleBroken, match=r"pledge\.not_yours"):
        await decide(asked, Consent.NAMED, SAM)
    with pytest.raises(RuleBroken, match=r"story\.none"):
        await post(asked)
    assert [await decide(asked, Consent.NAMED) for _ in range(2)] == [True, False]
    assert [await post(asked), await post(asked)] == [True, False]
    assert await stories.agreed(asked, guild_id=GUILD) != []


async def test_supporters_hear_of_it_once_even_where_it_is_posted_again(
    asked: Store, path: Path
) -> None:
    for user_id in (SAM, OLA):
        await supporters.add(
            asked, guild_id=GUILD, pledge_id=1001, user_id=user_id, support=Support.TOO, now=SOON
        )
    await tap(asked, Answer.DONE, SOON)
    await decide(asked, Consent.UNNAMED)

    async def tell() -> int:
        return await stories.tell_supporters(asked, guild_id=GUILD, most=1, tell=_story, now=SOON)

    assert await tell() == 0  # it does not stand yet
    await post(asked)
    await stands(asked)
    assert [await tell(), await tell(), await tell()] == [1, 1, 0]
    await stories.down(asked, guild_id=GUILD, pledge_id=1001)
    await post(asked)
    await stands(asked)
    assert await tell() == 0
    assert look(path, "SELECT user_id, text FROM letter WHERE subject = 'kept'") == [
        (SAM, "A resident"),
        (OLA, "A resident"),
    ]


async def test_a_name_taken_back_later_leaves_the_story(asked: Store) -> None:
    await tap(asked, Answer.DONE, SOON)
    await decide(asked, Consent.NAMED)
    kept = await stories.get(asked, guild_id=GUILD, pledge_id=1001)
    assert kept is not None
    assert kept.story.byline == "Maya"
    await attendees.join(
        asked,
        guild_id=GUILD,
        user_id=MAYA,
        details=details(publish_name=False),
        now=on("2021-12-14T10:00"),
    )
    kept = await stories.get(asked, guild_id=GUILD, pledge_id=1001)
    assert kept is not None
    assert kept.story.byline == "A resident"


async def test_a_card_sent_while_its_maker_was_erased_is_taken_back(
    asked: Store, path: Path
) -> None:
    await stands(asked)  # no such story
    assert look(path, "SELECT what, channel_id, message_id FROM erasure_step") == [
        ("message", 5, 55)
    ]


# ------------------------------------------------------------------ offers of help


async def help_with(store: Store, user_id: int = SAM) -> None:
    await supporters.add(
        store, guild_id=GUILD, pledge_id=1001, user_id=user_id, support=Support.HELP, now=FIRST
    )


async def offer(store: Store, now: str) -> int:
    return await offers.ask(store, guild_id=GUILD, most=5, tell=offer_note, now=on(now))


async def test_both_say_yes_before_they_are_put_in_touch(asked: Store, path: Path) -> None:
    await help_with(asked)
    assert await offer(asked, "2021-12-13T10:09") == 0
    assert await offer(asked, "2021-12-13T10:10") == 1
    assert look(path, "SELECT count(*) FROM introduction") == [(0,)]
    both = [
        await offers.agree(
            asked, guild_id=GUILD, offer_id=1, user_id=MAYA, tell=helper_note, now=SOON
        )
        for _ in range(2)
    ]
    assert look(path, "SELECT low_says, high_says, thread FROM introduction") == [
        ("yes", "yes", "wanted")
    ]
    assert look(path, "SELECT user_id, text FROM letter WHERE subject = 'yes'") == [(SAM, "Maya")]
    assert [one.introduction_id is not None for one, _ in both] == [True, True]


async def test_many_offers_are_one_letter_a_day(asked: Store, path: Path) -> None:
    await help_with(asked, SAM)
    await help_with(asked, OLA)
    assert await offer(asked, "2021-12-13T12:00") == 1
    assert look(path, "SELECT text FROM letter WHERE subject = 'offers'") == [("Sam Ola",)]


async def test_a_no_is_not_told_and_what_is_taken_back_is_gone(asked: Store, path: Path) -> None:
    await help_with(asked)
    await offer(asked, "2021-12-13T12:00")
    await offers.decline(asked, guild_id=GUILD, offer_id=1, user_id=MAYA, now=SOON)
    assert look(path, "SELECT count(*) FROM letter WHERE user_id = ?", SAM) == [(0,)]
    await help_with(asked, OLA)
    await supporters.take_back(
        asked, guild_id=GUILD, pledge_id=1001, user_id=OLA, support=Support.HELP, now=SOON
    )
    assert await offer(asked, "2021-12-15T12:00") == 0
    with pytest.raises(RuleBroken, match=r"offer\.gone"):
        await offers.agree(
            asked, guild_id=GUILD, offer_id=2, user_id=MAYA, tell=helper_note, now=SOON
        )


@pytest.mark.parametrize("user_id", [SAM, OLA, ORGANISER])
async def test_only_the_maker_answers_an_offer(asked: Store, user_id: int) -> None:
    await help_with(asked)
    await offer(asked, "2021-12-13T12:00")
    for verb in (offers.agree, offers.decline):
        options = {"tell": helper_note} if verb is offers.agree else {}
        with pytest.raises(RuleBroken, match=r"offer\.unknown"):
            await verb(asked, guild_id=GUILD, offer_id=1, user_id=user_id, now=SOON, **options)  # pyright: ignore


# ------------------------------------------------------------------ how it stands


async def test_the_list_says_what_the_rule_says(summit: Store) -> None:
    for n in range(4):
        await make(summit, 1001 + n)
    await plan(summit)
    await tap(summit, Answer.ON_TRACK, at(60))  # current, then overdue
    await ask(summit, FIRST)
    await tap(summit, Answer.DONE, SOON, report_id=7002, pledge_id=1002)
    await tap(summit, Answer.ON_TRACK, SOON, report_id=7003, pledge_id=1003)
    await ask(summit, on("2022-01-07T10:00"))
    for text in ("2021-12-13T12:00", "2021-12-27T10:00", "2022-01-21T10:00"):
        now = on(text)
        found = await follow_up_status.listed(
            summit, guild_id=GUILD, by="all", value="", after=(0, 0), most=10, now=now
        )
        assert len(found) == 4
        for one in found:
            standing = await follow_up_status.of_pledge(
                summit, guild_id=GUILD, pledge_id=one.pledge.id
            )
            assert standing.freshness(one.pledge.delivery, now) is one.freshness
        ranks = [follow_up_status.ORDER.index(one.freshness) for one in found]
        assert ranks == sorted(ranks)
        tallies = await follow_up_status.tallies(summit, guild_id=GUILD, now=now)
        assert sorted(one.freshness for one in tallies for _ in range(one.n)) == sorted(
            one.freshness for one in found
        )
    assert [(one.pledge.number, one.freshness) for one in found] == [
        (1, Freshness.OVERDUE),
        (3, Freshness.OVERDUE),
        (4, Freshness.NO_REPLY),
        (2, Freshness.CURRENT),
    ]


async def test_pages_go_on_where_they_stopped(summit: Store) -> None:
    for n in range(7):
        await make(summit, 1001 + n)
    await plan(summit)
    seen: list[int] = []
    after = (0, 0)
    while True:
        found = await follow_up_status.listed(
            summit, guild_id=GUILD, by="theme", value="healthcare", after=after, most=3, now=SOON
        )
        if not found:
            break
        seen += [one.pledge.number for one in found]
        rank, number = found[-1].mark.split("-")
        after = (int(rank), int(number))
    assert seen == [1, 2, 3, 4, 5, 6, 7]


async def test_who_was_not_reached_is_listed_until_they_answer(asked: Store) -> None:
    async def listed() -> list[int]:
        found = await follow_up_status.not_reached(asked, guild_id=GUILD)
        return [one.number for one in found]

    assert await listed() == []
    await asked.write(lambda tx: tx.execute("UPDATE letter SET state = 'not_reached'"))
    assert await listed() == [1]
    await tap(asked, Answer.ON_TRACK, SOON)
    assert await listed() == []


# ------------------------------------------------------------------ erasing


def _up(*_: object) -> LetterNote:
    return LetterNote("", "")


async def erase(store: Store, user_id: int) -> None:
    await erasure.erase(store, guild_id=GUILD, user_id=user_id, now=SOON, tell=_up)


async def test_erasing_takes_back_what_others_were_told_of_somebody(
    asked: Store, path: Path
) -> None:
    await help_with(asked)
    await offer(asked, "2021-12-13T12:00")
    await give(asked, OLA)
    await tap(asked, Answer.STUCK, SOON)
    await asked.write(
        lambda tx: tx.execute("UPDATE letter SET state = 'dm', channel_id = id, message_id = id")
    )
    await erase(asked, SAM)
    assert look(path, "SELECT user_id, subject FROM letter ORDER BY id") == [
        (MAYA, "ask"),
        (OLA, "given"),
        (OLA, "stuck"),
    ]
    await erase(asked, MAYA)
    assert look(path, "SELECT user_id, subject FROM letter") == []
    taken = look(path, "SELECT message_id FROM erasure_step WHERE what = 'message' ORDER BY 1")
    assert taken == [(1,), (2,), (3,), (4,)]
    for table in ("follow_up", "check_in", "report", "task", "owner", "offer"):
        assert look(path, f"SELECT count(*) FROM {table}") == [(0,)]
