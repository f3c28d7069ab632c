"""The closing session, act by act: people press buttons and fill in forms, and are told things."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any

from simcord import InteractionResult, MemberActor

from bot.inert import one_line
from domain.attendees import Kind
from rehearsal.ledger import BEFORE, SAVED, Ledger, Told
from rehearsal.material import Material, Person, Promise
from rehearsal.narrator import Narrator
from rehearsal.world import World, answer_of, buttons


class Script:
    """One rehearsal. The same dice play the same day."""

    def __init__(
        self, world: World, material: Material, narrator: Narrator, dice: Random, attendees: int
    ) -> None:
        self.world = world
        self.material = material
        self.tell = narrator
        self.dice = dice
        self.ledger = Ledger()
        self.cast = material.cast(attendees, dice)
        self.members: dict[str, MemberActor] = {}
        self.boss: MemberActor = world.person("Olga, organiser", manager=True)
        self._promises: dict[Kind, Iterator[Promise]] = {
            kind: material.promises_of(kind, dice) for kind in Kind
        }

    def say(self, text: str, *, always: bool = False) -> None:
        self.tell.say(self.world.now(), text, always=always)

    # ------------------------------------------------------------ act 1: the server

    async def set_up(self) -> None:
        """The organiser makes the server that the plan describes; nobody else may."""
        self.tell.act("The organiser sets the server up")
        result = await self.boss.slash(self.world.lobby, "summit setup")
        for line in answer_of(result).content.split("\n"):
            self.say(line.replace("**", ""), always=True)
        self.world.let_everybody_see("summit", "review", "export")
        for command in ("summit setup", "review", "export pledges"):
            passer_by = self.world.person("Passer-by")
            result = await passer_by.slash(self.world.lobby, command)
            self.ledger.refused += 1
            self.say(f"A passer-by tries /{command}: {answer_of(result).content}", always=True)

    # ------------------------------------------------------------ act 2: doors open

    async def arrive(self) -> None:
        """People join, by button or by command; some will pledge without having joined."""
        self.tell.act(f"{len(self.cast)} people arrive")
        for number, person in enumerate(self.cast):
            self.members[person.name] = self.world.person(person.name)
            if number % 8 == 5:
                self.say(f"{person.name} looks around and does not join yet.")
                continue
            await self.join(person, by_button=number % 4 != 3)

    async def join(self, person: Person, *, by_button: bool) -> None:
        member = self.members[person.name]
        if by_button:
            panel = self.world.panel(self.world.welcome)
            opened = await member.click(panel, custom_id="join")
        else:
            opened = await member.slash(self.world.welcome, "join")
        await self.send_joining(person, opened)

    async def send_joining(self, person: Person, opened: InteractionResult) -> InteractionResult:
        result = await self.members[person.name].submit_modal(opened, joining_fields(person))
        told = answer_of(result).content
        if "You have joined" in told or SAVED.search(told):
            self.ledger.joined[person.name] = person
            self.say(f"{person.name} joins as {article(person.kind)}.")
        return result

    # ------------------------------------------------------------ act 3: pledges

    async def pledge_all(self) -> None:
        """Most people pledge, some twice; Discord and fingers repeat themselves."""
        self.tell.act("People make pledges")
        pledging = [person for person in self.cast if self.dice.random() < 0.9]
        pledging += self.dice.sample(self.cast, k=max(1, len(self.cast) // 8))
        for number, person in enumerate(pledging):
            promise = next(self._promises[person.kind])
            result = await self.pledge(person, promise, by_button=number % 3 != 2)
            if result is None:
                continue
            if number % 9 == 4:
                await self.world.deliver_again()
                self.ledger.repeats += 1
                self.say("Discord delivers that form a second time: nothing is added.")
            if number % 5 == 0:
                await self.world.pass_time(2)

    async def pledge(
        self, person: Person, promise: Promise, *, by_button: bool
    ) -> InteractionResult | None:
        """Open the form and send it; who has not joined is taken through joining first."""
        opened = await self.open_form(person, by_button=by_button)
        if opened.modal is not None and opened.modal["custom_id"].startswith("join"):
            self.say(f"{person.name} has not joined, and is asked to first.")
            joined = await self.send_joining(person, opened)
            make = buttons(answer_of(joined))["Make a pledge"]
            opened = await self.members[person.name].click(answer_of(joined), custom_id=make)
        return await self.send_pledge(person, promise, opened)

    async def open_form(self, person: Person, *, by_button: bool) -> InteractionResult:
        member = self.members[person.name]
        if by_button:
            return await member.click(self.world.panel(self.world.welcome), custom_id="pledge.new")
        return await member.slash(self.world.welcome, "pledge make")

    async def send_pledge(
        self, person: Person, promise: Promise, opened: InteractionResult
    ) -> InteractionResult | None:
        """Send the form and write down what the person is told."""
        fields = self.pledge_fields(person, promise)
        result = await self.members[person.name].submit_modal(opened, fields)
        told = answer_of(result)
        saved = SAVED.search(told.content)
        if saved is None:
            self.ledger.repeats += bool(BEFORE.search(told.content))
            self.say(f"{person.name} is told: {one_line(told.content, 90)}", always=True)
            return None
        pledge = Told(
            saved[1], person, fields["theme"][0], promise.action, fields["from"] == "organisation"
        )
        self.ledger.pledges[pledge.reference] = pledge
        self.say(f"{pledge.reference}  {person.name}: {one_line(promise.action, 70)}")
        if promise.has_detail and self.dice.random() < 0.6:
            await self.add_detail(person, promise, pledge, result)
        return result

    def pledge_fields(self, person: Person, promise: Promise) -> dict[str, Any]:
        themes = [theme.slug for theme in self.world.plan.pledges.themes]
        theme = (
            promise.theme if promise.theme in themes else themes[len(promise.action) % len(themes)]
        )
        as_organisation = promise.as_organisation and bool(person.organisation)
        return {
            "theme": [theme],
            "action": promise.action,
            "from": "organisation" if as_organisation else "me",
            "organisation": person.organisation if as_organisation else "",
            "first_step": promise.first_step,
        }

    async def add_detail(
        self, person: Person, promise: Promise, pledge: Told, result: InteractionResult
    ) -> None:
        member = self.members[person.name]
        receipt = answer_of(result)
        opened = await member.click(receipt, custom_id=buttons(receipt)["Add detail"])
        detail = await member.submit_modal(
            opened,
            {
                "who_benefits": promise.who_benefits,
                "measure": promise.measure,
                "due": f"{promise.due:%d/%m/%Y}" if promise.due else "",
                "help_needed": promise.help_needed,
                "backup_contact": "0161 496 0000" if pledge.as_organisation else "",
            },
        )
        pledge.detailed = "is saved" in answer_of(detail).content

    # ------------------------------------------------------------ act 4: a restart

    async def restart(self) -> None:
        """The bot restarts while forms are open: what is typed in them is kept all the same."""
        self.tell.act("The bot restarts while people are writing")
        writers = self.dice.sample(self.cast, k=min(5, len(self.cast)))
        open_forms: list[tuple[Person, Promise, InteractionResult]] = []
        for person in writers:
            if person.name not in self.ledger.joined:
                continue
            opened = await self.open_form(person, by_button=True)
            open_forms.append((person, next(self._promises[person.kind]), opened))
        self.say(
            f"{len(open_forms)} forms are open. The bot goes down and comes back.", always=True
        )
        await self.world.restart()
        for person, promise, opened in open_forms:
            await self.send_pledge(person, promise, opened)

    # ------------------------------------------------------------ act 5: organisers look

    async def bad_pledges(self) -> None:
        """Four pledges that should not stand on a wall."""
        for promise, _ in self.material.to_hide:
            maker = next(
                person
                for person in self.dice.sample(self.cast, k=len(self.cast))
                if person.name in self.ledger.joined
            )
            await self.pledge(maker, promise, by_button=True)

    async def moderate(self, *, title: str = "The organiser looks at every pledge") -> None:
        """One press a pledge; four are hidden, with a reason that their makers read."""
        self.tell.act(title)
        reasons = {promise.action: reason for promise, reason in self.material.to_hide}
        place = self.world.organisers
        result = await self.boss.click(self.world.panel(place), custom_id="review.next")
        while True:
            card = answer_of(result)
            choices = buttons(card)
            pledge = self._on_card(card.content)
            if pledge is None or not choices:
                break
            reason = reasons.get(pledge.action)
            if reason is None or pledge.edited:
                show = choices.get("Show on the wall") or choices["Leave it on the wall"]
                result = await self.boss.click(card, custom_id=show)
                pledge.shown, pledge.hidden = True, False
                self.say(f"{pledge.reference} is let through.")
            else:
                opened = await self.boss.click(card, custom_id=choices["Hide…"])
                result = await self.boss.submit_modal(opened, {"reason": reason})
                pledge.hidden, pledge.shown = True, False
                self.ledger.hidden_words.add(pledge.action)
                self.say(f"{pledge.reference} is hidden: {one_line(reason, 80)}", always=True)
            await self.world.pass_time(1)

    def _on_card(self, text: str) -> Told | None:
        """The pledge that a card of the queue asks about: the last reference at a line's start."""
        for line in reversed(text.split("\n")):
            if line.startswith("**P-") and "** · " in line:
                return self.ledger.pledges[line[2:].split("**")[0]]
        return None

    async def hidden_are_told(self) -> None:
        """Who was hidden hears of it: by direct message, or privately in the server."""
        hidden = [told for told in self.ledger.pledges.values() if told.hidden]
        for pledge in hidden:
            member = self.members[pledge.maker.name]
            for message in member.user.dm_channel.history():
                if pledge.reference in message.content:
                    self.ledger.reached_by_dm += 1
                    self.say(
                        f"{pledge.maker.name} reads a direct message about {pledge.reference}."
                    )
        for thread in self.world.welcome.threads:
            if any(pledge.reference in (thread.name or "") for pledge in hidden):
                self.ledger.reached_in_thread += 1
                self.say(f"A private thread “{thread.name}” tells who has closed their messages.")

    def close_messages(self) -> None:
        """The next direct message is refused, as Discord does for who has closed them."""
        self.world.env.inject_error(
            "POST",
            "/users/@me/channels",
            status=403,
            code=50007,
            message="Cannot send messages to this user",
        )

    async def send_again(self) -> None:
        """One author takes the reason to heart."""
        hidden = [told for told in self.ledger.pledges.values() if told.hidden]
        pledge = hidden[-1]
        member = self.members[pledge.maker.name]
        await self.edit(
            member, pledge, "I will help at the breakfast club of our school on Mondays."
        )
        self.say(f"{pledge.maker.name} writes {pledge.reference} again.", always=True)

    # ------------------------------------------------------------ act 6: standing by

    async def support(self) -> None:
        """People stand by others' pledges, press twice, and change their minds."""
        self.tell.act("People stand by each other’s pledges")
        posts = [message for message in self.world.wall.history() if wall_pledges(message)]
        joined = [person for person in self.cast if person.name in self.ledger.joined]
        for number, person in enumerate(self.dice.sample(joined, k=max(4, len(joined) * 2 // 3))):
            message = self.dice.choice(posts)
            pledge_id, reference = self.dice.choice(wall_pledges(message))
            pledge = self.ledger.pledges[reference]
            if pledge.maker is person:
                continue
            way = "too" if self.dice.random() < 0.7 else "help"
            member = self.members[person.name]
            result = await member.click(message, custom_id=f"wall.{way}:{pledge_id}")
            if "Thank you" not in answer_of(result).content:
                continue
            setattr(pledge, way, getattr(pledge, way) + 1)
            self.say(f"{person.name} stands by {reference} ({way}).")
            if number % 6 == 2:
                again = await member.click(message, custom_id=f"wall.{way}:{pledge_id}")
                self.ledger.repeats += "counted before" in answer_of(again).content
            if number % 11 == 3:
                thanks = answer_of(result)
                await member.click(thanks, custom_id=buttons(thanks)["Take it back"])
                setattr(pledge, way, getattr(pledge, way) - 1)
                self.say(f"{person.name} takes it back.")
            if number % 4 == 0:
                await self.world.pass_time(2)

    # ------------------------------------------------------------ act 7: second thoughts

    async def second_thoughts(self) -> None:
        """Some sharpen their pledge after others stood by it, and some withdraw."""
        self.tell.act("Second thoughts")
        for pledge in list(self.ledger.pledges.values()):
            sharper = self.material.sharper.get(pledge.action)
            if sharper and pledge.shown:
                await self.edit(self.members[pledge.maker.name], pledge, sharper)
                self.say(f"{pledge.reference} is sharpened: {one_line(sharper, 70)}", always=True)
        shown = [told for told in self.ledger.pledges.values() if told.shown and not told.edited]
        for pledge in self.dice.sample(shown, k=max(1, len(shown) // 20)):
            await self.withdraw(pledge)

    async def edit(self, member: MemberActor, pledge: Told, action: str) -> None:
        shown = await member.slash(self.world.welcome, "pledge show", reference=pledge.reference)
        card = answer_of(shown)
        opened = await member.click(card, custom_id=buttons(card)["Edit"])
        values = {control["custom_id"]: control for control in controls(opened.modal)}
        fields = {
            "theme": [pledge.theme],
            "action": action,
            "from": "organisation" if pledge.as_organisation else "me",
            "organisation": values["organisation"].get("value", ""),
            "first_step": values["first_step"].get("value", ""),
        }
        result = await member.submit_modal(opened, fields)
        if "is changed and saved" in answer_of(result).content:
            pledge.action, pledge.edited, pledge.shown, pledge.hidden = action, True, False, False

    async def withdraw(self, pledge: Told) -> None:
        member = self.members[pledge.maker.name]
        shown = await member.slash(self.world.welcome, "pledge show", reference=pledge.reference)
        card = answer_of(shown)
        question = answer_of(await member.click(card, custom_id=buttons(card)["Withdraw"]))
        done = await member.click(question, custom_id=buttons(question)["Yes, withdraw it"])
        if "is withdrawn" in answer_of(done).content:
            pledge.withdrawn = True
            self.say(f"{pledge.maker.name} withdraws {pledge.reference}.", always=True)


def article(kind: Kind) -> str:
    return {
        Kind.RESIDENT: "a resident",
        Kind.BUSINESS: "a business",
        Kind.COMMUNITY_GROUP: "a community group",
        Kind.PUBLIC_BODY: "the council or a public body",
        Kind.OTHER: "somebody else",
    }[kind]


def joining_fields(person: Person) -> dict[str, object]:
    return {
        "name": person.name,
        "kind": [person.kind.value],
        "organisation": person.organisation,
        "publish_name": "yes" if person.publish_name else "no",
        "access_needs": person.access_needs,
    }


def controls(modal: object) -> Iterator[dict[str, object]]:
    """The fields of a form."""
    assert isinstance(modal, dict)
    for label in modal["components"]:
        yield label["component"]


def wall_pledges(message: object) -> list[tuple[int, str]]:
    """The pledges that a message of the wall carries: id and reference."""
    found: list[tuple[int, str]] = []
    for container in message.components:  # pyright: ignore[reportAttributeAccessIssue]
        raw = container.to_dict()
        parts = raw.get("components") or ()
        text = next((part["content"] for part in parts if part.get("type") == 10), "")
        for part in parts:
            for button in part.get("components") or ():
                name, _, number = str(button.get("custom_id", "")).partition(":")
                if name == "wall.too":
                    found.append((int(number), text[2:].split("**")[0]))
    return found
