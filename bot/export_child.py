"""The process that writes one export: ``python -m bot.export_child``, started by bot/exporting.py.

It says how it goes as lines of JSON on standard output.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import signal
import sys
import time
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import NoReturn

from bot.export_files import ExportFailed, OnProgress, export_summit
from exports.columns import Profile

_TELL_EVERY_SECONDS = 0.1


def main(arguments: Sequence[str] | None = None) -> int:
    """The child: writes one export; says how it goes as lines of JSON on standard output."""
    parser = argparse.ArgumentParser(prog="bot.export_child", description=main.__doc__)
    parser.add_argument("--database", type=Path, required=True)
    parser.add_argument("--guild", type=int, required=True)
    parser.add_argument("--profile", type=Profile, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--now", type=datetime.fromisoformat, required=True)
    parser.add_argument("--token", type=_token, required=True)
    parser.add_argument("--no-workbook", action="store_true")
    asked = parser.parse_args(arguments)
    signal.signal(signal.SIGTERM, _stop)
    if hasattr(os, "nice"):
        os.nice(10)
    gc.disable()  # rows make no cycles, and looking for some takes a tenth of the time
    try:
        result = export_summit(
            asked.database,
            asked.guild,
            asked.profile,
            asked.out,
            asked.now,
            _tell_now_and_then(),
            token=asked.token,
            workbook=not asked.no_workbook,
        )
    except ExportFailed as error:
        _say(failed=str(error))
        return 1
    except KeyboardInterrupt:
        return 130
    _say(folder=result.folder.name, files=result.files)
    return 0


def _token(text: str) -> str:
    if len(text) != 16 or not set(text) <= set("0123456789abcdef"):
        raise ValueError("not a token")
    return text


def _stop(*_: object) -> NoReturn:
    raise SystemExit(143)


def _say(**facts: object) -> None:
    try:
        print(json.dumps(facts), flush=True)
    except BrokenPipeError:
        # Nobody listens any more. (What is left in the buffer must not complain at the exit.)
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(1) from None


def _tell_now_and_then() -> OnProgress:
    last = 0.0

    def tell(done: int, total: int) -> None:
        nonlocal last
        if done == total or time.monotonic() - last >= _TELL_EVERY_SECONDS:
            last = time.monotonic()
            _say(done=done, total=total)

    return tell


if __name__ == "__main__":
    sys.exit(main())
