"""The books are right after anything: every count equals a recount of the rows it stands for."""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from db import attendees, pledge_reads, pledges, posted, supporters
from db.pledges import seen_version
from db.store import Store
from domain.attendees import Kind
from domain.pledge_forms import Wording
from domain.pledges import Support
from domain.rules import RuleBroken
from tests.db.given import (
    GUILD,
    MAYA,
    OLA,
    ORGANISER,
    ROB,
    SAM,
    at,
    details,
    look,
    make,
    more,
    words,
)

STEPS = 250
THEMES = ("early-years-and-education", "communities-and-place", "healthcare")
# Things that change a pledge and so belong in its log.
LOGGED = frozenset({"make", "edit", "add_detail", "withdraw", "show", "hide", "stand_by", "let_go"})

Step = Callable[[], Awaitable[bool]]


class Walk:
    """People doing whatever they can think of, with a few pledges, in no sensible order."""

    def __init__(self, store: Store, seed: int) -> None:
        self.store = store
        self.chance = random.Random(seed)
        self.seconds = 0
        self.seen = "waiting-0"
        self.makers: dict[int, int] = {}
        self.stood: list[dict[str, Any]] = []
        self.done: list[str] = []

    async def go(self) -> str:
        """One step. Gives its name where it changed something, or nothing."""
        self.seconds += self.chance.choice([0, 0, 1])
        step: Step = self.chance.choice(
            [
                self.make,
                self.make,
                self.edit,
                self.edit,
                self.add_detail,
                self.add_detail,
                self.withdraw,
                self.show,
                self.show,
                self.hide,
                self.stand_by,
                self.stand_by,
                self.stand_by,
                self.let_go,
                self.join,
                self.post,
                self.lose_post,
            ]
        )
        try:
            changed = await step()
        except RuleBroken:
            changed = False
        name = step.__name__ if changed else ""
        self.done.append(name or f"({step.__name__})")
        return name

    @property
    def who(self) -> int:
        return self.chance.choice([MAYA, SAM, OLA, ROB])

    @property
    def one(self) -> dict[str, int]:
        """Mostly a pledge that is there."""
        anywhere = range(1001, 1009)
        there = sorted(self.makers) or anywhere
        pledge_id = self.chance.choice(there if self.chance.random() < 0.8 else anywhere)
        return {"guild_id": GUILD, "pledge_id": pledge_id}

    @property
    def own(self) -> dict[str, int]:
        """A pledge and its maker, or now and then somebody who is not."""
        one = self.one
        maker = self.makers.get(one["pledge_id"], MAYA)
        return one | {"user_id": maker if self.chance.random() < 0.8 else self.who}

    @property
    def words(self) -> Wording:
        organisation = self.chance.choice(["", "Bakery"])
        return words(
            self.chance.choice(["Cook a warm supper", "Mend ten bicycles", "Read to a class"]),
            theme=self.chance.choice(THEMES),
            as_organisation=bool(organisation),
            organisation=organisation,
        )

    @property
    def support(self) -> dict[str, Any]:
        return self.one | {"user_id": self.who, "support": self.chance.choice(list(Support))}

    @property
    def check_first(self) -> bool:
        return self.chance.random() < 0.4

    async def make(self) -> bool:
        pledge, new = await pledges.make(
            self.store,
            **self.one,
            user_id=self.who,
            wording=self.words,
            check_first=self.check_first,
            now=at(self.seconds),
        )
        self.makers[pledge.id] = pledge.maker_id
        return new

    async def edit(self) -> bool:
        await pledges.edit(
            self.store,
            **self.own,
            wording=self.words,
            check_first=self.check_first,
            now=at(self.seconds),
        )
        return True

    async def add_detail(self) -> bool:
        detail = more(
            measure=self.chance.choice(["", "Plates"]),
            backup_contact=self.chance.choice(["", "Jo"]),
        )
        await pledges.add_detail(
            self.store,
            **self.own,
            detail=detail,
            check_first=self.check_first,
            now=at(self.seconds),
        )
        return True

    async def withdraw(self) -> bool:
        if self.chance.random() < 0.5:  # or all are withdrawn soon
            return False
        await pledges.withdraw(self.store, **self.own, now=at(self.seconds))
        return True

    async def show(self) -> bool:
        one = self.one
        pledge = await pledge_reads.by_id(self.store, **one)
        if pledge is not None and self.chance.random() < 0.8:
            self.seen = seen_version(pledge)
        await pledges.show(
            self.store, **one, user_id=ORGANISER, version_seen=self.seen, now=at(self.seconds)
        )
        return True

    async def hide(self) -> bool:
        reason = self.chance.choice(["Please leave out the name", "short"])
        await pledges.hide(
            self.store, **self.one, user_id=ORGANISER, reason=reason, now=at(self.seconds)
        )
        return True

    async def stand_by(self) -> bool:
        what = self.support
        _, new = await supporters.add(self.store, **what, now=at(self.seconds))
        if new:
            self.stood.append(what)
        return new

    async def let_go(self) -> bool:
        known = self.stood and self.chance.random() < 0.7
        what = self.chance.choice(self.stood) if known else self.support
        _, taken = await supporters.take_back(self.store, **what, now=at(self.seconds))
        return taken

    async def join(self) -> bool:
        await attendees.join(
            self.store,
            guild_id=GUILD,
            user_id=self.chance.choice([MAYA, SAM, OLA]),
            details=details(kind=self.chance.choice(list(Kind))),
            now=at(self.seconds),
        )
        return True

    async def post(self) -> bool:
        waiting = await posted.waiting_for_wall(self.store, guild_id=GUILD, most=2)
        await posted.intend(
            self.store,
            guild_id=GUILD,
            channel_id=5,
            purpose="wall",
            pledge_ids=tuple(pledge.id for pledge in waiting),
            now=at(self.seconds),
        )
        return True

    async def lose_post(self) -> bool:
        for post in (await posted.to_do(self.store, guild_id=GUILD))[:1]:
            await posted.gone(self.store, posted_id=post.id)
        return True


def check_books(path: Path) -> None:
    """Nothing here knows how the counts are kept: each is counted again from its rows."""
    counted = look(
        path,
        "SELECT moderation, theme, kind, n FROM pledge_count WHERE n <> 0 ORDER BY 1, 2, 3",
    )
    assert counted == look(
        path,
        "SELECT moderation, theme, kind, count(*) FROM pledge WHERE delivery <> 'withdrawn'"
        " GROUP BY 1, 2, 3 ORDER BY 1, 2, 3",
    )
    assert look(path, "SELECT id, too_count, help_count FROM pledge ORDER BY id") == look(
        path,
        """SELECT p.id, count(*) FILTER (WHERE s.support = 'too'),
                  count(*) FILTER (WHERE s.support = 'help')
        FROM pledge AS p LEFT JOIN supporter AS s ON s.pledge_id = p.id GROUP BY p.id
        ORDER BY p.id""",
    )
    assert look(path, "SELECT pledges_made FROM summit") == look(
        path, "SELECT count(*) FROM pledge"
    )
    assert look(path, "SELECT coalesce(max(number), 0) FROM pledge") == look(
        path, "SELECT count(*) FROM pledge"
    )
    # The words that stand are the last ones that the log tells of.
    assert look(path, "SELECT id, action FROM pledge ORDER BY id") == look(
        path,
        "SELECT pledge_id, action FROM pledge_log WHERE action <> '' GROUP BY pledge_id"
        " HAVING id = max(id) ORDER BY pledge_id",
    )
    assert look(path, "SELECT id, version - 1 FROM pledge ORDER BY id") == look(
        path,
        "SELECT p.id, count(v.version) FROM pledge AS p"
        " LEFT JOIN pledge_version AS v ON v.pledge_id = p.id GROUP BY p.id ORDER BY p.id",
    )
    # A maker hears of a hiding once, and only while the pledge is hidden.
    assert look(
        path,
        "SELECT pledge_id FROM notice WHERE state = 'waiting' ORDER BY pledge_id",
    ) == look(
        path,
        "SELECT id FROM pledge WHERE moderation = 'hidden' AND delivery <> 'withdrawn' ORDER BY id",
    )


@pytest.mark.parametrize("seed", range(5))
async def test_every_count_equals_a_recount_after_each_step(
    summit: Store, path: Path, seed: int
) -> None:
    walk = Walk(summit, seed)
    logged = 0
    for _ in range(STEPS):
        logged += await walk.go() in LOGGED
        try:
            check_books(path)
            assert look(path, "SELECT count(*) FROM pledge_log") == [(logged,)]
        except AssertionError as error:
            error.add_note(f"after {', '.join(walk.done[-12:])}")
            raise
    assert set(walk.done) >= LOGGED, "the walk never did some of it"
    assert look(path, "PRAGMA foreign_key_check") == []


async def test_the_form_of_a_pledge_sent_again_much_later_gives_it_as_it_is_now(
    summit: Store, path: Path
) -> None:
    walk = Walk(summit, 99)
    for _ in range(60):
        await walk.go()
    for pledge_id in range(1001, 1009):
        pledge = await pledge_reads.by_id(summit, guild_id=GUILD, pledge_id=pledge_id)
        if pledge is None:
            continue
        again = await make(summit, pledge_id, pledge.maker_id)
        assert again == pledge
