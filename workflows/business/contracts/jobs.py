"""What the process `contract_signing` asks the platform to do."""

from __future__ import annotations

from typing import Any

from engine import JobContext
from engine.definitions import JobVariable
from workflows.approvals.cases.job_case import case_of, conclude
from workflows.business.contracts.models import Contract
from workflows.business.contracts.opening import expire, open_contract, remind
from workflows.ground.jobs import job

PROCESS = "contract_signing"
CONTRACT = JobVariable("text", ("合同的标识", "The id of the contract"))
OUTCOME = JobVariable("text", ("结果：signed 或 abandoned", "How it ended: signed or abandoned"))

READS = {
    "contract_subject_kind": JobVariable("text", ("合同事项的种类", "What kind of thing it is about")),
    "contract_subject_id": JobVariable("text", ("合同事项的标识", "The id of what it is about")),
    "provider_id": JobVariable("text", ("乙方，服务机构", "Party B, the provider")),
    "enterprise_id": JobVariable("text", ("甲方，企业", "Party A, the enterprise")),
    "amount_fen": JobVariable("number", ("合同金额，单位为分", "The amount in fen")),
}
"""What a process that calls `contract_signing` says."""


@job(
    "contract.open",
    ("建立合同", "Begin the contract"),
    reads=READS,
    gives={"contract_id": CONTRACT},
)
def open_(job: JobContext) -> dict[str, Any]:
    """`contract.open`: one contract about a subject, however often the job runs.

    A case of its own is about a contract that is there.
    """
    said, case = job.variables, case_of(job)
    if case.process_id == PROCESS and case.subject_id is not None:
        return {"contract_id": case.subject_id}
    return {
        "contract_id": open_contract(
            job.work,
            kind=str(said["contract_subject_kind"]),
            subject_id=str(said["contract_subject_id"]),
            provider_id=str(said["provider_id"]),
            enterprise_id=str(said["enterprise_id"]),
            amount_fen=int(said["amount_fen"]),
        )
    }


@job(
    "contract.remind",
    ("提醒应办理的一方", "Remind the party whose turn it is"),
    reads={"contract_id": CONTRACT},
)
def remind_(job: JobContext) -> None:
    """`contract.remind`: whoever has acted meanwhile is not reminded."""
    remind(job.work, str(job.variables["contract_id"]))


@job(
    "contract.expire",
    ("逾期未办理，终止签约", "End the contract that nobody went on with"),
    reads={"contract_id": CONTRACT},
)
def expire_(job: JobContext) -> None:
    """`contract.expire`: what has ended meanwhile stays as it is."""
    expire(job.work, str(job.variables["contract_id"]))


@job(
    "contract.finish",
    ("登记签约结果", "Note how the contract ended"),
    reads={"contract_id": CONTRACT},
    gives={"contract_outcome": OUTCOME},
)
def finish(job: JobContext) -> dict[str, Any]:
    """`contract.finish`: by how the contract stands; a case of its own comes to its end with it."""
    row = job.work.session.get_one(Contract, str(job.variables["contract_id"]))
    is_signed = row.state == "signed"
    case = case_of(job)
    if case.process_id == PROCESS:
        verdict = "approved" if is_signed else "rejected"
        conclude(job, case, verdict, verdict)
    return {"contract_outcome": "signed" if is_signed else "abandoned"}


JOBS = (open_, remind_, expire_, finish)
