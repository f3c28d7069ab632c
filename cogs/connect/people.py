"""Browsing those who want to meet others: by theme, by words, one in full."""

from __future__ import annotations

from collections.abc import Mapping

from bot.answers import Answer
from bot.client import SummitBot
from bot.routes import whole_number
from cogs.connect import cards, views
from db import attendees, connections, introduction_reads
from db.store import Store
from domain.connections import Card, Standing, found_by, search_words
from domain.rules import RuleBroken
from domain.summits import Summit


class People:
    """The part of the cog that shows others. Only who takes part sees them."""

    def __init__(self, bot: SummitBot) -> None:
        self.bot = bot
        bot.routes.press("connect.people", self.browse)
        bot.routes.press("connect.theme", self.of_theme)
        bot.routes.press("connect.search", self.open_search, opens_form=True)
        bot.routes.form("connect.search", self.search)
        bot.routes.press("connect.found", self.found)
        bot.routes.press("connect.open", self.open)

    async def browse(self, answer: Answer, theme: str = "", below: str = "") -> None:
        """A page of others, newest first; ``theme`` is a slug of the plan or empty."""
        summit = answer.summit
        if theme not in summit.themes:
            theme = ""

        def fits(card: Card) -> bool:
            return not theme or theme in card.themes

        page, asked, more = await self._page(answer, summit, below, fits)
        await answer.replace(
            cards.people(
                page,
                summit,
                asked=asked,
                theme=theme,
                more=f"connect.people:{theme}:{page[-1].id}" if more else "",
                later=bool(below),
            )
        )

    async def of_theme(self, answer: Answer, theme: str) -> None:
        await self.browse(answer, theme)

    async def open_search(self, answer: Answer) -> None:
        await answer.ask(views.SEARCH_FORM)

    async def search(self, answer: Answer, fields: Mapping[str, str]) -> None:
        answer.typed = fields.get("words", "")
        await self.found(answer, "", answer.typed)

    async def found(self, answer: Answer, below: str, text: str) -> None:
        """A page of those whose card has all of the words."""
        summit = answer.summit
        words = search_words(text)

        def fits(card: Card) -> bool:
            return found_by(card, words, [summit.theme_title(slug) for slug in card.themes])

        page, asked, more = await self._page(answer, summit, below, fits)
        shown = " ".join(words)
        await answer.replace(
            cards.people(
                page,
                summit,
                asked=asked,
                words=shown,
                more=f"connect.found:{page[-1].id}:{shown}" if more else "",
                later=bool(below),
            )
        )

    async def _page(
        self, answer: Answer, summit: Summit, below: str, fits: connections.Fits
    ) -> tuple[list[Card], list[int], bool]:
        """The cards of a page, whom one has asked or met, and whether there is more."""
        store, guild_id, user_id = self.bot.store, summit.guild_id, answer.user_id
        await own_card(store, guild_id=guild_id, user_id=user_id)
        page = await connections.browse(
            store,
            guild_id=guild_id,
            user_id=user_id,
            below=whole_number(below) if below else None,
            most=cards.A_PAGE + 1,
            fits=fits,
        )
        known = await introduction_reads.of_person(store, guild_id=guild_id, user_id=user_id)
        met = {Standing.ASKED, Standing.INTRODUCED}
        asked = [one.pair.other_id for one in known if one.pair.standing in met]
        return page[: cards.A_PAGE], asked, len(page) > cards.A_PAGE

    async def open(self, answer: Answer, card_id: str) -> None:
        """One card in full."""
        summit, store = answer.summit, self.bot.store
        own = await own_card(store, guild_id=summit.guild_id, user_id=answer.user_id)
        card = await connections.card(
            store, guild_id=summit.guild_id, card_id=whole_number(card_id)
        )
        if card is None:
            raise RuleBroken("connect.unknown")
        if card.id == own.id:
            raise RuleBroken("connect.self")
        known = await introduction_reads.with_person(
            store, guild_id=summit.guild_id, user_id=answer.user_id, other_id=card.user_id
        )
        await answer.send(cards.full(card, summit, known))


async def own_card(store: Store, *, guild_id: int, user_id: int) -> Card:
    """One's own card. Raises RuleBroken ``join.first`` or ``connect.first``."""
    own = await connections.card_of(store, guild_id=guild_id, user_id=user_id)
    if own is not None:
        return own
    if await attendees.get(store, guild_id=guild_id, user_id=user_id) is None:
        raise RuleBroken("join.first")
    raise RuleBroken("connect.first")
