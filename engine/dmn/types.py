"""Types of a model: base types, item definitions, and what happens to a value of another type.

A value conforms, or is converted as DMN 1.5, 10.3.2.9.4 says (a list of one becomes its item, an item a
list of one, a date the midnight UTC of that day), or does not conform; the caller then uses null.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from lxml import etree

from engine.dmn.cells import listed_values
from engine.dmn.problems import Problems
from engine.dmn.xml_elements import child, children, tag, text_of
from engine.feel import Date, DateTime, FeelError, Range, Time, UnaryTests, compile_unary_tests, type_name
from engine.feel.parser import parse_expression
from engine.feel.syntax import InstanceOf, TypeName


class _Mismatch:
    """The one value that says: does not conform."""


MISMATCH: Final = _Mismatch()
Check = Callable[[Any], Any]
"""Returns the value, perhaps converted, or MISMATCH. Null conforms to every type."""

_CANONICAL = {
    "dateTime": "date and time",
    "dayTimeDuration": "days and time duration",
    "yearMonthDuration": "years and months duration",
    "days and time": "days and time duration",
    "years and months": "years and months duration",
    "integer": "number",
    "long": "number",
    "double": "number",
}
_BASE_TYPES = frozenset(
    {
        "number",
        "string",
        "boolean",
        "date",
        "date and time",
        "time",
        "days and time duration",
        "years and months duration",
        "context",
        "function",
        "range",
    }
)


def anything(value: Any) -> Any:
    """Accept every value: the type Any."""
    return value


def base_check(name: str) -> Check | None:
    """Return the check of a base type, None if `name` is not one."""
    name = name.split(":", 1)[1] if name.startswith("feel:") else name
    name = name.removeprefix("feel.")
    name = _CANONICAL.get(name, name)
    if name in ("Any", "any", ""):
        return anything
    if name == "list":
        return lambda value: value if value is None or isinstance(value, list) else [value]
    if name == "Null":
        return lambda value: None if value is None else MISMATCH
    if name not in _BASE_TYPES:
        return None
    return _scalar(lambda value: _base_value(value, name))


def _base_value(value: Any, name: str) -> Any:
    if name == "date and time" and isinstance(value, Date):
        return DateTime(value, Time(0, 0, 0, zone=0))
    return value if type_name(value) == name else MISMATCH


def _range_value(value: Any, end: Check) -> Any:
    is_range = isinstance(value, Range) and MISMATCH not in (end(value.low), end(value.high))
    return value if is_range else MISMATCH


def _parsed(name: str) -> TypeName | None:
    """Return the type that a text writes in FEEL, None if it writes none."""
    try:
        tree = parse_expression(f"null instance of {name}")
    except FeelError:
        return None
    return tree.type if isinstance(tree, InstanceOf) else None


def _scalar(check: Check) -> Check:
    """Accept null, and unwrap a list of one."""

    def scalar(value: Any) -> Any:
        if value is None:
            return None
        checked = check(value)
        if checked is MISMATCH and isinstance(value, list) and len(value) == 1 and value[0] is not None:
            return check(value[0])
        return checked

    return scalar


def _collection(check: Check) -> Check:
    def collection(value: Any) -> Any:
        if value is None:
            return None
        items = [check(item) for item in (value if isinstance(value, list) else [value])]
        return MISMATCH if any(item is MISMATCH for item in items) else items

    return collection


def _structure(components: dict[str, Check]) -> Check:
    """Accept a context that has all components (DMN 1.5, 10.3.2.9.2) and conforms; further entries stay."""

    def structure(value: Any) -> Any:
        if not isinstance(value, dict):
            return MISMATCH
        converted = dict(value)
        for name, check in components.items():
            member = check(value[name]) if name in value else MISMATCH
            if member is MISMATCH:
                return MISMATCH
            converted[name] = member
        return converted

    return _scalar(structure)


class Types:
    """The item definitions of one model and of those it imports."""

    def __init__(self, root: etree._Element, imported: dict[str, Types], problems: Problems) -> None:
        """Read all item definitions below `root`; `imported` is by the name of the import."""
        self._imported = imported
        self._problems = problems
        self._elements = {element.get("name", ""): element for element in children(root, "itemDefinition")}
        self._checks: dict[str, Check] = {}
        self._building: set[str] = set()
        self._compiled: dict[tuple[etree._Element, str], UnaryTests | None] = {}
        for name in self._elements:
            self.named(name, root)

    def element(self, name: str | None) -> etree._Element | None:
        """Return the item definition called `name`, if this model has it."""
        return self._elements.get(name or "")

    def member_names(self) -> set[str]:
        """Return the names of all components, here and in imported models."""
        names = {
            component.get("name", "")
            for element in self._elements.values()
            for component in element.iter()
            if tag(component) == "itemComponent"
        }
        for imported in self._imported.values():
            names |= imported.member_names()
        return names

    def named(self, name: str | None, used_by: etree._Element) -> Check:
        """Return the check of the type called `name`; of an unknown one, after noting it, that of Any."""
        if not name:
            return anything
        if name in self._checks:
            return self._checks[name]
        if name in self._elements:
            return self._defined(name)
        head, _, rest = name.partition(".")
        if rest and head in self._imported:
            return self._imported[head].named(rest, used_by)
        if check := base_check(name):
            return check
        if "<" in name and (written := _parsed(name)) is not None:
            return self._of(written, used_by)
        self._problems.add("dmn.unknown_type", used_by, type=name)
        return anything

    def _of(self, written: TypeName, used_by: etree._Element) -> Check:
        """Return the check of a type that FEEL writes: `list<number>`, `context<a: Person>`."""
        inner = [self._of(parameter, used_by) for parameter in written.parameters]
        if written.name == "list" and inner:
            return _collection(inner[0])
        if written.name == "range" and inner:
            return _scalar(lambda value: _range_value(value, inner[0]))
        if written.fields:
            return _structure({name: self._of(type_, used_by) for name, type_ in written.fields})
        return self.named(written.name, used_by)

    def tests(self, prefix: str = "") -> dict[str, Callable[[Any], bool]]:
        """Return a test by type name for FEEL's `instance of`, which does not convert."""
        tests = {prefix + name: _instance_test(check) for name, check in self._checks.items()}
        for name, imported in self._imported.items():
            tests |= imported.tests(f"{prefix}{name}." if name else prefix)
        return tests

    def result_of(self, name: str | None) -> str | None:
        """Return the type of what a function or service of type `name` gives, None if it is not said.

        Older models name the type of the result where the standard wants that of the function.
        """
        element = self.element(name)
        item = child(element, "functionItem") if element is not None else None
        if item is not None:
            return str(item.get("outputTypeRef", "")) or None
        return None if name in ("function", "feel:function") else name

    def _defined(self, name: str) -> Check:
        if name in self._building:  # a component may be of the type that contains it
            return lambda value: self._checks[name](value)  # noqa: PLW0108 - not there yet
        self._building.add(name)
        element = self._elements[name]
        if self._is_alias_of_itself(name):
            self._problems.add("dmn.type_cycle", element, type=name)
            self._checks[name] = anything
        else:
            self._checks[name] = self._built(element)
        self._building.discard(name)
        return self._checks[name]

    def _is_alias_of_itself(self, name: str) -> bool:
        visited: set[str] = set()
        while (element := self.element(name)) is not None:
            if name in visited:
                return True
            visited.add(name)
            name = text_of(child(element, "typeRef"))
        return False

    def _built(self, element: etree._Element) -> Check:
        check = self._content(element)
        allowed = self._tests(element, "allowedValues")
        if allowed is not None:
            check = _constrained(check, allowed)
        if element.get("isCollection") == "true":
            check = _collection(check)
        constraint = self._tests(element, "typeConstraint")
        return check if constraint is None else _constrained(check, constraint)

    def _content(self, element: etree._Element) -> Check:
        components = children(element, "itemComponent")
        if components:
            return _structure({item.get("name", ""): self._built(item) for item in components})
        if child(element, "functionItem") is not None:
            return base_check("function") or anything
        return self.named(text_of(child(element, "typeRef")), element)

    def allowed_values(self, name: str | None) -> tuple[Any, ...] | None:
        """Return the values of the enumeration called `name`, None if it is none."""
        constraints = self.constraints(name)
        return listed_values(constraints[0]) if constraints else None

    def constraints(self, name: str | None) -> tuple[UnaryTests, ...]:
        """Return the allowed values of the type called `name` and of those it is based on, nearest first."""
        return tuple(
            tests
            for element in self._aliases(name)
            if (tests := self._tests(element, "allowedValues")) is not None
        )

    def base_of(self, name: str | None) -> str | None:
        """Return the name of the base type (in this file) at the end of the type called `name`."""
        aliases = self._aliases(name)
        if not aliases:
            return name
        if aliases[-1].get("isCollection") == "true":
            return "list"
        return text_of(child(aliases[-1], "typeRef")) or None

    def _aliases(self, name: str | None) -> list[etree._Element]:
        """Return the item definitions from `name` down to the one that is based on a base type."""
        aliases: list[etree._Element] = []
        while (element := self.element(name)) is not None and element not in aliases:
            aliases.append(element)
            name = text_of(child(element, "typeRef"))
        return aliases

    def _tests(self, element: etree._Element, which: str) -> UnaryTests | None:
        key = (element, which)
        if key not in self._compiled:
            self._compiled[key] = self._compile_tests(element, which)
        return self._compiled[key]

    def _compile_tests(self, element: etree._Element, which: str) -> UnaryTests | None:
        text = text_of(child(child(element, which), "text"))
        if not text:
            return None
        try:
            return compile_unary_tests(text)
        except FeelError as error:
            name = element.get("name", "")
            self._problems.add(
                "dmn.syntax",
                element,
                place=f'The allowed values of type "{name}"',
                reason=error.message("en"),
                chinese={"place": f"类型“{name}”的允许值", "reason": error.message("zh-CN")},
            )
            return None


def _instance_test(check: Check) -> Callable[[Any], bool]:
    return lambda value: value is not None and check(value) == value


def _constrained(check: Check, allowed: UnaryTests) -> Check:
    def constrained(value: Any) -> Any:
        checked = check(value)
        if checked is None or checked is MISMATCH:
            return checked
        return checked if allowed.matches(checked, {}) is True else MISMATCH

    return constrained
