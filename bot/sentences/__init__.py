"""The sentences in which the bot says no, each file those of one capability.

Rules know codes, people read these: what happened and what to do next, in plain British English.
"""

from __future__ import annotations

from bot.sentences import (
    changes,
    choices,
    connections,
    feedback,
    following,
    hands,
    joining,
    keeping,
    moderation,
    notes,
    organisers,
    outputs,
    pledges,
    questions,
    recordings,
    records,
    rehearsing,
    rooms,
    running,
    typed,
)

_FILES = (
    changes,
    choices,
    connections,
    feedback,
    following,
    hands,
    joining,
    keeping,
    moderation,
    notes,
    organisers,
    outputs,
    pledges,
    questions,
    recordings,
    records,
    rehearsing,
    rooms,
    running,
    typed,
)

# One owner of each code: a code that stands in two files would hide one of its sentences.
SENTENCES: dict[str, str] = {
    code: sentence for file in _FILES for code, sentence in file.SENTENCES.items()
}
