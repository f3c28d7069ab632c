"""Reading an export's files back, with other programs than wrote them."""

from __future__ import annotations

import csv
import html
import io
import json
import re
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.workbook import Workbook

from exports.catalogue import TABLES
from exports.columns import Profile, tables_of


def files_of(profile: Profile) -> set[str]:
    """The names of all the files that an export for this profile has."""
    ends = (".csv", "-excel.csv", ".jsonl")
    tables = {f"{table.stem}{end}" for table in tables_of(TABLES, profile) for end in ends}
    others = {"programme.ics", "csv-metadata.json", "manifest.json"}
    return tables | others | {f"record-{profile.value}.xlsx"}


def read_csv(path: Path) -> list[dict[str, str]]:
    data = path.read_bytes().removeprefix(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(data.decode("utf-8"), newline=""), strict=True))


def read_json(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_bytes().split(b"\n")[:-1]]


def workbook(path: Path) -> Workbook:
    return openpyxl.load_workbook(path)


def unmarked(value: object) -> object:
    """A cell as Excel shows it: what XML cannot hold stands in the file as _x000D_."""
    if not isinstance(value, str):
        return value
    return re.sub("_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found[1], 16)), value)


def rows_of(path: Path, sheet: str) -> list[dict[Any, Any]]:
    """The rows of a sheet, as Excel shows them; an empty cell is None."""
    header, *rows = workbook(path)[sheet].iter_rows(values_only=True)
    return [dict(zip(header, map(unmarked, row), strict=True)) for row in rows]


def everything_in(path: Path) -> dict[str, str]:
    """All that a file says, by its name; of a ZIP or a workbook, by its parts."""
    return _everything(path.name, path.read_bytes())


def _everything(name: str, data: bytes) -> dict[str, str]:
    if not zipfile.is_zipfile(io.BytesIO(data)):
        text = data.decode("utf-8-sig")
        # As it stands, with its lines unfolded (calendar), and with its escapes undone (JSON, XML).
        forms = [text, text.replace("\r\n ", ""), html.unescape(text)]
        if name.endswith((".json", ".jsonl")):
            forms.append(text.encode().decode("unicode_escape", "replace"))
        return {name: "\n".join(forms)}
    found: dict[str, str] = {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for part in archive.namelist():
            inner = _everything(part, archive.read(part))
            found |= {f"{name}: {key}": value for key, value in inner.items()}
    return found
