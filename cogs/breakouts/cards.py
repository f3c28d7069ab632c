"""How small groups read: the preview, what stands in a group's thread, and what is called out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from bot.inert import MOST, fitting, inert, one_line
from bot.ui import Press, Reply
from cogs.programme.cards import clock
from cogs.report_outs.views import list_button
from domain.attendees import KIND_TITLES, Kind
from domain.breakouts import Group, How
from domain.rounds import GRACE, Round, Stage
from domain.sessions import Session

# The minutes that all groups get by one press.
MORE = 5

HOW_TITLES = {
    How.BALANCED: "Mixed by who they are",
    How.RANDOM: "By chance",
    How.NEW_PEOPLE: "Everybody with new people",
    How.AGAIN: "The last groups again",
}


# ---------------------------------------------------------------------- the preview


def to_lead_of_left(room: str, number: int) -> tuple[str, str]:
    """The letter to who leads: somebody of a group is not in the server any more.

    Nobody is named: this stays in direct messages, also after an erasure.
    """
    return (
        "small groups",
        f"**Somebody has left the server**, so they are no longer in group {number} of"
        f" “{inert(one_line(room, 100))}”. The others stay as they are.",
    )


def preview(
    one: Round, kinds: Mapping[int, Kind], *, source: str, other: str, repeats: int
) -> Reply:
    """Who would be with whom. ``source`` and ``other``: where people come from, and could."""
    people = sum(len(group) for group in one.groups)
    groups = "1 group" if len(one.groups) == 1 else f"{len(one.groups)} groups"
    head = [
        f"**{_people(people)} in {groups}, for {one.minutes} minutes. Nobody has been moved yet.**",
        f"{HOW_TITLES[one.how]}. They are {SOURCES[source]}.",
    ]
    if one.how is How.NEW_PEOPLE:
        head.append(
            "Nobody meets the same person again."
            if not repeats
            else f"{'1 pair has' if repeats == 1 else f'{repeats} pairs have'} been together"
            " before: with so few people it cannot be helped."
        )
    named = [_named(number, group) for number, group in enumerate(one.groups, start=1)]
    text = "\n".join([*head, *named])
    if len(text) > MOST:
        text = "\n".join(
            [*head, *(_counted(n, g, kinds) for n, g in enumerate(one.groups, start=1))]
        )
    presses = [
        Press("Begin", f"breakout.begin:{one.id}", "success"),
        Press("Mix again", f"breakout.mix:{one.id}:{source}"),
    ]
    if other:
        presses.append(Press(f"Take {SOURCES[other]}"[:80], f"breakout.mix:{one.id}:{other}"))
    return Reply(fitting(text), (tuple(presses),))


SOURCES = {
    "voice": "those in the voice room now",
    "chosen": "those who have a place in this workshop",
}


def _people(count: int) -> str:
    return "1 person" if count == 1 else f"{count} people"


def _named(number: int, group: Group) -> str:
    return f"Group {number}: " + " ".join(f"<@{user_id}>" for user_id in group)


def _counted(number: int, group: Group, kinds: Mapping[int, Kind]) -> str:
    counts = Counter(kinds.get(user_id, Kind.OTHER) for user_id in group)
    said = ", ".join(f"{n} {KIND_TITLES[kind].lower()}" for kind, n in counts.most_common())
    return f"Group {number}: {_people(len(group))} ({said})"


# ---------------------------------------------------------------------- for facilitators


def running(one: Round, said: str = "") -> Reply:
    """A round under way, for who runs it."""
    lines = [said] if said else []
    lines.append(status(one))
    return Reply("\n".join(lines), (run_buttons(one),) if _under_way(one) else ())


def status(one: Round) -> str:
    """One line of how a round stands."""
    if one.stage is Stage.RUNNING and one.clock is not None:
        end = one.clock.ends_at
        count = "1 group is" if len(one.groups) == 1 else f"{len(one.groups)} groups are"
        return f"{count} under way, until {clock(end)} ({clock(end, 'R')})."
    if one.stage is Stage.GRACE and one.back_at is not None:
        return f"The groups are coming back: {clock(one.back_at, 'R')}."
    return "The groups are over."


def _under_way(one: Round) -> bool:
    return one.stage in (Stage.RUNNING, Stage.GRACE)


def run_buttons(one: Round) -> tuple[Press, ...]:
    presses = [
        Press("5 minutes more for all", f"breakout.extend:{one.id}:{MORE}", "primary"),
        Press("Message to all groups…", f"breakout.message:{one.id}"),
    ]
    if one.stage is Stage.RUNNING:
        presses.append(Press("Call everybody back", f"breakout.end:{one.id}", "danger"))
    presses.append(list_button(one.slug))
    return tuple(presses)


def told_all(count: int) -> Reply:
    groups = "1 group" if count == 1 else f"{count} groups"
    return Reply(f"Your message is on its way to {groups}.")


# ---------------------------------------------------------------------- for people in groups


def thread_name(title: str, number: int, round_number: int) -> str:
    """The name by which a thread or voice channel is found again after a crash."""
    return f"{one_line(title, 60)} · group {number} · round {round_number}"


def welcome(one: Round, number: int, session: Session, voice: int | None) -> Reply:
    """The first message in a group's thread."""
    lines = [f"**Welcome to group {number} of {inert(session.title)}.**"]
    if one.clock is not None:
        end = one.clock.ends_at
        lines.append(f"You have until {clock(end)} ({clock(end, 'R')}).")
    if one.brief:
        lines.append(inert(one.brief))
    if voice is not None:
        lines.append(f"To speak with each other, press <#{voice}>.")
    lines.append("Only your group sees this. Facilitators come in when you call them.")
    return Reply(
        "\n".join(lines),
        ((Press("Call the facilitator", f"breakout.call:{one.id}:{number}"),),),
    )


def called_out(minutes: int) -> str:
    """What a group reads of its time."""
    if minutes == 0:
        seconds = int(GRACE.total_seconds())
        return f"**Time is up.** Finish your sentence: you go back in {seconds} seconds."
    left = "1 minute" if minutes == 1 else f"{minutes} minutes"
    return f"**{left} left.**"


def more_time(one: Round) -> str:
    assert one.clock is not None, "only what runs is extended"
    end = one.clock.ends_at
    return f"**You have more time:** until {clock(end)} ({clock(end, 'R')})."


def joined(one: Round, number: int, thread_id: int | None, *, new: bool) -> Reply:
    """Somebody who came late, or asks again where their group is."""
    where = f": <#{thread_id}>" if thread_id else ". Its room is being made; look again in a moment"
    head = "You are in" if new else "You are already in"
    return Reply(f"**{head} group {number}**{where}.")


def called(people: int) -> Reply:
    if not people:
        return Reply(
            "Nobody leads this workshop at the moment, so the organisers have been called."
        )
    return Reply(
        "The facilitator has been called, and will come as soon as they can. If nobody comes in two"
        " minutes, the organisers are called too."
    )
