"""What the supplement to a contract says of a change of plan: the language of contracts is Chinese."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from workflows.business.contracts.content import LONGEST_TITLE
from workflows.business.contracts.queries import plan
from workflows.business.contracts.values import Clause, Milestone, Terms
from workflows.business.ledger.money import shown
from workflows.business.orders import milestones, plan_effects
from workflows.business.orders.models import OrderMilestone, OrderPlanChange, ServiceOrder
from workflows.ground.work import Work

_ENDING = "补充协议"
_NUMERALS = "一二三四五六七八九十"


def supplement_terms(work: Work, row: ServiceOrder, change: OrderPlanChange, contract_id: str) -> Terms:
    """Return the terms of the supplement; its plan has all milestones, accepted ones as they are."""
    original = plan(work, contract_id)
    said = _Change(row, change, original.number, original.title)
    earlier = sum(one.state == "in_force" for one in plan_effects.changes(work, row))
    return Terms(
        _title(original.title, earlier),
        (
            Clause("grounds", "变更依据", "\n".join(said.grounds())),
            Clause("changes", "变更内容", "\n".join(said.changes())),
            Clause("money", "款项处理", said.money()),
            Clause("validity", "效力", said.validity()),
        ),
        tuple(_planned(milestones.milestones_of(work, row), change)),
        original.payment,
        original.deposit_fen,
        way=original.way,
        release=original.release,
        supplements=original.number,
    )


def _title(original: str, earlier: int) -> str:
    ending = f"{_ENDING}（{_NUMERALS[earlier]}）" if 0 < earlier < len(_NUMERALS) else _ENDING
    return f"{original[: LONGEST_TITLE - len(ending)]}{ending}"


def _planned(rows: Sequence[OrderMilestone], change: OrderPlanChange) -> Iterator[Milestone]:
    for one, part in milestones.to_be(rows, change.parts):
        if part is not None:
            yield Milestone(part["title"], part["amount_fen"], date.fromisoformat(part["due"]))
        elif one is not None:
            accepted = "（已验收）" if one.state == "accepted" else ""
            title = f"{one.title[: LONGEST_TITLE - len(accepted)]}{accepted}"
            assert one.due_on is not None, "milestones of a contract have a day"
            yield Milestone(title, one.amount_fen, one.due_on)


class _Change:
    """The clauses about one change."""

    def __init__(self, row: ServiceOrder, change: OrderPlanChange, number: str, title: str) -> None:
        self.row, self.change, self.number, self.title = row, change, number, title
        self.added_fen = plan_effects.added_fen(change)

    def grounds(self) -> Iterator[str]:
        yield (
            f"本协议是《{self.title}》（合同编号：{self.number}，以下称原合同）的补充协议，"
            f"由甲乙双方就平台订单 {self.row.number} 的履行协商订立。"
        )
        yield f"变更原因：{' '.join(self.change.reason.split())}"

    def changes(self) -> Iterator[str]:
        for part in self.change.parts:
            yield _said(part)
        total = self.row.due_fen
        if self.added_fen:
            yield f"原合同总价款由 {shown(total)} 元变更为 {shown(total + self.added_fen)} 元。"
        else:
            yield f"原合同总价款 {shown(total)} 元不变。"
        yield "未列明的里程碑不变，变更后的完整计划见本协议的里程碑计划。"

    def money(self) -> str:
        if self.added_fen > 0:
            return (
                f"增加的价款 {shown(self.added_fen)} 元由甲方支付至平台托管，"
                "变更后的里程碑计划自支付之日起执行。支付前，所涉里程碑已经验收或者订单已经结束的，按原计划执行。"
            )
        if self.added_fen < 0:
            return (
                f"减少的价款 {shown(-self.added_fen)} 元中，已托管而超出变更后总价款的部分，"
                "自双方签署之日由平台退回甲方钱包；尚未支付的部分不再支付。已经结算给乙方的价款不变。"
            )
        return "托管款项和已经结算给乙方的价款不变，变更后的里程碑计划自双方签署之日起执行。"

    def validity(self) -> str:
        return (
            "本协议自双方签署之日起生效。本协议未涉及的事项按原合同执行；"
            "本协议与原合同不一致的，以本协议为准。"
        )


def _said(part: dict[str, Any]) -> str:
    named = f"里程碑“{part['title']}”"
    if part["kind"] == "removed":
        return f"取消{named}，其金额 {shown(part['was_amount_fen'])} 元。"
    if part["kind"] == "added":
        return f"新增{named}：金额 {shown(part['amount_fen'])} 元，完成日期 {_day(part['due'])}。"
    return f"{named}：{'；'.join(_changed(part))}。"


def _changed(part: dict[str, Any]) -> Iterator[str]:
    if part["amount_fen"] != part["was_amount_fen"]:
        yield f"金额由 {shown(part['was_amount_fen'])} 元变更为 {shown(part['amount_fen'])} 元"
    if part["due"] != part["was_due"]:
        yield f"完成日期由 {_day(part['was_due'])}变更为 {_day(part['due'])}"


def _day(text: str) -> str:
    day = date.fromisoformat(text)
    return f"{day.year} 年 {day.month} 月 {day.day} 日"
