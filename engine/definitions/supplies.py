"""Which variables each element provides, and which fields they have, as far as a package says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.definitions.decisions import model_of
from engine.definitions.forms import Form
from engine.definitions.structure import constant
from engine.dmn import HitPolicy, Model
from engine.spiff.model import ElementInfo

REVIEW = frozenset({"action", "opinion", "remarks", "by", "at"})
"""The fields of the variable that `tongban:approval` names."""

Fields = frozenset[str] | None
"""Paths of the fields of a value; None: nobody knows."""


@dataclass(frozen=True, slots=True)
class Supply:
    """What an element provides by name; `anything`: also variables that nobody has declared."""

    names: Mapping[str, Fields] = field(default_factory=dict)
    anything: bool = False

    def __or__(self, other: Supply) -> Supply:
        return Supply({**self.names, **other.names}, self.anything or other.anything)


ANYTHING = Supply(anything=True)
NOTHING = Supply()


class Supplies:
    """Answers for the elements of one package."""

    def __init__(self, forms: Mapping[str, Form], models: Mapping[str, Model]) -> None:
        self._forms = forms
        self._models = models

    def of(self, info: ElementInfo) -> Supply:
        """Return what an element provides to those after it."""
        found = self.result(info)
        if info.outputs:
            found = Supply({mapping.target.partition(".")[0]: None for mapping in info.outputs})
        if info.loop is not None and info.loop.output_collection:
            found |= Supply({info.loop.output_collection: None})
        return found

    def result(self, info: ElementInfo) -> Supply:
        """Return what the work of an element yields, before output mappings.

        `tongban:variables` declares it where a package does not show it.
        """
        if "variables" in info.tongban:
            return Supply(dict.fromkeys(info.tongban["variables"].get("names", "").split()))
        if info.job is not None:
            return ANYTHING
        if info.type == "userTask":
            return self._task(info)
        if info.type == "startEvent" and info.form_id is not None:
            return self._form(info) | self._events(info)
        if info.decision is not None:
            return Supply({info.decision.result_variable: self._columns(info)})
        if info.script is not None:
            return Supply({info.script.result_variable: None})
        if info.called_process is not None:
            return ANYTHING if info.called_process.propagate_children or info.outputs else NOTHING
        return self._events(info)

    def _task(self, info: ElementInfo) -> Supply:
        found = self._form(info)
        if info.approval is not None:
            return found | Supply({info.approval.result: REVIEW})
        return found if info.form_id is not None or "form" in info.tongban else ANYTHING

    def _form(self, info: ElementInfo) -> Supply:
        form_id = None if info.form_id is None else constant(info.form_id)
        form = self._forms.get(form_id) if isinstance(form_id, str) else None
        variable = info.tongban.get("form", {}).get("variable")
        if variable:
            return Supply({variable: None if form is None else form.fields})
        if info.form_id is None:
            return NOTHING
        keys = None if form is None else form.keys
        return ANYTHING if keys is None else Supply(dict.fromkeys(keys))

    def _columns(self, info: ElementInfo) -> Fields:
        """Return the output columns of a decision that is one table and gives one row."""
        assert info.decision is not None
        decision = constant(info.decision.decision_id)
        model = model_of(self._models, decision) if isinstance(decision, str) else None
        tables = [table for owner, table in model.tables if owner == decision] if model is not None else []
        if len(tables) != 1 or len(tables[0].outputs) < 2 or tables[0].hit_policy in _LISTS:
            return None
        return frozenset(output.name for output in tables[0].outputs)

    def _events(self, info: ElementInfo) -> Supply:
        found = NOTHING
        catches = info.type in ("startEvent", "intermediateCatchEvent", "boundaryEvent", "receiveTask")
        for event in info.events if catches else ():
            if event.kind in ("message", "signal", "error", "escalation"):
                found |= ANYTHING
            if event.code_variable:
                found |= Supply({event.code_variable: None})
        return found


_LISTS = frozenset({HitPolicy.COLLECT, HitPolicy.RULE_ORDER, HitPolicy.OUTPUT_ORDER})
