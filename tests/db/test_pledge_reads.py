"""Reading pledges: one, mine, a search, what waits for a look, and the counts."""

from __future__ import annotations

import pytest

from db import pledge_reads, pledges
from db.pledges import seen_version
from db.store import Store
from domain.attendees import Kind
from domain.pledges import Moderation
from tests.db.given import GUILD, MAYA, NOW, OLA, ORGANISER, SAM, join, make, words


@pytest.fixture
async def many(summit: Store) -> Store:
    """Twelve pledges: Maya's P-1 to P-9, and Sam's P-10 shown, P-11 hidden, P-12 waiting."""
    for n in range(1, 10):
        await make(summit, 1000 + n, wording=words(f"Maya promises thing {n}"))
    await make(summit, 1010, SAM, words("Offer 50% off soup_bowls"))
    await make(summit, 1011, SAM, words("A secret that was hidden"))
    await make(summit, 1012, SAM, words("A secret that waits"), check_first=True)
    await pledges.hide(
        summit, guild_id=GUILD, pledge_id=1011, user_id=ORGANISER, reason="Too secret", now=NOW
    )
    return summit


async def found(
    store: Store, text: str, *, user_id: int = OLA, organiser: bool = False, most: int = 25
) -> list[int]:
    pledges = await pledge_reads.search(
        store, guild_id=GUILD, user_id=user_id, organiser=organiser, text=text, most=most
    )
    return [pledge.number for pledge in pledges]


async def test_a_pledge_is_found_by_its_id_and_by_its_number(many: Store) -> None:
    by_id = await pledge_reads.by_id(many, guild_id=GUILD, pledge_id=1010)
    by_number = await pledge_reads.by_number(many, guild_id=GUILD, number=10)
    assert by_id is not None
    assert by_id == by_number
    assert (by_id.maker_id, by_id.action) == (SAM, "Offer 50% off soup_bowls")
    assert await pledge_reads.by_id(many, guild_id=GUILD, pledge_id=77) is None
    assert await pledge_reads.by_number(many, guild_id=GUILD, number=13) is None


async def test_people_page_through_their_own_pledges_newest_first(many: Store) -> None:
    first = await pledge_reads.of_maker(many, guild_id=GUILD, user_id=MAYA, most=4)
    then = await pledge_reads.of_maker(
        many, guild_id=GUILD, user_id=MAYA, below=first[-1].number, most=4
    )
    assert [pledge.number for pledge in [*first, *then]] == [9, 8, 7, 6, 5, 4, 3, 2]
    mine = await pledge_reads.of_maker(many, guild_id=GUILD, user_id=SAM)
    assert [pledge.number for pledge in mine] == [12, 11, 10]
    assert await pledge_reads.of_maker(many, guild_id=GUILD, user_id=OLA) == []


async def test_a_search_shows_only_what_the_person_may_see(many: Store) -> None:
    assert await found(many, "secret") == []
    assert await found(many, "secret", user_id=SAM) == [12, 11]
    assert await found(many, "secret", organiser=True) == [12, 11]
    assert await found(many, "") == [10, 9, 8, 7, 6, 5, 4, 3, 2, 1]
    assert await found(many, "P-0011") == []


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("P-0010", [10]),
        ("p10", [10]),
        ("10", [10]),
        ("  soup  ", [10]),
        ("SOUP", [10]),
        ("thing 4", [4]),
        ("50%", [10]),
        ("%", [10]),
        ("soup_b", [10]),
        ("soup-b", []),
        ("_", [10]),
        ("\\", []),
        ("' OR 1=1 --", []),
        ("nothing like it", []),
    ],
)
async def test_a_search_finds_numbers_and_words_as_they_are_typed(
    many: Store, text: str, numbers: list[int]
) -> None:
    assert await found(many, text) == numbers


async def test_a_search_gives_no_more_than_a_list_can_show(many: Store) -> None:
    assert await found(many, "", most=3) == [10, 9, 8]


async def test_the_newest_that_everybody_may_read(many: Store) -> None:
    newest = await pledge_reads.newest_shown(many, guild_id=GUILD, most=3)
    assert [pledge.number for pledge in newest] == [10, 9, 8]


async def test_organisers_go_through_what_nobody_has_looked_at_oldest_first(
    many: Store,
) -> None:
    assert await pledge_reads.to_check(many, guild_id=GUILD) == 11
    looked_at: list[int] = []
    after = 0
    while pledge := await pledge_reads.next_to_check(many, guild_id=GUILD, after=after):
        looked_at.append(pledge.number)
        after = pledge.id
    assert looked_at == [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12]


async def test_what_was_looked_at_does_not_come_again(many: Store) -> None:
    first = await pledge_reads.next_to_check(many, guild_id=GUILD)
    assert first is not None
    await pledges.show(
        many,
        guild_id=GUILD,
        pledge_id=first.id,
        user_id=ORGANISER,
        version_seen=seen_version(first),
        now=NOW,
    )
    second = await pledge_reads.next_to_check(many, guild_id=GUILD)
    assert second is not None
    assert second.number == 2
    assert await pledge_reads.to_check(many, guild_id=GUILD) == 10


async def test_counts_are_by_state_theme_and_kind(many: Store) -> None:
    await join(many, OLA, "Ola", kind=Kind.BUSINESS)
    await make(many, 2001, OLA, words(theme="communities-and-place"))
    counts = await pledge_reads.counts(many, guild_id=GUILD)
    assert {(c.moderation, c.theme, c.kind): c.n for c in counts} == {
        (Moderation.SHOWN, "healthcare", "resident"): 10,
        (Moderation.HIDDEN, "healthcare", "resident"): 1,
        (Moderation.WAITING, "healthcare", "resident"): 1,
        (Moderation.SHOWN, "communities-and-place", "business"): 1,
    }


async def test_a_button_in_a_direct_message_finds_the_server_of_ones_own_pledge_only(
    many: Store,
) -> None:
    assert await pledge_reads.guild_of(many, pledge_id=1010, maker_id=SAM) == GUILD
    assert await pledge_reads.guild_of(many, pledge_id=1010, maker_id=MAYA) is None
    assert await pledge_reads.guild_of(many, pledge_id=77, maker_id=SAM) is None
