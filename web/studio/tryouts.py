"""Trying a draft out: begun, looked at, moved in time, ended; its pages, as each of its people sees them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from textwrap import indent
from typing import Any

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _

from web.cases.labels import CASE_STATES
from web.form_problems import Problems, problems_of
from web.i18n import locale_tag
from web.incident_causes import cause
from web.request_values import revision, whole
from web.security import needs_our_origin, takes_signed_bytes
from web.statuses import status_of
from web.studio.blueprint import blueprint
from web.viewers import current_viewer
from web.work import begin, current_platform
from workflows.ground.errors import Conflict, Invalid, InvalidState
from workflows.package_data.file_names import SCENARIOS
from workflows.scenarios import ScenarioInvalid, read_scenarios
from workflows.scenarios.draft_player import MOST_CPU_SECONDS
from workflows.scenarios.tryout import PLAYED
from workflows.studio import drafts, queries, tryouts
from workflows.studio.new_process import DIAGRAM
from workflows.studio.tryouts import TryoutLine

MOST_BYTES = 20 * 1024 * 1024
"""A page of a try-out takes uploads as the platform does."""
MOST_DAYS = 60


@blueprint.get("/drafts/<draft_id>/tryout")
def before_tryout(draft_id: str) -> str:
    """Say what a try-out is, before it is begun."""
    return _before_page(draft_id, {})


def _before_page(draft_id: str, problems: Problems) -> str:
    with begin() as work:
        viewer = current_viewer(work)
        draft = queries.draft(work, viewer, draft_id).draft
        return render_template(
            "studio/before_tryout.html",
            under_way=tryouts.own_tryouts(viewer, current_platform().settings.data_dir),
            draft=draft,
            roles={role: names[locale_tag() == "en"] for role, names in PLAYED.items()},
            processor_minutes=MOST_CPU_SECONDS // 60,
            problems=problems,
            typed=request.form,
        )


@blueprint.post("/drafts/<draft_id>/tryout")
def begin_tryout(draft_id: str) -> Response:
    """Begin a try-out; once it is there, the start form as the role that was chosen is shown."""
    start = request.form.get("start", "")
    data_dir = current_platform().settings.data_dir
    try:
        with begin() as work:
            viewer = current_viewer(work)
            tryout_id = tryouts.begin_tryout(work, viewer, draft_id, data_dir, revision=revision())
    except (Conflict, Invalid, InvalidState) as refusal:
        return make_response(_before_page(draft_id, problems_of(refusal)), status_of(refusal))
    chosen = start if start in PLAYED else None
    return make_response(redirect(url_for("studio.tryout", tryout_id=tryout_id, start=chosen), 303))


def _line(tryout_id: str) -> TryoutLine:
    with begin() as work:
        return TryoutLine(current_viewer(work), tryout_id, current_platform().settings.data_dir)


@blueprint.get("/tryouts/<tryout_id>")
def tryout(tryout_id: str) -> Response:
    """Show how a try-out stands; a script asks for the part that changes, and gets 204 where it has not."""
    line = _line(tryout_id)
    if not line.is_ready:
        return make_response(_page(line, None, {}))
    state = line.ask({"do": "state"})
    if "part" not in request.args:
        return make_response(_page(line, state, {}))
    if request.args.get("seen") == _stamp(state):
        return Response(status=204)
    response = make_response(_page(line, state, {}))
    if (person := request.args.get("start", "")) in state["people"]:
        response.headers["HX-Redirect"] = _start_form(tryout_id, person, state["process_id"])
    return response


def _start_form(tryout_id: str, person: str, process_id: str) -> str:
    path = f"services/{process_id}"
    return url_for("studio.tryout_page", tryout_id=tryout_id, person=person, path=path)


def _stamp(state: Mapping[str, Any]) -> str:
    """Return what tells whether anything but the time has changed."""
    told = json.dumps({name: said for name, said in state.items() if name != "now"}, sort_keys=True)
    return sha256(told.encode()).hexdigest()[:16]


def _page(line: TryoutLine, state: dict[str, Any] | None, problems: Problems) -> str:
    with begin() as work:
        draft = queries.draft(work, current_viewer(work), line.draft_id).draft
        return render_template(
            "studio/tryout_state.html" if "part" in request.args else "studio/tryout.html",
            tryout_id=line.tryout_id,
            draft=draft,
            state=state,
            stamp="" if state is None else _stamp(state),
            start=request.args.get("start", ""),
            error=line.error,
            problems=problems,
            typed=request.form,
            roles={role: names[locale_tag() == "en"] for role, names in PLAYED.items()},
            moment=datetime.fromisoformat,
            states=CASE_STATES,
            cause=cause,
            locale=locale_tag(),
        )


def _to_state(tryout_id: str) -> Response:
    return make_response(redirect(url_for("studio.tryout", tryout_id=tryout_id), 303))


@blueprint.post("/tryouts/<tryout_id>/travel")
def travel(tryout_id: str) -> Response:
    """Let time pass in a try-out: to the next timer, or for some working days."""
    line = _line(tryout_id)
    asked: dict[str, Any] = {"do": "travel", "to": "timer"}
    if "days" in request.form:
        days = whole(request.form["days"], least=1, most=MOST_DAYS)
        if days is None:
            sentence = _("Expected a whole number from 1 to %(most)s.", most=MOST_DAYS)
            return make_response(_page(line, line.ask({"do": "state"}), {"days": [sentence]}), 422)
        asked = {"do": "travel", "to": "days", "days": days}
    line.ask(asked)
    return _to_state(tryout_id)


@blueprint.post("/tryouts/<tryout_id>/answer")
def answer_for_service(tryout_id: str) -> Response:
    """Answer for a service outside, or let it refuse; what breaks its contract is shown with why."""
    line = _line(tryout_id)
    job_id = request.form.get("job_id", "")
    if request.form.get("how") == "refuse":
        line.ask({"do": "refuse", "job_id": job_id})
        return _to_state(tryout_id)
    state = line.ask({"do": "answer", "job_id": job_id, "body": request.form.get("body", "")})
    if state["wrong"]:
        sentence = _("The service cannot answer that: %(why)s", why=state["wrong"])
        return make_response(_page(line, state, {f"body-{job_id}": [sentence]}), 422)
    return _to_state(tryout_id)


@blueprint.post("/tryouts/<tryout_id>/end")
def end_tryout(tryout_id: str) -> Response:
    """End a try-out and throw its database away."""
    line = _line(tryout_id)
    line.end()
    flash(_("The try-out has ended; nothing of it is kept."), "success")
    return make_response(redirect(url_for("studio.draft", draft_id=line.draft_id), 303))


@blueprint.post("/tryouts/<tryout_id>/keep")
def keep_as_scenario(tryout_id: str) -> Response:
    """Add what was played to the scenarios of the draft."""
    line = _line(tryout_id)
    name = " ".join(request.form.get("name", "").split())[:100] or _("Tried out")
    told = line.ask({"do": "scenario", "name": name})["scenario"]
    with begin() as work:
        viewer = current_viewer(work)
        detail = queries.draft(work, viewer, line.draft_id)
        before = drafts.files_of(work, line.draft_id).get(SCENARIOS, b"").decode("utf-8")
        content = f"{before.rstrip() or 'scenarios:'}\n{indent(told, '  ')}".encode()
        if not told or not _adds_one(before, content):
            flash(
                _("It could not be added: nothing was handed in yet, or the file ends in another way."),
                "danger",
            )
            return make_response(redirect(url_for("studio.tryout", tryout_id=tryout_id), 303))
        as_read = detail.draft.revision
        drafts.save_file(work, viewer, line.draft_id, SCENARIOS, content, revision=as_read)
    flash(_("Kept as a scenario of the draft."), "success")
    return make_response(redirect(url_for("studio.scenarios", draft_id=line.draft_id), 303))


def _adds_one(before: str, content: bytes) -> bool:
    """Tell whether a file of scenarios has just one more than before."""
    try:
        many = len(read_scenarios("", before.encode())) if before.strip() else 0
        return len(read_scenarios("", content)) == many + 1
    except ScenarioInvalid:
        return False


@blueprint.get("/tryouts/<tryout_id>/diagram")
def tryout_diagram(tryout_id: str) -> Response:
    """Return the diagram of what is tried out."""
    files = _line(tryout_id).files()
    first = next(
        name for name in sorted(files, key=lambda one: (one != DIAGRAM, one)) if name.endswith(".bpmn")
    )
    response = make_response(files[first])
    response.headers["Content-Type"] = "application/xml; charset=utf-8"
    return response


@blueprint.get("/tryouts/<tryout_id>/as/<person>/", defaults={"path": ""})
@blueprint.get("/tryouts/<tryout_id>/as/<person>/<path:path>")
def tryout_page(tryout_id: str, person: str, path: str) -> Response:
    """Show a page of a try-out as one of its people sees it; nothing of this request's cookies gets there."""
    return _handed_through(tryout_id, person, path)


@blueprint.post("/tryouts/<tryout_id>/as/<person>/", defaults={"path": ""})
@blueprint.post("/tryouts/<tryout_id>/as/<person>/<path:path>")
@takes_signed_bytes(MOST_BYTES)
@needs_our_origin  # the page inside checks its own token, too
def send_tryout_page(tryout_id: str, person: str, path: str) -> Response:
    """Send a form of a page of a try-out as one of its people."""
    return _handed_through(tryout_id, person, path)


def _handed_through(tryout_id: str, person: str, path: str) -> Response:
    if person not in PLAYED:
        return Response(status=404)
    if path == "events" and request.accept_mimetypes.best != "application/json":
        return Response(status=204)  # one request at a time is answered: pages ask for numbers now and then
    said, body = _line(tryout_id).page(
        {
            "person": person,
            "path": path,
            "method": request.method,
            "query": request.query_string.decode("ascii", "replace"),
            "prefix": url_for("studio.tryout_page", tryout_id=tryout_id, person=person, path="").rstrip("/"),
            "static_root": url_for("static", filename=""),
            "tryout": url_for("studio.tryout", tryout_id=tryout_id),
            "headers": dict(request.headers),
            "locale": "en" if locale_tag() == "en" else "zh_CN",
        },
        request.get_data(),
    )
    response = Response(body, status=said["status"])
    response.headers.clear()
    for name, value in said["headers"]:
        response.headers[name] = value
    return response
