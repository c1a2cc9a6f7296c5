"""All codes of the lint with their texts: `python -m engine.definitions.codes` prints the page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from engine.definitions.messages import MESSAGES, WARNINGS
from engine.definitions.remedies import REMEDIES
from engine.dmn.messages import MESSAGES as DMN_MESSAGES
from engine.dmn.remedies import REMEDIES as DMN_REMEDIES
from engine.hostile_input import MESSAGES as FILE_MESSAGES
from engine.spiff.names import REFUSED_EXTENSIONS, REFUSED_NODES
from engine.spiff.problems import PROBLEMS

DMN_WARNINGS = frozenset(
    f"dmn.{name}"
    for name in (
        "gap",
        "overlap",
        "conflict",
        "never_matches",
        "hidden_rule",
        "priorities_missing",
        "grouped_number",
        "no_signature",
        "unknown_function",
        "not_an_option",
        "unlike_types",
        "null_conversion",
        "unquoted_word",
        "not_required",
        "unknown_variable",
    )
)
NEVER_SAID = frozenset({"dmn.malformed"})
"""The gate for XML speaks first."""

INTRODUCTION = """# Lint

Every package is checked when it is deployed, by `tongban lint FOLDER`, and by
`engine.definitions.lint(files)`. An error refuses the deploy; a warning is shown, and
`work.repository.problems(definition_id)` tells it again at any time. Parts of which the installation has said
nothing (`engine.definitions.Vocabulary`) are not checked.

`bpmn.unknown_variable` is an error where a package shows all that its steps provide, else a warning: a
call or a message may bring anything. Declare what it brings, or what a case starts with, on the element:
`<tongban:variables names="amount currency"/>` in its `extensionElements`.
`bpmn.unknown_form` is a warning where nobody serves forms. `bpmn.unknown_extension` and
`bpmn.misplaced_extension` are warnings for `zeebe:`: other engines may read what this one does not.
What is read, and where: [the reference](reference.md).

What people say inside a repeated subprocess stays in its run: behind it only its output collection is there.

What a package shows of its variables is held against every expression: forms give their fields (and where a
form lists the values of a field, these), steps the words that their settings permit, decision
tables their columns and the texts in them, jobs what [their page](jobs.md) says. What nothing can produce is
an error, with what there is, and the nearest of it.

A process names the fields of its forms by which lists can be filtered in the property `filters`, separated by
blanks: `<zeebe:property name="filters" value="industry amount"/>`. Numbers, dates and texts compare as what
they are; cases that were handed in before the version that declares a field are not found by it.

Files are checked against the schemas of BPMN 2.0, DMN 1.1 and DMN 1.3.

Not executed, and so refused wherever they occur: {refused}; the vocabularies of Camunda 7, Activiti,
Flowable and SpiffWorkflow; cron timers; expressions in other languages than FEEL.

Written by `python -m engine.definitions.codes > docs/lint.md`; a test compares.

| code | deploy | what is wrong | what to do |
|---|---|---|---|
"""


@dataclass(frozen=True, slots=True)
class Code:
    """One code; each text in Chinese and English."""

    code: str
    stops_deploy: bool
    sentence: tuple[str, str]
    remedy: tuple[str, str]


def codes() -> Iterator[Code]:
    """Yield every code that the lint may report, by name."""
    sentences = {**FILE_MESSAGES, **DMN_MESSAGES, **PROBLEMS, **MESSAGES}
    remedies = {**DMN_REMEDIES, **REMEDIES}
    for code in sorted(remedies.keys() - NEVER_SAID):
        yield Code(code, code not in WARNINGS | DMN_WARNINGS, sentences[code], remedies[code])


def page() -> str:
    """Return `docs/lint.md`."""
    refused = ", ".join(f"`{name}`" for name in sorted(REFUSED_NODES | REFUSED_EXTENSIONS))
    return INTRODUCTION.format(refused=refused) + "".join(map(_row, codes()))


def _row(code: Code) -> str:
    deploy = "refused" if code.stops_deploy else "warned"
    return f"| `{code.code}` | {deploy} | {_both(code.sentence)} | {_both(code.remedy)} |\n"


def _both(texts: tuple[str, str]) -> str:
    chinese, english = (re.sub(r"\{(\w+)\}", r"‹\1›", text).replace("|", "\\|") for text in texts)
    return f"{english}<br>{chinese}"


if __name__ == "__main__":
    print(page(), end="")
