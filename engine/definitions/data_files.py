"""The files of a package beside diagrams, tables and forms: data of the installation's kinds, and strays."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from engine.definitions.findings import Findings
from engine.definitions.forms import Form
from engine.definitions.structure import constant
from engine.definitions.suggestions import nearest
from engine.definitions.supplies import Supplies
from engine.definitions.vocabulary import DataFacts, Vocabulary
from engine.spiff.model import ElementInfo

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


def report_unused(
    elements: Collection[ElementInfo],
    forms: Collection[Form],
    supplies: Supplies,
    vocabulary: Vocabulary,
    findings: Findings,
) -> None:
    """Add the lists, profiles and notice texts of a package that no form and no job of it names."""
    unused = [*_unused_in_forms(forms, vocabulary.data), *_unused_texts(elements, supplies, vocabulary)]
    for file, line, name in unused[:MAX_REPORTED]:
        findings.add("package.unused_data", file, line=line, name=name)


def _unused_in_forms(forms: Collection[Form], data: DataFacts) -> Iterator[tuple[str, int, str]]:
    if any(form.fields is None for form in forms):
        return  # what an unreadable form names is not known
    used = frozenset().union(*(form.uses for form in forms))
    yield from (
        (file, line, name) for (file, name), line in data.for_forms.items() if (file, name) not in used
    )


def _unused_texts(
    elements: Collection[ElementInfo], supplies: Supplies, vocabulary: Vocabulary
) -> Iterator[tuple[str, int, str]]:
    types = [constant(info.job.type) for info in elements if info.job is not None]
    if vocabulary.jobs is None or not all(isinstance(one, str) for one in types):
        return  # a job whose type is worked out may send any
    used = {name for info in elements for name in supplies.texts_named(info)}
    texts = vocabulary.data.texts
    yield from ((text.file, text.line, name) for name, text in texts.items() if name not in used)
