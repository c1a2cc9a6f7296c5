"""The paper way 线下: the standard contract is signed by hand, its scan handed in and confirmed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO

from sqlalchemy import func, select

from forms.upload_profiles import JPEG, PDF, PNG
from forms.uploads import clean_name, name_for
from workflows.business.contracts import documents
from workflows.business.contracts.answering import said_reason
from workflows.business.contracts.models import Contract, ContractDocument
from workflows.business.contracts.opening import (
    audited,
    conclude,
    locked,
    move,
    notify_process,
    tell,
)
from workflows.business.contracts.policy import acting
from workflows.business.contracts.signing_messages import PAPER_ANSWERED, PAPER_OFFERED
from workflows.files.sent_files import NotTaken, read_checked
from workflows.ground.audit.log import record
from workflows.ground.errors import FieldProblem, Invalid
from workflows.ground.work import Work
from workflows.people.viewer import Viewer

MOST_FILES = 12


@dataclass(frozen=True, slots=True)
class Handed:
    """A file as it was sent, and what it is said to be: scan, supplement or invoice."""

    kind: str
    name: str
    stream: BinaryIO


def add(work: Work, viewer: Viewer, contract_id: str, files: Sequence[Handed]) -> None:
    """Add files to what the provider is going to submit.

    Raises: NotFound; Forbidden; InvalidState; Invalid: at the kind whose file is not taken; TooMany.
    """
    row = locked(work, contract_id)
    acting(work, viewer, row, "provider", states=("paper_due",))
    kept = select(func.count()).where(
        ContractDocument.contract_id == row.id, ContractDocument.kind.in_(documents.HANDED_IN)
    )
    if (work.session.scalar(kept) or 0) + len(files) > MOST_FILES:
        known = {"most": MOST_FILES}
        raise Invalid("contracts.invalid", [FieldProblem("scan", "contracts.too_many_files", known)])
    for one in files:
        content, content_type = _checked(one)
        name = name_for(clean_name(one.name), content_type)
        documents.keep(
            work, row, documents.HANDED_IN[one.kind], content, name=name, content_type=content_type
        )


def _checked(one: Handed) -> tuple[bytes, str]:
    refused = Invalid("contracts.invalid", [FieldProblem(one.kind, "contracts.file_refused", {})])
    if one.kind not in documents.HANDED_IN:
        raise refused
    try:
        return read_checked(one.stream, (PDF, JPEG, PNG))
    except NotTaken:
        raise refused from None


def remove(work: Work, viewer: Viewer, contract_id: str, document_id: str) -> None:
    """Take one of these files away again. Raises: NotFound; Forbidden; InvalidState."""
    row = locked(work, contract_id)
    acting(work, viewer, row, "provider", states=("paper_due",))
    documents.drop(work, row, document_id)


def submit(work: Work, viewer: Viewer, contract_id: str) -> None:
    """Put the scan before the enterprise. Raises: NotFound; Forbidden; InvalidState; Invalid: no scan."""
    row = locked(work, contract_id)
    acting(work, viewer, row, "provider", states=("paper_due",))
    scans = select(func.count()).where(
        ContractDocument.contract_id == row.id, ContractDocument.kind == "scan"
    )
    if not work.session.scalar(scans):
        raise Invalid("contracts.invalid", [FieldProblem("scan", "contracts.scan_needed", {})])
    move(work, row, "paper_offered")
    record(work, "contract.scan_submitted", audited(row))
    tell(work, row, "enterprise", "contract_scan_submitted")
    notify_process(work, row, PAPER_OFFERED, {"contract_scan_sha256": _digests(work, row)})


def _digests(work: Work, row: Contract) -> list[str]:
    rows = select(ContractDocument.sha256).where(
        ContractDocument.contract_id == row.id, ContractDocument.kind.in_(documents.HANDED_IN)
    )
    return list(work.session.scalars(rows.order_by(ContractDocument.added_at, ContractDocument.id)))


def confirm(work: Work, viewer: Viewer, contract_id: str) -> None:
    """Confirm that the scan is the contract that both have signed: it is in force.

    Raises: NotFound; Forbidden; InvalidState.
    """
    row = _offered(work, viewer, contract_id)
    row.ended_reason = ""
    conclude(work, row)
    record(work, "contract.confirmed", audited(row))
    notify_process(work, row, PAPER_ANSWERED, {"contract_answer": "agreed"})


def give_back(work: Work, viewer: Viewer, contract_id: str, reason: str) -> None:
    """Return the scan to the provider: it is not what was signed, or cannot be read.

    Raises: NotFound; Forbidden; InvalidState; Invalid: no reason.
    """
    row = _offered(work, viewer, contract_id)
    row.ended_reason = said_reason(reason)  # told with the notice, and shown until the next scan comes
    move(work, row, "paper_due")
    record(work, "contract.scan_returned", audited(row), {}, {"reason": row.ended_reason})
    tell(work, row, "provider", "contract_scan_returned")
    notify_process(work, row, PAPER_ANSWERED, {"contract_answer": "returned"})


def _offered(work: Work, viewer: Viewer, contract_id: str) -> Contract:
    row = locked(work, contract_id)
    acting(work, viewer, row, "enterprise", states=("paper_offered",))
    return row
