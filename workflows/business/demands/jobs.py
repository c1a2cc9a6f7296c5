"""Jobs of the publication of demands, and what the platform does by the clock."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from engine import JobContext
from engine.definitions import JobVariable
from workflows.approvals.cases.job_case import case_of, conclude, subject_of
from workflows.business.demands import presence, second_round, tender_lifecycle
from workflows.business.demands.demand_lifecycle import SUBJECT, end, hold_deposit, locked, publish
from workflows.business.demands.expiry import end_what_is_over
from workflows.business.demands.tender_models import Tender
from workflows.business.ledger.money import shown, to_fen
from workflows.ground.jobs import background_job, job
from workflows.ground.services import Services
from workflows.notices.operations import send_messages
from workflows.people.organisations.queries import who_bind

DEPOSIT = JobVariable("number", ("决策表给出的保证金", "The deposit that the decision table gives"))
HELD = JobVariable("boolean", ("保证金是否已冻结", "Whether the deposit is held"))


@job(
    "demand.hold_deposit",
    ("从钱包冻结需求保证金", "Hold the deposit of a demand in the wallet"),
    reads={"deposit": DEPOSIT},
    gives={"deposit_held": HELD},
)
def hold(job: JobContext) -> Mapping[str, Any]:
    """`demand.hold_deposit`: what is held already counts; its people are told where the wallet is short."""
    case = case_of(job)
    row = locked(job.work, subject_of(case, job, SUBJECT))
    row.required_fen = to_fen(Decimal(str(job.variables["deposit"])))
    missing = hold_deposit(job.work, row, case)
    if missing:
        said = {
            "demand": row.title, "number": case.number, "deposit": shown(row.required_fen),
            "missing": f"{missing:,.2f}",
        }  # fmt: skip
        send_messages(job.work, who_bind(job.work, row.organisation_id), "demand_short", said)
    return {"deposit_held": not missing}


@job("demand.publish", ("在项目大厅公布需求", "Publish the demand in the project hall"), repeatable=False)
def publish_approved(job: JobContext) -> None:
    """`demand.publish`: from now on everybody finds it."""
    case = case_of(job)
    publish(job.work, locked(job.work, subject_of(case, job, SUBJECT)))
    conclude(job, case, "approved", "approved")


@job("demand.refuse", ("需求不通过，退回保证金", "Refuse it, give the deposit back"), repeatable=False)
def refuse(job: JobContext) -> None:
    """`demand.refuse`: the operator has said why."""
    end(job.work, locked(job.work, subject_of(case_of(job), job, SUBJECT)), "rejected")


@job("tender.open", ("开标：打开全部密封投标", "Open all sealed bids of a tender"))
def open_bids(job: JobContext, services: Services) -> None:
    """`tender.open`: not before its time."""
    tender_lifecycle.open_bids(job.work, services.settings.secret_key, _held_tender(job))


@job("tender.open_quotes", ("打开第二轮全部报价", "Open all prices of the second round"))
def open_quotes(job: JobContext, services: Services) -> None:
    """`tender.open_quotes`: not before its time, or before all have given one."""
    second_round.open_quotes(job.work, services.settings.secret_key, _held_tender(job))


def _held_tender(job: JobContext) -> Tender:
    """Return the tender of a step, held; the demand is held first, as whoever bids or withdraws does."""
    tender_id = subject_of(case_of(job), job, tender_lifecycle.SUBJECT)
    locked(job.work, job.work.session.get_one(Tender, tender_id).demand_id)
    return tender_lifecycle.locked(job.work, tender_id)


@background_job(
    "demand.expire",
    ("需求到期，退回保证金", "End demands whose delivery date is over, give deposits back"),
    cron="*/10 * * * *",
)
def expire(job: JobContext) -> None:
    """`demand.expire`: a bounded number at once; the next run goes on."""
    end_what_is_over(job.work)


@background_job(
    "tender.forget_visits",
    ("清理竞标室在线记录", "Forget who was online in the rooms of tenders"),
    cron="7 * * * *",
)
def forget_visits(job: JobContext) -> None:
    """`tender.forget_visits`: a bounded number at once; the next run goes on."""
    presence.forget_visits(job.work)


JOBS = (hold, publish_approved, refuse, open_bids, open_quotes, expire, forget_visits)
