"""What came of a panel: who recommended, with which scores, and what everybody is told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from forms import to_json
from workflows.approvals.cases.forms import schema_of
from workflows.approvals.models import Case
from workflows.approvals.timeline import writer
from workflows.business.panels.convening import Rules, seats_of
from workflows.business.panels.models import Panel
from workflows.business.panels.scores import scored, shortfalls
from workflows.ground.work import Work
from workflows.notices.operations import send_messages

Vote = Mapping[str, Any]
"""What the diagram collects of one place: `action`, `by`, `opinion`, `scores`; an empty one did not vote."""


def close(
    work: Work,
    case: Case,
    panel: Panel,
    votes: Sequence[Vote | None],
    *,
    rules: Rules,
    form_id: str,
    element_id: str | None,
) -> bool:
    """Keep the result and tell who need not answer any more; return whether the panel recommends.

    Enough recommendations are not enough where the scores fall short of the `rules`.
    """
    cast = {place: vote for place, vote in enumerate(votes, start=1) if vote and vote.get("action")}
    approvals = [vote for vote in cast.values() if vote["action"] == "approve"]
    rejections = [vote for vote in cast.values() if vote["action"] == "reject"]
    below = _shortfalls(work, case, list(cast.values()), rules, form_id)
    approved = len(approvals) >= panel.needed and not below
    _end_seats(work, case, panel, cast)
    panel.state, panel.closed_at, panel.approved = "closed", work.now, approved
    panel.result = {
        "form_id": form_id,
        "shortfalls": below,
        "votes": [_kept(place, vote) for place, vote in sorted(cast.items())],
    }
    decisive = approvals if approved else rejections
    writer.add(
        work, case, "panel_closed", element_id=element_id,
        details={
            "approved": approved, "approvals": len(approvals), "rejections": len(rejections),
            "experts": len(votes), "needed": panel.needed, "shortfalls": below,
            "opinions": [vote["opinion"] for vote in decisive if vote.get("opinion")],
        },
    )  # fmt: skip
    work.session.flush()
    return approved


def _kept(place: int, vote: Vote) -> dict[str, Any]:
    return {
        "place": place,
        "by": vote["by"],
        "action": vote["action"],
        "opinion": vote.get("opinion") or "",
        "scores": to_json(vote.get("scores") or {}),
    }


def _shortfalls(
    work: Work, case: Case, cast: Sequence[Vote], rules: Rules, form_id: str
) -> list[dict[str, str]]:
    if rules.minimum_mean is None and rules.minimum_criterion is None:
        return []
    schema = schema_of(work, case.definition_id, form_id)
    return shortfalls(rules, list(scored(schema, [vote.get("scores") or {} for vote in cast])))


def _end_seats(work: Work, case: Case, panel: Panel, cast: Mapping[int, Vote]) -> None:
    latest = {seat.place: seat for seat in seats_of(work, panel)}
    spared = []
    for place, seat in latest.items():
        if place in cast:
            seat.state, seat.ended_at = "answered", seat.ended_at or work.now
        elif seat.state == "asked":
            seat.state, seat.ended_at = "spared", work.now
            spared.append(seat.expert_id)
    send_messages(work, spared, "panel_spared", writer.params_of(case), case.id)
