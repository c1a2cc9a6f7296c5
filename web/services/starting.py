"""From the form to the case: filled in, kept while typing, looked at once more, handed in once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _

from forms import BoundForm
from web.files.routes import file_url
from web.form_flow import DraftedFlow, Problems, Sheet, sent_form
from web.form_pages import FormUrls
from web.i18n import locale_tag
from web.limits import limiter
from web.services.blueprint import OWN_PAGES, begin_url, blueprint
from web.viewers import current_viewer, insist_on_sign_in
from web.work import begin
from workflows.approvals.cases import drafts, forms, services
from workflows.approvals.cases.applying_again import EarlierApplication, earlier_application
from workflows.approvals.cases.services import ApplicantChoice, Service
from workflows.files.queries import attachable
from workflows.ground.errors import Forbidden, Invalid
from workflows.ground.work import Work
from workflows.people.viewer import Viewer

FOR = "for"
"""Part of the address that names the organisation, where somebody may choose."""


class Starting(DraftedFlow):
    """The form of a case that is not begun yet."""

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

    def submit(self, work: Work, _data: Mapping[str, Any] | None) -> Response:
        """Keep the checked form, and go on to the page where it is looked at once more."""
        self.keep(work, self.form, None)
        return make_response(redirect(self.url("check")))

    def check(self) -> Response:
        """Show the answers once more; a draft that is not complete goes back to the form."""
        with begin() as work:
            elsewhere = self.open(work)
            if elsewhere is not None:
                return elsewhere
            if not self.kept(work).revision or not self.bound(work, sent=False).validate():
                return make_response(redirect(self.url("start")))
            page = render_template(
                "services/check.html",
                service=self.service,
                place=self.place,
                form=forms.read_again(work, self.process_id, self.form, locale=locale_tag()),
                urls=self.urls(),
                send_url=self.url("hand_in"),
                change_url=self.url("start"),
                locale=locale_tag(),
            )
            return make_response(page)

    def hand_in(self) -> Response:
        """Begin the case out of the draft; a second press finds the case that the first one began."""
        try:
            with begin() as work:
                elsewhere = self.open(work)
                if elsewhere is not None:
                    return elsewhere
                return self._begun(work)
        except Invalid as refusal:
            return self._shown_again(refusal)

    def _begun(self, work: Work) -> Response:
        drafts.hold_draft(work, self.viewer.user_id, *self.draft_of(work))
        sound = self.bound(work, sent=False).validate()
        if sound:
            case = services.hand_in(work, self.viewer, self.service, self.place, self.form)
            if case is not None:
                flash(_("Handed in. Here you see where it is."), "success")
                return make_response(redirect(url_for("cases.case", number=case.number)))
        elif self.kept(work).revision:
            return make_response(redirect(self.url("start")))
        number = services.latest_own_case(work, self.viewer, self.process_id)
        if number is None:
            return make_response(redirect(self.url("start")))
        return make_response(redirect(url_for("cases.case", number=number)))

    def _shown_again(self, refusal: Invalid) -> Response:
        with begin() as work:
            elsewhere = self.open(work)
            if elsewhere is not None:
                return elsewhere
            said: dict[str, list[str]] = {}
            for problem in refusal.problems:
                said.setdefault(problem.field, []).append(problem.message(locale_tag()))
            form = self.bound(work, sent=False, errors=said)
            form.validate()
            sheet = Sheet(form, self.kept(work), problem=refusal.message(locale_tag()))
            return make_response(self.page(work, sheet), 422)


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
    """Take the form to the page where it is looked at once more."""
    insist_on_sign_in()
    return Starting(process_id).send()


@blueprint.get("/<process_id>/check")
def check(process_id: str) -> Response:
    """Show the answers before they are handed in."""
    insist_on_sign_in()
    return Starting(process_id).check()


@blueprint.post("/<process_id>/hand-in")
@limiter.limit("60 per hour")
def hand_in(process_id: str) -> Response:
    """Begin the case."""
    insist_on_sign_in()
    return Starting(process_id).hand_in()
