"""What can be read of a plan that may have faults.

The rules between the parts of a plan look at a draft, so that one misspelt key does not hide that
two sessions overlap. A value that cannot be read is None here and has a problem of its own.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Self, TypeVar

from pydantic import TypeAdapter, ValidationError

from domain.plan import fields as f
from domain.plan.follow_up import FollowUp, FollowUpEntry
from domain.plan.limits import (
    DEFAULT_CHANNELS,
    DEFAULT_ROLES,
    FOLLOW_UPS_AT_MOST,
    SESSIONS_AT_MOST,
    THEMES_AT_MOST,
)
from domain.plan.problems import place_of
from domain.plan.tables import as_items, as_table

_SLUG: TypeAdapter[str] = TypeAdapter(f.Slug)
_NAME: TypeAdapter[str] = TypeAdapter(f.Name)
_ROLE: TypeAdapter[str] = TypeAdapter(f.RoleName)
_CHANNEL: TypeAdapter[str] = TypeAdapter(f.ChannelName)
_ZONE: TypeAdapter[str] = TypeAdapter(f.ZoneName)
_DAY: TypeAdapter[dt.date] = TypeAdapter(f.Day)
_CLOCK: TypeAdapter[dt.time] = TypeAdapter(f.Clock)
_FLAG: TypeAdapter[bool] = TypeAdapter(f.Flag)
_KIND: TypeAdapter[f.Kind] = TypeAdapter(f.Kind)
_VOICE: TypeAdapter[f.Voice] = TypeAdapter(f.Voice)
_MONTHS: TypeAdapter[int] = TypeAdapter(f.Months)
_FOLLOW_UP: TypeAdapter[FollowUp] = TypeAdapter(FollowUpEntry)

_DAY_HAS_MINUTES = 24 * 60
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class ThemeDraft:
    """A theme, with its place in the file."""

    place: str
    slug: str | None
    title: str | None


@dataclass(frozen=True, slots=True)
class SessionDraft:
    """A session, with its place in the file; times are None unless all of them can be read."""

    place: str
    slug: str | None
    kind: f.Kind | None
    times: tuple[dt.time, dt.time, bool] | None
    slot: str | None
    slot_is_sure: bool
    theme: str | None
    own_channel: str | None
    has_channel_key: bool
    voice: f.Voice | None
    has_link: bool

    @property
    def channel_name(self) -> str | None:
        return self.own_channel if self.has_channel_key else self.slug

    @property
    def minutes(self) -> tuple[int, int] | None:
        """Start and end in minutes since the summit's midnight, if the end is after the start."""
        if self.times is None:
            return None
        starts, ends, next_day = self.times
        first = starts.hour * 60 + starts.minute
        last = ends.hour * 60 + ends.minute + (_DAY_HAS_MINUTES if next_day else 0)
        return (first, last) if first < last <= first + _DAY_HAS_MINUTES else None


@dataclass(frozen=True, slots=True)
class Draft:
    """All that the rules need to know of a plan."""

    date: dt.date | None
    time_zone: str | None
    themes: tuple[ThemeDraft, ...]
    follow_ups: tuple[tuple[str, FollowUp], ...]
    roles: tuple[tuple[str, str], ...]
    channels: tuple[tuple[str, str], ...]
    keeping_months: int | None
    keeping_until: dt.date | None
    sessions: tuple[SessionDraft, ...]

    @classmethod
    def of(cls, values: object) -> Self:
        """Read what can be read of ``values``, the file's tables as dicts and lists."""
        plan = as_table(values)
        summit, pledges = as_table(plan.get("summit")), as_table(plan.get("pledges"))
        roles, channels = as_table(plan.get("roles")), as_table(plan.get("channels"))
        keeping = as_table(plan.get("keeping"))
        return cls(
            date=_read(_DAY, summit.get("date")),
            time_zone=_read(_ZONE, summit.get("time_zone")),
            themes=tuple(
                _theme(place_of(("pledges", "themes", index), plan), as_table(item))
                for index, item in enumerate(_few(pledges.get("themes"), THEMES_AT_MOST))
            ),
            follow_ups=tuple(
                (f"pledges.follow_up[{index + 1}]", entry)
                for index, item in enumerate(_few(pledges.get("follow_up"), FOLLOW_UPS_AT_MOST))
                if (entry := _read(_FOLLOW_UP, item)) is not None
            ),
            roles=_names(_ROLE, "roles", roles, DEFAULT_ROLES),
            channels=_names(_CHANNEL, "channels", channels, DEFAULT_CHANNELS),
            keeping_months=_read(_MONTHS, keeping.get("personal_data_months")),
            keeping_until=_read(_DAY, keeping.get("personal_data_until")),
            sessions=tuple(
                _session(place_of(("sessions", index), plan), as_table(item))
                for index, item in enumerate(_few(plan.get("sessions"), SESSIONS_AT_MOST))
            ),
        )


def _read(adapter: TypeAdapter[_T], value: object) -> _T | None:
    try:
        return adapter.validate_python(value)
    except ValidationError:
        return None


def _few(value: object, at_most: int) -> list[object]:
    # A longer list is refused as a whole, and looking for more in it would take long.
    items = as_items(value)
    return items if len(items) <= at_most else []


def _names(
    adapter: TypeAdapter[str], table: str, values: dict[str, object], defaults: dict[str, str]
) -> tuple[tuple[str, str], ...]:
    return tuple(
        (f"{table}.{key}", name)
        for key, default in defaults.items()
        if (name := _read(adapter, values.get(key, default))) is not None
    )


def _theme(place: str, values: dict[str, object]) -> ThemeDraft:
    return ThemeDraft(
        place=place,
        slug=_read(_SLUG, values.get("slug")),
        title=_read(_NAME, values.get("title")),
    )


def _session(place: str, values: dict[str, object]) -> SessionDraft:
    starts, ends = _read(_CLOCK, values.get("starts")), _read(_CLOCK, values.get("ends"))
    next_day = _read(_FLAG, values.get("ends_next_day", False))
    slot = _read(_SLUG, values.get("slot"))
    return SessionDraft(
        place=place,
        slug=_read(_SLUG, values.get("slug")),
        kind=_read(_KIND, values.get("kind")),
        times=(
            None if starts is None or ends is None or next_day is None else (starts, ends, next_day)
        ),
        slot=slot,
        slot_is_sure=slot is not None or values.get("slot") is None,
        theme=_read(_SLUG, values.get("theme")),
        own_channel=_read(_CHANNEL, values.get("channel")),
        has_channel_key=values.get("channel") is not None,
        voice=_read(_VOICE, values.get("voice")),
        has_link=values.get("link") is not None,
    )
