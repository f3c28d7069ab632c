"""What docs/rehearsing.md shows: the page of a rehearsal by hand, wide and narrow."""

from __future__ import annotations

import asyncio
import importlib
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from domain.plan import Plan, Session
from rehearsal.album import of_kind
from rehearsal.browse.hall import Hall
from rehearsal.browse.server import Server
from rehearsal.browse.start import opened

PICTURES = ("browse", "browse-room", "browse-people", "browse-form")
WIDE = {"width": 1280, "height": 800}
NARROW = {"width": 380, "height": 760}
CROWD, SEED, NO_TIME = 60, 1, 0
COLOURS = 128
# Drawn, and taking presses.
READY = """() => {
    const channel = document.getElementById("channel");
    const preview = channel.contentWindow?.simcordPreview;
    return !channel.hidden && !channel.inert && preview?.ready && !preview.pendingAction;
}"""
FRAME = "#channel"


async def fill(plan: Plan, plan_file: Path, folder: Path) -> None:
    """Every picture. The browser is the one that ``camera.drawing_with`` names."""
    playwright: Any = importlib.import_module("playwright.async_api")
    with TemporaryDirectory() as aside:
        async with (
            _served(plan, plan_file, Path(aside)) as (hall, server),
            playwright.async_playwright() as started,
        ):
            browser = await started.chromium.launch()
            try:
                await _take(hall, server, browser, folder, of_kind(plan, "workshop"))
            finally:
                await browser.close()


@asynccontextmanager
async def _served(plan: Plan, plan_file: Path, folder: Path) -> AsyncGenerator[tuple[Hall, Server]]:
    """A rehearsal in which no time goes by, so that the pictures are the same every time."""
    async with opened(plan, plan_file, folder, attendees=CROWD, seed=SEED, speed=NO_TIME) as hall:
        server = Server(hall, 0)
        await server.start()
        living = asyncio.create_task(hall.live(), name="time")
        try:
            yield hall, server
        finally:
            await hall.stop()
            await asyncio.wait({living})
            await server.close()


async def _take(hall: Hall, server: Server, browser: Any, folder: Path, shown: Session) -> None:
    async def show(name: str, page: Any) -> None:
        taken = await page.screenshot(animations="disabled", caret="hide")
        await page.close()
        _keep(taken, folder / f"{name}.png")

    await show("browse", await _opened(browser, server, WIDE, "light"))
    page = await _opened(browser, server, NARROW, "light")
    await page.get_by_role("button", name="People, channels, clock").click()
    await show("browse-people", page)
    page = await _opened(browser, server, NARROW, "dark")
    await page.frame_locator(FRAME).get_by_role("button", name="Join the summit").click()
    await page.frame_locator(FRAME).get_by_role("dialog").wait_for()
    await page.wait_for_function(READY)
    await show("browse-form", page)
    await hall.jump(f"before-{shown.slug}")
    await hall.look(f"facilitator-{shown.slug}", hall.world.room(shown).id)
    page = await _opened(browser, server, WIDE, "dark")
    await show("browse-room", page)


def _keep(taken: bytes, file: Path) -> None:
    """In few colours, for people with little data."""
    image: Any = importlib.import_module("PIL.Image")
    picture = image.open(BytesIO(taken)).convert("RGB")
    picture.quantize(COLOURS, dither=image.Dither.NONE).save(file, optimize=True)


async def _opened(browser: Any, server: Server, size: dict[str, int], scheme: str) -> Any:
    """The page, with the channel drawn."""
    page = await browser.new_page(viewport=size, color_scheme=scheme, reduced_motion="reduce")
    await page.goto(server.url)
    await page.locator("#on").get_by_text(":").wait_for()
    await page.wait_for_function(READY)
    return page
