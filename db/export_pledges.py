"""What an export reads of pledges: themselves, their log, and who stands by them."""

from __future__ import annotations

from db.export_query import Query
from domain.attendees import UNNAMED
from domain.pledges import Event

# What the log tells everybody. A list of what may be told, so that an event added later stays
# inside until somebody decides. Organisers' own acts stay inside: where pledges are checked after
# they are shown, "shown" says that a pledge had been hidden.
PUBLIC_EVENTS = (
    Event.MADE,
    Event.EDITED,
    Event.DETAILED,
    Event.SUPPORTED,
    Event.SUPPORT_TAKEN_BACK,
)

# A maker whose row is gone counts as not having agreed.
_UNNAMED = "CASE p.kind {} ELSE 'An attendee' END".format(
    " ".join(f"WHEN '{kind.value}' THEN '{title}'" for kind, title in UNNAMED.items())
)
_MADE_BY = f"""CASE WHEN a.publish_name IS NOT 1 THEN {_UNNAMED}
         WHEN p.as_organisation AND p.organisation <> '' THEN p.organisation
         WHEN a.name <> '' THEN a.name
         ELSE {_UNNAMED} END"""

_PLEDGES_FROM = """
FROM pledge AS p
LEFT JOIN attendee AS a ON a.guild_id = p.guild_id AND a.user_id = p.maker_id
LEFT JOIN theme AS t ON t.slug = p.theme
WHERE p.guild_id = :guild"""

_THEMES = """
WITH theme (slug, title) AS MATERIALIZED (
    SELECT json_extract(entry.value, '$.slug'), max(json_extract(entry.value, '$.title'))
    FROM summit, json_each(summit.plan, '$.pledges.themes') AS entry
    WHERE summit.guild_id = :guild GROUP BY 1
)"""

_INTERNAL_PLEDGES = f"""{_THEMES}
SELECT printf('P-%04d', p.number) AS reference,
       {_MADE_BY} AS made_by,
       coalesce(a.name, '') AS maker_name,
       CAST(p.maker_id AS TEXT) AS maker_id,
       CASE WHEN a.publish_name IS 1 THEN 'yes' ELSE 'no' END AS publish_name,
       p.kind AS kind,
       CASE p.as_organisation WHEN 1 THEN 'yes' ELSE 'no' END AS as_organisation,
       p.organisation AS organisation,
       p.theme AS theme,
       coalesce(t.title, p.theme) AS theme_title,
       p.action AS action,
       p.first_step AS first_step,
       p.who_benefits AS who_benefits,
       p.measure AS measure,
       p.due AS due,
       p.help_needed AS help_needed,
       p.backup_contact AS backup_contact,
       p.moderation AS moderation,
       p.hidden_reason AS hidden_reason,
       CASE p.checked WHEN 1 THEN 'yes' ELSE 'no' END AS checked,
       p.delivery AS delivery,
       p.version AS version,
       p.too_count AS too_count,
       p.help_count AS help_count,
       p.made_at AS made_at,
       p.edited_at AS edited_at
{_PLEDGES_FROM}
ORDER BY p.number"""

PUBLIC = "p.moderation = 'shown' AND p.delivery <> 'withdrawn'"

_PUBLIC_PLEDGES = f"""{_THEMES}
SELECT printf('P-%04d', p.number) AS reference,
       {_MADE_BY} AS made_by,
       p.kind AS kind,
       CASE p.as_organisation WHEN 1 THEN 'yes' ELSE 'no' END AS as_organisation,
       CASE WHEN a.publish_name IS 1 AND p.as_organisation THEN p.organisation ELSE '' END
           AS organisation,
       p.theme AS theme,
       coalesce(t.title, p.theme) AS theme_title,
       p.action AS action,
       p.first_step AS first_step,
       p.who_benefits AS who_benefits,
       p.measure AS measure,
       p.due AS due,
       p.help_needed AS help_needed,
       p.delivery AS delivery,
       p.version AS version,
       p.too_count AS too_count,
       p.help_count AS help_count,
       p.made_at AS made_at,
       p.edited_at AS edited_at
{_PLEDGES_FROM} AND {PUBLIC}
ORDER BY p.number"""

PLEDGES = Query(
    _INTERNAL_PLEDGES,
    _PUBLIC_PLEDGES,
    "SELECT count(*) FROM pledge AS p WHERE p.guild_id = :guild",
    f"SELECT count(*) FROM pledge AS p WHERE p.guild_id = :guild AND {PUBLIC}",
)
"""The guild's pledges by number; of them, everybody may read what stands on the wall."""

# -------------------------------------------------------------------- the pledge log

_INTERNAL_LOG = """
SELECT printf('P-%04d', l.number) AS reference,
       l.id AS entry,
       l.at AS at,
       l.event AS event,
       l.version AS version,
       l.actor AS actor,
       CASE l.actor_id WHEN 0 THEN '' ELSE CAST(l.actor_id AS TEXT) END AS actor_id,
       coalesce(a.name, '') AS actor_name,
       l.action AS action,
       l.note AS note
FROM pledge_log AS l
LEFT JOIN attendee AS a ON a.guild_id = l.guild_id AND a.user_id = l.actor_id
WHERE l.guild_id = :guild
ORDER BY l.id"""

# CROSS JOIN: the log is walked in its order and each row looks its pledge up, so nothing is sorted.
_PUBLIC_LOG_FROM = f"""
FROM pledge_log AS l
CROSS JOIN pledge AS p ON p.id = l.pledge_id AND p.guild_id = l.guild_id
WHERE l.guild_id = :guild
  AND l.event IN ({", ".join(f"'{event.value}'" for event in PUBLIC_EVENTS)})
  AND {PUBLIC}"""

_PUBLIC_LOG = f"""
SELECT printf('P-%04d', l.number) AS reference,
       l.at AS at,
       l.event AS event,
       l.version AS version
{_PUBLIC_LOG_FROM}
ORDER BY l.id"""

PLEDGE_LOG = Query(
    _INTERNAL_LOG,
    _PUBLIC_LOG,
    "SELECT count(*) FROM pledge_log WHERE guild_id = :guild",
    f"SELECT count(*) {_PUBLIC_LOG_FROM}",
)
"""The guild's pledge log, oldest first.

Of it, everybody may read that a public pledge was made, changed or supported, and when: never a
wording (an earlier one may be why a pledge was hidden) and never who.
"""

# --------------------------------------------------------------------- supporters

SUPPORTERS = Query(
    """
SELECT printf('P-%04d', p.number) AS reference,
       s.support AS support,
       CAST(s.user_id AS TEXT) AS supporter_id,
       coalesce(a.name, '') AS supporter_name,
       coalesce(a.kind, '') AS kind,
       coalesce(a.organisation, '') AS organisation,
       CASE WHEN a.publish_name IS 1 THEN 'yes' ELSE 'no' END AS publish_name,
       s.at AS at
FROM pledge AS p
CROSS JOIN supporter AS s ON s.pledge_id = p.id AND s.guild_id = p.guild_id
LEFT JOIN attendee AS a ON a.guild_id = s.guild_id AND a.user_id = s.user_id
WHERE p.guild_id = :guild
ORDER BY p.number, s.user_id, s.support""",
    count="SELECT count(*) FROM supporter WHERE guild_id = :guild",
)
"""Who stands by which pledge. How many do is public, who they are is not."""
