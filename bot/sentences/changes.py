"""What the bot says no with: changing the programme, and announcements."""

SENTENCES: dict[str, str] = {
    "change.minutes": "Choose 1 to {most} minutes, later or earlier. Nothing was changed.",
    "change.number": (
        "Write the minutes as a whole number, such as 10, or -10 for 10 minutes earlier."
        " Nothing was changed."
    ),
    "change.which": "To move one session alone, choose which one. Nothing was changed.",
    "change.unknown": "There is no such session in the programme. Nothing was changed.",
    "change.over": "“{title}” is over, so it stays as it was.",
    "change.is_cancelled": (
        "“{title}” is cancelled. If it takes place after all, say so first: press “Change the"
        " programme…” and choose it."
    ),
    "change.not_cancelled": "“{title}” is not cancelled, so nothing was changed.",
    "change.by_plan": (
        "“{title}” is cancelled because the plan has it no more. Put it back into the plan file"
        " and run /summit setup."
    ),
    "change.nothing": "Every session is over, so nothing moves.",
    "change.too_early": (
        "“{title}” would start before now. Move it by fewer minutes. Nothing was changed."
    ),
    "change.ends_early": (
        "“{title}” has begun and would end before now. Choose fewer minutes. Nothing was changed."
    ),
    "change.clash": (
        "“{title}” would be at the same time as “{other}”. Move all that comes after it too, or"
        " choose fewer minutes, or cancel one of the two. Nothing was changed."
    ),
    "change.stale": "The programme changed since you looked. Open “Change the programme…” again.",
    "change.same": "Choose two different sessions. Nothing was changed.",
    "change.no_room": "“{title}” has no room of its own, so it cannot swap. Nothing was changed.",
    "change.begun": (
        "“{title}” has begun, and people are in its room, so it stays there. Nothing was changed."
    ),
    "change.room_open": (
        "The room of “{title}” is open already, and people may be in it, so it stays there."
        " Nothing was changed."
    ),
    "change.rooms_differ": (
        "The rooms of “{title}” and “{other}” are not of the same kind: one is a stage, or lets in"
        " by name, or has another limit of people. Give both sessions the same in the plan file, or"
        " choose another session. Nothing was changed."
    ),
    "announce.audience": "Choose again who is to read it: that choice does not exist any more.",
    "announce.everyone": (
        "The bot never alerts the whole server. Choose “Everybody at the summit” instead."
    ),
    "announce.long": (
        "With the signs that keep your words as you wrote them, it is {over} characters too long"
        " for one message. Make it shorter."
    ),
    "announce.no_channel": (
        "The channel is not there any more, so nothing was sent. Run /summit setup to make it."
    ),
    "announce.may_not": (
        "The bot may not write in <#{channel}>, so nothing was sent. Allow it to see the channel"
        " and to send messages there, and press again."
    ),
    "announce.may_not_alert": (
        "The bot may not alert <@&{role}> in <#{channel}>, so nothing was sent. Allow it to mention"
        " all roles there, or change the announcement to alert nobody."
    ),
    "announce.nobody": "Nobody of this kind has joined yet, so nothing was sent.",
    "announce.unknown": "This announcement is not there any more. Nothing was sent.",
    "announce.changed": (
        "Your announcement was changed since you looked. Nothing was sent. Press “Change it…” to"
        " see it as it is."
    ),
}
