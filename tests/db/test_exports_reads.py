from __future__ import annotations

from contextlib import closing
from itertools import product
from pathlib import Path

import pytest

import db.exports
from db.opening import connect_reader
from db.rows import PLEDGE, to_pledge
from domain.attendees import Kind
from exports.columns import PLEDGE_LOG, PLEDGES, Profile
from tests.exports.summit_file import GUILD, OTHER_GUILD, SummitFile, summit_file

READS = [(PLEDGES, db.exports.pledges), (PLEDGE_LOG, db.exports.pledge_log)]


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "summit.sqlite3"


def records(rows: db.exports.Rows) -> list[dict[str, object]]:
    return [dict(zip(rows.names, row, strict=True)) for batch in rows.batches for row in batch]


@pytest.mark.parametrize("profile", Profile)
@pytest.mark.parametrize(("table", "read"), READS, ids=["pledges", "log"])
def test_rows_have_the_documented_columns_in_their_order(database, table, read, profile):
    with summit_file(database):
        pass
    with closing(connect_reader(database)) as reader:
        rows = read(reader, guild_id=GUILD, public=profile is Profile.PUBLIC)
    assert rows.names == tuple(column.name for column in table.columns_of(profile))


def test_made_by_is_the_pledges_own_byline_in_every_case(database):
    cases = list(product(Kind, (0, 1), (0, 1), ("", "Hatters' Bakery"), ("", "Amina Yusuf")))
    with summit_file(database) as file:
        for at, (kind, agreed, for_it, organisation, name) in enumerate(cases, 1):
            file.attendee(at, name=name, publish_name=agreed, kind="other")
            file.pledge(at, kind=kind.value, as_organisation=for_it, organisation=organisation)
        file.connection.row_factory = None
        cursor = file.connection.execute(f"{PLEDGE} ORDER BY p.number")
        names = [column[0] for column in cursor.description]
        bylines = [to_pledge(dict(zip(names, row, strict=True))).byline for row in cursor]  # type: ignore[arg-type]
    with closing(connect_reader(database)) as reader:
        for public in (True, False):
            rows = records(db.exports.pledges(reader, guild_id=GUILD, public=public))
            assert [row["made_by"] for row in rows] == bylines
    assert len(set(bylines)) == len(Kind) + 2


def test_exactly_the_pledges_that_everybody_may_read_are_public(database):
    states = list(product(("waiting", "shown", "hidden"), ("planned", "fulfilled", "withdrawn")))
    with summit_file(database) as file:
        maker = file.attendee(7)
        for moderation, delivery in states:
            file.pledge(maker, moderation=moderation, delivery=delivery)
        cursor = file.connection.execute(f"{PLEDGE} ORDER BY p.number")
        public = [found.reference for row in cursor if (found := to_pledge(row)).public]
    with closing(connect_reader(database)) as reader:
        rows = records(db.exports.pledges(reader, guild_id=GUILD, public=True))
        log = records(db.exports.pledge_log(reader, guild_id=GUILD, public=True))
        counted = db.exports.count_pledges(reader, guild_id=GUILD, public=True)
    assert [row["reference"] for row in rows] == public
    assert [row["reference"] for row in log] == public
    assert counted == len(public) == 2


@pytest.mark.parametrize("public", [True, False])
def test_counts_are_those_of_the_rows(database, public):
    with summit_file(database) as file:
        maker = file.attendee(7)
        for at in range(1, 120):
            file.pledge(maker, moderation="shown" if at % 3 else "hidden")
            file.log(at, 8, event="hidden" if at % 2 else "supported")
        SummitFile(file.connection, OTHER_GUILD)
    with closing(connect_reader(database)) as reader:
        ask = {"guild_id": GUILD, "public": public}
        pledges = records(db.exports.pledges(reader, **ask))
        log = records(db.exports.pledge_log(reader, **ask))
        assert db.exports.count_pledges(reader, **ask) == len(pledges) > 0
        assert db.exports.count_log(reader, **ask) == len(log) > 0


def test_a_theme_that_left_the_plan_keeps_its_slug(database):
    with summit_file(database) as file:
        maker = file.attendee(7)
        file.pledge(maker, theme="work")
        file.pledge(maker, theme="gone-from-the-plan")
    with closing(connect_reader(database)) as reader:
        rows = records(db.exports.pledges(reader, guild_id=GUILD, public=True))
    assert [(row["theme"], row["theme_title"]) for row in rows] == [
        ("work", "Work, pay and skills"),
        ("gone-from-the-plan", "gone-from-the-plan"),
    ]


def test_a_maker_whose_row_is_gone_is_unnamed_and_their_pledge_still_there(database):
    with summit_file(database) as file:
        file.pledge(file.attendee(7, name="Amina Yusuf"), kind="community_group")
        file.connection.execute("PRAGMA foreign_keys = OFF")
        file.connection.execute("DELETE FROM attendee")
    with closing(connect_reader(database)) as reader:
        (public,) = records(db.exports.pledges(reader, guild_id=GUILD, public=True))
        (inside,) = records(db.exports.pledges(reader, guild_id=GUILD, public=False))
    assert public["made_by"] == inside["made_by"] == "A community group"
    assert (inside["maker_name"], inside["publish_name"]) == ("", "no")


def test_rows_come_in_the_order_of_their_numbers_in_batches(database):
    with summit_file(database) as file:
        maker = file.attendee(7)
        for _ in range(25):
            file.pledge(maker)
        # The order of ids is not that of numbers.
        file.connection.execute("PRAGMA foreign_keys = OFF")
        file.connection.execute("UPDATE pledge SET id = 1000 - number")
    with closing(connect_reader(database)) as reader:
        rows = db.exports.pledges(reader, guild_id=GUILD, public=False, batch=10)
        batches = list(rows.batches)
    assert [len(batch) for batch in batches] == [10, 10, 5]
    references = [row[0] for batch in batches for row in batch]
    assert references == [f"P-{number:04d}" for number in range(1, 26)]


@pytest.mark.parametrize("public", [True, False])
@pytest.mark.parametrize("name", ["PLEDGES", "LOG"])
def test_no_query_sorts_its_rows_so_memory_does_not_grow(database, name, public):
    with summit_file(database):
        pass
    sql = getattr(db.exports, f"_{'PUBLIC' if public else 'INTERNAL'}_{name}")
    with closing(connect_reader(database)) as reader:
        plan = [row[3] for row in reader.execute(f"EXPLAIN QUERY PLAN {sql}", {"guild": GUILD})]
    assert plan
    assert not [step for step in plan if "ORDER BY" in step]


def test_summits_are_listed_with_their_names(database):
    with summit_file(database) as file:
        SummitFile(file.connection, OTHER_GUILD)
    with closing(connect_reader(database)) as reader:
        assert db.exports.summits(reader) == [
            (GUILD, f"Summit {GUILD}"),
            (OTHER_GUILD, f"Summit {OTHER_GUILD}"),
        ]
        assert db.exports.has_summit(reader, guild_id=OTHER_GUILD)
        assert not db.exports.has_summit(reader, guild_id=1)
