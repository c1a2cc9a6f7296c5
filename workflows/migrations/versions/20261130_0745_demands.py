"""Demands, with the holds that keep their deposits."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "7b3f5a2c9d10"
down_revision = "c5d80f13e7a9"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "demands",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("organisation_id", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("budget_fen", sa.BigInteger(), nullable=False),
        sa.Column("deliver_by", sa.Date(), nullable=False),
        sa.Column("payment", sa.Text(), nullable=False),
        sa.Column("invoice_name", sa.Text(), nullable=False),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("mobile", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("required_fen", sa.BigInteger(), nullable=False),
        sa.Column("deposit_fen", sa.BigInteger(), nullable=False),
        sa.Column("hold_id", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("words", postgresql.TSVECTOR(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "budget_fen > 0 AND required_fen >= 0 AND deposit_fen >= 0", name=op.f("ck_demands_amounts")
        ),
        sa.CheckConstraint("(deposit_fen > 0) = (hold_id IS NOT NULL)", name=op.f("ck_demands_hold")),
        sa.CheckConstraint("payment IN ('full', 'instalments')", name=op.f("ck_demands_payment")),
        sa.CheckConstraint(
            "state IN ('awaiting_deposit', 'in_review', 'returned', 'published', 'rejected', 'withdrawn', "
            "'expired')",
            name=op.f("ck_demands_state"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_demands_organisation_id_organisations"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_demands")),
    )
    op.create_index("ix_demands_organisation_id", "demands", ["organisation_id", "id"], unique=False)
    op.create_index("ix_demands_case_id", "demands", ["case_id"], unique=True)
    published = sa.text("state = 'published'")
    op.create_index("ix_demands_published", "demands", ["id"], postgresql_where=published)
    op.create_index("ix_demands_ends", "demands", ["deliver_by"], postgresql_where=published)
    op.create_index("ix_demands_words", "demands", ["words"], postgresql_using="gin")


def downgrade() -> None:
    op.drop_table("demands")
