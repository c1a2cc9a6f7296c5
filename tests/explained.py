"""The plans by which PostgreSQL reads what a test has asked, and what they read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import psycopg

from workflows.bootstrap import Platform


def read_of(plan: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
    """Yield each scan of a plan: its table, and the rows that it looked at."""
    for scan in scans_of(plan):
        rows = scan["Actual Rows"] + scan.get("Rows Removed by Filter", 0)
        yield scan["Relation Name"], round(rows * scan["Actual Loops"])


def scans_of(plan: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield the parts of a plan that read a table."""
    if "Relation Name" in plan:
        yield plan
    for part in plan.get("Plans", ()):
        yield from scans_of(part)


def numbered(statement: str, parameters: Any) -> tuple[str, list[Any]]:
    """Return a statement as the server has it once it is prepared, and its values in that order."""
    values: list[Any] = []
    places: dict[str, str] = {}

    def place(match: re.Match[str]) -> str:
        name = match[1] or f"value {len(values)}"
        if name not in places:
            values.append(parameters[match[1] or len(values)])
            places[name] = f"${len(values)}"
        return places[name]

    return re.sub(r"%(?:\((\w+)\))?s", place, statement).replace("%%", "%"), values


def plans(platform: Platform, statement: str, parameters: Any) -> Iterator[Mapping[str, Any]]:
    """Yield the plan for these values, and that for whatever values come, which a prepared statement gets."""
    explain = "EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON)"
    text, values = numbered(statement, parameters)
    with platform.database.connect() as connection:
        cursor = psycopg.ClientCursor(connection.connection.driver_connection)  # type: ignore[arg-type]
        types = ["double precision" if isinstance(value, float) else "unknown" for value in values]
        cursor.execute(f"PREPARE asked {_in_brackets(types)} AS {text}")
        for mode in ("force_custom_plan", "force_generic_plan"):
            cursor.execute(f"SET LOCAL plan_cache_mode = {mode}")
            cursor.execute(f"{explain} EXECUTE asked {_in_brackets(['%s'] * len(values))}", values)
            (explained,) = cursor.fetchone() or ([],)
            yield explained[0]["Plan"]
        cursor.execute("DEALLOCATE asked")


def _in_brackets(parts: list[str]) -> str:
    return f"({', '.join(parts)})" if parts else ""
