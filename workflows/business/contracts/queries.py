"""Reading contracts: both parties see theirs, who supervises sees all, strangers see nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from workflows.business.contracts import content, documents, templates
from workflows.business.contracts.models import (
    Contract,
    ContractDocument,
    ContractSignature,
    ContractVersion,
)
from workflows.business.contracts.policy import (
    MENU,
    SEALING,
    found,
    may_supervise,
    menu_of,
    party_of,
)
from workflows.business.contracts.values import (
    FROZEN,
    TURNS,
    Clause,
    ClauseRemark,
    ContractState,
    ContractSummary,
    ContractView,
    DocumentView,
    Party,
    PlanView,
    SignatureRow,
    TemplateView,
    Terms,
    VersionView,
    Way,
)
from workflows.ground.db import among
from workflows.ground.errors import InvalidState, NotFound
from workflows.ground.reasons import in_words
from workflows.ground.work import Work
from workflows.people.organisations.models import Organisation
from workflows.people.organisations.queries import organisation_view
from workflows.people.viewer import Viewer, require

PAGE = 20


@dataclass(frozen=True, slots=True)
class ContractPage:
    """Some contracts, and the cursor of those that come after."""

    contracts: tuple[ContractSummary, ...]
    next_cursor: str | None


def contracts(
    work: Work, viewer: Viewer, *, states: Sequence[ContractState] = (), after: str = ""
) -> ContractPage:
    """Return the contracts that the viewer may see, what has changed last first.

    `after`: the cursor of the page before; one that is unknown begins at the top. Raises: Forbidden.
    """
    rows = _rows().where(_visible(viewer))
    if states:
        rows = rows.where(Contract.state.in_(states))
    before = work.session.get(Contract, after) if after else None
    if before is not None:
        rows = rows.where(
            or_(
                Contract.changed_at < before.changed_at,
                (Contract.changed_at == before.changed_at) & (Contract.id < before.id),
            )
        )
    newest = rows.order_by(Contract.changed_at.desc(), Contract.id.desc()).limit(PAGE + 1)
    listed = [_summary(*row) for row in work.session.execute(newest)]
    return ContractPage(tuple(listed[:PAGE]), listed[PAGE - 1].id if len(listed) > PAGE else None)


def _visible(viewer: Viewer) -> ColumnElement[bool]:
    if may_supervise(viewer):
        return Contract.id.is_not(None)
    own = [one for one in viewer.memberships if viewer.may(one, MENU) or viewer.may(one, SEALING)]
    require(bool(own))
    return or_(among(Contract.provider_id, own), among(Contract.enterprise_id, own))


_provider, _enterprise = aliased(Organisation), aliased(Organisation)


def _rows() -> Select[Contract, str, str]:
    return (
        select(Contract, _provider.name, _enterprise.name)
        .join(_provider, _provider.id == Contract.provider_id)
        .join(_enterprise, _enterprise.id == Contract.enterprise_id)
    )


def _summary(row: Contract, provider_name: str, enterprise_name: str) -> ContractSummary:
    return ContractSummary(
        id=row.id, number=row.number, title=row.title, state=cast("ContractState", row.state),
        way=cast("Way", row.way), amount_fen=row.amount_fen, provider_id=row.provider_id,
        provider_name=provider_name, enterprise_id=row.enterprise_id, enterprise_name=enterprise_name,
        subject_kind=row.subject_kind, subject_id=row.subject_id, changed_at=row.changed_at,
        signed_at=row.signed_at, due_at=row.due_at,
    )  # fmt: skip


def waiting(work: Work, viewer: Viewer) -> tuple[ContractSummary, ...]:
    """Return the contracts that wait for the viewer to act, what is due first in front; a page at most.

    Nobody without an organisation costs a statement.
    """
    turns = [
        (Contract.state == state) & among(_party_id(party), own)
        for state, party in TURNS.items()
        if (own := [one for one in viewer.memberships if viewer.may(one, menu_of(state))])
    ]
    if not turns:
        return ()
    rows = _rows().where(or_(*turns)).order_by(Contract.due_at, Contract.id).limit(PAGE)
    return tuple(_summary(*row) for row in work.session.execute(rows))


def _party_id(party: Party) -> InstrumentedAttribute[str]:
    return Contract.provider_id if party == "provider" else Contract.enterprise_id


def contract(work: Work, viewer: Viewer, contract_id: str) -> ContractView:
    """Return a contract with everything that belongs to it. Raises: NotFound: strangers too."""
    row = found(work.session.get(Contract, contract_id, populate_existing=True), viewer)
    party = party_of(viewer, row)
    provider = work.session.get_one(Organisation, row.provider_id)
    enterprise = work.session.get_one(Organisation, row.enterprise_id)
    is_drafted = row.draft is not None and party == "provider" and row.state == "drafting"
    return ContractView(
        id=row.id, number=row.number, title=row.title, state=cast("ContractState", row.state),
        way=cast("Way", row.way), amount_fen=row.amount_fen, provider_id=row.provider_id,
        provider_name=provider.name, enterprise_id=row.enterprise_id, enterprise_name=enterprise.name,
        subject_kind=row.subject_kind, subject_id=row.subject_id, changed_at=row.changed_at,
        signed_at=row.signed_at, party=party, provider=organisation_view(provider),
        enterprise=organisation_view(enterprise), template_version_id=row.template_version_id,
        draft=content.from_json(row.draft) if is_drafted and row.draft is not None else None,
        versions=_versions(work, row.id), sha256=row.sha256, signatures=_signatures(work, row.id),
        documents=_documents(work, row.id), due_at=row.due_at, ended_reason=in_words(row.ended_reason),
        created_at=row.created_at,
    )  # fmt: skip


def _versions(work: Work, contract_id: str) -> tuple[VersionView, ...]:
    rows = select(ContractVersion).where(ContractVersion.contract_id == contract_id)
    return tuple(
        VersionView(
            row.number,
            content.from_json(row.terms),
            row.offered_by,
            row.offered_at,
            row.answer,  # type: ignore[arg-type]  # the table takes no other
            tuple(ClauseRemark(one["clause_id"], one["text"]) for one in row.remarks),
            row.opinion,
            row.answered_by,
            row.answered_at,
        )
        for row in work.session.scalars(rows.order_by(ContractVersion.number))
    )


def _signatures(work: Work, contract_id: str) -> tuple[SignatureRow, ...]:
    rows = select(ContractSignature).where(ContractSignature.contract_id == contract_id)
    return tuple(
        SignatureRow(cast("Party", row.party), row.signed_by, row.signed_at, row.serial, row.proved_by)
        for row in work.session.scalars(rows.order_by(ContractSignature.signed_at))
    )


def _documents(work: Work, contract_id: str) -> tuple[DocumentView, ...]:
    rows = select(ContractDocument).where(ContractDocument.contract_id == contract_id)
    return tuple(
        map(_document, work.session.scalars(rows.order_by(ContractDocument.added_at, ContractDocument.id)))
    )


def _document(row: ContractDocument) -> DocumentView:
    return DocumentView(
        row.id,
        row.kind,
        row.name,
        row.content_type,
        row.size_bytes,
        row.sha256,
        row.added_by,
        row.added_at,
    )


def document(work: Work, viewer: Viewer, contract_id: str, document_id: str) -> tuple[DocumentView, bytes]:
    """Return a file of a contract with its content. Raises: NotFound: strangers too."""
    found(work.session.get(Contract, contract_id), viewer)
    row = work.session.get(ContractDocument, document_id)
    if row is None or row.contract_id != contract_id:
        raise NotFound("contracts.document_not_found")
    return _document(row), row.content


def preview(work: Work, viewer: Viewer, contract_id: str) -> bytes:
    """Return what was offered last as a PDF that says that it is a draft.

    Raises: NotFound: strangers too; InvalidState: nothing was offered, or it is agreed already.
    """
    row = found(work.session.get(Contract, contract_id), viewer)
    newest = select(ContractVersion).where(ContractVersion.contract_id == row.id)
    version = work.session.scalars(newest.order_by(ContractVersion.number.desc()).limit(1)).first()
    if version is None or row.state in FROZEN:
        raise InvalidState("contracts.not_now")
    return documents.set_pdf(work, row, content.from_json(version.terms), draft=True)


def template_of(work: Work, viewed: ContractView) -> TemplateView | None:
    """Return the version of the template that a contract stands on."""
    return templates.of(work, viewed.template_version_id)


def standard_terms(template: TemplateView, terms: Terms) -> Terms:
    """Return what the template says with the values of these terms: with what drafts are compared first."""
    said = Terms(
        template.content.title, tuple(_standing(template, terms)), terms.milestones, terms.payment,
        terms.deposit_fen, terms.values, terms.way, terms.release,
    )  # fmt: skip
    return content.with_values(said)


def _standing(template: TemplateView, terms: Terms) -> list[Clause]:
    chosen = {one.id for one in terms.chosen_clauses}
    return [one for one in template.content.clauses if one.id in chosen or not one.optional]


@dataclass(frozen=True, slots=True)
class ContractBrief:
    """A contract on the page of its subject. `document_id`: what both have signed, "" before.

    `has_evidence`: a certificate of evidence can be made of it.
    """

    id: str
    number: str
    state: ContractState
    document_id: str = ""
    has_evidence: bool = False


def contract_of_subject(work: Work, kind: str, subject_id: str) -> ContractBrief | None:
    """Return the latest contract about a subject, None if there was none.

    The caller has asked whether the viewer may see it.
    """
    rows = select(Contract).where(Contract.subject_kind == kind, Contract.subject_id == subject_id)
    row = work.session.scalars(rows.order_by(Contract.created_at.desc(), Contract.id.desc()).limit(1)).first()
    if row is None:
        return None
    signed = select(ContractDocument.id).where(
        ContractDocument.contract_id == row.id, ContractDocument.kind.in_(("signed", "scan"))
    )
    newest = signed.order_by(ContractDocument.added_at.desc(), ContractDocument.id.desc()).limit(1)
    document_id = work.session.scalar(newest) if row.state == "signed" else None
    return _brief(row, document_id or "")


def _brief(row: Contract, document_id: str) -> ContractBrief:
    signed_here = row.state == "signed" and row.way == "online"
    return ContractBrief(row.id, row.number, cast("ContractState", row.state), document_id, signed_here)


def contracts_of_subjects(work: Work, kind: str, subject_ids: Sequence[str]) -> dict[str, ContractBrief]:
    """Return {subject: its latest contract}; two statements, however many.

    The caller has asked whether the viewer may see them.
    """
    if not subject_ids:
        return {}
    about = select(Contract).where(Contract.subject_kind == kind, Contract.subject_id.in_(subject_ids))
    rows = {row.id: row for row in work.session.scalars(about.order_by(Contract.created_at, Contract.id))}
    signed = select(ContractDocument.contract_id, ContractDocument.id).where(
        ContractDocument.contract_id.in_([row.id for row in rows.values() if row.state == "signed"]),
        ContractDocument.kind.in_(("signed", "scan")),
    )
    newest = signed.order_by(ContractDocument.added_at, ContractDocument.id)
    documents_of = dict(work.session.execute(newest).all())
    return {row.subject_id: _brief(row, documents_of.get(row.id, "")) for row in rows.values()}


def plan(work: Work, contract_id: str) -> PlanView:
    """Return what a signed contract says of money and work. Raises: NotFound; InvalidState: not signed."""
    row = work.session.get(Contract, contract_id)
    if row is None:
        raise NotFound("contracts.not_found")
    if row.state != "signed" or row.signed_at is None:
        raise InvalidState("contracts.not_now")
    terms = _versions(work, contract_id)[-1].terms
    return PlanView(
        row.id,
        row.number,
        terms.title,
        row.amount_fen,
        terms.way,
        terms.payment,
        terms.deposit_fen,
        terms.release,
        terms.milestones,
        row.signed_at,
    )
