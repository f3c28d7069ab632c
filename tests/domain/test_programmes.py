"""Programmes from elsewhere, read and turned into sessions."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest

from domain.programmes import NotAProgramme, Programme, read_csv, read_schedule, sessions_of
from domain.programmes.talks import minutes_of, plain

DAY = dt.date(2027, 3, 12)


def event(title: str, start: str, duration: str, **more: Any) -> dict[str, Any]:
    return {
        "id": 1,
        "guid": "a",
        "date": f"2027-03-12T{start}:00+00:00",
        "start": start,
        "duration": duration,
        "title": title,
        "track": None,
        "type": "Talk",
        "abstract": "",
        "description": "",
        "persons": [],
    } | more


def schedule(*rooms: list[dict[str, Any]], date: str = "2027-03-12") -> str:
    days = [{"index": 1, "date": date, "rooms": {f"R{n}": one for n, one in enumerate(rooms)}}]
    conference = {"title": "Our day", "time_zone_name": "Europe/London", "days": days}
    return json.dumps({"schedule": {"version": "1", "conference": conference}})


def test_a_schedule_becomes_sessions() -> None:
    speaker = {"public_name": "Ann Example", "biography": "<p>Ann &amp; her <b>work</b></p>"}
    programme = read_schedule(
        schedule(
            [
                event("Fair starts", "09:30", "00:45", persons=[speaker], abstract="One\r\n\nTwo"),
                event("Food", "10:30", "01:00", track="Places", do_not_record=True),
            ],
            [event("Health", "10:30", "01:00", track={"de": "Gesund", "en": "Health"})],
        )
    )
    assert (programme.title, programme.time_zone) == ("Our day", "Europe/London")
    drawn = sessions_of(programme, DAY)
    assert drawn.sessions == (
        {
            "slug": "fair-starts",
            "title": "Fair starts",
            "kind": "keynote",
            "starts": "09:30",
            "ends": "10:15",
            "brief": "One\n\nTwo",
            "speakers": [{"name": "Ann Example", "about": "Ann & her work"}],
        },
        {
            "slug": "food",
            "title": "Food",
            "kind": "workshop",
            "starts": "10:30",
            "ends": "11:30",
            "slot": "slot-1",
            "theme": "places",
            "recorded": False,
        },
        {
            "slug": "health",
            "title": "Health",
            "kind": "workshop",
            "starts": "10:30",
            "ends": "11:30",
            "slot": "slot-1",
            "theme": "health",
        },
    )
    assert [theme["title"] for theme in drawn.themes] == ["Places", "Health"]
    assert drawn.notes == ()


def test_what_passes_midnight_ends_the_next_day_and_the_day_after_is_told() -> None:
    text = schedule(
        [
            event("Late", "23:30", "01:00"),
            event("Night", "01:00", "00:30", date="2027-03-13T01:00:00+00:00"),
        ]
    )
    drawn = sessions_of(read_schedule(text), DAY)
    (late,) = drawn.sessions
    assert (late["starts"], late["ends"], late["ends_next_day"]) == ("23:30", "00:30", True)
    assert drawn.notes == ("“Night” is on the day after, so it was left out.",)


@pytest.mark.parametrize(
    ("start", "duration", "title"), [("soon", "00:45", "A"), ("10:00", "", "A"), ("9:00", "1", "")]
)
def test_what_cannot_be_read_is_left_out_and_told(start: str, duration: str, title: str) -> None:
    bad = event("x", "10:00", "00:30") | {"start": start, "duration": duration, "title": title}
    programme = read_schedule(schedule([bad, event("Good", "11:00", "00:30")]))
    assert [talk.title for talk in programme.talks] == ["Good"]
    assert len(programme.left_out) == 1
    assert "was left out" in programme.left_out[0]


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "{}", '{"schedule": {"conference": 3}}', "[" * 9999]
)
def test_what_is_no_schedule_is_refused_in_words(text: str) -> None:
    with pytest.raises(NotAProgramme) as refused:
        read_schedule(text)
    assert str(refused.value).endswith(".")


def test_a_spreadsheet_becomes_sessions() -> None:
    text = (
        "\ufeffSession Title;Date;Start;End;Type;Track;Speakers;Places;Led by\r\n"
        "Welcome;12/03/2027;9:30;10:00;;;Ann, Ben;;\r\n"
        '"Food; and\nmore";2027-03-12;10.00;11:00;Workshop;Food;;30;Fay\r\n'
        ";;;;;;;;\r\n"
        "Lunch break;12.03.2027;11:00;12:00;;;;;\r\n"
    )
    drawn = sessions_of(read_csv(text), DAY)
    welcome, food, lunch = drawn.sessions
    # Its channel would be called like the channel where people come in.
    assert (welcome["slug"], welcome["kind"]) == ("welcome-2", "keynote")
    assert welcome["speakers"] == [{"name": "Ann"}, {"name": "Ben"}]
    assert (food["title"], food["kind"], food["capacity"]) == ("Food; and more", "workshop", 30)
    assert food["facilitators"] == ["Fay"]
    assert (lunch["kind"], lunch["starts"], lunch["ends"]) == ("break", "11:00", "12:00")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "title, starts, ends (or minutes)"),
        ("title,starts\nA,10:00", "ends (or minutes)"),
        ('title,starts,ends\n"A,10:00,11:00', "not a whole CSV file"),
    ],
)
def test_what_is_no_spreadsheet_of_sessions_is_refused_in_words(text: str, says: str) -> None:
    with pytest.raises(NotAProgramme, match=says.replace("(", r"\(").replace(")", r"\)")):
        read_csv(text)


def test_a_line_that_cannot_be_read_is_named() -> None:
    programme = read_csv(
        "title,starts,minutes,date\nA,10,30,\nB,10:00,30,Friday\n,11:00,5,\nC,9:00,45,"
    )
    assert [talk.title for talk in programme.talks] == ["C"]
    assert programme.left_out == (
        "“A” (line 2) was left out: write its times like 09:30.",
        "“B” (line 3) was left out: “Friday” is not a date. Write it like 2027-03-12 or"
        " 12/03/2027.",
        "Line 4 was left out: it has no title.",
    )


def test_short_names_differ_and_fit_also_where_titles_are_in_another_script() -> None:
    titles = ["Été " * 20, "Été " * 20, "صحة", "健康", "健康"]
    lines = "\n".join(f"{title},{9 + at}:00,30" for at, title in enumerate(titles))
    drawn = sessions_of(read_csv(f"title,starts,minutes\n{lines}"), DAY)
    slugs = [one["slug"] for one in drawn.sessions]
    assert len(set(slugs)) == len(slugs)
    assert all(0 < len(slug) <= 40 and slug.strip("-") == slug for slug in slugs)


def test_what_is_too_long_is_cut_and_told() -> None:
    programme = Programme(
        "", None, read_csv(f"title,starts,minutes,brief\nA,9:00,5,{'x' * 1200}").talks
    )
    drawn = sessions_of(programme, DAY)
    assert len(drawn.sessions[0]["brief"]) == 1000
    assert drawn.notes == ("What “A” is about was longer than 1,000 characters and was cut.",)


def test_lengths_and_html() -> None:
    assert [minutes_of(text) for text in ("90", "1:30", "01:30:00", "", "-5", "x")] == [
        90,
        90,
        90,
        None,
        None,
        None,
    ]
    assert (
        plain("<p>One</p><ul><li>two</li><li>three &lt;4</li></ul>") == "One\n\n- two\n\n- three <4"
    )
    assert plain("5 < 6 and 7 > 6") == "5 < 6 and 7 > 6"
