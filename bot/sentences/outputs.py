"""What the bot says no with: reports of small groups, and messages that are kept."""

SENTENCES: dict[str, str] = {
    "report.empty": "Your report is empty. Fill in one part at least; the others can stay empty.",
    "report.too_many": (
        "You wrote more than {most} lines of what you heard. Keep the most important ones."
    ),
    "report.owner": (
        "You wrote who would own the action, but not the action. Add it, or leave both out."
    ),
    "report.changed": (
        "Somebody else of group {number} has reported while you were writing. Open the form again:"
        " their words and yours are in it together. Keep what is right, and send it."
    ),
    "report.closed": (
        "The reports of “{title}” closed at the end of its day. Tell an organiser what is missing."
    ),
    "report.none": "There were no small groups in this room yet, so there is nothing to report.",
    "report.no_group": (
        "You were not in a small group of this round. If you lead this room, see all groups with"
        " /groups reports."
    ),
    "report.all": "Every group has reported, so nobody was reminded.",
    "quote.link": (
        "That is not a link to a message in this server. To get one, open the message’s menu"
        " and choose “Copy message link”."
    ),
    "quote.session": "No notes are kept in this room, so the message was not kept.",
    "quote.where": (
        "That message is not in a room of the programme, so it was not kept."
        " Only messages in the rooms of sessions and in their threads can be."
    ),
    "quote.bot": "Only what people wrote themselves can be kept.",
    "quote.wordless": (
        "That message has no words, only a picture or a file, so there is nothing to keep."
        " To keep what it shows, say it in your own words with /note."
    ),
    "quote.words": (
        "Discord does not let the bot read a message by its link. Write or paste its words"
        " into the form, and send it again."
    ),
    "quote.gone": "That message is not there any more, so it was not kept.",
    "quote.unseen": "The bot may not look into the place where that message is. It was not kept.",
    "quote.kept": "This message is kept already, as {reference}, so nothing was added.",
    "quote.refused": "Whoever wrote this does not want it kept, so it was not kept.",
    "quote.join": (
        "A name can stand there only of people who have joined. Join the summit with the button in"
        " its welcome channel, then press “Show my name” again. It is kept without your name."
    ),
    "quote.not_yours": "This is about a message that somebody else wrote, so you cannot decide.",
}
