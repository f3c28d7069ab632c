"""How announcements read, before and after they are sent. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from bot.inert import inert, one_line
from bot.ui import Reply
from cogs import buttons
from cogs.announcing import views
from cogs.programme.cards import clock
from db.announcements import Sent
from domain.announcements import Announcement, Audience, with_moments
from domain.attendees import Kind
from domain.choices import Note
from domain.rules import RuleBroken
from domain.sessions import Session
from domain.summits import Summit

# So that it fits below what is said about it before it is sent.
MOST_TEXT = 1650
_ALL_OF_KIND = {
    Kind.RESIDENT: "residents",
    Kind.BUSINESS: "businesses",
    Kind.COMMUNITY_GROUP: "community groups",
    Kind.PUBLIC_BODY: "councils and public bodies",
    Kind.OTHER: "others",
}


def announced(one: Announcement, summit: Summit, *, role: int | None = None) -> str:
    """An announcement as it is posted. ``role`` is named in it; it is alerted only where chosen.

    Raises RuleBroken ``announce.long``.
    """
    text = f"**From the organisers:** {_words(one, summit)}"
    if role is not None:
        text += f"\n<@&{role}>"
    return _fitting(text)


def note(one: Announcement, summit: Summit) -> Note:
    """The same as a letter, which says which summit it is about."""
    name = inert(one_line(summit.plan.summit.name, 80))
    return Note(
        "an announcement",
        _fitting(f"**From the organisers of {name}:** {_words(one, summit)}"),
    )


def _words(one: Announcement, summit: Summit) -> str:
    """A time is of the summit's day, or of today once that is past."""
    about = summit.plan.summit
    day = one.written_at
    local = day.astimezone(ZoneInfo(about.time_zone)).date()
    if local < about.date:
        day = day.replace(year=about.date.year, month=about.date.month, day=about.date.day)
    return with_moments(inert(one.words), about.time_zone, day)


def _fitting(text: str) -> str:
    if len(text) > MOST_TEXT:
        raise RuleBroken("announce.long", over=len(text) - MOST_TEXT)
    return text


# ---------------------------------------------------------------------- for its organiser


def to_whom(rooms: Sequence[Session], page: int) -> Reply:
    return Reply(
        "**Make an announcement.** Who is to read it? You write it next, and see it before it is"
        " sent.",
        views.to_whom(rooms, page),
    )


def preview(
    one: Announcement,
    text: str,
    *,
    channel: int | None,
    title: str = "",
    people: int = 0,
    groups: int = 0,
) -> Reply:
    """Exactly as it will look, and who is alerted."""
    where = _where(one, channel, title, people, groups)
    head = f"**Nothing is sent yet.** {where} {_alerts(one, people)} This is how it will look:"
    return Reply(f"{head}\n\n{text}", views.preview_rows(one))


def _where(one: Announcement, channel: int | None, title: str, people: int, groups: int) -> str:
    match one.to.audience:
        case Audience.KIND:
            who = _ALL_OF_KIND[Kind(one.to.about)]
            return f"It goes to {_count(people)} by direct message: all {who} who have joined."
        case Audience.ROOM:
            also = f", and in the threads of its {groups} groups" if groups else ""
            return f"It goes to the room of {title}, <#{channel}>{also}."
        case _:
            return f"It goes to <#{channel}>."


def _alerts(one: Announcement, people: int) -> str:
    if one.to.audience is Audience.KIND:
        return ""
    if not one.alert:
        return "Nobody is alerted."
    match one.to.audience:
        case Audience.ROOM if people:
            get = "gets" if people == 1 else "get"
            return f"{_count(people)} with a place in it {get} a direct message too."
        case Audience.ROLE:
            return f"Everybody with the role <@&{one.to.about}> is alerted."
        case _:
            return "Everybody who joined is alerted."


def _count(people: int) -> str:
    return "1 person" if people == 1 else f"{people:,} people"


def done(one: Announcement, *, new: bool) -> Reply:
    rows = ((views.AGAIN, views.SENT_ONES),)
    if not new:
        return Reply("**This was sent before, once.** It is not sent again.", rows)
    if one.to.audience is Audience.KIND:
        return Reply(
            f"**Sent to {_count(one.people)}.** The messages go out over the next minutes."
            " Who has closed direct messages gets it privately in the server.",
            rows,
        )
    get = "gets" if one.people == 1 else "get"
    also = f" {_count(one.people)} {get} a direct message." if one.people else ""
    return Reply(f"**Sent.** It is posted in a few seconds.{also}", rows)


def dropped(*, there: bool) -> Reply:
    text = "**It is not sent, and deleted.**" if there else "It is not there any more."
    return Reply(text, ((views.AGAIN,),))


def sent_ones(found: Sequence[Sent], titles: dict[str, str]) -> Reply:
    """The newest announcements: who sent what to whom, and whether it is there."""
    if not found:
        return Reply("Nothing was announced yet.", ((buttons.ANNOUNCE,),))
    lines = ["**What was announced, the newest first**"]
    for sent in found:
        one = sent.announcement
        at = clock(one.sent_at, "f") if one.sent_at else ""
        who = f"<@{one.author_id}>" if one.author_id else "an organiser"
        words = inert(one_line(one.words, 60))
        lines.append(f"- {at}, {who}, to {_to(one, titles)}: “{words}”{_state(sent)}")
    return Reply("\n".join(lines), ((buttons.ANNOUNCE,),))


def _to(one: Announcement, titles: dict[str, str]) -> str:
    match one.to.audience:
        case Audience.EVERYBODY:
            return "everybody"
        case Audience.KIND:
            return _ALL_OF_KIND[Kind(one.to.about)]
        case Audience.ROLE:
            return f"<@&{one.to.about}>"
        case Audience.ROOM:
            return inert(one_line(titles.get(one.to.about, one.to.about), 40))


def _state(sent: Sent) -> str:
    if sent.waiting:
        return " (waits to be posted)"
    if sent.failed:
        return " (**could not be posted** in time)"
    return ""
