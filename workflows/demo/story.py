"""How the cases of the demonstration go: each company's story as steps with pauses between them."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from workflows.approvals.cases import submitting, withdraw_and_urge
from workflows.approvals.cases.visibility import facts_of, task_facts
from workflows.approvals.models import Case, WorkItem
from workflows.approvals.policies.eligible import eligible_people
from workflows.approvals.tasks import assignment, deciding
from workflows.approvals.values import ACTIVE_STATES, Decision, FieldRemark
from workflows.ground.work import Work
from workflows.people.viewer_loader import viewer_of

Act = Callable[[Work], None]
Begin = Callable[[str, Act], None]
"""Runs an act as a person at the present moment of the story."""

APPROVALS = (
    "资料齐全，符合条件。",
    "经核对，与营业执照一致，同意。",
    "材料完整，同意认证。",
    "符合要求，通过。",
)
REJECTIONS = (
    "营业执照已吊销，不符合认证条件。",
    "提交的资质证明与机构不符，不予通过。",
    "主营业务不属于服务范围，建议核实后另行申请。",
)
RETURNS: tuple[tuple[str, tuple[FieldRemark, ...]], ...] = (
    (
        "请补正以下两处后重新提交。",
        (
            FieldRemark("main_business", "请具体说明主要产品。"),
            FieldRemark("address", "请填写与执照一致的地址。"),
        ),
    ),
    (
        "联系方式与简介需要完善。",
        (
            FieldRemark("contact_phone", "电话无法接通，请核对。"),
            FieldRemark("introduction", "简介过于简单，请补充。"),
        ),
    ),
    ("营业执照照片不清晰。", (FieldRemark("licence", "请重新上传清晰的执照照片。"),)),
)
MEMBERSHIP = "同意入会。"


@dataclass
class Company:
    """One applicant of the demonstration; `case_id` is known once it has applied."""

    user_id: str
    organisation_id: str
    process_id: str
    story: str
    data: dict[str, Any]
    chance: random.Random
    case_id: str = ""


def tell(company: Company, begin: Begin) -> Iterator[timedelta]:
    """Act a company's story out; each yielded pause passes before the next step."""
    begin(company.user_id, lambda work: _submit(work, company))
    if company.story in {"open", "ordinary"}:
        return
    yield pause(company.chance, hours=(3, 40))
    if company.story == "withdrawn":
        begin(company.user_id, lambda work: _withdraw(work, company))
        return
    who = reviewer(company, begin)
    begin(who, lambda work: claim(work, company))
    if company.story == "claimed":
        return
    yield pause(company.chance, hours=(1, 5))
    if "return" in company.story or company.story == "resubmitted":
        opinion, remarks = company.chance.choice(RETURNS)
        begin(who, lambda work: decide(work, company, Decision("return", opinion, remarks)))
        if company.story == "returned":
            return
        yield pause(company.chance, hours=(20, 50))
        begin(company.user_id, lambda work: _correct(work, company))
        if company.story == "resubmitted":
            return
        yield pause(company.chance, hours=(4, 30))
    verdict = "reject" if company.story == "rejected" else "approve"
    opinion = company.chance.choice(REJECTIONS if verdict == "reject" else APPROVALS)
    begin(who, lambda work: decide(work, company, Decision(verdict, opinion)))
    if company.story == "member_approved":
        yield pause(company.chance, hours=(5, 30))
        operator = reviewer(company, begin)
        begin(operator, lambda work: decide(work, company, Decision("approve", MEMBERSHIP)))


def pause(chance: random.Random, *, hours: tuple[int, int]) -> timedelta:
    """Return a time between so many hours, always the same for the same `chance`."""
    return timedelta(minutes=chance.randint(hours[0] * 60, hours[1] * 60))


def _submit(work: Work, company: Company) -> None:
    case = submitting.submit(
        work,
        viewer_of(work),
        company.process_id,
        company.data,
        organisation_id=company.organisation_id,
    )
    company.case_id = case.id


def _withdraw(work: Work, company: Company) -> None:
    withdraw_and_urge.withdraw(work, viewer_of(work), company.case_id, "资料准备不充分，稍后重新提交。")


def claim(work: Work, company: Company) -> None:
    """Let the actor claim the open task of the case."""
    assignment.claim(work, viewer_of(work), _open_item(work, company).task_id)


def decide(work: Work, company: Company, decision: Decision) -> None:
    """Let the actor decide the open task of the case."""
    deciding.decide(work, viewer_of(work), _open_item(work, company).task_id, decision)


def _correct(work: Work, company: Company) -> None:
    company.data = _corrected(company.data)
    decide(work, company, Decision("submit", "已按意见补正。", data=company.data))


def _corrected(data: Mapping[str, Any]) -> dict[str, Any]:
    better = dict(data)
    better["address"] = f"{data.get('address', '')}（与执照一致）"
    better["introduction"] = f"{data.get('introduction', '')}现有自主专利十余项，产品销往全国各地。"
    return better


def reviewer(company: Company, begin: Begin) -> str:
    """Return somebody who may take the open task of the company's case."""
    people: list[str] = []

    def look(work: Work) -> None:
        item = _open_item(work, company)
        case = work.session.get_one(Case, company.case_id)
        people.extend(sorted(eligible_people(work, facts_of(case), task_facts(item))))

    begin("system", look)
    return company.chance.choice(people)


def _open_item(work: Work, company: Company) -> WorkItem:
    rows = select(WorkItem).where(WorkItem.case_id == company.case_id, WorkItem.state.in_(ACTIVE_STATES))
    return work.session.scalars(rows.order_by(WorkItem.opened_at)).one()
