"""The decision models of a package: read in the order of their imports, with all that is wrong in them."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from engine.definitions.findings import Findings
from engine.definitions.sources import Sources
from engine.dmn import Model, parse_models, table_problems
from engine.dmn.analysis import DEFAULT_STEPS


def read_models(sources: Sources, functions: Collection[str], findings: Findings) -> dict[str, Model]:
    """Return the models by file; files that cannot be read are left out, with a problem.

    `functions` are those that the installation adds to FEEL's.
    """
    models, problems = parse_models(sources.dmn, functions=functions)
    findings.take(problems)
    _prove(models, findings)
    return models


def _prove(models: Mapping[str, Model], findings: Findings) -> None:
    """Look for gaps and overlaps; all tables of a package share the effort that one may take."""
    tables = sum(len(model.tables) for model in models.values())
    for name, model in models.items():
        if findings.has_errors(name):
            continue  # what is no FEEL accepts nothing, so the proof would find gaps that are none
        findings.take(table_problems(model, file=name, max_steps=DEFAULT_STEPS // max(tables, 1)))


def model_of(models: Mapping[str, Model], decision_id: str) -> Model | None:
    """Return the model that has this decision or decision service."""
    return next((m for m in models.values() if decision_id in m.decisions + m.services), None)
