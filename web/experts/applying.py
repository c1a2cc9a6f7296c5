"""An expert's form on its way: shown, kept while typing, handed in; for oneself or for a provider."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Response, render_template, url_for

from forms import BoundForm
from web.files.routes import file_url
from web.form_flow import DraftedFlow, Problems, Sheet, sent_form
from web.form_pages import FormUrls
from web.i18n import locale_tag
from web.viewers import current_viewer
from workflows.approvals.cases.applying_again import LED_TO_NOTHING, EarlierApplication, earlier_application
from workflows.approvals.values import CaseState, CaseView
from workflows.business.experts import operations
from workflows.business.experts.forms import application_form
from workflows.business.experts.operations import FORM, PROCESS
from workflows.files.queries import attachable
from workflows.ground.work import Work

ENDED: tuple[CaseState, ...] = (*LED_TO_NOTHING, "approved")
"""After which an application is begun with the last one: who was an expert before is the same person."""


@dataclass(frozen=True, slots=True)
class ApplicationForm:
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


class Application(DraftedFlow):
    """The form of an expert, for oneself or for a provider's expert."""

    def __init__(
        self, application_form: ApplicationForm, go_on: Callable[[CaseView], Response] | None = None
    ) -> None:
        """Take where it is filled in, and where to go with the case that is begun."""
        self.application_form, self.go_on = application_form, go_on
        self.owner: str | None = None
        self.earlier: EarlierApplication | None = None

    def open(self, work: Work) -> Response | None:
        """Ask who may."""
        self.owner = self.application_form.open_for(work)
        return None

    def bound(self, work: Work, *, sent: bool, errors: Problems | None = None) -> BoundForm:
        """Return the form with the draft, else with one's own earlier one: a provider's are about others."""
        viewer = current_viewer(work)
        if self.owner is None:
            self.earlier = earlier_application(work, viewer, PROCESS, None, ended=ENDED)
        return application_form(
            work,
            viewer,
            locale=locale_tag(),
            organisation_id=self.owner,
            earlier=self.earlier.data if self.earlier is not None else None,
            formdata=sent_form(sent=sent),
            files=attachable(work, viewer),
            file_errors=errors,
        )

    def draft_of(self, _work: Work) -> tuple[str, str]:
        """Return the key and the subject of the draft."""
        return FORM, self.owner or ""

    def urls(self) -> FormUrls:
        """Return where the form sends what."""
        return self.application_form.urls()

    def page(self, _work: Work, sheet: Sheet) -> str:
        """Return the page on which the form stands."""
        return render_template(
            self.application_form.template,
            form=sheet.form,
            urls=self.urls(),
            revision=sheet.kept.revision,
            saved_at=sheet.kept.at,
            earlier=self.earlier,
            problem=sheet.problem,
        )

    def submit(self, work: Work, data: Mapping[str, Any] | None) -> Response:
        """Begin the case."""
        assert self.go_on is not None
        viewer, said = current_viewer(work), data or {}
        if self.owner is None:
            return self.go_on(operations.apply(work, viewer, said))
        return self.go_on(operations.apply_for(work, viewer, self.owner, said))


def show(application_form: ApplicationForm) -> Response:
    """Show the form with the draft."""
    return Application(application_form).show()


def keep(application_form: ApplicationForm) -> Response:
    """Keep what was typed so far."""
    return Application(application_form).save()


def hand_in(application_form: ApplicationForm, go_on: Callable[[CaseView], Response]) -> Response:
    """Hand the form in; what is wrong is told at its field and nothing is lost."""
    return Application(application_form, go_on).send()
