"""The syntax tree: frozen nodes without behaviour, for the compiler and for analysis of decision tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, TypeAlias


@dataclass(frozen=True, slots=True)
class Constant:
    """A literal value, already a FEEL value."""

    value: Any


@dataclass(frozen=True, slots=True)
class Name:
    """A variable or a function by its canonical name."""

    name: str


@dataclass(frozen=True, slots=True)
class PathExpression:
    """A property of a value."""

    base: SyntaxNode
    name: str


@dataclass(frozen=True, slots=True)
class Descendants:
    """Every entry of a name in a context and in all that it holds: `order...price` (DMN 1.6)."""

    base: SyntaxNode
    name: str


@dataclass(frozen=True, slots=True)
class Filter:
    """Items of a list that satisfy a condition, or the item at a position."""

    base: SyntaxNode
    condition: SyntaxNode


@dataclass(frozen=True, slots=True)
class Call:
    """An invocation with positional or named arguments."""

    function: SyntaxNode
    positional: tuple[SyntaxNode, ...]
    named: tuple[tuple[str, SyntaxNode], ...]


@dataclass(frozen=True, slots=True)
class Negation:
    """Arithmetic minus."""

    operand: SyntaxNode


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """A chain of operators of one precedence, from left to right."""

    first: SyntaxNode
    rest: tuple[tuple[str, SyntaxNode], ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """=, !=, <, <=, > or >=."""

    operator: str
    left: SyntaxNode
    right: SyntaxNode


@dataclass(frozen=True, slots=True)
class Between:
    """value between low and high, both included."""

    value: SyntaxNode
    low: SyntaxNode
    high: SyntaxNode


@dataclass(frozen=True, slots=True)
class Membership:
    """value in one of several tests."""

    value: SyntaxNode
    tests: tuple[SyntaxNode, ...]


@dataclass(frozen=True, slots=True)
class Junction:
    """A chain of `and` or of `or`."""

    kind: Literal["and", "or"]
    operands: tuple[SyntaxNode, ...]


@dataclass(frozen=True, slots=True)
class Conditional:
    """if / else if / … / else."""

    branches: tuple[tuple[SyntaxNode, SyntaxNode], ...]
    otherwise: SyntaxNode


@dataclass(frozen=True, slots=True)
class Iterator:
    """One variable of `for`, `some` or `every`; with `end`, it runs from `source` to `end`."""

    name: str
    source: SyntaxNode
    end: SyntaxNode | None


@dataclass(frozen=True, slots=True)
class For:
    """for … return."""

    iterators: tuple[Iterator, ...]
    body: SyntaxNode


@dataclass(frozen=True, slots=True)
class Quantified:
    """some/every … satisfies."""

    kind: Literal["some", "every"]
    iterators: tuple[Iterator, ...]
    condition: SyntaxNode


@dataclass(frozen=True, slots=True)
class ContextLiteral:
    """{name: expression, …}; later entries see earlier ones."""

    entries: tuple[tuple[str, SyntaxNode], ...]


@dataclass(frozen=True, slots=True)
class ListLiteral:
    """[expression, …]."""

    items: tuple[SyntaxNode, ...]


@dataclass(frozen=True, slots=True)
class RangeLiteral:
    """[low..high] in all its brackets."""

    low: SyntaxNode
    high: SyntaxNode
    low_included: bool
    high_included: bool


@dataclass(frozen=True, slots=True)
class OperatorTest:
    """A comparison with the value under test: < 5, >= x, = y. As a value it is a range."""

    operator: str
    operand: SyntaxNode


@dataclass(frozen=True, slots=True)
class TypeName:
    """A type with its parameters: list<number> is TypeName("list", (TypeName("number"),))."""

    name: str
    parameters: tuple[TypeName, ...] = ()
    fields: tuple[tuple[str, TypeName], ...] = ()
    result: TypeName | None = None


@dataclass(frozen=True, slots=True)
class Lambda:
    """function(a, b: number) expression; `external` bodies are never run."""

    parameters: tuple[tuple[str, TypeName | None], ...]
    body: SyntaxNode
    external: bool = False


@dataclass(frozen=True, slots=True)
class InstanceOf:
    """value instance of type."""

    value: SyntaxNode
    type: TypeName


@dataclass(frozen=True, slots=True)
class Tests:
    """Unary tests: any of `tests`, or none of them if `negated`; no tests at all (`-`) accept everything."""

    tests: tuple[SyntaxNode, ...]
    negated: bool = False


SyntaxNode: TypeAlias = (
    Constant
    | Name
    | PathExpression
    | Descendants
    | Filter
    | Call
    | Negation
    | Arithmetic
    | Comparison
    | Between
    | Membership
    | Junction
    | Conditional
    | For
    | Quantified
    | ContextLiteral
    | ListLiteral
    | RangeLiteral
    | OperatorTest
    | Lambda
    | InstanceOf
    | Tests
)
