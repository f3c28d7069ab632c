"""Tells what happens as it happens, and the table at the end."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from bot.inert import one_line

# After that many lines of one act, only every tenth is told.
LINES = 14


class Narrator:
    """Writes plain lines; with colour where the terminal has it."""

    def __init__(self, console: Console, zone: str) -> None:
        self.console = console
        self._zone = ZoneInfo(zone)
        self._lines = 0
        self._silent = 0

    def act(self, title: str) -> None:
        """A new part of the story."""
        self._say_how_many()
        self._lines = 0
        self.console.print(f"\n[bold]{escape(title)}[/bold]")

    def say(self, at: datetime, text: str, *, always: bool = False) -> None:
        """One thing that happened."""
        self._lines += 1
        if not always and self._lines > LINES and self._lines % 10:
            self._silent += 1
            return
        clock = at.astimezone(self._zone).strftime("%H:%M:%S")
        self.console.print(
            Text(f"  {clock}  {one_line(text, 110)}"), highlight=False, soft_wrap=True
        )

    def _say_how_many(self) -> None:
        if self._silent:
            self.console.print(f"            … and {self._silent} more like these")
        self._silent = 0

    def end(self) -> None:
        self._say_how_many()

    def table(self, title: str, rows: list[tuple[str, ...]], heads: tuple[str, ...]) -> None:
        table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
        for number, head in enumerate(heads):
            table.add_column(head, justify="left" if number == 0 else "right")
        for row in rows:
            table.add_row(*(escape(cell) for cell in row))
        self.console.print()
        self.console.print(table)
