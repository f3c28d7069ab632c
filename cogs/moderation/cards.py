"""What moderators and people who report are shown. Pure: records in, replies out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.inert import fitting, inert, quote
from bot.ui import Menu, Press, Reply
from cogs.moderation import letters, views
from cogs.moderation.letters import TROUBLES, where
from cogs.programme.cards import clock
from db.moderation_act import Told
from db.moderation_reports import Reported
from domain.moderation import Act, Appeal, Kind, State, Undo

_NOUNS = {
    Kind.HIDE: ("hidden message", "hidden messages"),
    Kind.WARN: ("warning", "warnings"),
    Kind.TIME_OUT: ("time-out", "time-outs"),
    Kind.REMOVE: ("removal", "removals"),
}


# ---------------------------------------------------------------------- choosing


def choose_person(slug: str, room: str, removed: Sequence[Act], *, organiser: bool) -> Reply:
    """Whom to act on; who is kept out of the room, to be let back in."""
    lines = [
        f"**Whom is it about, in {where(room)}?** You can also press a person’s name for longer,"
        " then Apps. To hide a message, press on the message, then Apps."
    ]
    rows: list[tuple[Press | Menu, ...]] = [(views.person_menu(slug),)]
    if removed:
        lines.append("Removed from here: " + ", ".join(f"<@{one.target_id}>" for one in removed))
        named = [
            Press(f"Let back in: number {number}", f"mod.back:{one.id}", "success")
            for number, one in enumerate(removed[:15], start=1)
        ]
        rows += [tuple(named[at : at + 5]) for at in range(0, len(named), 5)]
    if organiser:
        rows.append((views.LOG,))
    return Reply(fitting("\n".join(lines)), tuple(rows))


def person(
    user_id: int,
    slug: str,
    room: str,
    acts: Sequence[Act],
    now: datetime,
    *,
    locks: Sequence[str] = (),
) -> Reply:
    """What can be done about one person, and what was done before.

    ``locks``: the sessions whose room they were removed from before they erased their data.
    """
    lines = [f"**<@{user_id}>, in {where(room)}.** They read the reason that you give."]
    if before := _before(acts):
        lines.append(f"Before: {before}.")
    held = slug or "-"
    first = [
        Press("Warn…", f"mod.warn:{user_id}:{held}", "primary"),
        Press("Time out…", f"mod.timeout:{user_id}:{held}", "danger"),
    ]
    if slug:
        first.append(Press("Remove from the room…", f"mod.remove:{user_id}:{slug}", "danger"))
    second: list[Press] = []
    for one in acts:
        if one.undo is Undo.ASKED or not (one.runs(now) or one.undo is Undo.FAILED):
            continue
        if one.kind is Kind.TIME_OUT and one.until is not None and one.until > now:
            lines.append(f"Timed out until {clock(one.until, 'f')}.")
            second.append(Press("End the time-out", f"mod.back:{one.id}", "success"))
        elif one.kind is Kind.REMOVE:
            lines.append("Removed from the room.")
            second.append(Press("Let back in", f"mod.back:{one.id}", "success"))
    if locks:
        lines.append("Removed from the room, and has erased their data since: why is not kept.")
        second += [
            Press("Let back in", f"mod.unlock:{user_id}:{one}", "success") for one in locks[:3]
        ]
    rows = [tuple(first)]
    if second:
        rows.append(tuple(second[:5]))
    return Reply(fitting("\n".join(lines)), tuple(rows))


def _before(acts: Sequence[Act]) -> str:
    parts: list[str] = []
    for kind, (one, many) in _NOUNS.items():
        count = sum(
            act.kind is kind and act.state is State.DONE and act.appeal is not Appeal.TAKEN_BACK
            for act in acts
        )
        if count:
            parts.append(f"{count} {one if count == 1 else many}")
    return ", ".join(parts)


# ---------------------------------------------------------------------- after an act


def acted(told: Told, *, new: bool, me: int) -> Reply:
    """What became of an act that somebody asked for."""
    act = told.act
    whom = f"<@{act.target_id}>"
    if act.state is State.FAILED:
        again = Press("Try again", f"mod.again:{act.id}", "primary")
        return Reply(
            f"**Not done.** {TROUBLES[act.trouble]} Your reason is kept, and the log says that it"
            " was not done.",
            ((again,),),
        )
    if act.state is State.ASKED:
        return Reply(
            "**This is not done yet.** Discord is out of order at the moment. It is kept, and the"
            " bot goes on trying. If it cannot be done, you get a message."
        )
    if not new and act.actor_id != me:
        return Reply(
            f"**<@{act.actor_id}> has just done this already.** Nothing was done twice. Their"
            f" reason:\n{quote(told.reason)}"
        )
    rest = "They get a message with your reason and can appeal. It is in the log."
    match act.kind:
        case Kind.HIDE:
            return Reply(
                f"**The message of {whom} is hidden.** Its words are kept for organisers. {rest}"
            )
        case Kind.WARN:
            return Reply(f"**{whom} is warned.** {rest}")
        case Kind.TIME_OUT:
            until = f" until {clock(act.until, 'f')}" if act.until else ""
            back = Press("End the time-out", f"mod.back:{act.id}")
            return Reply(f"**{whom} is timed out{until}.** {rest}", ((back,),))
        case Kind.REMOVE:
            back = Press("Let back in", f"mod.back:{act.id}")
            free = " Their place goes to whoever waits for one." if told.places else ""
            return Reply(f"**{whom} is removed from {where(told.room)}.**{free} {rest}", ((back,),))


def taken_back(told: Told) -> Reply:
    act = told.act
    whom = f"<@{act.target_id}>"
    if act.undo is Undo.FAILED:
        again = Press("Try again", f"mod.back:{act.id}", "primary")
        return Reply(f"**Not taken back.** {TROUBLES[act.trouble]}", ((again,),))
    if act.undo is Undo.ASKED:
        return Reply(
            "**This is not done yet.** Discord is out of order at the moment, and the bot goes on"
            " trying."
        )
    if act.kind is Kind.REMOVE:
        has = letters.place(told, "They")
        return Reply(f"**{whom} can come back to {where(told.room)}.**{has} They are told so.")
    return Reply(f"**The time-out of {whom} is over.** They are told so.")


def unlocked(user_id: int, room: str) -> Reply:
    """Somebody is let back in of whom nothing else is kept."""
    return Reply(
        f"**<@{user_id}> can come back to {where(room)} within a minute.** Nobody else is told:"
        " nothing else is kept of their removal. They can choose the workshop again."
    )


def shown_again(told: Told) -> str:
    """A message that was hidden wrongly, as it is posted again."""
    head = f"<@{told.act.target_id}> wrote this before; it was taken down by mistake:"
    return fitting(f"{head}\n{quote(told.message)}")


# ---------------------------------------------------------------------- reports and appeals


def reported(*, new: bool) -> Reply:
    if not new:
        return Reply("**You have reported this already.** You get a message when it is dealt with.")
    return Reply(
        "**Thank you. Your report is with the people who run this room and the organisers.**"
        " Nobody is told that it was you. You get a message when it is dealt with."
    )


def dealt(found: Reported, *, new: bool) -> Reply:
    if new:
        return Reply("**Dealt with.** Whoever reported it is told so, and not by name.")
    by = found.report.dealt_by
    who = f"<@{by}>" if by else "Somebody"
    return Reply(f"{who} has said already that this is dealt with.")


def report_post(found: Reported) -> Reply:
    """A report in the organisers' channel."""
    report = found.report
    lines = letters.about(found)
    leads = ", ".join(f"<@{lead}>" for lead in found.leads)
    if leads:
        lines.append(f"The room’s leaders are told too: {leads}.")
    lines.append("Whoever reported it is not named to anybody.")
    if report.dealt:
        by = f" by <@{report.dealt_by}>" if report.dealt_by else ""
        lines.append(f"**Dealt with{by}.**")
        return Reply(fitting("\n".join(lines)))
    presses = [Press("It is dealt with", f"mod.dealt:{report.guild_id}:{report.id}", "success")]
    if report.target_id:
        route = f"mod.person:{report.target_id}:{report.slug or '-'}"
        presses.append(Press("Moderate the person…", route))
    return Reply(fitting("\n".join(lines)), (tuple(presses),))


def appealed(told: Told) -> Reply:
    words = f" You wrote:\n{quote(told.appeal)}" if told.appeal else ""
    return Reply(
        fitting(
            "**Your appeal is with the organisers.** You get a message when they have"
            f" decided.{words}"
        )
    )


def appeal_post(told: Told) -> Reply:
    """An appeal in the organisers' channel."""
    act = told.act
    whom = f"<@{act.target_id}>" if act.target_id else "Somebody who has erased their data"
    actor = f"<@{act.actor_id}>" if act.actor_id else "somebody"
    lines = [
        f"**{whom} appeals.** {actor} did this in {where(told.room)}: {_NOUNS[act.kind][0]},"
        f" {clock(act.asked_at, 'f')}.",
        f"Why it was done:\n{quote(told.reason) if told.reason else '> (erased)'}",
    ]
    if told.appeal:
        lines.append(f"Why it was wrong, they say:\n{quote(told.appeal)}")
    if told.message:
        lines.append(f"The message:\n{quote(told.message[:600])}")
    if letters.is_over(act):
        said = "upheld: it stays" if act.appeal is Appeal.UPHELD else "taken back"
        lines.append(f"**Decided: {said}.**")
        return Reply(fitting("\n".join(lines)))
    presses = (
        Press("Uphold", f"mod.decide:{act.id}:uphold"),
        Press("Take back", f"mod.decide:{act.id}:back", "success"),
    )
    return Reply(fitting("\n".join(lines)), (presses,))


def decided(told: Told) -> Reply:
    if told.act.appeal is Appeal.UPHELD:
        return Reply("**The act stays.** The person is told so.")
    return Reply("**It is taken back.** The person is told so.")


def consented(told: Told) -> Reply:
    match told.act.undo:
        case Undo.DONE:
            return Reply("**Your message is posted again.** The bot posted it with your name.")
        case Undo.FAILED:
            return Reply(f"**Not posted.** {TROUBLES[told.act.trouble]}")
        case _:
            return Reply("**Your message is posted as soon as Discord takes it.**")


def the_log(rows: int, name: str) -> Reply:
    entries = "1 entry" if rows == 1 else f"{rows:,} entries"
    return Reply(
        f"**The moderation log of {inert(name)}: {entries}.** For organisers only: it holds names"
        " and what was hidden. Open the file with “excel” in its name in a spreadsheet."
    )
