"""The menus under lists, which show a page at a time."""

from __future__ import annotations

from collections.abc import AsyncIterator

from simcord import InteractionResult, MemberActor, ResponseMessage

from rehearsal.world import answer_of, buttons

MORE = "More"


def options(message: object, menu: str | None = None) -> dict[str, str]:
    """The values of the menus in a message, by label; of all of them, or of one custom_id."""
    found: dict[str, str] = {}

    def walk(parts: object) -> None:
        for part in parts if isinstance(parts, list | tuple) else ():
            if isinstance(part, dict):
                if menu in (None, part.get("custom_id")):
                    for option in part.get("options") or ():
                        found[option["label"]] = option["value"]
                walk(part.get("components") or ())

    walk(getattr(message, "components", ()))
    return found


async def pages(member: MemberActor, listing: ResponseMessage) -> AsyncIterator[ResponseMessage]:
    """A list from this page to its last."""
    yield listing
    while MORE in buttons(listing):
        listing = answer_of(await member.click(listing, label=MORE))
        yield listing


async def choose(
    member: MemberActor, listing: ResponseMessage, value: str, menu: str
) -> InteractionResult:
    """Choose from the menu of a list, through its pages. Raises LookupError where it is nowhere."""
    async for page in pages(member, listing):
        if value in options(page, menu).values():
            return await member.select(page, [value], custom_id=menu)
    raise LookupError(f"no page of {menu} offers {value}")
