"""A link of the history once and as bytes, and tasks of an instance by the instance alone.

A step writes two links: what of them is told by the row before, and what an index repeats, is log and disk.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261130_short_links"
down_revision = "20261128_retired"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_column("engine_history", "previous_hash")
    op.execute("ALTER TABLE engine_history ALTER COLUMN hash TYPE bytea USING decode(hash, 'hex')")
    op.drop_index("ix_engine_task_instance_id", table_name="engine_task")
    op.create_index("ix_engine_task_instance_id", "engine_task", ["instance_id"])


def downgrade() -> None:
    op.drop_index("ix_engine_task_instance_id", table_name="engine_task")
    op.create_index("ix_engine_task_instance_id", "engine_task", ["instance_id", "id"])
    op.execute("ALTER TABLE engine_history ALTER COLUMN hash TYPE text USING encode(hash, 'hex')")
    op.add_column("engine_history", sa.Column("previous_hash", sa.Text(), nullable=False, server_default=""))
    op.execute("ALTER TABLE engine_history DISABLE TRIGGER USER")
    op.execute(
        "UPDATE engine_history h SET previous_hash = p.hash FROM engine_history p"
        " WHERE p.instance_id = h.instance_id AND p.seq = h.seq - 1"
    )
    op.execute("ALTER TABLE engine_history ENABLE TRIGGER USER")
    op.alter_column("engine_history", "previous_hash", server_default=None)
