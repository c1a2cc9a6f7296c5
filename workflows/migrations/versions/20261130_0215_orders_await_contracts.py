"""Orders may wait for their contract."""

from __future__ import annotations

from alembic import op

revision = "6d2f91c7b3e8"
down_revision = "4b8e6a1f90d3"
branch_labels = None
depends_on = None

OTHERS = (
    "'awaiting_payment', 'awaiting_start', 'in_service', 'awaiting_completion', 'completed', 'cancelled')"
)


def upgrade() -> None:
    op.drop_constraint(op.f("ck_orders_state"), "orders")
    op.create_check_constraint(
        op.f("ck_orders_state"), "orders", f"state IN ('awaiting_acceptance', 'awaiting_contract', {OTHERS}"
    )


def downgrade() -> None:
    # An order that waits for its contract is before its payment: that is where it can go on without one.
    op.execute("UPDATE orders SET state = 'awaiting_payment' WHERE state = 'awaiting_contract'")
    op.drop_constraint(op.f("ck_orders_state"), "orders")
    op.create_check_constraint(
        op.f("ck_orders_state"), "orders", f"state IN ('awaiting_acceptance', {OTHERS}"
    )
