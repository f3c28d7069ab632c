"""The report as one page: no script, no picture, no font, no address that is asked for anything.

Every word goes through Jinja's escaping. The one exception is the page's own style sheet, whose
only value is spelled in hexadecimal digits, and which is the only one that the page lets in.
"""

from __future__ import annotations

import base64
import hashlib
import re
from datetime import UTC
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from domain.attendance import FEWEST
from domain.summit_report import Material
from exports.columns import Profile
from exports.report import ahead, figures, promises
from exports.report.sessions import sessions

# What an HTML file cannot hold, and marks that a browser would leave out.
_NOT_TEXT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


def file_name(material: Material, guild_id: int, profile: Profile) -> str:
    """``summit-report-<guild>-<profile>-<UTC time>.html``; nothing of it is what people typed."""
    made = material.read_at.astimezone(UTC)
    return f"summit-report-{guild_id}-{profile.value}-{made:%Y%m%dT%H%M%SZ}.html"


def page(material: Material, profile: Profile) -> bytes:
    """The whole page. The same material makes the same bytes.

    A page for the public is never made of what was read for organisers: raises ValueError.
    """
    public = profile is Profile.PUBLIC
    if public != (material.inside is None):
        raise ValueError(f"read for other readers than {profile.value}")
    about = material.about
    name = about.name or "Summit"
    style = _environment().get_template("report.css").render(running=_in_css(f"{name}: report"))
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    text = (
        _environment()
        .get_template("report.html")
        .render(
            about=about,
            ahead=ahead.next_steps(material),
            attendance=figures.attendance(material, public=public),
            day=figures.day(about.day) if about.day else "",
            deleted=" ".join(figures.deleted(material)),
            digest=digest,
            ended=promises.ended(material),
            few=FEWEST,
            headline=figures.headline(material, public=public),
            inside=figures.inside(material),
            made=figures.local(material.read_at, about.time_zone),
            makers=promises.makers(material),
            material=material,
            months=ahead.months(material),
            name=name,
            people=figures.people(material, public=public),
            progress=promises.progress(material),
            public=public,
            replies=promises.replies(material),
            sessions=sessions(material, public=public),
            stuck=figures.stuck(material),
            style=Markup(style),  # noqa: S704  our own file, and hexadecimal digits
            themes=promises.themes(material),
        )
    )
    return text.encode()


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("exports.report", "templates"),
        autoescape=True,
        auto_reload=False,
        finalize=_text,
        keep_trailing_newline=True,
        lstrip_blocks=True,
        trim_blocks=True,
        undefined=StrictUndefined,
    )


def _text(value: object) -> object:
    """What a page cannot hold is shown as the sign for what cannot be shown."""
    if isinstance(value, Markup) or not isinstance(value, str):
        return value
    return _NOT_TEXT.sub("�", value.replace("\r\n", "\n").replace("\r", "\n"))


def _in_css(text: str) -> str:
    """A text for a style sheet's string: each character by its number, so that none ends it."""
    return "".join(f"\\{ord(one):06x}" for one in str(_text(text)))
