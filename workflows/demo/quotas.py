"""Programmes and quotas in all states: granted at once and in part, waiting, returned, refused."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from forms import FileStore
from workflows.approvals.cases import submitting
from workflows.approvals.values import Decision
from workflows.business.vouchers.queries import programmes
from workflows.demo.agents import AGENT
from workflows.demo.deciding import decide
from workflows.demo.pictures import CONTRACT, sample_paper
from workflows.demo.story import Act
from workflows.files.operations import store
from workflows.ground.clock import SHANGHAI
from workflows.ground.work import Work
from workflows.people.organisations.queries import organisations_of
from workflows.people.viewer_loader import viewer_of

PROGRAMME, QUOTA = "voucher_programme", "voucher_quota"
PART = {"granted_amount": "40000.00", "less_reason": "合同中的培训费用不在支持范围内。"}
LATE, EARLIER = "合同缺少签章页，请补充后重新提交。", "合同签订于上一年度，不在本年度支持范围内。"
ASKED: tuple[tuple[str, str, Decision | None], ...] = (
    (AGENT, "80000.00", None),
    ("enterprise3", "150000.00", Decision("approve", "合同金额属实。", data={"granted_amount": "150000.00"})),
    ("enterprise4", "60000.00", Decision("return", LATE)),
    ("enterprise6", "50000.00", Decision("approve", "同意核减后发放。", data=PART)),
    ("enterprise7", "30000.00", Decision("reject", EARLIER)),
)
"""Special vouchers that enterprises ask for, and what the operator says. 150,000 waits for the department."""


@dataclass(frozen=True, slots=True)
class _Told:
    """One programme, as an operator draws it up."""

    name: str
    categories: tuple[str, ...]
    budget: str
    terms: str


RENEWAL = _Told(
    "设备更新专项券", ("equipment_networking", "quality_control"), "3000000.00", "用于设备更新项目。"
)
TESTING = _Told("检测认证专项券", ("certification",), "800000.00", "用于产品检测和体系认证。")


def acts(files: FileStore) -> Iterator[tuple[str, Act]]:
    """Yield who does what, in order; what is due runs after each."""
    yield "operator", partial(_draw_up, told=RENEWAL)
    yield "department", partial(decide, process_id=PROGRAMME, decision=Decision("approve", "同意设立。"))
    yield "operator", partial(_draw_up, told=TESTING)
    yield "enterprise1", _ask_general
    for user_name, yuan, decision in ASKED:
        yield user_name, partial(_ask_special, files=files, yuan=yuan)
        if decision is not None:
            yield "operator", partial(decide, process_id=QUOTA, decision=decision)


def _draw_up(work: Work, *, told: _Told) -> None:
    year = work.now.astimezone(SHANGHAI).year
    said = {
        "name": f"{year} 年{told.name}", "year": year, "kind": "special", "categories": list(told.categories),
        "budget": told.budget, "share_percent": 50, "least": "1000.00", "most": "200000.00",
        "valid_from": f"{year}-01-01", "valid_until": f"{year + 1}-06-30", "terms": told.terms,
    }  # fmt: skip
    submitting.submit(work, viewer_of(work), PROGRAMME, said)


def _ask_general(work: Work) -> None:
    (first, *_) = programmes(work, kind="general")
    _ask(work, {"kind": "general", "general_programme": first.id})


def _ask_special(work: Work, *, files: FileStore, yuan: str) -> None:
    (first, *_) = programmes(work, kind="special")
    viewer, (own, *_rest) = viewer_of(work), organisations_of(work, work.actor)
    picture = sample_paper([("甲方", "Party A", str(own.number)), ("合同金额", "Amount", yuan)], CONTRACT)
    contract = store(
        work, files, viewer, io.BytesIO(picture), name="服务合同.png", profile="scan", organisation_id=own.id
    )  # fmt: skip
    said = {
        "kind": "special", "special_programme": first.id, "amount": yuan,
        "contract_number": f"HT-{own.number}", "contract": [dict(contract.descriptor)],
        "purpose": "更新检测与加工设备，提升产品一致性。",
    }  # fmt: skip
    _ask(work, said)


def _ask(work: Work, said: dict[str, Any]) -> None:
    (own, *_) = organisations_of(work, work.actor)
    submitting.submit(work, viewer_of(work), QUOTA, said, organisation_id=own.id)
