"""The plan of a summit: what one file says, checked.

Every attribute is a key of the file and is described in ``docs/plan.md``. All models are frozen and
come back whole from ``Plan.model_validate_json(plan.model_dump_json())``.
"""

import datetime as dt
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, model_validator

from domain.plan import fields as f
from domain.plan.draft import Draft
from domain.plan.follow_up import FollowUp, FollowUpEntry
from domain.plan.limits import (
    BLOCKED_WORDS_AT_MOST,
    DEFAULT_CHANNELS,
    DEFAULT_FOLLOW_UP,
    DEFAULT_ROLES,
    FOLLOW_UPS_AT_MOST,
    LIST_AT_MOST,
    SESSIONS_AT_MOST,
    THEMES_AT_MOST,
    VOICE_NAME_AT_MOST,
    VOICE_NAME_ENDS,
)
from domain.plan.problems import PlanInvalid
from domain.plan.rules import broken_rules


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Summit(_Part):
    """What the summit is, when it is, and what people are told when they come in."""

    name: f.Name
    organiser: f.Name
    date: f.Day
    time_zone: f.ZoneName
    contact: f.Contact | None = None
    welcome: f.Notice
    privacy_notice: f.Notice


class Theme(_Part):
    """One theme that a pledge can be about; ``title`` and ``description`` fit a select option."""

    slug: f.Slug
    title: f.Name
    description: f.ShortNote = ""


class Pledges(_Part):
    """How pledges are made, checked and followed up."""

    moderation: Literal["before", "after"] = "before"
    themes: Annotated[tuple[Theme, ...], f.few(THEMES_AT_MOST, at_least=1)]
    follow_up: Annotated[tuple[FollowUpEntry, ...], f.few(FOLLOW_UPS_AT_MOST)] = DEFAULT_FOLLOW_UP


class Roles(_Part):
    """The names of the three Discord roles."""

    attendee: f.RoleName = DEFAULT_ROLES["attendee"]
    facilitator: f.RoleName = DEFAULT_ROLES["facilitator"]
    organiser: f.RoleName = DEFAULT_ROLES["organiser"]


class Channels(_Part):
    """The names of the category and of the channels that belong to no session."""

    category: f.Name = "Summit"
    welcome: f.ChannelName = DEFAULT_CHANNELS["welcome"]
    pledge_wall: f.ChannelName = DEFAULT_CHANNELS["pledge_wall"]
    organisers: f.ChannelName = DEFAULT_CHANNELS["organisers"]


class Keeping(_Part):
    """How long personal data is kept: so many months after the summit, or until a day."""

    personal_data_months: f.Months | None = None
    personal_data_until: f.Day | None = None


class AutoMod(_Part):
    """What Discord's own moderator, AutoMod, stops before anybody reads it."""

    blocked_words: Annotated[tuple[f.BlockedWord, ...], f.few(BLOCKED_WORDS_AT_MOST)] = ()
    mentions_at_most: f.Mentions | None = None

    @property
    def wanted(self) -> bool:
        return bool(self.blocked_words or self.mentions_at_most)


class Speaker(_Part):
    """Somebody who speaks at a session."""

    name: f.Name
    role: f.Role = ""
    about: f.About = ""


class Session(_Part):
    """One part of the day. ``starts`` and ``ends`` are local times in the summit's time zone."""

    slug: f.Slug
    title: f.Name
    kind: f.Kind
    starts: f.Clock
    ends: f.Clock
    ends_next_day: f.Flag = False
    times_are_illustrative: f.Flag = False
    slot: f.Slug | None = None
    theme: f.Slug | None = None
    capacity: f.Capacity | None = None
    walk_in: f.Flag = True
    recorded: f.Flag = True
    channel: f.ChannelName | None = None
    voice: f.Voice | None = None
    link: f.Link | None = None
    brief: f.Brief = ""
    questions: Annotated[tuple[f.Question, ...], f.few(LIST_AT_MOST)] = ()
    facilitators: Annotated[tuple[f.Name, ...], f.few(LIST_AT_MOST)] = ()
    speakers: Annotated[tuple[Speaker, ...], f.few(LIST_AT_MOST)] = ()

    @property
    def channel_name(self) -> str:
        """The name of the session's text channel. A break has none in Discord."""
        return self.channel or self.slug

    @property
    def listens(self) -> f.Voice:
        """What kind of room people listen in: as the file says, or as the kind of session asks."""
        if self.link is not None or self.kind == "break":
            return "none"
        return self.voice or ("voice" if self.kind == "workshop" else "stage")

    @property
    def voice_name(self) -> str:
        """The name of the voice room or stage, which stands beside the text channel."""
        return f"{self.channel_name[:VOICE_NAME_AT_MOST]}{VOICE_NAME_ENDS}"


class Plan(_Part):
    """A whole summit. Made with `domain.plan.parse_plan`; always keeps every rule of the plan."""

    summit: Summit
    pledges: Pledges
    roles: Roles = Roles()
    channels: Channels = Channels()
    keeping: Keeping = Keeping()
    automod: AutoMod = AutoMod()
    sessions: Annotated[tuple[Session, ...], f.few(SESSIONS_AT_MOST, at_least=1)]

    @model_validator(mode="after")
    def _keeps_the_rules(self) -> Self:
        if problems := broken_rules(Draft.of(self.model_dump())):
            raise PlanInvalid(problems)
        return self

    @property
    def theme_titles(self) -> dict[str, str]:
        """The title of each theme by its slug, in the order of the file."""
        return {theme.slug: theme.title for theme in self.pledges.themes}

    def theme(self, slug: str) -> Theme | None:
        """The theme called ``slug``, or None."""
        return next((theme for theme in self.pledges.themes if theme.slug == slug), None)

    def session(self, slug: str) -> Session | None:
        """The session called ``slug``, or None."""
        return next((session for session in self.sessions if session.slug == slug), None)


def follow_up_dates(plan: Plan, made_on: dt.date) -> tuple[dt.date, ...]:
    """The days on which to follow up a pledge made on ``made_on``: each once, in order.

    A date of the plan that is not after ``made_on`` is left out: the pledge came later.
    """
    days = {entry.after(made_on) for entry in plan.pledges.follow_up}
    return tuple(sorted(day for day in days if day > made_on))


__all__ = [
    "AutoMod",
    "Channels",
    "FollowUp",
    "Keeping",
    "Plan",
    "Pledges",
    "Roles",
    "Session",
    "Speaker",
    "Summit",
    "Theme",
    "follow_up_dates",
]
