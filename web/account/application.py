"""Steps 2 and 3 of signing up: the organisation's form, and what happens after it was handed in.

With the same form a certified organisation changes its profile.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response, current_app, flash, make_response, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user

from forms import BoundForm
from web.account.blueprint import blueprint
from web.files.routes import file_url
from web.form_flow import DraftedFlow, Kept, Problems, Sheet, sent_form
from web.form_pages import FormUrls
from web.i18n import locale_tag
from web.limits import limiter
from web.viewers import insist_on_sign_in
from web.work import begin
from workflows.approvals.cases import details, forms, item_queries, submitting
from workflows.approvals.cases.applying_again import EarlierApplication, earlier_application
from workflows.approvals.cases.start_rules import latest_start_form
from workflows.approvals.values import CaseView
from workflows.business.registration.profile_changes import PROCESSES
from workflows.files.queries import attachable
from workflows.ground.errors import NotFound
from workflows.ground.work import Work
from workflows.people.organisations.queries import organisations_of
from workflows.people.organisations.values import OrganisationView
from workflows.people.viewer import require
from workflows.people.viewer_loader import viewer_of

_MAY_APPLY = frozenset({"none", "rejected", "ordinary"})


def own_organisation(work: Work) -> OrganisationView:
    """Return the organisation that the signed-in person registers. Raises: NotFound: there is none."""
    insist_on_sign_in()
    own = organisations_of(work, current_user.id)
    if not own:
        raise NotFound("organisations.not_found")
    return own[0]


def process_of(organisation: OrganisationView) -> str:
    """Return the process that certifies an organisation."""
    return PROCESSES[organisation.kind]


class CertificationForm(DraftedFlow):
    """The form with which an organisation asks to be certified, or a certified one changes its profile."""

    own: OrganisationView
    earlier: EarlierApplication | None

    def open(self, work: Work) -> Response | None:
        """Send who has applied to step 3, or to the change under way: sent twice, the first one counts."""
        self.own = own_organisation(work)
        if self.own.certification in _MAY_APPLY:
            return None
        if not self.own.certified:
            return make_response(redirect(url_for("account.submitted")))
        require(viewer_of(work).acts_for(self.own.id), "organisations.not_owner")
        return self._change_under_way(work)

    def _change_under_way(self, work: Work) -> Response | None:
        case = item_queries.latest_case(work, self.own.id, process_of(self.own))
        return _to_case(case) if case is not None and case.running else None

    def bound(self, work: Work, *, sent: bool, errors: Problems | None = None) -> BoundForm:
        """Return the form, filled from the draft or else from an earlier one and the profile."""
        viewer = viewer_of(work)
        self.earlier = earlier_application(work, viewer, process_of(self.own), self.own.id)
        return forms.start_form(
            work,
            viewer,
            process_of(self.own),
            locale=locale_tag(),
            organisation_id=self.own.id,
            earlier=self.earlier.data if self.earlier is not None else None,
            formdata=sent_form(sent=sent),
            files=attachable(work, viewer),
            file_errors=errors,
        )

    def draft_of(self, work: Work) -> tuple[str, str]:
        """Return the key and the subject of the draft."""
        return latest_start_form(work, process_of(self.own)), self.own.id

    def urls(self) -> FormUrls:
        """Return where the organisation's form sends what."""
        return FormUrls(
            submit=url_for("account.organisation_submit"),
            draft=url_for("account.organisation_draft"),
            upload=url_for("files.upload"),
            file=file_url,
        )

    def page(self, _work: Work, sheet: Sheet) -> str:
        """Return step 2 of signing up."""
        return render_template(
            "account/organisation.html",
            form=sheet.form,
            urls=self.urls(),
            organisation=self.own,
            revision=sheet.kept.revision,
            saved_at=sheet.kept.at,
            earlier=self.earlier,
            problem=sheet.problem,
        )

    def answers(self, work: Work, form: BoundForm) -> BoundForm:
        """Return the form to be read once more, beside what was approved."""
        before = self.own.profile if self.own.certified else None
        return forms.read_again(work, process_of(self.own), form, locale=locale_tag(), before=before)

    def check_page(self, _work: Work, answers: BoundForm, kept: Kept) -> str:
        """Return step 2 with what was filled in."""
        return render_template(
            "account/check.html",
            form=answers,
            urls=self.urls(),
            organisation=self.own,
            revision=kept.revision,
        )

    def submit(self, work: Work, data: Mapping[str, Any] | None) -> Response:
        """Begin the case."""
        case = submitting.submit(
            work, viewer_of(work), process_of(self.own), data or {}, organisation_id=self.own.id
        )
        if not self.own.certified:
            return make_response(redirect(url_for("account.submitted")))
        flash(_("Handed in. Here you see where it is."), "success")
        return _to_case(case)


@blueprint.get("/sign-up/organisation")
def organisation_form() -> Response:
    """Show the form (step 2), filled with the draft; one that is in review is shown as step 3."""
    return CertificationForm().show()


@blueprint.post("/sign-up/organisation/draft")
@limiter.limit("1200 per hour")
def organisation_draft() -> Response:
    """Keep what was typed so far."""
    return CertificationForm().save()


@blueprint.post("/sign-up/organisation")
@limiter.limit("60 per hour")
def organisation_submit() -> Response:
    """Hand the form in; what is wrong is told at its field and nothing is lost."""
    return CertificationForm().send()


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


def _to_case(case: CaseView) -> Response:
    return make_response(redirect(_address_of(case) or url_for("account.submitted")))


def _address_of(case: CaseView) -> str | None:
    """Return the address of the case's page, if this installation has one."""
    if "cases.case" in current_app.view_functions:
        return url_for("cases.case", number=case.number)
    return None
