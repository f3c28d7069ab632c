"""``python -m rehearsal.pictures``: what it photographs, and what it says where it cannot."""

from __future__ import annotations

import importlib.util
import re
import shutil
import sys
from datetime import datetime
from pathlib import Path

import pytest
from simcord import ChannelHandle, InteractionResult

from bot.cli.plan import load
from rehearsal import album, album_of_organisers, album_of_rooms, camera, pictures
from rehearsal.camera import Sight, Viewer
from tests.bot.people import EXAMPLE, ROOT

FOLDER = ROOT / "docs" / "pictures"
# What one page may weigh, for people with little data.
MOST_BYTES = 150_000
PICTURE = re.compile(r"!\[([^]]*)\]\(([^) ]+)")
# In letters, what is shown cannot be said in less.
FEWEST_WORDS = 30


class Witness:
    """Takes down the name of each picture, the time, and whether it shows a form."""

    def __init__(self) -> None:
        self.seen: list[tuple[str, str, str]] = []

    async def take(
        self, name: str, who: Viewer, where: ChannelHandle, sight: Sight, now: datetime
    ) -> None:
        form = isinstance(sight, InteractionResult) and sight.modal is not None
        self.seen.append((name, f"{now:%H:%M}", "form" if form else "message"))


async def test_the_pictures_are_of_one_day_of_a_newcomer() -> None:
    witness = Witness()
    await album.fill(load(EXAMPLE), EXAMPLE, lambda env: witness)
    assert witness.seen == [
        ("welcome", "09:15", "message"),
        ("join-form", "09:15", "form"),
        ("joined", "09:15", "message"),
        ("programme", "09:15", "message"),
        ("workshops", "09:15", "message"),
        ("question-form", "10:20", "form"),
        ("room", "11:25", "message"),
        ("pledge-form", "14:59", "form"),
        ("pledge", "14:59", "message"),
        ("feedback", "15:01", "message"),
        ("my-data", "15:01", "message"),
    ]
    assert tuple(name for name, _, _ in witness.seen) == album.PICTURES


async def test_the_others_are_of_one_workshop_as_its_facilitator_sees_it() -> None:
    witness = Witness()
    await album_of_rooms.fill(load(EXAMPLE), EXAMPLE, lambda env: witness)
    assert tuple(name for name, _, _ in witness.seen) == album_of_rooms.PICTURES
    forms = [name for name, _, kind in witness.seen if kind == "form"]
    assert forms == ["report-form", "warn-form"]


async def test_the_last_are_of_a_summit_as_its_organiser_sees_it() -> None:
    witness = Witness()
    await album_of_organisers.fill(load(EXAMPLE), EXAMPLE, lambda env: witness)
    assert tuple(name for name, _, _ in witness.seen) == album_of_organisers.PICTURES
    assert {kind for _, _, kind in witness.seen} == {"message"}


def test_the_command_makes_every_picture_that_there_is() -> None:
    assert sorted(pictures.names()) == sorted(file.stem for file in FOLDER.iterdir())
    assert {file.suffix for file in FOLDER.iterdir()} == {".png"}


def test_every_picture_is_on_a_page_and_every_page_says_in_words_what_it_shows() -> None:
    shown: set[Path] = set()
    for page in (*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")):
        for words, target in PICTURE.findall(page.read_text(encoding="utf-8")):
            assert len(words) >= FEWEST_WORDS, f"{page.name}: {target}"
            shown.add((page.parent / target).resolve())
    assert shown == set(FOLDER.iterdir())


def test_every_picture_is_a_small_png() -> None:
    for file in FOLDER.iterdir():
        picture = file.read_bytes()
        assert picture.startswith(b"\x89PNG\r\n"), file.name
        assert len(picture) < MOST_BYTES, file.name


@pytest.mark.parametrize("missing", pictures.NEEDED)
def test_without_its_extra_it_says_how_to_install_it(
    missing: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, missing, None)  # as Python knows what is not there
    assert pictures.main([]) == 1
    assert capsys.readouterr() == ("", pictures.NOT_INSTALLED + "\n")


def test_without_a_browser_it_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(camera.NoPicture) as error:
        camera.find_browser(None)
    assert str(error.value) == (
        "No browser was found to draw the pictures with."
        " Install Chromium, or say where it is with --chromium."
    )


def test_a_browser_that_is_named_and_not_there_is_no_browser(tmp_path: Path) -> None:
    with pytest.raises(camera.NoPicture) as error:
        camera.find_browser(tmp_path / "browser")
    assert str(error.value) == f"{tmp_path / 'browser'} is not a program that can be started."


@pytest.mark.skipif(sys.platform == "win32", reason="programs have other names there")
def test_the_first_browser_that_is_found_draws(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    for name in camera.BROWSERS[:0:-1]:
        program = tmp_path / name
        program.write_text("#!/bin/sh\n")
        program.chmod(0o755)
        assert camera.find_browser(None) == str(program)
    assert camera.find_browser(tmp_path / camera.BROWSERS[2]) == str(tmp_path / camera.BROWSERS[2])


@pytest.mark.skipif(
    importlib.util.find_spec("playwright") is None or not any(map(shutil.which, camera.BROWSERS)),
    reason="the extra “pictures” or a browser is not installed",
)
def test_a_browser_takes_all_of_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "new"
    assert pictures.main(["--out", str(folder)]) == 0
    assert capsys.readouterr() == (f"The pictures are in {folder}.\n", "")
    assert {file.name for file in folder.iterdir()} == {file.name for file in FOLDER.iterdir()}
