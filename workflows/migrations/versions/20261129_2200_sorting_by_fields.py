"""Lists are sorted by declared fields along indexes; what is overdue is found by one."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "d91c4b7e2a08"
down_revision = "c643b4f38b39"
branch_labels = None
depends_on = None

COLUMNS = ("text", "number", "day")


def upgrade() -> None:
    for column in COLUMNS:
        op.drop_index(f"ix_case_fields_{column}", "case_fields")
    op.alter_column("case_fields", "text", type_=sa.Text(collation="C"))
    for column in COLUMNS:
        op.create_index(f"ix_case_fields_{column}", "case_fields", ["process_id", "name", column, "case_id"])
    op.create_index(
        "ix_work_items_due",
        "work_items",
        ["due_at", "task_id"],
        postgresql_where=sa.text("state IN ('open', 'claimed') AND due_at IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_index("ix_work_items_due", "work_items")
    for column in COLUMNS:
        op.drop_index(f"ix_case_fields_{column}", "case_fields")
    op.alter_column("case_fields", "text", type_=sa.Text())
    op.create_index(
        "ix_case_fields_text",
        "case_fields",
        ["process_id", "name", "text"],
        postgresql_ops={"text": "text_pattern_ops"},
    )
    for column in COLUMNS[1:]:
        op.create_index(f"ix_case_fields_{column}", "case_fields", ["process_id", "name", column])
