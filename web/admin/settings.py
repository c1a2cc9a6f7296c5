"""Settings that are changed while the platform runs."""

from __future__ import annotations

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from web.admin.blueprint import blueprint
from web.form_problems import problems_of
from web.i18n import locale_tag
from web.request_values import typed_whole
from web.viewers import current_viewer
from web.work import begin
from workflows.administration.installation import change_settings
from workflows.ground.errors import Invalid
from workflows.ground.settings_store.definitions import SETTINGS, Setting, Value
from workflows.ground.settings_store.queries import all_values

PARTS = (
    (
        _l("Platform"),
        ("platform_name_zh", "platform_name_en", "service_phone", "service_email", "portal_banner"),
    ),
    (
        _l("Accounts and sign-in"),
        (
            "registration_open",
            "second_factor_required",
            "session_idle_minutes",
            "session_max_hours",
            "reset_link_minutes",
            "former_passwords",
        ),
    ),
)


def _parts() -> list[tuple[str, list[Setting]]]:
    """Return every setting in its part of the page; what no part names comes last."""
    named = {key for _title, keys in PARTS for key in keys}
    parts = [(str(title), [SETTINGS[key] for key in keys if key in SETTINGS]) for title, keys in PARTS]
    return [
        *parts,
        (str(_("Operation")), [setting for key, setting in SETTINGS.items() if key not in named]),
    ]


@blueprint.get("/settings")
def settings() -> str:
    """Show every setting with its value in force."""
    with begin() as work:
        return render_template(
            "admin/settings.html", parts=_parts(), values=all_values(work), problems={}, locale=locale_tag()
        )


@blueprint.post("/settings")
def change_all_settings() -> Response:
    """Change what differs; if one value cannot be, none is changed and the typed values stay."""
    typed: dict[str, Value] = {key: _typed(setting) for key, setting in SETTINGS.items()}
    try:
        with begin() as work:
            changed = change_settings(work, current_viewer(work), typed)
    except Invalid as refusal:
        page = render_template(
            "admin/settings.html",
            parts=_parts(),
            values=typed,
            problems=problems_of(refusal),
            locale=locale_tag(),
        )
        return make_response(page, 422)
    flash(ngettext("%(num)s setting changed.", "%(num)s settings changed.", changed), "success")
    return make_response(redirect(url_for("admin.settings")))


def _typed(setting: Setting) -> Value:
    text = request.form.get(setting.key, "").strip()
    if setting.kind == "switch":
        return text == "on"
    number = typed_whole(text) if setting.kind == "number" else None
    return text if number is None else number  # what is no number is refused by its definition, text kept
