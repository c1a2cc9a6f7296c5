"""The last time that the scenarios of a draft were played; why a version was deployed although one failed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "8d41c7e2b9f0"
down_revision = "7a31c5e8d940"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "studio_scenario_runs",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("draft_id", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("came", postgresql.JSONB(), nullable=False),
        sa.Column("started_by", sa.Text(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("state IN ('waiting', 'ended')", name=op.f("ck_studio_scenario_runs_state")),
        sa.ForeignKeyConstraint(
            ["draft_id"],
            ["studio_drafts.id"],
            name=op.f("fk_studio_scenario_runs_draft_id_studio_drafts"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_studio_scenario_runs")),
    )
    op.create_index("ix_studio_scenario_runs_draft_id", "studio_scenario_runs", ["draft_id"])
    op.add_column("studio_deployments", sa.Column("although", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("studio_deployments", "although")
    op.drop_table("studio_scenario_runs")
