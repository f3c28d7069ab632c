"""The books can fail: whatever is not as people were told is found."""

from __future__ import annotations

import csv
import dataclasses
import io
import re
from collections.abc import Callable, Iterator
from copy import deepcopy
from pathlib import Path

import pytest

from db.opening import connect_writer, verdict
from rehearsal import books, playing
from rehearsal.books import Handed, Line
from rehearsal.ledger import Ledger, Told
from rehearsal.world import World

Row = dict[str, str]
Turn = Callable[["Case"], None]


@dataclasses.dataclass
class Case:
    """What the books look at, to be tampered with."""

    world: World
    ledger: Ledger
    joined: int
    internal: Handed
    public: Handed
    logged: list[str]

    def wrong(self) -> list[str]:
        """The lines that do not agree."""
        lines = list(
            books.check(
                self.world, self.ledger, self.joined, self.internal, self.public, self.logged
            )
        )
        assert len(lines) == 12
        return [line.what for line in lines if line.wrong]

    def some(self, *, shown: bool = True) -> Told:
        return next(
            told
            for told in self.ledger.pledges.values()
            if (told.shown if shown else told.hidden) and not told.withdrawn
        )

    def change(self, handed: Handed, name: str, turn: Callable[[list[Row]], None]) -> None:
        """Other rows in a file, the same in Discord and in the export."""
        path = handed.export.folder / name
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        names = list(rows[0])
        turn(rows)
        text = io.StringIO(newline="")
        writer = csv.DictWriter(text, names)
        writer.writeheader()
        writer.writerows(rows)
        path.write_bytes(text.getvalue().encode())
        handed.in_discord[name] = path.read_bytes()


def drop_first(rows: list[Row]) -> None:
    del rows[0]


def set_first(**values: str) -> Callable[[list[Row]], None]:
    return lambda rows: rows[0].update(values)


def forget_a_pledge(case: Case) -> None:
    case.change(case.internal, "pledges.csv", drop_first)


def invent_a_pledge(case: Case) -> None:
    told = case.some()
    case.ledger.pledges["P-9999"] = dataclasses.replace(told, reference="P-9999")


def other_words_told(case: Case) -> None:
    case.some().action += "!"


def other_words_kept(case: Case) -> None:
    case.change(case.internal, "pledges.csv", set_first(action="Something else altogether"))


def told_it_is_hidden(case: Case) -> None:
    told = case.some()
    told.hidden, told.shown = True, False


def told_it_is_withdrawn(case: Case) -> None:
    case.some().withdrawn = True


def thanked_once_more(case: Case) -> None:
    case.some().too += 1


def made_twice_in_the_log(case: Case) -> None:
    case.change(
        case.internal, "pledge-log.csv", lambda rows: rows.append(rows[0] | {"event": "made"})
    )


def no_beginning_in_the_log(case: Case) -> None:
    case.change(case.internal, "pledge-log.csv", drop_first)


def one_more_joined(case: Case) -> None:
    case.joined += 1


def a_hidden_pledge_is_public(case: Case) -> None:
    row = {"reference": case.some(shown=False).reference}
    case.change(case.public, "pledges.csv", lambda rows: rows.append(rows[0] | row))


def hidden_words_are_public(case: Case) -> None:
    words = case.some(shown=False).action
    case.change(case.public, "pledges.csv", set_first(first_step=words))


def a_name_is_public_without_consent(case: Case) -> None:
    name = next(p.name for p in case.ledger.joined.values() if not p.publish_name)
    case.change(case.public, "pledges.csv", set_first(made_by=name))


def another_file_in_discord(case: Case) -> None:
    case.internal.in_discord["pledges.jsonl"] += b"\n"


def a_file_missing_in_discord(case: Case) -> None:
    del case.public.in_discord["pledge-log.csv"]


def the_bot_met_an_error(case: Case) -> None:
    case.world.env._record_error(ZeroDivisionError("in a command"))


def the_bot_logged_an_error(case: Case) -> None:
    """What goes wrong under a button meets the bot's own error door, which logs it."""
    case.logged.append("bot.errors: E-7K3PQ in interaction 1")


ALL = "Every pledge that people were told is saved is in the file, and no other"
WORDS = "Its words are the same, letter for letter"
STATES = "It stands as its maker was told (shown, hidden, withdrawn)"
SUPPORT = "It counts everybody who was thanked for standing by it"
LOG = "The log has one beginning for each pledge, and every later step"
JOINED = "Everybody who was told they have joined has joined"
PUBLIC = "The public files hold the pledges on the wall, and no other"
LEAKS = "No hidden words and no name without consent are in any public file"
WALL = "The wall shows each of them once, and nothing else"
SAME = "The organiser’s files in Discord are those of summit export, byte for byte"
ERRORS = "The bot met no error that it did not expect"

CASES: list[tuple[Turn, set[str]]] = [
    (forget_a_pledge, {ALL}),
    (invent_a_pledge, {ALL}),
    (other_words_told, {WORDS}),
    (other_words_kept, {WORDS}),
    (told_it_is_hidden, {STATES}),
    (told_it_is_withdrawn, {STATES, LOG}),
    (thanked_once_more, {SUPPORT, LOG}),
    (made_twice_in_the_log, {LOG}),
    (no_beginning_in_the_log, {LOG}),
    (one_more_joined, {JOINED}),
    (a_hidden_pledge_is_public, {PUBLIC}),
    (hidden_words_are_public, {LEAKS}),
    (a_name_is_public_without_consent, {LEAKS}),
    (another_file_in_discord, {SAME}),
    (a_file_missing_in_discord, {SAME}),
    (the_bot_met_an_error, {ERRORS}),
    (the_bot_logged_an_error, {ERRORS}),
]


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """One rehearsal; at its end each case by itself: the lines that do not agree."""
    results: dict[str, list[str]] = {}

    def tamper(
        world: World,
        ledger: Ledger,
        joined: int,
        internal: Handed,
        public: Handed,
        logged: list[str],
    ) -> Iterator[Line]:
        files = {p: p.read_bytes() for one in (internal, public) for p in one.export.paths}
        errors = list(world.env._errors)

        def try_out(name: str, turn: Turn) -> None:
            inside = Handed(dict(internal.in_discord), internal.export)
            outside = Handed(dict(public.in_discord), public.export)
            case = Case(world, deepcopy(ledger), joined, inside, outside, list(logged))
            turn(case)
            results[name] = case.wrong()
            for path, data in files.items():
                path.write_bytes(data)
            world.env._errors[:] = errors

        try_out("nothing", lambda case: None)
        for turn, _ in CASES:
            try_out(turn.__name__, turn)
        return books_check(world, ledger, joined, internal, public, logged)

    books_check = books.check
    folder = tmp_path_factory.mktemp("books")
    with pytest.MonkeyPatch.context() as patch:
        # Case.wrong() asks the real one; only the rehearsal itself goes through the tampering.
        patch.setattr(playing, "books", _Books(tamper))
        code = playing.rehearse(plan_file=None, attendees=14, seed=3, out=folder / "out")
    assert code == 0
    return results


@dataclasses.dataclass
class _Books:
    check: Callable[..., Iterator[Line]]
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
