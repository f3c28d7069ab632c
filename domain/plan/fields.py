"""The kinds of value that a plan holds, each with its own check and its own way to mend it.

Discord's limits are those of its developer documentation: 100 characters for a channel's, a
role's, a scheduled event's name and for a select option's label and description, 1,000 for a
scheduled event's description.
"""

import datetime as dt
import re
import unicodedata
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, PlainSerializer, StrictBool, StrictStr

from domain.plan.problems import quoted, refuse
from domain.plan.tables import as_items
from domain.plan.zones import check_zone

NAME_AT_MOST = 100
SLUG_AT_MOST = 40
CONTACT_AT_MOST = 200
ABOUT_AT_MOST = 500
BRIEF_AT_MOST = 1_000
NOTICE_AT_MOST = 1_500
"""Leaves room for a heading and the bot's own words in one message of 2,000 characters."""
LINK_AT_MOST = 500
QUESTION_AT_MOST = 300
"""As long as the question of a Discord poll may be."""
BLOCKED_WORD_AT_MOST = 60
"""Discord's limit for one word of a rule of AutoMod."""
FIRST_YEAR, LAST_YEAR = 2000, 2100

# Embeddings, overrides and isolates can make a name read as something else. The plain marks
# (U+200E, U+200F, U+061C) stay: people who write from right to left need them.
_TURNS_TEXT = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
# An e-mail address such as events@herefordshire.gov.uk is no mention.
_MENTION = re.compile(r"<@[!&]?\d+>|(?<![\w.+-])@(?:everyone|here)\b", re.IGNORECASE)
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
# A host with a dot, then what an address may hold: no spaces, no brackets, no user before an @.
_LINK = re.compile(r"https://[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+(?::[0-9]{1,5})?(?:[/?#][!-;=?-~]*)?")


def check_text(text: str, *, at_most: int, lines: bool = False, may_be_empty: bool = False) -> str:
    """Return ``text`` without the space around it, or refuse it. ``lines`` allows line breaks."""
    text = text.replace("\r\n", "\n").strip()
    allowed = "\n\t" if lines else ""
    for char in text:
        if char in _TURNS_TEXT:
            raise refuse(
                f"It has a hidden character that turns the direction of text (U+{ord(char):04X}).",
                "Type the text again instead of pasting it.",
            )
        if unicodedata.category(char) in {"Cc", "Cs", "Zl", "Zp"} and char not in allowed:
            if char == "\n":
                raise refuse("It is spread over several lines.", "Write it on one line.")
            raise refuse(
                f"It has a control character (U+{ord(char):04X}), which people cannot see.",
                "Delete it, or type the text again.",
            )
    # Zero-width characters alone look empty, and Discord refuses them as a name.
    if not any(unicodedata.category(char) not in {"Cf", "Zs", "Cc"} for char in text):
        if may_be_empty:
            return ""
        raise refuse("It is empty.", "Write something here.")
    if len(text) > at_most:
        over = len(text) - at_most
        raise refuse(
            f"It has {len(text):,} characters, and the limit is {at_most:,}.",
            f"Make it {over:,} character{'s' if over > 1 else ''} shorter.",
        )
    if mention := _MENTION.search(text):
        raise refuse(
            f"It has the mention {quoted(mention[0])}, which would alert people.",
            "Write the name of the people you mean in plain words.",
        )
    return text


def few(at_most: int, *, at_least: int = 0) -> BeforeValidator:
    """A list's length, looked at before its items: a list far too long is one problem, not many."""

    def check(value: object) -> object:
        count = len(as_items(value))
        if count > at_most:
            raise refuse(
                f"There are {count:,}, and the limit is {at_most}.", f"Keep {at_most} at most."
            )
        if count < at_least and isinstance(value, list | tuple):
            raise refuse("It is empty.", "Add one at least.")
        return value

    return BeforeValidator(check)


def _line(at_most: int, *, may_be_empty: bool = False) -> AfterValidator:
    return AfterValidator(lambda text: check_text(text, at_most=at_most, may_be_empty=may_be_empty))


def _prose(at_most: int, *, may_be_empty: bool = False) -> AfterValidator:
    return AfterValidator(
        lambda text: check_text(text, at_most=at_most, lines=True, may_be_empty=may_be_empty)
    )


def _check_slug(slug: str) -> str:
    says = ""
    if not _SLUG.fullmatch(slug):
        says = f"{quoted(slug)} is not a short name that the bot can use."
    elif len(slug) > SLUG_AT_MOST:
        says = f"It has {len(slug)} characters, and the limit is {SLUG_AT_MOST}."
    if not says:
        return slug
    plain = unicodedata.normalize("NFKD", slug).encode("ascii", "ignore").decode().lower()
    better = re.sub(r"[^a-z0-9]+", "-", plain)[:SLUG_AT_MOST].strip("-")
    raise refuse(
        says,
        f"Use lower-case letters, digits and single hyphens, {SLUG_AT_MOST} characters at most"
        + (f", such as {quoted(better)}." if better else "."),
    )


def _check_channel(name: str) -> str:
    check_text(name, at_most=NAME_AT_MOST)
    # Letters, marks and numbers of every script: the marks are vowels in many of them.
    fits = all(char in "-_" or unicodedata.category(char)[0] in "LMN" for char in name)
    if fits and name == name.lower():
        return unicodedata.normalize("NFC", name)
    better = "".join(
        char if char in "-_" or unicodedata.category(char)[0] in "LMN" else "-"
        for char in name.strip().lower()
    )
    better = re.sub(r"-{2,}", "-", better).strip("-")
    raise refuse(
        f"{quoted(name)} cannot be the name of a text channel.",
        "Use lower-case letters, digits, hyphens and underscores, without spaces"
        + (f", such as {quoted(better)}." if better else "."),
    )


def _check_link(link: str) -> str:
    link = link.strip()
    if len(link) > LINK_AT_MOST:
        raise refuse(
            f"It has {len(link):,} characters, and the limit is {LINK_AT_MOST:,}.",
            "Use a shorter address.",
        )
    if not _LINK.fullmatch(link) or "`" in link:
        raise refuse(
            f"{quoted(link)} is not an address that people can open.",
            'Copy the whole address of the meeting, such as "https://example.org/meeting".',
        )
    return link


def _check_role(name: str) -> str:
    if name.strip().lstrip("@").strip().casefold() in {"everyone", "here"}:
        raise refuse(
            f"Discord keeps the name {quoted(name)} for itself.",
            'Choose another, such as "Attendee".',
        )
    return check_text(name, at_most=NAME_AT_MOST)


def read_date(value: object) -> dt.date:
    """Read a date of the file, bare or in quotes. Raises pydantic's error where it is none."""
    if isinstance(value, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        try:
            value = dt.date.fromisoformat(value)
        except ValueError:
            raise refuse(
                f"{quoted(value)} is not a day of the calendar.", "Check the month and the day."
            ) from None
    if not isinstance(value, dt.date) or isinstance(value, dt.datetime):
        raise refuse(
            f"{quoted(value)} is not a date.",
            "Write year, month and day without a time, such as 2021-12-10.",
        )
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise refuse(
            f"The year {value.year} cannot be right.",
            f"Use a year from {FIRST_YEAR} to {LAST_YEAR}.",
        )
    return value


def _read_clock(value: object) -> dt.time:
    if isinstance(value, str) and re.fullmatch(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]", value):
        return dt.time(int(value[:2]), int(value[3:]))
    if isinstance(value, dt.time) and value == value.replace(second=0, microsecond=0, tzinfo=None):
        return value
    raise refuse(
        f"{quoted(value)} is not a time of day.",
        'Write hours and minutes of the 24-hour clock in quotes, such as "09:30".',
    )


def write_clock(time: dt.time) -> str:
    """Write a time of day as the file has it: ``09:30``."""
    return f"{time:%H:%M}"


Name = Annotated[StrictStr, _line(NAME_AT_MOST)]
Role = Annotated[StrictStr, _line(NAME_AT_MOST, may_be_empty=True)]
Contact = Annotated[StrictStr, _line(CONTACT_AT_MOST)]
Question = Annotated[StrictStr, _line(QUESTION_AT_MOST)]
ShortNote = Annotated[StrictStr, _line(NAME_AT_MOST, may_be_empty=True)]
About = Annotated[StrictStr, _prose(ABOUT_AT_MOST, may_be_empty=True)]
Brief = Annotated[StrictStr, _prose(BRIEF_AT_MOST, may_be_empty=True)]
Notice = Annotated[StrictStr, _prose(NOTICE_AT_MOST)]
Slug = Annotated[StrictStr, AfterValidator(_check_slug)]
ChannelName = Annotated[StrictStr, AfterValidator(_check_channel)]
Link = Annotated[StrictStr, AfterValidator(_check_link)]
RoleName = Annotated[StrictStr, AfterValidator(_check_role)]
ZoneName = Annotated[StrictStr, AfterValidator(check_zone)]
Day = Annotated[dt.date, BeforeValidator(read_date)]
Clock = Annotated[
    dt.time,
    BeforeValidator(_read_clock),
    PlainSerializer(write_clock, return_type=str, when_used="json"),
]
Flag = StrictBool
Kind = Literal["keynote", "workshop", "pledging", "break"]
Voice = Literal["stage", "voice", "none"]
Capacity = Annotated[int, Field(strict=True, ge=1, le=10_000)]
"""People in one session. 10,000 is the largest audience that a Discord stage can be set to."""
Months = Annotated[int, Field(strict=True, ge=1, le=120)]
"""How long personal data may be kept. Ten years is our own limit: more is a slip of typing."""
BlockedWord = Annotated[StrictStr, _line(BLOCKED_WORD_AT_MOST)]
"""A word, or a part of one with * for the rest, as Discord's AutoMod takes it."""
Mentions = Annotated[int, Field(strict=True, ge=1, le=50)]
"""Mentions in one message. 50 is Discord's limit for its rule."""
