"""When a voucher was given up by its organisation."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "b3f08d6c51e7"
down_revision = "e7b15a3d9c42"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("voucher_grants", sa.Column("given_up_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("voucher_grants", "given_up_at")
