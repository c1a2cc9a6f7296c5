"""What activities are found by, and their venue in English."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from workflows.ground.fulltext import document

revision = "a4c81e6d2f90"
down_revision = "e15d9b0c7a42"
branch_labels = None
depends_on = None

_TEXTS = ("title_zh", "body_zh", "title_en", "body_en", "venue")


def upgrade() -> None:
    op.add_column("gatherings", sa.Column("venue_en", sa.Text(), nullable=False, server_default=""))
    op.add_column("gatherings", sa.Column("words", postgresql.TSVECTOR(), nullable=False, server_default=""))
    _collect_words()
    for name in ("venue_en", "words"):
        op.alter_column("gatherings", name, server_default=None)
    op.create_index("ix_gatherings_words", "gatherings", ["words"], postgresql_using="gin")


def _collect_words() -> None:
    columns = [sa.column(name, sa.Text()) for name in ("id", *_TEXTS)]
    table = sa.table("gatherings", *columns, sa.column("words", postgresql.TSVECTOR()))
    connection = op.get_bind()
    for row in connection.execute(sa.select(*columns)).all():
        made = document(*(getattr(row, name) for name in _TEXTS))
        connection.execute(sa.update(table).where(table.c.id == row.id).values(words=made))


def downgrade() -> None:
    op.drop_index("ix_gatherings_words", "gatherings")
    for name in ("words", "venue_en"):
        op.drop_column("gatherings", name)
