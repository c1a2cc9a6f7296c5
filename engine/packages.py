"""Deployed packages made ready to run: parsed once per version, shared by all instances and threads."""

from __future__ import annotations

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
DATA_SUFFIX = ".yaml"
"""Files whose meaning the installation knows, and the engine only keeps."""


@dataclass(frozen=True, slots=True)
class Package:
    """One version of a package: its compiled processes, its decision models, its data files as they are."""

    program: Program
    models: tuple[Model, ...]
    data: Mapping[str, bytes] = field(default_factory=dict)

    @classmethod
    def of(cls, files: Mapping[str, bytes]) -> Package:
        """Compile `files`. Raises DefinitionInvalid."""
        program = Program.compile(files)
        models, problems = parse_models({n: files[n] for n in files if n.endswith(".dmn")})
        if any(problem.severity == "error" for problem in problems):
            raise DefinitionInvalid(problems)
        data = {name: content for name, content in files.items() if name.endswith(DATA_SUFFIX)}
        return cls(program, tuple(models.values()), data)

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
