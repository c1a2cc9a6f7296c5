"""Read a DMN file into a requirement graph with compiled logic."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from lxml import etree

from engine.dmn.boxed import BoxedCompiler
from engine.dmn.errors import ModelInvalid
from engine.dmn.graph import DecisionService, DrgElement, NodeKind, find_cycle, visible_names
from engine.dmn.problems import Problems
from engine.dmn.table import DecisionTable
from engine.dmn.texts import Texts
from engine.dmn.types import Types
from engine.dmn.xml_elements import (
    NAMESPACES,
    child,
    children,
    english_of,
    name_of,
    other_language,
    tag,
    type_names_without_prefixes,
)
from engine.errors import Problem
from engine.xml import XmlRefused, parse_xml

MAX_CELLS = 20_000
_KINDS = {kind.value: kind for kind in NodeKind}
_REQUIREMENTS = ("informationRequirement", "knowledgeRequirement")
_REQUIRED = ("requiredInput", "requiredDecision", "requiredKnowledge")


@dataclass(frozen=True, slots=True)
class Read:
    """What a file contains. `tables` are (id of the decision or knowledge model, table)."""

    namespace: str
    name: str
    nodes: Mapping[str, DrgElement]
    tables: tuple[tuple[str, DecisionTable], ...]
    imported: Mapping[str, Read]
    exported: Mapping[str, DrgElement]
    """Its own nodes, and those of imports without a name, which belong to it as if they stood in the file."""
    types: Types
    members: frozenset[str]
    problems: tuple[Problem, ...]
    namespaces: frozenset[str]
    """Its own, and those of imports without a name."""


def read_definitions(
    data: bytes, imports: Mapping[str, Read], file: str, functions: Collection[str] | None = None
) -> Read:
    """Read `data`; `imports` are found by namespace, by the import's name or by its location.

    Raises: ModelInvalid: no DMN, or a requirement graph that cannot be evaluated. What is wrong inside a
    decision's logic does not raise; it is among the problems, and the decision gives null.
    """
    problems = Problems(file)
    try:
        root = parse_xml(data)
    except XmlRefused as error:
        raise ModelInvalid([_malformed(error, file)]) from error
    if etree.QName(root).namespace not in NAMESPACES or tag(root) != "definitions":
        problems.add("dmn.not_dmn", root, found=etree.QName(root).text)
        raise ModelInvalid(problems.found)
    type_names_without_prefixes(root)
    return _Reader(root, problems, imports, functions).read()


def _malformed(error: XmlRefused, file: str) -> Problem:
    problems = Problems(file)
    problems.add(
        "dmn.malformed", None, reason=error.message("en"), chinese={"reason": error.message("zh-CN")}
    )
    return problems.found[0]


def _id_of(element: etree._Element) -> str:
    return str(element.get("id") or element.get("name", ""))


class _Reader:
    def __init__(
        self,
        root: etree._Element,
        problems: Problems,
        imports: Mapping[str, Read],
        functions: Collection[str] | None,
    ) -> None:
        self.root = root
        self.problems = problems
        self.imported: dict[str, Read] = {}
        self.merged: list[Read] = []
        self._resolve(imports)
        self.types = Types(
            root,
            {name: read.types for name, read in self.imported.items()},
            [read.types for read in self.merged],
            problems,
        )
        self.elements = [element for element in root if tag(element) in _KINDS]
        self.nodes: dict[str, DrgElement] = {}
        self.members = frozenset(self._member_names())
        self.compiler = BoxedCompiler(self.types, Texts(problems, self.members, functions), problems)

    def read(self) -> Read:
        self._check_size()
        self._refuse_languages()
        for element in self.elements:
            self._add_node(element)
        for element in self.elements:
            self._require(element)
        self._refuse_cycle()
        for element in self.elements:
            self._compile(element)
        return Read(
            self.root.get("namespace", ""),
            self.root.get("name", ""),
            self.nodes,
            tuple((self._owner_id(element), table) for element, table in self.compiler.tables.items()),
            self.imported,
            self._exported(),
            self.types,
            self.members,
            tuple(self.problems.found),
            frozenset({self.root.get("namespace", "")}).union(*(read.namespaces for read in self.merged)),
        )

    def _refuse_languages(self) -> None:
        """Note every expression, cell and list of values, and a model, whose language is not FEEL."""
        for element in self.root.iter(etree.Element):
            if tag(element) and (language := other_language(element)):
                self.problems.add("dmn.other_language", element, language=language)

    def _resolve(self, imports: Mapping[str, Read]) -> None:
        """Find the imported models: seen below their name, or, without one, as a part of this model."""
        for element in children(self.root, "import"):
            name, namespace = element.get("name", ""), element.get("namespace", "")
            if "XMLSchema" in element.get("importType", "") or "PMML" in element.get("importType", ""):
                continue
            if not name and namespace == self.root.get("namespace"):
                continue
            location = element.get("locationURI", "")
            keys = (namespace, name, location, PurePosixPath(location).name)
            read = next((imports[key] for key in keys if key and key in imports), None)
            if read is None:
                self.problems.add("dmn.unresolved_import", element, name=name, namespace=namespace)
            elif name:
                self.imported[name] = read
            else:
                self.merged.append(read)

    def _exported(self) -> dict[str, DrgElement]:
        exported = dict(self.nodes)
        for read in self.merged:
            exported = {**read.exported, **exported}
        return exported

    def _check_size(self) -> None:
        cells = sum(1 for item in self.root.iter() if tag(item) in ("inputEntry", "outputEntry"))
        if cells > MAX_CELLS:
            self.problems.add("dmn.too_many_cells", self.root, limit=MAX_CELLS, found=cells)
            raise ModelInvalid(self.problems.found)

    def _member_names(self) -> Iterable[str]:
        """Yield every name that may stand after a dot: components, entries, columns, imported variables."""
        yield from self.types.member_names()
        for element in self.root.iter():
            kind = tag(element)
            if kind == "contextEntry" and (variable := child(element, "variable")) is not None:
                yield " ".join(variable.get("name", "").split())
            elif kind in ("output", "column", "outputDecision"):
                yield " ".join(element.get("name", "").split())
        for read in (*self.imported.values(), *self.merged):
            yield from read.members
            yield from (node.variable for node in read.exported.values())

    def _add_node(self, element: etree._Element) -> None:
        name = element.get("name", "")
        node_id = _id_of(element)
        if not name:
            self.problems.add("dmn.missing_name", element, element=tag(element))
        if node_id in self.nodes:
            self.problems.add("dmn.duplicate_id", element, id=node_id)
            return
        if any(other.name == name and other.kind is _KINDS[tag(element)] for other in self.nodes.values()):
            self.problems.add("dmn.duplicate_name", element, name=name)
        variable = child(element, "variable")
        type_name = variable.get("typeRef") if variable is not None else None
        node = DrgElement(_KINDS[tag(element)], node_id, name, name_of(element), type_name)
        node.name_en = english_of(element, "name")
        if node.kind in (NodeKind.INPUT, NodeKind.DECISION):
            node.check = self.types.named(type_name, element)
        elif node.kind is NodeKind.SERVICE:
            node.type_name = self.types.result_of(type_name)
            node.check = self.types.named(node.type_name, element)
            node.parameters = self.types.parameters_of(type_name)
        self.nodes[node_id] = node

    def _node(self, element: etree._Element) -> DrgElement:
        return self.nodes[_id_of(element)]

    def _referenced(self, reference: etree._Element) -> tuple[str, DrgElement] | None:
        """Return (import name, node) that `href` names; None, with a problem, if there is none."""
        namespace, _, identifier = reference.get("href", "").rpartition("#")
        is_own = not namespace or namespace == self.root.get("namespace")
        if is_own and identifier in self.nodes:
            return "", self.nodes[identifier]
        for element in children(self.root, "import"):
            name = element.get("name", "")
            read = self.imported.get(name)
            if read is None or namespace not in (element.get("namespace"), *read.namespaces):
                continue
            if identifier in read.exported:
                return name, read.exported[identifier]
        for merged in self.merged:
            if (is_own or namespace in merged.namespaces) and identifier in merged.exported:
                return "", merged.exported[identifier]
        self.problems.add("dmn.dangling_reference", reference, reference=reference.get("href", ""))
        return None

    def _require(self, element: etree._Element) -> None:
        node = self._node(element)
        for requirement in children(element, *_REQUIREMENTS):
            for reference in children(requirement, *_REQUIRED):
                if pair := self._referenced(reference):
                    node.requires.append(pair)
        if node.kind is NodeKind.SERVICE:
            node.service = DecisionService(
                self._all(element, "inputData") + self._all(element, "inputDecision"),
                self._all(element, "outputDecision"),
            )

    def _all(self, element: etree._Element, name: str) -> tuple[DrgElement, ...]:
        pairs = (self._referenced(reference) for reference in children(element, name))
        return tuple(pair[1] for pair in pairs if pair is not None)

    def _refuse_cycle(self) -> None:
        if cycle := find_cycle(self.nodes.values()):
            self.problems.add(
                "dmn.cycle", self._element_of(cycle[0]), names=", ".join(node.name for node in cycle)
            )
            raise ModelInvalid(self.problems.found)

    def _element_of(self, node: DrgElement) -> etree._Element | None:
        return next((item for item in self.elements if self._node(item) is node), None)

    def _compile(self, element: etree._Element) -> None:
        node = self._node(element)
        names = visible_names(node.requires)
        before = len(self.compiler.texts.compiled), len(self.compiler.tables)
        if node.kind is NodeKind.DECISION:
            node.logic = self.compiler.inside(element, names)
        elif node.kind is NodeKind.KNOWLEDGE:
            body = child(element, "encapsulatedLogic")
            if body is not None:
                node.logic = self.compiler.function(body, names, result=node.type_name)
        node.texts = tuple(self.compiler.texts.compiled[before[0] :])
        node.tables = tuple(self.compiler.tables.values())[before[1] :]

    def _owner_id(self, element: etree._Element) -> str:
        owner: Any = element
        while owner is not None and tag(owner) not in _KINDS:
            owner = owner.getparent()
        return self._node(owner).node_id if owner is not None else ""
