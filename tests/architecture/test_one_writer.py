"""Tables whose change has follow-ups are written in one file each; who changes them calls that file.

A grant that somebody else writes tells nobody, leaves claimed tasks with whoever has lost the group, and
stands in no audit.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
WRITERS = {
    "RoleGrant": "workflows/people/identity/groups.py",
    "Member": "workflows/people/organisations/operations.py",
    "Absence": "workflows/people/absences/operations.py",
    "AuditEntry": "workflows/ground/audit/log.py",
}
"""The only file that makes, changes or deletes rows of a table."""
COLUMNS = {
    "disabled_at": "workflows/people/identity/administration.py",
    "is_lead": "workflows/people/identity/groups.py",
    "has_window": "workflows/people/organisations/operations.py",
    "barred": "workflows/approvals/tasks/separation.py",
}
"""Columns that give or take authority, beside those tables."""
NOT_OURS = ("migrations", "models.py")


def sources() -> list[Path]:
    return [
        path
        for room in ("workflows", "web")
        for path in sorted((ROOT / room).rglob("*.py"))
        if not any(part in NOT_OURS for part in path.parts)
    ]


def writers_of(pattern: re.Pattern[str]) -> set[str]:
    return {str(path.relative_to(ROOT)) for path in sources() if pattern.search(path.read_text("utf-8"))}


@pytest.mark.parametrize(("table", "writer"), WRITERS.items())
def test_a_table_with_follow_ups_has_one_writer(table: str, writer: str) -> None:
    written = re.compile(rf"\b(insert|update|delete)\({table}\b|(?<!class )(?<![\w.]){table}\(")
    assert writers_of(written) == {writer}


@pytest.mark.parametrize(("column", "writer"), COLUMNS.items())
def test_a_column_that_gives_authority_has_one_writer(column: str, writer: str) -> None:
    written = re.compile(rf"(\.{column} = |values\([^)]*\b{column}=)")
    assert writers_of(written) == {writer}
