"""The files of a package beside diagrams, tables and forms: data of the installation's kinds, and strays."""

from __future__ import annotations

from collections.abc import Iterable

from engine.definitions.findings import Findings
from engine.definitions.suggestions import nearest
from engine.definitions.vocabulary import DataFacts, Vocabulary

MAX_REPORTED = 20
SUFFIXES = (".bpmn", ".dmn", ".form")


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


def report_strays(names: Iterable[str], vocabulary: Vocabulary, findings: Findings) -> None:
    """Add the files that nothing would read, with the name that was probably meant."""
    known = vocabulary.file_names
    for name in sorted(names) if known is not None else ():
        if not name.endswith(SUFFIXES) and name not in (known or ()):
            listed = {*(known or ()), *(f"*{suffix}" for suffix in SUFFIXES)}
            like = name if nearest(name, listed) else f"*.{name.rpartition('.')[2]}"
            findings.add("package.unknown_file", name, among=(like, listed), name=name)
