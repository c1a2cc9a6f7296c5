"""What a case does to the product it is about; called by the kind of case and by its process's jobs.

Each holds the product's row until the end of the transaction.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from workflows.approvals.cases.changed_fields import changed_keys
from workflows.business.catalogue import taxonomy
from workflows.business.catalogue.models import Product
from workflows.business.catalogue.publication import publish_product, unpublish_product
from workflows.business.catalogue.values import LISTED, RUNNING
from workflows.ground.errors import InvalidState, NotFound
from workflows.ground.held_rows import held_row
from workflows.ground.messages import Locale
from workflows.ground.work import Work

OFFERED = 500
"""Products that a form offers to choose from at most."""


def locked(work: Work, product_id: str) -> Product:
    """Return the row as it is now, held until the end of the transaction. Raises: NotFound."""
    return held_row(work, Product, product_id, "catalogue.not_found")


def submitted(work: Work, product_id: str, case_id: str, data: Mapping[str, Any]) -> None:
    """The checked form was handed in, for the first time or again: it is in review, and the draft goes.

    Raises: NotFound; InvalidState: another case of it runs.
    """
    row = locked(work, product_id)
    standing = row.change or row.state
    if standing in RUNNING and row.case_id != case_id:
        raise InvalidState("catalogue.in_review_already")
    row.data = dict(data)
    row.name = str(data.get("name") or row.name)
    row.draft, row.drafted_by, row.drafted_at = None, None, None
    row.case_id = case_id
    _stand(work, row, "in_review")


def returned(work: Work, product_id: str) -> None:
    """Its people have to correct something. Raises: NotFound."""
    _stand(work, locked(work, product_id), "returned")


def resumed(work: Work, product_id: str) -> None:
    """The review goes on although nothing was handed in again. Raises: NotFound."""
    row = locked(work, product_id)
    if (row.change or row.state) == "returned":
        _stand(work, row, "in_review")


def withdrawn(work: Work, product_id: str) -> None:
    """The application was taken back; what is listed stays as it is. Raises: NotFound."""
    _stand(work, locked(work, product_id), "withdrawn")


def reject(work: Work, product_id: str) -> None:
    """The application was refused; what is listed stays as it is. Raises: NotFound."""
    _stand(work, locked(work, product_id), "rejected")


def publish(work: Work, product_id: str, data: Mapping[str, Any]) -> None:
    """The application was approved: what was handed in is what the public sees, on sale from now on.

    Raises: NotFound.
    """
    row = locked(work, product_id)
    row.data = dict(data)
    row.listed_data = dict(data)
    row.name = str(data.get("name") or row.name)
    row.state, row.change = "on_sale", None
    row.listed_at, row.off_sale_at = work.now, None
    row.updated_at = work.now
    work.session.flush()
    publish_product(work, row.id)


def leave_sale(work: Work, row: Product) -> None:
    """Take a held product off sale; it keeps what was approved."""
    row.state, row.off_sale_at, row.updated_at = "off_sale", work.now, work.now
    work.session.flush()
    unpublish_product(work, row.id)


def enter_sale(work: Work, row: Product) -> None:
    """Put a held product on sale again as it was approved."""
    row.state, row.off_sale_at, row.updated_at = "on_sale", None, work.now
    work.session.flush()
    publish_product(work, row.id)


def ended(work: Work, product_id: str, outcome: str, data: Mapping[str, Any]) -> None:
    """The process came to its end: a diagram that named no job for it has decided all the same.

    Raises: NotFound.
    """
    row = locked(work, product_id)
    if (row.change or row.state) not in RUNNING:
        return
    if outcome in {"approved", "completed"}:
        publish(work, product_id, data)
    else:
        _stand(work, row, "rejected" if outcome == "rejected" else "withdrawn")


def _stand(work: Work, row: Product, standing: str) -> None:
    """Set how the review stands: that of the change where the product is listed already."""
    if row.state in LISTED:
        row.change = standing
    else:
        row.state = standing
    row.updated_at = work.now
    work.session.flush()


def name(work: Work, product_id: str) -> str:
    """Return what lists call the product's case after. Raises: NotFound."""
    return locked(work, product_id).name


def process_variables(work: Work, product_id: str) -> dict[str, Any]:
    """Return what the process is told of the product, beside its form. Raises: NotFound."""
    row = locked(work, product_id)
    return {
        "product_id": row.id,
        "kind": row.kind,
        "change": row.listed_data is not None,
        "changed": changed_keys(row.listed_data, row.data),
        "fields": taxonomy.fields_of(row.data.get("categories") or ()),
    }


PROCESS_VARIABLES = frozenset({"product_id", "kind", "change", "changed", "fields"})
"""The names in `process_variables`: `change` whether it is listed already, `changed` the fields that differ
from what is listed, `fields` what experts must know to judge it."""


def form_context(work: Work, product_id: str, _locale: Locale) -> dict[str, Any]:
    """Return what the form of this product may offer: the other products of its organisation."""
    row = work.session.get(Product, product_id)
    if row is None:
        raise NotFound("catalogue.not_found")
    rows = select(Product.id, Product.name).where(
        Product.organisation_id == row.organisation_id,
        Product.id != product_id,
        Product.listed_data.is_not(None),
    )
    others = work.session.execute(rows.order_by(Product.name, Product.id).limit(OFFERED))
    return {"own_products": [{"label": other.name, "value": other.id} for other in others]}


def listed_before(work: Work, product_id: str) -> Mapping[str, Any] | None:
    """Return what a change is compared with: what is listed now. Raises: NotFound."""
    return locked(work, product_id).listed_data
