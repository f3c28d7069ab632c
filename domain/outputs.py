"""A session's outputs: the notes that people keep in it, who may change them, and their history.

People read of "notes"; what a session leaves behind as a whole is its outputs.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from domain.rules import RuleBroken
from domain.sessions import Session
from domain.text import clean

# Characters, least and most. A note fits a pledge's action, so that it can be made one as it is.
NOTE_LENGTH = (10, 500)
REASON_LENGTH = (10, 300)

TAKES_NOTES = frozenset({"keynote", "workshop", "pledging"})

# A late thought is taken until the end of the day, and this long after an end close to midnight.
AFTERWARDS = timedelta(hours=3)


class Kind(StrEnum):
    """What a note is. The values are kept, and stand in this order."""

    IDEA = "idea"
    BARRIER = "barrier"
    INSIGHT = "insight"
    ACTION = "action"


class State(StrEnum):
    """Whether others see a note. The values are kept, and read as they are."""

    SHOWN = "shown"
    HIDDEN = "hidden"


class Event(StrEnum):
    """What can happen to a note. The values are kept."""

    EDITED = "edited"
    CORRECTED = "corrected"
    HIDDEN = "hidden"
    SHOWN = "shown"
    TAGGED = "tagged"
    MERGED = "merged"
    PARTED = "parted"
    REPORTED = "reported"


@dataclass(frozen=True, slots=True)
class Output:
    """One note. ``author_name`` is empty where it was kept without a name.

    ``session`` is the session's slug, ``theme`` a theme's slug or empty. ``version`` grows with
    every change of the words; ``merged_into`` is the number of the note that it is part of by now;
    ``pledges`` is how many pledges came from it. ``owner`` is who would take on an action, and
    ``group`` the number of the small group that reported it, or 0.
    """

    id: int
    guild_id: int
    number: int
    session: str
    author_id: int
    author_name: str
    named: bool
    kind: Kind
    words: str
    theme: str
    state: State
    hidden_reason: str
    version: int
    merged_into: int | None
    pledges: int
    noted_at: datetime
    owner: str = ""
    group: int = 0

    @property
    def reference(self) -> str:
        """Its public name within its summit: ``N-1``."""
        return f"N-{self.number}"

    @property
    def public(self) -> bool:
        """Whether everybody who joined sees it."""
        return self.state is State.SHOWN

    def seen_by(self, user_id: int, *, moderator: bool) -> bool:
        """Whether this person may read it."""
        return self.public or moderator or self.author_id == user_id


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a note's history: what happened, and what stood there before.

    ``moderator_id`` is None where the author did it. ``detail`` is the reason, the theme, or
    the reference of the note that it became part of.
    """

    at: datetime
    event: Event
    moderator_id: int | None
    earlier_kind: str
    earlier_words: str
    detail: str


# ---------------------------------------------------------------------- when notes are taken


def closes_at(session: Session, time_zone: str) -> datetime:
    """Until when a session takes notes: the end of its day, and three hours after it at least."""
    zone = ZoneInfo(time_zone)
    day = session.ends_at.astimezone(zone).date() + timedelta(days=1)
    midnight = datetime.combine(day, time.min, zone).astimezone(UTC)
    return max(midnight, session.ends_at + AFTERWARDS)


def takes_notes(session: Session, now: datetime, time_zone: str) -> bool:
    """Whether a note can be kept with this session: before it, during it, and that evening."""
    return (
        session.kind in TAKES_NOTES
        and not session.cancelled
        and now < closes_at(session, time_zone)
    )


def may_note(session: Session | None, now: datetime, time_zone: str) -> Session:
    """The session that takes the note. Raises RuleBroken ``note.session``, ``note.cancelled`` or
    ``note.closed``.
    """
    if session is None or session.kind not in TAKES_NOTES:
        raise RuleBroken("note.session")
    if session.cancelled:
        raise RuleBroken("note.cancelled", title=session.title)
    if now >= closes_at(session, time_zone):
        raise RuleBroken("note.closed", title=session.title)
    return session


def nearest(sessions: Iterable[Session], now: datetime, first: str = "") -> list[Session]:
    """The sessions that somebody most likely means first; ``first``, a slug, before them all."""

    def away(one: Session) -> tuple[bool, timedelta, int]:
        nothing = timedelta()
        distance = max(one.starts_at - now, now - one.ends_at, nothing)
        return one.slug != first, distance, one.position

    return sorted(sessions, key=away)


# ---------------------------------------------------------------------- what is typed


def check_words(text: str) -> str:
    """A note's words as they are kept. Raises RuleBroken ``text.*``."""
    least, most = NOTE_LENGTH
    return clean(text, field="note", least=least, most=most)


def check_kind(text: str) -> Kind:
    """Raises RuleBroken ``note.kind``."""
    try:
        return Kind(text)
    except ValueError:
        raise RuleBroken("note.kind") from None


def parse_reference(text: str) -> int:
    """The number in ``N-12``, as people type it. Raises RuleBroken ``note.reference``."""
    found = re.fullmatch(r"\s*(?:[Nn]\s*-?\s*)?([0-9]{1,9})\s*", text)
    if found is None:
        raise RuleBroken("note.reference", text=text[:40])
    return int(found[1])


# ---------------------------------------------------------------------- the author


def edit(
    output: Output, *, user_id: int, kind: str, words: str, named: bool, version_seen: int
) -> Output:
    """The author's own note in other words. Raises RuleBroken ``note.*``, ``text.*``."""
    require_own(output, user_id)
    after = replace(output, kind=check_kind(kind), words=check_words(words), named=named)
    return _reworded(output, after, version_seen)


def require_own(output: Output, user_id: int) -> None:
    """Raises RuleBroken ``note.not_yours``; of what somebody does not see, ``note.unknown``."""
    if output.author_id == user_id:
        return
    if not output.public:
        raise RuleBroken("note.unknown")
    raise RuleBroken("note.not_yours", reference=output.reference)


# ---------------------------------------------------------------------- moderating


def correct(output: Output, *, kind: str, words: str, version_seen: int) -> Output:
    """A moderator's wording; the earlier one goes into the history. Raises as :func:`edit`."""
    after = replace(output, kind=check_kind(kind), words=check_words(words))
    return _reworded(output, after, version_seen)


def hide(output: Output, *, reason: str) -> Output:
    """Take it from others' sight. Raises RuleBroken ``note.done``, ``text.*``."""
    if output.state is State.HIDDEN:
        raise _done(output)
    least, most = REASON_LENGTH
    reason = clean(reason, field="reason", least=least, most=most)
    return replace(output, state=State.HIDDEN, hidden_reason=reason)


def show(output: Output) -> Output:
    """Let others see it again. Raises RuleBroken ``note.done``."""
    if output.state is State.SHOWN:
        raise _done(output)
    return replace(output, state=State.SHOWN, hidden_reason="")


def tag(output: Output, *, theme: str, themes: Collection[str]) -> Output:
    """Say what it is about; an empty ``theme`` takes the tag away. Raises ``note.theme``."""
    if theme and theme not in themes:
        raise RuleBroken("note.theme")
    return replace(output, theme=theme)


def merge(output: Output, *, into: Output | None) -> Output:
    """Make it part of another note of its session. Raises RuleBroken ``note.*``."""
    if into is None or into.session != output.session:
        raise RuleBroken("note.merge_unknown")
    if into.number == output.number:
        raise RuleBroken("note.merge_self", reference=output.reference)
    for one in (output, into):
        if one.merged_into is not None:
            raise RuleBroken("note.merged", reference=one.reference)
    return replace(output, merged_into=into.number)


def part(output: Output) -> Output:
    """Let it stand for itself again. Raises RuleBroken ``note.unchanged``."""
    if output.merged_into is None:
        raise RuleBroken("note.unchanged", reference=output.reference)
    return replace(output, merged_into=None)


def _reworded(before: Output, after: Output, version_seen: int) -> Output:
    if before.merged_into is not None:
        raise RuleBroken("note.merged", reference=before.reference)
    # The same words once more are no change, whoever came first.
    if after == before:
        raise RuleBroken("note.unchanged", reference=before.reference)
    if before.version != version_seen:
        raise RuleBroken("note.changed", reference=before.reference)
    return replace(after, version=before.version + 1)


def _done(output: Output) -> RuleBroken:
    return RuleBroken("note.done", reference=output.reference, state=output.state.value)


# ---------------------------------------------------------------------- reading and pledging


def by_kind(outputs: Iterable[Output]) -> list[Output]:
    """As they are read: one kind after the other, each in the order in which it was noted."""
    places = {kind: place for place, kind in enumerate(Kind)}
    return sorted(outputs, key=lambda one: (places[one.kind], one.number))


def pledge_theme(output: Output, session_theme: str | None, themes: Collection[str]) -> str:
    """The theme of a pledge that comes from a note: its own, else its session's, else none."""
    wanted: Sequence[str] = (output.theme, session_theme or "")
    return next((theme for theme in wanted if theme in themes), "")
