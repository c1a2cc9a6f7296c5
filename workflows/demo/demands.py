"""Demands of the first two enterprises: published, in review, returned, withdrawn, negotiated, tendered."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from sqlalchemy import select

from workflows.approvals.cases import submitting
from workflows.approvals.models import Case
from workflows.approvals.values import Decision
from workflows.business.demands import actions, bidding, inviting
from workflows.business.demands.demand_lifecycle import PROCESS
from workflows.business.demands.invitation_models import DemandInvitation
from workflows.business.demands.models import Demand
from workflows.demo import direct_demands
from workflows.demo.deciding import decide
from workflows.demo.story import Act
from workflows.demo.wallets import BANK, Moved, carry_out
from workflows.ground.clock import SHANGHAI
from workflows.ground.work import Work
from workflows.people.identity.queries import id_by_identifier
from workflows.people.organisations.queries import organisations_of
from workflows.people.viewer_loader import viewer_of

FIRST, SECOND = "enterprise1", "enterprise2"
APPROVED = Decision("approve", "内容完整，可以公布。")
DEMANDS: tuple[tuple[str, dict[str, Any], Decision | None], ...] = (
    (FIRST, {
        "title": "机加工车间设备联网与看板建设", "category": "equipment_networking", "budget": "180000.00",
        "days": 75, "payment": "instalments",
        "description": "三十台数控机床联网采集，建设车间电子看板，与现有 ERP 对接。"
        "以连续运行三十天、数据完整率不低于 99% 为验收标准。",
    }, APPROVED),
    (FIRST, {
        "title": "数据安全体检与整改", "category": "security", "budget": "30000.00", "days": 40,
        "payment": "full",
        "description": "对办公网和生产网开展数据安全体检，出具报告并协助整改高风险问题，整改后复测通过。",
    }, None),
    (SECOND, {
        "title": "质量追溯系统选型与实施", "category": "quality_control", "budget": "90000.00", "days": 75,
        "payment": "full", "selection": "tender", "minimum_bidders": "3", "opens_in_days": 5,
        "description": "按批次追溯原料、工序和检验记录，扫码查询，两个月内完成上线和人员培训。",
    }, APPROVED),
    (SECOND, {
        "title": "厂区能耗监测", "category": "energy", "budget": "45000.00", "days": 60,
        "payment": "instalments",
        "description": "对空压站和两条产线加装电表，形成能耗日报和异常告警，具体范围待现场勘察。",
    }, Decision("return", "请写明点位数量和验收标准。")),
    (FIRST, {
        "title": "仓储条码管理", "category": "warehouse", "budget": "60000.00", "days": 50, "payment": "full",
        "description": "原料仓与成品仓条码管理，出入库扫码，库存准确率不低于 98%。",
    }, APPROVED),
)  # fmt: skip
"""Who publishes what, and what the operator says; None: it still waits."""
WITHDRAWN = "仓储条码管理"
NEGOTIATED = "机加工车间设备联网与看板建设"
TENDERED = "质量追溯系统选型与实施"


def acts(secret_key: str) -> Iterator[tuple[str, Act]]:
    """Yield who does what, in order; what is due runs after each."""
    for number, user_name in enumerate((FIRST, SECOND), start=1):
        came = Moved(0, BANK, user_name, "10000.00", "recharge", f"BANK-XQ{number}")
        yield "system", partial(carry_out, one=came)
    for user_name, said, decision in DEMANDS:
        yield user_name, partial(_hand_in, said=said)
        if decision is not None:
            yield "operator", partial(decide, process_id=PROCESS, decision=decision)
    yield FIRST, _withdraw
    for provider, words in (
        ("provider1", "请就设备联网方案报价，含安装和培训。"),
        ("provider2", "请报价并附实施计划。"),
    ):
        yield FIRST, partial(_invite, provider=provider, words=words)
    yield "provider2", partial(_accept, price="168000.00", words="含三十台采集网关、看板和两次现场培训。")
    yield FIRST, partial(_write, words="请补充数据完整率的测试方法。")
    for provider, price in (("provider1", "86000.00"), ("provider2", "78500.00")):
        yield provider, partial(_bid, secret_key=secret_key, price=price)
    yield from direct_demands.acts()


def _hand_in(work: Work, *, said: dict[str, Any]) -> None:
    (own, *_) = organisations_of(work, work.actor)
    day = work.now.astimezone(SHANGHAI).date() + timedelta(days=said["days"])
    opening = work.now.astimezone(SHANGHAI) + timedelta(days=said.get("opens_in_days", 0))
    tendered = {"opens_at": f"{opening:%Y-%m-%d}T10:00"} if "opens_in_days" in said else {}
    form = {"selection": "invitation"} | {
        name: value for name, value in said.items() if name not in {"days", "opens_in_days"}
    } | tendered | {
        "deliver_by": f"{day}", "invoice_name": own.name, "contact": "周敏", "mobile": "13900001234",
    }  # fmt: skip
    submitting.submit(work, viewer_of(work), PROCESS, form, organisation_id=own.id)


def _withdraw(work: Work) -> None:
    actions.withdraw(work, viewer_of(work), _number_of(work, WITHDRAWN), "改由集团统一建设。")


def _number_of(work: Work, title: str) -> str:
    numbers = select(Case.number).join(Demand, Demand.case_id == Case.id).where(Demand.title == title)
    return work.session.scalars(numbers).one()


def _bid(work: Work, *, secret_key: str, price: str) -> None:
    (own, *_) = organisations_of(work, work.actor)
    plan = "按批次建立原料、工序和检验档案，产品一物一码，扫码可查；八周上线，含两次培训和一年维护。"
    offer = bidding.BidDraft(own.id, Decimal(price), plan)
    bidding.bid(work, viewer_of(work), secret_key, _number_of(work, TENDERED), offer)


def _invite(work: Work, *, provider: str, words: str) -> None:
    provider_id = id_by_identifier(work, provider)
    assert provider_id is not None, "companies sign up before they are invited"
    (of, *_) = organisations_of(work, provider_id)
    inviting.invite(work, viewer_of(work), _number_of(work, NEGOTIATED), of.id, words)


def _accept(work: Work, *, price: str, words: str) -> None:
    inviting.accept(work, viewer_of(work), _newest_invitation(work), Decimal(price), words)


def _write(work: Work, *, words: str) -> None:
    inviting.say(work, viewer_of(work), _newest_invitation(work), words)


def _newest_invitation(work: Work) -> str:
    newest = select(DemandInvitation.id).order_by(DemandInvitation.id.desc()).limit(1)
    return work.session.scalars(newest).one()
