"""Jobs of processes that move money in and out of wallets."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from engine import JobContext
from engine.definitions import JobVariable
from workflows.approvals.cases.job_case import case_of, conclude, form_of, organisation_of
from workflows.business.ledger.kinds import PLATFORM
from workflows.business.ledger.operations import move, open_account
from workflows.business.ledger.values import Cause
from workflows.business.wallet.offline_recharges import key_of
from workflows.business.wallet.slips import cases_with, note
from workflows.ground.jobs import job
from workflows.ground.reasons import in_words

FORM = JobVariable("context", ("申请表单", "The form of the application"))
ARRIVAL = JobVariable("context", ("实际到账的金额和日期", "What really came, and when"))
SAME_SLIP = JobVariable("text", ("曾提交相同回单的办件编号", "Numbers of cases with the very same slip"))


@job(
    "slip.note",
    ("登记回单并比对是否曾提交", "Note the slip, and tell where the same one was handed in before"),
    reads={"application": FORM},
    gives={"same_slip": SAME_SLIP},
)
def note_slip(job: JobContext) -> dict[str, Any]:
    """`slip.note`: by the content of the file, whatever it is called."""
    case = case_of(job)
    hashes = note(job.work, case.number, form_of(case, job).get("slip") or [])
    return {"same_slip": "、".join(cases_with(job.work, hashes, but=case.number))}


@job(
    "recharge.credit",
    ("按实际到账金额记入钱包", "Credit the wallet with what really came"),
    reads={"application": FORM, "arrival": ARRIVAL},
    repeatable=False,
)
def credit_offline(job: JobContext) -> None:
    """`recharge.credit`: one transfer a case, from the bank account of the platform."""
    case = case_of(job)
    amount = Decimal(str(job.variables["arrival"]["arrived_amount"]))
    bank = open_account(job.work, PLATFORM, "bank")
    wallet = open_account(job.work, organisation_of(case, job), "wallet")
    move(
        job.work, key=key_of(case.number), kind="recharge", cause=Cause("case", case.number),
        source=bank.id, target=wallet.id, amount=amount,
    )  # fmt: skip
    conclude(job, case, "approved", "approved", in_words("wallet.credited", amount=f"{amount:,.2f}"))


JOBS = (note_slip, credit_offline)
