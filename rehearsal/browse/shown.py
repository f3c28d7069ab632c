"""What the page shows of a rehearsal, as the page reads it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from rehearsal.browse.cast import Role
from rehearsal.browse.hall import Hall
from rehearsal.browse.places import may_read, new_since, places_of

FIRST = "Start here: press “Join the summit” in #welcome. Scroll up if you do not see it."


def state(hall: Hall) -> dict[str, Any]:
    """All of it."""
    role, place = hall.window.role, hall.window.place
    address = hall.window.address
    return {
        "summit": hall.world.plan.summit.name,
        "me": role and {"key": role.key, "name": role.name, "what": role.what},
        "place": place and {"id": str(place.id), "name": place.name},
        "voice": hall.voice_here(),
        "view": hall.window.number,
        "capability": address[1] if address else "",
        **_time(hall),
        "people": [_person(hall, one) for one in hall.cast.values()],
        "places": _places(hall, role) if role else [],
        "crowd": _crowd(hall),
        "hint": _hint(hall),
        "doing": hall.doing,
        "problem": hall.problem,
        "folder": str(hall.folder),
        "exported": [str(one) for one in hall.exported] if hall.ended.is_set() else [],
    }


def _hint(hall: Hall) -> str:
    """The first step, for whoever opens the page for the first time."""
    role, world = hall.window.role, hall.world
    joined = role is None or may_read(world, role.member, world.wall.id)
    return "" if joined else FIRST


def _time(hall: Hall) -> dict[str, Any]:
    zone = ZoneInfo(hall.world.plan.summit.time_zone)
    now = hall.world.now()
    here = now.astimezone(zone)
    return {
        "time": f"{here:%a} {here.day} {here:%b %Y, %H:%M}",
        "on": _on(hall, now, zone),
        "speed": hall.speed,
        "jumps": [
            {
                "key": one.key,
                "label": one.label,
                "before": one.before,
                "when": _when(one.at.astimezone(zone), here),
                "passed": one.at <= now,
            }
            for one in hall.jumps.values()
        ],
    }


def _on(hall: Hall, now: datetime, zone: ZoneInfo) -> str:
    """What is on, or what comes next."""
    going = [one.title for one in hall.day if one.is_on(now) and one.kind != "break"]
    if going:
        return f"Now: {' and '.join(going)}"
    coming = [one for one in hall.day if not one.cancelled and one.starts_at > now]
    if not coming:
        return "The last session is over" if hall.day else ""
    first = min(coming, key=lambda one: one.starts_at)
    return f"Next: {first.title}, {first.starts_at.astimezone(zone):%H:%M}"


def _when(at: datetime, now: datetime) -> str:
    return f"{at:%H:%M}" if at.date() == now.date() else f"{at.day} {at:%b, %H:%M}"


def _person(hall: Hall, role: Role) -> dict[str, Any]:
    """``new``: letters of the bot that this person has not read."""
    new = _new(hall, role, role.member.user.dm_channel.id)
    return {"key": role.key, "name": role.name, "what": role.what, "new": new}


def _places(hall: Hall, role: Role) -> list[dict[str, Any]]:
    return [
        {
            "id": str(place.id),
            "name": place.name,
            "group": place.group,
            "thread": place.within is not None,
            "new": _new(hall, role, place.id),
        }
        for place in places_of(hall.world, role.member)
    ]


def _new(hall: Hall, role: Role, channel_id: int) -> int:
    """What this person has not seen there; nothing where the page shows it."""
    if hall.window.place is not None and hall.window.place.id == channel_id:
        return 0
    seen = hall.seen.get((role.key, channel_id), 0)
    return new_since(hall.world, role.member, channel_id, seen)


def _crowd(hall: Hall) -> dict[str, Any]:
    crowd = hall.crowd
    return {
        "acts": [
            {"key": one.key, "label": one.label, "why_not": crowd.why_not(one.key)}
            for one in crowd.acts.values()
        ],
        "doing": crowd.act.doing if crowd.act and crowd.busy else "",
        "count": crowd.count,
        "of": crowd.of,
        "said": crowd.said,
    }
