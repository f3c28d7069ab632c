"""How a command ends when something is wrong: a plain sentence, never a traceback."""

from __future__ import annotations


def why(error: OSError | UnicodeDecodeError) -> str:
    """What the system says of a file, without numbers and without saying the file's name again."""
    if isinstance(error, UnicodeDecodeError):
        return "it is not UTF-8 text"
    return error.strerror or type(error).__name__


class Failure(Exception):
    """Something in the world is wrong; the message is one or two plain sentences. Exit code 1."""
