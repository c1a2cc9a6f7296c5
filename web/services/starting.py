"""From the form to the case: filled in, kept while typing, looked at once more, handed in once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _

from forms import BoundForm
from web.files.routes import file_url
from web.form_flow import DraftedFlow, Kept, Problems, Sheet, sent_form
from web.form_pages import FormUrls
from web.i18n import locale_tag
from web.limits import limiter
from web.services.blueprint import OWN_PAGES, begin_url, blueprint
from web.viewers import current_viewer, insist_on_sign_in
from workflows.approvals.cases import forms, services
from workflows.approvals.cases.applying_again import EarlierApplication, earlier_application
from workflows.approvals.cases.services import ApplicantChoice, Service
from workflows.files.queries import attachable
from workflows.ground.errors import Forbidden
from workflows.ground.work import Work
from workflows.people.viewer import Viewer

FOR = "for"
"""Part of the address that names the organisation, where somebody may choose."""


class Starting(DraftedFlow):
    """The form of a case that is not begun yet."""

    always_checked = True

    viewer: Viewer
    service: Service
    place: ApplicantChoice
    form: BoundForm
    earlier: EarlierApplication | None

    def __init__(self, process_id: str) -> None:
        """Take which process."""
        self.process_id = process_id

    def open(self, work: Work) -> Response | None:
        """Ask who may; send to its own page what has one, and to the running case what may run but once."""
        self.viewer = current_viewer(work)
        self.service = services.service(work, self.viewer, self.process_id)
        wanted = request.args.get(FOR, "")
        places = [one for one in self.service.places if not wanted or one.organisation_id == wanted]
        if not places:
            raise Forbidden("approvals.cannot_start")
        self.place = places[0]
        if self.process_id in OWN_PAGES:
            return make_response(redirect(begin_url(self.service)))
        if self.service.running is not None:
            return make_response(redirect(url_for("cases.case", number=self.service.running)))
        return None

    def bound(self, work: Work, *, sent: bool, errors: Problems | None = None) -> BoundForm:
        """Return the form, filled from the draft or else from an earlier one and the profile."""
        place = self.place.organisation_id
        self.earlier = earlier_application(work, self.viewer, self.process_id, place)
        self.form = forms.start_form(
            work,
            self.viewer,
            self.process_id,
            locale=locale_tag(),
            organisation_id=place,
            earlier=self.earlier.data if self.earlier is not None else None,
            draft_subject=services.draft_subject(self.process_id, self.place),
            formdata=sent_form(sent=sent),
            files=attachable(work, self.viewer),
            file_errors=errors,
        )
        return self.form

    def draft_of(self, _work: Work) -> tuple[str, str]:
        """Return the key and the subject of the draft."""
        return self.service.rules.form_id or "", services.draft_subject(self.process_id, self.place)

    def urls(self) -> FormUrls:
        """Return where the form sends what."""
        return FormUrls(self.url("start"), self.url("save"), url_for("files.upload"), file_url)

    def url(self, page: str) -> str:
        """Return the address of one of the pages, for the organisation that was chosen."""
        place = f"services.{page}"
        if not request.args.get(FOR):
            return url_for(place, process_id=self.process_id)
        return url_for(place, process_id=self.process_id, **{FOR: request.args[FOR]})  # type: ignore[arg-type]

    def page(self, _work: Work, sheet: Sheet) -> str:
        """Return the page with the form."""
        return render_template(
            "services/start.html",
            service=self.service,
            place=self.place,
            form=sheet.form,
            urls=self.urls(),
            revision=sheet.kept.revision,
            saved_at=sheet.kept.at,
            earlier=self.earlier,
            problem=sheet.problem,
            locale=locale_tag(),
            for_name=FOR,
        )

    def answers(self, work: Work, form: BoundForm) -> BoundForm:
        """Return the form to be read once more."""
        return forms.read_again(work, self.process_id, form, locale=locale_tag())

    def check_page(self, _work: Work, answers: BoundForm, kept: Kept) -> str:
        """Return the page with what was filled in."""
        return render_template(
            "services/check.html",
            service=self.service,
            place=self.place,
            form=answers,
            urls=self.urls(),
            revision=kept.revision,
            locale=locale_tag(),
        )

    def submit(self, work: Work, _data: Mapping[str, Any] | None) -> Response:
        """Begin the case out of the draft."""
        case = services.hand_in(work, self.viewer, self.service, self.place, self.form)
        if case is None:
            return self.handed_in_before(work) or make_response(redirect(self.url("start")))
        flash(_("Handed in. Here you see where it is."), "success")
        return make_response(redirect(url_for("cases.case", number=case.number)))

    def handed_in_before(self, work: Work) -> Response | None:
        """Return the page of the case that an earlier press began."""
        number = services.latest_own_case(work, self.viewer, self.process_id)
        return None if number is None else make_response(redirect(url_for("cases.case", number=number)))


@blueprint.get("/<process_id>")
def start(process_id: str) -> Response:
    """Show the form; a visitor signs in first."""
    insist_on_sign_in()
    return Starting(process_id).show()


@blueprint.post("/<process_id>/draft")
@limiter.limit("1200 per hour")
def save(process_id: str) -> Response:
    """Keep what was typed so far."""
    insist_on_sign_in()
    return Starting(process_id).save()


@blueprint.post("/<process_id>")
@limiter.limit("240 per hour")
def go_on(process_id: str) -> Response:
    """Take the form to the page where it is looked at once more; from there, begin the case."""
    insist_on_sign_in()
    return Starting(process_id).send()
