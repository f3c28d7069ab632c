"""Check-ins in the file: planned, kept before they are sent, once each, and never a flood."""

from __future__ import annotations

from pathlib import Path

from db import check_ins, pledges
from db.store import Store
from domain.reports import Answer
from tests.db.followed import CADENCE, ask, on, plan, tap
from tests.db.given import GUILD, MAYA, OLA, SAM, at, join, look, make, traced, words

FIRST = on("2021-12-13T10:00")


def asked(path: Path) -> list[tuple[str, str, str | None]]:
    return look(path, "SELECT due_at, state, asked_at FROM check_in ORDER BY pledge_id, due_at")


def letters(path: Path) -> list[tuple[int, str, str]]:
    return look(path, "SELECT user_id, subject, text FROM letter ORDER BY id")


def due(path: Path, number: int = 1) -> str | None:
    return look(path, "SELECT due_at FROM follow_up WHERE number = ?", number)[0][0]


async def test_making_a_pledge_writes_nothing_of_following_up(summit: Store, path: Path) -> None:
    seen = await traced(summit)
    await make(summit)
    assert not [one for one in seen if "follow_up" in one or "check_in" in one or "task" in one]
    assert await plan(summit) == 1
    assert due(path) == "2021-12-13T10:00:00Z"


async def test_what_is_planned_is_not_written_again(summit: Store) -> None:
    await make(summit)
    await plan(summit)
    seen = await traced(summit)
    assert await plan(summit) == 0
    assert seen == []


async def test_a_year_of_silence(summit: Store, path: Path) -> None:
    await make(summit)
    await plan(summit)
    assert await ask(summit, on("2021-12-13T09:59")) == 0
    for moment in ("2021-12-13", "2022-01-07", "2022-01-31"):
        assert await ask(summit, on(f"{moment}T10:00")) == 1
        assert await ask(summit, on(f"{moment}T10:00")) == 0
    assert await ask(summit, on("2022-06-10T09:00")) == 1  # ten in summer
    assert await ask(summit, on("2022-12-10T10:00")) == 1
    assert due(path) is None
    assert await ask(summit, on("2023-12-10T10:00")) == 0
    assert [row[1] for row in asked(path)] == ["asked"] * 5
    assert letters(path) == [(MAYA, "ask", "P-0001")] * 5
    # The oldest question without an answer is what makes it overdue.
    assert look(path, "SELECT waiting_since FROM follow_up") == [("2021-12-13T10:00:00Z",)]


async def test_five_pledges_are_one_letter(summit: Store, path: Path) -> None:
    for n in range(5):
        await make(summit, 1001 + n)
    await plan(summit)
    assert await ask(summit, FIRST) == 1
    assert letters(path) == [(MAYA, "ask", "P-0001 P-0002 P-0003 P-0004 P-0005")]
    assert look(path, "SELECT DISTINCT letter_id FROM check_in") == [(1,)]


async def test_a_pledge_that_is_soon_due_goes_along(summit: Store, path: Path) -> None:
    await make(summit)
    day = 86_400
    await make(summit, 1002, now=at(day))
    await plan(summit)
    assert await ask(summit, FIRST) == 1
    assert letters(path) == [(MAYA, "ask", "P-0001 P-0002")]
    assert await ask(summit, on("2021-12-14T10:00")) == 0
    assert due(path, 2) == "2022-01-08T10:00:00Z"


async def test_after_weeks_without_the_bot_only_the_newest_is_asked(
    summit: Store, path: Path
) -> None:
    await make(summit)
    await plan(summit)
    assert await ask(summit, on("2022-02-20T12:00")) == 1
    assert asked(path) == [
        ("2021-12-13T10:00:00Z", "passed", None),
        ("2022-01-07T10:00:00Z", "passed", None),
        ("2022-01-31T10:00:00Z", "asked", "2022-02-20T12:00:00Z"),
    ]
    assert due(path) == "2022-06-10T09:00:00Z"


async def test_it_stops_with_done_and_goes_on_where_that_was_a_slip(
    summit: Store, path: Path
) -> None:
    await make(summit)
    await plan(summit)
    await ask(summit, FIRST)
    await tap(summit, Answer.DONE, on("2021-12-13T11:00"))
    # Once more: may it be told? Then never again.
    assert await ask(summit, on("2022-01-07T10:00")) == 1
    assert letters(path)[1:] == [(MAYA, "thanks", "P-0001")]
    assert due(path) is None
    await tap(summit, Answer.ON_TRACK, on("2022-01-08T10:00"), report_id=7002)
    assert due(path) == "2022-01-31T10:00:00Z"


async def test_withdrawn_hidden_and_just_told_are_not_asked(summit: Store, path: Path) -> None:
    for n, user_id in enumerate((MAYA, SAM, OLA)):
        await make(summit, 1001 + n, user_id)
    await plan(summit)
    await pledges.withdraw(summit, guild_id=GUILD, pledge_id=1001, user_id=MAYA, now=at(9))
    await pledges.hide(
        summit, guild_id=GUILD, pledge_id=1002, user_id=91, reason="Not a pledge, alas", now=at(9)
    )
    await tap(summit, Answer.ON_TRACK, at(60), pledge_id=1003, user_id=OLA)
    assert await ask(summit, FIRST) == 0
    assert letters(path) == []
    assert look(path, "SELECT number, due_at FROM follow_up ORDER BY 1") == [
        (1, None),
        (2, "2022-01-07T10:00:00Z"),
        (3, "2022-01-07T10:00:00Z"),
    ]


async def test_three_hundred_are_asked_a_few_at_a_time(summit: Store, path: Path) -> None:
    for n in range(300):
        await join(summit, 20_000 + n, f"P{n}")
        await make(summit, 5001 + n, 20_000 + n)
    while await plan(summit):
        pass
    counts: list[int] = []
    while (n := await ask(summit, FIRST, most=5)) > 0:
        counts.append(n)
    assert counts == [5] * 60
    assert look(path, "SELECT count(DISTINCT user_id), count(*) FROM letter") == [(300, 300)]


async def test_a_full_outbox_holds_the_rest_back(summit: Store) -> None:
    await make(summit)
    await plan(summit)
    assert await check_ins.waiting(summit, guild_id=GUILD, now=FIRST)
    for n in range(check_ins.FULL_OUTBOX):
        await summit.write(
            lambda tx, n=n: tx.execute(
                "INSERT INTO letter (guild_id, user_id, subject, text, created_at)"
                " VALUES (?, ?, '', '', '2021')",
                (GUILD, n),
            )
        )
    assert not await check_ins.waiting(summit, guild_id=GUILD, now=FIRST)


async def test_a_changed_plan_asks_at_its_new_times(summit: Store, path: Path) -> None:
    await make(summit)
    await plan(summit)
    await ask(summit, FIRST)
    assert await plan(summit, "2 weeks", "2022-02-15", now=on("2021-12-20T12:00")) == 1
    assert due(path) == "2021-12-24T10:00:00Z"
    assert await ask(summit, on("2021-12-24T10:00")) == 1
    assert due(path) == "2022-02-15T10:00:00Z"


async def test_last_year_s_pledges_keep_their_times_under_next_year_s_plan(
    summit: Store, path: Path
) -> None:
    await make(summit)
    await plan(summit)
    next_year = on("2022-11-01T12:00")
    assert await plan(summit, "1 day", edition="20221209", now=next_year) == 0
    await make(summit, 1002, SAM, words("Plant a tree in the park"), now=next_year)
    assert await plan(summit, "1 day", edition="20221209", now=next_year) == 1
    assert (due(path), due(path, 2)) == ("2021-12-13T10:00:00Z", "2022-11-02T10:00:00Z")
    assert await ask(summit, next_year) == 1
    assert due(path) == "2022-12-10T10:00:00Z"
    assert CADENCE[-1] == "12 months"
