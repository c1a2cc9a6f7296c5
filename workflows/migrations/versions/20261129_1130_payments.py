"""Payments through a gateway, signing keys, and what the sandbox of a gateway knows."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "c2d94e7f1a58"
down_revision = "b8f1d2a6c034"
branch_labels = None
depends_on = None

_TABLES = (
    "sandbox_notices",
    "sandbox_refunds",
    "sandbox_payments",
    "payment_notices",
    "payment_orders",
    "signing_keys",
)


def upgrade() -> None:
    op.create_table(
        "signing_keys",
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("private_pem", sa.LargeBinary(), nullable=False),
        sa.Column("public_pem", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("owner", name=op.f("pk_signing_keys")),
    )
    op.create_table(
        "payment_orders",
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("gateway", sa.Text(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("gateway_txn", sa.Text(), nullable=True),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("next_ask_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_payment_orders")),
    )
    op.create_index(
        "ix_payment_orders_due",
        "payment_orders",
        ["next_ask_at"],
        unique=False,
        postgresql_where=sa.text("next_ask_at IS NOT NULL"),
    )
    op.create_index("ix_payment_orders_owner", "payment_orders", ["owner", "created_at"], unique=False)
    op.create_table(
        "payment_notices",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("gateway", sa.Text(), nullable=False),
        sa.Column("gateway_txn", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("order_no", sa.Text(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("raw", sa.Text(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_notices")),
        sa.UniqueConstraint(
            "gateway", "gateway_txn", "state", name=op.f("uq_payment_notices_gateway_gateway_txn_state")
        ),
    )
    op.create_index(op.f("ix_payment_notices_order_no"), "payment_notices", ["order_no"], unique=False)
    op.create_table(
        "sandbox_payments",
        sa.Column("order_no", sa.Text(), nullable=False),
        sa.Column("gateway_txn", sa.Text(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("paid_fen", sa.BigInteger(), nullable=False),
        sa.Column("refunded_fen", sa.BigInteger(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("notify_url", sa.Text(), nullable=False),
        sa.Column("return_url", sa.Text(), nullable=False),
        sa.Column("bank", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("order_no", name=op.f("pk_sandbox_payments")),
    )
    op.create_index(op.f("ix_sandbox_payments_changed_at"), "sandbox_payments", ["changed_at"], unique=False)
    op.create_table(
        "sandbox_refunds",
        sa.Column("refund_no", sa.Text(), nullable=False),
        sa.Column("order_no", sa.Text(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["order_no"],
            ["sandbox_payments.order_no"],
            name=op.f("fk_sandbox_refunds_order_no_sandbox_payments"),
        ),
        sa.PrimaryKeyConstraint("refund_no", name=op.f("pk_sandbox_refunds")),
    )
    op.create_index(op.f("ix_sandbox_refunds_made_at"), "sandbox_refunds", ["made_at"], unique=False)
    op.create_table(
        "sandbox_notices",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("order_no", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("forged", sa.Boolean(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tried", sa.Integer(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["order_no"],
            ["sandbox_payments.order_no"],
            name=op.f("fk_sandbox_notices_order_no_sandbox_payments"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sandbox_notices")),
    )
    op.create_index(op.f("ix_sandbox_notices_order_no"), "sandbox_notices", ["order_no"], unique=False)


def downgrade() -> None:
    for name in _TABLES:
        op.drop_table(name)
