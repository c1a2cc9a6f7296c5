"""Jobs of withdrawals."""

from __future__ import annotations

from typing import Any

from engine import JobContext
from engine.definitions import JobVariable
from workflows.approvals.cases.job_case import case_of, conclude, subject_of
from workflows.approvals.timeline import writer
from workflows.business.wallet import withdrawals
from workflows.ground.jobs import job
from workflows.ground.reasons import in_words

SUBJECT = "withdrawal"


@job(
    "withdrawal.pay",
    ("将提现款项付至银行卡", "Pay the withdrawal into the card"),
    gives={"pay_out": JobVariable("text", ("付款单号", "The number of the pay-out"))},
    repeatable=False,
)
def pay(job: JobContext) -> dict[str, Any]:
    """`withdrawal.pay`: one pay-out a withdrawal, however often the job runs."""
    return {"pay_out": withdrawals.pay(job.work, subject_of(case_of(job), job, SUBJECT))}


@job("withdrawal.finish", ("登记提现已到账", "Note that the withdrawal has arrived"), repeatable=False)
def finish(job: JobContext) -> None:
    """`withdrawal.finish`: the case has come to its end."""
    case = case_of(job)
    withdrawals.finish(job.work, subject_of(case, job, SUBJECT))
    conclude(job, case, "approved", "approved")


@job("withdrawal.refuse", ("解冻退回提现款项", "Give the withdrawal back to the wallet"), repeatable=False)
def refuse(job: JobContext) -> None:
    """`withdrawal.refuse`: why stands in the case's timeline, if nobody has said it there already."""
    case = case_of(job)
    is_decided = writer.last_verdict(job.work, case) == "rejected"
    undecided = "wallet.not_approved" if is_decided else "wallet.not_decided"
    reason = withdrawals.refuse(job.work, subject_of(case, job, SUBJECT), undecided)
    if is_decided:
        case.verdict = "rejected"
    else:
        conclude(job, case, "rejected", "rejected", in_words(reason))


JOBS = (pay, finish, refuse)
