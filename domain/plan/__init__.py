"""What a summit is to be: one TOML file, checked as a whole before anything touches Discord.

``docs/plan.md`` describes the file. `parse_plan` is the way in.
"""

from domain.plan.follow_up import FollowUp
from domain.plan.model import (
    AutoMod,
    Channels,
    Keeping,
    Plan,
    Pledges,
    Roles,
    Session,
    Speaker,
    Summit,
    Theme,
    follow_up_dates,
)
from domain.plan.moments import ends_at, starts_at
from domain.plan.parse import parse_plan
from domain.plan.problems import PlanInvalid, Problem

__all__ = [
    "AutoMod",
    "Channels",
    "FollowUp",
    "Keeping",
    "Plan",
    "PlanInvalid",
    "Pledges",
    "Problem",
    "Roles",
    "Session",
    "Speaker",
    "Summit",
    "Theme",
    "ends_at",
    "follow_up_dates",
    "parse_plan",
    "starts_at",
]
