"""The books can fail: whatever is not as people were told is found."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from db.opening import connect_writer, verdict
from rehearsal import books, playing
from rehearsal.books import Handed, Kept, Line, gather
from rehearsal.ledger import Ledger
from rehearsal.world import World
from tests.rehearsal import (
    turns_of_pledges,
    turns_of_the_day,
    turns_of_the_morning,
    turns_of_the_rooms,
    turns_of_the_year,
)
from tests.rehearsal.case import Case, Turn
from tests.rehearsal.turns_of_pledges import WORDS

CASES = [
    *turns_of_pledges.CASES,
    *turns_of_the_morning.CASES,
    *turns_of_the_day.CASES,
    *turns_of_the_rooms.CASES,
    *turns_of_the_year.CASES,
]


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """One rehearsal; at its end each case by itself: the lines that do not agree."""
    results: dict[str, list[str]] = {}

    def tamper(
        world: World,
        ledger: Ledger,
        kept: Kept,
        internal: Handed,
        public: Handed,
        logged: list[str],
    ) -> Iterator[Line]:
        files = {p: p.read_bytes() for one in (internal, public) for p in one.export.paths}
        errors = list(world.env._errors)
        said = list(world.mentioning)

        def try_out(name: str, turn: Turn) -> None:
            inside = Handed(dict(internal.in_discord), internal.export)
            outside = Handed(dict(public.in_discord), public.export)
            case = Case(
                world, deepcopy(ledger), deepcopy(kept), inside, outside, list(logged), list(said)
            )
            turn(case)
            results[name] = case.wrong()
            for path, data in files.items():
                path.write_bytes(data)
            world.env._errors[:] = errors
            world.mentioning[:] = said

        try_out("nothing", lambda case: None)
        for turn, _ in CASES:
            try_out(turn.__name__, turn)
        return books_check(world, ledger, kept, internal, public, logged)

    books_check = books.check
    folder = tmp_path_factory.mktemp("books")
    with pytest.MonkeyPatch.context() as patch:
        # Case.wrong() asks the real one; only the rehearsal itself goes through the tampering.
        patch.setattr(playing, "books", _Books(tamper, gather))
        code = playing.rehearse(plan_file=None, attendees=16, seed=3, out=folder / "out")
    assert code == 0
    return results


@dataclasses.dataclass
class _Books:
    check: Callable[..., Iterator[Line]]
    gather: Callable[..., Any]
    Handed: type[Handed] = Handed
    Line: type[Line] = Line


def test_books_that_nobody_touched_agree(found: dict[str, list[str]]) -> None:
    assert found["nothing"] == []


@pytest.mark.parametrize(
    ("turn", "expected"), CASES, ids=lambda value: getattr(value, "__name__", "")
)
def test_what_is_not_as_people_were_told_is_found(
    turn: Turn, expected: set[str], found: dict[str, list[str]]
) -> None:
    assert expected <= set(found[turn.__name__])


def test_a_pledge_that_got_lost_on_the_way_ends_the_rehearsal_with_1(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The database itself loses words after somebody was told that they are saved."""
    export = playing._export

    async def lose_then_export(world: World, *rest: object) -> Handed:
        await world.store.write(
            lambda tx: tx.execute("UPDATE pledge SET action = 'Lost, sorry' WHERE number = 2")
        )
        return await export(world, *rest)  # pyright: ignore[reportArgumentType]

    monkeypatch.setattr(playing, "_export", lose_then_export)
    code = playing.rehearse(plan_file=None, attendees=10, seed=4, out=tmp_path / "out")

    out = " ".join(capsys.readouterr().out.split())
    assert code == 1
    assert f" WRONG {WORDS} P-0002: 'Lost, sorry', told " in out
    assert re.search(r" 1 lines? of the books do(?:es)? not agree\.", out)
    assert "The books agree" not in out


def test_a_broken_database_is_found(tmp_path: Path) -> None:
    path = tmp_path / "summit.sqlite3"
    connect_writer(path).close()
    assert verdict(path) == "ok"
    connection = connect_writer(path)
    connection.execute("PRAGMA foreign_keys = OFF")
    connection.execute(
        "INSERT INTO attendee (guild_id, user_id, name, kind, organisation, publish_name,"
        " access_needs, joined_at, updated_at)"
        " VALUES (1, 2, 'A', 'resident', '', 1, '', '2021-12-10T14:03:22Z', '2021-12-10T14:03:22Z')"
    )
    connection.close()
    assert verdict(path).endswith("foreign key: attendee")
