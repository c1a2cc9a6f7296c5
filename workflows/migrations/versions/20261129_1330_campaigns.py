"""Campaigns, their stock one row a voucher, and who has claimed of it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "f7c52d80b4e3"
down_revision = "e6b41c7fa3d2"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "campaigns",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("programme_id", sa.Text(), nullable=False),
        sa.Column("face_value_fen", sa.BigInteger(), nullable=False),
        sa.Column("stock", sa.Integer(), nullable=False),
        sa.Column("starts_at", TIME, nullable=False),
        sa.Column("ends_at", TIME, nullable=False),
        sa.Column("regions", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("terms", sa.Text(), nullable=False),
        sa.Column("case_number", sa.Text(), nullable=False),
        sa.Column("opened_at", TIME, nullable=False),
        sa.Column("closed_at", TIME, nullable=True),
        sa.CheckConstraint("face_value_fen > 0", name=op.f("ck_campaigns_face_value")),
        sa.CheckConstraint("stock BETWEEN 1 AND 10000", name=op.f("ck_campaigns_stock")),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_campaigns_times")),
        sa.ForeignKeyConstraint(
            ["programme_id"],
            ["voucher_programmes.id"],
            name=op.f("fk_campaigns_programme_id_voucher_programmes"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaigns")),
        sa.UniqueConstraint("case_number", name=op.f("uq_campaigns_case_number")),
    )
    op.create_index("ix_campaigns_ends_at", "campaigns", ["ends_at", "id"])
    op.create_index(
        "ix_campaigns_open", "campaigns", ["ends_at"], postgresql_where=sa.text("closed_at IS NULL")
    )
    _stock()


def _stock() -> None:
    op.create_table(
        "campaign_slots",
        sa.Column("campaign_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaigns.id"], name=op.f("fk_campaign_slots_campaign_id_campaigns")
        ),
        sa.PrimaryKeyConstraint("campaign_id", "number", name=op.f("pk_campaign_slots")),
    )
    op.create_table(
        "campaign_claims",
        sa.Column("campaign_id", sa.Text(), nullable=False),
        sa.Column("organisation_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("claimed_by", sa.Text(), nullable=False),
        sa.Column("claimed_at", TIME, nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaigns.id"], name=op.f("fk_campaign_claims_campaign_id_campaigns")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_campaign_claims_organisation_id_organisations"),
        ),
        sa.PrimaryKeyConstraint("campaign_id", "organisation_id", name=op.f("pk_campaign_claims")),
        sa.UniqueConstraint("campaign_id", "number", name=op.f("uq_campaign_claims_campaign_id_number")),
    )


def downgrade() -> None:
    for table in ("campaign_claims", "campaign_slots", "campaigns"):
        op.drop_table(table)
