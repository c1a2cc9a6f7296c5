"""What administrators read; each list costs a constant number of statements."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import ColumnElement, or_, select

from workflows.administration.values import (
    MOST_COUNTED,
    STAFF_SHOWN,
    AuditView,
    DeployedProcess,
    StaffedCluster,
    StaffedRegion,
    UserDetail,
)
from workflows.approvals.cases.diagrams import process_names
from workflows.ground.audit.log import COMMAND_LINE, operator_name
from workflows.ground.audit.models import AuditEntry
from workflows.ground.work import Work
from workflows.people.identity import lockout, second_factor, sessions
from workflows.people.identity.models import User
from workflows.people.identity.queries import account, first_members, members_by_group
from workflows.people.identity.queries import search as search_accounts
from workflows.people.identity.values import Account
from workflows.people.organisations.queries import clusters, organisations_of, regions
from workflows.people.organisations.values import RegionView
from workflows.people.policies.administration import may_administrate, may_draw_processes
from workflows.people.viewer import CLUSTER, WINDOW, Viewer, require

People = tuple[tuple[str, str], ...]
"""(user id, shown name) of each."""


def audit_log(
    work: Work,
    viewer: Viewer,
    *,
    text: str = "",
    subject_kind: str | None = None,
    subject_id: str | None = None,
    after: str | None = None,
    limit: int = 20,
) -> list[AuditView]:
    """Return administrative actions, the newest first.

    `text` is part of the name of who acted or of what it was done to; `after` is the last id shown before.

    Raises: Forbidden.
    """
    require(may_administrate(viewer))
    rows = (
        select(AuditEntry, User.full_name, User.user_name)
        .outerjoin(User, User.id == AuditEntry.actor_id)
        .order_by(AuditEntry.id.desc())
        .limit(limit)
    )
    if text.strip():
        rows = rows.where(_names(text.strip()))
    if subject_kind:
        rows = rows.where(AuditEntry.subject_kind == subject_kind)
    if subject_id:
        rows = rows.where(AuditEntry.subject_id == subject_id)
    if after is not None:
        rows = rows.where(AuditEntry.id < after)
    return [
        AuditView(
            entry.id, entry.at, entry.actor_id, full_name or user_name or operator_name(entry.actor_id),
            entry.action, entry.subject_kind, entry.subject_id, entry.subject_name, entry.before, entry.after,
        )
        for entry, full_name, user_name in work.session.execute(rows)
    ]  # fmt: skip


def _names(text: str) -> ColumnElement[bool]:
    """Return the condition that `text` is part of the name of who acted, or of what it was done to."""
    named = (AuditEntry.subject_name, User.full_name, User.user_name)
    operator = AuditEntry.actor_id.istartswith(f"{COMMAND_LINE}{text}", autoescape=True)
    return or_(*(column.icontains(text, autoescape=True) for column in named), operator)


def users(
    work: Work,
    viewer: Viewer,
    *,
    text: str = "",
    group_id: str | None = None,
    disabled: bool | None = None,
    after: str | None = None,
    limit: int = 20,
) -> list[Account]:
    """Return accounts by user name; `after` is the last id of the page before. Raises: Forbidden."""
    require(may_administrate(viewer))
    last = work.session.get(User, after) if after else None
    return search_accounts(
        work,
        text=text,
        group_id=group_id,
        disabled=disabled,
        after=(last.user_name_key, last.id) if last else None,
        limit=limit,
    )


def user(work: Work, viewer: Viewer, user_id: str) -> UserDetail:
    """Return one account with what belongs to it. Raises: Forbidden; NotFound."""
    require(may_administrate(viewer))
    person = account(work, user_id)
    return UserDetail(
        account=person,
        organisations=tuple((own.id, own.name) for own in organisations_of(work, user_id)),
        sessions=tuple(sessions.live_sessions(work, user_id, current_token=None)),
        second_factor=second_factor.is_enabled(work, user_id),
        blocked_until=lockout.locked_until(work, *lockout.keys_of(person)),
    )


def staffed_regions(work: Work, viewer: Viewer) -> list[StaffedRegion]:
    """Return the regions, each below its parent, with who staffs the windows. Raises: Forbidden."""
    require(may_administrate(viewer))
    known = regions(work)
    staff = _first_staff(work, WINDOW, [region.code for region in known])
    below: dict[str | None, list[RegionView]] = {}
    for region in known:
        below.setdefault(region.parent_code, []).append(region)

    def branch(parent: str | None, depth: int) -> list[StaffedRegion]:
        branches: list[StaffedRegion] = []
        for region in below.get(parent, []):
            branches.append(StaffedRegion(region, depth, *staff[region.code]))
            branches += branch(region.code, depth + 1)
        return branches

    return branch(None, 0)


def staffed_clusters(work: Work, viewer: Viewer) -> list[StaffedCluster]:
    """Return the industry clusters, retired ones too, with who staffs their windows. Raises: Forbidden."""
    require(may_administrate(viewer))
    known = clusters(work, active_only=False)
    staff = _first_staff(work, CLUSTER, [cluster.id for cluster in known])
    return [StaffedCluster(cluster, *staff[cluster.id]) for cluster in known]


def staff_of(work: Work, viewer: Viewer, group: str) -> People:
    """Return everybody who can sign in and is in a group. Raises: Forbidden."""
    require(may_administrate(viewer))
    return members_by_group(work, [group]).get(group, ())


def _first_staff(work: Work, prefix: str, scopes: list[str]) -> dict[str, tuple[People, bool]]:
    """Return for each scope the first who are in its group, and whether there are others."""
    first = first_members(work, [f"{prefix}{scope}" for scope in scopes], STAFF_SHOWN + 1)
    people = {scope: first.get(f"{prefix}{scope}", ()) for scope in scopes}
    return {scope: (these[:STAFF_SHOWN], len(these) > STAFF_SHOWN) for scope, these in people.items()}


def processes(work: Work, viewer: Viewer) -> list[DeployedProcess]:
    """Return every deployed version, the newest first, with its instances. Raises: Forbidden.

    Of each state further instances than `MOST_COUNTED` and one are not counted.
    """
    require(may_administrate(viewer))
    return deployed_versions(work, viewer)


def deployed_versions(work: Work, viewer: Viewer) -> list[DeployedProcess]:
    """Return the same to those who draw processes. Raises: Forbidden."""
    require(may_draw_processes(viewer))
    running, total = Counter[str](), Counter[str]()
    for (definition_id, state), count in work.repository.instance_counts(most=MOST_COUNTED + 1).items():
        total[definition_id] += count
        running[definition_id] += count if state == "active" else 0
    current = {one.id for one in work.repository.list(latest_only=True)}
    retired = work.repository.retirements()
    deployed: list[DeployedProcess] = []
    for definition in work.repository.list():
        zh, en = process_names(work, definition)
        deployed.append(
            DeployedProcess(
                definition_id=definition.id,
                process_id=definition.process_id,
                name_zh=zh,
                name_en=en,
                version=definition.version,
                current=definition.id in current,
                deployed_at=definition.deployed_at,
                deployed_by=definition.deployed_by,
                source=definition.source,
                running=running[definition.id],
                ended=total[definition.id] - running[definition.id],
                retired=retired.get(definition.process_id),
            )
        )
    return deployed
