"""What the bot says no with: following up, and success stories."""

SENTENCES: dict[str, str] = {
    "progress.link": (
        "That is not a link to a page. It begins with https:// or http://, such as"
        " https://www.example.org/news. Leave it empty if you have none."
    ),
    "progress.later": (
        "You have answered again since, so this stays. To change your newest answer, type"
        " /pledge progress."
    ),
    "progress.none": "You have no pledge yet. Make one with /pledge make.",
    "care.unknown": ("You do not look after this, or it is not there any more. Ask an organiser."),
    "care.step": "You chose a day but no step. Write what is next, or leave the day empty too.",
    "task.unknown": "There is no such task here. Press “Tasks” to see those that are open.",
    "task.done": "This task is closed already. Press “Tasks” to see those that are open.",
    "task.taken": (
        "{who} sees to this already. If you agreed to take it over, press “Let somebody else”"
        " on the task first."
    ),
    "offer.unknown": "There is no such offer for a pledge of yours.",
    "offer.gone": "This offer of help was taken back, so nothing was changed.",
    "offer.settled": (
        "You both said yes already, so this stays. You can leave the thread if you do not want it."
    ),
    "story.not_done": (
        "You have not said that {reference} is done, so there is no story to tell yet."
    ),
    "story.none": (
        "The story of {reference} cannot be told. Its maker has not agreed or no longer agrees, or"
        " the pledge is not done or not shown."
    ),
    "story.gone": "This story is not told any more.",
}
