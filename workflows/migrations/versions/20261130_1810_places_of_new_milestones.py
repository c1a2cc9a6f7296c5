"""Behind which milestone a new one comes in a change of plan; until now always behind the last."""

from __future__ import annotations

from alembic import op

revision = "5b7e91d0c3fa"
down_revision = "d2f61a7c90e4"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """UPDATE order_plan_changes SET parts = (
            SELECT jsonb_agg(
                CASE part->>'kind'
                    WHEN 'added' THEN part || jsonb_build_object('after', first - 1) ELSE part
                END ORDER BY place
            )
            FROM jsonb_array_elements(parts) WITH ORDINALITY AS listed(part, place),
                 (SELECT min((part->>'position')::int) AS first FROM jsonb_array_elements(parts) AS part
                  WHERE part->>'kind' = 'added') AS added
        )"""
    )


def downgrade() -> None:
    op.execute(
        """UPDATE order_plan_changes SET parts = (
            SELECT jsonb_agg(part - 'after' ORDER BY place)
            FROM jsonb_array_elements(parts) WITH ORDINALITY AS listed(part, place)
        )"""
    )
