"""An expert's form on its way: shown, kept while typing, handed in; for oneself or for a provider."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask import Response, make_response, render_template, request, url_for
from flask_login import current_user

from forms import BoundForm
from web.files.routes import file_url
from web.form_pages import FormUrls, draft_saved
from web.form_problems import problems_of
from web.i18n import locale_tag
from web.request_values import revision
from web.viewers import viewer
from web.work import begin
from workflows.approvals.cases import drafts
from workflows.approvals.cases.forms import form_json
from workflows.approvals.values import CaseView, DraftView
from workflows.business.experts import operations
from workflows.business.experts.forms import application_form
from workflows.business.experts.operations import FORM
from workflows.files.queries import attachable
from workflows.ground.errors import Invalid
from workflows.ground.work import Work


@dataclass(frozen=True, slots=True)
class Desk:
    """Where a form is filled in: its page and addresses, and for which organisation (None: for oneself).

    `open_for` asks who may, at every request, and returns that organisation.
    """

    template: str
    submit: str
    draft: str
    open_for: Callable[[Work], str | None]

    def urls(self) -> FormUrls:
        """Return where the form sends what."""
        return FormUrls(url_for(self.submit), url_for(self.draft), url_for("files.upload"), file_url)


def show(desk: Desk) -> Response:
    """Show the form with the draft."""
    with begin() as work:
        owner = desk.open_for(work)
        return _page(work, desk, owner, _bound(work, owner))


def keep(desk: Desk) -> Response:
    """Keep what was typed so far."""
    with begin() as work:
        owner = desk.open_for(work)
        form = _bound(work, owner, submitted=True)
        saved = _save(work, owner, form, sent=revision())
        return draft_saved(form, desk.urls(), revision=saved.revision, saved_at=saved.updated_at)


def hand_in(desk: Desk, go_on: Callable[[CaseView], Response]) -> Response:
    """Hand the form in; what is wrong is told at its field and nothing is lost."""
    try:
        with begin() as work:
            owner = desk.open_for(work)
            form = _bound(work, owner, submitted=True)
            if not form.validate():
                _save(work, owner, form)
                return _page(work, desk, owner, form)
            data, seen = form_json(form), viewer(work)
            if owner is None:
                return go_on(operations.apply(work, seen, data))
            return go_on(operations.apply_for(work, seen, owner, data))
    except Invalid as refusal:
        with begin() as work:
            owner = desk.open_for(work)
            form = _bound(work, owner, submitted=True, errors=problems_of(refusal))
            form.validate()
            _save(work, owner, form)
            return _page(work, desk, owner, form)


def _bound(
    work: Work, owner: str | None, *, submitted: bool = False, errors: Mapping[str, list[str]] | None = None
) -> BoundForm:
    seen = viewer(work)
    return application_form(
        work,
        seen,
        locale=locale_tag(),
        organisation_id=owner,
        formdata=request.form if submitted else None,
        files=attachable(work, seen),
        file_errors=errors,
    )


def _page(work: Work, desk: Desk, owner: str | None, form: BoundForm) -> Response:
    draft = drafts.load_draft(work, current_user.id, FORM, owner or "")
    page = render_template(
        desk.template,
        form=form,
        urls=desk.urls(),
        revision=draft.revision if draft else 0,
        saved_at=draft.updated_at if draft else None,
    )
    return make_response(page, 422 if form.submitted and not form.row_action else 200)


def _save(work: Work, owner: str | None, form: BoundForm, *, sent: int | None = None) -> DraftView:
    return drafts.save_draft(
        work,
        current_user.id,
        FORM,
        form.draft,
        subject=owner or "",
        revision=sent,
    )
