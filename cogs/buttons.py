"""The buttons that stand on other capabilities' messages too. One owner of each label."""

from __future__ import annotations

from bot.ui import Press

JOIN = Press("Join the summit", "join", "success")
MY_DETAILS = Press("Change my details", "join")
MAKE = Press("Make a pledge", "pledge.new", "success")
MINE = Press("My pledges", "pledge.mine")
WALL = Press("See the pledges", "pledge.wall")
PROGRAMME = Press("Programme", "programme", "primary")
HELP = Press("Help", "help")
WORKSHOPS = Press("Choose workshops", "workshops", "primary")
ASK = Press("Ask a question", "ask.new", "primary")
QUESTIONS = Press("See the questions", "questions")
HAND_UP = Press("Raise my hand", "hand.up", "primary")
HAND_DOWN = Press("Lower my hand", "hand.down")
HANDS = Press("See the hands", "hand.queue")
NOTE = Press("Note an idea", "note.new", "primary")
NOTES = Press("See the notes", "notes")
REMINDERS = Press("Reminders", "reminders")
FEEDBACK = Press("Give feedback", "feedback")
RECORDING = Press("Ask for a recording", "recording")
MEET = Press("Meet people", "connect")
MY_DATA = Press("My data", "mydata")
SETUP = Press("Read the plan again", "setup.look")
KEEPING = Press("How long data is kept", "keeping")
REPORT = Press("Report a problem", "mod.report")
CALL_FOR_HELP = Press("Call for help", "callhelp")
CALLS = Press("See the calls for help", "callhelp.list")
DAY_OPEN = Press("Open the summit…", "day.open")
DAY_CLOSE = Press("Close the summit…", "day.close")
DAY_STATUS = Press("How is it going?", "day.status")
CHANGE = Press("Change the programme…", "change")
ANNOUNCE = Press("Make an announcement…", "announce")
MOMENT = Press("Pledge of the moment…", "moment")


def going_on(route: str) -> Press:
    """The button that leads to ``route``, under its own name where it has one here."""
    known = (one for one in globals().values() if isinstance(one, Press) and one.route == route)
    return next(known, Press("Go on", route, "success"))
