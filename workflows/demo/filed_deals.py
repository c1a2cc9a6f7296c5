"""Deals that the first providers have made outside the platform: on file and rated, asked, objected to."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from typing import Any

from sqlalchemy import select

from forms import FileStore
from workflows.approvals.cases import submitting
from workflows.approvals.models import Case
from workflows.approvals.values import Decision
from workflows.business.filed_deals import operations
from workflows.business.filed_deals.deal_lifecycle import PROCESS
from workflows.business.filed_deals.models import FiledDeal
from workflows.business.filed_deals.values import Answer
from workflows.business.ratings.operations import rate
from workflows.business.ratings.values import CRITERIA, RatingDraft
from workflows.demo.deciding import decide
from workflows.demo.pictures import CONTRACT, sample_paper
from workflows.demo.story import Act
from workflows.files.operations import store
from workflows.ground.clock import SHANGHAI
from workflows.ground.work import Work
from workflows.people.identity.queries import id_by_identifier
from workflows.people.organisations.models import Organisation
from workflows.people.organisations.queries import organisations_of
from workflows.people.viewer_loader import viewer_of

Told = tuple[Answer, str] | None
DEALS: tuple[tuple[str, str, dict[str, Any], Told, Decision | None], ...] = (
    ("provider1", "enterprise1", {
        "title": "ERP 与设备数据对接", "amount": "86000.00", "days_ago": 40,
        "contract_number": "HT-2026-0417", "description": "采集二十台机床的开停机与产量，按班次写入 ERP。",
    }, ("confirm", ""), Decision("approve", "合同与发票一致。")),
    ("provider2", "enterprise1", {
        "title": "年度网络安全运维", "amount": "48000.00", "days_ago": 65, "contract_number": "AQ-2026-031",
        "description": "按季度巡检办公网和生产网，出具报告并协助整改。",
    }, ("object", "合同含两次应急响应，金额应为 42000 元。"), None),
    ("provider2", "enterprise2", {
        "title": "灌装线能耗监测", "amount": "32500.00", "days_ago": 20, "contract_number": "NH-2026-008",
        "description": "加装十二块智能电表，形成能耗日报。",
    }, None, None),
)  # fmt: skip
"""Who files which deal with whom, what the customer says, and the operator; None: it still waits."""
RATED = DEALS[0]


def acts(files: FileStore) -> Iterator[tuple[str, Act]]:
    """Yield who does what, in order; what is due runs after each."""
    for provider, customer, said, told, decision in DEALS:
        yield provider, partial(_file, files=files, customer=customer, said=said)
        if told is not None:
            yield customer, partial(_answer, title=said["title"], said=told[0], words=told[1])
        if decision is not None:
            yield "operator", partial(decide, process_id=PROCESS, decision=decision)
    provider, customer, said, *_ = RATED
    yield customer, partial(_rate, title=said["title"], stars=5, words="对接平稳，上线后响应及时。")
    yield provider, partial(_rate, title=said["title"], stars=5, words="需求清楚，验收配合。")


def _file(work: Work, *, files: FileStore, customer: str, said: dict[str, Any]) -> None:
    viewer, (own, *_) = viewer_of(work), organisations_of(work, work.actor)
    customer_id = id_by_identifier(work, customer)
    assert customer_id is not None, "companies sign up before they are named"
    (of, *_rest) = organisations_of(work, customer_id)
    made_on = work.now.astimezone(SHANGHAI).date() - timedelta(days=said["days_ago"])
    papers = {}
    for field, file_name in (("contract", "合同.png"), ("invoices", "发票.png")):
        lines = [("编号", "Number", said["contract_number"]), ("金额", "Amount", said["amount"])]
        paper = io.BytesIO(sample_paper(lines, CONTRACT))
        kept = store(work, files, viewer, paper, name=file_name, profile="scan", organisation_id=own.id)
        papers[field] = [dict(kept.descriptor)]
    form = {name: value for name, value in said.items() if name != "days_ago"} | papers | {
        "customer_code": work.session.get_one(Organisation, of.id).credit_code, "made_on": f"{made_on}",
    }  # fmt: skip
    submitting.submit(work, viewer, PROCESS, form, organisation_id=own.id)


def _answer(work: Work, *, title: str, said: Answer, words: str) -> None:
    operations.answer(work, viewer_of(work), _number_of(work, title), said, words)


def _rate(work: Work, *, title: str, stars: int, words: str) -> None:
    draft = RatingDraft(dict.fromkeys(CRITERIA, stars), words)
    rate(work, viewer_of(work), _number_of(work, title), draft)


def _number_of(work: Work, title: str) -> str:
    numbers = select(Case.number).join(FiledDeal, FiledDeal.case_id == Case.id)
    return work.session.scalars(numbers.where(FiledDeal.title == title)).one()
