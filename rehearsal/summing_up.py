"""At the end of a room: its summary is confirmed, and its record is read."""

from __future__ import annotations

import re
from typing import Any

from simcord import ResponseMessage

from bot.inert import inert, one_line
from domain.plan import Session
from rehearsal import menus
from rehearsal.ledger import Summed
from rehearsal.running import press
from rehearsal.stage import Stage
from rehearsal.world import answer_of, buttons, fields_of

_STATE = re.compile(r"^- \*\*(.+?)\*\*: (.+)$", re.MULTILINE)
# How long the message in the organisers' channel may take.
POSTING = 8


async def confirm(stage: Stage, session: Session) -> None:
    """The summary is filled in already; the facilitator corrects how many there were."""
    leader = stage.leader(session)
    shown = answer_of(await press(stage, leader, session, "Review the summary"))
    if "It is filled in already" not in shown.content:
        stage.ledger.surprises.append(f"no summary of {session.slug}: {shown.content}")
        return
    form = await leader.click(shown, label="Correct and confirm…")
    filled: dict[str, Any] = {
        control["custom_id"]: control.get("value") or "" for control in fields_of(form.modal)
    }
    heads = int(filled["heads"]) + 2
    number = len(stage.ledger.rooms.summaries)
    words = stage.talk.summaries[number % len(stage.talk.summaries)]
    sent = filled | {"heads": str(heads), "words": words}
    told = answer_of(await leader.submit_modal(form, sent)).content
    if "is confirmed**" in told:
        stage.ledger.rooms.summaries[session.slug] = Summed(
            heads, tuple(filled["organisations"].splitlines()), words, leader.id
        )
        stage.say(f"“{session.title}”: {heads} people took part. {words}", always=True)
    await stage.world.pass_time(POSTING)


async def read_records(stage: Stage) -> None:
    """The organiser sees which rooms lack a summary, and reads every record."""
    stage.tell.act("The organiser reads the records of the rooms")
    panel = stage.world.panel(stage.world.organisers)
    if "Room records" not in buttons(panel):
        stage.ledger.surprises.append("organisers find no room records")
        return
    listing = answer_of(await stage.boss.click(panel, label="Room records"))
    titles = {_bold(one.title): one for one in stage.world.plan.sessions if one.kind != "break"}
    async for page in menus.pages(stage.boss, listing):
        for found in _STATE.finditer(page.content):
            if "no summary yet" in found[2] and found[1] in titles:
                stage.ledger.rooms.lacking.append(titles[found[1]].slug)
        for slug in menus.options(page, "record.show").values():
            await _read_record(stage, page, slug)
    lacking = ", ".join(stage.ledger.rooms.lacking)
    stage.say(f"Without a summary: {lacking or 'none'}.", always=True)


async def _read_record(stage: Stage, listing: ResponseMessage, slug: str) -> None:
    record = answer_of(await stage.boss.select(listing, [slug], custom_id="record.show"))
    for file in record.attachments:
        text = (await stage.world.read(file)).decode("utf-8-sig")
        if "public" in file.filename:
            stage.ledger.rooms.pages[slug] = text
        elif "attendance" in file.filename:
            stage.ledger.rooms.attendance[slug] = text


def _bold(title: str) -> str:
    """A title as it stands in the list."""
    return inert(one_line(title, 60))
