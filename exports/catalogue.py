"""Every table of an export, in the order in which they are written and stand in the workbook."""

from __future__ import annotations

from exports.catalogue_after import (
    ATTENDANCE,
    CHECK_INS,
    FOLLOW_UP,
    OFFERS,
    OWNER_NOTES,
    OWNERS,
    REPORTS,
    ROOM_SUMMARIES,
    TASKS,
)
from exports.catalogue_day import (
    CHOICES,
    CONNECTIONS,
    FEEDBACK,
    OUTPUT_LOG,
    OUTPUTS,
    PROGRAMME,
    QUESTION_LOG,
    QUESTIONS,
    RECORDINGS,
    REMARKS,
    ROOM_LOG,
)
from exports.catalogue_pledges import PLEDGE_LOG, PLEDGES, SUPPORTERS
from exports.catalogue_telling import ANNOUNCEMENTS, PROGRAMME_CHANGES
from exports.moderation import MODERATION_LOG

TABLES = (
    PLEDGES,
    PLEDGE_LOG,
    SUPPORTERS,
    FOLLOW_UP,
    REPORTS,
    CHECK_INS,
    OWNERS,
    OWNER_NOTES,
    TASKS,
    OFFERS,
    OUTPUTS,
    OUTPUT_LOG,
    QUESTIONS,
    QUESTION_LOG,
    FEEDBACK,
    REMARKS,
    CONNECTIONS,
    RECORDINGS,
    ATTENDANCE,
    ROOM_SUMMARIES,
    ROOM_LOG,
    MODERATION_LOG,
    PROGRAMME,
    CHOICES,
    ANNOUNCEMENTS,
    PROGRAMME_CHANGES,
)

SCHEMA_VERSION = 3
"""Grows with every change of the columns. 1: pledges and their log alone; 2: nothing of what was
announced and of changes of the programme."""
