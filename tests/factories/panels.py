"""Listings before a panel: experts, a provider with a solution, people who review it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from tests.factories.people import Applicant, staff, viewer
from tests.factories.products import certified, handed_in
from workflows.approvals.cases import item_queries
from workflows.approvals.models import Case, WorkItem
from workflows.approvals.tasks import deciding
from workflows.approvals.timeline import timeline
from workflows.approvals.values import CaseView, Decision, FieldRemark
from workflows.bootstrap import Platform
from workflows.business.catalogue.values import ProductKind
from workflows.business.experts.models import Expert
from workflows.business.panels.models import Panel, Seat
from workflows.ground.fulltext import document

SCORES: Mapping[str, Any] = {
    "innovation": 80, "maturity": 85, "effect": 90, "price": 70, "service": 75, "total": 82.2,
}  # fmt: skip
FIELD = "production"
"""What experts must know to judge the solutions of `tests.factories.products`; "platform" would do too."""


@dataclass(frozen=True)
class PanelCast:
    """Who is there, in a database that is copied for each test."""

    database_url: str
    provider: Applicant
    rival: Applicant
    enterprise: Applicant
    operator: str
    window: str
    department: str
    admin: str
    experts: tuple[str, ...]


def people_of_panels(platform: Platform, database_url: str, experts: int = 7) -> PanelCast:
    """Make everybody once; the experts are called 专家1, 专家2 …, and drawn in this order."""
    made = [enrol(platform, f"专家{number}") for number in range(1, experts + 1)]
    return PanelCast(
        database_url,
        certified(platform, number=1, name="吴越"),
        certified(platform, number=2),
        certified(platform, "enterprise", number=3),
        staff(platform, "operator", name="赵运营"),
        staff(platform, "window:430100", name="陈窗口"),
        staff(platform, "department", name="孙厅"),
        staff(platform, "admin", name="孔管理"),
        tuple(made),
    )


def enrol(
    platform: Platform, name: str, organisation_id: str | None = None, fields: Sequence[str] = (FIELD,)
) -> str:
    """Make an expert who can sign in; return the user id."""
    user_id = staff(platform, "expert", name=name)
    with platform.begin() as work:
        work.session.add(
            Expert(
                user_id=user_id,
                organisation_id=organisation_id,
                name=name,
                fields=list(fields),
                industries=["general"],
                years_in_industry=10,
                profile={},
                words=document(name),
                state="active",
                enrolled_at=work.now,
                changed_at=work.now,
            )
        )
    return user_id


class Listing:
    """One product on its way; each command in a transaction of its own, jobs run after it."""

    def __init__(
        self, platform: Platform, cast: PanelCast, kind: ProductKind = "solution", **changes: Any
    ) -> None:
        self.platform, self.cast = platform, cast
        who = cast.enterprise if kind == "own" else cast.provider
        product = handed_in(platform, who, kind, **changes)
        with platform.begin() as work:
            row = work.session.scalars(select(Case).where(Case.subject_id == product.id)).one()
            self.case_id, self.number, self.product_id = row.id, row.number, product.id

    def act(self, user_id: str, command: Callable[..., Any], *given: Any, **options: Any) -> Any:
        who = viewer(self.platform, user_id)
        with self.platform.begin(user_id) as work:
            done = command(work, who, *given, **options)
        self.platform.engine.run_due_jobs()
        return done

    def case(self) -> CaseView:
        case: CaseView = self.act(self.cast.admin, item_queries.case, self.case_id)
        return case

    def items(self, element_id: str, *states: str) -> list[WorkItem]:
        rows = select(WorkItem).where(WorkItem.case_id == self.case_id, WorkItem.element_id == element_id)
        with self.platform.begin() as work:
            items = work.session.scalars(rows.order_by(WorkItem.opened_at, WorkItem.task_id)).all()
        return [item for item in items if item.state in (states or ("open", "claimed"))]

    def task(self, element_id: str, of: str | None = None) -> str:
        return next(item for item in self.items(element_id) if of in {None, item.assignee}).task_id

    def decide(self, user_id: str, element_id: str, action: str, **rest: Any) -> None:
        mine = user_id if element_id == "score" else None
        self.act(user_id, deciding.decide, self.task(element_id, mine), Decision(action, **rest))

    def vote(self, expert: str, action: str = "approve", opinion: str = "同意", **scores: Any) -> None:
        remarks: tuple[FieldRemark, ...] = ()
        data = {**SCORES, **scores}
        self.decide(expert, "score", action, opinion=opinion, data=data, remarks=remarks)

    def to_panel(self) -> Listing:
        """Let the operator approve it, so that the panel begins."""
        self.decide(self.cast.operator, "review_operator", "approve")
        return self

    def asked(self) -> list[str]:
        """Return whom the panel waits for."""
        return [item.assignee or "" for item in self.items("score")]

    def seats(self) -> list[Seat]:
        with self.platform.begin() as work:
            rows = select(Seat).join(Panel, Panel.id == Seat.panel_id).where(Panel.case_id == self.case_id)
            return list(work.session.scalars(rows.order_by(Panel.id, Seat.place, Seat.turn)))

    def panels(self) -> list[Panel]:
        with self.platform.begin() as work:
            rows = select(Panel).where(Panel.case_id == self.case_id).order_by(Panel.id)
            return list(work.session.scalars(rows))

    def kinds(self) -> list[str]:
        """Return the kinds of the lines on the timeline, as an administrator reads it."""
        return [entry.kind for entry in self.act(self.cast.admin, timeline.timeline, self.case_id)]
