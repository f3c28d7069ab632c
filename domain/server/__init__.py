"""What the server should look like, what it looks like, and the steps between. Pure."""

from domain.server.steps import Changes, Step, Verb, changes
from domain.server.things import Channel, Grants, Kind, Made, Role, Rule, State, There, Thing
from domain.server.wanted import wanted

__all__ = [
    "Changes",
    "Channel",
    "Grants",
    "Kind",
    "Made",
    "Role",
    "Rule",
    "State",
    "Step",
    "There",
    "Thing",
    "Verb",
    "changes",
    "wanted",
]
