"""Direct demands for tests: one written as it is, and what the form says."""

from __future__ import annotations

from typing import Any

from tests.factories.people import Applicant
from workflows.approvals.models import Case
from workflows.bootstrap import Platform
from workflows.business.direct_demands.direct_lifecycle import PROCESS
from workflows.business.direct_demands.models import DirectDemand
from workflows.ground.db import new_id
from workflows.ground.fulltext import document


def said(**changes: Any) -> dict[str, Any]:
    """Return what the form of a direct demand says."""
    return {
        "title": "主轴预测维护咨询", "description": "两台五轴机床主轴多次异常停机，希望评估加装监测。",
        "budget": "60000.00", "contact": "周敏", "mobile": "13900001234",
    } | changes  # fmt: skip


def asked(platform: Platform, owner: Applicant, provider_id: str, **values: Any) -> str:
    """Write a direct demand to a provider with its case, without a process; return its number."""
    with platform.begin() as work:
        row_id, case_id = new_id(), new_id()
        number = f"ZQ-2026-{row_id[-6:]}"
        work.session.add(
            Case(
                id=case_id, number=number, process_id=PROCESS, definition_id="none",
                applicant_id=owner.user_id, organisation_id=owner.organisation_id, organisation_name="企业",
                subject_id=row_id, title_zh="直接需求", title_en="Direct demand", state="in_review", round=1,
                personal=False, members=True, submitted_at=work.now, updated_at=work.now,
            )
        )  # fmt: skip
        row = {
            "title": "主轴预测维护咨询", "addressee_name": "湘江检测", "state": "sent", "answer": "",
            "outcome": "", "sent_at": work.now, "answered_by": "", "ended_by": "",
        } | values  # fmt: skip
        work.session.add(
            DirectDemand(
                id=row_id, case_id=case_id, enterprise_id=owner.organisation_id, provider_id=provider_id,
                addressee_kind="provider", addressee_id=provider_id, description="说明", contact="周敏",
                mobile="13900001234", sent_by=owner.user_id,
                words=document(row["title"], row["addressee_name"]), **row,
            )
        )  # fmt: skip
    return number
