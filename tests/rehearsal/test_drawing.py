"""Where a list and a quotation end, as Discord ends them."""

from __future__ import annotations

import pytest

from rehearsal import drawing


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("- one\n- two\nAfter", "- one\n- two\n\nAfter"),
        ("1. one\n2. two\nAfter", "1. one\n2. two\n\nAfter"),
        ("> their words\nState: shown", "> their words\n\nState: shown"),
        ("- one\n  more of it\n- two", "- one\n  more of it\n- two"),
        ("- one\n\nAfter", "- one\n\nAfter"),
        ("- one\n> their words", "- one\n> their words"),
        ("```\n- one\nnot a list\n```", "```\n- one\nnot a list\n```"),
        ("Before\n10-12 people", "Before\n10-12 people"),
    ],
)
def test_the_line_after_a_list_or_quotation_stands_outside_it(text: str, read: str) -> None:
    assert drawing.lines_of_their_own(text) == read


def test_simcord_draws_it_so_however_often_it_is_told() -> None:
    pytest.importorskip("markdown_it", reason="the extra “rehearse-browser” is not installed")
    from simcord.preview._markdown import markdown_tokens

    drawing.as_discord_does()
    drawing.as_discord_does()
    kinds = [one["type"] for one in markdown_tokens("> their words\nState: shown")]
    assert len(kinds) == 2
