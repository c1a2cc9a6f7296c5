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
class Path:
    """A property of a value."""

    base: Node
    name: str


@dataclass(frozen=True, slots=True)
class Filter:
    """Items of a list that satisfy a condition, or the item at a position."""

    base: Node
    condition: Node


@dataclass(frozen=True, slots=True)
class Call:
    """An invocation with positional or named arguments."""

    function: Node
    positional: tuple[Node, ...]
    named: tuple[tuple[str, Node], ...]


@dataclass(frozen=True, slots=True)
class Negation:
    """Arithmetic minus."""

    operand: Node


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """A chain of operators of one precedence, from left to right."""

    first: Node
    rest: tuple[tuple[str, Node], ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """=, !=, <, <=, > or >=."""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Between:
    """value between low and high, both included."""

    value: Node
    low: Node
    high: Node


@dataclass(frozen=True, slots=True)
class Membership:
    """value in one of several tests."""

    value: Node
    tests: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Junction:
    """A chain of `and` or of `or`."""

    kind: Literal["and", "or"]
    operands: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Conditional:
    """if / else if / … / else."""

    branches: tuple[tuple[Node, Node], ...]
    otherwise: Node


@dataclass(frozen=True, slots=True)
class Iterator:
    """One variable of `for`, `some` or `every`; with `end`, it runs from `source` to `end`."""

    name: str
    source: Node
    end: Node | None


@dataclass(frozen=True, slots=True)
class For:
    """for … return."""

    iterators: tuple[Iterator, ...]
    body: Node


@dataclass(frozen=True, slots=True)
class Quantified:
    """some/every … satisfies."""

    kind: Literal["some", "every"]
    iterators: tuple[Iterator, ...]
    condition: Node


@dataclass(frozen=True, slots=True)
class ContextLiteral:
    """{name: expression, …}; later entries see earlier ones."""

    entries: tuple[tuple[str, Node], ...]


@dataclass(frozen=True, slots=True)
class ListLiteral:
    """[expression, …]."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class RangeLiteral:
    """[low..high] in all its brackets."""

    low: Node
    high: Node
    low_included: bool
    high_included: bool


@dataclass(frozen=True, slots=True)
class OperatorTest:
    """A comparison with the value under test: < 5, >= x, = y. As a value it is a range."""

    operator: str
    operand: Node


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
    body: Node
    external: bool = False


@dataclass(frozen=True, slots=True)
class InstanceOf:
    """value instance of type."""

    value: Node
    type: TypeName


@dataclass(frozen=True, slots=True)
class Tests:
    """Unary tests: any of `tests`, or none of them if `negated`; no tests at all (`-`) accept everything."""

    tests: tuple[Node, ...]
    negated: bool = False


Node: TypeAlias = (
    Constant
    | Name
    | Path
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
