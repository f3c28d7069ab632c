"""Faults between the parts of a plan: the day's order, names used twice, channels."""

import pytest

from tests.domain.test_plan_problems import SMALL, changed, only_problem, session

FAULTS = [
    # Times and slots
    (
        SMALL + session("late", "14:00", "13:00"),
        'sessions[4] "late", ends: It ends at 13:00, before it starts at 14:00. '
        'Make "ends" later than "starts".',
    ),
    (
        SMALL + session("party", "20:00", "01:00"),
        'sessions[4] "party", ends: It ends at 01:00, before it starts at 20:00. '
        'Make "ends" later than "starts", or add "ends_next_day = true" if it passes midnight.',
    ),
    (
        SMALL + session("none", "14:00", "14:00"),
        'sessions[4] "none", ends: It ends at 14:00, when it starts. '
        'Make "ends" later than "starts".',
    ),
    (
        SMALL + session("long", "14:00", "15:00", "ends_next_day = true"),
        'sessions[4] "long", ends_next_day: From 14:00 to 15:00 on the next day is more than 24 '
        'hours. Delete "ends_next_day" if the session ends on the same day.',
    ),
    (
        SMALL + session("talk", "10:59", "11:00", kind="keynote"),
        'sessions[4] "talk", starts: It is from 10:59 to 11:00, while sessions[1] "opening" is '
        "from 10:00 to 11:00. Change the times of one of them.",
    ),
    (
        SMALL + session("third", "11:30", "12:30"),
        'sessions[4] "third", starts: It is from 11:30 to 12:30, while sessions[2] "healthcare" '
        "is from 11:00 to 12:00. Change the times of one of them, or give both the same slot if "
        "they are workshops to choose between.",
    ),
    (
        SMALL + session("other-slot", "11:00", "12:00", 'slot = "two"'),
        'sessions[4] "other-slot", starts: It is from 11:00 to 12:00, while sessions[2] '
        '"healthcare" is from 11:00 to 12:00. Change the times of one of them, or give both the '
        "same slot if they are workshops to choose between.",
    ),
    (
        SMALL + session("short", "11:00", "11:30", 'slot = "one"'),
        'sessions[4] "short", slot: It is from 11:00 to 11:30, but sessions[2] "healthcare" in '
        'the same slot "one" is from 11:00 to 12:00. Give all workshops of a slot the same '
        "times, or use another slot.",
    ),
    (
        SMALL + session("pause", "13:00", "13:30", 'slot = "two"', kind="break"),
        'sessions[4] "pause", slot: A break cannot be in a slot, because only workshops run in '
        'parallel. Delete "slot", or make it a workshop.',
    ),
    (
        SMALL + "".join(session(f"w{n}", "11:00", "12:00", 'slot = "one"') for n in range(24)),
        'sessions: The slot "one" has 26 workshops, and people can choose from 25 at most. '
        "Spread them over several slots.",
    ),
    (
        changed("2027-03-12", "2027-03-28") + session("early", "00:30", "01:30"),
        'sessions[4] "early", ends: There is no 01:30 on 2027-03-28 in Europe/London, because '
        "the clocks go forward over it. Choose a time before or after the change.",
    ),
    (
        changed("2027-03-12", "2027-03-27") + session("n", "23:00", "01:30", "ends_next_day=true"),
        'sessions[4] "n", ends: There is no 01:30 on 2027-03-28 in Europe/London, because '
        "the clocks go forward over it. Choose a time before or after the change.",
    ),
    (
        changed('"10:00"', '"9.30"'),
        'sessions[1] "opening", starts: "9.30" is not a time of day. Write hours and minutes of '
        'the 24-hour clock in quotes, such as "09:30".',
    ),
    # Roles and channels
    (
        SMALL + '[roles]\nattendee = "@everyone"\n',
        'roles.attendee: Discord keeps the name "@everyone" for itself. Choose another, such as '
        '"Attendee".',
    ),
    (
        SMALL + '[roles]\nattendee = "Here"\n',
        'roles.attendee: Discord keeps the name "Here" for itself. Choose another, such as '
        '"Attendee".',
    ),
    (
        SMALL + '[roles]\nattendee = "organiser"\n',
        'roles.organiser: "Organiser" is the name of roles.attendee too. Give each of the three '
        "roles a name of its own.",
    ),
    (
        SMALL + '[channels]\nwelcome = "Start here"\n',
        'channels.welcome: "Start here" cannot be the name of a text channel. Use lower-case '
        'letters, digits, hyphens and underscores, without spaces, such as "start-here".',
    ),
    (
        SMALL + '[channels]\nwelcome = "pledge-wall"\n',
        'channels.pledge_wall: channels.welcome has the channel "pledge-wall" too. Give each '
        "channel a name of its own.",
    ),
    (
        changed('slug = "opening"', 'slug = "welcome"'),
        'sessions[1] "welcome", channel: channels.welcome has the channel "welcome" too. Give the '
        'session another name with "channel".',
    ),
    (
        SMALL + session("pause", "13:00", "13:30", 'channel = "cafe"', kind="break"),
        'sessions[4] "pause", channel: A break has no channel. Delete this line.',
    ),
    # Where people listen
    (
        SMALL + session("pause", "13:00", "13:30", 'voice = "voice"', kind="break"),
        'sessions[4] "pause", voice: A break has no voice room. Delete this line.',
    ),
    (
        SMALL + session("pause", "13:00", "13:30", 'link = "https://a.example"', kind="break"),
        'sessions[4] "pause", link: A break has no link. Delete this line.',
    ),
    (
        SMALL + session("talk", "13:00", "13:30", 'voice = "stage"\nlink = "https://a.example"'),
        'sessions[4] "talk", link: It has a link to another place, and a voice room here too. '
        'Delete "link", or delete "voice".',
    ),
    (
        SMALL + session("talk", "13:00", "13:30", 'voice = "radio"'),
        'sessions[4] "talk", voice: "radio" is not one of the values that can stand here. Use '
        '"stage", "voice" or "none".',
    ),
    (
        SMALL + session("talk", "13:00", "13:30", 'link = "http://a.example"'),
        'sessions[4] "talk", link: "http://a.example" is not an address that people can open. '
        'Copy the whole address of the meeting, such as "https://example.org/meeting".',
    ),
    (
        SMALL + session("talk", "13:00", "13:30", f'link = "https://a.example/{"x" * 500}"'),
        'sessions[4] "talk", link: It has 518 characters, and the limit is 500. Use a shorter '
        "address.",
    ),
    (
        SMALL + f'[channels]\ncategory = "{"x" * 101}"\n',
        "channels.category: It has 101 characters, and the limit is 100. "
        "Make it 1 character shorter.",
    ),
]


@pytest.mark.parametrize(("text", "told"), FAULTS, ids=[told[:70] for _, told in FAULTS])
def test_one_fault_is_one_problem_with_its_place_and_its_mend(text: str, told: str) -> None:
    assert only_problem(text) == told
