"""Faults of the file's shape: keys, types, tables."""

import pytest

from tests.domain.test_plan_problems import SMALL, changed, only_problem

SESSION_KEYS = (
    '"slug", "title", "kind", "starts", "ends", "ends_next_day", "times_are_illustrative", "slot", '
    '"theme", "capacity", "walk_in", "recorded", "channel", "voice", "link", "brief", "questions", '
    '"facilitators" and "speakers"'
)
FAULTS = [
    # Shape
    (
        "roles = 3\n" + SMALL,
        "roles: It must be a table of keys and values. Write it below a line [roles].",
    ),
    (
        SMALL + 'speakers = ["Ada"]\n',
        'sessions[3] "work", speakers[1]: It must be a table of keys and values. Write it below a '
        "line [[sessions.speakers]].",
    ),
    (
        SMALL + '[sessions.speakers]\nname = "Ada"\n',
        'sessions[3] "work", speakers: It must be a list of tables. Begin each one with a line '
        "[[sessions.speakers]].",
    ),
    (
        SMALL + '[[sessions.speakers]]\nname = "Ada"\npicture = "a.png"\n',
        'sessions[3] "work", speakers[1] "Ada", picture: This key is not known. Delete it, or use '
        'one of "name", "role" and "about".',
    ),
    (
        SMALL + '"x\\ny" = 1\n',
        'sessions[3] "work", "x\N{REPLACEMENT CHARACTER}y": This key is not known. Delete it, or '
        f"use one of {SESSION_KEYS}.",
    ),
    (
        changed('welcome = "Welcome."', 'welcome = ["a"]'),
        "summit.welcome: It must be text, and it is a list. Put it in quotes, such as "
        'key = "text".',
    ),
    (
        changed('welcome = "Welcome."', "welcome = {}"),
        "summit.welcome: It must be text, and it is a table. Put it in quotes, such as "
        'key = "text".',
    ),
    (
        changed('welcome = "Welcome."', "welcome = 10:00:00"),
        "summit.welcome: It must be text, and it is a date or a time. Put it in quotes, such as "
        'key = "text".',
    ),
    (
        changed("2027-03-12", "true"),
        'summit.date: "true" is not a date. Write year, month and day without a time, such as '
        "2021-12-10.",
    ),
    (
        changed("moderation =", "modderation ="),
        'pledges.modderation: This key is not known. Did you mean "moderation"?',
    ),
    (
        SMALL + 'follow_up = ["1 day"]\n',
        'sessions[3] "work", follow_up: This key is not known. It belongs below a line [pledges].',
    ),
    (
        'colour = "red"\n' + SMALL,
        'colour: This key is not known. Delete it, or use one of "summit", "pledges", "roles", '
        '"channels", "keeping", "automod" and "sessions".',
    ),
    (
        "starts = 1\n" + SMALL,
        "starts: This key is not known. It belongs below a line [[sessions]].",
    ),
    (
        changed('name = "Riverside Summit"', "name = true"),
        "summit.name: It must be text, and it is true or false. Put it in quotes, such as "
        'key = "text".',
    ),
    (
        changed('title = "Opening"\n', ""),
        'sessions[1] "opening": The key "title" is missing. Add a line title = … here.',
    ),
    (
        changed('"before"', '"never"'),
        'pledges.moderation: "never" is not one of the values that can stand here. Use "before" or '
        '"after".',
    ),
    (
        changed('name = "Riverside Summit"', "name = 5"),
        'summit.name: It must be text, and it is a number. Put it in quotes, such as key = "text".',
    ),
    (
        SMALL + 'capacity = "20"\n',
        'sessions[3] "work", capacity: It must be a whole number, and it is text. Write a whole '
        "number, without quotes.",
    ),
    (SMALL + "capacity = 0\n", 'sessions[3] "work", capacity: "0" is too small. Use 1 or more.'),
    (
        SMALL + 'ends_next_day = "no"\n',
        'sessions[3] "work", ends_next_day: It must be true or false, and it is text. Write true '
        "or false, without quotes.",
    ),
    (
        SMALL + 'questions = "Why?"\n',
        'sessions[3] "work", questions: It must be a list, and it is text. Write a list in square '
        'brackets, such as ["one", "two"].',
    ),
    (
        SMALL + '[[sessions.speakers]]\nname = "Ada"\n[[sessions.speakers]]\nname = ""\n',
        'sessions[3] "work", speakers[2], name: It is empty. Write something here.',
    ),
    (
        SMALL[: SMALL.index("[[sessions]]")],
        'the plan: It has no "sessions". Add one at least, below a line [[sessions]].',
    ),
    (
        "sessions = []\n" + SMALL[: SMALL.index("[[sessions]]")],
        "sessions: It is empty. Add one at least.",
    ),
    (
        SMALL + "[[sessions]]\n" * 198,
        "sessions: There are 201, and the limit is 200. Keep 200 at most.",
    ),
]


@pytest.mark.parametrize(("text", "told"), FAULTS, ids=[told[:70] for _, told in FAULTS])
def test_one_fault_is_one_problem_with_its_place_and_its_mend(text: str, told: str) -> None:
    assert only_problem(text) == told
