"""sealed steps, forms of steps, panels of experts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "a91f3c5e7d20"
down_revision = "7d20c5e9a1f4"
branch_labels = None
depends_on = None

SECRECY = "secrecy IN ('open', 'sealed', 'closed')"


def upgrade() -> None:
    for table in ("case_events", "work_items"):
        op.add_column(table, sa.Column("secrecy", sa.Text(), server_default="open", nullable=False))
        op.create_check_constraint(op.f(f"ck_{table}_secrecy"), table, SECRECY)
    op.create_table(
        "step_answers",
        sa.Column("event_id", sa.Text(), nullable=False),
        sa.Column("task_id", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("element_id", sa.Text(), nullable=False),
        sa.Column("definition_id", sa.Text(), nullable=False),
        sa.Column("form_id", sa.Text(), nullable=False),
        sa.Column("data", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["case_events.id"], name=op.f("fk_step_answers_event_id_case_events")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_step_answers_case_id_cases")),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_step_answers")),
        sa.UniqueConstraint("task_id", name=op.f("uq_step_answers_task_id")),
    )
    op.create_index("ix_step_answers_case_id", "step_answers", ["case_id", "element_id"])
    op.create_table(
        "panels",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("needed", sa.Integer(), nullable=False),
        sa.Column("working_days", sa.Integer(), nullable=False),
        sa.Column("ratio", sa.Numeric(9, 8), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved", sa.Boolean(), nullable=True),
        sa.Column("result", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.CheckConstraint("state IN ('open', 'closed', 'cancelled')", name=op.f("ck_panels_state")),
        sa.CheckConstraint("needed > 0", name=op.f("ck_panels_needed")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_panels_case_id_cases")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_panels")),
    )
    op.create_index("ix_panels_case_id", "panels", ["case_id", "id"])
    op.create_index(
        "uq_panels_open", "panels", ["case_id"], unique=True, postgresql_where=sa.text("state = 'open'")
    )
    op.create_table(
        "panel_seats",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("panel_id", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("expert_id", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("by_hand", sa.Boolean(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('asked', 'answered', 'late', 'recused', 'replaced', 'spared')",
            name=op.f("ck_panel_seats_state"),
        ),
        sa.ForeignKeyConstraint(["panel_id"], ["panels.id"], name=op.f("fk_panel_seats_panel_id_panels")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_panel_seats")),
        sa.UniqueConstraint("panel_id", "place", "turn", name=op.f("uq_panel_seats_panel_id_place_turn")),
    )
    op.create_index(
        "ix_panel_seats_expert_id", "panel_seats", ["expert_id"], postgresql_where=sa.text("state = 'asked'")
    )


def downgrade() -> None:
    op.drop_table("panel_seats")
    op.drop_table("panels")
    op.drop_table("step_answers")
    for table in ("case_events", "work_items"):
        op.drop_constraint(op.f(f"ck_{table}_secrecy"), table)
        op.drop_column(table, "secrecy")
