"""What people are told of a question by letter: why it is hidden, its answer, that it is theirs."""

from __future__ import annotations

from bot.inert import fitting, inert, quote
from db.question_moderation import Letter
from domain.questions import Question
from domain.summits import Summit


def hidden(question: Question, summit: Summit) -> Letter:
    """For whoever asked. Kind, with the reason and the way on."""
    name = inert(summit.plan.summit.name)
    return _to_asker(
        question,
        summit,
        f"Thank you for your question {question.reference} at {name}."
        " It is not shown, for this reason:\n"
        f"{quote(question.hidden_reason)}\n"
        "You can ask it again in other words, with /ask in the server.\n"
        f"Your words:\n{quote(question.words)}",
    )


def answered(question: Question, summit: Summit) -> Letter:
    """For whoever asked: the written answer."""
    name = inert(summit.plan.summit.name)
    return _to_asker(
        question,
        summit,
        f"Your question {question.reference} at {name} is answered:\n{quote(question.answer)}\n"
        f"Your question:\n{quote(question.words)}",
    )


def _to_asker(question: Question, summit: Summit, text: str) -> Letter:
    """The words; without a name, not where others could read them beside who it is for.

    Where direct messages are closed, a letter goes to a private thread, which whoever manages the
    server's threads can read. So for who asked without a name it says there no question's number
    and no word of it, and nor does the thread's name.
    """
    if question.named:
        return Letter(f"question {question.reference}", fitting(text))
    name = inert(summit.plan.summit.name)
    return Letter(
        "a message",
        fitting(text),
        thread_text=(
            f"There is something new about a question of yours at {name}. To read it, type"
            " /questions in the server and press “Your questions”. Only you see that answer."
        ),
    )


def handed_over(question: Question, summit: Summit) -> Letter:
    """For the colleague who gets it. Its words are shown to everybody already."""
    name = inert(summit.plan.summit.name)
    place = f"https://discord.com/channels/{summit.guild_id}/{summit.places.welcome_channel}"
    text = (
        f"A colleague at {name} has handed you question {question.reference}. Please see to it"
        f" that it is answered.\n{quote(question.words)}\n"
        f"To answer it, go to the server ({place}), type /questions and choose"
        f" {question.reference} in the menu. After its session it stands under “Moderate”, “Not"
        " asked yet”. If you cannot see to it, give it back."
    )
    return Letter(
        f"question {question.reference}",
        fitting(text),
        (("Give it back", f"ask.decline:{summit.guild_id}:{question.number}"),),
    )


def declined(question: Question, summit: Summit) -> Letter:
    """For who had handed it over."""
    name = inert(summit.plan.summit.name)
    text = (
        f"Question {question.reference} at {name} came back: your colleague cannot answer it, and"
        f" nobody owns it now.\n{quote(question.words)}"
    )
    return Letter(f"question {question.reference}", fitting(text))
