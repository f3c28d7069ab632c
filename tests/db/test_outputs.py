"""Notes in a real file: numbers, repeats, history, letters, pledges, and what erasing leaves."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from db import drafts, output_moderation, output_reads, outputs, pledges, sessions
from db.store import Store
from domain.outputs import Entry, Event, Kind, Output, State
from domain.rules import RuleBroken
from domain.sessions import Session
from tests.db.given import (
    GUILD,
    MAYA,
    NOW,
    ORGANISER,
    ROB,
    SAM,
    at,
    join,
    look,
    make,
    traced,
    words,
)

WORDS = "A bus that runs in the evening"
OTHER = "A bus that runs at night"
REASON = "Please leave out the name"
THEMES = {"healthcare", "communities"}
ZONE = "Europe/London"


@pytest.fixture
async def on(summit: Store) -> Session:
    """A workshop that is on now."""
    workshop = next(
        one for one in await sessions.every(summit, guild_id=GUILD) if one.kind == "workshop"
    )
    workshop = replace(workshop, starts_at=at(-600), ends_at=at(600))
    await summit.write(lambda tx: sessions.save(tx, workshop))
    return workshop


async def note(store: Store, on: Session, output_id: int = 1001, **other: Any) -> Output:
    values: dict[str, Any] = {
        "guild_id": GUILD,
        "user_id": MAYA,
        "session": on.slug,
        "kind": "idea",
        "words": WORDS,
        "named": False,
        "time_zone": ZONE,
        "now": NOW,
    }
    output, _ = await outputs.note(store, output_id=output_id, **(values | other))
    return output


def tell(output: Output) -> tuple[str, str]:
    return f"subject {output.reference}", f"{output.state}: {output.hidden_reason}"


def who(user_id: int = ORGANISER, number: int = 1) -> dict[str, Any]:
    """Of which note, and who does it."""
    return {
        "guild_id": GUILD,
        "number": number,
        "user_id": user_id,
        "organiser": True,
        "now": NOW,
    }


def _author() -> dict[str, Any]:
    return {"guild_id": GUILD, "number": 1, "user_id": MAYA, "now": NOW}


async def edit(store: Store, **other: Any) -> Output:
    values: dict[str, Any] = {"kind": "idea", "words": OTHER, "named": False, "version_seen": 1}
    return await outputs.edit(store, **(_author() | values | other))


async def correct(store: Store, **other: Any) -> Output:
    values: dict[str, Any] = {"kind": "idea", "words": OTHER, "version_seen": 1, "tell": tell}
    return await output_moderation.correct(store, **(who() | values | other))


async def pledge(store: Store, pledge_id: int, from_note: int | None, user_id: int = SAM) -> bool:
    _, new = await pledges.make(
        store,
        pledge_id=pledge_id,
        guild_id=GUILD,
        user_id=user_id,
        wording=words(),
        check_first=False,
        now=NOW,
        from_note=from_note,
    )
    return new


async def get(store: Store) -> Output:
    found = await output_reads.get(store, guild_id=GUILD, number=1)
    assert found is not None
    return found


# ------------------------------------------------------------------ keeping


async def test_a_note_is_kept_and_shown_at_once(summit: Store, on: Session, path: Path) -> None:
    output = await note(summit, on, words=f"  {WORDS}\n")
    assert (output.reference, output.words, output.state) == ("N-1", WORDS, State.SHOWN)
    assert await get(summit) == output
    assert look(path, "SELECT id, author_id, named FROM output") == [(1001, MAYA, 0)]
    found = await output_reads.of_session(summit, guild_id=GUILD, session=on.slug)
    assert found == [output]
    assert look(path, "SELECT * FROM output_log") == []


async def test_without_a_name_the_name_is_not_even_read(summit: Store, on: Session) -> None:
    assert (await note(summit, on)).author_name == ""
    assert (await note(summit, on, 1002, named=True)).author_name == "Maya"
    for output in await output_reads.of_author(summit, guild_id=GUILD, user_id=MAYA, most=9):
        assert ("Maya" in repr(output)) is output.named
    assert (await edit(summit, named=True)).author_name == "Maya"


async def test_the_same_form_twice_makes_one_note_and_takes_one_number(
    summit: Store, on: Session
) -> None:
    first, again = await asyncio.gather(note(summit, on), note(summit, on))
    assert first == again
    assert (await note(summit, on, 1002)).number == 2
    assert await note(summit, on, now=at(999_999)) == first, "after the end of the day too"


async def test_somebody_elses_form_is_not_taken(summit: Store, on: Session, path: Path) -> None:
    await note(summit, on)
    with pytest.raises(RuleBroken) as told:
        await note(summit, on, user_id=SAM)
    assert (told.value.code, told.value.facts) == ("note.foreign", {})
    assert look(path, "SELECT count(*) FROM output") == [(1,)]


@pytest.mark.parametrize(
    ("other", "code"),
    [
        ({"user_id": ROB}, "join.first"),
        ({"session": "nowhere"}, "note.session"),
        ({"now": at(12 * 3600)}, "note.closed"),
        ({"kind": "poem"}, "note.kind"),
        ({"words": "short"}, "text.too_short"),
    ],
)
async def test_what_is_refused_takes_no_number(
    summit: Store, on: Session, path: Path, other: dict[str, Any], code: str
) -> None:
    with pytest.raises(RuleBroken) as told:
        await note(summit, on, **other)
    assert told.value.code == code
    assert look(path, "SELECT notes_made FROM summit") == [(0,)]
    assert (await note(summit, on)).number == 1


async def test_the_draft_of_a_note_goes_when_the_note_is_kept(summit: Store, on: Session) -> None:
    for draft_id in (1001, 1002):
        await drafts.keep(
            summit,
            draft_id=draft_id,
            guild_id=GUILD,
            user_id=MAYA,
            form=f"note.new:{draft_id}",
            fields={"note": WORDS},
            now=NOW,
        )
    await note(summit, on)
    assert await drafts.get(summit, draft_id=1001, guild_id=GUILD, user_id=MAYA) is None
    assert await drafts.get(summit, draft_id=1002, guild_id=GUILD, user_id=MAYA) is not None


async def test_somebodys_notes_are_read_a_page_at_a_time(summit: Store, on: Session) -> None:
    for n in range(5):
        await note(summit, on, 1001 + n)
    await note(summit, on, 1009, user_id=SAM)
    first = await output_reads.of_author(summit, guild_id=GUILD, user_id=MAYA, most=3)
    assert [one.number for one in first] == [5, 4, 3]
    rest = await output_reads.of_author(summit, guild_id=GUILD, user_id=MAYA, most=3, below=3)
    assert [one.number for one in rest] == [2, 1]


# ------------------------------------------------------------------ changing


async def test_every_change_keeps_what_stood_there_before(summit: Store, on: Session) -> None:
    await note(summit, on)
    await edit(summit, kind="barrier", now=at(1))
    await correct(summit, kind="barrier", words="A third wording", version_seen=2, now=at(2))
    await output_moderation.tag(summit, **who(), theme="healthcare", themes=THEMES)
    await output_moderation.hide(summit, **who(), reason=REASON, tell=tell)
    await output_moderation.show(summit, **who(), tell=tell)
    assert await output_reads.history(summit, guild_id=GUILD, number=1) == [
        Entry(at(1), Event.EDITED, None, "idea", WORDS, ""),
        Entry(at(2), Event.CORRECTED, ORGANISER, "", OTHER, ""),
        Entry(NOW, Event.TAGGED, ORGANISER, "", "", "healthcare"),
        Entry(NOW, Event.HIDDEN, ORGANISER, "", "", REASON),
        Entry(NOW, Event.SHOWN, ORGANISER, "", "", ""),
    ]
    after = await get(summit)
    assert (after.kind, after.words, after.theme) == (Kind.BARRIER, "A third wording", "healthcare")
    assert (after.version, after.state, after.hidden_reason) == (3, State.SHOWN, "")


async def test_of_two_who_correct_at_once_one_is_told(summit: Store, on: Session) -> None:
    await note(summit, on)
    done = await asyncio.gather(
        correct(summit), correct(summit, words="Another wording"), return_exceptions=True
    )
    (refused,) = [one for one in done if isinstance(one, BaseException)]
    assert isinstance(refused, RuleBroken)
    assert refused.code == "note.changed"
    assert len(await output_reads.history(summit, guild_id=GUILD, number=1)) == 1


async def test_tagging_with_the_same_theme_changes_nothing(summit: Store, on: Session) -> None:
    await note(summit, on)
    for _ in range(2):
        await output_moderation.tag(summit, **who(), theme="healthcare", themes=THEMES)
    assert len(await output_reads.history(summit, guild_id=GUILD, number=1)) == 1


async def test_the_author_is_told_of_what_others_do_and_nobody_of_the_rest(
    summit: Store, on: Session, path: Path
) -> None:
    await note(summit, on)
    await output_moderation.hide(summit, **who(), reason=REASON, tell=tell)
    await output_moderation.show(summit, **who(), tell=tell)
    await correct(summit)
    await output_moderation.tag(summit, **who(), theme="healthcare", themes=THEMES)
    # herself, a facilitator
    await output_moderation.hide(summit, **who(MAYA), reason=REASON, tell=tell)
    assert look(path, "SELECT user_id, subject, text FROM letter ORDER BY id") == [
        (MAYA, "subject N-1", f"hidden: {REASON}"),
        (MAYA, "subject N-1", "shown: "),
        (MAYA, "subject N-1", "shown: "),
    ]


async def test_what_is_hidden_or_merged_does_not_stand_in_the_list(
    summit: Store, on: Session
) -> None:
    for n in range(3):
        await note(summit, on, 1001 + n)
    await output_moderation.hide(summit, **who(), reason=REASON, tell=tell)
    await summit.write(lambda tx: tx.execute("UPDATE output SET merged_into=1003 WHERE id=1002"))
    read = output_reads.of_session
    shown = await read(summit, guild_id=GUILD, session=on.slug)
    assert [one.number for one in shown] == [3]
    all_of_it = await read(summit, guild_id=GUILD, session=on.slug, hidden=True)
    assert [one.number for one in all_of_it] == [1, 3]


async def test_a_merged_note_takes_along_what_is_part_of_it(summit: Store, on: Session) -> None:
    for n in range(3):
        await note(summit, on, 1001 + n)
    await output_moderation.merge(summit, **who(), into=2)
    after = await output_moderation.merge(summit, **who(number=2), into=3)
    assert after.merged_into == 3
    parts = await output_reads.parts(summit, guild_id=GUILD, number=3)
    assert [one.number for one in parts] == [1, 2]
    assert await output_reads.parts(summit, guild_id=GUILD, number=2) == []
    with pytest.raises(RuleBroken, match=r"note\.merged"):
        await edit(summit)
    alone = await output_moderation.part(summit, **who())
    assert alone.merged_into is None
    listed = await output_reads.of_session(summit, guild_id=GUILD, session=on.slug)
    assert [one.number for one in listed] == [1, 3]
    assert await output_reads.history(summit, guild_id=GUILD, number=1) == [
        Entry(NOW, Event.MERGED, ORGANISER, "", "", "N-2"),
        Entry(NOW, Event.PARTED, ORGANISER, "", "", ""),
    ]


async def test_of_two_merges_into_each_other_one_is_refused(summit: Store, on: Session) -> None:
    for n in range(2):
        await note(summit, on, 1001 + n)
    done = await asyncio.gather(
        output_moderation.merge(summit, **who(), into=2),
        output_moderation.merge(summit, **who(number=2), into=1),
        return_exceptions=True,
    )
    (refused,) = [one for one in done if isinstance(one, BaseException)]
    assert isinstance(refused, RuleBroken)
    assert refused.code == "note.merged"


# ------------------------------------------------------------------ taking back


async def test_taking_back_leaves_no_word_and_no_history(
    summit: Store, on: Session, path: Path
) -> None:
    await note(summit, on)
    await correct(summit)
    await pledge(summit, 2001, 1)
    for draft_id, form in ((1, "note.edit:1:1"), (2, "note.correct:1:2"), (3, "note.edit:11:1")):
        await drafts.keep(
            summit,
            draft_id=draft_id,
            guild_id=GUILD,
            user_id=MAYA,
            form=form,
            fields={"note": WORDS},
            now=NOW,
        )
    gone = await outputs.remove(summit, guild_id=GUILD, number=1, user_id=MAYA)
    assert gone.reference == "N-1"
    for table in ("output", "output_log", "output_pledge"):
        assert look(path, f"SELECT * FROM {table}") == []
    assert look(path, "SELECT id FROM draft") == [(3,)], "of another note"
    assert look(path, "SELECT id FROM pledge") == [(2001,)]
    assert (await note(summit, on, 1002)).number == 2, "a number is not given again"
    with pytest.raises(RuleBroken, match=r"note\.unknown"):
        await outputs.remove(summit, guild_id=GUILD, number=1, user_id=MAYA)


@pytest.mark.parametrize(("hidden", "code"), [(False, "note.not_yours"), (True, "note.unknown")])
async def test_nobody_takes_back_what_is_not_theirs(
    summit: Store, on: Session, hidden: bool, code: str
) -> None:
    await note(summit, on)
    if hidden:
        await output_moderation.hide(summit, **who(), reason=REASON, tell=tell)
    for user_id in (SAM, ORGANISER):
        with pytest.raises(RuleBroken) as told:
            await outputs.remove(summit, guild_id=GUILD, number=1, user_id=user_id)
        assert told.value.code == code
    assert (await get(summit)).number == 1


async def test_what_was_merged_into_an_erased_note_stands_for_itself_again(
    summit: Store, on: Session
) -> None:
    await note(summit, on)
    await note(summit, on, 1002, user_id=SAM)
    await summit.write(lambda tx: tx.execute("UPDATE output SET merged_into=1001 WHERE id=1002"))
    await outputs.remove(summit, guild_id=GUILD, number=1, user_id=MAYA)
    left = await output_reads.of_session(summit, guild_id=GUILD, session=on.slug)
    assert [(one.number, one.merged_into) for one in left] == [(2, None)]


# ------------------------------------------------------------------ pledges


async def test_a_pledge_keeps_the_note_that_it_came_from(
    summit: Store, on: Session, path: Path
) -> None:
    await note(summit, on)
    assert await pledge(summit, 2001, 1)
    assert not await pledge(summit, 2001, 1), "the same form again"
    await pledge(summit, 2002, 1, MAYA)
    await pledge(summit, 2003, None)
    rows = look(path, "SELECT output_id, pledge_id, guild_id FROM output_pledge")
    assert rows == [(1001, 2001, GUILD), (1001, 2002, GUILD)]
    assert (await get(summit)).pledges == 2
    await pledges.withdraw(summit, guild_id=GUILD, pledge_id=2001, user_id=SAM, now=NOW)
    assert (await get(summit)).pledges == 1


@pytest.mark.parametrize("number", [1, 99])
async def test_a_note_that_is_gone_loses_no_pledge(
    summit: Store, on: Session, path: Path, number: int
) -> None:
    await note(summit, on)
    await output_moderation.hide(summit, **who(), reason=REASON, tell=tell)
    assert await pledge(summit, 2001, number)
    assert look(path, "SELECT * FROM output_pledge") == []


async def test_an_ordinary_pledge_asks_nothing_of_notes(summit: Store) -> None:
    seen = await traced(summit)
    await make(summit, 2001)
    assert [one for one in seen if "output" in one] == []
    await pledge(summit, 2002, 1)
    assert len([one for one in seen if "INSERT INTO output_pledge" in one]) == 1


# ------------------------------------------------------------------ reports


async def test_a_report_reads_everything_of_one_session(
    summit: Store, on: Session, plan: object
) -> None:
    other = next(
        one
        for one in await sessions.every(summit, guild_id=GUILD)
        if one.kind == "workshop" and one.slug != on.slug
    )
    await note(summit, on)
    await note(summit, on, 1002, user_id=SAM, named=True)
    await note(summit, other, 1003)
    await join(summit, ROB, "Rob")
    await correct(summit)
    await output_moderation.hide(summit, **who(), reason=REASON, tell=tell)
    await pledge(summit, 2001, 2, MAYA)
    await pledge(summit, 2002, 2, ROB)
    first, second = await output_reads.everything(summit, guild_id=GUILD, session=on.slug)
    assert (first.output, first.pledges) == (await get(summit), ())
    assert [entry.event for entry in first.history] == [Event.CORRECTED, Event.HIDDEN]
    assert (second.output.author_name, second.history, second.pledges) == ("Sam", (), (1, 2))
