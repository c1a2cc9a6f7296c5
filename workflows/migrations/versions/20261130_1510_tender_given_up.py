"""Tenders of which none was chosen wait for a new opening or the end."""

from __future__ import annotations

from alembic import op

revision = "c7f20b94e81d"
down_revision = "a61f0c47b2d8"
branch_labels = None
depends_on = None

_BEFORE = "state IN ('collecting', 'choosing', 'quoting', 'selected', 'ended')"
_AFTER = "state IN ('collecting', 'choosing', 'quoting', 'given_up', 'selected', 'ended')"


def upgrade() -> None:
    op.drop_constraint(op.f("ck_demand_tenders_state"), "demand_tenders")
    op.create_check_constraint(op.f("ck_demand_tenders_state"), "demand_tenders", _AFTER)


def downgrade() -> None:
    op.execute("UPDATE demand_tenders SET state = 'choosing' WHERE state = 'given_up'")
    op.drop_constraint(op.f("ck_demand_tenders_state"), "demand_tenders")
    op.create_check_constraint(op.f("ck_demand_tenders_state"), "demand_tenders", _BEFORE)
