"""Who and what is planted in a summit's file, to be looked for in its exports."""

from __future__ import annotations

from dataclasses import dataclass, field

# People whose ids stand in no public file: who asked, noted, rated, moderated, chose.
AMINA, BEN, MODERATOR = 700000000000000011, 700000000000000012, 700000000000000013
PEOPLE = {AMINA: "Amina Yusuf", BEN: "SECRET-name-Ben", MODERATOR: "SECRET-name-Mo"}


@dataclass
class Planted:
    """Words by whether everybody may read them; ``nowhere``: not even organisers, not in files."""

    public: list[str] = field(default_factory=list)
    internal: list[str] = field(default_factory=list)
    nowhere: list[str] = field(default_factory=list)

    def open(self, what: str) -> str:
        self.public.append(f"OPEN-{what}")
        return self.public[-1]

    def secret(self, what: str) -> str:
        self.internal.append(f"SECRET-{what}")
        return self.internal[-1]

    def unsaid(self, what: str) -> str:
        self.nowhere.append(f"UNSAID-{what}")
        return self.nowhere[-1]
