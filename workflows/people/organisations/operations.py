"""All writes of the organisations domain."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError

from forms.numbers import read_digits
from workflows.ground.audit.log import Subject, record
from workflows.ground.db import new_id
from workflows.ground.errors import Conflict, FieldProblem, Invalid, InvalidState, NotFound
from workflows.ground.fulltext import document
from workflows.ground.work import Work
from workflows.people.authority_changed import authority_changed
from workflows.people.identity import queries as identity
from workflows.people.organisations.models import (
    Cluster,
    Member,
    Organisation,
    PaymentAccount,
    Region,
)
from workflows.people.organisations.values import Certification, Kind, MemberRole, ProviderType
from workflows.people.policies.organisations import may_keep_regions
from workflows.people.viewer import CLUSTER, WINDOW, Viewer, require

ACCOUNT_NUMBER = re.compile(r"\d{8,30}", re.ASCII)
REGION_CODE = re.compile(r"\d{6}", re.ASCII)
CLUSTER_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
TEXT_LIMIT = 100


def begin_organisation(
    work: Work, kind: Kind, owner_id: str, provider_type: ProviderType | None = None
) -> str:
    """Make an organisation that `owner_id` registers; it is nobody's until certified. Returns its id."""
    row = Organisation(
        id=new_id(), kind=kind, provider_type=provider_type, created_at=work.now, updated_at=work.now
    )
    work.session.add(row)
    work.session.flush()
    join(work, row.id, owner_id, "owner")
    return row.id


def join(
    work: Work, organisation_id: str, user_id: str, role: MemberRole, menus: Collection[str] = ()
) -> None:
    """Make a person a member, or change the role of one; `menus` is what a member may work in.

    Whoever joins is a party to the organisation's cases: what they held of those goes back.
    """
    before = _place(work, organisation_id, user_id)
    values = {"role": role, "since": work.now, "ended_at": None, "menus": sorted(menus)}
    row = insert(Member).values(organisation_id=organisation_id, user_id=user_id, **values)
    work.session.execute(
        row.on_conflict_do_update(index_elements=["organisation_id", "user_id"], set_=values)
    )
    _belongs_otherwise(work, organisation_id, user_id, before, {"role": role, "menus": sorted(menus)})


def leave(work: Work, organisation_id: str, user_id: str) -> None:
    """End a membership; the history of who belonged stays, what the person held goes back."""
    before = _place(work, organisation_id, user_id)
    ended = update(Member).where(
        Member.organisation_id == organisation_id, Member.user_id == user_id, Member.ended_at.is_(None)
    )
    work.session.execute(ended.values(ended_at=work.now))
    _belongs_otherwise(work, organisation_id, user_id, before, {})


def _place(work: Work, organisation_id: str, user_id: str) -> dict[str, Any]:
    row = work.session.get(Member, (organisation_id, user_id), populate_existing=True)
    return {} if row is None or row.ended_at is not None else {"role": row.role, "menus": list(row.menus)}


def _belongs_otherwise(
    work: Work, organisation_id: str, user_id: str, before: dict[str, Any], after: dict[str, Any]
) -> None:
    """Write the audit, and have open tasks looked after; nothing of both where nothing has changed."""
    if before == after:
        return
    person = identity.account(work, user_id)
    action = "member.left" if not after else "member.changed" if before else "member.joined"
    where = {"organisation": organisation_id}
    subject = Subject("user", user_id, person.shown_name)
    record(work, action, subject, before and before | where, after and after | where)
    authority_changed(work, [user_id], person.groups, [organisation_id])


def application_submitted(work: Work, organisation_id: str, data: Mapping[str, Any]) -> None:
    """Take name, credit code, region, cluster and provider type from a submitted registration form.

    The organisation is in review from now on. A certified one stays certified as it was approved: what it
    hands in is a change of its profile, which counts once it is approved.

    Raises: NotFound; Invalid: another organisation has the credit code, a certified one has changed its own,
        or the region does not exist; InvalidState: an earlier application is still in review.
    """
    row = locked(work, organisation_id)
    if row.certification == "in_review":
        raise InvalidState("organisations.already_in_review")
    if row.certification == "certified":
        _check_change(work, row, data)
        return
    _take_over(work, row, data)
    _set_certification(work, row, "in_review")


def _check_change(work: Work, row: Organisation, data: Mapping[str, Any]) -> None:
    if row.credit_code and _credit_code(data) not in (None, row.credit_code):
        fixed = FieldProblem("credit_code", "organisations.credit_code_fixed", {})
        raise Invalid("organisations.input_incomplete", [fixed])
    _known_region(work, data.get("region"))
    _known_cluster(work, data.get("cluster"))


def _credit_code(data: Mapping[str, Any]) -> str | None:
    return str(data.get("credit_code") or "").strip().upper() or None


def _take_over(work: Work, row: Organisation, data: Mapping[str, Any]) -> None:
    """Take from a registration form what the organisation is found and reviewed by."""
    row.name = str(data.get("name") or row.name).strip()
    row.name_words = document(row.name)
    row.credit_code = _credit_code(data) or row.credit_code
    row.region_code = _known_region(work, data.get("region")) or row.region_code
    row.cluster_id = _known_cluster(work, data.get("cluster"))
    row.provider_type = data.get("provider_type") or row.provider_type


def application_returned(work: Work, organisation_id: str) -> None:
    """The applicant has to correct something. Raises: NotFound."""
    row = locked(work, organisation_id)
    if row.certification != "certified":
        _set_certification(work, row, "returned")


def application_resumed(work: Work, organisation_id: str) -> None:
    """The review goes on although nothing was handed in again. Raises: NotFound."""
    row = locked(work, organisation_id)
    if row.certification == "returned":
        _set_certification(work, row, "in_review")


def certify(work: Work, organisation_id: str, data: Mapping[str, Any]) -> bool:
    """The registration, or a change of it, was approved: its form becomes the profile.

    Returns whether it was a change: the organisation was certified already. Raises: NotFound.
    """
    row = locked(work, organisation_id)
    changed = row.certification == "certified"
    if changed:
        _take_over(work, row, data)
    else:
        row.certified_at = work.now
    row.profile = dict(data)
    _set_certification(work, row, "certified")
    return changed


def reject(work: Work, organisation_id: str) -> None:
    """The registration was refused: the account stays, the pages stay closed.

    Of a certified organisation a change was refused: what was approved stays. Raises: NotFound.
    """
    row = locked(work, organisation_id)
    if row.certification != "certified":
        _set_certification(work, row, "rejected")


def application_withdrawn(work: Work, organisation_id: str) -> None:
    """The applicant took the registration back: as before it. Raises: NotFound."""
    row = locked(work, organisation_id)
    _set_certification(work, row, "certified" if row.certified_at else "none")


def register_ordinary(work: Work, organisation_id: str) -> None:
    """Outside the region: only an ordinary user, may apply again later. Raises: NotFound."""
    _set_certification(work, locked(work, organisation_id), "ordinary")


def close(work: Work, organisation_id: str) -> None:
    """Certify an organisation no more whose legal person is gone; its profile stays for what it did.

    Raises: NotFound.
    """
    row = locked(work, organisation_id)
    if row.certification == "none":
        return
    before = row.certification
    _set_certification(work, row, "none")
    subject = Subject("organisation", row.id, row.name)
    record(work, "organisation.closed", subject, {"certification": before}, {"certification": "none"})


def enrol_member(work: Work, organisation_id: str) -> None:
    """Make the organisation a member of the association. Raises: NotFound."""
    locked(work, organisation_id).association_member = True


def set_payment_account(
    work: Work,
    viewer: Viewer,
    organisation_id: str,
    *,
    bank: str,
    location: str,
    branch: str,
    number: str,
) -> None:
    """Set the only account for receipts and refunds; spaces in the number are dropped.

    Its holder is the organisation, whose name is not typed. Nobody has certified the account by that.

    Raises: NotFound; Forbidden: only the legal person; InvalidState: not certified yet;
        Invalid: at the field.
    """
    require(viewer.owns(organisation_id), "organisations.owner_only")
    own = locked(work, organisation_id)
    if own.certification != "certified":
        raise InvalidState("organisations.not_certified")
    values = {
        "bank": bank.strip(), "location": location.strip(),
        "branch": branch.strip(), "number": read_digits(number),
    }  # fmt: skip
    problems = _texts(values, required=tuple(values))
    if values["number"] and not ACCOUNT_NUMBER.fullmatch(values["number"]):
        problems.append(FieldProblem("number", "organisations.account_invalid", {}))
    if problems:
        raise Invalid("organisations.input_incomplete", problems)
    changed = values | {"account_name": own.name, "updated_by": viewer.user_id, "updated_at": work.now}
    row = insert(PaymentAccount).values(organisation_id=organisation_id, **changed)
    work.session.execute(row.on_conflict_do_update(index_elements=["organisation_id"], set_=changed))


def set_window(work: Work, viewer: Viewer, region_code: str, *, has_window: bool) -> None:
    """Give a region a window or take it away. Raises: Forbidden; NotFound."""
    require(may_keep_regions(viewer))
    row = work.session.get(Region, region_code, with_for_update=True)
    if row is None:
        raise NotFound("organisations.region_unknown", code=region_code)
    row.has_window = has_window
    authority_changed(work, (), [f"{WINDOW}{region_code}"])


def set_region_active(work: Work, viewer: Viewer, region_code: str, *, active: bool) -> None:
    """Retire a region, so that no form offers it any more, or bring it back; what refers to it stays.

    Raises: Forbidden; NotFound; InvalidState: a province, or its parent is retired.
    """
    require(may_keep_regions(viewer))
    row = work.session.get(Region, region_code, with_for_update=True)
    if row is None:
        raise NotFound("organisations.region_unknown", code=region_code)
    parent = work.session.get(Region, row.parent_code) if row.parent_code else None
    if parent is None or (active and not parent.active):
        raise InvalidState("organisations.region_fixed")
    row.active = active
    if not active:
        below = update(Region).where(Region.parent_code == region_code).values(active=False)
        work.session.execute(below)
    work.session.flush()


def save_region(
    work: Work, viewer: Viewer, code: str, *, name_zh: str, name_en: str, parent_code: str | None = None
) -> None:
    """Rename a region, or with `parent_code` add one below that one.

    Raises: Forbidden; NotFound; Invalid: a name is missing, or the code is taken or does not lie below its
        parent (GB/T 2260: two digits each for province, city and county).
    """
    require(may_keep_regions(viewer))
    values = {"name_zh": name_zh.strip(), "name_en": name_en.strip()}
    problems = _texts(values, required=tuple(values))
    row = work.session.get(Region, code, with_for_update=True)
    if parent_code is not None:
        parent = work.session.get(Region, parent_code)
        if parent is None:
            raise NotFound("organisations.region_unknown", code=parent_code)
        if row is not None:
            problems.append(FieldProblem("code", "organisations.region_exists", {"code": code}))
        elif not _lies_below(code, parent):
            problems.append(FieldProblem("code", "organisations.region_code_invalid", {}))
        else:
            row = Region(code=code, parent_code=parent_code, level=parent.level + 1)
    if problems:
        raise Invalid("organisations.input_incomplete", problems)
    if row is None:
        raise NotFound("organisations.region_unknown", code=code)
    row.name_zh, row.name_en = values["name_zh"], values["name_en"]
    work.session.add(row)
    work.session.flush()


def _lies_below(code: str, parent: Region) -> bool:
    if not REGION_CODE.fullmatch(code) or not REGION_CODE.fullmatch(parent.code) or parent.level > 2:
        return False
    known = parent.code[: 2 * parent.level]
    return code.startswith(known) and code != parent.code and (parent.level == 2 or code.endswith("00"))


def save_cluster(
    work: Work,
    viewer: Viewer,
    cluster_id: str,
    *,
    region_code: str,
    name_zh: str,
    name_en: str,
    active: bool = True,
    create: bool = False,
) -> None:
    """Make or change an industry cluster. Raises: Forbidden; NotFound; Conflict: the id is taken; Invalid."""
    require(may_keep_regions(viewer))
    values = {"name_zh": name_zh.strip(), "name_en": name_en.strip()}
    problems = _texts(values, required=tuple(values))
    if not CLUSTER_ID.fullmatch(cluster_id):
        problems.append(FieldProblem("id", "organisations.cluster_id_invalid", {}))
    if problems:
        raise Invalid("organisations.input_incomplete", problems)
    row = work.session.get(Cluster, cluster_id, with_for_update=True)
    if create and row is not None:
        raise Conflict("organisations.cluster_exists", id=cluster_id)
    if row is None:
        if not create:
            raise NotFound("organisations.cluster_unknown", id=cluster_id)
        row = Cluster(id=cluster_id)
    row.region_code = _known_region(work, region_code) or row.region_code
    row.name_zh, row.name_en, row.active = values["name_zh"], values["name_en"], active
    work.session.add(row)
    work.session.flush()
    authority_changed(work, (), [f"{CLUSTER}{cluster_id}"])


def locked(work: Work, organisation_id: str) -> Organisation:
    """Return the row, held until the end of the transaction. Raises: NotFound."""
    row = work.session.get(Organisation, organisation_id, with_for_update=True)
    if row is None:
        raise NotFound("organisations.not_found")
    return row


def hold_own(work: Work, user_id: str) -> None:
    """Hold the organisations of a person until the end of the transaction: what refers to them waits."""
    own = select(Member.organisation_id).where(Member.user_id == user_id, Member.ended_at.is_(None))
    rows = select(Organisation.id).where(Organisation.id.in_(own)).order_by(Organisation.id)
    work.session.execute(rows.with_for_update())


def _set_certification(work: Work, row: Organisation, state: Certification) -> None:
    try:
        # A savepoint: a taken credit code is an answer at the field, not the end of the transaction.
        with work.session.begin_nested():
            row.certification = state
            row.updated_at = work.now
            work.session.flush()
    except IntegrityError as error:
        if "uq_organisations_credit_code" not in str(error.orig):
            raise
        taken = FieldProblem("credit_code", "organisations.credit_code_taken", {})
        raise Invalid("organisations.input_incomplete", [taken]) from error


def _known_region(work: Work, code: str | None) -> str | None:
    if code and work.session.scalar(select(Region.code).where(Region.code == code)) is None:
        problem = FieldProblem("region", "organisations.region_unknown", {"code": code})
        raise Invalid("organisations.input_incomplete", [problem])
    return code or None


def _known_cluster(work: Work, cluster_id: str | None) -> str | None:
    if cluster_id and work.session.scalar(select(Cluster.id).where(Cluster.id == cluster_id)) is None:
        problem = FieldProblem("cluster", "organisations.cluster_unknown", {"id": cluster_id})
        raise Invalid("organisations.input_incomplete", [problem])
    return cluster_id or None


def _texts(values: Mapping[str, str], *, required: tuple[str, ...]) -> list[FieldProblem]:
    missing = [FieldProblem(key, "organisations.required", {}) for key in required if not values[key]]
    long = [
        FieldProblem(key, "organisations.too_long", {"limit": TEXT_LIMIT})
        for key, text in values.items()
        if len(text) > TEXT_LIMIT
    ]
    return missing + long
