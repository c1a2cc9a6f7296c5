"""After-sales cases for tests: completed orders, and what their two sides and operators do."""

from __future__ import annotations

import io
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select

from tests.factories.orders import Market
from tests.factories.people import Applicant, staff, viewer
from tests.workflows.business.wallet.conftest import receive
from workflows.approvals.models import Case, WorkItem
from workflows.approvals.tasks import deciding
from workflows.approvals.values import Decision
from workflows.bootstrap import Platform
from workflows.business.after_sales import operations, queries
from workflows.business.after_sales.models import AfterSalesCase, AfterSalesFile
from workflows.business.after_sales.timeline import note
from workflows.business.after_sales.values import CaseDetail
from workflows.business.ledger.kinds import PLATFORM
from workflows.business.ledger.operations import move, open_account
from workflows.business.ledger.queries import balance
from workflows.business.ledger.values import Cause
from workflows.business.orders.order_lifecycle import locked
from workflows.files.sent_files import CheckedFile, SentFile
from workflows.ground.db import new_id


@dataclass
class AfterSales:
    """What people do about a completed order; each call is a transaction of its own, and due jobs run."""

    at: Market

    @property
    def platform(self) -> Platform:
        return self.at.platform

    def completed(self, yuan: str | None = "3000.00") -> str:
        """Return an order that is accepted and paid out."""
        number = self.at.ordered(yuan)
        self.at.act(number, "accept")
        if yuan is not None:
            assert self.at.pay(number) is None
        for action in ("start", "finish", "approve"):
            self.at.act(number, action)  # type: ignore[arg-type]
        return number

    def open(self, order_number: str, reason: str = "报表导出后打不开", *files: SentFile) -> str:
        with self.platform.begin(self.at.buyer.user_id) as work:
            who = viewer(self.platform, self.at.buyer.user_id)
            number = operations.open_case(work, who, order_number, reason, files)
        self.at.run()
        return number

    def reply(self, number: str, words: str = "已更新报表模板", *files: SentFile) -> None:
        with self.platform.begin(self.at.seller.user_id) as work:
            operations.reply(work, viewer(self.platform, self.at.seller.user_id), number, words, files)
        self.at.run()

    def satisfied(self, number: str) -> None:
        with self.platform.begin(self.at.buyer.user_id) as work:
            operations.be_satisfied(work, viewer(self.platform, self.at.buyer.user_id), number)
        self.at.run()

    def ask_platform(self, number: str, words: str = "仍然打不开") -> None:
        with self.platform.begin(self.at.buyer.user_id) as work:
            operations.ask_platform(work, viewer(self.platform, self.at.buyer.user_id), number, words)
        self.at.run()

    def pay_claim(self, number: str) -> None:
        with self.platform.begin(self.at.seller.user_id) as work:
            operations.pay_claim(work, viewer(self.platform, self.at.seller.user_id), number)
        self.at.run()

    def mediating(self) -> str:
        """Return a case about a new order of 3,000.00 that is before the platform."""
        number = self.open(self.completed())
        self.reply(number)
        self.ask_platform(number)
        return number

    def decide(self, number: str, task: str = "mediating", **said: str) -> None:
        """Let an operator decide a task of a case in the inbox."""
        with self.platform.begin() as work:
            case_id = work.session.scalars(select(Case.id).where(Case.number == number)).one()
            open_items = select(WorkItem.task_id).where(
                WorkItem.case_id == case_id, WorkItem.element_id == task, WorkItem.state == "open"
            )
            task_id = work.session.scalars(open_items).one()
        judge = staff(self.platform, "operator")
        data = {"explanation": "经核对双方材料", **said}
        with self.platform.begin(judge) as work:
            deciding.decide(work, viewer(self.platform, judge), task_id, Decision("submit", data=data))
        self.at.run()

    def has_in_wallet(self, yuan: str) -> None:
        """Let the provider have so much, as if the rest had been paid out to its bank, or recharged."""
        with self.platform.begin() as work:
            wallet = open_account(work, self.at.seller.organisation_id, "wallet")
            more = Decimal(yuan) - balance(work, wallet.id).available
            if more > 0:
                receive(work, self.at.seller.organisation_id, str(more), new_id())
            elif more < 0:
                move(
                    work, key=new_id(), kind="withdrawal", cause=Cause("notice", "test"), source=wallet.id,
                    target=open_account(work, PLATFORM, "clearing").id, amount=-more,
                )  # fmt: skip

    def look(self, number: str, who: Applicant | None = None) -> CaseDetail:
        at = (who or self.at.buyer).user_id
        with self.platform.begin(at) as work:
            return queries.case(work, viewer(self.platform, at), number)


def sent(name: str, content: bytes) -> SentFile:
    """Return a file as it is sent."""
    return SentFile(name, io.BytesIO(content))


def opened_case(platform: Platform, order_number: str) -> tuple[str, str]:
    """Write a case about an order with a file, without a process; return its number and the file's id."""
    with platform.begin() as work:
        case_id = new_id()
        row = AfterSalesCase(
            id=case_id, number=f"SH-2026-{case_id[-6:]}", order_id=locked(work, number=order_number).id,
            state="awaiting_reply", reason="打不开", refundable_fen=0, opened_by="", opened_at=work.now,
            entered_at=work.now,
        )  # fmt: skip
        work.session.add(row)
        work.session.flush()
        note(
            work,
            row,
            "enterprise",
            "open",
            "打不开",
            files=[CheckedFile("截图.pdf", "application/pdf", b"%PDF")],
        )
        file_id = work.session.scalars(select(AfterSalesFile.id)).one()
    return str(row.number), file_id
