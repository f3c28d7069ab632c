"""The form of a countdown."""

from __future__ import annotations

from bot.ui import Form, TextField
from domain.clocks import LABEL_LENGTH


def clock_form(slug: str, label: str = "Small groups", minutes: str = "10") -> Form:
    """What is counted down, and how long."""
    return Form(
        route=f"room.clock:{slug}",
        title="Start a clock",
        fields=(
            TextField("label", "What for?", "People read this", value=label, most=LABEL_LENGTH),
            TextField("minutes", "How many minutes?", "A whole number", value=minutes, most=3),
        ),
    )
