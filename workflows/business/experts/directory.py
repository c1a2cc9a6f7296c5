"""Reading experts and the applications for their enrolment: a provider's, one's own, the directory."""

from __future__ import annotations

from typing import cast

from sqlalchemy import ColumnElement, select, tuple_

from workflows.approvals.models import Case
from workflows.business.experts.models import Enrolment, Expert
from workflows.business.experts.queries import open_tasks
from workflows.business.experts.values import EnrolmentState, EnrolmentView, ExpertView, State
from workflows.ground.errors import NotFound
from workflows.ground.fulltext import matches
from workflows.ground.work import Work
from workflows.people.invitations.queries import last_sent
from workflows.people.invitations.values import SentLink
from workflows.people.organisations.models import Organisation
from workflows.people.policies.people import may_read_people
from workflows.people.viewer import Viewer, require


def enrolments(
    work: Work, viewer: Viewer, organisation_id: str, *, after: str | None = None, limit: int = 20
) -> list[EnrolmentView]:
    """Return a page of a provider's applications for experts, the newest first; two statements.

    Raises: Forbidden: the viewer does not manage experts.
    """
    require(viewer.may(organisation_id, "experts"), "experts.not_yours")
    where: list[ColumnElement[bool]] = [Enrolment.organisation_id == organisation_id]
    if after is not None:
        where.append(Enrolment.id < after)
    return _enrolments(work, *where, limit=limit)


def enrolment(work: Work, viewer: Viewer, organisation_id: str, enrolment_id: str) -> EnrolmentView:
    """Return one application of a provider. Raises: Forbidden; NotFound."""
    require(viewer.may(organisation_id, "experts"), "experts.not_yours")
    mine = (Enrolment.organisation_id == organisation_id, Enrolment.id == enrolment_id)
    views = _enrolments(work, *mine, limit=1)
    if not views:
        raise NotFound("experts.not_found")
    return views[0]


def own_enrolment(work: Work, viewer: Viewer) -> EnrolmentView | None:
    """Return the viewer's own last application, by themselves or by the provider that proposed them."""
    mine = Enrolment.user_id == viewer.user_id
    views = work.transaction.once((own_enrolment, viewer.user_id), lambda: _enrolments(work, mine, limit=1))
    return views[0] if views else None


def expert(work: Work, viewer: Viewer, user_id: str) -> ExpertView:
    """Return an expert to themselves, to their provider and to who keeps or reads the directory.

    Raises: NotFound: there is none, or not for this viewer.
    """
    row = work.session.get(Expert, user_id, populate_existing=True)
    if row is None or not (
        viewer.user_id == user_id or may_read_people(viewer) or viewer.may(row.organisation_id, "experts")
    ):
        raise NotFound("experts.not_found")
    return _experts(work, Expert.user_id == user_id, limit=1)[0]


def directory(
    work: Work,
    viewer: Viewer,
    *,
    text: str = "",
    field: str = "",
    state: str = "",
    after: str | None = None,
    limit: int = 20,
) -> list[ExpertView]:
    """Return a page of all experts, the one enrolled last first; one statement.

    `text` is looked for in names, positions, careers and providers; `after` is a user id.

    Raises: Forbidden: the directory is not the viewer's.
    """
    require(may_read_people(viewer))
    where: list[ColumnElement[bool]] = []
    if text.strip():
        where.append(matches(Expert.words, text))
    if field:
        where.append(Expert.fields.contains([field]))
    if state:
        where.append(Expert.state == state)
    if after is not None:
        since = select(Expert.enrolled_at, Expert.user_id).where(Expert.user_id == after)
        where.append(tuple_(Expert.enrolled_at, Expert.user_id) < since.scalar_subquery())
    return _experts(work, *where, limit=limit)


def _experts(work: Work, *where: ColumnElement[bool], limit: int) -> list[ExpertView]:
    rows = (
        select(Expert, Organisation.name, open_tasks())
        .outerjoin(Organisation, Organisation.id == Expert.organisation_id)
        .where(*where)
        .order_by(Expert.enrolled_at.desc(), Expert.user_id.desc())
        .limit(limit)
        .execution_options(populate_existing=True)
    )
    return [
        ExpertView(
            user_id=row.user_id,
            organisation_id=row.organisation_id,
            organisation_name=provider or "",
            name=row.name,
            position=row.position,
            fields=tuple(row.fields),
            industries=tuple(row.industries),
            years_in_industry=row.years_in_industry,
            profile=row.profile,
            state=cast("State", row.state),
            reason=row.reason,
            enrolled_at=row.enrolled_at,
            changed_at=row.changed_at,
            open_tasks=tasks,
        )
        for row, provider, tasks in work.session.execute(rows)
    ]


def _enrolments(work: Work, *where: ColumnElement[bool], limit: int) -> list[EnrolmentView]:
    rows = (
        select(Enrolment, Case.number, Expert.state)
        .outerjoin(Case, Case.id == Enrolment.case_id)
        .outerjoin(Expert, Expert.user_id == Enrolment.user_id)
        .where(*where)
        .order_by(Enrolment.id.desc())
        .limit(limit)
        .execution_options(populate_existing=True)
    )
    rows_read = work.session.execute(rows).all()
    sent = last_sent(work, "expert", [row.id for row, _, _ in rows_read if row.state == "waiting"])
    return [
        EnrolmentView(
            id=row.id,
            organisation_id=row.organisation_id,
            user_id=row.user_id,
            name=row.name,
            email=row.email,
            state=cast("EnrolmentState", row.state),
            reason=row.reason,
            case_number=number,
            created_at=row.created_at,
            changed_at=row.changed_at,
            expert_state=cast("State | None", expert_state),
            sent_at=sent.get(row.id, SentLink()).sent_at,
            valid_until=sent.get(row.id, SentLink()).valid_until,
        )
        for row, number, expert_state in rows_read
    ]
