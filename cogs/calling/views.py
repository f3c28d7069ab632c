"""The form in which somebody calls for help."""

from __future__ import annotations

from bot.ui import Form, TextField
from domain.calls import WORDS_LENGTH


def call_form(nonce: int) -> Form:
    """One field, which may stay empty. ``nonce`` is the press that opened it."""
    return Form(
        route=f"callhelp.form:{nonce}",
        title="Call for help",
        fields=(
            TextField(
                "words",
                "What is wrong? You can leave this empty",
                "Organisers read this, and whoever leads your room",
                required=False,
                most=WORDS_LENGTH,
                long=True,
            ),
        ),
    )
