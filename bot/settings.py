"""What the program is told by its surroundings: environment variables and ``.env``.

``.env.example`` and docs/hosting.md describe each; a test holds all three together.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal

from dotenv import dotenv_values
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
        env_file_encoding="utf-8-sig",
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
    backups: Path = Field(default=Path("backups"), description="The folder for backups")
    backup_hours: int = Field(
        default=1, ge=0, le=168, description="Every how many hours the bot makes a backup; 0: never"
    )
    follow_ups_a_minute: int = Field(
        default=20, ge=1, le=60, description="How many letters of follow-up are sent a minute"
    )


def unknown_settings() -> list[str]:
    """Names that begin like ours and are none: slips of typing, which would be passed over."""
    known = {f"SUMMIT_{name}".upper() for name in Settings.model_fields}
    there = {*os.environ, *dotenv_values(".env")}
    return sorted(
        name for name in there if name.upper().startswith("SUMMIT_") and name.upper() not in known
    )


def read_settings() -> Settings:
    """The settings as they are now. Raises SettingsInvalid."""
    try:
        return Settings()
    except ValidationError as error:
        problems = [
            f"SUMMIT_{str(problem['loc'][0]).upper().removeprefix('SUMMIT_')}: "
            f"{problem['msg'].removeprefix('Value error, ')}."
            for problem in error.errors(include_input=False, include_url=False)
        ]
        raise SettingsInvalid(problems) from None
    except UnicodeDecodeError:
        raise SettingsInvalid(["The file .env is not UTF-8 text. Save it as UTF-8."]) from None
    except OSError as error:
        says = error.strerror or type(error).__name__
        raise SettingsInvalid([f"The file .env cannot be read: {says}."]) from None
