"""The books of the organisers' day: opened and closed, calls for help, pledges of the moment."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping

from db import call_reads, pledge_reads, running, said
from domain.running import Stage
from rehearsal.books.line import Kept, KeptDay, Line
from rehearsal.ledger import Ledger
from rehearsal.world import World

WELCOME, THANKS, TOTALS = " is open. Welcome!**", " is over. Thank you", "**Thank you for your pl"
# A rehearsal has fewer; one of who was erased is gone, so there are gaps.
MOST_CALLS = 100
_MOMENT = re.compile(r"^\*\*Pledge of the moment: P-(\d+)\*\*")
LETTERS = (" comes to help you** at ", "**Your call for help at ")


async def gather(world: World, names: Mapping[int, str]) -> KeptDay:
    """What stands in the store and in the channels."""
    store, guild_id = world.store, world.guild.id
    edition = f"{world.plan.summit.date:%Y%m%d}"
    day = await running.get(store, guild_id=guild_id, edition=edition)
    kept = KeptDay(opened=day.opened_at is not None, closed=day.stage is Stage.CLOSED)
    heads = Counter(message.content.split("\n")[0] for message in world.welcome.history())
    for words in (WELCOME, THANKS):
        kept.posts[words] = sum(n for head, n in heads.items() if words in head)
    for session in world.plan.sessions:
        if session.kind == "pledging":
            there = [message.content for message in world.room(session).history()]
            kept.posts[TOTALS] = sum(text.startswith(TOTALS) for text in there)
            kept.moments += [f"P-{found[1]}" for text in there if (found := _MOMENT.match(text))]
    for what in ("welcome", "thanks"):
        post = await said.get(store, guild_id=guild_id, what=what, about=edition)
        kept.said[what, edition] = post is not None and post.state == "posted"
    for reference in set(kept.moments):
        pledge = await pledge_reads.by_number(store, guild_id=guild_id, number=int(reference[2:]))
        about = str(pledge.id) if pledge else ""
        post = await said.get(store, guild_id=guild_id, what="moment", about=about)
        kept.said["moment", reference] = post is not None and post.state == "posted"
    for number in range(1, MOST_CALLS):
        call = await call_reads.get(store, guild_id=guild_id, call_id=number)
        if call is not None and call.told_at is not None:
            kept.calls[number] = (
                names.get(call.caller_id, ""),
                call.state.value,
                call.raised_at is not None,
                call.group is not None,
            )
    return kept


def check(ledger: Ledger, kept: Kept) -> Iterator[Line]:
    """Everything that can be checked about the day, one line each."""
    told, there = ledger.later_day, kept.day
    if not told.opened:
        return
    yield Line(
        "The summit was opened and closed as organisers were told, and all were told of it once",
        tuple(_opened(ledger, there)),
    )
    yield Line(
        "Each call for help ended as people were told, and was raised again where nobody came",
        tuple(_calls(ledger, there)),
    )
    yield Line("Whoever called for help reads once who comes, and once that it is done",
               tuple(_letters(ledger)))  # fmt: skip
    yield Line(
        "Each of those to whom organisers announced something reads it once, and nobody else",
        tuple(_announced(ledger)),
    )
    yield Line(
        "Each pledge of the moment stands once, and one that was hidden since is gone",
        tuple(_moments(ledger, there)),
    )


def _opened(ledger: Ledger, there: KeptDay) -> Iterator[str]:
    told = ledger.later_day
    if (there.opened, there.closed) != (told.opened, told.closed):
        yield f"opened {there.opened}, closed {there.closed}"
    wanted = {WELCOME: told.opened, THANKS: told.closed, TOTALS: told.totals}
    for words, was_told in wanted.items():
        if there.posts.get(words, 0) != int(was_told):
            yield f"“{words}” stands {there.posts.get(words, 0)} times"
    for (what, about), stands in there.said.items():
        if not stands and (what != "thanks" or told.closed):
            yield f"the store does not know that {what} {about} stands"


def _calls(ledger: Ledger, there: KeptDay) -> Iterator[str]:
    calls = {
        number: (call.caller, call.state, call.raised, call.group)
        for number, call in ledger.later_day.calls.items()
        if call.caller in ledger.joined
    }
    kept = {number: one for number, one in there.calls.items() if one[0] in ledger.joined}
    for number in sorted(calls.keys() | kept.keys()):
        if calls.get(number) != kept.get(number):
            yield f"call {number}: {kept.get(number)}, told {calls.get(number)}"


def _letters(ledger: Ledger) -> Iterator[str]:
    wanted = Counter(
        call.caller
        for call in ledger.later_day.calls.values()
        if call.state == "done" and call.caller in ledger.joined
    )
    for words in LETTERS:
        found = Counter(one.to for one in ledger.letters if words in one.text)
        for name in wanted.keys() | found.keys():
            if found[name] != wanted[name]:
                yield f"{name} reads “{words.strip()}” {found[name]} times, not {wanted[name]}"


def _announced(ledger: Ledger) -> Iterator[str]:
    told = ledger.later_day
    wanted = {name for name in told.announced_to if name in ledger.joined}
    found = Counter(
        one.to for one in ledger.letters if told.announced and told.announced in one.text
    )
    for name in wanted | found.keys():
        if found[name] != int(name in wanted):
            yield f"{name} reads it {found[name]} times"


def _moments(ledger: Ledger, there: KeptDay) -> Iterator[str]:
    told, pledges = ledger.later_day, ledger.pledges
    wanted = {
        reference
        for reference in told.moments
        if reference in pledges and pledges[reference].shown and not pledges[reference].withdrawn
    }
    wanted -= set(told.moments_gone)
    found = Counter(there.moments)
    for reference in wanted | found.keys():
        if found[reference] != (reference in wanted):
            yield f"{reference} stands {found[reference]} times"
