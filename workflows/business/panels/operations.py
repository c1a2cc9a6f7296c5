"""What people do with a panel beyond scoring: the operator gives a place to another expert."""

from __future__ import annotations

from sqlalchemy import select

from workflows.approvals.cases.item_queries import case as case_view
from workflows.approvals.cases.visibility import facts_of
from workflows.approvals.models import Case
from workflows.business.panels.choices import choices
from workflows.business.panels.models import Panel, Seat
from workflows.business.panels.policy import may_replace_experts
from workflows.business.panels.values import REPLACE
from workflows.ground.errors import FieldProblem, Invalid, InvalidState
from workflows.ground.work import Work
from workflows.people.viewer import Viewer, require


def replace(work: Work, viewer: Viewer, case_id: str, place: int, expert_id: str) -> None:
    """Give the place of an expert who has not answered to `expert_id`, by the rule of conflicts.

    Nobody gives a place to themselves.

    Raises: NotFound; Forbidden: not an operator, or a party; InvalidState: nobody is asked at this place any
        more; Invalid: that expert may not judge this case, or was asked already.
    """
    case = case_view(work, viewer, case_id)
    row = work.session.get_one(Case, case_id)
    require(may_replace_experts(viewer, facts_of(row)), "panels.not_yours")
    if case.instance_id is not None:
        work.instances.lock(case.instance_id)
    panel = work.session.scalar(select(Panel).where(Panel.case_id == case_id, Panel.state == "open"))
    if panel is None or not _is_asked(work, panel, place):
        raise InvalidState("panels.answered_already")
    offered = {choice["value"] for choice in choices(work, row, locale="zh-CN")}
    if expert_id not in offered - {viewer.user_id}:
        raise Invalid("panels.not_fit", [FieldProblem("expert", "panels.not_fit", {})])
    sent = work.runtime.correlate(
        REPLACE, correlation_key=f"{panel.id}:{place}", variables={"named": expert_id}
    )
    if sent.outcome != "delivered":
        raise InvalidState("panels.answered_already")


def _is_asked(work: Work, panel: Panel, place: int) -> bool:
    asked = select(Seat.id).where(Seat.panel_id == panel.id, Seat.place == place, Seat.state == "asked")
    return work.session.scalar(asked) is not None
