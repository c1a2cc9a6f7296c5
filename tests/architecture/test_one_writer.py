"""Each table is written in one file; who changes it calls that file, and the follow-ups come with the change.

A grant that somebody else writes tells nobody, leaves claimed tasks with whoever has lost the group, and
stands in no audit.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest

from workflows.ground.db import Base

ROOT = Path(__file__).parents[2]
WRITERS = {
    "RoleGrant": "workflows/people/identity/groups.py",
    "Member": "workflows/people/organisations/operations.py",
    "Absence": "workflows/people/absences/operations.py",
    "AuditEntry": "workflows/ground/audit/log.py",
}
"""The only file that makes, changes or deletes rows of a table, where people's authority hangs on it."""
SHARED = {
    "Cluster": {"workflows/people/organisations/reference.py": "the delivered ones, where they are missing"},
    "Credential": {"workflows/people/identity/uniqueness.py": "the first password comes with the person"},
    "LedgerAccount": {"workflows/business/ledger/holds.py": "the account of a hold is opened with the hold"},
    "OneTimeCode": {"workflows/people/identity/revocation.py": "voids whatever is on its way to a person"},
    "OneTimeLink": {"workflows/people/identity/revocation.py": "voids whatever is on its way to a person"},
    "Region": {"workflows/people/organisations/reference.py": "the delivered ones, where they are missing"},
    "ServiceCall": {"workflows/outside/retention.py": "deletes calls that nobody waits for any more"},
    "User": {
        "workflows/people/identity/operations.py": "the person's own language; a lock is a column above"
    },
    "WorkItem": {
        "workflows/approvals/cases/withdraw_and_urge.py": "how often it was urged, and no more",
        "workflows/approvals/tasks/separation.py": "who is barred: a column below",
    },
}
"""Tables with another writer beside the first, and why nothing is forgotten there."""
WRITES = re.compile(
    r"\b(?:insert|update|delete)\(([A-Z]\w*)\b|(?<!class )(?<![\w.])([A-Z]\w*)\("
    r"|\b(?:INSERT INTO|UPDATE|DELETE FROM) (\w+)"
)
EXAMPLES = ("demo", "scenarios")
COLUMNS = {
    "disabled_at": "workflows/people/identity/administration.py",
    "is_lead": "workflows/people/identity/groups.py",
    "has_window": "workflows/people/organisations/operations.py",
    "barred": "workflows/approvals/tasks/separation.py",
}
"""Columns that give or take authority, beside those tables."""
NOT_OURS = ("migrations", "models.py")


@cache
def sources() -> dict[str, str]:
    """Return the text of every file that may write, by its path."""
    return {
        str(path.relative_to(ROOT)): path.read_text("utf-8")
        for room in ("workflows", "web")
        for path in sorted((ROOT / room).rglob("*.py"))
        if not any(part in NOT_OURS for part in path.parts)
    }


def tables() -> dict[str, str]:
    """Return the classes of all tables of the platform, with the name of the table."""
    import workflows.models  # noqa: F401  # every model is known from here on

    return {mapper.class_.__name__: str(mapper.local_table) for mapper in Base.registry.mappers}


def written_by(text: str) -> set[str]:
    """Return the classes and tables whose rows a text makes, changes or deletes."""
    return {name for match in WRITES.finditer(text) for name in match.groups() if name}


@cache
def writers() -> dict[str, set[str]]:
    """Return the files that write, by class and by table."""
    files: dict[str, set[str]] = defaultdict(set)
    for path, text in sources().items():
        for name in written_by(text):
            files[name].add(path)
    return files


def writers_of(pattern: re.Pattern[str]) -> set[str]:
    return {path for path, text in sources().items() if pattern.search(text)}


@pytest.mark.parametrize(("model", "writer"), WRITERS.items())
def test_a_table_that_gives_authority_has_one_writer(model: str, writer: str) -> None:
    assert writers()[model] | writers()[tables()[model]] == {writer}


@pytest.mark.parametrize("model", sorted(tables()))
def test_every_table_has_one_writer(model: str) -> None:
    here = writers()[model] | writers()[tables()[model]]
    others = set(SHARED.get(model, ()))
    assert others <= here, "an exception outlives its reason"
    assert len({path for path in here - others if path.split("/")[1] not in EXAMPLES}) <= 1


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("update(Seat).where(x)", "Seat"),
        ("row = Seat(id=1)", "Seat"),
        ('"DELETE FROM panel_seats WHERE x"', "panel_seats"),
        ("insert(Seat)", "Seat"),
        ("class Seat(Base):", None),
        ("select(Seat)", None),
    ],
)
def test_a_write_is_seen(line: str, name: str | None) -> None:
    assert written_by(line) == ({name} if name else set())


@pytest.mark.parametrize(("column", "writer"), COLUMNS.items())
def test_a_column_that_gives_authority_has_one_writer(column: str, writer: str) -> None:
    written = re.compile(rf"(\.{column} = |values\([^)]*\b{column}=)")
    assert writers_of(written) == {writer}
