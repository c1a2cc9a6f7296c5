"""The reference for who writes process packages, made of the declarations that the code itself reads by."""

from __future__ import annotations

from functools import cache

from workflows.reference import (
    decisions,
    extensions,
    forms,
    functions,
    notices,
    scenario_words,
    variables,
)
from workflows.reference.entries import Chapter, EntryPart, ReferenceEntry

__all__ = ["Chapter", "EntryPart", "ReferenceEntry", "chapters"]


@cache
def chapters() -> tuple[Chapter, ...]:
    """Return the whole reference: diagrams, names, forms, notices, functions, scenarios."""
    return (
        extensions.own(),
        decisions.actions(),
        decisions.result(),
        variables.start(),
        variables.title(),
        variables.groups(),
        variables.messages(),
        forms.properties(),
        forms.rules(),
        forms.lists(),
        forms.uploads(),
        notices.notices(),
        extensions.zeebe(),
        functions.functions(),
        scenario_words.steps(),
        scenario_words.given(),
        scenario_words.outcomes(),
        scenario_words.refusals(),
    )
