"""What the pledging session shows: the counter, the pledge of the moment, the totals. Pure."""

from __future__ import annotations

from bot.inert import fitting, inert, one_line, quote
from bot.ui import Press, Reply
from cogs import buttons
from cogs.pledges.cards import pledges_in_words
from cogs.pledges.views import support_buttons
from cogs.programme.cards import clock
from domain.pace import CHOICES, Pace, Totals
from domain.pledges import Pledge
from domain.sessions import Session
from domain.summits import Summit

COUNTER_BUTTONS = (buttons.MAKE, buttons.MINE)
# The longest bar; the number stands before each, so nothing is told by its length alone.
BAR = 10
MOST_COUNTER = 3500
_TITLE = 45


# ---------------------------------------------------------------------- counting


def counter(totals: Totals, summit: Summit) -> str:
    """The message that keeps count while people pledge."""
    lines = ["## Pledges so far", _made(totals), *_themes(totals, summit)]
    if totals.waiting:
        more = "1 more is" if totals.waiting == 1 else f"{totals.waiting:,} more are"
        lines.append(f"{more} being looked at.")
    lines.append(f"You can read them in <#{summit.places.wall_channel}>.")
    return "\n".join(lines)[:MOST_COUNTER]


def _made(totals: Totals) -> str:
    made = f"**{pledges_in_words(totals.pledges)}**"
    who: list[str] = []
    if totals.organisations:
        n = totals.organisations
        who.append("1 organisation" if n == 1 else f"{n:,} organisations")
    if totals.people:
        n = totals.people
        who.append("1 person" if n == 1 else f"{n:,} people")
    return f"{made}, by {' and '.join(who)}" if who else made


def _themes(totals: Totals, summit: Summit) -> list[str]:
    most = max(totals.by_theme.values(), default=0)
    lines: list[str] = []
    for theme, n in totals.by_theme.items():
        title = inert(one_line(summit.theme_title(theme), _TITLE))
        bar = "█" * max(1, round(BAR * n / most)) if n else ""
        lines.append(f"{title}: {n:,} {bar}".rstrip())
    return lines


def closing(totals: Totals, summit: Summit) -> Reply:
    """The last message of the session."""
    lines = [
        "**Thank you for your pledges.**",
        f"{inert(summit.plan.summit.name)}: {_made(totals)}.",
        *_themes(totals, summit),
    ]
    if totals.waiting:
        more = "1 more is" if totals.waiting == 1 else f"{totals.waiting:,} more are"
        lines.append(f"{more} being looked at, and not in these numbers yet.")
    lines.append(
        f"All of them stay in <#{summit.places.wall_channel}>. You can still make one, and stand"
        " by those of others. Later we ask you how yours is going."
    )
    return Reply(fitting("\n".join(lines)), ((buttons.MAKE, buttons.MINE, buttons.WALL),))


# ---------------------------------------------------------------------- one at a time


def moment(pledge: Pledge, summit: Summit) -> Reply:
    """One pledge, for everybody in the room to read."""
    lines = [
        f"**Pledge of the moment: {pledge.reference}**",
        quote(pledge.action),
        f"{inert(pledge.byline)} · {inert(summit.theme_title(pledge.theme))}",
    ]
    if pledge.help_needed:
        lines.append(f"Help needed: {inert(pledge.help_needed)}")
    return Reply(fitting("\n".join(lines)), ((*support_buttons(pledge), buttons.MAKE),))


def none_left() -> Reply:
    return Reply(
        "**Every pledge on the wall was shown here.**\n"
        "New ones come here as they are made. Press “Make a pledge” to make yours.",
        ((buttons.MAKE,),),
    )


# ---------------------------------------------------------------------- for organisers


def desk(pace: Pace, session: Session, *, said: str = "") -> Reply:
    """How pledges are read out in this session, and what can be changed."""
    title = inert(session.title)
    lines = [f"**{said}**"] if said else []
    if pace.minutes is None:
        lines.append(f"**{title}:** no pledge of the moment is posted.")
    else:
        next_one = f" The next comes {clock(pace.next_at, 'R')}." if pace.next_at else ""
        lines.append(
            f"**{title}:** {_every(pace.minutes)} a pledge of the moment is posted.{next_one}"
        )
    lines.append(
        "Each is one that is on the wall and was not shown here yet, from all themes in turn."
        " How often?"
    )
    slug = session.slug
    choices = tuple(
        Press(
            f"{'Every minute' if minutes == 1 else f'Every {minutes} minutes'}",
            f"moment.start:{slug}:{minutes}",
            "primary",
            disabled=minutes == pace.minutes,
        )
        for minutes in CHOICES
    )
    more = [Press("Post the totals…", f"moment.totals:{slug}")]
    if pace.minutes is not None:
        more.insert(0, Press("Stop", f"moment.stop:{slug}", "danger"))
    return Reply("\n".join(lines), (choices, tuple(more)))


def _every(minutes: int) -> str:
    return "every minute" if minutes == 1 else f"every {minutes} minutes"


def ask_totals(totals: Totals, summit: Summit, session: Session) -> Reply:
    """The closing message before it is posted: it comes once."""
    text = (
        f"**Post this in <#{session.text_channel}> now?** It is posted once: by itself when the"
        f" session closes, if not before.\n{quote_lines(closing(totals, summit).text)}"
    )
    return Reply(
        fitting(text),
        (
            (
                Press("Post it now", f"moment.totals.yes:{session.slug}", "success"),
                Press("Not yet", f"moment:{session.slug}"),
            ),
        ),
    )


def quote_lines(text: str) -> str:
    """The bot's own words as a quotation."""
    return "\n".join(f"> {line}" for line in text.split("\n"))


def totals_posted(*, new: bool) -> Reply:
    return Reply(
        "**The totals are posted in a moment.**"
        if new
        else "The totals were posted before, so nothing was changed."
    )
