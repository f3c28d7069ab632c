"""Ways to tamper with rooms: groups, reports, quotes, moderation, attendance, summaries."""

from __future__ import annotations

import dataclasses

from domain.attendees import Kind
from domain.records import Record
from rehearsal.ledger import Letter
from tests.rehearsal.case import Case, Turn, drop_first, set_first

GROUPS = "Everybody is in the small group that the facilitator was shown, and in no other"
REPORTS = "What groups were told is kept of their reports is there, part by part, and no more"
READ_OUT = "Each report is read out once in its room, without what was hidden since"
QUOTES = "A message is kept with its writer’s name only where they said so, and not after a no"
SUMMARIES = "Each summary stands as it was confirmed, and organisers read of it once"
LACKING = "The rooms that are named as lacking a summary are those that lack one"
PAGES = "The public page of a room names nobody who did not agree"
LOG = "The log of moderation has each act that somebody was told is done, and no other"
TOLD = "Whoever something was done to reads of it once, why, and what becomes of an appeal"
REPORTER = "Whoever reported is named in no log and to nobody, and hears that it is dealt with"
ATTENDANCE = (
    "Everybody who was in a room is in its attendance for as long as they were there, and nobody"
    " else"
)
LISTS = "The organiser’s lists of who was there say what is kept"


# Groups and their reports ---------------------------------------------------------------------


def moved_to_another_group(case: Case) -> None:
    one, other, *_ = (people for people in case.kept.rounds.values() if people)
    other.add(one.pop())


def a_group_that_nobody_was_shown(case: Case) -> None:
    case.kept.rounds["healthcare", 9, 1] = {"Nobody"}


def a_part_of_a_report_is_lost(case: Case) -> None:
    next(parts for parts in case.kept.reports.values() if parts).pop()


def other_words_in_a_report(case: Case) -> None:
    parts = next(parts for parts in case.kept.reports.values() if parts)
    reference, kind, _, *rest = parts[0]
    parts[0] = (reference, kind, "Something else.", *rest)  # pyright: ignore


def a_report_that_nobody_sent(case: Case) -> None:
    key = next(key for key, parts in case.ledger.rooms.reports.items() if parts)
    del case.ledger.rooms.reports[key]


def a_report_is_read_out_twice(case: Case) -> None:
    texts = next(texts for texts in case.kept.read_out.values() if texts)
    texts.append(texts[0])


def what_was_hidden_is_read_out(case: Case) -> None:
    key, part = next(
        (key, part)
        for key, parts in case.ledger.rooms.reports.items()
        for part in parts
        if part.hidden
    )
    texts = case.kept.read_out[key[0], key[2]]
    texts[0] += f"\n- {part.words}"


def a_part_is_not_read_out(case: Case) -> None:
    key = next(key for key, parts in case.ledger.rooms.reports.items() if parts)
    case.kept.read_out[key[0], key[2]] = ["**Group 1 heard:**"]


# Messages that were kept ----------------------------------------------------------------------


def quote_of(case: Case, says: str) -> str:
    return next(ref for ref, one in case.ledger.rooms.quotes.items() if one.says == says)


def a_name_with_a_quote_that_has_none(case: Case) -> None:
    reference = quote_of(case, "Keep it without my name")
    *rest, name, _ = case.kept.quotes[reference]
    case.kept.quotes[reference] = (*rest, name, name)  # pyright: ignore


def a_quote_is_kept_after_a_no(case: Case) -> None:
    one = case.ledger.rooms.quotes[quote_of(case, "Do not keep it")]
    said = (one.session, one.kind, one.words, one.author.name, "")
    case.kept.quotes[one.reference] = said


def a_quote_is_lost(case: Case) -> None:
    case.kept.quotes.popitem()


# Moderation -----------------------------------------------------------------------------------


def an_act_is_not_in_the_log(case: Case) -> None:
    case.change(case.internal, "moderation-log.csv", drop_first)


def another_reason_in_the_log(case: Case) -> None:
    case.change(case.internal, "moderation-log.csv", set_first(reason="Because."))


def another_log_in_discord(case: Case) -> None:
    data = case.ledger.rooms.log["moderation-log.csv"]
    case.ledger.rooms.log["moderation-log.csv"] = data.replace(b"hide: done", b"warn: done")


def an_act_that_nobody_was_told_of(case: Case) -> None:
    case.ledger.rooms.acts.pop()


def not_told_of_an_act(case: Case) -> None:
    act = next(one for one in case.ledger.rooms.acts if one.person)
    case.ledger.letters = [
        one for one in case.ledger.letters if one.to != act.person or act.letters[0] not in one.text
    ]


def told_another_reason(case: Case) -> None:
    act = next(one for one in case.ledger.rooms.acts if one.person)
    case.ledger.letters = [
        dataclasses.replace(one, text=one.text.replace(act.reason, "Because."))
        for one in case.ledger.letters
    ]


def told_twice_of_an_act(case: Case) -> None:
    act = next(one for one in case.ledger.rooms.acts if one.person)
    case.ledger.letters.append(Letter(act.person, f"Once more: {act.letters[0]}"))


def the_log_names_who_reported(case: Case) -> None:
    alarm = case.ledger.rooms.alarms[0]
    case.ledger.rooms.log["moderation-log-excel.csv"] += str(alarm.reporter_id).encode()


def a_letter_names_who_reported(case: Case) -> None:
    alarm = case.ledger.rooms.alarms[0]
    case.kept.told_of_reports.append(f"**Somebody reported** <@{alarm.reporter_id}>")


def whoever_reported_hears_nothing(case: Case) -> None:
    case.ledger.letters = [
        one for one in case.ledger.letters if not one.text.startswith("**What you reported in ")
    ]


# Attendance -----------------------------------------------------------------------------------


def busy(case: Case) -> Record:
    """The record of a room in which somebody was by voice."""
    return next(one for one in case.kept.records.values() if one.attendance.voice)


def keep_attendance(case: Case, **other: object) -> None:
    record = busy(case)
    there = dataclasses.replace(record.attendance, **other)  # pyright: ignore
    case.kept.records[record.session.slug] = dataclasses.replace(record, attendance=there)


def somebody_is_not_in_the_attendance(case: Case) -> None:
    keep_attendance(case, voice=busy(case).attendance.voice[1:])


def somebody_was_there_for_no_time(case: Case) -> None:
    records = case.kept.records
    slug = max(records, key=lambda one: sum(p.minutes for p in records[one].attendance.voice))
    for visit in next(iter(case.ledger.rooms.visits[slug].values())):
        visit.left = visit.came


def somebody_was_erased_of_whom_nothing_is_known(case: Case) -> None:
    keep_attendance(case, erased={Kind.OTHER: 7})


def nobody_by_text(case: Case) -> None:
    slug = next(slug for slug, one in case.kept.records.items() if one.attendance.text)
    record = case.kept.records[slug]
    there = dataclasses.replace(record.attendance, text={})
    case.kept.records[slug] = dataclasses.replace(record, attendance=there)


def a_line_of_the_list_is_lost(case: Case) -> None:
    slug = busy(case).session.slug
    lines = case.ledger.rooms.attendance[slug].splitlines(keepends=True)
    case.ledger.rooms.attendance[slug] = "".join(lines[:-1])


def a_line_of_the_export_is_lost(case: Case) -> None:
    case.change(case.internal, "attendance.csv", drop_first)


# Summaries ------------------------------------------------------------------------------------


def other_heads_confirmed(case: Case) -> None:
    next(iter(case.ledger.rooms.summaries.values())).heads += 1


def a_summary_is_lost(case: Case) -> None:
    case.kept.summaries.popitem()


def organisers_read_twice_of_a_summary(case: Case) -> None:
    case.kept.posts[next(iter(case.ledger.rooms.summaries))] += 1


def a_room_without_a_summary_is_not_named(case: Case) -> None:
    case.ledger.rooms.lacking.pop()


def a_page_names_somebody(case: Case) -> None:
    name = next(one.name for one in case.ledger.joined.values() if not one.publish_name)
    slug = next(iter(case.ledger.rooms.pages))
    case.ledger.rooms.pages[slug] += f"<li>{name}</li>"


CASES: list[tuple[Turn, set[str]]] = [
    (moved_to_another_group, {GROUPS}),
    (a_group_that_nobody_was_shown, {GROUPS}),
    (a_part_of_a_report_is_lost, {REPORTS}),
    (other_words_in_a_report, {REPORTS}),
    (a_report_that_nobody_sent, {REPORTS}),
    (a_report_is_read_out_twice, {READ_OUT}),
    (what_was_hidden_is_read_out, {READ_OUT}),
    (a_part_is_not_read_out, {READ_OUT}),
    (a_name_with_a_quote_that_has_none, {QUOTES}),
    (a_quote_is_kept_after_a_no, {QUOTES}),
    (a_quote_is_lost, {QUOTES}),
    (an_act_is_not_in_the_log, {LOG}),
    (another_reason_in_the_log, {LOG}),
    (another_log_in_discord, {LOG}),
    (an_act_that_nobody_was_told_of, {LOG}),
    (not_told_of_an_act, {TOLD}),
    (told_another_reason, {TOLD}),
    (told_twice_of_an_act, {TOLD}),
    (the_log_names_who_reported, {REPORTER}),
    (a_letter_names_who_reported, {REPORTER}),
    (whoever_reported_hears_nothing, {REPORTER}),
    (somebody_is_not_in_the_attendance, {ATTENDANCE, LISTS}),
    (somebody_was_there_for_no_time, {ATTENDANCE}),
    (somebody_was_erased_of_whom_nothing_is_known, {ATTENDANCE}),
    (nobody_by_text, {ATTENDANCE}),
    (a_line_of_the_list_is_lost, {LISTS}),
    (a_line_of_the_export_is_lost, {LISTS}),
    (other_heads_confirmed, {SUMMARIES}),
    (a_summary_is_lost, {SUMMARIES}),
    (organisers_read_twice_of_a_summary, {SUMMARIES}),
    (a_room_without_a_summary_is_not_named, {LACKING}),
    (a_page_names_somebody, {PAGES}),
]
