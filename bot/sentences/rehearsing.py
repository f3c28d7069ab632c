"""What the bot says no with: rehearsing on a real server."""

SENTENCES: dict[str, str] = {
    "access.rehearsal": (
        "Only whoever rehearses can do this: who may manage this server, or has the organiser role"
        " or the rehearsal’s team role."
    ),
    "rehearsal.real": (
        "This file holds a real summit, so it is not rehearsed in. Nothing was changed. Name"
        " another one in the settings."
    ),
    "rehearsal.simulated": (
        "This file was made by summit rehearse, without Discord. Nothing was changed. Name"
        " another one in the settings."
    ),
    "rehearsal.not_one": (
        "The summit in this server is not a rehearsal, so nothing is removed. Nothing was changed."
    ),
    "rehearsal.real_server": (
        "Your real summit is set up in this server, so it is not rehearsed here. Nothing was"
        " changed. Add the bot to a test server, and rehearse there."
    ),
    "rehearsal.removing": (
        "The rehearsal’s traces are being removed from this server. Wait until that is done."
    ),
    "rehearsal.removed": (
        "The rehearsal in this server is over, and its traces are removed. To rehearse again, stop"
        " the bot and start it with summit run --rehearsal: it begins anew."
    ),
    "rehearsal.past": "That moment has passed. Time goes forward only.",
    "rehearsal.moment": "There is no such moment in this summit. Press “Jump to…” again.",
    "rehearsal.speed": "Time can go by from 0 to {most} times as fast as in real life.",
    "rehearsal.nobody": "There is nobody of that name in this summit. Press “Be somebody…” again.",
    "rehearsal.roles": (
        "The bot may not give or take roles here, so you are who you were. Drag the bot’s own role"
        " above the rehearsal’s roles (Server settings, Roles), and press again."
    ),
    "rehearsal.crowd": "First let people join.",
    "rehearsal.no_workshops": "There is no workshop that people could choose now.",
}
