"""The words of `scenarios.yaml`, and the codes of refusals that a scenario may expect."""

from __future__ import annotations

from collections.abc import Mapping

from workflows.reference.entries import Chapter, EntryPart, ReferenceEntry, Text
from workflows.scenarios.words import GIVEN, OUTCOMES, STEPS, StepWord, refusal_codes


def steps() -> Chapter:
    """Return the chapter of the steps of scenarios."""
    return Chapter(
        id="scenario-steps",
        title=("情形的步骤", "Steps of scenarios"),
        about=(
            "`scenarios.yaml` 中 `steps` 可以写的步骤，用 `tongban test` 演练。",
            "What may stand under `steps` in `scenarios.yaml`, which `tongban test` plays.",
        ),
        entries=tuple(_step(name, one) for name, one in STEPS.items()),
    )


def _step(name: str, one: StepWord) -> ReferenceEntry:
    return ReferenceEntry(
        name=name,
        about=one.about,
        example=one.example,
        language="yaml",
        parts=tuple(EntryPart(said, about, needed=said in one.needed) for said, about in one.says.items()),
    )


def given() -> Chapter:
    """Return the chapter of the premises of scenarios."""
    about: Text = (
        "`scenarios.yaml` 中 `given` 可以写的前提。",
        "What may stand under `given` in `scenarios.yaml`.",
    )
    return Chapter(
        id="scenario-given",
        title=("情形的前提", "Premises of scenarios"),
        about=about,
        entries=_entries(GIVEN),
    )


def outcomes() -> Chapter:
    """Return the chapter of the outcomes of scenarios."""
    about: Text = (
        "`scenarios.yaml` 中 `then` 可以写的结果。",
        "What may stand under `then` in `scenarios.yaml`.",
    )
    return Chapter(
        id="scenario-then",
        title=("情形的结果", "Outcomes of scenarios"),
        about=about,
        entries=_entries(OUTCOMES),
    )


def _entries(words: Mapping[str, tuple[Text, str]]) -> tuple[ReferenceEntry, ...]:
    return tuple(
        ReferenceEntry(name=name, about=about, example=example, language="yaml")
        for name, (about, example) in words.items()
    )


def refusals() -> Chapter:
    """Return the chapter of the codes of refusals."""
    return Chapter(
        id="refusals",
        title=("拒绝代码", "Codes of refusals"),
        about=(
            "平台拒绝操作时的代码和提示，用于情形的 `because`。",
            "The codes with which the platform refuses something, and what people read; `because` of "
            "a scenario "
            "names them.",
        ),
        entries=tuple(
            ReferenceEntry(
                name=code,
                about=texts,
                example=f"- refused: {{by: applicant, action: submit, because: {code}}}",
                language="yaml",
            )
            for code, texts in refusal_codes().items()
        ),
    )
