"""Voucher programmes, and the vouchers granted of them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "e6b41c7fa3d2"
down_revision = "d5a30b6e92c1"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "voucher_programmes",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("categories", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("share_percent", sa.Integer(), nullable=False),
        sa.Column("budget_fen", sa.BigInteger(), nullable=False),
        sa.Column("least_fen", sa.BigInteger(), nullable=False),
        sa.Column("most_fen", sa.BigInteger(), nullable=False),
        sa.Column("valid_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("terms", sa.Text(), nullable=False),
        sa.Column("case_number", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('general', 'special')", name=op.f("ck_voucher_programmes_kind")),
        sa.CheckConstraint("share_percent BETWEEN 1 AND 100", name=op.f("ck_voucher_programmes_share")),
        sa.CheckConstraint(
            "0 < least_fen AND least_fen <= most_fen AND most_fen <= budget_fen",
            name=op.f("ck_voucher_programmes_face_value"),
        ),
        sa.CheckConstraint("valid_from < valid_until", name=op.f("ck_voucher_programmes_validity")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_voucher_programmes")),
        sa.UniqueConstraint("case_number", name=op.f("uq_voucher_programmes_case_number")),
    )
    op.create_index("ix_voucher_programmes_year", "voucher_programmes", ["year", "id"])
    _grants()


def _grants() -> None:
    op.create_table(
        "voucher_grants",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("programme_id", sa.Text(), nullable=False),
        sa.Column("organisation_id", sa.Text(), nullable=False),
        sa.Column("source_kind", sa.Text(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("face_value_fen", sa.BigInteger(), nullable=False),
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("region_code", sa.Text(), nullable=False),
        sa.Column("size_class", sa.Text(), nullable=False),
        sa.Column("valid_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_look_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("warned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expired_fen", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.CheckConstraint(
            "source_kind IN ('quota', 'campaign')", name=op.f("ck_voucher_grants_source_kind")
        ),
        sa.CheckConstraint("face_value_fen > 0", name=op.f("ck_voucher_grants_face_value")),
        sa.CheckConstraint(
            "expired_fen BETWEEN 0 AND face_value_fen", name=op.f("ck_voucher_grants_expired")
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"],
            ["voucher_programmes.id"],
            name=op.f("fk_voucher_grants_programme_id_voucher_programmes"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_voucher_grants_organisation_id_organisations"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["ledger_accounts.id"], name=op.f("fk_voucher_grants_account_id_ledger_accounts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_voucher_grants")),
    )
    for name, columns, where in (
        ("uq_voucher_grants_quota", ["programme_id", "organisation_id"], "source_kind = 'quota'"),
        ("uq_voucher_grants_campaign", ["source_id", "organisation_id"], "source_kind = 'campaign'"),
    ):
        op.create_index(name, "voucher_grants", columns, unique=True, postgresql_where=sa.text(where))
    op.create_index("ix_voucher_grants_organisation_id", "voucher_grants", ["organisation_id", "id"])
    op.create_index("ix_voucher_grants_programme_id", "voucher_grants", ["programme_id", "id"])
    op.create_index(
        "ix_voucher_grants_next_look_at",
        "voucher_grants",
        ["next_look_at", "id"],
        postgresql_where=sa.text("next_look_at IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_table("voucher_grants")
    op.drop_table("voucher_programmes")
