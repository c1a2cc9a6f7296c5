"""Changes of the plan of an order in service, agreed on as supplements to its contract."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "c58e20d7a941"
down_revision = "7f1b3ac95d20"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "order_plan_changes",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("side", sa.Text(), nullable=False),
        sa.Column("parts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("proposed_by", sa.Text(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_by", sa.Text(), server_default="", nullable=False),
        sa.Column("answer_note", sa.Text(), server_default="", nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("in_force_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("given_back_fen", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.CheckConstraint("side IN ('enterprise', 'provider')", name=op.f("ck_order_plan_changes_side")),
        sa.CheckConstraint(
            "state IN ('open', 'returned', 'taken_back', 'signing', 'unsigned', 'to_pay', 'in_force', "
            "'overtaken')",
            name=op.f("ck_order_plan_changes_state"),
        ),
        sa.ForeignKeyConstraint(
            ["order_id"], ["orders.id"], name=op.f("fk_order_plan_changes_order_id_orders")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_plan_changes")),
    )
    op.create_index("ix_order_plan_changes_order_id", "order_plan_changes", ["order_id", "id"], unique=False)
    op.create_index(
        "uq_order_plan_changes_under_way",
        "order_plan_changes",
        ["order_id"],
        unique=True,
        postgresql_where=sa.text("state IN ('open', 'signing', 'to_pay')"),
    )


def downgrade() -> None:
    op.drop_table("order_plan_changes")
