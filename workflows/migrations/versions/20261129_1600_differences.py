"""Differences between the platform's records and those of a gateway, and the days that were compared."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "f03d8e42bc69"
down_revision = "e92c7d31ab58"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "payment_statement_days",
        sa.Column("gateway", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("equal", sa.Integer(), nullable=False),
        sa.Column("differences", sa.Integer(), nullable=False),
        sa.Column("compared_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("gateway", "day", name=op.f("pk_payment_statement_days")),
    )
    op.create_table(
        "payment_differences",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("gateway", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("gateway_txn", sa.Text(), nullable=False),
        sa.Column("here_fen", sa.BigInteger(), nullable=True),
        sa.Column("there_fen", sa.BigInteger(), nullable=True),
        sa.Column("case_number", sa.Text(), nullable=True),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cleared_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("conclusion", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_differences")),
        sa.UniqueConstraint(
            "gateway", "number", "kind", name=op.f("uq_payment_differences_gateway_number_kind")
        ),
    )
    op.create_index(
        op.f("ix_payment_differences_case_number"), "payment_differences", ["case_number"], unique=False
    )


def downgrade() -> None:
    op.drop_table("payment_differences")
    op.drop_table("payment_statement_days")
