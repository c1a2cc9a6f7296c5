"""organisations."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "2aa6323fd696"
down_revision = "b8fe4f929d8e"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "organisations",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("provider_type", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("credit_code", sa.Text(), nullable=True),
        sa.Column("region_code", sa.Text(), nullable=True),
        sa.Column("cluster_id", sa.Text(), nullable=True),
        sa.Column("certification", sa.Text(), nullable=False),
        sa.Column("certified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("association_member", sa.Boolean(), nullable=False),
        sa.Column("profile", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "certification IN ('none', 'in_review', 'returned', 'certified', 'rejected', 'ordinary')",
            name=op.f("ck_organisations_certification"),
        ),
        sa.CheckConstraint("kind IN ('enterprise', 'provider')", name=op.f("ck_organisations_kind")),
        sa.ForeignKeyConstraint(
            ["cluster_id"], ["clusters.id"], name=op.f("fk_organisations_cluster_id_clusters")
        ),
        sa.ForeignKeyConstraint(
            ["region_code"], ["regions.code"], name=op.f("fk_organisations_region_code_regions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisations")),
    )
    op.create_index("ix_organisations_region_code", "organisations", ["region_code"], unique=False)
    op.create_index(
        "uq_organisations_credit_code",
        "organisations",
        ["credit_code"],
        unique=True,
        postgresql_where=sa.text("certification IN ('in_review', 'returned', 'certified')"),
    )
    op.create_table(
        "designated_agents",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("organisation_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("mobile", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("position", sa.Text(), nullable=False),
        sa.Column("named_by", sa.Text(), nullable=True),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_designated_agents_organisation_id_organisations"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_designated_agents")),
    )
    op.create_index(
        "uq_designated_agents_current",
        "designated_agents",
        ["organisation_id"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "organisation_members",
        sa.Column("organisation_id", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("role IN ('owner', 'agent', 'member')", name=op.f("ck_organisation_members_role")),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_organisation_members_organisation_id_organisations"),
        ),
        sa.PrimaryKeyConstraint("organisation_id", "user_id", name=op.f("pk_organisation_members")),
    )
    op.create_index("ix_organisation_members_user_id", "organisation_members", ["user_id"], unique=False)
    op.create_table(
        "payment_accounts",
        sa.Column("organisation_id", sa.Text(), nullable=False),
        sa.Column("account_name", sa.Text(), nullable=False),
        sa.Column("bank", sa.Text(), nullable=False),
        sa.Column("location", sa.Text(), nullable=False),
        sa.Column("branch", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("updated_by", sa.Text(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_payment_accounts_organisation_id_organisations"),
        ),
        sa.PrimaryKeyConstraint("organisation_id", name=op.f("pk_payment_accounts")),
    )


def downgrade() -> None:
    op.drop_table("payment_accounts")
    op.drop_index("ix_organisation_members_user_id", table_name="organisation_members")
    op.drop_table("organisation_members")
    op.drop_index(
        "uq_designated_agents_current",
        table_name="designated_agents",
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.drop_table("designated_agents")
    op.drop_index(
        "uq_organisations_credit_code",
        table_name="organisations",
        postgresql_where=sa.text("certification IN ('in_review', 'returned', 'certified')"),
    )
    op.drop_index("ix_organisations_region_code", table_name="organisations")
    op.drop_table("organisations")
