"""What administrators do with accounts; each action is recorded."""

from __future__ import annotations

from dataclasses import dataclass, field

from workflows.ground.audit.log import Subject, record
from workflows.ground.errors import FieldProblem, Invalid, InvalidState
from workflows.ground.work import Work
from workflows.own_account import closing
from workflows.people.identity import (
    administration,
    credentials,
    lockout,
    revocation,
    second_factor,
    sessions,
)
from workflows.people.identity import groups as membership
from workflows.people.identity.passwords import invented_password
from workflows.people.identity.queries import account, leads_of
from workflows.people.identity.values import Account
from workflows.people.organisations.queries import clusters, regions
from workflows.people.policies.administration import may_administrate
from workflows.people.viewer import CLUSTER, WINDOW, Viewer, require


@dataclass(frozen=True, slots=True)
class WithPassword:
    """An account and the password that its owner has to replace at the first sign-in; shown once."""

    account: Account
    password: str = field(repr=False)


def create(
    work: Work,
    viewer: Viewer,
    *,
    user_name: str,
    full_name: str,
    mobile: str,
    email: str,
    groups: frozenset[str],
) -> WithPassword:
    """Make an account for somebody who works with the platform.

    Raises: Forbidden; Invalid: a value breaks the rules or is taken, or a group does not exist.
    """
    require(may_administrate(viewer))
    unknown = _unknown_windows(work, groups)
    password = invented_password()
    try:
        made = administration.create_account(
            work,
            user_name=user_name,
            password=password,
            full_name=full_name.strip()[:80],
            mobile=mobile or None,
            email=email or None,
            groups=groups,
            must_change_password=True,
        )
    except Invalid as refusal:
        raise Invalid(refusal.code, [*refusal.problems, *unknown]) from refusal
    _refuse(unknown)
    facts = {"full_name": made.full_name, "mobile": made.mobile, "email": made.email}
    record(work, "user.created", _subject(made), {}, facts | {"groups": sorted(groups)})
    return WithPassword(made, password)


def rename(work: Work, viewer: Viewer, user_id: str, full_name: str) -> None:
    """Set the name that is shown for a user. Raises: Forbidden; NotFound; InvalidState: closed for good."""
    require(may_administrate(viewer))
    before = _open(work, user_id)
    administration.set_full_name(work, user_id, full_name)
    after = account(work, user_id)
    if before.full_name != after.full_name:
        names = ({"full_name": before.full_name}, {"full_name": after.full_name})
        record(work, "user.renamed", _subject(after), *names)


def set_groups(work: Work, viewer: Viewer, user_id: str, groups: frozenset[str]) -> None:
    """Make `groups` the groups of a user. Nobody changes their own: they could decide with what they took.

    Raises: Forbidden; NotFound; Invalid: the own account, a group does not exist, or no administrator would
        remain; InvalidState: closed for good.
    """
    require(may_administrate(viewer))
    before = _open(work, user_id)
    if user_id == viewer.user_id and groups != before.groups:
        _refuse([FieldProblem("groups", "administration.own_roles", {})])
    _refuse(_unknown_windows(work, groups - before.groups))
    membership.set_groups(work, user_id, groups)


def set_leads(work: Work, viewer: Viewer, user_id: str, groups: frozenset[str]) -> None:
    """Make a user the lead of `groups`: who sees their numbers and hands their tasks around.

    Raises: Forbidden; NotFound; Invalid: the own account, or the user is in none such group.
    """
    require(may_administrate(viewer))
    if user_id == viewer.user_id and groups != leads_of(work, user_id):
        _refuse([FieldProblem("leads", "administration.own_roles", {})])
    if not groups <= account(work, user_id).groups:
        _refuse([FieldProblem("leads", "administration.leads_members_only", {})])
    membership.set_leads(work, user_id, groups)


def lock(work: Work, viewer: Viewer, user_id: str) -> None:
    """Keep a user from signing in, and end their sessions.

    Raises: Forbidden; NotFound; Invalid: the own account, or no administrator would remain.
    """
    require(may_administrate(viewer))
    before = account(work, user_id)
    if user_id == viewer.user_id:
        _refuse([FieldProblem("account", "administration.own_account", {})])
    administration.disable(work, user_id)
    if not before.disabled:
        record(work, "user.locked", _subject(before), {"locked": False}, {"locked": True})


def unlock(work: Work, viewer: Viewer, user_id: str) -> None:
    """Let a locked user sign in again. Raises: Forbidden; NotFound."""
    require(may_administrate(viewer))
    before = account(work, user_id)
    administration.enable(work, user_id)
    if before.disabled:
        record(work, "user.unlocked", _subject(before), {"locked": True}, {"locked": False})


def close(work: Work, viewer: Viewer, user_id: str) -> None:
    """Close an account for good, above all one of the platform's staff, who do not do it themselves.

    Raises: Forbidden; NotFound; Invalid: the own account, or no administrator would remain; InvalidState: it
        is closed, or something stands in the way (`closing.obstacles`).
    """
    require(may_administrate(viewer))
    _open(work, user_id)
    if user_id == viewer.user_id:
        _refuse([FieldProblem("account", "administration.own_account", {})])
    closing.close_now(work, user_id)


def _open(work: Work, user_id: str) -> Account:
    """Return an account that is not closed for good. Raises: NotFound; InvalidState: it is."""
    owner = account(work, user_id)
    if owner.closed:
        raise InvalidState("identity.closed")
    return owner


def end_sessions(work: Work, viewer: Viewer, user_id: str) -> None:
    """Sign a user out everywhere. Raises: Forbidden; NotFound."""
    require(may_administrate(viewer))
    owner = account(work, user_id)
    sessions.end_all(work, user_id)
    record(work, "user.signed_out", _subject(owner))


def forget_failures(work: Work, viewer: Viewer, user_id: str) -> None:
    """Let somebody try again at once who failed to sign in too often. Raises: Forbidden; NotFound."""
    require(may_administrate(viewer))
    owner = account(work, user_id)
    lockout.forget(work, *lockout.keys_of(owner))
    record(work, "user.failures_forgotten", _subject(owner))


def reset_password(work: Work, viewer: Viewer, user_id: str) -> WithPassword:
    """Give a user a new password to be replaced at the next sign-in; ends all sessions.

    Raises: Forbidden; NotFound.
    """
    require(may_administrate(viewer))
    owner = account(work, user_id)
    password = invented_password()
    credentials.set_password(work, user_id, password)
    lockout.forget(work, *lockout.keys_of(owner))
    record(work, "user.password_reset", _subject(owner))
    return WithPassword(owner, password)


def reset_second_factor(work: Work, viewer: Viewer, user_id: str) -> None:
    """Take the second factor of somebody away who lost app and recovery codes; ends all sessions.

    Raises: Forbidden; NotFound; Invalid: the own one, which is switched off with a code.
    """
    require(may_administrate(viewer))
    owner = account(work, user_id)
    if user_id == viewer.user_id:
        _refuse([FieldProblem("account", "administration.own_second_factor", {})])
    if second_factor.forget(work, user_id):
        revocation.void_all(work, user_id)
        record(work, "second_factor.reset", _subject(owner), {"enabled": True}, {"enabled": False})


def _unknown_windows(work: Work, groups: frozenset[str]) -> list[FieldProblem]:
    known_regions = {f"{WINDOW}{region.code}" for region in regions(work)}
    known_clusters = {f"{CLUSTER}{cluster.id}" for cluster in clusters(work, active_only=False)}
    problems = []
    if any(group.startswith(WINDOW) for group in groups - known_regions):
        problems.append(FieldProblem("groups", "administration.unknown_region", {}))
    if any(group.startswith(CLUSTER) for group in groups - known_clusters):
        problems.append(FieldProblem("groups", "administration.unknown_cluster", {}))
    return problems


def _refuse(problems: list[FieldProblem]) -> None:
    if problems:
        raise Invalid("administration.refused", problems)


def _subject(owner: Account) -> Subject:
    return Subject("user", owner.id, owner.shown_name)
