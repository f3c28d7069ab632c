"""A file in which one person has left something in every table that can hold something of hers."""

from __future__ import annotations

from pathlib import Path

from db.store import Store, Transaction
from tests.db.given import GUILD, SAM, look

# An id that no number in the file is like by chance, and words that nobody else writes.
HER = 812_345_678_901_234_567
LATER = 912_345_678_901_234_567
WORDS = "Heliotrope"
KEYNOTE = "a-fair-and-inclusive-stockport"
WORKSHOP = "healthcare"

# Sam's rows come with hers, so that what is others' is seen to stay. ``:w`` becomes a word of hers.
ROWS = (
    """INSERT INTO pledge (id, guild_id, number, maker_id, kind, theme, action, as_organisation,
        organisation, first_step, who_benefits, measure, help_needed, backup_contact, moderation,
        hidden_reason, made_at) VALUES
        (5001, :g, 1, :me, 'resident', 'healthcare', :w, 0, :w, :w, :w, :w, :w, :w, 'shown', :w,
         '2021-12-10T14:00:00Z'),
        (5002, :g, 2, :sam, 'business', 'healthcare', 'Lend a van', 0, '', '', '', '', '', '',
         'shown', '', '2021-12-10T14:00:00Z')""",
    "UPDATE pledge SET too_count = 1, help_count = 1 WHERE id IN (5001, 5002)",
    """INSERT INTO pledge_count VALUES (:g, 'shown', 'healthcare', 'resident', 1),
        (:g, 'shown', 'healthcare', 'business', 1)""",
    "UPDATE summit SET pledges_made = 2, questions_asked = 2, notes_made = 2 WHERE guild_id = :g",
    "INSERT INTO pledge_version VALUES (5001, 1, :g, 'healthcare', :w, :w, :w, '2021')",
    """INSERT INTO pledge_log (guild_id, pledge_id, number, at, event, actor_id, actor, version,
        action, note) VALUES
        (:g, 5001, 1, '2021', 'made', :me, 'maker', 1, :w, :w),
        (:g, 5001, 1, '2021', 'supported', :sam, 'supporter', 1, '', 'too'),
        (:g, 5002, 2, '2021', 'made', :sam, 'maker', 1, 'Lend a van', ''),
        (:g, 5002, 2, '2021', 'supported', :me, 'supporter', 1, '', 'help')""",
    "INSERT INTO supporter VALUES (5001, :sam, 'too', :g, '2021'), (5002, :me, 'help', :g, '2021')",
    """INSERT INTO notice (guild_id, user_id, pledge_id, event, reason, state, created_at,
        channel_id, message_id)
        VALUES (:g, :me, 5001, 'hidden', :w, 'thread', '2021-12-10T14:00:00Z', 701, 702)""",
    """INSERT INTO question (id, guild_id, number, session, asker_id, named, words, state, votes,
        hidden_reason, answer, owner_id, asked_at) VALUES
        (6001, :g, 1, :keynote, :me, 1, :w, 'shown', 1, :w, :w, :sam, '2021-12-10T14:00:00Z'),
        (6002, :g, 2, :keynote, :sam, 1, 'More buses?', 'shown', 1, '', 'Yes, from May.', :me,
         '2021-12-10T14:00:00Z')""",
    "INSERT INTO question_vote VALUES (6001, :sam, :g, '2021'), (6002, :me, :g, '2021')",
    """INSERT INTO question_log (guild_id, question_id, at, event, moderator_id, to_id) VALUES
        (:g, 6001, '2021', 'shown', :sam, NULL), (:g, 6002, '2021', 'handed over', :sam, :me),
        (:g, 6002, '2021', 'shown', :me, NULL)""",
    """INSERT INTO output (id, guild_id, number, session, author_id, named, kind, words, owner,
        hidden_reason, noted_at) VALUES
        (8001, :g, 1, :workshop, :me, 0, 'idea', :w, :w, :w, '2021-12-10T14:00:00Z'),
        (8002, :g, 2, :workshop, :sam, 0, 'idea', 'A walking bus', '', '',
         '2021-12-10T14:00:00Z')""",
    """INSERT INTO output_log (guild_id, output_id, at, event, moderator_id, earlier_words, detail)
        VALUES (:g, 8001, '2021', 'edited', NULL, :w, :w), (:g, 8002, '2021', 'hidden', :me, '', '')
        """,
    """INSERT INTO output_log (guild_id, output_id, at, event, earlier_words, earlier_author_id)
        VALUES (:g, 8002, '2021', 'reported', :w, :me)""",
    """INSERT INTO quote (message_id, guild_id, channel_id, output_id, author_id, keeper_id,
        kept_at)
        VALUES (7001, :g, 70, 8001, :me, :sam, '2021'), (7002, :g, 70, 8002, :sam, :me, '2021')""",
    "INSERT INTO output_pledge VALUES (8001, 5001, :g), (8002, 5002, :g), (8001, 5002, :g)",
    """INSERT INTO hand (id, guild_id, session, user_id, state, place, raised_at, called_by) VALUES
        (301, :g, :workshop, :me, 'done', 1, '2021', :sam),
        (302, :g, :workshop, :sam, 'done', 2, '2021', :me)""",
    "INSERT INTO hand_log (guild_id, hand_id, at, event, actor_id) VALUES"
    " (:g, 301, '2021', 'raised', :me), (:g, 302, '2021', 'called', :me)",
    "INSERT INTO rating VALUES (:g, :workshop, :me, 4, :w, 0, 1)",
    "INSERT INTO day_rating VALUES (:g, '2021', :me, 5, :w, :w, 0, 1)",
    "INSERT INTO connect_card VALUES (9001, :g, :me, :w, :w, :w, '[]', '2021', '2021')",
    """INSERT INTO introduction (guild_id, low_id, high_id, low_says, high_says, low_why, high_why,
        thread, thread_id, message_id, changed_at)
        VALUES (:g, :sam, :me, 'yes', 'yes', :w, :w, 'made', 703, 704, '2021'),
        (:g, :me, :later, 'yes', '', :w, '', 'none', NULL, NULL, '2021')""",
    "INSERT INTO connect_round VALUES (:g, 1, :me, '2021', 2, 1)",
    """INSERT INTO recording VALUES
        (:g, :workshop, 'none', 'https://a.example', 'Late', 'Nobody pressed record', 1, :me,
         '2021')""",
    "INSERT INTO recording_request VALUES (:g, :workshop, :me, 0, '2021')",
    """INSERT INTO choice (guild_id, user_id, slug, state, chosen_at) VALUES
        (:g, :me, :workshop, 'place', '2021-12-10T09:00:00Z'),
        (:g, :sam, :workshop, 'waiting', '2021-12-10T09:00:00Z')""",
    """INSERT INTO room_access VALUES (:g, :me, 70, 'given'), (:g, :me, 71, 'failed'),
        (:g, :sam, 70, 'given')""",
    "INSERT INTO reminder_off VALUES (:g, :me, '2021')",
    """INSERT INTO reminder (guild_id, slug, starts_at, lead, part, more, after_user, up_to_user,
        channel_id, state, begun_at) VALUES
        (:g, :workshop, '2021', 10, 1, 1, 0, :me, 70, 'posted', '2021'),
        (:g, :workshop, '2021', 10, 2, 0, :me, NULL, 70, 'posted', '2021')""",
    "INSERT INTO room_facilitator VALUES (:g, :workshop, :me, '2021')",
    """INSERT INTO presence (guild_id, session, head, user_id, joined_at, left_at) VALUES
        (:g, :keynote, 1, :me, '2021-12-10T14:00:00Z', '2021-12-10T14:20:00Z'),
        (:g, :keynote, 1, :me, '2021-12-10T14:30:00Z', NULL),
        (:g, :keynote, 2, :sam, '2021-12-10T14:00:00Z', NULL)""",
    """INSERT INTO room_summary (id, guild_id, session, version, heads, words, confirmed_by, at)
        VALUES (9301, :g, :workshop, 1, 12, 'We spoke of buses', :me, '2021-12-10T14:00:00Z')""",
    """INSERT INTO room_summary_organisation
        SELECT 9301, 0, :g, organisation FROM attendee WHERE guild_id = :g AND user_id = :me""",
    "INSERT INTO room_summary_organisation VALUES (9301, 1, :g, 'The bus company')",
    """INSERT INTO room_log (guild_id, slug, at, event, actor_id)
        VALUES (:g, :workshop, '2021', 'opened', :me)""",
    """INSERT INTO breakout_round (id, guild_id, slug, number, how, minutes, brief, stage, made_at)
        VALUES (1, :g, :workshop, 1, 'random', 5, 'Talk about the bus', 'over', '2021')""",
    "INSERT INTO breakout_member (round_id, user_id, guild_id, number) VALUES (1, :me, :g, 1)",
    "INSERT INTO breakout_group (round_id, number, guild_id) VALUES (1, 1, :g)",
    "INSERT INTO group_report (round_id, number, guild_id, version) VALUES (1, 1, :g, 1)",
    "INSERT INTO group_report_form VALUES (8101, :g, 1, 1, 1, :me, '2021')",
    "INSERT INTO group_report_part VALUES (8001, :g, 1, 1, 0), (8002, :g, 1, 1, 1)",
    # The reason of an act is the moderator's; everything else said here is hers.
    """INSERT INTO moderation_act (id, guild_id, slug, kind, target_id, actor_id, channel_id,
        message_id, asked_at, state, tried_at, appeal) VALUES
        (9101, :g, :workshop, 'hide', :me, :sam, 70, 71, '2021-12-10T14:00:00Z', 'done', '2021',
         'open'),
        (9102, :g, :workshop, 'warn', :sam, :me, 70, NULL, '2021-12-10T14:00:00Z', 'done', '2021',
         '')""",
    """INSERT INTO moderation_report (id, guild_id, slug, reporter_id, target_id, channel_id,
        reported_at, state, dealt_by) VALUES
        (9201, :g, :workshop, :me, :sam, 70, '2021-12-10T14:00:00Z', 'dealt with', :sam),
        (9202, :g, :workshop, :sam, :me, 70, '2021-12-10T14:00:00Z', 'dealt with', :me)""",
    """INSERT INTO moderation_words (guild_id, act_id, report_id, what, about_id, said_by, words)
        VALUES (:g, 9101, NULL, 'reason', :me, :sam, :w), (:g, 9101, NULL, 'message', :me, :me, :w),
        (:g, 9101, NULL, 'appeal', :me, :me, :w),
        (:g, 9102, NULL, 'reason', :sam, :me, 'Please be kind'),
        (:g, NULL, 9201, 'report', :sam, :me, :w), (:g, NULL, 9202, 'report', :me, :sam, :w)""",
    """INSERT INTO moderation_sight (guild_id, seen_by, author_id, is_bot, channel_id, message_id,
        words, seen_at) VALUES (:g, :sam, :me, 0, 70, 71, :w, '2021'),
        (:g, :me, :sam, 0, 70, 72, 'Buses!', '2021')""",
    """INSERT INTO moderation_log (guild_id, at, event, actor_id, target_id, session, channel_id,
        act_id, detail) VALUES
        (:g, '2021-12-10T14:00:00Z', 'hide: done', :sam, :me, :workshop, 70, 9101, ''),
        (:g, '2021-12-10T14:00:00Z', 'warn: done', :me, :sam, :workshop, 70, 9102, '')""",
    """INSERT INTO help_call (id, guild_id, caller_id, session, small_group, state, called_at,
        taken_by, taken_at, done_by, done_at) VALUES
        (401, :g, :me, :workshop, 2, 'taken', '2021', :sam, '2021', NULL, NULL),
        (402, :g, :sam, NULL, NULL, 'done', '2021', :me, '2021', :me, '2021')""",
    "INSERT INTO help_call_words VALUES (4011, :g, 401, :w, '2021'),"
    " (4021, :g, 402, 'The door sticks', '2021')",
    "INSERT INTO running VALUES (:g, '20211210', 'closed', '2021', :me, '2021', :me, 1)",
    "INSERT INTO pledging VALUES (:g, :workshop, 2, '2021', :me, 0)",
    "INSERT INTO programme_seen VALUES (:g, :me, 1)",
    """INSERT INTO programme_act (guild_id, at, actor_id, what, slug, minutes, sign) VALUES
        (:g, '2021', :me, 'shift', :workshop, 10, 'one'), (:g, '2021', :sam, 'swap', NULL, NULL,
        'two')""",
    """INSERT INTO announcement (id, guild_id, author_id, audience, about, words, state, written_at,
        sent_at) VALUES (9501, :g, :me, 'everybody', '', 'Lunch is late', 'sent', '2021', '2021'),
        (9502, :g, :me, 'room', :workshop, :w, 'draft', '2021', NULL)""",
    """INSERT INTO retention_log (guild_id, at, event, actor_id, ends_on)
        VALUES (:g, '2021', 'confirmed', :me, '2023-06-10')""",
    """INSERT INTO draft VALUES
        (501, :g, :me, 'pledge.new:1', json_object('action', :w), '2021'),
        (502, :g, :sam, 'pledge.new:1', json_object('action', 'Sam’s own'), '2021')""",
    """INSERT INTO letter (guild_id, user_id, subject, text, buttons, state, created_at, channel_id,
        message_id) VALUES (:g, :me, :w, :w, json_array(:w), 'dm', '2021', 705, 706)""",
    "INSERT INTO letter (guild_id, user_id, subject, text, thread_text, created_at, buttons)"
    " VALUES (:g, :me, :w, :w, :w, '2021', json_array(json_array(:w, 'help')))",
    """INSERT INTO follow_up_plan VALUES (:g, '20211210', '["3 days"]', 'Europe/London', 1)""",
    """INSERT INTO follow_up (pledge_id, guild_id, number, edition, version) VALUES
        (5001, :g, 1, '20211210', 1), (5002, :g, 2, '20211210', 1)""",
    """INSERT INTO report (number, id, guild_id, pledge_id, answer, words, link, help, at) VALUES
        (1, 5101, :g, 5001, 'done', :w, :w, :w, '2021-12-20T14:00:00Z'),
        (2, 5102, :g, 5002, 'done', 'Lent it', '', '', '2021-12-20T14:00:00Z')""",
    """INSERT INTO check_in (guild_id, pledge_id, due_at, state, asked_at, answered) VALUES
        (:g, 5001, '2021-12-13T10:00:00Z', 'asked', '2021-12-13T10:00:00Z', 1),
        (:g, 5002, '2021-12-13T10:00:00Z', 'asked', '2021-12-13T10:00:00Z', 2)""",
    """INSERT INTO owner (subject, subject_id, guild_id, user_id, name, given_by, given_at,
        next_step)
        VALUES ('pledge', 5001, :g, :me, :w, :me, '2021', :w),
        ('pledge', 5002, :g, :me, '', :sam, '2021', ''),
        ('output', 8002, :g, NULL, 'A partner', :me, '2021', 'Ask them')""",
    """INSERT INTO owner_note VALUES (1, :g, 'pledge', 5001, :sam, :w, '2021'),
        (2, :g, 'pledge', 5002, :me, 'Called them', '2021'),
        (3, :g, 'output', 8001, :sam, :w, '2021')""",
    """INSERT INTO task (guild_id, pledge_id, kind, words, state, taken_by, done_by, said,
        opened_at)
        VALUES (:g, 5001, 'stuck', :w, 'open', :sam, NULL, :w, '2021'),
        (:g, 5002, 'help', 'A driver', 'done', :me, :me, 'Found one', '2021')""",
    """INSERT INTO offer (id, guild_id, pledge_id, helper_id, state, offered_at) VALUES
        (601, :g, 5001, :sam, 'asked', '2021-12-10T14:00:00Z'),
        (602, :g, 5002, :me, 'asked', '2021-12-10T14:00:00Z')""",
    """INSERT INTO story (pledge_id, guild_id, consent, consent_at, state, wanted_by, channel_id,
        message_id) VALUES (5001, :g, 'named', '2021-12-20T14:00:00Z', 'posted', :sam, 720, 721),
        (5002, :g, 'named', '2021-12-20T14:00:00Z', 'posted', :me, 720, 722)""",
    "INSERT INTO story_told VALUES (5001, :sam, :g, '2021'), (5002, :me, :g, '2021')",
    # What Sam was sent about her is known by its button.
    """INSERT INTO letter (guild_id, user_id, subject, text, buttons, state, created_at, channel_id,
        message_id) VALUES (:g, :sam, 'Meet', :w,
        json_array(json_array('Meet', 'connect.ask:' || :g || ':9001')), 'dm', '2021', 707, 708)""",
)


async def fill(store: Store, guild_id: int = GUILD) -> None:
    """One row of hers at least in every table that can hold one."""

    def work(tx: Transaction) -> None:
        for user_id, name, word in ((HER, WORDS, WORDS), (SAM, "Sam", ""), (LATER, "Lin", "")):
            tx.execute(
                """INSERT INTO attendee VALUES (?, ?, ?, 'resident', ?, 1, ?, 1,
                    '2021-12-10T09:00:00Z', '2021-12-10T09:00:00Z')
                ON CONFLICT DO NOTHING""",
                (guild_id, user_id, name, word, word),
            )
        for sql in ROWS:
            tx.execute(
                sql,
                {
                    name: value
                    for name, value in {
                        "g": guild_id,
                        "me": HER,
                        "sam": SAM,
                        "later": LATER,
                        "w": f"{WORDS} fields",
                        "keynote": KEYNOTE,
                        "workshop": WORKSHOP,
                    }.items()
                    if f":{name}" in sql
                },
            )

    await store.write(work)


def cells(path: Path, guild_id: int | None = None) -> dict[tuple[str, str], list[object]]:
    """Every value of the file by table and column; of one guild, or of all."""
    found: dict[tuple[str, str], list[object]] = {}
    for table, columns in tables(path).items():
        own = f" WHERE guild_id = {guild_id}" if guild_id and "guild_id" in columns else ""
        for row in look(path, f"SELECT {', '.join(columns)} FROM {table}{own}"):
            for column, value in zip(columns, row, strict=True):
                found.setdefault((table, column), []).append(value)
    return found


def tables(path: Path) -> dict[str, list[str]]:
    """The columns of every table in the file."""
    rows = look(
        path,
        """SELECT t.name, c.name FROM sqlite_schema AS t, pragma_table_info(t.name) AS c
        WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%' ORDER BY t.name, c.cid""",
    )
    found: dict[str, list[str]] = {}
    for table, column in rows:
        found.setdefault(table, []).append(column)
    return found


def bytes_of(path: Path) -> dict[str, bytes]:
    """What is on the disk: the file and what SQLite keeps beside it."""
    there = [path.with_name(path.name + end) for end in ("", "-wal", "-shm")]
    return {one.name: one.read_bytes() for one in there if one.exists()}


def traces(path: Path) -> list[str]:
    """Where on the disk something of hers is found: her words, or her id in any form."""
    marks = {
        "words": WORDS.encode(),
        "id": HER.to_bytes(8, "big"),
        "id in digits": str(HER).encode(),
    }
    return [
        f"{what} in {name}"
        for name, held in bytes_of(path).items()
        for what, mark in marks.items()
        if mark in held
    ]
