"""Where a mail leads, so that it can carry a link to its case."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "a41c9d5e7b20"
down_revision = "a14e9d53cb70"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("mail", sa.Column("path", sa.Text(), server_default="", nullable=False))


def downgrade() -> None:
    op.drop_column("mail", "path")
