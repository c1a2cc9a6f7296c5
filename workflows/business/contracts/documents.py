"""The files of a contract: its PDF, set once when both agree; the signed ones; what is handed in on paper."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from typing import Any, Literal

from sqlalchemy import delete, select

from workflows.business.contracts import amounts
from workflows.business.contracts.models import Contract, ContractDocument
from workflows.business.contracts.values import TemplateContent, Terms
from workflows.business.ledger.money import shown
from workflows.business.pdf_signatures.signing import with_places
from workflows.business.pdf_signatures.values import SignaturePlace
from workflows.business.typesetting.setting import typeset
from workflows.ground.clock import SHANGHAI
from workflows.ground.errors import NotFound
from workflows.ground.work import Work
from workflows.people.organisations.models import Organisation

PLACES = (
    SignaturePlace("Provider", left=117, bottom=150, edge=42),
    SignaturePlace("Enterprise", left=32, bottom=150, edge=42),
)
"""On the page of signatures, where `typesetting/templates/contract.typ` leaves room: the enterprise is party
A and stands on the left; the provider signs first."""
FIELDS = {"provider": "Provider", "enterprise": "Enterprise"}
PDF = "application/pdf"
Kind = Literal["text", "signed", "scan", "supplement", "invoice"]
HANDED_IN: Mapping[str, Kind] = {"scan": "scan", "supplement": "supplement", "invoice": "invoice"}
"""What comes on paper, by what a page calls it."""


def freeze(work: Work, row: Contract, terms: Terms) -> str:
    """Set what both have agreed on, with empty places for the signatures; return its SHA-256.

    Raises: TooMany: others are being typeset; typesetting.setting.CannotSet.
    """
    pdf = set_pdf(work, row, terms, draft=False)
    if row.way == "online":
        pdf = with_places(pdf, PLACES)
    return keep(work, row, "text", pdf)


def set_pdf(work: Work, row: Contract, terms: Terms, *, draft: bool) -> bytes:
    """Return terms as a PDF; a draft says so on every page. Raises: as `freeze`."""
    parties = {
        "provider": _party(work.session.get_one(Organisation, row.provider_id)),
        "enterprise": _party(work.session.get_one(Organisation, row.enterprise_id)),
    }
    said = data_of(
        terms, number=row.number, amount_fen=row.amount_fen, at=work.now, parties=parties, draft=draft
    )
    return typeset("contract", said, "pdf")


def data_of(
    terms: Terms,
    *,
    number: str,
    amount_fen: int,
    at: datetime,
    parties: dict[str, dict[str, str]],
    draft: bool,
) -> dict[str, Any]:
    """Return what the typesetter gets: values alone, so that no text is read as markup."""
    local = at.astimezone(SHANGHAI)
    return {
        "title": terms.title,
        "number": number,
        "draft": draft,
        "paper": terms.way == "paper",
        "supplements": terms.supplements,
        "date": {"year": local.year, "month": local.month, "day": local.day},
        **parties,
        "clauses": [
            {"heading": one.heading, "paragraphs": [line for line in one.text.splitlines() if line.strip()]}
            for one in terms.chosen_clauses
        ],
        "milestones": [
            {"title": one.title, "amount": shown(one.amount_fen), "due": one.due.isoformat()}
            for one in terms.milestones
        ],
        "amount": shown(amount_fen),
        "amount_in_words": amounts.in_words(amount_fen),
        "payment": terms.payment,
        "release": terms.release,
        "deposit": shown(terms.deposit_fen),
        "deposit_in_words": amounts.in_words(terms.deposit_fen),
        "balance": shown(amount_fen - terms.deposit_fen),
        "balance_in_words": amounts.in_words(amount_fen - terms.deposit_fen),
    }


def sample(template: TemplateContent, at: datetime) -> bytes:
    """Return what a template says as a PDF of nobody's, for who keeps templates."""
    clauses = tuple(replace(one, chosen=True) for one in template.clauses)
    terms = Terms(template.title, clauses, (), "full")
    nobody = {"name": "", "code": "", "legal_person": "", "address": ""}
    parties = {"provider": nobody, "enterprise": nobody}
    said = data_of(terms, number="-", amount_fen=0, at=at, parties=parties, draft=True)
    return typeset("contract", said, "pdf")


def _party(row: Organisation) -> dict[str, str]:
    profile = row.profile
    return {
        "name": row.name,
        "code": row.credit_code or "",
        "legal_person": str(profile.get("legal_person") or ""),
        "address": str(profile.get("address") or ""),
    }


def keep(
    work: Work, row: Contract, kind: Kind, content: bytes, *, name: str = "", content_type: str = PDF
) -> str:
    """Keep a file with a contract, called by its number unless it has a name; return its SHA-256."""
    digest = sha256(content).hexdigest()
    work.session.add(
        ContractDocument(
            contract_id=row.id, kind=kind, name=name or f"{row.number}.pdf",
            content_type=content_type, size_bytes=len(content),
            sha256=digest, content=content, added_by=work.actor, added_at=work.now,
        )
    )  # fmt: skip
    work.session.flush()
    return digest


def latest_pdf(work: Work, row: Contract) -> bytes:
    """Return the agreed text with the signatures that it has so far. Raises: NotFound: nothing is agreed."""
    rows = select(ContractDocument.content).where(
        ContractDocument.contract_id == row.id, ContractDocument.kind.in_(("text", "signed"))
    )
    newest = rows.order_by(ContractDocument.added_at.desc(), ContractDocument.id.desc()).limit(1)
    content = work.session.scalar(newest)
    if content is None:
        raise NotFound("contracts.document_not_found")
    return content


def drop(work: Work, row: Contract, document_id: str) -> None:
    """Take a file away that was handed in; the agreed text and what was signed stay for ever."""
    work.session.execute(
        delete(ContractDocument).where(
            ContractDocument.id == document_id,
            ContractDocument.contract_id == row.id,
            ContractDocument.kind.in_(HANDED_IN),
        )
    )
