"""The report in a real browser: for everybody, on paper too, and with nobody else asked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from bot.reporting import make_report
from exports.columns import Profile
from tests.exports import browser as there
from tests.exports import report_file
from tests.exports.summit_file import GUILD

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

NOW = datetime(2022, 1, 5, 12, tzinfo=UTC)
# Width, colours, medium, and how large letters are.
SEEN: dict[str, tuple[int, Any, Any, int]] = {
    "light": (1000, "light", "screen", 16),
    "dark": (1000, "dark", "screen", 16),
    "narrow": (320, "light", "screen", 16),
    "letters twice as large": (640, "dark", "screen", 32),
    "on paper, from a dark screen": (794, "dark", "print", 16),
}


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[Profile, Path]:
    folder = tmp_path_factory.mktemp("report")
    report_file.report_file(folder / "summit.sqlite3")
    found: dict[Profile, Path] = {}
    for profile in Profile:
        found[profile] = folder / f"{profile.value}.html"
        made = make_report(folder / "summit.sqlite3", GUILD, profile, NOW)
        found[profile].write_bytes(made.content)
    return found


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    chromium = there.chromium_or_skip(ci=there.in_ci())
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium)
        yield browser
        browser.close()


@pytest.fixture(params=SEEN, ids=[name.replace(" ", "-") for name in SEEN])
def page(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    width, scheme, media, letters = SEEN[request.param]
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
    page = context.new_page()
    page.emulate_media(media=media)
    # As a reader sets it in the browser: the page's own sizes are all in rem.
    session = context.new_cdp_session(page)
    if letters != 16:
        session.send("Page.enable")
        session.send("Page.setFontSizes", {"fontSizes": {"standard": letters}})
    yield page
    context.close()


def looked_into(page: Page, path: Path, before: str = "") -> dict[str, list[dict[str, Any]]]:
    """What axe-core finds in a page, with its script put in past the page's own policy."""
    from axe_playwright_python.sync_playwright import Axe

    page.goto(path.as_uri())
    page.evaluate(before)
    return Axe().run(page, options={"resultTypes": ["violations", "passes"]}).response


def test_axe_finds_nothing(pages: dict[Profile, Path], page: Page) -> None:
    """In the page for organisers, which has every part of the public one and some more."""
    found = looked_into(page, pages[Profile.INTERNAL])
    assert [(one["id"], one["nodes"][0]["target"]) for one in found["violations"]] == []
    # It has looked: at colours, tables, pictures, the language and landmarks.
    assert {"color-contrast", "svg-img-alt", "html-has-lang", "landmark-one-main"} <= {
        one["id"] for one in found["passes"]
    }


def test_axe_finds_nothing_in_the_public_page(pages: dict[Profile, Path], browser: Browser) -> None:
    page = browser.new_page()
    assert looked_into(page, pages[Profile.PUBLIC])["violations"] == []
    page.close()


def test_axe_finds_what_is_wrong(pages: dict[Profile, Path], browser: Browser) -> None:
    page = browser.new_page()
    spoilt = """document.querySelector('svg[role=img] > title').remove();
        document.documentElement.lang = ''"""
    found = {one["id"] for one in looked_into(page, pages[Profile.PUBLIC], spoilt)["violations"]}
    assert found == {"html-has-lang", "svg-img-alt"}
    page.close()


def test_nothing_has_to_be_scrolled_sideways_but_wide_tables(
    pages: dict[Profile, Path], page: Page
) -> None:
    page.goto(pages[Profile.INTERNAL].as_uri())
    wide = page.evaluate(
        """() => [...document.querySelectorAll('body *')]
            .filter(one => !one.closest('.wide, svg, .skip'))
            .filter(one => one.getBoundingClientRect().right > innerWidth + 1)
            .map(one => one.tagName + ' ' + one.textContent.slice(0, 40))"""
    )
    assert wide == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    texts = page.evaluate(
        """() => [...document.querySelectorAll('svg[role=img] text')].map(one =>
            one.getBoundingClientRect().right - one.closest('svg').getBoundingClientRect().right)"""
    )
    assert texts
    assert max(texts) <= 1


@pytest.mark.parametrize("profile", Profile)
def test_no_request_leaves_the_page_and_the_browser_refuses_nothing(
    pages: dict[Profile, Path], browser: Browser, profile: Profile
) -> None:
    page = browser.new_page()
    asked: list[str] = []
    told: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    refused: list[tuple[str, str | None]] = []
    page.on("requestfailed", lambda request: refused.append((request.url, request.failure)))
    page.on("console", lambda message: told.append(message.text))
    page.on("pageerror", lambda error: told.append(str(error)))
    page.on("dialog", lambda dialog: told.append(dialog.message))
    page.goto(pages[profile].as_uri(), wait_until="networkidle")
    assert asked == [pages[profile].as_uri()]
    assert told == []
    # The style sheet is let in, and nothing else is.
    assert page.evaluate("getComputedStyle(document.querySelector('h1')).fontWeight") == "700"
    page.evaluate(
        """() => {
            const script = document.createElement('script');
            script.textContent = 'document.title = "ran"';
            document.body.append(script);
            const style = document.createElement('style');
            style.textContent = 'h1 { font-weight: 100 !important }';
            document.body.append(style);
            const picture = new Image();
            picture.src = 'https://elsewhere.example/picture.png';
            document.body.append(picture);
        }"""
    )
    page.wait_for_timeout(100)
    assert page.title() == "OPEN-Anytown Summit: report"
    assert page.evaluate("getComputedStyle(document.querySelector('h1')).fontWeight") == "700"
    assert refused == [("https://elsewhere.example/picture.png", "csp")]
    assert len(told) >= 3
    page.close()


def test_the_first_stop_of_the_tab_key_leads_to_the_report(
    pages: dict[Profile, Path], browser: Browser
) -> None:
    page = browser.new_page(viewport={"width": 320, "height": 600})
    page.goto(pages[Profile.PUBLIC].as_uri())
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the report"
    assert page.evaluate("document.activeElement.getBoundingClientRect().left") >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.close()


def test_it_prints_to_pages_of_a4_that_name_the_summit(
    pages: dict[Profile, Path], browser: Browser
) -> None:
    page = browser.new_page()
    page.goto(pages[Profile.PUBLIC].as_uri())
    held = page.pdf(prefer_css_page_size=True, tagged=True)
    page.close()
    assert held.startswith(b"%PDF-")
    boxes = re.findall(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", held)
    assert len(boxes) > 1
    # A4 in points.
    assert {(round(float(w)), round(float(h))) for w, h in boxes} == {(595, 842)}
    assert "OPEN-Anytown Summit: report" in title_of(held)
    assert b"/StructTreeRoot" in held


def title_of(pdf: bytes) -> str:
    """What the PDF calls itself, in its information and in what it is made of."""
    found: list[str] = []
    for text in re.findall(rb"/Title\s*\(((?:\\.|[^\\)])*)\)", pdf):
        plain = re.sub(rb"\\(.)", rb"\1", text)
        found.append(plain.decode("utf-16" if plain[:2] == b"\xfe\xff" else "latin-1"))
    for text in re.findall(rb"/Title\s*<([0-9A-Fa-f]+)>", pdf):
        found.append(bytes.fromhex(text.decode()).decode("utf-16"))
    return "\n".join(found)


def test_without_a_browser_a_clone_skips_and_ci_fails(tmp_path: Path) -> None:
    nowhere = str(tmp_path / "chromium")
    with pytest.raises(pytest.skip.Exception, match="not there"):
        there.chromium_or_skip(ci=False, path=nowhere)
    with pytest.raises(pytest.fail.Exception, match="not there"):
        there.chromium_or_skip(ci=True, path=nowhere)
