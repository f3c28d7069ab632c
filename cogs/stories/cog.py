"""The buttons of success stories: the maker's consent, the organisers' preview and post."""

from __future__ import annotations

from discord.ext import commands

from bot.access import require_organiser
from bot.answers import Answer
from bot.client import SummitBot
from bot.routes import whole_number
from bot.ui import Reply
from cogs.followup.places import summit_of
from cogs.stories import cards
from cogs.stories.keeper import StoryKeeper
from db import stories
from db.stories import Kept
from domain.rules import RuleBroken
from domain.stories import may_decide, may_tell, read_consent, require_tellable
from domain.summits import Summit


class Stories(commands.Cog):
    """Telling of kept pledges."""

    def __init__(self, bot: SummitBot) -> None:
        self.bot = bot
        self.keeper = StoryKeeper(bot)
        bot.routes.press("story.ask", self.ask)
        bot.routes.press("story.say", self.say)
        bot.routes.press("story.read", self.read)
        bot.routes.press("story.list", self.list)
        bot.routes.press("story.open", self.open)
        bot.routes.press("story.post", self.post)
        bot.routes.press("story.unpost", self.unpost)
        bot.routes.press("story.copy", self.copy)

    async def _kept(self, summit: Summit, pledge_id: str) -> Kept:
        kept = await stories.get(
            self.bot.store, guild_id=summit.guild_id, pledge_id=whole_number(pledge_id)
        )
        if kept is None:
            raise RuleBroken("pledge.unknown")
        return kept

    # ------------------------------------------------------------ the maker

    async def ask(self, answer: Answer, guild: str, pledge_id: str) -> None:
        """May it be told? Also to take an earlier yes back."""
        summit = summit_of(answer, guild)
        kept = await self._kept(summit, pledge_id)
        may_decide(kept.story.pledge, read_consent("unnamed"), user_id=answer.user_id)
        await answer.send(cards.question(kept, summit))

    async def say(self, answer: Answer, guild: str, pledge_id: str, consent: str) -> None:
        summit = summit_of(answer, guild)
        said = read_consent(consent)
        pledge, _ = await stories.decide(
            self.bot.store,
            guild_id=summit.guild_id,
            pledge_id=whole_number(pledge_id),
            user_id=answer.user_id,
            consent=said,
            now=answer.now,
        )
        answer.saved = "Your answer"
        await answer.replace(cards.decided(pledge, said))

    # ------------------------------------------------------------ who stands by it

    async def read(self, answer: Answer, guild: str, pledge_id: str) -> None:
        """The story, as long as it stands where everybody can read it."""
        summit = summit_of(answer, guild)
        kept = await self._kept(summit, pledge_id)
        if kept.state == "none" or not may_tell(kept.story.pledge, kept.story.consent):
            raise RuleBroken("story.gone")
        await answer.send(Reply(cards.card(kept.story, summit)))

    # ------------------------------------------------------------ organisers

    async def list(self, answer: Answer, after: str = "0") -> None:
        summit = require_organiser(answer)
        found = await stories.agreed(
            self.bot.store,
            guild_id=summit.guild_id,
            after=whole_number(after),
            most=cards.A_PAGE + 1,
        )
        await answer.replace(cards.listing(found))

    async def open(self, answer: Answer, pledge_id: str) -> None:
        summit = require_organiser(answer)
        await answer.replace(await self._preview(summit, pledge_id))

    async def _preview(self, summit: Summit, pledge_id: str, said: str = "") -> Reply:
        kept = await self._kept(summit, pledge_id)
        require_tellable(kept.story.pledge, kept.story.consent)
        return cards.preview(kept, summit, said)

    async def post(self, answer: Answer, pledge_id: str) -> None:
        summit = require_organiser(answer)
        await stories.post(
            self.bot.store,
            guild_id=summit.guild_id,
            pledge_id=whole_number(pledge_id),
            user_id=answer.user_id,
            channel_id=summit.places.wall_channel,
        )
        answer.saved = "That it is posted"
        said = "Saved. Its supporters are told, once."
        await answer.replace(await self._preview(summit, pledge_id, said))

    async def unpost(self, answer: Answer, pledge_id: str) -> None:
        summit = require_organiser(answer)
        await stories.unpost(
            self.bot.store, guild_id=summit.guild_id, pledge_id=whole_number(pledge_id)
        )
        answer.saved = "That it is taken down"
        await answer.replace(Reply("**It is taken down in a moment.**", ((cards.STORIES,),)))

    async def copy(self, answer: Answer, pledge_id: str) -> None:
        summit = require_organiser(answer)
        kept = await self._kept(summit, pledge_id)
        require_tellable(kept.story.pledge, kept.story.consent)
        await answer.replace(cards.copy(kept.story, summit))
