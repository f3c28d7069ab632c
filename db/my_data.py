"""Everything that is kept about one person in one guild, read for that person."""

from __future__ import annotations

from datetime import datetime

from db.store import Store
from domain.my_data import PARTS, MyData, Part

# One query a part, as (guild, person). Columns are named as people read them. Ids of others are
# never read: who stands by a pledge, voted or looked at something stays theirs. Raising a hand and
# lowering it is no act: people do that with their own, which stands under "hands".
QUERIES: dict[str, str] = {
    "details": """
        SELECT name, kind AS "here as", organisation,
               CASE publish_name WHEN 1 THEN 'yes' ELSE 'no' END AS "name may be published",
               access_needs AS "access needs", joined_at AS joined, updated_at AS "last changed",
               CAST(user_id AS TEXT) AS "Discord account"
        FROM attendee WHERE guild_id = ?1 AND user_id = ?2""",
    "workshops": """
        SELECT s.title AS workshop, c.state AS "place or waiting", c.chosen_at AS chosen
        FROM choice AS c JOIN session AS s ON s.guild_id = c.guild_id AND s.slug = c.slug
        WHERE c.guild_id = ?1 AND c.user_id = ?2 ORDER BY c.id""",
    "rooms": """
        SELECT CAST(channel_id AS TEXT) AS "Discord channel",
               CASE state WHEN 'given' THEN 'yes' ELSE 'no' END AS opened
        FROM room_access WHERE guild_id = ?1 AND user_id = ?2 ORDER BY channel_id""",
    "questions": """
        SELECT printf('Q-%d', q.number) AS question, s.title AS session, q.words,
               CASE q.named WHEN 1 THEN 'yes' ELSE 'no' END AS "with your name", q.state, q.votes,
               q.hidden_reason AS "why it is hidden", q.answer, q.asked_at AS asked
        FROM question AS q JOIN session AS s ON s.guild_id = q.guild_id AND s.slug = q.session
        WHERE q.guild_id = ?1 AND q.asker_id = ?2 ORDER BY q.number""",
    "votes": """
        SELECT printf('Q-%d', q.number) AS question, v.at AS voted
        FROM question_vote AS v JOIN question AS q ON q.id = v.question_id
        WHERE v.guild_id = ?1 AND v.user_id = ?2 ORDER BY q.number""",
    "pledges": """
        SELECT printf('P-%04d', number) AS pledge, theme, action,
               CASE as_organisation WHEN 1 THEN 'yes' ELSE 'no' END AS "for an organisation",
               organisation, first_step AS "first step", who_benefits AS "who benefits", measure,
               due, help_needed AS "help needed", backup_contact AS "backup contact",
               kind AS "here as", moderation AS "on the wall", hidden_reason AS "why it is hidden",
               delivery AS "how far it has come", version, too_count AS "do this too",
               help_count AS "can help", made_at AS made, edited_at AS "last changed"
        FROM pledge WHERE guild_id = ?1 AND maker_id = ?2 ORDER BY number""",
    "earlier words": """
        SELECT printf('P-%04d', p.number) AS pledge, v.version, v.theme, v.action, v.organisation,
               v.first_step AS "first step", v.until
        FROM pledge_version AS v JOIN pledge AS p ON p.id = v.pledge_id
        WHERE p.guild_id = ?1 AND p.maker_id = ?2 ORDER BY p.number, v.version""",
    "pledge history": """
        SELECT printf('P-%04d', l.number) AS pledge, l.at, l.event,
               CASE WHEN l.actor_id = ?2 THEN 'you' ELSE l.actor END AS "by whom", l.version,
               CASE WHEN l.actor_id = ?2 OR p.maker_id = ?2 THEN l.action ELSE '' END AS action,
               CASE WHEN l.actor_id = ?2 OR l.event = 'hidden' THEN l.note ELSE '' END AS note
        FROM pledge_log AS l JOIN pledge AS p ON p.id = l.pledge_id
        WHERE l.guild_id = ?1 AND (p.maker_id = ?2 OR l.actor_id = ?2) ORDER BY l.id""",
    "support": """
        SELECT printf('P-%04d', p.number) AS pledge,
               CASE s.support WHEN 'too' THEN 'I’ll do this too'
                              ELSE 'I can help' END AS "you said",
               s.at
        FROM supporter AS s JOIN pledge AS p ON p.id = s.pledge_id
        WHERE s.guild_id = ?1 AND s.user_id = ?2 ORDER BY p.number, s.support""",
    "notes": """
        SELECT o.number AS note, s.title AS session, o.kind, o.words, o.owner AS "who would own it",
               CASE o.named WHEN 1 THEN 'yes' ELSE 'no' END AS "with your name", o.theme, o.state,
               o.hidden_reason AS "why it is hidden", o.noted_at AS noted,
               (SELECT group_concat(l.earlier_words, char(10)) FROM output_log AS l
                WHERE l.output_id = o.id AND l.earlier_words <> ''
                  AND ifnull(l.earlier_author_id, ?2) = ?2) AS "earlier words",
               (SELECT group_concat(printf('P-%04d', p.number), ' ') FROM output_pledge AS op
                JOIN pledge AS p ON p.id = op.pledge_id
                WHERE op.output_id = o.id) AS "pledges from it"
        FROM output AS o JOIN session AS s ON s.guild_id = o.guild_id AND s.slug = o.session
        WHERE o.guild_id = ?1 AND o.author_id = ?2 ORDER BY o.number""",
    "group reports": """
        SELECT s.title AS session, r.number AS round, f.number AS "group", f.version,
               f.sent_at AS sent, '' AS note, '' AS "your words before they were changed"
        FROM group_report_form AS f JOIN breakout_round AS r ON r.id = f.round_id
        JOIN session AS s ON s.guild_id = r.guild_id AND s.slug = r.slug
        WHERE f.guild_id = ?1 AND f.sender_id = ?2
        UNION ALL
        SELECT s.title, r.number, p.number, NULL, l.at, printf('N-%d', o.number), l.earlier_words
        FROM output_log AS l JOIN output AS o ON o.id = l.output_id
        JOIN group_report_part AS p ON p.output_id = o.id
        JOIN breakout_round AS r ON r.id = p.round_id
        JOIN session AS s ON s.guild_id = r.guild_id AND s.slug = r.slug
        WHERE l.guild_id = ?1 AND l.earlier_author_id = ?2 AND o.author_id <> ?2
        ORDER BY 5""",
    "kept messages": """
        SELECT s.title AS session, printf('N-%d', o.number) AS note, q.said AS "you said",
               q.kept_at AS kept, printf('https://discord.com/channels/%d/%d/%d', q.guild_id,
               q.channel_id, q.message_id) AS message
        FROM quote AS q LEFT JOIN output AS o ON o.id = q.output_id
        LEFT JOIN session AS s ON s.guild_id = o.guild_id AND s.slug = o.session
        WHERE q.guild_id = ?1 AND q.author_id = ?2 ORDER BY q.kept_at""",
    "hands": """
        SELECT s.title AS session, h.state, h.raised_at AS raised, h.done_at AS "done at"
        FROM hand AS h JOIN session AS s ON s.guild_id = h.guild_id AND s.slug = h.session
        WHERE h.guild_id = ?1 AND h.user_id = ?2 ORDER BY h.id""",
    "groups": """
        SELECT s.title AS session, r.number AS round, m.number AS "group"
        FROM breakout_member AS m JOIN breakout_round AS r ON r.id = m.round_id
        JOIN session AS s ON s.guild_id = r.guild_id AND s.slug = r.slug
        WHERE m.guild_id = ?1 AND m.user_id = ?2 ORDER BY r.id""",
    "feedback": """
        SELECT s.title AS session, r.rating AS "from 1 to 5", r.words,
               CASE r.named WHEN 1 THEN 'yes' ELSE 'no' END AS "with your name"
        FROM rating AS r JOIN session AS s ON s.guild_id = r.guild_id AND s.slug = r.session
        WHERE r.guild_id = ?1 AND r.user_id = ?2 ORDER BY s.starts_at, s.position""",
    "feedback on the day": """
        SELECT edition AS day, rating AS "from 1 to 5", useful, change,
               CASE named WHEN 1 THEN 'yes' ELSE 'no' END AS "with your name"
        FROM day_rating WHERE guild_id = ?1 AND user_id = ?2 ORDER BY edition""",
    "connections": """
        SELECT organisation, offers, needs, themes, made_at AS made, changed_at AS "last changed"
        FROM connect_card WHERE guild_id = ?1 AND user_id = ?2""",
    # What the other says is theirs to tell.
    "introductions": """
        SELECT CASE WHEN low_id = ?2 THEN low_says ELSE high_says END AS "you said",
               CASE WHEN low_id = ?2 THEN low_why ELSE high_why END AS "why you asked",
               CASE WHEN thread = 'made' THEN 'yes' ELSE 'no' END AS introduced,
               changed_at AS "last changed"
        FROM introduction WHERE guild_id = ?1 AND (low_id = ?2 OR high_id = ?2) ORDER BY id""",
    "recordings": """
        SELECT s.title AS session, r.asked_at AS asked,
               CASE r.told WHEN 1 THEN 'yes' ELSE 'no' END AS "you were told"
        FROM recording_request AS r
        JOIN session AS s ON s.guild_id = r.guild_id AND s.slug = r.session
        WHERE r.guild_id = ?1 AND r.user_id = ?2 ORDER BY s.position""",
    "progress": """
        SELECT printf('P-%04d', p.number) AS pledge, r.at AS said, r.answer, r.words, r.link,
               r.help AS "help needed",
               CASE r.taken_back WHEN 1 THEN 'yes' ELSE 'no' END AS "taken back"
        FROM report AS r JOIN pledge AS p ON p.id = r.pledge_id
        WHERE p.guild_id = ?1 AND p.maker_id = ?2 ORDER BY r.number""",
    "check-ins": """
        SELECT printf('P-%04d', p.number) AS pledge, c.due_at AS "was due", c.state,
               c.asked_at AS "you were asked"
        FROM check_in AS c JOIN pledge AS p ON p.id = c.pledge_id
        WHERE p.guild_id = ?1 AND p.maker_id = ?2 ORDER BY c.id""",
    "offers": """
        SELECT printf('P-%04d', p.number) AS pledge, o.offered_at AS offered,
               CASE o.state WHEN 'yes' THEN 'put in touch' WHEN 'taken_back' THEN 'taken back'
                            ELSE 'offered' END AS state
        FROM offer AS o JOIN pledge AS p ON p.id = o.pledge_id
        WHERE o.guild_id = ?1 AND o.helper_id = ?2 ORDER BY o.id""",
    "stories": """
        SELECT printf('P-%04d', p.number) AS pledge, s.consent AS "may be told", s.consent_at AS at
        FROM story AS s JOIN pledge AS p ON p.id = s.pledge_id
        WHERE p.guild_id = ?1 AND p.maker_id = ?2
        UNION ALL
        SELECT printf('P-%04d', p.number), 'you heard of it', t.at
        FROM story_told AS t JOIN pledge AS p ON p.id = t.pledge_id
        WHERE t.guild_id = ?1 AND t.user_id = ?2
        ORDER BY 1""",
    "reminders": """
        SELECT 'no reminders' AS choice, at FROM reminder_off
        WHERE guild_id = ?1 AND user_id = ?2""",
    "programme": """
        SELECT change_id AS "changes seen up to" FROM programme_seen
        WHERE guild_id = ?1 AND user_id = ?2""",
    "drafts": """
        SELECT form, fields AS words, created_at AS kept FROM draft
        WHERE guild_id = ?1 AND user_id = ?2 ORDER BY id""",
    "messages": """
        SELECT created_at AS written, subject, text AS words, state AS "how it was sent"
        FROM letter WHERE guild_id = ?1 AND user_id = ?2
        UNION ALL
        SELECT n.created_at, printf('pledge P-%04d', p.number), n.reason, n.state
        FROM notice AS n JOIN pledge AS p ON p.id = n.pledge_id
        WHERE n.guild_id = ?1 AND n.user_id = ?2
        ORDER BY 1""",
    # Who did it, and who reported, is not theirs to read.
    "moderation": """
        SELECT a.asked_at AS "at", a.kind AS what, a.state, a.until, ifnull(s.title, '') AS room,
               a.undo AS "taken back", a.appeal,
               (SELECT words FROM moderation_words AS w
                WHERE w.act_id = a.id AND w.what = 'reason') AS why,
               (SELECT words FROM moderation_words AS w
                WHERE w.act_id = a.id AND w.what = 'message') AS "your message",
               (SELECT words FROM moderation_words AS w
                WHERE w.act_id = a.id AND w.what = 'appeal') AS "your appeal"
        FROM moderation_act AS a
        LEFT JOIN session AS s ON s.guild_id = a.guild_id AND s.slug = a.slug
        WHERE a.guild_id = ?1 AND a.target_id = ?2
        UNION ALL
        SELECT r.reported_at, 'reported', r.state, NULL, ifnull(s.title, ''), '', '', NULL,
               (SELECT words FROM moderation_words AS w
                WHERE w.report_id = r.id AND w.what = 'message'), NULL
        FROM moderation_report AS r
        LEFT JOIN session AS s ON s.guild_id = r.guild_id AND s.slug = r.slug
        WHERE r.guild_id = ?1 AND r.target_id = ?2
        UNION ALL
        SELECT seen_at, 'looked at by a moderator', '', NULL, '', '', '', NULL, words, NULL
        FROM moderation_sight WHERE guild_id = ?1 AND author_id = ?2
        UNION ALL
        SELECT DISTINCT NULL, 'kept out until the room is over', '', NULL, ifnull(s.title, ''), '',
               '', NULL, NULL, NULL
        FROM room_lock AS l LEFT JOIN session AS s ON s.guild_id = l.guild_id AND s.slug = l.slug
        WHERE l.guild_id = ?1 AND l.user_id = ?2
        ORDER BY 1""",
    "reports": """
        SELECT r.reported_at AS reported, r.state,
               (SELECT words FROM moderation_words AS w
                WHERE w.report_id = r.id AND w.what = 'report' AND w.said_by = ?2) AS words
        FROM moderation_report AS r
        WHERE r.guild_id = ?1 AND r.reporter_id = ?2 ORDER BY r.id""",
    "attendance": """
        SELECT s.title AS session, p.joined_at AS came, ifnull(p.left_at, 'still there') AS "left"
        FROM presence AS p JOIN session AS s ON s.guild_id = p.guild_id AND s.slug = p.session
        WHERE p.guild_id = ?1 AND p.user_id = ?2 ORDER BY p.joined_at, p.id""",
    "calls": """
        SELECT c.called_at AS called, ifnull(s.title, '') AS room, c.small_group AS "small group",
               (SELECT group_concat(w.words, char(10)) FROM help_call_words AS w
                WHERE w.call_id = c.id) AS words,
               c.state, c.taken_at AS "somebody came", c.done_at AS ended
        FROM help_call AS c LEFT JOIN session AS s
            ON s.guild_id = c.guild_id AND s.slug = c.session
        WHERE c.guild_id = ?1 AND c.caller_id = ?2 ORDER BY c.id""",
    "acts": """
        SELECT l.at, printf('Q-%d', q.number) AS about, l.event AS what
        FROM question_log AS l JOIN question AS q ON q.id = l.question_id
        WHERE l.guild_id = ?1 AND l.moderator_id = ?2
        UNION ALL
        SELECT l.at, printf('Q-%d', q.number), 'handed to you'
        FROM question_log AS l JOIN question AS q ON q.id = l.question_id
        WHERE l.guild_id = ?1 AND l.to_id = ?2
        UNION ALL
        SELECT q.asked_at, printf('Q-%d', q.number), 'yours to answer' FROM question AS q
        WHERE q.guild_id = ?1 AND q.owner_id = ?2
        UNION ALL
        SELECT l.at, printf('note %d', o.number), l.event
        FROM output_log AS l JOIN output AS o ON o.id = l.output_id
        WHERE l.guild_id = ?1 AND l.moderator_id = ?2
        UNION ALL SELECT kept_at, 'a message', 'kept as an output' FROM quote
        WHERE guild_id = ?1 AND keeper_id = ?2
        UNION ALL SELECT at, 'a raised hand', event FROM hand_log
        WHERE guild_id = ?1 AND actor_id = ?2 AND event NOT IN ('raised', 'lowered')
        UNION ALL SELECT raised_at, 'a raised hand', 'called' FROM hand
        WHERE guild_id = ?1 AND called_by = ?2
        UNION ALL SELECT at, slug, event FROM room_log WHERE guild_id = ?1 AND actor_id = ?2
        UNION ALL SELECT at, 'moderation', event FROM moderation_log
        WHERE guild_id = ?1 AND actor_id = ?2
        UNION ALL SELECT seen_at, 'a message', 'looked at' FROM moderation_sight
        WHERE guild_id = ?1 AND seen_by = ?2
        UNION ALL SELECT since, slug, 'leads this room' FROM room_facilitator
        WHERE guild_id = ?1 AND user_id = ?2
        UNION ALL SELECT at, session, 'confirmed the summary' FROM room_summary
        WHERE guild_id = ?1 AND confirmed_by = ?2
        UNION ALL SELECT taken_at, 'a call for help', 'taken' FROM help_call
        WHERE guild_id = ?1 AND taken_by = ?2
        UNION ALL SELECT done_at, 'a call for help', 'ended' FROM help_call
        WHERE guild_id = ?1 AND done_by = ?2
        UNION ALL SELECT opened_at, 'the summit', 'opened' FROM running
        WHERE guild_id = ?1 AND opened_by = ?2
        UNION ALL SELECT closed_at, 'the summit', 'closed' FROM running
        WHERE guild_id = ?1 AND closed_by = ?2
        UNION ALL SELECT at, ifnull(slug, 'the programme'), what FROM programme_act
        WHERE guild_id = ?1 AND actor_id = ?2
        UNION ALL SELECT ifnull(sent_at, written_at), audience, 'announced: ' || words
        FROM announcement WHERE guild_id = ?1 AND author_id = ?2
        UNION ALL SELECT next_at, slug, 'started the pledges of the moment' FROM pledging
        WHERE guild_id = ?1 AND started_by = ?2
        UNION ALL SELECT answered_at, session, 'answered about the recording' FROM recording
        WHERE guild_id = ?1 AND organiser_id = ?2
        UNION ALL SELECT at, 'everybody', 'had introductions suggested' FROM connect_round
        WHERE guild_id = ?1 AND organiser_id = ?2
        UNION ALL SELECT at, 'how long personal data is kept', event FROM retention_log
        WHERE guild_id = ?1 AND actor_id = ?2
        UNION ALL SELECT given_at, subject, 'looks after it' FROM owner
        WHERE guild_id = ?1 AND user_id = ?2
        UNION ALL SELECT given_at, subject, 'gave it to somebody to look after' FROM owner
        WHERE guild_id = ?1 AND given_by = ?2
        UNION ALL SELECT at, subject, 'noted: ' || words FROM owner_note
        WHERE guild_id = ?1 AND author_id = ?2
        UNION ALL SELECT opened_at, 'a task', 'took it' FROM task
        WHERE guild_id = ?1 AND taken_by = ?2
        UNION ALL SELECT done_at, 'a task', 'finished it' FROM task
        WHERE guild_id = ?1 AND done_by = ?2
        UNION ALL SELECT posted_at, 'a story', 'had it posted' FROM story
        WHERE guild_id = ?1 AND wanted_by = ?2
        ORDER BY 1""",
    "still to do": """
        SELECT what FROM erasure_step WHERE guild_id = ?1 AND user_id = ?2 ORDER BY id""",
}


async def read(store: Store, *, guild_id: int, user_id: int, now: datetime) -> MyData:
    """All of it, in the order in which people read it; parts of which there is nothing are out."""
    parts: list[Part] = []
    for name in PARTS:
        rows = await store.read(QUERIES[name], guild_id, user_id) if name in QUERIES else []
        if rows:
            parts.append(Part(name, tuple(dict(row) for row in rows)))
    return MyData(guild_id, user_id, now, tuple(parts))
