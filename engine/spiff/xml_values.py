"""Reads values of attributes as the schema of BPMN types them."""

from __future__ import annotations

from lxml import etree

_TRUE, _FALSE = ("true", "1"), ("false", "0")
"""The words of `xsd:boolean`."""


def is_true(node: etree._Element, attribute: str, *, usual: bool = False) -> bool:
    """Tell whether an attribute says yes; `usual` holds where it is missing, or says neither yes nor no."""
    said = str(node.get(attribute, "")).strip()
    return said in _TRUE or (usual and said not in _FALSE)


def is_executable(process: etree._Element) -> bool:
    """Tell whether a process is to be run: it says so, as partners drawn beside it must not be."""
    return is_true(process, "isExecutable")
