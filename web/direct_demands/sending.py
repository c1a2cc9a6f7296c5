"""Sending a direct demand: the form on the way from a public page, kept while typing, handed in once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response, abort, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _

from forms import BoundForm
from web.direct_demands.blueprint import blueprint
from web.direct_demands.labels import addressee_kind_names
from web.files.routes import file_url
from web.form_flow import DraftedFlow, Kept, Problems, Sheet, sent_form
from web.form_pages import FormUrls
from web.i18n import locale_tag
from web.limits import limiter
from web.statuses import status_of
from web.viewers import current_viewer, insist_on_sign_in
from workflows.approvals.cases import forms
from workflows.approvals.cases.drafts import discard_draft
from workflows.approvals.cases.services import latest_own_case
from workflows.approvals.cases.start_rules import latest_start_form
from workflows.business.direct_demands import operations
from workflows.business.direct_demands.addressees import addressee, sender
from workflows.business.direct_demands.direct_lifecycle import PROCESS
from workflows.business.direct_demands.values import ADDRESSEE_KINDS, Addressee, AddresseeKind
from workflows.ground.errors import Forbidden
from workflows.ground.work import Work
from workflows.people.organisations.values import OrganisationView
from workflows.people.viewer import Viewer

_MOST_CHARACTERS = 64


class Sending(DraftedFlow):
    """The form of a direct demand to one addressee that is not sent yet."""

    always_checked = True

    viewer: Viewer
    own: OrganisationView
    to: Addressee
    form: BoundForm

    def __init__(self, kind: str, reference: str) -> None:
        """Take whom it is addressed to. 404: no such kind."""
        if kind not in ADDRESSEE_KINDS:
            abort(404)
        self.kind: AddresseeKind = kind
        self.reference = reference[:_MOST_CHARACTERS]

    def open(self, work: Work) -> Response | None:
        """Look up the addressee, and whether the viewer may send; else show what is missing."""
        self.to = addressee(work, self.kind, self.reference)
        self.viewer = current_viewer(work)
        own = sender(work, self.viewer)
        if isinstance(own, Forbidden):
            if request.method != "GET":
                raise own
            return self._missing(own)
        self.own = own
        return None

    def _missing(self, refusal: Forbidden) -> Response:
        page = render_template(
            "direct_demands/missing.html",
            to=self.to,
            back=public_page(self.to),
            code=refusal.code,
            sentence=refusal.message(locale_tag()),
        )
        return make_response(page, status_of(refusal))

    def bound(self, work: Work, *, sent: bool, errors: Problems | None = None) -> BoundForm:
        """Return the form, filled from the draft or else from the profile."""
        self.form = forms.start_form(
            work,
            self.viewer,
            PROCESS,
            locale=locale_tag(),
            organisation_id=self.own.id,
            draft_subject=self._draft_subject(),
            formdata=sent_form(sent=sent),
            file_errors=errors,
        )
        return self.form

    def draft_of(self, work: Work) -> tuple[str, str]:
        """Return the key and the subject of the draft."""
        return latest_start_form(work, PROCESS), self._draft_subject()

    def _draft_subject(self) -> str:
        return f"direct:{self.to.kind}:{self.to.reference}:{self.own.id}"

    def urls(self) -> FormUrls:
        """Return where the form sends what."""
        return FormUrls(self._url("form"), self._url("save"), url_for("files.upload"), file_url)

    def _url(self, page: str) -> str:
        return url_for(f"direct_demands.{page}", kind=self.kind, reference=self.reference)

    def page(self, _work: Work, sheet: Sheet) -> str:
        """Return the page with the form."""
        return render_template(
            "direct_demands/form.html",
            to=self.to,
            own=self.own,
            kinds=addressee_kind_names(),
            back=public_page(self.to),
            form=sheet.form,
            urls=self.urls(),
            revision=sheet.kept.revision,
            saved_at=sheet.kept.at,
            problem=sheet.problem,
        )

    def answers(self, work: Work, form: BoundForm) -> BoundForm:
        """Return the form to be read once more."""
        return forms.read_again(work, PROCESS, form, locale=locale_tag())

    def check_page(self, _work: Work, answers: BoundForm, kept: Kept) -> str:
        """Return the page with what was filled in."""
        return render_template(
            "direct_demands/check.html", to=self.to, form=answers, urls=self.urls(), revision=kept.revision
        )

    def submit(self, work: Work, data: Mapping[str, Any] | None) -> Response:
        """Send it out of the draft, which goes with it."""
        if not discard_draft(work, self.viewer.user_id, *self.draft_of(work)):
            return self.handed_in_before(work) or make_response(redirect(self._url("form")))
        number = operations.send(work, self.viewer, self.kind, self.reference, data or {})
        flash(_("Sent: the provider has been told. Here you see what comes of it."), "success")
        return make_response(redirect(url_for("direct_demands.direct_demand", number=number)))

    def handed_in_before(self, work: Work) -> Response | None:
        """Return the page of the one that an earlier press has sent."""
        number = latest_own_case(work, self.viewer, PROCESS)
        if number is None:
            return None
        return make_response(redirect(url_for("direct_demands.direct_demand", number=number)))


def public_page(to: Addressee) -> str:
    """Return the public page on which an addressee stands."""
    if to.kind == "product":
        return url_for("catalogue.product", number=to.reference)
    return url_for("providers.provider", organisation_id=to.provider_id)


@blueprint.get("/to/<kind>/<reference>")
def form(kind: str, reference: str) -> Response:
    """Show the form; a visitor signs in first, who may not send reads what is missing."""
    insist_on_sign_in()
    return Sending(kind, reference).show()


@blueprint.post("/to/<kind>/<reference>/draft")
@limiter.limit("1200 per hour")
def save(kind: str, reference: str) -> Response:
    """Keep what was typed so far."""
    insist_on_sign_in()
    return Sending(kind, reference).save()


@blueprint.post("/to/<kind>/<reference>")
@limiter.limit("60 per hour")
def send(kind: str, reference: str) -> Response:
    """Take the form to the page where it is looked at once more; from there, send it."""
    insist_on_sign_in()
    return Sending(kind, reference).send()
