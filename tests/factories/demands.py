"""Demands for tests: one written as it is, and what an enterprise hands in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from tests.factories.orders import Market
from tests.factories.people import Applicant, staff, viewer
from tests.workflows.conftest import FixedClock
from workflows.approvals.cases.submitting import submit
from workflows.approvals.inbox.lists import to_do
from workflows.approvals.models import Case
from workflows.approvals.tasks import assignment, deciding
from workflows.approvals.values import Decision
from workflows.bootstrap import Platform
from workflows.business.demands import second_round, tender_queries
from workflows.business.demands.bidding import BidDraft, bid
from workflows.business.demands.demand_lifecycle import PROCESS
from workflows.business.demands.invitation_models import DemandInvitation, InvitationEntry, InvitationFile
from workflows.business.demands.models import Demand
from workflows.business.demands.sealed_bids import PURPOSE
from workflows.business.demands.tender_models import Tender, TenderBid, TenderBidFile
from workflows.files.sent_files import SentFile
from workflows.ground.clock import SHANGHAI
from workflows.ground.db import new_id
from workflows.ground.fulltext import document
from workflows.ground.safe import Safe

MINIMUM = "设备联网与看板建设，实时采集三十台机床数据，以连续运行三十天为验收标准。"


def said(platform: Platform, **changes: Any) -> dict[str, Any]:
    """Return what the form of a demand says."""
    day = platform.clock().astimezone(SHANGHAI).date() + timedelta(days=60)
    return {
        "title": "机加工车间设备联网", "category": "ai", "deliver_by": f"{day}", "description": MINIMUM,
        "budget": "80000.00", "payment": "instalments", "selection": "invitation",
        "invoice_name": "浏阳花炮机械有限公司", "contact": "周敏", "mobile": "13900001234",
    } | changes  # fmt: skip


def handed_in(platform: Platform, owner: Applicant, **changes: Any) -> str:
    """Hand a demand in; return its number. What is due runs after it."""
    with platform.begin(owner.user_id) as work:
        who = viewer(platform, owner.user_id)
        case = submit(work, who, PROCESS, said(platform, **changes), organisation_id=owner.organisation_id)
    platform.engine.run_due_jobs()
    return case.number


def decided(platform: Platform, number: str, decision: Decision) -> None:
    """Let an operator decide what waits of a demand."""
    judge = staff(platform, "operator")
    who = viewer(platform, judge)
    with platform.begin(judge) as work:
        (item,) = [one for one in to_do(work, who).items if one.case.number == number]
        assignment.claim(work, who, item.task_id)
        deciding.decide(work, who, item.task_id, decision)
    platform.engine.run_due_jobs()


def published(platform: Platform, owner: Applicant, **changes: Any) -> str:
    """Hand a demand in and let it be approved; return its number."""
    number = handed_in(platform, owner, **changes)
    decided(platform, number, Decision("approve"))
    return number


def state(platform: Platform, number: str) -> str:
    """Return the state of a demand."""
    with platform.begin() as work:
        rows = select(Demand.state).join(Case, Case.id == Demand.case_id).where(Case.number == number)
        return work.session.scalars(rows).one()


def demanded(
    platform: Platform, owner: Applicant, standing: str = "returned", day: date | None = None, **values: Any
) -> str:
    """Write a demand with its case, without a process and without a deposit; return its number."""
    with platform.begin() as work:
        demand_id, case_id = new_id(), new_id()
        number = f"XQ-2026-{demand_id[-6:]}"
        work.session.add(
            Case(
                id=case_id, number=number, process_id=PROCESS, definition_id="none",
                applicant_id=owner.user_id, organisation_id=owner.organisation_id, organisation_name="企业",
                subject_id=demand_id, title_zh="需求", title_en="Demand", state="in_review", round=1,
                personal=False, members=True, submitted_at=work.now, updated_at=work.now,
            )
        )  # fmt: skip
        title = values.pop("title", "设备联网")
        row = {
            "category": "ai", "description": MINIMUM, "budget_fen": 8_000_000, "payment": "full",
            "deliver_by": day or (work.now + timedelta(days=60)).date(), "invoice_name": "企业",
            "contact": "周敏", "mobile": "13900001234", "created_at": work.now, "selection": "invitation",
            "minimum_bidders": 0, "fee_fen": 0,
        } | values  # fmt: skip
        work.session.add(
            Demand(
                id=demand_id, organisation_id=owner.organisation_id, case_id=case_id, title=title,
                state=standing, required_fen=0, deposit_fen=0, reason="", words=document(title, MINIMUM),
                created_by=owner.user_id, **row,
            )
        )  # fmt: skip
    return number


def invited(platform: Platform, number: str, provider_id: str) -> dict[str, str]:
    """Write an invitation that was accepted, with a file, without a process; return their ids by name."""
    with platform.begin() as work:
        demands = select(Demand.id).join(Case, Case.id == Demand.case_id).where(Case.number == number)
        row = DemandInvitation(
            id=new_id(), demand_id=work.session.scalars(demands).one(), provider_id=provider_id,
            state="accepted", price_fen=300_000, invited_by="", invited_at=work.now,
        )  # fmt: skip
        work.session.add(row)
        work.session.flush()
        entry = InvitationEntry(
            id=new_id(), invitation_id=row.id, at=work.now, side="platform", actor="system", kind="say",
            text="说明",
        )  # fmt: skip
        work.session.add(entry)
        work.session.flush()
        kept = InvitationFile(
            id=new_id(), invitation_id=row.id, entry_id=entry.id, name="方案.pdf",
            content_type="application/pdf", size_bytes=4, sha256="", content=b"%PDF",
        )  # fmt: skip
        work.session.add(kept)
        return {"invitation": row.id, "invitation_file": kept.id}


def bid_for(platform: Platform, number: str, provider_id: str) -> dict[str, str]:
    """Write a tender that is over, with an opened bid and its file, without a process; return ids by name."""
    safe = Safe(platform.settings.secret_key, PURPOSE)
    with platform.begin() as work:
        demands = select(Demand.id).join(Case, Case.id == Demand.case_id).where(Case.number == number)
        tender = Tender(
            id=new_id(), demand_id=work.session.scalars(demands).one(), state="ended", minimum=0,
            opens_at=work.now, opened_at=work.now, enough=True, revision=1, ended_at=work.now,
        )  # fmt: skip
        work.session.add(tender)
        work.session.flush()
        row = TenderBid(
            id=new_id(), tender_id=tender.id, provider_id=provider_id, state="lost", receipt="", plan=PLAN,
            handed_in_by="", handed_in_at=work.now, opened_at=work.now, price_fen=300_000,
            second_round=False,
        )  # fmt: skip
        work.session.add(row)
        work.session.flush()
        kept = TenderBidFile(
            id=new_id(), bid_id=row.id, opened_at=work.now, name="方案.pdf", content_type="application/pdf",
            size_bytes=4, sealed=safe.lock_bytes(b"%PDF"),
        )  # fmt: skip
        work.session.add(kept)
        return {"bid": row.id, "bid_file": kept.id}


PLAN = "含三十台采集网关、看板和两次现场培训，九十天内上线。"


def tendered(platform: Platform, owner: Applicant, *, hours: int = 72, minimum: int = 3) -> str:
    """Publish a demand whose bids are opened in so many hours; return its number."""
    opening = platform.clock().astimezone(SHANGHAI) + timedelta(hours=hours)
    return published(
        platform, owner, selection="tender", minimum_bidders=f"{minimum}",
        opens_at=f"{opening:%Y-%m-%dT%H:%M}",
    )  # fmt: skip


def bids(
    platform: Platform, provider: Applicant, number: str, price: str, plan: str = PLAN,
    files: Sequence[SentFile] = (),
) -> None:  # fmt: skip
    """Let a provider bid for a demand."""
    with platform.begin(provider.user_id) as work:
        who = viewer(platform, provider.user_id)
        offer = BidDraft(provider.organisation_id, Decimal(price), plan, files)
        bid(work, who, platform.settings.secret_key, number, offer)


def tender_of(platform: Platform, number: str) -> Tender:
    """Return the tender of a demand."""
    with platform.begin() as work:
        demands = select(Demand.id).join(Case, Case.id == Demand.case_id).where(Case.number == number)
        return work.session.scalars(select(Tender).where(Tender.demand_id.in_(demands))).one()


def opened(platform: Platform, clock: FixedClock, number: str) -> None:
    """Let the time of the opening come."""
    clock.now = tender_of(platform, number).opens_at
    platform.engine.run_due_jobs(clock.now)


def asked_again(at: Market, number: str, providers: Sequence[Applicant] = (), hours: int = 24) -> str:
    """Let the enterprise begin the second round with some of the bidders, () for all; return one's bid."""
    with at.platform.begin(at.buyer.user_id) as work:
        who = viewer(at.platform, at.buyer.user_id)
        wanted = {one.organisation_id for one in providers}
        shown = tender_queries.room(work, who, number).bids
        chosen = [one.id for one in shown if not wanted or one.provider_id in wanted]
        second_round.ask_again(work, who, number, chosen, hours)
    at.run()
    return chosen[0]
