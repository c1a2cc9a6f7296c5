"""The scenarios of a draft: have them played, and see what came of each and what none of them reached."""

from __future__ import annotations

from flask import Response, make_response, redirect, render_template, request, url_for

from web.actor_names import actor_names
from web.form_problems import Problems, problems_of
from web.i18n import locale_tag
from web.statuses import status_of
from web.studio.blueprint import blueprint
from web.viewers import current_viewer
from web.work import begin, current_platform
from workflows.ground.errors import Invalid
from workflows.package_data.file_names import SCENARIOS
from workflows.packages import delivered_scenarios
from workflows.scenarios.words import STEPS
from workflows.studio import drafts, queries, scenario_runs


@blueprint.get("/drafts/<draft_id>/scenarios")
def scenarios(draft_id: str) -> str:
    """Show what came of the scenarios; a script asks for the part that changes while they are played."""
    return _page(draft_id, {})


def _page(draft_id: str, problems: Problems) -> str:
    with begin() as work:
        viewer = current_viewer(work)
        detail = queries.draft(work, viewer, draft_id)
        run = scenario_runs.latest(work, viewer, draft_id, current_platform().settings.data_dir)
        return render_template(
            "studio/scenario_state.html" if "part" in request.args else "studio/scenarios.html",
            draft=detail.draft,
            file=SCENARIOS,
            has_file=SCENARIOS in detail.sizes,
            has_delivered=SCENARIOS not in detail.sizes
            and bool(delivered_scenarios(detail.draft.process_id)),
            diagrams=[name for name in detail.sizes if name.endswith(".bpmn")],
            run=run,
            steps={kind: one.about[locale_tag() == "en"] for kind, one in STEPS.items()},
            actors=actor_names(work, {run.started_by} if run is not None else set()),
            problems=problems,
            locale=locale_tag(),
        )


@blueprint.post("/drafts/<draft_id>/scenarios")
def play_scenarios(draft_id: str) -> Response:
    """Have the scenarios played."""
    try:
        with begin() as work:
            scenario_runs.start(work, current_viewer(work), draft_id)
    except Invalid as refusal:
        return make_response(_page(draft_id, problems_of(refusal)), status_of(refusal))
    return make_response(redirect(url_for("studio.scenarios", draft_id=draft_id), 303))


@blueprint.post("/drafts/<draft_id>/scenarios/delivered")
def take_delivered_scenarios(draft_id: str) -> Response:
    """Take the scenarios that the platform brings for this process into the draft."""
    with begin() as work:
        viewer = current_viewer(work)
        detail = queries.draft(work, viewer, draft_id)
        content = delivered_scenarios(detail.draft.process_id)
        if content and SCENARIOS not in detail.sizes:
            drafts.save_file(work, viewer, draft_id, SCENARIOS, content, revision=detail.draft.revision)
    return make_response(redirect(url_for("studio.scenarios", draft_id=draft_id), 303))
