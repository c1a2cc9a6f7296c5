"""What the catalogue brings to the floors below."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Text, cast, select

from workflows.approvals.cases.case_types import CaseType
from workflows.approvals.cases.options import OptionLists
from workflows.approvals.domain import Domain
from workflows.business.catalogue import product_lifecycle as products
from workflows.business.catalogue import taxonomy
from workflows.business.catalogue.departures import DEPARTURE
from workflows.business.catalogue.jobs import JOBS
from workflows.business.catalogue.models import Product
from workflows.business.catalogue.publication_models import PublishedFile
from workflows.files.models import UploadedFile
from workflows.files.references import FileReferences
from workflows.ground.work import Work


def _in_a_draft() -> ColumnElement[bool]:
    return (
        select(1)
        .where(
            Product.organisation_id == UploadedFile.organisation_id,
            cast(Product.draft, Text).contains(UploadedFile.id, autoescape=False),
        )
        .exists()
    )


def _on_sale(work: Work, file_id: str) -> bool:
    """Return whether the page of a product on sale shows the file, so that visitors may fetch it too."""
    shown = select(PublishedFile.file_id).where(PublishedFile.file_id == file_id).limit(1)
    return work.session.scalar(shown) is not None


DOMAIN = Domain(
    "catalogue",
    case_types={
        "product_listing": CaseType(
            subject="product",
            process_variable_names=products.PROCESS_VARIABLES,
            context_names=frozenset({"own_products"}),
            hold=products.locked,
            name=products.name,
            process_variables=products.process_variables,
            context=products.form_context,
            before=products.listed_before,
            submitted=products.submitted,
            returned=products.returned,
            resumed=products.resumed,
            withdrawn=products.withdrawn,
            ended=products.ended,
        ),
    },
    option_lists=(OptionLists(frozenset(taxonomy.CONTEXT), taxonomy.form_context),),
    file_references=(FileReferences(keeps=_in_a_draft, is_public=_on_sale),),
    jobs=JOBS,
    departure=DEPARTURE,
)
