"""copies of cases, absences with their deputies, own phrases; what a task's holder notes on it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "7d20c5e9a1f4"
down_revision = "5a1e0f5e1f00"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "case_copies",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("copied_by", sa.Text(), nullable=True),
        sa.Column("task_id", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("copied_at", MOMENT, nullable=False),
        sa.Column("read_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_copies")),
        sa.UniqueConstraint("case_id", "user_id", name=op.f("uq_case_copies_case_id_user_id")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_copies_case_id_cases")),
        sa.ForeignKeyConstraint(
            ["task_id"], ["work_items.task_id"], name=op.f("fk_case_copies_task_id_work_items")
        ),
    )
    op.create_index("ix_case_copies_user_id", "case_copies", ["user_id", "copied_at", "id"])
    op.create_index(
        "ix_case_copies_unread", "case_copies", ["user_id"], postgresql_where=sa.text("read_at IS NULL")
    )
    op.create_table(
        "opinion_phrases",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opinion_phrases")),
        sa.UniqueConstraint("user_id", "action", "text", name=op.f("uq_opinion_phrases_user_id_action_text")),
    )
    op.create_table(
        "absences",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("deputy_id", sa.Text(), nullable=False),
        sa.Column("starts_at", MOMENT, nullable=False),
        sa.Column("ends_at", MOMENT, nullable=False),
        sa.Column("process_ids", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("set_by", sa.Text(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("ended_by", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absences")),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_absences_period")),
        sa.CheckConstraint("user_id <> deputy_id", name=op.f("ck_absences_deputy")),
    )
    op.create_index("ix_absences_user_id", "absences", ["user_id", "ends_at"])
    op.create_index("ix_absences_deputy_id", "absences", ["deputy_id", "ends_at"])
    op.add_column("work_items", sa.Column("stands_for", sa.Text(), nullable=True))
    op.add_column("work_items", sa.Column("follow_up_at", MOMENT, nullable=True))
    op.add_column("work_items", sa.Column("urged_count", sa.Integer(), server_default="0", nullable=False))
    op.add_column("work_items", sa.Column("urged_at", MOMENT, nullable=True))


def downgrade() -> None:
    for column in ("urged_at", "urged_count", "follow_up_at", "stands_for"):
        op.drop_column("work_items", column)
    for table in ("absences", "opinion_phrases", "case_copies"):
        op.drop_table(table)
