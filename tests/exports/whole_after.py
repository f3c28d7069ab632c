"""What is kept after the day, and of who was there: attendance, following up, moderation."""

from __future__ import annotations

from tests.exports.planted import AMINA, BEN, MODERATOR, Planted
from tests.exports.summit_file import AT, SummitFile

# Somebody who reported, and whom nobody is shown.
REPORTER = 700000000000000019


def fill(file: SummitFile, planted: Planted) -> None:
    planted.nowhere.append(str(REPORTER))
    _attendance(file, planted)
    _follow_up(file, planted)
    _moderation(file, planted)


def _attendance(file: SummitFile, planted: Planted) -> None:
    spans = (
        # Amina came twice, and for a while with two devices: 10 + 20 minutes.
        (1, AMINA, "10:00:00", "10:10:59"),
        (1, AMINA, "10:20:00", "10:35:00"),
        (1, AMINA, "10:30:00", "10:40:00"),
        # Somebody who had not joined, and who is still there.
        (2, None, "10:05:00", None),
        # Who leads the room does not count.
        (3, MODERATOR, "10:00:00", "10:45:00"),
    )
    for head, user_id, joined, left in spans:
        file.insert(
            "presence",
            guild_id=file.guild,
            session="talk",
            head=head,
            user_id=user_id,
            joined_at=f"2021-12-10T{joined}Z",
            left_at=left and f"2021-12-10T{left}Z",
        )
    seen = "2021-12-10T10:25:30Z"
    file.insert("presence_seen", guild_id=file.guild, session="talk", at=seen)
    file.insert("room_facilitator", guild_id=file.guild, slug="talk", user_id=MODERATOR, since=AT)
    file.insert(
        "room_summary",
        id=9500 + file.guild,
        guild_id=file.guild,
        session="talk",
        version=1,
        heads=2,
        words=planted.secret("summary of the room"),
        confirmed_by=MODERATOR,
        at=AT,
    )
    for number in (1, 2):
        file.insert(
            "room_summary_organisation",
            summary_id=9500 + file.guild,
            number=number,
            guild_id=file.guild,
            organisation=planted.secret(f"organisation there {number}"),
        )


def _follow_up(file: SummitFile, planted: Planted) -> None:
    one, two = file.pledge_id(1), file.pledge_id(2)
    for number, pledge_id, waiting, reported in (
        (1, one, None, AT),
        (2, two, "2021-11-01T10:00:00Z", None),
    ):
        file.insert(
            "follow_up",
            pledge_id=pledge_id,
            guild_id=file.guild,
            number=number,
            edition="20211210",
            version=1,
            due_at="2022-01-07T10:00:00Z",
            waiting_since=waiting,
            reported_at=reported,
            stuck=int(number == 1),
        )
    for number, (answer, back) in enumerate((("stuck", 0), ("done", 1)), 1):
        file.insert(
            "report",
            number=number,
            id=9600 + number + file.guild,
            guild_id=file.guild,
            pledge_id=one,
            answer=answer,
            words=planted.secret(f"report {number}"),
            link=planted.secret(f"https://evidence.example/{number}"),
            help=planted.secret(f"help wanted {number}"),
            at=AT,
            taken_back=back,
        )
    for pledge_id, state, answered in ((one, "asked", 1), (two, "passed", None)):
        file.insert(
            "check_in",
            guild_id=file.guild,
            pledge_id=pledge_id,
            due_at="2021-12-13T10:00:00Z",
            state=state,
            asked_at=AT if state == "asked" else None,
            answered=answered,
        )
    owners = (("pledge", one, BEN, ""), ("output", 8001 + file.guild, None, "partner"))
    for subject, subject_id, user_id, name in owners:
        file.insert(
            "owner",
            subject=subject,
            subject_id=subject_id,
            guild_id=file.guild,
            user_id=user_id,
            name=planted.secret(name) if name else "",
            given_by=MODERATOR,
            given_at=AT,
            next_step=planted.secret(f"next step of the {subject}"),
            next_on="2022-01-10",
        )
        file.insert(
            "owner_note",
            guild_id=file.guild,
            subject=subject,
            subject_id=subject_id,
            author_id=MODERATOR,
            words=planted.secret(f"owner note of the {subject}"),
            at=AT,
        )
    file.insert(
        "task",
        guild_id=file.guild,
        pledge_id=one,
        kind="stuck",
        words=planted.secret("task"),
        state="open",
        taken_by=MODERATOR,
        said=planted.secret("task said"),
        opened_at=AT,
    )
    file.insert(
        "offer",
        guild_id=file.guild,
        pledge_id=one,
        helper_id=BEN,
        state="asked",
        offered_at=AT,
        asked_at=AT,
    )
    file.insert("story", pledge_id=one, guild_id=file.guild, consent="unnamed", consent_at=AT)


def _moderation(file: SummitFile, planted: Planted) -> None:
    report_id = 9700 + file.guild
    file.insert(
        "moderation_report",
        id=report_id,
        guild_id=file.guild,
        slug="talk",
        reporter_id=REPORTER,
        target_id=BEN,
        channel_id=77,
        reported_at=AT,
    )
    for what, said_by in (("report", REPORTER), ("message", BEN)):
        file.insert(
            "moderation_words",
            guild_id=file.guild,
            report_id=report_id,
            what=what,
            about_id=BEN,
            said_by=said_by,
            words=planted.secret(f"moderation {what}"),
        )
    for event, actor_id in (("reported", 0), ("report: dealt with", MODERATOR)):
        file.insert(
            "moderation_log",
            guild_id=file.guild,
            at=AT,
            event=event,
            actor_id=actor_id,
            target_id=BEN,
            session="talk",
            channel_id=77,
            report_id=report_id,
            detail="",
        )
