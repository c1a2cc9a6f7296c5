"""When the answers to a survey lost what says who gave them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "d41c7be09f35"
down_revision = "b3f07a9c61de"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("surveys", sa.Column("forgotten_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("surveys", "forgotten_at")
