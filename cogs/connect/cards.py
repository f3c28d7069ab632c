"""How people and introductions read. Pure: records in, text and buttons out."""

from __future__ import annotations

from collections.abc import Sequence

from bot.inert import fitting, inert, one_line, quote
from bot.ui import Menu, Press, Reply
from cogs import buttons
from cogs.connect import views
from db.introduction_reads import Known
from domain.attendees import KIND_TITLES
from domain.connections import Card, Pair, Standing, Thread
from domain.summits import Summit

A_PAGE = 5
# How many characters of a message the cards of one page share.
ROOM = 1500

WHO_SEES = (
    "Who sees your card: only people who have made one too. They see the name you joined with."
)
WHAT_IT_IS = (
    "**Meet people.** Say what you offer and what you need, and find others at the summit."
    " You are introduced to somebody only when you both say yes, in a private thread."
)


def headline(card: Card) -> str:
    """Name, organisation and what somebody is here as, on one line."""
    said = [f"**{inert(card.name)}**"]
    if card.organisation:
        said.append(inert(card.organisation))
    said.append(KIND_TITLES[card.kind].lower())
    return " · ".join(said)


def themes_of(card: Card, summit: Summit) -> str:
    return ", ".join(inert(summit.theme_title(slug)) for slug in card.themes)


def body(card: Card, summit: Summit) -> list[str]:
    """A card in full, without its headline."""
    lines: list[str] = []
    if card.offers:
        lines += ["Offers:", quote(card.offers)]
    if card.needs:
        lines += ["Needs:", quote(card.needs)]
    if card.themes:
        lines.append(f"Themes: {themes_of(card, summit)}")
    return lines


def short(card: Card, room: int) -> str:
    """A card in a list, its words cut to about ``room`` characters."""
    each = room // 2 if card.offers and card.needs else room
    lines = [headline(card)]
    if card.offers:
        lines.append(f"> Offers: {inert(one_line(card.offers, each))}")
    if card.needs:
        lines.append(f"> Needs: {inert(one_line(card.needs, each))}")
    return "\n".join(lines)


# ---------------------------------------------------------------------- taking part


def invitation() -> Reply:
    """For who has no card yet."""
    return Reply(
        f"{WHAT_IT_IS}\n{WHO_SEES} You can change it or stop at any time.", ((views.TAKE_PART,),)
    )


def home(card: Card, summit: Summit, *, others: int, waiting: int, said: str = "") -> Reply:
    """One's own card and the ways on. ``waiting``: requests to this person without an answer."""
    lines = [said] if said else []
    lines.append(_others(others))
    if waiting:
        asks = "1 person asks" if waiting == 1 else f"{waiting} people ask"
        lines.append(f"**{asks} to be introduced to you.** Press “My introductions” to answer.")
    lines += ["Your card:", headline(card), *body(card, summit), WHO_SEES]
    return Reply(
        fitting("\n".join(lines)),
        ((views.BROWSE, views.SUGGEST, views.MINE), (views.SEARCH, views.CHANGE, views.LEAVE)),
    )


def _others(others: int) -> str:
    match others:
        case 0:
            return "Nobody else takes part yet. Look again later."
        case 1:
            return "1 other person takes part."
        case _:
            return f"{others:,} other people take part."


def really_leave() -> Reply:
    return Reply(
        "**Delete your card?** Nobody finds you here any more, and requests that are open are"
        " taken back. Threads in which you were introduced stay: leave those yourself if you like."
        " You can make a new card at any time.",
        ((views.LEAVE_NOW, views.STAY),),
    )


def left(*, there: bool) -> Reply:
    head = "**Your card is deleted.**" if there else "You had no card."
    return Reply(f"{head} You can take part again at any time.", ((buttons.MEET,),))


# ---------------------------------------------------------------------- browsing


def people(
    found: Sequence[Card],
    summit: Summit,
    *,
    asked: Sequence[int],
    more: str,
    theme: str = "",
    words: str = "",
    later: bool = False,
) -> Reply:
    """A page of others. ``asked``: whom this person has asked or met; ``more``: the next page."""
    head = "**People who want to meet others**"
    if theme:
        head += f" · {inert(summit.theme_title(theme))}"
    if words:
        head = f"**People found for “{inert(words)}”**"
    lines = [head]
    if not found:
        lines.append(
            "There are no more."
            if later
            else "Nobody fits that yet. Try another theme, or fewer or other words."
            if theme or words
            else "Nobody else takes part yet. Look again later."
        )
    room = ROOM // max(1, len(found)) - 120
    for card in found:
        mark = "\n(you have asked, or know each other: see “My introductions”)"
        lines.append(short(card, room) + (mark if card.user_id in asked else ""))
    rows: list[tuple[Press | Menu, ...]] = []
    if not words:
        rows.append((views.theme_menu(summit.plan.pledges.themes, theme),))
    if found:
        rows.append((views.people_menu(found),))
    ways = [Press("More", more)] if more else []
    if later:
        ways.append(Press("Back to the start", f"connect.people:{theme}:"))
    rows.append((*ways, views.SEARCH, buttons.MEET))
    return Reply(fitting("\n".join(lines)), tuple(rows))


def full(card: Card, summit: Summit, known: Known | None, *, said: str = "") -> Reply:
    """Somebody's card, with what one can do about them."""
    lines = [said] if said else []
    lines += [headline(card), *body(card, summit)]
    if known is not None:
        lines += _standing(known)
        rows = views.pair_buttons(known.pair, card)
    else:
        rows = ((views.ask_button(card),),)
    return Reply(fitting("\n".join(lines)), rows)


def pair(known: Known, summit: Summit, *, said: str = "") -> Reply:
    """One introduction, also where the other takes no part any more."""
    if known.card is not None:
        return full(known.card, summit, known, said=said)
    lines = [said] if said else []
    lines.append(f"**{inert(known.name)}** has no card here any more.")
    if known.pair.introduced:
        lines += _standing(known)
    rows = views.pair_buttons(known.pair, None) if known.pair.introduced else ()
    return Reply(fitting("\n".join(lines)), rows)


def _standing(known: Known) -> list[str]:
    one = known.pair
    match one.standing:
        case Standing.INTRODUCED:
            return [f"You are introduced. {_thread(one)}"]
        case Standing.FOR_YOU:
            why = ["Why:", quote(one.their_why)] if one.their_why else []
            return ["They ask to be introduced to you.", *why]
        case Standing.ASKED:
            why = ["You wrote:", quote(one.my_why)] if one.my_why else []
            return ["You have asked for an introduction. No answer yet.", *why]
        case Standing.DECLINED:
            return ["You said no. They are not told."]
        case Standing.SUGGESTED | Standing.NOTHING:
            return []


def _thread(one: Pair) -> str:
    match one.thread:
        case Thread.MADE:
            return f"Your thread: <#{one.thread_id}>"
        case Thread.GONE:
            return "They are not in this server at the moment, so there is no thread."
        case Thread.WANTED | Thread.NONE:
            return "Your private thread opens in a moment."


# ---------------------------------------------------------------------- asking


def asked(known: Known, *, new: bool) -> Reply:
    """After a request. If both have asked, they are introduced."""
    if known.pair.introduced:
        return introduced(known)
    head = (
        f"**{inert(known.name)} is asked whether they would like to meet you.**"
        if new
        else f"**You have asked {inert(known.name)} already.**"
    )
    return Reply(
        f"{head} If they say yes, a private thread opens for you two. People are free not to"
        " answer.",
        views.pair_buttons(known.pair, known.card),
    )


def introduced(known: Known) -> Reply:
    return Reply(
        f"**You and {inert(known.name)} have both said yes.** {_thread(known.pair)}",
        views.pair_buttons(known.pair, known.card),
    )


def declined(known: Known) -> Reply:
    return Reply(
        f"**That is fine.** {inert(known.name)} is not told. If you change your mind, you find"
        " them under “My introductions” in /connect.",
    )


def taken_back(known: Known) -> Reply:
    return Reply(f"**Your request to {inert(known.name)} is taken back.**")


def mine(known: Sequence[Known], page: int) -> Reply:
    """Everybody with whom one has to do; first who waits for an answer."""
    here = known[page * views.MINE_A_PAGE :][: views.MINE_A_PAGE]
    if not here:
        text = "**My introductions**\nThere is none yet. Browse people, or let us suggest some."
        return Reply(text, ((views.BROWSE, views.SUGGEST),))
    lines = ["**My introductions**"]
    for one in here:
        where = f": {_thread(one.pair)}" if one.pair.introduced else ""
        name = inert(one_line(one.name, 40))
        lines.append(f"- {name} · {one.pair.standing.value}{where}")
    below = [views.BROWSE, buttons.MEET]
    if len(known) > (page + 1) * views.MINE_A_PAGE:
        below.insert(0, Press("More", f"connect.mine:{page + 1}"))
    return Reply(fitting("\n".join(lines)), ((views.mine_menu(here),), tuple(below)))
