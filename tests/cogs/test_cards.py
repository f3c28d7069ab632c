"""How things read, and that the worst of them still fits into what Discord takes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import discord
import pytest
from discord import ui

from bot.again import given_back
from bot.inert import fitting, inert, one_line
from bot.server.engine import Built
from bot.ui import Form, Menu, Press, Reply
from cogs.exporting import cards as export_cards
from cogs.joining import cards as joining_cards
from cogs.joining import views as joining_views
from cogs.notices import cards as notice_cards
from cogs.pledges import cards, views
from cogs.review import cards as review_cards
from cogs.review import views as review_views
from cogs.setup import cards as setup_cards
from cogs.wall import cards as wall_cards
from cogs.wall import views as wall_views
from db.pledge_reads import Count, EarlierWords
from domain.attendees import Attendee, Kind
from domain.plan import Plan, parse_plan
from domain.pledges import Delivery, Moderation, Pledge, Support
from domain.summits import Places, Summit
from tests.world import parts_of, plan_text

NOW = datetime(2026, 3, 20, 14, 30, tzinfo=UTC)
PLACES = Places(*(10**18 + n for n in range(6)))

SUMMIT = Summit(10**18, parse_plan(plan_text()), PLACES)

PLAIN = Pledge(
    id=10**18,
    guild_id=SUMMIT.guild_id,
    number=12,
    maker_id=7,
    maker_name="Amina Khan",
    publish_name=True,
    kind=Kind.RESIDENT,
    theme="food",
    action="I will cook for my neighbours",
    as_organisation=False,
    organisation="",
    first_step="",
    who_benefits="",
    measure="",
    due=None,
    help_needed="",
    backup_contact="",
    moderation=Moderation.SHOWN,
    hidden_reason="",
    checked=True,
    delivery=Delivery.PLANNED,
    version=1,
    too_count=0,
    help_count=0,
    made_at=NOW,
    edited_at=None,
    wall_id=None,
)
LONG = ["#" + "x" * 100] * 50


def long_plan() -> Plan:
    """Everything in a plan as long as it may be, in marks that all need escaping."""
    text = plan_text(themes={f"theme-{n:02d}": f"{n:02d}" + "*" * 98 for n in range(25)})
    for old, new in (
        ("Anytown Summit", "_" * 100),
        ("Anytown Council", "~" * 100),
        ("Welcome to the summit.", "W" * 1500),
        ("We keep what you write here.", "P" * 1500),
        ('time_zone = "Europe/London"', f'time_zone = "Europe/London"\ncontact = "{"c" * 200}"'),
    ):
        assert old in text
        text = text.replace(old, new)
    return parse_plan(text)


LONG_SUMMIT = Summit(SUMMIT.guild_id, long_plan(), PLACES)

# Six hundred characters of what grows most: marks to escape, tags, and a quotation on every line.
GROWING = ["*" * 600, "<@" * 300, "*\n" * 299 + "**", "@everyone " * 59 + "@everyone", "😀" * 600]


def worst(action: str = GROWING[0], **changes: object) -> Pledge:
    return replace(
        PLAIN,
        number=999_999,
        theme="theme-00",
        kind=Kind.COMMUNITY_GROUP,
        action=action,
        as_organisation=True,
        organisation="[" * 100,
        maker_name="|" * 60,
        first_step=action[:200],
        who_benefits=action[:200],
        measure=action[:200],
        help_needed=action[:200],
        backup_contact="`" * 150,
        hidden_reason="\\" * 300,
        due=date(2027, 9, 30),
        version=9,
        too_count=100_000,
        help_count=100_000,
        edited_at=NOW,
        **changes,  # pyright: ignore[reportArgumentType]
    )


EARLIER = [EarlierWords(version, GROWING[0]) for version in range(1, 9)]


def every_reply(pledge: Pledge, summit: Summit) -> dict[str, Reply]:
    """Every answer that is made of a pledge."""
    attendee = Attendee(summit.guild_id, 7, "`" * 60, Kind.OTHER, "]" * 100, True, "*" * 300, NOW)
    counts = [
        Count(Moderation.SHOWN, theme, kind.value, 100_000)
        for theme in summit.plan.theme_titles
        for kind in Kind
    ]
    refused = f"{pledge.action}\n{'[' * 100}\n{'*' * 200}"
    return {
        "receipt": cards.receipt(pledge, summit, new=True),
        "receipt again": cards.receipt(pledge, summit, new=False),
        "changed": cards.changed(pledge, summit, f"{pledge.reference} is changed and saved."),
        "own": cards.own(pledge, summit, EARLIER),
        "other": cards.other(pledge, summit, EARLIER),
        "for organiser": cards.for_organiser(pledge, summit, EARLIER),
        "mine": cards.mine([pledge] * 8, more=True),
        "none": cards.mine([], more=False),
        "withdraw?": cards.withdraw_question(pledge),
        "withdrawn": cards.withdrawn(pledge),
        "refused": given_back("The pledge is too long. " * 8, refused, 10**18),
        "wall": cards.wall([pledge] * 3, counts, summit),
        "joined": joining_cards.joined(attendee, summit, new=True),
        "hidden": notice_cards.hidden(pledge, summit, "*" * 300),
        "to decide": review_cards.to_decide(
            pledge, summit, left=99_999, said=review_cards.hidden(pledge)
        ),
        "nothing left": review_cards.nothing_left(left=9, said=review_cards.hidden(pledge)),
        "thanks": wall_cards.thanks(pledge, Support.HELP, new=True),
        "taken back": wall_cards.taken_back(pledge, there=True),
        "set up": setup_cards.done(
            Built(PLACES, {}, LONG, LONG, LONG, LONG, ["z" * 200] * 3),
            summit,
            organiser=True,
        ),
    }


def check_reply(name: str, reply: Reply) -> None:
    assert 0 < len(reply.text) <= 2000, (name, len(reply.text))
    assert len(reply.rows) <= 5, name
    for row in reply.rows:
        assert 1 <= len(row) <= 5, name
        for part in row:
            match part:
                case Press():
                    assert 1 <= len(part.label) <= 80, name
                    assert len(part.route) <= 100, name
                case Menu():
                    assert 1 <= len(part.options) <= 25, name
                    for option in part.options:
                        assert 1 <= len(option.label) <= 100, name
                        assert len(option.description) <= 100, name


@pytest.mark.parametrize("moderation", Moderation)
@pytest.mark.parametrize("action", GROWING)
def test_every_answer_fits_for_the_worst_that_people_can_type(
    action: str, moderation: Moderation
) -> None:
    pledge = worst(action, moderation=moderation)
    for name, reply in every_reply(pledge, LONG_SUMMIT).items():
        check_reply(name, reply)


@pytest.mark.parametrize("delivery", Delivery)
def test_every_answer_fits_for_an_ordinary_pledge(delivery: Delivery) -> None:
    for name, reply in every_reply(replace(PLAIN, delivery=delivery), SUMMIT).items():
        check_reply(name, reply)


def check_layout(view: ui.LayoutView) -> None:
    parts = list(parts_of(view.to_components()))
    assert 1 <= len(parts) <= 40
    assert sum(len(part.get("content", "")) for part in parts) <= 4000


@pytest.mark.parametrize("n", range(1, wall_views.MOST_PLEDGES + 1))
@pytest.mark.parametrize("action", GROWING)
def test_the_walls_message_fits_however_its_pledges_grew(action: str, n: int) -> None:
    long = replace(worst(action), wall_id=1)
    short = replace(PLAIN, wall_id=1)
    for pledges in ([long] * n, [short] * (n - 1) + [long], [long] + [short] * (n - 1)):
        view = wall_views.wall_message(pledges, LONG_SUMMIT)
        assert view is not None
        check_layout(view)
        text = "\n".join(part.get("content", "") for part in parts_of(view.to_components()))
        assert text.count("P-999999") + text.count("P-0012") == n


@pytest.mark.parametrize("action", GROWING)
def test_what_is_taken_for_one_message_fits_in_it_whole(action: str) -> None:
    waiting = [worst(action)] * 3 + [PLAIN] * 9
    taken = wall_views.fitting(waiting, LONG_SUMMIT)
    assert taken
    view = wall_views.wall_message(taken, LONG_SUMMIT)
    assert view is not None
    check_layout(view)


def test_ordinary_pledges_are_never_shortened() -> None:
    pledge = replace(PLAIN, action="I will do this. " * 30, first_step="Ask on Monday " * 5)
    taken = wall_views.fitting([pledge] * 20, SUMMIT)
    assert len(taken) == wall_views.MOST_PLEDGES
    view = wall_views.wall_message(taken, SUMMIT)
    assert view is not None
    assert "See the whole pledge" not in str(view.to_components())


def test_hidden_and_waiting_words_are_in_no_message_of_the_wall() -> None:
    hidden = replace(PLAIN, moderation=Moderation.HIDDEN, action="Something unkind")
    waiting = replace(PLAIN, moderation=Moderation.WAITING, action="Something new")
    assert wall_views.wall_message([hidden, waiting], SUMMIT) is None
    view = wall_views.wall_message([hidden, PLAIN, waiting], SUMMIT)
    assert view is not None
    assert "Something" not in str(view.to_components())


def test_the_panels_fit_for_the_longest_plan() -> None:
    counts = [
        Count(Moderation.SHOWN, theme, kind.value, 99_999)
        for theme in LONG_SUMMIT.plan.theme_titles
        for kind in Kind
    ]
    check_layout(wall_views.summary(counts, LONG_SUMMIT))
    check_layout(joining_views.welcome_panel(LONG_SUMMIT))
    check_layout(review_views.panel(99_999, list(range(99_000, 99_999))))


def every_form(pledge: Pledge, summit: Summit) -> list[Form]:
    attendee = Attendee(summit.guild_id, 7, "n" * 60, Kind.OTHER, "o" * 100, True, "a" * 300, NOW)
    return [
        joining_views.join_form(None, suggested_name="n" * 60, then=f"draft-{2**63 - 1}"),
        joining_views.join_form(attendee, suggested_name="", then=f"support-help-{2**63 - 1}"),
        views.pledge_form(summit, f"pledge.new:{2**63 - 1}", "Make a pledge", {}),
        views.pledge_form(summit, "pledge.edit:1", "Edit P-999999", views.fields_of(pledge)),
        views.detail_form(pledge),
        review_views.hide_form(pledge),
    ]


@pytest.mark.parametrize(("pledge", "summit"), [(PLAIN, SUMMIT), (worst(), LONG_SUMMIT)])
def test_every_form_is_one_that_discord_opens(pledge: Pledge, summit: Summit) -> None:
    for form in every_form(pledge, summit):
        assert 1 <= len(form.title) <= 45, form.title
        assert len(form.route) <= 100
        assert 1 <= len(form.fields) <= 5
        for label in form.modal().to_dict()["components"]:
            assert 1 <= len(label["label"]) <= 45, label["label"]
            assert len(label.get("description") or "") <= 100
            part = label["component"]
            if part["type"] == discord.ComponentType.text_input.value:
                assert len(part.get("value") or "") <= part["max_length"]
                assert part["max_length"] <= 4000
            else:
                assert 1 <= len(part["options"]) <= 25
                assert sum(bool(option.get("default")) for option in part["options"]) <= 1


# ------------------------------------------------------------------ how it reads


def test_a_pledge_on_the_wall_reads_plainly() -> None:
    pledge = replace(
        PLAIN,
        first_step="Ask on Monday",
        who_benefits="Older people nearby",
        measure="Forty meals",
        due=date(2026, 6, 30),
        help_needed="A bigger pot",
        too_count=1,
        help_count=2,
        version=2,
    )
    assert cards.public_lines(pledge, SUMMIT) == (
        "**P-0012** · Amina Khan · Food for all · edited\n"
        "> I will cook for my neighbours\n"
        "First step: Ask on Monday\n"
        "Who benefits: Older people nearby\n"
        "Done when: Forty meals\n"
        "By: 30 June 2026\n"
        "Help needed: A bigger pot\n"
        "1 person will do this too · 2 can help"
    )


def test_the_counts_read_plainly_and_count_shown_pledges_only() -> None:
    counts = [
        Count(Moderation.SHOWN, "food", "resident", 1_200),
        Count(Moderation.SHOWN, "food", "business", 3),
        Count(Moderation.HIDDEN, "food", "business", 5),
        Count(Moderation.WAITING, "health", "resident", 7),
    ]
    assert cards.totals(counts, SUMMIT) == (
        "**1,203 pledges**\n"
        "Food for all: 1,203\n"
        "Health and care: 0\n"
        "By maker: resident 1,200 · business 3"
    )


def test_one_pledge_is_not_one_pledges() -> None:
    assert cards.pledges_in_words(1) == "1 pledge"
    assert cards.pledges_in_words(0) == "0 pledges"
    assert "1 pledge waits" in review_cards.to_decide(PLAIN, SUMMIT, left=1).text
    assert "2 pledges wait " in review_cards.to_decide(PLAIN, SUMMIT, left=2).text
    assert "1 pledge waits" in review_views.panel_text(1, [])
    assert "could not be told" not in review_views.panel_text(1, [])


def test_a_cut_is_said_and_never_splits_the_note() -> None:
    text = fitting("x" * 5000)
    assert len(text) == 2000
    assert text.endswith("(shortened here; the whole text is kept)")
    assert fitting("x" * 2000) == "x" * 2000


def test_words_are_cut_at_a_word_for_one_line() -> None:
    assert one_line("one  two\nthree", 100) == "one two three"
    cut = one_line("I will cook for my neighbours every week", 20)
    assert cut == "I will cook for my…"
    assert len(one_line("x" * 500, 100)) == 100


def test_exports_say_for_whom_they_are() -> None:
    assert set(export_cards._FOR) == set(export_cards.Profile)


def test_inert_text_stays_readable() -> None:
    assert inert("Plain words, 100% and £5 (five pounds) - today!") == (
        "Plain words, 100% and £5 (five pounds) - today!"
    )
    assert inert("See https://www.stockport.gov.uk/summit_2021 there") == (
        "See https://www.stockport.gov.uk/summit_2021 there"
    )
