"""What filed deals bring to the floors below."""

from __future__ import annotations

from sqlalchemy import select

from workflows.approvals.cases.case_types import CaseType
from workflows.approvals.domain import Domain
from workflows.business.filed_deals import deal_lifecycle, own_products
from workflows.business.filed_deals.jobs import JOBS
from workflows.business.filed_deals.models import FiledDeal
from workflows.business.filed_deals.personal_records import RECORDS
from workflows.business.filed_deals.policy import may_see
from workflows.files.references import FileReferences
from workflows.ground.work import Work
from workflows.people.viewer import Viewer


def _may_see_files(work: Work, viewer: Viewer, case_id: str) -> bool:
    """Return whether the viewer may read contract and invoices: the customer of the deal may."""
    row = work.session.scalar(select(FiledDeal).where(FiledDeal.case_id == case_id))
    return row is not None and may_see(viewer, row)


DOMAIN = Domain(
    "filed_deals",
    case_types={
        deal_lifecycle.PROCESS: CaseType(
            subject=deal_lifecycle.SUBJECT,
            context_names=frozenset({own_products.OWN_PRODUCTS}),
            context=own_products.offered_for,
            offered=own_products.offered,
            chosen=own_products.chosen,
            made=deal_lifecycle.made,
            hold=deal_lifecycle.locked,
            name=deal_lifecycle.name,
            process_variable_names=frozenset({"filed_deal"}),
            process_variables=deal_lifecycle.process_variables,
            submitted=deal_lifecycle.submitted,
            returned=deal_lifecycle.returned,
            resumed=deal_lifecycle.resumed,
            withdrawn=deal_lifecycle.withdrawn,
            ended=deal_lifecycle.ended,
        )
    },
    file_references=(FileReferences(may_see_case=_may_see_files),),
    jobs=JOBS,
    personal_records=RECORDS,
)
