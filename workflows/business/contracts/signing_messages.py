"""What commands tell the process `contract_signing`, and by which of its variables they find it."""

from __future__ import annotations

from collections.abc import Mapping

from workflows.business.contracts.values import Party

OFFERED, ANSWERED, WITHDRAWN = "contract_offered", "contract_answered", "contract_withdrawn"
PAPER_OFFERED, PAPER_ANSWERED = "contract_paper_offered", "contract_paper_answered"
SIGNED: Mapping[Party, str] = {
    "provider": "contract_provider_sealed",
    "enterprise": "contract_enterprise_sealed",
}

MESSAGES: Mapping[str, tuple[str, str]] = {
    OFFERED: ("服务机构提交了合同", "the provider has offered the contract"),
    ANSWERED: (
        "企业同意、退回或拒绝（变量 contract_answer：agreed、returned 或 refused）",
        "the enterprise has answered (`contract_answer`: agreed, returned or refused)",
    ),
    SIGNED["provider"]: ("服务机构已签署合同", "the provider has signed the contract"),
    SIGNED["enterprise"]: ("企业已签署合同", "the enterprise has signed the contract"),
    PAPER_OFFERED: ("服务机构提交了合同扫描件", "the provider has handed in the scan of the contract"),
    PAPER_ANSWERED: (
        "企业确认或退回扫描件（变量 contract_answer：agreed 或 returned）",
        "the enterprise has confirmed or returned the scan (`contract_answer`: agreed or returned)",
    ),
    WITHDRAWN: ("一方撤回了合同", "either party has withdrawn from the contract"),
}
"""Each with what it says, in Chinese and English."""


def key_of(message: str) -> str:
    """Return the variable by which the process awaits a message.

    A withdrawal is awaited from the start on, before there is a contract: so by what it is about.
    """
    return "contract_subject_id" if message == WITHDRAWN else "contract_id"
