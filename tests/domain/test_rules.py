"""How a rule says no."""

from domain.rules import RuleBroken


def test_a_refusal_carries_its_code_and_facts() -> None:
    told = RuleBroken("text.too_long", field="pledge", most=600)
    assert told.code == "text.too_long"
    assert told.facts == {"field": "pledge", "most": 600}


def test_a_refusal_reads_well_in_a_log() -> None:
    assert str(RuleBroken("join.first")) == "join.first"
    assert str(RuleBroken("review.done", reference="P-0001")) == "review.done(reference='P-0001')"
