"""Carts of enterprises, and orders with their lines, payments and timeline."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "4b8e6a1f90d3"
down_revision = "a47e19c05d62"
branch_labels = None
depends_on = None

STATES = (
    "state IN ('awaiting_acceptance', 'awaiting_payment', 'awaiting_start', 'in_service', "
    "'awaiting_completion', 'completed', 'cancelled')"
)


def upgrade() -> None:
    op.create_table(
        "carts",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("organisation_id", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_carts_organisation_id_organisations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_carts")),
        sa.UniqueConstraint("organisation_id", "user_id", name=op.f("uq_carts_organisation_id_user_id")),
    )
    op.create_table(
        "cart_lines",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("cart_id", sa.Text(), nullable=False),
        sa.Column("product_id", sa.Text(), nullable=False),
        sa.Column("specification", sa.Text(), nullable=False),
        sa.Column("mode", sa.Text(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("seen_fen", sa.BigInteger(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("mode IN ('year', 'month', 'quantity')", name=op.f("ck_cart_lines_mode")),
        sa.CheckConstraint("quantity BETWEEN 1 AND 999", name=op.f("ck_cart_lines_quantity")),
        sa.ForeignKeyConstraint(["cart_id"], ["carts.id"], name=op.f("fk_cart_lines_cart_id_carts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cart_lines")),
        sa.UniqueConstraint(
            "cart_id",
            "product_id",
            "specification",
            "mode",
            name=op.f("uq_cart_lines_cart_id_product_id_specification_mode"),
        ),
    )
    op.create_index("ix_cart_lines_cart_id", "cart_lines", ["cart_id", "id"], unique=False)
    op.create_table(
        "orders",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=True),
        sa.Column("case_id", sa.Text(), nullable=True),
        sa.Column("definition_id", sa.Text(), nullable=True),
        sa.Column("checkout_key", sa.Text(), nullable=False),
        sa.Column("enterprise_id", sa.Text(), nullable=False),
        sa.Column("enterprise_name", sa.Text(), nullable=False),
        sa.Column("provider_id", sa.Text(), nullable=False),
        sa.Column("provider_name", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("pending", sa.Text(), server_default="", nullable=False),
        sa.Column("total_fen", sa.BigInteger(), nullable=False),
        sa.Column("deducted_fen", sa.BigInteger(), nullable=False),
        sa.Column("due_fen", sa.BigInteger(), nullable=False),
        sa.Column("deposit_fen", sa.BigInteger(), nullable=False),
        sa.Column("paid_fen", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("fee_fen", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("cost_fen", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("voucher_id", sa.Text(), nullable=True),
        sa.Column("voucher_hold_id", sa.Text(), nullable=True),
        sa.Column("cancelled_by", sa.Text(), server_default="", nullable=False),
        sa.Column("placed_by", sa.Text(), nullable=False),
        sa.Column("placed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(STATES, name=op.f("ck_orders_state")),
        sa.CheckConstraint("(deducted_fen > 0) = (voucher_id IS NOT NULL)", name=op.f("ck_orders_voucher")),
        sa.CheckConstraint(
            "paid_fen BETWEEN 0 AND due_fen AND deposit_fen BETWEEN 0 AND due_fen",
            name=op.f("ck_orders_paid"),
        ),
        sa.CheckConstraint(
            "total_fen = deducted_fen + due_fen AND deducted_fen >= 0 AND due_fen >= 0",
            name=op.f("ck_orders_due"),
        ),
        sa.ForeignKeyConstraint(
            ["enterprise_id"], ["organisations.id"], name=op.f("fk_orders_enterprise_id_organisations")
        ),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["organisations.id"], name=op.f("fk_orders_provider_id_organisations")
        ),
        sa.ForeignKeyConstraint(
            ["voucher_id"], ["voucher_grants.id"], name=op.f("fk_orders_voucher_id_voucher_grants")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_orders")),
        sa.UniqueConstraint("checkout_key", "provider_id", name=op.f("uq_orders_checkout_key_provider_id")),
        sa.UniqueConstraint("number", name=op.f("uq_orders_number")),
    )
    op.create_index("ix_orders_enterprise_id", "orders", ["enterprise_id", "id"], unique=False)
    op.create_index("ix_orders_provider_id", "orders", ["provider_id", "id"], unique=False)
    op.create_index(
        "ix_orders_voucher_id",
        "orders",
        ["voucher_id"],
        unique=False,
        postgresql_where=sa.text("voucher_id IS NOT NULL"),
    )
    op.create_table(
        "order_lines",
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("product_id", sa.Text(), nullable=False),
        sa.Column("product_number", sa.Text(), nullable=False),
        sa.Column("product_name", sa.Text(), nullable=False),
        sa.Column("product_kind", sa.Text(), nullable=False),
        sa.Column("specification", sa.Text(), nullable=False),
        sa.Column("mode", sa.Text(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("unit_fen", sa.BigInteger(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("amount_fen = unit_fen * quantity", name=op.f("ck_order_lines_amount")),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_order_lines_order_id_orders")),
        sa.PrimaryKeyConstraint("order_id", "position", name=op.f("pk_order_lines")),
    )
    op.create_table(
        "order_payments",
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("hold_id", sa.Text(), nullable=False),
        sa.Column("paid_by", sa.Text(), nullable=False),
        sa.Column("paid_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_order_payments_order_id_orders")),
        sa.PrimaryKeyConstraint("order_id", "position", name=op.f("pk_order_payments")),
    )
    op.create_table(
        "order_events",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("side", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "side IN ('enterprise', 'provider', 'platform')", name=op.f("ck_order_events_side")
        ),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_order_events_order_id_orders")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_events")),
    )
    op.create_index("ix_order_events_order_id", "order_events", ["order_id", "id"], unique=False)


def downgrade() -> None:
    op.drop_table("order_events")
    op.drop_table("order_payments")
    op.drop_table("order_lines")
    op.drop_table("orders")
    op.drop_table("cart_lines")
    op.drop_table("carts")
