"""Ways to tamper with the organisers' day and with the year after it."""

from __future__ import annotations

from rehearsal.later import Task
from rehearsal.ledger import Letter
from tests.rehearsal.case import Case, Turn, drop_first, set_first

OPENED = "The summit was opened and closed as organisers were told, and all were told of it once"
CALLS = "Each call for help ended as people were told, and was raised again where nobody came"
CALLERS = "Whoever called for help reads once who comes, and once that it is done"
ANNOUNCED = "Each of those to whom organisers announced something reads it once, and nobody else"
MOMENTS = "Each pledge of the moment stands once, and one that was hidden since is gone"
ASKED = "At each date makers were asked once about each pledge that was due, and about no other"
SAID = "The files hold what makers said, and silence is not counted as done"
TASKS = "Whoever was stuck was seen to, and reads of it once"
OFFERS = "Each offer of help stands as its maker answered, and a no is told to nobody"
STORIES = "Stories of kept pledges stand as far as their makers agree, and supporters are told once"
ONCE = "At no date was anybody written the same thing twice"
REPORT = "The report for the public is there, without hidden words and names without consent"


# The day --------------------------------------------------------------------------------------


def welcomed_twice(case: Case) -> None:
    case.kept.day.posts[" is open. Welcome!**"] += 1


def nobody_is_thanked(case: Case) -> None:
    case.kept.day.posts[" is over. Thank you"] = 0


def told_that_it_is_closed(case: Case) -> None:
    case.kept.day.closed = False


def the_store_does_not_know_of_a_post(case: Case) -> None:
    case.kept.day.said[next(iter(case.kept.day.said))] = False


def _call(case: Case) -> int:
    return next(n for n, one in case.kept.day.calls.items() if one[0] in case.ledger.joined)


def a_call_is_lost(case: Case) -> None:
    del case.kept.day.calls[_call(case)]


def a_call_still_waits(case: Case) -> None:
    caller, _, raised, group = case.kept.day.calls[_call(case)]
    case.kept.day.calls[_call(case)] = (caller, "open", raised, group)


def a_call_was_not_raised_again(case: Case) -> None:
    number = _call(case)
    caller, state, raised, group = case.kept.day.calls[number]
    case.kept.day.calls[number] = (caller, state, not raised, group)


def nobody_is_told_who_comes(case: Case) -> None:
    letters = case.ledger.letters
    letters.remove(next(one for one in letters if " comes to help you** at " in one.text))


def an_announcement_that_somebody_misses(case: Case) -> None:
    words = case.ledger.later_day.announced
    letters = case.ledger.letters
    letters.remove(next(one for one in letters if words in one.text))


def an_announcement_to_a_stranger(case: Case) -> None:
    case.ledger.letters.append(Letter("Nobody", case.ledger.later_day.announced))


def a_hidden_moment_stands(case: Case) -> None:
    case.kept.day.moments.append(case.some(shown=False).reference)


def a_moment_is_shown_twice(case: Case) -> None:
    case.kept.day.moments.append(case.kept.day.moments[0])


# The year -------------------------------------------------------------------------------------


def asked_twice_at_one_date(case: Case) -> None:
    asked = case.ledger.later_year.check_ins[0].asked
    asked.append(asked[0])


def not_asked(case: Case) -> None:
    case.ledger.later_year.check_ins[0].asked.pop()


def asked_though_it_is_done(case: Case) -> None:
    one = case.ledger.later_year.check_ins[-1]
    one.wanted.discard(one.asked[0])


def another_answer_is_kept(case: Case) -> None:
    case.change(case.internal, "progress.csv", set_first(answer="superseded"))


def an_answer_is_lost(case: Case) -> None:
    case.change(case.internal, "progress.csv", drop_first)


def silence_counts_as_done(case: Case) -> None:
    said = case.ledger.later_year.said

    def fulfil(rows: list[dict[str, str]]) -> None:
        next(row for row in rows if row["reference"] not in said)["delivery"] = "fulfilled"

    case.change(case.internal, "follow-up.csv", fulfil)


def a_task_stays_open(case: Case) -> None:
    def reopen(rows: list[dict[str, str]]) -> None:
        next(row for row in rows if row["kind"] == "stuck")["state"] = "open"

    case.change(case.internal, "tasks.csv", reopen)


def seen_to_what_nobody_needs(case: Case) -> None:
    case.ledger.later_year.tasks["P-9999"] = Task("words", "said")


def the_stuck_one_is_told_nothing(case: Case) -> None:
    for one in case.ledger.later_year.check_ins:
        one.letters = [kept for kept in one.letters if " have seen to what you " not in kept[1]]


def another_word_on_an_offer(case: Case) -> None:
    offers = case.ledger.later_year.offers
    offers[next(iter(offers))] = "taken_back"


def an_offer_that_nobody_was_told_of(case: Case) -> None:
    case.ledger.later_year.offers.popitem()


def a_helper_hears_what_was_not_said(case: Case) -> None:
    offers = case.ledger.later_year.offers
    reference, helper = next(key for key, state in offers.items() if state != "yes")
    text = f"**Somebody would like your help with {reference}** (A summit)."
    case.ledger.later_year.check_ins[0].letters.append((helper, text))


def a_story_without_a_yes(case: Case) -> None:
    year = case.ledger.later_year
    year.stories = dict.fromkeys(year.stories, "no")


def a_named_story_of_who_gave_no_name(case: Case) -> None:
    year = case.ledger.later_year
    year.stories = {one: "unnamed" if says == "named" else says for one, says in
                    year.stories.items()}  # fmt: skip


def a_stranger_is_told_of_a_story(case: Case) -> None:
    year = case.ledger.later_year
    year.supporters_told.setdefault(year.posted[0], []).append("Nobody")


def the_same_words_at_one_date(case: Case) -> None:
    letters = case.ledger.later_year.check_ins[1].letters
    letters.append(letters[0])


def no_report(case: Case) -> None:
    case.ledger.later_end.report = ""


def a_name_in_the_report(case: Case) -> None:
    name = next(one.name for one in case.ledger.joined.values() if not one.publish_name)
    case.ledger.later_end.report += name


CASES: list[tuple[Turn, set[str]]] = [
    (welcomed_twice, {OPENED}),
    (nobody_is_thanked, {OPENED}),
    (told_that_it_is_closed, {OPENED}),
    (the_store_does_not_know_of_a_post, {OPENED}),
    (a_call_is_lost, {CALLS}),
    (a_call_still_waits, {CALLS}),
    (a_call_was_not_raised_again, {CALLS}),
    (nobody_is_told_who_comes, {CALLERS}),
    (an_announcement_that_somebody_misses, {ANNOUNCED}),
    (an_announcement_to_a_stranger, {ANNOUNCED}),
    (a_hidden_moment_stands, {MOMENTS}),
    (a_moment_is_shown_twice, {MOMENTS}),
    (asked_twice_at_one_date, {ASKED}),
    (not_asked, {ASKED}),
    (asked_though_it_is_done, {ASKED}),
    (another_answer_is_kept, {SAID}),
    (an_answer_is_lost, {SAID}),
    (silence_counts_as_done, {SAID}),
    (a_task_stays_open, {TASKS}),
    (seen_to_what_nobody_needs, {TASKS}),
    (the_stuck_one_is_told_nothing, {TASKS}),
    (another_word_on_an_offer, {OFFERS}),
    (an_offer_that_nobody_was_told_of, {OFFERS}),
    (a_helper_hears_what_was_not_said, {OFFERS}),
    (a_story_without_a_yes, {STORIES}),
    (a_named_story_of_who_gave_no_name, {STORIES}),
    (a_stranger_is_told_of_a_story, {STORIES}),
    (the_same_words_at_one_date, {ONCE}),
    (no_report, {REPORT}),
    (a_name_in_the_report, {REPORT}),
]
