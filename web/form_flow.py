"""One way for every form that is filled in: shown, kept while typing, handed in.

What is wrong is told at its field, and nothing typed is lost: a form that is refused is kept first. A place
subclasses `FormFlow` (`DraftedFlow` where the drafts of the room of approvals keep it), makes one for each
request and answers with `show`, `save` or `send`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from flask import Response, make_response, redirect, request
from flask_login import current_user

from forms import BoundForm
from web.form_pages import FormUrls, draft_saved, was_refused
from web.form_problems import problems_of
from web.i18n import locale_tag
from web.request_values import revision
from web.statuses import status_of
from web.work import begin
from workflows.approvals.cases import drafts
from workflows.approvals.cases.forms import form_json
from workflows.ground.errors import Conflict, Invalid, InvalidState
from workflows.ground.work import Work

Problems = Mapping[str, list[str]]
CHECK, HAND_IN = "check", "hand_in"
"""Which button was pressed (`then`): look at the answers once more, hand in what is kept."""
AS_IT_IS = "as_it_is"
"""Sent with a form by who was asked whether it shall be handed in unchanged."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Which revision of the draft is kept, and since when; 0: none is."""

    revision: int = 0
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a page draws: the form, its draft, and what is to be said above it."""

    form: BoundForm
    kept: Kept
    problem: str = ""
    conflict: str = ""
    unchanged: bool = False
    """It was to be handed in as it came back: the page asks once whether that is meant."""


class FormFlow(ABC):
    """One form in one request."""

    always_checked: ClassVar[bool] = False
    """Whether the answers are read once more before they are handed in, whichever button is pressed."""

    @abstractmethod
    def open(self, work: Work) -> Response | None:
        """Look up what the form is about and ask who may; return where to go if it is not to be filled in."""

    @abstractmethod
    def bound(self, work: Work, *, sent: bool, errors: Problems | None = None) -> BoundForm | None:
        """Return the form, with what the request carries if it was `sent`; None: there is nothing to fill."""

    @abstractmethod
    def kept(self, work: Work) -> Kept:
        """Return the draft that is kept."""

    @abstractmethod
    def keep(self, work: Work, form: BoundForm, sent_revision: int | None) -> Kept:
        """Keep what was typed. Raises: Conflict: somebody has kept another since `sent_revision`."""

    @abstractmethod
    def urls(self) -> FormUrls:
        """Return where the form sends what."""

    @abstractmethod
    def page(self, work: Work, sheet: Sheet) -> str:
        """Return the page with the form."""

    @abstractmethod
    def submit(self, work: Work, data: Mapping[str, Any] | None) -> Response:
        """Hand in the JSON of the checked form; return where to go then."""

    def aside(self, _work: Work, _form: BoundForm) -> Response | None:
        """Return the answer to another button than the one that hands in, None for that one."""
        return None

    def unchanged(self, _work: Work, _form: BoundForm) -> bool:
        """Tell whether a checked form that came back says what it said before."""
        return False

    def answers(self, _work: Work, _form: BoundForm) -> BoundForm | None:
        """Return a checked form to be read once more before it is handed in; None: there is no such page."""
        return None

    def check_page(self, _work: Work, _answers: BoundForm, _kept: Kept) -> str:
        """Return the page on which the `answers` are read once more."""
        raise NotImplementedError

    def hold(self, _work: Work) -> None:
        """Let nobody else hand in what is kept until the end of the transaction."""
        return

    def handed_in_before(self, _work: Work) -> Response | None:
        """Return where to go who hands in what is kept no more: a second press follows the first one."""
        return None

    def conflicted(self, conflict: Conflict) -> Response:
        """Answer who was slower than somebody else."""
        raise conflict

    def show(self) -> Response:
        """Show the form with its draft."""
        with begin() as work:
            elsewhere = self.open(work)
            if elsewhere is not None:
                return elsewhere
            form = self.bound(work, sent=False)
            if CHECK in request.args and form is not None:
                return self._read_once_more(work, form)
            assert form is not None, "Expected a form to show, but nothing is to be filled in."
            return self._drawn(work, Sheet(form, self.kept(work)))

    def save(self) -> Response:
        """Keep what was typed so far. Raises: InvalidState: the form is not to be filled in any more."""
        with begin() as work:
            form = None if self.open(work) is not None else self.bound(work, sent=True)
            if form is None:
                raise InvalidState("approvals.form_closed")
            kept = self.keep(work, form, revision())
            if was_refused():
                form.validate()
            return draft_saved(form, self.urls(), revision=kept.revision, saved_at=kept.at or work.now)

    def send(self) -> Response:
        """Hand the form in; sent twice, the first one counts."""
        try:
            with begin() as work:
                elsewhere = self.open(work)
                if elsewhere is not None:
                    return elsewhere
                if _hands_in_what_is_kept():
                    return self._hand_in(work)
                form = self.bound(work, sent=True)
                return self.submit(work, None) if form is None else self._take(work, form)
        except Conflict as conflict:
            return self.conflicted(conflict)
        except (Invalid, InvalidState) as refusal:
            return self._refused(refusal)

    def _take(self, work: Work, form: BoundForm) -> Response:
        aside = self.aside(work, form)
        if aside is not None:
            return aside
        if not form.validate():  # a press on a button of a list too
            # what was sent is newer than any draft, whichever window has saved since
            return self._drawn(work, Sheet(form, self.keep(work, form, None)))
        if self.always_checked or request.form.get("then") == CHECK:
            self.keep(work, form, revision())
            return make_response(redirect(self._check_url()))
        if AS_IT_IS not in request.form and self.unchanged(work, form):
            return self._drawn(work, Sheet(form, self.keep(work, form, None), unchanged=True))
        return self.submit(work, form_json(form))

    def _page_url(self) -> str:
        return self.urls().page or self.urls().submit

    def _check_url(self) -> str:
        page = self._page_url()
        return f"{page}{'&' if '?' in page else '?'}{CHECK}=1"

    def _read_once_more(self, work: Work, form: BoundForm) -> Response:
        kept = self.kept(work)
        shown = self.answers(work, form) if kept.revision and form.validate() else None
        if shown is None:  # there is nothing to look at yet, or something is missing: back to the form
            return make_response(redirect(self._page_url()))
        return make_response(self.check_page(work, shown, kept))

    def _hand_in(self, work: Work) -> Response:
        self.hold(work)
        if not self.kept(work).revision and (before := self.handed_in_before(work)) is not None:
            return before
        form = self.bound(work, sent=False)
        if form is None or not self.kept(work).revision or not form.validate():
            return make_response(redirect(self._page_url()))
        return self.submit(work, form_json(form))

    def _refused(self, refusal: Invalid | InvalidState) -> Response:
        with begin() as work:
            elsewhere = self.open(work)
            if elsewhere is not None:
                return elsewhere
            said = problems_of(refusal) if isinstance(refusal, Invalid) and refusal.problems else None
            typed = not _hands_in_what_is_kept()
            form = self.bound(work, sent=typed, errors=said)
            if form is None:
                raise refusal
            form.validate()
            kept = self.keep(work, form, None) if typed else self.kept(work)
            sheet = Sheet(form, kept, problem=refusal.message(locale_tag()))
            return self._drawn(work, sheet, status=status_of(refusal))

    def _drawn(self, work: Work, sheet: Sheet, *, status: int | None = None) -> Response:
        refused = sheet.form.submitted and not sheet.form.row_action
        return make_response(self.page(work, sheet), status or (422 if refused else 200))


def _hands_in_what_is_kept() -> bool:
    return request.form.get("then") == HAND_IN


class DraftedFlow(FormFlow):
    """A form whose draft is the signed-in person's own."""

    @abstractmethod
    def draft_of(self, work: Work) -> tuple[str, str]:
        """Return the key and the subject of the draft."""

    def hold(self, work: Work) -> None:
        """Let nobody else hand in the draft until the end of the transaction."""
        drafts.hold_draft(work, current_user.id, *self.draft_of(work))

    def kept(self, work: Work) -> Kept:
        """Return the draft that is kept."""
        draft = drafts.load_draft(work, current_user.id, *self.draft_of(work))
        return Kept() if draft is None else Kept(draft.revision, draft.updated_at)

    def keep(self, work: Work, form: BoundForm, sent_revision: int | None) -> Kept:
        """Keep what was typed. Raises: Conflict: another window has kept something since."""
        key, subject = self.draft_of(work)
        saved = drafts.save_draft(
            work, current_user.id, key, form.draft, subject=subject, revision=sent_revision
        )
        return Kept(saved.revision, saved.updated_at)


def sent_form(*, sent: bool) -> Any:
    """Return what the request carries for `bound`, None if it was not sent."""
    return request.form if sent else None
