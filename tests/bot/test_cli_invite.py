"""``summit invite``"""

from __future__ import annotations

import base64
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import discord
import pytest

from bot.cli.app import outcome
from bot.permissions import NEEDED, called
from tests.bot.people import APPLICATION, TOKEN, is_plain, run

Screen = pytest.CaptureFixture[str]


def link(text: str) -> dict[str, list[str]]:
    address = urlsplit(text.splitlines()[0])
    assert (address.scheme, address.netloc, address.path) == (
        "https",
        "discord.com",
        "/oauth2/authorize",
    )
    return parse_qs(address.query)


def test_the_link_is_for_the_application_of_the_token(folder: Path) -> None:
    ran = run("invite", cwd=folder, settings={"SUMMIT_TOKEN": TOKEN})
    assert ran.code == 0
    asked = link(ran.out)
    assert asked["client_id"] == [str(APPLICATION)]
    assert set(asked["scope"][0].split()) == {"bot", "applications.commands"}
    assert TOKEN not in ran.out + ran.err
    assert TOKEN.rpartition(".")[2] not in ran.out + ran.err


def test_the_link_asks_for_exactly_the_permissions_that_are_listed(capsys: Screen) -> None:
    assert outcome(["invite", "--application-id", "42"]) == 0
    out = capsys.readouterr().out
    asked = link(out)
    assert asked["client_id"] == ["42"]
    bits = int(asked["permissions"][0])
    expected = 0
    for name in NEEDED:
        expected |= getattr(discord.Permissions, name).flag
    assert bits == expected
    assert not discord.Permissions(bits).administrator

    listed = out.split("never for Administrator:\n")[1].splitlines()
    assert len(listed) == len(NEEDED)
    for line, (name, reason) in zip(listed, NEEDED.items(), strict=True):
        assert line.split("  ")[1].lower() == called(name)
        assert line.endswith(reason)


def test_the_id_that_is_given_goes_before_the_token(
    capsys: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SUMMIT_TOKEN", TOKEN)
    assert outcome(["invite", "--application-id", "42"]) == 0
    assert link(capsys.readouterr().out)["client_id"] == ["42"]


def of(first: bytes) -> str:
    return base64.b64encode(first).decode().rstrip("=") + ".GtEsTs.secret-part"


@pytest.mark.parametrize(
    "token",
    [
        "",
        "not a token",
        "..",
        "ünïcode.a.b",
        of(b"letters"),
        of(b"12 34"),
        of("١٢٣".encode()),
        of(b"9" * 5000),
    ],
    ids=str.__len__,
)
def test_without_an_application_there_is_no_link(
    token: str, capsys: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SUMMIT_TOKEN", token)
    assert outcome(["invite"]) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err == (
        "There is no application to invite: set SUMMIT_TOKEN, or give --application-id.\n"
    )
    assert is_plain(told.err)
