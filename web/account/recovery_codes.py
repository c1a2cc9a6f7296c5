"""Recovery codes: the page that shows them once, and the file that a person keeps them in.

The platform knows the codes by their hashes only. So the page sends them back to have them made a file, and
nothing but the sender's own, unused codes is made one.
"""

from __future__ import annotations

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from web.account.blueprint import blueprint
from web.filters import local_time
from web.limits import limiter
from web.site import platform_name
from web.viewers import insist_on_sign_in
from web.work import begin
from workflows.people.identity import second_factor

FIELD = "recovery_code"
FILE_NAME = "tongban-recovery-codes.txt"


def show_recovery_codes(codes: list[str]) -> Response:
    """Show new recovery codes, with the ways to keep them; they are never shown again."""
    with begin() as work:
        made_at = work.now
    page = render_template("account/recovery_codes.html", codes=codes, made_at=made_at, field=FIELD)
    return make_response(page)


@blueprint.post("/second-factor/recovery-codes/file")
@limiter.limit("20 per hour")
def save_recovery_codes() -> Response:
    """Give the codes that the page shows as a text file, to be saved; no cache keeps it."""
    insist_on_sign_in()
    codes = request.form.getlist(FIELD)
    with begin() as work:
        if not second_factor.are_unused(work, codes):
            flash(_("These recovery codes no longer work. Make new ones and save those."), "warning")
            return make_response(redirect(url_for("account.second_factor_page")))
        moment = local_time(work.now, "exact").striptags()
    # With a mark and line ends by which every editor of the last thirty years knows what it reads.
    response = Response(_text(codes, moment).encode("utf-8-sig"), content_type="text/plain; charset=utf-8")
    response.headers.set("Content-Disposition", "attachment", filename=FILE_NAME)
    response.headers["Cache-Control"] = "no-store"
    return response


def _text(codes: list[str], moment: str) -> str:
    lines = [
        _("%(platform)s: recovery codes", platform=platform_name()),
        _("Account: %(name)s", name=current_user.account.user_name),
        _("Saved: %(moment)s", moment=moment),
        "",
        *codes,
        "",
        _("Each code works once, in place of the code of your app, when you sign in."),
        _("Keep this file apart from your phone, and show it to nobody."),
        "",
    ]
    return "\r\n".join(lines)
