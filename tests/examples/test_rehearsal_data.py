"""The rehearsal's people and pledges are what the rehearsal and its readers may rely on."""

import re
import tomllib
import unicodedata
from calendar import day_name, month_name
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

EXAMPLES = Path(__file__).parents[2] / "examples"
PLEDGES_FILE = EXAMPLES / "pledges.toml"
PEOPLE_FILE = EXAMPLES / "people.toml"
FILES = [PLEDGES_FILE, PEOPLE_FILE]

KINDS = {"resident", "business", "community_group", "public_body", "other"}
THEMES = {
    "early-years-and-education",
    "communities-and-place",
    "healthcare",
    "employment-and-income",
}

# language -> how the Unicode names of its letters begin
LETTERS = {
    "en": "LATIN",
    "pl": "LATIN",
    "fr": "LATIN",
    "ro": "LATIN",
    "pt": "LATIN",
    "cy": "LATIN",
    "ar": "ARABIC",
    "fa": "ARABIC",
    "ur": "ARABIC",
    "bn": "BENGALI",
    "uk": "CYRILLIC",
    "yue-Hant": "CJK UNIFIED",
    "zh-Hant": "CJK UNIFIED",
}
# language -> letters that its texts hold and its nearest neighbours' do not
TELLING = {
    "pl": "łżś",
    "fr": "éèàê",
    "ro": "ăț",
    "pt": "ãç",
    "cy": "ŷŵ",
    "fa": "گ",
    "ur": "ٹےں",
    "uk": "іїє",
    "yue-Hant": "嘅嚟",
    "zh-Hant": "為點",
}

ZWNJ, ZWJ = "\u200c", "\u200d"
TAGS = {chr(c) for c in range(0xE0020, 0xE0080)}
LIMITS = {"action": 600, "first_step": 200, "who_benefits": 200, "measure": 200, "help_needed": 200}

Row = dict[str, Any]


def load(path: Path, table: str) -> list[Row]:
    return tomllib.loads(path.read_text(encoding="utf-8"))[table]


PLEDGES = load(PLEDGES_FILE, "pledge")
PEOPLE = load(PEOPLE_FILE, "person")
HIDES = load(PEOPLE_FILE, "hide")
EDITS = load(PEOPLE_FILE, "edit")
ACTIONS = [p["action"] for p in PLEDGES]


def strings() -> Iterator[tuple[str, str, str]]:
    """Every text of both files: its table, its key, itself."""
    for table, rows in (("pledge", PLEDGES), ("person", PEOPLE), ("hide", HIDES), ("edit", EDITS)):
        for row in rows:
            for key, value in row.items():
                if isinstance(value, str):
                    yield table, key, value


def in_form(text: str) -> int:
    """The length as the stricter of Python and a browser counts it."""
    return len(text.encode("utf-16-le")) // 2


# ------------------------------------------------------------------------------- both files


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.name)
def test_the_file_is_tidy(path: Path) -> None:
    raw = path.read_bytes()
    text = raw.decode("utf-8")
    assert text.endswith("\n")
    assert not text.endswith("\n\n")
    assert "\r" not in text
    assert "\t" not in text
    assert [line for line in text.split("\n") if line != line.rstrip()] == []
    assert unicodedata.is_normalized("NFC", text)


def test_the_tables_are_the_promised_ones() -> None:
    tables = [set(tomllib.loads(p.read_text(encoding="utf-8"))) for p in FILES]
    assert tables == [{"pledge"}, {"person", "hide", "edit"}]


def test_every_text_is_nfc_and_trimmed() -> None:
    wrong = [t for t in strings() if not unicodedata.is_normalized("NFC", t[2])]
    assert wrong == []
    assert [t for t in strings() if t[2] != t[2].strip()] == []


def test_no_text_holds_a_control_character_other_than_a_line_break() -> None:
    # Cc control, Cs surrogate, Co private use, Cn unassigned, Zl and Zp separators
    bad = {"Cc", "Cs", "Co", "Cn", "Zl", "Zp"}
    found = [
        (text, c)
        for _, _, text in strings()
        for c in text
        if c != "\n" and unicodedata.category(c) in bad
    ]
    assert found == []


def test_only_a_pledges_action_holds_line_breaks() -> None:
    assert {(table, key) for table, key, text in strings() if "\n" in text} == {
        ("pledge", "action")
    }


def test_invisible_characters_are_joiners_and_flag_tags_alone() -> None:
    # among those that this shuts out: the bidirectional marks, embeddings, overrides and isolates
    found = {c for _, _, text in strings() for c in text if unicodedata.category(c) == "Cf"}
    assert found - TAGS == {ZWJ, ZWNJ}


def test_joiners_stand_where_they_belong() -> None:
    for pledge in PLEDGES:
        for key in LIMITS:
            text = pledge.get(key, "")
            for at, c in enumerate(text):
                if c == ZWJ:
                    assert unicodedata.category(text[at + 1]) == "So", text
                    assert unicodedata.category(text[at - 1]) in {"So", "Sk", "Mn"}, text
                if c == ZWNJ:
                    assert pledge["language"] == "fa", text


def test_telephone_numbers_are_ofcoms_fictional_ones() -> None:
    numbers = [
        re.sub(r"\D", "", m) for *_, text in strings() for m in re.findall(r"\+?\d[\d ]{6,}", text)
    ]
    assert len(numbers) == 1
    assert re.fullmatch(r"01614960\d{3}", numbers[0])


def test_no_text_holds_a_web_or_mail_address() -> None:
    shape = re.compile(r"https?://|www\.|\w@\w|\w\.(com|org|net|uk)\b", re.IGNORECASE)
    assert [text for *_, text in strings() if shape.search(text)] == []


def test_weekdays_that_people_name_fall_on_their_dates() -> None:
    days, months = list(day_name), list(month_name)[1:]
    shape = re.compile(rf"\b({'|'.join(days)}) (\d{{1,2}}) ({'|'.join(months)})\b")
    named = [m.groups() for *_, text in strings() for m in shape.finditer(text)]
    assert len(named) >= 8
    for day, number, month in named:
        year = 2021 if month == "December" else 2022
        when = date(year, months.index(month) + 1, int(number))
        assert days[when.weekday()] == day, (day, number, month)


# ---------------------------------------------------------------------------------- pledges


def test_a_pledge_has_the_promised_fields() -> None:
    must = {"kind", "theme", "as_organisation", "action", "language"}
    may = {"first_step", "who_benefits", "measure", "due", "help_needed"}
    for pledge in PLEDGES:
        assert must <= set(pledge) <= must | may, pledge
        assert type(pledge["as_organisation"]) is bool
        assert all(type(pledge[k]) is str for k in pledge.keys() - {"as_organisation", "due"})


def test_there_are_at_least_a_hundred_pledges_and_no_two_alike() -> None:
    assert len(PLEDGES) >= 100
    alike = Counter(" ".join(a.casefold().split()) for a in ACTIONS)
    assert [a for a, n in alike.items() if n > 1] == []


def test_a_pledges_texts_keep_their_limits() -> None:
    wrong = [
        (key, in_form(p[key]), p[key])
        for p in PLEDGES
        for key, most in LIMITS.items()
        if key in p and not (10 if key == "action" else 1) <= in_form(p[key]) <= most
    ]
    assert wrong == []


def test_pledges_are_short_and_long() -> None:
    lengths = [len(a) for a in ACTIONS]
    assert sum(n <= 60 for n in lengths) >= 5
    assert sum(n >= 560 for n in lengths) >= 2


def test_due_dates_lie_after_the_summit_and_within_the_follow_up() -> None:
    dues = [p["due"] for p in PLEDGES if "due" in p]
    assert all(type(d) is date for d in dues)
    assert date(2021, 12, 10) < min(dues)
    assert max(dues) < date(2023, 6, 30)
    assert 0 < len(dues) < len(PLEDGES)


def test_pledges_spread_over_the_four_themes() -> None:
    counts = Counter(p["theme"] for p in PLEDGES)
    assert set(counts) == THEMES
    assert max(counts.values()) - min(counts.values()) <= 5


def test_every_theme_has_pledges_of_every_kind_and_most_are_residents() -> None:
    by = Counter((p["theme"], p["kind"]) for p in PLEDGES)
    assert set(by) == {(t, k) for t in THEMES for k in KINDS}
    for theme in THEMES:
        (kind, _), *_ = Counter({k: by[theme, k] for k in KINDS}).most_common()
        assert kind == "resident"


def test_who_speaks_for_an_organisation() -> None:
    for_it = {k: {p["as_organisation"] for p in PLEDGES if p["kind"] == k} for k in KINDS}
    assert for_it == {
        "resident": {False},
        "business": {True},
        "community_group": {True},
        "public_body": {True, False},
        "other": {True, False},
    }


def test_at_least_twelve_pledges_are_in_other_languages() -> None:
    counts = Counter(p["language"] for p in PLEDGES)
    assert set(counts) == set(LETTERS)
    assert counts.total() - counts["en"] >= 12


def test_a_text_is_written_in_its_languages_letters() -> None:
    for pledge in PLEDGES:
        begin = LETTERS[pledge["language"]]
        for key in LIMITS:
            letters = [c for c in pledge.get(key, "") if c.isalpha()]
            own = sum(unicodedata.name(c).startswith(begin) for c in letters)
            # a place may keep its English name
            assert own >= 0.8 * len(letters), (pledge["language"], pledge.get(key))


@pytest.mark.parametrize("language", sorted(TELLING))
def test_a_text_holds_letters_that_tell_its_language(language: str) -> None:
    for action in (p["action"] for p in PLEDGES if p["language"] == language):
        assert set(action.casefold()) & set(TELLING[language]), action


AWKWARD = {
    "begins with =": r"\A=",
    "begins with +": r"\A\+",
    "begins with -": r"\A-",
    "begins with @": r"\A@ ",
    "begins with #": r"\A#",
    "line breaks": r"\n",
    "an empty line": r"\n\n",
    "quotes and commas": r'(?s)(?=.*"[^"]+")(?=.*,.*,.*,)',
    "six apostrophes": r"(?s)(?:.*?'){6}",
    "something like HTML": r"<3",
    "an ampersand": r"&",
    "something like Markdown": r"(?s)(?=.*\*\w+'?\w*\*)(?=.*\w_\w+_\w)(?=.*#\w)",
    "a list": r"(?m)^1\. .*\n2\. ",
    "joined emoji": ZWJ,
    "a flag of two letters": "[\U0001f1e6-\U0001f1ff]{2}",
    "a flag of tags": "\U0001f3f4[\U000e0061-\U000e007a]+\U000e007f",
    "a skin tone": "[\U0001f3fb-\U0001f3ff]",
    "beyond the first plane": "[\U00010000-\U0010ffff]",
}


@pytest.mark.parametrize("shape", AWKWARD.values(), ids=AWKWARD.keys())
def test_people_write_awkward_things(shape: str) -> None:
    assert [a for a in ACTIONS if re.search(shape, a)]


def test_several_pledges_hold_emoji() -> None:
    held = [a for a in ACTIONS if any(unicodedata.category(c) == "So" for c in a)]
    assert 10 <= len(held) <= len(ACTIONS) // 4


# ----------------------------------------------------------------------------------- people


def test_a_person_has_the_promised_fields() -> None:
    must = {"name", "kind", "organisation", "publish_name"}
    for person in PEOPLE:
        assert must <= set(person) <= must | {"access_needs"}, person
        assert type(person["publish_name"]) is bool
        assert person["kind"] in KINDS
        assert 1 <= in_form(person["name"]) <= 60
        assert in_form(person["organisation"]) <= 100
        assert person.get("access_needs", "x")


def test_there_are_at_least_120_people_and_no_two_of_one_name() -> None:
    assert len(PEOPLE) >= 120
    alike = Counter(p["name"].casefold() for p in PEOPLE)
    assert [n for n, count in alike.items() if count > 1] == []


def test_the_mix_of_people() -> None:
    counts = Counter(p["kind"] for p in PEOPLE)
    share = {k: round(100 * n / len(PEOPLE)) for k, n in counts.items()}
    assert share == {
        "resident": 55,
        "business": 15,
        "community_group": 20,
        "public_body": 8,
        "other": 2,
    }


def test_about_a_third_keep_their_name_private_in_every_kind() -> None:
    private = Counter(p["kind"] for p in PEOPLE if not p["publish_name"])
    assert set(private) == KINDS
    assert 0.30 <= private.total() / len(PEOPLE) <= 0.37


def test_about_one_in_ten_has_access_needs() -> None:
    needs = [p["access_needs"] for p in PEOPLE if "access_needs" in p]
    assert 0.08 <= len(needs) / len(PEOPLE) <= 0.14


def test_organisations_are_mostly_named() -> None:
    named: dict[str, list[bool]] = {k: [] for k in KINDS}
    for person in PEOPLE:
        named[person["kind"]].append(person["organisation"] != "")
    assert not any(named["resident"])
    for kind in ("business", "community_group", "public_body"):
        assert 0.9 <= sum(named[kind]) / len(named[kind]) < 1, kind
    names = [p["organisation"] for p in PEOPLE if p["organisation"]]
    assert len(names) == len(set(names))


def test_names_are_in_several_scripts_and_with_diacritics() -> None:
    letters = {c for p in PEOPLE for c in p["name"] if c.isalpha()}
    scripts = {unicodedata.name(c).split()[0] for c in letters}
    assert scripts == {"LATIN", "ARABIC", "BENGALI", "CJK", "CYRILLIC"}
    assert set("łśżšțåéóíáồ") <= {c.casefold() for c in letters}


def test_a_private_name_stands_nowhere_else() -> None:
    # so that finding it in anything public can only be a leak
    private = [p["name"] for p in PEOPLE if not p["publish_name"]]
    texts = [text for *_, text in strings()]
    assert {n: sum(n.casefold() in t.casefold() for t in texts) for n in private} == dict.fromkeys(
        private, 1
    )


# ------------------------------------------------------------------------- hidden, sharpened


def test_four_pledges_are_to_be_hidden_each_with_its_reason() -> None:
    assert len(HIDES) == 4
    for hide in HIDES:
        assert set(hide) == {"action", "kind", "theme", "reason"}
        assert hide["kind"] in KINDS
        assert 10 <= in_form(hide["action"]) <= 600
        assert 10 <= in_form(hide["reason"]) <= 300
    assert {h["theme"] for h in HIDES} == THEMES
    assert len({h["reason"] for h in HIDES}) == 4
    assert len({h["action"] for h in HIDES} | set(ACTIONS)) == 4 + len(ACTIONS)


def test_four_pledges_are_sharpened_by_their_authors() -> None:
    assert len(EDITS) == 4
    assert all(set(e) == {"before", "after"} for e in EDITS)
    before, after = [e["before"] for e in EDITS], [e["after"] for e in EDITS]
    assert [ACTIONS.count(b) for b in before] == [1, 1, 1, 1]
    assert [ACTIONS.count(a) for a in after] == [0, 0, 0, 0]
    assert len(set(before)) == len(set(after)) == 4
    assert all(len(b) < in_form(a) <= 600 for b, a in zip(before, after, strict=True))
    assert {p["theme"] for p in PLEDGES if p["action"] in before} == THEMES
