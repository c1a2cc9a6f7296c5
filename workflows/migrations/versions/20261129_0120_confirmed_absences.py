"""An absence that somebody else sets lends nothing until it is confirmed; those of before are in force."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "f2a6c81d7e35"
down_revision = "7c4f19ab25d8"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("absences", sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("absences", sa.Column("confirmed_by", sa.Text(), nullable=True))
    absences = sa.table(
        "absences",
        *(sa.column(name) for name in ("confirmed_at", "confirmed_by", "created_at", "set_by")),
    )
    in_force = {"confirmed_at": absences.c.created_at, "confirmed_by": absences.c.set_by}
    op.execute(absences.update().values(**in_force))


def downgrade() -> None:
    op.drop_column("absences", "confirmed_by")
    op.drop_column("absences", "confirmed_at")
