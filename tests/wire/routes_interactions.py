"""Routes on which the bot answers interactions: the callback, its edits and follow-ups."""

from __future__ import annotations

from tests.wire.entities import Json
from tests.wire.interactions import (
    CHOICES,
    DEFER_REPLY,
    DEFER_UPDATE,
    FINAL_CALLBACKS,
    MODAL,
    REPLY,
    UPDATE,
    Answer,
    Interaction,
)
from tests.wire.messages import EPHEMERAL, LOADING, Message, new_message
from tests.wire.rest import NOTHING, Call, RefusedError, Reply, route

KNOWN_CALLBACKS = FINAL_CALLBACKS | {DEFER_REPLY, DEFER_UPDATE}


def _interaction(call: Call) -> Interaction:
    """The interaction whose token stands in the path of a follow-up."""
    interaction = call.wire.interactions.get(call.args["token"])
    if interaction is None or not interaction.acknowledged:
        raise RefusedError(404, 10015, "Unknown Webhook")
    if interaction.elapsed() > call.wire.token_life:
        raise RefusedError(401, 50027, "Invalid Webhook Token")
    return interaction


def _say(call: Call, interaction: Interaction, body: Json, *, loading: bool = False) -> Message:
    """Make a message of the bot's in answer to an interaction."""
    world, channel = call.wire.world, interaction.channel
    uploads = call.uploads
    author = world.bot.to_dict()
    number = world.ids.next()
    message = new_message(number, channel.id, author, body, uploads, call.wire.origin)
    message.data["application_id"] = message.data["webhook_id"] = str(world.application_id)
    if loading:
        message.data["flags"] |= LOADING
    interaction.messages[message.id] = message
    if not message.data["flags"] & EPHEMERAL:
        channel.messages[message.id] = message
    return message


@route("POST", "/interactions/{interaction}/{token}/callback")
def callback(call: Call) -> Reply:
    wire, body = call.wire, call.body or {}
    interaction = wire.interactions.get(call.args["token"])
    if interaction is None or str(interaction.id) != call.args["interaction"]:
        raise RefusedError(404, 10062, "Unknown interaction")
    seconds = interaction.elapsed()
    answer = Answer("callback", body, call.uploads, seconds)
    kind: int = body.get("type", 0)
    if interaction.acknowledged:
        refusal = RefusedError(400, 40060, "Interaction has already been acknowledged.")
    elif seconds > wire.answer_within:
        refusal = RefusedError(404, 10062, "Unknown interaction")
    elif kind not in KNOWN_CALLBACKS:
        refusal = RefusedError(400, 50035, "Invalid Form Body")
    elif kind == MODAL and interaction.modal_submit:
        refusal = RefusedError(400, 50035, "A modal cannot answer a modal")
    else:
        refusal = None
    if refusal is not None:
        answer.code = refusal.code
        interaction.refused.append(answer)
        raise refusal
    data = body.get("data") or {}
    if kind in (REPLY, DEFER_REPLY):
        interaction.original = _say(call, interaction, data, loading=kind == DEFER_REPLY)
        interaction.deferred = kind == DEFER_REPLY
    elif kind in (UPDATE, DEFER_UPDATE):
        interaction.original = interaction.source
        if kind == UPDATE and interaction.source is not None:
            interaction.source.edit(data, call.uploads, wire.origin)
    elif kind == MODAL:
        wire.show_modal(interaction, data)
    answer.message = None if kind in (CHOICES, MODAL) else interaction.original
    interaction.take(answer, final=kind in FINAL_CALLBACKS)
    if "with_response=" not in call.raw_query:
        return NOTHING
    return 200, _response(interaction, kind, answer.message)


def _response(interaction: Interaction, kind: int, message: Message | None) -> Json:
    about: Json = {"id": str(interaction.id), "type": interaction.type}
    response: Json = {"interaction": about, "resource": {"type": kind}}
    if message is not None:
        about["response_message_id"] = str(message.id)
        about["response_message_loading"] = kind == DEFER_REPLY
        about["response_message_ephemeral"] = message.ephemeral
        if kind in (REPLY, UPDATE):
            response["resource"]["message"] = message.data
    return response


def _target(call: Call, interaction: Interaction) -> Message:
    """The message of the path: the original answer or a follow-up."""
    name = call.args["message"]
    original = interaction.original
    if original is not None and name in ("@original", str(original.id)):
        return original
    message = interaction.messages.get(int(name)) if name.isdecimal() else None
    if message is None:
        raise RefusedError(404, 10008, "Unknown Message")
    return message


@route("POST", "/webhooks/{application}/{token}")
def follow_up(call: Call) -> Reply:
    interaction = _interaction(call)
    body: Json = call.body or {}
    answer = Answer("followup", body, call.uploads, interaction.elapsed())
    if interaction.deferred and interaction.original is not None:
        # Right after a deferral Discord edits the waiting message instead of adding one.
        interaction.deferred = False
        message = interaction.original
        message.edit(
            {k: v for k, v in body.items() if k != "flags"}, call.uploads, call.wire.origin
        )
        message.data["flags"] |= (body.get("flags") or 0) & ~EPHEMERAL
    else:
        message = _say(call, interaction, body)
    answer.message = message
    interaction.take(answer, final=True)
    return (200, message.data) if call.query.get("wait") in ("1", "true") else NOTHING


@route("GET", "/webhooks/{application}/{token}/messages/{message}")
def get_answer(call: Call) -> Reply:
    return 200, _target(call, _interaction(call)).data


@route("PATCH", "/webhooks/{application}/{token}/messages/{message}")
def edit_answer(call: Call) -> Reply:
    interaction = _interaction(call)
    message = _target(call, interaction)
    body: Json = call.body or {}
    answer = Answer("edit", body, call.uploads, interaction.elapsed())
    message.edit(body, call.uploads, call.wire.origin)
    if message is interaction.original:
        interaction.deferred = False
    answer.message = message
    interaction.take(answer, final=True)
    return 200, message.data


@route("DELETE", "/webhooks/{application}/{token}/messages/{message}")
def delete_answer(call: Call) -> Reply:
    interaction = _interaction(call)
    message = _target(call, interaction)
    interaction.messages.pop(message.id, None)
    interaction.channel.messages.pop(message.id, None)
    if message is interaction.original:
        interaction.original = None
        interaction.deferred = False
    answer = Answer("delete", {}, [], interaction.elapsed())
    interaction.take(answer, final=True)
    return NOTHING
