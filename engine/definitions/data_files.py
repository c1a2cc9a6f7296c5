"""The files of a package that hold data of the installation's own kinds, such as lists to choose from."""

from __future__ import annotations

from engine.definitions.findings import Findings
from engine.definitions.vocabulary import DataFacts

MAX_REPORTED = 20


def report_data(facts: DataFacts, findings: Findings) -> None:
    """Add what is wrong in the data files of a package, the first problems of them all."""
    for one in facts.findings[:MAX_REPORTED]:
        findings.add(
            "data.invalid",
            one.file,
            line=one.line,
            reason=one.message_en,
            chinese={"reason": one.message_zh},
        )
