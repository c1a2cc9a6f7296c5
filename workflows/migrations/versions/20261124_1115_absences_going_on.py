"""Who is away now is found without reading the absences that are over."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "e41b7c902d58"
down_revision = "c3a8f1d26e70"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_absences_ends_at", "absences", ["ends_at"], postgresql_where=sa.text("ended_at IS NULL")
    )


def downgrade() -> None:
    op.drop_index("ix_absences_ends_at", table_name="absences")
