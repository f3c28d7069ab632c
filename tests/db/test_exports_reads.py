from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import db.exports
from db import export_pledges, export_query
from db.export_query import Query, Rows
from db.opening import connect_reader
from db.rows import PLEDGE, to_pledge
from domain import attendance
from domain.attendees import Kind
from exports.catalogue import TABLES
from exports.columns import Profile
from tests.exports.summit_file import GUILD, OTHER_GUILD, SummitFile, summit_file

NOW = datetime(2021, 12, 10, 15, 0, 0, tzinfo=UTC)


def read(reader: sqlite3.Connection, query: Query, *, public: bool, batch: int = 100) -> Rows:
    return export_query.rows(reader, query, guild_id=GUILD, public=public, now=NOW, batch=batch)


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "summit.sqlite3"


def records(rows: Rows) -> list[dict[str, object]]:
    return [dict(zip(rows.names, row, strict=True)) for batch in rows.batches for row in batch]


def test_every_table_has_its_statements_and_no_other_has():
    assert set(db.exports.QUERIES) == {table.stem for table in TABLES}
    for table in TABLES:
        assert bool(db.exports.QUERIES[table.stem].public) is table.public, table.stem


@pytest.mark.parametrize("profile", Profile)
@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.stem)
def test_rows_have_the_documented_columns_in_their_order(database, table, profile):
    if not table.columns_of(profile):
        return
    with summit_file(database):
        pass
    with closing(connect_reader(database)) as reader:
        query = db.exports.QUERIES[table.stem]
        rows = read(reader, query, public=profile is Profile.PUBLIC)
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
            rows = records(read(reader, export_pledges.PLEDGES, public=public))
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
        rows = records(read(reader, export_pledges.PLEDGES, public=True))
        log = records(read(reader, export_pledges.PLEDGE_LOG, public=True))
        counted = export_query.count(reader, export_pledges.PLEDGES, guild_id=GUILD, public=True)
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
        for query in (export_pledges.PLEDGES, export_pledges.PLEDGE_LOG):
            found = records(read(reader, query, public=public))
            counted = export_query.count(reader, query, guild_id=GUILD, public=public)
            assert counted == len(found) > 0


def test_a_theme_that_left_the_plan_keeps_its_slug(database):
    with summit_file(database) as file:
        maker = file.attendee(7)
        file.pledge(maker, theme="work")
        file.pledge(maker, theme="gone-from-the-plan")
    with closing(connect_reader(database)) as reader:
        rows = records(read(reader, export_pledges.PLEDGES, public=True))
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
        (public,) = records(read(reader, export_pledges.PLEDGES, public=True))
        (inside,) = records(read(reader, export_pledges.PLEDGES, public=False))
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
        rows = read(reader, export_pledges.PLEDGES, public=False, batch=10)
        batches = list(rows.batches)
    assert [len(batch) for batch in batches] == [10, 10, 5]
    references = [row[0] for batch in batches for row in batch]
    assert references == [f"P-{number:04d}" for number in range(1, 26)]


@pytest.mark.parametrize("public", [True, False])
@pytest.mark.parametrize("query", [export_pledges.PLEDGES, export_pledges.PLEDGE_LOG])
def test_no_query_of_many_rows_sorts_them_so_memory_does_not_grow(database, query, public):
    with summit_file(database):
        pass
    sql = query.public if public else query.internal
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


moments = st.integers(0, 7200).map(
    lambda s: datetime(2021, 12, 10, 10, tzinfo=UTC) + timedelta(0, s)
)
spans = st.lists(st.tuples(moments, moments).map(sorted), min_size=1, max_size=6)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(spans)
def test_minutes_are_counted_as_the_rule_counts_them(tmp_path_factory, some):
    database = tmp_path_factory.mktemp("minutes") / "summit.sqlite3"
    with summit_file(database) as file:
        file.connection.execute("PRAGMA synchronous = OFF")
        file.insert(
            "session",
            guild_id=GUILD,
            slug="talk",
            position=0,
            title="Talk",
            kind="keynote",
            starts_at="2021-12-10T10:00:00Z",
            ends_at="2021-12-10T12:00:00Z",
        )
        for joined, left in some:
            file.insert(
                "presence",
                guild_id=GUILD,
                session="talk",
                head=1,
                joined_at=f"{joined:%Y-%m-%dT%H:%M:%SZ}",
                left_at=f"{left:%Y-%m-%dT%H:%M:%SZ}",
            )
    with closing(connect_reader(database)) as reader:
        (row,) = records(read(reader, db.exports.QUERIES["attendance"], public=False))
    assert row["minutes"] == attendance.minutes(attendance.Span(*span) for span in some)
