"""Jobs of the process of an after-sales case, and what is owed: collected every night."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from engine import JobContext
from engine.definitions import JobVariable
from workflows.approvals.cases.job_case import case_of, subject_of
from workflows.business.after_sales import lifecycle, operations, refunds
from workflows.business.after_sales.models import AfterSalesCase
from workflows.business.after_sales.values import Mediation
from workflows.business.ledger.money import to_fen, to_yuan
from workflows.ground.jobs import background_job, job

SUBJECT = "after_sales_case"
MEDIATION = JobVariable(
    "context",
    ("平台的调解决定", "What the platform has decided"),
    members=frozenset({"decision", "refund_amount", "explanation"}),
)
GIVING_UP = JobVariable(
    "context", ("停止追收的原因", "Why a claim is given up"), members=frozenset({"explanation"})
)


def case_row(job: JobContext) -> AfterSalesCase:
    """Return the after-sales case that the case of a job is about, held."""
    return lifecycle.locked(job.work, subject_of(case_of(job), job, SUBJECT))


@job(
    "after_sale.mediate",
    (
        "转平台调解，服务机构逾期未答复的告知双方",
        "Let the platform mediate, and tell both sides if nobody answered",
    ),
    repeatable=False,
)
def mediate(job: JobContext) -> None:
    """`after_sale.mediate`: the state is the step to which the process goes from here."""
    row = case_row(job)
    if row.state == "awaiting_reply":
        lifecycle.note_silence(job.work, row)
    _enter_next(job, row)


@job(
    "after_sale.decide",
    ("登记售后调解决定", "Note what the platform has decided in an after-sales case"),
    reads={"mediation": MEDIATION},
    repeatable=False,
)
def decide(job: JobContext) -> None:
    """`after_sale.decide`: closed, or so much goes back to the enterprise."""
    said = job.variables["mediation"]
    amount = Decimal(str(said.get("refund_amount") or 0)) if said["decision"] == "refund" else Decimal(0)
    lifecycle.decide(job.work, case_row(job), Mediation(to_fen(amount), str(said.get("explanation") or "")))


@job(
    "after_sale.collect",
    (
        "从服务机构钱包向企业退款，余额不足的记为欠款",
        "Give money back from the provider's wallet, as far as it reaches",
    ),
    gives={"claim": JobVariable("number", ("尚欠金额（元）", "What is still owed (yuan)"))},
    repeatable=False,
)
def collect(job: JobContext) -> Mapping[str, Any]:
    """`after_sale.collect`: nothing is taken beyond what is available; the rest stays owed."""
    row = case_row(job)
    owed = lifecycle.collect(job.work, row)
    if owed:
        lifecycle.stand_claimed(job.work, row)
    return {"claim": to_yuan(owed)}


@job(
    "after_sale.give_up_claim",
    ("停止追收售后欠款", "Give up what is still owed in an after-sales case"),
    reads={"giving_up": GIVING_UP},
    repeatable=False,
)
def give_up_claim(job: JobContext) -> None:
    """`after_sale.give_up_claim`: the claim ends with the words of the operator."""
    said = job.variables["giving_up"]
    lifecycle.give_up_claim(job.work, case_row(job), str(said.get("explanation") or ""))


@background_job(
    "after_sale.collect_claims",
    ("每日扣收售后欠款", "Collect what is owed in after-sales cases"),
    cron="0 18 * * *",
)
def collect_claims(job: JobContext) -> None:
    """`after_sale.collect_claims`: one that fails leaves the others alone."""
    for case_id in refunds.owing(job.work):
        job.work.jobs.defer(COLLECT_CLAIM, {"after_sales_case": case_id})


COLLECT_CLAIM = "after_sale.collect_claim"


@background_job(COLLECT_CLAIM, ("扣收一笔售后欠款", "Collect what is owed in one after-sales case"))
def collect_claim(job: JobContext) -> None:
    """`after_sale.collect_claim`: as far as the wallet reaches by now."""
    operations.settle_claim(job.work, lifecycle.locked(job.work, str(job.variables["after_sales_case"])))


def _enter_next(job: JobContext, row: AfterSalesCase) -> None:
    if job.instance_id is not None:
        lifecycle.enter(job.work, row, job.work.runtime.next_elements(job.instance_id))


JOBS = (mediate, decide, collect, give_up_claim, collect_claims, collect_claim)
