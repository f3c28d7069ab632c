"""Recordings: people ask, one is published, of one it is said that there will be none."""

from __future__ import annotations

from domain.plan import Session
from rehearsal import menus
from rehearsal.stage import Stage
from rehearsal.world import answer_of, buttons

LINK = "https://example.org/recordings/first"
NONE = "The sound was lost for most of the hour. The notes of the session are with its outputs."


async def ask(stage: Stage) -> None:
    """Some ask for the recordings of what they missed."""
    stage.tell.act("People ask for recordings")
    sessions = _recorded(stage)
    for person in stage.some(0.3, least=3):
        session = stage.dice.choice(sessions)
        member = stage.members[person.name]
        card = answer_of(await member.slash(stage.world.welcome, "recording"))
        if session.slug not in menus.options(card, "recording.ask").values():
            continue  # a menu has room for the first 25 only
        result = await member.select(card, [session.slug], custom_id="recording.ask")
        if "You have asked for the recording" in answer_of(result).content:
            stage.ledger.recordings.setdefault(session.slug, []).append(person.name)
            stage.say(f"{person.name} asks for the recording of {session.title}.")


async def answer(stage: Stage) -> None:
    """The organiser publishes one link, and says of another session that there is none."""
    stage.tell.act("The organiser answers those who asked for recordings")
    asked = sorted(stage.ledger.recordings, key=lambda slug: -len(stage.ledger.recordings[slug]))
    titles = {session.slug: session.title for session in _recorded(stage)}
    for slug, way, fields in zip(
        asked,
        ("Publish a link…", "There will be none…"),
        ({"link": LINK, "note": ""}, {"reason": NONE}),
        strict=False,
    ):
        queue = answer_of(await stage.boss.slash(stage.world.organisers, "recordings"))
        card = answer_of(await menus.choose(stage.boss, queue, slug, "recordings.open"))
        opened = await stage.boss.click(card, custom_id=buttons(card)[way])
        told = answer_of(await stage.boss.submit_modal(opened, fields)).content
        if told.startswith("**Saved."):
            stage.ledger.recordings_answered[slug] = next(iter(fields.values()))
            stage.say(f"{titles[slug]}: {told.split('**')[1]}", always=True)
    # Letters go out a few at a time.
    await stage.world.pass_time(20 + sum(map(len, stage.ledger.recordings.values())))


def _recorded(stage: Stage) -> list[Session]:
    return [one for one in stage.world.plan.sessions if one.kind != "break" and one.recorded]
