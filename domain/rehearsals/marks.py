"""How everything that a rehearsal makes says that it is one."""

from __future__ import annotations

from domain.plan import Plan
from domain.plan.fields import NAME_AT_MOST, NOTICE_AT_MOST

WORD = "Rehearsal: "
_IN_CHANNEL = "rehearsal-"
_NOTICE = (
    "**This is a rehearsal. Nothing here is real:** the time is not, and some of the people and"
    " pledges are invented. Everything is deleted afterwards."
)


def marked(name: str) -> str:
    """A name of a role, a category, an event or a summit; cut where that gets too long."""
    return name if name.startswith(WORD) else f"{WORD}{name}"[:NAME_AT_MOST].strip()


def as_rehearsal(plan: Plan) -> Plan:
    """The plan under names that nobody takes for real, so that nothing real is used either.

    Raises PlanInvalid where names are so long that, cut, two are the same.
    """
    roles = {key: marked(name) for key, name in plan.roles.model_dump().items()}
    named = plan.channels
    channels = {
        "category": marked(named.category),
        "welcome": _in_channel(named.welcome),
        "pledge_wall": _in_channel(named.pledge_wall),
        "organisers": _in_channel(named.organisers),
    }
    about = {
        "name": marked(plan.summit.name),
        "welcome": f"{_NOTICE}\n\n{plan.summit.welcome}"[:NOTICE_AT_MOST].strip(),
    }
    changed = plan.model_copy(
        update={
            "summit": plan.summit.model_copy(update=about),
            "roles": plan.roles.model_copy(update=roles),
            "channels": named.model_copy(update=channels),
            "sessions": tuple(
                one
                if one.kind == "break"
                else one.model_copy(update={"channel": _in_channel(one.channel_name)})
                for one in plan.sessions
            ),
        }
    )
    return Plan.model_validate_json(changed.model_dump_json())


def _in_channel(name: str) -> str:
    return f"{_IN_CHANNEL}{name}"[:NAME_AT_MOST]
