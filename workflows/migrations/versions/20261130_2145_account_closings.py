"""Closing an account: that it was asked for, and that it was done."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "b2d84e6f1c05"
down_revision = "9b41d7e60c2f"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("user_account", sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "account_closings",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('waiting', 'taken_back', 'refused', 'closed')", name=op.f("ck_account_closings_state")
        ),
        sa.CheckConstraint(
            "(state = 'waiting') = (ended_at IS NULL)", name=op.f("ck_account_closings_ended")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_account_closings_user_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_closings")),
    )
    op.create_index("ix_account_closings_user_id", "account_closings", ["user_id", "id"])
    op.create_index(
        "uq_account_closings_waiting",
        "account_closings",
        ["user_id"],
        unique=True,
        postgresql_where=sa.text("state = 'waiting'"),
    )


def downgrade() -> None:
    op.drop_table("account_closings")
    op.drop_column("user_account", "closed_at")
