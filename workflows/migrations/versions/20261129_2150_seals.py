"""Identity checks, certificates of the platform's own authority, and seals of organisations."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "c643b4f38b39"
down_revision = "e7a30b94d2f6"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "certificates",
        sa.Column("serial", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("issuer_serial", sa.Text(), nullable=True),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("pem", sa.Text(), nullable=False),
        sa.Column("private_key", sa.LargeBinary(), nullable=True),
        sa.Column("valid_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["issuer_serial"],
            ["certificates.serial"],
            name=op.f("fk_certificates_issuer_serial_certificates"),
        ),
        sa.PrimaryKeyConstraint("serial", name=op.f("pk_certificates")),
    )
    op.create_index(
        "uq_certificates_current",
        "certificates",
        ["purpose", "owner"],
        unique=True,
        postgresql_where=sa.text("revoked_at IS NULL AND replaced_at IS NULL"),
    )
    op.create_table(
        "identity_checks",
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("organisation_id", sa.Text(), nullable=False),
        sa.Column("organisation_name", sa.Text(), nullable=False),
        sa.Column("credit_code", sa.Text(), nullable=False),
        sa.Column("service", sa.Text(), nullable=False),
        sa.Column("person_role", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("service_txn", sa.Text(), nullable=True),
        sa.Column("started_by", sa.Text(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("next_ask_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_identity_checks")),
    )
    op.create_index(
        "ix_identity_checks_due",
        "identity_checks",
        ["next_ask_at"],
        unique=False,
        postgresql_where=sa.text("next_ask_at IS NOT NULL"),
    )
    op.create_index(
        "ix_identity_checks_organisation", "identity_checks", ["organisation_id", "started_at"], unique=False
    )
    op.create_table(
        "identity_notices",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("service", sa.Text(), nullable=False),
        sa.Column("service_txn", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("raw", sa.Text(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity_notices")),
        sa.UniqueConstraint(
            "service", "service_txn", "state", name=op.f("uq_identity_notices_service_service_txn_state")
        ),
    )
    op.create_index(op.f("ix_identity_notices_number"), "identity_notices", ["number"], unique=False)
    op.create_table(
        "sandbox_identity_checks",
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("service_txn", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("organisation", sa.Text(), nullable=False),
        sa.Column("credit_code", sa.Text(), nullable=False),
        sa.Column("notify_url", sa.Text(), nullable=False),
        sa.Column("return_url", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("checked_name", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_sandbox_identity_checks")),
    )
    op.create_table(
        "sandbox_identity_notices",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("forged", sa.Boolean(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tried", sa.Integer(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sandbox_identity_notices")),
    )
    op.create_index(
        op.f("ix_sandbox_identity_notices_number"), "sandbox_identity_notices", ["number"], unique=False
    )
    op.create_table(
        "seals",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), sa.Identity(always=False, start=1), nullable=False),
        sa.Column("organisation_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("picture", sa.LargeBinary(), nullable=False),
        sa.Column("certificate_serial", sa.Text(), nullable=False),
        sa.Column("check_number", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_by", sa.Text(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("source IN ('drawn', 'uploaded')", name=op.f("ck_seals_source")),
        sa.CheckConstraint("state IN ('active', 'revoked', 'expired')", name=op.f("ck_seals_state")),
        sa.ForeignKeyConstraint(
            ["certificate_serial"],
            ["certificates.serial"],
            name=op.f("fk_seals_certificate_serial_certificates"),
        ),
        sa.ForeignKeyConstraint(
            ["check_number"], ["identity_checks.number"], name=op.f("fk_seals_check_number_identity_checks")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_seals_organisation_id_organisations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seals")),
        sa.UniqueConstraint("check_number", name=op.f("uq_seals_check_number")),
        sa.UniqueConstraint("number", name=op.f("uq_seals_number")),
    )
    op.create_index("ix_seals_organisation_id", "seals", ["organisation_id", "made_at"], unique=False)
    op.create_index(
        "uq_seals_active",
        "seals",
        ["organisation_id"],
        unique=True,
        postgresql_where=sa.text("state = 'active'"),
    )


def downgrade() -> None:
    op.drop_index("uq_seals_active", table_name="seals", postgresql_where=sa.text("state = 'active'"))
    op.drop_index("ix_seals_organisation_id", table_name="seals")
    op.drop_table("seals")
    op.drop_index(op.f("ix_sandbox_identity_notices_number"), table_name="sandbox_identity_notices")
    op.drop_table("sandbox_identity_notices")
    op.drop_table("sandbox_identity_checks")
    op.drop_index(op.f("ix_identity_notices_number"), table_name="identity_notices")
    op.drop_table("identity_notices")
    op.drop_index("ix_identity_checks_organisation", table_name="identity_checks")
    op.drop_index(
        "ix_identity_checks_due",
        table_name="identity_checks",
        postgresql_where=sa.text("next_ask_at IS NOT NULL"),
    )
    op.drop_table("identity_checks")
    op.drop_index(
        "uq_certificates_current",
        table_name="certificates",
        postgresql_where=sa.text("revoked_at IS NULL AND replaced_at IS NULL"),
    )
    op.drop_table("certificates")
