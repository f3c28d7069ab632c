"""Plan files made from a programme."""

from __future__ import annotations

import datetime as dt
import tomllib
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from domain.plan import parse_plan
from domain.programmes import Drawn, Programme, read_csv, sessions_of
from domain.programmes.talks import Talk
from exports.plan_file import into_plan, new_plan

DAY = dt.date(2027, 3, 12)
EXAMPLE = Path(__file__).parents[2] / "examples" / "stockport-2021.toml"


def drawn_from(text: str) -> Drawn:
    return sessions_of(read_csv(text), DAY)


def test_a_new_plan_is_in_order() -> None:
    drawn = drawn_from(
        "title,starts,ends,theme,brief\nWelcome,9:00,9:30,,\nFood,10:00,11:00,Food,About food\n"
        "Health,10:00,11:00,Health,\nOur pledges,11:00,11:30,,"
    )
    plan = parse_plan(new_plan(drawn, name="Our day", date=DAY, time_zone="Europe/London"))
    assert plan.summit.name == "Our day"
    assert [one.kind for one in plan.sessions] == ["keynote", "workshop", "workshop", "pledging"]
    assert [theme.slug for theme in plan.pledges.themes] == ["food", "health"]


def test_an_existing_plan_keeps_what_people_wrote_and_its_notes() -> None:
    before = EXAMPLE.read_text(encoding="utf-8")
    was = parse_plan(before)
    moved = was.sessions[0]
    text = f"title,starts,ends\n{moved.title},09:00,10:00\nA late thought,22:00,22:30\n"
    after = into_plan(before, drawn_from(text), date=was.summit.date)
    now = parse_plan(after)
    assert now.sessions[0] == moved.model_copy(update={"starts": dt.time(9), "ends": dt.time(10)})
    assert now.sessions[1:-1] == was.sessions[1:]
    assert now.sessions[-1].slug == "a-late-thought"
    assert now.pledges == was.pledges
    notes = [line for line in before.splitlines() if line.startswith("#")]
    assert [line for line in after.splitlines() if line.startswith("#")] == notes
    # The same programme once more changes nothing.
    assert into_plan(after, drawn_from(text), date=was.summit.date) == after


WORDS = st.text(min_size=1, max_size=150)


@given(title=WORDS, about=st.text(max_size=1200), track=st.text(max_size=120))
def test_whatever_a_programme_says_the_file_says_it_too(title: str, about: str, track: str) -> None:
    talk = Talk("x", title, DAY, dt.time(9), 30, track=track, about=about)
    drawn = sessions_of(Programme("", None, (talk,)), DAY)
    text = new_plan(drawn, name="Our day", date=DAY, time_zone="Europe/London")
    (session,) = tomllib.loads(text)["sessions"]
    assert session == drawn.sessions[0]
