"""The report of a summit: what is in it, for whom, and that nothing in it acts as a page's own."""

from __future__ import annotations

import json
import re
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.export_files import ExportFailed
from bot.reporting import make_report
from db.exports import one_moment
from db.opening import connect_reader
from db.report_reads import material
from domain.summit_report import Material
from exports.columns import Profile
from exports.report.charts import LINE, LINES, Row, chart, wrapped
from exports.report.page import page
from tests.exports import report_file
from tests.exports.planted import Planted
from tests.exports.summit_file import AT, GUILD, summit_file

NOW = datetime(2022, 1, 5, 12, tzinfo=UTC)
OURS = frozenset(
    (
        *("html", "head", "meta", "title", "style", "body", "header", "nav", "main", "section"),
        *("footer", "a", "h1", "h2", "h3", "h4", "p", "ul", "li", "dl", "dt", "dd", "div", "bdi"),
        *("strong", "table", "caption", "thead", "tbody", "tr", "th", "td", "figure", "figcaption"),
        *("svg", "desc", "defs", "pattern", "rect", "path", "circle", "text"),
    )
)
VOID = frozenset({"meta"})


class Reader(HTMLParser):
    """Reads a page back: its tags, what is said, and whether all is closed in its order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.said: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.said.append(data)

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)


def parsed(content: bytes) -> Reader:
    reader = Reader()
    reader.feed(content.decode())
    reader.close()
    assert reader.open == []
    return reader


def text_of(content: bytes) -> str:
    return re.sub(r"\s+", " ", " ".join(parsed(content).said))


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Planted]:
    path = tmp_path_factory.mktemp("report") / "summit.sqlite3"
    return path, report_file.report_file(path)


def made(path: Path, profile: Profile = Profile.PUBLIC, day: date | None = None) -> bytes:
    return make_report(path, GUILD, profile, NOW, day).content


def read(path: Path, *, public: bool = True, most: int = 100, day: date | None = None) -> Material:
    with closing(connect_reader(path)) as reader, one_moment(reader):
        found = material(reader, guild_id=GUILD, public=public, now=NOW, day=day, most=most)
    assert found is not None
    return found


# ---------------------------------------------------------------------- who reads what


def test_everybody_reads_what_is_open_and_nothing_else(filled: tuple[Path, Planted]) -> None:
    path, planted = filled
    content = made(path).decode()
    assert [one for one in planted.public if one not in content] == []
    assert [one for one in planted.internal + planted.nowhere if one in content] == []
    assert "UNSAID" not in content
    assert "SECRET" not in content


def test_organisers_read_more_but_nothing_that_nobody_may(filled: tuple[Path, Planted]) -> None:
    path, planted = filled
    content = made(path, Profile.INTERNAL).decode()
    assert [one for one in planted.public + planted.internal if one not in content] == []
    assert [one for one in planted.nowhere if one in content] == []
    assert "UNSAID" not in content


def test_what_is_read_for_organisers_makes_no_public_page(filled: tuple[Path, Planted]) -> None:
    path, _ = filled
    with pytest.raises(ValueError, match="public"):
        page(read(path, public=False), Profile.PUBLIC)
    with pytest.raises(ValueError, match="internal"):
        page(read(path), Profile.INTERNAL)


def test_the_public_page_in_words(filled: tuple[Path, Planted]) -> None:
    text = text_of(made(filled[0]))
    for said in (
        "Anytown Council , 10 December 2021. As it stood on 5 January 2022, 12:00 GMT.",
        "People who joined 10",
        # One business and two of public bodies.
        "Resident 7 Kinds with few people, together 3",
        "Sessions held 2",
        "Notes kept in sessions 3",
        "Questions that everybody could see 2",
        "Pledges 5",
        "10 December 2021, 11:00 to 11:45 GMT",
        "Round 1, group 2",
        "4.0 of 5, from 3 people",
        "This session was cancelled.",
        "P-0002 · A business · Planned",
        # A story that is told without a name takes the name from its pledge, and from no other.
        "P-0003 · A resident · Fulfilled",
        "P-0004 · OPEN-Amina Yusuf · Fulfilled",
        "2 pledges are still being followed up. The next questions go out on 31 January 2022.",
        "3 days, 4 weeks and 12 months after they pledged, and on 31 January 2022",
        "June 2022",
        "No reply at all 1",
        "Left the plan",
        "does not have the pledges of other summits of this server (1).",
    ):
        assert said in text, said
    for absent in ("For organisers", "too few to tell", "Business 1 Public"):
        assert absent not in text, absent


def test_organisers_read_what_is_stuck_and_who_was_not_reached(
    filled: tuple[Path, Planted],
) -> None:
    text = text_of(made(filled[0], Profile.INTERNAL))
    for said in (
        "Pledges that wait to be looked at 1",
        "Pledges that are hidden 1",
        "Pledges that were withdrawn 1",
        "Pledges whose last question reached nobody 1",
        "Private messages of any kind that reached nobody 1",
        "Pledges that are stuck 1",
        "Tasks that are open 1",
        "SECRET-name of the owner SECRET-next step 1 February 2022",
        "1 so far, too few to tell the average",
    ):
        assert said in text, said


def test_few_people_of_a_kind_are_not_told_apart(tmp_path: Path) -> None:
    path = tmp_path / "summit.sqlite3"
    with summit_file(path) as file:
        for number, kind in enumerate(("resident", "business", "public_body", "public_body")):
            file.attendee(number + 1, kind=kind)
        file.pledge(1)
    text = text_of(made(path))
    assert "People who joined 4" in text
    assert "Kinds with few people, together 4" in text
    assert "Resident 1" not in re.sub("Pledges by who made them.*", "", text)


def test_a_name_goes_when_its_consent_goes(tmp_path: Path) -> None:
    path = tmp_path / "summit.sqlite3"
    with summit_file(path) as file:
        report_file.fill(file)
        file.connection.execute("UPDATE attendee SET publish_name = 0")
    assert b"Amina Yusuf" not in made(path)


def test_a_past_summit_has_its_own_report(filled: tuple[Path, Planted]) -> None:
    path, _ = filled
    content = made(path, day=date(2020, 12, 11)).decode()
    assert "UNSAID-Last year" in content
    assert "UNSAID-last year&#39;s pledge" in content
    assert "OPEN-first" not in content
    assert "OPEN-Food workshop" not in content
    assert "11 December 2020" in content
    with pytest.raises(ExportFailed, match="no summit on 2019-01-01"):
        made(path, day=date(2019, 1, 1))


def test_another_servers_summit_is_not_in_it(tmp_path: Path) -> None:
    path = tmp_path / "summit.sqlite3"
    report_file.report_file(path)
    before = made(path), made(path, Profile.INTERNAL)
    with summit_file(path, GUILD * 2) as file:
        file.pledge(file.attendee(5, name="Elsewhere"), action="Elsewhere")
    assert (made(path), made(path, Profile.INTERNAL)) == before
    with pytest.raises(ExportFailed, match="no summit for the server 3"):
        make_report(path, 3, Profile.PUBLIC, NOW)


def test_an_empty_summit_has_a_report(tmp_path: Path) -> None:
    path = tmp_path / "summit.sqlite3"
    with summit_file(path):
        pass
    for profile in Profile:
        text = text_of(made(path, profile))
        assert "There are no pledges that everybody may read." in text
        assert f"Summit {GUILD}: report" in text


def test_the_same_record_makes_the_same_page(filled: tuple[Path, Planted]) -> None:
    path, _ = filled
    assert made(path) == made(path)
    later = make_report(path, GUILD, Profile.PUBLIC, NOW + timedelta(seconds=1))
    assert later.name == f"summit-report-{GUILD}-public-20220105T120001Z.html"


def test_of_many_pledges_the_first_are_listed_and_the_number_is_said(
    filled: tuple[Path, Planted],
) -> None:
    text = text_of(page(read(filled[0], most=1), Profile.PUBLIC))
    assert "The first 1 of 2 are listed here. The files of the whole record have them all." in text
    assert "OPEN-second" not in text
    assert "Pledges 5" in text


# ---------------------------------------------------------------------- a page and nothing more


def test_the_page_asks_for_nothing_and_runs_nothing(filled: tuple[Path, Planted]) -> None:
    for profile in Profile:
        reader = parsed(made(filled[0], profile))
        assert set(reader.tags) <= OURS
        links = {value for _, name, value in reader.attributes if name in {"href", "src", "action"}}
        assert links
        assert all(re.fullmatch(r"#[a-z]+", one) for one in links)
        assert not [one for one in reader.attributes if one[1].startswith("on")]
        assert not [one for one in reader.attributes if one[1] == "style"]
        (policy,) = [
            value
            for tag, name, value in reader.attributes
            if (tag, name) == ("meta", "content") and "default-src" in value
        ]
        assert re.fullmatch(
            r"default-src 'none'; style-src 'sha256-[\w+/]{43}='; base-uri 'none';"
            r" form-action 'none'",
            policy,
        )


def test_what_people_typed_is_shown_as_they_typed_it(filled: tuple[Path, Planted]) -> None:
    assert report_file.HOSTILE.strip() in " ".join(parsed(made(filled[0])).said)


def test_every_mark_that_turns_text_is_shut_in(filled: tuple[Path, Planted]) -> None:
    """What stands beside our own words is isolated; what stands alone has its own direction."""
    content = made(filled[0]).decode()
    for found in re.finditer("\u202e", content):
        before = content[: found.start()]
        tag = re.findall(r"<[^>]*>", before)[-1]
        assert tag == "<bdi>" or 'dir="auto"' in tag, tag


def test_headings_go_down_one_step_at_a_time_and_ids_are_given_once(
    filled: tuple[Path, Planted],
) -> None:
    reader = parsed(made(filled[0], Profile.INTERNAL))
    levels = [int(tag[1]) for tag in reader.tags if re.fullmatch("h[1-6]", tag)]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    ids = [value for _, name, value in reader.attributes if name == "id"]
    assert len(set(ids)) == len(ids)
    pointed = [
        one
        for _, name, value in reader.attributes
        if name in {"aria-labelledby", "aria-describedby"}
        for one in value.split()
    ] + [value[1:] for _, name, value in reader.attributes if name == "href"]
    assert set(pointed) <= set(ids)
    assert reader.tags.count("caption") == reader.tags.count("table")
    assert reader.tags.count("figure") == len(
        [one for one in reader.attributes if one == ("svg", "role", "img")]
    )


@pytest.fixture(scope="module")
def known(filled: tuple[Path, Planted]) -> Material:
    return read(filled[0], public=False)


ANYTHING = st.text(max_size=60) | st.sampled_from(
    ["</style><script>", "'\"><img src=x>", "{{ x }}", "<!--", "]]>", "\u2066", "\x00", "\r\n"]
)


@settings(deadline=None, max_examples=60)
@given(words=ANYTHING, name=ANYTHING)
def test_no_tag_ever_comes_from_what_people_typed(known: Material, words: str, name: str) -> None:
    plain = parsed(page(known, Profile.INTERNAL)).tags
    inside = known.inside
    assert inside is not None
    hostile = replace(
        known,
        about=replace(known.about, name=name or "x", organiser=words or "x", contact=words or "x"),
        themes=tuple((slug, f"{title} {words}") for slug, title in known.themes),
        records=tuple(
            replace(
                record,
                session=replace(record.session, title=words),
                outputs=tuple(replace(one, words=words) for one in record.outputs),
                questions=tuple(
                    replace(one, words=words, answer=one.answer and f"a{words}")
                    for one in record.questions
                ),
            )
            for record in known.records
        ),
        pledges={
            slug: tuple(replace(one, action=words, maker_name=f"n{name}") for one in listed)
            for slug, listed in known.pledges.items()
        },
        inside=replace(
            inside,
            useful=tuple(words for _ in inside.useful),
            stuck=tuple(replace(one, action=words, owner=name or "x") for one in inside.stuck),
        ),
    )
    tags = parsed(page(hostile, Profile.INTERNAL)).tags
    # A long title has more lines in a chart: those are ours.
    assert [tag for tag in tags if tag != "text"] == [tag for tag in plain if tag != "text"]


# ---------------------------------------------------------------------- charts


@given(st.text(max_size=300))
def test_words_in_a_chart_fit_and_lose_nothing_but_their_end(text: str) -> None:
    lines = wrapped(text)
    assert len(lines) <= LINES
    assert all(len(line.removesuffix(" …")) <= LINE * 3 for line in lines)
    whole = "".join(text.split())
    said = "".join("".join(line.split()) for line in lines)
    assert whole == said or (said.endswith("…") and whole.startswith(said.removesuffix("…")))


@given(st.lists(st.lists(st.integers(0, 10**6), min_size=1, max_size=6), min_size=1, max_size=9))
def test_bars_share_one_scale_and_parts_touch(numbers: list[list[int]]) -> None:
    rows = [Row("name", "words", tuple((f"{i}", n) for i, n in enumerate(row))) for row in numbers]
    found = chart("c", "Title", rows)
    longest = max(map(sum, numbers))
    if not longest:
        assert found is None
        return
    assert found is not None
    for row, bar in zip(numbers, found.bars, strict=True):
        at = 0.0
        for part in bar.parts:
            assert float(part.start[:-1]) == pytest.approx(at, abs=0.01)
            at += float(part.width[:-1])
        assert at == pytest.approx(100 * sum(row) / longest, abs=0.01)


def test_a_chart_says_its_numbers_in_words(filled: tuple[Path, Planted]) -> None:
    content = made(filled[0]).decode()
    assert f"{report_file.TITLE}: 2: 2 planned;" in content
    assert content.count("The table below has the same numbers.") == content.count('role="img"')


@pytest.fixture
def later(tmp_path: Path) -> Path:
    path = tmp_path / "summit.sqlite3"
    with summit_file(path) as file:
        plan = {"summit": {"name": "S", "date": "2021-12-10", "time_zone": "Europe/London"}}
        file.connection.execute("UPDATE summit SET plan = ?", (json.dumps(plan),))
        file.insert(
            "session",
            guild_id=file.guild,
            slug="night",
            position=0,
            title="Night",
            kind="workshop",
            starts_at="2026-10-25T00:30:00Z",
            ends_at="2026-10-25T01:30:00Z",
        )
        file.insert("erased", guild_id=file.guild, what="attendee", theme="", kind="other", n=3)
        file.attendee(1, joined_at=AT)
    return path


def test_an_hour_that_comes_twice_is_told_apart_and_the_erased_are_counted(later: Path) -> None:
    text = text_of(made(later))
    assert "25 October 2026, 01:30 BST to 25 October 2026, 01:30 GMT" in text
    assert "People who joined 4" in text
