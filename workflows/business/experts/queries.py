"""Who is fit for a panel. The directory is in `directory.py`."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, Text, and_, bindparam, cast, exists, func, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import InstrumentedAttribute

from workflows.approvals.models import WorkItem
from workflows.approvals.values import ACTIVE_STATES
from workflows.business.experts.models import Expert
from workflows.ground.work import Work
from workflows.people.absences.active import going_on
from workflows.people.absences.models import Absence
from workflows.people.identity.models import RoleGrant, User
from workflows.people.organisations.models import Member


def candidates(
    work: Work,
    *,
    fields: Collection[str],
    industries: Collection[str] = (),
    barred_organisations: Collection[str] = (),
    barred_people: Collection[str] = (),
    needed: int,
) -> tuple[str, ...]:
    """Return up to `needed` user ids of experts who know one of `fields`, the best first; one statement.

    The best knows the most fields, then the most industries, then has the fewest open tasks. Left out
    are those who are suspended or ended, cannot sign in, are away, or belong to a barred organisation, by
    their profile or as a member. Without `fields` everybody at hand is a candidate.
    """
    in_fields, in_industries = _shared(Expert.fields, fields), _shared(Expert.industries, industries)
    rows = (
        select(Expert.user_id)
        .join(User, User.id == Expert.user_id)
        .where(*_at_hand(work), *_unbiased(barred_organisations, barred_people))
        .order_by(in_fields.desc(), in_industries.desc(), open_tasks(), Expert.user_id)
        .limit(needed)
    )
    if fields:
        rows = rows.where(Expert.fields.op("&&")(_texts(fields)))
    return tuple(work.session.scalars(rows))


def _at_hand(work: Work) -> tuple[ColumnElement[bool], ...]:
    granted = exists().where(RoleGrant.user_id == Expert.user_id, RoleGrant.group_id == "expert")
    away = exists().where(Absence.user_id == Expert.user_id, going_on(work))
    return Expert.state == "active", User.disabled_at.is_(None), granted, ~away


def _unbiased(organisations: Collection[str], people: Collection[str]) -> tuple[ColumnElement[bool], ...]:
    barred = list(organisations)
    member = exists().where(
        Member.user_id == Expert.user_id, Member.ended_at.is_(None), Member.organisation_id.in_(barred)
    )
    elsewhere = Expert.organisation_id.is_(None) | Expert.organisation_id.not_in(barred)
    return Expert.user_id.not_in(list(people)), and_(elsewhere, ~member)


def _shared(column: InstrumentedAttribute[list[str]], wanted: Collection[str]) -> ColumnElement[int]:
    """How many of the wanted words an expert's list holds."""
    held = func.unnest(column).table_valued("value").render_derived()
    counted = select(func.count()).select_from(held).where(held.c.value == func.any(_texts(wanted)))
    return counted.correlate(Expert).scalar_subquery()


def open_tasks() -> ColumnElement[int]:
    """How many tasks an expert holds, beside their row."""
    held = select(func.count()).where(WorkItem.assignee == Expert.user_id, WorkItem.state.in_(ACTIVE_STATES))
    return held.correlate(Expert).scalar_subquery()


def _texts(values: Collection[str]) -> ColumnElement[Any]:
    return cast(bindparam(None, sorted(set(values)), unique=True), ARRAY(Text))
