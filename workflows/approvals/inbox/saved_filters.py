"""Filters that people keep: their own, and those that a lead or an operator keeps for a group."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BindParameter, Select, bindparam, delete, func, or_, select
from sqlalchemy.dialects.postgresql import insert

from workflows.approvals.inbox.filter_address import readable
from workflows.approvals.policies.team_lead import may_share_filters
from workflows.approvals.search.models import DefaultFilter, SavedFilter
from workflows.ground.db import new_id
from workflows.ground.errors import FieldProblem, Invalid, NotFound
from workflows.ground.work import Work
from workflows.people.viewer import Viewer, require

NAME_LIMIT = 40
MOST_OWN = 30
MOST_SHOWN = 60


@dataclass(frozen=True, slots=True)
class FilterView:
    """A kept filter: `query` is what the address of the list says; `group` whom it is shared with.

    `query` is empty if nothing of what was kept means anything (any more): it can only be taken away.
    """

    id: str
    name: str
    query: Mapping[str, str]
    group: str | None
    may_change: bool
    is_default: bool


def saved(work: Work, viewer: Viewer) -> list[FilterView]:
    """Return the filters that the viewer sees in their order, the own ones first; one statement."""
    read = work.transaction.once((saved, viewer.user_id), lambda: _rows(work, viewer))
    return [_view(viewer, row, default) for row, default in read]


def _rows(work: Work, viewer: Viewer) -> Sequence[Any]:
    """Return the filters that a viewer sees, each with its id again where their inbox begins with it."""
    return work.session.execute(_SHOWN, {"viewer": viewer.user_id, "groups": sorted(viewer.groups)}).all()


def _shown() -> Select[Any]:
    """Select what `viewer` of `groups` sees; made once, because every inbox asks for it."""
    viewer: BindParameter[str] = bindparam("viewer")
    defaults = (DefaultFilter.filter_id == SavedFilter.id) & (DefaultFilter.user_id == viewer)
    shared = SavedFilter.group_id.in_(bindparam("groups", expanding=True))
    rows: Select[Any] = select(SavedFilter, DefaultFilter.filter_id)  # type: ignore[assignment]
    return (
        rows.outerjoin(DefaultFilter, defaults)
        .where(or_(SavedFilter.owner_id == viewer, shared))
        .order_by(SavedFilter.owner_id != viewer, SavedFilter.position, SavedFilter.id)
        .limit(MOST_SHOWN)
    )


_SHOWN = _shown()


def starting(work: Work, viewer: Viewer) -> FilterView | None:
    """Return the filter with which the viewer's inbox begins, if they chose one and still see it."""
    return next((one for one in saved(work, viewer) if one.is_default and one.query), None)


def keep(work: Work, viewer: Viewer, name: str, query: Mapping[str, str], group: str | None = None) -> str:
    """Keep the readable part of `query` and return its id; one of the same name of one's own is replaced.

    Raises: Invalid: at `name`, empty, too long, or too many; at `query`, nothing is filtered;
        Forbidden: the viewer may not share with this group.
    """
    if group is not None:
        require(may_share_filters(viewer, group), "approvals.cannot_share_filter")
    name, query = " ".join(name.split()), readable(query)
    _check(work, viewer, name, query)
    last = select(func.coalesce(func.max(SavedFilter.position), 0)).where(
        SavedFilter.owner_id == viewer.user_id
    )
    wanted = {"query": query, "group_id": group}
    row = insert(SavedFilter).values(
        id=new_id(),
        owner_id=viewer.user_id,
        name=name,
        position=(work.session.scalar(last) or 0) + 1,
        created_at=work.now,
        **wanted,
    )
    again = row.on_conflict_do_update(index_elements=["owner_id", "name"], set_=wanted)
    return work.session.scalars(again.returning(SavedFilter.id)).one()


def forget(work: Work, viewer: Viewer, filter_id: str) -> None:
    """Take a filter away, for everybody it is shared with. Raises: NotFound; Forbidden."""
    work.session.delete(_changeable(work, viewer, filter_id))
    work.session.flush()


def share(work: Work, viewer: Viewer, filter_id: str, group: str | None) -> None:
    """Share a filter with a group of the viewer's, or with nobody. Raises: NotFound; Forbidden."""
    row = _changeable(work, viewer, filter_id)
    if group is not None:
        require(may_share_filters(viewer, group), "approvals.cannot_share_filter")
    row.group_id = group
    work.session.flush()


def move(work: Work, viewer: Viewer, filter_id: str, *, up: bool) -> None:
    """Let a filter change places with the one before or behind it. Raises: NotFound; Forbidden."""
    row = _changeable(work, viewer, filter_id)
    beside = select(SavedFilter).where(SavedFilter.owner_id == row.owner_id)
    place = SavedFilter.position
    beside = (
        beside.where(place < row.position).order_by(place.desc())
        if up
        else beside.where(place > row.position).order_by(place)
    )
    other = work.session.scalar(beside.limit(1))
    if other is not None:
        row.position, other.position = other.position, row.position
        work.session.flush()


def begin_with(work: Work, viewer: Viewer, filter_id: str | None) -> None:
    """Let the viewer's inbox begin with a filter that they see, or with all tasks. Raises: NotFound."""
    work.session.execute(delete(DefaultFilter).where(DefaultFilter.user_id == viewer.user_id))
    if filter_id is not None:
        _seen(work, viewer, filter_id)
        work.session.add(DefaultFilter(user_id=viewer.user_id, filter_id=filter_id))
        work.session.flush()


def _view(viewer: Viewer, row: SavedFilter, default: str | None) -> FilterView:
    return FilterView(
        row.id, row.name, readable(row.query), row.group_id, _may_change(viewer, row), default is not None
    )


def _may_change(viewer: Viewer, row: SavedFilter) -> bool:
    """The owner; and, so that a group is not left with the filters of somebody gone, its lead."""
    return row.owner_id == viewer.user_id or (row.group_id is not None and row.group_id in viewer.leads)


def _seen(work: Work, viewer: Viewer, filter_id: str) -> SavedFilter:
    row = work.session.get(SavedFilter, filter_id)
    if row is None or (row.owner_id != viewer.user_id and row.group_id not in viewer.groups):
        raise NotFound("room.not_found")
    return row


def _changeable(work: Work, viewer: Viewer, filter_id: str) -> SavedFilter:
    row = _seen(work, viewer, filter_id)
    require(_may_change(viewer, row), "approvals.cannot_change_filter")
    return row


def _check(work: Work, viewer: Viewer, name: str, query: Mapping[str, str]) -> None:
    problems = []
    if not name:
        problems.append(FieldProblem("name", "approvals.filter_name_required", {}))
    elif len(name) > NAME_LIMIT:
        problems.append(FieldProblem("name", "approvals.filter_name_too_long", {"limit": NAME_LIMIT}))
    if not query:
        problems.append(FieldProblem("query", "approvals.filter_empty", {}))
    others = select(func.count()).where(SavedFilter.owner_id == viewer.user_id, SavedFilter.name != name)
    if (work.session.scalar(others) or 0) >= MOST_OWN:
        problems.append(FieldProblem("name", "approvals.filters_too_many", {"limit": MOST_OWN}))
    if problems:
        raise Invalid("approvals.incomplete", problems)


def forget_filters(work: Work, user_id: str) -> None:
    """Delete the filters of a person whose account is closed, but those that a group uses."""
    own = (SavedFilter.owner_id == user_id) & SavedFilter.group_id.is_(None)
    work.session.execute(delete(SavedFilter).where(own))
