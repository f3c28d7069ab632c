"""The rules between the parts of a plan, which no single value can show.

Each function yields the problems of one concern and looks at a draft, so all of them run even
where a part of the file cannot be read.
"""

from collections.abc import Callable, Iterator

from domain.plan.draft import Draft
from domain.plan.follow_up import YEARS_AT_MOST, add_months
from domain.plan.keeping import keeping
from domain.plan.limits import CHANNELS_AT_MOST
from domain.plan.problems import Problem, listed, quoted
from domain.plan.programme import overlaps, slots, times

_PARTS_WITHOUT_CHANNEL = "break"


def broken_rules(draft: Draft) -> list[Problem]:
    """Everything in ``draft`` that breaks a rule, in the order in which people would mend it."""
    checks: tuple[Callable[[Draft], Iterator[Problem]], ...] = (
        _follow_ups,
        keeping,
        _roles,
        _theme_names,
        _session_slugs,
        _session_themes,
        times,
        slots,
        overlaps,
        _channels,
        _rooms_to_listen,
    )
    return [problem for check in checks for problem in check(draft)]


def _follow_ups(draft: Draft) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    for place, entry in draft.follow_ups:
        if first := seen.get(str(entry)):
            yield Problem(
                place, f"{quoted(entry)} stands at {first} already.", "Delete one of the two."
            )
            continue
        seen[str(entry)] = place
        if entry.on is None or draft.date is None:
            continue
        if entry.on <= draft.date:
            yield Problem(
                place,
                f"{entry.on} is not after the summit, which is on {draft.date}.",
                "Choose a date after the summit.",
            )
        elif entry.on > add_months(draft.date, 12 * YEARS_AT_MOST):
            yield Problem(
                place,
                f"{entry.on} is more than {YEARS_AT_MOST} years after the summit.",
                "Choose an earlier date.",
            )


def _roles(draft: Draft) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    for place, name in draft.roles:
        if first := seen.get(name.casefold()):
            yield Problem(
                place,
                f"{quoted(name)} is the name of {first} too.",
                "Give each of the three roles a name of its own.",
            )
        seen.setdefault(name.casefold(), place)


def _theme_names(draft: Draft) -> Iterator[Problem]:
    slugs: dict[str, str] = {}
    titles: dict[str, str] = {}
    for theme in draft.themes:
        if theme.slug is not None:
            if first := slugs.get(theme.slug):
                yield _twice(f"{theme.place}, slug", theme.slug, first, "theme")
            slugs.setdefault(theme.slug, theme.place)
        if theme.title is not None:
            if first := titles.get(theme.title.casefold()):
                yield Problem(
                    f"{theme.place}, title",
                    f"{first} has the title {quoted(theme.title)} too.",
                    "Give each theme a title of its own, so that people can tell them apart.",
                )
            titles.setdefault(theme.title.casefold(), theme.place)


def _session_slugs(draft: Draft) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    for session in draft.sessions:
        if session.slug is None:
            continue
        if first := seen.get(session.slug):
            yield _twice(f"{session.place}, slug", session.slug, first, "session")
        seen.setdefault(session.slug, session.place)


def _twice(place: str, slug: str, first: str, what: str) -> Problem:
    return Problem(
        place,
        f"{first} has the slug {quoted(slug)} too.",
        f"Give each {what} a slug of its own.",
    )


def _session_themes(draft: Draft) -> Iterator[Problem]:
    known = [theme.slug for theme in draft.themes if theme.slug is not None]
    if len(known) < len(draft.themes) or not known:
        return  # the theme may be the one that cannot be read
    for session in draft.sessions:
        if session.theme is not None and session.theme not in known:
            yield Problem(
                f"{session.place}, theme",
                f"There is no theme {quoted(session.theme)}.",
                f"Use {'one of ' if len(known) > 1 else ''}{listed(known)}, or delete this line.",
            )


def _channels(draft: Draft) -> Iterator[Problem]:
    seen = dict[str, tuple[str, str | None]]()
    for place, name in draft.channels:
        if name in seen:
            yield _same_channel(place, name, seen[name][0])
        seen.setdefault(name, (place, None))
    with_channel = [one for one in draft.sessions if one.kind != _PARTS_WITHOUT_CHANNEL]
    for session in draft.sessions:
        if session.kind == _PARTS_WITHOUT_CHANNEL and session.has_channel_key:
            yield Problem(
                f"{session.place}, channel", "A break has no channel.", "Delete this line."
            )
    for session in with_channel:
        name = session.channel_name
        if name is None:
            continue
        slug = None if session.has_channel_key else session.slug
        if name in seen:
            place, same_slug = seen[name]
            # Two sessions of one slug are one mistake, which is told as such.
            if slug is None or slug != same_slug:
                yield _same_channel(f"{session.place}, channel", name, place)
        seen.setdefault(name, (session.place, slug))
    count = 3 + len(with_channel)
    if count > CHANNELS_AT_MOST:
        yield Problem(
            "sessions",
            f"The summit would need {count} channels, and a Discord category holds "
            f"{CHANNELS_AT_MOST} at most.",
            f"Have {CHANNELS_AT_MOST - 3} sessions at most besides breaks.",
        )


def _rooms_to_listen(draft: Draft) -> Iterator[Problem]:
    for session in draft.sessions:
        speaks = session.voice in ("stage", "voice")
        if session.kind == _PARTS_WITHOUT_CHANNEL:
            if speaks:
                yield Problem(
                    f"{session.place}, voice", "A break has no voice room.", "Delete this line."
                )
            if session.has_link:
                yield Problem(f"{session.place}, link", "A break has no link.", "Delete this line.")
        elif speaks and session.has_link:
            yield Problem(
                f"{session.place}, link",
                "It has a link to another place, and a voice room here too.",
                'Delete "link", or delete "voice".',
            )


def _same_channel(place: str, name: str, first: str) -> Problem:
    return Problem(
        place,
        f"{first} has the channel {quoted(name)} too.",
        'Give the session another name with "channel".'
        if place.startswith("sessions")
        else "Give each channel a name of its own.",
    )
