"""What makers say, what follows from it, and what may be told of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from domain import care, reports, stories
from domain.attendees import Kind
from domain.care import OfferState, Task, TaskState
from domain.pledges import Delivery, Moderation, Pledge
from domain.reports import Answer, Report, Said
from domain.rules import RuleBroken
from domain.stories import Consent, Story

NOW = datetime(2022, 1, 7, 10, tzinfo=UTC)
PLEDGE = Pledge(
    id=1, guild_id=9, number=1, maker_id=11, maker_name="Maya", publish_name=True,
    kind=Kind.RESIDENT, theme="food", action="Cook", as_organisation=False, organisation="",
    first_step="", who_benefits="", measure="", due=None, help_needed="", backup_contact="",
    moderation=Moderation.SHOWN, hidden_reason="", checked=True, delivery=Delivery.PLANNED,
    version=1, too_count=0, help_count=0, made_at=NOW, edited_at=None, wall_id=None,
)  # fmt: skip


def report(number: int, answer: Answer, *, taken_back: bool = False) -> Report:
    return Report(number, 100 + number, 9, 1, Said(answer), NOW, taken_back)


@pytest.mark.parametrize(
    ("answer", "delivery"),
    [
        (Answer.ON_TRACK, Delivery.IN_PROGRESS),
        (Answer.DONE, Delivery.FULFILLED),
        (Answer.PARTLY, Delivery.PARTLY_FULFILLED),
        (Answer.STUCK, Delivery.IN_PROGRESS),
        (Answer.NOT_POSSIBLE, Delivery.NOT_POSSIBLE),
        (Answer.SUPERSEDED, Delivery.SUPERSEDED),
    ],
)
def test_the_newest_word_decides(answer: Answer, delivery: Delivery) -> None:
    said = [report(1, Answer.ON_TRACK), report(2, answer)]
    assert reports.delivered(PLEDGE, said).delivery is delivery


def test_what_was_taken_back_counts_no_more() -> None:
    first, slip = report(1, Answer.ON_TRACK), report(2, Answer.DONE, taken_back=True)
    assert reports.delivered(PLEDGE, [first, slip]).delivery is Delivery.IN_PROGRESS
    assert reports.delivered(PLEDGE, [slip]).delivery is Delivery.PLANNED


def test_withdrawn_stays_withdrawn() -> None:
    gone = replace(PLEDGE, delivery=Delivery.WITHDRAWN)
    assert reports.delivered(gone, [report(1, Answer.DONE)]) == gone
    with pytest.raises(RuleBroken, match=r"pledge\.withdrawn"):
        reports.may_report(gone, user_id=11)
    with pytest.raises(RuleBroken, match=r"pledge\.not_yours"):
        reports.may_report(PLEDGE, user_id=12)


def test_only_the_last_can_be_taken_back() -> None:
    both = [report(1, Answer.ON_TRACK), report(2, Answer.DONE)]
    reports.may_take_back(both[1], both)
    with pytest.raises(RuleBroken, match=r"progress\.later"):
        reports.may_take_back(both[0], both)


def test_two_presses_of_the_same_are_one_unless_it_was_asked_again() -> None:
    before = report(1, Answer.DONE)
    soon, later = NOW + timedelta(minutes=59), NOW + timedelta(hours=1)
    assert reports.is_same(before, Said(Answer.DONE), asked_since=False, now=soon)
    assert not reports.is_same(before, Said(Answer.DONE), asked_since=True, now=soon)
    assert not reports.is_same(before, Said(Answer.DONE), asked_since=False, now=later)
    assert not reports.is_same(before, Said(Answer.STUCK), asked_since=False, now=soon)
    assert not reports.is_same(None, Said(Answer.DONE), asked_since=False, now=soon)


@pytest.mark.parametrize(
    "link", ["https://a.example/x", "http://a.example", "HTTPS://A.example/?q=1&b=2", ""]
)
def test_a_plain_link_is_kept(link: str) -> None:
    assert reports.check_link(f" {link} ") == link


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "ftp://a.example",
        "data:text/html,x",
        "https://me:pw@a.example",
        "https://localhost",
        "https://a.example/ b",
        "https://a.example/<b>",
        "https://a.example/](x",
        "www.example.org",
        "https://[::1",
    ],
)
def test_anything_else_is_refused(link: str) -> None:
    with pytest.raises(RuleBroken, match=r"progress\.link"):
        reports.check_link(link)


def test_stuck_and_help_need_somebody() -> None:
    assert reports.needs_somebody(Said(Answer.STUCK))
    assert reports.needs_somebody(Said(Answer.ON_TRACK, help="A van"))
    assert not reports.needs_somebody(Said(Answer.ON_TRACK, words="Fine"))


# ---------------------------------------------------------------- stories

DONE = replace(PLEDGE, delivery=Delivery.FULFILLED)


@pytest.mark.parametrize(
    ("pledge", "consent", "told"),
    [
        (DONE, Consent.NAMED, True),
        (DONE, Consent.UNNAMED, True),
        (DONE, Consent.NO, False),
        (DONE, Consent.UNDECIDED, False),
        (PLEDGE, Consent.NAMED, False),
        (replace(DONE, moderation=Moderation.HIDDEN), Consent.NAMED, False),
    ],
)
def test_a_story_needs_consent_and_a_kept_pledge_that_may_be_seen(
    pledge: Pledge, consent: Consent, told: bool
) -> None:
    assert stories.may_tell(pledge, consent) is told


def test_a_name_is_told_only_with_consent() -> None:
    named = Story(DONE, Consent.NAMED, "", "")
    assert named.byline == "Maya"
    assert replace(named, consent=Consent.UNNAMED).byline == "A resident"
    assert replace(named, name_off=True).byline == "A resident"
    for_one = replace(DONE, as_organisation=True, organisation="Foodbank")
    assert replace(named, pledge=for_one).byline == "Foodbank"


def test_names_taken_back_in_the_details_later_are_off() -> None:
    later = NOW + timedelta(days=1)
    assert stories.name_is_off(publish_name=False, details_at=later, consent_at=NOW)
    assert not stories.name_is_off(publish_name=False, details_at=NOW, consent_at=later)
    assert not stories.name_is_off(publish_name=True, details_at=later, consent_at=NOW)


def test_yes_needs_a_kept_pledge_and_no_counts_always() -> None:
    stories.may_decide(PLEDGE, Consent.NO, user_id=11)
    with pytest.raises(RuleBroken, match=r"story\.not_done"):
        stories.may_decide(PLEDGE, Consent.NAMED, user_id=11)
    with pytest.raises(RuleBroken, match=r"pledge\.not_yours"):
        stories.may_decide(DONE, Consent.NO, user_id=12)


# ---------------------------------------------------------------- tasks, steps, offers

TASK = Task(5, 9, 1, "stuck", "", TaskState.OPEN, None, NOW)


def test_a_task_has_one_taker_and_one_end() -> None:
    mine = care.take(TASK, user_id=91)
    assert mine.taken_by == 91
    assert care.take(mine, user_id=91) == mine
    with pytest.raises(RuleBroken, match=r"task\.taken"):
        care.take(mine, user_id=92)
    assert care.give_back(mine) == TASK
    done = care.finish(mine)
    for again in (care.finish, care.give_back):
        with pytest.raises(RuleBroken, match=r"task\.done"):
            again(done)


def test_a_day_needs_a_step() -> None:
    today = date(2022, 1, 7)
    assert care.check_step("Ring", "10/01/2022", today=today) == ("Ring", date(2022, 1, 10))
    assert care.check_step("", "", today=today) == ("", None)
    with pytest.raises(RuleBroken, match=r"care\.step"):
        care.check_step(" ", "10/01/2022", today=today)


def test_a_no_may_become_a_yes_and_a_yes_stays() -> None:
    assert care.answer_offer(OfferState.ASKED, OfferState.NO) is OfferState.NO
    assert care.answer_offer(OfferState.NO, OfferState.YES) is OfferState.YES
    with pytest.raises(RuleBroken, match=r"offer\.settled"):
        care.answer_offer(OfferState.YES, OfferState.NO)
    with pytest.raises(RuleBroken, match=r"offer\.gone"):
        care.answer_offer(OfferState.TAKEN_BACK, OfferState.YES)
