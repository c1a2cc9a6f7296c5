"""Jobs of the process of a milestone: deadlines, the platform's decision, acceptance and pay-out."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from engine import JobContext
from engine.definitions import Header, JobVariable
from forms import Text
from workflows.approvals.cases.job_case import case_of
from workflows.business.ledger.money import to_fen, to_yuan
from workflows.business.orders import milestones, notices
from workflows.business.orders.jobs import FEE_PERCENT, order_of
from workflows.business.orders.models import ServiceOrder
from workflows.business.orders.order_lifecycle import accept_milestone, enter, rule
from workflows.business.orders.values import Ruling
from workflows.ground.clock import SHANGHAI
from workflows.ground.jobs import job

TIMER = Header(("提醒中写明哪个定时器的日期", "The timer whose day the reminder tells"), needed=True)
RULING = JobVariable(
    "context",
    ("平台的处理决定", "What the platform has decided"),
    members=frozenset({"decision", "refund_amount", "explanation"}),
)


@job(
    "milestone.remind",
    (
        "提醒企业验收里程碑，告知双方视为验收的日期",
        "Remind of a milestone, and say when it counts as accepted",
    ),
    headers={"timer": TIMER},
)
def remind(job: JobContext) -> None:
    """`milestone.remind`: the enterprise, and the provider that it was; the day is the one of the diagram.

    Nobody is reminded by a job that comes so late that the time is over.
    """
    row, day = order_of(job), _day(job)
    if row.state == "awaiting_completion" and day is not None:
        notices.remind(job.work, row, milestones.current(job.work, row), day)


def _day(job: JobContext) -> Text | None:
    """Return the day of the timer that the step names, None if it does not run any more."""
    for one in job.work.runtime.timers_of_case(case_of(job).instance_id or ""):
        if one.element_id == job.headers.get("timer"):
            local = one.due_at.astimezone(SHANGHAI)
            return Text(f"{local.year}年{local.month}月{local.day}日", f"{local:%Y-%m-%d}")
    return None


@job(
    "milestone.look",
    ("查询验收前须付清的款项", "Look up what is to be paid before a milestone can be accepted"),
    gives={"outstanding": JobVariable("number", ("未付金额（元）", "What is outstanding (yuan)"))},
)
def look(job: JobContext) -> Mapping[str, Any]:
    """`milestone.look`: as it stands now, for a decision that the clock or the platform has brought up."""
    row = order_of(job)
    milestone = milestones.current(job.work, row)
    return {"outstanding": to_yuan(milestones.outstanding_fen(job.work, row, milestone))}


@job(
    "milestone.remind_balance", ("提醒企业支付尾款后验收", "Remind of the balance: it comes before accepting")
)
def remind_balance(job: JobContext) -> None:
    """`milestone.remind_balance`: the milestone waits for the enterprise, again or from now on."""
    row = order_of(job)
    milestone = milestones.current(job.work, row)
    milestone.accepted_as = ""
    notices.tell(job.work, row, "enterprise", "balance", milestone=milestones.called(milestone))
    _enter_next(job, row)


@job(
    "milestone.rule",
    ("登记平台对争议的处理决定", "Note what the platform has decided in a dispute"),
    reads={"ruling": RULING},
)
def decide(job: JobContext) -> None:
    """`milestone.rule`: accepted, returned, or an amount of what is in escrow is given back."""
    row, said = order_of(job), job.variables["ruling"]
    amount = to_fen(Decimal(str(said.get("refund_amount") or 0)))
    rule(job.work, row, Ruling(said["decision"], amount, str(said.get("explanation") or "")))
    _enter_next(job, row)


def _enter_next(job: JobContext, row: ServiceOrder) -> None:
    if job.instance_id is not None:
        enter(job.work, row, job.work.runtime.next_elements(job.instance_id))


@job(
    "milestone.accept",
    ("里程碑验收合格，按约定向服务机构付款", "Accept a milestone, and pay out what goes with it"),
    reads={"fee_percent": FEE_PERCENT},
    gives={"milestones_left": JobVariable("number", ("尚未开始的里程碑数", "How many milestones are left"))},
)
def accept(job: JobContext) -> Mapping[str, Any]:
    """`milestone.accept`: the one that is under way; the next one, if there is one, begins."""
    row = order_of(job)
    left = accept_milestone(job.work, row, Decimal(str(job.variables["fee_percent"])))
    return {"milestones_left": left}


JOBS = (remind, look, remind_balance, decide, accept)
