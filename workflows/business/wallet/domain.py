"""What wallets bring to the floors below."""

from __future__ import annotations

from workflows.approvals.cases.case_types import CaseType
from workflows.approvals.domain import Domain
from workflows.business.wallet import card_jobs, cards, withdrawal_jobs, withdrawals
from workflows.business.wallet.departures import DEPARTURE
from workflows.business.wallet.jobs import JOBS
from workflows.business.wallet.personal_records import RECORDS

DOMAIN = Domain(
    "wallet",
    case_types={
        cards.PROCESS: CaseType(
            subject="bank_card",
            hold=cards.locked,
            name=cards.name,
            process_variable_names=frozenset({"paid", "pay_out_reason"}),
            process_variables=cards.process_variables,
            withdrawn=cards.withdrawn,
            ended=cards.ended,
        ),
        withdrawals.PROCESS: CaseType(
            subject="withdrawal",
            context_names=frozenset({withdrawals.BANKS}),
            context=withdrawals.form_context,
            hold=withdrawals.locked,
            process_variable_names=frozenset({"paid", "pay_out_reason"}),
            process_variables=cards.process_variables,
            withdrawn=withdrawals.withdrawn,
            ended=withdrawals.ended,
        ),
    },
    jobs=(*JOBS, *card_jobs.JOBS, *withdrawal_jobs.JOBS),
    personal_records=RECORDS,
    departure=DEPARTURE,
)
