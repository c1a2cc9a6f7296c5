"""Jobs of the process of orders."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from engine import JobContext
from engine.definitions import JobVariable
from workflows.approvals.cases.job_case import case_of, subject_of
from workflows.business.ledger.money import to_yuan
from workflows.business.orders.models import ServiceOrder
from workflows.business.orders.order_lifecycle import enter, give_up, locked, settle, take_over_contract
from workflows.ground.jobs import job

SUBJECT = "order"


def _order(job: JobContext) -> ServiceOrder:
    return locked(job.work, subject_of(case_of(job), job, SUBJECT))


@job(
    "order.cancel",
    ("取消订单，退回全部款项和服务券", "Cancel the order and give everything back"),
    repeatable=False,
)
def cancel(job: JobContext) -> None:
    """`order.cancel`: whoever has cancelled is noted already; nobody: the time is over."""
    give_up(job.work, _order(job))


@job(
    "order.settle",
    ("结算订单：扣除平台服务费后付给服务机构", "Settle the order: pay the provider, less the platform's fee"),
    reads={"fee_percent": JobVariable("number", ("平台服务费率（%）", "The platform's fee, in percent"))},
    repeatable=False,
)
def pay_out(job: JobContext) -> None:
    """`order.settle`: once an order, however often the job runs."""
    settle(job.work, _order(job), Decimal(str(job.variables["fee_percent"])))


@job(
    "order.look",
    ("查询订单的已付和未付金额", "Look up what of an order is paid, and what is outstanding"),
    gives={
        "paid": JobVariable("number", ("已付金额（元）", "What is paid (yuan)")),
        "outstanding": JobVariable("number", ("未付金额（元）", "What is outstanding (yuan)")),
    },
)
def look(job: JobContext) -> Mapping[str, Any]:
    """`order.look`: as it stands now, for a decision that the clock has brought up."""
    row = _order(job)
    return {"paid": to_yuan(row.paid_fen), "outstanding": to_yuan(row.due_fen - row.paid_fen)}


@job(
    "order.contracted",
    ("按已签订的合同登记订单的付款约定", "Let the signed contract's plan of payment hold for the order"),
    reads={"contract_id": JobVariable("text", ("合同的标识", "The id of the contract"))},
)
def contracted(job: JobContext) -> None:
    """`order.contracted`: and the order is in the state of the step to which its process goes from here."""
    row = _order(job)
    take_over_contract(job.work, row, str(job.variables["contract_id"]))
    if job.instance_id is not None:
        enter(job.work, row, job.work.runtime.next_elements(job.instance_id))


JOBS = (cancel, contracted, pay_out, look)
