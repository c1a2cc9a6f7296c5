"""Whom a side action may be addressed to, found by name; a page never lists everybody.

Who belongs to a group of the viewer's stands first, then whom the viewer chose lately, then everybody by the
sound of the name; beside each name stands what they have to do, and whether they are away.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, func, literal, or_, select
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import ARRAY

from workflows.approvals.cases.visibility import facts_of, task_facts
from workflows.approvals.models import CHOSE_SOMEBODY, Case, CaseEvent, WorkItem, in_state
from workflows.approvals.policies.eligible import eligible, parties_of
from workflows.approvals.tasks.locking import open_task
from workflows.approvals.values import ACTIVE_STATES
from workflows.ground.work import Work
from workflows.people.absences.active import away_now
from workflows.people.identity import queries as identity
from workflows.people.identity.models import RoleGrant, User
from workflows.people.identity.roles import WORKING_ROLES
from workflows.people.policies.absences import WORKING_SCOPES
from workflows.people.viewer import Viewer

SHOWN = 12
"""People in a list to choose from; more are found by name."""

LATELY = 30
"""So many of the viewer's last choices tell whom they chose lately."""
TO_ELIGIBLE = frozenset({"transfer", "delegate", "assign"})
"""Actions for which only somebody will do who might have taken the task; for the others any colleague."""


@dataclass(frozen=True, slots=True)
class PickablePerson:
    """Somebody to choose: the groups tell two of the same name apart."""

    user_id: str
    name: str
    user_name: str
    groups: frozenset[str]
    claimed: int = 0
    """How many open tasks they hold."""
    away: bool = False


@dataclass(frozen=True, slots=True)
class PickedPeople:
    """The people found; `more`: there are others, whom a longer part of the name would find.

    `away_names`: who could be chosen if they were not away, told where nobody is left.
    """

    people: tuple[PickablePerson, ...]
    more: bool
    away_names: tuple[str, ...] = ()


def choice(
    work: Work, viewer: Viewer, task_id: str, action: str, *, text: str = "", chosen: Iterable[str] = ()
) -> PickedPeople:
    """Return whom the viewer may choose for `action` on a task, by name; the `chosen` ones always first.

    `text` is part of a name, of its pinyin or of a user name, or its initials.

    Raises: NotFound: no such task, or not for this viewer.
    """
    task = open_task(work, viewer, task_id)
    picked = _found(work, viewer, _among(work, viewer, task, action), text, chosen)
    if picked.people or text.strip() or action not in TO_ELIGIBLE:
        return picked
    return replace(picked, away_names=_away_members(work, viewer, task[0]))


def deputies(
    work: Work, viewer: Viewer, *, text: str = "", chosen: Iterable[str] = (), without: Collection[str] = ()
) -> PickedPeople:
    """Return whom somebody may choose as a deputy: any colleague, found by name, but those `without`."""
    who = select(User.id).where(User.disabled_at.is_(None), _is_colleague(), User.id.not_in(list(without)))
    return _found(work, viewer, who, text, chosen)


def _away_members(work: Work, viewer: Viewer, item: WorkItem) -> tuple[str, ...]:
    """Return the names of the others of the task's groups who are away; a few of them."""
    members = select(RoleGrant.user_id).where(RoleGrant.group_id.in_(list(item.groups)))
    absent = [one.user_id for one in away_now(work) if one.concerns(None) and one.user_id != viewer.user_id]
    rows = select(User.id).where(User.disabled_at.is_(None), User.id.in_(members), User.id.in_(absent))
    user_ids = list(work.session.scalars(rows.order_by(User.name_pinyin).limit(SHOWN)))
    return tuple(person.name for person in _people(work, user_ids))


def _found(work: Work, viewer: Viewer, who: Select[Any], text: str, chosen: Iterable[str]) -> PickedPeople:
    picked = list(work.session.scalars(who.where(User.id.in_(list(chosen))))) if chosen else []
    if text.strip():
        who = who.where(_is_called(text.strip()))
    lately = func.array_position(literal(_chosen_lately(work, viewer), ARRAY(Text)), User.id)
    by_name = (User.name_pinyin, User.full_name, User.user_name_key)
    rows = (
        who.where(User.id.not_in(picked))
        .order_by(_of_another_group(viewer), lately.nulls_last(), *by_name)
        .limit(SHOWN + 1)
    )
    user_ids = list(work.session.scalars(rows))
    return PickedPeople(_people(work, [*picked, *user_ids[:SHOWN]]), len(user_ids) > SHOWN)


def _chosen_lately(work: Work, viewer: Viewer) -> list[str]:
    """Return whom the viewer handed tasks to, copied cases to or asked, the last one first."""
    rows = select(CaseEvent.details["to"]).where(CaseEvent.actor == viewer.user_id, sql(CHOSE_SOMEBODY))
    people: dict[str, None] = {}
    for to in work.session.scalars(rows.order_by(CaseEvent.id.desc()).limit(LATELY)):
        people |= dict.fromkeys(to if isinstance(to, list) else [to])
    return list(people)


def _is_called(text: str) -> ColumnElement[bool]:
    """Return the condition that a text is part of a name, user name or pinyin, or begins the initials."""
    sounds = "".join(text.casefold().split())
    return or_(
        *(name.icontains(text, autoescape=True) for name in (User.full_name, User.user_name)),
        func.replace(User.name_pinyin, " ", "").contains(sounds, autoescape=True),
        User.name_initials.startswith(sounds, autoescape=True),
    )


def may_be_chosen(
    work: Work, viewer: Viewer, task: tuple[WorkItem, Case], action: str, user_ids: Collection[str]
) -> bool:
    """Tell whether all of these people may be chosen for `action` on a task (with its case)."""
    rows = _among(work, viewer, task, action).where(User.id.in_(list(user_ids)))
    return set(work.session.scalars(rows)) == set(user_ids)


def _among(work: Work, viewer: Viewer, task: tuple[WorkItem, Case], action: str) -> Select[Any]:
    """Select the ids of those who may be chosen: enabled, no party to the case, not the viewer."""
    item, row = task
    facts = facts_of(row)
    if action in TO_ELIGIBLE and not (action == "assign" and item.unattended_at is not None):
        rows: Select[Any] = eligible(work, facts, task_facts(item))
    else:
        rows = select(User.id).where(User.disabled_at.is_(None), _is_colleague())
        rows = rows.where(User.id.not_in(parties_of(work, facts)))
        if action in TO_ELIGIBLE:
            rows = rows.where(User.id.not_in(item.barred))
    return rows.where(User.id.not_in([viewer.user_id, item.assignee or ""]))


def _of_another_group(viewer: Viewer) -> ColumnElement[bool]:
    """False for who shares a group with the viewer, so that they are sorted first."""
    return User.id.not_in(select(RoleGrant.user_id).where(RoleGrant.group_id.in_(list(viewer.groups))))


def _is_colleague() -> ColumnElement[bool]:
    scopes = (RoleGrant.group_id.startswith(scope, autoescape=True) for scope in WORKING_SCOPES)
    working = or_(RoleGrant.group_id.in_(WORKING_ROLES), *scopes)
    return User.id.in_(select(RoleGrant.user_id).where(working))


def _people(work: Work, user_ids: list[str]) -> tuple[PickablePerson, ...]:
    accounts = identity.accounts(work, user_ids)
    held = select(WorkItem.assignee, func.count()).where(
        WorkItem.assignee.in_(user_ids), in_state(*ACTIVE_STATES)
    )
    claimed = {row[0]: row[1] for row in work.session.execute(held.group_by(WorkItem.assignee))}
    away = {one.user_id for one in away_now(work) if one.concerns(None)}
    return tuple(
        PickablePerson(
            user_id,
            account.shown_name,
            account.user_name,
            account.groups,
            claimed.get(user_id, 0),
            user_id in away,
        )
        for user_id in user_ids
        if (account := accounts.get(user_id)) is not None
    )
