"""What a plan answers once it is right."""

import datetime as dt
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from domain.plan import (
    FollowUp,
    Plan,
    PlanInvalid,
    Pledges,
    Session,
    Theme,
    ends_at,
    follow_up_dates,
    parse_plan,
    starts_at,
)
from domain.plan.follow_up import add_months, read_follow_up
from tests.domain.test_plan_problems import SMALL, changed, session


def a_day(date: str, zone: str, *sessions: str) -> Plan:
    head = SMALL[: SMALL.index("[[sessions]]")]
    return parse_plan(
        head.replace("2027-03-12", date).replace("Europe/London", zone) + "".join(sessions)
    )


def utc(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


def test_a_plan_finds_its_themes_and_sessions() -> None:
    plan = parse_plan(SMALL)
    assert plan.theme("food") == Theme(slug="food", title="Food")
    assert plan.theme("drink") is None
    assert plan.theme_titles == {"food": "Food"}
    found = plan.session("healthcare")
    assert found == plan.sessions[1]
    assert found is not None
    assert (found.theme, found.slot) == ("food", "one")
    assert plan.session("drink") is None


def test_what_the_file_does_not_say_has_a_default() -> None:
    plan = parse_plan(changed('moderation = "before"\nfollow_up = ["3 days"]\n', ""))
    assert plan.pledges.moderation == "before"
    assert [str(one) for one in plan.pledges.follow_up] == [
        "3 days",
        "4 weeks",
        "6 months",
        "12 months",
    ]
    assert plan.roles.model_dump() == {
        "attendee": "Attendee",
        "facilitator": "Facilitator",
        "organiser": "Organiser",
    }
    assert plan.channels.model_dump() == {
        "category": "Summit",
        "welcome": "welcome",
        "pledge_wall": "pledge-wall",
        "organisers": "organisers",
    }
    assert plan.summit.contact is None
    assert plan.sessions[0] == Session(
        slug="opening",
        title="Opening",
        kind="keynote",
        starts=dt.time(10),
        ends=dt.time(11),
    )


def test_a_sessions_channel_is_its_slug_unless_it_names_one() -> None:
    plan = parse_plan(SMALL + 'channel = "arbeit_und_löhne"\n')
    assert [one.channel_name for one in plan.sessions] == [
        "opening",
        "healthcare",
        "arbeit_und_löhne",
    ]


def test_where_people_listen_depends_on_the_kind_of_session() -> None:
    def room(kind: str, **other: str) -> tuple[str, str]:
        base = {"slug": "one", "title": "One", "kind": kind, "starts": "10:00", "ends": "11:00"}
        made = Session.model_validate(base | other)
        return made.listens, made.voice_name

    assert room("keynote") == room("pledging") == ("stage", "one live")
    assert room("workshop") == ("voice", "one live")
    assert room("break")[0] == "none"
    assert room("workshop", voice="stage", channel="zwei") == ("stage", "zwei live")
    assert room("keynote", voice="none")[0] == "none"
    assert room("keynote", link="https://example.org/a?b=c#d")[0] == "none"
    assert len(room("keynote", channel="x" * 100)[1]) == 100


@pytest.mark.parametrize(
    "link",
    [
        "https://good.example@evil.example/",
        "https://localhost/",
        "https://example.org/a b",
        "https://example.org/<b>",
        "https://example.org/`b",
        "javascript:alert(1)",
        "https://",
        "",
    ],
)
def test_what_is_no_address_is_refused(link: str) -> None:
    with pytest.raises(PlanInvalid):
        parse_plan(SMALL + f'link = "{link}"\n')


@pytest.mark.parametrize("name", ["hilfe-für-alle", "स्वागत", "欢迎", "a_b-3"])
def test_channel_names_may_be_of_any_script(name: str) -> None:
    assert parse_plan(SMALL + f'[channels]\nwelcome = "{name}"\n').channels.welcome == name


def test_texts_may_be_as_long_as_the_limit() -> None:
    text = changed("Welcome.", "w" * 1_500).replace("Riverside Summit", "n" * 100)
    plan = parse_plan(text.replace('slug = "opening"', f'slug = "{"s" * 40}"'))
    assert len(plan.summit.welcome) == 1_500
    assert len(plan.summit.name) == 100
    assert len(plan.sessions[0].slug) == 40


def test_texts_lose_the_space_around_them_and_have_plain_line_breaks() -> None:
    plan = parse_plan(changed("Welcome.", " One\\r\\ntwo.\\n "))
    assert plan.summit.welcome == "One\ntwo."


@pytest.mark.parametrize("contact", ["events@herefordshire.example", "us@here.example"])
def test_an_email_address_is_no_mention(contact: str) -> None:
    plan = parse_plan(changed("date = 2027", f'contact = "{contact}"\ndate = 2027'))
    assert plan.summit.contact == contact


def test_a_plan_comes_back_whole_from_json() -> None:
    plan = parse_plan(
        changed('["3 days"]', '["1 month", "2028-02-29", "1 year"]')
        + "capacity = 12\n[[sessions.speakers]]\nname = 'Ada'\nabout = '''a\nb'''\n"
        + session("night", "22:00", "02:00", "ends_next_day = true")
    )
    assert Plan.model_validate_json(plan.model_dump_json()) == plan
    assert Plan.model_validate(plan.model_dump()) == plan
    assert '"starts":"22:00"' in plan.model_dump_json()
    assert '"follow_up":["1 month","2028-02-29","1 year"]' in plan.model_dump_json()


def test_no_plan_that_breaks_a_rule_comes_in_by_json() -> None:
    text = parse_plan(SMALL).model_dump_json().replace('"theme":"food"', '"theme":"drink"')
    with pytest.raises(ValidationError, match='There is no theme "drink"'):
        Plan.model_validate_json(text)


def test_a_plan_cannot_be_changed() -> None:
    plan = parse_plan(SMALL)
    with pytest.raises(ValidationError, match="frozen"):
        plan.summit.__setattr__("name", "Other")


def test_problems_cross_to_another_process() -> None:
    with pytest.raises(PlanInvalid) as caught:
        parse_plan("")
    assert pickle.loads(pickle.dumps(caught.value)).problems == caught.value.problems


def test_an_error_without_problems_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="without problems"):
        PlanInvalid([])


# Moments


def test_moments_are_in_utc() -> None:
    plan = a_day("2027-07-01", "Europe/London", session("a", "10:00", "11:30"))
    assert starts_at(plan, plan.sessions[0]) == utc("2027-07-01T09:00")
    assert ends_at(plan, plan.sessions[0]) == utc("2027-07-01T10:30")
    assert starts_at(plan, plan.sessions[0]).tzinfo is dt.UTC


def test_a_session_may_pass_midnight_into_summer_time() -> None:
    plan = a_day(
        "2027-03-27", "Europe/London", session("a", "23:00", "02:00", "ends_next_day = true")
    )
    assert starts_at(plan, plan.sessions[0]) == utc("2027-03-27T23:00")
    # The clocks go forward at 01:00, so that the session is two hours long, not three.
    assert ends_at(plan, plan.sessions[0]) == utc("2027-03-28T01:00")


def test_a_time_that_comes_twice_is_the_first_of_the_two() -> None:
    plan = a_day(
        "2027-10-31",
        "Europe/London",
        session("a", "00:30", "01:30"),
        session("b", "01:30", "02:00"),
    )
    assert ends_at(plan, plan.sessions[0]) == utc("2027-10-31T00:30")
    assert starts_at(plan, plan.sessions[1]) == utc("2027-10-31T00:30")
    assert ends_at(plan, plan.sessions[1]) == utc("2027-10-31T02:00")


def test_a_day_that_a_zone_left_out_has_no_times() -> None:
    # Samoa went from 29 to 31 December 2011 over the date line.
    with pytest.raises(PlanInvalid) as caught:
        a_day("2011-12-30", "Pacific/Apia", session("a", "10:00", "11:00"))
    assert [problem.place for problem in caught.value.problems] == [
        'sessions[1] "a", starts',
        'sessions[1] "a", ends',
    ]


def test_sessions_that_only_touch_do_not_overlap() -> None:
    plan = a_day(
        "2027-03-12",
        "Europe/London",
        session("b", "10:30", "11:00"),
        session("a", "10:00", "10:30"),
        session("c", "11:00", "11:00", "ends_next_day = true"),
    )
    assert ends_at(plan, plan.sessions[2]) - starts_at(plan, plan.sessions[2]) == dt.timedelta(1)


# Follow-up


@pytest.mark.parametrize(
    ("made_on", "entry", "due"),
    [
        ("2021-12-10", "3 days", "2021-12-13"),
        ("2021-12-10", "4 weeks", "2022-01-07"),
        ("2021-12-10", "6 months", "2022-06-10"),
        ("2021-12-10", "12 months", "2022-12-10"),
        ("2021-08-31", "6 months", "2022-02-28"),
        ("2023-08-31", "6 months", "2024-02-29"),
        ("2024-02-29", "1 year", "2025-02-28"),
        ("2021-12-31", "2 months", "2022-02-28"),
        ("2021-12-10", "2022-01-31", "2022-01-31"),
    ],
)
def test_when_a_pledge_is_followed_up(made_on: str, entry: str, due: str) -> None:
    assert read_follow_up(entry).after(dt.date.fromisoformat(made_on)) == dt.date.fromisoformat(due)


def test_follow_up_dates_are_in_order_once_each_and_never_past() -> None:
    plan = parse_plan(
        changed('["3 days"]', '["12 months", "2027-04-09", "4 weeks", "2028-01-31", "28 days"]')
    )
    assert follow_up_dates(plan, dt.date(2027, 3, 12)) == (
        dt.date(2027, 4, 9),
        dt.date(2028, 1, 31),
        dt.date(2028, 3, 12),
    )
    assert follow_up_dates(plan, dt.date(2028, 1, 31)) == (
        dt.date(2028, 2, 28),
        dt.date(2029, 1, 31),
    )


def test_pledges_can_be_made_in_code_too() -> None:
    themes = (Theme(slug="food", title="Food"),)
    entry = FollowUp(amount=3, unit="week")
    assert Pledges(themes=themes, follow_up=(entry,)).follow_up == (entry,)


def test_a_plan_may_follow_up_never() -> None:
    plan = parse_plan(changed('["3 days"]', "[]"))
    assert follow_up_dates(plan, dt.date(2027, 3, 12)) == ()


@given(st.dates(dt.date(2000, 1, 1), dt.date(2100, 12, 31)), st.integers(1, 60))
def test_months_later_is_that_month_and_the_day_or_the_months_last(
    day: dt.date, months: int
) -> None:
    later = add_months(day, months)
    assert later.year * 12 + later.month == day.year * 12 + day.month + months
    if later.day != day.day:
        assert later.day < day.day
        assert (later + dt.timedelta(days=1)).day == 1


@given(st.integers(1, 60), st.sampled_from(["day", "week", "month"]))
def test_a_follow_up_is_read_as_it_is_written(amount: int, unit: str) -> None:
    entry = read_follow_up(f"{amount} {unit}s")
    assert (entry.amount, entry.unit, entry.on) == (amount, unit, None)
    assert read_follow_up(str(entry)) == entry
    assert FollowUp(on=dt.date(2022, 1, 31)) == read_follow_up("2022-01-31")
