"""What an export reads of following up, as queries for :func:`db.export_query.rows`.

Everything here is internal: nobody agreed that it be public. What may be told stands in stories.
"""

from __future__ import annotations

from db.export_query import ID, NAME, YES_NO, Query

CHECK_INS = Query(
    """
SELECT printf('P-%04d', p.number) AS reference,
       c.due_at AS due_at,
       c.state AS state,
       c.asked_at AS asked_at,
       CASE c.state WHEN 'asked' THEN ifnull(l.state, '') ELSE '' END AS sent_by,
       r.at AS answered_at,
       ifnull(r.answer, '') AS answer
FROM check_in AS c
CROSS JOIN pledge AS p ON p.id = c.pledge_id
LEFT JOIN letter AS l ON l.id = c.letter_id
LEFT JOIN report AS r ON r.number = c.answered
WHERE c.guild_id = :guild
ORDER BY c.id"""
)
"""What was asked and when, how it was sent (waiting, dm, thread, not_reached), and the answer."""

REPORTS = Query(
    f"""
SELECT printf('P-%04d', p.number) AS reference,
       r.number AS entry,
       r.at AS at,
       r.answer AS answer,
       r.words AS words,
       r.link AS link,
       r.help AS help,
       {YES_NO.format("r.taken_back")} AS taken_back
FROM report AS r
CROSS JOIN pledge AS p ON p.id = r.pledge_id
WHERE r.guild_id = :guild
ORDER BY r.number"""
)
"""What makers said, in their own words."""

OWNERS = Query(
    f"""
SELECT CASE o.subject WHEN 'pledge' THEN printf('P-%04d', p.number)
                      ELSE printf('N-%d', n.number) END AS reference,
       CASE WHEN o.user_id IS NULL THEN o.name ELSE ifnull(a.name, '') END AS owner,
       {ID.format("o.user_id")} AS owner_id,
       o.given_at AS given_at,
       o.next_step AS next_step,
       o.next_on AS next_on
FROM owner AS o
LEFT JOIN pledge AS p ON o.subject = 'pledge' AND p.id = o.subject_id
LEFT JOIN output AS n ON o.subject = 'output' AND n.id = o.subject_id
{NAME.format("user_id", "o")}
WHERE o.guild_id = :guild
ORDER BY o.subject DESC, ifnull(p.number, n.number)"""
)
"""Who looks after a pledge or a workshop's note, and what is next."""

NOTES = Query(
    f"""
SELECT CASE o.subject WHEN 'pledge' THEN printf('P-%04d', p.number)
                      ELSE printf('N-%d', n.number) END AS reference,
       o.at AS at,
       ifnull(a.name, '') AS author,
       {ID.format("o.author_id")} AS author_id,
       o.words AS words
FROM owner_note AS o
LEFT JOIN pledge AS p ON o.subject = 'pledge' AND p.id = o.subject_id
LEFT JOIN output AS n ON o.subject = 'output' AND n.id = o.subject_id
{NAME.format("author_id", "o")}
WHERE o.guild_id = :guild
ORDER BY o.id"""
)
"""Internal notes on pledges and workshops' notes."""

TASKS = Query(
    f"""
SELECT printf('P-%04d', p.number) AS reference,
       t.kind AS kind,
       t.words AS words,
       t.state AS state,
       ifnull(a.name, '') AS taken_by,
       {ID.format("t.taken_by")} AS taken_by_id,
       t.opened_at AS opened_at,
       t.done_at AS done_at,
       t.said AS said
FROM task AS t
CROSS JOIN pledge AS p ON p.id = t.pledge_id
{NAME.format("taken_by", "t")}
WHERE t.guild_id = :guild
ORDER BY t.id"""
)
"""What organisers had to see to."""

OFFERS = Query(
    f"""
SELECT printf('P-%04d', p.number) AS reference,
       {ID.format("o.helper_id")} AS helper_id,
       o.state AS state,
       o.offered_at AS offered_at,
       o.asked_at AS asked_at,
       o.answered_at AS answered_at
FROM offer AS o
CROSS JOIN pledge AS p ON p.id = o.pledge_id
WHERE o.guild_id = :guild
ORDER BY o.id"""
)
"""Offers of help, and whether the maker wanted to be put in touch."""

STORIES = Query(
    """
SELECT printf('P-%04d', p.number) AS reference,
       s.consent AS consent,
       s.consent_at AS consent_at,
       CASE s.state WHEN 'posted' THEN 'yes' ELSE 'no' END AS posted,
       s.posted_at AS posted_at
FROM story AS s
CROSS JOIN pledge AS p ON p.id = s.pledge_id
WHERE s.guild_id = :guild
ORDER BY p.number"""
)
"""What makers agreed to, and which stories stand."""

QUERIES = {
    "check-ins": CHECK_INS,
    "reports": REPORTS,
    "owners": OWNERS,
    "owner-notes": NOTES,
    "tasks": TASKS,
    "offers": OFFERS,
    "stories": STORIES,
}
"""By the table's name, as its files may have it."""
