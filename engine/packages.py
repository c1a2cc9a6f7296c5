"""Deployed packages made ready to run: parsed once per version, shared by all instances and threads."""

from __future__ import annotations

import json
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from engine import feel
from engine.dmn import DecisionResult, Model, parse_models
from engine.errors import DefinitionInvalid, NotFound
from engine.spiff import Program

CAPACITY = 200
FORM_SUFFIX = ".form"


@dataclass(frozen=True, slots=True)
class Package:
    """One version of a package: its compiled processes, its decision models, its files as they are."""

    program: Program
    models: tuple[Model, ...]
    files: Mapping[str, bytes] = field(default_factory=dict)
    forms: Mapping[str, bytes] = field(default_factory=dict)
    """Schemas by their own ids."""

    @classmethod
    def of(cls, files: Mapping[str, bytes]) -> Package:
        """Compile `files`. Raises DefinitionInvalid."""
        program = Program.compile(files)
        models, problems = parse_models({n: files[n] for n in files if n.endswith(".dmn")})
        if any(problem.severity == "error" for problem in problems):
            raise DefinitionInvalid(problems)
        return cls(program, tuple(models.values()), dict(files), _forms(files))

    def form(self, form_id: str) -> bytes:
        """Return the form-js schema whose `id` is `form_id`. Raises NotFound."""
        try:
            return self.forms[form_id]
        except KeyError:
            raise NotFound(f"Expected a form {form_id} in the package, but there is none.") from None

    def decides(self, decision_id: str) -> bool:
        """Tell whether the package has a decision or decision service of this id."""
        return any(decision_id in model.decisions + model.services for model in self.models)

    def decide(
        self,
        decision_id: str,
        variables: Mapping[str, Any],
        *,
        functions: feel.Functions | None = None,
        now: datetime | None = None,
        draws: feel.Draws | None = None,
    ) -> DecisionResult:
        """Evaluate a decision of this package, strictly. Raises NotFound; DmnError."""
        for model in self.models:
            if decision_id in model.decisions + model.services:
                return model.evaluate(
                    decision_id, variables, functions=functions, now=now, strict=True, draws=draws
                )
        raise NotFound(f"Expected a decision {decision_id} in the package, but there is none.")


def _forms(files: Mapping[str, bytes]) -> dict[str, bytes]:
    forms: dict[str, bytes] = {}
    for name in sorted(files):
        if name.endswith(FORM_SUFFIX) and (form_id := _form_id(files[name])) is not None:
            forms.setdefault(form_id, files[name])
    return forms


def _form_id(content: bytes) -> str | None:
    try:
        schema = json.loads(content)
    except ValueError:
        return None
    form_id = schema.get("id") if isinstance(schema, dict) else None
    return form_id if isinstance(form_id, str) else None


class Packages:
    """The packages in use, least recently used first out."""

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._capacity = capacity
        self._kept: OrderedDict[str, Package] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, definition_id: str, load: Callable[[], Mapping[str, bytes]]) -> Package:
        """Return the package, compiling what `load` returns if it is not kept."""
        with self._lock:
            kept = self._kept.get(definition_id)
            if kept is not None:
                self._kept.move_to_end(definition_id)
                return kept
        package = Package.of(load())
        with self._lock:
            self._kept[definition_id] = package
            while len(self._kept) > self._capacity:
                self._kept.popitem(last=False)
        return package
