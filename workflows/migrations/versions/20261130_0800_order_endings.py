"""Proposals to end an order by agreement."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "7a31c5e8d940"
down_revision = "7b3f5a2c9d10"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "order_endings",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("side", sa.Text(), nullable=False),
        sa.Column("refund_fen", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Text(), nullable=True),
        sa.Column("proposed_by", sa.Text(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_by", sa.Text(), server_default="", nullable=False),
        sa.Column("answer_note", sa.Text(), server_default="", nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("side IN ('enterprise', 'provider')", name=op.f("ck_order_endings_side")),
        sa.CheckConstraint(
            "state IN ('open', 'agreed', 'declined', 'taken_back', 'lapsed', 'overtaken')",
            name=op.f("ck_order_endings_state"),
        ),
        sa.CheckConstraint("refund_fen >= 0", name=op.f("ck_order_endings_refund")),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_order_endings_order_id_orders")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_endings")),
    )
    op.create_index("ix_order_endings_order_id", "order_endings", ["order_id", "id"], unique=False)
    op.create_index(
        "uq_order_endings_open",
        "order_endings",
        ["order_id"],
        unique=True,
        postgresql_where=sa.text("state = 'open'"),
    )


def downgrade() -> None:
    op.drop_table("order_endings")
