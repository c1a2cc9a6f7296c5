"""After-sales cases about completed orders, with what was said and its files."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "b4e2907c6f13"
down_revision = "c41d7a9e5b38"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "after_sales_cases",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=True),
        sa.Column("case_id", sa.Text(), nullable=True),
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("pending", sa.Text(), server_default="", nullable=False),
        sa.Column("outcome", sa.Text(), server_default="", nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("refundable_fen", sa.BigInteger(), nullable=False),
        sa.Column("refund_fen", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("collected_fen", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("opened_by", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state IN ('awaiting_reply', 'awaiting_verdict', 'mediating', 'claimed', 'closed')",
            name=op.f("ck_after_sales_cases_state"),
        ),
        sa.CheckConstraint(
            "outcome IN ('', 'satisfied', 'silent', 'withdrawn', 'closed', 'refunded', 'given_up', 'ended')",
            name=op.f("ck_after_sales_cases_outcome"),
        ),
        sa.CheckConstraint(
            "refund_fen BETWEEN 0 AND refundable_fen AND collected_fen BETWEEN 0 AND refund_fen",
            name=op.f("ck_after_sales_cases_refund"),
        ),
        sa.ForeignKeyConstraint(
            ["order_id"], ["orders.id"], name=op.f("fk_after_sales_cases_order_id_orders")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_after_sales_cases")),
        sa.UniqueConstraint("number", name=op.f("uq_after_sales_cases_number")),
    )
    op.create_index("ix_after_sales_cases_order_id", "after_sales_cases", ["order_id", "id"], unique=False)
    op.create_index(
        "ix_after_sales_cases_claimed",
        "after_sales_cases",
        ["id"],
        unique=False,
        postgresql_where=sa.text("state = 'claimed'"),
    )
    op.create_index(
        "uq_after_sales_cases_running",
        "after_sales_cases",
        ["order_id"],
        unique=True,
        postgresql_where=sa.text("state <> 'closed'"),
    )
    op.create_table(
        "after_sales_entries",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("after_sales_case_id", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("side", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "side IN ('enterprise', 'provider', 'platform')", name=op.f("ck_after_sales_entries_side")
        ),
        sa.ForeignKeyConstraint(
            ["after_sales_case_id"],
            ["after_sales_cases.id"],
            name=op.f("fk_after_sales_entries_after_sales_case_id_after_sales_cases"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_after_sales_entries")),
    )
    op.create_index(
        "ix_after_sales_entries_case", "after_sales_entries", ["after_sales_case_id", "id"], unique=False
    )
    op.create_table(
        "after_sales_files",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("entry_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("content_type", sa.Text(), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"],
            ["after_sales_entries.id"],
            name=op.f("fk_after_sales_files_entry_id_after_sales_entries"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_after_sales_files")),
    )
    op.create_index("ix_after_sales_files_entry", "after_sales_files", ["entry_id", "id"], unique=False)


def downgrade() -> None:
    op.drop_table("after_sales_files")
    op.drop_table("after_sales_entries")
    op.drop_table("after_sales_cases")
