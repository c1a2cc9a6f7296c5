"""What the fixture diagrams may name."""

from __future__ import annotations

from pathlib import Path

from engine.definitions import Vocabulary
from workflows.lint import check_form

CASES = Path(__file__).parent / "cases"

VOCABULARY = Vocabulary(
    group_exists={"operator", "finance"}.__contains__,
    group_prefixes=frozenset({"window:"}),
    job_types=frozenset({"notice.send"}),
    messages=frozenset({"paid"}),
    processes=frozenset({"other"}),
    start_variables=frozenset({"applicant", "application", "region", "amount"}),
    functions=frozenset({"add working days"}),
    group_headers=frozenset({("notice.send", "groups")}),
    approval={"actions": frozenset({"approve", "reject"}), "self": frozenset({"forbid", "skip"})},
    check_form=check_form,
)


def package(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}
