"""What a check looked at, and what to do about what is wrong."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at; ``mend`` says what to do where it is wrong."""

    what: str
    says: str
    mend: str = ""

    @property
    def wrong(self) -> bool:
        return bool(self.mend)
