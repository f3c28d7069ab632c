"""Who somebody is: what the joining form takes."""

from __future__ import annotations

import pytest

from domain.attendees import KIND_TITLES, UNNAMED, Details, Kind, check_details
from domain.rules import RuleBroken


def checked(**typed: object) -> Details:
    values: dict[str, object] = {
        "name": "Zoë",
        "kind": "resident",
        "organisation": "",
        "publish_name": False,
        "access_needs": "",
    }
    return check_details(**(values | typed))  # type: ignore[arg-type]


def refused(**typed: object) -> RuleBroken:
    with pytest.raises(RuleBroken) as told:
        checked(**typed)
    return told.value


def test_the_details_are_kept_tidy() -> None:
    assert checked(
        name="  Zoe\u0308  \n Smith ",
        kind="community_group",
        organisation="Food\nBank ",
        publish_name=True,
        access_needs="Captions\r\nand a quiet room ",
    ) == Details(
        "Zo\u00eb Smith", Kind.COMMUNITY_GROUP, "Food Bank", True, "Captions\nand a quiet room"
    )


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_of_person_can_join_and_has_a_title_and_a_nameless_name(kind: Kind) -> None:
    assert checked(kind=kind.value).kind is kind
    assert KIND_TITLES[kind]
    assert UNNAMED[kind].startswith(("A ", "An "))


def test_the_kinds_are_those_of_the_summit_and_never_renamed() -> None:
    assert [kind.value for kind in Kind] == [
        "resident",
        "business",
        "community_group",
        "public_body",
        "other",
    ]


@pytest.mark.parametrize("kind", ["", "Resident", "mayor", "resident "])
def test_an_unknown_kind_is_refused(kind: str) -> None:
    assert refused(kind=kind).code == "join.kind"


@pytest.mark.parametrize("name", ["", "   ", "\u200b", "\u3164", "...", "\u2800\u2800"])
def test_a_name_that_nobody_can_read_is_refused(name: str) -> None:
    told = refused(name=name)
    assert (told.code, told.facts["field"]) == ("text.empty", "name")


@pytest.mark.parametrize("name", ["Ó", "李", "Nguyễn Thị Minh Khai", "ملالہ", "🦊", "x", "7"])
def test_any_name_that_people_have_is_taken(name: str) -> None:
    assert checked(name=name).name == name


@pytest.mark.parametrize(
    ("part", "most"), [("name", 60), ("organisation", 100), ("access_needs", 300)]
)
def test_each_part_has_room_and_an_end(part: str, most: int) -> None:
    assert getattr(checked(**{part: "x" * most}), part) == "x" * most
    told = refused(**{part: "x" * (most + 1)})
    assert (told.code, told.facts["field"]) == ("text.too_long", part.replace("_", " "))


@pytest.mark.parametrize("part", ["name", "organisation", "access_needs"])
def test_no_part_may_reorder_what_others_read(part: str) -> None:
    assert refused(**{part: "abc\u202ecba"}).code == "text.reordering"
