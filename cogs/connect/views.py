"""The forms, buttons and menus of meeting others. What names a row carries its server's id."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.inert import one_line
from bot.ui import Form, ManyField, Menu, Option, Press, TextField
from db.introduction_reads import Known
from domain.attendees import ORGANISATION_LENGTH
from domain.connections import (
    NEEDS_LENGTH,
    OFFERS_LENGTH,
    SEARCH_LENGTH,
    WHY_LENGTH,
    Card,
    Pair,
    Standing,
    Thread,
)
from domain.plan import Theme

MOST_OPTIONS = 25
MINE_A_PAGE = 12
OPTION_LENGTH = 100
LABEL_LENGTH = 80

TAKE_PART = Press("Fill in my card", "connect.card", "success")
CHANGE = Press("Change my card", "connect.card")
BROWSE = Press("Browse people", "connect.people", "primary")
SEARCH = Press("Search", "connect.search")
SUGGEST = Press("Suggest people for me", "connect.suggest", "primary")
MINE = Press("My introductions", "connect.mine")
LEAVE = Press("Stop meeting people…", "connect.leave")
LEAVE_NOW = Press("Yes, delete my card", "connect.leave.yes", "danger")
STAY = Press("Keep it", "connect")

EVERYBODY = "-"


def card_form(card_id: str, fields: Mapping[str, str], themes: Sequence[Theme]) -> Form:
    """The one form of taking part; ``fields`` are what it is filled in with."""
    chosen = set(fields.get("themes", "").split(","))
    return Form(
        route=f"connect.card:{card_id}",
        title="Meet people",
        fields=(
            TextField(
                "offers",
                "What I can offer",
                "Others who take part read all of this, under the name you joined with",
                value=fields.get("offers", ""),
                required=False,
                most=OFFERS_LENGTH,
                long=True,
            ),
            TextField(
                "needs",
                "What I need or look for",
                "Write in one of these two boxes, or in both",
                value=fields.get("needs", ""),
                required=False,
                most=NEEDS_LENGTH,
                long=True,
            ),
            ManyField(
                "themes",
                "Themes I care about",
                tuple(
                    Option(
                        theme.slug, one_line(theme.title, OPTION_LENGTH), "", theme.slug in chosen
                    )
                    for theme in themes[:MOST_OPTIONS]
                ),
                description="As many as you like, or none",
                placeholder="Choose themes",
            ),
            TextField(
                "organisation",
                "Organisation, if any",
                value=fields.get("organisation", ""),
                required=False,
                most=ORGANISATION_LENGTH,
            ),
        ),
    )


def ask_form(guild_id: int, card_id: int, name: str, why: str = "") -> Form:
    return Form(
        route=f"connect.ask:{guild_id}:{card_id}",
        title="Ask for an introduction",
        fields=(
            TextField(
                "why",
                "Why would you like to meet?",
                one_line(f"If you like, a line that {name} reads", OPTION_LENGTH),
                value=why,
                required=False,
                most=WHY_LENGTH,
                long=True,
            ),
        ),
    )


SEARCH_FORM = Form(
    route="connect.search",
    title="Search people",
    fields=(
        TextField(
            "words",
            "Words to look for",
            "In names, organisations, offers, needs and themes",
            most=SEARCH_LENGTH,
        ),
    ),
)


def ask_button(card: Card, *, label: str = "") -> Press:
    said = label or "Ask for an introduction"
    return Press(said, f"connect.ask:{card.guild_id}:{card.id}", "primary")


def meet_button(card: Card) -> Press:
    return ask_button(card, label=one_line(f"Ask to meet {card.name}", LABEL_LENGTH))


def not_for_me(pair: Pair, card: Card) -> Press:
    return no_button(pair, one_line(f"Not for me: {card.name}", LABEL_LENGTH))


def yes_button(pair: Pair) -> Press:
    return Press("Yes, introduce us", f"connect.yes:{pair.guild_id}:{pair.id}", "success")


def no_button(pair: Pair, label: str = "No, thank you") -> Press:
    return Press(label, f"connect.no:{pair.guild_id}:{pair.id}")


def pair_buttons(pair: Pair, card: Card | None) -> tuple[tuple[Press, ...], ...]:
    """What one of two people can do about the other."""
    match pair.standing:
        case Standing.INTRODUCED:
            if pair.thread is Thread.WANTED:
                return ()
            again = f"connect.thread:{pair.guild_id}:{pair.id}"
            return ((Press("I cannot find our thread", again),),)
        case Standing.FOR_YOU:
            return ((yes_button(pair), no_button(pair)),)
        case Standing.ASKED:
            back = f"connect.back:{pair.guild_id}:{pair.id}"
            return ((Press("Take my request back", back),),)
        case Standing.DECLINED if card is not None:
            # The other's request may stand still: then this is a yes to it.
            return ((ask_button(card, label="I have changed my mind"),),)
        case Standing.SUGGESTED if card is not None:
            return ((ask_button(card), no_button(pair, "Not for me")),)
        case _:
            return ((ask_button(card),),) if card is not None else ()


def people_menu(cards: Sequence[Card]) -> Menu:
    return Menu(
        "connect.open",
        "Read a card in full",
        tuple(
            Option(
                str(card.id),
                one_line(card.name, OPTION_LENGTH),
                one_line(card.organisation, OPTION_LENGTH),
            )
            for card in cards
        ),
    )


def theme_menu(themes: Sequence[Theme], chosen: str) -> Menu:
    """All themes, or as many as fit beside “All themes”."""
    options = [Option(EVERYBODY, "All themes", default=not chosen)]
    options += [
        Option(theme.slug, one_line(theme.title, OPTION_LENGTH), "", theme.slug == chosen)
        for theme in themes
    ]
    return Menu("connect.theme", "Choose a theme", tuple(options[:MOST_OPTIONS]))


def mine_menu(known: Sequence[Known]) -> Menu:
    return Menu(
        "connect.pair",
        "Open one",
        tuple(
            Option(str(one.pair.id), one_line(one.name, OPTION_LENGTH), one.pair.standing.value)
            for one in known
        ),
    )


def round_button(rounds: int) -> Press:
    return Press("Send the suggestions", f"connect.round.send:{rounds}", "success")
