"""Jobs of the verification of bank cards."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from engine import JobContext
from engine.definitions import JobVariable
from workflows.approvals.cases.job_case import case_of, conclude, form_of, subject_of
from workflows.business.wallet import cards
from workflows.ground.jobs import job
from workflows.ground.reasons import in_words

SUBJECT = "bank_card"
FORM = JobVariable(
    "context", ("银行卡和申请人输入的金额", "The card, and the amount that the applicant has typed")
)


@job(
    "card.pay",
    ("向待认证的银行卡打款", "Pay a small amount into the card"),
    gives={"pay_out": JobVariable("text", ("付款单号", "The number of the pay-out"))},
    repeatable=False,
)
def pay(job: JobContext) -> dict[str, Any]:
    """`card.pay`: one pay-out a card, however often the job runs."""
    return {"pay_out": cards.pay(job.work, subject_of(case_of(job), job, SUBJECT))}


@job(
    "card.compare",
    ("比对申请人输入的金额", "Compare the amount that the applicant has typed"),
    reads={"application": FORM},
    gives={
        "compared": JobVariable("text", ("`right`、`wrong` 或 `refused`", "`right`, `wrong` or `refused`")),
    },
)
def compare(job: JobContext) -> dict[str, Any]:
    """`card.compare`: each run counts a try; the third wrong one ends it."""
    case = case_of(job)
    typed = Decimal(str(form_of(case, job)["received_amount"]))
    return {"compared": cards.compare(job.work, subject_of(case, job, SUBJECT), typed)}


@job("card.certify", ("银行卡认证通过", "Certify the card"), repeatable=False)
def certify(job: JobContext) -> None:
    """`card.certify`: money of the wallet can be paid into it from now on."""
    case = case_of(job)
    cards.certify(job.work, subject_of(case, job, SUBJECT))
    conclude(job, case, "approved", "approved")


@job("card.refuse", ("银行卡认证不通过", "Refuse the card"), repeatable=False)
def refuse(job: JobContext) -> None:
    """`card.refuse`: the reason stands in the case's timeline."""
    case = case_of(job)
    reason = cards.refuse(job.work, subject_of(case, job, SUBJECT))
    conclude(job, case, "rejected", "rejected", in_words(reason))


JOBS = (pay, compare, certify, refuse)
