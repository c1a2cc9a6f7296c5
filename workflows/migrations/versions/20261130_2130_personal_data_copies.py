"""Copies of people's own data.

What lies in the store is deleted after its term; the row stays, so that it is known who asked when.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "a7f3c2d9e841"
down_revision = "c93f1d7a06b5"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "personal_data_copies",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("store_key", sa.Text(), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ready_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('waiting', 'ready', 'failed', 'deleted')", name=op.f("ck_personal_data_copies_state")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_personal_data_copies_user_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_personal_data_copies")),
    )
    op.create_index("ix_personal_data_copies_user_id", "personal_data_copies", ["user_id", "id"])
    op.create_index(
        "uq_personal_data_copies_waiting",
        "personal_data_copies",
        ["user_id"],
        unique=True,
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_index(
        "ix_personal_data_copies_kept",
        "personal_data_copies",
        ["state"],
        postgresql_where=sa.text("state IN ('waiting', 'ready')"),
    )


def downgrade() -> None:
    op.drop_table("personal_data_copies")
