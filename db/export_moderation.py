"""The moderation log, as every file of it is made. For organisers alone."""

from __future__ import annotations

from db.export_query import Query

# Who reported is not in it. Slow mode and the chat stand in the log of rooms.
MODERATION_LOG = Query("""
SELECT printf('m%08d', l.id) AS entry, l.at AS at, l.event AS event,
       ifnull((SELECT s.title FROM session AS s
               WHERE s.guild_id = l.guild_id AND s.slug = coalesce(a.slug, r.slug, l.session)),
              l.session) AS room,
       CAST(l.channel_id AS TEXT) AS channel_id,
       CASE l.actor_id WHEN 0 THEN '' ELSE CAST(l.actor_id AS TEXT) END AS actor_id,
       ifnull(who.name, '') AS actor_name,
       CASE l.target_id WHEN 0 THEN '' ELSE CAST(l.target_id AS TEXT) END AS person_id,
       ifnull(whom.name, '') AS person_name,
       CASE WHEN l.event LIKE '%: appealed' THEN ifnull((SELECT w.words FROM moderation_words AS w
                    WHERE w.act_id = l.act_id AND w.what = 'appeal'), '')
            ELSE ifnull((SELECT w.words FROM moderation_words AS w
                    WHERE (w.act_id = l.act_id AND w.what = 'reason')
                       OR (w.report_id = l.report_id AND w.what = 'report')), '') END AS reason,
       ifnull((SELECT w.words FROM moderation_words AS w
               WHERE w.what = 'message'
                 AND (w.act_id = l.act_id OR w.report_id = l.report_id)), '') AS message,
       l.detail AS detail, ifnull(CAST(l.act_id AS TEXT), '') AS act,
       ifnull(CAST(l.report_id AS TEXT), '') AS report
FROM moderation_log AS l
LEFT JOIN moderation_act AS a ON a.id = l.act_id
LEFT JOIN moderation_report AS r ON r.id = l.report_id
LEFT JOIN attendee AS who ON who.guild_id = l.guild_id AND who.user_id = l.actor_id
LEFT JOIN attendee AS whom ON whom.guild_id = l.guild_id AND whom.user_id = l.target_id
WHERE l.guild_id = :guild
UNION ALL
SELECT printf('r%08d', l.id), l.at, 'room: ' || l.event, s.title,
       ifnull(CAST(s.text_channel_id AS TEXT), ''),
       CASE l.actor_id WHEN 0 THEN '' ELSE CAST(l.actor_id AS TEXT) END, ifnull(who.name, ''),
       '', '', '', '', '', '', ''
FROM room_log AS l
JOIN session AS s ON s.guild_id = l.guild_id AND s.slug = l.slug
LEFT JOIN attendee AS who ON who.guild_id = l.guild_id AND who.user_id = l.actor_id
WHERE l.guild_id = :guild AND l.event IN ('closed the chat', 'opened the chat', 'slow mode')
ORDER BY 2, 1""")
