"""The menus, buttons and form of announcements."""

from __future__ import annotations

from collections.abc import Sequence

from bot.inert import one_line
from bot.ui import ChoiceField, Form, Menu, Option, Press, RoleMenu, TextField
from domain.announcements import WORDS_LENGTH, Announcement, Audience, To
from domain.attendees import KIND_TITLES
from domain.sessions import Session

# Discord's limits: options of a menu, and the text of one.
A_PAGE, OPTION = 25, 100
SENT_ONES = Press("What was announced", "announce.sent")
AGAIN = Press("To somebody else", "announce")
YES, NO = "yes", "no"

_ALERTS = {
    Audience.EVERYBODY: "Everybody who joined gets a notification",
    Audience.ROOM: "People with a place get a direct message too; in a talk, all are notified",
    Audience.ROLE: "Everybody with this role gets a notification",
}

Rows = tuple[tuple[Press | Menu, ...], ...]


def to_whom(rooms: Sequence[Session], page: int) -> Rows:
    """Everybody or a kind, a room, a role; each opens the form."""
    people = (
        Option(To(Audience.EVERYBODY).sign, "Everybody at the summit", "In the welcome channel"),
        *(
            Option(To(Audience.KIND, kind.value).sign, title, "By direct message")
            for kind, title in KIND_TITLES.items()
        ),
    )
    rows: list[tuple[Press | Menu, ...]] = [(Menu("announce.to", "Everybody, or a kind", people),)]
    last = max(0, (len(rooms) - 1) // A_PAGE)
    page = min(page, last)
    part = rooms[page * A_PAGE : (page + 1) * A_PAGE]
    if part:
        options = tuple(
            Option(To(Audience.ROOM, one.slug).sign, one_line(one.title, OPTION)) for one in part
        )
        rows.append((Menu("announce.room", "A room", options),))
    rows.append((RoleMenu("announce.role", "A role of this server"),))
    turn = [Press("Earlier rooms", f"announce:{page - 1}")] if page > 0 else []
    turn += [Press("Later rooms", f"announce:{page + 1}")] if page < last else []
    return (*rows, (*turn, SENT_ONES))


def words_form(nonce: int, to: To, *, words: str = "", alert: bool = False) -> Form:
    least, most = WORDS_LENGTH
    fields: list[TextField | ChoiceField] = [
        TextField(
            "words",
            "What do you want to say?",
            "Write a time as {14:30}: then all read it in their own time zone. You see it first",
            value=words,
            least=least,
            most=most,
            long=True,
        )
    ]
    if to.audience in _ALERTS:
        fields.append(
            ChoiceField(
                "alert",
                "Alert people?",
                (
                    Option(NO, "No, it can be read when people look", default=not alert),
                    Option(YES, "Yes, alert people", default=alert),
                ),
                _ALERTS[to.audience],
                radio=True,
            )
        )
    return Form(
        route=f"announce.form:{nonce}:{to.sign}", title="Make an announcement", fields=tuple(fields)
    )


def preview_rows(one: Announcement) -> Rows:
    return (
        (
            Press("Send", f"announce.send:{one.id}:{one.version}", "success"),
            Press("Change it…", f"announce.edit:{one.id}"),
            Press("Do not send", f"announce.drop:{one.id}", "danger"),
        ),
    )
