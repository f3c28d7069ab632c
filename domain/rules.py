"""How a rule says no.

The rules raise a code and facts; the sentence that a person reads is chosen elsewhere
(``bot/wording.py``), so that a rule never decides about words and words never decide a rule.
"""

from __future__ import annotations


class RuleBroken(Exception):
    """A rule of the summit refuses what was asked; nothing was changed.

    ``code`` is stable and dotted (``pledge.locked``); ``facts`` fill the sentence's gaps.
    """

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code, facts)
        self.code = code
        self.facts = facts

    def __str__(self) -> str:
        told = ", ".join(f"{name}={value!r}" for name, value in self.facts.items())
        return f"{self.code}({told})" if told else self.code
