from __future__ import annotations

import os
import stat
from datetime import UTC, datetime, timedelta, timezone

import pytest

from exports.columns import Profile
from exports.folder import finish, folder_name, unfinished

NOW = datetime(2021, 12, 10, 14, 3, 22, tzinfo=UTC)


def test_the_name_is_made_of_the_guild_the_profile_and_the_time_in_utc():
    local = NOW.astimezone(timezone(timedelta(hours=5)))
    assert folder_name(42, Profile.PUBLIC, local) == "summit-42-public-20211210T140322Z"


def test_a_second_export_in_the_same_second_gets_a_number(tmp_path):
    for token, expected in (("a", "name"), ("b", "name-2"), ("c", "name-3")):
        with unfinished(tmp_path, token) as aside:
            (aside / "file").write_text(token)
            assert finish(aside, "name") == tmp_path / expected
        assert (tmp_path / expected / "file").read_text() == token


def test_an_empty_folder_of_that_name_is_not_taken_over(tmp_path):
    (tmp_path / "name").mkdir()
    with unfinished(tmp_path, "a") as aside:
        assert finish(aside, "name") == tmp_path / "name-2"


def test_an_export_that_breaks_off_leaves_nothing(tmp_path):
    def break_off() -> None:
        with unfinished(tmp_path, "a") as aside:
            (aside / "file").write_text("half")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        break_off()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.name != "posix", reason="permission bits are POSIX's")
def test_only_the_owner_can_open_it(tmp_path):
    with unfinished(tmp_path / "new" / "folder", "a") as aside:
        folder = finish(aside, "name")
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
