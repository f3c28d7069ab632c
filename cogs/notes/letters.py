"""What whoever wrote a note is told by letter. No word of the note itself stands in a letter, so
that erasing the note erases its words.
"""

from __future__ import annotations

from bot.inert import fitting, inert, quote
from domain.outputs import Output
from domain.summits import Summit

_READ = "To read, change or take back your note, type /notes in the server and press “My notes”."


def hidden(output: Output, summit: Summit) -> tuple[str, str]:
    """Subject and text for the author: kind, with the reason and the way on."""
    return _letter(
        output,
        summit,
        f"Thank you for your note {output.reference} at {inert(summit.plan.summit.name)}."
        f" Others do not see it any more, for this reason:\n{quote(output.hidden_reason)}",
    )


def shown(output: Output, summit: Summit) -> tuple[str, str]:
    """Subject and text for the author: others see it again."""
    name = inert(summit.plan.summit.name)
    return _letter(output, summit, f"Others see your note {output.reference} at {name} again.")


def corrected(output: Output, summit: Summit) -> tuple[str, str]:
    """Subject and text for the author: somebody changed the words."""
    name = inert(summit.plan.summit.name)
    return _letter(
        output,
        summit,
        f"A facilitator changed the words of your note {output.reference} at {name}.",
    )


def _letter(output: Output, summit: Summit, said: str) -> tuple[str, str]:
    """Where direct messages are closed, a letter goes to a private thread, which whoever manages
    the server's threads can read. So without a name it says no number and no reason.
    """
    if output.named:
        return f"note {output.reference}", fitting(f"{said}\n{_READ}")
    name = inert(summit.plan.summit.name)
    return (
        "a message",
        f"There is something new about a note of yours at {name}. To read it, type /notes in the"
        " server and press “My notes”. Only you see that answer.",
    )
