"""Bank cards 银行卡 of organisations: added, checked by a small payment, certified, locked, taken away."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any, cast

from sqlalchemy import func, select

from workflows.approvals.cases.offered_options import OfferedOptions
from workflows.approvals.cases.submitting import submit
from workflows.business.payments import queries as payments
from workflows.business.payments.card_numbers import SHOWN_DIGITS, lock_card, read_card, unlock_card
from workflows.business.payments.gateways import SANDBOX
from workflows.business.payments.pay_outs import create_pay_out
from workflows.business.payments.values import PayOutOrder
from workflows.business.wallet.models import BankCard
from workflows.business.wallet.policy import own_to_pay_from
from workflows.business.wallet.values import CardState, CardView
from workflows.ground.audit.log import Subject, record
from workflows.ground.errors import FieldProblem, Invalid, InvalidState, NotFound
from workflows.ground.held_rows import held_row
from workflows.ground.messages import Locale
from workflows.ground.reasons import in_words
from workflows.ground.work import Work
from workflows.people.organisations.queries import names
from workflows.people.viewer import Viewer

PROCESS = "bank_card_verification"
TRIES = 3
MOST_A_DAY = 5
"""Cards that an organisation adds in a day: each costs the platform money."""
DAY = timedelta(days=1)
SHOWN = 20
_LIVE = ("checking", "certified")


def add(work: Work, viewer: Viewer, secret_key: str, organisation_id: str, *, bank: str, number: str) -> str:
    """Add a card in the organisation's own name, and begin its verification; return the case's number.

    Raises: NotFound; Forbidden; Invalid: at the fields; InvalidState: too many today.
    """
    own = own_to_pay_from(work, viewer, organisation_id)
    digits, bank_name = read_card(number), banks(work).get(bank)
    problems = [] if bank_name else [FieldProblem("bank", "wallet.bank", {})]
    if digits is None:
        problems.append(FieldProblem("number", "wallet.card_number", {}))
    elif _is_known(work, secret_key, own.id, digits):
        problems.append(FieldProblem("number", "wallet.card_known", {}))
    if problems or digits is None or bank_name is None:
        raise Invalid("wallet.invalid", problems)
    row = BankCard(
        organisation_id=own.id, bank=bank, bank_name=bank_name, holder=own.name,
        number=lock_card(secret_key, digits), tail=digits[-SHOWN_DIGITS:], state="checking", reason="",
        tries=0,
        added_by=viewer.user_id, added_at=work.now, changed_at=work.now,
    )  # fmt: skip
    work.session.add(row)
    work.session.flush()
    said = {"bank": row.bank, "tail": row.tail, "holder": row.holder}
    row.case_number = submit(work, viewer, PROCESS, said, organisation_id=own.id, subject_id=row.id).number
    work.session.flush()
    record(work, "bank_card.added", _subject(row), {}, said)
    return row.case_number


def banks(work: Work, locale: Locale = "zh-CN") -> dict[str, str]:
    """Return the names of the banks to choose from, by value: they stand in the package."""
    offered = OfferedOptions(work, work.repository.latest(PROCESS).id, locale).named("banks")
    return {str(one.value): one.label.say(locale) for one in offered}


def _is_known(work: Work, secret_key: str, organisation_id: str, digits: str) -> bool:
    """Tell whether the number is there already, or was locked within a day. Raises: InvalidState."""
    lately = select(func.count()).where(
        BankCard.organisation_id == organisation_id, BankCard.added_at > work.now - DAY
    )
    if (work.session.scalar(lately) or 0) >= MOST_A_DAY:
        raise InvalidState("wallet.too_many_cards", most=MOST_A_DAY)
    rows = select(BankCard).where(
        BankCard.organisation_id == organisation_id,
        BankCard.state.in_(_LIVE) | ((BankCard.state == "locked") & (BankCard.changed_at > work.now - DAY)),
        BankCard.tail == digits[-SHOWN_DIGITS:],
    )
    return any(unlock_card(secret_key, row.number) == digits for row in work.session.scalars(rows))


def remove(work: Work, viewer: Viewer, organisation_id: str, card_id: str) -> None:
    """Take a certified card away. Raises: NotFound; Forbidden; InvalidState: it is not certified."""
    own = own_to_pay_from(work, viewer, organisation_id)
    row = locked(work, card_id)
    if row.organisation_id != own.id:
        raise NotFound("wallet.card_not_found")
    if row.state != "certified":
        raise InvalidState("wallet.card_not_certified")
    _stand(work, row, "removed")


def cards(work: Work, viewer: Viewer, organisation_id: str) -> Sequence[CardView]:
    """Return the cards of an organisation, the newest first. Raises: NotFound; Forbidden."""
    own = own_to_pay_from(work, viewer, organisation_id)
    rows = select(BankCard).where(BankCard.organisation_id == own.id, BankCard.state != "removed")
    newest = rows.order_by(BankCard.added_at.desc(), BankCard.id).limit(SHOWN)
    return tuple(map(view, work.session.scalars(newest)))


def view(row: BankCard) -> CardView:
    """Return a card as its organisation sees it."""
    state = cast("CardState", row.state)
    return CardView(
        row.id,
        row.bank,
        row.bank_name,
        row.holder,
        row.tail,
        state,
        in_words(row.reason),
        row.case_number,
        row.added_at,
    )


def locked(work: Work, card_id: str) -> BankCard:
    """Return the row as it is now, held until the end of the transaction. Raises: NotFound."""
    return held_row(work, BankCard, card_id, "wallet.card_not_found")


def usable(work: Work, organisation_id: str, card_id: str) -> BankCard:
    """Return a certified card of an organisation that is still called as its holder.

    Raises: Invalid: at the field of the card.
    """
    row = work.session.get(BankCard, card_id, with_for_update=True, populate_existing=True)
    if row is None or row.organisation_id != organisation_id or row.state != "certified":
        raise Invalid("wallet.invalid", [FieldProblem("card", "wallet.card_not_certified", {})])
    if _is_called_otherwise(work, row):
        raise Invalid("wallet.invalid", [FieldProblem("card", "wallet.holder_changed", {})])
    return row


def name(work: Work, card_id: str) -> str:
    """Return what the case's title names. Raises: NotFound."""
    return view(locked(work, card_id)).label


def process_variables(_work: Work, _card_id: str) -> dict[str, Any]:
    """Return what a message of the gateway overwrites."""
    return {"paid": False, "pay_out_reason": ""}


def withdrawn(work: Work, card_id: str) -> None:
    """The applicant has taken it back; a payment under way changes nothing any more."""
    _stand(work, locked(work, card_id), "withdrawn")


def ended(work: Work, card_id: str, state: str, _data: Any) -> None:
    """The case is over: a card that it leaves undecided, because it was cancelled, is given up."""
    row = locked(work, card_id)
    if row.state == "checking":
        _stand(work, row, "withdrawn", state)


def pay(work: Work, card_id: str) -> str:
    """Pay a small amount into the card; return the number of the pay-out."""
    row = locked(work, card_id)
    if row.pay_out is None:
        fen = secrets.randbelow(99) + 1
        order = PayOutOrder(
            f"card:{row.id}", row.organisation_id, Decimal(fen).scaleb(-2), row.holder, row.bank_name,
            row.number, "通办平台银行卡验证",
        )  # fmt: skip
        row.pay_out = create_pay_out(work, SANDBOX, order)
        work.session.flush()
    return row.pay_out


def compare(work: Work, card_id: str, amount: Decimal) -> str:
    """Count a try; return "right", "wrong", or "refused" where no further try helps."""
    row = locked(work, card_id)
    row.tries += 1
    work.session.flush()
    is_right = row.pay_out is not None and payments.pay_out(work, row.pay_out).amount == amount
    if _is_called_otherwise(work, row):
        return "refused"
    return "right" if is_right else "wrong" if row.tries < TRIES else "refused"


def _is_called_otherwise(work: Work, row: BankCard) -> bool:
    return names(work, [row.organisation_id])[row.organisation_id] != row.holder


def certify(work: Work, card_id: str) -> None:
    """Certify the card."""
    _stand(work, locked(work, card_id), "certified")


def refuse(work: Work, card_id: str) -> str:
    """Say that the card is not certified; return why."""
    row = locked(work, card_id)
    paid = payments.pay_out(work, row.pay_out) if row.pay_out is not None else None
    if paid is not None and paid.state == "failed":
        _stand(work, row, "failed", paid.reason)
    elif _is_called_otherwise(work, row):
        _stand(work, row, "failed", "wallet.renamed")
    elif row.tries >= TRIES:
        _stand(work, row, "locked", "wallet.three_wrong")
    else:
        _stand(work, row, "expired", "wallet.nothing_typed")
    return row.reason


def _stand(work: Work, row: BankCard, state: CardState, reason: str = "") -> None:
    before, row.state, row.reason, row.changed_at = row.state, state, reason, work.now
    work.session.flush()
    record(work, f"bank_card.{state}", _subject(row), {"state": before}, {"state": state, "reason": reason})


def _subject(row: BankCard) -> Subject:
    return Subject("bank_card", row.id, view(row).label)
