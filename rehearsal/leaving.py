"""Somebody leaves and comes back; somebody has everything about themselves erased."""

from __future__ import annotations

from rehearsal.ledger import Ledger, Quoted
from rehearsal.material import Person
from rehearsal.stage import Stage
from rehearsal.world import answer_of, buttons

# How long the bot may take to clean up in Discord and to write its file anew.
CLEANING = 90


async def come_back(stage: Stage) -> None:
    """Everything is found as it was left."""
    makers = {told.maker.name for told in stage.ledger.pledges.values()}
    # Whoever leaves is out of every private thread; Discord does not put them back.
    makers -= {name for pair in stage.ledger.introduced for name in pair}
    name = next((person.name for person in stage.joined if person.name in makers), "")
    if not name:
        return
    stage.tell.act("Somebody leaves the server and comes back")
    member = stage.members[name]
    before = answer_of(await member.slash(stage.world.welcome, "pledge mine")).content
    stage.world.guild.remove_member(member)
    await stage.world.pass_time(10)
    stage.members[name] = member = stage.world.guild.add_member(member.user)
    after = answer_of(await member.slash(stage.world.welcome, "pledge mine")).content
    if before != after:
        stage.ledger.surprises.append(f"{name} came back and found something else")
    stage.say(f"{name} finds everything as it was.", always=True)


async def erase(stage: Stage) -> None:
    """Who left most traces takes their file, and has everything erased."""
    stage.tell.act("Somebody has everything about themselves erased")
    person = max(stage.joined, key=lambda one: len(_words(stage, one)))
    member = stage.members[person.name]
    words = _words(stage, person)
    card = answer_of(await member.slash(stage.world.welcome, "mydata"))
    handed = answer_of(await member.click(card, label="Get a file"))
    files = {one.filename: await stage.world.read(one) for one in handed.attachments}
    stage.say(f"{person.name} takes {len(files)} files along.", always=True)
    for said in words:
        if said not in files["my-data.json"].decode():
            stage.ledger.surprises.append(f"the file of {person.name} lacks “{said}”")
    asked = answer_of(await member.click(card, label="Erase my data"))
    done = await member.click(asked, custom_id=buttons(asked)["Yes, erase everything about me"])
    told = answer_of(done).content
    for line in told.split("\n")[:1]:
        stage.say(line.replace("**", ""), always=True)
    if "Everything about you is erased" in told:
        stage.ledger.erased[member.id] = [
            said for said in [person.name, *words] if _only_theirs(stage, person, said)
        ]
        _forget(stage, person)
    await stage.world.pass_time(CLEANING)


def _words(stage: Stage, person: Person) -> list[str]:
    """What somebody wrote that is kept."""
    ledger = stage.ledger
    said = [one.action for one in ledger.pledges.values() if one.maker is person]
    said += [one.words for one in ledger.questions.values() if one.asker is person]
    said += [one.words for one in ledger.notes.values() if one.author is person]
    said += [one.words for (name, _), one in ledger.ratings.items() if name == person.name]
    said += [
        part.words
        for parts in ledger.rooms.reports.values()
        for part in parts
        if part.author == person.name
    ]
    said += [one.words for one in ledger.rooms.quotes.values() if _is_kept_of(one, person)]
    said += ledger.cards.get(person.name, ())
    return [one for one in dict.fromkeys(said) if one and "\n" not in one and '"' not in one]


def _is_kept_of(quoted: Quoted, person: Person) -> bool:
    return quoted.author is person and quoted.says != "Do not keep it"


def _only_theirs(stage: Stage, person: Person, said: str) -> bool:
    """Whether nobody else wrote that, and nobody else is called so."""
    others = [one for one in stage.cast if one is not person]
    if any(said in other.name for other in others):
        return False
    return not any(said in words for other in others for words in _words(stage, other))


def _forget(stage: Stage, person: Person) -> None:
    """What is not to be there any more. Votes and support stay as numbers."""
    ledger, name = stage.ledger, person.name
    del ledger.joined[name]
    ledger.pledges = {k: v for k, v in ledger.pledges.items() if v.maker is not person}
    ledger.questions = {k: v for k, v in ledger.questions.items() if v.asker is not person}
    ledger.notes = {k: v for k, v in ledger.notes.items() if v.author is not person}
    ledger.ratings = {k: v for k, v in ledger.ratings.items() if k[0] != name}
    ledger.letters = [letter for letter in ledger.letters if letter.to != name]
    for lines in (ledger.places, ledger.waiting, ledger.called, ledger.recordings):
        for line in lines.values():
            if name in line:
                line.remove(name)
    _forget_in_rooms(ledger, person)
    ledger.cards.pop(name, None)
    ledger.marked.pop(name, None)
    for pairs in (ledger.introduced, ledger.said_no, ledger.asked_to_meet):
        pairs -= {pair for pair in pairs if name in pair}


def _forget_in_rooms(ledger: Ledger, person: Person) -> None:
    """The log of moderation stays without their name and words; how many were there stays too."""
    rooms, name = ledger.rooms, person.name
    rooms.reports = {
        key: [one for one in parts if one.author != name] for key, parts in rooms.reports.items()
    }
    rooms.quotes = {k: v for k, v in rooms.quotes.items() if v.author is not person}
    for people in (*rooms.groups.values(), *rooms.raised.values()):
        people.discard(name)
    for slug, visits in rooms.visits.items():
        if visits.pop(name, None):
            rooms.erased[slug] = rooms.erased.get(slug, 0) + 1
    for act in rooms.acts:
        if act.person == name:
            act.person = act.reason = act.appeal = ""
    for alarm in rooms.alarms:
        if name in (alarm.person, alarm.reporter):
            alarm.words = ""
        alarm.person = "" if alarm.person == name else alarm.person
        alarm.reporter = "" if alarm.reporter == name else alarm.reporter
    left = {one.organisation.casefold() for one in ledger.joined.values()}
    for summed in rooms.summaries.values():
        summed.organisations = tuple(
            one
            for one in summed.organisations
            if one.casefold() in left or one.casefold() != person.organisation.casefold()
        )
