"""The tables of contracts, of their templates, versions, signatures and files."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Identity,
    Index,
    Integer,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from workflows.ground.db import Base, TextId


class ContractTemplate(Base):
    """A kind of contract; what it says stands in its versions."""

    __tablename__ = "contract_templates"

    id: Mapped[TextId]
    name: Mapped[str]
    name_en: Mapped[str]


class ContractTemplateVersion(Base):
    """A version of a template: drafted, published (one at a time), retired when the next one is."""

    __tablename__ = "contract_template_versions"
    __table_args__ = (
        CheckConstraint("state IN ('draft', 'published', 'retired')", name="state"),
        UniqueConstraint("template_id", "number"),
        Index(
            "uq_contract_template_versions_published", "template_id", unique=True,
            postgresql_where=text("state = 'published'"),
        ),
        Index(
            "uq_contract_template_versions_draft", "template_id", unique=True,
            postgresql_where=text("state = 'draft'"),
        ),
    )  # fmt: skip

    id: Mapped[TextId]
    template_id: Mapped[str] = mapped_column(ForeignKey("contract_templates.id"))
    number: Mapped[int]
    state: Mapped[str]
    content: Mapped[dict[str, Any]]
    made_by: Mapped[str]
    made_at: Mapped[datetime]
    published_at: Mapped[datetime | None]


class Contract(Base):
    """A contract of two organisations about a subject, which the table knows as a kind and an id only.

    `draft` is what the provider has saved last. `sha256`: of the text that both agreed on. `ended_reason`:
    why it was not concluded, or its scan returned, in somebody's words or as the code of a sentence.
    """

    __tablename__ = "contracts"
    __table_args__ = (
        CheckConstraint(
            "state IN ('drafting', 'offered', 'provider_signs', 'enterprise_signs', 'paper_due', "
            "'paper_offered', 'signed', 'abandoned')",
            name="state",
        ),
        CheckConstraint("way IN ('online', 'paper')", name="way"),
        CheckConstraint("amount_fen > 0", name="amount"),
        # One at a time about a subject: two calls of the process agree on it.
        Index(
            "uq_contracts_subject", "subject_kind", "subject_id", unique=True,
            postgresql_where=text("state <> 'abandoned'"),
        ),
        Index("ix_contracts_provider_id", "provider_id", "changed_at", "id"),
        Index("ix_contracts_enterprise_id", "enterprise_id", "changed_at", "id"),
    )  # fmt: skip

    id: Mapped[TextId]
    sequence: Mapped[int] = mapped_column(Integer, Identity(start=1), unique=True)
    number: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    subject_kind: Mapped[str]
    subject_id: Mapped[str]
    provider_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"))
    enterprise_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"))
    amount_fen: Mapped[int] = mapped_column(BigInteger)
    state: Mapped[str]
    way: Mapped[str] = mapped_column(default="online")
    template_version_id: Mapped[str | None] = mapped_column(ForeignKey("contract_template_versions.id"))
    draft: Mapped[dict[str, Any] | None]
    sha256: Mapped[str] = mapped_column(default="")
    ended_reason: Mapped[str] = mapped_column(default="")
    due_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    signed_at: Mapped[datetime | None]


class ContractVersion(Base):
    """A draft as it was offered, and what the enterprise answered."""

    __tablename__ = "contract_versions"
    __table_args__ = (
        CheckConstraint("answer IN ('', 'agreed', 'returned', 'refused')", name="answer"),
        UniqueConstraint("contract_id", "number"),
    )

    id: Mapped[TextId]
    contract_id: Mapped[str] = mapped_column(ForeignKey("contracts.id"))
    number: Mapped[int]
    terms: Mapped[dict[str, Any]]
    offered_by: Mapped[str]
    offered_at: Mapped[datetime]
    answer: Mapped[str] = mapped_column(default="")
    remarks: Mapped[list[Any]] = mapped_column(default=list)
    opinion: Mapped[str] = mapped_column(default="")
    answered_by: Mapped[str | None]
    answered_at: Mapped[datetime | None]


class ContractSignature(Base):
    """That a party has signed, with which seal, and how the person showed who they are."""

    __tablename__ = "contract_signatures"
    __table_args__ = (
        CheckConstraint("party IN ('provider', 'enterprise')", name="party"),
        UniqueConstraint("contract_id", "party"),
    )

    id: Mapped[TextId]
    contract_id: Mapped[str] = mapped_column(ForeignKey("contracts.id"))
    party: Mapped[str]
    seal_id: Mapped[str] = mapped_column(ForeignKey("seals.id"))
    serial: Mapped[str] = mapped_column(ForeignKey("certificates.serial"))
    proved_by: Mapped[str]
    signed_by: Mapped[str]
    signed_at: Mapped[datetime]


class ContractDocument(Base):
    """A file of a contract, kept with its row: what is committed is there, and nothing else is.

    `kind`: text (agreed on, with its empty fields), signed (by one or both), scan, supplement, invoice.
    """

    __tablename__ = "contract_documents"
    __table_args__ = (
        CheckConstraint("kind IN ('text', 'signed', 'scan', 'supplement', 'invoice')", name="kind"),
        Index("ix_contract_documents_contract_id", "contract_id", "added_at", "id"),
    )

    id: Mapped[TextId]
    contract_id: Mapped[str] = mapped_column(ForeignKey("contracts.id"))
    kind: Mapped[str]
    name: Mapped[str]
    content_type: Mapped[str]
    size_bytes: Mapped[int]
    sha256: Mapped[str]
    content: Mapped[bytes] = mapped_column(deferred=True)
    added_by: Mapped[str]
    added_at: Mapped[datetime]
