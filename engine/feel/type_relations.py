"""Types as they are written, compared without values: which is a subtype, which type an expression has."""

from __future__ import annotations

from collections.abc import Mapping

from engine.feel import syntax as s
from engine.feel.values import type_name

ANY = s.TypeName("Any")
ALIASES = {
    "any": "Any",
    "dateTime": "date and time",
    "dayTimeDuration": "days and time duration",
    "yearMonthDuration": "years and months duration",
}
_BUILT_IN = frozenset(
    {
        "Any",
        "boolean",
        "context",
        "date",
        "date and time",
        "days and time duration",
        "function",
        "list",
        "number",
        "range",
        "string",
        "time",
        "years and months duration",
    }
)


def is_subtype(one: s.TypeName, other: s.TypeName) -> bool:
    """Return whether values of type `one` can stand where `other` is wanted (DMN 1.5, 10.3.2.9.2).

    True, too, where a type of the model is involved: what it is made of is not known here.
    """
    name, wanted = ALIASES.get(one.name, one.name), ALIASES.get(other.name, other.name)
    if wanted == "Any" or not {name, wanted} <= _BUILT_IN:
        return True
    if name != wanted:
        return False
    if name in {"list", "range"}:
        return not other.parameters or is_subtype((one.parameters or (ANY,))[0], other.parameters[0])
    if name == "context":
        fields = dict(one.fields)
        return all(key in fields and is_subtype(fields[key], type_) for key, type_ in other.fields)
    return name != "function" or takes_and_gives(one.parameters, one.result, other)


def takes_and_gives(
    parameters: tuple[s.TypeName | None, ...], result: s.TypeName | None, wanted: s.TypeName
) -> bool:
    """Return whether a function of this kind serves as the function type `wanted`.

    It must take at least what that takes and give at most what that gives; None: nobody knows.
    """
    if wanted.result is None:
        return True
    if len(parameters) != len(wanted.parameters):
        return False
    taken = all(
        own is None or is_subtype(given, own)
        for given, own in zip(wanted.parameters, parameters, strict=True)
    )
    return taken and (result is None or is_subtype(result, wanted.result))


def written_type(node: s.SyntaxNode, known: Mapping[str, s.TypeName | None]) -> s.TypeName | None:
    """Return the type that an expression has wherever it runs, None if that depends on values.

    `known` are the types of names.
    """
    match node:
        case s.Constant(value):
            return None if value is None else s.TypeName(type_name(value))
        case s.Name(name):
            return known.get(name)
        case s.Comparison() | s.Between() | s.Membership() | s.Junction() | s.Quantified() | s.InstanceOf():
            return s.TypeName("boolean")
        case s.ContextLiteral(entries):
            fields = tuple((name, written_type(value, known) or ANY) for name, value in entries)
            return s.TypeName("context", fields=fields)
        case s.ListLiteral(items):
            kinds = {written_type(item, known) for item in items}
            kind = kinds.pop() if len(kinds) == 1 else None
            return s.TypeName("list", (kind or ANY,))
        case _:
            return None
