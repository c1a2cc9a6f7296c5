"""whether parties to a case may act at a step is noted on its task."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "c3a8f1d26e70"
down_revision = "20261124_0945"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "work_items", sa.Column("parties_too", sa.Boolean(), server_default="false", nullable=False)
    )
    # Until now whoever a diagram named acted, party or not.
    op.execute("UPDATE work_items SET parties_too = true WHERE addressed")


def downgrade() -> None:
    op.drop_column("work_items", "parties_too")
