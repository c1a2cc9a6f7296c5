"""What cases are found by: texts, business fields, saved filters; leads of groups; indexes of lists."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from engine.counts import audience_id, members_of
from workflows.ground.db import new_id
from workflows.ground.fulltext import tokens

revision = "b7e4a1d05c93"
down_revision = "7d20c1a9e4b3"
branch_labels = None
depends_on = None

_OPEN = sa.text("state = 'open'")
_AT_ONCE = 1_000

_ADD_ENTRIES = """
INSERT INTO search_entries (id, case_id, kind, text, document, event_id, added_at)
VALUES (:id, :case_id, :kind, :text, array_to_tsvector(CAST(:tokens AS text[])), :event_id, :added_at)
"""


def upgrade() -> None:
    _find_texts()
    _find_fields()
    _keep_filters()
    _read_lists_along_indexes()
    op.add_column("role_grant", sa.Column("is_lead", sa.Boolean(), server_default=sa.false(), nullable=False))
    _fill(op.get_bind())


def _find_texts() -> None:
    op.create_table(
        "search_entries",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("document", postgresql.TSVECTOR(), nullable=False),
        sa.Column("event_id", sa.Text(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_search_entries_case_id_cases")),
        sa.ForeignKeyConstraint(
            ["event_id"], ["case_events.id"], name=op.f("fk_search_entries_event_id_case_events")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_entries")),
    )
    op.create_index("ix_search_entries_document", "search_entries", ["document"], postgresql_using="gin")
    op.create_index("ix_search_entries_case_id", "search_entries", ["case_id", "added_at"])


def _find_fields() -> None:
    op.create_table(
        "case_fields",
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("process_id", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("number", sa.Numeric(), nullable=True),
        sa.Column("day", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_fields_case_id_cases")),
        sa.PrimaryKeyConstraint("case_id", "name", "position", name=op.f("pk_case_fields")),
    )
    op.create_index(
        "ix_case_fields_text",
        "case_fields",
        ["process_id", "name", "text"],
        postgresql_ops={"text": "text_pattern_ops"},
    )
    op.create_index("ix_case_fields_number", "case_fields", ["process_id", "name", "number"])
    op.create_index("ix_case_fields_day", "case_fields", ["process_id", "name", "day"])


def _keep_filters() -> None:
    op.create_table(
        "saved_filters",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.Text(), nullable=False),
        sa.Column("group_id", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("query", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner_id"],
            ["user_account.id"],
            name=op.f("fk_saved_filters_owner_id_user_account"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_filters")),
        sa.UniqueConstraint("owner_id", "name", name=op.f("uq_saved_filters_owner_id_name")),
    )
    op.create_index("ix_saved_filters_group_id", "saved_filters", ["group_id"])
    op.create_table(
        "default_filters",
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("filter_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["filter_id"],
            ["saved_filters.id"],
            name=op.f("fk_default_filters_filter_id_saved_filters"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user_account.id"],
            name=op.f("fk_default_filters_user_id_user_account"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_default_filters")),
    )
    op.create_index(op.f("ix_default_filters_filter_id"), "default_filters", ["filter_id"])


def _read_lists_along_indexes() -> None:
    op.add_column("work_items", sa.Column("audience_id", sa.BigInteger(), nullable=True))
    op.add_column("work_items", sa.Column("applicant", sa.Text(), nullable=False, server_default=""))
    op.alter_column("work_items", "applicant", server_default=None)
    op.drop_index("ix_work_items_groups", table_name="work_items")
    op.create_index(
        "ix_work_items_groups",
        "work_items",
        ["groups"],
        postgresql_using="gin",
        postgresql_where=sa.text("state IN ('open', 'claimed')"),
    )
    op.create_index(
        "ix_work_items_audience_id",
        "work_items",
        ["audience_id", "opened_at", "task_id"],
        postgresql_where=_OPEN,
    )
    op.create_index(
        "ix_work_items_applicant",
        "work_items",
        ["audience_id", "applicant", "task_id"],
        postgresql_where=_OPEN,
    )
    op.create_index(
        "ix_work_items_closed_at", "work_items", ["closed_at"], postgresql_where=sa.text("state = 'done'")
    )
    for name, column in (
        ("ix_cases_running_applicant", "applicant_id"),
        ("ix_cases_running_organisation", "organisation_id"),
    ):
        op.create_index(name, "cases", [column], postgresql_where=sa.text("ended_at IS NULL"))


def _fill(connection: sa.Connection) -> None:
    """What is there already is found like what comes."""
    for groups, users in connection.execute(sa.text("SELECT DISTINCT groups, users FROM work_items")).all():
        connection.execute(
            sa.text("UPDATE work_items SET audience_id = :number WHERE groups = :groups AND users = :users"),
            {"number": audience_id(members_of(groups, users)), "groups": groups, "users": users},
        )
    op.alter_column("work_items", "audience_id", nullable=False)
    connection.execute(
        sa.text(
            "UPDATE work_items SET applicant = coalesce(nullif(c.organisation_name, ''),"
            " nullif(u.full_name, ''), u.user_name, '')"
            " FROM cases c LEFT JOIN user_account u ON u.id = c.applicant_id"
            " WHERE c.id = work_items.case_id"
        )
    )
    _add_entries(
        connection,
        "SELECT id AS case_id, 'name' AS kind, number || E'\\n' || title_zh || E'\\n' || title_en AS text,"
        " NULL AS event_id, submitted_at AS added_at FROM cases",
    )
    _add_entries(
        connection,
        "SELECT c.id AS case_id, 'applicant' AS kind, concat_ws(E'\\n', nullif(c.organisation_name, ''),"
        " coalesce(nullif(u.full_name, ''), u.user_name)) AS text, NULL AS event_id,"
        " c.submitted_at AS added_at FROM cases c LEFT JOIN user_account u ON u.id = c.applicant_id",
    )
    _add_entries(
        connection,
        "SELECT case_id, 'opinion' AS kind, opinion AS text, id AS event_id, at AS added_at"
        " FROM case_events WHERE opinion <> ''",
    )


def _add_entries(connection: sa.Connection, texts: str) -> None:
    result = connection.execute(sa.text(texts), execution_options={"yield_per": _AT_ONCE}).mappings()
    for rows in result.partitions():
        entries = [dict(row, id=new_id(), tokens=tokens(row["text"])) for row in rows if row["text"]]
        if entries:
            connection.execute(sa.text(_ADD_ENTRIES), entries)


def downgrade() -> None:
    op.drop_column("role_grant", "is_lead")
    for name in ("ix_cases_running_organisation", "ix_cases_running_applicant"):
        op.drop_index(name, table_name="cases")
    for name in (
        "ix_work_items_closed_at",
        "ix_work_items_applicant",
        "ix_work_items_audience_id",
        "ix_work_items_groups",
    ):
        op.drop_index(name, table_name="work_items")
    op.create_index(
        "ix_work_items_groups", "work_items", ["groups"], postgresql_using="gin", postgresql_where=_OPEN
    )
    op.drop_column("work_items", "applicant")
    op.drop_column("work_items", "audience_id")
    for name in ("default_filters", "saved_filters", "case_fields", "search_entries"):
        op.drop_table(name)
