"""What a case does to the demand it is about; called by the kind of case and by its process's jobs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from workflows.approvals.cases.numbers import id_by_number
from workflows.approvals.models import Case
from workflows.business.demands import deposits, tender_lifecycle
from workflows.business.demands.invitation_lifecycle import end_all
from workflows.business.demands.models import Demand
from workflows.business.demands.values import BEFORE_PUBLICATION, DemandState
from workflows.business.ledger.money import to_fen
from workflows.business.ledger.values import Cause
from workflows.ground.clock import SHANGHAI
from workflows.ground.db import new_id
from workflows.ground.fulltext import document
from workflows.ground.held_rows import held_row
from workflows.ground.work import Work
from workflows.people.organisations.queries import names

PROCESS = "demand_publication"
SUBJECT = "demand"


def locked(work: Work, demand_id: str) -> Demand:
    """Return the row as it is now, held until the end of the transaction. Raises: NotFound."""
    return held_row(work, Demand, demand_id, "demands.not_found")


def locked_by_number(work: Work, number: str) -> Demand:
    """Return the demand with this number as it is now, held. Raises: NotFound."""
    wanted = id_by_number(work, Demand.id, Demand.case_id, number)
    return held_row(work, Demand, wanted, "demands.not_found")


def made(work: Work, organisation_id: str, data: Mapping[str, Any]) -> str:
    """Make the demand that a case begins with; return its id."""
    row = Demand(
        id=new_id(), organisation_id=organisation_id, state="awaiting_deposit", required_fen=0,
        deposit_fen=0, fee_fen=0, reason="", created_by=work.actor, created_at=work.now,
    )  # fmt: skip
    _fill(work, row, data)
    work.session.add(row)
    work.session.flush()
    return row.id


def submitted(work: Work, demand_id: str, case_id: str, data: Mapping[str, Any]) -> None:
    """Take over what was handed in, for the first time or after a correction; the deposit follows."""
    row = locked(work, demand_id)
    row.case_id = case_id
    _fill(work, row, data)
    _stand(work, row, "awaiting_deposit")


def _fill(work: Work, row: Demand, data: Mapping[str, Any]) -> None:
    row.title, row.category, row.description = (
        str(data[name]) for name in ("title", "category", "description")
    )
    row.budget_fen = to_fen(Decimal(str(data["budget"])))
    row.deliver_by = date.fromisoformat(str(data["deliver_by"]))
    row.payment, row.invoice_name = str(data["payment"]), str(data["invoice_name"])
    row.contact, row.mobile = str(data["contact"]), str(data["mobile"])
    tendered = data["selection"] == "tender"
    row.selection = str(data["selection"])
    row.minimum_bidders = int(data["minimum_bidders"]) if tendered else 0
    opening = datetime.fromisoformat(str(data["opens_at"])) if tendered else None
    row.opens_at = opening.replace(tzinfo=SHANGHAI) if opening is not None else None
    own = names(work, [row.organisation_id])
    row.words = document(row.title, row.description, own.get(row.organisation_id, ""))


def name(work: Work, demand_id: str) -> str:
    """Return what the case's title names: the title of the demand. Raises: NotFound."""
    return locked(work, demand_id).title


def returned(work: Work, demand_id: str) -> None:
    """The operator sends it back; what is held stays held."""
    _stand(work, locked(work, demand_id), "returned")


def resumed(work: Work, demand_id: str) -> None:
    """It is in review again without being handed in again."""
    _stand(work, locked(work, demand_id), "in_review")


def withdrawn(work: Work, demand_id: str) -> None:
    """The enterprise takes it back before it is published: the deposit goes back."""
    end(work, locked(work, demand_id), "withdrawn")


def ended(work: Work, demand_id: str, _state: str, _data: Any) -> None:
    """The case is over: a demand that it leaves in the middle, because it was ended, is withdrawn."""
    row = locked(work, demand_id)
    if row.state in BEFORE_PUBLICATION:
        end(work, row, "withdrawn")


def end(
    work: Work, row: Demand, state: DemandState, *, order_id: str | None = None, fee: Decimal = Decimal(0)
) -> None:
    """Let a held demand be over: its deposit goes back, and what runs of its tender or invitations ends.

    `order_id`: the order that it has led to; `fee`, in yuan, stays of the deposit with the platform.
    """
    if row.state == "published":
        end_all(work, row, "drop" if state == "awarded" else "lapse")
        tender_lifecycle.end_with(work, row, "enterprise" if state == "withdrawn" else "platform")
    number = work.session.get_one(Case, row.case_id).number
    deposits.charge(work, row, Cause("case", number), f"demand:{row.id}:fee", fee)
    deposits.give_back(work, row, Cause("case", number), f"demand:{row.id}:{state}")
    row.ended_at, row.order_id = work.now, order_id
    _stand(work, row, state)


def known(work: Work, organisation_id: str) -> dict[str, Any]:
    """Return what the form of a demand begins with: the name that stands on most invoices."""
    return {"invoice_name": names(work, [organisation_id]).get(organisation_id, "")}


def process_variables(_work: Work, demand_id: str) -> dict[str, Any]:
    """Return what messages of the process are addressed to."""
    return {"demand": demand_id}


def hold_deposit(work: Work, row: Demand, case: Case) -> Decimal:
    """Let the required deposit of a held demand be held; return what is missing, 0 once it is in review.

    One that is published or over already stays as it is.
    """
    if row.state not in BEFORE_PUBLICATION:
        return Decimal(0)
    key = f"demand:{row.id}:deposit:{case.round}"
    missing = deposits.hold(work, row, Cause("case", case.number), key)
    _stand(work, row, "awaiting_deposit" if missing else "in_review")
    return missing


def publish(work: Work, row: Demand) -> None:
    """Let a held demand stand in the project hall, and its tender begin if it is to have one."""
    row.published_at = work.now
    _stand(work, row, "published")
    tender_lifecycle.begin(work, row)


def _stand(work: Work, row: Demand, state: DemandState) -> None:
    row.state = state
    work.session.flush()
