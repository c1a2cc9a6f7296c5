"""Direct demands of the first two enterprises: taken up, declined, one that still waits."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from sqlalchemy import select

from workflows.approvals.models import Case
from workflows.business.direct_demands import operations
from workflows.business.direct_demands.models import DirectDemand
from workflows.business.direct_demands.values import Step
from workflows.demo.story import Act
from workflows.ground.work import Work
from workflows.people.identity.queries import id_by_identifier
from workflows.people.organisations.queries import organisations_of
from workflows.people.viewer_loader import viewer_of

CONTACT = {"contact": "周敏", "mobile": "13900001234"}
DEMANDS: tuple[tuple[str, str, dict[str, Any], Step | None, str], ...] = (
    ("enterprise1", "provider1", {
        "title": "数控机床主轴预测维护咨询", "budget": "60000.00",
        "description": "两台五轴机床主轴多次异常停机，希望评估加装振动监测并预警的可行性和费用。",
    }, "accept", "本周四到现场勘察。"),
    ("enterprise2", "provider1", {
        "title": "老旧产线改造方案评估", "budget": "20000.00",
        "description": "一条 2008 年的灌装线，希望评估整线改造和局部改造两种方案的投入与工期。",
    }, "decline", "本季度排期已满，可联系园区其他服务机构。"),
    ("enterprise2", "provider1", {
        "title": "车间能耗数据接入看板",
        "description": "已有二十块智能电表，希望把数据接入现有看板并按班组统计能耗。",
    }, None, ""),
)  # fmt: skip
"""Who asks whom for what, and what the provider notes; None: it still waits."""


def acts() -> Iterator[tuple[str, Act]]:
    """Yield who does what, in order; what is due runs after each."""
    for enterprise, provider, said, step, words in DEMANDS:
        yield enterprise, partial(_send, provider=provider, said=said)
        if step is not None:
            yield provider, partial(_note, title=said["title"], step=step, words=words)


def _send(work: Work, *, provider: str, said: dict[str, Any]) -> None:
    provider_id = id_by_identifier(work, provider)
    assert provider_id is not None, "companies sign up before they are asked"
    (of, *_) = organisations_of(work, provider_id)
    operations.send(work, viewer_of(work), "provider", of.id, CONTACT | said)


def _note(work: Work, *, title: str, step: Step, words: str) -> None:
    numbers = select(Case.number).join(DirectDemand, DirectDemand.case_id == Case.id)
    number = work.session.scalars(numbers.where(DirectDemand.title == title)).one()
    operations.take_step(work, viewer_of(work), number, step, words)
