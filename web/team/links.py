"""Personal links of mails, sent again."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response, flash, make_response, redirect, url_for
from flask_babel import gettext as _

from web.i18n import locale_tag
from web.viewers import current_viewer, own_with
from web.work import begin
from workflows.ground.errors import InvalidState
from workflows.ground.work import Work
from workflows.people.viewer import Viewer

Resend = Callable[[Work, Viewer, str, str], None]


def send_again(menu: str, resend: Resend, entry_id: str) -> Response:
    """Have the link of an entry sent again, say so, and lead back to the list of `menu`."""
    try:
        with begin() as work:
            resend(work, current_viewer(work), own_with(work, menu).id, entry_id)
        flash(_("A new link is on its way; the one before no longer works."), "success")
    except InvalidState as refusal:
        flash(refusal.message(locale_tag()), "warning")
    return make_response(redirect(url_for(f"team.{menu}")))
