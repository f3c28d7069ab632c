"""Every fault of a plan is found, at its place and with a way to mend it."""

import json
import tomllib

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from domain.plan import Plan, PlanInvalid, Problem, parse_plan

SMALL = """
[summit]
name = "Riverside Summit"
organiser = "Riverside Council"
date = 2027-03-12
time_zone = "Europe/London"
welcome = "Welcome."
privacy_notice = "We keep little."

[pledges]
moderation = "before"
follow_up = ["3 days"]

[[pledges.themes]]
slug = "food"
title = "Food"

[[sessions]]
slug = "opening"
title = "Opening"
kind = "keynote"
starts = "10:00"
ends = "11:00"

[[sessions]]
slug = "healthcare"
title = "Healthcare"
kind = "workshop"
starts = "11:00"
ends = "12:00"
slot = "one"
theme = "food"

[[sessions]]
slug = "work"
title = "Work"
kind = "workshop"
starts = "11:00"
ends = "12:00"
slot = "one"
"""


def problems_of(text: str) -> list[Problem]:
    with pytest.raises(PlanInvalid) as caught:
        parse_plan(text)
    return list(caught.value.problems)


def changed(old: str, new: str, *, count: int = 1) -> str:
    assert old in SMALL
    return SMALL.replace(old, new, count)


def only_problem(text: str) -> str:
    (problem,) = problems_of(text)
    return str(problem)


def session(slug: str, starts: str, ends: str, *more: str, kind: str = "workshop") -> str:
    lines = (f'slug = "{slug}"', 'title = "T"', f'kind = "{kind}"')
    return "\n".join(
        ["[[sessions]]", *lines, f'starts = "{starts}"', f'ends = "{ends}"', *more, ""]
    )


def test_the_small_plan_itself_is_right() -> None:
    assert parse_plan(SMALL).summit.name == "Riverside Summit"


def test_more_channels_than_a_category_holds() -> None:
    def day(sessions: int) -> str:
        times = [f"{8 + n // 6:02}:{n % 6 * 10:02}" for n in range(sessions + 1)]
        head = SMALL[: SMALL.index("[[sessions]]")]
        return head + "".join(session(f"s{n}", times[n], times[n + 1]) for n in range(sessions))

    assert len(parse_plan(day(47)).sessions) == 47
    assert only_problem(day(48)) == (
        "sessions: The summit would need 51 channels, and a Discord category holds 50 at most. "
        "Have 47 sessions at most besides breaks."
    )
    # A break needs no channel.
    assert len(parse_plan(day(48).replace('"workshop"', '"break"', 1)).sessions) == 48


def test_all_problems_are_told_at_once_those_of_values_and_those_between_parts() -> None:
    text = (
        changed('name = "Riverside Summit"', "nam = 1").replace('theme = "food"', 'theme = "x"')
        + session("opening", "09:30", "10:30", "capacity = 0", kind="keynote")
        + session("odd", "14:00", "13:00", 'brief = "@here"')
    )
    assert [str(problem).split(". ")[0] for problem in problems_of(text)] == [
        'summit: The key "name" is missing',
        "summit.nam: This key is not known",
        'sessions[4] "opening", capacity: "0" is too small',
        'sessions[5] "odd", brief: It has the mention "@here", which would alert people',
        'sessions[4] "opening", slug: sessions[1] "opening" has the slug "opening" too',
        'sessions[2] "healthcare", theme: There is no theme "x"',
        'sessions[5] "odd", ends: It ends at 13:00, before it starts at 14:00',
        'sessions[1] "opening", starts: It is from 10:00 to 11:00, while sessions[4] "opening" is '
        "from 09:30 to 10:30",
    ]


def test_a_value_that_cannot_be_read_does_not_make_other_problems_up() -> None:
    # Each of these hides what a rule would need; the rule then keeps silent.
    for old, new in (
        ('slot = "one"', "slot = 1"),
        ('slug = "food"', 'slug = "Food!"'),
        ('starts = "11:00"', 'starts = "eleven"'),
        ('kind = "workshop"', 'kind = "Workshop"'),
        ("2027-03-12", '"tomorrow"'),
    ):
        assert len(problems_of(changed(old, new))) == 1
    second = '[[pledges.themes]]\nslug = "Drink!"\ntitle = "Drink"\n'
    assert len(problems_of(changed('theme = "food"', 'theme = "drink"') + second)) == 1


def test_a_file_that_is_not_toml_has_a_problem_at_its_line() -> None:
    problem = problems_of(changed('ends = "11:00"', "ends = 11:00"))[0]
    assert problem.place == f"line {SMALL[: SMALL.index('ends =')].count(chr(10)) + 1}"
    assert problem.says.startswith("The file is not valid TOML here: ")
    assert problems_of('a = """\n\nend')[0].place == "line 3"


def test_what_is_quoted_from_the_file_is_short() -> None:
    told = only_problem(changed('"before"', f'"{"never " * 1000}"'))
    assert told == (
        f'pledges.moderation: "{("never " * 10)[:59]}…" is not one of the values that can stand '
        'here. Use "before" or "after".'
    )


def test_files_that_would_choke_the_reader_are_refused() -> None:
    assert only_problem("x" * 300_001).startswith("the plan: The file has 300,001 characters")
    assert only_problem("\n" + "a." * 100_000 + "a = 1").startswith("line 2: More than twenty")
    assert only_problem('x = {"a\\""' + '."a\\""' * 30_000 + "= 1}").startswith("line 1: More")
    assert only_problem("x = " + "[" * 100_000).startswith("the plan: It holds a number or a list")
    assert only_problem("x = " + "1" * 10_000).startswith("the plan: It holds a number or a list")


def test_the_error_lists_every_problem_on_a_line_of_its_own() -> None:
    with pytest.raises(PlanInvalid) as caught:
        parse_plan("")
    assert str(caught.value) == (
        "The plan has 3 problems.\n"
        '- the plan: The table "summit" is missing. Add it below a line [summit].\n'
        '- the plan: The table "pledges" is missing. Add it below a line [pledges].\n'
        '- the plan: It has no "sessions". Add one at least, below a line [[sessions]].'
    )


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=()), max_size=30)
SCALARS = st.one_of(
    WORDS,
    st.integers(),
    st.booleans(),
    st.sampled_from(["10:00", "food", "Europe/London", "2027-03-12", "one", "workshop", "@here"]),
)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3)
)
LINES = [line for line in SMALL.splitlines() if line]


def as_toml(value: object) -> str:
    if isinstance(value, list):
        return f"[{', '.join(as_toml(item) for item in value)}]"
    if isinstance(value, dict):
        return (
            "{"
            + ", ".join(f"{as_toml(key)} = {as_toml(item)}" for key, item in value.items())
            + "}"
        )
    return json.dumps(value).replace("\x7f", "\\u007f")


@st.composite
def damaged_plans(draw: st.DrawFn) -> str:
    """The small plan with some lines lost, moved, doubled or given another value."""
    lines = list(LINES)
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(lines) - 1))
        match draw(st.sampled_from(["lose", "move", "double", "value", "text"])):
            case "lose":
                del lines[at]
            case "move":
                lines.insert(draw(st.integers(0, len(lines) - 1)), lines.pop(at))
            case "double":
                lines.insert(draw(st.integers(0, len(lines))), lines[at])
            case "value":
                lines[at] = f"{lines[at].partition(' = ')[0]} = {as_toml(draw(VALUES))}"
            case _:
                lines[at] = draw(WORDS)
    return "\n".join(lines)


def outcome(text: str) -> Plan | PlanInvalid:
    try:
        return parse_plan(text)
    except PlanInvalid as invalid:
        return invalid


@settings(max_examples=400, deadline=None)
@given(st.one_of(damaged_plans(), st.text(), WORDS))
@example("\ufeff" + SMALL)
@example('"\ud800" = 1')
def test_any_text_is_a_plan_or_has_problems_that_can_be_read(text: str) -> None:
    result = outcome(text)
    if isinstance(result, PlanInvalid):
        assert result.problems
        for problem in result.problems:
            assert problem.place
            assert problem.says[-1] in ".?"
            assert problem.mend[-1] in ".?"
            assert str(problem).isprintable()
            str(problem).encode()
    else:
        assert Plan.model_validate_json(result.model_dump_json()) == result
        name = tomllib.loads(text.removeprefix("\ufeff"))["summit"]["name"]
        assert result.summit.name == name.strip()
