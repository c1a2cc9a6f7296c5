"""The decision models of a package: read in the order of their imports, with all that is wrong in them."""

from __future__ import annotations

from collections.abc import Mapping

from engine.definitions.findings import Findings
from engine.definitions.sources import Sources
from engine.dmn import Model, parse_model, table_problems
from engine.dmn.analysis import DEFAULT_STEPS
from engine.errors import DefinitionInvalid


def read_models(sources: Sources, findings: Findings) -> dict[str, Model]:
    """Return the models by file; files that cannot be read are left out, with a problem."""
    models: dict[str, Model] = {}
    known: dict[str, Model] = {}
    for name in sorted(sources.dmn):
        try:
            model = parse_model(sources.dmn[name], imports=dict(known), file=name)
        except DefinitionInvalid as refused:
            findings.take(refused.problems)
            continue
        findings.take(model.problems)
        models[name] = known[name] = known[model.namespace] = model
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
