"""Tasks say process and region of their case; lists read a range of an index for each audience.

Beside it, what the overview of the administration counts and names is read along indexes.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "a7c3e1905b64"
down_revision = "c3e95f20b7d4"
branch_labels = None
depends_on = None

TABLE = "work_items"
ACTIVE = sa.text("state IN ('open', 'claimed')")
OPEN = sa.text("state = 'open'")
DONE = sa.text("state = 'done'")
DUE = sa.text("coalesce(due_at, '9999-01-01 00:00:00+00'::timestamptz)")


def upgrade() -> None:
    op.add_column(TABLE, sa.Column("process_id", sa.Text()))
    op.add_column(TABLE, sa.Column("region_code", sa.Text()))
    op.execute(
        "UPDATE work_items SET process_id = cases.process_id, region_code = cases.region_code"
        " FROM cases WHERE cases.id = work_items.case_id"
    )
    op.alter_column(TABLE, "process_id", nullable=False)
    for name in ("audience_id", "applicant", "closed_at", "closed_by"):
        op.drop_index(f"ix_work_items_{name}", TABLE)
    op.create_index(
        "ix_work_items_audience_id",
        TABLE,
        ["audience_id", "opened_at", "task_id"],
        postgresql_include=["state", "priority", "due_at", "region_code", "process_id", "assignee"],
        postgresql_where=ACTIVE,
    )
    op.create_index(
        "ix_work_items_applicant",
        TABLE,
        ["audience_id", "applicant", "task_id"],
        postgresql_include=["state", "region_code"],
        postgresql_where=ACTIVE,
    )
    op.create_index(
        "ix_work_items_audience_due",
        TABLE,
        ["audience_id", DUE, "task_id"],
        postgresql_include=["state", "due_at", "priority", "region_code", "parties_too"],
        postgresql_where=ACTIVE,
    )
    op.create_index(
        "ix_work_items_audience_closed",
        TABLE,
        ["audience_id", "closed_at"],
        postgresql_include=["opened_at"],
        postgresql_where=DONE,
    )
    op.create_index(
        "ix_work_items_closed_by",
        TABLE,
        ["closed_by", "closed_at", "task_id"],
        postgresql_include=["region_code"],
        postgresql_where=DONE,
    )
    op.create_index("ix_organisations_certification", "organisations", ["certification"])
    op.drop_index("ix_role_grant_group_id", "role_grant")
    op.create_index("ix_role_grant_group_id", "role_grant", ["group_id", "user_id"])


def downgrade() -> None:
    op.drop_index("ix_role_grant_group_id", "role_grant")
    op.create_index("ix_role_grant_group_id", "role_grant", ["group_id"])
    op.drop_index("ix_organisations_certification", "organisations")
    for name in ("audience_id", "applicant", "audience_due", "audience_closed", "closed_by"):
        op.drop_index(f"ix_work_items_{name}", TABLE)
    op.create_index(
        "ix_work_items_audience_id",
        TABLE,
        ["audience_id", "opened_at", "task_id"],
        postgresql_where=OPEN,
    )
    op.create_index(
        "ix_work_items_applicant", TABLE, ["audience_id", "applicant", "task_id"], postgresql_where=OPEN
    )
    op.create_index("ix_work_items_closed_at", TABLE, ["closed_at"], postgresql_where=DONE)
    op.create_index("ix_work_items_closed_by", TABLE, ["closed_by", "closed_at"], postgresql_where=DONE)
    op.drop_column(TABLE, "region_code")
    op.drop_column(TABLE, "process_id")
