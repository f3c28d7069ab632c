"""Settings: where they come from, what is said of a wrong one, and that the token stays inside."""

from __future__ import annotations

import json
import logging
import pickle
import re
from pathlib import Path

import pytest

from bot.cli.app import outcome
from bot.settings import Settings, SettingsInvalid, read_settings
from tests.bot.people import ROOT, TOKEN, is_plain

NAMES = {f"SUMMIT_{name.upper()}" for name in Settings.model_fields}
HOSTING = ROOT / "docs" / "hosting.md"


def dot_env(text: str, *, encoding: str = "utf-8") -> None:
    Path(".env").write_text(text, encoding=encoding)


def test_without_any_setting_the_files_stand_in_the_folder_it_runs_in() -> None:
    settings = read_settings()
    assert settings.token is None
    assert settings.plan is None
    assert (settings.database, settings.log_file, settings.output) == (
        Path("summit.sqlite3"),
        Path("summit.log"),
        Path("exports"),
    )
    assert settings.log_level == "INFO"


def test_settings_come_from_dot_env() -> None:
    dot_env(f"SUMMIT_TOKEN={TOKEN}\nSUMMIT_DATABASE='kept here/s.sqlite3'\n# SUMMIT_PLAN=x\n")
    settings = read_settings()
    assert settings.token is not None
    assert settings.token.get_secret_value() == TOKEN
    assert settings.database == Path("kept here/s.sqlite3")
    assert settings.plan is None


def test_the_environment_goes_before_dot_env(monkeypatch: pytest.MonkeyPatch) -> None:
    dot_env("SUMMIT_OUTPUT=from-file\nSUMMIT_PLAN=from-file.toml\n")
    monkeypatch.setenv("SUMMIT_OUTPUT", "from-environment")
    settings = read_settings()
    assert settings.output == Path("from-environment")
    assert settings.plan == Path("from-file.toml")


def test_empty_values_count_as_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    dot_env("SUMMIT_TOKEN=\nSUMMIT_PLAN=\nSUMMIT_DATABASE=\nSUMMIT_OUTPUT=from-file\n")
    monkeypatch.setenv("SUMMIT_LOG_LEVEL", "")
    monkeypatch.setenv("SUMMIT_OUTPUT", "")
    settings = read_settings()
    assert settings.token is None
    assert settings.plan is None
    assert settings.database == Path("summit.sqlite3")
    assert settings.log_level == "INFO"
    assert settings.output == Path("from-file")


def test_a_dot_env_that_an_editor_began_with_a_byte_order_mark_is_read_whole() -> None:
    dot_env("SUMMIT_PLAN=plan.toml\n", encoding="utf-8-sig")
    assert read_settings().plan == Path("plan.toml")


def test_settings_of_other_programs_in_dot_env_do_no_harm() -> None:
    dot_env("OTHER=1\nSUMMIT_PLAN=plan.toml\n")
    assert read_settings().plan == Path("plan.toml")


def test_a_wrong_value_is_told_by_its_setting_and_never_by_its_value(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SUMMIT_LOG_LEVEL", TOKEN)
    with pytest.raises(SettingsInvalid) as caught:
        read_settings()
    (problem,) = caught.value.problems
    assert problem.startswith("SUMMIT_LOG_LEVEL: ")
    assert "'DEBUG', 'INFO', 'WARNING' or 'ERROR'" in problem
    assert is_plain(problem)
    assert TOKEN not in problem + str(caught.value) + repr(caught.value)
    # Nothing that hangs on the error, such as a log of it, can tell more.
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__

    assert outcome(["check", "--offline"]) == 1
    told = capsys.readouterr()
    assert told.err == problem + "\n"
    assert told.out == ""


def test_a_dot_env_in_another_encoding_is_one_plain_sentence(
    capsys: pytest.CaptureFixture[str],
) -> None:
    Path(".env").write_bytes("SUMMIT_PLAN=caf\xe9.toml\n".encode("latin-1"))
    assert outcome(["check", "--offline"]) == 1
    told = capsys.readouterr()
    assert "The file .env is not UTF-8 text." in told.err
    assert is_plain(told.err)


def test_the_token_shows_in_no_form_of_the_settings(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("SUMMIT_TOKEN", TOKEN)
    settings = read_settings()
    logging.getLogger("test").warning("settings: %s %r", settings, settings)
    shown = [
        repr(settings),
        str(settings),
        f"{settings}",
        settings.model_dump_json(),
        json.dumps(settings.model_dump(), default=str),
        str(dict(settings)),
        str(vars(settings)),
        caplog.text,
    ]
    for text in shown:
        assert TOKEN not in text
    # Or all of that would prove nothing:
    assert settings.token is not None
    assert settings.token.get_secret_value() == TOKEN
    assert TOKEN.encode() in pickle.dumps(settings)


def test_settings_cannot_be_changed_by_the_way() -> None:
    settings = read_settings()
    with pytest.raises(ValueError, match="frozen"):
        settings.database = Path("elsewhere")  # pyright: ignore[reportAttributeAccessIssue]


# What is documented ---------------------------------------------------------------------------


def defaults() -> dict[str, str]:
    """Every setting with its default as a person would write it; empty where there is none."""
    return {
        f"SUMMIT_{name.upper()}": "" if field.default is None else str(field.default)
        for name, field in Settings.model_fields.items()
    }


def test_the_example_file_has_every_setting_and_no_other() -> None:
    text = (ROOT / ".env.example").read_text(encoding="utf-8")
    given = re.findall(r"^(SUMMIT_\w+)=(.*)$", text, re.MULTILINE)
    assert [name for name, _ in given] == [f"SUMMIT_{n.upper()}" for n in Settings.model_fields]
    # What stands there is the default, but for the plan: nobody has a better one to begin with.
    written = dict(given) | {"SUMMIT_PLAN": ""}
    assert written == defaults()
    assert set(re.findall(r"SUMMIT_[A-Z_]*[A-Z]", text)) <= NAMES


def test_the_example_file_says_what_each_setting_is() -> None:
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines):
        if line.startswith("SUMMIT_"):
            assert lines[number - 1].startswith("# "), line


def test_the_example_file_works_as_it_is() -> None:
    dot_env((ROOT / ".env.example").read_text(encoding="utf-8"))
    assert read_settings().plan == Path("examples/stockport-2021.toml")
    assert read_settings().token is None


def test_the_hosting_guide_has_a_row_for_every_setting_with_its_default() -> None:
    rows = re.findall(
        r"^\| `(SUMMIT_\w+)` \| (.+?) \| (.*?) \|$",
        HOSTING.read_text(encoding="utf-8"),
        re.MULTILINE,
    )
    assert {name: default.strip("`") for name, _, default in rows} == defaults()
    assert all(len(meaning) > 15 for _, meaning, _ in rows)


@pytest.mark.parametrize("page", [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))])
def test_no_page_names_a_setting_that_does_not_exist(page: Path) -> None:
    named = set(re.findall(r"SUMMIT_[A-Z_]*[A-Z]", page.read_text(encoding="utf-8")))
    assert named <= NAMES
