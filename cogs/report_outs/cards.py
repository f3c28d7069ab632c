"""How groups' reports read: asked for, received, counted, and read out in the room. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.inert import fitting, inert, one_line, quote
from bot.ui import Menu, Press, Reply
from cogs.notes.views import KIND_TITLES, notes_button
from cogs.report_outs import views
from db.report_outs import Kept
from domain.outputs import Kind, Output
from domain.rounds import Round, Stage

# How many characters of a message the parts of one report share.
ROOM = 1500

_TELL = (
    "three things you heard, one barrier, one action, and who would own it."
    " Anyone in the group can do it, and parts can stay empty."
)


# ---------------------------------------------------------------------- asking


def asked(round_id: int, number: int) -> Reply:
    """What stands in a group's thread when its time is nearly up."""
    return Reply(
        f"**Group {number}, what will you report back?** Press “Report back”: {_TELL}"
        " Everybody in the workshop reads it when the groups are over.",
        ((views.report_button(round_id, number),),),
    )


def asked_in_room(round_id: int, numbers: Sequence[int]) -> Reply:
    """The same in the workshop's room, for groups without a thread that they can write in."""
    return Reply(
        f"**{_groups(numbers)}, please report back.** Press the button: {_TELL}",
        ((views.mine_button(round_id),),),
    )


def _groups(numbers: Sequence[int]) -> str:
    """Such as “Groups 1, 2 and 5”."""
    *first, last = [str(number) for number in numbers]
    return f"Groups {', '.join(first)} and {last}" if first else f"Group {last}"


# ---------------------------------------------------------------------- received


def received(kept: Kept, *, new: bool) -> Reply:
    """What who sent a report gets at once."""
    said = _references(kept.outputs)
    if not new:
        head = f"**This form was saved before**, as {said}, so nothing was added."
    elif kept.version == 1:
        head = f"**Thank you. The report of group {kept.number} is saved** as {said}."
    else:
        head = f"**The report of group {kept.number} is corrected and saved** as {said}."
    when = (
        "Everybody reads it in the room."
        if kept.round.stage is Stage.OVER
        else "Everybody reads it in the room when the groups are over."
    )
    correct = views.report_button(kept.round.id, kept.number, "Correct it…")
    return Reply(f"{head} {when}", ((correct, notes_button(kept.round.slug)),))


def receipt(kept: Kept) -> Reply:
    """What the group reads in its thread. No word of the report stands in it."""
    what = "has reported" if kept.version == 1 else "has corrected its report"
    return Reply(
        f"**Group {kept.number} {what}.** It is kept as {_references(kept.outputs)}."
        " To read or correct it, press the button.",
        ((views.report_button(kept.round.id, kept.number, "Correct it…"),),),
    )


def _references(outputs: Sequence[Output]) -> str:
    if not outputs:
        return "no notes"
    *first, last = [one.reference for one in outputs]
    return f"{', '.join(first)} and {last}" if first else last


# ---------------------------------------------------------------------- for facilitators


def listing(one: Round, versions: Mapping[int, int], said: str = "") -> Reply:
    """Which groups have reported, and which have not."""
    done = [number for number, version in versions.items() if version]
    missing = [number for number, version in versions.items() if not version]
    count = len(versions)
    of = "1 group has" if count == 1 else f"{count} groups have"
    lines = [said] if said else []
    lines.append(f"**Round {one.number}: {len(done)} of {of} reported.**")
    if done:
        lines.append(f"Reported: {_groups(done)}.")
    if missing:
        lines.append(f"Not yet: {_groups(missing)}.")
    rows: list[tuple[Press | Menu, ...]] = []
    if missing:
        rows.append((Press("Remind the groups", f"report.remind:{one.id}", "primary"),))
    rows.append((views.group_menu(one.id, [*missing, *done]),))
    rows.append((notes_button(one.slug),))
    return Reply(fitting("\n".join(lines)), tuple(rows))


# ---------------------------------------------------------------------- read out


def read_out(kept: Kept) -> Reply:
    """A report as everybody in the workshop's room reads it, as far as it fits a message."""
    parts = [one for one in kept.outputs if one.public]
    if not parts:
        return Reply(f"The report of group {kept.number} is not shown any more.")
    room = ROOM // len(parts)
    return Reply(
        fitting("\n".join(_lines(kept.number, parts, room))),
        (
            (
                Press("Read it in full", f"report.read:{kept.round.id}:{kept.number}"),
                notes_button(kept.round.slug),
            ),
        ),
    )


def _lines(number: int, parts: Sequence[Output], room: int) -> list[str]:
    heard = [one for one in parts if one.kind is Kind.INSIGHT]
    lines = [f"**Group {number} heard:**" if heard else f"**Group {number} reports:**"]
    lines += [f"- {inert(one_line(one.words, room))}" for one in heard]
    for one in parts:
        if one.kind is Kind.INSIGHT:
            continue
        words = inert(one_line(one.words, room))
        lines.append(f"**{KIND_TITLES[one.kind]}:** {words}")
        if one.owner:
            lines.append(f"Who would own it: {inert(one_line(one.owner, 100))}")
    names = list(dict.fromkeys(one.author_name for one in parts if one.named))
    if names:
        lines.append("-# Reported by " + ", ".join(inert(one_line(name, 40)) for name in names))
    return lines


def in_full(kept: Kept) -> list[Reply]:
    """Every word of a report, in as many answers as it takes."""
    parts = [one for one in kept.outputs if one.public]
    if not parts:
        return [Reply(f"The report of group {kept.number} is not shown any more.")]
    said: list[str] = [f"**What group {kept.number} reports**"]
    for one in parts:
        head = f"**{one.reference}** · {KIND_TITLES[one.kind]}"
        owner = f"\nWho would own it: {inert(one.owner)}" if one.owner else ""
        text = f"{head}\n{quote(one.words)}{owner}"
        if len(said[-1]) + len(text) < 1900:
            said[-1] += f"\n{text}"
        else:
            said.append(text)
    return [Reply(fitting(text)) for text in said]
