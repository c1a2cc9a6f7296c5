"""Orders and their contracts: one signed after a return, one that waits, one returned with a remark."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import partial

from workflows.business.contracts import answering, drafting, queries, templates
from workflows.business.contracts.values import ClauseRemark, Milestone, TemplateView, Terms
from workflows.demo import orders
from workflows.demo.orders import CLOUD, FIRST, FULL, GATEWAY, SECOND, ordered, steps
from workflows.demo.story import Act
from workflows.ground.clock import SHANGHAI
from workflows.ground.work import Work
from workflows.people.viewer_loader import viewer_of
from workflows.scenarios.contracts import sign_by_code

SELLER = "provider2"
WORK = {
    GATEWAY: "供应边缘采集网关，完成车间设备联网、点位配置和数据看板部署，并对设备管理员进行培训。",
    CLOUD: "开通轻量级 MES 云服务专业版账号，完成基础数据导入、工艺路线配置和班组长培训。",
}
SAID: Mapping[str, str] = {
    "delivery_place": "甲方长沙生产车间",
    "acceptance_days": "10",
    "penalty_rate": "3",
    "warranty_months": "12",
    "data_location": "湖南省内的数据中心",
}
"""What stands in the variables of the template that are neither days nor what the service is."""
TOO_LATE = "第二个里程碑的日期赶在年度盘点期间，车间无法停机，请顺延两周，并写明停机时间须经我方书面同意。"
PENALTY = "违约金比例请双方对等，按每日千分之一约定。"


def acts(secret_key: str) -> Iterator[tuple[str, Act]]:
    """Yield who does what, in order: orders without a contract first, what stays in a cart last."""
    yield from orders.acts()
    yield from ordered(FIRST, GATEWAY, FULL, 3)
    yield from steps(FIRST, SELLER, GATEWAY, "accept")
    yield SELLER, partial(_offer, product=GATEWAY, days=(30, 45))
    yield FIRST, partial(_give_back, clause="period", said=TOO_LATE)
    yield SELLER, partial(_offer, product=GATEWAY, days=(30, 60))
    yield FIRST, _agree
    yield SELLER, partial(_sign, secret_key=secret_key)
    yield FIRST, partial(_sign, secret_key=secret_key)
    yield from steps(FIRST, SELLER, GATEWAY, "pay", "start", "finish", "approve")
    yield from ordered(SECOND, GATEWAY, FULL, 2)
    yield from steps(SECOND, SELLER, GATEWAY, "accept")
    yield SELLER, partial(_offer, product=GATEWAY, days=(21, 35))
    yield SECOND, partial(_give_back, clause="breach", said=PENALTY)
    yield from ordered(SECOND, CLOUD, FULL, 2)
    yield from steps(SECOND, SELLER, CLOUD, "accept")
    yield SELLER, partial(_offer, product=CLOUD, days=(14, 28))
    yield from orders.fill_cart()


def _newest(work: Work) -> str:
    """Return the contract of the actor's organisation that was begun last."""
    return max(one.id for one in queries.contracts(work, viewer_of(work)).contracts)


def _offer(work: Work, *, product: str, days: tuple[int, int]) -> None:
    """Draft the newest contract, with two milestones so many days from now, and offer it."""
    viewer, contract_id = viewer_of(work), _newest(work)
    chosen = next(one for one in templates.choices(work) if one.template_id == "technical_service")
    if queries.contract(work, viewer, contract_id).draft is None:
        drafting.choose_template(work, viewer, contract_id, chosen.id)
    amount = queries.contract(work, viewer, contract_id).amount_fen
    drafting.offer(work, viewer, contract_id, _terms(work, chosen, product, amount, days))


def _terms(work: Work, chosen: TemplateView, product: str, amount_fen: int, days: tuple[int, int]) -> Terms:
    today, half = work.now.astimezone(SHANGHAI).date(), amount_fen // 2
    first, last = (today + timedelta(days=one) for one in days)
    milestones = (
        Milestone("设备到货并完成联网", half, first),
        Milestone("试运行和培训验收", amount_fen - half, last),
    )
    content = chosen.content
    values = tuple(
        (one.name, _value(one.name, one.kind, product, (today, last))) for one in content.variables
    )
    return Terms(
        content.title, content.clauses, milestones, "instalments", deposit_fen=half, values=values,
        release="milestones",
    )  # fmt: skip


def _value(name: str, kind: str, product: str, period: tuple[date, date]) -> str:
    if kind == "date":
        return period[0 if name.startswith("begin") else 1].isoformat()
    return WORK[product] if kind == "long_text" else SAID[name]


def _give_back(work: Work, *, clause: str, said: str) -> None:
    viewer, contract_id = viewer_of(work), _newest(work)
    version = len(queries.contract(work, viewer, contract_id).versions)
    remarks = [ClauseRemark(clause, said)]
    answering.give_back(work, viewer, contract_id, version, remarks=remarks, opinion="有一处请修改后再提交。")


def _agree(work: Work) -> None:
    viewer, contract_id = viewer_of(work), _newest(work)
    answering.agree(work, viewer, contract_id, len(queries.contract(work, viewer, contract_id).versions))


def _sign(work: Work, *, secret_key: str) -> None:
    sign_by_code(work, secret_key, _newest(work))
