"""Jobs of the process that files a deal made outside the platform."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine import JobContext
from engine.definitions import Header, JobVariable
from workflows.approvals.cases.job_case import case_of, conclude, subject_of
from workflows.business.filed_deals import deal_lifecycle
from workflows.business.filed_deals.models import FiledDeal
from workflows.ground.calendar import add_working_days
from workflows.ground.jobs import job

POINTS = JobVariable("number", ("计入的积分", "The points that count"))
WORKING_DAYS = Header(
    ("备案后多少个工作日内双方可以评价", "For how many working days both sides may rate"),
    needed=True,
    whole=(1, 90),
)


def _deal_of(job: JobContext) -> FiledDeal:
    return deal_lifecycle.locked(job.work, subject_of(case_of(job), job, deal_lifecycle.SUBJECT))


@job("deal.ask_customer", ("请客户确认交易", "Ask the customer to confirm the deal"))
def ask(job: JobContext) -> None:
    """`deal.ask_customer`: its people are told where to confirm or object."""
    deal_lifecycle.ask(job.work, _deal_of(job), again=False)


@job("deal.remind_customer", ("提醒客户确认交易", "Remind the customer to confirm the deal"))
def remind(job: JobContext) -> None:
    """`deal.remind_customer`: nothing, if it has answered meanwhile."""
    deal_lifecycle.ask(job.work, _deal_of(job), again=True)


@job("deal.await_review", ("交易转入审核", "Let the deal wait for its review"))
def await_review(job: JobContext) -> None:
    """`deal.await_review`: whether the customer has answered or not."""
    deal_lifecycle.await_review(job.work, _deal_of(job))


@job(
    "deal.record",
    (
        "交易备案：计入成交额和活跃度，开放双方评价",
        "Put the deal on file: it counts, and both sides may rate",
    ),
    headers={"working_days": WORKING_DAYS},
    gives={"points": POINTS},
    repeatable=False,
)
def record(job: JobContext) -> Mapping[str, Any]:
    """`deal.record`: counts once a case."""
    case = case_of(job)
    rate_until = add_working_days(job.work.now, int(job.headers["working_days"]))
    points = deal_lifecycle.put_on_file(job.work, _deal_of(job), case, rate_until)
    conclude(job, case, "approved", "approved")
    return {"points": points}


JOBS = (ask, remind, await_review, record)
