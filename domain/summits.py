"""One guild's summit: its plan and where it stands in Discord."""

from __future__ import annotations

from dataclasses import dataclass

from domain.plan import Plan


@dataclass(frozen=True, slots=True)
class Places:
    """The roles and channels that a summit uses in its guild, as snowflakes."""

    attendee_role: int
    facilitator_role: int
    organiser_role: int
    welcome_channel: int
    wall_channel: int
    organisers_channel: int


@dataclass(frozen=True, slots=True)
class Summit:
    guild_id: int
    plan: Plan
    places: Places

    @property
    def themes(self) -> frozenset[str]:
        return frozenset(theme.slug for theme in self.plan.pledges.themes)

    @property
    def edition(self) -> str:
        """Which year's summit this is, as buttons carry it: ``20211210``."""
        return f"{self.plan.summit.date:%Y%m%d}"

    @property
    def check_first(self) -> bool:
        """Whether organisers look at a pledge before others see it."""
        return self.plan.pledges.moderation == "before"

    def theme_title(self, slug: str) -> str:
        """The theme's title; a theme that has left the plan keeps its slug as its name."""
        theme = self.plan.theme(slug)
        return theme.title if theme else slug.replace("-", " ").capitalize()
