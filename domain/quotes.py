"""Keeping what somebody wrote in a room as an output of its session, if they do not mind."""

from __future__ import annotations

import re
from enum import StrEnum

from domain.outputs import TAKES_NOTES
from domain.rules import RuleBroken
from domain.sessions import Session

_LINK = re.compile(
    r"\s*<?https://(?:(?:ptb|canary)\.)?discord(?:app)?\.com/channels/"
    r"([0-9]{1,19})/([0-9]{1,19})/([0-9]{1,19})/?>?\s*"
)


class Says(StrEnum):
    """What whoever wrote a message says to its being kept. The values are kept."""

    NAME = "name"
    NO_NAME = "no name"
    NOT = "not"


def parse_link(text: str, guild_id: int) -> tuple[int, int]:
    """The channel and the message that a link leads to. Raises RuleBroken ``quote.link``."""
    found = _LINK.fullmatch(text)
    if found is None or int(found[1]) != guild_id:
        raise RuleBroken("quote.link")
    channel_id, message_id = int(found[2]), int(found[3])
    if max(channel_id, message_id) >= 1 << 63:
        raise RuleBroken("quote.link")
    return channel_id, message_id


def check_session(session: Session) -> None:
    """Also the morning after: what was said is kept. Raises RuleBroken ``quote.session``."""
    if session.kind not in TAKES_NOTES:
        raise RuleBroken("quote.session")


def check_text(text: str, *, bot: bool, plain: bool) -> str:
    """The words of a message that can be kept. ``plain``: somebody wrote it, Discord did not.

    Raises RuleBroken ``quote.bot``, ``quote.wordless``.
    """
    if bot or not plain:
        raise RuleBroken("quote.bot")
    if not text.strip():
        raise RuleBroken("quote.wordless")
    return text
