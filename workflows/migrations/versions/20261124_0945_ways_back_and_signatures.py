"""Signatures asked for on tasks, approvals that are kept, and tasks that open again.

Revision ID: 20261124_0945
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261124_0945"
down_revision = "91b4ce07d3aa"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_constraint("uq_work_items_instance_id_token_id", "work_items", type_="unique")
    op.create_index("ix_work_items_token_id", "work_items", ["instance_id", "token_id"])
    op.add_column("work_items", sa.Column("signs_for", sa.Text()))
    op.add_column("work_items", sa.Column("result", postgresql.JSONB()))
    op.add_column("work_items", sa.Column("kept_from", sa.Text()))
    op.create_table(
        "signature_requests",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("instance_id", sa.Text(), nullable=False),
        sa.Column("token_id", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("word", sa.Text(), nullable=False),
        sa.Column("placed", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("task_id", sa.Text()),
        sa.Column("answer", sa.Text()),
        sa.Column("answered_at", sa.DateTime(timezone=True)),
        sa.Column("dropped_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint("word IN ('sign', 'opinion')", name=op.f("ck_signature_requests_word")),
        sa.CheckConstraint("placed IN ('before', 'after')", name=op.f("ck_signature_requests_placed")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_signature_requests_case_id_cases")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signature_requests")),
        sa.UniqueConstraint("task_id", name=op.f("uq_signature_requests_task_id")),
    )
    op.create_index("ix_signature_requests_token_id", "signature_requests", ["instance_id", "token_id"])


def downgrade() -> None:
    op.drop_table("signature_requests")
    op.drop_column("work_items", "kept_from")
    op.drop_column("work_items", "result")
    op.drop_column("work_items", "signs_for")
    op.drop_index("ix_work_items_token_id", "work_items")
    op.create_unique_constraint(
        "uq_work_items_instance_id_token_id", "work_items", ["instance_id", "token_id"]
    )
