"""Services outside: what is registered, what they were asked, whether they are up."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from web.admin.blueprint import blueprint
from web.form_problems import problems_of
from web.i18n import locale_tag
from web.request_values import revision
from web.viewers import current_viewer
from web.work import begin, current_platform
from workflows.ground.errors import Invalid
from workflows.outside import operations, queries, stand_ins
from workflows.outside.operations import Typed
from workflows.outside.values import ServiceView

CALL_STATES: dict[str, tuple[Any, str]] = {
    "asking": (_l("Being asked"), "secondary"),
    "down": (_l("Waits: not reached"), "warning"),
    "waiting": (_l("Waits for the answer"), "info"),
    "answered": (_l("Answer is here"), "info"),
    "done": (_l("Answered"), "success"),
    "refused": (_l("Refused by the service"), "danger"),
    "failed": (_l("Ended with an incident"), "danger"),
}
_EXAMPLE = {"type": "object", "properties": {"code": {"type": "string"}}, "required": ["code"]}


@blueprint.get("/services")
def services() -> str:
    """List the registered services."""
    with begin() as work:
        return render_template(
            "admin/services.html",
            services=queries.services(work, current_viewer(work)),
            locale=locale_tag(),
            now=work.now,
        )


@blueprint.get("/services/new")
def new_service() -> Response:
    """Show the form for a new service."""
    return _service(None, {}, {})


@blueprint.get("/services/<name>")
def service(name: str) -> Response:
    """Show one service to change, with what it was asked last."""
    return _service(name, {}, {})


@blueprint.post("/services/new")
@blueprint.post("/services/<name>")
def save_service(name: str | None = None) -> Response:
    """Register or change a service."""
    typed = {field: request.form.get(field, "") for field in ("name", *asdict(Typed()))}
    asked = (name or typed["name"]).strip()
    drawn_with = None if name is None else revision() or 0
    said = Typed(**{field: text for field, text in typed.items() if field != "name"})
    try:
        with begin() as work:
            settings = current_platform().settings
            operations.save(work, current_viewer(work), settings, asked, said, revision=drawn_with)
    except Invalid as refusal:
        return _service(name, typed, problems_of(refusal))
    flash(_("The service is saved."), "success")
    return make_response(redirect(url_for("admin.service", name=asked)))


@blueprint.post("/services/<name>/active")
def set_service_active(name: str) -> Response:
    """Take a service out of use, or bring it back."""
    active = request.form.get("active") == "yes"
    with begin() as work:
        operations.set_active(work, current_viewer(work), name, active=active)
    flash(_("The service is in use again.") if active else _("The service is out of use."), "success")
    return make_response(redirect(url_for("admin.service", name=name)))


def _service(name: str | None, typed: Mapping[str, str], problems: Mapping[str, list[str]]) -> Response:
    with begin() as work:
        asking = current_viewer(work)
        shown = None if name is None else queries.service(work, asking, name)
        page = render_template(
            "admin/service.html",
            shown=shown,
            said={**_said(shown), **{field: text for field, text in typed.items() if field != "secret"}},
            calls=[] if shown is None else queries.latest_calls(work, asking, shown.name),
            calls_shown=queries.CALLS_SHOWN,
            call_states=CALL_STATES,
            problems=problems,
            locale=locale_tag(),
            now=work.now,
        )
    return make_response(page, 422 if problems else 200)


def _said(shown: ServiceView | None) -> dict[str, Any]:
    """Return what stands in the fields before anybody types."""
    if shown is None:
        schema = json.dumps(_EXAMPLE, indent=2)
        return {**asdict(Typed()), "name": "", "request_schema": schema, "answer_schema": schema}
    return {
        "name": shown.name,
        "title_zh": shown.title_zh,
        "title_en": shown.title_en,
        "address": shown.address,
        "time_limit_seconds": shown.time_limit_seconds,
        "patience_hours": shown.patience_hours,
        "request_schema": json.dumps(shown.request_schema, ensure_ascii=False, indent=2),
        "answer_schema": json.dumps(shown.answer_schema, ensure_ascii=False, indent=2),
        "stand_in": stand_ins.shown(shown.stand_in),
    }
