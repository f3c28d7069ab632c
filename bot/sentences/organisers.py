"""What the bot says no with: organisers, set-up and exports."""

SENTENCES: dict[str, str] = {
    "access.organiser": "Only organisers can do this. If you are one, ask for the organiser role.",
    "access.manager": "Only somebody who may manage this server can do this.",
    "access.server": "This works in the summit’s server, not in direct messages.",
    "review.done": "Somebody has dealt with {reference} already: it is {state} now.",
    "review.withdrawn": "{reference} was withdrawn by its maker, so there is nothing to decide.",
    "review.changed": (
        "{reference} was changed by its maker while you were reading."
        " Look at the new words before you decide."
    ),
    "setup.plan": (
        "The plan file cannot be used, so nothing was changed in the server. {problems}"
    ),
    "setup.no_plan": (
        "No plan file is set. Whoever runs the bot has to set SUMMIT_PLAN and start it again."
    ),
    "setup.busy": "Somebody is setting this server up at the moment. Wait until they are done.",
    "setup.lacks": (
        "The bot lacks a permission here: {permissions}. Give it to the bot’s role"
        " (Server settings, Roles), then run /summit setup again. What was made so far is kept."
    ),
    "setup.channel": (
        "The bot may not do this in {channel}: {permissions}. Allow it in the channel’s settings"
        " (Permissions), then run /summit setup again. What was made so far is kept."
    ),
    "setup.channels": (
        "The plan needs {needed} more channels, and a server has {most} at most: there is room for"
        " {room}. Delete channels that nobody needs, or leave sessions out. Nothing was changed."
    ),
    "setup.roles": (
        "The plan needs {needed} more roles, and a server has {most} at most: there is room for"
        " {room}. Delete roles that nobody needs. Nothing was changed."
    ),
    "setup.category": (
        "The category {name} would have more than {most} channels, which Discord does not allow."
        " Move or delete channels that are not the summit’s, or name another category in the"
        " plan. Nothing was changed."
    ),
    "export.failed": "The export did not work: {says} Nothing was changed.",
    "export.too_large": (
        "The files are larger than Discord takes here, even compressed."
        " Whoever runs the bot can make them with: summit export --guild {guild_id}"
    ),
    "export.report_too_large": (
        "The report is larger than Discord takes here."
        " Whoever runs the bot can make it with: summit report --guild {guild_id}"
    ),
    "export.no_summit": (
        "There was no summit on that day in this server. Nothing was made."
        " Choose one from the list, or leave it out for the present one."
    ),
    "access.facilitator": (
        "Only facilitators and organisers can do this."
        " If you are one, ask an organiser for the role."
    ),
}
