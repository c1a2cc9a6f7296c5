"""What expressions of a draft may read, for their editors, and what one comes to in an example."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify, request

from web.i18n import locale_tag
from web.limits import limiter
from web.studio.blueprint import blueprint
from web.viewers import current_viewer
from web.work import begin
from workflows.ground.work import Work
from workflows.scenarios.expression_scope import (
    ExpressionScope,
    ScopeVariable,
    example_value,
    expression_scope,
)
from workflows.studio import queries

LONGEST_EXPRESSION = 10_000
"""Characters of an expression of which an example is worked out."""


@blueprint.get("/drafts/<draft_id>/variables")
def variables(draft_id: str) -> Response:
    """Return the variables that expressions may read, and which of them are there at each place."""
    with begin() as work:
        scope = _scope(work, draft_id)
    return jsonify(
        variables={name: _entry(one) for name, one in scope.variables.items()},
        at={place: sorted(names) for place, names in scope.at.items()},
        at_decision={decision: sorted(names) for decision, names in scope.at_decision.items()},
    )


@blueprint.post("/drafts/<draft_id>/example")
@limiter.limit("240 per minute")
def example(draft_id: str) -> Response:
    """Return what an expression comes to in the example of the draft; nothing is kept."""
    expression = request.form.get("expression", "")[:LONGEST_EXPRESSION]
    with begin() as work:
        value, wrong = example_value(_scope(work, draft_id), expression, locale_tag(), work.now)
    return jsonify(value=value, wrong=wrong)


def _scope(work: Work, draft_id: str) -> ExpressionScope:
    viewer = current_viewer(work)
    process_id = queries.draft(work, viewer, draft_id).draft.process_id
    files = queries.draft_files(work, viewer, draft_id)
    return expression_scope(files, process_id, locale_tag(), work.now)


def _entry(one: ScopeVariable) -> dict[str, Any]:
    """Return a variable as the editor of expressions takes it."""
    return {
        "name": one.name,
        "detail": one.kind,
        "info": one.label,
        "example": one.example,
        "entries": [_entry(member) for member in one.members],
    }
