"""The parts of forms: what Discord is given, and how what was chosen comes back."""

from __future__ import annotations

from bot.ui import ManyField, Option, typed

THEMES = ManyField(
    "themes",
    "Themes",
    tuple(Option(f"t{n}", f"Theme {n}", default=n == 1) for n in range(25)),
    placeholder="Choose themes",
)


def test_many_of_a_menu_can_be_chosen_and_none_too() -> None:
    sent = THEMES.item().to_component_dict()
    assert (sent["min_values"], sent["max_values"], sent["required"]) == (0, 25, False)
    assert [one["value"] for one in sent["options"] if one["default"]] == ["t1"]


def test_what_was_chosen_of_many_comes_back_with_commas_between() -> None:
    def sent(*values: str) -> list[dict[str, object]]:
        return [{"type": 18, "component": {"type": 3, "custom_id": "themes", "values": values}}]

    assert typed(sent("t1", "t2")) == {"themes": "t1,t2"}
    assert typed(sent("t1")) == {"themes": "t1"}
    assert typed(sent()) == {"themes": ""}
