"""``summit run``, as far as a computer without Discord goes: how it begins, fails and is stopped.

The real bot on a loopback Discord is in tests/wire.
"""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from db.store import Store
from tests.bot.people import EXAMPLE, TOKEN, Ran, environment, is_plain, run, run_with

HERE = {"SUMMIT_TOKEN": TOKEN, "SUMMIT_PLAN": str(EXAMPLE)}


def towards(port: int) -> str:
    """Lines of Python that send discord.py to a port of this computer."""
    return f'from discord.http import Route\nRoute.BASE = "http://127.0.0.1:{port}"'


@pytest.fixture
def closed_port() -> int:
    """Where nobody answers."""
    with closing(socket.socket()) as place:
        place.bind(("127.0.0.1", 0))
        return int(place.getsockname()[1])


def answer_to(ran: Ran) -> str:
    """The sentence at the end; what stands before it are lines of the log."""
    assert ran.out == ""
    *lines, last = ran.err.splitlines()
    for line in lines:
        assert line.startswith("20"), line
    assert "Traceback" not in ran.err
    assert TOKEN not in ran.err
    assert is_plain(last)
    return last


def test_without_a_token_it_says_where_to_find_out_what_to_do(folder: Path) -> None:
    ran = run("run", cwd=folder)
    assert ran.code == 1
    assert answer_to(ran) == "No token is set. Run summit check: it says what to do."
    assert list(folder.iterdir()) == []


def test_without_a_network_it_ends_with_a_plain_sentence(folder: Path, closed_port: int) -> None:
    ran = run_with(towards(closed_port), "run", cwd=folder, settings=HERE)
    assert ran.code == 1
    assert answer_to(ran) == (
        "Discord cannot be reached. Check this computer’s connection, then start the bot again."
    )
    log = (folder / "summit.log").read_text(encoding="utf-8")
    assert f"127.0.0.1:{closed_port}" in log  # the cause is there for whoever looks
    assert TOKEN not in log


def test_a_database_that_another_process_has_is_refused_and_left_alone(folder: Path) -> None:
    begin = """
import asyncio, pathlib, sys
from db.store import Store
async def hold():
    async with Store.open(pathlib.Path("summit.sqlite3")):
        print("open", flush=True)
        await asyncio.to_thread(sys.stdin.readline)
asyncio.run(hold())
"""
    with subprocess.Popen(
        [sys.executable, "-c", begin],
        cwd=folder,
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "open\n"
        ran = run("run", cwd=folder, settings=HERE)
        other.communicate("done\n", timeout=20)
    assert other.returncode == 0
    assert ran.code == 1
    assert answer_to(ran) == (
        "The database summit.sqlite3 is in use by another summit process. Stop that one first."
    )


def test_a_database_in_a_folder_that_is_not_there_is_told(folder: Path) -> None:
    ran = run("run", cwd=folder, settings=HERE | {"SUMMIT_DATABASE": "data/s.sqlite3"})
    assert ran.code == 1
    assert answer_to(ran) == "There is no folder data for the database."


def test_a_database_that_is_no_database_is_told_and_kept(folder: Path) -> None:
    letter = "a letter to a friend\n" * 100
    (folder / "summit.sqlite3").write_text(letter, encoding="utf-8")
    ran = run("run", cwd=folder, settings=HERE)
    assert ran.code == 1
    assert answer_to(ran).startswith("The database summit.sqlite3 cannot be ")
    assert (folder / "summit.sqlite3").read_text(encoding="utf-8") == letter


def test_a_log_that_cannot_be_written_is_told(folder: Path) -> None:
    ran = run("run", cwd=folder, settings=HERE | {"SUMMIT_LOG_FILE": "logs/summit.log"})
    assert ran.code == 1
    assert answer_to(ran) == (
        "The log file logs/summit.log cannot be written: No such file or directory."
    )


@pytest.mark.parametrize(
    ("plan", "warning"),
    [
        ("none.toml", "until the plan file is mended, /summit setup does nothing: There is no"),
        ("bad.toml", "until the plan file is mended, /summit setup does nothing: bad.toml has"),
        ("", "SUMMIT_PLAN is not set: until it is, /summit setup says so and does nothing"),
    ],
)
def test_a_plan_that_cannot_be_used_is_told_and_does_not_stop_a_summit_that_is_set_up(
    plan: str, warning: str, folder: Path, closed_port: int
) -> None:
    (folder / "bad.toml").write_text("[summit]\nname = 3\n", encoding="utf-8")
    settings = HERE | {"SUMMIT_PLAN": plan}
    ran = run_with(towards(closed_port), "run", cwd=folder, settings=settings)
    (told,) = [line for line in ran.err.splitlines() if " WARNING bot." in line]
    assert warning in told
    # It went on, to where this computer's network ends.
    assert "Discord cannot be reached" in answer_to(ran)


# Somebody answers, but not as Discord should --------------------------------------------------


@contextmanager
def listening(answer: bytes | None) -> Iterator[tuple[int, threading.Event]]:
    """A port where every request is answered with the same bytes, or never."""
    asked, done = threading.Event(), threading.Event()
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        server.settimeout(0.1)

        def serve() -> None:
            open_ones: list[socket.socket] = []
            while not done.is_set():
                try:
                    connection, _ = server.accept()
                except TimeoutError:
                    continue
                connection.settimeout(5)
                connection.recv(65536)
                asked.set()
                if answer is not None:
                    connection.sendall(answer)
                    connection.close()
                else:
                    open_ones.append(connection)
            for connection in open_ones:
                connection.close()

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield int(server.getsockname()[1]), asked
        finally:
            done.set()
            thread.join()


def test_a_fault_of_discord_is_told_as_one(folder: Path) -> None:
    busy = b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    with listening(busy) as (port, _):
        ran = run_with(towards(port), "run", cwd=folder, settings=HERE)
    assert ran.code == 1
    assert answer_to(ran) == (
        "Discord did not let the bot start: it answered 503."
        " Wait some minutes, then start the bot again."
    )


def test_a_token_that_discord_does_not_know_is_told(folder: Path) -> None:
    refusal = (
        b"HTTP/1.1 401 Unauthorized\r\nContent-Type: application/json\r\n"
        b"Content-Length: 43\r\nConnection: close\r\n\r\n"
        b'{"message": "401: Unauthorized", "code": 0}'
    )
    with listening(refusal) as (port, _):
        ran = run_with(towards(port), "run", cwd=folder, settings=HERE)
    assert ran.code == 1
    assert answer_to(ran) == (
        "Discord does not accept the token. Copy it again from the developer portal"
        " into SUMMIT_TOKEN."
    )


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_can_be_stopped_while_discord_does_not_answer(
    number: signal.Signals, folder: Path
) -> None:
    with listening(None) as (port, asked):
        code = f"{towards(port)}\nfrom bot.cli import main\nmain(['run'])"
        with subprocess.Popen(
            [sys.executable, "-c", code],
            cwd=folder,
            env=environment(**HERE),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        ) as child:
            assert asked.wait(20)
            child.send_signal(number)
            out, err = child.communicate(timeout=15)
    assert child.returncode == 0, err
    assert out == ""
    assert "Traceback" not in err
    assert "stopped; everything that was acknowledged is in summit.sqlite3" in err


async def test_after_a_stop_the_database_is_free(folder: Path, closed_port: int) -> None:
    run_with(towards(closed_port), "run", cwd=folder, settings=HERE)
    async with Store.open(folder / "summit.sqlite3"):
        pass
