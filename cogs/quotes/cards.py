"""How keeping a message reads: for who keeps it, and for who wrote it. Pure."""

from __future__ import annotations

from bot.inert import fitting, inert, quote
from bot.ui import Press, Reply
from cogs.notes.views import KIND_TITLES, notes_button
from cogs.quotes import views
from domain.outputs import Output
from domain.quotes import Says
from domain.summits import Summit


def kept(output: Output, *, new: bool, yours: bool) -> Reply:
    """What a facilitator reads who kept a message."""
    if not new:
        head = f"**This form was saved before as {output.reference}**, so nothing was added."
    else:
        head = f"**The message is kept as {output.reference}, without a name.**"
    rest = (
        "You wrote it yourself: say whether your name may stand with it."
        if yours
        else "Whoever wrote it is asked whether their name may stand with it."
    )
    text = f"{head} {rest}\n{quote(output.words)}\n{KIND_TITLES[output.kind]}"
    rows: tuple[tuple[Press, ...], ...] = (
        (Press("Open it", f"note.open:{output.number}"), notes_button(output.session)),
    )
    if yours:
        rows = (views.consent_buttons(output), *rows)
    return Reply(fitting(text), rows)


def asked(
    output: Output, summit: Summit, *, channel_id: int, message_id: int
) -> tuple[str, str, tuple[tuple[str, str], ...]]:
    """Subject, text and buttons of the letter to whoever wrote the message.

    It has no word of the message and no number: a letter can come to stand in a thread that whoever
    manages the server's threads can read.
    """
    name = inert(summit.plan.summit.name)
    link = f"https://discord.com/channels/{output.guild_id}/{channel_id}/{message_id}"
    return (
        "a message of yours",
        f"**Something you wrote at {name} is worth keeping.** A facilitator kept it with the"
        f" session’s notes, without your name: {link}\nEverybody who has joined can read the"
        " notes, and their words may be published with the results, without names."
        " May your name stand with it? If you do nothing, it stays without your name.",
        views.consent(output),
    )


def said(output: Output, says: Says) -> Reply:
    """What whoever wrote the message reads after their answer, which they can change."""
    if says is Says.NOT:
        return Reply(
            f"**{output.reference} is erased.** What you wrote is not kept, and will not be kept"
            " again. Your own message stays where it is until you delete it."
        )
    head = (
        f"**Thank you. {output.reference} stands with your name:** {inert(output.author_name)}."
        if says is Says.NAME
        else f"**Thank you. {output.reference} stays without your name.**"
    )
    return Reply(
        fitting(f"{head} You can change your mind.\n{quote(output.words)}"),
        (views.consent_buttons(output),),
    )
