"""``python -m rehearsal.pictures``: makes the pictures of the pages in docs/ anew.

The real bot on the simulated Discord, photographed by a browser: the same pictures every time.
"""

from __future__ import annotations

import argparse
import asyncio
import importlib
import sys
from pathlib import Path

NEEDED = ("simcord", "playwright", "markdown_it")
NOT_INSTALLED = (
    "Taking pictures needs the simulated Discord and Playwright, which are not installed."
    " Install them with: pip install -c constraints.txt -e '.[pictures]'"
)


def main(arguments: list[str] | None = None) -> int:
    """Make them all; returns the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m rehearsal.pictures",
        description="Make every picture that the README and the pages in docs/ show.",
    )
    parser.add_argument("--out", type=Path, default=Path("docs/pictures"), help="their folder")
    parser.add_argument("--chromium", type=Path, help="the browser; else the first that is found")
    asked = parser.parse_args(arguments)
    try:
        for name in NEEDED:
            importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name not in NEEDED:
            raise
        return _refuse(NOT_INSTALLED)
    return _take(asked.out, asked.chromium)


def names() -> list[str]:
    """Of every picture that is made."""
    from rehearsal import album, album_of_browser, album_of_organisers, album_of_rooms

    albums = (album, album_of_rooms, album_of_organisers, album_of_browser)
    return [name for one in albums for name in one.PICTURES]


def _take(folder: Path, chromium: Path | None) -> int:
    from bot.cli.plan import load
    from rehearsal import album, album_of_browser, album_of_organisers, album_of_rooms, camera
    from rehearsal.material import examples

    plan_file = examples() / "stockport-2021.toml"
    plan = load(plan_file)
    try:
        browser = camera.find_browser(chromium)
        folder.mkdir(parents=True, exist_ok=True)
    except camera.NoPicture as error:
        return _refuse(str(error))
    except OSError as error:
        return _refuse(f"The folder {folder} cannot be made: {error.strerror}.")
    try:
        with camera.drawing_with(browser):
            for fill in (album.fill, album_of_rooms.fill, album_of_organisers.fill):
                asyncio.run(
                    fill(
                        plan,
                        plan_file,
                        lambda env: camera.Camera(env, folder, plan.summit.time_zone),
                    )
                )
            asyncio.run(album_of_browser.fill(plan, plan_file, folder))
    except camera.NoPicture as error:
        return _refuse(str(error))
    print(f"The pictures are in {folder}.")
    return 0


def _refuse(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
