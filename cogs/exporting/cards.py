"""What an organiser is told with the files."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.export_files import ExportResult
from bot.export_record import workbook_name
from bot.ui import Menu, Option, Press, Reply
from bot.wording import day
from exports.catalogue import TABLES
from exports.columns import Profile, tables_of
from exports.metadata import MANIFEST_NAME

# As many options as Discord takes in one menu, and in one list below a command.
MOST_CHOICES = 25

_FOR = {
    Profile.INTERNAL: (
        "**For organisers only.** These files hold names, contacts and hidden pledges:"
        " keep them where only organisers can read them."
    ),
    Profile.PUBLIC: (
        "**For the public.** Only what everybody may read, and only names whose owners agreed."
        " Read it before you publish it: people may have named somebody in their own words."
    ),
}
EMPTY = "Every table is empty: there is nothing in the record yet."
_REPORT_FOR = {
    Profile.INTERNAL: (
        "**The report for organisers.** It tells who looks after what, what is stuck and what"
        " people wrote: keep it where only organisers can read it."
    ),
    Profile.PUBLIC: (
        "**The report for the public.** Only names whose owners agreed stand with pledges. Read it"
        " before you publish it: people may have named somebody in their own words, and the notes"
        " of sessions are in it."
    ),
}


_OTHER_REPORT = {
    Profile.INTERNAL: ("Report for the public", Profile.PUBLIC),
    Profile.PUBLIC: ("Report for organisers", Profile.INTERNAL),
}


def report(profile: Profile, pledges: int, shown: date, summits: Sequence[date]) -> Reply:
    """``pledges``: how many the report is about. ``summits``: the days that it could be of."""
    many = "1 pledge" if pledges == 1 else f"{pledges:,} pledges"
    label, other = _OTHER_REPORT[profile]
    route = f"export.report:{other.value}"
    rows: tuple[tuple[Press | Menu, ...], ...]
    if len(summits) > 1:
        about = f"the summit of {day(shown)}, with {many}"
        rows = ((Press(label, f"{route}:{shown}"),), (_summits(profile, shown, summits),))
    else:
        about = many
        rows = ((Press(label, route),),)
    return Reply(
        f"{_REPORT_FOR[profile]}\nIt is one page about {about}. Save the file and open it in any"
        " browser; print it from there to make a PDF.",
        rows,
    )


def _summits(profile: Profile, shown: date, summits: Sequence[date]) -> Menu:
    """No option stands as chosen: then Discord would not tell of a press on it."""
    return Menu(
        f"export.report:{profile.value}",
        f"This is of {day(shown)}. Choose another summit",
        tuple(Option(str(one), day(one)) for one in summits[:MOST_CHOICES]),
    )


def handed_over(result: ExportResult, profile: Profile, with_workbook: bool) -> Reply:
    """``with_workbook``: it comes by itself too, and not only inside the ZIP."""
    lines = [_FOR[profile]]
    book = f"`{workbook_name(profile)}` opens in Excel and LibreOffice."
    if with_workbook:
        lines.append(f"{book} The ZIP holds it too, and every table as files for programs;")
    else:
        lines.append(f"Open the ZIP first. In it, {book} Beside it is every table for programs;")
    lines[-1] += f" `{MANIFEST_NAME}` lists them."
    rows = {file.name: file.rows for file in result.files}
    filled = [
        f"{table.title.lower()} {number:,}"
        for table in tables_of(TABLES, profile)
        if (number := rows.get(f"{table.stem}.csv"))
    ]
    lines.append(f"Rows: {', '.join(filled)}. Every other table is empty." if filled else EMPTY)
    return Reply("\n".join(lines))
