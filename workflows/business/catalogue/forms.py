"""The form of a product: the deployed schema, what is typed, what was handed in, what is listed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from forms import BoundForm, Rights, build_form
from forms.codec import MultiDict
from workflows.approvals.cases.forms import evaluator, form_context, latest_form
from workflows.approvals.cases.start_rules import latest_start_form
from workflows.business.catalogue import product_lifecycle
from workflows.business.catalogue.operations import PROCESS
from workflows.business.catalogue.values import ProductView
from workflows.files.operations import texts_in
from workflows.files.queries import attachable, of_organisation
from workflows.ground.messages import Locale
from workflows.ground.work import Work
from workflows.people.viewer import Viewer


def product_form(
    work: Work,
    viewer: Viewer,
    product: ProductView,
    *,
    locale: Locale,
    formdata: MultiDict | None = None,
    file_errors: Mapping[str, list[str]] | None = None,
) -> BoundForm:
    """Return the form to edit a product the viewer has been shown, filled from its draft.

    Fields that differ from what is listed say what is. Raises: NotFound: no process lists products here.
    """
    drafted = set(texts_in(product.draft or {}))
    latest = latest_form(work, PROCESS, latest_start_form(work, PROCESS))
    return build_form(
        latest.schema,
        evaluate=evaluator(work),
        values=product.data,
        context=_context(work, latest.definition_id, product, locale),
        locale=locale,
        formdata=formdata,
        draft=product.draft,
        files=of_organisation(work, viewer, product.organisation_id, drafted) | attachable(work, viewer),
        file_errors=file_errors,
        previous=product.listed_data,
        now=work.now,
    )


def shown_form(
    work: Work, product: ProductView, data: Mapping[str, object], *, locale: Locale, delta: bool = False
) -> BoundForm:
    """Return `data` of a product in today's form, to be read; with `delta` beside what is listed.

    Raises: NotFound: no process lists products here.
    """
    latest = latest_form(work, PROCESS, latest_start_form(work, PROCESS))
    return build_form(
        latest.schema,
        evaluate=evaluator(work),
        values=data,
        context=_context(work, latest.definition_id, product, locale),
        locale=locale,
        rights=Rights.of({}, "read"),
        previous=product.listed_data if delta else None,
        now=work.now,
    )


def _context(work: Work, definition_id: str, product: ProductView, locale: Locale) -> dict[str, Any]:
    offered = product_lifecycle.form_context(work, product.id, locale)
    return form_context(work, definition_id, locale) | offered
