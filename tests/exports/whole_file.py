"""A summit's file with something in every table of an export; markers tell who may read what."""

from __future__ import annotations

import json

from tests.exports import whole_after as after
from tests.exports.planted import AMINA, BEN, MODERATOR, PEOPLE, Planted
from tests.exports.summit_file import AT, SummitFile


def plan_of(planted: Planted) -> dict[str, object]:
    themes = [{"slug": "food", "title": planted.open("theme title")}]
    sessions = [
        {
            "slug": "talk",
            "theme": "food",
            "brief": planted.open("brief"),
            "link": planted.secret("https://link.example/room"),
            "times_are_illustrative": True,
            "speakers": [
                {"name": planted.open("speaker"), "role": "Professor"},
                {"name": "Another speaker"},
            ],
        }
    ]
    summit = {
        "name": planted.open("summit name"),
        "organiser": "Anytown Council",
        "date": "2021-12-10",
        "time_zone": "Europe/London",
    }
    return {"summit": summit, "pledges": {"themes": themes}, "sessions": sessions}


def fill(file: SummitFile) -> Planted:
    """Something in every table; returns the markers."""
    planted = Planted()
    file.connection.execute(
        "UPDATE summit SET plan = ? WHERE guild_id = ?", (json.dumps(plan_of(planted)), file.guild)
    )
    for user_id, name in PEOPLE.items():
        needs = planted.unsaid(f"needs {user_id}")
        file.attendee(user_id, name=name, publish_name=int(user_id == AMINA), access_needs=needs)
    planted.internal += ["SECRET-name-Ben", "SECRET-name-Mo", *map(str, PEOPLE)]
    _pledges(file, planted)
    _programme(file, planted)
    _questions(file, planted)
    _notes(file, planted)
    _feedback(file, planted)
    _rest(file, planted)
    after.fill(file, planted)
    return planted


def _pledges(file: SummitFile, planted: Planted) -> None:
    file.pledge(AMINA, action=planted.open("action"), backup_contact=planted.secret("contact"))
    file.pledge(BEN, action=planted.open("unnamed action"), organisation=planted.secret("org"))
    file.pledge(
        AMINA,
        action=planted.secret("hidden action"),
        first_step=planted.secret("hidden step"),
        moderation="hidden",
        hidden_reason=planted.secret("hidden reason"),
    )
    file.pledge(AMINA, action=planted.secret("waiting action"), moderation="waiting")
    file.pledge(AMINA, action=planted.secret("withdrawn action"), delivery="withdrawn")
    file.log(1, AMINA, event="edited", action=planted.secret("earlier words"), version=2)
    file.log(3, MODERATOR, event="hidden", actor="organiser", note=planted.secret("why hidden"))
    pledge_id = file.pledge_id(1)
    file.insert(
        "supporter", pledge_id=pledge_id, user_id=BEN, support="help", guild_id=file.guild, at=AT
    )


def _programme(file: SummitFile, planted: Planted) -> None:
    rows = (
        ("talk", planted.open("talk"), "keynote", "2021-12-10T10:00:00Z", 0, 0),
        ("shop", planted.open("workshop"), "workshop", "2021-12-10T11:00:00Z", 1, 0),
        ("talk@2020-12-11", planted.open("last year"), "keynote", "2020-12-11T10:00:00Z", 0, 1),
    )
    for position, (slug, title, kind, starts_at, cancelled, archived) in enumerate(rows):
        file.insert(
            "session",
            guild_id=file.guild,
            slug=slug,
            position=position,
            title=title,
            kind=kind,
            starts_at=starts_at,
            ends_at=starts_at.replace(":00:00Z", ":45:00Z"),
            slot="a" if kind == "workshop" else None,
            capacity=12 if kind == "workshop" else None,
            cancelled=cancelled,
            archived=archived,
        )
    for user_id, state in ((AMINA, "place"), (BEN, "waiting")):
        file.insert(
            "choice", guild_id=file.guild, user_id=user_id, slug="shop", state=state, chosen_at=AT
        )
    file.insert(
        "programme_change", guild_id=file.guild, slug="shop", at=AT, what="cancelled", told=1
    )
    _telling(file, planted)


def _telling(file: SummitFile, planted: Planted) -> None:
    """Organisers moved a session, gave it another room, and announced something."""
    start, later = "2021-12-10T10:00:00+00:00", "2021-12-10T10:10:00+00:00"
    channels = "941432107654321001", "941432107654321002"
    for what, was, is_now in (("moved", start, later), ("room", *channels)):
        file.insert(
            "programme_change",
            guild_id=file.guild,
            slug="talk",
            at=AT,
            what=what,
            was=was,
            is_now=is_now,
        )
    planted.internal.extend(channels)
    for what, minutes, actor in (("shift", 10, MODERATOR), ("swap", None, 0)):
        file.insert(
            "programme_act",
            guild_id=file.guild,
            at=AT,
            actor_id=actor,
            what=what,
            slug="talk",
            minutes=minutes,
            sign=what,
        )
    rows = (
        ("everybody", "", planted.open("announcement"), "sent", 77),
        ("everybody", "", planted.secret("announcement that never stood"), "sent", None),
        ("room", "talk", planted.secret("announcement in a room"), "sent", 78),
        ("everybody", "", planted.unsaid("draft of an announcement"), "draft", None),
    )
    for number, (audience, about, words, state, message) in enumerate(rows, 1):
        one = 9700 + number + file.guild
        file.insert(
            "announcement",
            id=one,
            guild_id=file.guild,
            author_id=MODERATOR,
            audience=audience,
            about=about,
            words=words,
            state=state,
            written_at=AT,
            sent_at=AT if state == "sent" else None,
        )
        if state == "sent":
            file.insert(
                "said",
                guild_id=file.guild,
                what="announcement",
                about=str(one),
                message_id=message,
                state="posted" if message else "gone",
                created_at=AT,
            )


def _questions(file: SummitFile, planted: Planted) -> None:
    written = "answered in writing"
    rows = (
        (1, AMINA, 1, planted.open("question named"), "shown", ""),
        (2, BEN, 0, planted.open("unnamed question"), written, planted.open("answer")),
        (3, BEN, 1, planted.secret("question hidden"), "hidden", ""),
        (4, BEN, 0, planted.secret("question waiting"), "waiting", planted.secret("draft answer")),
    )
    for number, asker, named, words, state, answer in rows:
        file.insert(
            "question",
            id=6000 + number + file.guild,
            guild_id=file.guild,
            number=number,
            session="talk",
            asker_id=asker,
            named=named,
            words=words,
            state=state,
            answer=answer,
            hidden_reason=planted.secret("question reason") if state == "hidden" else "",
            owner_id=MODERATOR if number == 1 else None,
            asked_at=AT,
        )
    file.insert(
        "question_log",
        guild_id=file.guild,
        question_id=6003 + file.guild,
        at=AT,
        event="hidden",
        moderator_id=MODERATOR,
    )


def _notes(file: SummitFile, planted: Planted) -> None:
    for number, (author, named, state) in enumerate(
        ((AMINA, 1, "shown"), (BEN, 0, "shown"), (BEN, 1, "hidden")), 1
    ):
        file.insert(
            "output",
            id=8000 + number + file.guild,
            guild_id=file.guild,
            number=number,
            session="shop",
            author_id=author,
            named=named,
            kind="idea",
            words=(planted.open if number == 1 else planted.secret)(f"note {number}"),
            theme="food" if number == 1 else "",
            state=state,
            hidden_reason=planted.secret("note reason") if state == "hidden" else "",
            merged_into=8001 + file.guild if number == 2 else None,
            noted_at=AT,
        )
    file.insert(
        "output_pledge",
        output_id=8001 + file.guild,
        pledge_id=file.pledge_id(1),
        guild_id=file.guild,
    )
    file.insert(
        "output_log",
        guild_id=file.guild,
        output_id=8003 + file.guild,
        at=AT,
        event="hidden",
        moderator_id=MODERATOR,
        earlier_words=planted.secret("note before"),
        detail=planted.secret("note why"),
    )


def _feedback(file: SummitFile, planted: Planted) -> None:
    for at, user_id in enumerate(PEOPLE):
        file.insert(
            "rating",
            guild_id=file.guild,
            session="talk",
            user_id=user_id,
            rating=3 + at % 3,
            words=planted.secret(f"remark {at}"),
            named=int(user_id == AMINA),
            mixed=at,
        )
    # Too few to tell: neither which rating, nor what somebody wrote without a name.
    file.insert(
        "rating",
        guild_id=file.guild,
        session="shop",
        user_id=BEN,
        rating=1,
        words=planted.unsaid("remark of one"),
        named=0,
        mixed=1,
    )
    file.insert(
        "day_rating",
        guild_id=file.guild,
        edition="20211210",
        user_id=AMINA,
        rating=5,
        useful=planted.secret("useful"),
        change=planted.secret("change"),
        named=1,
        mixed=1,
    )


def _rest(file: SummitFile, planted: Planted) -> None:
    for at, user_id in enumerate((AMINA, BEN)):
        file.insert(
            "connect_card",
            id=9000 + at + file.guild,
            guild_id=file.guild,
            user_id=user_id,
            organisation="",
            offers=planted.unsaid(f"offer {at}"),
            needs=planted.unsaid(f"need {at}"),
            themes="[]",
            made_at=AT,
            changed_at=AT,
        )
    file.insert(
        "introduction",
        guild_id=file.guild,
        low_id=AMINA,
        high_id=BEN,
        low_says="yes",
        high_says="yes",
        low_why=planted.unsaid("why they want to meet"),
        changed_at=AT,
    )
    file.insert(
        "connect_round",
        guild_id=file.guild,
        number=1,
        organiser_id=MODERATOR,
        at=AT,
        people=2,
        pairs=1,
    )
    file.insert(
        "recording",
        guild_id=file.guild,
        session="talk",
        answer="out",
        link=planted.secret("https://recording.example"),
        note=planted.secret("recording note"),
        version=1,
        organiser_id=MODERATOR,
        answered_at=AT,
    )
    file.insert(
        "recording_request", guild_id=file.guild, session="talk", user_id=BEN, told=1, asked_at=AT
    )
    file.insert(
        "room_log", guild_id=file.guild, slug="shop", at=AT, event="opened", actor_id=MODERATOR
    )
