"""A market for tests: a certified enterprise with a seal, money and a payment password, and providers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from tests.factories import publication
from tests.factories.contracts import Parties
from tests.factories.people import Applicant, staff, viewer
from tests.factories.seals import sealed
from tests.workflows.business.wallet.conftest import receive
from workflows.approvals.models import Case, WorkItem
from workflows.approvals.tasks import deciding
from workflows.approvals.values import Decision
from workflows.bootstrap import Platform
from workflows.business.carts import operations as carts
from workflows.business.carts.models import Cart, CartLine
from workflows.business.carts.values import Mode, PurchaseChoice
from workflows.business.catalogue.models import Product
from workflows.business.contracts.values import Milestone, ReleasePlan
from workflows.business.ledger.checking import check_books
from workflows.business.ledger.money import to_fen
from workflows.business.ledger.queries import balance, find_account
from workflows.business.ledger.values import BalanceView
from workflows.business.orders import actions, ending, milestones
from workflows.business.orders.checkout import CheckoutRequest, place
from workflows.business.orders.models import (
    OrderEnding,
    OrderFile,
    OrderLine,
    OrderPlanChange,
    ServiceOrder,
)
from workflows.business.orders.order_lifecycle import locked
from workflows.business.orders.queries import order
from workflows.business.orders.quoting import quotes
from workflows.business.orders.values import Action, OrderDetail
from workflows.business.ratings.models import Rating
from workflows.ground.db import new_id
from workflows.people.identity.models import PaymentPassword
from workflows.people.identity.passwords import hash_password
from workflows.people.organisations.queries import organisation

PASSWORD = "Pay-with-2026"
NOTHING = BalanceView(Decimal("0.00"), Decimal("0.00"))


def specification(name: str, yuan: str | None, mode: str = "quantity") -> dict[str, Any]:
    """Return one specification of a listing; None: free."""
    if yuan is None:
        return {"specification": name, "pricing_mode": "free", "purchase_modes": [mode]}
    priced = {"specification": name, "pricing_mode": "simple", "purchase_modes": [mode]}
    return {**priced, f"price_{mode}": yuan}


@dataclass
class Market:
    """What people of the story do; each call is a transaction of its own, and due jobs run after it."""

    platform: Platform
    buyer: Applicant
    seller: Applicant
    product_id: str

    def sells(self, name: str = "轻量级生产执行系统", seller: Applicant | None = None, **values: Any) -> str:
        """Put a product of a provider on sale; return its id."""
        number = publication.listed(
            self.platform, (seller or self.seller).organisation_id, name=name, **values
        )
        with self.platform.begin() as work:
            return work.session.scalars(select(Product.id).where(Product.number == number)).one()

    def wants(
        self, product_id: str = "", name: str = "标准版", mode: Mode = "quantity", quantity: int = 1
    ) -> None:
        with self.platform.begin(self.buyer.user_id) as work:
            who = viewer(self.platform, self.buyer.user_id)
            choice = PurchaseChoice(name, mode, quantity)
            carts.add(work, who, self.buyer.organisation_id, product_id or self.product_id, choice)

    def shown(self, vouchers: dict[str, str] | None = None) -> CheckoutRequest:
        """Return what the page of the checkout would send now."""
        with self.platform.begin(self.buyer.user_id) as work:
            who = viewer(self.platform, self.buyer.user_id)
            cart = carts.cart(work, who, self.buyer.organisation_id)
            own = organisation(work, who, self.buyer.organisation_id)
            made = quotes(work, who, own, cart.lines, vouchers or {})
            due = {one.provider_id: one.due for one in made}
        return CheckoutRequest(cart.revision, due, vouchers or {})

    def orders(self, asked: CheckoutRequest | None = None) -> tuple[str, ...]:
        """Send the checkout; return the numbers of the orders."""
        asked = asked or self.shown()
        with self.platform.begin(self.buyer.user_id) as work:
            who = viewer(self.platform, self.buyer.user_id)
            numbers = place(work, who, self.buyer.organisation_id, asked)
        self.run()
        return numbers

    def ordered(self, yuan: str | None = "3000.00", quantity: int = 1) -> str:
        """Order one new product of this price; return the number."""
        self.wants(self.sells(specifications=[specification("标准版", yuan)]), quantity=quantity)
        (number,) = self.orders()
        return number

    def act(self, number: str, action: Action, reason: str = "说明") -> None:
        """Let the people of the side whose step it is take it."""
        side = actions.STEPS[action].side
        who = self.buyer if side == "enterprise" else self.seller
        with self.platform.begin(who.user_id) as work:
            actions.act(work, viewer(self.platform, who.user_id), number, action, reason)
        self.run()

    def pay(self, number: str, *, part: bool = False, password: str = PASSWORD) -> object:
        with self.platform.begin(self.buyer.user_id) as work:
            who = viewer(self.platform, self.buyer.user_id)
            refused = actions.pay(work, who, number, part=part, password=password)
        self.run()
        return refused

    def cancel(self, number: str, who: Applicant, reason: str = "不再需要") -> None:
        with self.platform.begin(who.user_id) as work:
            actions.cancel(work, viewer(self.platform, who.user_id), number, reason)
        self.run()

    def dispute(self, number: str, who: Applicant, reason: str = "与约定不符") -> None:
        with self.platform.begin(who.user_id) as work:
            actions.dispute(work, viewer(self.platform, who.user_id), number, reason)
        self.run()

    def proposed(self, number: str, who: Applicant, refund: str, reason: str = "业务调整") -> str:
        """Let a side propose to end an order; return the id of the proposal."""
        with self.platform.begin(who.user_id) as work:
            ending.propose(work, viewer(self.platform, who.user_id), number, Decimal(refund), reason)
        self.run()
        return self.look(number, who).endings[0].id

    def agree(self, number: str, who: Applicant, held: str | None = None) -> None:
        """Let a side agree to what was proposed last, as its page shows it."""
        shown = self.look(number, who)
        with self.platform.begin(who.user_id) as work:
            in_escrow = shown.held if held is None else Decimal(held)
            answerer = viewer(self.platform, who.user_id)
            ending.agree(work, answerer, number, shown.endings[0].id, held=in_escrow)
        self.run()

    def rule(self, number: str, decision: str, refund: str | None = None) -> None:
        """Let an operator decide the dispute of an order in the inbox."""
        with self.platform.begin() as work:
            case = work.session.scalars(select(Case).where(Case.number == number)).one()
            open_items = select(WorkItem.task_id).where(
                WorkItem.case_id == case.id, WorkItem.element_id == "disputed", WorkItem.state == "open"
            )
            task_id = work.session.scalars(open_items).one()
        said = {"decision": decision, "explanation": "经核对双方材料"}
        if refund is not None:
            said["refund_amount"] = refund
        judge = staff(self.platform, "operator")
        with self.platform.begin(judge) as work:
            deciding.decide(work, viewer(self.platform, judge), task_id, Decision("submit", data=said))
        self.run()

    def in_parts(self, number: str, *yuan: str, release: ReleasePlan = "milestones") -> None:
        """Let an order that is not begun have milestones of these amounts, as a signed contract does."""
        with self.platform.begin() as work:
            row = locked(work, number=number)
            row.release = release
            parts = [
                Milestone(f"第{one}步", to_fen(Decimal(part)), date(2026, 6, one))
                for one, part in enumerate(yuan, 1)
            ]
            milestones.plan_of_contract(work, row, parts)
            instance_id = work.session.get_one(Case, row.case_id).instance_id
            assert instance_id is not None
            work.runtime.set_variables(instance_id, {"milestones": list(range(1, len(parts) + 1))})

    def begun(
        self, yuan: str = "3000.00", *parts: str, release: ReleasePlan = "milestones", part: bool = False
    ) -> str:
        """Return an order that is paid and begun, with milestones of these amounts or as a whole."""
        number = self.ordered(yuan)
        self.act(number, "accept")
        if parts:
            self.in_parts(number, *parts, release=release)
        assert self.pay(number, part=part) is None
        self.act(number, "start")
        return number

    def look(self, number: str, who: Applicant | None = None) -> OrderDetail:
        at = (who or self.buyer).user_id
        with self.platform.begin(at) as work:
            return order(work, viewer(self.platform, at), number)

    def state(self, number: str) -> str:
        with self.platform.begin() as work:
            return work.session.scalars(select(ServiceOrder.state).where(ServiceOrder.number == number)).one()

    def wallet(self, who: Applicant) -> BalanceView:
        with self.platform.begin() as work:
            account = find_account(work, who.organisation_id, "wallet")
            return balance(work, account.id) if account is not None else NOTHING

    def parties(self) -> Parties:
        """Return both sides as parties of a contract, the provider with a seal now too."""
        sealed(self.platform, self.seller.user_id, self.seller.organisation_id)
        return Parties(self.platform, self.seller, self.buyer)

    def run(self) -> None:
        self.platform.engine.run_due_jobs()

    def check(self) -> None:
        """Add all books up again: nothing differs."""
        with self.platform.begin() as work:
            assert check_books(work, full=True).differences == ()


def pays_with(platform: Platform, user_id: str, password: str = PASSWORD) -> None:
    """Set a person's payment password."""
    with platform.begin() as work:
        hashed = hash_password(password)
        row = PaymentPassword(user_id=user_id, password_hash=hashed, failures=0, changed_at=work.now)
        work.session.add(row)


def market(platform: Platform, yuan: str = "20000.00") -> Market:
    """Return a market on a prepared platform: what the product of the factory costs is 3,000.00 each."""
    buyer = publication.company(platform, "enterprise", "浏阳花炮机械有限公司", "430100")
    seller = publication.provider(platform, "湘江数字科技有限公司", "430100")
    sealed(platform, buyer.user_id, buyer.organisation_id)
    pays_with(platform, buyer.user_id)
    with platform.begin() as work:
        receive(work, buyer.organisation_id, yuan, f"order money of {buyer.organisation_id}")
    made = Market(platform, buyer, seller, "")
    made.product_id = made.sells(specifications=[specification("标准版", "3000.00")])
    return made


def placed(platform: Platform, enterprise_id: str, provider_id: str) -> str:
    """Write an order of 100.00 that waits to be accepted, without a process; return its number."""
    with platform.begin() as work:
        order_id = new_id()
        row = ServiceOrder(
            id=order_id, number=f"DD-2026-{order_id[-6:]}", checkout_key=order_id,
            enterprise_id=enterprise_id, enterprise_name="企业", provider_id=provider_id,
            provider_name="服务机构", state="awaiting_acceptance", total_fen=10_000, deducted_fen=0,
            due_fen=10_000, deposit_fen=10_000, placed_by="", placed_at=work.now, entered_at=work.now,
        )  # fmt: skip
        work.session.add(row)
        work.session.flush()
        line = OrderLine(
            order_id=order_id, position=1, product_id="", product_number="CP-1", product_name="产品",
            product_kind="service", specification="标准版", mode="quantity", quantity=1, unit_fen=10_000,
            amount_fen=10_000,
        )  # fmt: skip
        work.session.add(line)
    return str(row.number)


def proposed_ending(platform: Platform, number: str) -> str:
    """Write a proposal of the enterprise to end an order, without a process; return its id."""
    with platform.begin() as work:
        row = OrderEnding(
            id=new_id(), order_id=locked(work, number=number).id, side="enterprise", refund_fen=0,
            reason="不再需要", state="open", proposed_by="", proposed_at=work.now,
        )  # fmt: skip
        work.session.add(row)
        work.session.flush()
        return row.id


def proposed_plan_change(platform: Platform, number: str) -> str:
    """Write a change of the plan that the enterprise of an order proposes; return its id."""
    with platform.begin() as work:
        part = {"kind": "changed", "position": 1, "title": "第1步", "amount_fen": 9_000, "due": "2026-12-31"}
        row = OrderPlanChange(
            id=new_id(), order_id=locked(work, number=number).id, side="enterprise",
            parts=[{**part, "was_amount_fen": 10_000, "was_due": "2026-12-01"}], reason="减少内容",
            state="open", proposed_by="", proposed_at=work.now,
        )  # fmt: skip
        work.session.add(row)
        work.session.flush()
        return row.id


def collected(platform: Platform, who: Applicant) -> str:
    """Put something into a person's cart; return the id of the line."""
    with platform.begin(who.user_id) as work:
        cart = Cart(organisation_id=who.organisation_id, user_id=who.user_id, revision=1)
        work.session.add(cart)
        work.session.flush()
        line = CartLine(
            cart_id=cart.id, product_id="gone", specification="标准版", mode="quantity", quantity=1,
            seen_fen=100, added_at=work.now,
        )  # fmt: skip
        work.session.add(line)
        work.session.flush()
        return line.id


def reported_file(platform: Platform, number: str) -> str:
    """Write a milestone of an order, and a report with a file; return the id of the file."""
    with platform.begin() as work:
        row = locked(work, number=number)
        milestones.plan_whole(work, row)
        report = milestones.report(work, milestones.milestones_of(work, row)[0], "已完成")
        file = OrderFile(
            order_id=row.id, report_id=report.id, name="验收单.pdf", content_type="application/pdf",
            size_bytes=4, sha256="", content=b"%PDF", added_by="", added_at=work.now,
        )  # fmt: skip
        work.session.add(file)
        work.session.flush()
        return file.id


def rated(platform: Platform, number: str) -> str:
    """Write what the enterprise of an order says of its provider; return the id of the rating."""
    with platform.begin() as work:
        row = locked(work, number=number)
        rating = Rating(
            about_kind="service_order", about_id=row.id, about_number=number, by="enterprise",
            rater_id=row.enterprise_id, rater_name=row.enterprise_name,
            rated_id=row.provider_id, rated_name=row.provider_name,
            products="产品", quality=4, promptness=4, communication=4, words="", rated_by="",
            rated_at=work.now,
        )  # fmt: skip
        work.session.add(rating)
        work.session.flush()
        return rating.id
