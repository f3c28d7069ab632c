"""Making a pledge and looking after it."""

from __future__ import annotations

import pytest
from simcord.actors import MemberActor

from tests.world import World, composed

WORDS = "I will cook for my neighbours once a week"


async def test_a_pledge_is_one_form_of_five_fields_and_a_receipt_with_its_number(
    world: World,
) -> None:
    amina = await world.join(name="Amina Khan")
    form = await world.type(amina, "pledge make")
    assert set(form.fields) == {"theme", "action", "from", "organisation", "first_step"}

    seen = await world.send(amina, form, theme="health", action=WORDS, first_step="Ask on Monday")

    assert "Your pledge is saved. Its reference is P-0001." in seen.text
    assert "An organiser looks at it before it goes on the wall." in seen.text
    assert f"> {WORDS}" in seen.text
    assert "Amina Khan · Health and care" in seen.text
    assert list(seen.buttons) == ["Add detail", "Edit", "Withdraw"]
    assert world.rows(
        "SELECT number, maker_id, kind, theme, action, as_organisation, first_step, moderation,"
        " delivery, version FROM pledge"
    ) == [(1, amina.id, "resident", "health", WORDS, 0, "Ask on Monday", "waiting", "planned", 1)]
    assert world.rows("SELECT number, event, actor_id, actor, action FROM pledge_log") == [
        (1, "made", amina.id, "maker", WORDS)
    ]


async def test_where_pledges_show_at_once_the_receipt_says_so(open_world: World) -> None:
    amina = await open_world.join()
    seen = await open_world.pledge(amina)
    assert f"It will be on <#{open_world.wall.id}> in a moment." in seen.text
    assert "organiser looks at it" not in seen.text


async def test_the_button_on_each_panel_does_what_the_command_does(world: World) -> None:
    amina = await world.join()
    for panel in (world.panel, world.wall.pinned_messages()[0]):
        form = await world.press(amina, panel, "Make a pledge")
        await world.send(amina, form, theme="food", action=WORDS)
    assert world.rows("SELECT number, action FROM pledge") == [(1, WORDS), (2, WORDS)]


async def test_for_an_organisation_the_form_is_filled_in_with_it(world: World) -> None:
    bea = await world.join(name="Bea", kind="business", organisation="Bea’s Bakery")
    form = await world.type(bea, "pledge make")
    assert form.fields["from"] == "organisation"
    assert form.fields["organisation"] == "Bea’s Bakery"
    seen = await world.send(bea, form, theme="food", action="We will give away bread at closing")
    assert "Shown as: Bea’s Bakery" in seen.text
    assert world.rows("SELECT as_organisation, organisation FROM pledge") == [(1, "Bea’s Bakery")]


async def test_who_has_not_joined_is_taken_through_joining_first(world: World) -> None:
    amina = world.person("Amina")
    form = await world.type(amina, "pledge make")
    assert "name" in form.fields
    seen = await world.send(amina, form, kind="resident")
    form = await world.press(amina, seen, "Make a pledge")
    receipt = await world.send(amina, form, theme="food", action=WORDS)
    assert "P-0001" in receipt.text


async def unjoin(world: World, user_id: int) -> None:
    """The person is gone from the summit while their form is open."""
    await world.store.write(
        lambda tx: tx.execute("DELETE FROM attendee WHERE user_id = ?", (user_id,))
    )


async def test_who_is_not_joined_any_more_when_the_form_is_sent_loses_no_word(
    world: World,
) -> None:
    amina = await world.join()
    form = await world.type(amina, "pledge make")
    await unjoin(world, amina.id)

    seen = await world.send(amina, form, theme="health", action=WORDS, first_step="Ask on Monday")
    assert "One more step: join the summit" in seen.text
    assert WORDS in seen.text
    assert world.rows("SELECT * FROM pledge") == []

    form = await world.press(amina, seen, "Join and make my pledge")
    receipt = await world.send(amina, form, name="Amina Khan", kind="resident")

    assert "Its reference is P-0001" in receipt.text
    assert world.rows("SELECT theme, action, first_step FROM pledge") == [
        ("health", WORDS, "Ask on Monday")
    ]
    assert "Attendee" in world.roles_of(amina)
    assert world.rows("SELECT * FROM draft") == []


async def test_a_draft_with_bad_words_is_told_after_joining_with_the_form_to_mend_it(
    world: World,
) -> None:
    amina = await world.join()
    form = await world.type(amina, "pledge make")
    await unjoin(world, amina.id)
    seen = await world.send(amina, form, theme="food", action=WORDS)
    world.plan_file.write_text(
        world.plan_file.read_text().replace('slug = "food"', 'slug = "drink"')
    )
    await world.set_up()

    form = await world.press(amina, seen, "Join and make my pledge")
    seen = await world.send(amina, form, kind="resident")

    assert "That theme is no longer part of this summit." in seen.text
    assert WORDS in seen.text
    form = await world.press(amina, seen, "Open the form again")
    assert form.fields["action"] == WORDS
    assert form.fields["theme"] == ""
    receipt = await world.send(amina, form, theme="drink")
    assert "P-0001" in receipt.text


async def test_the_same_form_sent_twice_makes_one_pledge(world: World) -> None:
    amina = await world.join()
    form = await world.type(amina, "pledge make")
    await world.send(amina, form, theme="food", action=WORDS)
    again = await world.forge(
        amina,
        form.form["custom_id"],
        fields={"theme": "food", "action": "Other words this time", "from": "me"},
    )
    assert "saved before as P-0001" in again.text
    assert WORDS in again.text
    assert world.rows("SELECT number, action FROM pledge") == [(1, WORDS)]
    assert world.one("SELECT pledges_made FROM summit") == 1


async def test_the_same_interaction_delivered_again_makes_one_pledge(world: World) -> None:
    amina = await world.join()
    await world.pledge(amina)
    await world.deliver_again()
    await world.deliver_again()
    assert world.one("SELECT count(*) FROM pledge") == 1
    assert world.one("SELECT count(*) FROM pledge_log") == 1
    receipt = await world.pledge(amina, "I will walk to work on Fridays")
    assert "P-0002" in receipt.text


async def test_somebody_elses_form_makes_nothing_and_gives_the_words_back(world: World) -> None:
    amina, mallory = await world.join(name="Amina"), await world.join(name="Mallory")
    form = await world.type(amina, "pledge make")
    await world.send(amina, form, theme="food", action=WORDS)
    seen = await world.forge(
        mallory,
        form.form["custom_id"],
        fields={"theme": "food", "action": "I was never here at all", "from": "me"},
    )
    assert seen.text.startswith("This form is not yours, or it was used before.")
    assert "I was never here at all" in seen.text
    assert world.rows("SELECT maker_id FROM pledge") == [(amina.id,)]


SCRIPTS = [
    "我会每周给邻居做一顿饭，大家一起吃",
    "سأطبخ لجيراني مرة واحدة في الأسبوع",
    "אני אבשל לשכנים שלי פעם בשבוע",
    "मैं हर हफ्ते अपने पड़ोसियों के लिए खाना बनाऊँगा",
    "Tôi sẽ nấu ăn cho hàng xóm mỗi tuần",
    "I will ca\u0301re for my neighbours\u2019 cafe\u0301",
    "ฉันจะทำอาหารให้เพื่อนบ้านสัปดาห์ละครั้ง",
    "Byddaf yn coginio i’m cymdogion bob wythnos ŵ",
    "👩🏽‍🌾🏳️‍🌈🧑‍🤝‍🧑 🇬🇧 more growing space, together",
    "𝒲𝑒 will read 𠮷 aloud at the library",
    "Mae'r gegin\nar agor\n\ni bawb",
    "나는 매주 이웃을 위해 요리하겠습니다",
]


async def test_every_script_and_emoji_comes_to_the_file_letter_for_letter(world: World) -> None:
    amina = await world.join()
    for action in SCRIPTS:
        seen = await world.pledge(amina, action)
        assert "Your pledge is saved" in seen.text, action
    kept = world.rows("SELECT CAST(action AS BLOB) FROM pledge ORDER BY number")
    assert [row[0] for row in kept] == [composed(action) for action in SCRIPTS]


# ------------------------------------------------------------------ looking after it


async def test_editing_shows_the_words_and_keeps_the_new_ones(world: World) -> None:
    amina = await world.join()
    receipt = await world.pledge(amina, first_step="Ask on Monday")

    form = await world.press(amina, receipt, "Edit")
    assert form.form["title"] == "Edit P-0001"
    assert form.fields["action"] == WORDS
    assert form.fields["theme"] == "food"
    assert form.fields["first_step"] == "Ask on Monday"
    seen = await world.send(amina, form, action="I will cook twice a week")

    assert "P-0001 is changed and saved." in seen.text
    assert "> I will cook twice a week" in seen.text
    assert world.rows("SELECT action, version FROM pledge") == [("I will cook twice a week", 1)]
    assert world.rows("SELECT event, action FROM pledge_log ORDER BY id") == [
        ("made", WORDS),
        ("edited", "I will cook twice a week"),
    ]


async def test_an_edit_that_changes_nothing_says_so_and_logs_nothing(world: World) -> None:
    amina = await world.join()
    receipt = await world.pledge(amina)
    seen = await world.send(amina, await world.press(amina, receipt, "Edit"))
    assert "Nothing was different, so P-0001 stays as it was." in seen.text
    assert world.one("SELECT count(*) FROM pledge_log") == 1


@pytest.mark.parametrize(
    ("typed", "kept", "told"),
    [
        ("30/06/2027", "2027-06-30", "30 June 2027"),
        ("1.7.2026", "2026-07-01", "1 July 2026"),
        ("03-04-2027", "2027-04-03", "3 April 2027"),
        ("5 6 2027", "2027-06-05", "5 June 2027"),
        ("2027-12-31", "2027-12-31", "31 December 2027"),
    ],
)
async def test_detail_takes_a_date_as_people_in_britain_write_it(
    world: World, typed: str, kept: str, told: str
) -> None:
    amina = await world.join()
    receipt = await world.pledge(amina)
    form = await world.press(amina, receipt, "Add detail")
    seen = await world.send(
        amina,
        form,
        due=typed,
        who_benefits="Older people nearby",
        measure="Forty meals",
        help_needed="A bigger pot",
        backup_contact="Bo, 0161 000",
    )
    assert "The detail of P-0001 is saved." in seen.text
    for words in (f"By: {told}", "Older people nearby", "Forty meals", "A bigger pot"):
        assert words in seen.text
    assert world.rows(
        "SELECT due, who_benefits, measure, help_needed, backup_contact FROM pledge"
    ) == [(kept, "Older people nearby", "Forty meals", "A bigger pot", "Bo, 0161 000")]


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("31/12/2020", "31 December 2020 is in the past"),
        ("30/02/2027", "“30/02/2027” is not a date"),
        ("next summer", "“next summer” is not a date"),
        ("06/30/2027", "“06/30/2027” is not a date"),
    ],
)
async def test_a_date_that_cannot_be_is_refused_and_the_rest_is_kept_for_mending(
    world: World, typed: str, says: str
) -> None:
    amina = await world.join()
    receipt = await world.pledge(amina)
    form = await world.press(amina, receipt, "Add detail")
    seen = await world.send(amina, form, due=typed, measure="Forty meals")
    assert says in seen.text
    assert "Forty meals" in seen.text

    form = await world.press(amina, seen, "Open the form again")
    assert form.fields["due"] == typed
    assert form.fields["measure"] == "Forty meals"
    seen = await world.send(amina, form, due="30/06/2027")
    assert "The detail of P-0001 is saved." in seen.text
    assert world.rows("SELECT due, measure FROM pledge") == [("2027-06-30", "Forty meals")]


async def test_detail_opens_again_with_what_was_said(world: World) -> None:
    amina = await world.join()
    receipt = await world.pledge(amina)
    form = await world.press(amina, receipt, "Add detail")
    seen = await world.send(amina, form, due="30/06/2027", measure="Forty meals")
    form = await world.press(amina, seen, "Add detail")
    assert form.fields["due"] == "30/06/2027"
    assert form.fields["measure"] == "Forty meals"


async def test_the_backup_contact_is_never_public(open_world: World) -> None:
    amina = await open_world.join()
    await open_world.shown(amina)
    mine = await open_world.type(amina, "pledge show", reference="P-0001")
    form = await open_world.press(amina, mine, "Add detail")
    await open_world.send(amina, form, backup_contact="Bo, 0161 000", measure="Forty meals")
    await open_world.wait(10)

    assert "Forty meals" in open_world.wall_text()
    assert "0161" not in open_world.read_by(open_world.manager)
    other = await open_world.join(name="Ben")
    seen = await open_world.type(other, "pledge show", reference="P-0001")
    assert "Forty meals" in seen.text
    assert "0161" not in seen.text
    assert "0161" in (await open_world.type(amina, "pledge show", reference="1")).text


async def test_withdrawing_asks_once_and_can_be_called_off(world: World) -> None:
    amina = await world.join()
    receipt = await world.pledge(amina)
    question = await world.press(amina, receipt, "Withdraw")
    assert "Withdraw P-0001?" in question.text
    assert "cannot be put back" in question.text
    assert world.one("SELECT delivery FROM pledge") == "planned"

    kept = await world.press(amina, question, "Keep it")
    assert WORDS in kept.text
    assert world.one("SELECT delivery FROM pledge") == "planned"

    seen = await world.press(amina, question, "Yes, withdraw it")
    assert "P-0001 is withdrawn." in seen.text
    assert world.one("SELECT delivery FROM pledge") == "withdrawn"
    assert world.rows("SELECT event FROM pledge_log ORDER BY id") == [("made",), ("withdrawn",)]


async def test_a_withdrawn_pledge_cannot_be_changed_or_withdrawn_again(world: World) -> None:
    amina = await world.join()
    receipt = await world.pledge(amina)
    open_form = await world.press(amina, receipt, "Edit")
    question = await world.press(amina, receipt, "Withdraw")
    still_open = await world.press(amina, receipt, "Withdraw")
    await world.press(amina, question, "Yes, withdraw it")

    again = await world.press(amina, still_open, "Yes, withdraw it")
    assert again.text.startswith("P-0001 was withdrawn, so it cannot be changed any more.")
    edited = await world.send(amina, open_form, action="Something else altogether")
    assert edited.text.startswith("P-0001 was withdrawn")
    assert "Something else altogether" in edited.text
    assert world.rows("SELECT action FROM pledge") == [(WORDS,)]


@pytest.mark.parametrize(
    "route", ["pledge.withdraw", "pledge.withdraw.yes", "pledge.edit", "pledge.detail"]
)
async def test_nobody_else_can_press_a_makers_buttons(world: World, route: str) -> None:
    amina, mallory = await world.join(name="Amina"), await world.join(name="Mallory")
    await world.pledge(amina)
    seen = await world.forge(mallory, f"{route}:{world.pledge_id()}")
    assert seen.result.modal is None
    assert WORDS not in seen.text
    assert "P-0001 is somebody else’s pledge, so you cannot change it." in seen.text
    assert world.one("SELECT delivery FROM pledge") == "planned"


@pytest.mark.parametrize(
    ("route", "fields"),
    [
        ("pledge.edit", {"theme": "food", "action": "I take it all back", "from": "me"}),
        ("pledge.detail", {"measure": "Nothing at all"}),
    ],
)
async def test_nobody_else_can_send_a_makers_forms(
    world: World, route: str, fields: dict[str, str]
) -> None:
    amina, mallory = await world.join(name="Amina"), await world.join(name="Mallory")
    await world.pledge(amina)
    seen = await world.forge(mallory, f"{route}:{world.pledge_id()}", fields=fields)
    assert "somebody else’s pledge" in seen.text
    assert world.rows("SELECT action, measure FROM pledge") == [(WORDS, "")]


async def test_nobody_else_can_open_a_makers_kept_words(world: World) -> None:
    amina, mallory = await world.join(name="Amina"), await world.join(name="Mallory")
    seen = await world.pledge(amina, "short      " + "\u00a0" * 5)
    route = seen.buttons["Open the form again"]
    stolen = await world.forge(mallory, route)
    assert stolen.result.modal is None
    assert "short" not in stolen.text


# ------------------------------------------------------------------ finding it again


async def test_my_pledges_are_shown_a_page_at_a_time_newest_first(world: World) -> None:
    amina, ben = await world.join(name="Amina"), await world.join(name="Ben")
    assert "You have not made a pledge yet." in (await world.type(amina, "pledge mine")).text
    for number in range(1, 11):
        await world.pledge(amina, f"I will do good thing number {number}")
    await world.pledge(ben, "I will do something else")

    page = await world.type(amina, "pledge mine")
    assert [f"P-{n:04d}" in page.text for n in range(1, 12)] == [False] * 2 + [True] * 8 + [False]
    assert page.text.index("P-0010") < page.text.index("P-0009")
    older = await world.press(amina, page, "Show older ones")
    assert "P-0002" in older.text
    assert "P-0001" in older.text
    assert "P-0003" not in older.text
    assert "Show older ones" not in older.buttons
    button = await world.press(amina, world.wall.pinned_messages()[0], "My pledges")
    assert button.text == page.text


async def test_a_pledge_opens_from_the_menu_of_ones_own(world: World) -> None:
    amina = await world.join()
    await world.pledge(amina)
    await world.pledge(amina, "I will walk to work on Fridays")
    page = await world.type(amina, "pledge mine")
    seen = await world.choose(amina, page, str(world.pledge_id(1)))
    assert WORDS in seen.text
    assert "State: Waiting for an organiser to look at it." in seen.text
    assert list(seen.buttons) == ["Add detail", "Edit", "Withdraw", "Say how it goes"]


async def test_a_pledge_is_found_by_its_number_however_it_is_typed(world: World) -> None:
    amina = await world.join()
    await world.pledge(amina)
    for typed in ("P-0001", "p1", "1", "#1", " P-1 "):
        assert WORDS in (await world.type(amina, "pledge show", reference=typed)).text


async def test_a_number_that_no_pledge_has_is_told(world: World) -> None:
    stranger = world.person()
    for typed in ("P-0099", "0", "999999999"):
        seen = await world.type(stranger, "pledge show", reference=typed)
        assert seen.text == "There is no such pledge here. It may be from another server."


async def test_what_is_no_number_is_told_with_how_one_looks(world: World) -> None:
    seen = await world.type(world.person(), "pledge show", reference="**my** pledge")
    assert "is not a pledge’s number. It looks like P-0012" in seen.text


async def offered(world: World, member: MemberActor, typed: str = "") -> list[str]:
    choices = await member.autocomplete(world.general, "pledge show", "reference", typed)
    return [choice["value"] for choice in choices]


async def test_suggestions_and_show_go_as_far_as_somebody_may_see(world: World) -> None:
    amina, ben = await world.join(name="Amina"), await world.join(name="Ben")
    stranger = world.person()
    await world.shown(amina, "I will cook in the open")
    await world.pledge(amina, "I will wait for a while")
    await world.pledge(amina, "I will be hidden away")
    await world.press(world.manager, await world.type(world.manager, "review"), "Show on the wall")
    await world.hide()
    await world.pledge(amina, "I will be waiting still")

    assert await offered(world, amina) == ["P-0004", "P-0003", "P-0002", "P-0001"]
    assert await offered(world, world.manager) == ["P-0004", "P-0003", "P-0002", "P-0001"]
    assert await offered(world, ben) == ["P-0002", "P-0001"]
    assert await offered(world, stranger) == ["P-0002", "P-0001"]
    for number, words in ((3, "hidden away"), (4, "waiting still")):
        for other in (ben, stranger):
            seen = await world.type(other, "pledge show", reference=f"P-{number:04d}")
            assert seen.text == "There is no such pledge here. It may be from another server."
        for insider in (amina, world.manager):
            seen = await world.type(insider, "pledge show", reference=f"P-{number:04d}")
            assert words in seen.text


async def test_suggestions_find_words_and_numbers_and_fit_discord(world: World) -> None:
    amina = await world.join()
    await world.pledge(amina, "I will grow tomatoes " + "very " * 100)
    await world.pledge(amina, "I will save 100% of the_rain")
    assert await offered(world, amina, "TOMATO") == ["P-0001"]
    assert await offered(world, amina, "100%") == ["P-0002"]
    assert await offered(world, amina, "the_rain") == ["P-0002"]
    assert await offered(world, amina, "%") == ["P-0002"]
    assert await offered(world, amina, "p-0002") == ["P-0002"]
    assert await offered(world, amina, "nothing like it") == []
    choices = await amina.autocomplete(world.general, "pledge show", "reference", "")
    assert all(len(choice["name"]) <= 100 for choice in choices)


async def test_the_wall_command_says_where_the_wall_is_and_what_is_new(open_world: World) -> None:
    amina = await open_world.join()
    seen = await open_world.type(amina, "pledge wall")
    assert f"<#{open_world.wall.id}>" in seen.text
    assert "0 pledges so far" in seen.text
    for number in range(1, 5):
        await open_world.pledge(amina, f"I will do good thing number {number}")
    seen = await open_world.type(amina, "pledge wall")
    assert "4 pledges so far" in seen.text
    assert [f"number {n}" in seen.text for n in range(1, 5)] == [False, True, True, True]


async def test_another_persons_pledge_is_shown_with_the_ways_to_stand_by_it(
    open_world: World,
) -> None:
    amina, ben = await open_world.join(name="Amina"), await open_world.join(name="Ben")
    await open_world.shown(amina)
    seen = await open_world.type(ben, "pledge show", reference="P-0001")
    assert list(seen.buttons) == ["I’ll do this too", "I can help"]
