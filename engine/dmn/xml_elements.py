"""Small readers of DMN elements, whichever of the OMG's namespaces a file uses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from lxml import etree

NAMESPACES = frozenset(
    {
        "http://www.omg.org/spec/DMN/20151101/dmn.xsd",  # 1.1
        "http://www.omg.org/spec/DMN/20180521/MODEL/",  # 1.2
        "https://www.omg.org/spec/DMN/20191111/MODEL/",  # 1.3
        "https://www.omg.org/spec/DMN/20211108/MODEL/",  # 1.4
        "https://www.omg.org/spec/DMN/20230324/MODEL/",  # 1.5
        "https://www.omg.org/spec/DMN/20240513/MODEL/",  # 1.6
    }
)


def tag(element: etree._Element) -> str:
    """Return the local name of a DMN element, an empty string for elements of others (extensions)."""
    return _local_name(element.tag)


@lru_cache(maxsize=1024)
def _local_name(name: str) -> str:
    """Return what follows the namespace of DMN in a name, "" for other namespaces: asked for each element."""
    namespace, _, local = name.removeprefix("{").rpartition("}")
    return local if namespace in NAMESPACES else ""


def other_language(element: etree._Element) -> str:
    """Return the language of the element's text, or of the model's, where it says one that is not FEEL."""
    language = element.get("expressionLanguage", "")
    is_feel = "feel" in language.lower() and "b-feel" not in language.lower()
    return "" if is_feel else language


_TEXT = "{https://tongban.dev/schema/bpmn/1.0}text"
"""The English of a text, wherever a package says one; the same element as in diagrams."""


def children(element: etree._Element | None, *names: str) -> list[etree._Element]:
    """Return the DMN children called one of `names`, in order."""
    return [] if element is None else [item for item in element if tag(item) in names]


def child(element: etree._Element | None, name: str) -> etree._Element | None:
    """Return the first DMN child called `name`."""
    return next(iter(children(element, name)), None)


def text_of(element: etree._Element | None) -> str:
    """Return the text of an element without surrounding white space, an empty string for none."""
    return (element.text or "").strip() if element is not None else ""


def english_of(element: etree._Element, what: str = "documentation") -> str:
    """Return what `<tongban:text locale="en" documentation="…" name="…"/>` says, "" without it."""
    for said in element.iterfind(f"{{*}}extensionElements/{_TEXT}"):
        if said.get("locale", "en").startswith("en"):
            return str(said.get(what, "")).strip()
    return ""


def expression_in(element: etree._Element | None, names: Iterable[str]) -> etree._Element | None:
    """Return the first child that is one of the boxed expressions `names`."""
    return next(iter(children(element, *names)), None)


def name_of(element: etree._Element) -> str:
    """Return the name under which others see the element: that of its variable, else its own.

    White space inside a name counts as one space (DMN 1.5, 10.3.1.2).
    """
    variable = child(element, "variable")
    own = element.get("name", "")
    return " ".join(((variable.get("name") if variable is not None else "") or own).split())


_PREFIXED = re.compile(r"\s*([\w.\-]+):([^:<>,]+)")


def type_names_without_prefixes(root: etree._Element) -> None:
    """Write the types of a model by their names alone where it names them by a prefix of XML.

    DMN 1.1 writes so (`tns:tLoan`) what belongs to the model itself, to FEEL or to an import, which later
    versions name before a dot; tools go on with it. A prefix that stands for nothing of these stays.
    """
    names = {one.get("namespace", ""): one.get("name", "") for one in children(root, "import")}
    names[root.get("namespace", "")] = ""
    for element in root.iter(etree.Element):
        if not tag(element):
            continue
        for attribute in ("typeRef", "outputTypeRef"):
            if written := element.get(attribute):
                element.set(attribute, _type_name(written, element, names))
        if tag(element) == "typeRef" and element.text:
            element.text = _type_name(element.text, element, names)


def _type_name(written: str, element: etree._Element, names: Mapping[str, str]) -> str:
    match = _PREFIXED.fullmatch(written)
    namespace = None if match is None else element.nsmap.get(match[1])
    if match is None or namespace is None:
        return written
    if "/FEEL" in namespace:
        return match[2].strip()
    if namespace not in names:
        return written
    return ".".join(name for name in (names[namespace], match[2].strip()) if name)
