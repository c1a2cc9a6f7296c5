"""All writes of seals: the identity check before one, making it, and taking it out of use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import BinaryIO

from sqlalchemy import select

from workflows.business.certificates import operations as certificates
from workflows.business.certificates.models import Certificate
from workflows.business.identity_checks.models import IdentityCheck
from workflows.business.identity_checks.operations import begin_check, use_check
from workflows.business.identity_checks.services import SANDBOX
from workflows.business.identity_checks.values import METHOD_NAMES, Method, PersonRole, Purpose
from workflows.business.seals.models import Seal
from workflows.business.seals.pictures import clean, draw
from workflows.business.seals.policy import may_revoke, may_supervise, own_organisation
from workflows.ground.audit.log import Subject, record
from workflows.ground.errors import FieldProblem, Invalid, InvalidState, NotFound
from workflows.ground.reasons import in_words
from workflows.ground.work import Work
from workflows.notices.operations import send_messages
from workflows.people.organisations.models import Organisation
from workflows.people.organisations.queries import current_agent, who_bind
from workflows.people.organisations.values import OrganisationView
from workflows.people.viewer import Viewer, require

REASON_LIMIT = 200
_NOWHERE = "000000"


def persons(work: Work, own: OrganisationView) -> dict[PersonRole, str]:
    """Return who may prove their identity for an organisation's seal: the legal person, and the agent."""
    legal, agent = str(own.profile.get("legal_person") or "").strip(), current_agent(work, own.id)
    named: dict[PersonRole, str] = {"legal_person": legal} if legal else {}
    return named | ({"agent": agent.name} if agent is not None else {})


@dataclass(frozen=True, slots=True)
class CheckChoice:
    """Whose identity is to be checked and how, as it was typed."""

    person_role: str
    method: str


def start_check(work: Work, viewer: Viewer, organisation_id: str, choice: CheckChoice) -> str:
    """Begin the identity check that a seal needs; return its number.

    Raises: NotFound; Forbidden; Invalid: nobody like this acts for it, or no such way; InvalidState: it has
        a seal, or too many checks today.
    """
    own = own_organisation(work, viewer, organisation_id)
    _insist_on_none(work, own.id)
    return begin_check_of(work, own, choice, "seal")


def begin_check_of(
    work: Work, own: OrganisationView, choice: CheckChoice, purpose: Purpose, reference: str = ""
) -> str:
    """Begin a check of one of those who act for an organisation; return its number.

    Raises: Invalid: nobody like this acts for it, or no such way; InvalidState: too many checks today.
    """
    person = next((name for role, name in persons(work, own).items() if role == choice.person_role), None)
    if person is None:
        raise Invalid("seals.invalid", [FieldProblem("person_role", "seals.nobody_like_this", {})])
    if choice.method not in METHOD_NAMES:
        raise Invalid("seals.invalid", [FieldProblem("method", "identity_checks.no_method", {})])
    role: PersonRole = "agent" if choice.person_role == "agent" else "legal_person"
    method: Method = "bank_card" if choice.method == "bank_card" else "face"
    return begin_check(
        work, SANDBOX, own, person=person, person_role=role, method=method, purpose=purpose,
        reference=reference,
    )  # fmt: skip


def make_seal(
    work: Work,
    viewer: Viewer,
    secret_key: str,
    organisation_id: str,
    *,
    check_number: str,
    uploaded: BinaryIO | None = None,
) -> str:
    """Make the organisation's seal with its certificate, by a check that was passed; return its id.

    Without an uploaded picture the platform draws one.

    Raises: NotFound; Forbidden; Invalid: at the picture; InvalidState: it has a seal, or the check does not
        count; TooMany.
    """
    own = own_organisation(work, viewer, organisation_id)
    work.session.get_one(Organisation, own.id, with_for_update=True)  # two at once make one
    _insist_on_none(work, own.id)
    person = use_check(work, own.id, check_number, purpose="seal")
    if person not in persons(work, own).values():
        raise InvalidState("seals.person_gone")
    cleaned = clean(uploaded) if uploaded is not None else None
    code = own.credit_code or ""
    issued = certificates.issue(work, secret_key, own.id, name=own.name, code=code)
    row = Seal(
        organisation_id=own.id, name=own.name, source="drawn" if cleaned is None else "uploaded",
        certificate_serial=issued.serial, check_number=check_number, person=person, state="active",
        made_by=viewer.user_id, made_at=work.now,
    )  # fmt: skip
    work.session.add(row)
    work.session.flush()
    region = own.region_code if own.region_code and own.region_code.isdecimal() else _NOWHERE
    row.code = f"{region}{row.number:07d}"
    row.picture = cleaned if cleaned is not None else draw(row.name, row.code)
    work.session.flush()
    picture = {"seal_code": row.code, "seal_picture": row.source}
    record(work, "seal.made", _subject(row), {}, {**picture, "certificate": issued.serial, "person": person})
    _tell(work, row, "seal_made")
    return row.id


def _insist_on_none(work: Work, organisation_id: str) -> None:
    """Let a seal whose certificate has run out make room. Raises: InvalidState: there is one that counts."""
    row = _active(work, organisation_id)
    if row is None:
        return
    certificate = work.session.get_one(Certificate, row.certificate_serial)
    if certificate.valid_until > work.now:
        raise InvalidState("seals.has_one")
    row.state, row.ended_at = "expired", work.now
    certificates.replace(work, certificate.serial)
    work.session.flush()


def _active(work: Work, organisation_id: str) -> Seal | None:
    rows = select(Seal).where(Seal.organisation_id == organisation_id, Seal.state == "active")
    return work.session.scalar(rows.with_for_update().execution_options(populate_existing=True))


def revoke_seal(work: Work, viewer: Viewer, seal_id: str, reason: str) -> None:
    """Take a seal out of use, and its certificate with it; its private key is destroyed.

    Raises: NotFound; Forbidden: neither the legal person, nor the agent whose identity it stands for, nor an
        administrator; Invalid: no reason; InvalidState: it is not in use.
    """
    row = work.session.get(Seal, seal_id, with_for_update=True, populate_existing=True)
    if row is None or not (viewer.belongs_to(row.organisation_id) or may_supervise(viewer)):
        raise NotFound("seals.not_found")
    role = _proved_by(work, row)
    require(may_supervise(viewer) or may_revoke(viewer, row.organisation_id, role), "seals.only_who_proved")
    said = " ".join(reason.split())
    if not 0 < len(said) <= REASON_LIMIT:
        raise Invalid("seals.invalid", [FieldProblem("reason", "seals.reason", {"most": REASON_LIMIT})])
    if row.state != "active":
        raise InvalidState("seals.not_in_use")
    _revoke(work, row, said, viewer.user_id)


def organisation_changed(work: Work, organisation_id: str) -> None:
    """Revoke the seal of an organisation that is closed, or is called otherwise than its seal by now."""
    row = _active(work, organisation_id)
    if row is None:
        return
    own = work.session.get_one(Organisation, organisation_id, populate_existing=True)
    if own.certification in ("rejected", "ordinary", "none"):
        _revoke(work, row, "seals.organisation_closed", None)
    elif own.certification == "certified" and own.name != row.name:
        _revoke(work, row, "seals.renamed", None)


def agent_ended(work: Work, organisation_id: str) -> None:
    """Revoke the seal that an agent's identity stands for: whoever is agent next proves theirs."""
    row = _active(work, organisation_id)
    if row is None:
        return
    if _proved_by(work, row) == "agent":
        _revoke(work, row, "seals.agent_ended", None)


def _proved_by(work: Work, row: Seal) -> PersonRole:
    return (
        "agent"
        if work.session.get_one(IdentityCheck, row.check_number).person_role == "agent"
        else "legal_person"
    )


def _revoke(work: Work, row: Seal, reason: str, by: str | None) -> None:
    row.state, row.reason, row.ended_by, row.ended_at = "revoked", reason, by, work.now
    certificates.revoke(work, row.certificate_serial)
    work.session.flush()
    after = {"state": "revoked", "reason": in_words(reason).say("zh-CN")}
    record(work, "seal.revoked", _subject(row), {"state": "active"}, after)
    _tell(work, row, "seal_revoked")


def _tell(work: Work, row: Seal, template: str) -> None:
    """Let everybody who binds the organisation know."""
    reason = in_words(row.reason)
    params = {
        "organisation": row.name, "code": row.code,
        "reason": reason.say("zh-CN"), "reason_en": reason.say("en"),
    }  # fmt: skip
    send_messages(work, who_bind(work, row.organisation_id), template, params)


def _subject(row: Seal) -> Subject:
    return Subject("seal", row.id, f"{row.name} {row.code}")
