"""Who may sit on the panel of a case: experts who know its field and have no interest in how it ends."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, or_, select

from workflows.approvals.models import Case, Submission, WorkItem
from workflows.business.catalogue import taxonomy
from workflows.business.experts.models import Expert
from workflows.business.experts.queries import candidates
from workflows.ground.reading import read_once
from workflows.ground.work import Work
from workflows.people.organisations.models import Organisation
from workflows.people.organisations.queries import member_ids

LOOKED_AT = 200
"""Candidates among whom a panel is drawn so that few come from the same organisation."""


@dataclass(frozen=True, slots=True)
class Bars:
    """Who may not judge: the people of these organisations, and these people."""

    organisations: frozenset[str]
    people: frozenset[str]


@read_once
def application_of(work: Work, case: Case) -> Mapping[str, Any]:
    """Return what was handed in last."""
    rows = select(Submission.data).where(Submission.case_id == case.id).order_by(Submission.round.desc())
    return work.session.scalar(rows.limit(1)) or {}


def bars_of(work: Work, case: Case) -> Bars:
    """Return who may not judge a case.

    The applicant's organisation, the competitors that it names, and who works on another step of the case:
    whoever names a panel or decides after it does not sit on it.
    """
    steps = select(WorkItem.assignee, WorkItem.closed_by).where(
        WorkItem.case_id == case.id, WorkItem.secrecy == "open"
    )
    people = {case.applicant_id} | {who for row in work.session.execute(steps) for who in row if who}
    organisations = _competitors(work, application_of(work, case).get("competitors") or ())
    if case.organisation_id is not None:
        organisations |= {case.organisation_id}
        people |= member_ids(work, case.organisation_id)
    return Bars(frozenset(organisations), frozenset(people))


def draw(
    work: Work, case: Case, *, without: Collection[str], needed: int, first: Iterable[str] = ()
) -> list[str]:
    """Return up to `needed` experts, the best first, no organisation twice where that can be avoided.

    `first` are asked before anybody else, as far as they still may. They and the others know a field of
    the product; whoever is in `without` is left out.
    """
    bars, application = bars_of(work, case), application_of(work, case)
    free = candidates(
        work,
        fields=taxonomy.fields_of(application.get("categories") or ()),
        industries=application.get("industries") or (),
        barred_organisations=bars.organisations,
        barred_people=bars.people | set(without),
        needed=max(LOOKED_AT, needed),
    )
    before = [one for one in first if one not in set(without)]
    still = set(fit(work, case)) if before else set()
    again = [one for one in before if one in still]
    chosen = again[:needed]
    chosen += _spread(work, [one for one in free if one not in chosen], needed - len(chosen), chosen)
    return chosen


def fit(work: Work, case: Case, without: Collection[str] = ()) -> tuple[str, ...]:
    """Return every expert whom an operator may name for a case, whatever their field; the best first."""
    bars = bars_of(work, case)
    application = application_of(work, case)
    return candidates(
        work,
        fields=(),
        industries=application.get("industries") or (),
        barred_organisations=bars.organisations,
        barred_people=bars.people | set(without),
        needed=1_000,
    )


def _competitors(work: Work, named: Iterable[Mapping[str, Any]]) -> set[str]:
    """Return the organisations that an applicant named, by credit code, or by name however it is written."""
    named = list(named)
    codes = {str(one["credit_code"]).strip().upper() for one in named if one.get("credit_code")}
    names = {_plain(str(one["competitor"])) for one in named if one.get("competitor")}
    if not codes and not names:
        return set()
    written = func.lower(func.translate(Organisation.name, "（）　 ", "()"))
    rows = select(Organisation.id).where(or_(Organisation.credit_code.in_(codes), written.in_(names)))
    return set(work.session.scalars(rows))


def _plain(name: str) -> str:
    return name.translate(str.maketrans("（）", "()", "　 ")).lower()


def _spread(work: Work, free: list[str], needed: int, beside: Collection[str]) -> list[str]:
    """Take one of each organisation first, then the others in their order."""
    if needed <= 0:
        return []
    rows = select(Expert.user_id, Expert.organisation_id).where(Expert.user_id.in_([*free, *beside]))
    employer = {row.user_id: row.organisation_id or row.user_id for row in work.session.execute(rows)}
    taken = {employer.get(one) for one in beside}
    foremost: list[str] = []
    for one in free:
        if employer.get(one) not in taken:
            taken.add(employer.get(one))
            foremost.append(one)
    return [*foremost, *(one for one in free if one not in foremost)][:needed]
