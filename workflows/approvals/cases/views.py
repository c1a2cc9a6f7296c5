"""Rows made into the values that lists and pages are given; a constant number of statements."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from workflows.approvals.cases.case_types import case_type_of
from workflows.approvals.cases.visibility import facts_of, task_facts
from workflows.approvals.models import Case, WorkItem
from workflows.approvals.policies.cases import may_claim
from workflows.approvals.policies.sealing import Sight, may_know_who, sight_of
from workflows.approvals.values import ACTIVE_STATES, CaseView, WorkItemView
from workflows.ground.reading import ReadOnce
from workflows.ground.work import Work
from workflows.people.identity import queries as identity
from workflows.people.viewer import Viewer


def item_views(work: Work, viewer: Viewer, pairs: Sequence[tuple[WorkItem, Case]]) -> list[WorkItemView]:
    """Return the values of rows that the viewer may see."""
    owners = {view.id: view for view in case_views(work, [owner for _, owner in pairs])}
    people = shown_names(work, (who for item, _ in pairs for who in (item.assignee, item.stands_for)))
    hidden = _sealed_to(viewer, pairs)
    nameless = {
        item.task_id
        for item, owner in pairs
        if item.assignee != viewer.user_id and not may_know_who(viewer, facts_of(owner), item.secrecy)
    }
    return [
        WorkItemView(
            task_id=item.task_id,
            element_id=item.element_id,
            name_zh=item.name_zh,
            name_en=item.name_en,
            form_id=item.form_id,
            state=item.state,  # type: ignore[arg-type]  # a constraint holds it
            groups=frozenset(item.groups),
            assignee=None if item.task_id in nameless else item.assignee,
            assignee_name="" if item.task_id in nameless else people.get(item.assignee or "", ""),
            priority=item.priority,
            opened_at=item.opened_at,
            due_at=item.due_at,
            closed_at=item.closed_at,
            action=None if item.task_id in hidden else item.action,
            round=item.round,
            case=owners[owner.id],
            mine=item.assignee == viewer.user_id and item.state in ACTIVE_STATES,
            may_claim=item.state == "open"
            and not item.addressed
            and may_claim(viewer, facts_of(owner), task_facts(item)),
            urged_count=item.urged_count,
            urged_at=item.urged_at,
            follow_up_at=item.follow_up_at,
            undo_until=item.undo_until if item.closed_by == viewer.user_id else None,
            stands_for_name="" if item.task_id in nameless else people.get(item.stands_for or "", ""),
        )
        for item, owner in pairs
    ]


def _sealed_to(viewer: Viewer, pairs: Sequence[tuple[WorkItem, Case]]) -> set[str]:
    return {
        item.task_id
        for item, owner in pairs
        if sight_of(viewer, facts_of(owner), item.secrecy, item.assignee) is Sight.NOTHING
    }


def case_views(work: Work, rows: Sequence[Case]) -> list[CaseView]:
    """Return the values of cases that somebody may see."""
    people = shown_names(work, (row.applicant_id for row in rows))
    return [
        CaseView(
            id=row.id,
            number=row.number,
            instance_id=row.instance_id,
            process_id=row.process_id,
            definition_id=row.definition_id,
            title_zh=row.title_zh,
            title_en=row.title_en,
            applicant_id=row.applicant_id,
            applicant_name=people.get(row.applicant_id, ""),
            organisation_id=row.organisation_id,
            organisation_name=row.organisation_name,
            subject_id=row.subject_id,
            region_code=row.region_code,
            cluster_id=row.cluster_id,
            state=row.state,  # type: ignore[arg-type]  # a constraint holds it
            round=row.round,
            submitted_at=row.submitted_at,
            updated_at=row.updated_at,
            ended_at=row.ended_at,
            withdrawable=case_type_of(row.process_id).withdrawable,
        )
        for row in rows
    ]


_NAMES: ReadOnce[dict[str, str]] = ReadOnce(dict)


def shown_names(work: Work, user_ids: Iterable[str | None]) -> dict[str, str]:
    """Return {user id: name to show} for the people among `user_ids`; one statement."""
    read, wanted = _NAMES.of(work), {user_id for user_id in user_ids if user_id}
    if missing := wanted - read.keys():
        read |= identity.shown_names(work, missing)
    return {user_id: read[user_id] for user_id in wanted if user_id in read}
