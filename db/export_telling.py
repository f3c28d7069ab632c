"""What an export reads of what everybody was told: announcements, and changes of the programme."""

from __future__ import annotations

from db.export_query import ID, NAME, YES_NO, Query

# What was posted for everybody, also where it was deleted since; not what came to nothing.
ANNOUNCEMENTS = Query(
    f"""
SELECT n.sent_at AS sent_at,
       n.words AS words,
       n.audience AS audience,
       n.about AS about,
       {YES_NO.format("n.alert")} AS alert,
       n.people AS letters,
       {ID.format("n.author_id")} AS author_id,
       coalesce(a.name, '') AS author_name
FROM announcement AS n
{NAME.format("author_id", "n")}
WHERE n.guild_id = :guild AND n.state = 'sent'
ORDER BY n.sent_at, n.id""",
    """
SELECT n.sent_at AS sent_at,
       n.words AS words
FROM announcement AS n
WHERE n.guild_id = :guild AND n.state = 'sent' AND n.audience = 'everybody'
  AND EXISTS (SELECT 1 FROM said AS s WHERE s.guild_id = n.guild_id AND s.what = 'announcement'
              AND s.about = CAST(n.id AS TEXT) AND s.message_id IS NOT NULL)
ORDER BY n.sent_at, n.id""",
)

# Only the reason of the newest is kept, while the session is cancelled.
_REASON = """CASE WHEN c.what = 'cancelled' AND s.cancelled = 1 AND NOT EXISTS
            (SELECT 1 FROM programme_change AS n WHERE n.guild_id = c.guild_id
             AND n.slug = c.slug AND n.what = 'cancelled' AND n.id > c.id)
            THEN s.cancel_reason ELSE '' END"""
_CHANGE = """
SELECT c.at AS at,
       c.slug AS session,
       s.title AS session_title,
       c.what AS change,
       replace(c.was, '+00:00', 'Z') AS was,
       replace(c.is_now, '+00:00', 'Z') AS is_now"""
# Channels have ids of Discord, which no public file has.
_WITHOUT_IDS = (
    _CHANGE.replace("replace(c.was,", "replace(CASE c.what WHEN 'room' THEN '' ELSE c.was END,")
).replace("replace(c.is_now,", "replace(CASE c.what WHEN 'room' THEN '' ELSE c.is_now END,")
_FROM = """
FROM programme_change AS c
JOIN session AS s ON s.guild_id = c.guild_id AND s.slug = c.slug"""
# An act and its changes are kept in one transaction, with the same time.
_ACT = """
LEFT JOIN programme_act AS t ON t.id = (
    SELECT max(one.id) FROM programme_act AS one
    WHERE one.guild_id = c.guild_id AND one.at = c.at
      AND one.what = CASE c.what WHEN 'moved' THEN 'shift' WHEN 'cancelled' THEN 'cancel'
                     WHEN 'restored' THEN 'restore' WHEN 'room' THEN 'swap' END
      AND (one.what IN ('shift', 'swap') OR one.slug = c.slug))"""

PROGRAMME_CHANGES = Query(
    f"""{_CHANGE},
       {_REASON} AS reason,
       c.id AS entry,
       coalesce(t.what, '') AS by_hand,
       t.minutes AS minutes,
       {YES_NO.format("c.told")} AS told,
       {ID.format("t.actor_id")} AS actor_id,
       coalesce(a.name, '') AS actor_name{_FROM}{_ACT}
{NAME.format("actor_id", "t")}
WHERE c.guild_id = :guild
ORDER BY c.id""",
    f"""{_WITHOUT_IDS},
       {_REASON} AS reason{_FROM}
WHERE c.guild_id = :guild
ORDER BY c.id""",
)
