"""Programmes made elsewhere, read so that nobody types them twice into a plan."""

from domain.programmes.programme_csv import read_csv
from domain.programmes.schedule_json import read_schedule
from domain.programmes.sessions import Drawn, sessions_of
from domain.programmes.talks import NotAProgramme, Programme, Talk

__all__ = [
    "Drawn",
    "NotAProgramme",
    "Programme",
    "Talk",
    "read_csv",
    "read_schedule",
    "sessions_of",
]
