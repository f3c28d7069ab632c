"""Small sums and tables: quantiles, medians, and figures as people read them."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from pathlib import Path


def quantile(values: Sequence[float], share: float) -> float:
    """The value below which this share of all lies; 0 for none at all."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0


def milliseconds(seconds: float) -> str:
    return f"{seconds * 1000:.1f}"


def mebibytes(size: float) -> str:
    return f"{size / (1 << 20):.1f}"


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table whose columns also line up in a terminal; numbers to the right."""
    widths = [max(len(row[n]) for row in [head, *rows]) for n in range(len(head))]
    lines = [
        "| " + " | ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)) + " |"
        for row in [head, *rows]
    ]
    lines.insert(1, "|" + "|".join("-" * (width + 1) + ":" for width in widths) + "|")
    return "\n".join(lines)


def verdict(value: float, goal: float, *, least: bool) -> str:
    """Whether a figure meets its goal, in words."""
    met = value >= goal if least else value <= goal
    return f"{value:.2f} ({'meets' if met else 'misses'} {goal:g})"


def machine() -> str:
    """The size of this machine, and nothing that would tell whose it is."""
    memory = 0.0
    meminfo = Path("/proc/meminfo")
    if meminfo.exists():
        memory = int(meminfo.read_text(encoding="ascii").split()[1]) / (1 << 20)
    cores = os.cpu_count() or 0
    return (
        f"{cores} cores, {memory:.0f} GiB of memory, {platform.system()},"
        f" Python {platform.python_version()}"
    )
