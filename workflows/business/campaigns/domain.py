"""What campaigns bring to the floors below."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workflows.approvals.cases.case_types import NOBODY, CaseType
from workflows.approvals.domain import Domain
from workflows.business.campaigns import applications
from workflows.business.campaigns.jobs import JOBS
from workflows.business.campaigns.personal_records import RECORDS
from workflows.business.vouchers.queries import find_programme, programmes
from workflows.business.vouchers.values import ProgrammeView
from workflows.ground.messages import Locale
from workflows.ground.work import Work

PROGRAMMES = "campaign_programmes"


def form_context(work: Work, _subject_id: str, _locale: Locale) -> dict[str, Any]:
    """Return the programmes that a campaign can be of."""
    return {PROGRAMMES: [_option(one) for one in programmes(work)]}


def chosen(work: Work, data: Mapping[str, Any], _locale: Locale) -> dict[str, Any]:
    """Return the programme that a campaign is of, so that it is read by its name when it is over."""
    of = find_programme(work, str(data.get("programme") or ""))
    return {PROGRAMMES: [_option(of)]} if of is not None else {}


def _option(one: ProgrammeView) -> dict[str, str]:
    return {"value": one.id, "label": one.name}


DOMAIN = Domain(
    "campaigns",
    case_types={
        "voucher_campaign": CaseType(
            subject=NOBODY, context_names=frozenset({PROGRAMMES}), context=form_context, chosen=chosen
        ),
        applications.PROCESS: CaseType(
            context_names=frozenset({applications.CHOICE}),
            context=applications.form_context,
            chosen=applications.chosen,
            listed=applications.listed,
            submitted=applications.submitted,
        ),
    },
    jobs=JOBS,
    personal_records=RECORDS,
)
