"""Steps 2 and 3 of signing up: the organisation's form, and what happens after it was handed in."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Response, abort, current_app, make_response, redirect, render_template, request, url_for
from flask_login import current_user

from forms import BoundForm
from web.account.blueprint import blueprint
from web.files.routes import file_url
from web.form_pages import FormUrls, draft_saved
from web.form_problems import at_fields
from web.i18n import locale_tag
from web.limits import limiter
from web.request_values import revision
from web.work import begin
from workflows.approvals.cases import details, drafts, forms, item_queries, submitting
from workflows.approvals.cases.case_types import case_type_of
from workflows.approvals.values import CaseView, DraftView
from workflows.files.queries import attachable
from workflows.ground.errors import Invalid, NotFound
from workflows.ground.work import Work
from workflows.people.organisations.queries import organisations_of
from workflows.people.organisations.values import OrganisationView
from workflows.people.viewer_loader import viewer_of

PROCESSES = {"enterprise": "enterprise_registration", "provider": "provider_registration"}
_MAY_APPLY = frozenset({"none", "rejected", "ordinary"})


def own_organisation(work: Work) -> OrganisationView:
    """Return the organisation that the signed-in person registers. Raises: NotFound: there is none."""
    if not current_user.is_authenticated:
        abort(401)
    found = organisations_of(work, current_user.id)
    if not found:
        raise NotFound("organisations.not_found")
    return found[0]


def process_of(organisation: OrganisationView) -> str:
    """Return the process that certifies an organisation."""
    return PROCESSES[organisation.kind]


def urls() -> FormUrls:
    """Return where the organisation's form sends what."""
    return FormUrls(
        submit=url_for("account.organisation_submit"),
        draft=url_for("account.organisation_draft"),
        upload=url_for("files.upload"),
        file=file_url,
    )


@blueprint.get("/sign-up/organisation")
def organisation_form() -> Response:
    """Show the form (step 2), filled with the draft; one that is in review is shown as step 3."""
    with begin() as work:
        own = own_organisation(work)
        if own.certification not in _MAY_APPLY:
            return make_response(redirect(url_for("account.submitted")))
        return _show(work, own, _bound(work, own))


def _bound(
    work: Work,
    own: OrganisationView,
    *,
    submitted: bool = False,
    errors: Mapping[str, list[str]] | None = None,
) -> BoundForm:
    viewer = viewer_of(work)
    return forms.start_form(
        work,
        viewer,
        process_of(own),
        locale=locale_tag(),
        organisation_id=own.id,
        formdata=request.form if submitted else None,
        files=attachable(work, viewer),
        file_errors=errors,
    )


def _show(work: Work, own: OrganisationView, form: BoundForm, *, problem: str = "") -> Response:
    draft = drafts.load_draft(work, current_user.id, _form_key(own), own.id)
    page = render_template(
        "account/organisation.html",
        form=form,
        urls=urls(),
        organisation=own,
        revision=draft.revision if draft else 0,
        saved_at=draft.updated_at if draft else None,
        problem=problem,
    )
    return make_response(page, 422 if form.submitted and not form.row_action else 200)


def _form_key(own: OrganisationView) -> str:
    key = case_type_of(process_of(own)).form_id
    assert key is not None
    return key


@blueprint.post("/sign-up/organisation/draft")
@limiter.limit("1200 per hour")
def organisation_draft() -> Response:
    """Keep what was typed so far."""
    with begin() as work:
        own = own_organisation(work)
        form = _bound(work, own, submitted=True)
        saved = _save_draft(work, own, form)
        return draft_saved(form, urls(), revision=saved.revision, saved_at=saved.updated_at)


def _save_draft(work: Work, own: OrganisationView, form: BoundForm) -> DraftView:
    return drafts.save_draft(
        work,
        current_user.id,
        _form_key(own),
        form.draft,
        subject=own.id,
        revision=revision(),
    )


@blueprint.post("/sign-up/organisation")
@limiter.limit("60 per hour")
def organisation_submit() -> Response:
    """Hand the form in; what is wrong is told at its field and nothing is lost."""
    try:
        with begin() as work:
            own = own_organisation(work)
            if own.certification not in _MAY_APPLY:  # sent twice: the first one counts
                return make_response(redirect(url_for("account.submitted")))
            form = _bound(work, own, submitted=True)
            if not form.validate():
                _save_draft(work, own, form)
                return _show(work, own, form)
            submitting.submit(
                work, viewer_of(work), process_of(own), forms.form_json(form), organisation_id=own.id
            )
    except Invalid as refusal:
        return _refused(refusal)
    return make_response(redirect(url_for("account.submitted")))


def _refused(refusal: Invalid) -> Response:
    with begin() as work:
        own = own_organisation(work)
        form = _bound(work, own, submitted=True, errors=at_fields(refusal.problems))
        form.validate()
        _save_draft(work, own, form)
        return _show(work, own, form, problem=refusal.message(locale_tag()))


@blueprint.get("/sign-up/submitted")
def submitted() -> Response:
    """Show that the application was handed in, what happens next and how to follow it (step 3)."""
    with begin() as work:
        own = own_organisation(work)
        if own.certification == "none":
            return make_response(redirect(url_for("account.organisation_form")))
        viewer = viewer_of(work)
        case = item_queries.latest_case(work, own.id, process_of(own))
        page = render_template(
            "account/submitted.html",
            organisation=own,
            case=case,
            locale=locale_tag(),
            current=details.current_steps(work, viewer, case.id) if case else [],
            following=details.next_steps(work, viewer, case.id) if case and case.running else [],
            follow=_address_of(case) if case else None,
        )
        return make_response(page)


def _address_of(case: CaseView) -> str | None:
    """Return the address of the case's page, if this installation has one."""
    if "cases.case" in current_app.view_functions:
        return url_for("cases.case", number=case.number)
    return None
