"""Reading consultants: a provider's, one's own, the directory."""

from __future__ import annotations

from typing import cast

from sqlalchemy import ColumnElement, select

from workflows.approvals.models import Case
from workflows.business.consultants.models import Consultant
from workflows.business.consultants.values import ConsultantView, State
from workflows.ground.errors import NotFound
from workflows.ground.fulltext import matches
from workflows.ground.work import Work
from workflows.people.invitations.queries import last_sent
from workflows.people.invitations.values import SentLink
from workflows.people.organisations.models import Organisation
from workflows.people.policies.people import may_read_people
from workflows.people.viewer import Viewer, require


def consultants_of(
    work: Work,
    viewer: Viewer,
    organisation_id: str,
    *,
    state: str = "",
    after: str | None = None,
    limit: int = 20,
) -> list[ConsultantView]:
    """Return a page of a provider's consultants and invitations, the newest first; two statements.

    Raises: Forbidden: the viewer does not manage consultants.
    """
    require(viewer.may(organisation_id, "consultants"), "consultants.not_yours")
    where: list[ColumnElement[bool]] = [Consultant.organisation_id == organisation_id]
    return _page(work, where, state=state, after=after, limit=limit)


def consultant(work: Work, viewer: Viewer, consultant_id: str) -> ConsultantView:
    """Return one link to the person, to the provider's people and to who reads the directory.

    Raises: NotFound: there is none, or not for this viewer.
    """
    views = _page(work, [Consultant.id == consultant_id], limit=1)
    if not views or not (
        viewer.user_id == views[0].user_id
        or may_read_people(viewer)
        or viewer.may(views[0].organisation_id, "consultants")
    ):
        raise NotFound("consultants.not_found")
    return views[0]


def directory(
    work: Work, viewer: Viewer, *, text: str = "", state: str = "", after: str | None = None, limit: int = 20
) -> list[ConsultantView]:
    """Return a page of all consultants, the newest first; two statements.

    `text` is looked for in names, addresses and what they are good at.

    Raises: Forbidden: the directory is not the viewer's.
    """
    require(may_read_people(viewer))
    where = [matches(Consultant.words, text)] if text.strip() else []
    return _page(work, where, state=state, after=after, limit=limit)


def _page(
    work: Work, where: list[ColumnElement[bool]], *, state: str = "", after: str | None = None, limit: int
) -> list[ConsultantView]:
    rows = (
        select(Consultant, Organisation.name, Case.number)
        .join(Organisation, Organisation.id == Consultant.organisation_id)
        .outerjoin(Case, Case.id == Consultant.case_id)
        .where(*where)
        .order_by(Consultant.id.desc())
        .limit(limit)
        .execution_options(populate_existing=True)
    )
    if state:
        rows = rows.where(Consultant.state == state)
    if after is not None:
        rows = rows.where(Consultant.id < after)
    rows_read = work.session.execute(rows).all()
    sent = last_sent(work, "consultant", [row.id for row, _, _ in rows_read if row.state == "invited"])
    return [
        ConsultantView(
            id=row.id,
            organisation_id=row.organisation_id,
            organisation_name=provider,
            name=row.name,
            email=row.email,
            user_id=row.user_id,
            state=cast("State", row.state),
            reason=row.reason,
            profile=row.profile,
            case_number=number,
            invited_at=row.invited_at,
            accepted_at=row.accepted_at,
            since=row.since,
            ended_at=row.ended_at,
            changed_at=row.changed_at,
            sent_at=sent.get(row.id, SentLink()).sent_at,
            valid_until=sent.get(row.id, SentLink()).valid_until,
        )
        for row, provider, number in rows_read
    ]
