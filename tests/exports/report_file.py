"""A summit's file with a whole year in it, for its report; planted words tell who may read what."""

from __future__ import annotations

import json
from pathlib import Path

from tests.exports.planted import Planted
from tests.exports.summit_file import AT, GUILD, SummitFile, summit_file

NAMED, UNNAMED_MAKER, LEADER, HELPER = range(700000000000000011, 700000000000000015)
HOSTILE = "<script>alert(\"x\")</script> & 'q' </p></main> {{ 7 * 7 }} --> ]]> &amp; "
RTL = "\u202eمرحبا بالعالم \u2067اردو"
LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft" * 3
TITLE = "Food, warm homes and a fair start for everybody in our towns"


def plan(planted: Planted, **summit: object) -> dict[str, object]:
    themes = [
        {"slug": "food", "title": TITLE},
        {"slug": "work", "title": "工作與技能 — العمل والمهارات 🧰"},
        {"slug": "none", "title": "A theme without pledges"},
    ]
    said = {
        "name": planted.open("Anytown Summit"),
        "organiser": "Anytown Council",
        "date": "2021-12-10",
        "time_zone": "Europe/London",
        "contact": planted.open("summit@anytown.example"),
    }
    follow_up = ["3 days", "4 weeks", "2022-01-31", "12 months"]
    sessions = [
        {
            "slug": "food",
            "speakers": [{"name": planted.open("Prof Ada"), "role": "Anytown University"}],
        }
    ]
    return {
        "summit": said | summit,
        "pledges": {"themes": themes, "follow_up": follow_up},
        "sessions": sessions,
    }


def fill(file: SummitFile) -> Planted:
    """A whole summit; returns the markers."""
    planted = Planted()
    file.connection.execute(
        "UPDATE summit SET plan = ? WHERE guild_id = ?", (json.dumps(plan(planted)), file.guild)
    )
    people = (
        (NAMED, planted.open("Amina Yusuf"), "resident", 1),
        (UNNAMED_MAKER, planted.unsaid("name Ben"), "business", 0),
        (LEADER, planted.unsaid("name Lea"), "public_body", 0),
        (HELPER, planted.secret("name of the owner"), "public_body", 0),
    )
    for user_id, name, kind, publish in people:
        organisation = planted.unsaid(f"organisation {user_id}")
        needs = planted.unsaid(f"needs {user_id}")
        file.attendee(
            user_id,
            name=name,
            kind=kind,
            publish_name=publish,
            organisation=organisation,
            access_needs=needs,
        )
        planted.nowhere.append(str(user_id))
    for number in range(6):
        file.attendee(800000000000000000 + number, name=planted.unsaid(f"resident {number}"))
    _sessions(file, planted)
    _pledges(file, planted)
    _follow_up(file, planted)
    return planted


def _sessions(file: SummitFile, planted: Planted) -> None:
    rows = (
        ("food", planted.open("Food workshop"), "workshop", "11", 0, 0),
        ("work", f"{planted.open('Work')} {HOSTILE}", "workshop", "12", 0, 0),
        ("off", planted.open("Off"), "keynote", "13", 1, 0),
        ("lunch", planted.unsaid("Lunch"), "break", "14", 0, 0),
        ("food@2020-12-11", planted.unsaid("Last year"), "workshop", "11", 0, 1),
    )
    for position, (slug, title, kind, hour, cancelled, archived) in enumerate(rows):
        file.insert(
            "session",
            guild_id=file.guild,
            slug=slug,
            position=position,
            title=title,
            kind=kind,
            starts_at=f"{'2020-12-11' if archived else '2021-12-10'}T{hour}:00:00Z",
            ends_at=f"{'2020-12-11' if archived else '2021-12-10'}T{hour}:45:00Z",
            cancelled=cancelled,
            archived=archived,
        )
    for head in range(1, 6):
        file.insert(
            "presence",
            guild_id=file.guild,
            session="food",
            head=head,
            user_id=799999999999999999 + head if head < 5 else UNNAMED_MAKER,
            joined_at="2021-12-10T11:00:00Z",
            left_at="2021-12-10T11:45:00Z",
        )
    file.insert("presence_seen", guild_id=file.guild, session="food", at="2021-12-10T11:45:00Z")
    file.insert("room_facilitator", guild_id=file.guild, slug="food", user_id=LEADER, since=AT)
    for version, words in ((1, planted.unsaid("first summary")), (2, planted.open("summary"))):
        file.insert(
            "room_summary",
            id=9500 + version + file.guild,
            guild_id=file.guild,
            session="food",
            version=version,
            heads=5,
            words=words,
            confirmed_by=LEADER,
            at=AT,
        )
    file.insert(
        "room_summary_organisation",
        summary_id=9502 + file.guild,
        number=1,
        guild_id=file.guild,
        organisation=planted.unsaid("organisation there"),
    )
    _notes(file, planted)
    _questions(file, planted)
    _feedback(file, planted)


def _notes(file: SummitFile, planted: Planted) -> None:
    notes = (
        ("idea", planted.open("note named"), 1, "shown", None, ""),
        ("barrier", f"{planted.open('note')} {HOSTILE} {RTL}", 0, "shown", None, ""),
        ("idea", planted.unsaid("hidden note"), 1, "hidden", None, ""),
        ("insight", planted.unsaid("part of another"), 0, "shown", 1, ""),
        ("action", planted.open("action of a group"), 0, "shown", None, planted.secret("taker")),
        ("action", planted.unsaid("hidden part"), 0, "hidden", None, ""),
    )
    for number, (kind, words, named, state, into, owner) in enumerate(notes, 1):
        file.insert(
            "output",
            id=8000 + number + file.guild,
            guild_id=file.guild,
            number=number,
            session="food",
            author_id=UNNAMED_MAKER,
            named=named,
            kind=kind,
            words=words,
            owner=owner,
            theme="food",
            state=state,
            hidden_reason=planted.unsaid("why hidden") if state == "hidden" else "",
            merged_into=8000 + into + file.guild if into else None,
            noted_at=AT,
        )
    file.insert(
        "breakout_round",
        id=8500 + file.guild,
        guild_id=file.guild,
        slug="food",
        number=1,
        **ROUND,
    )
    for number in (1, 2):
        file.insert(
            "breakout_group", round_id=8500 + file.guild, guild_id=file.guild, number=number
        )
    file.insert(
        "group_report",
        round_id=8500 + file.guild,
        guild_id=file.guild,
        number=2,
        **REPORT,
    )
    for place, number in enumerate((5, 6), 1):
        file.insert(
            "group_report_part",
            output_id=8000 + number + file.guild,
            round_id=8500 + file.guild,
            guild_id=file.guild,
            number=2,
            place=place,
        )


def _questions(file: SummitFile, planted: Planted) -> None:
    rows = (
        (planted.open("question"), "shown", ""),
        (planted.open("asked in writing"), "answered in writing", planted.open("answer")),
        (planted.unsaid("hidden question"), "hidden", ""),
        (planted.unsaid("waiting question"), "waiting", planted.unsaid("draft answer")),
    )
    for number, (words, state, answer) in enumerate(rows, 1):
        file.insert(
            "question",
            id=6000 + number + file.guild,
            guild_id=file.guild,
            number=number,
            session="food",
            asker_id=UNNAMED_MAKER,
            named=1,
            words=words,
            state=state,
            answer=answer,
            asked_at="2021-12-10T11:10:00Z",
        )


def _feedback(file: SummitFile, planted: Planted) -> None:
    for at in range(3):
        file.insert(
            "rating",
            guild_id=file.guild,
            session="food",
            user_id=800000000000000000 + at,
            rating=3 + at,
            words=f"{planted.secret(f'remark {at}')} {HOSTILE}",
            named=int(at == 0),
            mixed=at,
        )
    file.insert(
        "rating",
        guild_id=file.guild,
        session="work",
        user_id=800000000000000000,
        rating=1,
        words=planted.unsaid("remark of one alone"),
        named=0,
        mixed=1,
    )
    for at in range(3):
        file.insert(
            "day_rating",
            guild_id=file.guild,
            edition="20211210",
            user_id=800000000000000000 + at,
            rating=4,
            useful=planted.secret(f"useful {at}"),
            change=planted.secret(f"change {at}"),
            named=0,
            mixed=at,
        )


def _pledges(file: SummitFile, planted: Planted) -> None:
    contact = planted.unsaid("contact")
    file.pledge(NAMED, action=planted.open("first"), due="2022-06-30", backup_contact=contact)
    file.pledge(UNNAMED_MAKER, kind="business", action=f"{planted.open('second')} {HOSTILE} {RTL}")
    file.pledge(NAMED, action=planted.open("told unnamed"), delivery="fulfilled", theme="work")
    file.pledge(NAMED, action=planted.open("not told"), delivery="fulfilled", theme="work")
    file.pledge(
        NAMED,
        action=f"{planted.open('third')} {LONG}",
        delivery="in_progress",
        theme="left-the-plan",
        help_needed=planted.open("help needed"),
    )
    for state in ("hidden", "waiting"):
        file.pledge(NAMED, action=planted.unsaid(f"{state} pledge"), moderation=state)
    file.pledge(NAMED, action=planted.unsaid("withdrawn pledge"), delivery="withdrawn")
    last_year = file.pledge(NAMED, action=planted.unsaid("last year's pledge"))
    for number in range(1, 10):
        file.insert(
            "follow_up",
            pledge_id=file.pledge_id(number),
            guild_id=file.guild,
            number=number,
            edition="20201211" if number == last_year else "20211210",
            version=1,
            due_at="2022-01-31T10:00:00Z" if number < 3 else None,
            waiting_since="2021-12-13T10:00:00Z" if number == 2 else None,
            reported_at=AT if number == 1 else None,
            stuck=int(number == 2),
        )


def _follow_up(file: SummitFile, planted: Planted) -> None:
    told, not_told = file.pledge_id(3), file.pledge_id(4)
    for number, (pledge_id, words) in enumerate(
        ((told, planted.open("what came of it")), (not_told, planted.unsaid("not to be told"))), 1
    ):
        file.insert(
            "report",
            number=number,
            id=9600 + number + file.guild,
            guild_id=file.guild,
            pledge_id=pledge_id,
            answer="done",
            words=words,
            link="https://evidence.example/" if pledge_id == told else "",
            at=AT,
        )
    for pledge_id, consent in ((told, "unnamed"), (not_told, "no")):
        file.insert(
            "story", pledge_id=pledge_id, guild_id=file.guild, consent=consent, consent_at=AT
        )
    file.insert(
        "owner",
        subject="pledge",
        subject_id=file.pledge_id(2),
        guild_id=file.guild,
        user_id=HELPER,
        name="",
        given_by=LEADER,
        given_at=AT,
        next_step=planted.secret("next step"),
        next_on="2022-02-01",
    )
    file.insert(
        "owner_note",
        guild_id=file.guild,
        subject="pledge",
        subject_id=file.pledge_id(2),
        author_id=LEADER,
        words=planted.unsaid("owner note"),
        at=AT,
    )
    file.insert(
        "letter",
        id=77,
        guild_id=file.guild,
        user_id=UNNAMED_MAKER,
        **LETTER,
    )
    file.insert(
        "check_in",
        guild_id=file.guild,
        pledge_id=file.pledge_id(2),
        due_at="2021-12-13T10:00:00Z",
        state="asked",
        asked_at="2021-12-13T10:00:00Z",
        letter_id=77,
    )
    file.insert(
        "task",
        guild_id=file.guild,
        pledge_id=file.pledge_id(2),
        kind="stuck",
        words=planted.unsaid("task"),
        opened_at=AT,
    )


# What these tables want beside.
ROUND = {"how": "random", "minutes": 10, "brief": "", "stage": "over", "made_at": AT}
REPORT = {"version": 1, "state": "posted"}
LETTER = {"subject": "", "text": "UNSAID-letter", "state": "not_reached", "created_at": AT}


def report_file(path: Path) -> Planted:
    with summit_file(path, GUILD) as file:
        return fill(file)
