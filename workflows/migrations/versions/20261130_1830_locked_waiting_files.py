"""Names and contents of waiting files are locked; those that wait now have to be chosen again."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "8e14c6f0ab57"
down_revision = "c41d7ae5b903"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("DELETE FROM waiting_file")
    op.alter_column(
        "waiting_file", "name", type_=sa.LargeBinary(), postgresql_using="convert_to(name, 'UTF8')"
    )


def downgrade() -> None:
    op.execute("DELETE FROM waiting_file")
    op.alter_column("waiting_file", "name", type_=sa.Text(), postgresql_using="convert_from(name, 'UTF8')")
