"""What whoever asked is told by letter: why a question is hidden, and its written answer."""

from __future__ import annotations

from bot.inert import fitting, inert, quote
from domain.questions import Question
from domain.summits import Summit


def hidden(question: Question, summit: Summit) -> tuple[str, str]:
    """Subject and text for whoever asked. Kind, with the reason and the way on."""
    if not question.named:
        return _news(summit)
    name = inert(summit.plan.summit.name)
    text = (
        f"Thank you for your question {question.reference} at {name}."
        " It is not shown, for this reason:\n"
        f"{quote(question.hidden_reason)}\n"
        "You can ask it again in other words, with /ask in the server.\n"
        f"Your words:\n{quote(question.words)}"
    )
    return f"question {question.reference}", fitting(text)


def answered(question: Question, summit: Summit) -> tuple[str, str]:
    """Subject and text for whoever asked: the written answer."""
    if not question.named:
        return _news(summit)
    name = inert(summit.plan.summit.name)
    text = (
        f"Your question {question.reference} at {name} is answered:\n{quote(question.answer)}\n"
        f"Your question:\n{quote(question.words)}"
    )
    return f"question {question.reference}", fitting(text)


def _news(summit: Summit) -> tuple[str, str]:
    """For who asked without a name: where direct messages are closed, a letter goes to a private
    thread, which whoever manages the server's threads can read. So it says no question's number
    and no word of it.
    """
    name = inert(summit.plan.summit.name)
    return (
        "a message",
        f"There is something new about a question of yours at {name}. To read it, type /questions"
        " in the server and press “Your questions”. Only you see that answer.",
    )
