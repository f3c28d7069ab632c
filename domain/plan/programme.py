"""The rules of the day's order: times, parallel workshops, overlaps."""

from collections import defaultdict
from collections.abc import Iterator

from domain.plan.draft import Draft, SessionDraft
from domain.plan.fields import write_clock
from domain.plan.limits import WORKSHOPS_IN_A_SLOT_AT_MOST
from domain.plan.problems import Problem, quoted
from domain.plan.zones import is_skipped


def times(draft: Draft) -> Iterator[Problem]:
    """Sessions that end before they start, last over a day, or use a time that never comes."""
    for session in draft.sessions:
        if session.times is None:
            continue
        starts, ends, next_day = session.times
        if session.minutes is None:
            yield _impossible(session)
        if draft.date is None or draft.time_zone is None:
            continue
        last_day = draft.date.fromordinal(draft.date.toordinal() + next_day)
        for key, day, time in (("starts", draft.date, starts), ("ends", last_day, ends)):
            if is_skipped(day, time, draft.time_zone):
                yield Problem(
                    f"{session.place}, {key}",
                    f"There is no {write_clock(time)} on {day} in {draft.time_zone}, because the "
                    "clocks go forward over it.",
                    "Choose a time before or after the change.",
                )


def _impossible(session: SessionDraft) -> Problem:
    assert session.times is not None
    starts, ends, next_day = session.times
    start, end = write_clock(starts), write_clock(ends)
    if next_day:
        return Problem(
            f"{session.place}, ends_next_day",
            f"From {start} to {end} on the next day is more than 24 hours.",
            'Delete "ends_next_day" if the session ends on the same day.',
        )
    if starts == ends:
        return Problem(
            f"{session.place}, ends",
            f"It ends at {end}, when it starts.",
            'Make "ends" later than "starts".',
        )
    hint = (
        ', or add "ends_next_day = true" if it passes midnight'
        if starts.hour >= 12 > ends.hour
        else ""
    )
    return Problem(
        f"{session.place}, ends",
        f"It ends at {end}, before it starts at {start}.",
        f'Make "ends" later than "starts"{hint}.',
    )


def slots(draft: Draft) -> Iterator[Problem]:
    """Slots with something else than workshops, with different times, or with too many."""
    members: dict[str, list[SessionDraft]] = defaultdict(list)
    for session in draft.sessions:
        if session.slot is None:
            continue
        if session.kind not in ("workshop", None):
            yield Problem(
                f"{session.place}, slot",
                f"A {session.kind} cannot be in a slot, because only workshops run in parallel.",
                'Delete "slot", or make it a workshop.',
            )
            continue
        members[session.slot].append(session)
    for slot, workshops in members.items():
        timed = [workshop for workshop in workshops if workshop.times is not None]
        for workshop in timed[1:]:
            if workshop.times != timed[0].times:
                yield Problem(
                    f"{workshop.place}, slot",
                    f"It is from {_span(workshop)}, but {timed[0].place} in the same slot "
                    f"{quoted(slot)} is from {_span(timed[0])}.",
                    "Give all workshops of a slot the same times, or use another slot.",
                )
        if len(workshops) > WORKSHOPS_IN_A_SLOT_AT_MOST:
            yield Problem(
                "sessions",
                f"The slot {quoted(slot)} has {len(workshops)} workshops, and people can choose "
                f"from {WORKSHOPS_IN_A_SLOT_AT_MOST} at most.",
                "Spread them over several slots.",
            )


def overlaps(draft: Draft) -> Iterator[Problem]:
    """Sessions at the same time that are not parallel workshops; each is told of once."""
    timed = [
        (minutes, session)
        for session in draft.sessions
        if (minutes := session.minutes) is not None and session.slot_is_sure
    ]
    timed.sort(key=lambda pair: pair[0])
    for index, ((start, _), later) in enumerate(timed):
        for (_, end), earlier in timed[:index]:
            if start < end and not _may_be_parallel(earlier, later):
                yield Problem(
                    f"{later.place}, starts",
                    f"It is from {_span(later)}, while {earlier.place} is from {_span(earlier)}.",
                    "Change the times of one of them, or give both the same slot if they are "
                    "workshops to choose between."
                    if later.kind == earlier.kind == "workshop"
                    else "Change the times of one of them.",
                )
                break


def _may_be_parallel(one: SessionDraft, other: SessionDraft) -> bool:
    # A kind that cannot be read may be meant as a workshop. Different times in one slot are told
    # of by `slots`.
    workshops = {one.kind, other.kind} <= {"workshop", None}
    return workshops and one.slot is not None and one.slot == other.slot


def _span(session: SessionDraft) -> str:
    assert session.times is not None
    starts, ends, next_day = session.times
    return f"{write_clock(starts)} to {write_clock(ends)}" + (
        " on the next day" if next_day else ""
    )
