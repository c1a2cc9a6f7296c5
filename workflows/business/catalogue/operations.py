"""What an organisation's people do with their products: make, edit, hand in, take off sale, copy, delete.

Each command holds the product's row first; what it decides on stands still. What a case does to a product is
in `product_lifecycle`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from workflows.approvals.cases import submitting, withdraw_and_urge
from workflows.approvals.cases.changed_fields import changed_keys
from workflows.approvals.values import CaseView
from workflows.business.catalogue import product_lifecycle
from workflows.business.catalogue.models import PRODUCT_NUMBER, Product
from workflows.business.catalogue.product_policy import kinds_for, may_keep_products, may_see_products
from workflows.business.catalogue.profile import missing_in_profile
from workflows.business.catalogue.queries import product_view
from workflows.business.catalogue.values import LISTED, RUNNING, ProductKind, ProductView
from workflows.files import operations as files
from workflows.ground.clock import SHANGHAI
from workflows.ground.db import new_id
from workflows.ground.errors import Conflict, Forbidden, Invalid, InvalidState, NotFound
from workflows.ground.work import Work
from workflows.people.identity.queries import accounts
from workflows.people.organisations.models import Organisation
from workflows.people.organisations.queries import organisation_view
from workflows.people.organisations.values import OrganisationView
from workflows.people.viewer import Viewer, require

PROCESS = "product_listing"
MAX_DRAFT_BYTES = 2_000_000
COPIED_NAME_LIMIT = 56


def create(work: Work, viewer: Viewer, organisation_id: str, kind: ProductKind) -> ProductView:
    """Begin a product as a draft that nobody else sees.

    Raises: NotFound; Forbidden: not certified, or not a kind that the organisation may list; InvalidState: an
        enterprise's profile lacks something.
    """
    organisation = _keepable(work, viewer, organisation_id)
    _require_kind(work, organisation, kind)
    return product_view(_add(work, viewer, organisation_id, kind, {"kind": kind}))


def save_draft(
    work: Work, viewer: Viewer, product_id: str, draft: Mapping[str, Any], *, revision: int | None = None
) -> ProductView:
    """Keep what was typed, raw, for all the organisation's people. The uploads in it become theirs too.

    `revision` is that of the draft the page was opened with; without it the last wins.

    Raises: NotFound; Forbidden; Invalid: larger than any honest form; Conflict: somebody has saved since, or
        has handed the product in.
    """
    row = _held(work, viewer, product_id)
    if (row.change or row.state) in RUNNING:
        raise Conflict("catalogue.in_review_meanwhile")
    if revision is not None and revision != row.draft_revision:
        raise Conflict("catalogue.draft_conflict", **_last_draft(work, row))
    if len(json.dumps(draft, ensure_ascii=False, default=str)) > MAX_DRAFT_BYTES:
        raise Invalid("approvals.draft_too_large")
    row.draft = {**draft, "kind": row.kind}
    row.draft_revision += 1
    row.drafted_by, row.drafted_at, row.updated_at = viewer.user_id, work.now, work.now
    if row.state in LISTED:
        row.change = row.change or "draft"
    elif row.state == "draft":
        row.name = str(draft.get("name") or "").strip()[:60] or row.name
    files.share(work, viewer, draft, organisation_id=row.organisation_id)
    work.session.flush()
    return product_view(row)


def submit(
    work: Work, viewer: Viewer, product_id: str, data: Mapping[str, Any], *, revision: int | None = None
) -> CaseView:
    """Hand the checked form in: a new product, one that came to nothing, or a change of a listed one.

    Raises: NotFound; Forbidden; InvalidState: it is in review, nothing differs from what is listed, or an
        enterprise's profile lacks something; Conflict: somebody has changed the draft since.
    """
    row = _held(work, viewer, product_id)
    if (row.change or row.state) in RUNNING:
        raise InvalidState("catalogue.in_review_already")
    if revision is not None and revision != row.draft_revision:
        raise Conflict("catalogue.draft_conflict", **_last_draft(work, row))
    _require_kind(work, _organisation(work, row.organisation_id), row.kind)
    handed_in = {**data, "kind": row.kind}
    if row.listed_data is not None and not changed_keys(row.listed_data, handed_in):
        raise InvalidState("catalogue.nothing_changed")
    return submitting.submit(
        work, viewer, PROCESS, handed_in, organisation_id=row.organisation_id, subject_id=row.id
    )


def withdraw(work: Work, viewer: Viewer, product_id: str, reason: str = "") -> None:
    """Take the application back 撤销; what is listed stays as it is.

    Raises: NotFound; Forbidden; InvalidState: nothing is in review.
    """
    withdraw_and_urge.withdraw(work, viewer, _running_case(_held(work, viewer, product_id)), reason)


def urge(work: Work, viewer: Viewer, product_id: str) -> int:
    """Remind 催办 those who may act; return how many were told. Raises: as `withdraw`, also: urged lately."""
    return withdraw_and_urge.urge(work, viewer, _running_case(_held(work, viewer, product_id)))


def take_off_sale(work: Work, viewer: Viewer, product_id: str) -> ProductView:
    """Take a product off sale 下架; a change that is in review is withdrawn with it.

    Raises: NotFound; Forbidden; InvalidState: it is not on sale.
    """
    row = _held(work, viewer, product_id)
    if row.state != "on_sale":
        raise InvalidState("catalogue.not_on_sale")
    if row.change in RUNNING:
        withdraw_and_urge.withdraw(work, viewer, _running_case(row), "")
    product_lifecycle.leave_sale(work, row)
    return product_view(row)


def put_on_sale(work: Work, viewer: Viewer, product_id: str) -> ProductView:
    """Put a product on sale again as it was approved; a change of it goes its own way.

    Raises: NotFound; Forbidden: not certified any more; InvalidState: it is not off sale.
    """
    row = _held(work, viewer, product_id)
    if row.state != "off_sale":
        raise InvalidState("catalogue.not_off_sale")
    _require_kind(work, _organisation(work, row.organisation_id), row.kind)
    product_lifecycle.enter_sale(work, row)
    return product_view(row)


def drop_change(work: Work, viewer: Viewer, product_id: str) -> ProductView:
    """Give up a change of a listed product: its form shows what is listed.

    Raises: NotFound; Forbidden; InvalidState: there is no change, or it is in review.
    """
    row = _held(work, viewer, product_id)
    if row.listed_data is None or row.change is None or row.change in RUNNING:
        raise InvalidState("catalogue.no_change")
    row.data, row.change = dict(row.listed_data), None
    row.name = str(row.data.get("name") or row.name)
    _clear_draft(row)
    row.updated_at = work.now
    work.session.flush()
    return product_view(row)


def copy(work: Work, viewer: Viewer, product_id: str) -> ProductView:
    """Make a new draft out of a product. Raises: NotFound; Forbidden; InvalidState."""
    row = _held(work, viewer, product_id)
    _require_kind(work, _organisation(work, row.organisation_id), row.kind)
    name = f"{row.name[:COPIED_NAME_LIMIT]} (2)" if row.name else ""
    told = {"name": name} if name else {}
    made = _add(work, viewer, row.organisation_id, row.kind, {**row.data, **told})
    made.name = name
    made.draft = {**row.draft, **told} if row.draft is not None else None
    work.session.flush()
    return product_view(made)


def delete_draft(work: Work, viewer: Viewer, product_id: str) -> None:
    """Delete a product that was never handed in. Raises: NotFound; Forbidden; InvalidState: it was."""
    row = _held(work, viewer, product_id)
    if row.state != "draft" or row.case_id is not None:
        raise InvalidState("catalogue.not_a_draft")
    work.session.delete(row)
    work.session.flush()


def _add(work: Work, viewer: Viewer, organisation_id: str, kind: str, data: dict[str, Any]) -> Product:
    number = work.session.scalar(select(PRODUCT_NUMBER.next_value())) or 0
    row = Product(
        id=new_id(),
        number=f"CP-{work.now.astimezone(SHANGHAI).year}-{number:06d}",
        organisation_id=organisation_id,
        kind=kind,
        name="",
        state="draft",
        data=data,
        draft_revision=0,
        created_by=viewer.user_id,
        created_at=work.now,
        updated_at=work.now,
    )
    work.session.add(row)
    work.session.flush()
    return row


def _held(work: Work, viewer: Viewer, product_id: str) -> Product:
    """Return the row, held, for somebody who may keep the products of its organisation."""
    row = product_lifecycle.locked(work, product_id)
    if not may_see_products(viewer, row.organisation_id):
        raise NotFound("catalogue.not_found")
    _keepable(work, viewer, row.organisation_id)
    return row


def _keepable(work: Work, viewer: Viewer, organisation_id: str) -> OrganisationView:
    if not may_see_products(viewer, organisation_id):
        raise NotFound("organisations.not_found")
    organisation = _organisation(work, organisation_id)
    require(may_keep_products(viewer, organisation), "catalogue.not_certified")
    return organisation


def _organisation(work: Work, organisation_id: str) -> OrganisationView:
    row = work.session.get(Organisation, organisation_id)
    if row is None:
        raise NotFound("organisations.not_found")
    return organisation_view(row)


def _require_kind(work: Work, organisation: OrganisationView, kind: str) -> None:
    if kind not in kinds_for(organisation):
        raise Forbidden("catalogue.kind_not_for_you")
    if kind == "own" and missing_in_profile(work, organisation):
        raise InvalidState("catalogue.profile_incomplete")


def _running_case(row: Product) -> str:
    if (row.change or row.state) not in RUNNING or row.case_id is None:
        raise InvalidState("catalogue.not_in_review")
    return row.case_id


def _last_draft(work: Work, row: Product) -> dict[str, str]:
    who = accounts(work, [row.drafted_by] if row.drafted_by else [])
    name = who[row.drafted_by].shown_name if row.drafted_by in who else "—"
    at = row.drafted_at.astimezone(SHANGHAI) if row.drafted_at else None
    return {"name": name, "at": f"{at:%m-%d %H:%M}" if at else "—"}


def _clear_draft(row: Product) -> None:
    row.draft, row.drafted_by, row.drafted_at = None, None, None
    row.draft_revision += 1
