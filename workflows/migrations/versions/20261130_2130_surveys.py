"""Needs surveys, and what is answered."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "9b41d7e60c2f"
down_revision = "a7f3c2d9e841"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "surveys",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("title_zh", sa.Text(), nullable=False),
        sa.Column("body_zh", sa.Text(), nullable=False),
        sa.Column("title_en", sa.Text(), nullable=False),
        sa.Column("body_en", sa.Text(), nullable=False),
        sa.Column("questions", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("one_per_company", sa.Boolean(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("answers", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("state IN ('draft', 'published', 'ended')", name=op.f("ck_surveys_state")),
        sa.CheckConstraint("state = 'draft' OR closes_at IS NOT NULL", name=op.f("ck_surveys_closes")),
        sa.CheckConstraint("opens_at < closes_at", name=op.f("ck_surveys_times")),
        sa.CheckConstraint("answers >= 0", name=op.f("ck_surveys_answers")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_surveys")),
    )
    op.create_table(
        "survey_answers",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("survey_id", sa.Text(), nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("data", postgresql.JSONB(), nullable=False),
        sa.Column("company", sa.Text(), nullable=False),
        sa.Column("credit_code", sa.Text(), nullable=False),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("handed_over_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["survey_id"], ["surveys.id"], name=op.f("fk_survey_answers_survey_id_surveys")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_answers")),
    )
    op.create_index("ix_survey_answers_survey_id", "survey_answers", ["survey_id", "id"], unique=False)
    op.create_index("uq_survey_answers_token", "survey_answers", ["survey_id", "token"], unique=True)
    for column in ("company", "credit_code"):
        op.create_index(
            f"uq_survey_answers_{column}",
            "survey_answers",
            ["survey_id", column],
            unique=True,
            postgresql_where=sa.text(f"{column} <> ''"),
        )


def downgrade() -> None:
    op.drop_table("survey_answers")
    op.drop_table("surveys")
