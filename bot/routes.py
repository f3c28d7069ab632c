"""From a button, menu or form to the cog that owns it.

custom_ids read ``route:argument:argument``. One table serves every message, old and new, before
and after a restart: also a form that was open while the bot restarted, which discord.py itself
would discard. What a custom_id says is a claim: cogs check owner, role and state against the row.
"""

from __future__ import annotations

import asyncio
import inspect
import logging
from collections.abc import Awaitable, Callable
from typing import Any

import discord

from bot import errors
from bot.answers import Answer
from bot.ui import typed, words
from domain.rules import RuleBroken

log = logging.getLogger(__name__)

Pressed = Callable[..., Awaitable[None]]

# No custom_id of 100 characters has more.
_MOST_PARTS = 100


class Routes:
    """The table of buttons and forms. Cogs add theirs when they are loaded."""

    def __init__(self) -> None:
        self._pressed: dict[str, tuple[Pressed, bool]] = {}
        self._sent: dict[str, Pressed] = {}
        self._takes: dict[Pressed, range] = {}
        self.under_way = 0
        self.idle = asyncio.Event()
        self.idle.set()

    def press(self, name: str, handler: Pressed, *, opens_form: bool = False) -> None:
        """``handler(answer, *arguments)`` for a button or menu (whose choice is the last argument).

        What opens a form is not deferred when it is slow: a form has to be the first answer.
        Raises ValueError where the name is taken.
        """
        if name in self._pressed or ":" in name:
            raise ValueError(f"the button route {name!r} is taken or not a name")
        self._pressed[name] = (handler, opens_form)
        self._takes[handler] = _takes(handler)

    def form(self, name: str, handler: Pressed, *, like: Pressed | None = None) -> None:
        """``handler(answer, *arguments, fields)`` for a form that was sent.

        ``like``: what ``handler`` stands in front of; it takes the same arguments.
        """
        if name in self._sent or ":" in name:
            raise ValueError(f"the form route {name!r} is taken or not a name")
        self._sent[name] = handler
        self._takes[handler] = _takes(like or handler)

    @property
    def names(self) -> tuple[frozenset[str], frozenset[str]]:
        """The routes of buttons, and those of forms."""
        return frozenset(self._pressed), frozenset(self._sent)

    def opens_form(self, custom_id: str) -> bool:
        """Whether this button answers with a form."""
        return self._pressed.get(custom_id.split(":")[0], (None, False))[1]

    async def go(self, answer: Answer, custom_id: str) -> None:
        """Do what a button does, for somebody who pressed it before they had joined.

        Raises what the button's handler raises, and RuleBroken ``form.old``.
        """
        name, *arguments = custom_id.split(":")
        await self._hand(self._pressed.get(name, (None, False))[0], answer, *arguments)

    async def _hand(self, handler: Pressed | None, *arguments: Any) -> None:
        """Call a handler. A custom_id with other parts than it takes is from another version."""
        if handler is None or len(arguments) not in self._takes[handler]:
            raise RuleBroken("form.old")
        await handler(*arguments)

    async def run(self, interaction: discord.Interaction[Any]) -> None:
        """Answer a button, menu or form. Never raises."""
        data: Any = interaction.data
        answer = Answer.of(interaction)
        self.under_way += 1
        self.idle.clear()
        name, *arguments = str(data["custom_id"]).split(":")
        try:
            if interaction.type is discord.InteractionType.modal_submit:
                answer.start_clock()
                answer.typed = words(data["components"])
                handler = self._sent.get(name)
                await self._hand(handler, answer, *arguments, typed(data["components"]))
            else:
                handler, opens_form = self._pressed.get(name, (None, False))
                if not opens_form:
                    answer.start_clock()
                await self._hand(handler, answer, *arguments, *data.get("values", ()))
        except Exception as error:
            await errors.tell(answer, error)
        finally:
            await answer.close()
            self.under_way -= 1
            if not self.under_way:
                self.idle.set()


def _takes(handler: Pressed) -> range:
    """How many arguments a handler takes."""
    least = most = 0
    for parameter in inspect.signature(handler).parameters.values():
        if parameter.kind is parameter.VAR_POSITIONAL:
            most = _MOST_PARTS
        elif parameter.kind is not parameter.KEYWORD_ONLY:
            least += parameter.default is parameter.empty
            most += 1
    return range(least, most + 1)


def whole_number(text: str) -> int:
    """A snowflake or number from a custom_id. Raises RuleBroken ``form.old`` where it is none."""
    if not (text.isascii() and text.isdecimal() and len(text) <= 19 and int(text) < 1 << 63):
        raise RuleBroken("form.old")
    return int(text)
