"""Whole exports from real files: what is in them, and above all what is not."""

from __future__ import annotations

import errno
import os
import sqlite3
import sys
import zipfile
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.export_files import ExportFailed, ExportResult, export_summit, zip_export
from db.opening import connect_writer
from exports.catalogue import TABLES
from exports.columns import Profile, tables_of
from exports.excel import inert
from tests.exports.reading import everything_in, files_of, read_csv, read_json
from tests.exports.summit_file import AT, GUILD, OTHER_GUILD, SummitFile, summit_file

NOW = datetime(2021, 12, 10, 15, 0, 0, tzinfo=UTC)
# The table of connections has its counts even where nothing happened.
COUNTS = 4

HOSTILE = [
    '=HYPERLINK("http://example.org?"&A1,"Click")',
    "+44 161 496 0000 is the number to ring",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    " \u00a0=1+1 after white space",
    "＝1+1 full width",
    "\t=1+1 after a tab",
    "\r=1+1 after a return",
    "\x00=1+1 after a NUL",
    'She said "yes", then left;\r\nnext line\nand another',
    '},{"reference":"P-9999","action":"injected"}',
    "NUL \x00 in the middle",
    "👩‍👩‍👧‍👦 with 🏴󠁧󠁢󠁥󠁮󠁧󠁿 and ☕",
    "سأطبخ وجبة لجيراني كل شهر",
    "\u202eevil right to left override\u202c",
    "Zażółć gęślą jaźń, ครัวชุมชน, 社区厨房",
    "a\u2028b\u2029c\u0085d",
]


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "summit.sqlite3"


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "exports"


def everything_of(result: ExportResult) -> dict[str, str]:
    """All that the files of an export say, and those of its ZIP."""
    found = everything_in(zip_export(result))
    for path in result.paths:
        found |= everything_in(path)
    return found


def test_an_internal_export_holds_everything(database, out):
    with summit_file(database) as file:
        maker = file.attendee(700000000000000001, kind="business", publish_name=0)
        file.pledge(
            maker,
            kind="business",
            as_organisation=1,
            organisation="Hatters' Bakery",
            who_benefits="Families",
            measure="Loaves given",
            due="2022-06-30",
            help_needed="A van",
            backup_contact="Jo, 0161 496 0000",
            moderation="hidden",
            hidden_reason="Names a neighbour.",
            checked=1,
            delivery="in_progress",
            version=2,
            too_count=3,
            help_count=1,
            edited_at="2021-12-10T15:00:00Z",
        )
        file.log(
            1,
            800000000000000001,
            event="hidden",
            actor="organiser",
            version=2,
            note="Names a neighbour.",
        )
    result = export_summit(database, GUILD, Profile.INTERNAL, out, NOW)

    assert result.folder == out / f"summit-{GUILD}-internal-20211210T150000Z"
    assert {file.name for file in result.files} == files_of(Profile.INTERNAL)
    assert {path.name for path in result.folder.iterdir()} == files_of(Profile.INTERNAL)
    assert [path.name for path in out.iterdir()] == [result.folder.name]
    pledge = {
        "reference": "P-0001",
        "made_by": "A business",
        "maker_name": "Amina Yusuf",
        "maker_id": "700000000000000001",
        "publish_name": False,
        "kind": "business",
        "as_organisation": True,
        "organisation": "Hatters' Bakery",
        "theme": "food",
        "theme_title": "Food and warm homes",
        "action": "I will cook a shared meal every month.",
        "first_step": "Ask the hall by Friday",
        "who_benefits": "Families",
        "measure": "Loaves given",
        "due": "2022-06-30",
        "help_needed": "A van",
        "backup_contact": "Jo, 0161 496 0000",
        "moderation": "hidden",
        "hidden_reason": "Names a neighbour.",
        "checked": True,
        "delivery": "in_progress",
        "version": 2,
        "too_count": 3,
        "help_count": 1,
        "made_at": AT,
        "edited_at": "2021-12-10T15:00:00Z",
    }
    assert read_json(result.folder / "pledges.jsonl") == [pledge]
    in_csv = {
        name: {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)
        for name, value in pledge.items()
    }
    assert read_csv(result.folder / "pledges.csv") == [in_csv]
    assert read_csv(result.folder / "pledges-excel.csv") == [
        in_csv | {"maker_id": "'700000000000000001"}
    ]
    assert read_csv(result.folder / "pledge-log.csv") == [
        {
            "reference": "P-0001",
            "entry": "1",
            "at": AT,
            "event": "made",
            "version": "1",
            "actor": "maker",
            "actor_id": "700000000000000001",
            "actor_name": "Amina Yusuf",
            "action": "I will cook a shared meal every month.",
            "note": "",
        },
        {
            "reference": "P-0001",
            "entry": "2",
            "at": AT,
            "event": "hidden",
            "version": "2",
            "actor": "organiser",
            "actor_id": "800000000000000001",
            "actor_name": "",
            "action": "",
            "note": "Names a neighbour.",
        },
    ]


def test_nothing_private_is_in_any_byte_of_a_public_export(database, out):
    private: list[str] = []
    in_no_export: list[str] = []  # what somebody said when they joined, not about a pledge
    users = 700000000000000000

    def secret(what: str) -> str:
        private.append(f"SECRET-{len(private)}-{what}")
        return private[-1]

    def somebody(file: SummitFile, *, agreed: bool, name: str, **more: object) -> int:
        nonlocal users
        users += 1
        private.append(str(users))
        needs = secret("access needs")
        in_no_export.append(needs)
        return file.attendee(users, publish_name=int(agreed), name=name, access_needs=needs, **more)

    with summit_file(database) as file:
        open_one = somebody(file, agreed=True, name="Open Amina")
        from_joining = secret("organisation from joining")
        in_no_export.append(from_joining)
        unnamed = somebody(file, agreed=False, name=secret("name"), organisation=from_joining)
        business = somebody(file, agreed=True, name=secret("person behind an organisation"))
        kept_in = {"backup_contact": secret("contact"), "hidden_reason": secret("old reason")}
        file.pledge(open_one, action="Shown pledge one", **kept_in)
        file.pledge(
            unnamed,
            action="Shown pledge two",
            kind="business",
            as_organisation=1,
            organisation=secret("organisation"),
            **kept_in,
        )
        file.pledge(
            business, kind="business", as_organisation=1, organisation="Open Bakery", **kept_in
        )
        # Named, but not made for the organisation that stands in its row.
        file.pledge(open_one, organisation=secret("unused organisation"))
        private_states = [
            {"moderation": "waiting"},
            {"moderation": "hidden"},
            {"moderation": "shown", "delivery": "withdrawn"},
            {"moderation": "hidden", "delivery": "withdrawn"},
        ]
        for state in private_states:
            number = file.pledge(
                open_one,
                action=secret("action"),
                first_step=secret("step"),
                who_benefits=secret("who"),
                measure=secret("measure"),
                help_needed=secret("help"),
                theme=secret("theme"),
                **kept_in,
                **state,
            )
            private.append(f"P-{number:04d}")
        for event in ("hidden", "checked", "shown"):
            file.log(1, 811111111111111111, event=event, actor="organiser", note=secret(event))
        file.log(1, open_one, event="edited", action=secret("earlier words"), version=2)
        file.log(1, unnamed, event="supported", actor="supporter", note=secret("kind of support"))
        private.append("811111111111111111")
    result = export_summit(database, GUILD, Profile.PUBLIC, out, NOW)

    assert {path.name for path in result.folder.iterdir()} == files_of(Profile.PUBLIC)
    for name, said in everything_of(result).items():
        for text in private:
            assert text not in said, (name, text)
    made_by = [row["made_by"] for row in read_json(result.folder / "pledges.jsonl")]
    assert made_by == ["Open Amina", "A business", "Open Bakery", "Open Amina"]
    log = [(row["reference"], row["event"]) for row in read_csv(result.folder / "pledge-log.csv")]
    assert log == [
        *((f"P-000{number}", "made") for number in (1, 2, 3, 4)),
        ("P-0001", "edited"),
        ("P-0001", "supported"),
    ]

    # The same search finds every one of them in the internal files, so it can find something.
    inside = export_summit(database, GUILD, Profile.INTERNAL, out, NOW)
    held = "\n".join(everything_of(inside).values())
    assert [text for text in private if text not in held] == in_no_export


def test_taking_consent_back_counts_at_the_next_export(database, out):
    with summit_file(database) as file:
        file.pledge(file.attendee(7, name="Amina Yusuf"))
    before = export_summit(database, GUILD, Profile.PUBLIC, out, NOW)
    with closing(connect_writer(database)) as writer:
        writer.execute("UPDATE attendee SET publish_name = 0")
    after = export_summit(database, GUILD, Profile.PUBLIC, out, NOW)

    assert after.folder.name == f"{before.folder.name}-2"
    assert read_json(before.folder / "pledges.jsonl")[0]["made_by"] == "Amina Yusuf"
    assert read_json(after.folder / "pledges.jsonl")[0]["made_by"] == "A resident"


@pytest.mark.parametrize("profile", Profile)
def test_another_guilds_rows_never_appear(database, out, profile):
    with summit_file(database) as ours:
        # The same person is at both summits, under two names.
        ours.pledge(ours.attendee(7, name="Ours"), action="Ours alone, every month")
        theirs = SummitFile(ours.connection, OTHER_GUILD)
        theirs.pledge(theirs.attendee(7, name="Theirs"), action="Theirs alone, every month")
        theirs.pledge(7, action="Theirs again, every week")
    result = export_summit(database, GUILD, profile, out, NOW)

    rows = {file.name: file.rows for file in result.files}
    assert rows["pledges.csv"] == rows["pledge-log.csv"] == 1
    for name, said in everything_of(result).items():
        assert "Theirs" not in said, name


@pytest.mark.parametrize("profile", Profile)
def test_hostile_words_come_back_whole_and_are_inert_in_excel(database, out, profile):
    with summit_file(database) as file:
        for at, words in enumerate(HOSTILE):
            maker = file.attendee(700 + at, name=words, organisation=words)
            file.pledge(
                maker,
                **dict.fromkeys(("action", "first_step", "who_benefits", "measure"), words),
                **dict.fromkeys(("help_needed", "organisation", "theme"), words),
                as_organisation=at % 2,
            )
    result = export_summit(database, GUILD, profile, out, NOW)

    fields = ["action", "first_step", "who_benefits", "measure", "help_needed", "made_by", "theme"]
    expected = [dict.fromkeys(fields, words) for words in HOSTILE]
    for read, name in ((read_csv, "pledges.csv"), (read_json, "pledges.jsonl")):
        rows = read(result.folder / name)
        assert [{field: row[field] for field in fields} for row in rows] == expected, name
    rows = read_csv(result.folder / "pledges-excel.csv")
    assert [{field: row[field] for field in fields} for row in rows] == [
        dict.fromkeys(fields, inert(words)) for words in HOSTILE
    ]
    for row in rows:
        assert not [cell for cell in row.values() if inert(cell) != cell]
    if profile is Profile.INTERNAL:
        log = read_csv(result.folder / "pledge-log.csv")
        assert [row["action"] for row in log] == HOSTILE
        log = read_csv(result.folder / "pledge-log-excel.csv")
        assert [row["action"] for row in log] == [inert(words) for words in HOSTILE]


@pytest.mark.parametrize("profile", Profile)
def test_an_empty_summit_has_files_with_their_headers(database, out, profile):
    with summit_file(database):
        pass
    told: list[tuple[int, int]] = []
    result = export_summit(
        database, GUILD, profile, out, NOW, lambda done, total: told.append((done, total))
    )

    tables = [one for one in tables_of(TABLES, profile) if one.stem != "connections"]
    assert {file.name for file in result.files} == files_of(profile)
    assert all(file.rows in (0, None) for file in result.files if file.name[:2] in ("pl", "pr"))
    for table in tables:
        header = ",".join(column.name for column in table.columns_of(profile)) + "\r\n"
        assert (result.folder / f"{table.stem}.csv").read_bytes() == header.encode()
        excel = (result.folder / f"{table.stem}-excel.csv").read_bytes()
        assert excel == b"\xef\xbb\xbf" + header.encode()
        assert (result.folder / f"{table.stem}.jsonl").read_bytes() == b""
    assert told == [(0, COUNTS), (COUNTS, COUNTS)]


@pytest.mark.parametrize("profile", Profile)
def test_progress_ends_with_all_rows_of_all_tables(database, out, profile):
    with summit_file(database) as file:
        maker = file.attendee(7)
        for at in range(250):
            file.pledge(maker, moderation="hidden" if at % 5 == 0 else "shown")
            file.log(at + 1, 8, event="hidden")
    told: list[tuple[int, int]] = []
    export_summit(
        database, GUILD, profile, out, NOW, lambda done, total: told.append((done, total))
    )

    total = (400 if profile is Profile.PUBLIC else 750) + COUNTS
    assert told[0] == (0, total)
    assert told[-1] == (total, total)
    assert [done for done, _ in told] == sorted({done for done, _ in told})


def test_all_files_show_the_moment_at_which_the_export_began(database, out):
    with summit_file(database) as file:
        maker = file.attendee(7)
        for _ in range(300):
            file.pledge(maker)
        written: list[int] = []

        def write_meanwhile(done: int, total: int) -> None:
            written.append(file.pledge(maker, action="Made while the export ran"))
            file.connection.execute("UPDATE pledge SET action = 'Changed while it ran'")

        result = export_summit(database, GUILD, Profile.INTERNAL, out, NOW, write_meanwhile)

    assert len(written) > 2
    rows = {exported.name: exported.rows for exported in result.files}
    assert rows["pledges.csv"] == rows["pledge-log.csv"] == 300
    assert rows["record-internal.xlsx"] == 600 + COUNTS
    for name, said in everything_of(result).items():
        assert "it ran" not in said, name
        assert "the export ran" not in said, name
    with closing(sqlite3.connect(database)) as there:
        assert there.execute("SELECT count(*) FROM pledge").fetchone()[0] == 300 + len(written)


def test_a_summit_that_is_not_there_is_said_plainly(database, out):
    with summit_file(database):
        pass
    with pytest.raises(ExportFailed) as refusal:
        export_summit(database, OTHER_GUILD, Profile.PUBLIC, out, NOW)
    assert str(refusal.value) == (
        f"There is no summit for the server {OTHER_GUILD} in the database {database}."
    )
    assert not out.exists()


def test_a_database_that_is_not_there_is_said_plainly(database, out):
    with pytest.raises(ExportFailed, match=r"^There is no database at "):
        export_summit(database, GUILD, Profile.PUBLIC, out, NOW)


def test_a_damaged_database_is_said_plainly_and_leaves_nothing(database, out):
    with summit_file(database) as file:
        maker = file.attendee(7)
        for _ in range(500):
            file.pledge(maker, action="x" * 500)
        file.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        pages = file.connection.execute("PRAGMA page_count").fetchone()[0]
    with database.open("r+b") as raw:
        raw.seek(4096 * (pages - pages // 4))  # past the tables' own descriptions
        raw.write(b"\xff" * 4096 * (pages // 4))
    with pytest.raises(ExportFailed, match=r"could not be read: .*\. Nothing was exported\.$"):
        export_summit(database, GUILD, Profile.INTERNAL, out, NOW)
    assert not out.exists() or list(out.iterdir()) == []


def test_a_file_in_the_place_of_the_folder_is_said_plainly(database, tmp_path):
    with summit_file(database):
        pass
    target = tmp_path / "file"
    target.write_text("mine")
    for out in (target, target / "below"):
        with pytest.raises(ExportFailed) as refusal:
            export_summit(database, GUILD, Profile.PUBLIC, out, NOW)
        assert str(refusal.value) == (
            f"{out} is not a folder. Nothing was exported; choose another folder."
        )
    assert target.read_text() == "mine"


@pytest.mark.skipif(
    os.name != "posix" or os.geteuid() == 0, reason="an administrator may write everywhere"
)
def test_a_folder_that_may_not_be_written_is_said_plainly(database, out):
    with summit_file(database):
        pass
    out.mkdir(mode=0o500)
    with pytest.raises(ExportFailed, match=r"can't be written\. Nothing was exported"):
        export_summit(database, GUILD, Profile.PUBLIC, out, NOW)
    assert list(out.iterdir()) == []


# The first limit is met by the workbook, the second by the pledges.
@pytest.mark.parametrize("most", [40_000, 700_000])
@pytest.mark.skipif(sys.platform == "win32", reason="no limit on a file's size there")
def test_a_disk_that_takes_no_more_leaves_nothing(database, out, most):
    import resource

    with summit_file(database) as file:
        maker = file.attendee(7)
        file.connection.execute("BEGIN")
        for _ in range(2000):
            file.pledge(maker, action="x" * 500)
        file.connection.execute("COMMIT")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, hard))
    try:
        with pytest.raises(ExportFailed) as refusal:
            export_summit(database, GUILD, Profile.INTERNAL, out, NOW)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert str(refusal.value) == (
        f"The files could not be written to {out}: File too large. Nothing was exported."
    )
    assert list(out.iterdir()) == []


@pytest.mark.parametrize(
    ("code", "says"),
    [
        (errno.ENOSPC, "The disk that holds {} is full. Nothing was exported; "),
        (errno.EDQUOT, "The disk that holds {} is full. Nothing was exported; "),
        (errno.EROFS, "The folder {} can't be written. Nothing was exported; "),
        (errno.EIO, "The files could not be written to {}: Input/output error. Nothing was"),
    ],
)
def test_trouble_with_the_disk_in_the_middle_is_said_plainly(database, out, code, says):
    with summit_file(database) as file:
        file.pledge(file.attendee(7))

    def trouble(done: int, total: int) -> None:
        if done:
            raise OSError(code, os.strerror(code))

    with pytest.raises(ExportFailed) as refusal:
        export_summit(database, GUILD, Profile.PUBLIC, out, NOW, trouble)
    assert str(refusal.value).startswith(says.format(out))
    assert list(out.iterdir()) == []


def test_the_zip_holds_the_same_files(database, out):
    with summit_file(database) as file:
        maker = file.attendee(7)
        for _ in range(200):
            file.pledge(maker)
    result = export_summit(database, GUILD, Profile.INTERNAL, out, NOW)
    zip_export(result)
    archive = zip_export(result)  # a second time replaces the first
    assert archive == out / f"{result.folder.name}.zip"
    with zipfile.ZipFile(archive) as held:
        assert held.testzip() is None
        assert {entry.filename: held.read(entry) for entry in held.infolist()} == {
            f"{result.folder.name}/{path.name}": path.read_bytes() for path in result.paths
        }
    assert sorted(out.iterdir()) == sorted([result.folder, archive])


def test_a_zip_that_cannot_be_written_is_said_plainly(database, out):
    with summit_file(database):
        pass
    result = export_summit(database, GUILD, Profile.PUBLIC, out, NOW)
    result.paths[0].unlink()
    with pytest.raises(ExportFailed, match="could not be written"):
        zip_export(result)
    assert list(out.iterdir()) == [result.folder]
