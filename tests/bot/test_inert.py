"""People's words as Discord is given them: readable, and nothing in them does anything.

What Discord makes of a text is written down here a second time, from its client's own rules, so
that the tests do not ask bot/inert.py whether bot/inert.py is right.
"""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.inert import inert, one_line

# What the client takes for an address: everything up to white space or "<", but for some ends.
# (JavaScript's white space has U+FEFF in it, and Python's has not.)
ADDRESS = re.compile(r"https?://[^\s\ufeff<]+[^\s\ufeff<.,:;\"'\]]")
# What the client takes for more than text, wherever it stands.
ENTITY = re.compile(r"<(?:@[!&]?\d|#\d|a?:\w+:\d|t:-?\d|/[\w -]+:\d|id:\w|https?:|mailto:|tel:)")
STARTS = re.compile(r" *(?:#{1,3}|-#|>{1,3}|[-*+]|\d+\.)(?=\s|$)")
MARKS = set("*_~`|[]<")
INVITE = re.compile(r"discord(?:app)?\s*\.\s*(?:gg\b|com\s*/\s*invite\b)", re.IGNORECASE)
EVERYBODY = re.compile(r"@(?:everyone|here)\b", re.IGNORECASE)

# Words, addresses and everything that means something to Discord, in any order.
PIECES = [
    "I will ", "help", " ", "\n", "\n\n", "  ", "\u200d", "\ufeff", "é", "食", "🧡", "١", "12",
    *"\\*_~`|[]()<>#-+.,:;@/!&?='\"^{}$%",
    "**", "__", "~~", "||", "```", ">>> ", "> ", "# ", "## ", "### ", "-# ", "- ", "* ", "+ ",
    "1. ", "2) ", "](", "@everyone", "@here", "@Everyone", "@hereford", "<@123>", "<@!12>", "<@&1>",
    "<#123>", "<:a:1>", "<a:b:2>", "<t:1618953630:R>", "</join:1>", "<id:home>", "<https://a.b>",
    "https://example.org", "http://a.b/c_d_e", "https://en.example/Foo_(bar_baz)", "https://",
    "https://*", "HTTPS://", "xhttps://a", "/@here", "discord.gg/abc", "discord . gg",
    "discordapp.com/invite/x",
    "DISCORD.COM/INVITE/x", "https://discord.com/invite/x", "discord.com/channels", "discord.ggs",
]  # fmt: skip
WORDS = st.lists(st.sampled_from(PIECES), max_size=14).map("".join) | st.text(max_size=40)
MANY = settings(max_examples=400, deadline=None)


def apart(text: str) -> list[tuple[str, str]]:
    """The text as the client reads it: addresses, escaped characters, and the rest, in order."""
    found: list[tuple[str, str]] = []
    at = 0
    while at < len(text):
        if address := ADDRESS.match(text, at):
            found.append(("address", address[0]))
        elif text[at] == "\\" and at + 1 < len(text) and not text[at + 1].isalnum():
            found.append(("escaped", text[at : at + 2]))
        else:
            found.append(("rest", text[at]))
        at += len(found[-1][1])
    return found


def read(text: str) -> str:
    """What somebody reads: no backslash before a mark, and nothing that has no width."""
    return re.sub(r"\\([^\w\s])|\\(_)", r"\1\2", text).replace("\u200b", "")


@MANY
@given(WORDS)
@example("https://a.b<@123>")
@example("https://a.b(<#123>")
@example("https://a.b\\<@123>")
@example("https://a\ufeff*slanted*")
@example("https://* one https://*")
@example("HTTPS://a*slanted*")
def test_no_mark_of_markdown_is_left_to_work_outside_an_address(words: str) -> None:
    rest = [part for kind, part in apart(inert(words)) if kind == "rest"]
    # A client that drops the last "]" from an address meets it bare; without a "[" it is text.
    # So does a "<" behind an address: the next test is about that.
    assert MARKS.intersection(rest) <= {"]", "<"}


@MANY
@given(WORDS)
@example("https://a.b<@123>")
@example("(https://a.b(<t:1:R>")
@example("https://a.b\\</join:1>")
def test_no_mention_time_emoji_or_command_is_left_to_work(words: str) -> None:
    assert ENTITY.search(inert(words)) is None


@MANY
@given(WORDS)
@example("# one\n## two\n### three\n-# four\n> five\n>>> six\n- 7\n* 8\n+ 9\n10. x\n   # deep")
def test_no_line_begins_a_heading_a_list_or_a_quotation(words: str) -> None:
    for line in inert(words).split("\n"):
        assert STARTS.match(line) is None, line


@MANY
@given(WORDS)
@example("https://example.org/@everyone")
@example("https://example.org/?to=discord.gg/abc")
@example("https://example.org/discord . gg/abc")
def test_nobody_is_alerted_and_nobody_is_invited(words: str) -> None:
    text = inert(words)
    assert EVERYBODY.search(text) is None
    assert INVITE.search(text) is None


@MANY
@given(WORDS)
@example("[x](https://evil.example) https://a.b[x](https://evil.example)")
def test_no_address_is_hidden_behind_other_words(words: str) -> None:
    opened = any(kind == "rest" and part == "[" for kind, part in apart(inert(words)))
    assert not opened


@MANY
@given(WORDS)
@example("a\\*b")
@example("\\\\")
def test_people_read_what_was_written_letter_for_letter(words: str) -> None:
    assert read(inert(words)) == words.replace("\u200b", "")


@MANY
@given(WORDS)
def test_words_grow_to_twice_their_length_at_most(words: str) -> None:
    """The wall's and the cards' limits count on it (an invite is longer than its one dot)."""
    assert len(inert(words)) <= 2 * len(words)


@pytest.mark.parametrize(
    "words",
    [
        "I will cook for my neighbours on Mondays, at 7.30; it costs £5 (or less).",
        "Read https://www.example.org/a_b_c/?q=x*y~z&n=1#top, then come.",
        "(see https://en.example/wiki/Foo_(bar_baz))",
        "https://social.example/@herefordshire/123",
        "Ich werde jede Woche drei Stunden lang Hausaufgaben begleiten!",
        "每个星期六，我会在图书馆帮忙。",
        "سأطبخ كل أسبوع لجيراني",
        "I’m 12.5% sure – 3 - 2 = 1 🧡",
        "amina@example.org",
        "C# and F# on Mondays",
    ],
)
def test_ordinary_words_and_plain_addresses_are_left_as_they_are(words: str) -> None:
    assert inert(words) == words


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("**bold** _x_", "\\*\\*bold\\*\\* \\_x\\_"),
        ("# Shout\n- list\n1. one", "\\# Shout\n\\- list\n1\\. one"),
        ("@everyone", "@\u200beveryone"),
        ("hi <@12>", "hi \\<\u200b@12>"),
        ("I <3 this", "I \\<3 this"),
        ("discord.gg/abc", "discord.\u200bgg/abc"),
        ("[here](https://evil.example)", "\\[here\\](https://evil.example)"),
        ("a_b https://x.org/a_b a_b", "a\\_b https://x.org/a_b a\\_b"),
        ("", ""),
    ],
)
def test_what_would_do_something_is_shown_instead(words: str, shown: str) -> None:
    assert inert(words) == shown


# On one line ----------------------------------------------------------------------------------


@given(st.text(max_size=80), st.integers(2, 60))
def test_a_beginning_is_one_line_and_never_longer_than_asked(words: str, most: int) -> None:
    line = one_line(words, most)
    assert len(line) <= most
    assert len(line.splitlines()) <= 1
    whole = " ".join(words.split())
    if len(whole) <= most:
        assert line == whole
    else:
        assert line.endswith("…")
        assert whole.startswith(line[:-1])


@pytest.mark.parametrize(
    ("words", "most", "line"),
    [
        ("I will\n  cook\tfor people", 40, "I will cook for people"),
        ("I will cook, every week", 14, "I will cook…"),
        ("I will cook every week", 15, "I will cook…"),
        ("Donaudampfschifffahrtsgesellschaft", 10, "Donaudamp…"),
        ("", 10, ""),
    ],
)
def test_a_long_line_is_cut_at_a_word_where_there_is_one(words: str, most: int, line: str) -> None:
    assert one_line(words, most) == line
