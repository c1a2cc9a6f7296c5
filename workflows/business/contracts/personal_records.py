"""The contracts that a person signed, for the copy of their data."""

from __future__ import annotations

from sqlalchemy import select

from workflows.business.contracts.models import Contract, ContractSignature
from workflows.people.personal_data import PersonalRecords, columns, rows_of

RECORDS = (
    PersonalRecords(
        "contracts", "签署的合同", "Contracts signed",
        columns(
            ("title", "合同", "Contract"), ("party", "身份", "Party"),
            ("signed_at", "签署时间", "Signed"), ("sha256", "合同摘要", "Digest of the text"),
        ),
        rows_of(
            lambda user_id: select(
                Contract.title, ContractSignature.party, ContractSignature.signed_at, Contract.sha256
            )
            .join(Contract, Contract.id == ContractSignature.contract_id)
            .where(ContractSignature.signed_by == user_id)
            .order_by(ContractSignature.id)
        ),
    ),
)  # fmt: skip
