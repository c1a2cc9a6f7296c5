"""The sentences of refusals, at the fields they are about; every form of the room reads them here."""

from __future__ import annotations

from collections.abc import Iterable

from web.i18n import locale_tag
from workflows.ground.errors import FieldProblem, Invalid, WorkflowsError

Problems = dict[str, list[str]]


def at_fields(problems: Iterable[FieldProblem]) -> Problems:
    """Return the sentences by field, in the language of the request."""
    sentences: Problems = {}
    for problem in problems:
        sentences.setdefault(problem.field, []).append(problem.message(locale_tag()))
    return sentences


def problems_of(refusal: WorkflowsError) -> Problems:
    """Return the sentences of a refusal by field; its own one at "" if it names no field."""
    named = refusal.problems if isinstance(refusal, Invalid) else ()
    return at_fields(named) or {"": [refusal.message(locale_tag())]}


def in_words(refusal: WorkflowsError) -> str:
    """Return why something was refused in one line, where there are no fields to stand at."""
    if isinstance(refusal, Invalid):
        return " ".join(sentence for some in problems_of(refusal).values() for sentence in some)
    return refusal.message(locale_tag())
