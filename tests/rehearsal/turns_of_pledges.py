"""Ways to tamper with pledges, with who joined, and with what is about everything."""

from __future__ import annotations

import dataclasses

from rehearsal.ledger import Letter
from tests.rehearsal.case import Case, Turn, drop_first, set_first

ALL = "Every pledge that people were told is saved is in the file, and no other"
WORDS = "Its words are the same, letter for letter"
STATES = "It stands as its maker was told (shown, hidden, withdrawn)"
LOG = "The log has one beginning for each pledge, and every later step"
SUPPORT = "It counts everybody who was thanked for standing by it"
JOINED = "Everybody who was told they have joined has joined"
PUBLIC = "The public files hold the pledges on the wall, and no other"
LEAKS = "No hidden words and no name without consent are in any public file"
SAME = "The organiser’s files in Discord are those of summit export, byte for byte"
TWICE = "Nobody was written the same thing twice"
FITS = "Nothing that one person was told contradicts what another was told"
ERRORS = "The bot met no error that it did not expect"


def forget_a_pledge(case: Case) -> None:
    case.change(case.internal, "pledges.csv", drop_first)


def invent_a_pledge(case: Case) -> None:
    told = case.some()
    case.ledger.pledges["P-9999"] = dataclasses.replace(told, reference="P-9999")


def other_words_told(case: Case) -> None:
    case.some().action += "!"


def other_words_kept(case: Case) -> None:
    case.change(case.internal, "pledges.csv", set_first(action="Something else altogether"))


def told_it_is_hidden(case: Case) -> None:
    told = case.some()
    told.hidden, told.shown = True, False


def told_it_is_withdrawn(case: Case) -> None:
    case.some().withdrawn = True


def thanked_once_more(case: Case) -> None:
    case.some().too += 1


def made_twice_in_the_log(case: Case) -> None:
    case.change(
        case.internal, "pledge-log.csv", lambda rows: rows.append(rows[0] | {"event": "made"})
    )


def no_beginning_in_the_log(case: Case) -> None:
    case.change(case.internal, "pledge-log.csv", drop_first)


def one_more_joined(case: Case) -> None:
    case.kept.joined += 1


def a_hidden_pledge_is_public(case: Case) -> None:
    row = {"reference": case.some(shown=False).reference}
    case.change(case.public, "pledges.csv", lambda rows: rows.append(rows[0] | row))


def hidden_words_are_public(case: Case) -> None:
    words = case.some(shown=False).action
    case.change(case.public, "pledges.csv", set_first(first_step=words))


def a_name_is_public_without_consent(case: Case) -> None:
    name = next(p.name for p in case.ledger.joined.values() if not p.publish_name)
    case.change(case.public, "pledges.csv", set_first(made_by=name))


def another_file_in_discord(case: Case) -> None:
    case.internal.in_discord["pledges.jsonl"] += b"\n"


def a_file_missing_in_discord(case: Case) -> None:
    del case.public.in_discord["pledge-log.csv"]


# Everything -----------------------------------------------------------------------------------


def the_same_letter_twice(case: Case) -> None:
    case.ledger.letters += [Letter("Somebody", "Good news"), Letter("Somebody", "Good news")]


def told_what_does_not_fit(case: Case) -> None:
    case.ledger.surprises.append("2 people were told that the last place is theirs")


def the_bot_met_an_error(case: Case) -> None:
    case.world.env._record_error(ZeroDivisionError("in a command"))


def the_bot_logged_an_error(case: Case) -> None:
    """What goes wrong under a button meets the bot's own error door, which logs it."""
    case.logged.append("bot.errors: E-7K3PQ in interaction 1")


CASES: list[tuple[Turn, set[str]]] = [
    (forget_a_pledge, {ALL}),
    (invent_a_pledge, {ALL}),
    (other_words_told, {WORDS}),
    (other_words_kept, {WORDS}),
    (told_it_is_hidden, {STATES}),
    (told_it_is_withdrawn, {STATES, LOG}),
    (thanked_once_more, {SUPPORT, LOG}),
    (made_twice_in_the_log, {LOG}),
    (no_beginning_in_the_log, {LOG}),
    (one_more_joined, {JOINED}),
    (a_hidden_pledge_is_public, {PUBLIC}),
    (hidden_words_are_public, {LEAKS}),
    (a_name_is_public_without_consent, {LEAKS}),
    (another_file_in_discord, {SAME}),
    (a_file_missing_in_discord, {SAME}),
    (the_same_letter_twice, {TWICE}),
    (told_what_does_not_fit, {FITS}),
    (the_bot_met_an_error, {ERRORS}),
    (the_bot_logged_an_error, {ERRORS}),
]
