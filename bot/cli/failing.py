"""How a command ends when something is wrong: a plain sentence, never a traceback."""

from __future__ import annotations


class Failure(Exception):
    """Something in the world is wrong; the message is one or two plain sentences. Exit code 1."""
