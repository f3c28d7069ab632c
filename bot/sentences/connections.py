"""What the bot says no with: meeting people."""

SENTENCES: dict[str, str] = {
    "connect.first": (
        "You do not take part in meeting people yet. Press “Meet people” on the welcome message,"
        " or type /connect, and make your card."
    ),
    "connect.empty": (
        "Write what you offer or what you need, so that others know why to meet you,"
        " and send the form again."
    ),
    "connect.theme": (
        "One of those themes is no longer part of this summit. Open the form again and choose"
        " your themes once more."
    ),
    "connect.unknown": (
        "That person does not take part in meeting people here any more. Type /connect to see"
        " who does."
    ),
    "connect.self": "That is your own card.",
    "connect.most": (
        "You have asked {most} people who have not answered yet, which is the most at a time."
        " Take one of your requests back first: type /connect and press “My introductions”."
    ),
    "connect.not_open": (
        "This request is not open any more, so nothing was changed. Type /connect in the server"
        " to see who takes part."
    ),
    "connect.introduced": (
        "You two are introduced already. You find your thread under “My introductions” in"
        " /connect. If you do not want it, you can leave the thread."
    ),
    "connect.round_done": (
        "Somebody else has sent suggestions in the meantime, so nothing was sent now. Press"
        " “Suggest introductions” again to see what a further round would do."
    ),
}
