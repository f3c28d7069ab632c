"""Which messages can be kept, and which links lead to one."""

from __future__ import annotations

import pytest

from domain.quotes import check_session, check_text, parse_link
from domain.rules import RuleBroken
from tests.domain.test_outputs import session


@pytest.mark.parametrize(
    "text",
    [
        "https://discord.com/channels/1/22/333",
        " <https://discord.com/channels/1/22/333> ",
        "https://ptb.discord.com/channels/1/22/333/",
        "https://canary.discordapp.com/channels/1/22/333",
    ],
)
def test_a_link_leads_to_a_channel_and_a_message(text: str) -> None:
    assert parse_link(text, 1) == (22, 333)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "333",
        "https://discord.com/channels/2/22/333",
        "https://discord.com/channels/@me/22/333",
        "https://discord.com/channels/1/22",
        "https://discord.com.example.org/channels/1/22/333",
        "https://discord.com/channels/1/22/9999999999999999999",
        "https://discord.com/channels/1/٢٢/333",
    ],
)
def test_what_is_no_link_to_a_message_here_is_refused(text: str) -> None:
    with pytest.raises(RuleBroken, match=r"quote\.link"):
        parse_link(text, 1)


def test_only_what_people_wrote_in_words_can_be_kept() -> None:
    assert check_text("Buses", bot=False, plain=True) == "Buses"
    for words, bot, plain, code in (
        ("Buses", True, True, "quote.bot"),
        ("", False, False, "quote.bot"),
        (" \n", False, True, "quote.wordless"),
    ):
        with pytest.raises(RuleBroken) as told:
            check_text(words, bot=bot, plain=plain)
        assert told.value.code == code


def test_a_room_without_notes_keeps_no_message() -> None:
    check_session(session("workshop", ends=-5000))
    with pytest.raises(RuleBroken, match=r"quote\.session"):
        check_session(session("break"))
