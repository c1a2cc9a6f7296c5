"""The item definitions of a model: which check a type by its name is, which values it allows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from lxml import etree

from engine.dmn.cells import listed_values
from engine.dmn.checks import (
    MISMATCH,
    Check,
    TypedFunction,
    anything,
    base_check,
    collection_check,
    constrained_check,
    range_value,
    scalar_check,
    structure_check,
)
from engine.dmn.problems import Problems
from engine.dmn.xml_elements import child, children, tag, text_of
from engine.feel import FeelError, UnaryTests, compile_unary_tests
from engine.feel.parser import parse_expression
from engine.feel.syntax import InstanceOf, TypeName
from engine.feel.type_relations import ANY
from engine.feel.types import NamedType, is_function
from engine.feel.values import FunctionBase


def _parsed(name: str) -> TypeName | None:
    """Return the type that a text writes in FEEL, None if it writes none."""
    try:
        tree = parse_expression(f"null instance of {name}")
    except FeelError:
        return None
    return tree.type if isinstance(tree, InstanceOf) else None


class Types:
    """The item definitions of one model and of those it imports."""

    def __init__(
        self, root: etree._Element, imported: dict[str, Types], merged: Sequence[Types], problems: Problems
    ) -> None:
        """Read all item definitions below `root`.

        `imported` is by the name of the import, `merged` are those of imports without a name.
        """
        self._imported = imported
        self._merged = merged
        self._problems = problems
        self._elements = {element.get("name", ""): element for element in children(root, "itemDefinition")}
        self._checks: dict[str, Check] = {}
        self._bare: dict[str, Check] = {}
        self._building: set[tuple[str, bool]] = set()
        self._compiled: dict[tuple[etree._Element, str], UnaryTests | None] = {}
        for name in self._elements:
            self.named(name, root)

    def element(self, name: str | None) -> etree._Element | None:
        """Return the item definition called `name`, if this model has it or has merged it."""
        own = self._elements.get(name or "")
        if own is not None or not name:
            return own
        return next((other for one in self._merged if (other := one.element(name)) is not None), None)

    def member_names(self) -> set[str]:
        """Return the names of all components, here and in imported models."""
        names = {
            component.get("name", "")
            for element in self._elements.values()
            for component in element.iter()
            if tag(component) == "itemComponent"
        }
        for imported in (*self._imported.values(), *self._merged):
            names |= imported.member_names()
        return names

    def named(self, name: str | None, used_by: etree._Element) -> Check:
        """Return the check of the type called `name`; of an unknown one, after noting it, that of Any."""
        if not name:
            return anything
        if name in self._elements:
            return self._defined(name)
        for merged in self._merged:
            if merged.element(name) is not None:
                return merged.named(name, used_by)
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
            return collection_check(inner[0])
        if written.name == "range" and inner:
            return scalar_check(lambda value: range_value(value, inner[0]))
        if written.fields:
            return structure_check({name: self._of(type_, used_by) for name, type_ in written.fields})
        return self.named(written.name, used_by)

    def tests(self, prefix: str = "") -> dict[str, NamedType]:
        """Return by type name what FEEL asks about a value; it does not convert."""
        tests = {
            prefix + name: NamedType(
                _instance_test(self._defined(name, bare=True)), _instance_test(self._defined(name))
            )
            for name in self._elements
        }
        for name, imported in self._imported.items():
            tests |= imported.tests(f"{prefix}{name}.")
        for merged in self._merged:
            tests = merged.tests(prefix) | tests
        return tests

    def _parameters(self, item: etree._Element) -> dict[str, Check]:
        return {
            one.get("name", ""): self.named(one.get("typeRef"), one) for one in children(item, "parameters")
        }

    def function_type(self, name: str | None) -> Check | None:
        """Return the check of the function type called `name`, None if it is no function type."""
        item = child(self.element(name), "functionItem")
        return None if item is None else self.named(name, item)

    def parameters_of(self, name: str | None) -> dict[str, Check]:
        """Return the checks of the parameters that the function type called `name` declares, by name."""
        item = child(self.element(name), "functionItem")
        return {} if item is None else self._parameters(item)

    def result_of(self, name: str | None) -> str | None:
        """Return the type of what a function or service of type `name` gives, None if it is not said.

        Older models name the type of the result where the standard wants that of the function.
        """
        element = self.element(name)
        item = child(element, "functionItem") if element is not None else None
        if item is not None:
            return str(item.get("outputTypeRef", "")) or None
        return None if name in ("function", "feel:function") else name

    def _defined(self, name: str, *, bare: bool = False) -> Check:
        """Return the check of a type of this model; `bare`: whatever its values are allowed to be."""
        checks = self._bare if bare else self._checks
        if name in checks:
            return checks[name]
        if (name, bare) in self._building:  # a component may be of the type that contains it
            return lambda value: checks[name](value)  # noqa: PLW0108 - not there yet
        self._building.add((name, bare))
        element = self._elements[name]
        if self._is_alias_of_itself(name):
            if not bare:
                self._problems.add("dmn.type_cycle", element, type=name)
            checks[name] = anything
        else:
            checks[name] = self._built(element, bare=bare)
        self._building.discard((name, bare))
        return checks[name]

    def _is_alias_of_itself(self, name: str) -> bool:
        visited: set[str] = set()
        while (element := self.element(name)) is not None:
            if name in visited:
                return True
            visited.add(name)
            name = text_of(child(element, "typeRef"))
        return False

    def _built(self, element: etree._Element, *, bare: bool = False) -> Check:
        allowed = None if bare else self._tests(element, "allowedValues")
        # Its own allowed values take the place of those that its base has.
        check = self._content(element, bare=bare, bare_base=bare or allowed is not None)
        if allowed is not None:
            check = constrained_check(check, allowed)
        if element.get("isCollection") == "true":
            check = collection_check(check)
        constraint = None if bare else self._tests(element, "typeConstraint")
        return check if constraint is None else constrained_check(check, constraint)

    def _content(self, element: etree._Element, *, bare: bool, bare_base: bool) -> Check:
        components = children(element, "itemComponent")
        if components:
            return structure_check(
                {item.get("name", ""): self._built(item, bare=bare) for item in components}
            )
        function = child(element, "functionItem")
        if function is not None:
            return self._function_instance(element) if bare else self._function(function)
        name = text_of(child(element, "typeRef"))
        return (
            self._defined(name, bare=True)
            if bare_base and name in self._elements
            else self.named(name, element)
        )

    def _function(self, item: etree._Element) -> Check:
        """Return the check of a function type, which makes a function keep to the types that it declares."""
        parameters = self._parameters(item)
        result = self.named(item.get("outputTypeRef"), item)

        def typed(value: Any) -> Any:
            if not isinstance(value, FunctionBase):
                return MISMATCH
            if isinstance(value, TypedFunction) and value.is_of(parameters, result):
                return value
            return TypedFunction(value, parameters, result)

        return scalar_check(typed)

    def _function_instance(self, element: etree._Element) -> Check:
        """Return the check of a function type that compares the types that both declare."""
        wanted: list[TypeName] = []

        def instance(value: Any) -> Any:
            if not wanted:  # other types may not have been read before
                wanted.append(self._plain(element, ()))
            return value if is_function(value, wanted[0]) else MISMATCH

        return scalar_check(instance)

    def _written(self, name: str | None, inside: tuple[str, ...]) -> TypeName:
        """Return the type called `name` as FEEL writes it; Any for one that is inside itself or unknown."""
        if not name or name in inside:
            return ANY
        for merged in self._merged:
            if name not in self._elements and merged.element(name) is not None:
                return merged._written(name, inside)
        head, _, rest = name.partition(".")
        if rest and head in self._imported:
            return self._imported[head]._written(rest, ())
        element = self._elements.get(name)
        if element is not None:
            return self._plain(element, (*inside, name))
        return _parsed(name.removeprefix("feel:")) or ANY

    def _plain(self, element: etree._Element, inside: tuple[str, ...]) -> TypeName:
        """Return what an item definition or component consists of as FEEL writes types."""
        components, function = children(element, "itemComponent"), child(element, "functionItem")
        if components:
            fields = tuple((one.get("name", ""), self._plain(one, inside)) for one in components)
            plain = TypeName("context", fields=fields)
        elif function is not None:
            names = [one.get("typeRef") for one in children(function, "parameters")]
            taken = tuple(self._written(name, inside) for name in names)
            plain = TypeName("function", taken, result=self._written(function.get("outputTypeRef"), inside))
        else:
            plain = self._written(text_of(child(element, "typeRef")), inside)
        return TypeName("list", (plain,)) if element.get("isCollection") == "true" else plain

    def allowed_values(self, name: str | None) -> tuple[Any, ...] | None:
        """Return the values of the enumeration called `name`, None if it is none."""
        constraints = self.constraints(name)
        return listed_values(constraints[0]) if constraints else None

    def constraints(self, name: str | None) -> tuple[UnaryTests, ...]:
        """Return the allowed values of the type called `name`: its own, or of the nearest it is based on."""
        allowed = (self._tests(element, "allowedValues") for element in self._aliases(name))
        return tuple(tests for tests in allowed if tests is not None)[:1]

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
