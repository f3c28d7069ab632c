"""The books of the year after: who was asked, what they said, and what came of it."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterator

from bot.inert import inert
from rehearsal.books.line import Handed, Line, letters_twice
from rehearsal.ledger import Ledger
from rehearsal.world import World

_STORY = re.compile(r"^\*\*A pledge kept: (P-\d+)\*\*")
_DELIVERY = {
    "on_track": "in_progress",
    "stuck": "in_progress",
    "done": "fulfilled",
    "not_possible": "not_possible",
}
_SEEN_TO = " have seen to what you need for "


def check(world: World, ledger: Ledger, internal: Handed) -> Iterator[Line]:
    """Everything that can be checked about the year, one line each."""
    year = ledger.later_year
    if not year.check_ins:
        return
    yield Line(
        "At each date makers were asked once about each pledge that was due, and about no other",
        tuple(_asked(ledger)),
    )
    yield Line(
        "The files hold what makers said, and silence is not counted as done",
        tuple(_said(ledger, internal)),
    )
    yield Line("Whoever was stuck was seen to, and reads of it once",
               tuple(_tasks(ledger, internal)))  # fmt: skip
    yield Line(
        "Each offer of help stands as its maker answered, and a no is told to nobody",
        tuple(_offers(ledger, internal)),
    )
    stories = [
        (found[1], message.content)
        for message in world.wall.history()
        if (found := _STORY.match(message.content))
    ]
    yield Line(
        "Stories of kept pledges stand as far as their makers agree, and supporters are told once",
        tuple(_stories(ledger, internal, stories)),
    )
    yield Line(
        "At no date was anybody written the same thing twice",
        tuple(one for check_in in year.check_ins for one in letters_twice(check_in.letters)),
    )


def report(ledger: Ledger) -> Iterator[Line]:
    """The page for the public, which stands beside the files."""
    page = html.unescape(ledger.later_end.report)
    secrets = {words.split("\n")[0] for words in ledger.hidden_words}
    secrets |= {person.name for person in ledger.joined.values() if not person.publish_name}
    wrong = [f"it holds “{secret}”" for secret in sorted(secrets) if secret in page]
    yield Line(
        "The report for the public is there, without hidden words and names without consent",
        tuple(wrong) if "</html>" in page else ("there is none",),
    )


def _asked(ledger: Ledger) -> Iterator[str]:
    for one in ledger.later_year.check_ins:
        found = Counter(one.asked)
        for reference in sorted(one.wanted | found.keys()):
            wanted = int(reference in one.wanted and reference not in one.unreached)
            if found[reference] != wanted:
                yield f"{one.title}: asked about {reference} {found[reference]} times, not {wanted}"


def _said(ledger: Ledger, internal: Handed) -> Iterator[str]:
    standing = {row["reference"]: row for row in internal.rows("follow-up.csv")}
    answers: dict[str, list[str]] = {}
    for row in internal.rows("progress.csv"):
        answers.setdefault(row["reference"], []).append(row["answer"])
    said = ledger.later_year.said
    for reference in sorted(ledger.pledges.keys() | answers.keys()):
        told = said.get(reference, [])
        if answers.get(reference, []) != told:
            yield f"{reference}: {answers.get(reference)} kept, told {told}"
        row, pledge = standing.get(reference, {}), ledger.pledges.get(reference)
        delivery = _DELIVERY[told[-1]] if told else "planned"
        if pledge is not None and pledge.withdrawn:
            delivery = "withdrawn"
        if (row.get("delivery"), row.get("last_answer")) != (delivery, told[-1] if told else ""):
            yield f"{reference} is {row.get('delivery')}, told {delivery}"


def _tasks(ledger: Ledger, internal: Handed) -> Iterator[str]:
    tasks = ledger.later_year.tasks
    rows = {row["reference"]: row for row in internal.rows("tasks.csv") if row["kind"] == "stuck"}
    for reference in sorted(tasks.keys() | rows.keys()):
        told, row = tasks.get(reference), rows.get(reference)
        wanted = (told.words, "done", told.said) if told else None
        found = (row["words"], row["state"], row["said"]) if row else None
        if found != wanted:
            yield f"{reference}: {found}, told {wanted}"
    for reference in tasks:
        n = sum(f"{_SEEN_TO}{reference}." in text for _, text in _letters(ledger))
        if n != 1:
            yield f"the maker of {reference} reads of it {n} times"


def _letters(ledger: Ledger) -> Iterator[tuple[str, str]]:
    for one in ledger.later_year.check_ins:
        yield from one.letters


def _offers(ledger: Ledger, internal: Handed) -> Iterator[str]:
    told = ledger.later_year.offers
    found = {
        (row["reference"], row["helper_name"]): row["state"]
        for row in internal.rows("offers.csv")
        if row["state"] in {"asked", "yes", "no"}
    }
    for key in sorted(told.keys() | found.keys()):
        if told.get(key) != found.get(key):
            yield f"{key[1]} for {key[0]}: {found.get(key)}, told {told.get(key)}"
        n = sum(
            to == key[1] and f" would like your help with {key[0]}**" in text
            for to, text in _letters(ledger)
        )
        if n != int(told.get(key) == "yes"):
            yield f"{key[1]} reads {n} times that their help for {key[0]} is wanted"


def _stories(ledger: Ledger, internal: Handed, stories: list[tuple[str, str]]) -> Iterator[str]:
    year = ledger.later_year
    wanted = {ref for ref in year.posted if year.stories[ref] != "no"}
    there = Counter(reference for reference, _ in stories)
    for reference in sorted(wanted | there.keys()):
        if there[reference] != int(reference in wanted):
            yield f"the story of {reference} stands {there[reference]} times"
    for reference, text in stories:
        pledge = ledger.pledges.get(reference)
        named = pledge is not None and inert(pledge.maker.name) in text.split("\n")[1]
        if named and year.stories.get(reference) != "named":
            yield f"the story of {reference} names its maker"
    supporters: dict[str, list[str]] = {}
    for row in internal.rows("supporters.csv"):
        supporters.setdefault(row["reference"], []).append(row["supporter_name"])
    for reference in year.posted:
        wants = Counter(set(supporters.get(reference, ())))
        told = Counter(year.supporters_told.get(reference, ()))
        if wants != told:
            yield f"of {reference} are told {sorted(told.elements())}, not {sorted(wants)}"
