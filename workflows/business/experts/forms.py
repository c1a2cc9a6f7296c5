"""The form of an expert: to apply for somebody's enrolment, and read-only as it was approved."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from forms import BoundForm, Rights, build_form
from forms.codec import MultiDict
from workflows.approvals.cases.drafts import load_draft
from workflows.approvals.cases.forms import Files, evaluator, form_context, latest_form
from workflows.business.experts.operations import FORM, PROCESS
from workflows.ground.messages import Locale
from workflows.ground.work import Work
from workflows.people.identity.queries import account
from workflows.people.viewer import Viewer


def application_form(
    work: Work,
    viewer: Viewer,
    *,
    locale: Locale,
    organisation_id: str | None,
    earlier: Mapping[str, Any] | None = None,
    formdata: MultiDict | None = None,
    files: Files | None = None,
    file_errors: Mapping[str, list[str]] | None = None,
) -> BoundForm:
    """Return the form with the viewer's draft; who applies for themselves finds their own name there.

    What was handed in `earlier` is there, too.
    """
    values: dict[str, Any] = {}
    if organisation_id is None:
        own = account(work, viewer.user_id)
        mobile = (own.mobile or "").removeprefix("+86")
        values = {"name": own.full_name, "email": own.email, "mobile": mobile}
    draft = load_draft(work, viewer.user_id, FORM, organisation_id or "")
    latest = latest_form(work, PROCESS, FORM)
    return build_form(
        latest.schema,
        evaluate=evaluator(work),
        values={**values, **(earlier or {})},
        context=form_context(work, latest.definition_id, locale),
        locale=locale,
        formdata=formdata,
        draft=draft.data if draft is not None else None,
        files=files,
        file_errors=file_errors,
        now=work.now,
    )


def read_form(
    work: Work, process_id: str, form_id: str, values: Mapping[str, Any], *, locale: Locale
) -> BoundForm:
    """Return what was approved of a person in today's form, read-only. The caller asks who may see it."""
    latest = latest_form(work, process_id, form_id)
    return build_form(
        latest.schema,
        evaluate=evaluator(work),
        values=values,
        context=form_context(work, latest.definition_id, locale),
        locale=locale,
        rights=Rights.of({}, "read"),
        now=work.now,
    )
