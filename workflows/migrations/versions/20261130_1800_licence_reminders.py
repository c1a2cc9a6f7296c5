"""Who was asked to renew a licence that comes to its end."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "e41f7b9c2d60"
down_revision = "8e14c6f0ab57"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "licence_reminders",
        sa.Column("organisation_id", sa.Text(), nullable=False),
        sa.Column("valid_until", sa.Text(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("stage IN ('month', 'week', 'ended')", name=op.f("ck_licence_reminders_stage")),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_licence_reminders_organisation_id_organisations"),
        ),
        sa.PrimaryKeyConstraint("organisation_id", "valid_until", "stage", name=op.f("pk_licence_reminders")),
    )


def downgrade() -> None:
    op.drop_table("licence_reminders")
