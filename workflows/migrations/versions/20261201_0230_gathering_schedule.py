"""From and until when a published activity is shown."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "e7b15a3d9c42"
down_revision = "a7c15e0d4b92"
branch_labels = None
depends_on = None

_COLUMNS = ("shown_from", "shown_until")


def upgrade() -> None:
    for name in _COLUMNS:
        op.add_column("gatherings", sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    rule = "shown_from < sign_up_until AND shown_until >= ends_at"
    op.create_check_constraint(op.f("ck_gatherings_schedule"), "gatherings", rule)


def downgrade() -> None:
    op.drop_constraint(op.f("ck_gatherings_schedule"), "gatherings")
    for name in _COLUMNS:
        op.drop_column("gatherings", name)
