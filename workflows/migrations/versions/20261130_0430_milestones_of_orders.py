"""Milestones of orders with reports and files; disputes; what is paid out in parts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "5e0c7d9b2a14"
down_revision = "1f6c0d8b52ea"
branch_labels = None
depends_on = None

_BEFORE = (
    "state IN ('awaiting_acceptance', 'awaiting_contract', 'awaiting_payment', 'awaiting_start', "
    "'in_service', 'awaiting_completion', 'completed', 'cancelled')"
)
_STATES = (
    "state IN ('awaiting_acceptance', 'awaiting_contract', 'awaiting_payment', 'awaiting_start', "
    "'in_service', 'awaiting_completion', 'disputed', 'completed', 'cancelled')"
)


def upgrade() -> None:
    op.drop_constraint(op.f("ck_orders_state"), "orders")
    op.create_check_constraint(op.f("ck_orders_state"), "orders", _STATES)
    op.add_column("orders", sa.Column("release", sa.Text(), server_default="end", nullable=False))
    released = sa.Column("released_fen", sa.BigInteger(), server_default=sa.text("0"), nullable=False)
    op.add_column("orders", released)
    op.add_column("orders", sa.Column("refund_fen", sa.BigInteger(), nullable=True))
    op.execute("UPDATE orders SET released_fen = paid_fen WHERE state = 'completed'")
    op.create_check_constraint(op.f("ck_orders_release"), "orders", "release IN ('milestones', 'end')")
    op.create_check_constraint(
        op.f("ck_orders_released"),
        "orders",
        "released_fen BETWEEN 0 AND paid_fen AND fee_fen BETWEEN 0 AND released_fen",
    )
    op.create_table(
        "order_milestones",
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("voucher_fen", sa.BigInteger(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("accepted_as", sa.Text(), server_default="", nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('planned', 'in_service', 'awaiting_completion', 'disputed', 'accepted', 'ended')",
            name=op.f("ck_order_milestones_state"),
        ),
        sa.CheckConstraint(
            "accepted_as IN ('', 'enterprise', 'deemed', 'platform')",
            name=op.f("ck_order_milestones_accepted_as"),
        ),
        sa.CheckConstraint("amount_fen >= 0 AND voucher_fen >= 0", name=op.f("ck_order_milestones_amounts")),
        sa.ForeignKeyConstraint(
            ["order_id"], ["orders.id"], name=op.f("fk_order_milestones_order_id_orders")
        ),
        sa.PrimaryKeyConstraint("order_id", "position", name=op.f("pk_order_milestones")),
    )
    op.execute(
        "INSERT INTO order_milestones "
        "(order_id, position, title, amount_fen, voucher_fen, state, accepted_as) "
        "SELECT id, 1, '', due_fen, deducted_fen, CASE state WHEN 'completed' THEN 'accepted' "
        "WHEN 'cancelled' THEN 'ended' WHEN 'in_service' THEN state WHEN 'awaiting_completion' THEN state "
        "ELSE 'planned' END, CASE state WHEN 'completed' THEN 'enterprise' ELSE '' END FROM orders"
    )
    op.create_table(
        "order_reports",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("reported_by", sa.Text(), nullable=False),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.Text(), server_default="", nullable=False),
        sa.Column("answer_note", sa.Text(), server_default="", nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "answer IN ('', 'accepted', 'returned', 'disputed', 'deemed', 'ended')",
            name=op.f("ck_order_reports_answer"),
        ),
        sa.ForeignKeyConstraint(
            ["order_id", "position"],
            ["order_milestones.order_id", "order_milestones.position"],
            name=op.f("fk_order_reports_order_id_order_milestones"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_reports")),
        sa.UniqueConstraint(
            "order_id", "position", "number", name=op.f("uq_order_reports_order_id_position_number")
        ),
    )
    op.create_table(
        "order_files",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("report_id", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("content_type", sa.Text(), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("added_by", sa.Text(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_order_files_order_id_orders")),
        sa.ForeignKeyConstraint(
            ["report_id"], ["order_reports.id"], name=op.f("fk_order_files_report_id_order_reports")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_files")),
    )
    op.create_index("ix_order_files_order_id", "order_files", ["order_id", "added_at", "id"], unique=False)


def downgrade() -> None:
    op.drop_table("order_files")
    op.drop_table("order_reports")
    op.drop_table("order_milestones")
    op.drop_constraint(op.f("ck_orders_released"), "orders")
    op.drop_constraint(op.f("ck_orders_release"), "orders")
    op.drop_column("orders", "refund_fen")
    op.drop_column("orders", "released_fen")
    op.drop_column("orders", "release")
    op.execute("UPDATE orders SET state = 'awaiting_completion' WHERE state = 'disputed'")
    op.drop_constraint(op.f("ck_orders_state"), "orders")
    op.create_check_constraint(op.f("ck_orders_state"), "orders", _BEFORE)
