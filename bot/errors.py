"""The one door through which everything that goes wrong reaches a person.

Every command, button, form and autocomplete ends here when it raises. A rule that says no becomes
its sentence; anything else gets a reference, which also stands in the log with the cause.
"""

from __future__ import annotations

import logging
import secrets

import discord
from discord import app_commands

from bot import again, wording
from bot.answers import ALREADY_ANSWERED, UNKNOWN_INTERACTION, Answer
from bot.ui import Reply
from db.errors import NotRead, NotSaved
from domain.rules import RuleBroken

log = logging.getLogger(__name__)

# Letters and digits that nobody mixes up when reading them out.
_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


def new_reference() -> str:
    """A short name for one trouble, to be read out: ``E-7K3PQ``."""
    return "E-" + "".join(secrets.choice(_LETTERS) for _ in range(5))


async def tell(answer: Answer, error: BaseException) -> None:
    """Tell the person what happened, whether it was saved, and what to do next. Never raises."""
    if isinstance(error, app_commands.CommandInvokeError):
        error = error.original
    if is_repeat(error):
        # Delivered again, or a retried callback that had arrived: the person has their answer.
        log.info("interaction %s was answered already", answer.interaction.id)
        await answer.close()
        return
    try:
        await answer.send(explain(answer, error))
    except discord.HTTPException as failure:
        log.warning("interaction %s could not be answered: %s", answer.interaction.id, failure)
    except Exception:
        log.exception("the error door failed for interaction %s", answer.interaction.id)


def is_repeat(error: BaseException) -> bool:
    """Whether Discord says that this interaction has had its answer."""
    return isinstance(error, discord.InteractionResponded) or (
        isinstance(error, discord.HTTPException) and error.code == ALREADY_ANSWERED
    )


def explain(answer: Answer, error: BaseException) -> Reply:
    """The reply for what went wrong; logs what a person can't mend."""
    match error:
        case RuleBroken(code="join.first") if answer.interaction.guild_id and not answer.typed:
            return again.join_first(answer.interaction)
        case RuleBroken(code="room.not_yours", facts={"slug": str(slug)}) if slug:
            sentence = wording.refusal(error)
            typed = "" if answer.saved else answer.typed
            return Reply(_with_text(sentence, typed), ((again.lead_button(slug),),))
        case RuleBroken():
            return Reply(_with_text(wording.refusal(error), "" if answer.saved else answer.typed))
        case NotSaved():
            reference = new_reference()
            log.error("%s not saved for interaction %s: %s", reference, _whose(answer), error)
            return Reply(_with_text(wording.not_saved(error, reference), answer.typed))
        case NotRead() if not answer.typed:
            reference = new_reference()
            log.error("%s not read for interaction %s: %s", reference, _whose(answer), error)
            return Reply(wording.not_read(reference, answer.saved))
        case app_commands.CommandNotFound() | app_commands.CommandSignatureMismatch():
            log.warning("a command that Discord knows and this bot does not: %s", error)
            return Reply(wording.SENTENCES["form.old"])
        case discord.NotFound(code=code) if code == UNKNOWN_INTERACTION:
            log.warning("interaction %s answered too late", _whose(answer))
        case _:
            pass
    reference = new_reference()
    log.error("%s in interaction %s", reference, _whose(answer), exc_info=error)
    typed = "" if answer.saved else answer.typed
    return Reply(_with_text(wording.unexpected(reference, answer.saved), typed))


def _whose(answer: Answer) -> str:
    interaction = answer.interaction
    return f"{interaction.id} (guild {interaction.guild_id}, user {interaction.user.id})"


def _with_text(sentence: str, typed: str) -> str:
    if not typed:
        return sentence
    # In a code block the words can be copied as they are; a fence inside would end it early.
    fenced = typed.replace("```", "``\u200b`")[: 1900 - len(sentence)]
    return f"{sentence}\nHere are your words, to copy:\n```\n{fenced}\n```"
