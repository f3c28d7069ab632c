"""``--help`` of every command reads well, and a wrong call is told in words, with exit code 2."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from bot.cli.app import outcome
from tests.bot.people import SCRIPT, Ran, run

COMMANDS = {
    "": "Run a civic summit on Discord, from the invitation to the follow-up.",
    "rehearse": (
        "Play a summit’s day and the year after it, with the real bot on a simulated Discord."
    ),
    "check": (
        "Check the settings, the files and the server, and say what to do about what is wrong."
    ),
    "setup": "Make the roles, channels and panels of the plan, as /summit setup does.",
    "invite": "Print the link that adds the bot to a server, with the reason for each permission.",
    "run": "Run the bot until it is stopped with Ctrl-C or SIGTERM.",
    "export": "Write the whole record to files. Works while the bot runs.",
    "report": (
        "Write the summit's report: one page to read, print or publish. Works while the bot runs."
    ),
    "backup": "Make a checked copy of the database. Works while the bot runs.",
    "restore": (
        "Put a backup in an empty place, and erase again who was erased since. Stop the bot first."
    ),
    "erase": (
        "Erase everything about one person, as “Erase my data” does. Works while the bot runs."
    ),
    "rehearsal": "Work with a rehearsal on a real test server.",
    "rehearsal remove": (
        "Remove what a rehearsal made in a server, as “Remove all traces” does. Stop the bot first."
    ),
    "plan": "Work with a plan file.",
    "plan check": "Check a plan file, and say for each problem where it is and how to mend it.",
    "plan import": (
        "Make a plan file from a programme that exists already, so that nobody types it twice."
    ),
}
OPTIONS = {
    "rehearse": {
        *("--plan", "--attendees", "--seed", "--out"),
        *("--day-only", "--browse", "--port", "--speed"),
    },
    "report": {"--profile", "--date", "--guild", "--out", "--database"},
    "run": {"--rehearsal", "--speed", "--start"},
    "rehearsal remove": {"--guild", "--yes"},
    "check": {"--offline"},
    "setup": {"--guild", "--dry-run", "--yes", "--put-back"},
    "plan import": {"--out", "--into", "--day", "--time-zone"},
    "invite": {"--application-id"},
    "backup": {"--out", "--database"},
    "restore": {"--to", "--erasures"},
    "erase": {"--user", "--name", "--pledge", "--guild", "--yes", "--database"},
    "export": {"--profile", "--guild", "--out", "--database", "--zip", "--workbook"},
}

PROGRAMS = {
    "python -m bot": (sys.executable, "-m", "bot"),
    "summit": (str(SCRIPT),),
}

Screen = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.setenv("NO_COLOR", "1")


def told(screen: Screen, *arguments: str, code: int) -> Ran:
    assert outcome(list(arguments)) == code
    seen = screen.readouterr()
    return Ran(code, seen.out, seen.err)


@pytest.mark.parametrize("name", PROGRAMS)
def test_the_program_starts_from_any_folder_and_lists_every_command(
    name: str, folder: Path
) -> None:
    if name == "summit" and not SCRIPT.exists():
        pytest.skip("the package is not installed, so there is no command summit")
    ran = run("--help", cwd=folder, program=PROGRAMS[name])
    assert (ran.code, ran.err) == (0, "")
    assert "Usage: summit [OPTIONS] COMMAND" in ran.words
    assert COMMANDS[""] in ran.words
    for command, purpose in COMMANDS.items():
        if command and " " not in command:
            assert f"{command} {purpose}" in ran.words
    assert "New here? Try summit rehearse: it needs no account and no token." in ran.words


@pytest.mark.parametrize("command", COMMANDS)
def test_help_tells_what_a_command_is_for_and_explains_every_option(
    command: str, folder: Path, capsys: Screen
) -> None:
    ran = told(capsys, *command.split(), "--help", code=0)

    assert ran.err == ""
    assert COMMANDS[command] in ran.words
    assert f"Usage: summit {command}".strip() in ran.words
    assert max(len(line) for line in ran.out.splitlines()) <= 120
    rows = re.findall(
        r"^│ +(--[\w-]+)(?: +-h)? +(?:<.+?>)?(?: *\[\d+<=x.*?\])? +(.*?) *│$", ran.out, re.MULTILINE
    )
    assert {name for name, _ in rows} == OPTIONS.get(command, set()) | {"--help"}
    for name, meaning in rows:
        assert len(meaning) > 10, name
    # What only we would understand:
    for internal in ("Annotated", "typer", "click", "outcome", "None", "Path(", "_"):
        assert internal not in ran.out.replace("SUMMIT_", "")
    assert list(folder.iterdir()) == []


def test_the_short_h_is_help_too(capsys: Screen) -> None:
    assert told(capsys, "-h", code=0) == told(capsys, "--help", code=0)


@pytest.mark.parametrize("command", ["", "plan"])
def test_a_command_that_is_not_named_shows_the_help(command: str, capsys: Screen) -> None:
    assert COMMANDS[command] in told(capsys, *command.split(), code=2).words


@pytest.mark.parametrize(
    ("call", "says"),
    [
        ("frobnicate", "No such command 'frobnicate'"),
        ("plan frobnicate", "No such command 'frobnicate'"),
        ("check --loud", "No such option: --loud"),
        ("check now", "unexpected extra argument"),
        ("run --token abc", "No such option: --token"),
        ("invite --application-id abc", "Invalid value for '--application-id'"),
        ("invite --application-id 0", "Invalid value for '--application-id'"),
        ("invite --application-id -5", "Invalid value for '--application-id'"),
        ("invite --application-id", "requires an argument"),
        ("export --profile secret", "Invalid value for '--profile'"),
        ("export --guild anytown", "Invalid value for '--guild'"),
        ("rehearse --attendees 3", "Invalid value for '--attendees'"),
        ("rehearse --attendees 2001", "Invalid value for '--attendees'"),
        ("rehearse --seed today", "Invalid value for '--seed'"),
        ("plan check a.toml b.toml", "unexpected extra argument"),
    ],
)
def test_a_wrong_call_ends_with_2_and_says_what_is_wrong(
    call: str, says: str, folder: Path, capsys: Screen
) -> None:
    ran = told(capsys, *call.split(), code=2)
    assert says in ran.words
    assert "Traceback" not in ran.words
    assert ran.out == ""
    assert list(folder.iterdir()) == []


def test_a_wrong_call_is_told_where_to_read_more(folder: Path) -> None:
    ran = run("export", "--profile", "secret", cwd=folder)
    assert ran.code == 2
    assert "Try 'summit export -h' for help." in ran.words
