"""What an export reads of questions and notes, with what was done with them.

Without a name, its author's name and id are not even read: people were told that it stands without.
"""

from __future__ import annotations

from db.export_query import ID, NAME, YES_NO, Query

_TITLE = "LEFT JOIN session AS s ON s.guild_id = {0}.guild_id AND s.slug = {0}.session"
_PUBLIC_QUESTION = "q.state IN ('shown', 'asked live', 'answered in writing')"

# --------------------------------------------------------------------- questions

QUESTIONS = Query(
    f"""
SELECT 'Q-' || q.number AS reference,
       q.session AS session,
       coalesce(s.title, '') AS session_title,
       q.words AS question,
       q.state AS state,
       q.votes AS votes,
       q.answer AS answer,
       q.asked_at AS asked_at,
       {YES_NO.format("q.pinned")} AS pinned,
       {YES_NO.format("q.named")} AS named,
       CASE q.named WHEN 1 THEN CAST(q.asker_id AS TEXT) ELSE '' END AS asker_id,
       CASE q.named WHEN 1 THEN coalesce(a.name, '') ELSE '' END AS asker_name,
       q.hidden_reason AS hidden_reason,
       {ID.format("q.owner_id")} AS owner_id,
       coalesce(o.name, '') AS owner_name
FROM question AS q
{_TITLE.format("q")}
{NAME.format("asker_id", "q")}
LEFT JOIN attendee AS o ON o.guild_id = q.guild_id AND o.user_id = q.owner_id
WHERE q.guild_id = :guild
ORDER BY q.number""",
    f"""
SELECT 'Q-' || q.number AS reference,
       q.session AS session,
       coalesce(s.title, '') AS session_title,
       q.words AS question,
       q.state AS state,
       q.votes AS votes,
       q.answer AS answer,
       q.asked_at AS asked_at
FROM question AS q
{_TITLE.format("q")}
WHERE q.guild_id = :guild AND {_PUBLIC_QUESTION}
ORDER BY q.number""",
)

QUESTION_LOG = Query(
    f"""
SELECT 'Q-' || q.number AS reference,
       l.id AS entry,
       l.at AS at,
       l.event AS event,
       {ID.format("l.moderator_id")} AS moderator_id,
       coalesce(a.name, '') AS moderator_name,
       {ID.format("l.to_id")} AS to_id,
       coalesce(t.name, '') AS to_name
FROM question_log AS l
JOIN question AS q ON q.id = l.question_id AND q.guild_id = l.guild_id
{NAME.format("moderator_id", "l")}
LEFT JOIN attendee AS t ON t.guild_id = l.guild_id AND t.user_id = l.to_id
WHERE l.guild_id = :guild
ORDER BY l.id"""
)

# --------------------------------------------------------------------- notes

_THEMES = """
WITH theme (slug, title) AS MATERIALIZED (
    SELECT json_extract(entry.value, '$.slug'), max(json_extract(entry.value, '$.title'))
    FROM summit, json_each(summit.plan, '$.pledges.themes') AS entry
    WHERE summit.guild_id = :guild GROUP BY 1
)"""

# People are told that a note's words may be published, never with whose they are.
OUTPUTS = Query(
    f"""{_THEMES}
SELECT 'N-' || o.number AS reference,
       o.session AS session,
       coalesce(s.title, '') AS session_title,
       o.kind AS kind,
       o.words AS note,
       o.theme AS theme,
       coalesce(t.title, o.theme) AS theme_title,
       o.state AS state,
       o.hidden_reason AS hidden_reason,
       {YES_NO.format("o.named")} AS named,
       CASE o.named WHEN 1 THEN CAST(o.author_id AS TEXT) ELSE '' END AS author_id,
       CASE o.named WHEN 1 THEN coalesce(a.name, '') ELSE '' END AS author_name,
       o.version AS version,
       coalesce('N-' || (SELECT m.number FROM output AS m WHERE m.id = o.merged_into), '')
           AS merged_into,
       coalesce((SELECT group_concat(r, ' ') FROM (
           SELECT printf('P-%04d', p.number) AS r FROM output_pledge AS l
           JOIN pledge AS p ON p.id = l.pledge_id
           WHERE l.output_id = o.id ORDER BY p.number)), '') AS pledges,
       o.noted_at AS noted_at,
       o.owner AS owner
FROM output AS o
{_TITLE.format("o")}
{NAME.format("author_id", "o")}
LEFT JOIN theme AS t ON t.slug = o.theme
WHERE o.guild_id = :guild
ORDER BY o.number""",
    f"""{_THEMES}
SELECT 'N-' || o.number AS reference,
       o.session AS session,
       coalesce(s.title, '') AS session_title,
       o.kind AS kind,
       o.words AS note,
       o.theme AS theme,
       coalesce(t.title, o.theme) AS theme_title,
       o.noted_at AS noted_at
FROM output AS o
{_TITLE.format("o")}
LEFT JOIN theme AS t ON t.slug = o.theme
WHERE o.guild_id = :guild AND o.state = 'shown' AND o.merged_into IS NULL
ORDER BY o.number""",
)

OUTPUT_LOG = Query(
    f"""
SELECT 'N-' || o.number AS reference,
       l.id AS entry,
       l.at AS at,
       l.event AS event,
       CASE WHEN l.moderator_id IS NULL THEN 'author' ELSE 'moderator' END AS actor,
       {ID.format("l.moderator_id")} AS moderator_id,
       coalesce(a.name, '') AS moderator_name,
       l.earlier_kind AS earlier_kind,
       l.earlier_words AS earlier_words,
       l.detail AS detail
FROM output_log AS l
JOIN output AS o ON o.id = l.output_id AND o.guild_id = l.guild_id
{NAME.format("moderator_id", "l")}
WHERE l.guild_id = :guild
ORDER BY l.id"""
)
