"""Meeting others: what a card may hold, and what two people's words come to."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.attendees import Kind
from domain.connections import (
    MOST_OPEN,
    Card,
    Pair,
    Say,
    Standing,
    Thread,
    agree,
    ask,
    check_card,
    check_why,
    decline,
    fold,
    found_by,
    search_words,
    take_back,
)
from domain.rules import RuleBroken

NEW = Pair(id=1, guild_id=9, user_id=11, other_id=12)
CARD = Card(
    id=5,
    guild_id=9,
    user_id=11,
    name="Zoë Straße",
    kind=Kind.COMMUNITY_GROUP,
    organisation="Foodbank Łódź",
    offers="खाना और मदد 送餐服务",
    needs="ایک گاڑی",
    themes=("food",),
)


def card(**other: str) -> object:
    values = {"organisation": "", "offers": "A van", "needs": "", "themes": ""} | other
    return check_card(
        organisation=values["organisation"],
        offers=values["offers"],
        needs=values["needs"],
        themes=[one for one in values["themes"].split(",") if one],
        known={"food", "health"},
    )


@pytest.mark.parametrize(
    ("other", "code"),
    [
        ({"offers": "", "needs": ""}, "connect.empty"),
        ({"offers": " \u200b ", "needs": "\n"}, "connect.empty"),
        ({"themes": "food,gone"}, "connect.theme"),
        ({"offers": "x" * 301}, "text.too_long"),
        ({"needs": "x" * 301}, "text.too_long"),
        ({"organisation": "x" * 101}, "text.too_long"),
        ({"offers": "a\u202eb"}, "text.reordering"),
    ],
)
def test_a_card_that_says_nothing_or_too_much_is_refused(other: dict[str, str], code: str) -> None:
    with pytest.raises(RuleBroken) as told:
        card(**other)
    assert told.value.code == code


def test_one_of_offer_and_need_is_enough_and_a_theme_counts_once() -> None:
    kept = check_card(
        organisation=" A\nB ", offers="", needs=" A van ", themes=["food", "food"], known={"food"}
    )
    assert (kept.organisation, kept.offers, kept.needs) == ("A B", "", "A van")
    assert kept.themes == ("food",)


def test_why_may_be_empty_and_has_200_characters_at_most() -> None:
    assert check_why("") == ""
    with pytest.raises(RuleBroken, match=r"text\.too_long"):
        check_why("x" * 201)


@pytest.mark.parametrize(
    "text", ["STRASSE", "zoë", "łódź FOODBANK", "送餐", "گاڑی", "community", "Food for all", ""]
)
def test_people_are_found_in_any_script_and_case(text: str) -> None:
    assert found_by(CARD, search_words(text), ["Food for all"])


def test_every_word_has_to_be_there() -> None:
    assert not found_by(CARD, search_words("zoë health"), ["Food for all"])


@given(st.text(max_size=200))
def test_what_is_looked_for_fits_a_button(text: str) -> None:
    shown = " ".join(search_words(text))
    assert ":" not in shown.replace("\ufe55", "")
    assert len(f"connect.found:{1 << 62}:{shown}") <= 100
    assert fold(fold(text)) == fold(text) or len(text) > 0


def test_only_two_yeses_introduce() -> None:
    asked = ask(NEW, why="Hello", open_requests=0)
    assert (asked.standing, asked.thread, asked.my_why) == (Standing.ASKED, Thread.NONE, "Hello")
    theirs = replace(NEW, theirs=Say.YES)
    assert theirs.standing is Standing.FOR_YOU
    both = agree(theirs)
    assert (both.standing, both.thread) == (Standing.INTRODUCED, Thread.WANTED)
    assert agree(both) == both
    assert ask(theirs, why="", open_requests=0).standing is Standing.INTRODUCED


def test_a_no_is_not_to_be_seen_by_whoever_asked() -> None:
    waiting = replace(NEW, mine=Say.YES)
    refused = replace(waiting, theirs=Say.NO)
    assert waiting.standing is refused.standing is Standing.ASKED
    assert take_back(waiting).standing is take_back(refused).standing is Standing.NOTHING
    shown = replace(NEW, shown=True)
    assert shown.standing is replace(shown, theirs=Say.NO).standing is Standing.SUGGESTED


def test_who_said_no_can_change_their_mind_while_the_other_still_asks() -> None:
    said_no = decline(replace(NEW, theirs=Say.YES))
    assert said_no.standing is Standing.DECLINED
    assert ask(said_no, why="", open_requests=MOST_OPEN).standing is Standing.INTRODUCED
    assert agree(said_no).standing is Standing.INTRODUCED


def test_nobody_agrees_to_what_was_taken_back() -> None:
    for pair in (NEW, replace(NEW, theirs=Say.NO), replace(NEW, mine=Say.YES)):
        with pytest.raises(RuleBroken, match=r"connect\.not_open"):
            agree(pair)


def test_introduced_stays_introduced() -> None:
    both = replace(NEW, mine=Say.YES, theirs=Say.YES, thread=Thread.MADE)
    for change in (decline, take_back):
        with pytest.raises(RuleBroken, match=r"connect\.introduced"):
            change(both)
    with pytest.raises(RuleBroken, match=r"connect\.introduced"):
        ask(both, why="", open_requests=0)


def test_requests_are_limited_but_meeting_one_is_not() -> None:
    with pytest.raises(RuleBroken) as told:
        ask(NEW, why="", open_requests=MOST_OPEN)
    assert (told.value.code, told.value.facts) == ("connect.most", {"most": MOST_OPEN})
    asked = replace(NEW, mine=Say.YES)
    assert ask(asked, why="other", open_requests=MOST_OPEN) == asked
    assert ask(replace(NEW, theirs=Say.YES), why="", open_requests=MOST_OPEN).introduced
