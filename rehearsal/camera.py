"""Takes pictures of what people see: the simulated Discord drawn by a browser of this machine."""

from __future__ import annotations

import importlib
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

import discord
import simcord
from simcord import ChannelHandle, Env, InteractionResult, MemberActor, ResponseMessage, UserHandle

from rehearsal import drawing

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
# A picture is cut to what it shows; this is the screen around it. A long form needs the height.
WIDTH, HEIGHT = 680, 1500
LOCALE = "en-GB"

# Somebody in the server, or the same person in a direct message.
Viewer = MemberActor | UserHandle
# A message, an answer, or the answer that is a form.
Sight = discord.Message | ResponseMessage | InteractionResult


class NoPicture(Exception):
    """No picture can be taken. Its text is a plain sentence."""


class Photographer(Protocol):
    """Whoever takes down what somebody sees."""

    async def take(
        self, name: str, who: Viewer, where: ChannelHandle, sight: Sight, now: datetime
    ) -> None:
        """One picture of one message or form, as it is now."""
        ...


class Camera:
    """Writes one PNG for each picture."""

    def __init__(self, env: Env, folder: Path, time_zone: str) -> None:
        self._env = env
        self._folder = folder
        self._time_zone = time_zone

    async def take(
        self, name: str, who: Viewer, where: ChannelHandle, sight: Sight, now: datetime
    ) -> None:
        """Write ``name.png``. Raises NoPicture."""
        try:
            async with self._env.preview(
                where,
                viewers=[who],
                width=WIDTH,
                height=HEIGHT,
                locale=LOCALE,
                timezone=self._time_zone,
                presentation_time=now,
            ) as preview:
                await preview.screenshot(self._folder / f"{name}.png", viewer=who, target=sight)
        except simcord.SetupError as error:
            if isinstance(error.__cause__, NoPicture):
                raise error.__cause__ from error
            raise NoPicture(f"The picture “{name}” could not be taken: {error}.") from error


def find_browser(given: Path | None) -> str:
    """The browser to draw with: the one that is named, or the first one found. Raises NoPicture."""
    if given is not None:
        if shutil.which(given) is None:
            raise NoPicture(f"{given} is not a program that can be started.")
        return str(given)
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        raise NoPicture(
            "No browser was found to draw the pictures with."
            " Install Chromium, or say where it is with --chromium."
        )
    return found


@contextmanager
def drawing_with(browser: str) -> Iterator[None]:
    """Playwright starts this browser, in place of one that it would have to download.

    What SimCord draws in it looks as in Discord, and a form is whole.
    """
    # By name: it comes with the extra “pictures” alone.
    playwright: Any = importlib.import_module("playwright.async_api")
    launch = playwright.BrowserType.launch

    async def launch_ours(self: Any, **options: Any) -> Any:
        try:
            started = await launch(self, **{**options, "executable_path": browser})
        except playwright.Error as error:
            raise NoPicture(f"{browser} did not start. Is it Chromium or Chrome?") from error
        new_context = started.new_context

        async def new_context_of_ours(**options: Any) -> Any:
            context = await new_context(**options)
            await context.add_init_script(drawing.SCRIPT)
            return context

        started.new_context = new_context_of_ours
        return started

    drawing.as_discord_does()
    playwright.BrowserType.launch = launch_ours
    try:
        yield
    finally:
        playwright.BrowserType.launch = launch
