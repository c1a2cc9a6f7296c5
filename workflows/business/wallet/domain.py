"""What wallets bring to the floors below."""

from __future__ import annotations

from workflows.approvals.domain import Domain
from workflows.business.wallet.jobs import JOBS

DOMAIN = Domain("wallet", jobs=JOBS)
