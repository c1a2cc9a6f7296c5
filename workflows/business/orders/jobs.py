"""Jobs of the process of orders."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from engine import JobContext
from engine.definitions import JobVariable
from workflows.approvals.cases.job_case import case_of, subject_of
from workflows.business.ledger.money import to_yuan
from workflows.business.orders.milestones import milestones_of
from workflows.business.orders.models import ServiceOrder
from workflows.business.orders.order_lifecycle import enter, give_up, locked, settle, take_over_contract
from workflows.ground.jobs import job

SUBJECT = "order"
FEE_PERCENT = JobVariable("number", ("平台服务费率（%）", "The platform's fee, in percent"))


def order_of(job: JobContext) -> ServiceOrder:
    """Return the order that the case of a job is about, held."""
    return locked(job.work, subject_of(case_of(job), job, SUBJECT))


@job(
    "order.cancel",
    ("取消订单，退回全部款项和服务券", "Cancel the order and give everything back"),
    repeatable=False,
)
def cancel(job: JobContext) -> None:
    """`order.cancel`: whoever has cancelled is noted already; nobody: the time is over.

    What is to be given back of an order that both or the platform have ended is noted with it; the provider
    gets the rest of what is in escrow, less the fee that the process knows by then.
    """
    give_up(job.work, order_of(job), _fee(job))


@job(
    "order.settle",
    ("登记订单已全部验收和付款", "Note that the order is accepted and paid out as a whole"),
    repeatable=False,
)
def settled(job: JobContext) -> None:
    """`order.settle`: once an order, however often the job runs; the fee as the process knows it by then.

    A diagram without ratings completes the order by it.
    """
    ahead = job.work.runtime.next_elements(job.instance_id) if job.instance_id is not None else ()
    to_be_rated = any(one.element_id == "awaiting_rating" for one in ahead)
    settle(job.work, order_of(job), _fee(job), to_be_rated=to_be_rated)


def _fee(job: JobContext) -> Decimal:
    return Decimal(str(job.variables.get("fee_percent") or 0))


@job(
    "order.look",
    (
        "查询订单的已付和未付金额（旧版订单流程使用）",
        "Look up what of an order is paid, and what is outstanding; for orders of older versions",
    ),
    gives={
        "paid": JobVariable("number", ("已付金额（元）", "What is paid (yuan)")),
        "outstanding": JobVariable("number", ("未付金额（元）", "What is outstanding (yuan)")),
    },
)
def look(job: JobContext) -> Mapping[str, Any]:
    """`order.look`: as it stands when the enterprise was silent; the delivered process looks by milestones.

    Orders that were placed before there were milestones call it, as long as one of them runs.
    """
    row = order_of(job)
    return {"paid": to_yuan(row.paid_fen), "outstanding": to_yuan(row.due_fen - row.paid_fen)}


@job(
    "order.contracted",
    ("按已签订的合同登记订单的付款约定", "Let the signed contract's plan of payment hold for the order"),
    reads={"contract_id": JobVariable("text", ("合同的标识", "The id of the contract"))},
    gives={"milestones": JobVariable("list", ("里程碑的序号", "The numbers of the milestones"))},
)
def contracted(job: JobContext) -> Mapping[str, Any]:
    """`order.contracted`: and the order is in the state of the step to which its process goes from here."""
    row = order_of(job)
    take_over_contract(job.work, row, str(job.variables["contract_id"]))
    if job.instance_id is not None:
        enter(job.work, row, job.work.runtime.next_elements(job.instance_id))
    return {"milestones": [one.position for one in milestones_of(job.work, row)]}


JOBS = (cancel, contracted, settled, look)
