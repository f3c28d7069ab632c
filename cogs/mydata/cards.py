"""What people read about what is kept of them, and about erasing it."""

from __future__ import annotations

from bot.inert import MOST, inert
from bot.ui import Press, Reply
from cogs import buttons
from domain.my_data import Erased, MyData
from domain.summits import Summit

FILE = Press("Get a file", "mydata.file", "primary")
ERASE = Press("Erase my data", "mydata.erase", "danger")
YES = Press("Yes, erase everything about me", "mydata.yes", "danger")
KEEP = Press("No, keep it", buttons.MY_DATA.route)

_DISCORD = (
    "Discord itself keeps what you typed in its channels: delete those messages yourself."
    " Files that organisers have made already cannot be called back."
)
# What stays, as a number, in the words of whoever left it. The names are db/erasure_tables.py's.
_STAYS = {
    "pledge": ("pledge", "pledges"),
    "withdrawn pledge": ("pledge you withdrew", "pledges you withdrew"),
    "support": ("time you stood by a pledge", "times you stood by a pledge"),
    "question": ("question", "questions"),
    "vote": ("vote", "votes"),
    "note": ("note", "notes"),
    "hand": ("raised hand", "raised hands"),
    "feedback": ("answer on a session", "answers on sessions"),
    "feedback on the day": ("answer on the day", "answers on the day"),
    "recording asked for": ("recording asked for", "recordings asked for"),
    "call for help": ("call for help", "calls for help"),
    "session you took part in": ("session you took part in", "sessions you took part in"),
}


def overview(data: MyData, summit: Summit) -> Reply:
    """What is kept about somebody, in a line for each part, and what they can do about it."""
    name = inert(summit.plan.summit.name)
    if not data.parts:
        text = (
            f"## Your data\n**{name} keeps nothing about you** in this server.\n"
            f"-# {_DISCORD} Only you see this."
        )
        return Reply(text, ((buttons.JOIN,),))
    lines = [
        f"- **{part.about.title}**{_number(len(part.rows))}: {part.about.purpose}."
        f" Seen by: {part.about.seen_by}."
        for part in data.parts
    ]
    head = [f"## Your data\n**This is what {name} keeps about you:**"]
    tail = [f"“Get a file” gives you every word of it. {_DISCORD} Only you see this."]
    while len("\n".join([*head, *lines, *tail])) > MOST:
        lines = [*lines[:-2], "- and more, which stands in your file."]
    pressed = (FILE, buttons.MY_DETAILS, ERASE) if data.joined else (FILE, ERASE)
    return Reply("\n".join([*head, *lines, *tail]), (pressed,))


def _number(rows: int) -> str:
    return f" ({rows})" if rows > 1 else ""


def files(data: MyData) -> Reply:
    """The answer that the files come with."""
    many = sum(len(part.rows) for part in data.parts)
    what = f"{many} {'entry' if many == 1 else 'entries'}" if many else "no entry"
    return Reply(
        f"Here is everything that is kept about you: {what}. Open my-data.html in your browser to"
        " read it; my-data.json is the same for programs. Only you see this. Anybody who gets the"
        " files from you can read them."
    )


def sure(data: MyData, summit: Summit) -> Reply:
    """What erasing does, before it is done."""
    if not data.parts:
        return overview(data, summit)
    lines = [
        f"## Erase everything that {inert(summit.plan.summit.name)} keeps about you?",
        "**What goes, for good:** your details and everything in “My data”, in this server."
        " Your pledges leave the wall, your questions and notes leave their lists, and your places"
        " in workshops go to whoever waits for them. You lose the attendee role. The bot’s private"
        " messages to you are deleted.",
        "**What stays:** only numbers without your name, such as how many pledges there were on"
        " a theme. Your votes and “I’ll do this too” stay in the counts, without you."
        " If a moderator removed you from a room, it stays closed to you until its sessions are"
        " over: for that, and no longer, the bot remembers your account’s number.",
        "**What the bot cannot take back:** what you typed yourself in Discord’s channels, what"
        " others wrote about you, the bot’s calls when it was your turn to speak,"
        " files that organisers have made already, and copies of the database that organisers keep"
        " until they delete them."
        + (
            " What you decided or answered as a facilitator or organiser stays, without your name."
            if data.count("acts")
            else ""
        ),
        "This cannot be undone. You can take your file first, and you can join again afterwards,"
        " as somebody new.",
    ]
    return Reply("\n".join(lines), ((YES, FILE, KEEP),))


def erased(told: Erased, summit: Summit) -> Reply:
    """What was erased, and what is still under way."""
    if not told.anything:
        return Reply(
            f"{inert(summit.plan.summit.name)} keeps nothing about you, so there was nothing to"
            " erase.",
            ((buttons.JOIN,),),
        )
    lines = [
        "**Everything about you is erased from the summit’s record.**",
        "In the next minutes the bot also takes your pledges off the wall, deletes its private"
        " messages to you, closes the workshop rooms to you, takes the attendee role away, and"
        " writes its file anew so that no trace stays in it. If Discord is out of order it goes on"
        " until that is done; until then it remembers your account’s number for it.",
        _stays(told),
        "You can join again at any time, as somebody new.",
    ]
    return Reply("\n".join(line for line in lines if line), ((buttons.JOIN,),))


def _stays(told: Erased) -> str:
    found = [
        f"{told.counts[what]} {one if told.counts[what] == 1 else many}"
        for what, (one, many) in _STAYS.items()
        if told.counts.get(what)
    ]
    if not found:
        return ""
    listed = found[0] if len(found) == 1 else f"{', '.join(found[:-1])} and {found[-1]}"
    return f"As numbers without your name there stay: {listed}."
