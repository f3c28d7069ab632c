"""The command line: ``summit``.

Exit codes: 0 done, 1 something in the world is wrong, 2 the call is wrong.
"""

from bot.cli.app import main

__all__ = ["main"]
