"""What becomes of a milestone in a change of plan; until now it could only be changed."""

from __future__ import annotations

from alembic import op

revision = "a91d3c57e208"
down_revision = "c7f20b94e81d"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """UPDATE order_plan_changes SET parts = (
            SELECT jsonb_agg(part || '{"kind": "changed"}' ORDER BY place)
            FROM jsonb_array_elements(parts) WITH ORDINALITY AS listed(part, place)
        )"""
    )


def downgrade() -> None:
    op.execute(
        """UPDATE order_plan_changes SET parts = (
            SELECT jsonb_agg(part - 'kind' ORDER BY place)
            FROM jsonb_array_elements(parts) WITH ORDINALITY AS listed(part, place)
        )"""
    )
