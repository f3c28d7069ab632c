"""Faults of single values: slugs, names, texts, dates, follow-up."""

import pytest

from tests.domain.test_plan_problems import SMALL, changed, only_problem, session

FAULTS = [
    # Slugs, themes, names
    (
        SMALL + session("opening", "14:00", "15:00"),
        'sessions[4] "opening", slug: sessions[1] "opening" has the slug "opening" too. '
        "Give each session a slug of its own.",
    ),
    (
        SMALL + '[[pledges.themes]]\nslug = "food"\ntitle = "Other"\n',
        'pledges.themes[2] "food", slug: pledges.themes[1] "food" has the slug "food" too. '
        "Give each theme a slug of its own.",
    ),
    (
        SMALL + '[[pledges.themes]]\nslug = "eating"\ntitle = "FOOD"\n',
        'pledges.themes[2] "eating", title: pledges.themes[1] "food" has the title "FOOD" too. '
        "Give each theme a title of its own, so that people can tell them apart.",
    ),
    (
        changed('slug = "opening"', 'slug = "Our Opéning!"'),
        'sessions[1] "Our Opéning!", slug: "Our Opéning!" is not a short name that the bot can '
        "use. Use lower-case letters, digits and single hyphens, 40 characters at most, such as "
        '"our-opening".',
    ),
    (
        changed('slug = "opening"', f'slug = "{"a" * 41}"'),
        f'sessions[1] "{"a" * 41}", slug: It has 41 characters, and the limit is 40. Use '
        "lower-case letters, digits and single hyphens, 40 characters at most, such as "
        f'"{"a" * 40}".',
    ),
    (
        changed('theme = "food"', 'theme = "foot"'),
        'sessions[2] "healthcare", theme: There is no theme "foot". Use "food", or delete '
        "this line.",
    ),
    (
        changed('theme = "food"', 'theme = "' + "x" * 40 + '"')
        + '[[pledges.themes]]\nslug = "rent"\ntitle = "Rent"\n',
        f'sessions[2] "healthcare", theme: There is no theme "{"x" * 40}". Use one of "food" and '
        '"rent", or delete this line.',
    ),
    (
        SMALL + "".join(f'[[pledges.themes]]\nslug="t{n}"\ntitle="T{n}"\n' for n in range(25)),
        "pledges.themes: There are 26, and the limit is 25. Keep 25 at most.",
    ),
    (
        changed('title = "Food"', f'title = "{"x" * 101}"'),
        'pledges.themes[1] "food", title: It has 101 characters, and the limit is 100. '
        "Make it 1 character shorter.",
    ),
    (
        changed('name = "Riverside Summit"', 'name = " \\u200b "'),
        "summit.name: It is empty. Write something here.",
    ),
    (
        changed('name = "Riverside Summit"', 'name = "River\\nside"'),
        "summit.name: It is spread over several lines. Write it on one line.",
    ),
    (
        changed('name = "Riverside Summit"', 'name = "River\\u0007side"'),
        "summit.name: It has a control character (U+0007), which people cannot see. Delete it, or "
        "type the text again.",
    ),
    (
        changed('name = "Riverside Summit"', 'name = "River\\u202eside"'),
        "summit.name: It has a hidden character that turns the direction of text (U+202E). Type "
        "the text again instead of pasting it.",
    ),
    (
        changed('welcome = "Welcome."', 'welcome = "Hello @Everyone!"'),
        'summit.welcome: It has the mention "@Everyone", which would alert people. Write the name '
        "of the people you mean in plain words.",
    ),
    (
        changed('welcome = "Welcome."', 'welcome = "Ask <@&123456789012345678>."'),
        'summit.welcome: It has the mention "<@&123456789012345678>", which would alert people. '
        "Write the name of the people you mean in plain words.",
    ),
    (
        changed('welcome = "Welcome."', f'welcome = "{"x" * 1501}"'),
        "summit.welcome: It has 1,501 characters, and the limit is 1,500. "
        "Make it 1 character shorter.",
    ),
    # Summit and follow-up
    (
        changed("Europe/London", "Europe/Londn"),
        'summit.time_zone: "Europe/Londn" is not the name of a time zone. Use a name from the IANA '
        'list, such as "Europe/London".',
    ),
    (
        changed("Europe/London", "Paris"),
        'summit.time_zone: "Paris" is not the name of a time zone. Use a name from the IANA list, '
        'such as "Europe/Paris".',
    ),
    (
        changed("Europe/London", "localtime"),
        'summit.time_zone: "localtime" is not the name of a time zone. Use a name from the IANA '
        'list, such as "Europe/London".',
    ),
    (
        changed("Europe/London", "../London"),
        'summit.time_zone: "../London" is not the name of a time zone. Use a name from the IANA '
        'list, such as "Europe/London".',
    ),
    (
        changed("2027-03-12", '"2027-02-29"'),
        'summit.date: "2027-02-29" is not a day of the calendar. Check the month and the day.',
    ),
    (
        changed("2027-03-12", "2027-03-12T10:00:00"),
        'summit.date: "2027-03-12 10:00:00" is not a date. Write year, month and day without a '
        "time, such as 2021-12-10.",
    ),
    (
        changed("2027-03-12", "0021-12-10"),
        "summit.date: The year 21 cannot be right. Use a year from 2000 to 2100.",
    ),
    (
        changed('["3 days"]', '["3 days", "soon"]'),
        'pledges.follow_up[2]: "soon" is not a time to follow up. Write a number of days, weeks or '
        'months, such as "4 weeks", or a date, such as "2022-01-31".',
    ),
    (
        changed('["3 days"]', '["0 days"]'),
        'pledges.follow_up[1]: "0 days" is too soon. Choose a time from 1 day to 5 years after the '
        "pledge.",
    ),
    (
        changed('["3 days"]', '["61 months"]'),
        'pledges.follow_up[1]: "61 months" is too late. Choose a time from 1 day to 5 years after '
        "the pledge.",
    ),
    (
        changed('["3 days"]', '["3 days", "3 Days"]'),
        'pledges.follow_up[2]: "3 days" stands at pledges.follow_up[1] already. Delete one of the '
        "two.",
    ),
    (
        changed('["3 days"]', '["2027-03-12"]'),
        "pledges.follow_up[1]: 2027-03-12 is not after the summit, which is on 2027-03-12. Choose "
        "a date after the summit.",
    ),
    (
        changed('["3 days"]', "[2032-03-13]"),
        "pledges.follow_up[1]: 2032-03-13 is more than 5 years after the summit. Choose an earlier "
        "date.",
    ),
]


@pytest.mark.parametrize(("text", "told"), FAULTS, ids=[told[:70] for _, told in FAULTS])
def test_one_fault_is_one_problem_with_its_place_and_its_mend(text: str, told: str) -> None:
    assert only_problem(text) == told
