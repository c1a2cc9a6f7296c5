"""Campaigns whose vouchers are applied for, those for enterprises of some sizes, and who applied."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "c3d8f1a95e70"
down_revision = "a41c9d5e7b20"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)
LISTS = postgresql.JSONB(astext_type=sa.Text())


def upgrade() -> None:
    op.add_column("campaigns", sa.Column("mode", sa.Text(), nullable=False, server_default="grab"))
    op.add_column("campaigns", sa.Column("size_classes", LISTS, nullable=False, server_default="[]"))
    op.add_column("campaigns", sa.Column("closes_at", TIME, nullable=True))
    op.execute("UPDATE campaigns SET closes_at = ends_at")
    op.alter_column("campaigns", "closes_at", nullable=False)
    for name in ("mode", "size_classes"):
        op.alter_column("campaigns", name, server_default=None)
    op.create_check_constraint(op.f("ck_campaigns_mode"), "campaigns", "mode IN ('grab', 'apply')")
    op.drop_constraint(op.f("ck_campaigns_times"), "campaigns")
    op.create_check_constraint(
        op.f("ck_campaigns_times"), "campaigns", "starts_at < ends_at AND ends_at <= closes_at"
    )
    op.drop_index("ix_campaigns_open", "campaigns")
    op.create_index(
        "ix_campaigns_open", "campaigns", ["closes_at"], postgresql_where=sa.text("closed_at IS NULL")
    )
    _applications()


def _applications() -> None:
    op.create_table(
        "campaign_applications",
        sa.Column("campaign_id", sa.Text(), nullable=False),
        sa.Column("organisation_id", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("applied_at", TIME, nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaigns.id"], name=op.f("fk_campaign_applications_campaign_id_campaigns")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_campaign_applications_organisation_id_organisations"),
        ),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["cases.id"],
            name=op.f("fk_campaign_applications_case_id_cases"),
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.PrimaryKeyConstraint("campaign_id", "organisation_id", name=op.f("pk_campaign_applications")),
        sa.UniqueConstraint("case_id", name=op.f("uq_campaign_applications_case_id")),
    )


def downgrade() -> None:
    op.drop_table("campaign_applications")
    op.drop_index("ix_campaigns_open", "campaigns")
    op.create_index(
        "ix_campaigns_open", "campaigns", ["ends_at"], postgresql_where=sa.text("closed_at IS NULL")
    )
    op.drop_constraint(op.f("ck_campaigns_times"), "campaigns")
    op.create_check_constraint(op.f("ck_campaigns_times"), "campaigns", "starts_at < ends_at")
    op.drop_constraint(op.f("ck_campaigns_mode"), "campaigns")
    for name in ("closes_at", "size_classes", "mode"):
        op.drop_column("campaigns", name)
