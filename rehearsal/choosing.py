"""People choose workshops, more of them than there are places in some."""

from __future__ import annotations

import re

from simcord import InteractionResult, ResponseMessage

from bot.inert import inert, one_line
from domain.plan import Session
from rehearsal import mailbox
from rehearsal.material import Person
from rehearsal.stage import Stage
from rehearsal.world import answer_of, buttons

# How many of ten people want the workshop that many want.
WANT_THE_FIRST = 6.5

_NUMBER = re.compile(r"You are number ([\d,]+) on the waiting list")
_MOVED_UP = re.compile(r"you now have a place in \*\*(.+?)\*\*\.$", re.MULTILINE)
_MINE = re.compile(r"\*\*(.+?)\*\*.* · \*\*Your choice\*\*")


def choices_of(stage: Stage) -> list[list[Session]]:
    """Between which workshops people choose."""
    slots: dict[str, list[Session]] = {}
    for session in stage.world.plan.sessions:
        if session.kind == "workshop":
            slots.setdefault(session.slot or f".{session.slug}", []).append(session)
    return list(slots.values())


async def choose_all(stage: Stage) -> None:
    """Nearly everybody chooses; two of them press for the last place in the same moment."""
    slots = choices_of(stage)
    if not slots:
        return
    stage.tell.act("People choose their workshops")
    for workshops in slots:
        for one in workshops:
            if one.capacity is not None:
                stage.say(f"{one.title} has {one.capacity} places.", always=True)
    for workshops in slots:
        first = workshops[0]
        wanting = stage.some(0.9)
        while wanting:
            person = wanting.pop()
            wanted = stage.dice.choice(workshops[1:] or workshops)
            if stage.dice.random() * 10 < WANT_THE_FIRST:
                wanted = first
            if wanted is first and _left(stage, first) == 1 and wanting:
                await _race(stage, [person, wanting.pop()], first)
                continue
            await _choose(stage, person, wanted)
            if stage.dice.random() < 0.1:
                await stage.world.pass_time(2)


async def change(stage: Stage) -> None:
    """Some leave, those who wait move up and are told, and some think about waiting."""
    full = [
        (slot, one)
        for slot in choices_of(stage)
        for one in slot
        if stage.ledger.waiting.get(one.slug)
    ]
    if not full:
        return
    stage.tell.act("Some change their minds, and those who wait move up")
    for slot, workshop in full:
        await _think_of_waiting(stage, slot, workshop)
        leaving = stage.dice.sample(stage.ledger.places[workshop.slug], k=1)
        for name in [*leaving, *stage.ledger.places[workshop.slug][:1]]:
            if name in stage.ledger.places[workshop.slug]:
                await _leave(stage, stage.ledger.joined[name], workshop)
    await stage.world.pass_time(15)
    arrived = read_letters(stage)
    for one in arrived[:1]:
        await _leave_by_letter(stage, one)
    await stage.world.pass_time(15)
    read_letters(stage)


def read_letters(stage: Stage) -> list[mailbox.Arrived]:
    """People read what they were written; returns the letters that tell of a place."""
    titles = {inert(one.title): one for slot in choices_of(stage) for one in slot}
    good_news: list[mailbox.Arrived] = []
    for one in mailbox.collect(stage):
        found = _MOVED_UP.search(one.letter.text)
        if found is None:
            continue
        slug, name = titles[found[1]].slug, one.letter.to
        stage.ledger.moved_up += 1
        how = "in a private thread" if one.letter.by_thread else "in a direct message"
        stage.say(f"{name} reads {how}: a place in {titles[found[1]].title}.", always=True)
        if stage.ledger.waiting[slug][:1] != [name]:
            stage.ledger.surprises.append(f"{name} moved up in {slug} before others who waited")
        if name in stage.ledger.waiting[slug]:
            stage.ledger.waiting[slug].remove(name)
        stage.ledger.places.setdefault(slug, []).append(name)
        changed(stage, name, titles[found[1]], has_place=True)
        good_news.append(one)
    return good_news


def changed(stage: Stage, name: str, session: Session, *, has_place: bool) -> None:
    """Whoever has looked at the programme before was told since that it is otherwise."""
    seen = stage.ledger.marked.get(name)
    if seen is not None:
        (seen.add if has_place else seen.discard)(inert(session.title))


async def look_at_programme(stage: Stage) -> None:
    """Some look at the programme, which marks what they have chosen."""
    stage.tell.act("People look at the programme")
    for number, person in enumerate(stage.some(0.15, least=3)):
        member = stage.members[person.name]
        if number % 2:
            result = await member.slash(stage.world.welcome, "programme")
        else:
            panel = stage.world.panel(stage.world.welcome)
            result = await member.click(panel, custom_id="programme")
        card = answer_of(result)
        marked = set(_MINE.findall(card.content))
        for _ in range(10):
            more = [way for way in buttons(card).values() if way.startswith("programme:from:")]
            if not more:
                break
            card = answer_of(await member.click(card, custom_id=more[0]))
            marked |= set(_MINE.findall(card.content))
        stage.ledger.marked[person.name] = marked
        stage.say(f"{person.name} sees {len(marked)} workshops marked as theirs.")


# ---------------------------------------------------------------------- one person


async def _board(stage: Stage, person: Person) -> InteractionResult:
    member = stage.members[person.name]
    if stage.dice.random() < 0.3:
        return await member.slash(stage.world.welcome, "workshops")
    return await member.click(stage.world.panel(stage.world.welcome), custom_id="workshops")


async def _choose(stage: Stage, person: Person, workshop: Session) -> InteractionResult | None:
    board = answer_of(await _board(stage, person))
    route = _way(board, workshop, "Choose", "Change to", "Wait for")
    if not route:
        return None  # on another page, or in a menu, or chosen already
    result = await stage.members[person.name].click(board, custom_id=route)
    _write_down(stage, person, workshop, answer_of(result).content)
    return result


async def _race(stage: Stage, people: list[Person], workshop: Session) -> None:
    route = _way(answer_of(await _board(stage, people[0])), workshop, "Choose", "Change to")
    # Without the button's mark of the year nothing is read first, and whose press came first is
    # first: the same seed has the same winner.
    route = ":".join(route.split(":")[:3])
    members = [stage.members[person.name] for person in people]
    names = " and ".join(person.name for person in people)
    stage.say(f"{names} press for the last place in the same moment.", always=True)
    results = await stage.world.press_together(members, route)
    placed = 0
    for person, result in sorted(
        zip(people, results, strict=True), key=lambda one: "full" in answer_of(one[1]).content
    ):
        told = answer_of(result).content
        placed += "You have a place in" in told
        _write_down(stage, person, workshop, told)
    if placed != 1:
        stage.ledger.surprises.append(f"{placed} people were told that the last place is theirs")


async def _think_of_waiting(stage: Stage, slot: list[Session], workshop: Session) -> None:
    """Somebody with a place elsewhere is asked before they lose it: one keeps it, one does not."""
    elsewhere = [
        name
        for other in slot
        if other.slug != workshop.slug
        for name in stage.ledger.places.get(other.slug, [])
    ]
    for way, name in zip(("Keep ", "Wait for "), elsewhere[-2:], strict=False):
        person = stage.ledger.joined[name]
        asked = await _choose(stage, person, workshop)
        if asked is None or "You keep your place" not in answer_of(asked).content:
            continue
        card = answer_of(asked)
        route = next(route for label, route in buttons(card).items() if label.startswith(way))
        result = await stage.members[name].click(card, custom_id=route)
        if way == "Wait for ":
            _write_down(stage, person, workshop, answer_of(result).content)
        else:
            stage.say(f"{name} would have to wait, and keeps what they have.", always=True)


async def _leave(stage: Stage, person: Person, workshop: Session) -> None:
    board = answer_of(await _board(stage, person))
    route = _way(board, workshop, "Leave")
    if route:
        result = await stage.members[person.name].click(board, custom_id=route)
        _write_down_left(stage, person.name, workshop, answer_of(result).content)


async def _leave_by_letter(stage: Stage, arrived: mailbox.Arrived) -> None:
    """Somebody moved up, cannot come after all, and says so with the letter's own button."""
    ways = buttons(arrived.message)
    route = ways.get("Leave this workshop")
    member = stage.members[arrived.letter.to]
    if route is None or arrived.letter.by_thread:
        return
    slug = route.split(":")[2]
    workshop = next(one for slot in choices_of(stage) for one in slot if one.slug == slug)
    result = await member.user.click(arrived.message, custom_id=route)
    _write_down_left(stage, arrived.letter.to, workshop, answer_of(result).content)


def _way(board: ResponseMessage, workshop: Session, *verbs: str) -> str:
    """The button that does one of these things to a workshop."""
    title = one_line(workshop.title, 60)
    labels = buttons(board)
    return next((labels[f"{v} {title}"] for v in verbs if f"{v} {title}" in labels), "")


# ---------------------------------------------------------------------- the ledger


def _left(stage: Stage, workshop: Session) -> int | None:
    if workshop.capacity is None:
        return None
    return workshop.capacity - len(stage.ledger.places.get(workshop.slug, []))


def _write_down(stage: Stage, person: Person, workshop: Session, told: str) -> None:
    name = person.name
    if f"You have a place in {inert(workshop.title)}.**" in told:
        _forget(stage, name, workshop)
        stage.ledger.places.setdefault(workshop.slug, []).append(name)
        stage.say(f"{name} has a place in {workshop.title}.")
    elif found := _NUMBER.search(told):
        _forget(stage, name, workshop)
        line = stage.ledger.waiting.setdefault(workshop.slug, [])
        line.append(name)
        stage.say(f"{name} waits for {workshop.title}, as number {found[1]}.")
        if int(found[1].replace(",", "")) != len(line):
            stage.ledger.surprises.append(f"{name} is told number {found[1]}, not {len(line)}")


def _forget(stage: Stage, name: str, workshop: Session) -> None:
    """Who chooses leaves what they had chosen in the same slot."""
    slot = next(slot for slot in choices_of(stage) if workshop in slot)
    for other in slot:
        for line in (stage.ledger.places, stage.ledger.waiting):
            if name in line.get(other.slug, []):
                line[other.slug].remove(name)


def _write_down_left(stage: Stage, name: str, workshop: Session, told: str) -> None:
    if f"You have left {inert(workshop.title)}.**" in told:
        _forget(stage, name, workshop)
        stage.say(f"{name} leaves {workshop.title}.", always=True)
