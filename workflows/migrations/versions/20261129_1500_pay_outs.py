"""Pay-outs into cards through a gateway, and what its sandbox knows of them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "c4a17d90be35"
down_revision = "f7c52d80b4e3"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "pay_outs",
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("gateway", sa.Text(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("bank", sa.Text(), nullable=False),
        sa.Column("card", sa.LargeBinary(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("hold_id", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("gateway_txn", sa.Text(), nullable=True),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("next_ask_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_pay_outs")),
        sa.UniqueConstraint("key", name=op.f("uq_pay_outs_key")),
    )
    op.create_index(
        "ix_pay_outs_due",
        "pay_outs",
        ["next_ask_at"],
        unique=False,
        postgresql_where=sa.text("next_ask_at IS NOT NULL"),
    )
    op.create_table(
        "sandbox_pay_outs",
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("gateway_txn", sa.Text(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("paid_fen", sa.BigInteger(), nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("bank", sa.Text(), nullable=False),
        sa.Column("card", sa.Text(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("notify_url", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settles_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_sandbox_pay_outs")),
    )
    op.create_index("ix_sandbox_pay_outs_card", "sandbox_pay_outs", ["card", "settles_at"], unique=False)
    op.create_index(op.f("ix_sandbox_pay_outs_settles_at"), "sandbox_pay_outs", ["settles_at"], unique=False)
    op.add_column(
        "sandbox_notices", sa.Column("about", sa.Text(), nullable=False, server_default=sa.text("'payment'"))
    )
    op.alter_column("sandbox_notices", "about", server_default=None)
    op.drop_constraint(op.f("fk_sandbox_notices_order_no_sandbox_payments"), "sandbox_notices")


def downgrade() -> None:
    op.execute("DELETE FROM sandbox_notices WHERE about <> 'payment'")
    op.create_foreign_key(
        op.f("fk_sandbox_notices_order_no_sandbox_payments"),
        "sandbox_notices",
        "sandbox_payments",
        ["order_no"],
        ["order_no"],
    )
    op.drop_column("sandbox_notices", "about")
    op.drop_table("sandbox_pay_outs")
    op.drop_table("pay_outs")
