"""authority at tasks

Who may not take a task because another step of its case was theirs, whom somebody in office gave it to.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "8d1f6b20c7aa"
down_revision = "b7e2f4a91c60"
branch_labels = None
depends_on = None


def upgrade() -> None:
    nobody = sa.text("'{}'")
    texts = postgresql.ARRAY(sa.Text())
    op.add_column("work_items", sa.Column("barred", texts, server_default=nobody, nullable=False))
    op.add_column("work_items", sa.Column("appointed", sa.Text(), nullable=True))
    op.create_index(
        "ix_work_items_barred",
        "work_items",
        ["barred"],
        postgresql_using="gin",
        postgresql_where=sa.text("state IN ('open', 'claimed') AND barred <> '{}'"),
    )

    op.create_index(
        "ix_work_items_stands_for",
        "work_items",
        ["stands_for"],
        postgresql_where=sa.text("state = 'claimed' AND stands_for IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_index("ix_work_items_stands_for", table_name="work_items")
    op.drop_index("ix_work_items_barred", table_name="work_items")
    op.drop_column("work_items", "appointed")
    op.drop_column("work_items", "barred")
