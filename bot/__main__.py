"""``python -m bot`` is ``summit``."""

from bot.cli import main

main()
