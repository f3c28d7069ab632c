"""Logging: one line an event, no secret in it.

Some libraries log whole bodies at DEBUG, with tokens and people's words: aiosqlite its SQL
parameters, discord.py's gateway and HTTP parts everything they send. Those stay at INFO or above,
whatever the level is set to.
"""

from __future__ import annotations

import copy
import logging
import re
import sys
from logging.handlers import RotatingFileHandler
from pathlib import Path

TELL_TALES = (
    "aiosqlite",
    "discord.gateway",
    "discord.http",
    "discord.client",
    "discord.webhook.async",
    "discord.webhook.sync",
)

# For some minutes this part of an address lets anybody answer in the bot's name.
_ANSWERING = re.compile(r"(/(?:webhooks|interactions)/\d+/)[^/\s?]{20,}")
_FORMAT = "%(asctime)s %(levelname)s %(name)s %(message)s"
_LARGEST = 10 * 1024 * 1024


class OneLine(logging.Formatter):
    """Everything of an event on one line, a traceback too, and the token never."""

    def __init__(self, token: str = "", *, tracebacks: bool = True) -> None:
        super().__init__(_FORMAT)
        self._token = token.strip()
        self._tracebacks = tracebacks

    def format(self, record: logging.LogRecord) -> str:
        if self._tracebacks or not (record.exc_info and record.exc_info[1]):
            line = super().format(record)
        else:
            cause, record = record.exc_info[1], copy.copy(record)
            record.exc_info = record.exc_text = record.stack_info = None
            line = super().format(record) + f" ({type(cause).__name__}; details in the log file)"
        line = _ANSWERING.sub(r"\1[token]", line)
        if self._token:
            line = line.replace(self._token, "[token]")
        return " | ".join(part.rstrip() for part in line.splitlines() if part.strip())


class NoTellTales(logging.Filter):
    """Lets no line below INFO through from what would tell too much."""

    def filter(self, record: logging.LogRecord) -> bool:
        return record.levelno >= logging.INFO or not record.name.startswith(TELL_TALES)


def start(
    *, level: str, file: Path | None, token: str = "", to_screen: bool = True
) -> list[logging.Handler]:
    """Send the log to the screen and to ``file``; returns the handlers, for :func:`stop`.

    Raises OSError where the file can't be written.
    """
    handlers: list[logging.Handler] = []
    if file is not None:
        to_file = RotatingFileHandler(
            file, maxBytes=_LARGEST, backupCount=5, encoding="utf-8", delay=False
        )
        to_file.setFormatter(OneLine(token))
        handlers.append(to_file)
    if to_screen:
        screen = logging.StreamHandler(sys.stderr)
        screen.setFormatter(OneLine(token, tracebacks=file is None))
        handlers.append(screen)
    root = logging.getLogger()
    root.setLevel(level)
    for handler in handlers:
        handler.addFilter(NoTellTales())
        root.addHandler(handler)
    for name in TELL_TALES:
        logging.getLogger(name).setLevel(max(logging.INFO, logging.getLevelName(level)))
    return handlers


def stop(handlers: list[logging.Handler]) -> None:
    """Close what :func:`start` opened."""
    root = logging.getLogger()
    for handler in handlers:
        root.removeHandler(handler)
        handler.close()
