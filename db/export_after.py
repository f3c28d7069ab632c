"""What an export reads of attendance, of following up, and of moderation. For organisers alone."""

from __future__ import annotations

from db.export_query import ID, NAME, YES_NO, Query

_TITLE = "LEFT JOIN session AS s ON s.guild_id = {0}.guild_id AND s.slug = {0}.session"
_PLEDGE = "JOIN pledge AS p ON p.id = {0}.pledge_id AND p.guild_id = {0}.guild_id"
_REFERENCE = "printf('P-%04d', p.number) AS reference"

# --------------------------------------------------------------------- sessions

# As db/attendance.py reads it: who leads a room is not in it; whoever is still there was there
# until the room was last looked into; time that is there twice counts once.
_LEFT = """ifnull(p.left_at, max(p.joined_at, ifnull((SELECT v.at FROM presence_seen AS v
           WHERE v.guild_id = p.guild_id AND v.session = p.session), p.joined_at)))"""
ATTENDANCE = Query(
    f"""
WITH span AS (
    SELECT p.id, p.guild_id, p.session, p.head, p.user_id, p.joined_at, {_LEFT} AS left_at
    FROM presence AS p
    WHERE p.guild_id = :guild
      AND (p.user_id IS NULL OR p.user_id NOT IN (SELECT f.user_id FROM room_facilitator AS f
           WHERE f.guild_id = p.guild_id AND f.slug = p.session))
), new AS (
    SELECT *, max(0, unixepoch(left_at) - max(unixepoch(joined_at), ifnull(max(unixepoch(left_at))
        OVER (PARTITION BY session, head ORDER BY joined_at, left_at, id
              ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0))) AS seconds
    FROM span
)
SELECT n.session AS session,
       coalesce(max(s.title), '') AS session_title,
       CASE WHEN max(a.user_id) IS NULL THEN '' ELSE CAST(max(a.user_id) AS TEXT) END AS user_id,
       coalesce(max(a.name), '') AS name,
       coalesce(max(a.kind), '') AS kind,
       coalesce(max(a.organisation), '') AS organisation,
       min(n.joined_at) AS joined_at,
       max(n.left_at) AS left_at,
       sum(n.seconds) / 60 AS minutes
FROM new AS n
{_TITLE.format("n")}
{NAME.format("user_id", "n")}
GROUP BY n.session, n.head
ORDER BY n.session, n.head"""
)

ROOM_SUMMARIES = Query(
    f"""
SELECT r.session AS session,
       coalesce(s.title, '') AS session_title,
       r.version AS version,
       r.heads AS heads,
       r.words AS summary,
       coalesce((SELECT group_concat(one, char(10)) FROM (
           SELECT o.organisation AS one FROM room_summary_organisation AS o
           WHERE o.summary_id = r.id ORDER BY o.number)), '') AS organisations,
       {ID.format("r.confirmed_by")} AS confirmed_by_id,
       coalesce(a.name, '') AS confirmed_by_name,
       r.at AS at
FROM room_summary AS r
{_TITLE.format("r")}
{NAME.format("confirmed_by", "r")}
WHERE r.guild_id = :guild
ORDER BY r.session, r.version"""
)

# --------------------------------------------------------------------- following up

# As domain/follow_up.py: freshness.
_FRESHNESS = """CASE WHEN p.delivery IN ('fulfilled', 'not_possible', 'superseded', 'withdrawn')
            OR f.waiting_since IS NULL THEN 'current'
            WHEN f.waiting_since > :answered_by THEN 'due'
            WHEN f.reported_at IS NULL THEN 'no reply' ELSE 'overdue' END"""
FOLLOW_UP = Query(
    f"""
SELECT {_REFERENCE},
       substr(f.edition, 1, 4) || '-' || substr(f.edition, 5, 2) || '-' || substr(f.edition, 7, 2)
           AS summit_date,
       p.delivery AS delivery,
       {_FRESHNESS} AS freshness,
       f.reported_at AS reported_at,
       coalesce((SELECT r.answer FROM report AS r WHERE r.pledge_id = p.id AND r.taken_back = 0
                 ORDER BY r.number DESC LIMIT 1), '') AS last_answer,
       f.waiting_since AS waiting_since,
       f.due_at AS due_at,
       {YES_NO.format("f.stuck")} AS stuck,
       (SELECT count(*) FROM report AS r WHERE r.pledge_id = p.id AND r.taken_back = 0) AS reports,
       (SELECT count(*) FROM offer AS o WHERE o.pledge_id = p.id AND o.state <> 'taken_back')
           AS offers,
       CASE WHEN EXISTS (SELECT 1 FROM task AS t WHERE t.pledge_id = p.id AND t.state = 'open')
            THEN 'yes' ELSE 'no' END AS open_task,
       coalesce((SELECT y.consent FROM story AS y WHERE y.pledge_id = p.id), '') AS story_consent,
       (SELECT y.posted_at FROM story AS y WHERE y.pledge_id = p.id) AS story_posted_at
FROM follow_up AS f
{_PLEDGE.format("f")}
WHERE f.guild_id = :guild
ORDER BY f.number""",
    count="SELECT count(*) FROM follow_up WHERE guild_id = :guild",
)

REPORTS = Query(
    f"""
SELECT {_REFERENCE},
       r.number AS entry,
       r.at AS at,
       r.answer AS answer,
       r.words AS words,
       r.link AS link,
       r.help AS help,
       {YES_NO.format("r.taken_back")} AS taken_back
FROM report AS r
{_PLEDGE.format("r")}
WHERE r.guild_id = :guild
ORDER BY r.number"""
)

CHECK_INS = Query(
    f"""
SELECT {_REFERENCE},
       c.due_at AS due_at,
       c.state AS state,
       c.asked_at AS asked_at,
       CASE WHEN c.answered IS NULL THEN 'no' ELSE 'yes' END AS answered
FROM check_in AS c
{_PLEDGE.format("c")}
WHERE c.guild_id = :guild
ORDER BY c.id"""
)

_SUBJECT = """o.subject AS about,
       CASE o.subject
           WHEN 'pledge' THEN coalesce((SELECT printf('P-%04d', p.number) FROM pledge AS p
                WHERE p.id = o.subject_id AND p.guild_id = o.guild_id), '')
           ELSE coalesce((SELECT 'N-' || n.number FROM output AS n
                WHERE n.id = o.subject_id AND n.guild_id = o.guild_id), '') END AS reference"""

OWNERS = Query(
    f"""
SELECT {_SUBJECT},
       {ID.format("o.user_id")} AS owner_id,
       CASE WHEN o.name <> '' THEN o.name ELSE coalesce(a.name, '') END AS owner_name,
       {ID.format("o.given_by")} AS given_by_id,
       o.given_at AS given_at,
       o.next_step AS next_step,
       o.next_on AS next_on
FROM owner AS o
{NAME.format("user_id", "o")}
WHERE o.guild_id = :guild
ORDER BY o.subject DESC, o.subject_id"""
)

OWNER_NOTES = Query(
    f"""
SELECT {_SUBJECT},
       o.id AS entry,
       o.at AS at,
       {ID.format("o.author_id")} AS author_id,
       coalesce(a.name, '') AS author_name,
       o.words AS words
FROM owner_note AS o
{NAME.format("author_id", "o")}
WHERE o.guild_id = :guild
ORDER BY o.id"""
)

TASKS = Query(
    f"""
SELECT {_REFERENCE},
       t.id AS entry,
       t.kind AS kind,
       t.words AS words,
       t.state AS state,
       {ID.format("t.taken_by")} AS taken_by_id,
       {ID.format("t.done_by")} AS done_by_id,
       t.said AS said,
       t.opened_at AS opened_at,
       t.done_at AS done_at
FROM task AS t
{_PLEDGE.format("t")}
WHERE t.guild_id = :guild
ORDER BY t.id"""
)

OFFERS = Query(
    f"""
SELECT {_REFERENCE},
       CAST(o.helper_id AS TEXT) AS helper_id,
       coalesce(a.name, '') AS helper_name,
       o.state AS state,
       o.offered_at AS offered_at,
       o.asked_at AS asked_at,
       o.answered_at AS answered_at
FROM offer AS o
{_PLEDGE.format("o")}
{NAME.format("helper_id", "o")}
WHERE o.guild_id = :guild
ORDER BY o.id"""
)
