from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exports.excel import as_text, inert, inert_all

FORMULAS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "＝1",
    "＋1",
    "－1",
    "＠A1",
    "\t=1",
    "\rx",
    "\nx",
    "\tx",
]
BEFORE = ["", " ", "  ", "\u00a0", "\u3000", "\x00", "\x1f", "\x7f", "\x85", "\ufeff", "\u200b"]


@pytest.mark.parametrize("before", BEFORE, ids=ascii)
@pytest.mark.parametrize("formula", ["=", "+", "-", "@", "＝", "＋", "－", "＠"])
def test_a_formula_is_made_inert_whatever_stands_unseen_before_it(before, formula):
    cell = f"{before}{formula}cmd|' /C calc'!A0"
    assert inert(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", FORMULAS, ids=ascii)
def test_what_owasp_lists_is_made_inert(cell):
    assert inert(cell) == f"'{cell}"


@pytest.mark.parametrize(
    "cell", ["", "A meal", "5+5", "a=b", " two words", "👋 hello", "'=1", "é-", "السلام", "2 - 1"]
)
def test_ordinary_text_is_left_alone(cell):
    assert inert(cell) == cell


def runs_in_a_spreadsheet(cell: str) -> bool:
    """The same question asked the slow way, from Unicode's own categories."""
    if cell[:1] in {"\t", "\r", "\n"}:
        return True
    for character in cell:
        if character.isspace() or unicodedata.category(character) == "Cc":
            continue
        if character in "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\xad":
            continue
        return character in "=+-@＝＋－＠"
    return False


cells = st.text(
    st.one_of(st.sampled_from("=+-@＝＋－＠ \t\r\n\x00\u200b\ufeff\u3000'\"a1"), st.characters()),
    max_size=8,
)


@given(cells)
def test_nothing_that_runs_gets_through_and_the_words_stay_whole(cell):
    safe = inert(cell)
    assert not runs_in_a_spreadsheet(safe)
    assert safe in {cell, f"'{cell}"}
    if runs_in_a_spreadsheet(cell):
        assert safe == f"'{cell}"


@given(st.lists(cells, max_size=20))
def test_a_column_is_treated_like_its_cells(column):
    assert list(inert_all(column)) == [inert(cell) for cell in column]


def test_no_character_that_matters_first_is_missed_in_a_column():
    for point in range(0x110000):
        if 0xD800 <= point <= 0xDFFF:
            continue
        cell = chr(point) + "=1"
        assert list(inert_all((cell,))) == [inert(cell)], hex(point)


def test_a_harmless_column_is_the_same_object():
    column = ("A meal", "", "P-0001")
    assert inert_all(column) is column


def test_ids_are_texts_so_that_nothing_rounds_them():
    assert as_text(["921432107654321098"]) == ["'921432107654321098"]
