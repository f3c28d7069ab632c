"""`python -m benchmarks [--quick] [--write] [pledges | export | storms | idle]`"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from benchmarks import exports, idle, pledges, storms
from benchmarks.figures import machine

README = Path(__file__).with_name("README.md")
BEGIN, END = "<!-- results of {} -->", "<!-- end of results of {} -->"


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


async def _pledges(folder: Path, quick: bool) -> str:
    rounds, seconds = (2, 1.0) if quick else (7, 2.0)
    levels = await pledges.measure(folder, rounds=rounds, seconds=seconds, say=_say)
    return f"Medians of {rounds} alternating rounds of {seconds:g} s each.\n\n" + pledges.report(
        levels
    )


async def _export(folder: Path, quick: bool) -> str:
    sizes = (20_000, 100_000) if quick else (100_000, 1_000_000)
    found = [
        await exports.measure(folder / str(size), size, rounds=2 if quick else 3, say=_say)
        for size in sizes
    ]
    return exports.report(found)


async def _storms(folder: Path, quick: bool) -> str:
    count, rounds = (60, 1) if quick else (300, 3)
    found = await storms.measure(folder, count=count, rounds=rounds, say=_say)
    head = f"{count} people; medians of {rounds} rounds, with a new database in each.\n\n"
    return head + storms.report(found, count)


async def _idle(folder: Path, quick: bool) -> str:
    rounds, seconds = (1, 5.0) if quick else (5, 20.0)
    found = await idle.measure(folder, rounds=rounds, seconds=seconds, say=_say)
    return f"Medians of {rounds} rounds of {seconds:g} s.\n\n" + idle.report(found)


def _keep(name: str, text: str) -> None:
    """Put a result into the README, between its marks."""
    begin, end = BEGIN.format(name), END.format(name)
    readme = README.read_text(encoding="utf-8")
    before, rest = readme.split(begin)
    after = rest.split(end)[1]
    README.write_text(f"{before}{begin}\n{text}\n{end}{after}", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    measures = {"pledges": _pledges, "export": _export, "storms": _storms, "idle": _idle}
    parser.add_argument("what", nargs="?", choices=tuple(measures), help="default: all")
    parser.add_argument("--quick", action="store_true", help="small and short, to see that it runs")
    parser.add_argument("--write", action="store_true", help="keep the results in README.md")
    parser.add_argument("--folder", type=Path, help="where the databases go (default: temporary)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="summit-bench-", dir=options.folder) as folder:
        for name, measure in measures.items():
            if options.what not in (None, name):
                continue
            place = Path(folder) / name
            place.mkdir()
            head = f"Measured on {datetime.now(UTC):%d %B %Y} with {machine()}."
            text = f"{head} {asyncio.run(measure(place, options.quick))}"
            print(text, end="\n\n", flush=True)
            if options.write and not options.quick:
                _keep(name, text)


if __name__ == "__main__":
    main()
