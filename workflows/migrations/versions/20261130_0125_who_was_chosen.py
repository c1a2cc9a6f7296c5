"""Whom somebody chose lately is found by an index."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "c3e95f20b7d4"
down_revision = "b27c4e91a6d8"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_case_events_chose",
        "case_events",
        ["actor", "id"],
        postgresql_where=sa.text(
            "kind IN ('transferred', 'assigned', 'copied', 'asked_sign', 'asked_opinion')"
        ),
    )


def downgrade() -> None:
    op.drop_index("ix_case_events_chose", "case_events")
