"""Time zones, and the days on which the clocks change."""

import datetime as dt
from difflib import get_close_matches
from zoneinfo import ZoneInfo, available_timezones

from domain.plan.problems import quoted, refuse

# These name the machine's own setting or a second copy of the list, not a place.
_NO_PLACE = frozenset({"localtime", "posixrules", "Factory"})


def _is_zone(name: str) -> bool:
    if name in _NO_PLACE or name.startswith(("posix/", "right/")):
        return False
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True


def check_zone(name: str) -> str:
    """Return the IANA ``name`` of a time zone, or refuse it and suggest the nearest one."""
    if _is_zone(name):
        return name
    zones = sorted(available_timezones() - _NO_PLACE)
    by_name = {zone.lower(): zone for zone in zones}
    by_last_part = {zone.rpartition("/")[2].lower(): zone for zone in zones}
    sought = name.strip().lower().replace(" ", "_")[:60]
    for known in (by_name, by_last_part):
        if near := get_close_matches(sought, known, n=1, cutoff=0.75):
            better = known[near[0]]
            break
    else:
        better = "Europe/London"
    raise refuse(
        f"{quoted(name)} is not the name of a time zone.",
        f"Use a name from the IANA list, such as {quoted(better)}.",
    )


def to_utc(day: dt.date, time: dt.time, zone: str) -> dt.datetime:
    """The instant, in UTC, at which the clocks of ``zone`` show ``time`` on ``day``.

    Where the clocks go back and show a time twice, this is the first of the two.
    """
    local = dt.datetime.combine(day, time, tzinfo=ZoneInfo(zone)).replace(fold=0)
    return local.astimezone(dt.UTC)


def is_skipped(day: dt.date, time: dt.time, zone: str) -> bool:
    """Whether the clocks of ``zone`` go forward over ``time`` on ``day``, so that it never is."""
    shown = to_utc(day, time, zone).astimezone(ZoneInfo(zone))
    return shown.replace(tzinfo=None) != dt.datetime.combine(day, time)
