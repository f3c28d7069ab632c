"""What may happen to a pledge: every state with every action, references, dates and names."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import fields, replace
from datetime import UTC, date, datetime
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import pledges as rules
from domain.attendees import UNNAMED, Kind
from domain.pledge_forms import Detail, Wording, check_detail, check_wording, parse_due
from domain.pledges import Delivery, Moderation, Pledge, may_see, parse_reference, reference
from domain.rules import RuleBroken

NOW = datetime(2021, 12, 10, 14, 0, tzinfo=UTC)
TODAY = date(2021, 12, 10)
MAKER, SOMEBODY = 11, 12
REASON = "Please leave out the telephone number."
NEW = Wording("healthcare", "Quite other words", False, "", "")
SAID_MORE = Detail("Neighbours", "", None, "", "Jo")
PRIVATE = Detail("", "", date(2022, 6, 30), "", "Jo")


def pledge(**other: Any) -> Pledge:
    values: dict[str, Any] = {
        "id": 1001,
        "guild_id": 1,
        "number": 7,
        "maker_id": MAKER,
        "maker_name": "Maya",
        "publish_name": True,
        "kind": Kind.RESIDENT,
        "theme": "healthcare",
        "action": "Cook a warm supper",
        "as_organisation": False,
        "organisation": "",
        "first_step": "",
        "who_benefits": "",
        "measure": "",
        "due": None,
        "help_needed": "",
        "backup_contact": "",
        "moderation": Moderation.SHOWN,
        "hidden_reason": "",
        "checked": False,
        "delivery": Delivery.PLANNED,
        "version": 1,
        "too_count": 0,
        "help_count": 0,
        "made_at": NOW,
        "edited_at": None,
        "wall_id": None,
    }
    return Pledge(**(values | other))


def in_state(moderation: Moderation, delivery: Delivery, *, checked: bool = False) -> Pledge:
    hidden = moderation is Moderation.HIDDEN
    return pledge(
        moderation=moderation,
        delivery=delivery,
        checked=checked or hidden,
        hidden_reason=REASON if hidden else "",
    )


def code_of(doing: Callable[[], object]) -> str:
    with pytest.raises(RuleBroken) as told:
        doing()
    return told.value.code


# ------------------------------------------------------------------ the state tables

Action = Callable[[Pledge], Pledge | None]

ACTIONS: dict[str, Action] = {
    "edit": lambda p: rules.edit(p, NEW, user_id=MAKER, check_first=False, now=NOW),
    "edit, checked first": lambda p: rules.edit(p, NEW, user_id=MAKER, check_first=True, now=NOW),
    "say more": lambda p: rules.add_detail(p, SAID_MORE, user_id=MAKER, check_first=False, now=NOW),
    "say more, checked first": lambda p: rules.add_detail(
        p, SAID_MORE, user_id=MAKER, check_first=True, now=NOW
    ),
    "note privately": lambda p: rules.add_detail(
        p, PRIVATE, user_id=MAKER, check_first=False, now=NOW
    ),
    "note privately, checked first": lambda p: rules.add_detail(
        p, PRIVATE, user_id=MAKER, check_first=True, now=NOW
    ),
    "withdraw": lambda p: rules.withdraw(p, user_id=MAKER),
    "show": rules.show,
    "hide": lambda p: rules.hide(p, reason=REASON),
    "stand by": lambda p: rules.may_support(p, user_id=SOMEBODY),
}

# What each action makes of a pledge that waits, is shown, or is hidden: the next state, or why not.
LIVE = {
    "edit": ("waiting", "shown", "waiting"),
    "edit, checked first": ("waiting", "waiting", "waiting"),
    "say more": ("waiting", "shown", "waiting"),
    "say more, checked first": ("waiting", "waiting", "waiting"),
    "note privately": ("waiting", "shown", "hidden"),
    "note privately, checked first": ("waiting", "shown", "hidden"),
    "withdraw": ("waiting", "shown", "hidden"),
    "show": ("shown", "shown", "shown"),
    "hide": ("hidden", "hidden", "review.done"),
    "stand by": ("support.not_shown", "", "support.not_shown"),
}
# Of a withdrawn pledge, in any state.
WITHDRAWN = {
    "show": "review.withdrawn",
    "hide": "review.withdrawn",
    "stand by": "support.not_shown",
}


@pytest.mark.parametrize(
    ("moderation", "delivery", "action"), list(product(Moderation, Delivery, ACTIONS))
)
def test_every_state_with_every_action(
    moderation: Moderation, delivery: Delivery, action: str
) -> None:
    before = in_state(moderation, delivery)
    wanted = LIVE[action][list(Moderation).index(moderation)]
    if delivery is Delivery.WITHDRAWN:
        wanted = WITHDRAWN.get(action, "pledge.withdrawn")
    if "." in wanted:
        with pytest.raises(RuleBroken) as told:
            ACTIONS[action](before)
        assert (told.value.code, told.value.facts["reference"]) == (wanted, "P-0007")
        return
    after = ACTIONS[action](before)
    assert (after.moderation.value if after else "") == wanted
    if after is None:
        return
    gone = Delivery.WITHDRAWN if action == "withdraw" else delivery
    assert after.delivery is gone
    assert bool(after.hidden_reason) == (after.moderation is Moderation.HIDDEN)
    assert after.public == (wanted == "shown" and action != "withdraw")
    # What may never change, whatever happens.
    for name in ("id", "guild_id", "number", "maker_id", "kind", "made_at", "wall_id", "too_count"):
        assert getattr(after, name) == getattr(before, name)


@pytest.mark.parametrize("delivery", [d for d in Delivery if d is not Delivery.WITHDRAWN])
def test_a_shown_pledge_is_marked_as_looked_at_once(delivery: Delivery) -> None:
    once = rules.show(in_state(Moderation.SHOWN, delivery))
    assert once.checked
    assert code_of(lambda: rules.show(once)) == "review.done"


@pytest.mark.parametrize(
    ("action", "still_looked_at"),
    [
        ("edit", False),
        ("edit, checked first", False),
        ("say more", False),
        ("say more, checked first", False),
        ("note privately", True),
        ("note privately, checked first", True),
        ("withdraw", True),
        ("hide", True),
    ],
)
def test_what_others_will_read_is_looked_at_again(action: str, still_looked_at: bool) -> None:
    before = in_state(Moderation.SHOWN, Delivery.PLANNED, checked=True)
    after = ACTIONS[action](before)
    assert after is not None
    assert after.checked is still_looked_at


@pytest.mark.parametrize("action", [name for name in ACTIONS if name not in {"show", "hide"}])
@pytest.mark.parametrize("moderation", list(Moderation))
@pytest.mark.parametrize("delivery", list(Delivery))
def test_nobody_else_changes_it_and_nobody_stands_by_their_own(
    action: str, moderation: Moderation, delivery: Delivery
) -> None:
    theirs = replace(in_state(moderation, delivery), maker_id=99)
    if action != "stand by":
        assert code_of(lambda: ACTIONS[action](theirs)) == "pledge.not_yours"
    elif theirs.public:
        mine = replace(theirs, maker_id=SOMEBODY)
        assert code_of(lambda: ACTIONS[action](mine)) == "support.own"


@pytest.mark.parametrize(("too", "helps"), [(1, 0), (0, 1), (3, 4)])
def test_once_somebody_stands_by_it_new_words_are_a_new_version(too: int, helps: int) -> None:
    before = pledge(too_count=too, help_count=helps, version=4)
    assert before.locked
    after = rules.edit(before, NEW, user_id=MAKER, check_first=False, now=NOW)
    assert (after.version, after.action, after.edited_at) == (5, NEW.action, NOW)
    more = rules.add_detail(before, SAID_MORE, user_id=MAKER, check_first=False, now=NOW)
    assert more.version == 4


def test_before_that_new_words_replace_the_old() -> None:
    before = pledge()
    assert not before.locked
    after = rules.edit(before, NEW, user_id=MAKER, check_first=False, now=NOW)
    assert (after.version, rules.words_of(after)) == (1, NEW)


def test_what_is_not_different_is_no_change() -> None:
    same = rules.words_of(pledge())
    assert (
        code_of(lambda: rules.edit(pledge(), same, user_id=MAKER, check_first=True, now=NOW))
        == "pledge.unchanged"
    )
    detail = rules.detail_of(pledge())
    assert (
        code_of(
            lambda: rules.add_detail(pledge(), detail, user_id=MAKER, check_first=True, now=NOW)
        )
        == "pledge.unchanged"
    )


@pytest.mark.parametrize("part", [field.name for field in fields(Wording)])
def test_a_change_of_any_part_of_the_words_counts(part: str) -> None:
    changed = replace(
        rules.words_of(pledge()), **{part: True if part == "as_organisation" else "new"}
    )
    after = rules.edit(pledge(), changed, user_id=MAKER, check_first=True, now=NOW)
    assert rules.words_of(after) == changed
    assert after.moderation is Moderation.WAITING


@pytest.mark.parametrize("part", ["who_benefits", "measure", "help_needed"])
def test_every_part_of_the_detail_that_others_read_is_checked(part: str) -> None:
    said = replace(rules.detail_of(pledge()), **{part: "new"})
    after = rules.add_detail(pledge(), said, user_id=MAKER, check_first=True, now=NOW)
    assert after.moderation is Moderation.WAITING


@pytest.mark.parametrize("reason", ["", " " * 20, "too short", "x" * 301, "a\u202ereason to hide"])
def test_a_reason_for_hiding_is_one_that_its_maker_can_use(reason: str) -> None:
    assert code_of(lambda: rules.hide(pledge(), reason=reason)).startswith("text.")
    assert rules.hide(pledge(), reason="  Ten chars  ok ").hidden_reason == "Ten chars ok"


@pytest.mark.parametrize(("moderation", "delivery"), list(product(Moderation, Delivery)))
def test_who_may_see_it(moderation: Moderation, delivery: Delivery) -> None:
    one = in_state(moderation, delivery)
    assert may_see(one, user_id=MAKER, organiser=False)
    assert may_see(one, user_id=SOMEBODY, organiser=True)
    everybody = moderation is Moderation.SHOWN and delivery is not Delivery.WITHDRAWN
    assert may_see(one, user_id=SOMEBODY, organiser=False) is everybody


# -------------------------------------------------------------------------- the name

NAMELESS = {
    Kind.RESIDENT: "A resident",
    Kind.BUSINESS: "A business",
    Kind.COMMUNITY_GROUP: "A community group",
    Kind.PUBLIC_BODY: "A public body",
    Kind.OTHER: "An attendee",
}


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("as_organisation", [True, False])
@pytest.mark.parametrize("organisation", ["", "Bakery & Sons"])
def test_without_consent_no_name_is_told_of_person_or_organisation(
    kind: Kind, as_organisation: bool, organisation: str
) -> None:
    one = pledge(
        kind=kind, publish_name=False, as_organisation=as_organisation, organisation=organisation
    )
    assert one.byline == NAMELESS[kind] == UNNAMED[kind]


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize(
    ("as_organisation", "organisation", "name", "byline"),
    [
        (False, "", "Maya", "Maya"),
        (False, "Bakery & Sons", "Maya", "Maya"),
        (True, "Bakery & Sons", "Maya", "Bakery & Sons"),
        (True, "", "Maya", "Maya"),
        (False, "", "", None),
    ],
)
def test_with_consent_it_is_the_person_or_the_organisation_they_pledged_for(
    kind: Kind, as_organisation: bool, organisation: str, name: str, byline: str | None
) -> None:
    one = pledge(
        kind=kind, as_organisation=as_organisation, organisation=organisation, maker_name=name
    )
    assert one.byline == (byline or NAMELESS[kind])


# ------------------------------------------------------------------------- references


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("P-0012", 12),
        ("p-0012", 12),
        ("P0012", 12),
        ("p12", 12),
        ("12", 12),
        ("0012", 12),
        ("#12", 12),
        ("  P - 12  ", 12),
        ("P–12", 12),
        ("P-10000", 10000),
        ("P-999999999", 999_999_999),
    ],
)
def test_a_reference_is_understood_however_it_is_typed(typed: str, number: int) -> None:
    assert parse_reference(typed) == number


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "P-",
        "P",
        "Q-12",
        "P-12a",
        "P-1 2",
        "twelve",
        "P-1.5",
        "P--1",
        "12-P",
        "P-" + "9" * 10,
        "P-\n-12",
        "1e3",
        "٫",
        "P-½",
    ],
)
def test_what_is_no_reference_is_refused_with_what_was_typed(typed: str) -> None:
    with pytest.raises(RuleBroken) as told:
        parse_reference(typed)
    assert (told.value.code, told.value.facts) == ("pledge.reference", {"text": typed})


def test_a_very_long_reference_is_refused_at_once_and_told_in_short() -> None:
    began = time.perf_counter()
    for typed in (" " * 1200 + "x", "p" + " " * 6000, "0" * 6000 + "x", "P-" + "0" * 6000):
        with pytest.raises(RuleBroken) as told:
            parse_reference(typed)
        assert len(str(told.value.facts["text"])) <= 40
    assert time.perf_counter() - began < 1


@given(st.integers(1, 999_999_999))
def test_every_reference_is_read_back(number: int) -> None:
    assert parse_reference(reference(number)) == number
    assert len(reference(number)) >= 6


@given(st.text())
def test_nothing_else_happens_whatever_is_typed_for_a_reference(typed: str) -> None:
    try:
        assert 0 <= parse_reference(typed) < 1 << 63
    except RuleBroken as error:
        assert error.code == "pledge.reference"  # noqa: PT017


# ------------------------------------------------------------------------------ dates


@pytest.mark.parametrize(
    "typed",
    [
        "30/06/2022",
        "30.6.2022",
        "30-06-2022",
        "30 6 2022",
        " 30/6/2022 ",
        "2022-06-30",
        "2022-6-30",
    ],
)
def test_a_date_is_understood_as_people_write_it(typed: str) -> None:
    assert parse_due(typed, today=TODAY) == date(2022, 6, 30)


def test_the_day_comes_before_the_month() -> None:
    assert parse_due("03/04/2022", today=TODAY) == date(2022, 4, 3)


@pytest.mark.parametrize("typed", ["", "   ", "\n"])
def test_no_date_is_no_date(typed: str) -> None:
    assert parse_due(typed, today=TODAY) is None


def test_today_will_do_and_yesterday_will_not() -> None:
    assert parse_due("10/12/2021", today=TODAY) == TODAY
    with pytest.raises(RuleBroken) as told:
        parse_due("09/12/2021", today=TODAY)
    assert (told.value.code, told.value.facts) == ("pledge.due_past", {"due": date(2021, 12, 9)})


@pytest.mark.parametrize(
    "typed",
    [
        "soon",
        "31/02/2022",
        "29/02/2023",
        "06/30/2022",
        "2022-13-01",
        "00/01/2022",
        "01/01/0000",
        "30/06/22",
        "June 2022",
        "2022",
        "30//06/2022",
        "30/06/2022 at noon",
        "1" * 5000,
    ],
)
def test_what_is_no_date_is_refused_with_what_was_typed(typed: str) -> None:
    with pytest.raises(RuleBroken) as told:
        parse_due(typed, today=TODAY)
    assert (told.value.code, told.value.facts) == ("pledge.due", {"text": typed[:40]})


def test_a_leap_day_is_a_day() -> None:
    assert parse_due("29/02/2024", today=TODAY) == date(2024, 2, 29)


@given(st.text() | st.from_regex(r"\s*\d{1,4}[/. -]\d{1,2}[/. -]\d{1,4}\s*"))
def test_nothing_else_happens_whatever_is_typed_for_a_date(typed: str) -> None:
    try:
        due = parse_due(typed, today=TODAY)
    except RuleBroken as error:
        assert error.code in {"pledge.due", "pledge.due_past"}  # noqa: PT017
    else:
        assert due is None or due >= TODAY


# ------------------------------------------------------------------------------ forms


def wording(**typed: Any) -> Wording:
    values: dict[str, Any] = {
        "themes": {"healthcare"},
        "theme": "healthcare",
        "action": "Cook a warm supper",
        "as_organisation": False,
        "organisation": "",
        "first_step": "",
    }
    return check_wording(**(values | typed))


def test_the_words_of_the_form_are_kept_tidy() -> None:
    assert wording(
        action=" Cook\r\na  supper \u202f",
        as_organisation=True,
        organisation=" The\nBakery ",
        first_step="Buy\na pan",
    ) == Wording("healthcare", "Cook\na supper", True, "The Bakery", "Buy a pan")


def test_a_theme_that_has_left_the_plan_is_refused() -> None:
    assert code_of(lambda: wording(theme="sport")) == "pledge.theme"
    assert code_of(lambda: wording(theme="")) == "pledge.theme"


@pytest.mark.parametrize("organisation", ["", "  ", "\u200b", "\u3164", "\u2800"])
def test_a_pledge_for_an_organisation_needs_its_name(organisation: str) -> None:
    assert (
        code_of(lambda: wording(as_organisation=True, organisation=organisation))
        == "pledge.organisation_missing"
    )
    assert wording(organisation=organisation).organisation == ""


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ({"action": "x" * 9}, "text.too_short"),
        ({"action": "x" * 601}, "text.too_long"),
        ({"action": " " * 30}, "text.empty"),
        ({"action": "cook\x00 a supper"}, "text.control"),
        ({"organisation": "x" * 101}, "text.too_long"),
        ({"first_step": "x" * 201}, "text.too_long"),
        ({"first_step": "a\u202eb"}, "text.reordering"),
    ],
)
def test_words_that_cannot_be_taken_are_refused(typed: dict[str, str], code: str) -> None:
    assert code_of(lambda: wording(**typed)) == code


@pytest.mark.parametrize("action", ["x" * 10, "x" * 600, "🚲" * 10, "अ" * 600])
def test_words_at_the_edges_are_taken(action: str) -> None:
    assert wording(action=action).action == action


def detail(**typed: str) -> Detail:
    values = dict.fromkeys(("who_benefits", "measure", "due", "help_needed", "backup_contact"), "")
    return check_detail(**(values | typed), today=TODAY)


def test_all_of_the_detail_is_optional() -> None:
    assert detail() == Detail("", "", None, "", "")


def test_the_detail_is_kept_tidy() -> None:
    assert detail(
        who_benefits=" Neighbours ",
        measure="Plates",
        due="30/06/2022",
        help_needed="A  pan",
        backup_contact="Jo",
    ) == Detail("Neighbours", "Plates", date(2022, 6, 30), "A pan", "Jo")


@pytest.mark.parametrize(
    ("part", "most"),
    [("who_benefits", 200), ("measure", 200), ("help_needed", 200), ("backup_contact", 150)],
)
def test_each_part_of_the_detail_has_room_and_an_end(part: str, most: int) -> None:
    assert getattr(detail(**{part: "x" * most}), part) == "x" * most
    with pytest.raises(RuleBroken) as told:
        detail(**{part: "x" * (most + 1)})
    assert (told.value.code, told.value.facts["field"]) == (
        "text.too_long",
        part.replace("_", " "),
    )
