"""Jobs of the processes around vouchers, and what the platform does by the clock."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from engine import JobContext
from engine.definitions import JobVariable
from forms import Text
from workflows.approvals.cases.job_case import case_of, conclude, form_of, organisation_of
from workflows.business.ledger.values import Cause
from workflows.business.vouchers import quota
from workflows.business.vouchers.expiry import look_at_ends
from workflows.business.vouchers.operations import grant, open_programme
from workflows.business.vouchers.queries import programme, remaining_budget
from workflows.business.vouchers.values import GrantOrder, GrantSource, ProgrammeDraft
from workflows.ground.clock import midnight
from workflows.ground.errors import WorkflowsError
from workflows.ground.jobs import background_job, job

FORM = JobVariable("context", ("申请表单", "The form of the application"))
ASKED = JobVariable("number", ("申请或核定的金额", "The amount asked, or that the table gives"))
REMAINING = JobVariable("number", ("券种剩余预算", "What is left of the programme's budget"))
OBSTACLE = JobVariable(
    "text", ("不能发放的原因，空为没有", "Why it cannot be granted; empty: nothing is in the way")
)
VOUCHER = JobVariable("context", ("所申请的券种", "The programme"), members=frozenset({"id", "year", "most"}))
DECISION = JobVariable("context", ("审核人填写的金额和理由", "What the reviewer grants, and why"))
SIZE = JobVariable("context", ("企业划型的结果", "The size class"), members=frozenset({"size_class"}))
QUOTA = JobVariable("number", ("决策表给出的额度", "The amount of the decision table"))
FINAL = frozenset({"vouchers.granted_already", "vouchers.programme_over", "vouchers.not_certified"})
"""Refusals that no other amount would cure; the others go back to the reviewer."""


@job(
    "voucher.check",
    ("查询券种和剩余预算", "Look up the programme and what is left of its budget"),
    reads={"application": FORM},
    gives={
        "voucher": VOUCHER, "asked": ASKED, "remaining_budget": REMAINING, "obstacle": OBSTACLE,
        "decision": JobVariable("context", ("清空，等待审核人填写", "Emptied for the reviewer")),
    },
)  # fmt: skip
def check(job: JobContext) -> Mapping[str, Any]:
    """`voucher.check`: what the steps after it decide by. A new round begins without an earlier decision."""
    case = case_of(job)
    application = form_of(case, job)
    chosen = programme(job.work, quota.programme_id(application))
    return {
        "voucher": {"id": chosen.id, "year": chosen.year, "most": chosen.most},
        "asked": Decimal(str(application.get("amount") or 0)),
        "remaining_budget": remaining_budget(job.work, chosen.id),
        "obstacle": "",
        "decision": None,
    }


@job(
    "voucher.quota",
    ("取定通用券额度：不超过单张面额上限", "Settle a general amount: no more than one voucher may be worth"),
    reads={"quota": QUOTA, "voucher": VOUCHER},
    gives={"asked": ASKED},
)
def settle(job: JobContext) -> Mapping[str, Any]:
    """`voucher.quota`: what the table gives, within the programme's largest face value."""
    most = Decimal(str(job.variables["voucher"]["most"]))
    return {"asked": min(Decimal(str(job.variables["quota"])), most)}


@job(
    "voucher.grant",
    ("从券种预算中发放服务券", "Grant the voucher from the programme's budget"),
    reads={"application": FORM, "asked": ASKED, "decision": DECISION, "size": SIZE},
    gives={
        "outcome": JobVariable("text", ("结果：granted、refused 或 review", "granted, refused or review")),
        "obstacle": OBSTACLE, "remaining_budget": REMAINING, "granted_amount": ASKED,
    },
)  # fmt: skip
def grant_quota(job: JobContext) -> Mapping[str, Any]:
    """`voucher.grant`: once a case. What the budget or the face value refuses goes back to be reviewed."""
    case = case_of(job)
    chosen = quota.programme_id(form_of(case, job))
    decided = job.variables.get("decision") or {}
    amount = Decimal(str(decided.get("granted_amount") or job.variables["asked"]))
    order = GrantOrder(
        chosen, organisation_of(case, job), GrantSource("quota", case.number), Cause("case", case.number),
        amount, size_class=str(job.variables["size"]["size_class"]),
    )  # fmt: skip
    outcome, obstacle = "granted", ""
    try:
        grant(job.work, order)
    except WorkflowsError as refusal:
        outcome = "refused" if refusal.code in FINAL else "review"
        obstacle = refusal.code.partition(".")[2]
    else:
        conclude(job, case, "approved", "approved", _granted_in_words(amount, decided))
    left = remaining_budget(job.work, chosen)
    return {"outcome": outcome, "obstacle": obstacle, "remaining_budget": left, "granted_amount": amount}


def _granted_in_words(amount: Decimal, decided: Mapping[str, Any]) -> Text:
    """Return what the timeline tells the applicant: the amount, and why it is less than was asked."""
    why = str(decided.get("less_reason") or "")
    zh, en = f"发放服务券 {amount:,.2f} 元", f"A voucher of {amount:,.2f} yuan was granted"
    return Text(f"{zh}；核减理由：{why}", f"{en}; less than asked: {why}") if why else Text(zh, en)


@job(
    "voucher.open_programme",
    ("设立券种并拨付预算", "Open the programme, and assign its budget"),
    reads={"application": FORM},
    repeatable=False,
)
def open_approved(job: JobContext) -> None:
    """`voucher.open_programme`: the approved form is the programme; its last day is one of use."""
    case = case_of(job)
    said = form_of(case, job)
    first, last = (date.fromisoformat(str(said[name])) for name in ("valid_from", "valid_until"))
    budget, least, most = (Decimal(str(said[name])) for name in ("budget", "least", "most"))
    draft = ProgrammeDraft(
        name=str(said["name"]), year=int(said["year"]), kind=said["kind"],
        categories=tuple(said.get("categories") or ()), share_percent=int(said["share_percent"]),
        budget=budget, least=least, most=most,
        valid_from=midnight(first),
        valid_until=midnight(last + timedelta(days=1)),
        terms=str(said.get("terms") or ""),
    )  # fmt: skip
    open_programme(job.work, draft, case_number=case.number)
    conclude(job, case, "approved", "approved")


@job("voucher.refuse", ("不予发放", "Nothing is granted"))
def refuse(job: JobContext) -> None:
    """`voucher.refuse`: the case ends as rejected, though nobody has decided so."""
    conclude(job, case_of(job), "rejected", "rejected")


@background_job(
    "voucher.expire",
    ("服务券到期提醒和收回", "Warn of vouchers that end soon, take back those that ended"),
    cron="*/10 * * * *",
)
def ends(job: JobContext) -> None:
    """`voucher.expire`: a notice thirty days before, then what is left goes back."""
    look_at_ends(job.work)


JOBS = (check, settle, grant_quota, open_approved, refuse, ends)
