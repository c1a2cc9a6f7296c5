"""Filed deals for tests: one written as it is, and what the form says."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.factories.people import Applicant
from workflows.approvals.models import Case
from workflows.bootstrap import Platform
from workflows.business.filed_deals.deal_lifecycle import PROCESS
from workflows.business.filed_deals.models import FiledDeal
from workflows.ground.db import new_id
from workflows.ground.fulltext import document
from workflows.people.organisations.models import Organisation
from workflows.scenarios.form_samples import credit_code


def said(platform: Platform, customer_id: str, **changes: Any) -> dict[str, Any]:
    """Return what the form of a filed deal says about a customer, which gets a credit code."""
    with platform.begin() as work:
        customer = work.session.get_one(Organisation, customer_id)
        customer.credit_code = customer.credit_code or credit_code("430100", 17)
        code = customer.credit_code
    return {
        "customer_code": code, "title": "产线数据采集改造", "amount": "52000.00", "made_on": "2026-09-30",
        "contract_number": "HT-2026-17", "description": "", "product_number": "", "contract": [],
        "invoices": [],
    } | changes  # fmt: skip


def filed(platform: Platform, provider: Applicant, customer_id: str, **values: Any) -> str:
    """Write a filed deal with its case, without a process; return its number."""
    with platform.begin() as work:
        row_id, case_id = new_id(), new_id()
        number = f"JY-2026-{row_id[-6:]}"
        work.session.add(
            Case(
                id=case_id, number=number, process_id=PROCESS, definition_id="none",
                applicant_id=provider.user_id, organisation_id=provider.organisation_id,
                organisation_name="服务机构", subject_id=row_id, title_zh="交易备案", title_en="Deal filing",
                state="in_review", round=1, personal=False, members=True, submitted_at=work.now,
                updated_at=work.now,
            )
        )  # fmt: skip
        row = {
            "title": "产线数据采集改造", "state": "awaiting_customer", "answer": "", "objection": "",
            "answered_by": "", "filed_at": work.now, "files": [], "description": "", "amount_fen": 5_200_000,
        } | values  # fmt: skip
        work.session.add(
            FiledDeal(
                id=row_id, case_id=case_id, provider_id=provider.organisation_id, provider_name="服务机构",
                enterprise_id=customer_id, enterprise_name="企业", contract_number="HT-2026-17",
                made_on=date(2026, 9, 30), filed_by=provider.user_id, words=document(row["title"]), **row,
            )
        )  # fmt: skip
    return number
