"""办事大厅, the services: which processes there are to begin, and for whom."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select

from engine import Definition
from engine import errors as engine_errors
from forms import BoundForm
from workflows.approvals.cases import submitting
from workflows.approvals.cases.diagrams import process_names
from workflows.approvals.cases.drafts import discard_draft
from workflows.approvals.cases.forms import form_json
from workflows.approvals.cases.start_rules import StartRules, Wording, rules_of, start_of
from workflows.approvals.models import Case
from workflows.approvals.policies.starting import may_start
from workflows.approvals.values import RUNNING_STATES, CaseView
from workflows.ground.errors import NotFound
from workflows.ground.messages import Locale
from workflows.ground.work import Work
from workflows.people.organisations.queries import organisations_of
from workflows.people.organisations.values import OrganisationView
from workflows.people.viewer import Viewer


@dataclass(frozen=True, slots=True)
class ApplicantChoice:
    """For whom somebody may begin a process: an organisation of theirs, or (None) for themselves."""

    organisation_id: str | None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Service:
    """A process that may be begun. `running` is the number of the one case that is under way."""

    process_id: str
    definition_id: str
    name: Wording
    documentation: Wording
    rules: StartRules
    places: tuple[ApplicantChoice, ...] = ()
    running: str | None = None

    def help(self, locale: Locale) -> str:
        """Return what is said about it before it is begun."""
        return self.rules.help.say(locale) or self.documentation.say(locale)

    def fits(self, words: Iterable[str], locale: Locale) -> bool:
        """Return whether each word stands in what is shown of it."""
        shown = (self.name.say(locale), self.rules.category.say(locale), self.help(locale))
        text = "\n".join(shown).casefold()
        return all(word.casefold() in text for word in words)


def services(work: Work, viewer: Viewer | None) -> list[Service]:
    """Return what the viewer may begin; for a visitor (None) what applicants may, in the order of names.

    A constant number of statements.
    """
    own = organisations_of(work, viewer.user_id) if viewer is not None else []
    offered, retired = [], work.repository.retirements()
    for definition in work.repository.list(latest_only=True):
        one = _service(work, definition)
        if one is None or one.process_id in retired:
            continue
        places = places_of(viewer, one.rules, own) if viewer is not None else ()
        if places or (viewer is None and one.rules.roles):
            offered.append(_with(one, places=places))
    running = _running(work, viewer, [one for one in offered if one.rules.once])
    offered = [_with(one, running=running.get(one.process_id)) for one in offered]
    return sorted(offered, key=lambda one: (one.rules.category.zh, one.name.zh, one.process_id))


def service(work: Work, viewer: Viewer, process_id: str) -> Service:
    """Return one process that may be begun, with no places if the viewer may not.

    Raises: NotFound: there is none of that name, it is retired, or it is not begun by a form.
    """
    try:
        definition = work.repository.latest(process_id)
    except engine_errors.NotFound as error:
        raise NotFound("approvals.no_such_service") from error
    one = _service(work, definition)
    if one is None or work.repository.retirement(process_id) is not None:
        raise NotFound("approvals.no_such_service")
    one = _with(one, places=places_of(viewer, one.rules, organisations_of(work, viewer.user_id)))
    running = _running(work, viewer, [one] if one.rules.once else [])
    return _with(one, running=running.get(process_id))


def places_of(
    viewer: Viewer, rules: StartRules, own: Sequence[OrganisationView]
) -> tuple[ApplicantChoice, ...]:
    """Return for whom the viewer may begin a process: their organisations first, else themselves.

    Without an organisation somebody begins what anybody may, what is about a person, or what staff may.
    """
    places = tuple(
        ApplicantChoice(one.id, one.name) for one in own if may_start(viewer, rules, one.id, one.kind)
    )
    alone = rules.for_anyone or viewer.holds(*rules.staff) or (rules.personal and not places)
    return (*places, ApplicantChoice(None)) if alone and may_start(viewer, rules, None) else places


def draft_subject(process_id: str, place: ApplicantChoice) -> str:
    """Return the subject of the draft of a case that is not begun yet."""
    return f"start:{process_id}:{place.organisation_id or ''}"


def hand_in(
    work: Work, viewer: Viewer, one: Service, place: ApplicantChoice, form: BoundForm
) -> CaseView | None:
    """Begin the case with a checked form out of its draft; None: the draft was handed in already.

    The draft goes with the transaction that begins the case, so that of two presses on the button the second
    finds none.

    Raises: as `submitting.submit`.
    """
    subject = draft_subject(one.process_id, place)
    if not discard_draft(work, viewer.user_id, one.rules.form_id or "", subject):
        return None
    return submitting.submit(
        work, viewer, one.process_id, form_json(form), organisation_id=place.organisation_id
    )


def latest_own_case(work: Work, viewer: Viewer, process_id: str) -> str | None:
    """Return the number of the case of a process that the viewer began last."""
    numbers = select(Case.number).where(Case.applicant_id == viewer.user_id, Case.process_id == process_id)
    return work.session.scalar(numbers.order_by(Case.submitted_at.desc(), Case.id.desc()).limit(1))


def _service(work: Work, definition: Definition) -> Service | None:
    program = work.repository.program(definition.id)
    start = start_of(program, definition.process_id)
    rules = rules_of(program, definition.process_id)
    if start is None or rules.form_id is None:
        return None
    process = program.processes[definition.process_id]
    chinese, english = process_names(work, definition)
    told = Wording(process.documentation, process.documentation_en)
    return Service(definition.process_id, definition.id, Wording(chinese, english), told, rules)


def _with(
    one: Service, *, places: tuple[ApplicantChoice, ...] | None = None, running: str | None = None
) -> Service:
    return Service(
        one.process_id,
        one.definition_id,
        one.name,
        one.documentation,
        one.rules,
        one.places if places is None else places,
        running,
    )


def _running(work: Work, viewer: Viewer | None, once: Sequence[Service]) -> dict[str, str]:
    if viewer is None or not once:
        return {}
    own = or_(Case.applicant_id == viewer.user_id, Case.organisation_id.in_(list(viewer.memberships)))
    rows = select(Case.process_id, Case.number).where(
        own,
        Case.process_id.in_([one.process_id for one in once]),
        Case.state.in_(RUNNING_STATES),
        Case.ended_at.is_(None),
        or_(Case.applicant_id == viewer.user_id, Case.personal.is_(False)),
    )
    return {row.process_id: row.number for row in work.session.execute(rows)}
