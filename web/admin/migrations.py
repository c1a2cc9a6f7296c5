"""Running cases taken to another version of their process: looked at first, then carried out, and undone."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from web.admin.blueprint import blueprint
from web.form_problems import in_words, problems_of
from web.i18n import locale_tag
from web.paging import place
from web.viewers import current_viewer
from web.work import begin
from workflows.administration import case_migrations, queries
from workflows.ground.errors import Invalid
from workflows.people.viewer_loader import viewer_of

STEP = "step:"
MOST_STEPS = 200


@blueprint.get("/processes/<definition_id>/migration")
def migration(definition_id: str) -> Response:
    """Show what taking the running cases of this version to another one would do."""
    return make_response(_page(definition_id, request.args.get("to", ""), _mapping(request.args), {}))


def _page(definition_id: str, target_id: str, mapping: dict[str, str], problems: dict[str, list[str]]) -> str:
    with begin() as work:
        viewer = current_viewer(work)
        deployed = queries.processes(work, viewer)
        source = next((one for one in deployed if one.definition_id == definition_id), None)
        others = [
            one
            for one in deployed
            if source is not None
            and one.process_id == source.process_id
            and one.definition_id != source.definition_id
        ]
        outlook = None
        if source is not None and target_id:
            outlook = case_migrations.look_ahead(
                work, viewer, definition_id, target_id, mapping, locale=locale_tag(), after=place()
            )
        names = work.repository.elements(definition_id) if source is not None else {}
        return render_template(
            "admin/migration.html",
            source=source,
            others=others,
            target_id=target_id,
            outlook=outlook,
            mapping=mapping,
            names=names,
            problems=problems,
            typed=dict(request.form),
            locale=locale_tag(),
        )


@blueprint.post("/processes/<definition_id>/migration")
def migrate(definition_id: str) -> Response:
    """Take the chosen cases there, each by itself, and say what became of them."""
    target_id, mapping = request.form.get("to", ""), _mapping(request.form)
    chosen = request.form.getlist("instance")
    if not target_id:
        return make_response(_page(definition_id, "", {}, {"to": [_("Choose a version.")]}), 422)
    try:
        with begin() as work:
            plan = case_migrations.plan_of(work, current_viewer(work), definition_id, target_id, mapping)
        outcomes = case_migrations.migrate(begin, viewer_of, plan, chosen, request.form.get("reason", ""))
    except Invalid as refusal:
        return make_response(_page(definition_id, target_id, mapping, problems_of(refusal)), 422)
    moved = [instance_id for instance_id, refusal in outcomes if refusal is None]
    if not outcomes:
        flash(_("Choose at least one case."), "warning")
    if moved:
        said = ngettext(
            "%(num)s case runs on the other version now.",
            "%(num)s cases run on the other version now.",
            len(moved),
        )
        flash(said, "success")
    for sentence in dict.fromkeys(in_words(refusal) for _one, refusal in outcomes if refusal is not None):
        flash(sentence, "danger")
    if not moved:
        return make_response(redirect(url_for("admin.migration", definition_id=definition_id, to=target_id)))
    # Going back is the same page the other way round: there the same cases stand, and the steps turned round.
    back: dict[str, Any] = {f"{STEP}{new}": old for old, new in plan.mapping.items() if old != new}
    return make_response(
        redirect(url_for("admin.migration", definition_id=target_id, to=definition_id, **back))
    )


def _mapping(values: object) -> dict[str, str]:
    items = values.items() if hasattr(values, "items") else ()
    chosen = [(str(key), str(value)) for key, value in items if str(key).startswith(STEP) and value]
    return {key.removeprefix(STEP): value for key, value in chosen[:MOST_STEPS]}
