"""The log: one line an event, no secret in it, whatever somebody sets or logs."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import aiosqlite
import discord.client
import discord.gateway
import discord.http
import discord.webhook.async_
import discord.webhook.sync
import pytest

from bot import logs
from tests.bot.people import TOKEN

LINE = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} (DEBUG|INFO|WARNING|ERROR) \S+ \S")
SECRET = "marmalade-in-the-statement"

Start = Callable[..., None]


@pytest.fixture
def start() -> Iterator[Start]:
    """Starts the log as ``summit run`` does; it is stopped at the end."""
    started: list[list[logging.Handler]] = []

    def begin(level: str = "INFO", token: str = TOKEN, *, file: bool = True) -> None:
        path = Path("summit.log") if file else None
        started.append(logs.start(level=level, file=path, token=token))

    yield begin
    for handlers in started:
        logs.stop(handlers)


def written() -> str:
    return Path("summit.log").read_text(encoding="utf-8")


def fail(words: str) -> None:
    raise ValueError(words)


# One line an event ----------------------------------------------------------------------------


def test_each_event_is_one_line_with_its_time_its_level_and_where_it_comes_from(
    start: Start, capsys: pytest.CaptureFixture[str]
) -> None:
    start()
    log = logging.getLogger("bot.test")
    log.info("one")
    log.warning("two\nhalves\r\nand\x0bthree\u2028more\x85ends\n")
    try:
        fail("the cause\nin two lines")
    except ValueError:
        log.exception("E-TEST2 broke")

    lines = written().splitlines()
    assert len(lines) == 3
    for line in lines:
        assert LINE.match(line)
    assert lines[1].endswith("bot.test two | halves | and | three | more | ends")
    assert "E-TEST2 broke | Traceback (most recent call last): |" in lines[2]
    assert lines[2].endswith("ValueError: the cause | in two lines")
    assert "fail(" in lines[2]  # the traceback's own lines are there
    assert len(capsys.readouterr().err.splitlines()) == 3


def test_the_screen_tells_what_broke_and_leaves_the_traceback_to_the_file(
    start: Start, capsys: pytest.CaptureFixture[str]
) -> None:
    start()
    try:
        fail("the cause")
    except ValueError:
        logging.getLogger("bot.test").exception("E-TEST3 broke\nin a message of two lines")
    told = capsys.readouterr().err
    assert told.endswith(
        "E-TEST3 broke | in a message of two lines (ValueError; details in the log file)\n"
    )
    assert "Traceback" not in told
    assert "Traceback" in written()


def test_without_a_file_the_traceback_is_on_the_screen(
    start: Start, capsys: pytest.CaptureFixture[str]
) -> None:
    start(file=False)
    try:
        fail("the cause")
    except ValueError:
        logging.getLogger("bot.test").exception("broke")
    (line,) = capsys.readouterr().err.splitlines()
    assert "Traceback" in line
    assert line.endswith("ValueError: the cause")


def test_an_error_logged_without_an_exception_is_a_line_like_any_other(
    start: Start, capsys: pytest.CaptureFixture[str]
) -> None:
    start()
    logging.getLogger("bot.test").error("broke", exc_info=True)
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize(
    ("level", "there"),
    [
        ("DEBUG", ["debug", "info", "warning", "error"]),
        ("INFO", ["info", "warning", "error"]),
        ("WARNING", ["warning", "error"]),
        ("ERROR", ["error"]),
    ],
)
def test_the_level_is_kept(start: Start, level: str, there: list[str]) -> None:
    start(level)
    log = logging.getLogger("bot.test")
    for name in ("debug", "info", "warning", "error"):
        getattr(log, name)(name)
        getattr(logging.getLogger("discord.http"), name)(f"http-{name}")
    words = [line.split()[-1] for line in written().splitlines()]
    assert [word for word in words if "-" not in word] == there
    assert [word for word in words if "-" in word] == [
        f"http-{name}" for name in there if name != "debug"
    ]


# No secret ------------------------------------------------------------------------------------


def test_the_token_is_in_no_line_even_if_somebody_logs_it(
    start: Start, capsys: pytest.CaptureFixture[str]
) -> None:
    start("DEBUG")
    log = logging.getLogger("bot.test")
    log.info(TOKEN)
    log.info("headers %s", {"Authorization": f"Bot {TOKEN}"})
    log.info("bytes %r", TOKEN.encode())
    try:
        try:
            fail(f"no entry for {TOKEN}")
        except ValueError as error:
            raise LookupError(f"again {TOKEN}") from error
    except LookupError:
        log.exception("failed with %s", TOKEN)
    log.error("stack", stack_info=True, extra={"token": TOKEN})
    everything = written() + capsys.readouterr().err
    assert TOKEN not in everything
    assert everything.count("[token]") >= 6


def test_a_token_set_with_a_space_behind_it_is_kept_out_as_it_is_sent(start: Start) -> None:
    start(token=f" {TOKEN}\n")
    logging.getLogger("bot.test").info("sent %s", TOKEN)
    assert TOKEN not in written()
    assert "sent [token]" in written()


def test_without_a_token_lines_are_as_they_are(start: Start) -> None:
    start(token="")
    logging.getLogger("bot.test").info("a line")
    assert written().endswith("bot.test a line\n")


def test_a_line_about_a_slow_answer_does_not_let_others_answer(start: Start) -> None:
    """discord.py logs the whole address when it is told to wait; the address is a key."""
    start()
    key = "aW50ZXJhY3Rpb246MTIz" * 5
    api = "https://discord.com/api/v10"
    fmt = "We are being rate limited. %s %s responded with 429. Retrying in %.2f seconds."
    log = logging.getLogger("discord.http")
    log.warning(fmt, "POST", f"{api}/webhooks/123/{key}?wait=true", 1.5)
    log.warning(fmt, "POST", f"{api}/interactions/456/{key}/callback", 1.5)
    assert key not in written()
    assert "/webhooks/123/[token]?wait=true responded" in written()
    assert "/interactions/456/[token]/callback responded" in written()


class Overhears(logging.Handler):
    """Hears what our own handlers must not let out: or a test would pass with nothing said."""

    def __init__(self) -> None:
        super().__init__()
        self.heard = ""

    def emit(self, record: logging.LogRecord) -> None:
        self.heard += record.getMessage()


async def ask_the_database() -> None:
    """A real statement with a person's words for its parameter."""
    async with (
        aiosqlite.connect(":memory:") as database,
        database.execute("SELECT ?", (SECRET,)) as rows,
    ):
        assert [tuple(row) for row in await rows.fetchall()] == [(SECRET,)]


async def test_the_level_debug_does_not_bring_peoples_words_into_the_log(
    start: Start, capsys: pytest.CaptureFixture[str]
) -> None:
    start("DEBUG")
    logging.getLogger("bot.test").debug("this level is on")
    await ask_the_database()
    everything = written() + capsys.readouterr().err
    assert "this level is on" in everything
    assert SECRET not in everything


async def test_somebody_who_turns_the_database_library_up_afterwards_gets_no_word_out(
    start: Start, capsys: pytest.CaptureFixture[str]
) -> None:
    start("DEBUG")
    ear = Overhears()
    library = logging.getLogger("aiosqlite")
    library.addHandler(ear)
    try:
        library.setLevel(logging.DEBUG)
        await ask_the_database()
    finally:
        library.removeHandler(ear)
    assert SECRET in ear.heard  # it was said, and it did not get out
    assert SECRET not in written() + capsys.readouterr().err


REAL = [
    discord.gateway._log,
    discord.http._log,
    discord.client._log,
    discord.webhook.async_._log,
    discord.webhook.sync._log,
]


@pytest.mark.parametrize("child", ["", ".child"])
@pytest.mark.parametrize("library", REAL, ids=lambda logger: logger.name)
def test_discords_own_loggers_turned_up_afterwards_get_no_body_out(
    start: Start, library: logging.Logger, child: str
) -> None:
    start("DEBUG")
    logger = logging.getLogger(library.name + child)
    library.setLevel(logging.DEBUG)
    logger.setLevel(logging.DEBUG)
    assert logger.isEnabledFor(logging.DEBUG)
    logger.debug("body: %s", SECRET)
    logger.info("what may be said")
    assert SECRET not in written()
    assert "what may be said" in written()


# The file -------------------------------------------------------------------------------------


def test_a_large_log_is_rotated_and_five_old_files_are_kept(
    start: Start, capsys: pytest.CaptureFixture[str]
) -> None:
    start()
    line = "x" * (5 * 1024 * 1024 - 200)
    for number in range(14):
        logging.getLogger("bot.test").info("%d %s", number, line)
    files = sorted(path.name for path in Path().glob("summit.log*"))
    assert files == ["summit.log", *(f"summit.log.{n}" for n in range(1, 6))]
    assert all(Path(name).stat().st_size <= 10 * 1024 * 1024 for name in files)
    assert " 13 xxx" in written()
    capsys.readouterr()


def test_a_log_goes_on_in_the_file_that_is_there(start: Start) -> None:
    Path("summit.log").write_text("the line of yesterday\n", encoding="utf-8")
    start()
    logging.getLogger("bot.test").info("today")
    assert written().startswith("the line of yesterday\n")
    assert written().endswith("today\n")


@pytest.mark.parametrize("path", ["no-such-folder/summit.log", "."])
def test_a_file_that_cannot_be_written_is_an_error_at_once(path: str) -> None:
    before = list(logging.getLogger().handlers)
    with pytest.raises(OSError, match=r"No such file|Is a directory|Permission denied"):
        logs.start(level="INFO", file=Path(path))
    assert logging.getLogger().handlers == before


def test_a_stopped_log_takes_no_more_and_leaves_no_file_open() -> None:
    handlers = logs.start(level="INFO", file=Path("summit.log"))
    logs.stop(handlers)
    logging.getLogger("bot.test").warning("too late")
    assert written() == ""
    Path("summit.log").unlink()
