"""The ranking of providers and consultants: entries and what they add up to."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "a93b1f47d0c8"
down_revision = "5b7e91d0c3fa"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ranking_entries",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ranked_kind", sa.Text(), nullable=False),
        sa.Column("ranked_id", sa.Text(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "event IN ('activity_filed', 'direct_answered', 'direct_ordered', 'order_completed', 'rated')",
            name=op.f("ck_ranking_entries_event"),
        ),
        sa.CheckConstraint(
            "ranked_kind IN ('provider', 'consultant')", name=op.f("ck_ranking_entries_ranked_kind")
        ),
        sa.CheckConstraint("points >= 0", name=op.f("ck_ranking_entries_points")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ranking_entries")),
        sa.UniqueConstraint(
            "event",
            "source_id",
            "ranked_kind",
            "ranked_id",
            name=op.f("uq_ranking_entries_event_source_id_ranked_kind_ranked_id"),
        ),
    )
    op.create_index(
        "ix_ranking_entries_ranked", "ranking_entries", ["ranked_kind", "ranked_id", "id"], unique=False
    )
    op.create_table(
        "ranking_totals",
        sa.Column("ranked_kind", sa.Text(), nullable=False),
        sa.Column("ranked_id", sa.Text(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("points", sa.BigInteger(), nullable=False),
        sa.Column("events", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("points >= 0 AND events >= 0", name=op.f("ck_ranking_totals_sums")),
        sa.PrimaryKeyConstraint("ranked_kind", "ranked_id", "period", name=op.f("pk_ranking_totals")),
    )
    op.create_index(
        "ix_ranking_totals_order",
        "ranking_totals",
        ["ranked_kind", "period", sa.literal_column("points DESC"), "ranked_id"],
        unique=False,
    )


def downgrade() -> None:
    op.drop_table("ranking_totals")
    op.drop_table("ranking_entries")
