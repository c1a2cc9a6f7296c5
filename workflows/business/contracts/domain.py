"""What contracts bring to the floors below."""

from __future__ import annotations

from typing import Any

from workflows.approvals.cases.case_types import CaseType
from workflows.approvals.domain import Domain
from workflows.business.contracts import opening
from workflows.business.contracts.departures import DEPARTURE
from workflows.business.contracts.jobs import JOBS, PROCESS, READS
from workflows.business.contracts.models import Contract
from workflows.business.contracts.personal_records import RECORDS
from workflows.business.contracts.values import RUNNING
from workflows.ground.work import Work


def _name(work: Work, contract_id: str) -> str:
    return opening.locked(work, contract_id).title


def _process_variables(work: Work, contract_id: str) -> dict[str, Any]:
    """Return what a calling process would have said of a contract with a case of its own."""
    row = opening.locked(work, contract_id)
    return {
        "contract_subject_kind": row.subject_kind,
        "contract_subject_id": row.subject_id,
        "provider_id": row.provider_id,
        "enterprise_id": row.enterprise_id,
        "amount_fen": row.amount_fen,
    }


def _over(work: Work, contract_id: str, *_: Any) -> None:
    """The case is over: what is not signed is not concluded."""
    row: Contract = opening.locked(work, contract_id)
    if row.state in RUNNING:
        opening.abandon(work, row, "contracts.case_ended", "contract.withdrawn")


DOMAIN = Domain(
    "contracts",
    case_types={
        PROCESS: CaseType(
            subject="contract",
            hold=opening.locked,
            name=_name,
            process_variable_names=frozenset(READS),
            process_variables=_process_variables,
            withdrawn=_over,
            ended=_over,
        ),
    },
    jobs=JOBS,
    personal_records=RECORDS,
    departure=DEPARTURE,
)
