"""What an export reads of the day: its programme, and what people chose, thought and asked for.

What people were told of who sees what holds here too (domain/my_data.py): of ratings there are
counts and not who gave them, of recordings how many asked and not who, of introductions how many
there were.
"""

from __future__ import annotations

from db.export_query import ID, NAME, YES_NO, Query

# With fewer ratings, organisers see only how many there are (domain/feedback.py: FEWEST).
FEWEST = 3

_TITLE = "LEFT JOIN session AS s ON s.guild_id = {0}.guild_id AND s.slug = {0}.{1}"
# The day of a session's summit: in its name where it was put away, else the plan's.
_DATE = """CASE WHEN instr({0}, '@') THEN substr({0}, instr({0}, '@') + 1) ELSE
           (SELECT json_extract(plan, '$.summit.date') FROM summit WHERE guild_id = :guild) END"""
# A summit's edition is its date without dashes.
_EDITION = "substr({0}, 1, 4) || '-' || substr({0}, 5, 2) || '-' || substr({0}, 7, 2)"

# --------------------------------------------------------------------- the programme

_PLANNED = """
WITH planned (slug, theme, brief, link, illustrative, speakers) AS MATERIALIZED (
    SELECT json_extract(one.value, '$.slug'),
           coalesce(json_extract(one.value, '$.theme'), ''),
           coalesce(json_extract(one.value, '$.brief'), ''),
           coalesce(json_extract(one.value, '$.link'), ''),
           coalesce(json_extract(one.value, '$.times_are_illustrative'), 0),
           coalesce((SELECT group_concat(
               json_extract(who.value, '$.name')
               || CASE coalesce(json_extract(who.value, '$.role'), '') WHEN '' THEN ''
                  ELSE ', ' || json_extract(who.value, '$.role') END, char(10))
               FROM json_each(one.value, '$.speakers') AS who), '')
    FROM summit, json_each(summit.plan, '$.sessions') AS one
    WHERE summit.guild_id = :guild
)"""
_SESSION = f"""
SELECT s.slug AS session,
       {_DATE.format("s.slug")} AS summit_date,
       s.title AS title,
       s.kind AS kind,
       s.starts_at AS starts_at,
       s.ends_at AS ends_at,
       coalesce(s.slot, '') AS slot,
       coalesce(p.theme, '') AS theme,
       coalesce(p.brief, '') AS brief,
       coalesce(p.speakers, '') AS speakers,
       {YES_NO.format("s.cancelled")} AS cancelled,
       {YES_NO.format("s.archived")} AS past,
       {YES_NO.format("p.illustrative")} AS times_are_illustrative"""
_SESSIONS_FROM = """
FROM session AS s
LEFT JOIN planned AS p ON p.slug = s.slug
WHERE s.guild_id = :guild
ORDER BY s.archived, s.starts_at, s.position"""

PROGRAMME = Query(
    f"""{_PLANNED}{_SESSION},
       s.capacity AS capacity,
       (SELECT count(*) FROM choice AS c WHERE c.guild_id = s.guild_id AND c.slug = s.slug
        AND c.state = 'place') AS places,
       (SELECT count(*) FROM choice AS c WHERE c.guild_id = s.guild_id AND c.slug = s.slug
        AND c.state = 'waiting') AS waiting,
       coalesce(p.link, '') AS link{_SESSIONS_FROM}""",
    f"{_PLANNED}{_SESSION}{_SESSIONS_FROM}",
)

CHOICES = Query(
    f"""
SELECT c.slug AS session,
       coalesce(s.title, '') AS session_title,
       CAST(c.user_id AS TEXT) AS user_id,
       coalesce(a.name, '') AS name,
       c.state AS state,
       c.chosen_at AS chosen_at
FROM choice AS c
{_TITLE.format("c", "slug")}
{NAME.format("user_id", "c")}
WHERE c.guild_id = :guild
ORDER BY c.slug, c.state, c.id"""
)

# --------------------------------------------------------------------- feedback

_GIVEN = ",\n       ".join(
    f"CASE WHEN count(*) >= {FEWEST} THEN sum(r.rating = {rating}) END AS {name}"
    for rating, name in enumerate(("poor", "not_so_good", "all_right", "good", "very_good"), 1)
)

FEEDBACK = Query(
    f"""
SELECT 'session' AS about,
       r.session AS session,
       coalesce(s.title, '') AS session_title,
       {_DATE.format("r.session")} AS summit_date,
       count(*) AS ratings,
       {_GIVEN}
FROM rating AS r
{_TITLE.format("r", "session")}
WHERE r.guild_id = :guild
GROUP BY r.session
UNION ALL
SELECT 'day', '', '', {_EDITION.format("r.edition")}, count(*), {_GIVEN}
FROM day_rating AS r
WHERE r.guild_id = :guild
GROUP BY r.edition"""
)

# Sentences without a name stay out while there are few ratings. They stand in the order of the
# alphabet, so that nothing says which of them one person wrote, or when.
_REMARK = """
SELECT '{what}' AS about, {session} AS session, {title} AS session_title,
       {date} AS summit_date, r.{column} AS remark,
       CASE r.named WHEN 1 THEN coalesce(a.name, '') ELSE '' END AS name
FROM {table} AS r
{join}
LEFT JOIN attendee AS a ON a.guild_id = r.guild_id AND a.user_id = r.user_id
WHERE r.guild_id = :guild AND r.{column} <> ''
  AND (r.named = 1 OR (SELECT count(*) FROM {table} AS o WHERE o.guild_id = r.guild_id
                       AND o.{of} = r.{of}) >= {fewest})"""


def _of_day(column: str) -> str:
    return _REMARK.format(
        what=column,
        session="''",
        title="''",
        date=_EDITION.format("r.edition"),
        column=column,
        table="day_rating",
        join="",
        of="edition",
        fewest=FEWEST,
    )


REMARKS = Query(
    _REMARK.format(
        what="session",
        session="r.session",
        title="coalesce(s.title, '')",
        date=_DATE.format("r.session"),
        column="words",
        table="rating",
        join=_TITLE.format("r", "session"),
        of="session",
        fewest=FEWEST,
    )
    + "\nUNION ALL"
    + _of_day("useful")
    + "\nUNION ALL"
    + _of_day("change")
    + "\nORDER BY about DESC, session, summit_date, remark, name"
)

# --------------------------------------------------------------------- meeting, recordings, rooms

_COUNTED = """
SELECT 'taking_part' AS what, count(*) AS count FROM connect_card WHERE guild_id = :guild
UNION ALL
SELECT 'introduced', count(*) FROM introduction
WHERE guild_id = :guild AND low_says = 'yes' AND high_says = 'yes'
UNION ALL
SELECT 'suggestion_rounds', count(*) FROM connect_round WHERE guild_id = :guild
UNION ALL
SELECT 'suggested', coalesce(sum(pairs), 0) FROM connect_round WHERE guild_id = :guild"""

CONNECTIONS = Query(_COUNTED, _COUNTED)

RECORDINGS = Query(
    """
SELECT s.slug AS session,
       s.title AS session_title,
       (SELECT count(*) FROM recording_request AS q
        WHERE q.guild_id = s.guild_id AND q.session = s.slug) AS asked,
       (SELECT count(*) FROM recording_request AS q
        WHERE q.guild_id = s.guild_id AND q.session = s.slug AND q.told = 0) AS waiting,
       coalesce(r.answer, '') AS answer,
       coalesce(r.link, '') AS link,
       coalesce(r.note, '') AS note,
       coalesce(r.reason, '') AS reason,
       r.answered_at AS answered_at
FROM session AS s
LEFT JOIN recording AS r ON r.guild_id = s.guild_id AND r.session = s.slug
WHERE s.guild_id = :guild
  AND (r.session IS NOT NULL OR EXISTS (SELECT 1 FROM recording_request AS q
       WHERE q.guild_id = s.guild_id AND q.session = s.slug))
ORDER BY s.archived, s.starts_at, s.position"""
)

ROOM_LOG = Query(
    f"""
SELECT l.slug AS session,
       coalesce(s.title, '') AS session_title,
       l.id AS entry,
       l.at AS at,
       l.event AS event,
       {ID.format("l.actor_id")} AS actor_id,
       coalesce(a.name, '') AS actor_name
FROM room_log AS l
{_TITLE.format("l", "slug")}
{NAME.format("actor_id", "l")}
WHERE l.guild_id = :guild
ORDER BY l.id"""
)
