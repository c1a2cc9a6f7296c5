"""What campaigns bring to the floors below."""

from __future__ import annotations

from typing import Any

from workflows.approvals.cases.case_types import NOBODY, CaseType
from workflows.approvals.domain import Domain
from workflows.business.campaigns.jobs import JOBS
from workflows.business.vouchers.queries import programmes
from workflows.ground.messages import Locale
from workflows.ground.work import Work


def form_context(work: Work, _subject_id: str, _locale: Locale) -> dict[str, Any]:
    """Return the programmes that a campaign can be of."""
    return {"campaign_programmes": [{"value": one.id, "label": one.name} for one in programmes(work)]}


DOMAIN = Domain(
    "campaigns",
    case_types={
        "voucher_campaign": CaseType(
            subject=NOBODY, context_names=frozenset({"campaign_programmes"}), context=form_context
        )
    },
    jobs=JOBS,
)
