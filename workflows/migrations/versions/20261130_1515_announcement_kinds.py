"""Policies and project calls beside notices, their schedule; the words that these and names are found by."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from workflows.ground.fulltext import document

revision = "b8d20c5e91f7"
down_revision = "b3d91f60c7e2"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)
_TEXTS = ("title_zh", "body_zh", "title_en", "body_en")


def upgrade() -> None:
    for column in (
        sa.Column("kind", sa.Text(), nullable=False, server_default="notice"),
        sa.Column("shown_from", _MOMENT, nullable=True),
        sa.Column("shown_until", _MOMENT, nullable=True),
        sa.Column("deadline", _MOMENT, nullable=True),
        sa.Column("process_id", sa.Text(), nullable=False, server_default=""),
        sa.Column("words", postgresql.TSVECTOR(), nullable=False, server_default=""),
    ):
        op.add_column("announcements", column)
    _collect_words()
    for name in ("kind", "process_id", "words"):  # what is there already is a notice
        op.alter_column("announcements", name, server_default=None)
    op.create_check_constraint(
        op.f("ck_announcements_kind"), "announcements", "kind IN ('notice', 'policy', 'call')"
    )
    op.create_check_constraint(
        op.f("ck_announcements_call"),
        "announcements",
        "kind = 'call' OR (deadline IS NULL AND process_id = '')",
    )
    op.create_check_constraint(op.f("ck_announcements_schedule"), "announcements", "shown_until > shown_from")
    op.create_index("ix_announcements_kind", "announcements", ["kind", "pinned", "published_at", "id"])
    op.create_index("ix_announcements_words", "announcements", ["words"], postgresql_using="gin")
    _collect_names()


def _collect_names() -> None:
    """Let companies and consultants be found by their names."""
    for name in ("organisations", "consultants"):
        column = sa.Column("name_words", postgresql.TSVECTOR(), nullable=False, server_default="")
        op.add_column(name, column)
        columns = [sa.column(one, sa.Text()) for one in ("id", "name")]
        table = sa.table(name, *columns, sa.column("name_words", postgresql.TSVECTOR()))
        connection = op.get_bind()
        for row in connection.execute(sa.select(*columns)).all():
            changed = sa.update(table).where(table.c.id == row.id)
            connection.execute(changed.values(name_words=document(row.name)))
    op.create_index("ix_organisations_name_words", "organisations", ["name_words"], postgresql_using="gin")
    op.create_index(
        "ix_consultants_name_words",
        "consultants",
        ["name_words"],
        postgresql_using="gin",
        postgresql_where=sa.text("state = 'active'"),
    )


def _collect_words() -> None:
    columns = [sa.column(name, sa.Text()) for name in ("id", *_TEXTS)]
    table = sa.table("announcements", *columns, sa.column("words", postgresql.TSVECTOR()))
    connection = op.get_bind()
    for row in connection.execute(sa.select(*columns)).all():
        made = document(*(getattr(row, name) for name in _TEXTS))
        connection.execute(sa.update(table).where(table.c.id == row.id).values(words=made))


def downgrade() -> None:
    for name in ("organisations", "consultants"):
        op.drop_index(f"ix_{name}_name_words", name)
        op.drop_column(name, "name_words")
    for name in ("words", "kind"):
        op.drop_index(f"ix_announcements_{name}", "announcements")
    for name in ("schedule", "call", "kind"):
        op.drop_constraint(op.f(f"ck_announcements_{name}"), "announcements")
    for name in ("words", "process_id", "deadline", "shown_until", "shown_from", "kind"):
        op.drop_column("announcements", name)
