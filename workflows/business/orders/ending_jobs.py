"""Jobs of the process of a proposal to end an order."""

from __future__ import annotations

from engine import JobContext
from workflows.business.orders import ending_proposals
from workflows.business.orders.jobs import order_of
from workflows.ground.jobs import job


@job(
    "order_ending.lapse",
    ("终止订单的提议逾期失效，告知双方", "Let a proposal to end an order lapse, and tell both sides"),
)
def lapse(job: JobContext) -> None:
    """`order_ending.lapse`: one that was answered at the same moment stays as it was answered."""
    ending_proposals.lapse(job.work, order_of(job))


JOBS = (lapse,)
