"""Appeals against acts of moderation, and what organisers decide."""

from __future__ import annotations

from datetime import datetime

from db.moderation_act import Tell, Told, load, note, save, send, told
from db.moderation_rows import keep_words, want_post
from db.store import Store, Transaction
from domain import moderation as rules
from domain.moderation import Person
from domain.rules import RuleBroken


async def appeal(
    store: Store, *, guild_id: int, act_id: int, user_id: int, text: str, now: datetime
) -> Told:
    """The person says that an act was wrong. Organisers are told. Raises ``moderation.*``."""

    def work(tx: Transaction) -> Told:
        act = load(tx, guild_id=guild_id, act_id=act_id)
        after = rules.appealed(act, user_id)
        words = rules.appeal_words(text)
        save(tx, after)
        if words:
            keep_words(tx, guild_id, act_id, "appeal", user_id, user_id, words)
        want_post(tx, guild_id, "appeal", act_id)
        note(tx, after, "appealed", user_id, now)
        return told(tx, after)

    return await store.write(work)


async def decide(
    store: Store,
    *,
    guild_id: int,
    act_id: int,
    actor: Person,
    take_back: bool,
    tell: Tell,
    now: datetime,
) -> Told:
    """An organiser decides an appeal; the person is told. Raises RuleBroken ``moderation.*``."""

    def work(tx: Transaction) -> Told:
        act = load(tx, guild_id=guild_id, act_id=act_id)
        if not actor.organiser:
            raise RuleBroken("access.organiser")
        if act.target_id == actor.user_id:
            raise RuleBroken("moderation.self")
        after = rules.decided(act, take_back=take_back)
        save(tx, after)
        event = "appeal: taken back" if take_back else "appeal: upheld"
        note(tx, after, event, actor.user_id, now)
        want_post(tx, guild_id, "appeal", act_id)
        done = told(tx, after)
        send(tx, done, tell, now)
        return done

    return await store.write(work)


async def show_again(
    store: Store, *, guild_id: int, act_id: int, user_id: int, now: datetime
) -> Told:
    """The author lets a message that was hidden wrongly be posted. Raises ``moderation.*``."""

    def work(tx: Transaction) -> Told:
        act = load(tx, guild_id=guild_id, act_id=act_id)
        after = rules.shown_again(act, user_id)
        save(tx, after)
        note(tx, after, "taking back", user_id, now)
        return told(tx, after)

    return await store.write(work)
