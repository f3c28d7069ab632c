"""What the bot says no with: joining the summit, and forms in general."""

SENTENCES: dict[str, str] = {
    "summit.none": (
        "There is no summit set up in this server yet."
        " Somebody who may manage the server can start one with /summit setup."
    ),
    "join.first": "You have not joined the summit yet. Press “Join the summit” first.",
    "join.kind": "Choose what you are here as, and send the form again.",
    "form.foreign": (
        "This form is not yours, or it was used before. Open a new one with “Make a pledge”."
    ),
    "form.old": (
        "This button or form is from an older message and no longer works."
        " Use the buttons on the welcome message, or type / to see the commands."
    ),
}
