"""Ways to tamper with reminders, rooms, feedback, recordings, introductions, erasure."""

from __future__ import annotations

import dataclasses
from typing import Any

from rehearsal.books.gathering import remains
from rehearsal.ledger import Letter
from tests.rehearsal.case import Case, Turn

REMINDED = "Each reminder named everybody whom it concerned once, and nobody else"
CALLED = "Those who were called on are those whom the room was told, in that order"
NOTES = "Every note that people were told is saved is kept, and no other"
NOTED = "Its words, its kind, its session and its author are those that were told"
NOTE_NAME = "Who noted something without a name is not named with it"
FEEDBACK = "All feedback that people were told is kept is there as they gave it, and no other"
FEEDBACK_NAME = "Organisers see no name with feedback but where its author shows it"
REQUESTS = "Everybody who was told that they have asked for a recording has, and nobody else"
RECORDINGS = "Each of them is told once of a link, or why there is none, and nobody else"
CARDS = "Those who take part in meeting people have the card that they filled in"
THREADS = "Those who both said yes have a private thread, they two alone, and nobody else has"
SILENT = "A no is told to nobody: whoever asked still waits"
ERASED = (
    "Of who had themselves erased nothing is left: in the database’s files, in the exports, or in"
    " what the bot wrote"
)


# Reminders ------------------------------------------------------------------------------------


def one_was_not_reminded(case: Case) -> None:
    for there in case.ledger.to_remind.values():
        there.add("Somebody who was forgotten")


def reminded_without_wanting_it(case: Case) -> None:
    people = next(iter(case.ledger.to_remind.values()))
    people.pop()


def reminded_twice(case: Case) -> None:
    case.said += [one for one in case.said if " starts <t:" in one[1]][:1]


# In the workshop room -------------------------------------------------------------------------


def called_in_another_order(case: Case) -> None:
    next(called for called in case.kept.called.values() if len(called) > 1).reverse()


def keep_note(case: Case, **other: Any) -> None:
    case.kept.notes[0] = dataclasses.replace(case.kept.notes[0], **other)


def forget_a_note(case: Case) -> None:
    case.kept.notes.pop()


def other_note_kept(case: Case) -> None:
    keep_note(case, words="Something else altogether.")


def note_of_somebody_else(case: Case) -> None:
    keep_note(case, author_id=next(i for i in case.kept.names if i != case.kept.notes[0].author_id))


def the_pledge_of_a_note_is_lost(case: Case) -> None:
    there = [one for one in case.ledger.notes.values() if one.pledge]
    case.kept.notes = [
        dataclasses.replace(one, pledges=1 - one.pledges)
        if one.reference == there[0].reference
        else one
        for one in case.kept.notes
    ]


def a_name_is_kept_with_an_anonymous_note(case: Case) -> None:
    one = next(one for one in case.ledger.notes.values() if not one.named)
    case.kept.notes = [
        dataclasses.replace(there, author_name=one.author.name)
        if there.reference == one.reference
        else there
        for there in case.kept.notes
    ]


# Feedback, recordings, meeting people ---------------------------------------------------------


def forget_feedback(case: Case) -> None:
    case.kept.ratings.popitem()


def other_number_kept(case: Case) -> None:
    key, (stars, *rest) = next(iter(case.kept.ratings.items()))
    case.kept.ratings[key] = (6 - stars if stars != 3 else 1, *rest)  # pyright: ignore


def feedback_that_nobody_gave(case: Case) -> None:
    case.kept.ratings["Nobody", ""] = (5, "", "", False)


def a_name_with_anonymous_feedback(case: Case) -> None:
    name, slug = next(key for key, one in case.ledger.ratings.items() if not one.named)
    case.kept.remark_names.append((slug, name))


def forget_a_request(case: Case) -> None:
    next(iter(case.kept.recordings.values())).pop()


def a_request_that_nobody_made(case: Case) -> None:
    next(iter(case.kept.recordings.values())).append("Nobody")


def not_told_of_the_recording(case: Case) -> None:
    there = next(one for one in case.ledger.letters if one.text.startswith("You asked for the rec"))
    case.ledger.letters.remove(there)


def told_of_a_recording_without_asking(case: Case) -> None:
    there = next(one for one in case.ledger.letters if one.text.startswith("You asked for the rec"))
    case.ledger.letters.append(Letter("Nobody", there.text))


def another_card_kept(case: Case) -> None:
    name, (_, need) = next(iter(case.kept.cards.items()))
    case.kept.cards[name] = ("Something else", need)


def a_third_one_in_a_thread(case: Case) -> None:
    case.kept.threads[0] = (*case.kept.threads[0], "Nobody")


def a_thread_without_a_yes(case: Case) -> None:
    case.ledger.introduced.pop()


def two_threads_for_two_people(case: Case) -> None:
    case.kept.threads.append(case.kept.threads[0])


def a_no_is_told(case: Case) -> None:
    case.ledger.said_no.add(("Somebody", "Somebody else"))
    case.kept.standing["Somebody", "Somebody else"] = "they said no"


def a_word_of_an_erased_person(case: Case) -> None:
    case.kept.remains += remains(
        7, ["My own words"], {"summit.sqlite3-wal": b"...My own words..."}, {}
    )


def the_number_of_an_erased_person(case: Case) -> None:
    number = (1 << 60).to_bytes(8, "big")
    case.kept.remains += remains(1 << 60, [], {"summit.sqlite3": b".." + number}, {})


def a_message_about_an_erased_person(case: Case) -> None:
    case.kept.remains += remains(7, ["Their Name"], {}, {"message 1": "Ask to meet Their Name"})


CASES: list[tuple[Turn, set[str]]] = [
    (one_was_not_reminded, {REMINDED}),
    (reminded_without_wanting_it, {REMINDED}),
    (reminded_twice, {REMINDED}),
    (called_in_another_order, {CALLED}),
    (forget_a_note, {NOTES}),
    (other_note_kept, {NOTED}),
    (note_of_somebody_else, {NOTED}),
    (the_pledge_of_a_note_is_lost, {NOTED}),
    (a_name_is_kept_with_an_anonymous_note, {NOTE_NAME}),
    (forget_feedback, {FEEDBACK}),
    (other_number_kept, {FEEDBACK}),
    (feedback_that_nobody_gave, {FEEDBACK}),
    (a_name_with_anonymous_feedback, {FEEDBACK_NAME}),
    (forget_a_request, {REQUESTS}),
    (a_request_that_nobody_made, {REQUESTS}),
    (not_told_of_the_recording, {RECORDINGS}),
    (told_of_a_recording_without_asking, {RECORDINGS}),
    (another_card_kept, {CARDS}),
    (a_third_one_in_a_thread, {THREADS}),
    (a_thread_without_a_yes, {THREADS}),
    (two_threads_for_two_people, {THREADS}),
    (a_no_is_told, {SILENT}),
    (a_word_of_an_erased_person, {ERASED}),
    (the_number_of_an_erased_person, {ERASED}),
    (a_message_about_an_erased_person, {ERASED}),
]
