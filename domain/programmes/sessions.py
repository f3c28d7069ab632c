"""From a programme to the sessions of a plan: kinds, slots, short names, lengths that fit."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from domain.plan.fields import ABOUT_AT_MOST, BRIEF_AT_MOST, NAME_AT_MOST, SLUG_AT_MOST
from domain.plan.limits import DEFAULT_CHANNELS, LIST_AT_MOST
from domain.programmes.talks import Person, Programme, Talk

_DAY = 24 * 60
# Words by which a programme says what a session is, the surest first.
_WORDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("pledging", ("pledg",)),
    ("workshop", ("workshop", "breakout", "seminar", "tutorial", "round table", "roundtable")),
    ("break", ("break", "lunch", "coffee", "dinner", "registration")),
    ("keynote", ("keynote", "talk", "lecture", "panel", "plenary", "opening", "closing")),
)


@dataclass(frozen=True, slots=True)
class Drawn:
    """The sessions as tables of a plan file, the themes, and in sentences what was changed."""

    sessions: tuple[dict[str, Any], ...]
    themes: tuple[dict[str, str], ...]
    notes: tuple[str, ...]


def sessions_of(programme: Programme, date: dt.date) -> Drawn:
    """The sessions of one day of a programme, in order of time."""
    notes = list(programme.left_out)
    talks: list[Talk] = []
    for talk in sorted(programme.talks, key=lambda one: (one.starts, one.title)):
        if talk.day in (None, date):
            talks.append(talk)
        elif talk.day == date + dt.timedelta(days=1) and len(programme.days) > 1:
            notes.append(f"“{talk.title}” is on the day after, so it was left out.")
    slots = _slots(talks)
    themes = _themes(talks)
    # A session's channel is called by its slug, and these names are taken.
    slugs = set(DEFAULT_CHANNELS.values())
    made = [_session(talk, slots, themes, slugs, notes) for talk in talks]
    return Drawn(
        tuple(made),
        tuple({"slug": slug, "title": title} for title, slug in themes.items()),
        tuple(notes),
    )


def _slots(talks: Sequence[Talk]) -> dict[tuple[dt.time, int], str]:
    """A slot for each time at which several sessions begin and end together."""
    together = Counter((talk.starts, talk.minutes) for talk in talks if _kind(talk) != "break")
    times = sorted(time for time, count in together.items() if count > 1)
    return {time: f"slot-{number}" for number, time in enumerate(times, 1)}


def _kind(talk: Talk) -> str | None:
    for text in (talk.kind, talk.title):
        low = text.lower()
        for kind, words in _WORDS:
            if any(word in low for word in words):
                return kind
    return None


def _themes(talks: Iterable[Talk]) -> dict[str, str]:
    themes: dict[str, str] = {}
    taken: set[str] = set()
    for talk in talks:
        title = _cut(talk.track, NAME_AT_MOST)
        if title and title not in themes:
            themes[title] = _slug(title, taken, "theme")
    return themes


def _session(
    talk: Talk,
    slots: dict[tuple[dt.time, int], str],
    themes: dict[str, str],
    slugs: set[str],
    notes: list[str],
) -> dict[str, Any]:
    slot = slots.get((talk.starts, talk.minutes))
    kind = _kind(talk)
    if slot is not None and kind != "break":
        kind = "workshop"
    first = talk.starts.hour * 60 + talk.starts.minute
    last = first + talk.minutes
    made: dict[str, Any] = {
        "slug": _slug(talk.title, slugs, "session"),
        "title": _told(talk.title, NAME_AT_MOST, f"The title of “{talk.title[:40]}”", notes),
        "kind": kind or "keynote",
        "starts": f"{talk.starts:%H:%M}",
        "ends": f"{last % _DAY // 60:02d}:{last % 60:02d}",
    }
    if last >= _DAY:
        made["ends_next_day"] = True
    if slot is not None and kind == "workshop":
        made["slot"] = slot
    if theme := themes.get(_cut(talk.track, NAME_AT_MOST)):
        made["theme"] = theme
    if talk.capacity.isascii() and talk.capacity.isdecimal() and kind == "workshop":
        made["capacity"] = int(talk.capacity[:9])
    if not talk.recorded:
        made["recorded"] = False
    if talk.about:
        made["brief"] = _told(talk.about, BRIEF_AT_MOST, f"What “{talk.title}” is about", notes)
    if talk.facilitators:
        made["facilitators"] = [_cut(name, NAME_AT_MOST) for name in talk.facilitators]
    if talk.speakers:
        made["speakers"] = [_speaker(one, notes) for one in talk.speakers[:LIST_AT_MOST]]
    if len(talk.speakers) > LIST_AT_MOST:
        notes.append(f"“{talk.title}” keeps the first {LIST_AT_MOST} of its speakers.")
    return made


def _speaker(person: Person, notes: list[str]) -> dict[str, str]:
    made = {"name": _cut(person.name, NAME_AT_MOST)}
    if person.role:
        made["role"] = _cut(person.role, NAME_AT_MOST)
    if person.about:
        made["about"] = _told(person.about, ABOUT_AT_MOST, f"The text on {person.name}", notes)
    return made


def _told(text: str, most: int, what: str, notes: list[str]) -> str:
    cut = _cut(text, most, lines=most > NAME_AT_MOST)
    if cut.endswith("…") and not text.rstrip().endswith("…"):
        notes.append(f"{what} was longer than {most:,} characters and was cut.")
    return cut


def _cut(text: str, most: int, *, lines: bool = False) -> str:
    text = _seen(text, lines=lines)
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def _seen(text: str, *, lines: bool) -> str:
    """Without the characters that a plan refuses; on one line, or with its lines."""
    kept = "".join(
        char
        for char in text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
        if char == "\n" or unicodedata.category(char) not in {"Cc", "Cs", "Zl", "Zp"}
    )
    kept = re.sub("[\u202a-\u202e\u2066-\u2069]", "", kept)
    return kept.strip() if lines else " ".join(kept.split())


def _slug(text: str, taken: set[str], otherwise: str) -> str:
    """A short name that nothing else of this plan has."""
    ascii_only = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    base = re.sub(r"[^a-z0-9]+", "-", ascii_only).strip("-")[:SLUG_AT_MOST].strip("-") or otherwise
    slug, number = base, 1
    while slug in taken:
        number += 1
        end = f"-{number}"
        slug = base[: SLUG_AT_MOST - len(end)].rstrip("-") + end
    taken.add(slug)
    return slug
