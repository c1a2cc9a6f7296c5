"""Who is online in the room of a tender."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "d93e57a1c08b"
down_revision = "b8d20c5e91f7"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "demand_tender_visits",
        sa.Column("tender_id", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("organisation_id", sa.Text(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tender_id"],
            ["demand_tenders.id"],
            name=op.f("fk_demand_tender_visits_tender_id_demand_tenders"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_demand_tender_visits_organisation_id_organisations"),
        ),
        sa.PrimaryKeyConstraint("tender_id", "user_id", name=op.f("pk_demand_tender_visits")),
    )
    op.create_index("ix_demand_tender_visits_seen_at", "demand_tender_visits", ["seen_at"])


def downgrade() -> None:
    op.drop_table("demand_tender_visits")
