"""All reads of the panels domain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from statistics import pstdev
from typing import Any

from sqlalchemy import select

from workflows.approvals.cases.forms import schema_of
from workflows.approvals.cases.item_queries import case as case_view
from workflows.approvals.cases.views import shown_names
from workflows.approvals.cases.visibility import facts_of
from workflows.approvals.models import Case
from workflows.business.panels.choices import choices
from workflows.business.panels.convening import seats_of
from workflows.business.panels.models import Panel, Seat
from workflows.business.panels.policy import may_replace_experts, may_see_scores, may_see_seats
from workflows.business.panels.scores import ONE_PLACE, Scored, as_number, scored
from workflows.business.panels.values import Ballot, Criterion, PanelView, SeatView, Shortfall
from workflows.ground.messages import Locale
from workflows.ground.work import Work
from workflows.people.viewer import Viewer, require


def panel_of(work: Work, viewer: Viewer, case_id: str, *, locale: Locale) -> PanelView | None:
    """Return the newest panel of a case as the viewer may see it, None if there is nothing to see.

    Parties see it once it is closed, and then only how many recommended. Raises: NotFound.
    """
    rows = select(Panel).where(Panel.case_id == case_id, Panel.state != "cancelled")
    panel = work.session.scalar(rows.order_by(Panel.id.desc()).limit(1))
    if panel is None:
        return None
    case_view(work, viewer, case_id)
    owner, seats = work.session.get_one(Case, case_id), seats_of(work, panel)
    closed, facts = panel.state == "closed", facts_of(owner)
    oversees = may_see_seats(viewer, facts)
    if not closed and not oversees:
        return None
    sat = any(seat.expert_id == viewer.user_id for seat in seats)
    readable = may_see_scores(viewer, facts, closed=closed, sat=sat)
    votes: Sequence[Mapping[str, Any]] = panel.result.get("votes") or ()
    names = shown_names(work, [*(seat.expert_id for seat in seats), *(str(vote["by"]) for vote in votes)])
    ballots = tuple(_ballot(vote, names) for vote in votes) if readable else ()
    return PanelView(
        id=panel.id,
        round=panel.round,
        state="closed" if closed else "open",
        asked=max((seat.place for seat in seats), default=0),
        answered=sum(seat.state == "answered" for seat in seats),
        needed=panel.needed,
        working_days=panel.working_days,
        opened_at=panel.opened_at,
        closed_at=panel.closed_at,
        approved=panel.approved,
        shortfalls=_shortfalls(panel, locale),
        approvals=sum(vote["action"] == "approve" for vote in votes),
        rejections=sum(vote["action"] == "reject" for vote in votes),
        seats=tuple(_seat(seat, names) for seat in seats) if oversees else (),
        ballots=ballots,
        criteria=_criteria(work, owner, panel, ballots, locale) if ballots else (),
        may_replace=not closed and may_replace_experts(viewer, facts),
    )


def _shortfalls(panel: Panel, locale: Locale) -> tuple[Shortfall, ...]:
    label = "label_en" if locale == "en" else "label"
    told = panel.result.get("shortfalls") or ()
    return tuple(Shortfall(one[label], one["mean"], one["minimum"]) for one in told)


def replacements(work: Work, viewer: Viewer, case_id: str, *, locale: Locale) -> list[dict[str, str]]:
    """Return {label, value} of the experts who may take a place. Raises: NotFound; Forbidden."""
    case_view(work, viewer, case_id)
    owner = work.session.get_one(Case, case_id)
    require(may_replace_experts(viewer, facts_of(owner)), "panels.not_yours")
    return [one for one in choices(work, owner, locale=locale) if one["value"] != viewer.user_id]


def _seat(seat: Seat, names: Mapping[str, str]) -> SeatView:
    return SeatView(
        place=seat.place,
        turn=seat.turn,
        expert_id=seat.expert_id,
        expert_name=names.get(seat.expert_id, ""),
        state=seat.state,  # type: ignore[arg-type]  # a constraint holds it
        by_hand=seat.by_hand,
        asked_at=seat.asked_at,
        ended_at=seat.ended_at,
    )


def _ballot(vote: Mapping[str, Any], names: Mapping[str, str]) -> Ballot:
    numbers = {key: as_number(value) for key, value in (vote.get("scores") or {}).items()}
    return Ballot(
        place=int(vote["place"]),
        expert_id=str(vote["by"]),
        expert_name=names.get(str(vote["by"]), ""),
        action=str(vote["action"]),
        opinion=str(vote.get("opinion") or ""),
        scores={key: number for key, number in numbers.items() if number is not None},
    )


def _criteria(
    work: Work, owner: Case, panel: Panel, ballots: Sequence[Ballot], locale: Locale
) -> tuple[Criterion, ...]:
    """What was scored, in the order and the words of the form."""
    schema = schema_of(work, owner.definition_id, str(panel.result.get("form_id")))
    return tuple(_criterion(one, locale) for one in scored(schema, [ballot.scores for ballot in ballots]))


def _criterion(sheet: Scored, locale: Locale) -> Criterion:
    return Criterion(
        key=sheet.key,
        label=sheet.label.say(locale),
        mean=sheet.mean,
        low=min(sheet.numbers),
        high=max(sheet.numbers),
        spread=Decimal(pstdev(sheet.numbers)).quantize(ONE_PLACE),
        total=sheet.total,
    )
