"""Lines of a room's history as HTML: what all of two hundred pages show alike is drawn once."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from flask import current_app
from flask_babel import gettext as _
from markupsafe import Markup

from web.demands.labels import TENDER_LINES
from web.filters import now
from web.i18n import locale_tag
from workflows.business.demands.tender_values import TenderLine
from workflows.ground.clock import SHANGHAI

MOST_KEPT = 4_000


def room_line(line: TenderLine, *, own: bool) -> Markup:
    """Return a line for the reader of the request; `own`: it is what the reader's side did."""
    return _drawn(line, own, locale_tag(), now().astimezone(SHANGHAI).date())


@lru_cache(MOST_KEPT)
def _drawn(line: TenderLine, own: bool, _locale: str, _today: date) -> Markup:
    what, picture = TENDER_LINES[line.kind]
    macros = current_app.jinja_env.get_template("macros/page.html").module
    item = macros.timeline_item  # type: ignore[attr-defined]
    by, tone = line.organisation_name or _("Platform"), "primary" if own else "secondary"
    drawn: Markup = item(what, line.at, by, line.text, tone, picture)
    return drawn
