"""What an organiser is told with the files."""

from __future__ import annotations

from bot.export_files import ExportResult
from bot.ui import Reply
from exports.columns import Profile

_FOR = {
    Profile.INTERNAL: (
        "**For organisers only.** These files hold names, contacts and hidden pledges:"
        " keep them where only organisers can read them."
    ),
    Profile.PUBLIC: (
        "**For the public.** Only pledges on the wall, and only names whose owners agreed."
    ),
}


def handed_over(result: ExportResult, profile: Profile, *, zipped: bool) -> Reply:
    lines = [_FOR[profile]]
    lines += [f"{file.name}: {file.rows:,} rows" for file in result.files]
    if zipped:
        lines.append("The files are compressed, because they are large.")
    return Reply("\n".join(lines))
