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


def going_on(route: str) -> Press:
    """The button that leads to ``route``, under its own name where it has one here."""
    known = (one for one in globals().values() if isinstance(one, Press) and one.route == route)
    return next(known, Press("Go on", route, "success"))
