"""How much one evaluation may use. Steps bound the time, and, as what is made costs steps, the memory too."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Budget:
    """Limits of one evaluation.

    `steps` counts nodes run inside loops and functions, items handled by built-in functions and, for every 16
    characters made, one; `depth` counts nested nodes across nested calls.
    """

    steps: int = 100_000
    list_size: int = 50_000
    string_length: int = 500_000
    depth: int = 400
    pattern_seconds: float = 0.05


DEFAULT_BUDGET = Budget()
