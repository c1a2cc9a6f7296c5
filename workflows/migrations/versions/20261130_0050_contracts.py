"""Contracts with their templates, versions, signatures and files; documents that the platform has issued."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "b27c4e91a6d8"
down_revision = "a4c80d17e5b2"
branch_labels = None
depends_on = None

_TIME = sa.DateTime(timezone=True)
_JSON = postgresql.JSONB(astext_type=sa.Text())


def upgrade() -> None:
    op.create_table(
        "issued_documents",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("complete", sa.Boolean(), nullable=False),
        sa.Column("issued_at", _TIME, nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_issued_documents")),
    )
    op.create_table(
        "contract_templates",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract_templates")),
    )
    op.create_table(
        "contract_template_versions",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("template_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("content", _JSON, nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("made_at", _TIME, nullable=False),
        sa.Column("published_at", _TIME, nullable=True),
        sa.CheckConstraint(
            "state IN ('draft', 'published', 'retired')", name=op.f("ck_contract_template_versions_state")
        ),
        sa.ForeignKeyConstraint(
            ["template_id"],
            ["contract_templates.id"],
            name=op.f("fk_contract_template_versions_template_id_contract_templates"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract_template_versions")),
        sa.UniqueConstraint(
            "template_id", "number", name=op.f("uq_contract_template_versions_template_id_number")
        ),
    )
    for state in ("draft", "published"):
        op.create_index(
            f"uq_contract_template_versions_{state}",
            "contract_template_versions",
            ["template_id"],
            unique=True,
            postgresql_where=sa.text(f"state = '{state}'"),
        )
    op.create_table(
        "contracts",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("sequence", sa.Integer(), sa.Identity(always=False, start=1), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("subject_kind", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Text(), nullable=False),
        sa.Column("provider_id", sa.Text(), nullable=False),
        sa.Column("enterprise_id", sa.Text(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("way", sa.Text(), nullable=False),
        sa.Column("template_version_id", sa.Text(), nullable=True),
        sa.Column("draft", _JSON, nullable=True),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("ended_reason", sa.Text(), nullable=False),
        sa.Column("due_at", _TIME, nullable=True),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("changed_at", _TIME, nullable=False),
        sa.Column("signed_at", _TIME, nullable=True),
        sa.CheckConstraint(
            "state IN ('drafting', 'offered', 'provider_signs', 'enterprise_signs', 'paper_due', "
            "'paper_offered', 'signed', 'abandoned')",
            name=op.f("ck_contracts_state"),
        ),
        sa.CheckConstraint("way IN ('online', 'paper')", name=op.f("ck_contracts_way")),
        sa.CheckConstraint("amount_fen > 0", name=op.f("ck_contracts_amount")),
        *(
            sa.ForeignKeyConstraint(
                [f"{party}_id"], ["organisations.id"], name=op.f(f"fk_contracts_{party}_id_organisations")
            )
            for party in ("provider", "enterprise")
        ),
        sa.ForeignKeyConstraint(
            ["template_version_id"],
            ["contract_template_versions.id"],
            name=op.f("fk_contracts_template_version_id_contract_template_versions"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contracts")),
        sa.UniqueConstraint("number", name=op.f("uq_contracts_number")),
        sa.UniqueConstraint("sequence", name=op.f("uq_contracts_sequence")),
    )
    op.create_index(
        "uq_contracts_subject",
        "contracts",
        ["subject_kind", "subject_id"],
        unique=True,
        postgresql_where=sa.text("state <> 'abandoned'"),
    )
    for party in ("provider", "enterprise"):
        op.create_index(
            f"ix_contracts_{party}_id", "contracts", [f"{party}_id", "changed_at", "id"], unique=False
        )
    op.create_table(
        "contract_versions",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("contract_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("terms", _JSON, nullable=False),
        sa.Column("offered_by", sa.Text(), nullable=False),
        sa.Column("offered_at", _TIME, nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("remarks", _JSON, nullable=False),
        sa.Column("opinion", sa.Text(), nullable=False),
        sa.Column("answered_by", sa.Text(), nullable=True),
        sa.Column("answered_at", _TIME, nullable=True),
        sa.CheckConstraint(
            "answer IN ('', 'agreed', 'returned', 'refused')", name=op.f("ck_contract_versions_answer")
        ),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contracts.id"], name=op.f("fk_contract_versions_contract_id_contracts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract_versions")),
        sa.UniqueConstraint("contract_id", "number", name=op.f("uq_contract_versions_contract_id_number")),
    )
    op.create_table(
        "contract_signatures",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("contract_id", sa.Text(), nullable=False),
        sa.Column("party", sa.Text(), nullable=False),
        sa.Column("seal_id", sa.Text(), nullable=False),
        sa.Column("serial", sa.Text(), nullable=False),
        sa.Column("proved_by", sa.Text(), nullable=False),
        sa.Column("signed_by", sa.Text(), nullable=False),
        sa.Column("signed_at", _TIME, nullable=False),
        sa.CheckConstraint("party IN ('provider', 'enterprise')", name=op.f("ck_contract_signatures_party")),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contracts.id"], name=op.f("fk_contract_signatures_contract_id_contracts")
        ),
        sa.ForeignKeyConstraint(["seal_id"], ["seals.id"], name=op.f("fk_contract_signatures_seal_id_seals")),
        sa.ForeignKeyConstraint(
            ["serial"], ["certificates.serial"], name=op.f("fk_contract_signatures_serial_certificates")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract_signatures")),
        sa.UniqueConstraint("contract_id", "party", name=op.f("uq_contract_signatures_contract_id_party")),
    )
    op.create_table(
        "contract_documents",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("contract_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("content_type", sa.Text(), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("added_by", sa.Text(), nullable=False),
        sa.Column("added_at", _TIME, nullable=False),
        sa.CheckConstraint(
            "kind IN ('text', 'signed', 'scan', 'supplement', 'invoice')",
            name=op.f("ck_contract_documents_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contracts.id"], name=op.f("fk_contract_documents_contract_id_contracts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract_documents")),
    )
    op.create_index(
        "ix_contract_documents_contract_id",
        "contract_documents",
        ["contract_id", "added_at", "id"],
        unique=False,
    )


def downgrade() -> None:
    for table in (
        "contract_documents",
        "contract_signatures",
        "contract_versions",
        "contracts",
        "contract_template_versions",
        "contract_templates",
        "issued_documents",
    ):
        op.drop_table(table)
