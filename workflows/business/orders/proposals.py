"""What one side of an order proposes and the other answers: an end of the order, a change of its plan.

Only the other side answers, only the own side takes back, and only while nobody has answered. The same answer
again changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from workflows.business.orders import notices
from workflows.business.orders.actions import checked_reason, seen
from workflows.business.orders.models import OrderEnding, OrderPlanChange, ServiceOrder
from workflows.business.orders.timeline import note
from workflows.business.orders.values import Side
from workflows.ground.errors import Conflict, Forbidden, NotFound
from workflows.ground.work import Work
from workflows.people.viewer import Viewer

Proposal = TypeVar("Proposal", OrderEnding, OrderPlanChange)


@dataclass(frozen=True, slots=True)
class Course(Generic[Proposal]):
    """How proposals of one kind go.

    `answered`: the refusal of who comes too late. `returned`: the state after the other side has said no.
    `close` notes the new state and what was said, and what follows; `events`: by new state, what the timeline
    and the notice to the other side call it.
    """

    table: type[Proposal]
    answered: str
    returned: str
    close: Callable[[Work, Proposal, Any, str], object]
    events: Mapping[str, str]

    def of_order(self, work: Work, row: ServiceOrder, proposal_id: str) -> Proposal:
        """Return a proposal of an order. Raises: NotFound."""
        proposal = work.session.get(self.table, proposal_id.replace("\x00", ""), populate_existing=True)
        if proposal is None or proposal.order_id != row.id:
            raise NotFound("orders.not_found")
        return proposal

    def of_the_other(self, work: Work, row: ServiceOrder, side: Side, proposal_id: str) -> Proposal:
        """Return a proposal that `side` may answer. Raises: NotFound; Forbidden: its own."""
        proposal = self.of_order(work, row, proposal_id)
        if proposal.side == side:
            raise Forbidden("orders.not_yours")
        return proposal

    def check_open(self, proposal: Proposal) -> None:
        """Raises: Conflict: it was answered."""
        if proposal.state != "open":
            raise Conflict(self.answered)

    def give_back(self, work: Work, viewer: Viewer, number: str, proposal_id: str, remark: str) -> None:
        """Say no, and why; the order stays as it is, and the other side is told.

        Raises: NotFound; Forbidden: one's own proposal; Invalid: at the remark; Conflict: answered otherwise.
        """
        row, side = seen(work, viewer, number)
        proposal = self.of_the_other(work, row, side, proposal_id)
        said = checked_reason(remark, needed=True)
        self._end(work, row, side, proposal, (self.returned, said))

    def take_back(self, work: Work, viewer: Viewer, number: str, proposal_id: str) -> None:
        """Take a proposal of one's own side back; the other side is told.

        Raises: NotFound; Forbidden: the other side's; Conflict: it was answered.
        """
        row, side = seen(work, viewer, number)
        proposal = self.of_order(work, row, proposal_id)
        if proposal.side != side:
            raise Forbidden("orders.not_yours")
        self._end(work, row, side, proposal, ("taken_back", ""))

    def _end(
        self, work: Work, row: ServiceOrder, side: Side, proposal: Proposal, ending: tuple[str, str]
    ) -> None:
        state, said = ending
        if proposal.state == state:
            return
        self.check_open(proposal)
        self.close(work, proposal, state, said)
        note(work, row, side, self.events[state], said)
        notices.tell(work, row, notices.other(side), self.events[state])
