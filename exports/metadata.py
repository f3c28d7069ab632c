"""What is said about an export's files for programs: CSV on the Web, and the manifest.

https://www.w3.org/TR/tabular-metadata/ says how programs find ``csv-metadata.json`` beside a CSV
file, and with it each column's type and meaning.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

import orjson

from exports.catalogue import SCHEMA_VERSION
from exports.columns import Column, Holds, Profile, Table
from exports.cover import About
from exports.tables import ExportedFile

METADATA_NAME = "csv-metadata.json"
MANIFEST_NAME = "manifest.json"

_TYPES: dict[Holds, Any] = {
    Holds.TEXT: "string",
    Holds.WORD: "string",
    Holds.ID: "string",
    Holds.NUMBER: "integer",
    Holds.YES_NO: {"base": "boolean", "format": "yes|no"},
    Holds.DATE: {"base": "date", "format": "yyyy-MM-dd"},
    Holds.TIME: {"base": "dateTime", "format": "yyyy-MM-ddTHH:mm:ssX"},
}


def csv_metadata(tables: Iterable[Table], profile: Profile, about: About) -> bytes:
    """The metadata of all the plain CSV files of one export."""
    told = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "dc:title": about.title,
        "dc:publisher": about.organiser,
        "dc:modified": {"@value": _moment(about.made_at), "@type": "xsd:dateTime"},
        "dialect": {"encoding": "utf-8", "delimiter": ",", "header": True, "quoteChar": '"'},
        "tables": [
            {
                "url": f"{table.stem}.csv",
                "dc:title": table.title,
                "dc:description": table.says,
                "tableSchema": {"columns": [_column(one) for one in table.columns_of(profile)]},
            }
            for table in tables
        ],
    }
    return orjson.dumps(told, option=orjson.OPT_INDENT_2) + b"\n"


def _column(column: Column) -> dict[str, Any]:
    datatype = _TYPES[column.holds]
    if column.words:
        datatype = {"base": "string", "format": "|".join(column.words)}
    return {
        "name": column.name,
        "titles": column.name,
        "dc:description": column.says,
        "datatype": datatype,
    }


def manifest(files: Sequence[ExportedFile], profile: Profile, about: About) -> bytes:
    """What the export is, and each of its files with its rows, its size and its SHA-256."""
    told = {
        "format": "summit-export",
        "schema_version": SCHEMA_VERSION,
        "profile": profile.value,
        "rehearsal": about.rehearsal,
        "summit": about.summit,
        "organiser": about.organiser,
        "summit_date": about.date or None,
        "made_at": _moment(about.made_at),
        "files": [
            {"name": file.name, "rows": file.rows, "bytes": file.size, "sha256": file.sha256}
            for file in files
        ],
    }
    return orjson.dumps(told, option=orjson.OPT_INDENT_2) + b"\n"


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
