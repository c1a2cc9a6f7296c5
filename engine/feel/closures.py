"""What the parts of the compiler share: closures of the scope, and counting of nodes and levels."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any

from engine.feel import syntax as s
from engine.feel.functions import BUILTINS
from engine.feel.runtime import Scope
from engine.feel.values import FunctionBase

Code = Callable[[Scope], Any]


class CompilerBase(ABC):
    """Compiles one tree; knows how many nodes and levels it has compiled, for the budgets."""

    def __init__(self) -> None:
        self.count = 0
        self.level = 0
        self.deepest = 0

    @abstractmethod
    def compile(self, node: s.SyntaxNode) -> Code:
        """Return the closure of `node`."""

    def measured(self, node: s.SyntaxNode) -> tuple[Code, int, int]:
        """Return the closure with its number of nodes and of levels."""
        count, deepest = self.count, self.deepest
        self.deepest = self.level
        code = self.compile(node)
        levels, self.deepest = self.deepest - self.level, max(deepest, self.deepest)
        return code, self.count - count, levels


def function_named(scope: Scope, name: str) -> FunctionBase | None:
    """Return the platform's or the built-in function `name`."""
    functions = scope.run.functions
    if functions is not None:
        function = functions.get(name)
        if function is not None:
            return function
    return BUILTINS.get(name)
