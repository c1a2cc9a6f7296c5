"""Jobs of a panel of experts: drawn, filled again, closed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine import JobContext
from engine.errors import HandlerFailed
from workflows.business.panels import closing, convening
from workflows.business.panels.models import Panel
from workflows.handlers.cases import case_of


def choose(job: JobContext) -> Mapping[str, Any]:
    """`panel.choose`: draws experts by the rules in `panel`, or takes those in `naming`.

    Gives `experts` (user ids; empty: too few are fit), `needed` and `panel_id`.
    """
    case = case_of(job)
    named = (job.variables.get("naming") or {}).get("experts") or ()
    panel = convening.convene(job.work, case, convening.Rules.of(job.variables["panel"]), named)
    if panel is None:
        return {"experts": [], "needed": 0, "panel_id": None, "naming": None}
    experts = [seat.expert_id for seat in convening.seats_of(job.work, panel)]
    return {"experts": experts, "needed": panel.needed, "panel_id": panel.id, "naming": None}


def replace(job: JobContext) -> Mapping[str, Any]:
    """`panel.replace`: somebody else for the place of `loopCounter`, `named` if an operator named one.

    Gives `expert` (null: nobody is fit), and forgets what the one before had answered.
    """
    given, case = job.variables, case_of(job)
    named = given.get("named") or None
    recused = (given.get("verdict") or {}).get("action") == "recuse"
    why: convening.Why = "recused" if recused else "replaced" if named else "late"
    found = convening.replace(job.work, case, _panel(job), int(given["loopCounter"]), why=why, named=named)
    return {"expert": found, "named": None, "verdict": None, "scoring": None}


def close(job: JobContext) -> Mapping[str, Any]:
    """`panel.close`: works out the result of `votes`; header `form` names the form of the scores."""
    case, votes = case_of(job), job.variables.get("votes") or []
    form_id = job.headers.get("form", "")
    approved = closing.close(
        job.work, case, _panel(job), votes, form_id=form_id, element_id=job.element_id
    )  # fmt: skip
    return {"panel_result": {"approved": approved}}


def _panel(job: JobContext) -> Panel:
    panel = job.work.session.get(Panel, job.variables.get("panel_id") or "")
    if panel is None:
        raise HandlerFailed(f"Expected {job.job_type} to concern a panel, but `panel_id` names none.")
    return panel
