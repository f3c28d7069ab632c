"""What the program is told by its surroundings: environment variables and ``.env``.

``.env.example`` and docs/hosting.md describe each; a test holds all three together.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

LogLevel = Literal["DEBUG", "INFO", "WARNING", "ERROR"]


class SettingsInvalid(Exception):
    """Some settings can't be used. ``problems`` are plain sentences, none with a value in it."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = problems


class Settings(BaseSettings):
    """All settings. Environment variables go before ``.env``; names begin with ``SUMMIT_``."""

    model_config = SettingsConfigDict(
        env_prefix="SUMMIT_",
        env_file=".env",
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="ignore",
        hide_input_in_errors=True,
        frozen=True,
    )

    token: SecretStr | None = Field(default=None, description="The bot’s token from Discord")
    database: Path = Field(default=Path("summit.sqlite3"), description="The SQLite file")
    plan: Path | None = Field(default=None, description="The plan file of the summit (TOML)")
    log_level: LogLevel = Field(default="INFO", description="How much is logged")
    log_file: Path = Field(default=Path("summit.log"), description="Where the log is written")
    output: Path = Field(default=Path("exports"), description="The folder for exports")


def read_settings() -> Settings:
    """The settings as they are now. Raises SettingsInvalid."""
    try:
        return Settings()
    except ValidationError as error:
        problems = [
            f"SUMMIT_{str(problem['loc'][0]).upper().removeprefix('SUMMIT_')}: {problem['msg']}."
            for problem in error.errors(include_input=False, include_url=False)
        ]
        raise SettingsInvalid(problems) from None
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsInvalid([f"The file .env cannot be read: {error}."]) from None
