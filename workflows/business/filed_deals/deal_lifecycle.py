"""What a case does to the filed deal it is about; called by the kind of case and by its process's jobs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from forms import Text
from workflows.approvals.cases.numbers import id_by_number
from workflows.approvals.models import Case
from workflows.business.catalogue.models import Product
from workflows.business.filed_deals.models import FiledDeal
from workflows.business.filed_deals.values import RUNNING, FiledState
from workflows.business.ledger.money import to_fen
from workflows.business.orders.values import Side
from workflows.business.rankings.points import Happening, award
from workflows.business.rankings.values import Ranked
from workflows.business.volumes.counting import count_deal
from workflows.ground.db import new_id
from workflows.ground.errors import FieldProblem, Invalid
from workflows.ground.fulltext import document
from workflows.ground.held_rows import held_row
from workflows.ground.work import Work
from workflows.notices.operations import send_messages
from workflows.people.organisations.models import Organisation
from workflows.people.organisations.queries import names, who_bind

PROCESS = "transaction_filing"
SUBJECT = "filed_deal"
ANSWERED = "filed_deal_answered"
"""What the process waits for; the key is the id of the filed deal."""
NEWS = "filed_deal_news"
FILES = ("contract", "invoices")
"""Fields of the form that hold files."""
TOLD: Mapping[str, Text] = {
    "asked": Text(
        "请在 5 个工作日内确认该笔交易或提出异议",
        "Please confirm it or object to it within five working days",
    ),
    "reminded": Text(
        "尚未确认，请确认该笔交易或提出异议", "Nobody has answered yet: please confirm it or object to it"
    ),
    "confirm": Text("客户已确认，等待平台审核", "The customer has confirmed it; the platform reviews it"),
    "object": Text("客户提出异议，由平台审核", "The customer has objected; the platform reviews it"),
    "on_file": Text("已通过审核并备案，请对本次合作进行评价", "It is on file: please rate the other side"),
    "rejected": Text("未通过审核", "It was not approved"),
    "rate": Text("对方已对本次合作作出评价", "The other side has rated you"),
    "answer": Text("对方已回复您的评价", "The other side has answered your rating"),
    "rating_kept": Text(
        "平台已审核被举报的评价，评价继续公开", "The platform has reviewed the reported rating: it stands"
    ),
    "rating_hidden": Text(
        "平台已审核被举报的评价，予以屏蔽", "The platform has reviewed the reported rating: it is hidden"
    ),
}
"""What a side is told, by what has happened."""


def locked(work: Work, deal_id: str) -> FiledDeal:
    """Return the row as it is now, held until the end of the transaction. Raises: NotFound."""
    return held_row(work, FiledDeal, deal_id, "filed_deals.not_found")


def locked_by_number(work: Work, number: str) -> FiledDeal:
    """Return the filed deal with this number as it is now, held. Raises: NotFound."""
    wanted = id_by_number(work, FiledDeal.id, FiledDeal.case_id, number)
    return held_row(work, FiledDeal, wanted, "filed_deals.not_found")


def number_of(work: Work, row: FiledDeal) -> str:
    """Return the number of a filed deal, "" while its case has not begun."""
    case = work.session.get(Case, row.case_id) if row.case_id else None
    return case.number if case is not None else ""


def made(work: Work, organisation_id: str, data: Mapping[str, Any]) -> str:
    """Make the filed deal that a case begins with; return its id. Raises: Invalid: at the fields."""
    own = names(work, [organisation_id])
    row = FiledDeal(
        id=new_id(), provider_id=organisation_id, provider_name=own[organisation_id], filed_by=work.actor,
        filed_at=work.now, state="awaiting_customer", answer="", objection="", answered_by="",
    )  # fmt: skip
    _fill(work, row, data)
    work.session.add(row)
    work.session.flush()
    return row.id


def submitted(work: Work, deal_id: str, case_id: str, data: Mapping[str, Any]) -> None:
    """Take over what was handed in, for the first time or after a correction; the customer is asked."""
    row = locked(work, deal_id)
    row.case_id = case_id
    _fill(work, row, data)
    row.answer, row.objection, row.answered_by, row.answered_at = "", "", "", None
    _stand(work, row, "awaiting_customer")


def _fill(work: Work, row: FiledDeal, data: Mapping[str, Any]) -> None:
    customer = _customer(work, row.provider_id, str(data["customer_code"]))
    row.enterprise_id, row.enterprise_name = customer.id, customer.name
    row.product_id = _product_id(work, row.provider_id, str(data.get("product_number") or "").strip())
    row.title, row.description = str(data["title"]), str(data.get("description") or "")
    row.contract_number = str(data["contract_number"])
    row.amount_fen = to_fen(Decimal(str(data["amount"])))
    row.made_on = date.fromisoformat(str(data["made_on"]))
    row.files = [{**one, "field": field} for field in FILES for one in data.get(field) or ()]
    row.words = document(row.title, row.enterprise_name, row.provider_name, row.contract_number)


def _customer(work: Work, provider_id: str, code: str) -> Organisation:
    """Return the certified enterprise of a credit code. Raises: Invalid: at the field."""
    wanted = select(Organisation).where(
        Organisation.credit_code == code.strip().upper(), Organisation.kind == "enterprise",
        Organisation.certification == "certified", Organisation.id != provider_id,
    )  # fmt: skip
    customer = work.session.scalar(wanted)
    if customer is None:
        raise Invalid(
            "filed_deals.no_customer", [FieldProblem("customer_code", "filed_deals.no_customer", {})]
        )
    return customer


def _product_id(work: Work, provider_id: str, number: str) -> str | None:
    """Return the id of the provider's product with a number, None for "". Raises: Invalid: at the field."""
    if not number:
        return None
    wanted = select(Product.id).where(
        Product.number == number, Product.organisation_id == provider_id, Product.listed_data.is_not(None)
    )
    product_id = work.session.scalar(wanted)
    if product_id is None:
        raise Invalid(
            "filed_deals.no_product", [FieldProblem("product_number", "filed_deals.no_product", {})]
        )
    return product_id


def name(work: Work, deal_id: str) -> str:
    """Return what the case's title names: the customer. Raises: NotFound."""
    return locked(work, deal_id).enterprise_name


def process_variables(_work: Work, deal_id: str) -> dict[str, Any]:
    """Return what messages of the process are addressed to."""
    return {"filed_deal": deal_id}


def returned(work: Work, deal_id: str) -> None:
    """The operator sends it back to be corrected."""
    _stand(work, locked(work, deal_id), "returned")


def resumed(work: Work, deal_id: str) -> None:
    """It is in review again without being handed in again."""
    _stand(work, locked(work, deal_id), "in_review")


def withdrawn(work: Work, deal_id: str) -> None:
    """The provider takes it back."""
    _end(work, locked(work, deal_id), "withdrawn")


def ended(work: Work, deal_id: str, outcome: str, _data: Any) -> None:
    """The case is over: what it leaves open was rejected, or was ended by the operators."""
    row = locked(work, deal_id)
    if row.state in RUNNING:
        _end(work, row, "rejected" if outcome == "rejected" else "withdrawn")
        if outcome == "rejected":
            tell(work, row, "enterprise", "rejected")


def ask(work: Work, row: FiledDeal, *, again: bool) -> None:
    """Ask the customer of a held deal to confirm it; nothing, if it has answered or it is over meanwhile."""
    if row.state == "awaiting_customer":
        tell(work, row, "enterprise", "reminded" if again else "asked")


def await_review(work: Work, row: FiledDeal) -> None:
    """Let a held deal wait for the operators, whether the customer has answered or not."""
    if row.state == "awaiting_customer":
        _stand(work, row, "in_review")


def put_on_file(work: Work, row: FiledDeal, case: Case, rate_until: datetime) -> int:
    """Let a held deal count for volume and ranking, once; return its points. Both sides may rate until then.

    One that is on file already stays as it is.
    """
    happened = Happening("deal_filed", row.id, case.number, row.title)
    points = award(work, [Ranked("provider", row.provider_id)], happened)
    if row.state == "on_file":
        return points
    sums = {row.product_id: row.amount_fen} if row.product_id else {}
    count_deal(work, row.provider_id, row.amount_fen, sums)
    row.rate_until = rate_until
    _end(work, row, "on_file")
    tell(work, row, "enterprise", "on_file")
    return points


def tell(work: Work, row: FiledDeal, side: Side, what: str) -> None:
    """Tell the people of one side what has happened to a filed deal."""
    said = {
        "what": TOLD[what].zh, "what_en": TOLD[what].en, "deal": row.title, "number": number_of(work, row),
        "other": row.provider_name if side == "enterprise" else row.enterprise_name,
    }  # fmt: skip
    send_messages(work, _people(work, row, side), NEWS, said)


def _people(work: Work, row: FiledDeal, side: Side) -> list[str]:
    """Return who binds a side; of the provider also who has filed it."""
    people = who_bind(work, row.enterprise_id if side == "enterprise" else row.provider_id)
    if side == "provider" and row.filed_by not in people:
        people.append(row.filed_by)
    return people


def _end(work: Work, row: FiledDeal, state: FiledState) -> None:
    row.ended_at = work.now
    _stand(work, row, state)


def _stand(work: Work, row: FiledDeal, state: FiledState) -> None:
    row.state = state
    work.session.flush()
